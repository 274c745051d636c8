//! The OpenAPI document says what the handlers do: paths, statuses, fields, and nothing more.

mod manifest;

use crate::shop::{STANDARD, Shop, after, order, shipment, signature};
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sledz_app::{
    alerts, api, auto_reply, calls, case_work, customers, event_body,
    http_client::{HttpClient, LocalFuture, SendError},
    kpi, operations, order_sync, order_webhook, owing,
    parcel_intake::parcel_log,
    poller, rating, replies,
    reply::Reply,
    reports,
    request::{Env, Request},
    session,
    settings::Settings,
    tracking_page, upkeep,
};
use sledz_domain::{
    event_id::EventId,
    listed::Listed,
    outbox::{Call, Outbox, Subject, What},
    parcel::ParcelLog,
    time::warsaw_day,
};
use sledz_store::{
    Store,
    keyring::Keyring,
    keys::LogId,
    timer::{Doer, Timer},
};
use std::{
    cell::{Cell, RefCell},
    pin::pin,
    task::{Context, Poll, Waker},
};

const TOKEN: &str = "admin-token";

fn document() -> Value {
    serde_json::from_str(include_str!("../../../../openapi.json")).unwrap()
}

/// What a `$ref` stands for.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    schema["$ref"].as_str().map_or(schema, |path| document.pointer(path.trim_start_matches('#')).unwrap())
}

/// Whether `value` has the fields that the schema names, no others, and all that it requires.
fn fits(document: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let schema = resolved(document, schema);
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let tried: Vec<Result<(), String>> = any.iter().map(|one| fits(document, one, value, place)).collect();
        let why = || tried.iter().filter_map(|tried| tried.clone().err()).collect::<Vec<_>>().join("; or ");
        return if tried.iter().any(Result::is_ok) { Ok(()) } else { Err(why()) };
    }
    let wrong = |what: &str| Err(format!("{place}: {value} {what}"));
    if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
        return wrong("is none of the values in the document");
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return wrong("is not the value in the document");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = &schema["type"];
    if !(allowed.is_null() || *allowed == kind || allowed.as_array().is_some_and(|all| all.contains(&json!(kind)))) {
        return wrong(&format!("is not {allowed}"));
    }
    match value {
        Value::String(text) if schema["format"] == "date-time" && DateTime::parse_from_rfc3339(text).is_err() => {
            wrong("is no time")
        }
        Value::Object(fields) => {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !fields.contains_key(name) {
                    return Err(format!("{place}: {name} is missing"));
                }
            }
            fields.iter().try_for_each(|(name, inner)| {
                let inner_schema = schema["properties"].get(name).or(schema.get("additionalProperties"));
                match inner_schema.filter(|known| known.is_object()) {
                    Some(known) => fits(document, known, inner, &format!("{place}.{name}")),
                    None => Err(format!("{place}: {name} is not in the document")),
                }
            })
        }
        Value::Array(items) => items.iter().try_for_each(|item| fits(document, &schema["items"], item, place)),
        _ => Ok(()),
    }
}

#[track_caller]
fn check(document: &Value, schema: &str, value: &Value) {
    assert_eq!(fits(document, &document["components"]["schemas"][schema], value, schema), Ok(()));
}

#[test]
fn the_check_itself_finds_what_is_wrong() {
    let document = document();
    let right = json!({"from": "21:00", "to": "08:00"});
    check(&document, "QuietHours", &right);
    for (schema, wrong) in [
        ("QuietHours", json!({"from": "21:00"})),
        ("QuietHours", json!({"from": "21:00", "to": "08:00", "zone": "UTC"})),
        ("QuietHours", json!({"from": 21, "to": "08:00"})),
        ("QuietHours", json!(null)),
        ("MessageKind", json!("shiped")),
        ("MessageSetting", json!({"channels": ["fax"]})),
        ("JobReport", json!({"sent": 1})),
        ("Health", json!({"status": "ok", "problems": []})),
    ] {
        let found = fits(&document, &document["components"]["schemas"][schema], &wrong, schema);
        assert!(found.is_err(), "{schema}: {wrong}");
    }
}

#[test]
fn orders_are_as_the_document_says() {
    let shop = Shop::new();
    let data = json!({"id": "1", "status": "preparing", "placed_at": after(0), "paid_at": after(0), "updated_at": after(0),
        "shipments": [{"carrier": "inpost", "tracking_number": "A1"}, {"tracking_number": "C3"}]});
    shop.deliver(&order(after(0), data));
    shop.deliver(&shipment(
        after(5),
        json!({"carrier": "inpost", "tracking_number": "A1", "status": "ready_for_pickup", "at": after(5),
        "location": "Kraków", "pickup": {"name": "KRA010", "deadline": after(900)}, "replaced_by": "B2"}),
    ));
    shop.deliver(&shipment(after(6), json!({"tracking_number": "A1", "status": "nonsense", "at": "?"})));
    let (document, now) = (document(), after(10));
    let page = shop.page("1", now).unwrap();
    check(&document, "TrackingView", &page);
    assert_eq!(page["shipments"].as_array().unwrap().len(), 3);
    let order = shop.order("1", now).unwrap();
    check(&document, "Order", &order);
    assert_eq!(order["conflicts"][0]["between"][0]["source"], "standard");
}

