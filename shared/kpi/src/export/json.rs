//! JSON of figures, and NDJSON of rows: one object per line.
//!
//! ```json
//! {"from":"2026-11-01","to":"2026-11-30","tz":"Europe/Warsaw","by":null,"figures":[
//!   {"name":"wismo_share","unit":"percent","value":41.67,"numerator":5,"denominator":12,"previous":null,"change":null,"label":"..."}]}
//! ```
//!
//! By a dimension each figure has its `key` too. Numbers are written out with all their places.

use super::{
    Report, ZONE,
    table::{Columns, Value},
};
use crate::{decimal::Decimal, figure::Figure};
use sledz_domain::words::Lang;

/// A text within quotes, as JSON writes it.
pub(crate) fn quote(text: &str, into: &mut String) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            c if u32::from(c) < 0x20 => into.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => into.push(c),
        }
    }
    into.push('"');
}

/// An object in the making.
pub(crate) struct Object<'a> {
    into: &'a mut String,
    is_first: bool,
}

impl<'a> Object<'a> {
    pub(crate) fn new(into: &'a mut String) -> Self {
        into.push('{');
        Object { into, is_first: true }
    }

    pub(crate) fn name(&mut self, name: &str) -> &mut String {
        if !std::mem::take(&mut self.is_first) {
            self.into.push(',');
        }
        quote(name, self.into);
        self.into.push(':');
        self.into
    }

    pub(crate) fn text(&mut self, name: &str, text: Option<&str>) {
        let into = self.name(name);
        match text {
            Some(text) => quote(text, into),
            None => into.push_str("null"),
        }
    }

    pub(crate) fn number(&mut self, name: &str, number: Option<Decimal>) {
        let written = number.map_or_else(|| "null".to_owned(), |number| number.to_string());
        self.name(name).push_str(&written);
    }

    pub(crate) fn done(self) {
        self.into.push('}');
    }
}

/// The figures of a report.
pub fn figures(report: &Report, lang: Lang) -> String {
    let mut text = String::new();
    let mut object = Object::new(&mut text);
    object.text("from", Some(&report.from.to_string()));
    object.text("to", Some(&report.to.to_string()));
    object.text("tz", Some(ZONE));
    object.text("by", report.by.map(|by| by.name()));
    let into = object.name("figures");
    into.push('[');
    let mut is_first = true;
    for group in &report.groups {
        for figure in &group.figures {
            if !std::mem::take(&mut is_first) {
                into.push(',');
            }
            one(figure, group.key.as_deref(), lang, into);
        }
    }
    into.push(']');
    object.done();
    text
}

fn one(figure: &Figure, key: Option<&str>, lang: Lang, into: &mut String) {
    let mut object = Object::new(into);
    if key.is_some() {
        object.text("key", key);
    }
    object.text("name", Some(figure.name));
    object.text("unit", Some(figure.unit_name()));
    object.number("value", Some(figure.value));
    object.number("numerator", figure.numerator.map(Decimal::whole));
    object.number("denominator", figure.denominator.map(Decimal::whole));
    object.number("previous", figure.previous);
    object.number("change", figure.change());
    object.text("label", Some(figure.label(lang)));
    object.done();
}

/// Rows, one object per line: `application/x-ndjson`.
pub fn rows(rows: impl Iterator<Item = Columns>) -> String {
    let mut text = String::new();
    for row in rows {
        let mut object = Object::new(&mut text);
        for (name, value) in &row {
            match value {
                Value::Nothing => object.text(name, None),
                Value::Text(text) => object.text(name, Some(text)),
                Value::Number(number) => object.number(name, Some(*number)),
                Value::Flag(is_so) => object.name(name).push_str(if *is_so { "true" } else { "false" }),
                Value::Texts(texts) => {
                    let into = object.name(name);
                    into.push('[');
                    for (place, text) in texts.iter().enumerate() {
                        if place > 0 {
                            into.push(',');
                        }
                        quote(text, into);
                    }
                    into.push(']');
                }
            }
        }
        object.done();
        text.push('\n');
    }
    text
}
