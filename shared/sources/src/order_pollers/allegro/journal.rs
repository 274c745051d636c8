//! The journal of events: `GET /order/events?from=…`, oldest first, of the last sixty days
//! (`allegro/allegro-api` #13298, #5576), and where it ends: `GET /order/event-stats`.
//!
//! It leaves events out now and then (#4400); the sweep finds what they were about.

use super::{
    super::{Asking, Turn},
    run::{self, Run},
};
use crate::{
    allegro, json as read,
    pollers::{Fault, object},
    request::encoded,
};
use chrono::{DateTime, Utc};
use http::Response;
use serde_json::Value;
use sledz_domain::json;

/// So many events are asked for at once; Allegro gives up to a thousand.
const LIMIT: usize = 100;

/// The very first run only learns where the journal ends: what was before is brought in as history.
pub(super) fn ask_where_it_ends(asking: &Asking<'_>) -> Result<Turn, Fault> {
    let request = allegro::get("/order/event-stats", asking.access.token, asking.access.variables);
    Turn::ask(request, json!({"run": "stats"}))
}

/// Where it ends. A journal without events has no end yet: then it is read from its beginning.
pub(super) fn ends(answer: &Response<Vec<u8>>) -> Result<Turn, Fault> {
    let message = object(answer)?;
    match message.get("latestEvent") {
        Some(Value::Null) => Ok(Turn::done(json!({"from": Value::Null}))),
        Some(latest) if latest.is_object() => Ok(Turn::done(json!({"from": read::raw(latest, "id")}))),
        _ => Err(Fault::unreadable("answers without the latest event")),
    }
}

/// The page behind the event that the cursor names.
pub(super) fn place(cursor: &Value) -> Value {
    json!({"from": read::raw(cursor, "from")})
}

/// Its path.
pub(super) fn path(place: &Value) -> String {
    match read::raw(place, "from") {
        Some(from) => format!("/order/events?from={}&limit={LIMIT}", encoded(&from)),
        None => format!("/order/events?limit={LIMIT}"),
    }
}

/// Takes in a page: which forms to look at, each once, and where the next page begins.
pub(super) fn page(run: &mut Run, answer: &Response<Vec<u8>>) -> Result<(), Fault> {
    let message = object(answer)?;
    let events = message.get("events").and_then(Value::as_array);
    let events = events.ok_or_else(|| Fault::unreadable("answers without a list of events"))?;
    let mut found: Vec<(String, Option<DateTime<Utc>>)> = Vec::new();
    for event in events {
        // Of goods that were just bought there is no form yet.
        let form = event.get("order").and_then(|order| order.get("checkoutForm"));
        let Some(id) = form.and_then(run::id) else { continue };
        let at = read::utc(event, "occurredAt");
        match found.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) => *known = at.max(*known),
            None => found.push((id, at)),
        }
    }
    // They are taken from the end.
    let form = |(id, at): (String, Option<DateTime<Utc>>)| json!({"id": id, "at": at.map(|at| at.to_rfc3339())});
    run.ids = found.into_iter().rev().map(form).collect();
    let last = events.iter().rev().find_map(|event| read::raw(event, "id"));
    let is_new = last.is_some() && last != read::raw(&run.place, "from");
    run.more = is_new && events.len() >= LIMIT;
    if is_new {
        run.place = json!({"from": last});
    }
    Ok(())
}
