//! The numbers: from what customers, couriers and people did to what `GET /api/kpi` tells.

mod elsewhere;
mod exports;
mod reports;
mod rolling;
mod rows;

use crate::{
    answering::counter::{Counter, letter},
    mailroom::TOKEN,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use sledz_app::{
    jobs::comparison,
    kpi::{cases, orders, query::previous, settings::settings},
    order_intake::OrderPointer,
    reply::Reply,
    request::Env,
};
use sledz_domain::time::warsaw_day;
use sledz_kpi::{Dimension, RawRows, Roll, Rows, figures, figures_by, roll_day};
use sledz_store::{
    Store,
    keys::{Kind, LogId},
};
use std::cell::RefCell;

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A shop with its numbers.
pub(crate) struct Office {
    pub(crate) counter: Counter,
}

impl Office {
    pub(crate) fn open() -> Self {
        Office::with(&[])
    }

    pub(crate) fn with(changed: &[(&str, &str)]) -> Self {
        let mut all =
            vec![("disagreement_hours", "24"), ("opening_hours", "mon-fri 09:00-17:00"), ("satisfaction", "csat")];
        all.extend_from_slice(changed);
        Office { counter: Counter::with(&all) }
    }

    pub(crate) fn get(&self, now: DateTime<Utc>, uri: &str) -> Reply {
        self.get_as(now, uri, Some(TOKEN))
    }

    pub(crate) fn get_as(&self, now: DateTime<Utc>, uri: &str, token: Option<&str>) -> Reply {
        let mut request = http::Request::builder().method(Method::GET).uri(uri);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.counter.send(now, request.body(Vec::new()).unwrap())
    }

    pub(crate) fn kpi(&self, now: DateTime<Utc>, query: &str) -> Value {
        let reply = self.get(now, &format!("/api/kpi?{query}"));
        let told: Value = serde_json::from_slice(reply.body()).unwrap();
        assert_eq!(reply.status(), StatusCode::OK, "{told}");
        told
    }

    /// A job, until it has no more to do; its last report.
    pub(crate) fn job(&self, now: DateTime<Utc>, name: &str) -> Value {
        for _ in 0..200 {
            let (status, told) = self.counter.api(now, Method::POST, &format!("/jobs/{name}"), &Value::Null);
            assert_eq!(status, StatusCode::OK, "{told}");
            if told["has_more"] == false {
                return told["jobs"][0]["report"].clone();
            }
        }
        panic!("{name} never ends");
    }

    pub(crate) fn with_env<T>(&self, now: DateTime<Utc>, work: impl FnOnce(&Env) -> T) -> T {
        let (wall, due) = (|| now, RefCell::new(Vec::new()));
        let shop = &self.counter.shop;
        work(&Env { store: Store::new(&shop.kv, &wall), now, settings: &shop.settings, due: &due, is_import: false })
    }

    /// Every row there is, from the logs.
    pub(crate) fn rows(&self, now: DateTime<Utc>) -> Rows {
        self.with_env(now, |env| {
            let mut raw = RawRows::default();
            let mut known = Vec::new();
            let begin = day("2025-01-01");
            for day in begin.iter_days().take_while(|day| *day <= warsaw_day(now)) {
                let index = |kind: Kind| LogId::new(kind, &[&day.to_string()]);
                for order in env.store.all_pointers::<OrderPointer>(index(Kind::OrdersOfDay)).unwrap() {
                    orders::rows(env, &order, &mut raw, &mut |_| {}).unwrap();
                }
                for number in env.store.all_pointers::<String>(index(Kind::CasesOfDay)).unwrap() {
                    known.extend(cases::read(env, &number, None).unwrap());
                }
                raw.disagreements.extend(comparison::rows(env, day).unwrap());
            }
            raw.cases = known.iter().map(cases::KnownCase::row).collect();
            Rows::of(now, raw)
        })
    }

    /// What a span comes to, computed from all rows at once, nothing kept. Days before the first on which anything was are
    /// none of the shop's.
    fn afresh(&self, now: DateTime<Utc>, (from, to): (NaiveDate, NaiveDate), rows: &Rows) -> Roll {
        let first = first_day(rows);
        let settings = self.with_env(now, settings);
        let mut roll = Roll::default();
        for day in from.max(first).iter_days().take_while(|day| *day <= to && *day <= warsaw_day(now)) {
            roll.merge(&roll_day(day, rows, &settings));
        }
        roll
    }

    /// Compares what the API tells with what is computed afresh, in total and by every dimension.
    #[track_caller]
    pub(crate) fn agrees(&self, now: DateTime<Utc>, from: &str, to: &str) {
        let (span, rows, settings) = ((day(from), day(to)), self.rows(now), self.with_env(now, settings));
        let before = previous(span);
        let roll = self.afresh(now, span, &rows);
        // Part of a span is nothing to compare with.
        let then = (first_day(&rows) <= before.0).then(|| self.afresh(now, before, &rows));
        let shown = |key: Option<&str>, figure: &sledz_kpi::Figure| {
            let number = |number: sledz_kpi::Decimal| serde_json::from_str::<Value>(&number.to_string()).unwrap();
            json!([
                key,
                figure.name,
                figure.unit_name(),
                number(figure.value),
                figure.numerator,
                figure.denominator,
                figure.previous.map(number)
            ])
        };
        let told = |query: &str| -> (Vec<Value>, Value) {
            let told = self.kpi(now, &format!("from={from}&to={to}{query}"));
            let fields = ["key", "name", "unit", "value", "numerator", "denominator", "previous"];
            let figures = told["figures"].as_array().unwrap().iter();
            (figures.map(|one| fields.iter().map(|field| one[*field].clone()).collect()).collect(), told)
        };
        let expected: Vec<Value> =
            figures(&roll, then.as_ref(), &settings).iter().map(|one| shown(None, one)).collect();
        let (figures, answer) = told("");
        assert_eq!(differing(&figures, &expected), "", "the total of {from} to {to}");
        assert!(!figures.is_empty());
        assert_eq!(answer["missing"], json!([]));
        assert_eq!(answer["heat_map"], json!(roll.heat_map()), "the hours");
        for by in Dimension::ALL {
            let expected: Vec<Value> = figures_by(&roll, by, then.as_ref(), &settings)
                .iter()
                .flat_map(|group| group.figures.iter().map(|one| shown(group.key.as_deref(), one)).collect::<Vec<_>>())
                .collect();
            let (figures, _) = told(&format!("&by={}", by.name()));
            assert_eq!(differing(&figures, &expected), "", "by {} from {from} to {to}", by.name());
        }
    }

    /// A value among the figures of a span.
    pub(crate) fn value(&self, now: DateTime<Utc>, query: &str, name: &str) -> Value {
        let told = self.kpi(now, query);
        let found = told["figures"].as_array().unwrap().iter().find(|figure| figure["name"] == name);
        found.map_or(Value::Null, |figure| figure["value"].clone())
    }
}

/// The first day on which anything was.
fn first_day(rows: &Rows) -> NaiveDate {
    let placed = rows.orders().first().map(|order| warsaw_day(order.placed));
    let opened = rows.cases().first().map(|case| warsaw_day(case.opened));
    placed.into_iter().chain(opened).min().unwrap()
}

/// What two lists of figures do not have in common, in words.
fn differing(told: &[Value], expected: &[Value]) -> String {
    let only = |one: &[Value], other: &[Value]| -> Vec<String> {
        one.iter().filter(|value| !other.contains(value)).map(Value::to_string).collect()
    };
    let (more, less) = (only(told, expected), only(expected, told));
    if more.is_empty() && less.is_empty() { String::new() } else { format!("told {more:?}, expected {less:?}") }
}

/// Seven weeks of a shop: orders and parcels of every day, letters, people who answer, cases that come back; the clock runs.
pub(crate) fn autumn() -> Office {
    let office = Office::open();
    let counter = &office.counter;
    let begin = at("2026-09-21T07:00:00Z");
    for number in 0..49 {
        busy_day(counter, begin + TimeDelta::days(number), number);
    }
    office
}

/// Letters live as long as the program: their fields are texts of the test's own.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn busy_day(counter: &Counter, morning: DateTime<Utc>, number: i64) {
    let carriers = ["dpd", "inpost", "dhl"];
    for of_day in 0..=(number % 3) {
        let id = format!("{}", 5000 + number * 10 + of_day);
        let parcel = format!("6{:023}", number * 10 + of_day);
        let buyer = format!("klient{}@klient.example", number * 10 + of_day);
        let carrier = carriers[usize::try_from(of_day).unwrap()];
        let placed = morning + TimeDelta::minutes(7 * of_day);
        let data = json!({"id": id, "number": id, "status": "paid", "placed_at": placed.to_rfc3339(),
            "paid_at": placed.to_rfc3339(), "updated_at": placed.to_rfc3339(), "language": "pl",
            "dispatch_by": (placed + TimeDelta::hours(30)).to_rfc3339(), "customer": {"email": buyer}});
        counter.told(placed + TimeDelta::minutes(1), data.clone());
        let shipped = placed + TimeDelta::hours(20 + 6 * (number % 4));
        let mut sent = data;
        sent["status"] = json!("shipped");
        sent["updated_at"] = json!(shipped.to_rfc3339());
        sent["shipments"] = json!([{"carrier": carrier, "tracking_number": parcel}]);
        // Promised anew: the first promise counts.
        sent["dispatch_by"] = json!((placed + TimeDelta::hours(90)).to_rfc3339());
        counter.told(shipped + TimeDelta::minutes(2), sent);
        let steps = [("accepted", 3), ("in_transit", 9), ("failed_attempt", 30), ("delivered", 50)];
        for (status, hours) in steps.into_iter().filter(|(status, _)| *status != "failed_attempt" || number % 2 == 0) {
            let happened = shipped + TimeDelta::hours(hours);
            let data =
                json!({"carrier": carrier, "tracking_number": parcel, "status": status, "at": happened.to_rfc3339()});
            let learned = happened + TimeDelta::minutes(5 * of_day + number % 7);
            assert_eq!(counter.shop.deliver(&crate::shop::shipment(learned, data.clone())), StatusCode::OK);
            // And again, as couriers do.
            assert_eq!(
                counter.shop.deliver(&crate::shop::shipment(learned + TimeDelta::minutes(1), data)),
                StatusCode::OK
            );
        }
    }
    let asks = [
        "Gdzie jest moja paczka? Zamówienie",
        "Jak zwrócić towar? Zamówienie",
        "Kubek przyszedł uszkodzony, zamówienie",
    ];
    let order = 5000 + number * 10;
    let buyer = kept(format!("klient{}@klient.example", number * 10));
    let about = asks[usize::try_from(number % 3).unwrap()];
    let written = morning + TimeDelta::hours(30);
    let first = letter(kept(format!("a{number}")), buyer, kept(format!("{about} {order}")));
    assert_eq!(counter.write(written, &first), StatusCode::OK);
    // A hook comes twice.
    assert_eq!(counter.write(written + TimeDelta::minutes(1), &first), StatusCode::OK);
    let of_day = format!("/api/cases?state=all&day={}", warsaw_day(written));
    let (_, told) = counter.api(written + TimeDelta::minutes(2), Method::GET, &of_day, &Value::Null);
    let cases = told["cases"].as_array().unwrap();
    let case = cases
        .iter()
        .find(|case| case["order"].as_str() == Some(order.to_string().as_str()))
        .unwrap_or_else(|| panic!("{cases:?}"));
    let path = format!("/api/cases/{}", case["number"].as_str().unwrap());
    let later = |hours: i64| written + TimeDelta::hours(hours);
    if number % 3 == 2 {
        let answer = json!({"text": "Wysyłamy nowy."});
        let (status, told) = counter.api(later(number % 11), Method::POST, &format!("{path}/messages"), &answer);
        assert_eq!(status, StatusCode::OK, "{told}");
    }
    if number % 4 != 1 {
        assert_eq!(counter.api(later(20), Method::PATCH, &path, &json!({"state": "closed"})).0, StatusCode::OK);
    }
    if number % 5 == 0 {
        let again = letter(
            kept(format!("b{number}")),
            buyer,
            kept(format!("Nadal nic nie ma! Gdzie jest zamówienie {order}?")),
        );
        assert_eq!(counter.write(later(70), &again), StatusCode::OK);
    }
    if number % 7 == 3 {
        let change = json!({"cause": "courier_late", "intents": ["where_is_parcel"]});
        assert_eq!(counter.api(later(3), Method::PATCH, &path, &change).0, StatusCode::OK);
    }
    if number % 6 == 0 {
        let stranger = letter(
            kept(format!("c{number}")),
            kept(format!("obcy{number}@klient.example")),
            "Czy ten kubek jest w innym kolorze?",
        );
        assert_eq!(counter.write(later(2), &stranger), StatusCode::OK);
    }
    for hours in [1, 5, 60] {
        counter.job(later(hours));
    }
}
