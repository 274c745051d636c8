//! E-mail: what is sent, and what all providers share.

pub mod attachment;
pub mod mailgun;
pub mod postmark;
pub mod resend;
pub mod sendgrid;

use crate::{
    outcome::{Answer, Outcome},
    request::{is_link, is_token},
    variables::{Variables, is_host, value},
};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::{Map, Value};

/// An e-mail to one recipient.
#[derive(Clone, Copy, Debug)]
pub struct Mail<'a> {
    /// The recipient's bare address; see [`is_address`].
    pub to: &'a str,
    /// The subject, one line.
    pub subject: &'a str,
    /// The body as plain text.
    pub text: &'a str,
    /// The body as HTML.
    pub html: &'a str,
    /// Our reference, `[A-Za-z0-9_-]`, up to 64 characters; reports carry it back.
    pub reference: &'a str,
    /// Where one click ends these messages: a URL, for `List-Unsubscribe` (RFC 8058).
    pub unsubscribe: Option<&'a str>,
    /// A tag by which the provider's statistics can be read, such as `shipped`; same characters as the reference.
    pub kind: &'a str,
    /// The message that it answers: `<id>`, for `In-Reply-To`; see [`is_message_ids`].
    pub in_reply_to: Option<&'a str>,
    /// The messages before it, oldest first: `<id> <id>`, for `References`.
    pub references: Option<&'a str>,
    /// Whether a person wrote it.
    pub auto_submitted: AutoSubmitted,
}

/// Whether a person wrote an e-mail (RFC 3834, 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AutoSubmitted {
    /// Nobody, and nobody asked: `Auto-Submitted: auto-generated`.
    #[default]
    Generated,
    /// Nobody, as an answer to a message: `Auto-Submitted: auto-replied`.
    Replied,
    /// A person of the shop; there is no `Auto-Submitted` then.
    ByPerson,
}

/// The most characters in a list of messages' ids: a line of a header has no more than 998 (RFC 5322, 2.1.1).
pub const IDS_LIMIT: usize = 900;

/// Whether a text is one message's id between angle brackets, or more of them with a space between, and nothing else.
pub fn is_message_ids(text: &str) -> bool {
    let is_id = |text: &str| {
        let id = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
    };
    text.len() <= IDS_LIMIT && text.split(' ').all(is_id)
}

/// A provider of e-mail.
pub trait MailProvider: Sync {
    /// Its name in `mail_provider`.
    fn name(&self) -> &'static str;

    /// The variables that it reads.
    fn variables(&self) -> &'static [&'static str];

    /// What is wrong with them, each a sentence.
    fn problems(&self, variables: &dyn Variables) -> Vec<String>;

    /// Whether the same request twice sends one message.
    fn is_idempotent(&self) -> bool {
        false
    }

    /// The request that sends an e-mail.
    ///
    /// # Errors
    /// One sentence, if a variable or a part of the e-mail cannot be sent.
    fn request(&self, mail: &Mail, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// What the answer means.
    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome;
}

/// Whether a text can be the bare address of a mailbox, and nothing else: no name, no second address, no
/// second header. Whether the mailbox exists is the provider's to say.
pub fn is_address(text: &str) -> bool {
    let fits = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, ',' | ';' | ':' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\\')
    };
    let Some((local, domain)) = text.split_once('@') else { return false };
    let domain_fits = domain.split('.').all(|label| !label.is_empty()) && !domain.contains('@');
    text.len() <= 254 && text.chars().all(fits) && !local.is_empty() && domain_fits
}

/// The header by which we know our own e-mails.
pub const LOOP_MARK: &str = "X-Sledz-Loop";

/// The bare address in a setting such as `mail_from`.
pub fn bare_address(setting: &str) -> Option<&str> {
    Mailbox::parse(setting.trim()).map(|mailbox| mailbox.address)
}

/// A mailbox of ours with its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mailbox<'a> {
    name: &'a str,
    address: &'a str,
}

impl<'a> Mailbox<'a> {
    /// Reads `pomoc@sklep.pl` or `Herbaciarnia <pomoc@sklep.pl>`, the name perhaps in quotes.
    fn parse(text: &'a str) -> Option<Self> {
        let (name, address) = match text.strip_suffix('>') {
            Some(rest) => rest.rsplit_once('<')?,
            None => ("", text),
        };
        let name = name.trim();
        let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        let fits = |c: char| !c.is_control() && !matches!(c, '"' | '\\' | '<' | '>');
        (is_address(address) && name.chars().all(fits)).then_some(Mailbox { name, address })
    }

    /// As it stands in a header; a name is always quoted, since Postmark refuses commas outside of quotes.
    fn header(&self) -> String {
        if self.name.is_empty() {
            return self.address.to_owned();
        }
        format!("\"{}\" <{}>", self.name, self.address)
    }
}

/// The sender.
fn from<'a>(variables: &'a dyn Variables, provider: &str) -> Result<Mailbox<'a>, String> {
    match value(variables, "mail_from") {
        "" => Err(format!("mail_provider is {provider}, but mail_from is empty")),
        text => Mailbox::parse(text)
            .ok_or_else(|| "mail_from is no address, such as Herbaciarnia <pomoc@sklep.pl>".to_owned()),
    }
}

