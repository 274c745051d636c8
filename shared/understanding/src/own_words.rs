//! What the customer wrote now: without the mail it answers, without footers, signature and small print.

use crate::fold::{fold, head};
use crate::mail::{begins, phrases};

/// So many characters of a message are looked at.
pub(crate) const LIMIT: usize = 8000;

/// A line of a signature has at most so many words.
const SIGNATURE: usize = 6;

/// The customer's own words of a message: without quoted mail, mobile footers, signatures and disclaimers. A message
/// that is nothing but those is kept as it is.
///
/// ```
/// use sledz_understanding::own_words;
/// let mail = "Gdzie jest paczka?\n\nW dniu 12.06.2026 o 10:14 Sklep napisał(a):\n> Dziękujemy za zamówienie";
/// assert_eq!(own_words(mail), "Gdzie jest paczka?");
/// ```
pub fn own_words(text: &str) -> String {
    let text = head(text, LIMIT);
    let own = unsigned(&unquoted(text));
    match own.is_empty() {
        true => text.trim().to_owned(),
        false => own,
    }
}

/// The part of a message that was quoted; empty if there is none.
pub(crate) fn without_quotes(text: &str) -> String {
    let text = head(text, LIMIT);
    let own = unquoted(text).join("\n");
    match own.trim().is_empty() {
        true => text.to_owned(),
        false => own,
    }
}

/// The lines up to the quoted mail, without lines that are quoted one by one.
fn unquoted(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let mut own = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let behind = lines.get(at..).unwrap_or_default();
        if is_separator(behind) {
            break;
        }
        if !line.trim_start().starts_with('>') {
            own.push(*line);
        }
    }
    own
}

/// Whether quoted mail begins with the first of these lines.
fn is_separator(lines: &[&str]) -> bool {
    let Some(first) = lines.first() else { return false };
    let line = fold(first.trim().trim_matches('*'));
    if line.is_empty() {
        return false;
    }
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    if phrases("quote_lines").any(|phrase| bare.starts_with(phrase)) {
        // A customer may write "original message" in a sentence; a separator is a line of its own.
        return bare.split_whitespace().count() < 9;
    }
    is_header_block(lines) || is_attribution(lines, &line)
}

/// "W dniu 12.06.2026 o 10:14 Sklep <kontakt@sklep.pl> napisał(a):", on one line or wrapped.
fn is_attribution(lines: &[&str], line: &str) -> bool {
    let has_date = |line: &str| line.bytes().any(|byte| byte.is_ascii_digit());
    let may_begin = begins(line, "quote_begins").is_some() || line.contains('@') || has_date(line);
    if !may_begin {
        return false;
    }
    let mut whole = String::new();
    for next in lines.iter().take(3).take_while(|line| !line.trim().is_empty()) {
        whole.push_str(fold(next).trim());
        let says = |end: &str| whole.contains(end.trim_end_matches(':'));
        if whole.ends_with(':') && phrases("quote_ends").any(says) {
            return has_date(&whole);
        }
        whole.push(' ');
    }
    false
}

/// "Od: … Wysłano: … Do: … Temat: …".
fn is_header_block(lines: &[&str]) -> bool {
    let is_header = |line: &&&str| begins(&fold(line.trim().trim_start_matches('*')), "headers").is_some();
    lines.first().is_some_and(|line| is_header(&line)) && lines.iter().take(6).filter(is_header).count() > 2
}

/// The lines without footers, signature and disclaimers.
fn unsigned(lines: &[&str]) -> String {
    let mut own: Vec<&str> = Vec::new();
    let mut is_signed = false;
    for line in lines {
        let folded = fold(line.trim());
        if folded == "--" || folded == "---" || is_small_print(&folded) {
            break;
        }
        if begins(&folded, "footers").is_some() {
            continue;
        }
        let words = folded.split_whitespace().count();
        if own.iter().any(|line| !line.trim().is_empty()) && words <= SIGNATURE && begins(&folded, "signoffs").is_some()
        {
            is_signed = true;
            continue;
        }
        // Below the name, whoever goes on asks, or says so.
        let goes_on = folded.contains('?') || folded.starts_with("ps") || words > SIGNATURE;
        is_signed &= !goes_on;
        if !is_signed {
            own.push(line);
        }
    }
    own.join("\n").trim().to_owned()
}

fn is_small_print(line: &str) -> bool {
    begins(line, "disclaimers").is_some() && phrases("disclaimer_words").any(|word| line.contains(word))
}
