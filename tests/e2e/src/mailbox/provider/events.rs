//! A receiver of Standard Webhooks: `POST /events`.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use super::{Taken, text};
use crate::{
    mailbox::{
        account::EVENTS,
        http::{Answer, Request},
        received::{Provider, Received},
        shelf::Once,
    },
    secrets::words,
    senders::standard,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// How old or how far ahead a message may be.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

pub(super) fn judge(request: &Request, now: Option<DateTime<Utc>>) -> Result<Taken, Answer> {
    let (id, stamp) = (request.header("webhook-id"), request.header("webhook-timestamp"));
    let sent = stamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let Some(sent) = sent.filter(|_| !id.is_empty()) else { return Err(Answer::text(400, "Missing required headers")) };
    if now.is_some_and(|now| (now - sent).abs() > TOLERANCE) {
        return Err(Answer::text(400, "Message timestamp too old or too new"));
    }
    // Some receiver knows only one of the sender's secrets while they rotate: all must be tried.
    let signatures: Vec<&str> = request.header("webhook-signature").split_whitespace().collect();
    let is_signed = words(EVENTS, "").iter().any(|secret| {
        let right = standard::signature(secret, id, stamp, &request.body);
        signatures.contains(&right.as_str())
    });
    if !is_signed {
        return Err(Answer::text(401, "No matching signature found"));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| Answer::text(400, "Not JSON"))?;
    let kind = text(&body, "/type");
    let message = Received {
        subject: kind.clone(),
        text: format!("{body:#}"),
        reference: id.to_owned(),
        tag: kind,
        headers: request.headers.iter().filter(|(name, _)| name.starts_with("webhook-")).cloned().collect(),
        ..Received::draft(Provider::Events, id.to_owned(), request.text())
    };
    let once = Once {
        key: id.to_owned(),
        checked: true,
        same: None,
        other: None,
        busy: Answer::text(409, "Still at work on the same message"),
    };
    Ok(Taken { message, answer: Answer::empty(204), once: Some(once) })
}
