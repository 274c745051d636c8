//! What is wrong with a shop's own texts, before anybody gets them.

use crate::{placeholders::placeholders, template::Template};
use serde::Serialize;
use sledz_domain::message::{MessageKind, Texts};

/// The longest subject, body and SMS, in characters as they are written.
const LIMITS: (usize, usize, usize) = (150, 5000, 480);

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which text: `subject`, `body` or `sms`.
    pub field: &'static str,
    /// What is wrong with it, in English, to be read after the field's name.
    pub detail: String,
}

/// Everything that is wrong with the texts of a message; nothing if they can be used.
pub fn check(kind: MessageKind, texts: &Texts) -> Vec<Problem> {
    let mut problems = Vec::new();
    let subject = field(kind, ("subject", &texts.subject, LIMITS.0), &mut problems);
    let body = field(kind, ("body", &texts.body, LIMITS.1), &mut problems);
    let sms = field(kind, ("sms", &texts.sms, LIMITS.2), &mut problems);
    let lacks = |template: &Option<Template>, name: &str| template.as_ref().is_some_and(|known| !known.uses(name));
    let mut missing = |field, detail: &str| problems.push(Problem { field, detail: detail.to_owned() });
    if lacks(&subject, "order") && lacks(&body, "order") {
        missing("body", "lacks {order}: subject or body must tell the number of the order");
    }
    if kind == MessageKind::Shipped {
        for (field, template) in [("body", &body), ("sms", &sms)] {
            if lacks(template, "link") {
                missing(field, "lacks {link}: the message about a sent parcel must lead to its tracking page");
            }
        }
    }
    problems
}

/// Looks at one text by itself; hands it back if it can be read.
fn field(
    kind: MessageKind,
    (field, text, limit): (&'static str, &str, usize),
    problems: &mut Vec<Problem>,
) -> Option<Template> {
    let mut add = |detail: String| problems.push(Problem { field, detail });
    if text.trim().is_empty() {
        add("is empty".to_owned());
        return None;
    }
    let length = text.chars().count();
    if length > limit {
        add(format!("has {length} characters; {limit} are allowed"));
    }
    if field != "body" && text.contains(['\n', '\r']) {
        add("has a line break".to_owned());
    }
    match Template::parse(placeholders(kind), text) {
        Ok(template) => Some(template),
        Err(wrong) => {
            wrong.into_iter().for_each(add);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(subject: &str, body: &str, sms: &str) -> Texts {
        Texts { subject: subject.to_owned(), body: body.to_owned(), sms: sms.to_owned() }
    }

    #[test]
    fn problems_by_field() {
        let (long_subject, long_body, long_sms) = ("{order}".repeat(22), "{link}".repeat(834), "{link}".repeat(81));
        for (subject, body, sms, expected) in [
            ("{order}", "{link}", "{link}", &[][..]),
            ("s", "{order} {link}", "{link}", &[]),
            ("{order}", "a", "b", &[("body", "{link}"), ("sms", "{link}")]),
            ("s", "{link}", "{link}", &[("body", "{order}")]),
            ("", " \n", "\u{a0}", &[("subject", "empty"), ("body", "empty"), ("sms", "empty")]),
            ("{order}\n", "{link}", "{link}\r\nx", &[("subject", "line break"), ("sms", "line break")]),
            (&long_subject, "{link}", "{link}", &[("subject", "has 154 characters; 150")]),
            ("{order}", &long_body, "{link}", &[("body", "has 5004 characters; 5000")]),
            ("{order}", "{link}", &long_sms, &[("sms", "has 486 characters; 480")]),
            ("{order} {oder}", "{link", "{link}}", &[("subject", "{oder}"), ("body", "closed"), ("sms", "without")]),
        ] {
            let problems = check(MessageKind::Shipped, &texts(subject, body, sms));
            assert_eq!(problems.len(), expected.len(), "{problems:?}");
            for (problem, (field, part)) in problems.iter().zip(expected) {
                assert_eq!(problem.field, *field);
                assert!(problem.detail.contains(part), "{problem:?}");
            }
        }
    }

    #[test]
    fn only_a_sent_parcel_needs_its_link() {
        for kind in MessageKind::ALL.into_iter().filter(|kind| *kind != MessageKind::Shipped) {
            assert_eq!(check(kind, &texts("{order}", "a", "b")), []);
        }
    }
}
