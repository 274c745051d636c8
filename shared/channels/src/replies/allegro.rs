//! Allegro's message centre. Source: `https://developer.allegro.pl/documentation#tag/Message-Center`; the staff's answers
//! in `allegro/allegro-api` #5611 (2000 characters), #10510 (one message a second).

use super::fit::{Unit, fit};
use crate::way::Way;
use chrono::{DateTime, Utc};
use http::{Method, Request};
use sledz_domain::json;
use sledz_providers::outcome::{Answer, Outcome, Verdict, by_status, judged, taken};
use sledz_sources::{allegro, pollers::Access, request::encoded};

/// The longest message, in characters.
const LIMIT: usize = 2000;

/// An answer in a thread.
pub(crate) fn message(way: &Way, text: &str, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
    if way.field(0).is_empty() {
        return Err("there is no way back".to_owned());
    }
    let path = format!("/messaging/threads/{}/messages", encoded(way.field(0)));
    let body = json!({"text": fit(text, LIMIT, Unit::Utf16)});
    allegro::send(Method::POST, &path, &body, access.token, access.variables)
}

/// What its answer means.
pub(crate) fn read(answer: &Answer, now: DateTime<Utc>) -> Outcome {
    match answer.status {
        _ if answer.is_success() => taken("allegro", answer, now, &answer.object(), "id"),
        422 => judged("allegro", answer, now, None, (Verdict::Never, "it refuses the message")),
        _ => by_status("allegro", answer, now),
    }
}
