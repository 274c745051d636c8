//! A small reader of HTML: enough for our own mails, and strict about them.

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

/// A mail that was read.
pub(crate) struct Document {
    pub(crate) tags: Vec<Tag>,
    /// All text of the body, white space joined.
    pub(crate) text: String,
    /// What the comments hold.
    pub(crate) comments: Vec<String>,
    pub(crate) title: String,
    pub(crate) style: String,
}

const EMPTY: [&str; 3] = ["meta", "img", "br"];

impl Document {
    /// Reads a mail; panics if elements are not closed in order or attributes are not quoted.
    pub(crate) fn read(html: &str) -> Document {
        let mut document = Document {
            tags: Vec::new(),
            text: String::new(),
            comments: Vec::new(),
            title: String::new(),
            style: String::new(),
        };
        let mut open: Vec<String> = Vec::new();
        let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a doctype");
        while let Some(at) = rest.find('<') {
            let text = &rest[..at];
            assert!(!text.contains('>'), "a stray > in {text:?}");
            if open.iter().any(|name| name == "body") {
                document.text.push_str(&unescape(text));
            }
            rest = &rest[at + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                let (inner, after) = comment.split_once("-->").unwrap();
                document.comments.push(inner.to_owned());
                rest = after;
                continue;
            }
            if let Some(closing) = rest.strip_prefix('/') {
                let (name, after) = closing.split_once('>').unwrap();
                assert_eq!(open.pop().as_deref(), Some(name), "closed in order");
                rest = after;
                continue;
            }
            let (tag, after) = start(rest);
            rest = after;
            if tag.name == "style" || tag.name == "title" {
                let (content, after) = rest.split_once(&format!("</{}>", tag.name)).unwrap();
                if tag.name == "style" {
                    document.style = content.to_owned();
                } else {
                    document.title = unescape(content);
                }
                rest = after;
            } else if !EMPTY.contains(&tag.name.as_str()) {
                open.push(tag.name.clone());
            }
            if ["p", "td", "div", "br", "h1"].contains(&tag.name.as_str()) {
                document.text.push(' ');
            }
            document.tags.push(tag);
        }
        assert!(rest.trim().is_empty(), "text after the end");
        assert!(open.is_empty(), "not closed: {open:?}");
        document.text = document.text.split_whitespace().collect::<Vec<_>>().join(" ");
        document
    }

    /// The elements of a name.
    pub(crate) fn all(&self, name: &str) -> Vec<&Tag> {
        self.tags.iter().filter(|tag| tag.name == name).collect()
    }

    /// The only element of a name.
    pub(crate) fn one(&self, name: &str) -> &Tag {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name}");
        all[0]
    }

    /// The content of a `meta` element.
    pub(crate) fn meta(&self, name: &str) -> Option<&str> {
        self.all("meta").into_iter().find(|tag| tag.get("name") == Some(name)).and_then(|tag| tag.get("content"))
    }
}

/// Reads `name attribute="value" ...>`.
fn start(text: &str) -> (Tag, &str) {
    let end = text.find([' ', '>']).unwrap();
    let mut tag = Tag { name: text[..end].to_owned(), attributes: Vec::new() };
    assert!(tag.name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "<{}", tag.name);
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let (name, after) = rest.split_once("=\"").expect("a quoted attribute");
        let (inner, after) = after.split_once('"').unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
        assert!(!inner.contains(['<', '>']), "{name}={inner}");
        assert!(tag.get(name).is_none(), "{name} twice");
        tag.attributes.push((name.to_owned(), unescape(inner)));
        rest = after;
    }
}

/// Resolves the references that the template writes; any other `&` is a fault.
pub(crate) fn unescape(text: &str) -> String {
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
