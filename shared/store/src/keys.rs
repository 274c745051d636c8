//! Every key there is. No outside input reaches a key: ids are hashes.
//!
//! | key | what |
//! |---|---|
//! | `sledz1:c/{log}` | how many numbers the log has handed out; only ever incremented |
//! | `sledz1:e/{log}/{n}` | its n-th entry; written once |
//! | `sledz1:p/{log}` | its projection |
//! | `sledz1:s/{log}/{n}` | personal data that came with the n-th entry, sealed |
//! | `sledz1:x/{deed}/{window}` | who may try a deed in a window of 120 s; only ever incremented |
//! | `sledz1:rl/{hour}/{bucket}` | wrong guesses at the form; only ever incremented |
//! | `sledz1:n/{name}` | things counted; only ever incremented |
//! | `sledz1:j/{job}` | where a job or poller stands, what lets it in; written over and over |
//! | `sledz1:u/{span}/{part}` | what a day or month comes to in numbers; written over and over by one job |

use sha2::{Digest, Sha256};
use sledz_domain::{
    base::{BASE32_NOPAD, Base},
    outbox::Subject,
};
use std::fmt;

const PREFIX: &str = "sledz1:";
const ENCODING: Base = BASE32_NOPAD;

/// The kinds of logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One order; id: platform, platform's own id.
    Order,
    /// One parcel; id: normalised tracking number.
    Parcel,
    /// One shipment of a carrier that has no tracking number yet; id: source, its own id.
    Shipment,
    /// Orders by the number that customers see; id: normalised order number.
    OrdersByNumber,
    /// Orders by tracking number; id: normalised tracking number.
    OrdersByParcel,
    /// Orders by customer; id: keyed hash of e-mail or phone.
    OrdersByCustomer,
    /// Orders of a day; id: the day in Warsaw, `YYYY-MM-DD`.
    OrdersOfDay,
    /// Parcels, payments and other orders that name an order; id: normalised order number.
    ByReference,
    /// What is owed to the outside world about a subject; id: what the subject is, its own id.
    Outbox,
    /// What the shop has set for its messages; one log.
    MessageSettings,
    /// An address of a customer; id: keyed hash of e-mail or phone.
    Address,
    /// What is owed and cannot be sent; one log.
    DeadLetters,
    /// Subscriptions that wait to be activated; id: source.
    Subscriptions,
    /// What lets us ask an interface in the shop's name; id: poller.
    Login,
    /// Who asked for what with personal data, and what was done; one log.
    PrivacyLog,
    /// What was erased on request, to be erased again after a restore; one log.
    Erasures,
    /// One matter of one customer; id: its number.
    Case,
    /// Cases about an order; id: platform, platform's own id.
    CasesByOrder,
    /// Cases by what a conversation or a message is called where it came from; id: its source, its name.
    CasesByThread,
    /// Cases by customer; id: keyed hash of e-mail or phone.
    CasesByCustomer,
    /// Cases that were opened and perhaps are still; one log.
    OpenCases,
    /// Cases that were closed on a day; id: the day in Warsaw, `YYYY-MM-DD`.
    ClosedCases,
    /// Cases of a day; id: the day in Warsaw, `YYYY-MM-DD`.
    CasesOfDay,
    /// Orders about which sources have disagreed for too long; id: the day in Warsaw, `YYYY-MM-DD`.
    Disagreements,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Order => "order",
            Kind::Parcel => "parcel",
            Kind::Shipment => "shipment",
            Kind::OrdersByNumber => "orders by number",
            Kind::OrdersByParcel => "orders by parcel",
            Kind::OrdersByCustomer => "orders by customer",
            Kind::OrdersOfDay => "orders of day",
            Kind::ByReference => "by reference",
            Kind::Outbox => "outbox",
            Kind::MessageSettings => "message settings",
            Kind::Address => "address",
            Kind::DeadLetters => "dead letters",
            Kind::Subscriptions => "subscriptions",
            Kind::Login => "login",
            Kind::PrivacyLog => "privacy log",
            Kind::Erasures => "erasures",
            Kind::Case => "case",
            Kind::CasesByOrder => "cases by order",
            Kind::CasesByThread => "cases by thread",
            Kind::CasesByCustomer => "cases by customer",
            Kind::OpenCases => "open cases",
            Kind::ClosedCases => "closed cases",
            Kind::CasesOfDay => "cases of day",
            Kind::Disagreements => "disagreements",
        }
    }
}

/// Names a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogId {
    /// The first 128 bits of SHA-256 over kind and id: as many as a tracking link carries.
    Hashed([u8; 16]),
    /// The timers of one hour since 1970.
    Hour(i64),
    /// What is owed to customers and the shop and due in one minute since 1970.
    Minute(i64),
    /// What is owed to platforms and payment providers and due in one minute since 1970.
    Call(i64),
    /// What is owed about cases, and which of them are to be looked at, in one minute since 1970.
    Reply(i64),
    /// Reports that are owed and due in one minute since 1970.
    Report(i64),
    /// Orders whose sources are to be compared in one hour since 1970.
    Watch(i64),
    /// Orders whose personal data may be over on one day since 1970.
    Day(i64),
    /// Parcels that a poller, of one of our own names, is to be asked about in one slot of five minutes
    /// since 1970.
    Poll(&'static str, i64),
}