/// Where answers go, if not to the sender.
fn reply_to(variables: &dyn Variables) -> Result<Option<Mailbox<'_>>, String> {
    match value(variables, "mail_reply_to") {
        "" => Ok(None),
        text => Mailbox::parse(text)
            .map(Some)
            .ok_or_else(|| "mail_reply_to is no address, such as pomoc@sklep.pl".to_owned()),
    }
}

/// Why a key is asked for.
fn because(provider: &str) -> String {
    format!("mail_provider is {provider}")
}

/// The domain in an URL of Mailgun.
fn domain<'a>(variables: &'a dyn Variables, provider: &str) -> Result<&'a str, String> {
    match value(variables, "mail_domain") {
        "" => Err(format!("mail_provider is {provider}, but mail_domain is empty")),
        domain if is_host(domain) => Ok(domain),
        _ => Err("mail_domain is no domain, such as mg.sklep.pl".to_owned()),
    }
}

/// Refuses what could add a recipient, a header or a second message.
fn check(mail: &Mail) -> Result<(), String> {
    if !is_address(mail.to) {
        return Err("the recipient's address cannot be used".to_owned());
    }
    if mail.subject.chars().any(char::is_control) {
        return Err("the subject holds a line break or another control character".to_owned());
    }
    if !is_token(mail.reference) || !is_token(mail.kind) {
        return Err("the reference or the kind holds characters that not every provider takes".to_owned());
    }
    if !mail.unsubscribe.is_none_or(is_link) {
        return Err("the address for unsubscribing is none".to_owned());
    }
    let is_one = |ids: &str| is_message_ids(ids) && !ids.contains(' ');
    if !mail.in_reply_to.is_none_or(is_one) || !mail.references.is_none_or(is_message_ids) {
        return Err("the ids of earlier messages are none".to_owned());
    }
    Ok(())
}

/// The headers of every e-mail: nobody's out-of-office answers it, nor do we (`X-Sledz-Loop`), and one click
/// ends them (RFC 3834, RFC 2369, RFC 8058). Answers stand below what they answer (RFC 5322, 3.6.4).
fn headers(mail: &Mail) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    match mail.auto_submitted {
        AutoSubmitted::Generated => headers.push(("Auto-Submitted", "auto-generated".to_owned())),
        AutoSubmitted::Replied => headers.push(("Auto-Submitted", "auto-replied".to_owned())),
        AutoSubmitted::ByPerson => {}
    }
    headers.push(("X-Auto-Response-Suppress", "All".to_owned()));
    headers.push((LOOP_MARK, "1".to_owned()));
    headers.extend(mail.in_reply_to.map(|id| ("In-Reply-To", id.to_owned())));
    headers.extend(mail.references.map(|ids| ("References", ids.to_owned())));
    if let Some(url) = mail.unsubscribe {
        headers.push(("List-Unsubscribe", format!("<{url}>")));
        headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    headers
}

/// As [`headers`], an object.
fn header_object(mail: &Mail) -> Value {
    let mut object = Map::new();
    // One by one: to collect them would bring in a sort.
    for (name, value) in headers(mail) {
        object.insert(name.to_owned(), value.into());
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bare_address() {
        for good in ["a@b.pl", "jan.o'neil+sklep@poczta.example.pl", "zażółć@sklep.pl", "a@localhost", "a@żółw.pl"]
        {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@b.pl", "a".repeat(250));
        for bad in [
            "",
            "a",
            "@b.pl",
            "a@",
            "a@b@c.pl",
            "a@b..pl",
            "a@.pl",
            "a@b.pl,c@d.pl",
            "a@b.pl;c@d.pl",
            "a@b.pl\r\nBcc: c@d.pl",
            "a@b.pl\n",
            "a b@c.pl",
            "a@b.pl ",
            "\u{a0}a@b.pl",
            "a@b.pl\u{2028}",
            "Jan <a@b.pl>",
            "\"a\"@b.pl",
            "a@[127.0.0.1]",
            "a\u{0}@b.pl",
            &long,
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }

    #[test]
    fn senders() {
        for (text, expected) in [
            ("pomoc@sklep.pl", Some(("", "pomoc@sklep.pl", "pomoc@sklep.pl"))),
            ("<pomoc@sklep.pl>", Some(("", "pomoc@sklep.pl", "pomoc@sklep.pl"))),
            ("Herbata <h@s.pl>", Some(("Herbata", "h@s.pl", "\"Herbata\" <h@s.pl>"))),
            ("\"Żółw, Sp. z o.o.\" <h@s.pl>", Some(("Żółw, Sp. z o.o.", "h@s.pl", "\"Żółw, Sp. z o.o.\" <h@s.pl>"))),
            ("Herbata", None),
            ("Herbata h@s.pl", None),
            ("Herbata <h@s.pl", None),
            ("Herbata <h@s.pl>,x@y.pl", None),
            ("A <a@b.pl>, B <h@s.pl>", None),
            ("Her\"bata <h@s.pl>", None),
            ("Herbata\r\nBcc: x@y.pl <h@s.pl>", None),
            ("Herbata <h@s.pl\r\n>", None),
        ] {
            let read = Mailbox::parse(text);
            let header = read.map(|mailbox| mailbox.header());
            let told = read.map(|mailbox| (mailbox.name, mailbox.address)).zip(header.as_deref());
            assert_eq!(told.map(|((name, address), header)| (name, address, header)), expected, "{text:?}");
        }
    }
}
