//! An e-mail, however it came: as a whole MIME message, or taken apart by a provider.

use crate::{
    inbound::{Inbound, InboundKind},
    loops,
    ours::Ours,
    texts,
    way::{Way, WayKind},
};
use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::MessageParser;
use sledz_domain::{contact::ContactChannel, event_id::EventId, text, time};
use sledz_providers::mail::{IDS_LIMIT, is_address};

/// The most headers that are read, and the most characters of each.
const HEADERS_LIMIT: (usize, usize) = (300, 8_000);

/// The most earlier messages that are kept.
const REFERENCES: usize = 20;

/// How far ahead of ours a sender's clock may be, in minutes.
const AHEAD: i64 = 60;

/// An e-mail as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Letter {
    /// All headers as they stand in the message, unfolded.
    pub headers: Headers,
    /// Who wrote it.
    pub from: Mailbox,
    /// Where its writer wants answers.
    pub reply_to: Mailbox,
    /// The subject, decoded.
    pub subject: String,
    /// The text, or what the HTML says, made harmless.
    pub text: String,
    /// When it was written, if the provider says so beside the headers.
    pub at: Option<DateTime<Utc>>,
    /// The provider's id, for messages without their own.
    pub id: Option<String>,
    /// How many files came with it.
    pub attachments: u32,
    /// The envelope names no sender: what bounces does so.
    pub is_null_sender: bool,
    /// The provider found the sender's domain to be true.
    pub is_proven: bool,
}

/// A mailbox of somebody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// The name, decoded.
    pub name: Option<String>,
    /// The bare address; none if it cannot be one.
    pub email: Option<String>,
}

/// The headers of an e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// One more; too many, and what is too long of one, are left out.
    pub fn put(&mut self, name: &str, value: &str) {
        if self.0.len() < HEADERS_LIMIT.0 {
            let value = text::clean(value, HEADERS_LIMIT.1).unwrap_or_default();
            self.0.push((name.trim().to_ascii_lowercase(), value));
        }
    }

    /// The values of a header, in their order; the name in lower case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |header| header.0 == name).map(|header| header.1.as_str())
    }

    /// The first value of a header.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }

    /// The names of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|header| header.0.as_str())
    }

    /// Whether a header that the provider adds says yes, each time that it is there: a sender can add one too.
    pub fn agree(&self, name: &str, says: impl Fn(&str) -> bool) -> bool {
        self.first(name).is_some() && self.all(name).all(says)
    }
}

impl Mailbox {
    /// Reads what stands in `From`, encoded or not; of several the first.
    pub fn parse(header: &str) -> Self {
        let header = text::clean(header, HEADERS_LIMIT.1).unwrap_or_default();
        let line = format!("From: {header}\r\n\r\n");
        let parsed = MessageParser::default().parse_headers(line.as_bytes());
        parsed.as_ref().and_then(|message| message.from()).map(Mailbox::first).unwrap_or_default()
    }

    pub(crate) fn first(addresses: &mail_parser::Address<'_>) -> Self {
        let first = addresses.first();
        Mailbox::new(first.and_then(|one| one.name()), first.and_then(|one| one.address()))
    }

    /// Of a name and an address.
    pub fn new(name: Option<&str>, address: Option<&str>) -> Self {
        Mailbox {
            name: name.and_then(|name| text::clean(name, texts::NAME_LIMIT)),
            email: address.map(str::trim).filter(|address| is_address(address)).map(str::to_owned),
        }
    }

    pub(crate) fn domain(&self) -> Option<String> {
        self.email.as_deref().and_then(|email| email.split_once('@')).map(|(_, domain)| domain.to_ascii_lowercase())
    }
}

impl Letter {
    /// Whether a domain that the provider found true is the writer's own, or one that theirs lies below.
    pub(crate) fn is_of(&self, domain: &str) -> bool {
        let (found, own) = (domain.trim().to_ascii_lowercase(), self.from.domain().unwrap_or_default());
        let is_below = || own.strip_suffix(found.as_str()).is_some_and(|rest| rest.ends_with('.'));
        found.contains('.') && (own == found || is_below())
    }

    /// What it says to the shop. None if nobody can be said to have written it.
    pub fn inbound(self, ours: &Ours, now: DateTime<Utc>) -> Option<Inbound> {
        let why = loops::machine(&self, ours);
        let writer = loops::writer(&self, ours).clone();
        // A shop's notice of a new order looks like its form: a person is to look.
        let is_direct = writer == self.from;
        let is_proven = self.is_proven && is_direct;
        if writer.email.is_none() && why.is_none() {
            return None;
        }
        let own_id = self.headers.first("message-id").and_then(|header| ids(header).pop());
        let subject = text::clean(&self.subject, texts::SUBJECT_LIMIT);
        let email = writer.email.clone().unwrap_or_default();
        let date = self.headers.first("date").and_then(date);
        let hash = || EventId::of(&[&email, &self.subject, &self.text, &format!("{date:?}")]).to_string();
        let id = own_id.clone().or_else(|| self.id.as_deref().and_then(texts::id)).unwrap_or_else(hash);

        let answered = self.headers.first("in-reply-to").map(ids).unwrap_or_default();
        let before = self.headers.first("references").map(ids).unwrap_or_default();
        let mut refers_to: Vec<String> = Vec::new();
        for id in answered.iter().chain(before.iter().rev()) {
            if refers_to.len() < REFERENCES && !refers_to.contains(id) {
                refers_to.push(id.clone());
            }
        }
        let before = if before.is_empty() { answered } else { before };
        let (answers, references) = threading(own_id, before);

        let mut message = Inbound::new(ContactChannel::Email, id, self.text);
        message.refers_to = refers_to;
        message.at = self.at.or(date).filter(|at| *at <= now + TimeDelta::minutes(AHEAD));
        message.sender.name = writer.name.clone();
        message.sender.email = writer.email.clone();
        message.sender.is_proven = is_proven;
        message.reply = match &writer.email {
            Some(email) => {
                Way::new(WayKind::Mail, &[email, &answers, &references, subject.as_deref().unwrap_or_default()])
            }
            None => Way::none(),
        };
        message.subject = subject;
        message.attachments = self.attachments;
        message.may_answer = is_direct;
        if let Some(why) = why {
            (message.kind, message.may_answer) = (InboundKind::Machine(why), false);
        }
        Some(message)
    }
}