#[test]
fn all_that_an_order_may_tell_is_taken_as_the_document_says() {
    let (shop, document) = (Shop::new(), document());
    let part = json!({"id": 1, "status": "paid", "placed_at": after(0), "updated_at": after(0)});
    let data = json!({"id": "2", "number": "1002", "status": "partially_shipped", "payment": "unpaid",
        "placed_at": after(0), "updated_at": after(1), "shipped_at": after(1), "currency": "PLN", "total": "114.79",
        "outstanding": 14.79, "items": {"ordered": 3, "sent": 1, "cancelled": null}, "part_of": {"number": 1},
        "also": ["A-77", 77, {"platform": "allegro", "number": "e5c1"}], "merged_into": null});
    for data in [part, data] {
        check(&document, "StandardOrder", &data);
        assert_eq!(shop.deliver(&order(after(1), data)), StatusCode::OK);
    }
    let page = shop.page("1002", after(10)).unwrap();
    check(&document, "TrackingView", &page);
    assert_eq!(page["payment_state"], "unpaid");
    assert_eq!(page["outstanding"], json!({"amount": "14.79", "currency": "PLN"}));
    assert_eq!(page["items"], json!({"ordered": 3, "sent": 1, "cancelled": 0}));
    let order = shop.order("1002", after(10)).unwrap();
    check(&document, "Order", &order);
    assert_eq!((&order["linked"][0]["number"], &order["linked"][0]["is_part"]), (&json!("1"), &json!(true)));
}

/// The outside world: every provider answers with one status, which says no unless it is 200.
struct World(Cell<u16>);

impl HttpClient for World {
    fn send<'a>(&'a self, _: http::Request<Vec<u8>>) -> LocalFuture<'a, Result<Response<Vec<u8>>, SendError>> {
        let body = if self.0.get() == 200 { r#"{"MessageID":"1"}"# } else { r#"{"ErrorCode":402}"# };
        let answer = Response::builder().status(self.0.get()).body(body.as_bytes().to_vec()).unwrap();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// A shop with an order whose customer can be written to, and every way of telling anybody anything.
struct Office {
    shop: Shop,
    settings: Settings,
    world: World,
    document: Value,
    /// Seconds since it opened: each visit comes a second after the last.
    visits: Cell<i64>,
}

impl Office {
    fn open() -> Self {
        let shop = Shop::new();
        let data = json!({"id": "1", "status": "preparing", "placed_at": after(0), "paid_at": after(0),
            "updated_at": after(0), "customer": {"email": "jan@example.com"}});
        shop.deliver(&order(after(0), data));
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(TOKEN.as_bytes()));
        let settings = [
            ("keys", "current previous"),
            ("api_tokens", &format!("test:admin:{hash}")),
            ("public_url", "https://sledz.example"),
            ("notify_since", "2026-10-01"),
            ("mail_provider", "postmark"),
            ("mail_key", "key"),
            ("mail_from", "pomoc@sklep.example"),
            ("postmark_url", "https://api.postmarkapp.com"),
            ("alert_slack", "https://hooks.slack.com/services/T/B/x"),
            ("slack_url", "https://hooks.slack.com"),
            ("events_url", "https://erp.example"),
            ("events_secrets", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("poll", "inpost-tracking allegro-tracking nonsense"),
            ("order_poll", "allegro woocommerce nonsense"),
            ("write_back", "allegro"),
            ("disagreement_hours", "24"),
            ("order_idosell_secrets", "path:token"),
            ("payment_standard_secrets", &format!("whsec_{STANDARD}")),
            ("report_smsapi_secrets", "path:token"),
            ("report_postmark_secrets", "path:token"),
            ("channel_standard_secrets", &format!("whsec_{STANDARD}")),
            ("channel_form_secrets", "path:token"),
            ("channel_postmark_secrets", "path:token"),
            ("channel_messenger_secrets", "secret verify:word"),
            ("form_origins", "https://sklep.example"),
            ("handover_email", "pomoc@sklep.example"),
            ("satisfaction", "csat"),
        ];
        let settings = settings.into_iter().collect();
        Office { shop, settings, world: World(Cell::new(410)), document: document(), visits: Cell::new(0) }
    }

    fn now(&self) -> DateTime<Utc> {
        after(10) + TimeDelta::seconds(self.visits.get())
    }

    /// Works with the store, and does what that leaves to do.
    fn with<T>(&self, work: impl FnOnce(&Env) -> T) -> T {
        self.visits.set(self.visits.get() + 1);
        let now = self.now();
        let wall = || now;
        let due = RefCell::new(Vec::new());
        let env =
            Env { store: Store::new(&self.shop.kv, &wall), now, settings: &self.settings, due: &due, is_import: false };
        let done = work(&env);
        // What is owed about cases waits for the clock.
        env.due.borrow_mut().retain(|due| due.doer() != Doer::Replies);
        self.answered(&env, &request("POST", "/jobs/nothing", &[], ""));
        done
    }

    fn answered(&self, env: &Env, request: &Request) -> Reply {
        match manifest::component(request.path()).unwrap() {
            "tracking-page" => return tracking_page::handle(request, env),
            "api" => return api::handle(request, env),
            "customers" => return customers::handle(request, env),
            "delivery-reports" => return reports::handle(request, env),
            "upkeep" => return upkeep::handle(request, env),
            "dashboard" => return kpi::page::handle(request, env),
            "kpi" => return kpi::handle(request, env),
            "rollup" => return kpi::work::keep(request, env),
            "order-webhook" => return order_webhook::handle(request, env),
            "cases" => return case_work::handle(request, env),
            _ => {}
        }
        let mut answer = pin!(match manifest::component(request.path()) {
            Some("poller") => poller::handle(request, env, &self.world),
            Some("order-sync") => order_sync::handle(request, env, &self.world),
            Some("calls") => calls::handle(request, env, &self.world),
            Some("auto-reply") => auto_reply::handle(request, env, &self.world),
            Some("kpi-export") => kpi::work::export(request, env, &self.world),
            Some("replies") => replies::handle(request, env, &self.world),
            _ => operations::handle(request, env, &self.world),
        });
        loop {
            // Nothing here waits for anything.
            if let Poll::Ready(reply) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return reply;
            }
        }
    }

    /// Sends a request to `path`, which the document holds as `template`, and looks whether status
    /// and answer are those that it tells.
    #[track_caller]
    fn ask(&self, template: &str, (method, path): (&str, &str), headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        let reply = self.with(|env| self.answered(env, &request(method, path, headers, body)));
        let (status, what) = (reply.status().as_u16(), format!("{method} {path}"));
        let operation = &self.document["paths"][template][method.to_ascii_lowercase()];
        let told = resolved(&self.document, &operation["responses"][status.to_string()]);
        let text = String::from_utf8(reply.body().clone()).unwrap();
        assert!(told.is_object(), "{what}: {status} is not in the document: {text}");
        let value = serde_json::from_str(&text).unwrap_or_default();
        let kind = reply.headers().get("content-type").map_or("", |kind| kind.to_str().unwrap());
        let kind = kind.split(';').next().unwrap();
        // A webhook that was taken is told nothing.
        if reply.status() != StatusCode::SEE_OTHER && told.get("content").is_some() {
            let content = &told["content"][kind];
            assert!(content.is_object(), "{what}: {status} as {kind} is not in the document");
            if kind.ends_with("json") {
                assert_eq!(fits(&self.document, &content["schema"], &value, &what), Ok(()), "{status}");
            }
        }
        (status, value)
    }
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let mut builder = http::Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    Request { parts: builder.body(()).unwrap().into_parts().0, body: Some(body.as_bytes().to_vec()) }
}

