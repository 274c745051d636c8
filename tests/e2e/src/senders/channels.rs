//! What customers write, as those send it through whom they write: signed, with ids, times and threads.
//!
//! The secrets are those of local deployments, the same for all who run them ([`variables`]).
//!
//! - [`standard`]: `message.received` and `message.answered`
//! - [`letter`]: an e-mail, and how Postmark, Mailgun, SendGrid and Resend pass it on
//! - [`meta`]: Messenger, Instagram, WhatsApp
//! - [`chatwoot`], [`zendesk`]: helpdesks

pub mod chatwoot;
pub mod letter;
pub mod meta;
pub mod standard;
pub mod zendesk;

use crate::message::Message;
use data_encoding::HEXLOWER;

/// Where all of them go.
pub const HOOKS: &str = "/hooks/messages";

/// The token in the path of those that have one.
pub const TOKEN: &str = "local-channel-token";

/// What proves each channel, as `channel_<name>_secrets`; the second of a kind is being rotated out.
pub const SECRETS: [(&str, &str); 11] = [
    ("standard", standard::SECRET),
    ("postmark", "basic:postmark:local-inbound-password"),
    ("mailgun", "local-mailgun-inbound-key older-mailgun-inbound-key"),
    ("sendgrid", "path:local-channel-token"),
    ("resend", "whsec_bG9jYWwtcmVzZW5kLWluYm91bmQ="),
    ("messenger", "local-app-secret verify:local-verify-token app:4242"),
    ("instagram", "local-app-secret verify:local-verify-token app:4242"),
    ("whatsapp", "local-app-secret older-app-secret verify:local-verify-token"),
    ("chatwoot", "local-chatwoot-secret app:900"),
    ("zendesk", "local-zendesk-secret app:800"),
    ("form", "path:local-channel-token"),
];

/// The variables with which a deployment takes all of them.
pub fn variables() -> Vec<(String, String)> {
    SECRETS.iter().map(|(name, secrets)| (format!("channel_{name}_secrets"), (*secrets).to_owned())).collect()
}

/// The secrets of a channel.
pub fn secrets(name: &str) -> &'static str {
    SECRETS.iter().find(|(known, _)| *known == name).map_or("", |(_, secrets)| secrets)
}

/// The first signing secret of a channel.
fn key(name: &str) -> &'static str {
    secrets(name).split_whitespace().find(|word| !word.contains(':')).unwrap_or_default()
}

/// The shop's own form, as the server of its page passes it on.
pub fn form(fields: &[(&str, &str)]) -> Message {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let message = Message::json(format!("{HOOKS}/form/{TOKEN}"), form.finish().into_bytes());
    message.with("content-type", "application/x-www-form-urlencoded")
}

/// A body of `multipart/form-data` with these fields, and its content type.
fn multipart(fields: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let boundary = "xYzZY-local-boundary";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").into_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").into_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

fn sha256_hex(key: &str, parts: &[&[u8]]) -> String {
    format!("sha256={}", HEXLOWER.encode(&crate::secrets::hmac_sha256(key.as_bytes(), parts)))
}
