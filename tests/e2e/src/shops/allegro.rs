//! Allegro's orders, as a seller's application sees them: the device flow, the journal, checkout forms,
//! their parcels, and what is written back. `wire-formats/orders.md`, section 4; answers of Allegro's staff
//! in `allegro/allegro-api`, by number.
//!
//! A test puts forms down and says what the journal tells of them: what it does not say, the journal leaves
//! out. What the shop does moves no `updatedAt` (#4355), here as there.

// Of JSON, what is not there is null.
#![allow(clippy::indexing_slicing)]

mod answers;
mod form;
mod messaging;

pub use form::form;

use super::server::{Asked, Server};
use crate::carriers::{ALLEGRO_CLIENT, allegro::Login};
use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The journal. All of these are patterns of [`Server`].
pub const EVENTS: &str = "GET /order/events";

/// Where the journal ends.
pub const STATS: &str = "GET /order/event-stats";

/// The list of forms.
pub const LIST: &str = "GET /order/checkout-forms";

/// One form; with an id in place of the star, that one.
pub const FORM: &str = "GET /order/checkout-forms/*";

/// The parcels of a form.
pub const SHIPMENTS: &str = "GET /order/checkout-forms/*/shipments";

/// A parcel is added to a form.
pub const ADD_SHIPMENT: &str = "POST /order/checkout-forms/*/shipments";

/// The shop's step is set.
pub const FULFILMENT: &str = "PUT /order/checkout-forms/*/fulfillment";

/// Links and tokens.
pub const LOGIN: &str = "/auth/oauth/*";

/// Threads of the message centre are listed.
pub const THREADS: &str = "GET /messaging/threads";

/// Their messages are.
pub const MESSAGES: &str = "GET /messaging/threads/*/messages";

/// A message is sent.
pub const SEND: &str = "POST /messaging/threads/*/messages";

/// A thread is marked as read.
pub const READ: &str = "PUT /messaging/threads/*/read";

/// The id of the first event; they grow by one.
const FIRST_EVENT: u64 = 1_530_652_800_000_001;

/// Allegro, running.
#[derive(Debug)]
pub struct Allegro {
    server: Server,
    state: Arc<Mutex<State>>,
}

/// What it knows.
#[derive(Debug, Default)]
struct State {
    login: Login,
    forms: BTreeMap<String, Value>,
    shipments: BTreeMap<String, Vec<Value>>,
    events: Vec<Value>,
    centre: messaging::Centre,
    /// How many revisions there were.
    revisions: u32,
    /// What is taken for the time.
    now: Option<DateTime<Utc>>,
}

