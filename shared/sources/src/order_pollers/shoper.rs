//! Shoper's REST API: waybills, of which its webhooks say nothing, and orders from before them.
//!
//! Sources: `https://developers.shoper.pl/developers/api/getting-started` (auth, limits: `Retry-After`, lists of `count`,
//! `pages`, `page`, `list`; `filters`, `order`), `wire-formats/orders.md`, 3.4 (parcels). Dates are the shop's wall clock. What is
//! there of lists comes as an array, or as an object of numbered members, as PHP has it.
//!
//! A waybill is set some time after its parcel is made, and no date tells when. So parcels are read newest first, and
//! those without one are kept in mind.

use super::{Asking, OrderLogin, OrderPoller, PasswordLogin, Task, Turn};
use crate::{
    carriers, json,
    platforms::{OrderSaid, Said, shoper},
    pollers::{Fault, Token, object},
    request::{encoded, request},
    variables::{Variables, base_url},
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use http::{Method, Request, Response, header};
use serde_json::Value;
use sledz_domain::{
    base::BASE64,
    json,
    order::{Fulfilment, ShipmentRef, Snapshot},
    status::Stage,
    text, time,
};

/// Its name; also the platform's.
pub const NAME: &str = "shoper";

/// See the module.
pub struct ShoperParcels;

const URL: (&str, &str) = ("shoper_url", "https://sklep.shoparena.pl");
const USER: &str = "shoper_user";
const PASSWORD: &str = "shoper_password";

/// What is in one answer; the most that Shoper gives.
const SIZE: usize = 50;

/// So many pages of parcels are read at most.
const PAGES: u32 = 10;

/// Parcels older than that are not waited for.
const WAIT: TimeDelta = TimeDelta::days(14);

/// So far back the first run looks.
const FIRST: TimeDelta = TimeDelta::days(2);

/// Where the reading of parcels is.
#[derive(Default)]
struct Walk {
    page: u32,
    /// The newest parcel of the last run; none in the first.
    newest: Option<u64>,
    /// Those that had no waybill in the last run and were not met in this one.
    open: Vec<u64>,
    /// The newest parcel of this run.
    top: u64,
    /// Those that have no waybill in this run.
    left: Vec<u64>,
}

impl OrderPoller for ShoperParcels {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &[URL.0, USER, PASSWORD]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        [base_url(variables, URL.0, URL.1).err(), credentials(variables).err()].into_iter().flatten().collect()
    }

    fn login(&self) -> Option<OrderLogin> {
        Some(OrderLogin::Password(&ShoperParcels))
    }

    fn does(&self, task: Task) -> bool {
        task != Task::Sweep
    }

    fn begin(&self, task: Task, cursor: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
        match task {
            Task::New => {
                let (newest, open) = (id(cursor, "newest"), ids(cursor, "open"));
                Walk { page: 1, newest, open, ..Walk::default() }.ask(asking)
            }
            Task::Sweep => Ok(Turn::done(cursor.clone())),
            Task::History(_) if cursor.get("done").is_some() => Ok(Turn::done(cursor.clone())),
            Task::History(since) => ask_orders(since, id(cursor, "order").unwrap_or(0), asking),
        }
    }

    fn answered(&self, asked: Value, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let message = object(answer).map_err(|fault| Fault { is_general: true, ..fault })?;
        let list: Vec<&Value> = match message.get("list") {
            Some(Value::Array(items)) => items.iter().collect(),
            Some(Value::Object(items)) => items.values().collect(),
            _ => return Err(general("answers without a list")),
        };
        match json::utc(&asked, "since") {
            Some(since) => history(since, id(&asked, "order").unwrap_or(0), &list, asking),
            None => Walk::read(&asked).next(&list, id(&message, "pages"), asking),
        }
    }
}

