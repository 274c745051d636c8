//! A deployment of one test's own to which customers write, with everybody by whom they are answered.

use crate::{office::Office, world::skips_named};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    client::Reply,
    desks::Desks,
    mailbox::received::Received,
    senders::{
        channels::{self, standard},
        rfc3339, standard as shop,
    },
};
use std::{cell::Cell, ops::Deref};

/// From one visit of what is owed to the next.
const VISIT: TimeDelta = TimeDelta::minutes(4);

/// What customers ask most.
pub(crate) const QUESTION: &str = "Dzień dobry, gdzie jest moja paczka? Zamówienie 1001";

/// What is never answered by a machine.
pub(crate) const COMPLAINT: &str = "Zamówienie 1001 przyszło uszkodzone, kubek jest stłuczony";

/// The customers of the orders 1001 (on its way), 1002 (paid), 1003 (waits in a locker).
pub(crate) const ALA: &str = "ala@klient.example";
pub(crate) const OLA: &str = "ola@klient.example";
pub(crate) const EWA: &str = "ewa@klient.example";

/// The telephone number of order 1001.
pub(crate) const ALAS_PHONE: &str = "+48600000001";

/// The deployment, its mailbox, its clock; and the desks.
pub(crate) struct Counter {
    office: Office,
    pub(crate) desks: Desks,
    seen: Cell<usize>,
}

impl Deref for Counter {
    type Target = Office;
    fn deref(&self) -> &Office {
        &self.office
    }
}

impl Counter {
    /// On a Monday at noon; none if only a named deployment is there, and `test` is left out.
    pub(crate) fn open(test: &str) -> Option<Self> {
        Counter::with(test, &[])
    }

    /// With further variables.
    pub(crate) fn with(test: &str, changed: &[(&str, &str)]) -> Option<Self> {
        let counter = Counter::bare(test, changed)?;
        counter.on_its_way("1001", ALA, Some(ALAS_PHONE), "0000075077195U");
        counter.ordered("1002", "paid", OLA, None, &[]);
        counter.ordered("1003", "shipped", EWA, None, &["520113016280002092079110"]);
        let mut waits = counter.event("520113016280002092079110", "ready_for_pickup", 60);
        waits["pickup"] =
            json!({"name": "KRA010", "address": null, "deadline": rfc3339(counter.now() + TimeDelta::days(2))});
        counter.hear_event(&waits);
        Some(counter)
    }

    /// With further variables, and no orders.
    pub(crate) fn bare(test: &str, changed: &[(&str, &str)]) -> Option<Self> {
        if skips_named(test) {
            return None;
        }
        let desks = Desks::start().unwrap();
        let mut variables = channels::variables();
        variables.extend(desks.variables());
        variables.push(("handover_email".to_owned(), "zespol@sklep.example".to_owned()));
        variables.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let office = Office::with("postmark", "", |builder| {
            variables.iter().fold(builder, |builder, (name, value)| builder.variable(name, value))
        });
        Some(Counter { office, desks, seen: Cell::new(0) })
    }

    /// The shop tells of an order that was placed yesterday.
    pub(crate) fn ordered(&self, number: &str, status: &str, email: &str, phone: Option<&str>, parcels: &[&str]) {
        let mut order = self.order_data(number, status, Some(email), phone);
        order["placed_at"] = json!(rfc3339(self.now() - TimeDelta::days(1)));
        order["paid_at"] = order["placed_at"].clone();
        order["shipments"] =
            parcels.iter().map(|parcel| json!({"carrier": "dpd", "tracking_number": parcel})).collect();
        self.hear_order(&order);
    }

    /// An order whose parcel moved half an hour ago.
    pub(crate) fn on_its_way(&self, number: &str, email: &str, phone: Option<&str>, parcel: &str) {
        self.ordered(number, "shipped", email, phone, &[parcel]);
        self.hear_event(&self.event(parcel, "in_transit", 30));
    }

    fn event(&self, parcel: &str, status: &str, minutes: i64) -> Value {
        shop::event("dpd", parcel, status, self.now() - TimeDelta::minutes(minutes))
    }

    /// A customer's e-mail, through `standard`; it must be taken.
    #[track_caller]
    pub(crate) fn write(&self, id: &str, from: &str, text: &str) {
        self.hear(standard::received(&standard::question(id, from, text, self.now()), self.now()));
    }

    /// The clock has what is owed about cases done, until there is no more.
    #[track_caller]
    pub(crate) fn replies(&self) {
        for _ in 0..200 {
            if self.run("replies")["has_more"] == false {
                return;
            }
        }
        panic!("after 200 calls there are replies to do");
    }

    /// Lets time pass until what is owed has gone out. Two visits: on a busy machine the first may have no time left.
    #[track_caller]
    pub(crate) fn settle(&self) {
        for _ in 0..2 {
            self.pass(VISIT);
            self.replies();
        }
    }

    /// The e-mails of this kind that arrived since this was last asked, once what is owed has gone out.
    #[track_caller]
    pub(crate) fn mails(&self) -> Vec<Received> {
        self.settle();
        let all = self.mailbox.received();
        all[self.seen.replace(all.len())..].to_vec()
    }

    /// Of those, the answers to customers.
    #[track_caller]
    pub(crate) fn answers(&self) -> Vec<Received> {
        self.mails().into_iter().filter(|mail| mail.tag == "answer").collect()
    }

    /// The cases in this state.
    #[track_caller]
    pub(crate) fn cases(&self, state: &str) -> Vec<Value> {
        let told = self.ask("agent", &format!("/api/cases?state={state}")).expect(200).json().unwrap();
        told["cases"].as_array().unwrap().clone()
    }

    /// The only case in this state, all of it.
    #[track_caller]
    pub(crate) fn only_case(&self, state: &str) -> Value {
        let cases = self.cases(state);
        assert_eq!(cases.len(), 1, "{state}: {cases:?}");
        self.case(cases[0]["number"].as_str().unwrap())
    }

    /// One case.
    #[track_caller]
    pub(crate) fn case(&self, number: &str) -> Value {
        self.ask("agent", &format!("/api/cases/{number}")).expect(200).json().unwrap()
    }

    /// A question of a page's script.
    #[track_caller]
    pub(crate) fn question(&self, number: &str, email: &str, text: &str) -> Reply {
        self.call("", "POST", "/api/ask", &json!({"order": number, "email": email, "question": text}))
    }
}

/// Who wrote the messages of a case, in their order.
pub(crate) fn authors(case: &Value) -> Vec<&str> {
    case["messages"].as_array().unwrap().iter().map(|one| one["by"].as_str().unwrap()).collect()
}

/// The kinds of what was said, of the last message that has any.
pub(crate) fn kinds(case: &Value) -> Vec<&str> {
    let said = case["messages"].as_array().unwrap().iter().rev().map(|one| one["kinds"].as_array().unwrap());
    let last = said.into_iter().find(|kinds| !kinds.is_empty());
    last.map(|kinds| kinds.iter().map(|kind| kind.as_str().unwrap()).collect()).unwrap_or_default()
}
