//! A shop whose customers write, and the people who answer them: its components, and the outside world.

use crate::{
    mailroom::{TOKEN, shop_with},
    shop::{Shop, order, shipment, signature},
    world::{Got, World, block_on},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use sledz_app::{
    auto_reply, case_work, kpi, poke, replies,
    reply::Reply,
    request::{Env, Request},
};
use sledz_store::Store;
use std::cell::RefCell;

/// A Monday, ten o'clock in Warsaw.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-10-05T08:00:00Z".parse().unwrap()
}

pub(crate) fn later(minutes: i64) -> DateTime<Utc> {
    monday() + TimeDelta::minutes(minutes)
}

/// The shop and the world.
pub(crate) struct Counter {
    pub(crate) shop: Shop,
    pub(crate) world: World,
}

/// A message of a customer by e-mail, unless said otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) id: &'static str,
    pub(crate) from: &'static str,
    pub(crate) text: &'static str,
    /// More of the data, or other.
    pub(crate) more: Value,
}

pub(crate) fn letter(id: &'static str, from: &'static str, text: &'static str) -> Letter {
    Letter { id, from, text, more: json!({}) }
}

impl Letter {
    pub(crate) fn with(self, more: Value) -> Self {
        Letter { more, ..self }
    }
}

impl Counter {
    pub(crate) fn open() -> Self {
        Counter::with(&[])
    }

    pub(crate) fn with(changed: &[(&str, &str)]) -> Self {
        let secret = format!("whsec_{}", crate::shop::STANDARD);
        let mut all = vec![("channel_standard_secrets", secret.as_str()), ("handover_email", "pomoc@example.com")];
        all.extend_from_slice(changed);
        let counter = Counter { shop: shop_with(&all), world: World::new() };
        // Order 1001 is on its way, 1002 is paid, 1003 waits in a locker; all of one customer but 1002.
        counter.ordered("1001", "shipped", "ala@klient.example", &["0000075077195U"]);
        counter.parcel("0000075077195U", "in_transit", -30, json!({}));
        counter.ordered("1002", "paid", "ola@klient.example", &[]);
        counter.ordered("1003", "shipped", "ewa@klient.example", &["520113016280002092079110"]);
        let pickup = json!({"name": "KRA010", "deadline": "2026-10-07T10:00:00Z"});
        counter.parcel("520113016280002092079110", "ready_for_pickup", -60, json!({"pickup": pickup}));
        counter
    }

    /// Has the shop tell of an order that was placed yesterday.
    pub(crate) fn ordered(&self, number: &str, status: &str, email: &str, parcels: &[&str]) {
        let shipments: Vec<Value> =
            parcels.iter().map(|number| json!({"carrier": "dpd", "tracking_number": number})).collect();
        let data = json!({"id": number, "number": number, "status": status, "placed_at": "2026-10-04T08:00:00Z",
            "updated_at": "2026-10-05T06:00:00Z", "paid_at": "2026-10-04T08:05:00Z", "language": "pl",
            "customer": {"email": email, "phone": "+48600000001"}, "shipments": shipments});
        assert_eq!(self.shop.deliver(&order(later(-100), data)), StatusCode::OK);
    }

    /// Has the shop tell of an order with these data.
    pub(crate) fn told(&self, at: DateTime<Utc>, data: Value) {
        assert_eq!(self.shop.deliver(&order(at, data)), StatusCode::OK);
    }

    /// Has the courier tell of a parcel, so many minutes from now.
    pub(crate) fn parcel(&self, number: &str, status: &str, minutes: i64, more: Value) {
        let mut data = json!({"carrier": "dpd", "tracking_number": number, "status": status,
            "at": later(minutes).to_rfc3339()});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(self.shop.deliver(&shipment(later(minutes), data)), StatusCode::OK);
    }

