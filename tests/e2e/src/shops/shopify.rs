//! Shopify's Admin REST API: the list of orders. `https://shopify.dev/docs/api/admin-rest/usage/pagination`;
//! `wire-formats/orders.md`, 1.5. Its links name the shop as Shopify knows it, not as it was asked.

// Of JSON, what is not there is null.
#![allow(clippy::indexing_slicing)]

use super::server::{Asked, Reply, Server};
use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::BASE64URL;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The list of orders: a pattern of [`Server`].
pub const ORDERS: &str = "GET /admin/api/2026-07/orders.json";

const TOKEN: &str = "shpat_0123456789abcdef0123456789abcdef";

/// A shop, running.
#[derive(Debug)]
pub struct ShopifyShop {
    server: Server,
    state: Arc<Mutex<BTreeMap<u64, Value>>>,
}

impl ShopifyShop {
    /// Starts at any free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn start() -> Result<Self> {
        let state = Arc::<Mutex<BTreeMap<u64, Value>>>::default();
        let shared = Arc::clone(&state);
        let server = Server::start(move |asked: &Asked| answer(asked, &lock(&shared)))?;
        Ok(ShopifyShop { server, state })
    }

    /// The variables that point a deployment at it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let url = self.server.url();
        [("shopify_url", url.as_str()), ("shopify_token", TOKEN)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    /// Its server: troubles, and what was asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Puts an order down, in place of the one with its id.
    pub fn put(&self, order: Value) {
        lock(&self.state).insert(order["id"].as_u64().unwrap_or_default(), order);
    }

    /// Changes a field of an order, such as `/financial_status`, and with it the time of its last change.
    pub fn change(&self, id: u64, place: &str, value: Value, at: DateTime<Utc>) {
        if let Some(order) = lock(&self.state).get_mut(&id) {
            order["updated_at"] = json!(stamp(at));
            if let Some(field) = order.pointer_mut(place) {
                *field = value;
            }
        }
    }
}

/// An order that is paid and not sent, placed at that time.
pub fn order(id: u64, email: &str, at: DateTime<Utc>) -> Value {
    let address = json!({"first_name": "Łucja", "last_name": "Żółkiewska", "address1": "ul. Próbna 7/12", "city": "Kraków",
        "zip": "30-001", "country_code": "PL", "phone": "+48 600 000 001"});
    json!({
        "id": id, "admin_graphql_api_id": format!("gid://shopify/Order/{id}"), "name": format!("#{id}"), "order_number": id,
        "confirmed": true, "test": false, "created_at": stamp(at), "updated_at": stamp(at), "processed_at": stamp(at),
        "cancelled_at": null, "closed_at": null, "cancel_reason": null, "currency": "PLN", "total_price": "114.79",
        "current_total_price": "114.79", "total_outstanding": "0.00", "financial_status": "paid", "fulfillment_status": null,
        "email": email, "contact_email": email, "phone": null, "customer_locale": "pl-PL", "payment_gateway_names": ["przelewy24"],
        "billing_address": address, "shipping_address": address, "fulfillments": [], "refunds": [],
        "line_items": [{"id": 15_800_000_000_001_u64, "quantity": 2, "current_quantity": 2, "fulfillable_quantity": 2,
            "requires_shipping": true, "title": "Kubek", "price": "49.90"}],
    })
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn answer(asked: &Asked, orders: &BTreeMap<u64, Value>) -> Reply {
    let errors = |status: u16, text: &str| Reply::json(status, &json!({"errors": text}));
    if asked.name != ORDERS {
        return errors(404, "Not Found");
    }
    if asked.header("x-shopify-access-token") != TOKEN {
        return errors(401, "[API] Invalid API key or access token (unrecognized login or wrong password)");
    }
    let page = asked.field("page_info");
    // A name of a page holds what was asked for first.
    let first = match (page.is_empty(), BASE64URL.decode(page.as_bytes())) {
        (true, _) => asked.clone(),
        (false, Ok(query)) => Asked { query: String::from_utf8_lossy(&query).into_owned(), ..asked.clone() },
        _ => return errors(400, "Invalid value for page_info"),
    };
    let beside = form_urlencoded::parse(asked.query.as_bytes())
        .any(|(name, _)| !matches!(&*name, "page_info" | "limit" | "fields"));
    if !page.is_empty() && beside {
        return errors(400, "created_at_min cannot be passed when page_info is present.");
    }
    let (found, begin) = (found(&first, orders), first.field("offset").parse::<usize>().unwrap_or(0));
    let size = asked.field("limit").parse::<usize>().unwrap_or(50).clamp(1, 250);
    let shown: Vec<&Value> = found.iter().copied().skip(begin).take(size).collect();
    let reply = Reply::json(200, &json!({"orders": shown}));
    if begin + size >= found.len() {
        return reply;
    }
    let query: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form_urlencoded::parse(first.query.as_bytes()).filter(|(name, _)| name != "offset"))
        .append_pair("offset", &(begin + size).to_string())
        .finish();
    let next = BASE64URL.encode(query.as_bytes());
    let shop = "https://sledz-test.myshopify.com/admin/api/2026-07/orders.json";
    reply.with("link", format!("<{shop}?limit={size}&page_info={next}>; rel=\"next\""))
}

