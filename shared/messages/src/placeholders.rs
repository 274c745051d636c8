//! The placeholders, and which message has which.

use sledz_domain::{answer::AnswerKind, message::MessageKind};

/// Placeholders with what they stand for.
pub(crate) type Named = &'static [(&'static str, &'static str)];

/// Every placeholder with what it stands for, in English. Sorted so that those of one message are
/// a range: `dispatch_by` is of the order alone, `pickup` and `deadline` of parcels that wait.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    ("dispatch_by", "the day by which the order is handed to the courier, in words"),
    ("order", "the order's number"),
    ("shop", "the shop's name"),
    ("status", "where the order stands: the sentence of the tracking page"),
    ("link", "the address of the tracking page; alone in a line of a mail, a button"),
    ("returns", "how to return, in one or two sentences"),
    ("problem", "what to do if something is wrong"),
    ("contact", "the shop's e-mail address and telephone number"),
    ("parcels", "a line for each parcel: carrier, number, the carrier's page"),
    ("carrier", "the carrier's name, or names"),
    ("number", "the tracking number, or numbers"),
    ("carrier_link", "the carrier's page about the parcel, one for each"),
    ("pickup", "name and address of the locker or point"),
    ("deadline", "the last moment to collect it, in words"),
];

/// Every placeholder of answers with what it stands for. Those behind the first five tell of an order.
pub const ANSWER_PLACEHOLDERS: &[(&str, &str)] = &[
    ("case", "the number of the case"),
    ("answer_by", "the last moment of our answer, in words that begin with \"by\" (\"najpóźniej\")"),
    ("returns", "how to return, in one or two sentences"),
    ("shop", "the shop's name"),
    ("contact", "the shop's e-mail address and telephone number"),
    ("order", "the order's number"),
    ("status", "where the order stands: the sentences of the tracking page"),
    ("link", "the address of the tracking page; alone in a line of a mail, a button"),
    ("dispatch_by", "the day by which the order is handed to the courier, in words"),
    ("estimated", "the day on which it should arrive, in words"),
    ("delivered", "the day on which it was delivered, in words"),
    ("place", "name and address of the locker or point where it waits, or was collected"),
    ("deadline", "the last moment to collect it, in words"),
    ("carrier", "the carrier's name, or names"),
    ("tracking_number", "the tracking number, or numbers"),
    ("parcels", "a line for each parcel: carrier, number, the carrier's page"),
    ("refund_by", "the day by which the money is sent back, in words"),
];

/// The placeholders that an answer has, with what they stand for: what tells of an order only where the answer does.
pub fn answer_placeholders(kind: AnswerKind) -> &'static [(&'static str, &'static str)] {
    let end = if kind.tells_of_order() || kind.is_suggestion() { ANSWER_PLACEHOLDERS.len() } else { 5 };
    ANSWER_PLACEHOLDERS.get(..end).unwrap_or_default()
}

/// The placeholders that a message has, with what they stand for.
pub fn placeholders(kind: MessageKind) -> &'static [(&'static str, &'static str)] {
    let range = match kind {
        MessageKind::Confirmed => 0..8,
        MessageKind::ReadyForPickup | MessageKind::PickupReminder => 1..14,
        MessageKind::Shipped
        | MessageKind::OutForDelivery
        | MessageKind::Problem
        | MessageKind::Delay
        | MessageKind::Delivered
        | MessageKind::Returned => 1..12,
    };
    PLACEHOLDERS.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_has_what_it_can_know() {
        let common = ["order", "shop", "status", "link", "returns", "problem", "contact"];
        let parcel = ["parcels", "carrier", "number", "carrier_link"];
        let waiting = ["pickup", "deadline"];
        for kind in MessageKind::ALL {
            let names: Vec<&str> = placeholders(kind).iter().map(|(name, _)| *name).collect();
            let waits = matches!(kind, MessageKind::ReadyForPickup | MessageKind::PickupReminder);
            let confirmed = kind == MessageKind::Confirmed;
            assert!(common.iter().all(|name| names.contains(name)), "{kind:?}");
            assert!(parcel.iter().all(|name| names.contains(name) != confirmed), "{kind:?}");
            assert!(waiting.iter().all(|name| names.contains(name) == waits), "{kind:?}");
            assert_eq!(names.contains(&"dispatch_by"), confirmed);
        }
        assert_eq!(PLACEHOLDERS.len(), common.len() + parcel.len() + waiting.len() + 1);
    }

    #[test]
    fn what_tells_of_an_order_is_only_where_the_answer_does() {
        for kind in AnswerKind::ALL {
            let names: Vec<&str> = answer_placeholders(kind).iter().map(|(name, _)| *name).collect();
            let tells = kind.tells_of_order() || kind.is_suggestion();
            for (name, _) in ANSWER_PLACEHOLDERS {
                let of_order = !matches!(*name, "case" | "answer_by" | "returns" | "shop" | "contact");
                assert_eq!(names.contains(name), tells || !of_order, "{kind:?}: {name}");
            }
        }
    }
}
