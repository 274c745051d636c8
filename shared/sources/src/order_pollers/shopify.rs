//! Shopify's Admin REST API: what its webhooks did not bring, and orders from before them.
//!
//! Sources: `https://shopify.dev/docs/api/admin-rest/usage/pagination` (`Link`, `page_info`, beside which only `limit` may
//! stand) and `/usage/rate-limits` (`Retry-After: 2.0`); `wire-formats/orders.md`, 1.5. Orders older than 60 days are told
//! to apps with `read_all_orders` only.

use super::{Asking, OrderPoller, Task, Turn};
use crate::{
    json,
    platforms::shopify,
    pollers::{Fault, object},
    request::{encoded, request},
    variables::{Variables, base_url},
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use http::{HeaderName, Method, Request, Response, header};
use serde_json::Value;
use sledz_domain::json;

/// Its name; also the platform's.
pub const NAME: &str = "shopify";

/// See the module.
pub struct ShopifyOrders;

const URL: (&str, &str) = ("shopify_url", "https://sklep.myshopify.com");
const TOKEN: &str = "shopify_token";

/// The version of the interface, which is in every path.
const VERSION: &str = "2026-07";

/// Orders in an answer at first; each line of an order takes some kilobytes.
const SIZE: u32 = 20;

/// An answer of this length was cut: it is asked for again, in smaller pages.
const CUT: usize = 1 << 20;

/// So far back the first sweep looks.
const FIRST: TimeDelta = TimeDelta::hours(2);

/// So far back each sweep looks behind what was seen.
const OVERLAP: TimeDelta = TimeDelta::minutes(5);

/// The longest name of a page that is taken.
const LONGEST_PAGE: usize = 4096;

/// Where a task is.
struct Walk {
    is_history: bool,
    from: DateTime<Utc>,
    /// Shopify's name of the page; none of the first.
    page: Option<String>,
    size: u32,
    /// What was seen so far.
    reached: DateTime<Utc>,
    /// Everything before `reached` was seen: the orders came in their order so far.
    is_sorted: bool,
}

impl OrderPoller for ShopifyOrders {
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
        task != Task::New
    }

    fn begin(&self, task: Task, cursor: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let (is_history, from, ahead) = match task {
            Task::New => return Ok(Turn::done(cursor.clone())),
            Task::Sweep => {
                let seen = json::utc(cursor, "updated").map_or(asking.now - FIRST, |seen| seen - OVERLAP);
                (false, seen.min(asking.now), OVERLAP)
            }
            Task::History(_) if cursor.get("done").is_some() => return Ok(Turn::done(cursor.clone())),
            Task::History(since) => (true, json::utc(cursor, "created").unwrap_or(since), TimeDelta::zero()),
        };
        Walk { is_history, from, page: None, size: SIZE, reached: from + ahead, is_sorted: true }.ask(asking)
    }

    fn answered(&self, asked: Value, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let walk = Walk::read(&asked).ok_or_else(|| Fault::unreadable("was asked for nothing"))?;
        if answer.status().is_success() && answer.body().len() >= CUT && walk.size > 1 {
            return Walk { size: walk.size / 4, ..walk }.ask(asking);
        }
        let message = object(answer).map_err(|fault| Fault { is_general: true, ..fault })?;
        let orders = message.get("orders").and_then(Value::as_array);
        let orders = orders.ok_or_else(|| general("answers without a list of orders"))?;
        walk.next(orders, next_page(answer)?, asking)
    }
}

impl Walk {
    fn next(self, orders: &[Value], page: Option<String>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let dates: Vec<DateTime<Utc>> = orders.iter().filter_map(|order| json::utc(order, self.field())).collect();
        // A clock that is ahead must not hide what happens until then.
        let newest = dates.iter().max().map_or(self.reached, |newest| (*newest).min(asking.now));
        let said = orders.iter().flat_map(|order| shopify::order(order, asking.now)).collect();
        if page.is_some() && page == self.page {
            return Err(general("hands out the same page again and again"));
        }
        let is_sorted = self.is_sorted && dates.is_sorted();
        let walk = Walk { page, reached: self.reached.max(newest), is_sorted, ..self };
        if walk.page.is_none() {
            return Ok(Turn::done(walk.cursor(true)).telling(said));
        }
        let turn = walk.ask(asking)?.telling(said);
        // What comes in another order is begun anew if it is not read to its end.
        Ok(if walk.is_sorted { turn.reaching(walk.cursor(false)) } else { turn })
    }

