//! What is wrong with a shop's own words of an answer, before anybody gets them.

use crate::{check::Problem, defaults::default_answer, placeholders::answer_placeholders, template::Template};
use sledz_domain::{answer::AnswerKind, intent::Tongue};

/// The longest part, in characters as they are written: several of them make one answer, also in a chat.
const LIMIT: usize = 1000;

/// Everything that is wrong with the words of a part of an answer in a language; nothing if they can be used.
///
/// ```
/// use sledz_domain::{answer::AnswerKind, intent::Tongue};
/// use sledz_messages::check_answer;
/// assert!(check_answer(AnswerKind::OnTheWay, Tongue::Pl, "{status}\n{link}").is_empty());
/// assert_eq!(check_answer(AnswerKind::OnTheWay, Tongue::Pl, "{status}").len(), 1, "it has no {{link}}");
/// ```
pub fn check_answer(kind: AnswerKind, tongue: Tongue, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |detail: String| problems.push(Problem { field: "text", detail });
    if default_answer(kind, tongue).is_none() {
        add("is in a language in which this is not answered; it is in pl and en".to_owned());
    }
    if text.trim().is_empty() {
        add("is empty".to_owned());
        return problems;
    }
    let length = text.chars().count();
    if length > LIMIT {
        add(format!("has {length} characters; {LIMIT} are allowed"));
    }
    match Template::parse(answer_placeholders(kind), text) {
        Ok(template) => {
            for (name, why) in required(kind).iter().filter(|(name, _)| !template.uses(name)) {
                add(format!("lacks {{{name}}}: {why}"));
            }
        }
        Err(wrong) => wrong.into_iter().for_each(add),
    }
    problems
}

/// What a part would not tell what it is for without.
fn required(kind: AnswerKind) -> &'static [(&'static str, &'static str)] {
    use AnswerKind::*;
    match kind {
        OnTheWay | OnTheWayLate => &[("link", "an answer about a parcel must lead to its tracking page")],
        TrackingAgain => &[("link", "the customer asks for the link")],
        NotYetSent | WaitsForPickup => &[("status", "only it says what is true of this order, and by when")],
        HowToReturn => &[("returns", "it says what the law says, and where the shop explains it")],
        ReturnReceived => &[("refund_by", "the customer asks for the money")],
        DocumentsAgain | AddressPossible | CancelPossible | HandedOver => {
            &[("answer_by", "the customer must learn by when a person answers")]
        }
        Acknowledged => &[
            ("case", "the customer must learn the number of the case"),
            ("answer_by", "the customer must learn by when a person answers"),
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_can_be_used() {
        for kind in AnswerKind::ALL {
            for tongue in Tongue::ALL {
                if let Some(text) = default_answer(kind, tongue) {
                    assert_eq!(check_answer(kind, tongue, text), [], "{kind:?} {tongue:?}");
                }
            }
            let everywhere = matches!(
                kind,
                AnswerKind::Acknowledged | AnswerKind::WhichOrder | AnswerKind::HandedOver | AnswerKind::WriteInPrivate
            );
            for tongue in [Tongue::Uk, Tongue::Ru, Tongue::De] {
                assert_eq!(default_answer(kind, tongue).is_some(), everywhere, "{kind:?} {tongue:?}");
            }
        }
    }

    #[test]
    fn problems_in_words() {
        let long = format!("{{link}}{}", "ł".repeat(995));
        for (kind, tongue, text, expected) in [
            (AnswerKind::OnTheWay, Tongue::Pl, "{link}", &[][..]),
            (AnswerKind::OnTheWay, Tongue::Pl, "[[tu: {link}||u kuriera]]", &[]),
            (AnswerKind::OnTheWay, Tongue::Pl, "jedzie", &["lacks {link}"]),
            (AnswerKind::OnTheWay, Tongue::Pl, " \n", &["is empty"]),
            (AnswerKind::OnTheWay, Tongue::Pl, &long, &["has 1001 characters; 1000"]),
            (AnswerKind::OnTheWay, Tongue::Pl, "{pickup} {x}", &["other messages", "no placeholder"]),
            (AnswerKind::OnTheWay, Tongue::De, "{link}", &["language"]),
            (AnswerKind::Acknowledged, Tongue::De, "ja", &["lacks {case}", "lacks {answer_by}"]),
            (AnswerKind::Acknowledged, Tongue::Pl, "{case} {answer_by} {status}", &["other messages"]),
            (AnswerKind::SuggestOther, Tongue::En, "[a / b]", &[]),
            (AnswerKind::SuggestOther, Tongue::En, "[[a / b]]", &["without a placeholder"]),
        ] {
            let problems = check_answer(kind, tongue, text);
            assert_eq!(problems.len(), expected.len(), "{problems:?}");
            for (problem, part) in problems.iter().zip(expected) {
                assert_eq!(problem.field, "text");
                assert!(problem.detail.contains(part), "{problem:?}");
            }
        }
    }
}
