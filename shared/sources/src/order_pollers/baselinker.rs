//! BaseLinker (BASE), a hub that gathers the orders of shops and marketplaces: its journal, and the orders that it names.
//!
//! Sources: `https://api.baselinker.com`, `getJournalList` (the last three days; answers nothing until BASE's support has
//! switched it on), `getOrders`, `getOrderPackages`, `getOrderStatusList`; `wire-formats/orders.md`, 6.1. The codes of
//! errors and the text of a blocked token are from integrations. 100 requests a minute.
//!
//! What the journal calls 4 is the removal of an order, or of its invoice or receipt, and of 5 the document says
//! only "ID of the merged order". So an order counts as gone only if it cannot be had any more, and of two that
//! were merged the one that can be had is the one that goes on.

mod order;
mod run;

use self::{order::Facts, run::Run};
use super::{Asking, OrderPoller, Task, Turn};
use crate::{
    json,
    platforms::Said,
    pollers::{Fault, object},
    request::{encoded, request},
    variables::{Variables, base_url},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderName, Method, Request, Response, header};
use serde_json::Value;
use sledz_domain::{json, text, time};

/// Its name; also the platform's.
pub const NAME: &str = "baselinker";

/// See the module.
pub struct BaseLinker;

const URL: (&str, &str) = ("baselinker_url", "https://api.baselinker.com");
const TOKEN: &str = "baselinker_token";

/// The events that change what is told of an order; see `getJournalList`.
const EVENTS: &str = "[1,2,3,4,5,6,9,10,11,12,13,14,16,17,18]";

/// So many orders `getOrders` gives at once, unless there are no more.
const PAGE: usize = 100;

/// An answer of this length was cut: what is whole of it is read. The size of a page cannot be chosen.
const CUT: usize = 1 << 20;

/// So long a token is left alone that has asked too often, if nothing can be read of how long.
const BLOCKED: TimeDelta = TimeDelta::seconds(60);

/// No block is believed to last longer.
const LONGEST_BLOCK: TimeDelta = TimeDelta::hours(1);

impl OrderPoller for BaseLinker {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &[URL.0, TOKEN]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        [base_url(variables, URL.0, URL.1).err(), token(variables).err()].into_iter().flatten().collect()
    }

    fn does(&self, task: Task) -> bool {
        task != Task::Sweep
    }

    fn begin(&self, task: Task, cursor: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
        match task {
            Task::New => Run::begin(cursor, asking.now).next(asking),
            Task::Sweep => Ok(Turn::done(cursor.clone())),
            Task::History(_) if cursor.get("done").is_some() => Ok(Turn::done(cursor.clone())),
            Task::History(since) => {
                let from = json::raw(cursor, "from").and_then(|from| from.parse().ok());
                let run = Run { history: Some(from.unwrap_or(since.timestamp())), ..Run::default() };
                run.next(asking)
            }
        }
    }

    fn answered(&self, asked: Value, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let run = Run::read(&asked);
        match asked.get("step").and_then(Value::as_str) {
            Some("journal") => journal(run, &told(answer, asking.now)?, asking),
            Some("names") => names(run, &told(answer, asking.now)?, asking),
            Some("order") => order(run, &told(answer, asking.now)?, asking),
            Some("packages") => packages(run, &asked, &told(answer, asking.now)?, asking),
            _ => history(run, answer, asking),
        }
    }

    fn without(&self, asked: Value, asking: &Asking<'_>) -> Option<Result<Turn, Fault>> {
        let mut run = Run::read(&asked);
        match asked.get("step").and_then(Value::as_str) {
            Some("order" | "packages") => {
                run.put_off(asking.now);
                let cursor = run.cursor();
                Some(run.next(asking).map(|turn| turn.reaching(cursor)))
            }
            // Statuses are told by their numbers then.
            Some("names") => Some(Run { names: Some(json!({})), ..run }.next(asking)),
            _ => None,
        }
    }
}