#[test]
fn operations_answer_as_the_document_says() {
    let office = Office::open();
    let bearer = [("authorization", "Bearer admin-token")];
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let texts = json!({"subject": "{order}", "body": "{link}", "sms": "{link}"});
    let setting = json!({"enabled": true, "channels": ["sms", "email"], "quiet_hours": {"from": "20:00", "to": "09:00"},
        "language": "en", "texts": {"en": texts}});
    let setting = setting.to_string();
    let preview = json!({"order": "1", "setting": {"texts": {"pl": texts}}}).to_string();
    let template = "/api/templates/{message}";
    let shipped = "/api/templates/shipped";
    let previewed = format!("{template}/preview");
    let preview_of = |message: &str| format!("/api/templates/{message}/preview");
    let (report, report_with_token) = ("/hooks/reports/{provider}", "/hooks/reports/{provider}/{token}");
    let smsapi = "/hooks/reports/smsapi/token";
    let recognise = "/api/recognise";
    let (poll, connect) = ("/jobs/poll/{poller}", "/jobs/poll/{poller}/connect");
    let (sync, agree) = ("/jobs/sync/{poller}", "/jobs/sync/{poller}/connect");
    let backfill = ("POST", "/jobs/backfill");
    let kpi_export = "/api/kpi/export";
    for (path, (method, address), headers, body, expected) in [
        ("/healthz", ("GET", "/healthz"), &[][..], "", 200),
        ("/healthz", ("GET", "/healthz"), &bearer, "", 200),
        ("/jobs/run", ("POST", "/jobs/run"), &bearer, "", 200),
        ("/jobs/run", ("POST", "/jobs/run"), &[], "", 401),
        ("/jobs/upkeep", ("POST", "/jobs/upkeep"), &bearer, "", 200),
        ("/jobs/upkeep", ("POST", "/jobs/upkeep"), &[], "", 401),
        ("/jobs/{job}", ("POST", "/jobs/outbox"), &bearer, "", 200),
        ("/jobs/{job}", ("POST", "/jobs/stalled"), &bearer, "", 200),
        ("/jobs/{job}", ("POST", "/jobs/nonsense"), &bearer, "", 404),
        ("/jobs/poll", ("POST", "/jobs/poll"), &bearer, "", 200),
        ("/jobs/poll", ("POST", "/jobs/poll"), &[], "", 401),
        (poll, ("POST", "/jobs/poll/inpost-tracking"), &bearer, "", 200),
        (poll, ("POST", "/jobs/poll/nonsense"), &bearer, "", 404),
        (connect, ("POST", "/jobs/poll/allegro-tracking/connect"), &bearer, "", 409),
        (connect, ("POST", "/jobs/poll/inpost-tracking/connect"), &bearer, "", 404),
        (connect, ("POST", "/jobs/poll/allegro-tracking/connect"), &[], "", 401),
        ("/jobs/{job}", ("POST", "/jobs/disagreements"), &bearer, "", 200),
        ("/jobs/{job}", ("POST", "/jobs/erasures"), &bearer, "", 200),
        ("/jobs/calls", ("POST", "/jobs/calls"), &bearer, "", 200),
        ("/jobs/calls", ("POST", "/jobs/calls"), &[], "", 401),
        ("/jobs/sync", ("POST", "/jobs/sync"), &bearer, "", 200),
        ("/jobs/sync", ("POST", "/jobs/sync"), &[], "", 401),
        (sync, ("POST", "/jobs/sync/allegro"), &bearer, "", 200),
        (sync, ("POST", "/jobs/sync/shopify"), &bearer, "", 200),
        (sync, ("POST", "/jobs/sync/nonsense"), &bearer, "", 404),
        (agree, ("POST", "/jobs/sync/allegro/connect"), &bearer, "", 409),
        (agree, ("POST", "/jobs/sync/woocommerce/connect"), &bearer, "", 404),
        (agree, ("POST", "/jobs/sync/allegro/connect"), &[], "", 401),
        ("/jobs/backfill", backfill, &bearer, "", 200),
        ("/jobs/backfill", backfill, &bearer, r#"{"days":365,"platforms":["woocommerce"]}"#, 200),
        ("/jobs/backfill", backfill, &bearer, r#"{"days":366}"#, 400),
        ("/jobs/backfill", backfill, &bearer, r#"{"platforms":"woocommerce"}"#, 400),
        ("/jobs/backfill", backfill, &bearer, r#"{"platforms":["shopify"]}"#, 409),
        ("/jobs/backfill", backfill, &[], "", 401),
        ("/jobs/rollup", ("POST", "/jobs/rollup"), &bearer, "", 200),
        ("/jobs/rollup", ("POST", "/jobs/rollup"), &[], "", 401),
        ("/jobs/recount", ("POST", "/jobs/recount"), &bearer, "", 200),
        ("/jobs/recount", ("POST", "/jobs/recount"), &[], "", 401),
        ("/jobs/export", ("POST", "/jobs/export"), &bearer, "", 200),
        ("/jobs/export", ("POST", "/jobs/export"), &[], "", 401),
        ("/api/kpi", ("GET", "/api/kpi?by=week"), &bearer, "", 200),
        ("/api/kpi", ("GET", "/api/kpi?by=carrier"), &bearer, "", 200),
        ("/api/kpi", ("GET", "/api/kpi?by=moon"), &bearer, "", 400),
        ("/api/kpi", ("GET", "/api/kpi"), &[], "", 401),
        ("/kpi", ("GET", "/kpi"), &[], "", 303),
        (kpi_export, ("GET", "/api/kpi/export?format=csv"), &bearer, "", 200),
        (kpi_export, ("GET", "/api/kpi/export?format=json"), &bearer, "", 200),
        (kpi_export, ("GET", "/api/kpi/export?format=openmetrics"), &bearer, "", 200),
        (kpi_export, ("GET", "/api/kpi/export?format=ndjson&grain=orders"), &bearer, "", 200),
        (kpi_export, ("GET", "/api/kpi/export?format=pdf"), &bearer, "", 400),
        (kpi_export, ("GET", "/api/kpi/export"), &[], "", 401),
        ("/api/kpi/exports", ("GET", "/api/kpi/exports"), &bearer, "", 200),
        ("/api/kpi/exports", ("GET", "/api/kpi/exports"), &[], "", 401),
        ("/api/kpi/exports/{period}", ("GET", "/api/kpi/exports/daily-2026-01-01"), &bearer, "", 404),
        ("/api/kpi/exports/{period}", ("GET", "/api/kpi/exports/daily-2026-01-01"), &[], "", 401),
        ("/healthz", ("GET", "/healthz"), &bearer, "", 200),
        ("/api/templates", ("GET", "/api/templates"), &bearer, "", 200),
        ("/api/templates", ("GET", "/api/templates"), &[], "", 401),
        (template, ("GET", shipped), &bearer, "", 200),
        (template, ("GET", "/api/templates/nonsense"), &bearer, "", 404),
        (template, ("PUT", shipped), &bearer, &setting, 200),
        (template, ("PUT", shipped), &bearer, r#"{"color":"red"}"#, 400),
        (template, ("PUT", shipped), &bearer, r#"{"language":"de"}"#, 422),
        (template, ("PUT", shipped), &bearer, &" ".repeat(65_537), 413),
        (template, ("PUT", shipped), &[], &setting, 401),
        (&previewed, ("POST", &preview_of("shipped")), &bearer, &preview, 200),
        (&previewed, ("POST", &preview_of("confirmed")), &bearer, r#"{"order":"1","language":"en"}"#, 200),
        (&previewed, ("POST", &preview_of("confirmed")), &bearer, r#"{"order":"2"}"#, 404),
        (&previewed, ("POST", &preview_of("confirmed")), &bearer, "{}", 400),
        (&previewed, ("POST", &preview_of("confirmed")), &bearer, r#"{"order":"1","setting":{"language":"x"}}"#, 422),
        (template, ("DELETE", shipped), &bearer, "", 200),
        ("/api/outbox", ("GET", "/api/outbox"), &bearer, "", 200),
        ("/api/outbox/{reference}/retry", ("POST", "/api/outbox/x/retry"), &bearer, "", 404),
        (recognise, ("GET", "/api/recognise?number=11122223333"), &bearer, "", 200),
        (recognise, ("GET", "/api/recognise?number=%3Cscript%3E"), &bearer, "", 200),
        (recognise, ("GET", "/api/recognise?number=%20"), &bearer, "", 400),
        (recognise, ("GET", "/api/recognise"), &bearer, "", 400),
        (recognise, ("GET", "/api/recognise?number=1"), &[], "", 401),
        ("/login", ("GET", "/login"), &[], "", 200),
        ("/login", ("POST", "/login"), &form, "token=guessed", 401),
        ("/login", ("POST", "/login"), &form, "token=admin-token&next=/healthz", 303),
        ("/login", ("POST", "/login"), &[], r#"{"token":"admin-token"}"#, 303),
        ("/logout", ("POST", "/logout"), &form, "", 303),
        (report_with_token, ("GET", smsapi), &[], "", 200),
        (report_with_token, ("POST", smsapi), &form, "idx=x&status_name=DELIVERED", 200),
        (report_with_token, ("POST", "/hooks/reports/postmark/token"), &[], "no JSON", 400),
        (report_with_token, ("POST", "/hooks/reports/postmark/guessed"), &[], "{}", 401),
        (report, ("POST", "/hooks/reports/postmark"), &[], "{}", 401),
        (report, ("POST", "/hooks/reports/twilio"), &[], "{}", 404),
    ] {
        let (status, value) = office.ask(path, (method, address), headers, body);
        assert_eq!(status, expected, "{method} {address} {value}");
    }
    let (_, all) = office.ask("/api/templates", ("GET", "/api/templates"), &bearer, "");
    let kinds: Vec<&Value> = all["templates"].as_array().unwrap().iter().map(|one| &one["message"]).collect();
    assert_eq!(json!(kinds), office.document["components"]["schemas"]["MessageKind"]["enum"]);
    let (_, ran) = office.ask("/healthz", ("GET", "/healthz"), &bearer, "");
    let jobs: Vec<&Value> = ran["jobs"].as_array().unwrap().iter().map(|one| &one["job"]).collect();
    assert_eq!(json!(jobs), office.document["paths"]["/jobs/{job}"]["parameters"][0]["schema"]["enum"]);
    let tasks: Vec<(&Value, &Value)> =
        ran["order_pollers"].as_array().unwrap().iter().map(|one| (&one["poller"], &one["task"])).collect();
    assert!(tasks.contains(&(&json!("woocommerce"), &json!("history"))), "{tasks:?}");
}

#[test]
fn what_customers_may_ask_for_is_as_the_document_says() {
    let office = Office::open();
    let bearer = [("authorization", "Bearer admin-token")];
    let (export, erase) = ("/api/customers/export", "/api/customers/erase");
    let (requests, erasures) = ("/api/customers/requests", "/api/customers/erasures");
    let jan = r#"{"email":"Jan@example.com","phone":null}"#;
    let ask = |method: &str, path: &str, body: &str, expected: u16| {
        let (status, value) = office.ask(path, (method, path), &bearer, body);
        assert_eq!(status, expected, "{method} {path} {value}");
        value
    };
    for path in [export, erase] {
        ask("POST", path, "{}", 400);
        ask("POST", path, "no JSON", 400);
        assert_eq!(office.ask(path, ("POST", path), &[], jan).0, 401);
    }
    for path in [requests, erasures] {
        assert_eq!(office.ask(path, ("GET", path), &[], "").0, 401);
    }
    let told = ask("POST", export, jan, 200);
    check(&office.document, "Customer", &serde_json::from_str(jan).unwrap());
    assert_eq!(told["orders"][0]["contact"], json!({"email": "jan@example.com"}));
    assert_eq!(ask("POST", erase, jan, 200), json!({"orders": 1, "erased": 1}));
    assert_eq!(ask("POST", export, jan, 200)["orders"][0]["contact"], json!({}));
    let noted = ask("GET", requests, "", 200);
    let what: Vec<&Value> = noted["requests"].as_array().unwrap().iter().map(|one| &one["what"]).collect();
    assert_eq!(json!(what), json!(["exported", "erased", "exported"]));
    let listed = ask("GET", erasures, "", 200);
    assert_eq!(ask("POST", erasures, &listed.to_string(), 200), json!({"listed": 0}));
    ask("POST", erasures, r#"{"erasures":[["nonsense"]]}"#, 400);
    office.ask("/jobs/{job}", ("POST", "/jobs/erasures"), &bearer, "");
}

#[test]
fn hooks_of_orders_and_payments_answer_as_the_document_says() {
    let office = Office::open();
    let payment = json!({"id": 7, "order": "1", "status": "paid", "amount": 114.79, "currency": "PLN", "at": after(5),
        "refund_id": null});
    check(&office.document, "StandardPayment", &payment);
    let told = |kind: &str, data: Value| json!({"type": kind, "timestamp": after(5), "data": data}).to_string();
    let (idosell, payments) = ("/hooks/orders/idosell/token", "/hooks/payments/standard");
    let with_token = "/hooks/orders/{platform}/{token}";
    for (template, path, body, is_signed, expected) in [
        (payments, payments, &told("payment.updated", payment.clone()), true, 200),
        (payments, payments, &told("payment.updated", json!([payment])), true, 200),
        (payments, payments, &told("payment.updated", json!({"id": 7})), true, 400),
        (payments, payments, &told("payment.updated", payment), false, 401),
        ("/hooks/payments/payu", "/hooks/payments/payu", &"{}".to_owned(), true, 404),
        ("/hooks/payments/{provider}/{token}", "/hooks/payments/stripe/x", &"{}".to_owned(), true, 404),
        (with_token, idosell, &json!({"order": {"id": "9"}}).to_string(), false, 200),
        (with_token, idosell, &"no JSON".to_owned(), false, 400),
        ("/hooks/orders/idosell", "/hooks/orders/idosell", &"{}".to_owned(), false, 401),
        ("/hooks/orders/shopify", "/hooks/orders/shopify", &"{}".to_owned(), false, 404),
    ] {
        // `ask` lets a second go by.
        let stamp = (office.now() + TimeDelta::seconds(1)).timestamp().to_string();
        let signature = signature("m", &stamp, body.as_bytes());
        let signed = [("webhook-id", "m"), ("webhook-timestamp", &stamp), ("webhook-signature", &signature)];
        let headers = if is_signed { &signed[..] } else { &[] };
        assert_eq!(office.ask(template, ("POST", path), headers, body).0, expected, "{path} {body}");
    }
    assert_eq!(office.shop.order("1", office.now()).unwrap()["payment"]["state"], "paid");
}

#[test]
fn calls_that_were_in_vain_are_as_the_document_says() {
    let office = Office::open();
    let bearer = [("authorization", "Bearer admin-token")];
    let subject = Subject::Source("payu".to_owned(), "1".to_owned());
    for call in [
        Call::Confirmation { order: ("standard".to_owned(), "1".to_owned()), details: "{}".to_owned() },
        Call::Parcel { carrier: None, tracking_number: "A1".to_owned() },
        Call::HandedOver,
    ] {
        let what = What::Call(call.fields());
        office.with(|env| {
            let reading = env.store.read::<Outbox>(LogId::outbox(&subject)).unwrap();
            let item = EventId::of(&[&call.fields().join(" ")]);
            let owed = owing::owed(item, &subject, what, env.now, env.now);
            owing::write(env, subject.clone(), reading, vec![owed]).unwrap();
            // What is left to do here is for component `calls`, which is asked below.
            env.due.take();
        });
    }
    office.visits.set(300);
    let (_, ran) = office.ask("/jobs/calls", ("POST", "/jobs/calls"), &bearer, "");
    assert_eq!(ran["jobs"][0]["report"]["dead"], 3, "{ran}");
    let (_, listed) = office.ask("/api/outbox", ("GET", "/api/outbox"), &bearer, "");
    let dead = listed["dead"].as_array().unwrap();
    for kind in ["confirmation", "parcel", "handed_over"] {
        let told = dead.iter().filter(|one| one["what"]["call"] == kind && one["about"]["source"] == "payu");
        assert_eq!(told.count(), 1, "{kind}: {listed}");
    }
}

#[test]
fn dead_letters_are_as_the_document_says() {
    let office = Office::open();
    let bearer = [("authorization", "Bearer admin-token")];
    office.with(|env| owing::look(env, &Timer::Order("standard".to_owned(), "1".to_owned()))).unwrap();
    office.with(|env| alerts::warn(env, warsaw_day(env.now), "test", "title", "text")).unwrap();
    let (_, listed) = office.ask("/api/outbox", ("GET", "/api/outbox"), &bearer, "");
    let dead = listed["dead"].as_array().unwrap();
    for kind in ["message", "alert", "event"] {
        assert_eq!(dead.iter().filter(|one| one["what"][kind].is_string()).count(), 1, "{kind}: {listed}");
    }
    office.world.0.set(200);
    for letter in dead {
        let path = format!("/api/outbox/{}/retry", letter["reference"].as_str().unwrap());
        for (expected, state) in [(200, json!("waiting")), (409, json!(null))] {
            let (status, value) = office.ask("/api/outbox/{reference}/retry", ("POST", &path), &bearer, "");
            assert_eq!((status, &value["state"]), (expected, &state), "{value}");
        }
    }
    let (_, listed) = office.ask("/api/outbox", ("GET", "/api/outbox"), &bearer, "");
    assert_eq!(listed["dead"], json!([]));
    office.visits.set(300);
    office.ask("/jobs/{job}", ("POST", "/jobs/outbox"), &bearer, "");
    let order = office.shop.order("1", office.now()).unwrap();
    check(&office.document, "Order", &order);
    assert_eq!(order["messages"][0]["state"], "sent", "{order}");
}

/// A letter by the channel `standard`, with its signature.
fn heard(office: &Office, data: Value) -> u16 {
    let body = json!({"type": "message.received", "timestamp": after(5), "data": data});
    check(&office.document, "StandardMessage", &body);
    let (body, stamp) = (body.to_string(), (office.now() + TimeDelta::seconds(1)).timestamp().to_string());
    let signature = signature("m", &stamp, body.as_bytes());
    let signed = [("webhook-id", "m"), ("webhook-timestamp", &*stamp), ("webhook-signature", &*signature)];
    let path = "/hooks/messages/standard";
    office.ask(path, ("POST", path), &signed, &body).0
}

#[test]
fn channels_answer_as_the_document_says() {
    let office = Office::open();
    let with_token = "/hooks/messages/{channel}/{token}";
    let (form, messenger) = ("/hooks/messages/form/{token}", "/hooks/messages/messenger");
    let written = json!({"name": "Jan", "email": "jan@example.com", "order": "1", "message": "Gdzie jest paczka?"});
    check(&office.document, "FormMessage", &written);
    let written = written.to_string();
    let json_body = [("content-type", "application/json")];
    let handshake = "?hub.mode=subscribe&hub.verify_token=word&hub.challenge=42";
    for (template, method, path, body, expected) in [
        (with_token, "POST", "/hooks/messages/postmark/token", "no JSON", 400),
        (
            with_token,
            "POST",
            "/hooks/messages/postmark/token",
            r#"{"From":"jan@example.com","TextBody":"Gdzie?"}"#,
            200,
        ),
        (with_token, "POST", "/hooks/messages/postmark/guessed", "{}", 401),
        (with_token, "POST", "/hooks/messages/mailgun/x", "{}", 404),
        (with_token, "GET", "/hooks/messages/postmark/token", "", 200),
        (with_token, "GET", "/hooks/messages/postmark/guessed", "", 401),
        ("/hooks/messages/{channel}", "GET", &format!("{messenger}{handshake}"), "", 200),
        ("/hooks/messages/{channel}", "GET", messenger, "", 401),
        ("/hooks/messages/{channel}", "POST", messenger, "{}", 401),
        ("/hooks/messages/{channel}", "POST", "/hooks/messages/zendesk", "{}", 404),
        ("/hooks/messages/standard", "POST", "/hooks/messages/standard", "{}", 401),
        (form, "POST", "/hooks/messages/form/token", &written, 200),
        (form, "POST", "/hooks/messages/form/token", "{}", 400),
        (form, "POST", "/hooks/messages/form/guessed", &written, 401),
        (form, "GET", "/hooks/messages/form/token", "", 200),
    ] {
        assert_eq!(office.ask(template, (method, path), &json_body, body).0, expected, "{method} {path}");
    }
    let from = json!({"name": "Jan", "email": "jan@example.com", "phone": null, "verified": false});
    let more = json!({"channel": "chat", "id": "c-1", "thread": "t-1", "from": from, "subject": null, "text": "Halo?",
        "at": after(4), "order": 1, "attachments": 0});
    for data in [json!({"from": from, "text": "Gdzie paczka?"}), more, json!({"raw": "From: a@b.pl\r\n\r\nHalo?"})] {
        assert_eq!(heard(&office, data), 200);
    }
    let answered = json!({"type": "message.answered", "data": {"thread": "t-1", "text": "Jedzie.", "by": "Anna"}});
    check(&office.document, "StandardMessage", &answered);
}

#[test]
fn questions_are_answered_as_the_document_says() {
    let office = Office::open();
    let question = json!({"order": "1", "email": "jan@example.com", "question": "Kiedy wyślecie moje zamówienie?"});
    check(&office.document, "Question", &question);
    let question = question.to_string();
    let form = "email=jan@example.com&order=1&message=Gdzie+jest+moja+paczka%3F";
    let json_body = [("content-type", "application/json")];
    let as_form = [("content-type", "application/x-www-form-urlencoded")];
    let elsewhere = [("content-type", "application/json"), ("origin", "https://else.example")];
    let shop = [("content-type", "application/json"), ("origin", "https://sklep.example")];
    let large = format!("message={}", "x".repeat(70_000));
    let (_, told) = office.ask("/api/ask", ("POST", "/api/ask"), &json_body, &question);
    assert_eq!((&told["answered"], told["answer"].is_string()), (&json!(true), true), "{told}");
    for (path, method, headers, body, expected) in [
        ("/api/ask", "POST", &shop[..], question.as_str(), 200),
        ("/api/ask", "POST", &json_body, r#"{"phone":600000002,"question":"Halo?"}"#, 200),
        ("/api/ask", "POST", &elsewhere, &question, 403),
        ("/api/ask", "POST", &json_body, "no JSON", 400),
        ("/api/ask", "POST", &json_body, r#"{"email":"jan@example.com"}"#, 422),
        ("/api/ask", "OPTIONS", &shop, "", 204),
        ("/api/ask", "OPTIONS", &elsewhere, "", 403),
        ("/kontakt", "GET", &[], "", 200),
        ("/contact", "GET", &[], "", 200),
        ("/kontakt", "POST", &as_form, form, 200),
        ("/contact", "POST", &json_body, &question, 200),
        ("/kontakt", "POST", &as_form, "message=", 422),
        ("/kontakt", "POST", &as_form, &large, 413),
        ("/kontakt", "POST", &[("origin", "https://else.example")], form, 403),
    ] {
        let (status, value) = office.ask(path, (method, path), headers, body);
        assert_eq!(status, expected, "{method} {path} {body} {value}");
    }
    let guess = |n: u8| {
        json!({"order": "77", "email": format!("ktos{n}@example.com"), "question": "Gdzie jest moja paczka?"})
            .to_string()
    };
    let asked = (0..12).map(|n| office.ask("/api/ask", ("POST", "/api/ask"), &json_body, &guess(n)));
    assert_eq!(asked.map(|(status, _)| status).last(), Some(429));
}

#[test]
fn texts_are_understood_as_the_document_says() {
    let office = Office::open();
    let bearer = [("authorization", "Bearer admin-token")];
    let path = "/api/classify";
    let text = "Gdzie jest paczka 10452? Proszę o kontakt: jan@example.com, tel. 600 100 200";
    let whole = json!({"text": text, "subject": "Zamówienie", "channel": "email"}).to_string();
    for (headers, body, expected) in [
        (&bearer[..], whole.as_str(), 200),
        (&bearer, r#"{"text":""}"#, 200),
        (&bearer, "{}", 400),
        (&bearer, r#"{"text":"x","channel":"fax"}"#, 400),
        (&bearer, r#"{"text":"x","subject":1}"#, 400),
        (&[], &whole, 401),
    ] {
        let (status, value) = office.ask(path, ("POST", path), headers, body);
        assert_eq!(status, expected, "{body} {value}");
    }
}

#[test]
fn cases_are_as_the_document_says() {
    let office = Office::open();
    let bearer = [("authorization", "Bearer admin-token")];
    let from = json!({"name": "Jan", "email": "jan@example.com"});
    let asked = json!({"from": from, "id": "1@b", "text": "Zamówienie 1 przyszło uszkodzone, kubek jest stłuczony"});
    assert_eq!(heard(&office, asked), 200);
    let (cases, case, messages) = ("/api/cases", "/api/cases/{number}", "/api/cases/{number}/messages");
    let (_, listed) = office.ask(cases, ("GET", cases), &bearer, "");
    let number = listed["cases"][0]["number"].as_str().unwrap().to_owned();
    let typed = json!({"channel": "phone", "order": "1", "text": "Pan pyta, kiedy wyślemy"});
    check(&office.document, "NewCase", &typed);
    let path = format!("{cases}/{number}");
    let written = format!("{path}/messages");
    let change = json!({"owner": "me", "intents": ["missing_or_wrong_item"], "mood": "angry", "cause": "shop_late"});
    check(&office.document, "CaseChange", &change);
    check(&office.document, "CaseWrite", &json!({"kind": "note", "text": "Zdjęcia są w teczce"}));
    for (template, (method, address), body, expected) in [
        (cases, ("GET", "/api/cases?state=all&owner=test"), "", 200),
        (cases, ("GET", "/api/cases?state=machine"), "", 200),
        (cases, ("GET", "/api/cases?state=all&day=2026-10-01"), "", 200),
        (cases, ("GET", "/api/cases?state=nonsense"), "", 400),
        (cases, ("GET", "/api/cases?day=nonsense"), "", 400),
        (cases, ("POST", cases), &typed.to_string(), 201),
        (cases, ("POST", cases), r#"{"order":"1"}"#, 422),
        (cases, ("POST", cases), "no JSON", 400),
        (case, ("GET", path.as_str()), "", 200),
        (case, ("GET", "/api/cases/AAAA-AAAA"), "", 404),
        (case, ("PATCH", &path), &change.to_string(), 200),
        (case, ("PATCH", &path), r#"{"state":"open"}"#, 409),
        (case, ("PATCH", &path), "{}", 422),
        (case, ("PATCH", &path), "no JSON", 400),
        (case, ("PATCH", "/api/cases/AAAA-AAAA"), r#"{"owner":"me"}"#, 404),
        (messages, ("POST", &written), r#"{"kind":"note","text":"Zdjęcia są w teczce"}"#, 200),
        (messages, ("POST", &written), r#"{"text":"Wysyłamy nowy kubek."}"#, 200),
        (messages, ("POST", &written), r#"{"kind":"approve"}"#, 409),
        (messages, ("POST", &written), r#"{"kind":"fax"}"#, 422),
        (messages, ("POST", &written), r#"{"kind":"note","text":" "}"#, 422),
        (case, ("PATCH", &path), r#"{"owner":null,"state":"closed"}"#, 200),
        (cases, ("GET", "/api/cases?state=closed"), "", 200),
        (case, ("GET", &path), "", 200),
    ] {
        let (status, value) = office.ask(template, (method, address), &bearer, body);
        assert_eq!(status, expected, "{method} {address} {body} {value}");
    }
    for (template, method, address) in [
        (cases, "GET", cases),
        (cases, "POST", cases),
        (case, "GET", &path),
        (case, "PATCH", &path),
        (messages, "POST", &written),
    ] {
        assert_eq!(office.ask(template, (method, address), &[], "{}").0, 401, "{method} {address}");
    }
    // What is owed about it is a dead letter where no provider takes it, and so is listed.
    office.visits.set(300);
    for job in ["/jobs/replies", "/jobs/messages"] {
        assert_eq!(office.ask(job, ("POST", job), &bearer, "").0, 200);
        assert_eq!(office.ask(job, ("POST", job), &[], "").0, 401);
    }
    office.ask("/healthz", ("GET", "/healthz"), &bearer, "");
    let (_, listed) = office.ask("/api/outbox", ("GET", "/api/outbox"), &bearer, "");
    let dead = listed["dead"].as_array().unwrap().iter().filter(|one| one["about"]["case"] == json!(number));
    assert!(dead.count() > 0, "{listed}");
    // The question how it was.
    let keyring = Keyring::new("current previous").unwrap();
    let (rating, token) = ("/ocena/{token}", rating::token(&keyring, &number).unwrap());
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for (method, path, body, expected) in [
        ("GET", format!("/ocena/{token}"), "", 200),
        ("POST", format!("/ocena/{token}"), "score=5&comment=Dzi%C4%99kuj%C4%99", 200),
        ("POST", format!("/ocena/{token}"), "score=6", 422),
        ("GET", "/ocena/x.y".to_owned(), "", 404),
        ("POST", "/ocena/x.y".to_owned(), "score=5", 404),
    ] {
        assert_eq!(office.ask(rating, (method, &path), &form, body).0, expected, "{method} {path} {body}");
    }
}

#[test]
fn the_inbox_answers_as_the_document_says() {
    let office = Office::open();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let mut cookie = String::new();
    office.with(|env| {
        let reply = office.answered(env, &request("POST", "/login", &[form], "token=admin-token"));
        cookie = reply.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    });
    let signed_in = [form, ("cookie", cookie.as_str())];
    let mut csrf = String::new();
    office.with(|env| {
        let session = session::of(&request("GET", "/cases", &signed_in, ""), env).unwrap();
        csrf.clone_from(&session.csrf);
    });
    let (inbox, case) = ("/cases", "/cases/{number}");
    let opened = format!("csrf={csrf}&channel=phone&order=1&text=Pan+pyta%2C+kiedy+wy%C5%9Blemy");
    let mut path = String::new();
    office.with(|env| {
        let reply = office.answered(env, &request("POST", inbox, &signed_in, &opened));
        let location = reply.headers()["location"].to_str().unwrap();
        path.push_str(location.split('?').next().unwrap());
    });
    for (template, method, address, body, expected) in [
        (inbox, "GET", "/cases?show=mine&lang=en", "", 200),
        (inbox, "POST", inbox, opened.as_str(), 303),
        (inbox, "POST", inbox, &format!("csrf={csrf}&text="), 422),
        (case, "GET", &format!("{path}?done=opened"), "", 200),
        (case, "GET", "/cases/AAAA-AAAA", "", 404),
        (case, "POST", &path, &format!("csrf={csrf}&do=note&text=Oddzwoni%C4%87"), 303),
        (case, "POST", &path, &format!("csrf={csrf}&do=note&text="), 200),
        (case, "POST", &path, "do=take", 200),
        (case, "POST", &path, &format!("csrf={csrf}&do=dance"), 400),
    ] {
        assert_eq!(office.ask(template, (method, address), &signed_in, body).0, expected, "{method} {address} {body}");
    }
    for (template, method, address) in
        [(inbox, "GET", inbox), (inbox, "POST", inbox), (case, "GET", &path), (case, "POST", &path)]
    {
        assert_eq!(office.ask(template, (method, address), &[form], "").0, 303, "{method} {address}");
    }
}

#[test]
fn preferences_answer_as_the_document_says() {
    let office = Office::open();
    let link = office.shop.order("1", office.now()).unwrap()["link"].as_str().unwrap().to_owned();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let (messages, off) = ("/z/{token}/messages", "/z/{token}/messages/off");
    let large = "x".repeat(9000);
    for (template, method, query, body, expected) in [
        (messages, "GET", "", "", 200),
        (messages, "POST", "", "known=email&email=on", 200),
        (messages, "POST", "", &large, 413),
        (off, "GET", "?channel=email", "", 200),
        (off, "POST", "?channel=email", "List-Unsubscribe=One-Click", 200),
        (off, "GET", "?channel=sms", "", 404),
        (off, "POST", "", "", 404),
    ] {
        let path = template.replace("/z/{token}", &link) + query;
        assert_eq!(office.ask(template, (method, &path), &form, body).0, expected, "{method} {template}{query}");
    }
}

#[test]
fn webhooks_of_our_own_are_as_the_document_says() {
    let office = Office::open();
    office.shop.deliver(&order(
        after(1),
        json!({"id": "2", "number": "1002", "status": "cancelled", "updated_at": after(1), "cancelled_at": after(1),
            "shipments": [{"carrier": "inpost", "tracking_number": "A1"}]}),
    ));
    let pickup = json!({"name": "KRA010", "address": "Kraków, Rynek 1", "deadline": after(900)});
    for (minute, status) in [(2, "nonsense"), (3, "ready_for_pickup")] {
        let data = json!({"carrier": "inpost", "tracking_number": "A1", "status": status, "at": after(minute),
            "pickup": pickup, "replaced_by": "B2", "order": "1002", "location": "Kraków"});
        office.shop.deliver(&shipment(after(minute), data));
    }
    let schema = |name: &str| {
        let hook = &office.document["webhooks"][name]["post"];
        hook["requestBody"]["content"]["application/json"]["schema"].clone()
    };
    let tell = |subject: &Subject, kind: &str, of: EventId| -> Value {
        let body = office.with(|env| event_body::of(env, subject, kind, of)).unwrap().unwrap();
        let value: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(fits(&office.document, &schema(kind), &value, kind), Ok(()));
        value
    };
    for id in ["1", "2"] {
        let subject = Subject::Order("standard".to_owned(), id.to_owned());
        let told = tell(&subject, "order.updated", EventId::of(&["any"]));
        assert_eq!(told["data"]["cancelled_at"].is_string(), id == "2", "{told}");
    }
    let parcel = office.with(|env| env.store.read::<ParcelLog>(parcel_log("A1"))).unwrap().projection.state;
    assert_eq!(parcel.events().len(), 2);
    for event in parcel.events() {
        tell(&Subject::Parcel("A1".to_owned()), "shipment.event", event.id);
    }
}
