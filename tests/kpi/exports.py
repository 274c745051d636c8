#!/usr/bin/env python3
"""Reads what shared/kpi exports, with other people's readers.

    python3 exports.py FOLDER

FOLDER holds what the test `exports` of shared/kpi writes. CSV by Python's csv, NDJSON by json and sqlite3, JSON by json,
OpenMetrics by the official parser (prometheus_client; skipped visibly if it is not installed), GA4 by its limits.
"""
import csv
import io
import json
import pathlib
import re
import sqlite3
import sys

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