    /// A request to one of the components, and what it asks the others to do at once.
    pub(crate) fn send(&self, at: DateTime<Utc>, request: http::Request<Vec<u8>>) -> Reply {
        self.world.now.set(at);
        let (parts, body) = request.into_parts();
        let request = Request { parts, body: Some(body) };
        let (wall, due) = (|| at, RefCell::new(Vec::new()));
        let env = Env {
            store: Store::new(&self.shop.kv, &wall),
            now: at,
            settings: &self.shop.settings,
            due: &due,
            is_import: false,
        };
        let path = request.path();
        let reply = if path == "/kpi" {
            kpi::page::handle(&request, &env)
        } else if path.starts_with("/jobs/replies") || path.starts_with("/ocena/") {
            block_on(replies::handle(&request, &env, &self.world))
        } else if path.starts_with("/api/kpi") {
            kpi::handle(&request, &env)
        } else if ["/jobs/rollup", "/jobs/recount"].contains(&path) {
            kpi::work::keep(&request, &env)
        } else if path == "/jobs/export" {
            block_on(kpi::work::export(&request, &env, &self.world))
        } else if path.starts_with("/api/cases/") || path.starts_with("/cases/") {
            case_work::handle(&request, &env)
        } else {
            block_on(auto_reply::handle(&request, &env, &self.world))
        };
        for call in poke::calls(&env, &request.parts.headers) {
            if call.uri().path() == "/jobs/replies" {
                self.send(at, call.map(|()| Vec::new()));
            }
        }
        reply
    }

    /// The customer writes; the status of the answer to the hook.
    pub(crate) fn write(&self, at: DateTime<Utc>, letter: &Letter) -> StatusCode {
        self.send(at, hook(at, letter)).status()
    }

    /// A call of the API with a token that may do everything.
    pub(crate) fn api(&self, at: DateTime<Utc>, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/json")
            .body(body)
            .unwrap();
        let reply = self.send(at, request);
        (reply.status(), serde_json::from_slice(reply.body()).unwrap_or_default())
    }

    /// A question to `/api/ask`.
    pub(crate) fn ask(&self, at: DateTime<Utc>, number: &str, email: &str, question: &str) -> (StatusCode, Value) {
        let body = json!({"order": number, "email": email, "question": question});
        let request = http::Request::post("/api/ask")
            .header("content-type", "application/json")
            .body(body.to_string().into_bytes())
            .unwrap();
        let reply = self.send(at, request);
        (reply.status(), serde_json::from_slice(reply.body()).unwrap_or_default())
    }

    /// The clock runs.
    pub(crate) fn job(&self, at: DateTime<Utc>) -> Value {
        self.api(at, Method::POST, "/jobs/replies", &Value::Null).1
    }

    /// What customers got by e-mail: recipient and text.
    pub(crate) fn answers(&self) -> Vec<Got> {
        self.world.by("mail").into_iter().filter(|mail| mail.kind == "answer").collect()
    }

    /// The cases that are open or wait.
    pub(crate) fn cases(&self, at: DateTime<Utc>, state: &str) -> Vec<Value> {
        let (status, told) = self.api(at, Method::GET, &format!("/api/cases?state={state}"), &Value::Null);
        assert_eq!(status, StatusCode::OK, "{told}");
        told["cases"].as_array().unwrap().clone()
    }

    /// One case, all of it.
    pub(crate) fn case(&self, at: DateTime<Utc>, number: &str) -> Value {
        let (status, told) = self.api(at, Method::GET, &format!("/api/cases/{number}"), &Value::Null);
        assert_eq!(status, StatusCode::OK, "{told}");
        told
    }
}

/// The signed webhook.
pub(crate) fn hook(at: DateTime<Utc>, letter: &Letter) -> http::Request<Vec<u8>> {
    let mut data = json!({"channel": "email", "id": letter.id, "from": {"email": letter.from, "name": "Ala"},
        "subject": "Pytanie", "text": letter.text, "at": at.to_rfc3339()});
    data.as_object_mut().unwrap().extend(letter.more.as_object().unwrap().clone());
    let body = json!({"type": "message.received", "timestamp": at.to_rfc3339(), "data": data}).to_string();
    let stamp = at.timestamp().to_string();
    http::Request::post("/hooks/messages/standard")
        .header("content-type", "application/json")
        .header("webhook-id", letter.id)
        .header("webhook-timestamp", &stamp)
        .header("webhook-signature", signature(letter.id, &stamp, body.as_bytes()))
        .body(body.into_bytes())
        .unwrap()
}
