//! WooCommerce's REST API v3: what its webhooks, which are sent once and never again, did not bring.
//!
//! Sources: `woocommerce/woocommerce`, `includes/rest-api/Controllers/Version3/class-wc-rest-crud-controller.php`
//! (`modified_after`, `dates_are_gmt`, both since 5.8; `X-WP-TotalPages`), `wire-formats/orders.md`, 2.4. A date with an
//! offset would be turned into the shop's own zone and compared with a column in UTC, so none is sent.
//!
//! Pages are not counted where that can be helped: an order that changes meanwhile moves to the end, and all
//! behind it move up, one of them from a page that is still to come to one that was read. The next
//! request asks from the last time that was seen.

use super::{Asking, OrderPoller, Task, Turn};
use crate::{
    json,
    platforms::{self, Said},
    pollers::Fault,
    request::{encoded, request},
    variables::{Variables, base_url},
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use http::{Method, Request, Response, header};
use serde_json::Value;
use sledz_domain::{base::BASE64, json, text};

/// Its name.
pub const NAME: &str = platforms::woocommerce::NAME;

/// See the module.
pub struct WooCommerceOrders;

const URL: (&str, &str) = ("woocommerce_url", "https://sklep.example");
const KEY: &str = "woocommerce_key";

/// Orders in an answer at first: plugins put tens of kilobytes into some.
const SIZE: u32 = 20;

/// An answer of this length was cut: it is asked for again, in smaller pages.
const CUT: usize = 1 << 20;

/// So far back the first sweep looks.
const FIRST: TimeDelta = TimeDelta::hours(2);

/// So far back each sweep looks behind what was seen: what was being written then was not there yet.
const OVERLAP: TimeDelta = TimeDelta::minutes(5);

/// An order that is so much older than was asked for shows that the date was not heeded. Before 5.8 dates are
/// the shop's own, which differ by less.
const TOLERANCE: TimeDelta = TimeDelta::days(1);

const SECOND: TimeDelta = TimeDelta::seconds(1);

/// So many pages of orders of one second are read; more are the same ones again and again.
const MOST_OF_A_SECOND: u32 = 50;

/// So many pages are read, newest first, of a shop that heeds no date.
const MOST_NEWEST: u32 = 10;

/// In which order, and from where.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The oldest change first.
    Modified,
    /// The oldest order first.
    Created,
    /// The newest change first, for shops that cannot be asked from a date.
    Newest,
}

/// Where a task is.
#[derive(Clone, Copy)]
struct Walk {
    by: By,
    after: DateTime<Utc>,
    page: u32,
    size: u32,
    /// What was seen so far.
    reached: DateTime<Utc>,
}

impl OrderPoller for WooCommerceOrders {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &[URL.0, KEY]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        [base_url(variables, URL.0, URL.1).err(), key(variables).err()].into_iter().flatten().collect()
    }

    fn does(&self, task: Task) -> bool {
        task != Task::New
    }

    fn begin(&self, task: Task, cursor: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let walk = match task {
            Task::New => return Ok(Turn::done(cursor.clone())),
            Task::Sweep => {
                let seen = json::utc(cursor, "modified").map_or(asking.now - FIRST, |seen| seen - OVERLAP);
                Walk::from(By::Modified, seen.min(asking.now), OVERLAP)
            }
            Task::History(_) if cursor.get("done").is_some() => return Ok(Turn::done(cursor.clone())),
            Task::History(since) => {
                Walk::from(By::Created, json::utc(cursor, "created").unwrap_or(since) - SECOND, SECOND)
            }
        };
        walk.ask(asking)
    }

    fn answered(&self, asked: Value, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let walk = Walk::read(&asked).ok_or_else(|| Fault::unreadable("was asked for nothing"))?;
        if answer.status().is_success() && answer.body().len() >= CUT && walk.size > 1 {
            // Pages of another size begin elsewhere.
            return Walk { size: walk.size / 4, page: 1, ..walk }.ask(asking);
        }
        let orders = list(answer)?;
        let is_last = match pages(answer) {
            Some(pages) => walk.page >= pages,
            None => orders.len() < usize::try_from(walk.size).unwrap_or(usize::MAX),
        };
        if walk.by == By::Newest {
            walk.newest(&orders, is_last, asking)
        } else {
            walk.onwards(&orders, is_last, asking)
        }
    }
}

impl Walk {
    fn from(by: By, after: DateTime<Utc>, ahead: TimeDelta) -> Self {
        Walk { by, after, page: 1, size: SIZE, reached: after + ahead }
    }

    /// What an answer in which time goes forward says, and what to ask next.
    fn onwards(self, orders: &[Value], is_last: bool, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let dates = || orders.iter().filter_map(|order| self.date(order));
        if dates().any(|date| date < self.after - TOLERANCE) {
            return match self.by {
                By::Created => Err(general("hands out older orders than are asked for")),
                _ => Walk { by: By::Newest, page: 1, ..self }.ask(asking),
            };
        }
        // A clock that is ahead must not hide what happens until then.
        let newest = dates().max().map(|newest| newest.min(asking.now));
        let walk = Walk { reached: self.reached.max(newest.unwrap_or(self.reached)), ..self };
        let said = orders.iter().filter_map(|order| said(order, asking.now)).collect();
        if is_last {
            return Ok(Turn::done(walk.cursor(true)).telling(said));
        }
        let next = match newest.map(|newest| newest - SECOND) {
            Some(after) if after > walk.after => Walk { after, page: 1, ..walk },
            _ if walk.page < MOST_OF_A_SECOND => Walk { page: walk.page + 1, ..walk },
            _ => return Err(general("hands out the same orders again and again")),
        };
        Ok(next.ask(asking)?.telling(said).reaching(walk.cursor(false)))
    }

