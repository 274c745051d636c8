//! The tables of codes as the couriers' document has them (`tests/fixtures/documents`).

use crate::world::fixture;
use sledz_domain::status::Status;

/// One row of a table: the codes of its first column, written out, and its other columns.
pub(crate) struct Row {
    /// The codes; ranges are expanded, patterns (`1102xx`) stand as they are.
    pub(crate) codes: Vec<String>,
    /// The other columns.
    pub(crate) columns: Vec<String>,
}

/// The rows of a table, its head left out.
pub(crate) fn rows(file: &str) -> Vec<Row> {
    let text = String::from_utf8(fixture(&format!("documents/{file}"))).unwrap();
    let rows: Vec<Row> = text.lines().skip(2).map(row).collect();
    assert!(rows.len() > 5, "{file} holds no table");
    rows
}

/// One column of the table of canonical statuses: each status, and what that source says for it.
pub(crate) fn canonical(column: &str) -> Vec<(Status, String)> {
    let text = String::from_utf8(fixture("documents/canonical.md")).unwrap();
    let cells = |line: &str| line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let mut lines = text.lines().map(cells);
    let head: Vec<String> = lines.next().unwrap();
    let place = head.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
    lines.skip(1).map(|cells| (Status::from_name(&cells[0]).unwrap(), cells[place].clone())).collect()
}

fn row(line: &str) -> Row {
    let mut columns = line.trim().trim_matches('|').split('|').map(|column| column.trim().to_owned());
    let codes = codes(&columns.next().unwrap());
    Row { codes, columns: columns.collect() }
}

/// The codes between backticks; `` `a`..`b` `` stands for all from a to b.
fn codes(cell: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let parts: Vec<&str> = cell.split('`').collect();
    for (place, part) in parts.iter().enumerate().filter(|(place, _)| place % 2 == 1) {
        if parts[place - 1].trim() == ".." {
            let from = found.last().unwrap().clone();
            found.extend(range(&from, part));
        } else {
            found.push((*part).to_owned());
        }
    }
    found
}

/// What follows `from` up to `to`: the digits at the end are counted up, the rest stays.
fn range(from: &str, to: &str) -> Vec<String> {
    let digits = |text: &str| text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let width = digits(to);
    let (head, first) = from.split_at(from.len() - width);
    let number = |text: &str| text.parse::<u64>().unwrap();
    let last = number(&to[to.len() - width..]);
    (number(first) + 1..=last).map(|n| format!("{head}{n:0width$}")).collect()
}

#[test]
fn ranges_are_written_out() {
    assert_eq!(codes("`040101`, `040102`"), ["040101", "040102"]);
    assert_eq!(codes("`19.73`..`19.75`, `5.0`"), ["19.73", "19.74", "19.75", "5.0"]);
    assert_eq!(codes("`511701`..`511704`").len(), 4);
    assert_eq!(codes("`1102xx`"), ["1102xx"]);
}
