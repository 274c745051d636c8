//! A shop in memory, and messages to it signed as the real senders sign.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;
use sledz_app::{
    api, courier_webhook, link, order_webhook, poke,
    reply::Reply,
    request::{Env, Request},
    settings::Settings,
    tracking_page,
};
use sledz_store::{
    Store,
    keys::{Kind, LogId},
    memory::MemoryStore,
};
use std::cell::RefCell;

pub(crate) const API_TOKEN: &str = "secret-token";
pub(crate) const STANDARD: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub(crate) fn start() -> DateTime<Utc> {
    "2026-10-05T08:00:00Z".parse().unwrap()
}

pub(crate) fn after(minutes: i64) -> DateTime<Utc> {
    start() + TimeDelta::minutes(minutes)
}

/// One message, and when it is delivered.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) at: DateTime<Utc>,
    pub(crate) path: &'static str,
    pub(crate) body: String,
}

pub(crate) struct Shop {
    pub(crate) kv: MemoryStore,
    pub(crate) settings: Settings,
    /// The calls by which webhooks have asked component `jobs` to do something at once.
    pub(crate) pokes: RefCell<Vec<http::Request<()>>>,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let hash = data_encoding::HEXLOWER.encode(&<Sha256 as sha2::Digest>::digest(API_TOKEN.as_bytes()));
        let settings = [
            ("keys", "current previous"),
            ("api_tokens", &format!("test:reader:{hash}")),
            ("courier_inpost_shipx_secrets", "path:token"),
            ("courier_standard_secrets", &format!("whsec_{STANDARD}")),
            ("order_standard_secrets", &format!("whsec_{STANDARD}")),
            ("dispatch_days", "2"),
        ];
        Shop::of(settings)
    }

    /// A shop with these variables and no others.
    pub(crate) fn of<'a>(settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let settings = settings.into_iter().collect();
        Shop { kv: MemoryStore::default(), settings, pokes: RefCell::default() }
    }

    pub(crate) fn request(
        &self,
        at: DateTime<Utc>,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        handle: fn(&Request, &Env) -> Reply,
    ) -> Reply {
        let mut builder = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let (parts, ()) = builder.body(()).unwrap().into_parts();
        let wall = || at;
        let due = RefCell::new(Vec::new());
        let env =
            Env { store: Store::new(&self.kv, &wall), now: at, settings: &self.settings, due: &due, is_import: false };
        let request = Request { parts, body: Some(body.to_vec()) };
        let reply = handle(&request, &env);
        self.pokes.borrow_mut().extend(poke::calls(&env, &request.parts.headers));
        reply
    }

    /// Delivers a message; the status it was answered with.
    pub(crate) fn deliver(&self, message: &Message) -> StatusCode {
        let handle =
            if message.path.starts_with("/hooks/couriers") { courier_webhook::handle } else { order_webhook::handle };
        let stamp = message.at.timestamp().to_string();
        let signature = signature("m", &stamp, message.body.as_bytes());
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", "m"),
            ("webhook-timestamp", &stamp),
            ("webhook-signature", &signature),
        ];
        self.request(message.at, Method::POST, message.path, &headers, message.body.as_bytes(), handle).status()
    }

    /// What the API tells of an order.
    pub(crate) fn order(&self, number: &str, at: DateTime<Utc>) -> Option<Value> {
        let bearer = format!("Bearer {API_TOKEN}");
        let uri = format!("/api/orders/{number}");
        let reply = self.request(at, Method::GET, &uri, &[("authorization", &bearer)], b"", api::handle);
        let answer: Value = serde_json::from_slice(reply.body()).unwrap();
        (reply.status() == StatusCode::OK).then(|| answer["orders"][0].clone())
    }

    /// The path of an order's page.
    pub(crate) fn order_link(&self) -> String {
        let log = LogId::new(Kind::Order, &["standard", "77"]);
        let token = link::token(&self.settings.keyring().unwrap(), log, 1).unwrap();
        format!("/z/{token}")
    }

    /// The JSON twin of an order's page.
    pub(crate) fn page(&self, number: &str, at: DateTime<Utc>) -> Option<Value> {
        let link = self.order(number, at)?["link"].as_str().unwrap().to_owned();
        let reply = self.request(at, Method::GET, &format!("{link}.json"), &[], b"", tracking_page::handle);
        Some(serde_json::from_slice(reply.body()).unwrap())
    }

    /// Sends the form.
    pub(crate) fn ask(&self, at: DateTime<Utc>, number: &str, contact: &str) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("number", number)
            .append_pair("contact", contact)
            .finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.request(at, Method::POST, "/sledz-zamowienie", &headers, body.as_bytes(), tracking_page::handle)
    }
}

/// The signature of Standard Webhooks 1.0.0 under the secret that all of them share here.
pub(crate) fn signature(id: &str, stamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&BASE64.decode(STANDARD.as_bytes()).unwrap()).unwrap();
    mac.update(format!("{id}.{stamp}.").as_bytes());
    mac.update(body);
    format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
}

pub(crate) fn order(at: DateTime<Utc>, data: Value) -> Message {
    let body = json!({"type": "order.updated", "timestamp": at.to_rfc3339(), "data": data}).to_string();
    Message { at, path: "/hooks/orders/standard", body }
}

pub(crate) fn shipment(at: DateTime<Utc>, data: Value) -> Message {
    let body = json!({"type": "shipment.event", "timestamp": at.to_rfc3339(), "data": data}).to_string();
    Message { at, path: "/hooks/couriers/standard", body }
}

pub(crate) fn shipx(at: DateTime<Utc>, happened: DateTime<Utc>, status: &str, number: Option<&str>) -> Message {
    let body = json!({"event_ts": happened.format("%Y-%m-%d %H:%M:%S +0000").to_string(), "event": "shipment_status_changed",
        "organization_id": 1, "payload": {"shipment_id": 49, "status": status, "tracking_number": number}});
    Message { at, path: "/hooks/couriers/inpost-shipx/token", body: body.to_string() }
}
