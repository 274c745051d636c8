//! A run: what is still to be asked for, and where the next one begins.
//!
//! It travels beside each request as JSON. Forms that wait for their parcels are in it with all that is
//! personal, so it is never stored: only [`Run::cursor`] is, which holds ids, times and numbers.

use super::{
    super::{Asking, Task, Turn},
    journal, list,
};
use crate::{allegro, json as read, pollers::Fault, request::encoded};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{json, text};

/// A form is asked for so often, after pauses that double, within 17 hours; if that is not enough, only a change
/// of it brings it back.
const TRIES: u32 = 10;

/// The most forms that wait to be asked for again. When there are more, Allegro is in trouble, and the
/// cursor had better stay where it is.
const LATER: usize = 1000;

/// What a run is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The journal.
    New,
    /// What has changed lately.
    Sweep,
    /// What was bought since.
    History,
}

impl Kind {
    pub(super) fn of(task: Task) -> Self {
        match task {
            Task::New => Kind::New,
            Task::Sweep => Kind::Sweep,
            Task::History(_) => Kind::History,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Sweep => "sweep",
            Kind::History => "history",
        }
    }
}

/// See the module.
pub(super) struct Run {
    /// What it is for.
    pub(super) kind: Kind,
    /// The page that is asked for once nothing else is left.
    pub(super) place: Value,
    /// Whether there is one.
    pub(super) more: bool,
    /// Forms to be asked for: `{"id", "at"?, "tries"?, "after"?}` (seconds since 1970).
    pub(super) ids: Vec<Value>,
    /// Forms that wait for their parcels: the same, and `"form"`.
    pub(super) forms: Vec<Value>,
    /// Forms that could not be had and wait for their time, as `ids`.
    pub(super) later: Vec<Value>,
    /// The form that is asked for or, if it has `"form"`, whose parcels are; none: a page is.
    pub(super) current: Option<Value>,
}

impl Run {
    /// One that first asks for what the last ones did not get to, or could not get.
    pub(super) fn new(kind: Kind, place: Value, cursor: &Value, now: DateTime<Utc>) -> Self {
        let is_late = |one: &Value| one.get("after").and_then(Value::as_i64) > Some(now.timestamp());
        let (later, ids) = list_of(cursor, "later").into_iter().partition(is_late);
        Run { kind, place, more: true, ids, forms: Vec::new(), later, current: None }
    }

    /// The one that travelled beside a request.
    pub(super) fn read(asked: Value) -> Option<Self> {
        let kinds = [Kind::New, Kind::Sweep, Kind::History];
        let kind = read::raw(&asked, "run")?;
        let kind = kinds.into_iter().find(|known| known.name() == kind)?;
        let mut asked = asked;
        let mut take = |field: &str| asked.get_mut(field).map(Value::take).unwrap_or_default();
        let mut list = |field: &str| match take(field) {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        let (ids, forms, later) = (list("ids"), list("forms"), list("later"));
        let current = Some(take("current")).filter(Value::is_object);
        let more = take("more") == Value::Bool(true);
        Some(Run { kind, place: take("place"), more, ids, forms, later, current })
    }

    fn written(self) -> Value {
        let Run { kind, place, more, ids, forms, later, current } = self;
        let mut asked = json!({"run": kind.name(), "more": more});
        if let Some(fields) = asked.as_object_mut() {
            let lists = [("ids", ids), ("forms", forms), ("later", later)];
            fields.extend(lists.map(|(name, items)| (name.to_owned(), Value::Array(items))));
            fields.extend([("place".to_owned(), place), ("current".to_owned(), current.unwrap_or_default())]);
        }
        asked
    }

    /// Asks for what is next: the parcels of the form at hand, a form, the next page; or it is over.
    pub(super) fn next(mut self, asking: &Asking<'_>) -> Result<Turn, Fault> {
        // With each form that is told the cursor moves: a page of them may take longer than a run.
        let cursor = self.current.is_none().then(|| self.cursor());
        if self.current.is_none() {
            // From the end, since both are lists that are worked off.
            self.current = self.ids.pop().or_else(|| self.forms.pop());
        }
        let path = match (&self.current, self.kind) {
            (Some(one), _) => {
                let id = read::raw(one, "id").unwrap_or_default();
                let parcels = if one.get("form").is_some() { "/shipments" } else { "" };
                format!("/order/checkout-forms/{}{parcels}", encoded(&id))
            }
            (None, _) if !self.more => return Ok(Turn::done(cursor.unwrap_or_default())),
            (None, Kind::New) => journal::path(&self.place),
            (None, Kind::Sweep | Kind::History) => list::path(&self.place),
        };
        let request = allegro::get(&path, asking.access.token, asking.access.variables);
        let mut turn = Turn::ask(request, self.written())?;
        turn.cursor = cursor;
        Ok(turn)
    }

    /// Where the next run begins, now that all that was asked for is told: with what is left of the page.
    fn cursor(&self) -> Value {
        let mut cursor = match self.kind {
            Kind::New => json!({"from": self.place.get("from")}),
            Kind::Sweep => list::changed_until(&self.place, self.more),
            Kind::History => list::bought_until(&self.place, self.more),
        };
        // What waits for another try comes last.
        let mut later = self.later.clone();
        later.extend(self.forms.iter().chain(&self.ids).map(named));
        if let Some(fields) = cursor.as_object_mut().filter(|_| !later.is_empty()) {
            fields.insert("later".to_owned(), Value::Array(later));
        }
        cursor
    }

    /// Has a form asked for again after a pause, unless it was asked for often enough; whether there is room
    /// for it.
    pub(super) fn postpone(&mut self, one: &Value, now: DateTime<Utc>) -> bool {
        let tries = read::raw(one, "tries").and_then(|tries| tries.parse::<u32>().ok()).unwrap_or_default();
        let tries = tries.saturating_add(1);
        if tries < TRIES {
            let late = with(named(one), "tries", Value::from(tries));
            self.later.push(with(late, "after", Value::from(now.timestamp() + (60 << tries))));
        }
        self.later.len() <= LATER
    }
}

/// What stands in the cursor of a form. What it says itself is personal.
fn named(one: &Value) -> Value {
    let mut named = json!({});
    for field in ["id", "at", "tries"] {
        if let Some(value) = one.get(field) {
            named = with(named, field, value.clone());
        }
    }
    named
}

/// The same, with one field more, or another value of it.
pub(super) fn with(mut one: Value, field: &str, value: Value) -> Value {
    if let Some(fields) = one.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
    one
}

/// The id of a form, as it goes into an address and is what the order is known by.
pub(super) fn id(of: &Value) -> Option<String> {
    read::shown(of, "id", text::NUMBER_LIMIT)
}

fn list_of(cursor: &Value, field: &str) -> Vec<Value> {
    cursor.get(field).and_then(Value::as_array).cloned().unwrap_or_default()
}
