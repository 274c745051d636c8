//! Reading a text with placeholders.
//!
//! `{name}` is a placeholder, `{{` and `}}` are braces. `[[until {deadline}]]` is left out if one of its placeholders
//! has no value, and `[[until {deadline}||soon]]` then says the other thing; such a group stands within a line, with a
//! placeholder and no group in it. Everything else is plain text: there is no markup and nothing else to know.

use crate::placeholders::{ANSWER_PLACEHOLDERS, Named, PLACEHOLDERS};
use sledz_domain::text::clean;

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text as the shop wrote it.
    Text(String),
    /// The placeholder of that name.
    Value(&'static str),
    /// What is said if all placeholders in it have values, and what is said if not.
    Group(Vec<Piece>, Vec<Piece>),
}

/// A text that was read: its lines, an empty one for each empty line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) lines: Vec<Vec<Piece>>,
}

impl Template {
    /// Reads a text that may have the placeholders `own`; what is wrong with it, if anything is.
    pub(crate) fn parse(own: Named, text: &str) -> Result<Template, Vec<String>> {
        let mut wrong = Vec::new();
        if let Some(c) = text.replace("\r\n", "\n").chars().find(|c| *c != '\n' && is_invisible(*c)) {
            wrong.push(format!("has a control or invisible character (U+{:04X})", u32::from(c)));
        }
        let lines = text.lines().map(|line| read_line(own, line.trim(), &mut wrong)).collect();
        if wrong.is_empty() { Ok(Template { lines }) } else { Err(wrong) }
    }

    /// Whether it has that placeholder.
    pub(crate) fn uses(&self, name: &str) -> bool {
        self.lines.iter().any(|pieces| has(pieces, name))
    }
}

fn has(pieces: &[Piece], name: &str) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Text(_) => false,
        Piece::Value(used) => *used == name,
        Piece::Group(with, without) => has(with, name) || has(without, name),
    })
}

/// What [`clean`] takes out of outside text has no place in a text either.
fn is_invisible(c: char) -> bool {
    c.is_control() || (!c.is_whitespace() && clean(c.encode_utf8(&mut [0; 4]), 1).is_none())
}

/// A line that is being read: what was read of it, and the group that is open.
#[derive(Default)]
struct Reading {
    line: Vec<Piece>,
    /// What is said with the values, and without them once a `||` was read.
    group: Option<(Vec<Piece>, Option<Vec<Piece>>)>,
    text: String,
}

impl Reading {
    fn pieces(&mut self) -> &mut Vec<Piece> {
        match &mut self.group {
            None => &mut self.line,
            Some((with, None)) => with,
            Some((_, Some(without))) => without,
        }
    }

    /// Ends the words before a mark.
    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.pieces().push(Piece::Text(text));
        }
    }

    /// Reads a mark at the start of `from`; hands back what follows it.
    fn mark<'a>(&mut self, own: Named, from: &'a str, wrong: &mut Vec<String>) -> Option<&'a str> {
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            self.text.extend(from.chars().next());
            return Some(after);
        }
        if let Some(after) = from.strip_prefix('}') {
            wrong.push("has a } without a { before it; a brace itself is written }}".to_owned());
            return Some(after);
        }
        if let Some(inside) = from.strip_prefix('{') {
            let Some((name, after)) = inside.split_once('}').filter(|(name, _)| !name.contains('{')) else {
                wrong.push("has a { that is not closed in its line; a brace itself is written {{".to_owned());
                return None;
            };
            if self.text.rsplit(char::is_whitespace).next().is_some_and(|word| word.contains("://")) {
                wrong.push(format!("has {{{}}} within a web address; use {{link}} or an address without", shown(name)));
            }
            match find(own, name.trim()) {
                Ok(name) => {
                    self.end_text();
                    self.pieces().push(Piece::Value(name));
                }
                Err(detail) => wrong.push(detail),
            }
            return Some(after);
        }
        if let Some(after) = from.strip_prefix("[[") {
            if self.group.is_some() {
                wrong.push("has a [[ within [[ ]]".to_owned());
            }
            self.end_text();
            self.group = Some((Vec::new(), None));
            return Some(after);
        }
        if let (Some(after), Some((_, None))) = (from.strip_prefix("||"), &self.group) {
            self.end_text();
            if let Some((_, without)) = &mut self.group {
                *without = Some(Vec::new());
            }
            return Some(after);
        }
        if let (Some(after), Some(_)) = (from.strip_prefix("]]"), &self.group) {
            self.end_text();
            let (with, without) = self.group.take().unwrap_or_default();
            if !with.iter().any(|piece| matches!(piece, Piece::Value(_))) {
                wrong.push("has [[ ]] without a placeholder in it, which would always be shown".to_owned());
            }
            self.line.push(Piece::Group(with, without.unwrap_or_default()));
            return Some(after);
        }
        // A bracket or bar that is just that.
        let mut rest = from.chars();
        self.text.extend(rest.next());
        Some(rest.as_str())
    }
}

fn read_line(own: Named, line: &str, wrong: &mut Vec<String>) -> Vec<Piece> {
    let mut reading = Reading::default();
    let mut rest = line;
    while let Some(at) = rest.find(['{', '}', '[', ']', '|']) {
        let (before, from) = rest.split_at(at);
        reading.text.push_str(before);
        let Some(after) = reading.mark(own, from, wrong) else { return reading.line };
        rest = after;
    }
    reading.text.push_str(rest);
    reading.end_text();
    if reading.group.is_some() {
        wrong.push("has a [[ that is not closed in its line".to_owned());
    }
    reading.line
}

fn find(own: Named, name: &str) -> Result<&'static str, String> {
    if let Some((known, _)) = own.iter().find(|(known, _)| *known == name) {
        return Ok(known);
    }
    let elsewhere = PLACEHOLDERS.iter().chain(ANSWER_PLACEHOLDERS).any(|(known, _)| *known == name);
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
    use crate::placeholders::placeholders;
    use sledz_domain::message::MessageKind;

    fn parse(text: &str) -> Result<Template, Vec<String>> {
        Template::parse(placeholders(MessageKind::Shipped), text)
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn group(with: &[Piece], without: &[Piece]) -> Piece {
        Piece::Group(with.to_vec(), without.to_vec())
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
            ("[a / b] | c]] ||", vec![vec![text("[a / b] | c]] ||")]]),
            ("a[[ b {order}]].", vec![vec![text("a"), group(&[text(" b "), Piece::Value("order")], &[]), text(".")]]),
            ("[[{order}||a || b]]", vec![vec![group(&[Piece::Value("order")], &[text("a || b")])]]),
            (
                "[a [[{order}||b {link}]].]",
                vec![vec![
                    text("[a "),
                    group(&[Piece::Value("order")], &[text("b "), Piece::Value("link")]),
                    text(".]"),
                ]],
            ),
        ] {
            assert_eq!(parse(written), Ok(Template { lines }), "{written:?}");
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
            ("[[{order}", "[[ that is not closed"),
            ("[[{order}\n]]", "[[ that is not closed"),
            ("[[a]]", "without a placeholder"),
            ("[[a||{order}]]", "without a placeholder"),
            ("[[{order} [[{link}]]]]", "within [[ ]]"),
            ("a\tb", "U+0009"),
            ("a\rb", "U+000D"),
            ("a\u{202e}b", "U+202E"),
            ("a\u{200b}b", "U+200B"),
        ] {
            let wrong = parse(written).unwrap_err();
            assert!(wrong.iter().any(|detail| detail.contains(part)), "{written:?}: {wrong:?}");
        }
    }
}
