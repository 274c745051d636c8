//! What is sent. Views go to the even orders and events to the parcels of the odd ones, so that no
//! page grows while it is measured.

use std::io::Write as _;
use std::net::SocketAddr;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use serde_json::json;
use sledz_store::keyring::mac;

use crate::shop::{self, Shop};

/// The token in the address of InPost ShipX.
pub(crate) const PATH_TOKEN: &str = "benchmark-token";

const SIGNING_KEY: [u8; 24] = [7; 24];

/// What a parcel may be told, without end: none of it ends its way.
const STATUSES: [(&str, &str); 4] = [
    ("sent_from_sorting_center", "in_transit"),
    ("adopted_at_target_branch", "in_transit"),
    ("out_for_delivery_to_address", "out_for_delivery"),
    ("ready_to_pickup_from_pok", "ready_for_pickup"),
];

/// The secret of the source `standard`.
pub(crate) fn signing_secret() -> String {
    format!("whsec_{}", BASE64.encode(&SIGNING_KEY))
}

/// A kind of request.
pub(crate) enum Kind {
    /// The same GET, always.
    Fixed(&'static str),
    /// Pages by their tokens, with what follows the token.
    Page(Vec<String>, &'static str),
    /// New events of known parcels from InPost ShipX, which does not sign.
    ShipX,
    /// New events of known parcels, signed by Standard Webhooks.
    Signed,
}

/// Requests of one kind, made one by one.
pub(crate) struct Requests {
    kind: Kind,
    host: String,
    orders: usize,
    /// The time of the first event; each is a second later than the one before.
    began: DateTime<Utc>,
}

impl Requests {
    pub(crate) fn new(kind: Kind, address: SocketAddr, shop: &Shop) -> Self {
        // Far enough back that the last event, too, has happened.
        Requests { kind, host: address.to_string(), orders: shop.orders, began: Utc::now() - TimeDelta::days(2) }
    }

    /// All tokens of even orders.
    pub(crate) fn tokens(shop: &Shop) -> Result<Vec<String>> {
        (0..shop.orders).step_by(2).map(|order| shop.token(order)).collect()
    }

    /// Writes the `n`-th request; no two are the same but for views.
    pub(crate) fn write(&self, n: u64, into: &mut Vec<u8>) {
        match &self.kind {
            Kind::Fixed(path) => self.get(into, path, "", ""),
            Kind::Page(tokens, behind) => {
                let token = tokens.get(spread(n, tokens.len())).map_or("", String::as_str);
                self.get(into, "/z/", token, behind);
            }
            Kind::ShipX => {
                let (order, status, _, at) = self.event(n);
                let body = shop::report(order, status, at).to_string();
                self.post(into, &format!("/hooks/couriers/{}/{PATH_TOKEN}", shop::COURIER), "", &body);
            }
            Kind::Signed => self.signed(n, into),
        }
    }

    fn signed(&self, n: u64, into: &mut Vec<u8>) {
        let (order, code, status, at) = self.event(n);
        let now = Utc::now();
        let body = json!({"type": "shipment.event", "timestamp": now.to_rfc3339(), "data": {
            "carrier": "inpost", "tracking_number": shop::tracking_number(order), "status": status, "code": code,
            "at": at.to_rfc3339(), "location": "Warszawa", "reason": null, "estimated_delivery": null,
        }});
        let (body, id, sent) = (body.to_string(), format!("msg_{n}"), now.timestamp().to_string());
        let parts = [id.as_bytes(), b".", sent.as_bytes(), b".", body.as_bytes()];
        let signature = BASE64.encode(&mac(&SIGNING_KEY, &parts).unwrap_or_default());
        let proof = format!("webhook-id: {id}\r\nwebhook-timestamp: {sent}\r\nwebhook-signature: v1,{signature}\r\n");
        self.post(into, "/hooks/couriers/standard", &proof, &body);
    }

    /// The `n`-th event: whose parcel, what InPost and what we call it, and when.
    fn event(&self, n: u64) -> (usize, &'static str, &'static str, DateTime<Utc>) {
        let order = spread(n, self.orders / 2) * 2 + 1;
        let place = usize::try_from(n % 4).unwrap_or_default();
        let (code, status) = STATUSES.get(place).copied().unwrap_or_default();
        (order, code, status, self.began + TimeDelta::seconds(i64::try_from(n).unwrap_or_default()))
    }

    fn get(&self, into: &mut Vec<u8>, path: &str, token: &str, behind: &str) {
        // Writing to memory does not fail.
        let _ =
            write!(into, "GET {path}{token}{behind} HTTP/1.1\r\nhost: {}\r\naccept-language: pl\r\n\r\n", self.host);
    }

    fn post(&self, into: &mut Vec<u8>, path: &str, proof: &str, body: &str) {
        let (host, length) = (&self.host, body.len());
        let _ = write!(
            into,
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n{proof}content-length: {length}\r\n\r\n{body}"
        );
    }
}

/// The place of `n` among `length`, as if by chance, but the same in each run.
pub(crate) fn spread(n: u64, length: usize) -> usize {
    let length = u64::try_from(length.max(1)).unwrap_or(1);
    let mixed = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from((mixed ^ (mixed >> 32)) % length).unwrap_or_default()
}
