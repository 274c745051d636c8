//! Allegro as a client that is none of ours sees it.

use super::{ADD_SHIPMENT, Allegro, EVENTS, FORM, FULFILMENT, LIST, form};
use crate::{
    carriers::{ALLEGRO_CLIENT, trouble::Trouble},
    client::{Client, Reply},
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};

const MEDIA_TYPE: &str = "application/vnd.allegro.public.v1+json";

struct Seller {
    allegro: Allegro,
    client: Client,
    token: String,
}

/// A seller who was let in.
fn seller() -> Seller {
    let allegro = Allegro::start().unwrap();
    let client = Client::new(&allegro.server().url());
    let basic = format!("Basic {}", BASE64.encode(ALLEGRO_CLIENT.as_bytes()));
    let post = |what: &str| {
        client.request("POST", &format!("/auth/oauth/{what}")).header("authorization", &basic).send().unwrap()
    };
    let device = post("device?client_id=0123456789abcdef").expect(200).json().unwrap();
    let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    let ask = format!("token?grant_type={grant}&device_code={}", device["device_code"].as_str().unwrap());
    assert_eq!(post(&ask).expect(400).json().unwrap()["error"], "authorization_pending");
    allegro.agree();
    let tokens = post(&ask).expect(200).json().unwrap();
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    Seller { allegro, client, token }
}

impl Seller {
    fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        let call = self.client.request(method, path).header("accept", MEDIA_TYPE);
        let call = call.header("authorization", &format!("Bearer {}", self.token)).header("content-type", MEDIA_TYPE);
        call.body(body.to_string().into_bytes()).send().unwrap()
    }

    fn get(&self, path: &str) -> Value {
        self.send("GET", path, &Value::Null).expect(200).json().unwrap()
    }
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn ids(list: &Value) -> Vec<&str> {
    let forms = list["checkoutForms"].as_array().unwrap();
    forms.iter().map(|form| form["id"].as_str().unwrap()).collect()
}

#[test]
fn the_journal_tells_what_it_is_told_to_tell() {
    let seller = seller();
    let allegro = &seller.allegro;
    assert_eq!(seller.get("/order/event-stats"), json!({"latestEvent": null}));
    for id in ["a", "b", "hidden"] {
        allegro.put(form(id, "a@b.pl", Utc::now()));
    }
    allegro.tell("nothing", "BOUGHT");
    allegro.tell("a", "READY_FOR_PROCESSING");
    allegro.step("b", "SENT");
    let all = seller.get("/order/events");
    let form_of = |place: usize| all["events"][place]["order"]["checkoutForm"]["id"].as_str().map(str::to_owned);
    assert_eq!([form_of(0), form_of(1), form_of(2)], [None, Some("a".to_owned()), Some("b".to_owned())]);
    let from = all["events"][0]["id"].as_str().unwrap();
    let rest = seller.get(&format!("/order/events?from={from}&limit=1"));
    assert_eq!(rest["events"].as_array().unwrap().len(), 1);
    assert_eq!(rest["events"][0]["id"], all["events"][1]["id"]);
    assert_eq!(seller.get("/order/event-stats")["latestEvent"]["id"], all["events"][2]["id"]);
    assert_eq!(allegro.events(), 3);
    let _ = seller.send("GET", "/order/events?limit=1001", &Value::Null).expect(422);
}

#[test]
fn the_list_is_filtered_sorted_and_paged() {
    let seller = seller();
    let day = |day: i64| time("2026-10-01T10:00:00Z") + TimeDelta::days(day);
    for (id, bought) in [("x", 2), ("y", 0), ("z", 1)] {
        seller.allegro.put(form(id, "a@b.pl", day(bought)));
    }
    seller.allegro.touch("y", day(9));
    let list = |query: &str| seller.get(&format!("/order/checkout-forms?{query}"));
    assert_eq!(ids(&list("")), ["x", "z", "y"]);
    assert_eq!(ids(&list("sort=updatedAt")), ["z", "x", "y"]);
    assert_eq!(ids(&list("sort=lineItems.boughtAt&offset=1&limit=1")), ["z"]);
    assert_eq!(ids(&list("updatedAt.gte=2026-10-03T00%3A00%3A00Z&sort=-updatedAt")), ["y", "x"]);
    assert_eq!(ids(&list("lineItems.boughtAt.gte=2026-10-02T10%3A00%3A00Z&sort=lineItems.boughtAt")), ["z", "x"]);
    // What the shop does moves no time.
    seller.allegro.step("z", "SENT");
    assert_eq!(ids(&list("updatedAt.gte=2026-10-03T00%3A00%3A00Z&sort=updatedAt")), ["x", "y"]);
    assert_eq!(ids(&list("fulfillment.status=SENT")), ["z"]);
    for wrong in ["limit=101", "offset=9950&limit=100"] {
        let _ = seller.send("GET", &format!("/order/checkout-forms?{wrong}"), &Value::Null).expect(422);
    }
}

