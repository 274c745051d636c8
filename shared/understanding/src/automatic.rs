//! Mail that a machine wrote: out of office, not delivered. Headers tell more, and are looked at elsewhere;
//! `wire-formats/channels.md`, 2.7.

use crate::fold::{fold, head};
use crate::mail::{SUPPORT, bare_subject, begins, phrases};

/// So many characters of a text are looked at.
const LIMIT: usize = 1500;

/// Whether subject or text say that nobody wrote this: an out-of-office note, a failure of delivery.
///
/// ```
/// use sledz_understanding::is_automatic_reply;
/// assert!(is_automatic_reply(Some("Automatyczna odpowiedź: Twoje zamówienie"), "Jestem na urlopie."));
/// assert!(!is_automatic_reply(None, "Jestem na urlopie, czy mogę odebrać paczkę później?"));
/// ```
pub fn is_automatic_reply(subject: Option<&str>, text: &str) -> bool {
    let subject = fold(bare_subject(subject.unwrap_or_default()).0);
    if begins(&subject, "automatic_subjects").is_some() {
        return true;
    }
    let text = fold(head(text, LIMIT));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = phrases("automatic_texts").find(|phrase| text.contains(phrase));
    let Some(said) = said else { return false };
    // Who asks is no machine; who is on holiday may be a customer.
    let of_machine =
        ["automat", "auto-", "wygenerowan", "deliver", "dostarcz", "recipient", "following address", "do not reply"];
    let is_sure = of_machine.iter().any(|word| said.contains(word)) || said.contains("odpowiada");
    !text.contains('?') && (is_sure || phrases(SUPPORT).any(|phrase| text.contains(phrase)))
}
