//! What mail adds to a customer's words, as data: `rules/mail.txt`.

use crate::fold::fold;
use crate::lists::sections;
use std::sync::OnceLock;

/// The file, so that tests can look at each of its lines.
pub(crate) const MAIL: &str = include_str!("../rules/mail.txt");

/// The sections that are asked for.
pub(crate) const SECTIONS: [&str; 12] = [
    "quote_begins",
    "quote_ends",
    "quote_lines",
    "headers",
    "footers",
    "signoffs",
    "disclaimers",
    "disclaimer_words",
    "replies",
    "forwards",
    "automatic_subjects",
    "automatic_texts",
];

/// The section of what makes [`crate::is_automatic_reply`] sure.
pub(crate) const SUPPORT: &str = "automatic_support";

/// The phrases of a section.
pub(crate) fn phrases(section: &'static str) -> impl Iterator<Item = &'static str> {
    static PHRASES: OnceLock<Vec<(&str, Vec<&str>)>> = OnceLock::new();
    let of = |section: &'static str| {
        let own = sections(MAIL).filter(move |(_, of, _)| *of == section).map(|(_, _, phrase)| phrase);
        (section, own.collect())
    };
    let all = PHRASES.get_or_init(|| SECTIONS.into_iter().chain([SUPPORT]).map(of).collect());
    let own = all.iter().find(|(name, _)| *name == section).map_or(&[][..], |(_, phrases)| phrases);
    own.iter().copied()
}

/// Whether a folded text begins with one of the phrases of a section, as whole words.
pub(crate) fn begins(text: &str, section: &'static str) -> Option<&'static str> {
    phrases(section).find(|phrase| {
        let behind = text.strip_prefix(phrase).map(|rest| rest.chars().next());
        behind.is_some_and(|next| phrase.ends_with(':') || next.is_none_or(|next| !next.is_alphanumeric()))
    })
}

/// A subject without `Re:`, `Odp:`, `Fwd:` and the like, and whether it had one that makes it the shop's own words.
pub(crate) fn bare_subject(subject: &str) -> (&str, bool) {
    let mut rest = subject.trim();
    let mut is_reply = false;
    for _ in 0..8 {
        let folded = fold(rest);
        let reply = begins(&folded, "replies");
        let Some(prefix) = reply.or_else(|| begins(&folded, "forwards")) else { break };
        is_reply |= reply.is_some();
        let end = rest.char_indices().nth(prefix.chars().count()).map_or(rest.len(), |(at, _)| at);
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    (rest, is_reply)
}
