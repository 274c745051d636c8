//! The list of orders: `GET /order/checkout-forms`, whole forms, by what changed and by what was bought.
//!
//! - It is sorted by `updatedAt` or by the last of `lineItems.boughtAt`, and filtered by the same
//!   (`allegro/allegro-api` #2567, #1109).
//! - Offset and limit together must stay below ten thousand (#5998), and orders that change meanwhile move
//!   to the end and let others slip by. So each page begins at the time of the last order of the page
//!   before; the offset only steps over orders of one and the same time.
//! - `updatedAt` is moved by what the buyer does, not by the shop's own steps or parcels (#4355, #9905):
//!   of those the journal tells.

use super::{
    super::Asking,
    form, run,
    run::{Kind, Run},
};
use crate::{
    json as read,
    platforms::Said,
    pollers::{Fault, object},
    request::encoded,
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use http::Response;
use serde_json::Value;
use sledz_domain::json;

/// The most forms that are given at once.
const LIMIT: usize = 100;

/// Offset and limit together stay below this.
const FARTHEST: usize = 10_000;

/// Sweeps overlap by so much: clocks differ, and a form shows up in the list a moment after its change.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// So far back goes the first sweep.
const FIRST: TimeDelta = TimeDelta::hours(2);

/// What has changed since the last sweep began.
pub(super) fn changed(cursor: &Value, now: DateTime<Utc>) -> Value {
    let since = match read::utc(cursor, "since") {
        Some(last) => last - OVERLAP,
        None => now - FIRST,
    };
    json!({"since": written(since), "offset": 0_usize, "began": written(now)})
}

/// Where the next sweep begins: where this one began or, if it is cut short, how far it has come. The next
/// one goes back by the overlap, and must not go back farther each time that one fails.
pub(super) fn changed_until(place: &Value, more: bool) -> Value {
    if more {
        return json!({"since": read::utc(place, "since").map(|since| written(since + OVERLAP))});
    }
    json!({"since": read::raw(place, "began")})
}

/// What was bought since then, or since the last order that was brought in.
pub(super) fn bought(cursor: &Value, since: DateTime<Utc>) -> Value {
    let reached = read::utc(cursor, "since").unwrap_or(since);
    json!({"since": written(reached), "offset": offset(cursor), "by": "bought"})
}

/// How far history has been brought in.
pub(super) fn bought_until(place: &Value, more: bool) -> Value {
    match more {
        true => json!({"since": place.get("since"), "offset": place.get("offset")}),
        false => json!({"done": true}),
    }
}

/// Its path.
pub(super) fn path(place: &Value) -> String {
    let field = if place.get("by").is_some() { "lineItems.boughtAt" } else { "updatedAt" };
    let since = read::raw(place, "since").unwrap_or_default();
    let (since, offset) = (encoded(&since), offset(place));
    format!("/order/checkout-forms?{field}.gte={since}&sort={field}&limit={LIMIT}&offset={offset}")
}

/// Takes in a page: tells of the forms that need nothing else, and lets the others wait for their
/// parcels.
pub(super) fn page(run: &mut Run, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Vec<Said>, Fault> {
    let mut message = object(answer)?;
    let forms = message.get_mut("checkoutForms").and_then(Value::as_array_mut).map(std::mem::take);
    let forms = forms.ok_or_else(|| Fault::unreadable("answers without a list of orders"))?;
    let time = match run.kind {
        Kind::History => form::bought_last,
        Kind::New | Kind::Sweep => |form: &Value| read::utc(form, "updatedAt"),
    };
    run.more = forms.len() >= LIMIT;
    if run.more {
        let times: Vec<Option<DateTime<Utc>>> = forms.iter().map(time).collect();
        // If they are not sorted, the last says nothing of those to come.
        let last = times.last().copied().flatten().filter(|_| times.is_sorted());
        run.place = behind(&run.place, last, forms.len())?;
    }
    let mut told = Vec::new();
    for form in forms {
        match run::id(&form) {
            Some(id) if form::may_have_parcels(&form) => run.forms.push(json!({"id": id, "form": form})),
            _ => told.push(form::said(&form, None, None, asking.now)),
        }
    }
    run.forms.reverse();
    Ok(told)
}

/// The page behind one of `count` forms; none of those to come is older than `last`.
fn behind(place: &Value, last: Option<DateTime<Utc>>, count: usize) -> Result<Value, Fault> {
    let mut next = place.clone();
    let since = read::utc(place, "since");
    let (since, offset) = match last {
        Some(last) if since.is_none_or(|since| last > since) => (Some(last), 0),
        _ => (since, offset(place).saturating_add(count)),
    };
    if offset.saturating_add(LIMIT) > FARTHEST {
        return Err(Fault::unreadable("tells of more orders of one time than it lets anybody ask for"));
    }
    if let (Some(fields), Some(since)) = (next.as_object_mut(), since) {
        fields.insert("since".to_owned(), json!(written(since)));
        fields.insert("offset".to_owned(), json!(offset));
    }
    Ok(next)
}

fn offset(of: &Value) -> usize {
    read::raw(of, "offset").and_then(|offset| offset.parse().ok()).unwrap_or_default()
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