    /// What an answer with the newest changes first says, and whether to ask for the next.
    fn newest(self, orders: &[Value], is_last: bool, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let is_new = |order: &&Value| self.date(order).is_none_or(|date| date >= self.after);
        let new: Vec<&Value> = orders.iter().filter(is_new).collect();
        let newest = new.iter().filter_map(|order| self.date(order)).max().map(|newest| newest.min(asking.now));
        let walk = Walk { reached: self.reached.max(newest.unwrap_or(self.reached)), page: self.page + 1, ..self };
        let said = new.iter().filter_map(|order| said(order, asking.now)).collect();
        if is_last || new.len() < orders.len() || self.page >= MOST_NEWEST {
            return Ok(Turn::done(walk.cursor(true)).telling(said));
        }
        Ok(walk.ask(asking)?.telling(said))
    }

    fn date(self, order: &Value) -> Option<DateTime<Utc>> {
        json::utc(order, if self.by == By::Created { "date_created_gmt" } else { "date_modified_gmt" })
    }

    /// Where the task begins the next time.
    fn cursor(self, is_end: bool) -> Value {
        let reached = self.reached.to_rfc3339_opts(SecondsFormat::Secs, true);
        match self.by {
            By::Created if is_end => json!({"created": reached, "done": true}),
            By::Created => json!({"created": reached}),
            _ => json!({"modified": reached}),
        }
    }

    fn ask(self, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let stamp = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let by = match self.by {
            By::Modified => "modified",
            By::Created => "created",
            By::Newest => "newest",
        };
        let asked = json!({
            "by": by,
            "after": stamp(self.after),
            "page": self.page,
            "size": self.size,
            "reached": stamp(self.reached),
        });
        Turn::ask(self.request(asking.access.variables), asked)
    }

    /// What was put down by [`Walk::ask`].
    fn read(asked: &Value) -> Option<Self> {
        let number = |field: &str| json::raw(asked, field)?.parse().ok();
        let by = match asked.get("by")?.as_str()? {
            "modified" => By::Modified,
            "created" => By::Created,
            _ => By::Newest,
        };
        let (after, reached) = (json::utc(asked, "after")?, json::utc(asked, "reached")?);
        Some(Walk { by, after, page: number("page")?, size: number("size")?, reached })
    }

    fn request(self, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let base = base_url(variables, URL.0, URL.1)?;
        let basic = format!("Basic {}", BASE64.encode(key(variables)?.as_bytes()));
        let after = self.after.to_rfc3339_opts(SecondsFormat::Secs, true);
        let after = encoded(after.trim_end_matches('Z'));
        let from = match self.by {
            By::Modified => format!("orderby=modified&order=asc&modified_after={after}"),
            By::Created => format!("orderby=date&order=asc&after={after}"),
            By::Newest => "orderby=modified&order=desc".to_owned(),
        };
        let url = format!(
            "{base}/wp-json/wc/v3/orders?status=any&{from}&dates_are_gmt=true&per_page={}&page={}",
            self.size, self.page
        );
        request(Method::GET, &url, &[(header::ACCEPT, "application/json"), (header::AUTHORIZATION, &basic)], Vec::new())
    }
}

/// What an order of a list says; none of those that are not placed yet.
fn said(order: &Value, now: DateTime<Utc>) -> Option<Said> {
    let id = json::shown(order, "id", text::NUMBER_LIMIT);
    let (Some(id), Some(word)) = (id, json::shown(order, "status", 64)) else { return Some(Said::Unreadable) };
    let said = || Said::Order(Box::new(platforms::woocommerce::order(order, id, word.clone(), now)));
    (word != "checkout-draft").then(said)
}

/// The list that an answer is.
fn list(answer: &Response<Vec<u8>>) -> Result<Vec<Value>, Fault> {
    if let Some(fault) = Fault::of_status(answer) {
        return Err(Fault { is_general: true, ..fault });
    }
    // Some plugins' files begin with a mark of byte order, which PHP sends along.
    let body = answer.body().strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer.body());
    let wrapped = [b"{\"orders\":", body, b"}"].concat();
    let mut read = json::object(&wrapped).map_err(|why| general(&format!("its answer cannot be read: {}", why.0)))?;
    match read.get_mut("orders").map(Value::take) {
        Some(Value::Array(orders)) => Ok(orders),
        _ => Err(general("answers without a list of orders")),
    }
}

/// How many pages there are, if the answer's headers got here.
fn pages(answer: &Response<Vec<u8>>) -> Option<u32> {
    answer.headers().get("x-wp-totalpages")?.to_str().ok()?.trim().parse().ok()
}

/// The key and its secret, with a colon between them.
fn key(variables: &dyn Variables) -> Result<&str, String> {
    let key = variables.get(KEY).trim();
    let is_key = |part: &str, begin: &str| {
        part.starts_with(begin) && part.len() > begin.len() && part.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let parts = key.split_once(':').filter(|(key, secret)| is_key(key, "ck_") && is_key(secret, "cs_"));
    parts.map(|_| key).ok_or_else(|| {
        format!(
            "{KEY} must be a key of WooCommerce's REST API that may read (ck_...), a colon, and its secret (cs_...)"
        )
    })
}

fn general(why: &str) -> Fault {
    Fault { is_general: true, ..Fault::unreadable(why) }
}
