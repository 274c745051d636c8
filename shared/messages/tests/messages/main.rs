//! Whole messages, read as a mail program and a telephone read them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod answers;
mod hostile;
mod html;
mod length;
mod own;
mod render;
#[path = "../../examples/preview/samples.rs"]
mod samples;

use html::Document;
use sledz_messages::{Mail, Subject};

/// White space joined, as HTML shows it.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is true of every mail; hands back its HTML as it was read.
fn sound(mail: &Mail, subject: &Subject) -> Document {
    let document = Document::read(&mail.html);
    assert_eq!(document.one("html").get("lang"), Some(subject.lang.code()));
    assert_eq!(document.meta("color-scheme"), Some("light dark"));
    assert_eq!(document.meta("supported-color-schemes"), Some("light dark"));
    assert!(document.meta("viewport").is_some());
    assert_eq!(document.title, mail.subject);
    for name in ["head", "body", "h1", "style"] {
        document.one(name);
    }
    assert!(document.style.contains("prefers-color-scheme: dark"));
    assert!(!document.style.contains("url(") && !document.style.contains("@import"), "the style asks for nothing");
    assert!(!document.style.contains('<'), "{}", document.style);
    assert_eq!(document.comments.len(), 3, "{:?}", document.comments);
    for comment in &document.comments {
        assert!(comment.starts_with("[if mso]>") && comment.ends_with("<![endif]"), "{comment}");
    }
    for tag in &document.tags {
        let allowed = [
            "html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "h1", "p", "br", "bdi", "a",
            "img", "strong",
        ];
        assert!(allowed.contains(&tag.name.as_str()), "<{}>", tag.name);
        assert!(tag.get("id").is_none(), "no id could be there twice");
        assert!(tag.attributes.iter().all(|(name, _)| !name.starts_with("on")), "{tag:?}");
        match tag.name.as_str() {
            "a" => {
                let href = tag.get("href").unwrap();
                let kinds = ["https://", "http://", "mailto:", "tel:"];
                assert!(kinds.iter().any(|kind| href.starts_with(kind)), "{href}");
            }
            "img" => {
                assert!(tag.get("src").unwrap().starts_with("https://") && tag.get("alt").is_some(), "{tag:?}");
            }
            "table" => assert_eq!(tag.get("role"), Some("presentation")),
            _ => assert!(tag.get("href").is_none() && tag.get("src").is_none(), "{tag:?}"),
        }
    }
    assert!(!mail.subject.is_empty() && !mail.subject.contains(|c: char| c.is_control()), "{:?}", mail.subject);
    assert!(!mail.text.contains(|c: char| c.is_control() && c != '\n'), "{:?}", mail.text);
    assert!(mail.text.contains("\n-- \n"), "the mark before the footer");
    document
}
