//! The texts of a shop that wrote none: short, plain, without a gender to guess and without
//! advertising (polish.md 6.4: what advertises needs consent, what the contract needs does not).

mod answers_de;
mod answers_en;
mod answers_pl;
mod answers_ru;
mod answers_uk;
mod en;
mod pl;

use sledz_domain::{
    answer::AnswerKind,
    intent::Tongue,
    message::{MessageKind, Texts},
    words::Lang,
};

/// The texts of one message.
struct Fixed {
    subject: &'static str,
    body: &'static str,
    sms: &'static str,
}

/// Our own texts of a message.
pub fn default_texts(kind: MessageKind, lang: Lang) -> Texts {
    let Fixed { subject, body, sms } = match lang {
        Lang::Pl => pl::texts(kind),
        Lang::En => en::texts(kind),
    };
    Texts { subject: subject.to_owned(), body: body.to_owned(), sms: sms.to_owned() }
}

/// Our own words of a part of an answer; none where it is not answered in that language, which for those that tell of
/// an order is any but Polish and English.
pub fn default_answer(kind: AnswerKind, tongue: Tongue) -> Option<&'static str> {
    match tongue {
        Tongue::Pl => Some(answers_pl::text(kind)),
        Tongue::En => Some(answers_en::text(kind)),
        Tongue::Uk => answers_uk::text(kind),
        Tongue::Ru => answers_ru::text(kind),
        Tongue::De => answers_de::text(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn our_own_texts_can_be_used() {
        for kind in MessageKind::ALL {
            for lang in Lang::ALL {
                let texts = default_texts(kind, lang);
                assert_eq!(check(kind, &texts), [], "{kind:?} {lang:?}");
                for text in [&texts.subject, &texts.body, &texts.sms] {
                    assert!(!text.contains('!'), "no advertising: {text}");
                }
                for needed in ["{status}", "{link}"] {
                    assert!(texts.body.contains(needed), "{kind:?} {lang:?}: {needed}");
                }
                assert!(texts.subject.contains("{order}"), "{kind:?} {lang:?}");
                assert!(texts.sms.contains("{status}"), "one sentence everywhere: {kind:?} {lang:?}");
            }
        }
    }

    #[test]
    fn what_the_customer_must_learn_is_in_the_texts() {
        for (kind, needed) in [
            (MessageKind::Confirmed, &["{returns}", "{problem}"][..]),
            (MessageKind::Shipped, &["{parcels}"]),
            (MessageKind::ReadyForPickup, &["{pickup}", "{deadline}"]),
            (MessageKind::PickupReminder, &["{pickup}", "{deadline}"]),
            (MessageKind::Delivered, &["{returns}", "{problem}"]),
        ] {
            for lang in Lang::ALL {
                let body = default_texts(kind, lang).body;
                assert!(needed.iter().all(|name| body.contains(name)), "{kind:?} {lang:?}");
            }
        }
    }
}
