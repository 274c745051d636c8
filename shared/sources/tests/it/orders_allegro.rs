//! Allegro's orders: what a run asks for, what it tells, and where it begins again.

mod answers;
mod forms;
mod journal;
mod list;
mod write_back;

use crate::{
    asking::{Settings, answer, written},
    world::{fixture, now, time},
};
use http::{Request, Response};
use serde_json::{Value, json};
use sledz_sources::{
    order_pollers::{Asking, Next, OrderLogin, OrderPoller, Task, Turn, allegro::AllegroOrders},
    platforms::{OrderSaid, Said},
    pollers::{Access, Fault},
};

const SETTINGS: Settings<'static> = Settings(&[
    ("allegro_url", "https://api.allegro.pl"),
    ("allegro_auth_url", "https://allegro.pl"),
    ("allegro_client", "id:secret"),
]);

/// The order of the fixtures.
const FORM: &str = "29738e61-7f6a-11e8-ac45-09db60ede9d6";

fn access() -> Access<'static> {
    Access { variables: &SETTINGS, token: "t.o-k_e~n" }
}

fn asking() -> Asking<'static> {
    Asking { access: access(), now: now() }
}

/// A file of Allegro's fixtures.
fn sample(name: &str) -> Value {
    serde_json::from_slice(&fixture(&format!("allegro/{name}.json"))).unwrap()
}

/// The fixture's form under another id.
fn form(id: &str) -> Value {
    changed(id, &[])
}

/// The same, with other values in some places.
fn changed(id: &str, changes: &[(&str, Value)]) -> Value {
    let mut form = sample("checkout_form");
    form["id"] = json!(id);
    for (place, value) in changes {
        *form.pointer_mut(place).unwrap() = value.clone();
    }
    form
}

fn ok(body: &Value) -> Response<Vec<u8>> {
    answer(200, &[], body.to_string().as_bytes())
}

/// A run of a task: what it asked for, said and reached, and how it ended.
#[derive(Debug)]
struct Ran {
    asked: Vec<String>,
    said: Vec<Said>,
    /// What was reached, and how much was said by then.
    reached: Vec<(Value, usize)>,
    ended: Result<(), Fault>,
}

impl Ran {
    fn orders(&self) -> Vec<&OrderSaid> {
        self.said
            .iter()
            .map(|said| match said {
                Said::Order(order) => &**order,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    fn ids(&self) -> Vec<&str> {
        self.orders().into_iter().map(|order| order.platform_id.as_str()).collect()
    }

    /// Where the next run begins.
    fn cursor(&self) -> &Value {
        &self.reached.last().unwrap().0
    }
}

/// Runs a task to its end. What cannot be used is gone on without, if the poller can.
fn run(task: Task, cursor: &Value, allegro: impl FnMut(&str) -> Response<Vec<u8>>) -> Ran {
    run_at(task, cursor, &asking(), allegro)
}

fn run_at(task: Task, cursor: &Value, asking: &Asking<'_>, mut allegro: impl FnMut(&str) -> Response<Vec<u8>>) -> Ran {
    let mut ran = Ran { asked: Vec::new(), said: Vec::new(), reached: Vec::new(), ended: Ok(()) };
    let mut turn = AllegroOrders.begin(task, cursor, asking);
    loop {
        let Turn { said, cursor, next } = match turn {
            Ok(turn) => turn,
            Err(fault) => {
                ran.ended = Err(fault);
                return ran;
            }
        };
        ran.said.extend(said);
        ran.reached.extend(cursor.map(|cursor| (cursor, ran.said.len())));
        let Next::Ask(request, asked) = next else { return ran };
        assert!(ran.asked.len() < 1000, "it asks for ever");
        let path = request.uri().path_and_query().unwrap().to_string();
        let answer = allegro(&path);
        ran.asked.push(path);
        turn = match AllegroOrders.answered(asked.clone(), &answer, asking) {
            Err(fault) if !fault.is_general => AllegroOrders.without(asked, asking).unwrap_or(Err(fault)),
            other => other,
        };
    }
}

/// Answers as Allegro does: pages in turn, any form, and the fixture's parcels for each.
fn playing(pages: Vec<Value>) -> impl FnMut(&str) -> Response<Vec<u8>> {
    let mut pages = pages.into_iter();
    move |path| match parts(path) {
        (_, Some("shipments")) => ok(&sample("shipments")),
        (Some(id), None) => ok(&form(id)),
        _ => ok(&pages.next().unwrap_or_else(|| panic!("{path} is asked for once more"))),
    }
}

/// The form that a path is about, and which part of it.
fn parts(path: &str) -> (Option<&str>, Option<&str>) {
    let Some(rest) = path.strip_prefix("/order/checkout-forms/") else { return (None, None) };
    match rest.split_once('/') {
        Some((id, part)) => (Some(id), Some(part)),
        None => (Some(rest), None),
    }
}

#[test]
fn what_it_is_and_needs() {
    assert_eq!(AllegroOrders.name(), "allegro");
    assert!(matches!(AllegroOrders.login(), Some(OrderLogin::Device(login)) if login.name() == "allegro"));
    assert_eq!(AllegroOrders.variables(), ["allegro_url", "allegro_auth_url", "allegro_client"]);
    assert!(AllegroOrders.problems(&SETTINGS).is_empty());
    let none = Settings(&[("allegro_client", " \n")]);
    assert_eq!(AllegroOrders.problems(&none).len(), 3);
    for task in [Task::New, Task::Sweep, Task::History(now())] {
        assert!(AllegroOrders.does(task));
        let access = Access { variables: &none, token: "t" };
        let fault = AllegroOrders.begin(task, &Value::Null, &Asking { access, now: now() }).unwrap_err();
        assert!(fault.is_general && fault.why.starts_with("allegro_url must be"), "{}", fault.why);
    }
}

#[test]
fn a_request() {
    let turn = AllegroOrders.begin(Task::New, &json!({"from": "153&x=1"}), &asking()).unwrap();
    let Next::Ask(request, _) = turn.next else { panic!("it asks nothing") };
    let request: Request<Vec<u8>> = request;
    assert_eq!(
        written(&request),
        "GET https://api.allegro.pl/order/events?from=153%26x%3D1&limit=100\n\
         accept: application/vnd.allegro.public.v1+json\nauthorization: Bearer t.o-k_e~n\nuser-agent: sledz\n\n"
    );
}
