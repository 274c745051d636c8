//! Instagram: direct messages and comments. Source:
//! `https://developers.facebook.com/docs/instagram-platform/webhooks`.
//!
//! Comments come in the entry itself where the shop logs in with Instagram, in `changes` where with Facebook.

use crate::{
    channel::{Channel, Heard},
    inbound::{Inbound, InboundKind},
    messenger::conversations,
    meta::{self, inner, items},
    ours::Ours,
    texts,
    way::{Way, WayKind},
};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, time};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// The third field of the way back to a comment.
pub const COMMENT: &str = "comment";

/// See the module.
pub struct Instagram;

impl Channel for Instagram {
    fn name(&self) -> &'static str {
        "instagram"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        meta::is_configured(secrets)
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        meta::is_proven(delivery, secrets)
    }

    fn handshake(&self, delivery: &Delivery, secrets: &Secrets) -> Option<String> {
        meta::handshake(delivery, secrets)
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        let mut heard = Heard::default();
        if message.get("object").and_then(Value::as_str) != Some("instagram") {
            return Ok(heard);
        }
        for entry in items(&message, "entry") {
            conversations(entry, (ContactChannel::Instagram, WayKind::Instagram), ours, &mut heard);
            for change in std::iter::once(entry).chain(items(entry, "changes")) {
                if matches!(change.get("field").and_then(Value::as_str), Some("comments" | "live_comments")) {
                    heard.put(change.get("value").and_then(|comment| said(entry, comment)));
                }
            }
        }
        Ok(heard)
    }
}

fn said(entry: &Value, comment: &Value) -> Option<Inbound> {
    let account = texts::id_of(entry, "id")?;
    let id = texts::id_of(comment, "id")?;
    let mut said = Inbound::new(ContactChannel::Instagram, id.clone(), texts::body_of(comment, "text"));
    let from = comment.get("from").unwrap_or(&Value::Null);
    let first = texts::id_of(comment, "parent_id");
    // Never in one conversation with what is said in private.
    said.thread = Some(format!("{COMMENT}/{}", first.as_deref().unwrap_or(&id)));
    said.refers_to = first.into_iter().collect();
    said.at = json::raw(entry, "time").and_then(|at| time::parse_unix(&at));
    said.sender.name = json::shown(from, "username", texts::NAME_LIMIT);
    said.is_public = true;
    said.reply = Way::new(WayKind::Instagram, &[&account, &id, COMMENT]);
    let is_self = inner(comment, "from", "self_ig_scoped_id").is_some();
    if is_self || texts::id_of(from, "id").as_ref() == Some(&account) {
        said.kind = InboundKind::Person;
    }
    Some(said)
}