/// `In-Reply-To` and `References` of an answer (RFC 5322, 3.6.4): of too many, the first and the last ones stay.
fn threading(own_id: Option<String>, mut before: Vec<String>) -> (String, String) {
    let Some(own_id) = own_id else { return (String::new(), String::new()) };
    let brackets = |id: &String| format!("<{id}>");
    before.retain(|id| *id != own_id);
    before.push(own_id.clone());
    let length = |ids: &[String]| ids.iter().map(|id| id.len() + 3).sum::<usize>();
    while before.len() > 1 && (before.len() > REFERENCES || length(&before) > IDS_LIMIT) {
        before.remove(usize::from(before.len() > 2));
    }
    (brackets(&own_id), before.iter().map(brackets).collect::<Vec<_>>().join(" "))
}

/// The ids of messages in a header, without their brackets; what is no id is left out.
pub(crate) fn ids(header: &str) -> Vec<String> {
    let fits = |id: &&str| {
        (3..=250).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
    };
    let bracketed: Vec<&str> =
        header.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(id, _)| id).collect();
    let found = if bracketed.is_empty() {
        header.split_whitespace().filter(|id| id.contains('@')).collect()
    } else {
        bracketed
    };
    found.into_iter().map(str::trim).filter(fits).map(str::to_owned).collect()
}

/// A time as e-mails write it (RFC 5322, 3.3).
pub(crate) fn date(header: &str) -> Option<DateTime<Utc>> {
    let parsed = mail_parser::DateTime::parse_rfc822(header).filter(mail_parser::DateTime::is_valid)?;
    time::from_unix(parsed.to_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes() {
        for (header, name, email) in [
            ("jan@example.pl", None, Some("jan@example.pl")),
            ("Jan Nowak <jan@example.pl>", Some("Jan Nowak"), Some("jan@example.pl")),
            ("\"Nowak, Jan\" <jan@example.pl>, x@y.pl", Some("Nowak, Jan"), Some("jan@example.pl")),
            ("=?iso-8859-2?Q?Za=BF=F3=B3=E6?= <z@example.pl>", Some("Zażółć"), Some("z@example.pl")),
            ("Zażółć <z@example.pl>", Some("Zażółć"), Some("z@example.pl")),
            ("Jan <jan@example.pl\r\nBcc: x@y.pl>", Some("Jan"), None),
            ("Jan", None, None),
            ("<>", None, None),
            ("", None, None),
        ] {
            let read = Mailbox::parse(header);
            assert_eq!(read.email.as_deref(), email, "{header}");
            if email.is_some() {
                assert_eq!(read.name.as_deref(), name, "{header}");
            }
        }
    }

    #[test]
    fn ids_of_messages() {
        assert_eq!(ids("<a@b> (x)\t<c@d><e@f>"), ["a@b", "c@d", "e@f"]);
        assert_eq!(ids("a@b c@d text"), ["a@b", "c@d"]);
        for odd in ["", "<>", "<a b>", "<ą@b>", "a", "<a@b", &format!("<{}>", "a".repeat(251))] {
            assert!(ids(odd).is_empty(), "{odd}");
        }
    }

    #[test]
    fn references_stay_within_a_line() {
        let many: Vec<String> = (0..100).map(|n| format!("{n}@sklep.example.pl")).collect();
        let (answers, references) = threading(Some("own@x.pl".to_owned()), many);
        assert_eq!(answers, "<own@x.pl>");
        assert!(
            references.starts_with("<0@") && references.ends_with("<99@sklep.example.pl> <own@x.pl>"),
            "{references}"
        );
        assert_eq!(references.split(' ').count(), 20);
        assert!(sledz_providers::mail::is_message_ids(&references));
        let long: Vec<String> = (0..9).map(|n| format!("{n}{}", "x".repeat(240))).collect();
        let (_, references) = threading(Some("own@x.pl".to_owned()), long);
        assert!(sledz_providers::mail::is_message_ids(&references) && references.ends_with("<own@x.pl>"));
    }

    #[test]
    fn dates() {
        let at = |text| date(text).map(|at| at.to_rfc3339());
        assert_eq!(at("Thu, 1 Oct 2026 12:00:00 +0200").as_deref(), Some("2026-10-01T10:00:00+00:00"));
        for odd in ["", "dziś", "Thu, 99 Xyz 2026 99:00:00 +0200", "1 Oct 1970 00:00:00 +0000"] {
            assert_eq!(at(odd), None, "{odd}");
        }
    }
}