impl Allegro {
    /// Starts at any free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn start() -> Result<Self> {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = Server::start(move |asked: &Asked| answers::answer(asked, &mut lock(&shared)))?;
        Ok(Allegro { server, state })
    }

    /// The variables that point a deployment at it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let url = self.server.url();
        [("allegro_url", url.as_str()), ("allegro_auth_url", url.as_str()), ("allegro_client", ALLEGRO_CLIENT)]
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

    /// The person at the shop follows the link, and agrees.
    pub fn agree(&self) {
        lock(&self.state).login.agree();
    }

    /// The person refuses.
    pub fn refuse(&self) {
        lock(&self.state).login.refuse();
    }

    /// Every token that is out is good no more; those for renewal are.
    pub fn expire(&self) {
        lock(&self.state).login.expire();
    }

    /// Puts a form down, in place of the one with its id. The journal says nothing of it.
    pub fn put(&self, form: Value) {
        let id = form["id"].as_str().unwrap_or_default().to_owned();
        let mut state = lock(&self.state);
        state.forms.insert(id.clone(), form);
        state.revise(&id);
    }

    /// Changes a form, such as `change(id, "/status", json!("CANCELLED"))`. The journal says nothing of it.
    pub fn change(&self, id: &str, place: &str, value: Value) {
        let mut state = lock(&self.state);
        if let Some(field) = state.forms.get_mut(id).and_then(|form| form.pointer_mut(place)) {
            *field = value;
        }
        state.revise(id);
    }

    /// The journal tells of a form, such as `READY_FOR_PROCESSING`.
    pub fn tell(&self, id: &str, kind: &str) {
        lock(&self.state).tell(id, kind);
    }

    /// The buyer does something: it moves `updatedAt`.
    pub fn touch(&self, id: &str, at: DateTime<Utc>) {
        self.change(id, "/updatedAt", json!(written(at)));
    }

    /// The shop takes a step on Allegro's own pages, and the journal tells of it.
    pub fn step(&self, id: &str, status: &str) {
        lock(&self.state).step(id, status);
    }

    /// The shop adds a parcel on Allegro's own pages, or Allegro's tool for labels does.
    pub fn ship(&self, id: &str, carrier: &str, waybill: &str) {
        lock(&self.state).ship(id, &json!({"carrierId": carrier, "waybill": waybill}));
    }

    /// A form is gone, as they are after a year.
    pub fn forget(&self, id: &str) {
        lock(&self.state).forms.remove(id);
    }

    /// The form as it is now, null if there is none.
    pub fn form(&self, id: &str) -> Value {
        lock(&self.state).forms.get(id).cloned().unwrap_or_default()
    }

    /// The parcels of a form as they were added, doubles too.
    pub fn shipments(&self, id: &str) -> Vec<Value> {
        lock(&self.state).shipments.get(id).cloned().unwrap_or_default()
    }

    /// The shop's step with a form.
    pub fn fulfilment(&self, id: &str) -> String {
        self.form(id)["fulfillment"]["status"].as_str().unwrap_or_default().to_owned()
    }

    /// A buyer writes in a thread of the message centre, about an order if they say so.
    pub fn write(&self, thread: &str, login: &str, text: &str, order: Option<&str>) {
        let mut state = lock(&self.state);
        let now = state.now();
        state.centre.put(thread, (login, true), text, order, now);
    }

    /// A person of the shop answers in Allegro's own window.
    pub fn answer_by_hand(&self, thread: &str, text: &str) {
        let mut state = lock(&self.state);
        let now = state.now();
        state.centre.put(thread, ("sklep", false), text, None, now);
        state.centre.unread(thread);
    }

    /// Whether a thread was marked as read.
    pub fn is_read(&self, thread: &str) -> bool {
        lock(&self.state).centre.is_read(thread)
    }

    /// How many events the journal has.
    pub fn events(&self) -> usize {
        lock(&self.state).events.len()
    }
}

impl State {
    fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(Utc::now)
    }

    /// Another revision of a form, as every change makes one.
    fn revise(&mut self, id: &str) {
        self.revisions += 1;
        if let Some(form) = self.forms.get_mut(id) {
            form["revision"] = json!(format!("{:08x}", self.revisions.wrapping_mul(0x9e37_79b9)));
        }
    }

    fn tell(&mut self, id: &str, kind: &str) {
        let form = self.forms.get(id).cloned().unwrap_or_default();
        // What was only bought has no form yet.
        let checkout = if form.is_null() { Value::Null } else { json!({"id": id, "revision": form["revision"]}) };
        let number = FIRST_EVENT + u64::try_from(self.events.len()).unwrap_or_default();
        let at = written(self.now());
        self.events.push(json!({
            "id": number.to_string(), "type": kind, "occurredAt": at,
            "order": {"seller": {"id": "44000000"}, "buyer": form["buyer"], "lineItems": form["lineItems"],
                "checkoutForm": checkout, "marketplace": {"id": "allegro-pl"}},
        }));
    }

    fn step(&mut self, id: &str, status: &str) {
        if let Some(form) = self.forms.get_mut(id) {
            form["fulfillment"]["status"] = json!(status);
        }
        self.revise(id);
        self.tell(id, "FULFILLMENT_STATUS_CHANGED");
    }

    /// Adds a parcel to all goods of a form, and gives it as Allegro shows it.
    fn ship(&mut self, id: &str, given: &Value) -> Value {
        let at = written(self.now());
        let all = self.shipments.entry(id.to_owned()).or_default();
        let goods = self.forms.get(id).and_then(|form| form["lineItems"].as_array().cloned()).unwrap_or_default();
        let goods: Vec<Value> = goods.iter().map(|item| json!({"id": item["id"]})).collect();
        let shipment = json!({
            "id": format!("{id}:{}", all.len() + 1), "waybill": given["waybill"], "carrierId": given["carrierId"],
            "carrierName": given["carrierName"], "lineItems": goods, "createdAt": at,
        });
        all.push(shipment.clone());
        if let Some(form) = self.forms.get_mut(id) {
            form["fulfillment"]["shipmentSummary"] = json!({"lineItemsSent": "ALL"});
        }
        shipment
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A test that failed while it looked spoils nothing.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests;