impl PasswordLogin for ShoperParcels {
    fn name(&self) -> &'static str {
        NAME
    }

    fn request(&self, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let base = base_url(variables, URL.0, URL.1)?;
        let (user, password) = credentials(variables)?;
        let basic = format!("Basic {}", BASE64.encode(format!("{user}:{password}").as_bytes()));
        let headers = [(header::ACCEPT, "application/json"), (header::AUTHORIZATION, basic.as_str())];
        request(Method::POST, &format!("{base}/webapi/rest/auth"), &headers, Vec::new())
    }

    fn token(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Token, Fault> {
        let message = match object(answer) {
            Ok(message) => message,
            // Wrong credentials are `invalid_grant` in an answer of status 400 in older shops.
            Err(fault) if answer.status().as_u16() == 400 => {
                let why = "refuses the access: look whether user and password are right".to_owned();
                return Err(Fault { why, is_general: true, is_refused: true, ..fault });
            }
            Err(fault) => return Err(Fault { is_general: true, ..fault }),
        };
        let access = json::raw(&message, "access_token")
            .filter(|token| (1..=4096).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic()));
        let seconds = json::raw(&message, "expires_in").and_then(|seconds| seconds.trim().parse::<u32>().ok());
        let until = seconds.and_then(|seconds| now.checked_add_signed(TimeDelta::seconds(i64::from(seconds))));
        let token = access.zip(until).map(|(access, until)| Token { access, refresh: String::new(), until });
        token.ok_or_else(|| general("answers without a token"))
    }
}

impl Walk {
    /// What a page of parcels says, and whether to ask for the next.
    fn next(mut self, list: &[&Value], pages: Option<u64>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let numbers: Vec<u64> = list.iter().filter_map(|parcel| id(parcel, "parcel_id")).collect();
        if self.page == 1 && numbers.first() < numbers.last() {
            return Err(general("does not heed the order that is asked for: the newest parcels would never be met"));
        }
        let mut said = Vec::new();
        let mut is_old = false;
        for parcel in list {
            let Some(number) = id(parcel, "parcel_id") else {
                said.push(Said::Unreadable);
                continue;
            };
            self.top = self.top.max(number);
            let waits =
                self.open.iter().position(|open| *open == number).map(|place| self.open.remove(place)).is_some();
            let age = date(parcel, "send_date").or(date(parcel, "order_date")).map(|date| asking.now - date);
            is_old |= age.is_some_and(|age| age > WAIT);
            let is_new = match self.newest {
                Some(newest) => number > newest,
                None => age.is_none_or(|age| age <= FIRST),
            };
            match shipments(parcel) {
                found if !found.is_empty() && (is_new || waits) => {
                    said.push(parcel_of(parcel, number, found, asking.now))
                }
                found if found.is_empty() && age.is_none_or(|age| age <= WAIT) && !self.left.contains(&number) => {
                    self.left.push(number);
                }
                _ => {}
            }
        }
        let lowest = numbers.iter().min().copied().unwrap_or(0);
        let is_seen = match self.newest {
            Some(newest) => lowest <= newest && self.open.iter().all(|open| *open > lowest),
            None => is_old,
        };
        let is_last = pages.map_or(list.len() < SIZE, |pages| u64::from(self.page) >= pages) || list.is_empty();
        if is_last || is_seen || self.page >= PAGES {
            return Ok(Turn::done(self.cursor()).telling(said));
        }
        Ok(Walk { page: self.page + 1, ..self }.ask(asking)?.telling(said))
    }

    /// Where the next run begins. Only what was read to its end moves it.
    fn cursor(&self) -> Value {
        json!({"newest": self.top.max(self.newest.unwrap_or(0)), "open": self.left})
    }

    fn ask(&self, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let asked = json!({
            "page": self.page,
            "newest": self.newest,
            "open": self.open,
            "top": self.top,
            "left": self.left,
        });
        Turn::ask(get("parcels", &format!("order=parcel_id%20desc&page={}", self.page), asking), asked)
    }

    /// What was put down by [`Walk::ask`].
    fn read(asked: &Value) -> Self {
        Walk {
            page: id(asked, "page").and_then(|page| u32::try_from(page).ok()).unwrap_or(PAGES),
            newest: id(asked, "newest"),
            open: ids(asked, "open"),
            top: id(asked, "top").unwrap_or(0),
            left: ids(asked, "left"),
        }
    }
}

/// What a parcel with a waybill says of its order.
fn parcel_of(parcel: &Value, number: u64, shipments: Vec<ShipmentRef>, now: DateTime<Utc>) -> Said {
    let Some(platform_id) = json::shown(parcel, "order_id", text::NUMBER_LIMIT) else { return Said::Unreadable };
    let is_sent = matches!(json::raw(parcel, "sent").as_deref(), Some("1"))
        || parcel.get("sent").and_then(Value::as_bool).unwrap_or(false);
    let sent_at = date(parcel, "send_date").filter(|_| is_sent);
    let version = sent_at.or(date(parcel, "order_date")).unwrap_or(now);
    let snapshot = Snapshot {
        stage: is_sent.then_some(Stage::Shipped),
        shipped_at: sent_at,
        fulfilments: vec![Fulfilment { version, id: number.to_string(), is_cancelled: false, shipments }],
        ..Snapshot::at(version)
    };
    Said::Order(Box::new(OrderSaid { platform_id, snapshot, contact: None, unknown_status: false }))
}

