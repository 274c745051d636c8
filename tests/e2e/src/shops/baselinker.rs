//! BaseLinker: its journal, orders, packages and statuses. `https://api.baselinker.com`; `wire-formats/orders.md`, 6.1.
//!
//! All goes to one path; a request is named by its method, so `getOrders` is a pattern of [`Server`].

// Of JSON, what is not there is null.
#![allow(clippy::indexing_slicing)]

use super::server::{Asked, Reply, Server};
use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The journal.
pub const JOURNAL: &str = "getJournalList";

/// Orders: one, or all since they were confirmed.
pub const ORDERS: &str = "getOrders";

/// The packages of an order.
pub const PACKAGES: &str = "getOrderPackages";

/// The shop's statuses.
pub const STATUSES: &str = "getOrderStatusList";

const TOKEN: &str = "1001-22-0123456789ABCDEF";

/// The id of the first entry.
const FIRST_LOG: u64 = 456_269;

/// So many orders come at once.
const MOST: usize = 100;

/// BaseLinker, running.
#[derive(Debug)]
pub struct BaseLinkerHub {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    orders: BTreeMap<u64, Value>,
    packages: BTreeMap<u64, Vec<Value>>,
    statuses: BTreeMap<u64, String>,
    logs: Vec<Value>,
    blocked_until: Option<String>,
    /// What is taken for the time.
    now: Option<DateTime<Utc>>,
}

impl BaseLinkerHub {
    /// Starts at any free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn start() -> Result<Self> {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let names = |asked: &Asked| Some(asked.form("method")).filter(|method| !method.is_empty());
        let server = Server::start_naming(names, move |asked: &Asked| answer(asked, &lock(&shared)))?;
        Ok(BaseLinkerHub { server, state })
    }

    /// The variables that point a deployment at it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let url = self.server.url();
        [("baselinker_url", url.as_str()), ("baselinker_token", TOKEN)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    /// Its server: troubles, and what was asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Sets what is taken for the time, for a deployment whose clock is moved; none: the clock.
    pub fn tell_time(&self, now: Option<DateTime<Utc>>) {
        lock(&self.state).now = now;
    }

    /// A status of the shop's own.
    pub fn status(&self, id: u64, name: &str) {
        lock(&self.state).statuses.insert(id, name.to_owned());
    }

    /// Puts an order down, in place of the one with its id. The journal says nothing of it.
    pub fn put(&self, order: Value) {
        lock(&self.state).orders.insert(order["order_id"].as_u64().unwrap_or_default(), order);
    }

    /// Changes an order, such as `change(id, "/payment_done", json!(114.79))`. The journal says nothing of it.
    pub fn change(&self, id: u64, place: &str, value: Value) {
        if let Some(field) = lock(&self.state).orders.get_mut(&id).and_then(|order| order.pointer_mut(place)) {
            *field = value;
        }
    }

    /// The journal tells of an order: the kind of event, and what else that is about, or 0.
    pub fn tell(&self, id: u64, kind: u64, object: u64) {
        lock(&self.state).tell(id, kind, object);
    }

    /// A package is made for an order, and the journal tells of it.
    pub fn package(&self, id: u64, courier: &str, number: &str) {
        let mut state = lock(&self.state);
        let package = u64::try_from(state.logs.len()).unwrap_or_default() + 1;
        state.packages.entry(id).or_default().push(json!({
            "package_id": package, "courier_package_nr": number, "courier_inner_number": "", "courier_code": courier,
            "courier_other_name": "", "account_id": 1, "tracking_status_date": 0, "tracking_delivery_days": 0,
            "tracking_status": 1, "package_type": 0, "tracking_url": "", "is_return": false,
        }));
        state.tell(id, 9, package);
    }

    /// An order is removed, and the journal tells of it.
    pub fn remove(&self, id: u64) {
        let mut state = lock(&self.state);
        state.orders.remove(&id);
        state.tell(id, 4, 0);
    }

    /// An order is made part of another, and the journal tells of both.
    pub fn merge(&self, id: u64, into: u64) {
        let mut state = lock(&self.state);
        state.orders.remove(&id);
        state.tell(into, 5, id);
        state.tell(id, 4, 0);
    }

    /// An order is split off another, and the journal tells of it.
    pub fn split(&self, id: u64, part: Value) {
        let mut state = lock(&self.state);
        let new = part["order_id"].as_u64().unwrap_or_default();
        state.orders.insert(new, part);
        state.tell(id, 6, new);
    }

    /// The token has asked too often and is blocked until then, by the clocks of Warsaw; empty: no more.
    pub fn block(&self, until: &str) {
        lock(&self.state).blocked_until = Some(until.to_owned()).filter(|until| !until.is_empty());
    }
}

