//! Przelewy24, REST API v1: it notifies, and a transaction is settled once it was verified.
//! `https://developers.przelewy24.pl`; `wire-formats/orders.md`, 7.2.

// Of JSON, what is not there is null.
#![allow(clippy::indexing_slicing)]

use super::server::{Asked, Reply, Server};
use anyhow::Result;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A transaction is verified: a pattern of [`Server`].
pub const VERIFY: &str = "PUT /api/v1/transaction/verify";

/// The merchant, and its point of sale.
const MERCHANT: u64 = 12345;

/// The key of the API.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// With what signs are made.
const CRC: &str = "0123456789abcdef";

/// Przelewy24, running.
#[derive(Debug)]
pub struct P24 {
    server: Server,
    state: Arc<Mutex<Vec<Transaction>>>,
}

/// A transaction that was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The shop's own reference.
    pub session: String,
    /// Przelewy24's number of it.
    pub id: u64,
    /// In grosze.
    pub amount: u64,
    /// How often it was verified: more than once is asked of it twice.
    pub verified: usize,
}

impl P24 {
    /// Starts at any free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn start() -> Result<Self> {
        let state = Arc::<Mutex<Vec<Transaction>>>::default();
        let shared = Arc::clone(&state);
        let server = Server::start(move |asked: &Asked| answer(asked, &mut lock(&shared)))?;
        Ok(P24 { server, state })
    }

    /// The variables that point a deployment at it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let url = self.server.url();
        [("przelewy24_url", url.as_str()), ("przelewy24_key", KEY), ("payment_przelewy24_secrets", CRC)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    /// Its server: troubles, and what was asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The customer has paid so many grosze: the notification that is sent then.
    pub fn pay(&self, session: &str, amount: u64) -> Value {
        let mut state = lock(&self.state);
        let id = 301_000_001 + u64::try_from(state.len()).unwrap_or_default();
        state.push(Transaction { session: session.to_owned(), id, amount, verified: 0 });
        let mut told = json!({
            "merchantId": MERCHANT, "posId": MERCHANT, "sessionId": session, "amount": amount, "originAmount": amount,
            "currency": "PLN", "orderId": id, "methodId": 154, "statement": format!("p24-A00-B00-{id}"),
        });
        let fields = [
            "merchantId",
            "posId",
            "sessionId",
            "amount",
            "originAmount",
            "currency",
            "orderId",
            "methodId",
            "statement",
        ];
        told["sign"] = json!(sign(&told, &fields));
        told
    }

    /// The transactions, in the order in which they were paid.
    pub fn transactions(&self) -> Vec<Transaction> {
        lock(&self.state).clone()
    }

    /// Those that were verified.
    pub fn verified(&self) -> Vec<Transaction> {
        lock(&self.state).iter().filter(|paid| paid.verified > 0).cloned().collect()
    }
}

/// Over a compact JSON of these fields in this order and the CRC key; slashes and letters as they are.
fn sign(of: &Value, fields: &[&str]) -> String {
    let fields: Vec<String> = fields.iter().map(|field| format!("{}:{}", json!(field), of[field])).collect();
    HEXLOWER.encode(&Sha384::digest(format!("{{{},\"crc\":{}}}", fields.join(","), json!(CRC))))
}

fn answer(asked: &Asked, state: &mut [Transaction]) -> Reply {
    let error = |status: u16, text: &str| Reply::json(status, &json!({"error": text, "code": status}));
    if asked.name != VERIFY {
        return error(404, "Not found");
    }
    if asked.credentials("Basic") != BASE64.encode(format!("{MERCHANT}:{KEY}").as_bytes()) {
        return error(401, "Incorrect authentication");
    }
    let body = asked.json();
    if body["merchantId"] != MERCHANT || body["posId"] != MERCHANT || body["currency"] != "PLN" {
        return error(400, "Invalid input data");
    }
    if body["sign"] != sign(&body, &["sessionId", "orderId", "amount", "currency"]) {
        return error(400, "Incorrect sign");
    }
    let is_it = |paid: &&mut Transaction| {
        body["sessionId"] == paid.session.as_str() && body["orderId"] == paid.id && body["amount"] == paid.amount
    };
    let Some(paid) = state.iter_mut().find(is_it) else { return error(400, "Transaction not found") };
    if asked.changes {
        paid.verified += 1;
    }
    Reply::json(200, &json!({"data": {"status": "success"}, "responseCode": 0}))
}

fn lock(state: &Mutex<Vec<Transaction>>) -> MutexGuard<'_, Vec<Transaction>> {
    // A test that failed while it looked spoils nothing.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{carriers::trouble::Trouble, client::Client};

    #[test]
    fn signs_are_those_of_the_document() {
        let of = json!({"merchantId": 12345, "posId": 12345, "sessionId": "order-1001-a", "amount": 11479, "originAmount": 11479,
            "currency": "PLN", "orderId": 301_000_001, "methodId": 32, "statement": "p24-A00-B00-C00"});
        assert_eq!(
            sign(
                &of,
                &[
                    "merchantId",
                    "posId",
                    "sessionId",
                    "amount",
                    "originAmount",
                    "currency",
                    "orderId",
                    "methodId",
                    "statement"
                ]
            ),
            "f011c575f3809a652da37e49320bbdae00b6e0c96ba82d170d51128ccc5ac4ab58b8b37d4e041f8d35490cbc3d643124"
        );
        assert_eq!(
            sign(&of, &["sessionId", "orderId", "amount", "currency"]),
            "b08d103e3f1d88f42f96d89e77fa70d4f4b83e92a4d954a2eb4c3d88c9bfc0c5dcfd2b5c41844b139079d2e0e388cb69"
        );
    }

    #[test]
    fn what_was_paid_is_verified_and_nothing_else() {
        let p24 = P24::start().unwrap();
        let client = Client::new(&p24.server().url());
        let told = p24.pay("order-1001-ł/a", 11479);
        let verify = |key: &str, amount: u64, spoilt: bool| {
            let mut body = told.clone();
            body["amount"] = json!(amount);
            let sign = sign(&body, &["sessionId", "orderId", "amount", "currency"]);
            body["sign"] = json!(if spoilt { sign.replace('a', "b") } else { sign });
            let basic = format!("Basic {}", BASE64.encode(format!("{MERCHANT}:{key}").as_bytes()));
            let call = client.request("PUT", "/api/v1/transaction/verify").header("authorization", &basic);
            call.header("content-type", "application/json").body(body.to_string().into_bytes()).send().unwrap()
        };
        let _ = verify("wrong", 11479, false).expect(401);
        assert_eq!(verify(KEY, 11479, true).expect(400).json().unwrap()["error"], "Incorrect sign");
        assert_eq!(verify(KEY, 1, false).expect(400).json().unwrap()["error"], "Transaction not found");
        p24.server().order_times(VERIFY, Trouble::Forgets, 1);
        let _ = verify(KEY, 11479, false).expect(200);
        assert_eq!(p24.verified(), []);
        assert_eq!(verify(KEY, 11479, false).expect(200).json().unwrap()["data"]["status"], "success");
        assert_eq!(p24.verified(), p24.transactions());
        assert_eq!((p24.verified()[0].verified, p24.server().count(VERIFY)), (1, 5));
    }
}
