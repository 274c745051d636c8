#!/usr/bin/env python3
"""Reads what shared/kpi exports, with other people's readers.

    python3 exports.py FOLDER

FOLDER holds what the test `exports` of shared/kpi writes. CSV by Python's csv and by LibreOffice in Polish, NDJSON by json
and sqlite3, JSON by json, OpenMetrics by the official parser (prometheus_client), GA4 by its limits. LibreOffice and
prometheus_client are skipped visibly where they are not installed, but not where CI is set.
"""
import csv
import io
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
from xml.etree import ElementTree

folder = pathlib.Path(sys.argv[1])
read = lambda name: (folder / name).read_bytes().decode("utf-8")
expected = json.loads(read("expected.json"))

# CSV as RFC 4180 says: CRLF, one header, one length of rows, no formulas.
FORMULA = re.compile(r"^[=+@\t\r\n]|^-(?![0-9])")
for name, separator, point, bom in [("plain", ",", ".", False), ("polish", ";", ",", True), ("tabs", "\t", ".", False)]:
    for grain in ("figures", "cases", "orders", "parcels"):
        text = read(f"{grain}-{name}.csv")
        assert text.startswith("\ufeff") == bom, name
        text = text.removeprefix("\ufeff")
        assert text.endswith("\r\n")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        head = rows[0]
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", column) for column in head), head
        assert len(set(head)) == len(head)
        assert all(len(row) == len(head) for row in rows), grain
        assert len(rows) - 1 == expected[grain], (grain, len(rows))
        for row in rows[1:]:
            assert not any(FORMULA.match(cell) for cell in row), row
        if grain == "figures":
            for row in rows[1:]:
                value = dict(zip(head, row))["value"]
                assert re.fullmatch(r"-?[0-9]+(%s[0-9]+)?" % re.escape(point), value), value
    cases = list(csv.DictReader(io.StringIO(read(f"cases-{name}.csv").removeprefix("\ufeff"), newline=""), delimiter=separator))
    odd = next(case for case in cases if "HYPERLINK" in case["source"])
    assert odd["source"] == expected["odd_source"], odd["source"]

# NDJSON: one object per line with the same columns in all; a database takes it.
database = sqlite3.connect(":memory:")
for grain in ("cases", "orders", "parcels"):
    lines = read(f"{grain}.ndjson").splitlines()
    objects = [json.loads(line) for line in lines]
    assert len(objects) == expected[grain]
    assert len({tuple(row) for row in objects}) == 1
    assert "customer" not in objects[0] and "secret-customer" not in read(f"{grain}.ndjson")
    database.execute(f"create table {grain} (row text check (json_valid(row)))")
    database.executemany(f"insert into {grain} values (?)", [(line,) for line in lines])
count = database.execute("select count(*), count(distinct json_extract(row, '$.case')) from cases").fetchone()
assert count == (expected["cases"], expected["cases"]), count
at = database.execute("select datetime(json_extract(row, '$.opened_at')) from cases limit 1").fetchone()[0]
assert at and at.startswith("20"), at

# LibreOffice in Polish takes what is written for Excel in Polish: decimal commas are numbers, formulas are text.
def by_libreoffice(name):
    home = folder / "libreoffice" / "user"
    home.mkdir(parents=True, exist_ok=True)
    (home / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">'
        '<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>pl-PL</value></prop></item></oor:items>')
    # Separated by semicolons, UTF-8, in the language of the profile, numbers as people write them.
    subprocess.run(
        [office, f"-env:UserInstallation={home.parent.as_uri()}", "--headless", "--infilter=CSV:59,34,76,1,,0,false,true",
         "--convert-to", "fods", "--outdir", str(folder), str(folder / name)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
    space = {"t": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "x": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
    kind, number = ("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}" + name for name in ("value-type", "value"))
    repeated = "{%s}number-columns-repeated" % space["t"]
    rows = []
    for row in ElementTree.parse(folder / name.replace(".csv", ".fods")).iterfind(".//t:table-row", space):
        cells = []
        for cell in row.iterfind("t:table-cell", space):
            text = "\n".join("".join(part.itertext()) for part in cell.iterfind("x:p", space))
            value = float(cell.get(number)) if cell.get(kind) in ("float", "percentage") else text
            assert cell.get("{%s}formula" % space["t"]) is None, text
            cells += [value] * min(int(cell.get(repeated, 1)), 100)
        rows.append(cells)
    return [row for row in rows if any(cell != "" for cell in row)]


office = shutil.which("soffice")
if office is None:
    assert "CI" not in os.environ, "soffice is needed, as CI is set"
    print("skipped: CSV by LibreOffice: soffice is not installed")
else:
    for grain in ("figures", "cases", "orders", "parcels"):
        text = read(f"{grain}-polish.csv").removeprefix("\ufeff")
        written = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
        opened = by_libreoffice(f"{grain}-polish.csv")
        assert len(opened) == len(written), (grain, len(opened), len(written))
        assert opened[0][:len(written[0])] == written[0], opened[0]
        numbers = 0
        for mine, theirs in zip(written[1:], opened[1:]):
            for column, cell, shown in zip(written[0], mine, theirs + [""] * len(mine)):
                if re.fullmatch(r"-?[0-9]+(,[0-9]+)?", cell) and column not in ("key", "order", "parcel", "case"):
                    assert shown == float(cell.replace(",", ".")), (column, cell, shown)
                    numbers += 1
                elif not re.fullmatch(r"[-0-9:.TZ ]*", cell):
                    assert str(shown) == cell or column in ("key", "order", "parcel", "case"), (column, cell, shown)
        assert numbers or grain == "parcels", grain
    print("CSV opened by LibreOffice in Polish")

# JSON.
for name in ("figures.json", "figures-by.json"):
    told = json.loads(read(name))
    assert set(told) == {"from", "to", "tz", "by", "figures"} and told["tz"] == "Europe/Warsaw"
    for figure in told["figures"]:
        assert {"name", "unit", "value", "numerator", "denominator"} <= set(figure)
        assert ("key" in figure) == (told["by"] is not None)

# GA4.
events = 0
for line in read("ga4.ndjson").splitlines():
    assert len(line.encode()) <= 130_000
    body = json.loads(line)
    assert body["client_id"] and 1 <= len(body["events"]) <= 25
    for event in body["events"]:
        assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]{0,39}", event["name"]) and len(event["params"]) <= 25
        for name, value in event["params"].items():
            assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]{0,39}", name) and value is not None
            assert len(str(value)) <= 100 and "secret-customer" not in str(value)
        events += 1
assert events == expected["figures"], events

# OpenMetrics.
try:
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
except ImportError:
    assert "CI" not in os.environ, "prometheus_client is needed, as CI is set"
    print("skipped: OpenMetrics by the official parser: prometheus_client is not installed")
else:
    for name in ("total.om", "by.om"):
        text = read(name)
        assert text.endswith("# EOF\n")
        families = list(text_string_to_metric_families(text))
        assert len(families) > 5
        for family in families:
            assert family.type == "gauge" and family.documentation
            if family.unit:
                assert family.name.endswith("_" + family.unit) and family.unit in ("seconds", "ratio", "pln"), family.name
            for sample in family.samples:
                assert set(sample.labels) <= {"channel", "source"}
                if family.unit == "ratio":
                    assert 0 <= sample.value <= 1
    print("OpenMetrics read by the official parser")
print("all exports read")
