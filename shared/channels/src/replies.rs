//! Answers: how each goes back, and what is said to it. Those by e-mail are for [`sledz_providers::mail`], with
//! [`crate::threading`].

pub mod allegro;
pub mod chatwoot;
mod fit;
pub mod meta;
pub mod zendesk;

use crate::way::{Way, WayKind};
use chrono::{DateTime, Utc};
use http::Request;
use sledz_providers::outcome::{Answer, Outcome};
use sledz_sources::pollers::Access;

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyText<'a> {
    /// The text; cut at the end of a sentence where the way back takes less.
    pub text: &'a str,
    /// A note for people of the shop rather than an answer; only helpdesks have such.
    pub private: bool,
}

/// The variables that a way back needs, its address among them.
pub fn variables(kind: WayKind) -> &'static [&'static str] {
    match kind {
        WayKind::Messenger => &["meta_url", "meta_version", "messenger_token"],
        WayKind::Instagram => &["instagram_url", "meta_url", "meta_version", "instagram_token"],
        WayKind::Whatsapp => &["meta_url", "meta_version", "whatsapp_token"],
        WayKind::Chatwoot => &["chatwoot_url", "chatwoot_token"],
        WayKind::Zendesk => &["zendesk_url", "zendesk_user", "zendesk_token"],
        WayKind::Allegro => &["allegro_url"],
        WayKind::Mail | WayKind::None => &[],
    }
}

/// Whether people of the shop can be left a note there.
pub fn has_notes(kind: WayKind) -> bool {
    matches!(kind, WayKind::Chatwoot | WayKind::Zendesk)
}

/// The request that answers. `access` holds Allegro's token; the others have theirs in variables.
///
/// # Errors
/// One sentence, if a variable is wrong, there is nothing to say, or the way back is none for this.
pub fn request(way: &Way, reply: &ReplyText, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
    if reply.text.trim().is_empty() {
        return Err("there is nothing to answer".to_owned());
    }
    if reply.private && !has_notes(way.kind) {
        return Err(format!("{} has no notes for people of the shop", way.kind.name()));
    }
    match way.kind {
        WayKind::Messenger => meta::messenger(way, reply.text, access.variables),
        WayKind::Instagram => meta::instagram(way, reply.text, access.variables),
        WayKind::Whatsapp => meta::whatsapp(way, reply.text, access.variables),
        WayKind::Chatwoot => chatwoot::message(way, reply, access.variables),
        WayKind::Zendesk => zendesk::comment(way, reply, access.variables),
        WayKind::Allegro => allegro::message(way, reply.text, access),
        WayKind::Mail => Err("an e-mail is answered through mail_provider".to_owned()),
        WayKind::None => Err("there is no way back".to_owned()),
    }
}

/// What the answer to an answer means. The id is the one that the channel's echo has, so that it is known as ours.
pub fn read(way: &Way, answer: &Answer, now: DateTime<Utc>) -> Outcome {
    match way.kind {
        WayKind::Messenger | WayKind::Instagram | WayKind::Whatsapp => meta::read(way.kind, answer, now),
        WayKind::Chatwoot => chatwoot::read(answer, now),
        WayKind::Zendesk => zendesk::read(answer, now),
        WayKind::Allegro => allegro::read(answer, now),
        WayKind::Mail | WayKind::None => Outcome::Never { why: "there is no way back".to_owned(), address: false },
    }
}

/// The request that gives a conversation to the people of the shop; none where they have it anyway.
///
/// # Errors
/// One sentence, if a variable is wrong.
pub fn hand_over(way: &Way, access: &Access<'_>) -> Result<Option<Request<Vec<u8>>>, String> {
    match way.kind {
        WayKind::Chatwoot => chatwoot::open(way, access.variables).map(Some),
        _ => Ok(None),
    }
}

/// What the answer to [`hand_over`] means.
pub fn read_hand_over(way: &Way, answer: &Answer, now: DateTime<Utc>) -> Outcome {
    if answer.is_success() {
        return Outcome::Accepted { id: None };
    }
    sledz_providers::outcome::by_status(way.kind.name(), answer, now)
}
