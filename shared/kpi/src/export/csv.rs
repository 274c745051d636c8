//! CSV by RFC 4180: for spreadsheets, Power BI, Looker Studio.
//!
//! The names of the columns stand on the first line, nothing before them. A spreadsheet takes a cell that begins with
//! `=`, `+`, `-`, `@` or a control character for a formula, so such a text gets an apostrophe before it, as OWASP
//! advises; numbers of ours are numbers.

use super::{
    Report,
    table::{Columns, Value},
};
use csv::{Terminator, Writer, WriterBuilder};

/// How a spreadsheet wants its table. The default is what RFC 4180 says; Excel in Polish wants [`Style::POLISH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Between cells: `,`, `;` or a tab.
    pub separator: u8,
    /// Between a number's whole and part: `.` or `,`.
    pub decimal: char,
    /// A byte order mark at the beginning, by which Excel knows UTF-8.
    pub bom: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style { separator: b',', decimal: '.', bom: false }
    }
}

impl Style {
    /// What Excel in Polish opens right.
    pub const POLISH: Style = Style { separator: b';', decimal: ',', bom: true };

    /// The style that a query asks for; none if there is no such.
    pub fn parse(sep: Option<&str>, decimal: Option<&str>, bom: Option<&str>) -> Option<Style> {
        let separator = match sep.unwrap_or(",") {
            "," => b',',
            ";" => b';',
            "\t" | "tab" => b'\t',
            _ => return None,
        };
        let decimal = match decimal.unwrap_or(".") {
            "." => '.',
            "," => ',',
            _ => return None,
        };
        let bom = match bom.unwrap_or("0") {
            "0" | "false" => false,
            "1" | "true" => true,
            _ => return None,
        };
        Some(Style { separator, decimal, bom })
    }
}

/// The columns of a table of figures.
const FIGURES: [&str; 13] = [
    "from",
    "to",
    "tz",
    "by",
    "key",
    "figure",
    "unit",
    "value",
    "numerator",
    "denominator",
    "previous",
    "change_percent",
    "label",
];

/// A table in the making.
struct Table {
    style: Style,
    writer: Writer<Vec<u8>>,
}

impl Table {
    fn new(style: Style) -> Table {
        let start = if style.bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let writer = WriterBuilder::new().delimiter(style.separator).terminator(Terminator::CRLF).from_writer(start);
        Table { style, writer }
    }

    /// One more line. Writing into memory does not fail, and all lines of a table are of one length.
    fn line(&mut self, cells: &[String]) {
        let _ = self.writer.write_record(cells);
    }

    fn done(self) -> String {
        let bytes = self.writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    fn cell(&self, value: &Value) -> String {
        match value {
            Value::Nothing => String::new(),
            Value::Text(text) => safe(text),
            Value::Texts(texts) => safe(&texts.join(" ")),
            Value::Number(number) => number.written(self.style.decimal),
            Value::Flag(is_so) => if *is_so { "true" } else { "false" }.to_owned(),
        }
    }
}

/// A text that no spreadsheet takes for a formula.
///
/// ```
/// use sledz_kpi::export::csv::safe;
/// assert_eq!(safe("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
/// assert_eq!(safe("in stock"), "in stock");
/// ```
pub fn safe(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

/// A table of figures: one line for each figure of each group.
pub fn figures(report: &Report, style: Style, lang: sledz_domain::words::Lang) -> String {
    let mut table = Table::new(style);
    table.line(&FIGURES.map(str::to_owned));
    let span = [report.from.to_string(), report.to.to_string(), super::ZONE.to_owned()];
    let by = report.by.map_or("", |by| by.name());
    for group in &report.groups {
        for figure in &group.figures {
            let number = |value: Option<crate::decimal::Decimal>| value.map_or(Value::Nothing, Value::Number);
            let whole = |value: Option<i64>| number(value.map(crate::decimal::Decimal::whole));
            let mut line = span.to_vec();
            line.extend([by.to_owned(), safe(group.key.as_deref().unwrap_or_default())]);
            line.extend([figure.name.to_owned(), safe(figure.unit_name())]);
            for value in [
                number(Some(figure.value)),
                whole(figure.numerator),
                whole(figure.denominator),
                number(figure.previous),
                number(figure.change()),
            ] {
                line.push(table.cell(&value));
            }
            line.push(safe(figure.label(lang)));
            table.line(&line);
        }
    }
    table.done()
}

/// A table of rows: [`CASE`](super::table::CASE), [`ORDER`](super::table::ORDER) or [`PARCEL`](super::table::PARCEL).
/// Without names: more lines of a table that was begun.
pub fn rows(names: &[&str], rows: impl Iterator<Item = Columns>, style: Style) -> String {
    let mut table = Table::new(Style { bom: style.bom && !names.is_empty(), ..style });
    if !names.is_empty() {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        table.line(&names);
    }
    for row in rows {
        let cells: Vec<String> = row.iter().map(|(_, value)| table.cell(value)).collect();
        table.line(&cells);
    }
    table.done()
}
