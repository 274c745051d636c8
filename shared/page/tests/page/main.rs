//! Whole pages, read as a browser reads them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../../examples/render/asks.rs"]
mod asks;
mod case;
#[path = "../../examples/render/cases.rs"]
mod cases;
mod contact;
mod dashboard;
mod form;
#[path = "../../examples/render/forms.rs"]
mod forms;
mod hostile;
mod hostile_cases;
mod html;
mod inbox;
mod login;
mod messages;
#[path = "../../examples/render/numbers.rs"]
mod numbers;
mod rating;
#[path = "../../examples/render/samples.rs"]
mod samples;
mod track;

use html::{Document, Tag};
use sledz_page::{KPI, Page, Shop};

/// A shop that has set everything.
fn shop() -> Shop {
    Shop {
        name: "Leśna Spiżarnia".to_owned(),
        color: "#2f6b3c".to_owned(),
        logo: "/logo.svg".to_owned(),
        email: "pomoc@sklep.example".to_owned(),
        phone: "+48 22 123 45 67".to_owned(),
        public_url: "https://sklep.example".to_owned(),
    }
}

/// What is true of every page; hands back the page as it was read.
fn sound(page: &Page, lang: &str) -> Document {
    let document = Document::read(&page.html);
    assert!(page.html.starts_with("<!DOCTYPE html>\n<html lang=\""));
    assert_eq!(document.one("html").get("lang"), Some(lang));
    assert_eq!(document.one("meta[name=robots]").get("content"), Some("noindex"));
    assert_eq!(document.one("meta[name=referrer]").get("content"), Some("no-referrer"));
    assert_eq!(document.one("meta[name=color-scheme]").get("content"), Some("light dark"));
    for name in ["header", "main", "footer", "h1"] {
        document.one(name);
    }
    assert_eq!(document.contents("title").len(), 1);
    assert!(!document.text_of("title").trim().is_empty());
    assert!(document.all("script").is_empty(), "no script");
    for tag in &document.tags {
        asks_nobody(tag);
    }
    for form in document.all("form") {
        let chooses_days = form.get("action") == Some(KPI) && document.all("textarea").is_empty();
        let method = if chooses_days { "get" } else { "post" };
        assert_eq!(form.get("method"), Some(method), "nothing that was typed gets into an address");
    }
    policy_fits(page, &document);
    references_are_kept(&document);
    headings_are_in_order(&document);
    document
}

/// No style or handler in an attribute, and no address of another origin but links to follow.
fn asks_nobody(tag: &Tag) {
    for (name, value) in &tag.attributes {
        assert!(name != "style" && !name.starts_with("on"), "<{} {name}>", tag.name);
        let lower = value.to_ascii_lowercase();
        let asks = ["src", "srcset", "href", "action", "formaction", "data", "poster", "ping"].contains(&name.as_str());
        if asks && (lower.contains("://") || lower.starts_with("//")) {
            assert_eq!((tag.name.as_str(), name.as_str()), ("a", "href"), "{value}");
            assert_eq!(tag.get("rel"), Some("noopener noreferrer"), "{value}");
        }
    }
    assert!(!["iframe", "object", "embed", "base"].contains(&tag.name.as_str()), "<{}>", tag.name);
}

fn policy_fits(page: &Page, document: &Document) {
    let hashes: String = document
        .contents("style")
        .iter()
        .map(|style| {
            use sha2::Digest;
            let hash = data_encoding::BASE64.encode(&sha2::Sha256::digest(style.as_bytes()));
            format!(" 'sha256-{hash}'")
        })
        .collect();
    let images = if document.all("img").iter().any(|tag| tag.get("src").is_some_and(|src| src.starts_with('/'))) {
        "data: 'self'"
    } else {
        "data:"
    };
    assert_eq!(
        page.csp,
        format!(
            "default-src 'none'; style-src{hashes}; img-src {images}; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'"
        )
    );
    assert!(!page.html.contains("@import"), "the style asks for nothing");
    assert!(
        page.html.split("url(").skip(1).all(|rest| rest.starts_with('#')),
        "nothing but patterns of the page itself"
    );
}

/// Ids are there once, and every reference has its id.
fn references_are_kept(document: &Document) {
    let ids: Vec<&str> = document.tags.iter().filter_map(|tag| tag.get("id")).collect();
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "#{id}");
    }
    for tag in &document.tags {
        for name in ["for", "aria-labelledby", "aria-describedby"] {
            for id in tag.get(name).unwrap_or_default().split_whitespace() {
                assert!(ids.contains(&id), "{name}={id}");
            }
        }
        let typed = tag.name == "input" && tag.get("type") != Some("hidden");
        if typed || ["select", "textarea"].contains(&tag.name.as_str()) {
            let id = tag.get("id").unwrap();
            assert!(document.all("label").iter().any(|label| label.get("for") == Some(id)), "label of {id}");
        }
        if let Some(id) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
            assert!(ids.contains(&id), "a link to #{id}");
        }
        if tag.name == "img" {
            assert!(tag.get("alt").is_some());
        }
    }
}

fn headings_are_in_order(document: &Document) {
    let mut last = 0;
    for tag in &document.tags {
        let level = match tag.name.as_str() {
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" | "h5" | "h6" => panic!("deeper than needed"),
            _ => continue,
        };
        assert!(level <= last + 1, "h{level} after h{last}");
        last = level;
    }
}
