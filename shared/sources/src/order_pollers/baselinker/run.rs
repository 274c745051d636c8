//! Where a run through the journal is, and what it leaves for the next.

use super::{id, items};
use crate::{json, platforms::Said};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{json, sorting};

/// So many orders are taken from one answer; the rest of it is asked for again.
const MOST_ORDERS: usize = 300;

/// So often an order is asked about that cannot be had, after pauses that double, within 17 hours.
const TRIES: i64 = 10;

/// So many splits and merges are remembered.
const REMEMBERED: usize = 200;

/// Where a run is. All of it that the next one needs is in [`Run::cursor`].
#[derive(Default)]
pub(super) struct Run {
    /// The last entry of the journal that was read.
    pub(super) last: u64,
    /// All that the journal holds is passed over, as it is the first run.
    pub(super) skips: bool,
    /// The orders that are to be asked about.
    pub(super) later: Vec<Item>,
    /// Those that could not be had and wait for their time.
    pub(super) again: Vec<Item>,
    /// Orders that were split off, each with the one that it was part of.
    pub(super) parts: Vec<(String, String)>,
    /// Orders that went on in others: that they are removed is no news.
    pub(super) merged: Vec<String>,
    /// The names of the shop's statuses by their ids, once they were asked for.
    pub(super) names: Option<Value>,
    /// From when orders are brought in, if that is the task.
    pub(super) history: Option<i64>,
}

/// An order of which the journal says something.
#[derive(Clone, Default)]
pub(super) struct Item {
    /// Its id.
    pub(super) order: String,
    /// When it was changed last.
    pub(super) at: i64,
    /// When it was paid, if the journal says so.
    pub(super) paid: Option<i64>,
    /// The entry by which it, or a document of it, was removed.
    removed: Option<String>,
    /// The orders with which it was made one.
    with: Vec<String>,
    tries: i64,
    /// Not to be asked about before.
    after: i64,
}

impl Run {
    /// One that begins where the last ended.
    pub(super) fn begin(cursor: &Value, now: DateTime<Utc>) -> Self {
        let run = Run::read(cursor);
        let mut run = Run { skips: run.skips || cursor.get("last").and_then(Value::as_u64).is_none(), ..run };
        let now = now.timestamp();
        run.again = run.later.extract_if(.., |item| item.after > now).collect();
        run
    }

    /// Takes in what the journal says; whether it says anything that was not read before.
    pub(super) fn take(&mut self, message: &Value) -> bool {
        let mut logs: Vec<(u64, &Value)> = items(message.get("logs"))
            .filter_map(|log| {
                // The document calls it `id`, answers have been seen with `log_id`.
                let id = json::raw(log, "id").or_else(|| json::raw(log, "log_id"))?;
                Some((id.trim().parse().ok()?, log))
            })
            .filter(|(id, _)| *id > self.last)
            .collect();
        sorting::sort_by(&mut logs, |a, b| a.0 < b.0);
        let is_any = !logs.is_empty();
        for (id, log) in logs {
            if self.later.len() >= MOST_ORDERS {
                break;
            }
            self.last = id;
            if !self.skips {
                self.take_one(id, log);
            }
        }
        is_any
    }

    fn take_one(&mut self, log: u64, entry: &Value) {
        let Some(order) = id(entry, "order_id") else { return };
        let at = json::raw(entry, "date").and_then(|date| date.trim().parse().ok()).unwrap_or(0);
        let other = id(entry, "object_id").filter(|other| *other != order);
        let kind = json::raw(entry, "log_type").unwrap_or_default();
        let split = other.clone().filter(|_| kind.trim() == "6");
        let copied = other.clone().filter(|_| kind.trim() == "17");
        self.change(&order, at, |item| match kind.trim() {
            "3" => item.paid = Some(at),
            "4" => item.removed = Some(log.to_string()),
            "5" => item.with.extend(other.filter(|other| !item.with.contains(other))),
            _ => {}
        });
        if let Some(other) = split.as_ref().or(copied.as_ref()) {
            self.change(other, at, |_| ());
        }
        if let Some(part) = split {
            self.parts.retain(|(known, _)| *known != part);
            self.parts.push((part, order));
        }
        shorten(&mut self.parts);
    }

    /// Changes the item of an order, which changed then; a new one if there is none.
    fn change(&mut self, order: &str, at: i64, change: impl FnOnce(&mut Item)) {
        let place = self.later.iter().position(|item| item.order == order);
        // One that waits is asked about at once if it changes, with what is known of it.
        let waits = self.again.iter().position(|item| item.order == order);
        let known = place.map(|place| self.later.remove(place)).or_else(|| waits.map(|waits| self.again.remove(waits)));
        let mut item = known.unwrap_or_else(|| Item { order: order.to_owned(), ..Item::default() });
        item.at = item.at.max(at);
        change(&mut item);
        self.later.insert(place.unwrap_or(self.later.len()), item);
    }

