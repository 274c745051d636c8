//! What platforms and payment providers send, signed as they sign.

use crate::shop::{after, signature};
use chrono::{DateTime, Utc};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384};

pub(super) const SECRETS: [(&str, &str); 8] = [
    ("order_shopify_secrets", "hush"),
    ("order_woocommerce_secrets", "woo"),
    ("order_shoper_secrets", "path:token"),
    ("order_erli_secrets", "erli"),
    ("order_amazon_secrets", "path:token"),
    ("payment_payu_secrets", "second-key"),
    ("payment_przelewy24_secrets", "crc"),
    ("payment_stripe_secrets", "stripe"),
];

pub(super) const EMAIL: &str = "lucja@example.com";

/// A webhook, and when it is delivered.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) at: DateTime<Utc>,
    pub(super) path: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl Sent {
    fn new(minute: i64, path: &'static str, body: String) -> Self {
        Sent { at: after(minute), path, headers: vec![("content-type", "application/json".to_owned())], body }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn standard(self) -> Self {
        let stamp = self.at.timestamp().to_string();
        let signed = signature("m", &stamp, self.body.as_bytes());
        self.with("webhook-id", "m").with("webhook-timestamp", stamp).with("webhook-signature", signed)
    }

    /// The same, delivered at another time; only for those whose signature is not of a time.
    pub(super) fn delivered(&self, minute: i64) -> Self {
        Sent { at: after(minute), ..self.clone() }
    }
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// A file of the fixtures.
pub(super) fn fixture(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A value with other ones in some places.
pub(super) fn changed(mut value: Value, changes: &[(&str, Value)]) -> Value {
    for (field, new) in changes {
        value[*field] = new.clone();
    }
    value
}

/// An order of our own contract: number 1001, unpaid, of 114.79 PLN.
pub(super) fn standard(minute: i64, changes: &[(&str, Value)]) -> Sent {
    let data = json!({"id": "77", "number": "1001", "status": "received", "placed_at": after(0), "updated_at": after(minute),
        "total": "114.79", "currency": "PLN", "language": "pl", "customer": {"email": EMAIL, "phone": "600000001"}});
    let data = changed(data, changes);
    let body = json!({"type": "order.updated", "timestamp": after(minute), "data": data}).to_string();
    Sent::new(minute, "/hooks/orders/standard", body).standard()
}

/// What a courier tells of a parcel.
pub(super) fn scanned(minute: i64, number: &str, status: &str) -> Sent {
    let data = json!({"carrier": "dpd", "tracking_number": number, "status": status, "at": after(minute)});
    let body = json!({"type": "shipment.event", "timestamp": after(minute), "data": data}).to_string();
    Sent::new(minute, "/hooks/couriers/standard", body).standard()
}

fn payu_signed(minute: i64, message: &Value) -> Sent {
    let body = message.to_string();
    let hash = HEXLOWER.encode(&Sha256::new().chain_update(&body).chain_update("second-key").finalize());
    let header = format!("sender=checkout;signature={hash};algorithm=SHA-256;content=DOCUMENT");
    Sent::new(minute, "/hooks/payments/payu", body).with("openpayu-signature", header)
}

/// PayU about a payment; amounts in grosze.
pub(super) fn payu(minute: i64, order: &str, status: &str, (amount, currency): (i64, &str)) -> Sent {
    let message = json!({"order": {"orderId": "LDLW5N7MF4140324GUEST000P01", "extOrderId": order,
        "orderCreateDate": after(5), "currencyCode": currency, "totalAmount": amount.to_string(), "status": status,
        "buyer": {"email": EMAIL, "phone": "600000001", "firstName": "Łucja", "lastName": "Żółkiewska"}},
        "localReceiptDateTime": after(10)});
    payu_signed(minute, &message)
}

/// PayU about a refund.
pub(super) fn payu_refund(minute: i64, order: &str, refund: &str, amount: i64) -> Sent {
    let message = json!({"orderId": "LDLW5N7MF4140324GUEST000P01", "extOrderId": order,
        "refund": {"refundId": refund, "amount": amount.to_string(), "currencyCode": "PLN", "status": "FINALIZED",
            "refundDate": after(minute)}});
    payu_signed(minute, &message)
}

/// Przelewy24 about a transaction.
pub(super) fn p24(minute: i64, session: &str, amount: i64, currency: &str) -> Sent {
    let signed = format!(
        "{{\"merchantId\":12345,\"posId\":12345,\"sessionId\":\"{session}\",\"amount\":{amount},\"originAmount\":{amount},\
         \"currency\":\"{currency}\",\"orderId\":301000001,\"methodId\":32,\"statement\":\"p24\",\"crc\":\"crc\"}}"
    );
    let sign = HEXLOWER.encode(&Sha384::digest(signed.as_bytes()));
    let message = json!({"merchantId": 12345, "posId": 12345, "sessionId": session, "amount": amount,
        "originAmount": amount, "currency": currency, "orderId": 301_000_001, "methodId": 32, "statement": "p24", "sign": sign});
    Sent::new(minute, "/hooks/payments/przelewy24", message.to_string())
}

/// Stripe about a payment of the order that its metadata names.
pub(super) fn stripe(minute: i64, kind: &str, order: &str, amount: i64) -> Sent {
    let message = json!({"id": "evt_1", "type": kind, "created": after(minute).timestamp(),
        "data": {"object": {"id": "pi_1", "amount": amount, "currency": "pln", "metadata": {"order": order}}}});
    let (body, stamp) = (message.to_string(), after(minute).timestamp().to_string());
    let code = HEXLOWER.encode(&hmac(b"stripe", &[stamp.as_bytes(), b".", body.as_bytes()]));
    Sent::new(minute, "/hooks/payments/stripe", body).with("stripe-signature", format!("t={stamp},v1={code}"))
}

pub(super) fn shopify(minute: i64, topic: &str, message: &Value) -> Sent {
    let body = message.to_string();
    let code = BASE64.encode(&hmac(b"hush", &[body.as_bytes()]));
    Sent::new(minute, "/hooks/orders/shopify", body)
        .with("x-shopify-topic", topic)
        .with("x-shopify-hmac-sha256", code)
        .with("x-shopify-webhook-id", format!("{topic} of then"))
}

pub(super) fn woo(minute: i64, topic: &str, message: &Value) -> Sent {
    let body = message.to_string();
    let code = BASE64.encode(&hmac(b"woo", &[body.as_bytes()]));
    Sent::new(minute, "/hooks/orders/woocommerce", body)
        .with("x-wc-webhook-topic", topic)
        .with("x-wc-webhook-signature", code)
        .with("x-wc-webhook-delivery-id", "d1")
}

pub(super) fn shoper(minute: i64, event: &str, message: &Value) -> Sent {
    Sent::new(minute, "/hooks/orders/shoper/token", message.to_string()).with("x-webhook-name", event)
}

pub(super) fn erli(minute: i64, message: &Value) -> Sent {
    Sent::new(minute, "/hooks/orders/erli", message.to_string()).with("authorization", "Bearer erli")
}

pub(super) fn amazon(minute: i64, message: &Value) -> Sent {
    Sent::new(minute, "/hooks/orders/amazon/token", message.to_string())
}
