//! A text with its placeholders filled in.
//!
//! One rule for placeholders without a value: a line all of whose placeholders have none is left
//! out; in any other line the placeholder goes, and with it a `.`, `,`, `;` or `:` right behind it
//! and the space that would be one too many. A group `[[...]]` goes as a whole, or gives way to its
//! other words; for its line it counts as words.

use crate::{
    defaults::default_texts,
    placeholders::placeholders,
    span::{Line, Span, linked, plain},
    template::{Piece, Template},
    values::Values,
    words,
};
use sledz_domain::{message::Texts, text::clean};

/// A part of a filled body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Lines that belong together.
    Paragraph(Vec<Line>),
    /// The tracking page, alone in its line.
    Button(String),
}

/// What placeholders stand for.
pub(crate) trait Fillings {
    /// The value of a placeholder: its lines, none if it has no value.
    fn get(&self, name: &str) -> Vec<Line>;

    /// The tracking page.
    fn page(&self) -> Option<&str>;
}

impl Fillings for Values<'_> {
    fn get(&self, name: &str) -> Vec<Line> {
        Values::get(self, name)
    }

    fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }
}

/// One of the three texts.
pub(crate) type Field = fn(&Texts) -> &str;

/// The shop's text if it can be used, else ours: texts are checked when they are stored, but may
/// have been stored before a placeholder went.
fn template(texts: &Texts, field: Field, values: &Values) -> Template {
    let known = placeholders(values.subject.kind);
    let own = Some(field(texts)).filter(|text| !text.trim().is_empty());
    own.and_then(|text| Template::parse(known, text).ok()).unwrap_or_else(|| {
        let default = default_texts(values.subject.kind, values.subject.lang);
        Template::parse(known, field(&default)).unwrap_or_default()
    })
}

/// A filled body. If the message is about some of several parcels and the text has no `{status}`
/// to say so, a paragraph at its end does.
pub(crate) fn blocks(texts: &Texts, field: Field, values: &Values) -> Vec<Block> {
    let mut used = template(texts, field, values);
    let mut blocks = paragraphs(&used, values);
    if blocks.is_empty() {
        // Nothing was left of it.
        used = template(&Texts::default(), field, values);
        blocks = paragraphs(&used, values);
    }
    if values.is_partial() && !used.uses("status") {
        let note = words::partial(values.subject.lang, values.subject.view.shipments.len());
        blocks.push(Block::Paragraph(vec![vec![Span::Words(note.to_owned())]]));
    }
    blocks
}

/// The filled lines of a template as paragraphs; a button where the tracking page stands alone.
pub(crate) fn paragraphs(template: &Template, values: &dyn Fillings) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = Vec::new();
    for pieces in &template.lines {
        let button = values.page().filter(|_| matches!(pieces.as_slice(), [Piece::Value("link")]));
        if (pieces.is_empty() || button.is_some()) && !paragraph.is_empty() {
            blocks.push(Block::Paragraph(std::mem::take(&mut paragraph)));
        }
        match button {
            Some(page) => blocks.push(Block::Button(page.to_owned())),
            None => paragraph.extend(filled(pieces, values)),
        }
    }
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(paragraph));
    }
    blocks
}

/// A filled subject or SMS: one line of at most `limit` characters, the parcels of a list
/// separated by semicolons. The second value tells whether the text has `{status}`.
pub(crate) fn one_line(texts: &Texts, field: Field, values: &Values, limit: usize) -> (String, bool) {
    let own = template(texts, field, values);
    let text = joined(&own, values);
    let (text, used) = if text.is_empty() {
        // Nothing was left of it.
        let default = template(&Texts::default(), field, values);
        (joined(&default, values), default)
    } else {
        (text, own)
    };
    (clean(&text, limit).unwrap_or_default(), used.uses("status"))
}

fn joined(template: &Template, values: &Values) -> String {
    let lines = template.lines.iter().map(|pieces| {
        let lines: Vec<String> = filled(pieces, values).iter().map(plain).collect();
        lines.join("; ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The lines that one line of a template becomes: none if all its placeholders are without value
/// or it is empty, several if a placeholder's value has several.
fn filled(pieces: &[Piece], values: &dyn Fillings) -> Vec<Line> {
    let mut filling = Filling { lines: vec![Line::new()], placeholders: 0, empty: 0, after_empty: false };
    for piece in pieces {
        match piece {
            Piece::Text(text) => filling.words(text),
            Piece::Value(name) => filling.value(values.get(name)),
            Piece::Group(with, without) => filling.group(with, without, values),
        }
    }
    if filling.placeholders > 0 && filling.empty == filling.placeholders {
        return Vec::new();
    }
    let mut lines = filling.lines;
    lines.iter_mut().for_each(trim_end);
    lines.retain(|line| !line.is_empty());
    lines
}

/// Lines that are being filled.
struct Filling {
    lines: Vec<Line>,
    /// How many placeholders stood outside of groups, and how many of them had no value.
    placeholders: usize,
    empty: usize,
    /// The last one had none.
    after_empty: bool,
}

impl Filling {
    fn words(&mut self, text: &str) {
        let text = if self.after_empty { text.trim_start_matches(['.', ',', ';', ':']) } else { text };
        self.after_empty = false;
        if let Some(line) = self.lines.last_mut() {
            if text.starts_with(['.', ',', ';', ':']) {
                // The space before a group that is left out.
                trim_end(line);
            }
            push_words(line, text);
        }
    }

    fn value(&mut self, value: Vec<Line>) {
        self.placeholders += 1;
        self.after_empty = value.is_empty();
        self.empty += usize::from(value.is_empty());
        self.push(value);
    }

    fn push(&mut self, value: Vec<Line>) {
        for (place, part) in value.into_iter().enumerate() {
            if place > 0 {
                self.lines.push(Line::new());
            }
            if let Some(line) = self.lines.last_mut() {
                line.extend(part);
            }
        }
    }

    fn group(&mut self, with: &[Piece], without: &[Piece], values: &dyn Fillings) {
        let has_all = with.iter().all(|piece| match piece {
            Piece::Value(name) => !values.get(name).is_empty(),
            _ => true,
        });
        self.after_empty = false;
        // Of the other words a placeholder without a value leaves a gap, as anywhere else.
        for piece in if has_all { with } else { without } {
            match piece {
                Piece::Text(text) => self.words(text),
                Piece::Value(name) => {
                    let value = values.get(name);
                    self.after_empty = value.is_empty();
                    self.push(value);
                }
                Piece::Group(..) => {}
            }
        }
        if has_all || !without.is_empty() {
            // A line is not left out for its placeholders if it says something else.
            self.placeholders += 1;
        }
    }
}

/// Adds the shop's words without a space at the start of a line or after another space.
fn push_words(line: &mut Line, text: &str) {
    let spaced = line.last().is_none_or(|last| last.plain().ends_with(' '));
    let text = if spaced { text.trim_start() } else { text };
    line.extend(linked(text));
}

fn trim_end(line: &mut Line) {
    while let Some(Span::Words(words)) = line.last_mut() {
        words.truncate(words.trim_end().len());
        if !words.is_empty() {
            return;
        }
        line.pop();
    }
}
