//! How what is owed is stored: as texts ([`Listed`]).

use super::{Call, Dropped, Fate, OutboxFact, Subject, What};
use crate::{
    listed::{Listed, filled, first, instant, listed, millis, texts},
    message::{Channel, MessageKind},
};

listed!(Subject);
listed!(What);
listed!(OutboxFact);

/// So many fields a subject has, wherever it stands.
const OF_SUBJECT: usize = 3;

impl Listed for Subject {
    fn fields(&self) -> Vec<String> {
        match self {
            Subject::Order(platform, id) => texts(&["order", platform, id]),
            Subject::Parcel(number) => texts(&["parcel", number, ""]),
            Subject::Shop(day) => texts(&["shop", day, ""]),
            Subject::Source(source, id) => texts(&["source", source, id]),
            Subject::Case(number) => texts(&["case", number, ""]),
            Subject::Report(period) => texts(&["report", period, ""]),
        }
    }

    fn read(fields: &[String]) -> Option<Self> {
        let [kind, one, two] = fields else { return None };
        Some(match kind.as_str() {
            "order" => Subject::Order(one.clone(), two.clone()),
            "parcel" => Subject::Parcel(one.clone()),
            "shop" => Subject::Shop(one.clone()),
            "source" => Subject::Source(one.clone(), two.clone()),
            "case" => Subject::Case(one.clone()),
            "report" => Subject::Report(one.clone()),
            _ => return None,
        })
    }
}

impl Listed for What {
    fn fields(&self) -> Vec<String> {
        match self {
            What::Message { kind, parcel, channel } => {
                texts(&["message", kind.name(), parcel.as_deref().unwrap_or_default(), channel.name()])
            }
            What::Alert { sink, title, text } => texts(&["alert", sink, title, text]),
            What::Event { kind, of } => texts(&["event", kind, &of.to_string()]),
            What::Activation { source, subscription } => texts(&["activation", source, subscription]),
            What::Call(fields) => std::iter::once("call".to_owned()).chain(fields.iter().cloned()).collect(),
        }
    }

    fn read(fields: &[String]) -> Option<Self> {
        Some(match first(fields)? {
            ("message", [kind, parcel, channel]) => What::Message {
                kind: MessageKind::from_name(kind)?,
                parcel: filled(parcel),
                channel: Channel::from_name(channel)?,
            },
            ("alert", [sink, title, text]) => {
                What::Alert { sink: sink.clone(), title: title.clone(), text: text.clone() }
            }
            ("event", [kind, of]) => What::Event { kind: kind.clone(), of: of.parse().ok()? },
            ("activation", [source, subscription]) => {
                What::Activation { source: source.clone(), subscription: subscription.clone() }
            }
            ("call", fields) => What::Call(fields.to_vec()),
            _ => return None,
        })
    }
}

impl Listed for OutboxFact {
    fn fields(&self) -> Vec<String> {
        match self {
            OutboxFact::Owed { subject, what, due } => {
                let head = texts(&["owed", &millis(*due)]).into_iter();
                head.chain(subject.fields()).chain(what.fields()).collect()
            }
            OutboxFact::Sent { provider, message } => {
                texts(&["sent", provider, message.as_deref().unwrap_or_default()])
            }
            OutboxFact::Failed { why, next } => texts(&["failed", &millis(*next), why]),
            OutboxFact::Dead { why } => texts(&["dead", why]),
            OutboxFact::Dropped { why } => texts(&["dropped", why.name()]),
            OutboxFact::Resent { by } => texts(&["resent", by]),
            OutboxFact::Reported { fate } => texts(&["reported", fate.name()]),
        }
    }