/// An order of Allegro's, confirmed at that time, of status 1 and not paid.
pub fn order(id: u64, form: &str, email: &str, confirmed: DateTime<Utc>) -> Value {
    let at = confirmed.timestamp();
    json!({
        "order_id": id, "shop_order_id": 0, "external_order_id": form, "order_source": "allegro", "order_source_id": 77,
        "order_source_info": "-", "order_status_id": 1, "confirmed": true, "date_add": at, "date_confirmed": at,
        "date_in_status": at, "user_login": "lucja_z", "currency": "PLN", "payment_method": "Przelewy24",
        "payment_method_cod": "0", "payment_done": 0, "user_comments": "", "admin_comments": "", "email": email,
        "phone": "600000001", "delivery_method": "InPost Paczkomaty", "delivery_price": 14.99,
        "delivery_package_module": "", "delivery_package_nr": "", "delivery_fullname": "Łucja Żółkiewska",
        "delivery_address": "ul. Próbna 7/12", "delivery_city": "Kraków", "delivery_postcode": "30-001",
        "delivery_country_code": "PL", "invoice_postcode": "30-001", "want_invoice": "0", "order_page": "",
        "pick_state": 0, "pack_state": 0,
        "products": [{"order_product_id": 1, "name": "Kubek", "price_brutto": 49.9, "tax_rate": 23, "quantity": 2}],
    })
}

impl State {
    fn tell(&mut self, id: u64, kind: u64, object: u64) {
        let log = FIRST_LOG + u64::try_from(self.logs.len()).unwrap_or_default();
        let date = self.now.unwrap_or_else(Utc::now).timestamp();
        self.logs.push(json!({"id": log, "order_id": id, "log_type": kind, "object_id": object, "date": date}));
    }
}

fn answer(asked: &Asked, state: &State) -> Reply {
    let error = |code: &str, text: &str| {
        Reply::json(200, &json!({"status": "ERROR", "error_code": code, "error_message": text}))
    };
    if (asked.method.as_str(), asked.path.as_str()) != ("POST", "/connector.php") {
        return Reply::empty(404);
    }
    if asked.header("x-bltoken") != TOKEN {
        return error("ERROR_BAD_TOKEN", "Invalid user token");
    }
    if let Some(until) = &state.blocked_until {
        return error("ERROR_BLOCKED_TOKEN", &format!("Query limit exceeded, token blocked until {until}"));
    }
    let Ok(parameters) = serde_json::from_str::<Value>(&asked.form("parameters")) else {
        return error("ERROR_PARAMETERS", "Invalid parameters");
    };
    let id = parameters["order_id"].as_u64();
    let mut told = match asked.form("method").as_str() {
        JOURNAL => json!({"logs": journal(&parameters, state)}),
        ORDERS => json!({"orders": orders(&parameters, state)}),
        PACKAGES => json!({"packages": id.and_then(|id| state.packages.get(&id)).cloned().unwrap_or_default()}),
        STATUSES => {
            let statuses =
                state.statuses.iter().map(|(id, name)| json!({"id": id, "name": name, "name_for_customer": name}));
            json!({"statuses": statuses.collect::<Vec<_>>()})
        }
        _ => return error("ERROR_UNKNOWN_METHOD", "An unknown method has been used"),
    };
    told["status"] = json!("SUCCESS");
    Reply::json(200, &told)
}