impl Run {
    /// Asks for what is to be known next.
    fn next(self, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let (step, method, parameters) = match (self.history, self.later.first()) {
            (None, None) => {
                ("journal", "getJournalList", format!("{{\"last_log_id\":{},\"logs_types\":{EVENTS}}}", self.last))
            }
            _ if self.names.is_none() => ("names", "getOrderStatusList", "{}".to_owned()),
            (Some(from), _) => {
                ("history", "getOrders", format!("{{\"date_confirmed_from\":{from},\"get_unconfirmed_orders\":false}}"))
            }
            // Those that are not confirmed are asked for too: what is not there then is gone.
            (None, Some(item)) => {
                ("order", "getOrders", format!("{{\"order_id\":{},\"get_unconfirmed_orders\":true}}", item.order))
            }
        };
        Turn::ask(call(method, &parameters, asking.access.variables), self.asked(step, None))
    }

    /// The first order is dealt with; goes on with the next.
    fn finish(mut self, said: Vec<Said>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        if !self.later.is_empty() {
            self.later.remove(0);
        }
        let cursor = self.cursor();
        Ok(self.next(asking)?.telling(said).reaching(cursor))
    }
}

fn journal(mut run: Run, message: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
    let has_more = run.take(message);
    if !has_more {
        // What was there before the first run is history; from here on it is news.
        run.skips = false;
        return Ok(Turn::done(run.cursor()));
    }
    let cursor = run.cursor();
    Ok(run.next(asking)?.reaching(cursor))
}

fn names(run: Run, message: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
    let mut names = serde_json::Map::new();
    for status in items(message.get("statuses")) {
        if let (Some(id), Some(name)) = (json::raw(status, "id"), json::shown(status, "name", 64)) {
            names.insert(id, Value::String(name));
        }
    }
    Run { names: Some(Value::Object(names)), ..run }.next(asking)
}

fn order(mut run: Run, message: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
    let Some(item) = run.later.first().cloned() else { return run.next(asking) };
    let orders = message.get("orders").ok_or_else(|| Fault::unreadable("answers without a list of orders"))?;
    let found = items(Some(orders)).find(|order| json::raw(order, "order_id").as_ref() == Some(&item.order));
    let Some(found) = found else {
        let said = run.gone(&item);
        return run.finish(said, asking);
    };
    if !order::is_ready(found) {
        // Somebody is still writing it; that it is confirmed will be an event.
        return run.finish(Vec::new(), asking);
    }
    let asked = run.asked("packages", Some(found));
    let parameters = format!("{{\"order_id\":{}}}", item.order);
    Turn::ask(call("getOrderPackages", &parameters, asking.access.variables), asked)
}

fn packages(mut run: Run, asked: &Value, message: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
    let (Some(item), Some(found)) = (run.later.first().cloned(), asked.get("order")) else { return run.next(asking) };
    let packages = message.get("packages").ok_or_else(|| Fault::unreadable("answers without a list of packages"))?;
    let packages: Vec<&Value> = items(Some(packages)).collect();
    let facts = Facts {
        packages: Some(&packages),
        names: run.names.as_ref(),
        version: time::from_unix(item.at),
        paid_at: item.paid.and_then(time::from_unix),
        part_of: run.part_of(&item.order),
    };
    let said = order::read(found, &facts, asking.now);
    let mut said = vec![said.map_or(Said::Unreadable, |said| Said::Order(Box::new(said)))];
    said.extend(run.merged_into(&item));
    run.finish(said, asking)
}