    /// What is said of an order that cannot be had any more.
    pub(super) fn gone(&mut self, item: &Item) -> Vec<Said> {
        if let Some(into) = item.with.last() {
            self.remember(&item.order);
            // What goes on has changed as well.
            self.change(into, item.at, |_| ());
            return vec![Said::Merged { platform_id: item.order.clone(), into: into.clone() }];
        }
        let is_merged =
            self.merged.contains(&item.order) || self.later.iter().any(|other| other.with.contains(&item.order));
        let Some(delivery) = item.removed.clone().filter(|_| !is_merged) else { return Vec::new() };
        vec![Said::Deleted { platform_id: item.order.clone(), delivery }]
    }

    /// The orders that went on in one that can be had.
    pub(super) fn merged_into(&mut self, item: &Item) -> Vec<Said> {
        let mut said = Vec::new();
        for other in &item.with {
            self.remember(other);
            said.push(Said::Merged { platform_id: other.clone(), into: item.order.clone() });
        }
        said
    }

    fn remember(&mut self, merged: &str) {
        if !self.merged.iter().any(|known| known == merged) {
            self.merged.push(merged.to_owned());
        }
        shorten(&mut self.merged);
    }

    /// The order that this one was split off.
    pub(super) fn part_of(&self, order: &str) -> Option<&str> {
        self.parts.iter().find(|(part, _)| part == order).map(|(_, whole)| whole.as_str())
    }

    /// The first order cannot be had now; it is asked about again after a pause.
    pub(super) fn put_off(&mut self, now: DateTime<Utc>) {
        if self.later.is_empty() {
            return;
        }
        let item = self.later.remove(0);
        let tries = item.tries.saturating_add(1);
        if tries < TRIES {
            let after = now.timestamp() + (60 << tries);
            self.again.push(Item { tries, after, ..item });
        }
    }

    /// Where the next run begins.
    pub(super) fn cursor(&self) -> Value {
        let (mut later, again) = (written(&self.later), written(&self.again));
        later.extend(again);
        json!({"last": self.last, "skips": self.skips, "later": later, "parts": self.parts, "merged": self.merged})
    }

    /// What goes along with a request.
    pub(super) fn asked(&self, step: &str, order: Option<&Value>) -> Value {
        json!({
            "step": step,
            "last": self.last,
            "skips": self.skips,
            "later": written(&self.later),
            "again": written(&self.again),
            "parts": self.parts,
            "merged": self.merged,
            "names": self.names,
            "history": self.history,
            "order": order,
        })
    }

    /// What was put down by [`Run::cursor`] or [`Run::asked`].
    pub(super) fn read(from: &Value) -> Self {
        let list = |field: &str| from.get(field).and_then(Value::as_array).into_iter().flatten();
        let pair = |pair: &Value| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned()));
        Run {
            last: from.get("last").and_then(Value::as_u64).unwrap_or(0),
            skips: from.get("skips").and_then(Value::as_bool).unwrap_or(false),
            later: list("later").filter_map(Item::read).collect(),
            again: list("again").filter_map(Item::read).collect(),
            parts: list("parts").filter_map(pair).collect(),
            merged: list("merged").filter_map(|order| Some(order.as_str()?.to_owned())).collect(),
            names: from.get("names").filter(|names| names.is_object()).cloned(),
            history: from.get("history").and_then(Value::as_i64),
        }
    }
}

fn written(items: &[Item]) -> Vec<Value> {
    items.iter().map(Item::written).collect()
}

impl Item {
    fn written(&self) -> Value {
        json!({
            "order": self.order,
            "at": self.at,
            "paid": self.paid,
            "removed": self.removed,
            "with": self.with,
            "tries": self.tries,
            "after": self.after,
        })
    }

    fn read(from: &Value) -> Option<Self> {
        let with = from.get("with").and_then(Value::as_array).into_iter().flatten();
        let number = |field: &str| from.get(field).and_then(Value::as_i64);
        Some(Item {
            order: id(from, "order")?,
            at: number("at").unwrap_or(0),
            paid: number("paid"),
            removed: json::raw(from, "removed"),
            with: with.filter_map(|other| Some(other.as_str()?.to_owned())).collect(),
            tries: number("tries").unwrap_or(0),
            after: number("after").unwrap_or(0),
        })
    }
}

/// Forgets the oldest.
fn shorten<T>(list: &mut Vec<T>) {
    if list.len() > REMEMBERED {
        list.remove(0);
    }
}