fn journal<'a>(parameters: &Value, state: &'a State) -> Vec<&'a Value> {
    let (last, kinds) = (parameters["last_log_id"].as_u64(), parameters["logs_types"].as_array());
    let is_wanted =
        |log: &&Value| log["id"].as_u64() > last && kinds.is_none_or(|kinds| kinds.contains(&log["log_type"]));
    state.logs.iter().filter(is_wanted).take(MOST).collect()
}

fn orders<'a>(parameters: &Value, state: &'a State) -> Vec<&'a Value> {
    let all = parameters["get_unconfirmed_orders"] == true;
    let (id, from) = (parameters["order_id"].as_u64(), parameters["date_confirmed_from"].as_i64());
    let is_wanted = |order: &&Value| {
        let is_meant = id.is_none_or(|id| order["order_id"].as_u64() == Some(id));
        is_meant
            && (all || order["confirmed"] == true)
            && from.is_none_or(|from| order["date_confirmed"].as_i64() >= Some(from))
    };
    let mut found: Vec<&Value> = state.orders.values().filter(is_wanted).collect();
    found.sort_by_key(|order| (order["date_confirmed"].as_i64(), order["order_id"].as_u64()));
    found.truncate(MOST);
    found
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
    fn the_journal_and_what_it_is_about() {
        let hub = BaseLinkerHub::start().unwrap();
        let client = Client::new(&hub.server().url());
        let call = |token: &str, method: &str, parameters: &Value| {
            let body = form_urlencoded::Serializer::new(String::new())
                .append_pair("method", method)
                .append_pair("parameters", &parameters.to_string())
                .finish();
            let call = client.request("POST", "/connector.php").header("x-bltoken", token);
            let call = call.header("content-type", "application/x-www-form-urlencoded");
            call.body(body.into_bytes()).send().unwrap().expect(200).json().unwrap()
        };
        let at: DateTime<Utc> = "2026-10-05T10:00:00Z".parse().unwrap();
        hub.status(1, "Nowe");
        hub.put(order(70, "form", "lucja@example.com", at));
        hub.put(order(71, "other", "lucja@example.com", at));
        hub.tell(70, 1, 0);
        hub.package(70, "inpost", "620000000000000000000001");
        hub.split(70, order(72, "form", "lucja@example.com", at));
        hub.merge(71, 70);
        hub.change(70, "/confirmed", json!(false));
        let logs = call(TOKEN, JOURNAL, &json!({"last_log_id": FIRST_LOG, "logs_types": [4, 5, 6, 9]}));
        let told: Vec<_> =
            logs["logs"].as_array().unwrap().iter().map(|log| [&log["order_id"], &log["log_type"]]).collect();
        assert_eq!(json!(told), json!([[70, 9], [70, 6], [70, 5], [71, 4]]));
        let count = |parameters: Value| call(TOKEN, ORDERS, &parameters)["orders"].as_array().unwrap().len();
        assert_eq!(count(json!({"order_id": 70})), 0, "it is not confirmed");
        assert_eq!(count(json!({"order_id": 70, "get_unconfirmed_orders": true})), 1);
        assert_eq!(count(json!({"date_confirmed_from": at.timestamp()})), 1);
        assert_eq!(count(json!({"date_confirmed_from": at.timestamp() + 1})), 0);
        assert_eq!(call(TOKEN, PACKAGES, &json!({"order_id": 70}))["packages"][0]["courier_code"], "inpost");
        assert_eq!(call(TOKEN, STATUSES, &json!({}))["statuses"][0]["name"], "Nowe");
        assert_eq!(call("x", STATUSES, &json!({}))["error_code"], "ERROR_BAD_TOKEN");
        hub.block("2026-10-05 12:01:00");
        assert_eq!(call(TOKEN, STATUSES, &json!({}))["error_code"], "ERROR_BLOCKED_TOKEN");
        assert_eq!((hub.server().count(ORDERS), hub.server().count(STATUSES)), (4, 3));
    }
}
