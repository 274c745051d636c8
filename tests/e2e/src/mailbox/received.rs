//! What arrived: a message, as its provider would have sent it on.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// Who is being spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// postmarkapp.com
    Postmark,
    /// resend.com
    Resend,
    /// mailgun.com
    Mailgun,
    /// sendgrid.com
    Sendgrid,
    /// smsapi.pl
    Smsapi,
    /// twilio.com
    Twilio,
    /// An incoming webhook of Slack.
    Slack,
    /// A webhook of Discord.
    Discord,
    /// A workflow of Teams.
    Teams,
    /// A receiver of Standard Webhooks.
    Events,
}

/// What kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// To a customer, by e-mail.
    Mail,
    /// To a customer, by SMS.
    Sms,
    /// To the shop's people.
    Alert,
    /// To the shop's systems.
    Event,
}

impl Provider {
    /// All of them.
    pub const ALL: [Provider; 10] = [
        Provider::Postmark,
        Provider::Resend,
        Provider::Mailgun,
        Provider::Sendgrid,
        Provider::Smsapi,
        Provider::Twilio,
        Provider::Slack,
        Provider::Discord,
        Provider::Teams,
        Provider::Events,
    ];

    /// Its name in variables and paths.
    pub fn name(self) -> &'static str {
        match self {
            Provider::Postmark => "postmark",
            Provider::Resend => "resend",
            Provider::Mailgun => "mailgun",
            Provider::Sendgrid => "sendgrid",
            Provider::Smsapi => "smsapi",
            Provider::Twilio => "twilio",
            Provider::Slack => "slack",
            Provider::Discord => "discord",
            Provider::Teams => "teams",
            Provider::Events => "events",
        }
    }

    /// The provider of that name.
    pub fn named(name: &str) -> Option<Provider> {
        Provider::ALL.into_iter().find(|provider| provider.name() == name)
    }

    /// What it carries.
    pub fn channel(self) -> Channel {
        match self {
            Provider::Postmark | Provider::Resend | Provider::Mailgun | Provider::Sendgrid => Channel::Mail,
            Provider::Smsapi | Provider::Twilio => Channel::Sms,
            Provider::Slack | Provider::Discord | Provider::Teams => Channel::Alert,
            Provider::Events => Channel::Event,
        }
    }

    /// Whose endpoint this path of a POST is.
    pub(crate) fn at(path: &str) -> Option<Provider> {
        match path {
            "/email" => Some(Provider::Postmark),
            "/emails" => Some(Provider::Resend),
            "/v3/mail/send" => Some(Provider::Sendgrid),
            "/sms.do" => Some(Provider::Smsapi),
            "/events" => Some(Provider::Events),
            _ if path.starts_with("/v3/") && path.ends_with("/messages") => Some(Provider::Mailgun),
            _ if path.starts_with("/2010-04-01/Accounts/") && path.ends_with("/Messages.json") => {
                Some(Provider::Twilio)
            }
            _ if path.starts_with("/services/") => Some(Provider::Slack),
            _ if path.starts_with("/api/webhooks/") => Some(Provider::Discord),
            _ if path.starts_with("/workflows/") => Some(Provider::Teams),
            _ => None,
        }
    }
}

impl Channel {
    /// All of them.
    pub const ALL: [Channel; 4] = [Channel::Mail, Channel::Sms, Channel::Alert, Channel::Event];

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::Sms => "sms",
            Channel::Alert => "alert",
            Channel::Event => "event",
        }
    }
}

/// A message that was accepted. What a provider's message does not have is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Counted from 1, in the order of acceptance.
    pub n: u64,
    /// Who accepted it.
    pub provider: Provider,
    /// The id that the provider gave it, as it answered.
    pub id: String,
    /// When it was accepted, by the mailbox's clock.
    pub at: DateTime<Utc>,
    /// The recipient: a bare address, or a number as it was sent.
    pub to: String,
    /// The sender, as it was sent.
    pub from: String,
    /// The subject; the title of an alert; the type of an event.
    pub subject: String,
    /// The text version of a mail, or the text of an SMS or alert, or an event as JSON with indents.
    pub text: String,
    /// The HTML version of a mail.
    pub html: String,
    /// The headers that the mail is to have.
    pub headers: Vec<(String, String)>,
    /// The sender's reference: Postmark's `Metadata`, Resend's tag, SendGrid's `custom_args`, Mailgun's
    /// `v:` - each named `sledz` -, SMSAPI's `idx`, `ref` in Twilio's `StatusCallback`, the id of an
    /// event.
    pub reference: String,
    /// What kind of message its sender calls it.
    pub tag: String,
    /// Where its sender wants to hear of its delivery, if it said.
    pub report_url: String,
    /// The body of the request.
    pub raw: String,
}

impl Received {
    /// A message that has its provider and nothing else yet.
    pub(crate) fn draft(provider: Provider, id: String, raw: String) -> Self {
        Received {
            n: 0,
            provider,
            id,
            at: DateTime::UNIX_EPOCH,
            to: String::new(),
            from: String::new(),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            headers: Vec::new(),
            reference: String::new(),
            tag: String::new(),
            report_url: String::new(),
            raw,
        }
    }

    /// What it came by.
    pub fn channel(&self) -> Channel {
        self.provider.channel()
    }

    /// A header of the mail, whatever its case; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// Whether it goes to this address, whatever its case, or number, with or without its plus.
    pub fn is_to(&self, address: &str) -> bool {
        self.to.trim_start_matches('+').eq_ignore_ascii_case(address.trim_start_matches('+'))
    }

    /// As `GET /api/messages` gives it.
    pub fn to_json(&self) -> Value {
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), json!(value)));
        json!({
            "n": self.n, "provider": self.provider.name(), "channel": self.channel().name(), "id": self.id,
            "at": self.at.to_rfc3339_opts(SecondsFormat::Millis, true), "to": self.to, "from": self.from,
            "subject": self.subject, "text": self.text, "html": self.html,
            "headers": headers.collect::<serde_json::Map<_, _>>(), "reference": self.reference, "tag": self.tag,
            "report_url": self.report_url, "raw": self.raw,
        })
    }
}

/// The address in `Name <address>`, or the text itself.
pub(crate) fn bare(address: &str) -> &str {
    let inner = address.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(address, |(inner, _)| inner).trim()
}