/// The orders that are asked for, in the order that is asked for; without one, the newest first.
fn found<'a>(asked: &Asked, orders: &'a BTreeMap<u64, Value>) -> Vec<&'a Value> {
    let at = |order: &Value, field: &str| order[field].as_str().and_then(|at| at.parse::<DateTime<Utc>>().ok());
    let since = |order: &Value, field: &str| {
        asked
            .field(&format!("{field}_min"))
            .parse::<DateTime<Utc>>()
            .map_or(true, |from| at(order, field) >= Some(from))
    };
    let is_open = |order: &Value| {
        asked.field("status") == "any" || order["closed_at"].is_null() && order["cancelled_at"].is_null()
    };
    let mut found: Vec<&Value> = orders
        .values()
        .filter(|order| since(order, "created_at") && since(order, "updated_at") && is_open(order))
        .collect();
    match asked.field("order").as_str() {
        "updated_at asc" => found.sort_by_key(|order| at(order, "updated_at")),
        "created_at asc" => found.sort_by_key(|order| at(order, "created_at")),
        _ => found.reverse(),
    }
    found
}

fn lock(state: &Mutex<BTreeMap<u64, Value>>) -> MutexGuard<'_, BTreeMap<u64, Value>> {
    // A test that failed while it looked spoils nothing.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use chrono::TimeDelta;

    #[test]
    fn pages_have_names() {
        let shop = ShopifyShop::start().unwrap();
        let client = Client::new(&shop.server().url());
        let at: DateTime<Utc> = "2026-10-05T10:00:00Z".parse().unwrap();
        for id in 1..=5_u64 {
            shop.put(order(id, "lucja@example.com", at + TimeDelta::minutes(i64::try_from(id).unwrap())));
        }
        shop.change(1, "/financial_status", json!("refunded"), at + TimeDelta::hours(1));
        let path = "/admin/api/2026-07/orders.json";
        let get = |query: &str| {
            client.request("GET", &format!("{path}?{query}")).header("x-shopify-access-token", TOKEN).send().unwrap()
        };
        let mut query = "status=any&updated_at_min=2026-10-05T10%3A02%3A00Z&order=updated_at%20asc&limit=2".to_owned();
        let mut ids = Vec::new();
        loop {
            let reply = get(&query).expect(200);
            ids.extend(
                reply.json().unwrap()["orders"].as_array().unwrap().iter().map(|order| order["id"].as_u64().unwrap()),
            );
            let link = reply.header("link").to_owned();
            let Some((_, rest)) = link.split_once("page_info=") else { break };
            query = format!("limit=2&page_info={}", rest.split('>').next().unwrap());
        }
        assert_eq!(ids, [2, 3, 4, 5, 1]);
        let _ = get(&format!("{query}&status=any")).expect(400);
        let _ = get("page_info=%21").expect(400);
        let _ = client.get(path).unwrap().expect(401);
        assert_eq!(shop.server().count(ORDERS), 6);
    }
}
