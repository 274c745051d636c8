//! Reading a text with placeholders.
//!
//! `{name}` is a placeholder, `{{` and `}}` are braces. Everything else is plain text: there is no
//! markup and nothing else to know.

use crate::placeholders::{PLACEHOLDERS, placeholders};
use sledz_domain::{message::MessageKind, text::clean};

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text as the shop wrote it.
    Text(String),
    /// The placeholder of that name.
    Value(&'static str),
}

/// A text that was read: its lines, an empty one for each empty line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) lines: Vec<Vec<Piece>>,
}

impl Template {
    /// Reads a text of a message; what is wrong with it, if anything is.
    pub(crate) fn parse(kind: MessageKind, text: &str) -> Result<Template, Vec<String>> {
        let mut wrong = Vec::new();
        if let Some(c) = text.replace("\r\n", "\n").chars().find(|c| *c != '\n' && is_invisible(*c)) {
            wrong.push(format!("has a control or invisible character (U+{:04X})", u32::from(c)));
        }
        let lines = text.lines().map(|line| read_line(kind, line.trim(), &mut wrong)).collect();
        if wrong.is_empty() { Ok(Template { lines }) } else { Err(wrong) }
    }

    /// Whether it has that placeholder.
    pub(crate) fn uses(&self, name: &str) -> bool {
        self.lines.iter().flatten().any(|piece| matches!(piece, Piece::Value(used) if *used == name))
    }
}

/// What [`clean`] takes out of outside text has no place in a text either.
fn is_invisible(c: char) -> bool {
    c.is_control() || (!c.is_whitespace() && clean(c.encode_utf8(&mut [0; 4]), 1).is_none())
}

fn read_line(kind: MessageKind, line: &str, wrong: &mut Vec<String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = from.strip_prefix("{{") {
            text.push('{');
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            text.push('}');
            rest = after;
        } else if let Some(after) = from.strip_prefix('}') {
            wrong.push("has a } without a { before it; a brace itself is written }}".to_owned());
            rest = after;
        } else {
            let inside = from.strip_prefix('{').unwrap_or_default();
            let Some((name, after)) = inside.split_once('}').filter(|(name, _)| !name.contains('{')) else {
                wrong.push("has a { that is not closed in its line; a brace itself is written {{".to_owned());
                return pieces;
            };
            if text.rsplit(char::is_whitespace).next().is_some_and(|word| word.contains("://")) {
                wrong.push(format!("has {{{}}} within a web address; use {{link}} or an address without", shown(name)));
            }
            match find(kind, name.trim()) {
                Ok(name) => {
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                    }
                    pieces.push(Piece::Value(name));
                }
                Err(detail) => wrong.push(detail),
            }
            rest = after;
        }
    }
    text.push_str(rest);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

fn find(kind: MessageKind, name: &str) -> Result<&'static str, String> {
    let own = placeholders(kind);
    if let Some((known, _)) = own.iter().find(|(known, _)| *known == name) {
        return Ok(known);
    }
    let elsewhere = PLACEHOLDERS.iter().any(|(known, _)| *known == name);
    let what = if elsewhere { "a placeholder of other messages" } else { "no placeholder" };
    let known: Vec<String> = own.iter().map(|(known, _)| format!("{{{known}}}")).collect();
    Err(format!("has {{{}}}, which is {what}; this message has {}", shown(name), known.join(", ")))
}

/// A mistaken name as it is shown.
fn shown(name: &str) -> String {
    clean(name, 40).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: MessageKind = MessageKind::Shipped;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    #[test]
    fn texts_that_are_right() {
        for (written, lines) in [
            ("", vec![]),
            ("a", vec![vec![text("a")]]),
            ("{order}", vec![vec![Piece::Value("order")]]),
            ("{ order }!", vec![vec![Piece::Value("order"), text("!")]]),
            ("a {link}\r\n\r\nb", vec![vec![text("a "), Piece::Value("link")], vec![], vec![text("b")]]),
            ("{{order}} }}{{", vec![vec![text("{order} }{")]]),
            ("{{{order}}}", vec![vec![text("{"), Piece::Value("order"), text("}")]]),
        ] {
            assert_eq!(Template::parse(KIND, written), Ok(Template { lines }), "{written:?}");
        }
    }

    #[test]
    fn texts_that_are_wrong() {
        for (written, part) in [
            ("{numer}", "{numer}, which is no placeholder; this message has {order}, {shop},"),
            ("{Order}", "no placeholder"),
            ("{}", "{}, which is no placeholder"),
            ("{pickup}", "{pickup}, which is a placeholder of other messages"),
            ("{order", "not closed"),
            ("{order\n}", "not closed"),
            ("{{order}", "without a {"),
            ("{order {link}", "not closed"),
            ("a } b", "without a {"),
            ("https://sklep.example/zwrot?nr={order}", "within a web address"),
            ("a\tb", "U+0009"),
            ("a\rb", "U+000D"),
            ("a\u{202e}b", "U+202E"),
            ("a\u{200b}b", "U+200B"),
        ] {
            let wrong = Template::parse(KIND, written).unwrap_err();
            assert!(wrong.iter().any(|detail| detail.contains(part)), "{written:?}: {wrong:?}");
        }
    }
}
