//! The statuses of DHL's Unified tracking, in which all of its divisions report.
//!
//! Sources: `https://developer.dhl.com/api-reference/shipment-tracking-unified-push` and the answer of
//! DHL's support on its status codes: there are five, and "out for delivery", "return to origin" and
//! "ready for pick-up" are not among them. Those are told by the text only, or by the checkpoint of DHL
//! Express. The texts are free and differ by division, so the rules about them are few and careful: what
//! they do not catch stays `in_transit` or `exception`.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returning},
};

/// What a text says that holds one of `words` and none of `unless`; both in lower case.
pub struct Rule {
    /// Any of these.
    pub words: &'static [&'static str],
    /// None of these.
    pub unless: &'static [&'static str],
    /// Means this.
    pub meaning: Meaning,
}

/// Of the status codes, what they mean, and by which rules a text says more; the first that holds wins.
pub static CODES: [(&str, Meaning, &[Rule]); 5] = [
    ("pre-transit", Meaning::moves(PreTransit), &[]),
    (
        "transit",
        Meaning::moves(InTransit),
        &[OUT_FOR_DELIVERY, IN_LOCKER, AT_POINT, WAITING, RETURNING, REFUSED, NOBODY_HOME, IN_VAIN],
    ),
    ("delivered", Meaning::moves(Delivered), &[]),
    ("failure", Meaning::moves(Exception), &[RETURNING, REFUSED, NOBODY_HOME, IN_VAIN]),
    ("unknown", Meaning::nothing(), &[]),
];

const OUT_FOR_DELIVERY: Rule = Rule {
    words: &[
        "out for delivery",
        "with delivery courier",
        "with delivering courier",
        "with courier for delivery",
        "onto the delivery vehicle",
    ],
    unless: &["will be"],
    meaning: Meaning::moves(OutForDelivery),
};

/// The place is named also on the way there, on the way back, and where the sender handed it over.
const NOT_THERE: &[&str] = &[
    "will be", "on its way", "on the way", "being brought", "transport", "sender", "shipper", "posted", "dropped",
    "picked up", "not collected", "return", "attempt",
];

const IN_LOCKER: Rule = Rule {
    words: &["packstation", "parcel locker"],
    unless: NOT_THERE,
    meaning: Meaning::noted(ReadyForPickup, Note::InLocker),
};

const AT_POINT: Rule = Rule {
    words: &["service point", "servicepoint", "parcelshop", "parcel shop", "retail outlet"],
    unless: NOT_THERE,
    meaning: Meaning::noted(ReadyForPickup, Note::AtPoint),
};

const WAITING: Rule = Rule {
    words: &[
        "ready for pick-up",
        "ready for pickup",
        "ready for pick up",
        "ready for collection",
        "available for pick",
        "available for collection",
        "awaiting collection",
        "awaiting consignee collection",
        "awaiting pick",
        "waiting for collection",
        "can be collected",
        "can be picked up",
    ],
    unless: &["will be", "sender", "shipper"],
    meaning: Meaning::moves(ReadyForPickup),
};

const RETURNING: Rule = Rule {
    words: &["return"],
    unless: &["if not", "unless", "otherwise", "return receipt", "returned to depot", "returned to facility"],
    meaning: Meaning::moves(Returning),
};

const REFUSED: Rule =
    Rule { words: &["refus", "reject"], unless: &[], meaning: Meaning::noted(FailedAttempt, Note::Refused) };

const NOBODY_HOME: Rule = Rule {
    words: &["not home", "not at home", "nobody was home", "recipient absent", "recipient was absent"],
    unless: &[],
    meaning: Meaning::noted(FailedAttempt, Note::NobodyThere),
};

const IN_VAIN: Rule = Rule {
    words: &["attempt", "could not be delivered", "unable to deliver", "delivery was not successful"],
    unless: &["will attempt"],
    meaning: Meaning::moves(FailedAttempt),
};

/// Checkpoints of DHL Express that say more than the status code.
pub static CHECKPOINTS: [(&str, Meaning); 8] = [
    ("WC", Meaning::moves(OutForDelivery)),
    ("CC", Meaning::moves(ReadyForPickup)),
    ("NH", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("CA", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("ND", Meaning::moves(FailedAttempt)),
    ("RD", Meaning::noted(FailedAttempt, Note::Refused)),
    ("RT", Meaning::moves(Returning)),
    ("OK", Meaning::moves(Delivered)),
];

/// What a status code means by itself, in any case.
pub fn meaning(code: &str) -> Option<Meaning> {
    row(code).map(|(_, meaning, _)| *meaning)
}

/// What an event means by its status code, by the checkpoint of DHL Express if it is from there, and by
/// its texts, which are in lower case. None if neither code nor checkpoint is known.
pub fn told(code: Option<&str>, checkpoint: Option<&str>, texts: &[String]) -> Option<Meaning> {
    let listed = code.and_then(row);
    if let Some((_, meaning, [])) = listed
        && meaning.status.is_some()
    {
        return Some(*meaning);
    }
    let checkpoint = checkpoint.and_then(|code| CHECKPOINTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(code)));
    if let Some((_, meaning)) = checkpoint {
        return Some(*meaning);
    }
    listed.map(|(_, meaning, rules)| rules.iter().find(|rule| rule.holds(texts)).map_or(*meaning, |rule| rule.meaning))
}

impl Rule {
    fn holds(&self, texts: &[String]) -> bool {
        let has = |text: &String, words: &[&str]| words.iter().any(|word| text.contains(word));
        texts.iter().any(|text| has(text, self.words) && !has(text, self.unless))
    }
}

fn row(code: &str) -> Option<&'static (&'static str, Meaning, &'static [Rule])> {
    let code = code.trim();
    CODES.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(code))
}
