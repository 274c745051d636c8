//! Shoper's REST API: the token, parcels, orders. `https://developers.shoper.pl/developers/api/getting-started`;
//! `wire-formats/orders.md`, 3.4.

// Of JSON, what is not there is null.
#![allow(clippy::indexing_slicing)]

use super::server::{Asked, Reply, Server};
use anyhow::Result;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Warsaw;
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A token is asked for: a pattern of [`Server`], as the others.
pub const LOGIN: &str = "POST /webapi/rest/auth";

/// The list of parcels.
pub const PARCELS: &str = "GET /webapi/rest/parcels";

/// The list of orders.
pub const ORDERS: &str = "GET /webapi/rest/orders";

const USER: &str = "sledz";
const PASSWORD: &str = "hasło: tajne";

/// The most in one answer.
const MOST: usize = 50;

/// A shop, running.
#[derive(Debug)]
pub struct ShoperShop {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// How many tokens were given out; the last is good.
    tokens: u64,
    orders: BTreeMap<u64, Value>,
    parcels: BTreeMap<u64, Value>,
}

impl ShoperShop {
    /// Starts at any free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn start() -> Result<Self> {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = Server::start(move |asked: &Asked| answer(asked, &mut lock(&shared)))?;
        Ok(ShoperShop { server, state })
    }

    /// The variables that point a deployment at it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let url = self.server.url();
        [("shoper_url", url.as_str()), ("shoper_user", USER), ("shoper_password", PASSWORD)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    /// Its server: troubles, and what was asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The tokens that are out are good no more.
    pub fn expire(&self) {
        lock(&self.state).tokens += 1;
    }

    /// Puts an order down, in place of the one with its id.
    pub fn put(&self, order: Value) {
        lock(&self.state).orders.insert(number(&order["order_id"]), order);
    }

    /// A parcel of an order is made, without a waybill; its id.
    pub fn parcel(&self, order: u64, at: DateTime<Utc>) -> u64 {
        let mut state = lock(&self.state);
        let id = state.parcels.keys().max().copied().unwrap_or(0) + 1;
        let parcel = json!({
            "parcel_id": id.to_string(), "order_id": order.to_string(), "shipping_id": "9", "shipping_code": "", "sent": "0",
            "send_date": "0000-00-00 00:00:00", "delivery_date": "0000-00-00", "order_date": local(at), "online": "0",
            "email": "lucja@example.com", "weight": "0.35", "products": [],
        });
        state.parcels.insert(id, parcel);
        id
    }

    /// Its waybill is set.
    pub fn waybill(&self, parcel: u64, code: &str) {
        if let Some(parcel) = lock(&self.state).parcels.get_mut(&parcel) {
            parcel["shipping_code"] = json!(code);
        }
    }

    /// It is marked as sent.
    pub fn send(&self, parcel: u64, at: DateTime<Utc>) {
        if let Some(parcel) = lock(&self.state).parcels.get_mut(&parcel) {
            (parcel["sent"], parcel["send_date"]) = (json!("1"), json!(local(at)));
        }
    }
}

/// An order of REST, new and not paid.
pub fn order(id: u64, email: &str, at: DateTime<Utc>) -> Value {
    let address = json!({"firstname": "Łucja", "lastname": "Żółkiewska", "street1": "ul. Próbna 7/12", "city": "Kraków",
        "postcode": "30-001", "country_code": "PL", "phone": "600000001", "tax_identification_number": ""});
    json!({
        "order_id": id.to_string(), "user_id": null, "date": local(at), "status_date": local(at), "confirm_date": null,
        "delivery_date": "0000-00-00", "status_id": "1", "sum": "114.79", "paid": "0.00", "payment_id": "5", "shipping_id": "9",
        "shipping_cost": "14.99", "email": email, "confirm": "1", "currency_id": "1", "currency_name": "PLN", "lang_id": "1",
        "origin": "0", "is_paid": false, "is_cash_on_delivery": false, "total_parcels": 0, "total_products": 2,
        "status": {"status_id": "1", "type": "1", "name": "złożone"}, "billing_address": address, "delivery_address": address,
    })
}

/// The shop's wall clock.
fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&Warsaw).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn number(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).or(value.as_u64()).unwrap_or_default()
}

fn answer(asked: &Asked, state: &mut State) -> Reply {
    let reply = judge(asked, state);
    reply.with("x-shop-api-limit", "10").with("x-shop-api-calls", "1").with("x-shop-api-bandwidth", "2")
}