/// The waybills of a parcel. Its carrier is recognised by the number if the shop's name for the way of delivery
/// holds none that is known.
fn shipments(parcel: &Value) -> Vec<ShipmentRef> {
    let written = json::raw(parcel, "shipping_code").unwrap_or_default();
    let named = json::raw(parcel, "shipping_name").or_else(|| json::raw(parcel.get("shipping")?, "name"));
    let carrier = named.and_then(|name| carriers::from_text(&name)).filter(|carrier| *carrier != "other");
    let mut all = Vec::new();
    for tracking_number in written.split([',', ';', '|']).filter_map(text::tracking_number) {
        ShipmentRef { tracking_number, carrier: carrier.map(str::to_owned) }.add_to(&mut all);
    }
    all
}

/// What a page of orders says, and what to ask next: those behind the last, so that none is missed when others
/// are deleted meanwhile.
fn history(since: DateTime<Utc>, behind: u64, list: &[&Value], asking: &Asking<'_>) -> Result<Turn, Fault> {
    let last = list.iter().filter_map(|order| id(order, "order_id")).max();
    let said = list.iter().flat_map(|order| shoper::order(order, asking.now)).collect();
    match last {
        Some(last) if list.len() >= SIZE && last > behind => {
            Ok(ask_orders(since, last, asking)?.telling(said).reaching(json!({"order": last})))
        }
        Some(last) if list.len() < SIZE => Ok(Turn::done(json!({"order": last, "done": true})).telling(said)),
        None if list.len() < SIZE => Ok(Turn::done(json!({"order": behind, "done": true})).telling(said)),
        _ => Err(general("hands out the same orders again and again")),
    }
}

fn ask_orders(since: DateTime<Utc>, behind: u64, asking: &Asking<'_>) -> Result<Turn, Fault> {
    let local = since.with_timezone(&time::WARSAW).to_rfc3339_opts(SecondsFormat::Secs, true).replace('T', " ");
    let local = local.get(..19).unwrap_or_default();
    let filters = format!("{{\"date\":{{\">=\":\"{local}\"}},\"order_id\":{{\">\":{behind}}}}}");
    let query = format!("filters={}&order=order_id%20asc", encoded(&filters));
    let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
    Turn::ask(get("orders", &query, asking), json!({"since": since, "order": behind}))
}

fn get(what: &str, query: &str, asking: &Asking<'_>) -> Result<Request<Vec<u8>>, String> {
    let base = base_url(asking.access.variables, URL.0, URL.1)?;
    let url = format!("{base}/webapi/rest/{what}?limit={SIZE}&{query}");
    let bearer = format!("Bearer {}", asking.access.token);
    request(Method::GET, &url, &[(header::ACCEPT, "application/json"), (header::AUTHORIZATION, &bearer)], Vec::new())
}

/// User and password of an administrator in the group of WebApi.
fn credentials(variables: &dyn Variables) -> Result<(&str, &str), String> {
    let given = |name: &str| match variables.get(name).trim() {
        "" => Err(format!("{name} is empty: it must be that of an administrator of the shop whose group is WebApi")),
        value if value.chars().any(char::is_control) => Err(format!("{name} holds characters that cannot be sent")),
        value => Ok(value),
    };
    let (user, password) = (given(USER)?, given(PASSWORD)?);
    if user.contains(':') { Err(format!("{USER} holds a colon, which cannot be sent")) } else { Ok((user, password)) }
}

fn id(of: &Value, field: &str) -> Option<u64> {
    json::raw(of, field)?.trim().parse().ok()
}

fn ids(of: &Value, field: &str) -> Vec<u64> {
    of.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64).collect()
}

/// A time, or the first second of a day, on the shop's wall clock. Empty ones are `0000-00-00`.
fn date(of: &Value, field: &str) -> Option<DateTime<Utc>> {
    let written = json::raw(of, field)?;
    let day = || time::parse(&format!("{} 00:00:00", written.trim()), time::WARSAW);
    time::parse(&written, time::WARSAW).or_else(day).map(|instant| instant.at)
}

fn general(why: &str) -> Fault {
    Fault { is_general: true, ..Fault::unreadable(why) }
}