impl LogId {
    /// The log of `kind` whose id has these `parts`.
    pub fn new(kind: Kind, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in [kind.name()].iter().chain(parts) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut id = [0; 16];
        id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        LogId::Hashed(id)
    }

    /// The log of what is owed about a subject.
    pub fn outbox(subject: &Subject) -> Self {
        match subject {
            Subject::Order(platform, id) => LogId::new(Kind::Outbox, &["order", platform, id]),
            Subject::Parcel(number) => LogId::new(Kind::Outbox, &["parcel", number]),
            Subject::Shop(day) => LogId::new(Kind::Outbox, &["shop", day]),
            Subject::Source(name, id) => LogId::new(Kind::Outbox, &["source", name, id]),
            Subject::Case(number) => LogId::new(Kind::Outbox, &["case", number]),
            Subject::Report(period) => LogId::new(Kind::Outbox, &["report", period]),
        }
    }

    /// The counter of how many numbers were handed out.
    pub fn counter(self) -> String {
        format!("{PREFIX}c/{self}")
    }

    /// The `n`-th entry.
    pub fn entry(self, n: u64) -> String {
        format!("{PREFIX}e/{self}/{n}")
    }

    /// The projection.
    pub fn projection(self) -> String {
        format!("{PREFIX}p/{self}")
    }

    /// The sealed value that came with the `n`-th entry.
    pub fn sealed(self, n: u64) -> String {
        format!("{PREFIX}s/{self}/{n}")
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogId::Hashed(id) => f.write_str(&ENCODING.encode(id)),
            LogId::Hour(hour) => write!(f, "t/{hour}"),
            LogId::Minute(minute) => write!(f, "o/{minute}"),
            LogId::Call(minute) => write!(f, "k/{minute}"),
            LogId::Reply(minute) => write!(f, "a/{minute}"),
            LogId::Report(minute) => write!(f, "z/{minute}"),
            LogId::Watch(hour) => write!(f, "w/{hour}"),
            LogId::Day(day) => write!(f, "r/{day}"),
            LogId::Poll(poller, slot) => write!(f, "q/{poller}/{slot}"),
        }
    }
}

/// The counter that gives the right to try `deed` in one window of time.
pub fn deed(deed: &str, window: i64) -> String {
    let hash = Sha256::digest(deed.as_bytes());
    let id: Vec<u8> = hash.into_iter().take(16).collect();
    format!("{PREFIX}x/{}/{window}", ENCODING.encode(&id))
}

/// The counter of wrong guesses in one hour since 1970, in one of 1024 buckets.
pub fn wrong_guesses(hour: i64, bucket: u16) -> String {
    format!("{PREFIX}rl/{hour}/{bucket}")
}

/// The counter of something that happens; `name` is one of our own words.
pub fn counted(name: &str) -> String {
    format!("{PREFIX}n/{name}")
}

/// Where a job stands; `name` is one of our own words.
pub fn job(name: &str) -> String {
    format!("{PREFIX}j/{name}")
}

/// A part of what a span of days comes to; both are words and dates of our own.
pub fn rolled(span: &str, part: &str) -> String {
    format!("{PREFIX}u/{span}/{part}")
}

/// The value of a counter as a plain get gives it: 8 bytes little-endian on SQLite, decimal text
/// on Redis. A value of digits only is text: as a number it would lie beyond 3 * 10^18.
pub fn counter_value(bytes: Option<&[u8]>) -> u64 {
    let Some(bytes) = bytes else { return 0 };
    if bytes.iter().all(u8::is_ascii_digit) {
        return std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    }
    bytes.try_into().map(u64::from_le_bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_and_hold_nothing_from_outside() {
        let log = LogId::new(Kind::Order, &["woocommerce", "../e/\u{0}<script>"]);
        let key = log.entry(u64::MAX);
        assert!(key.len() < 256 && key.is_ascii() && !key.contains("script"), "{key}");
        assert_eq!(key.split('/').nth(1).unwrap().len(), 26);
    }

    #[test]
    fn ids_of_different_parts_differ() {
        let logs = [
            LogId::new(Kind::Order, &["a", "bc"]),
            LogId::new(Kind::Order, &["ab", "c"]),
            LogId::new(Kind::Parcel, &["ab", "c"]),
        ];
        assert!(logs[0] != logs[1] && logs[1] != logs[2]);
    }

    #[test]
    fn counters_read_the_same_from_both_backends() {
        for n in [0_u64, 1, 9, 48, 255, 256, 12_345_678, 10_000_000_000] {
            assert_eq!(counter_value(Some(&n.to_le_bytes())), n);
            assert_eq!(counter_value(Some(n.to_string().as_bytes())), n);
        }
        assert_eq!(counter_value(None), 0);
    }
}