    fn read(fields: &[String]) -> Option<Self> {
        Some(match first(fields)? {
            ("owed", [due, rest @ ..]) => {
                let (subject, what) = rest.split_at_checked(OF_SUBJECT)?;
                OutboxFact::Owed { subject: Subject::read(subject)?, what: What::read(what)?, due: instant(due)? }
            }
            ("sent", [provider, message]) => OutboxFact::Sent { provider: provider.clone(), message: filled(message) },
            ("failed", [next, why]) => OutboxFact::Failed { why: why.clone(), next: instant(next)? },
            ("dead", [why]) => OutboxFact::Dead { why: why.clone() },
            ("dropped", [why]) => {
                OutboxFact::Dropped { why: Dropped::ALL.into_iter().find(|known| known.name() == why)? }
            }
            ("resent", [by]) => OutboxFact::Resent { by: by.clone() },
            ("reported", [fate]) => {
                OutboxFact::Reported { fate: Fate::ALL.into_iter().find(|known| known.name() == fate)? }
            }
            _ => return None,
        })
    }
}

impl Listed for Call {
    fn fields(&self) -> Vec<String> {
        match self {
            Call::Confirmation { order: (platform, id), details } => texts(&["confirmation", platform, id, details]),
            Call::Parcel { carrier, tracking_number } => {
                texts(&["parcel", carrier.as_deref().unwrap_or_default(), tracking_number])
            }
            Call::HandedOver => texts(&["handed_over"]),
        }
    }

    fn read(fields: &[String]) -> Option<Self> {
        Some(match first(fields)? {
            ("confirmation", [platform, id, details]) => {
                Call::Confirmation { order: (platform.clone(), id.clone()), details: details.clone() }
            }
            ("parcel", [carrier, number]) => Call::Parcel { carrier: filled(carrier), tracking_number: number.clone() },
            ("handed_over", []) => Call::HandedOver,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_id::EventId;
    use chrono::DateTime;

    #[test]
    fn what_is_stored_is_read_again() {
        let at = DateTime::from_timestamp_millis(1_790_850_660_123).unwrap();
        let text = || "a \"b\" \u{1f}".to_owned();
        let subjects = [
            Subject::Order(text(), text()),
            Subject::Parcel(text()),
            Subject::Shop(text()),
            Subject::Source(text(), text()),
            Subject::Case(text()),
        ];
        let of = EventId::of(&["x"]);
        let whats = [
            What::Message { kind: MessageKind::Delay, parcel: None, channel: Channel::Sms },
            What::Message { kind: MessageKind::Shipped, parcel: Some(text()), channel: Channel::Email },
            What::Alert { sink: text(), title: text(), text: text() },
            What::Event { kind: text(), of },
            What::Activation { source: text(), subscription: text() },
            What::Call(vec![text(), String::new()]),
        ];
        let mut facts = vec![
            OutboxFact::Sent { provider: text(), message: None },
            OutboxFact::Sent { provider: text(), message: Some(text()) },
            OutboxFact::Failed { why: text(), next: at },
            OutboxFact::Dead { why: String::new() },
            OutboxFact::Resent { by: text() },
        ];
        facts.extend(Dropped::ALL.map(|why| OutboxFact::Dropped { why }));
        facts.extend(Fate::ALL.map(|fate| OutboxFact::Reported { fate }));
        for subject in subjects {
            for what in whats.clone() {
                facts.push(OutboxFact::Owed { subject: subject.clone(), what, due: at });
            }
        }
        for fact in facts {
            let json = serde_json::to_string(&fact).unwrap();
            assert_eq!(serde_json::from_str::<OutboxFact>(&json).unwrap(), fact, "{json}");
            let binary = postcard::to_allocvec(&fact).unwrap();
            assert_eq!(postcard::from_bytes::<OutboxFact>(&binary).unwrap(), fact);
        }
        for call in [
            Call::Confirmation { order: (text(), text()), details: text() },
            Call::Parcel { carrier: None, tracking_number: text() },
            Call::Parcel { carrier: Some(text()), tracking_number: text() },
            Call::HandedOver,
        ] {
            assert_eq!(Call::read(&call.fields()), Some(call));
        }
    }

    #[test]
    fn what_nobody_knows_is_refused() {
        for json in ["[]", "[\"x\"]", "[\"owed\",\"1\"]", "[\"dropped\",\"x\"]", "{}", "\"dead\""] {
            assert!(serde_json::from_str::<OutboxFact>(json).is_err(), "{json}");
        }
    }
}
