//! What Allegro answers.

use super::{
    super::server::{Asked, Reply},
    State, messaging,
};
use crate::carriers::allegro::{self, MEDIA_TYPE};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Offset and limit together (`allegro/allegro-api` #5998).
const FARTHEST: usize = 10_000;

/// Whom Allegro knows (`GET /order/carriers`; #2497, #9908).
const CARRIERS: [&str; 10] =
    ["UPS", "INPOST", "DHL", "GLS", "ORLEN", "POCZTA_POLSKA", "DPD", "FEDEX", "ALLEGRO", "OTHER"];

/// The shop's steps.
const STEPS: [&str; 8] =
    ["NEW", "PROCESSING", "READY_FOR_SHIPMENT", "READY_FOR_PICKUP", "SENT", "PICKED_UP", "CANCELLED", "SUSPENDED"];

/// The answer to a request, of whatever kind.
pub(super) fn answer(asked: &Asked, state: &mut State) -> Reply {
    if asked.path.starts_with(allegro::LOGIN) {
        return allegro::grant(&asked.request(), &mut state.login, false, asked.changes).answer;
    }
    if !state.login.admits(asked.credentials("Bearer")) {
        return allegro::error(401, "invalid_token");
    }
    if asked.header("accept") != MEDIA_TYPE {
        return refused(406, "NotAcceptableException", "");
    }
    if asked.method != "GET" && asked.header("content-type") != MEDIA_TYPE {
        return refused(415, "NotSupportedException", "");
    }
    match (asked.method.as_str(), asked.parts().as_slice()) {
        ("GET", ["order", "event-stats"]) => stats(state),
        ("GET", ["order", "events"]) => events(asked, state),
        ("GET", ["order", "checkout-forms"]) => list(asked, state),
        (_, ["order", "checkout-forms", id, ..]) if !state.forms.contains_key(*id) => refused(404, "NotFound", ""),
        ("GET", ["order", "checkout-forms", id]) => given(200, &state.forms.get(*id).cloned().unwrap_or_default()),
        ("GET", ["order", "checkout-forms", id, "shipments"]) => {
            given(200, &json!({"shipments": state.shipments.get(*id).cloned().unwrap_or_default()}))
        }
        ("POST", ["order", "checkout-forms", id, "shipments"]) => add_shipment(asked, id, state),
        ("PUT", ["order", "checkout-forms", id, "fulfillment"]) => fulfilment(asked, id, state),
        (_, ["order", ..]) => refused(405, "NotAllowedException", ""),
        (_, ["messaging", ..]) => {
            let now = state.now();
            messaging::answer(asked, &mut state.centre, now)
        }
        _ => refused(404, "NotFound", ""),
    }
}

pub(super) fn given(status: u16, body: &Value) -> Reply {
    Reply::new(status, MEDIA_TYPE, body.to_string())
}

/// How Allegro says no; its sentences repeat what they are about.
pub(super) fn refused(status: u16, code: &str, about: &str) -> Reply {
    let error = json!({"code": code, "message": format!("{code}: {about}"), "details": null, "path": null,
        "userMessage": "Wystąpił błąd.", "metadata": {}});
    given(status, &json!({"errors": [error]}))
}

fn stats(state: &State) -> Reply {
    let latest = state.events.last().map(|event| json!({"id": event["id"], "occurredAt": event["occurredAt"]}));
    given(200, &json!({"latestEvent": latest}))
}

/// What came behind an event, oldest first.
fn events(asked: &Asked, state: &State) -> Reply {
    let number = |text: &str| text.parse::<u64>().unwrap_or_default();
    let from = number(&asked.field("from"));
    let Some(limit) = limit(asked, 1000) else { return refused(422, "VALIDATION_ERROR", "limit") };
    let is_newer = |event: &&Value| number(event["id"].as_str().unwrap_or_default()) > from;
    let page: Vec<&Value> = state.events.iter().filter(is_newer).take(limit).collect();
    given(200, &json!({"events": page}))
}

/// Whole forms, filtered, sorted, a page of them.
fn list(asked: &Asked, state: &State) -> Reply {
    let offset = asked.field("offset").parse::<usize>().unwrap_or_default();
    let Some(limit) = limit(asked, 100).filter(|limit| offset + limit <= FARTHEST) else {
        return refused(422, "VALIDATION_ERROR", "limit");
    };
    let sort = asked.field("sort");
    let (descends, by) = match sort.strip_prefix('-') {
        Some(by) => (true, by),
        None => (sort.is_empty(), if sort.is_empty() { "lineItems.boughtAt" } else { &sort }),
    };
    let mut found: Vec<&Value> = state.forms.values().filter(|form| is_wanted(form, asked)).collect();
    found.sort_by_key(|form| time(form, by));
    if descends {
        found.reverse();
    }
    let page: Vec<&&Value> = found.iter().skip(offset).take(limit).collect();
    given(200, &json!({"checkoutForms": page, "count": page.len(), "totalCount": found.len()}))
}

fn limit(asked: &Asked, most: usize) -> Option<usize> {
    let limit = asked.field("limit");
    let limit = if limit.is_empty() { Some(100) } else { limit.parse::<usize>().ok() };
    limit.filter(|limit| (1..=most).contains(limit))
}

fn is_wanted(form: &Value, asked: &Asked) -> bool {
    let is_in_time = |by: &str| {
        let bound = |end: &str| parsed(&asked.field(&format!("{by}.{end}")));
        let at = time(form, by);
        bound("gte").is_none_or(|from| at >= Some(from)) && bound("lte").is_none_or(|to| at <= Some(to))
    };
    let is_word = |field: &str, found: &Value| asked.field(field).is_empty() || found == &asked.field(field);
    is_in_time("updatedAt")
        && is_in_time("lineItems.boughtAt")
        && is_word("status", &form["status"])
        && is_word("fulfillment.status", &form["fulfillment"]["status"])
}

/// By what forms are filtered and sorted: of its goods, the last that was bought counts (#1109).
fn time(form: &Value, by: &str) -> Option<DateTime<Utc>> {
    match by {
        "updatedAt" => parsed(form["updatedAt"].as_str()?),
        _ => form["lineItems"].as_array()?.iter().filter_map(|item| parsed(item["boughtAt"].as_str()?)).max(),
    }
}

fn parsed(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

/// Two of one number are two.
fn add_shipment(asked: &Asked, id: &str, state: &mut State) -> Reply {
    let body = asked.json();
    let carrier = body["carrierId"].as_str().unwrap_or_default();
    let waybill = body["waybill"].as_str().unwrap_or_default();
    let has_name = body["carrierName"].as_str().is_some_and(|name| (1..=30).contains(&name.chars().count()));
    if !CARRIERS.contains(&carrier) {
        return refused(422, "CarrierIdValidationException", carrier);
    }
    if has_name != (carrier == "OTHER") {
        return refused(422, "CarrierNameValidationException", carrier);
    }
    if !(1..=64).contains(&waybill.chars().count()) || (waybill.starts_with("AD") && carrier != "ALLEGRO") {
        return refused(422, "CarrierWaybillValidationException", waybill);
    }
    if !asked.changes {
        return given(201, &body);
    }
    given(201, &state.ship(id, &body))
}

fn fulfilment(asked: &Asked, id: &str, state: &mut State) -> Reply {
    let body = asked.json();
    let status = body["status"].as_str().unwrap_or_default();
    if !STEPS.contains(&status) {
        return refused(422, "SellerOrdersStoreUnprocessableEntityException", status);
    }
    let revision = asked.field("checkoutForm.revision");
    if !revision.is_empty() && state.forms.get(id).is_some_and(|form| form["revision"] != revision) {
        return refused(409, "REVISION_CONFLICT", "");
    }
    if asked.changes {
        state.step(id, status);
    }
    Reply::empty(204)
}
