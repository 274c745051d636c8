//! A small reader of HTML: enough for our own pages, and strict about them.

/// An element's start.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A page that was read.
pub(crate) struct Document {
    pub(crate) tags: Vec<Tag>,
    /// All text outside of head and style, white space joined.
    pub(crate) text: String,
    /// Elements that hold text, with their raw content.
    contents: Vec<(String, String)>,
}

const EMPTY: [&str; 5] = ["meta", "link", "img", "input", "path"];

impl Document {
    /// Reads a page; panics if elements are not closed in order or attributes are not quoted.
    pub(crate) fn read(html: &str) -> Document {
        let mut document = Document { tags: Vec::new(), text: String::new(), contents: Vec::new() };
        let mut open: Vec<String> = Vec::new();
        let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a doctype");
        while !rest.is_empty() {
            let Some(at) = rest.find('<') else {
                assert!(rest.trim().is_empty(), "text after the end");
                break;
            };
            let text = &rest[..at];
            assert!(!text.contains('>'), "a stray > in {text:?}");
            if open.iter().any(|name| name == "body") {
                document.text.push_str(&unescape(text));
                document.text.push(' ');
            }
            rest = &rest[at + 1..];
            if let Some(closing) = rest.strip_prefix('/') {
                let (name, after) = closing.split_once('>').unwrap();
                assert_eq!(open.pop().as_deref(), Some(name), "closed in order");
                rest = after;
                continue;
            }
            let (tag, closed, after) = start(rest);
            rest = after;
            // The title of a picture is text like any other.
            let in_picture = open.iter().any(|name| name == "svg");
            if ["style", "title"].contains(&tag.name.as_str()) && !in_picture {
                let (content, after) = rest.split_once(&format!("</{}>", tag.name)).unwrap();
                document.contents.push((tag.name.clone(), content.to_owned()));
                rest = after;
            } else if !closed && !EMPTY.contains(&tag.name.as_str()) {
                open.push(tag.name.clone());
            }
            document.tags.push(tag);
        }
        assert!(open.is_empty(), "not closed: {open:?}");
        document.text = document.text.split_whitespace().collect::<Vec<_>>().join(" ");
        document
    }

    /// The elements of a name, or of a name with an attribute: `meta[name=robots]`.
    pub(crate) fn all(&self, selector: &str) -> Vec<&Tag> {
        let (name, attribute) = match selector.split_once('[') {
            Some((name, rest)) => (name, rest.trim_end_matches(']').split_once('=')),
            None => (selector, None),
        };
        let fits = |tag: &&Tag| {
            tag.name == name && attribute.is_none_or(|(attribute, value)| tag.get(attribute) == Some(value))
        };
        self.tags.iter().filter(fits).collect()
    }

    /// The only element of a selector.
    pub(crate) fn one(&self, selector: &str) -> &Tag {
        let all = self.all(selector);
        assert_eq!(all.len(), 1, "{selector}");
        all[0]
    }

    /// The raw contents of `style` or `title`.
    pub(crate) fn contents(&self, name: &str) -> Vec<&str> {
        self.contents.iter().filter(|(known, _)| known == name).map(|(_, content)| content.as_str()).collect()
    }

    pub(crate) fn text_of(&self, name: &str) -> String {
        self.contents(name).into_iter().map(unescape).collect()
    }
}

/// Reads `name attribute="value" ...>`.
fn start(text: &str) -> (Tag, bool, &str) {
    let end = text.find([' ', '>', '/']).unwrap();
    let mut tag = Tag { name: text[..end].to_owned(), attributes: Vec::new() };
    assert!(tag.name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "<{}", tag.name);
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (tag, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, false, after);
        }
        let end = rest.find(['=', ' ', '>']).unwrap();
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (inner, after) = quoted.split_once('"').unwrap();
            assert!(!inner.contains(['<', '>']), "{name}={inner}");
            value = unescape(inner);
            rest = after;
        }
        assert!(tag.get(&name).is_none(), "{name} twice");
        tag.attributes.push((name, value));
    }
}

/// Resolves the references that the templates write; any other `&` is a fault.
fn unescape(text: &str) -> String {
    let mut parts = text.split('&');
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (reference, rest) = part.split_once(';').expect("a reference after &");
        all.push(match reference {
            "#38" => '&',
            "#60" => '<',
            "#62" => '>',
            "#34" => '"',
            "#39" => '\'',
            other => panic!("&{other};"),
        });
        all.push_str(rest);
    }
    all
}