    fn field(&self) -> &'static str {
        if self.is_history { "created_at" } else { "updated_at" }
    }

    /// Where the task begins the next time.
    fn cursor(&self, is_end: bool) -> Value {
        let reached = self.reached.to_rfc3339_opts(SecondsFormat::Secs, true);
        match self.is_history {
            true if is_end => json!({"created": reached, "done": true}),
            true => json!({"created": reached}),
            false => json!({"updated": reached}),
        }
    }

    fn ask(&self, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let stamp = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let asked = json!({
            "is_history": self.is_history,
            "from": stamp(self.from),
            "page": self.page,
            "size": self.size,
            "reached": stamp(self.reached),
            "is_sorted": self.is_sorted,
        });
        Turn::ask(self.request(asking.access.variables), asked)
    }

    /// What was put down by [`Walk::ask`].
    fn read(asked: &Value) -> Option<Self> {
        let is = |field: &str| asked.get(field).and_then(Value::as_bool);
        Some(Walk {
            is_history: is("is_history")?,
            from: json::utc(asked, "from")?,
            page: json::raw(asked, "page"),
            size: json::raw(asked, "size")?.parse().ok()?,
            reached: json::utc(asked, "reached")?,
            is_sorted: is("is_sorted")?,
        })
    }

    fn request(&self, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let base = base_url(variables, URL.0, URL.1)?;
        let field = self.field();
        let from = self.from.to_rfc3339_opts(SecondsFormat::Secs, true);
        let what = match &self.page {
            Some(page) => format!("page_info={page}"),
            None => format!("status=any&{field}_min={}&order={field}%20asc", encoded(&from)),
        };
        let url = format!("{base}/admin/api/{VERSION}/orders.json?{what}&limit={}", self.size);
        let key = HeaderName::from_static("x-shopify-access-token");
        request(Method::GET, &url, &[(header::ACCEPT, "application/json"), (key, token(variables)?)], Vec::new())
    }
}

/// The name of the next page; none if there is none. Of the link only that is used: what is asked next
/// goes to the shop that is configured, wherever an answer points.
fn next_page(answer: &Response<Vec<u8>>) -> Result<Option<String>, Fault> {
    let links = answer.headers().get_all(header::LINK).iter().filter_map(|value| value.to_str().ok());
    let is_next = |link: &&str| link.contains("rel=\"next\"") || link.contains("rel=next");
    let Some(link) = links.flat_map(|value| value.split(',')).find(is_next) else { return Ok(None) };
    let query = link.split(['<', '>']).nth(1).and_then(|url| url.split_once('?')).map(|(_, query)| query);
    let page = query.into_iter().flat_map(|query| query.split('&')).find_map(|field| field.strip_prefix("page_info="));
    let is_name = |page: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%=+/".contains(&byte);
        (1..=LONGEST_PAGE).contains(&page.len()) && page.bytes().all(plain)
    };
    page.filter(is_name)
        .map(|page| Some(page.to_owned()))
        .ok_or_else(|| general("names no next page that can be asked for"))
}

fn token(variables: &dyn Variables) -> Result<&str, String> {
    match variables.get(TOKEN).trim() {
        "" => Err(format!("{TOKEN} is empty: it must be the Admin API access token of an app that may read orders")),
        token if token.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(token),
        _ => Err(format!("{TOKEN} holds characters that no access token has")),
    }
}

fn general(why: &str) -> Fault {
    Fault { is_general: true, ..Fault::unreadable(why) }
}
