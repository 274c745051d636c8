//! The subject of a reply: the customer's own, made harmless, with one "Re:".

use sledz_domain::text::clean;

/// How much of a customer's subject is kept, in characters.
const LIMIT: usize = 150;

/// What mail programs put before a subject that is answered or passed on, in the languages our customers write in.
const MARKS: [&str; 12] = ["re", "odp", "odpowiedź", "fw", "fwd", "pd", "aw", "wg", "sv", "vs", "отв", "відп"];

/// The subject that answers `incoming`; none if there is nothing in it.
pub(super) fn reply_to(incoming: &str) -> Option<String> {
    let cleaned = clean(incoming, LIMIT)?;
    let mut rest = cleaned.as_str();
    while let Some(after) = without_mark(rest) {
        rest = after;
    }
    (!rest.is_empty()).then(|| format!("Re: {rest}"))
}

/// What follows `Re:`, `Odp:`, `RE[2]:`; none if the subject does not begin with such a mark.
fn without_mark(subject: &str) -> Option<&str> {
    let (mark, rest) = subject.split_once(':')?;
    let word = mark.split('[').next().unwrap_or_default().trim().to_lowercase();
    let numbered = mark.split_once('[').is_none_or(|(_, number)| {
        number.trim().strip_suffix(']').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    (numbered && MARKS.contains(&word.as_str())).then(|| rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_that_are_answered() {
        for (incoming, reply) in [
            ("Gdzie jest paczka?", Some("Re: Gdzie jest paczka?")),
            ("Re: Odp: RE[2]: PD: zwrot", Some("Re: zwrot")),
            ("re : AW: zwrot", Some("Re: zwrot")),
            ("Zamówienie: 1001", Some("Re: Zamówienie: 1001")),
            ("Re[x]: a", Some("Re: Re[x]: a")),
            ("a\r\nBcc: x@evil.example", Some("Re: a Bcc: x@evil.example")),
            ("\u{202e}abc\u{0}", Some("Re: abc")),
            ("Re: ", None),
            ("Re:Re:", None),
            (" \t", None),
            ("", None),
        ] {
            assert_eq!(reply_to(incoming).as_deref(), reply, "{incoming:?}");
        }
        assert_eq!(reply_to(&"ł".repeat(5000)).map(|subject| subject.chars().count()), Some(154));
    }
}
