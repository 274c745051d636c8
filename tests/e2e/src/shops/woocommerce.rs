//! WooCommerce's REST API: the list of orders. `woocommerce/woocommerce`,
//! `includes/rest-api/Controllers/Version3/class-wc-rest-crud-controller.php`; `wire-formats/orders.md`, 2.4.

// Of JSON, what is not there is null.
#![allow(clippy::indexing_slicing)]

use super::server::{Asked, Reply, Server};
use anyhow::Result;
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The list of orders: a pattern of [`Server`].
pub const ORDERS: &str = "GET /wp-json/wc/v3/orders";

/// The key of the API, and its secret.
const KEY: &str = "ck_0123456789abcdef:cs_fedcba9876543210";

/// A shop, running.
#[derive(Debug)]
pub struct WooShop {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    orders: BTreeMap<u64, Value>,
    /// It is from before 5.8: `modified_after` means nothing to it.
    is_old: bool,
}

impl WooShop {
    /// Starts at any free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn start() -> Result<Self> {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = Server::start(move |asked: &Asked| answer(asked, &lock(&shared)))?;
        Ok(WooShop { server, state })
    }

    /// The variables that point a deployment at it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let url = self.server.url();
        [("woocommerce_url", url.as_str()), ("woocommerce_key", KEY)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    /// Its server: troubles, and what was asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Puts an order down, in place of the one with its id.
    pub fn put(&self, order: Value) {
        lock(&self.state).orders.insert(order["id"].as_u64().unwrap_or_default(), order);
    }

    /// Changes a field of an order, such as `/status`, and with it the time of its last change.
    pub fn change(&self, id: u64, place: &str, value: Value, at: DateTime<Utc>) {
        if let Some(order) = lock(&self.state).orders.get_mut(&id) {
            order["date_modified_gmt"] = json!(stamp(at));
            if let Some(field) = order.pointer_mut(place) {
                *field = value;
            }
        }
    }

    /// An order is deleted for good.
    pub fn delete(&self, id: u64) {
        lock(&self.state).orders.remove(&id);
    }

    /// From now on it is as those before 5.8, which heed no `modified_after`.
    pub fn grow_old(&self) {
        lock(&self.state).is_old = true;
    }
}

/// An order of that status, placed and changed last at these times.
pub fn order(id: u64, status: &str, email: &str, created: DateTime<Utc>, modified: DateTime<Utc>) -> Value {
    json!({
        "id": id, "parent_id": 0, "number": id.to_string(), "status": status, "currency": "PLN", "version": "9.9.0",
        "date_created": stamp(created), "date_created_gmt": stamp(created),
        "date_modified": stamp(modified), "date_modified_gmt": stamp(modified),
        "date_paid": null, "date_paid_gmt": null, "date_completed": null, "date_completed_gmt": null,
        "total": "114.79", "payment_method": "przelewy24", "payment_method_title": "Przelewy24",
        "billing": {"first_name": "Łucja", "last_name": "Żółkiewska", "address_1": "ul. Próbna 7/12", "city": "Kraków",
            "postcode": "30-001", "country": "PL", "email": email, "phone": "600000001"},
        "shipping": {"first_name": "Łucja", "last_name": "Żółkiewska", "postcode": "30-001", "country": "PL", "phone": ""},
        "meta_data": [], "refunds": [],
        "line_items": [{"id": 315, "name": "Kubek &amp; spodek", "product_id": 93, "quantity": 2, "total": "81.14"}],
    })
}

/// As WordPress writes times, without a zone.
fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn answer(asked: &Asked, state: &State) -> Reply {
    if asked.name != ORDERS {
        return Reply::json(
            404,
            &json!({"code": "rest_no_route", "message": "No route was found", "data": {"status": 404}}),
        );
    }
    if asked.credentials("Basic") != BASE64.encode(KEY.as_bytes()) {
        let message = "Sorry, you cannot list resources.";
        return Reply::json(
            401,
            &json!({"code": "woocommerce_rest_cannot_view", "message": message, "data": {"status": 401}}),
        );
    }
    let by = if asked.field("orderby") == "modified" { "date_modified_gmt" } else { "date_created_gmt" };
    let text = |order: &Value, field: &str| order[field].as_str().unwrap_or_default().to_owned();
    let is_behind = |order: &Value, field: &str, parameter: &str| {
        let from = asked.field(parameter);
        from.is_empty() || text(order, field) > from
    };
    let mut found: Vec<&Value> = state
        .orders
        .values()
        // Any status but that.
        .filter(|order| order["status"] != "trash")
        .filter(|order| is_behind(order, "date_created_gmt", "after"))
        .filter(|order| state.is_old || is_behind(order, "date_modified_gmt", "modified_after"))
        .collect();
    found.sort_by_key(|order| (text(order, by), order["id"].as_u64()));
    if asked.field("order") != "asc" {
        found.reverse();
    }
    let number = |name: &str, default: usize| asked.field(name).parse::<usize>().unwrap_or(default);
    let size = number("per_page", 10);
    if !(1..=100).contains(&size) {
        let message = "Invalid parameter(s): per_page";
        return Reply::json(400, &json!({"code": "rest_invalid_param", "message": message, "data": {"status": 400}}));
    }
    let begin = number("page", 1).saturating_sub(1).saturating_mul(size);
    let page: Vec<&Value> = found.iter().copied().skip(begin).take(size).collect();
    Reply::json(200, &json!(page))
        .with("x-wp-total", found.len().to_string())
        .with("x-wp-totalpages", found.len().div_ceil(size).to_string())
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A test that failed while it looked spoils nothing.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{carriers::trouble::Trouble, client::Client};
    use chrono::TimeDelta;

    #[test]
    fn orders_by_their_last_change() {
        let shop = WooShop::start().unwrap();
        let client = Client::new(&shop.server().url());
        let basic = format!("Basic {}", BASE64.encode(KEY.as_bytes()));
        let at: DateTime<Utc> = "2026-10-05T10:00:00Z".parse().unwrap();
        for id in 1..=5_u64 {
            shop.put(order(
                id,
                "processing",
                "lucja@example.com",
                at,
                at + TimeDelta::minutes(i64::try_from(id).unwrap()),
            ));
        }
        shop.put(order(6, "trash", "lucja@example.com", at, at + TimeDelta::hours(1)));
        shop.change(1, "/status", json!("completed"), at + TimeDelta::minutes(9));
        let ids = |query: &str, pages: &str| -> Vec<u64> {
            let path = format!("/wp-json/wc/v3/orders?{query}");
            let reply = client.request("GET", &path).header("authorization", &basic).send().unwrap().expect(200);
            assert_eq!(reply.header("x-wp-totalpages"), pages);
            reply.json().unwrap().as_array().unwrap().iter().map(|order| order["id"].as_u64().unwrap()).collect()
        };
        let sweep = "status=any&orderby=modified&order=asc&modified_after=2026-10-05T10%3A03%3A00&dates_are_gmt=true&per_page=2";
        assert_eq!(ids(sweep, "2"), [4, 5]);
        assert_eq!(ids(&format!("{sweep}&page=2"), "2"), [1]);
        shop.grow_old();
        assert_eq!(ids(sweep, "3"), [2, 3]);
        let _ = client.get("/wp-json/wc/v3/orders").unwrap().expect(401);
        shop.server().order_times(ORDERS, Trouble::TooMany { retry_after: 3 }, 1);
        let _ = client.get("/wp-json/wc/v3/orders").unwrap().expect(429);
        assert_eq!(shop.server().count(ORDERS), 5);
    }
}
