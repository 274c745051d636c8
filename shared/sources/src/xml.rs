//! XML from outside: what is well-formed at all, and the elements of it.
//!
//! Names are kept without their prefixes, since every server has its own. There are no document types and
//! no entities but those that XML itself has, so nothing grows while it is read.

use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};
use sledz_domain::text;

/// The largest document that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

/// The deepest nesting that is read.
const DEEPEST: usize = 64;

/// The most elements that are read.
const MOST: usize = 20_000;

/// An element with what is in it. Attributes are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name, without a prefix.
    pub name: String,
    /// Its own text, without that of its children.
    pub text: String,
    /// The elements in it, in their order.
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of that name.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of that name, without white space around it; none if it is empty.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// The same made harmless for display, at most `limit` characters.
    pub fn shown(&self, name: &str, limit: usize) -> Option<String> {
        self.raw(name).and_then(|found| text::clean(found, limit))
    }
}

/// Reads a document.
///
/// # Errors
/// If it is too large, not UTF-8, not well-formed, or has a document type or entities of its own.
pub fn read(body: &[u8]) -> Result<Element, &'static str> {
    if body.len() > LARGEST {
        return Err("is larger than 1 MiB");
    }
    let body = std::str::from_utf8(body).map_err(|_| "is not in UTF-8")?;
    let mut reader = Reader::from_str(body.strip_prefix('\u{feff}').unwrap_or(body));
    let mut tree = Tree::default();
    loop {
        match reader.read_event().map_err(|_| BROKEN)? {
            Event::Start(tag) => tree.open(tag.local_name().as_ref())?,
            Event::Empty(tag) => {
                tree.open(tag.local_name().as_ref())?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.write(&text)?,
            Event::CData(text) => tree.write(&text)?,
            Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(|_| BROKEN)? {
                Some(character) => tree.write(character.encode_utf8(&mut [0; 4]))?,
                None => {
                    tree.write(resolve_predefined_entity(&reference).ok_or("has entities of its own")?)?;
                }
            },
            Event::Decl(declaration) => {
                let declared = declaration.to_ascii_lowercase();
                if declared.contains("encoding") && !declared.contains("utf-8") && !body.is_ascii() {
                    return Err("is not in UTF-8");
                }
            }
            Event::DocType(_) => return Err("has a document type"),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return tree.done(),
        }
    }
}

const BROKEN: &str = "is not well-formed XML";

/// A document as far as it is read.
#[derive(Default)]
struct Tree {
    /// The elements that are open, the outermost first.
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree {
    fn open(&mut self, name: &str) -> Result<(), &'static str> {
        self.elements += 1;
        if self.open.len() == DEEPEST || self.elements > MOST {
            return Err("is nested too deep or has too many elements");
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(BROKEN);
        }
        self.open.push(Element { name: name.to_owned(), ..Element::default() });
        Ok(())
    }

    fn close(&mut self) {
        let closed = self.open.pop();
        match self.open.last_mut() {
            Some(parent) => parent.children.extend(closed),
            None => self.root = closed,
        }
    }

    fn write(&mut self, text: &str) -> Result<(), &'static str> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(BROKEN),
        }
        Ok(())
    }

    /// The reader does not mind if elements are still open at the end.
    fn done(self) -> Result<Element, &'static str> {
        if self.open.is_empty() { self.root.ok_or(BROKEN) } else { Err(BROKEN) }
    }
}

/// An element with a text in it, whatever the text holds.
pub fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(text))
}

/// A text as it stands in an element or in an attribute between double quotes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_comments_and_sections_do_not_matter() {
        let body = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- a --><a:one xmlns:a=\"x\" b='<>'>\
                    <a:two>1<!-- b --> &amp; <![CDATA[<2>]]>&#x105;</a:two><two/><?php x?></a:one>\n";
        let root = read(body.as_bytes()).unwrap();
        assert_eq!(root.name, "one");
        assert_eq!(root.children("two").count(), 2);
        assert_eq!(root.raw("two"), Some("1 & <2>ą"));
        assert_eq!(root.shown("two", 3).as_deref(), Some("1 &"));
        assert_eq!((root.raw("three"), root.raw("")), (None, None));
    }

    #[test]
    fn what_cannot_be_read() {
        let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        for (body, why) in [
            (b"".to_vec(), "well-formed"),
            (b" \n".to_vec(), "well-formed"),
            (b"text".to_vec(), "well-formed"),
            (b"{\"a\":1}".to_vec(), "well-formed"),
            (b"<a>".to_vec(), "well-formed"),
            (b"<a><b></a>".to_vec(), "well-formed"),
            (b"<a></b>".to_vec(), "well-formed"),
            (b"</a>".to_vec(), "well-formed"),
            (b"<a/><b/>".to_vec(), "well-formed"),
            (b"<a/>text".to_vec(), "well-formed"),
            (b"<a>&".to_vec(), "well-formed"),
            (b"<a>&amp</a>".to_vec(), "well-formed"),
            (b"<a>&#xD800;</a>".to_vec(), "well-formed"),
            (b"<a>&#0;</a>".to_vec(), "well-formed"),
            (b"<a><![CDATA[x</a>".to_vec(), "well-formed"),
            (b"<!doctype html><html/>".to_vec(), "document type"),
            (b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".to_vec(), "document type"),
            (b"<a>&b;</a>".to_vec(), "entities"),
            (b"<a>\xb1</a>".to_vec(), "UTF-8"),
            ("<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><a>ą</a>".as_bytes().to_vec(), "UTF-8"),
            (b"\xff\xfe<\0a\0/\0>\0".to_vec(), "UTF-8"),
            (nested(65).into_bytes(), "nested"),
            ("<a>".repeat(200_000).into_bytes(), "nested"),
            (format!("<a>{}</a>", "<b/>".repeat(20_000)).into_bytes(), "elements"),
            (vec![b' '; LARGEST + 1], "larger"),
        ] {
            let refused = read(&body).expect_err(why);
            assert!(refused.contains(why), "{refused}: {:.60}", String::from_utf8_lossy(&body));
        }
        assert!(read(nested(64).as_bytes()).is_ok());
        assert!(read(b"<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a>a</a>").is_ok(), "the same bytes in both");
    }

    #[test]
    fn what_is_escaped_is_read_back() {
        for text in ["a", "<&\">'", "]]>", "zażółć &amp; \u{1f4e6}", "<!-- a -->"] {
            let root = read(element("a", text).as_bytes()).unwrap();
            assert_eq!(root.text, text);
            let quoted = format!("<a b=\"{}\"/>", escaped(text));
            assert!(read(quoted.as_bytes()).is_ok(), "{quoted}");
        }
    }
}
