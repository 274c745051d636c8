//! The mail: subject, plain text and HTML, which say the same.

use crate::{
    fill::{Block, blocks, one_line},
    plain,
    span::{Line, Span, web_address},
    values::{Subject, Values},
    words,
};
use askama::Template;
use serde::Serialize;
use sledz_domain::message::Texts;
use sledz_page::Variants;

/// The longest subject that is made, in characters.
const SUBJECT_LIMIT: usize = 200;

/// A mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// The subject: one line without control characters.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML document. It asks nobody for anything but the shop's logo.
    pub html: String,
}

/// A mail as HTML: of messages and of answers.
#[derive(Template)]
#[template(path = "mail.html")]
pub(crate) struct MailPage<'a> {
    /// As in HTML's `lang`.
    pub(crate) language: &'static str,
    pub(crate) title: &'a str,
    pub(crate) heading: &'a str,
    /// What inboxes show beside the subject.
    pub(crate) preheader: &'a str,
    pub(crate) light: &'a Variants,
    pub(crate) dark: &'a Variants,
    pub(crate) shop: &'a str,
    pub(crate) logo: Option<String>,
    pub(crate) blocks: &'a [Block],
    pub(crate) button: &'static str,
    /// The shop's name above its contact; empty where the text is signed by it.
    pub(crate) signature: &'a str,
    pub(crate) contact: Vec<Line>,
    /// What stands below, a paragraph each.
    pub(crate) notes: &'a [String],
    pub(crate) switch_off: &'static str,
    pub(crate) preferences: Option<&'a str>,
}

/// The mail of a message. A text that cannot be used (see [`crate::check`]) gives way to ours.
pub fn mail(texts: &Texts, subject: &Subject) -> Mail {
    let values = Values::of(subject);
    let parcels = subject.view.shipments.len();
    let (mut title, _) = one_line(texts, |texts| &texts.subject, &values, SUBJECT_LIMIT);
    if values.is_partial() {
        title.push_str(words::partial_subject(subject.lang, parcels));
    }
    let blocks = blocks(texts, |texts| &texts.body, &values);
    let preferences = web_address(subject.preferences);
    let notes =
        [words::reason(subject.lang, &values.order, &values.brand.name), words::automatic(subject.lang).to_owned()];
    let page = MailPage {
        language: subject.lang.code(),
        title: &title,
        heading: &title,
        preheader: &values.status,
        light: &values.brand.palette.light,
        dark: &values.brand.palette.dark,
        shop: &values.brand.name,
        logo: logo(&subject.shop.logo),
        blocks: &blocks,
        button: words::button(subject.lang, subject.kind, parcels),
        signature: &values.brand.name,
        contact: values.contact(),
        notes: &notes,
        switch_off: words::switch_off(subject.lang),
        preferences: preferences.as_deref(),
    };
    // Writing into a string does not fail.
    let html = page.render().unwrap_or_default();
    let text = plain::text(&blocks, page.button, &plain::footer(preferences.as_deref(), &notes, &values));
    Mail { subject: title, text, html }
}

/// A logo that mail programs show: an absolute `https` address. Paths mean nothing in a mail, and
/// the large mail services show neither `data:` images nor SVG.
pub(crate) fn logo(variable: &str) -> Option<String> {
    let address = web_address(variable).filter(|address| address.starts_with("https://"))?;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let is_svg = path.get(path.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case(".svg"));
    (!is_svg).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logos_that_mail_programs_show() {
        let png = "https://sklep.example/logo.png?v=2";
        assert_eq!(logo(png).as_deref(), Some(png));
        for text in
            ["", "/logo.png", "http://sklep.example/a.png", "data:image/png;base64,AAAA", "https://a.example/b.SVG?c"]
        {
            assert_eq!(logo(text), None, "{text}");
        }
    }
}