#[test]
fn what_is_written_back_is_there_and_doubles_show() {
    let seller = seller();
    let allegro = &seller.allegro;
    allegro.put(form("a", "a@b.pl", Utc::now()));
    let parcels = "/order/checkout-forms/a/shipments";
    let add = |body: Value| seller.send("POST", parcels, &body).status;
    assert_eq!(add(json!({"carrierId": "INPOST", "waybill": "1"})), 201);
    assert_eq!(add(json!({"carrierId": "INPOST", "waybill": "1"})), 201);
    assert_eq!(add(json!({"carrierId": "OTHER", "carrierName": "Kurier", "waybill": "2"})), 201);
    for wrong in [
        json!({"carrierId": "SZYBKI", "waybill": "1"}),
        json!({"carrierId": "OTHER", "waybill": "1"}),
        json!({"carrierId": "DPD", "carrierName": "DPD", "waybill": "1"}),
        json!({"carrierId": "DPD", "waybill": "AD0MF49SNM3FVRM8J"}),
        json!({"carrierId": "DPD", "waybill": ""}),
        json!(null),
    ] {
        assert_eq!(add(wrong.clone()), 422, "{wrong}");
    }
    assert_eq!(allegro.shipments("a").len(), 3);
    assert_eq!(seller.get(parcels)["shipments"].as_array().unwrap().len(), 3);
    let revision = allegro.form("a")["revision"].clone();
    let step = |body: Value| seller.send("PUT", "/order/checkout-forms/a/fulfillment", &body).status;
    assert_eq!((step(json!({"status": "SENT"})), step(json!({"status": "Sent"}))), (204, 422));
    assert_eq!((allegro.fulfilment("a").as_str(), allegro.events()), ("SENT", 1));
    assert_ne!(allegro.form("a")["revision"], revision);
    allegro.forget("a");
    assert_eq!(step(json!({"status": "SENT"})), 404);
    assert_eq!(allegro.server().count(ADD_SHIPMENT), 9);
    assert_eq!(allegro.server().asked_for(FULFILMENT)[0].json(), json!({"status": "SENT"}));
}

#[test]
fn troubles_are_of_one_service() {
    let seller = seller();
    let allegro = &seller.allegro;
    allegro.put(form("a", "a@b.pl", Utc::now()));
    let status = |method: &str, path: &str, body: &Value| seller.send(method, path, body).status;
    allegro.server().order_times(FORM, Trouble::Error500, 1);
    allegro.server().order_times(FULFILMENT, Trouble::Forgets, 1);
    allegro.server().order_times(EVENTS, Trouble::TooMany { retry_after: 3 }, 1);
    assert_eq!(status("GET", "/order/checkout-forms", &Value::Null), 200);
    assert_eq!(status("GET", "/order/checkout-forms/a", &Value::Null), 500);
    assert_eq!(status("GET", "/order/checkout-forms/a", &Value::Null), 200);
    assert_eq!(seller.send("GET", "/order/events", &Value::Null).expect(429).header("retry-after"), "3");
    let sent = json!({"status": "SENT"});
    assert_eq!(status("PUT", "/order/checkout-forms/a/fulfillment", &sent), 204);
    assert_eq!(allegro.fulfilment("a"), "NEW", "it said yes, and forgot");
    // The answer is lost, and what was asked is done.
    allegro.server().order_times(ADD_SHIPMENT, Trouble::Closed, 1);
    let lost = seller.client.request("POST", "/order/checkout-forms/a/shipments").header("accept", MEDIA_TYPE);
    let lost = lost.header("authorization", &format!("Bearer {}", seller.token)).header("content-type", MEDIA_TYPE);
    assert!(lost.body(br#"{"carrierId":"DPD","waybill":"1"}"#.to_vec()).send().is_err());
    assert_eq!((allegro.shipments("a").len(), allegro.server().count(LIST)), (1, 1));
    allegro.expire();
    assert_eq!(status("GET", "/order/checkout-forms/a", &Value::Null), 401);
}