fn history(run: Run, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Turn, Fault> {
    let is_cut = answer.status().is_success() && answer.body().len() >= CUT;
    let message = if is_cut { whole(answer.body()) } else { told(answer, asking.now)? };
    let from = run.history.unwrap_or_default();
    let orders: Vec<&Value> = items(message.get("orders")).collect();
    let facts = Facts { names: run.names.as_ref(), ..Facts::default() };
    let read = |order: &&Value| {
        order::read(order, &facts, asking.now).map_or(Said::Unreadable, |said| Said::Order(Box::new(said)))
    };
    let said = orders.iter().filter(|order| order::is_ready(order)).map(read).collect();
    let confirmed = |order: &&Value| json::raw(order, "date_confirmed")?.trim().parse::<i64>().ok();
    let last = orders.iter().filter_map(confirmed).max();
    if orders.len() < PAGE && !is_cut {
        return Ok(Turn::done(json!({"from": last.unwrap_or(from), "done": true})).telling(said));
    }
    // The document adds a second, and loses what else was confirmed in that one. It is asked for again instead,
    // unless a whole page is of one second.
    let next = match last {
        Some(last) if last > from => last,
        Some(last) if last == from => from.saturating_add(1),
        _ => return Err(general("hands out other orders than are asked for")),
    };
    let cursor = json!({"from": next});
    Ok(Run { history: Some(next), ..run }.next(asking)?.telling(said).reaching(cursor))
}

/// The orders that are whole in an answer that was cut.
fn whole(body: &[u8]) -> Value {
    let mut orders = Vec::new();
    let key = b"\"orders\"";
    let begin = body.windows(key.len()).position(|found| found == key).map_or(body.len(), |at| at + key.len());
    let (mut depth, mut start, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for (at, byte) in body.iter().enumerate().skip(begin) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' if !in_text => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b'}' if !in_text => {
                depth = depth.saturating_sub(1);
                let order = body.get(start..=at).filter(|_| depth == 0).and_then(|order| json::object(order).ok());
                orders.extend(order);
            }
            _ => {}
        }
    }
    json!({"orders": orders})
}

/// What an answer tells.
fn told(answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Value, Fault> {
    let message = object(answer)?;
    match message.get("status").and_then(Value::as_str) {
        Some("SUCCESS") => Ok(message),
        Some("ERROR") => Err(fault(&message, now)),
        _ => Err(Fault::unreadable("answers neither success nor an error")),
    }
}

/// Why nothing is told. The text may repeat what was asked, and is not passed on.
fn fault(message: &Value, now: DateTime<Utc>) -> Fault {
    let code = json::raw(message, "error_code").unwrap_or_default();
    if code == "ERROR_BLOCKED_TOKEN" || code.contains("LIMIT") || code.contains("TOO_MANY") {
        // `Query limit exceeded, token blocked until 2022-05-03 17:15:34`
        let text = json::raw(message, "error_message").unwrap_or_default();
        let until = text.len().checked_sub(19).and_then(|from| text.get(from..));
        let until = until.and_then(|until| time::parse(until, time::WARSAW)).map(|until| until.at - now);
        let wait = until.unwrap_or(BLOCKED).clamp(BLOCKED, LONGEST_BLOCK);
        return Fault { wait: Some(wait), ..general("was asked too often") };
    }
    if ["TOKEN", "ACCESS", "ACCOUNT", "AUTH"].iter().any(|word| code.contains(word)) {
        return Fault { is_refused: true, ..general("refuses the access: look whether the token is right") };
    }
    let is_code = (1..=40).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    Fault::unreadable(&format!("answers {}", if is_code { &code } else { "an error" }))
}

fn call(method: &str, parameters: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let url = format!("{}/connector.php", base_url(variables, URL.0, URL.1)?);
    let body = format!("method={method}&parameters={}", encoded(parameters));
    let headers = [
        (header::ACCEPT, "application/json"),
        (header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        (HeaderName::from_static("x-bltoken"), token(variables)?),
    ];
    request(Method::POST, &url, &headers, body.into_bytes())
}

fn token(variables: &dyn Variables) -> Result<&str, String> {
    match variables.get(TOKEN).trim() {
        "" => Err(format!("{TOKEN} is empty: BASE shows it under My account, API")),
        token if token.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(token),
        _ => Err(format!("{TOKEN} holds characters that no token has")),
    }
}

/// What is in a list, which PHP may write as an object of numbered members.
fn items(list: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (array, object) = match list {
        Some(Value::Array(items)) => (Some(items.iter()), None),
        Some(Value::Object(items)) => (None, Some(items.values())),
        _ => (None, None),
    };
    array.into_iter().flatten().chain(object.into_iter().flatten())
}

/// An id: digits, which go into parameters as they are.
fn id(of: &Value, field: &str) -> Option<String> {
    let id = json::raw(of, field)?.trim().to_owned();
    let is_id = (1..=text::NUMBER_LIMIT).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    (is_id && !id.starts_with('0')).then_some(id)
}

fn general(why: &str) -> Fault {
    Fault { is_general: true, ..Fault::unreadable(why) }
}