fn judge(asked: &Asked, state: &mut State) -> Reply {
    let refused = |code: &str| Reply::json(401, &json!({"error": code, "error_description": "Brak dostępu"}));
    if asked.name == LOGIN {
        if asked.credentials("Basic") != BASE64.encode(format!("{USER}:{PASSWORD}").as_bytes()) {
            return refused("unauthorized_client");
        }
        if asked.changes {
            state.tokens += 1;
        }
        let token = format!("token{}", state.tokens);
        return Reply::json(200, &json!({"access_token": token, "expires_in": 2_592_000, "token_type": "bearer"}));
    }
    if state.tokens == 0 || asked.credentials("Bearer") != format!("token{}", state.tokens) {
        return refused("unauthorized_client");
    }
    match asked.name.as_str() {
        PARCELS => list(asked, "parcel_id", state.parcels.values().collect()),
        ORDERS => list(asked, "order_id", state.orders.values().collect()),
        _ => Reply::json(404, &json!({"error": "invalid_request"})),
    }
}

fn list(asked: &Asked, id: &str, mut items: Vec<&Value>) -> Reply {
    let filters = asked.field("filters");
    if !filters.is_empty() {
        let Ok(Value::Object(filters)) = serde_json::from_str::<Value>(&filters) else {
            return Reply::json(400, &json!({"error": "invalid_request"}));
        };
        items.retain(|item| filters.iter().all(|(field, wanted)| holds(&item[field], wanted)));
    }
    items.sort_by_key(|item| number(&item[id]));
    if asked.field("order") == format!("{id} desc") {
        items.reverse();
    }
    let given = |name: &str| asked.field(name).parse::<usize>().ok();
    let size = given("limit").unwrap_or(10).clamp(1, MOST);
    let (page, pages) = (given("page").unwrap_or(1), items.len().div_ceil(size));
    let shown: Vec<&Value> =
        items.iter().copied().skip(page.saturating_sub(1).saturating_mul(size)).take(size).collect();
    Reply::json(200, &json!({"count": items.len().to_string(), "pages": pages, "page": page, "list": shown}))
}

/// Whether a field is as a filter wants it, such as `{">=": "2026-10-01 00:00:00"}`.
fn holds(field: &Value, wanted: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let compared = |value: &Value| match (text(field).parse::<u64>(), text(value).parse::<u64>()) {
        (Ok(found), Ok(limit)) => found.cmp(&limit),
        _ => text(field).cmp(&text(value)),
    };
    let Some(wanted) = wanted.as_object() else { return text(field) == text(wanted) };
    wanted.iter().all(|(operator, value)| match operator.as_str() {
        ">=" => compared(value).is_ge(),
        ">" => compared(value).is_gt(),
        "<=" => compared(value).is_le(),
        "<" => compared(value).is_lt(),
        "!=" => compared(value).is_ne(),
        _ => compared(value).is_eq(),
    })
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A test that failed while it looked spoils nothing.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;

    #[test]
    fn a_waybill_is_there_once_it_was_set() {
        let shop = ShoperShop::start().unwrap();
        let client = Client::new(&shop.server().url());
        let basic = format!("Basic {}", BASE64.encode(format!("{USER}:{PASSWORD}").as_bytes()));
        let login = || {
            let call = client.request("POST", "/webapi/rest/auth").header("authorization", &basic);
            call.send().unwrap().expect(200).json().unwrap()["access_token"].as_str().unwrap().to_owned()
        };
        let get = |token: &str, path: &str| {
            client.request("GET", path).header("authorization", &format!("Bearer {token}")).send().unwrap()
        };
        let at: DateTime<Utc> = "2026-10-05T10:00:00Z".parse().unwrap();
        for id in 1..=3 {
            shop.put(order(id, "lucja@example.com", at));
            shop.parcel(id, at);
        }
        let newest = "/webapi/rest/parcels?limit=2&order=parcel_id%20desc&page=1";
        let _ = get("", newest).expect(401);
        let token = login();
        shop.waybill(3, "AD1");
        shop.send(3, at);
        let parcels = get(&token, newest).expect(200);
        assert_eq!(parcels.header("x-shop-api-limit"), "10");
        let parcels = parcels.json().unwrap();
        let said = [
            &parcels["pages"],
            &parcels["list"][0]["shipping_code"],
            &parcels["list"][0]["send_date"],
            &parcels["list"][1]["parcel_id"],
        ];
        assert_eq!(json!(said), json!([2, "AD1", "2026-10-05 12:00:00", "2"]));
        let filters = "%7B%22date%22%3A%7B%22%3E%3D%22%3A%222026-10-05%2012%3A00%3A00%22%7D%2C%22order_id%22%3A%7B%22%3E%22%3A1%7D%7D";
        let orders = get(&token, &format!("/webapi/rest/orders?filters={filters}&order=order_id%20asc&limit=50"))
            .json()
            .unwrap();
        assert_eq!(orders["count"], "2");
        assert_eq!(orders["list"][0]["order_id"], "2");
        shop.expire();
        let _ = get(&token, newest).expect(401);
        let _ = get(&login(), newest).expect(200);
        assert_eq!((shop.server().count(LOGIN), shop.server().count(PARCELS)), (2, 4));
    }
}
