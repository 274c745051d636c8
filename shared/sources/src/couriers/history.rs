//! What the aggregators share: they tell a parcel's history, all of it each time, in statuses of their
//! own that stand for those of every carrier.

use super::{Report, Reports};
use crate::{json, meaning::Meaning};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    parcel::ParcelEvent,
    text,
    time::{self, Instant},
};

/// The most lines of one message, which begins with the oldest or with the newest. No parcel has as many.
const MOST: usize = 200;

/// The longest place, in characters.
const PLACE_LIMIT: usize = 120;

/// One line of a parcel's history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The sender's own id of this line, where it has one.
    pub id: Option<String>,
    /// The sender's code, as it was sent.
    pub code: Option<String>,
    /// What the code means.
    pub meaning: Meaning,
    /// The code is not in our tables.
    pub unknown: bool,
    /// The time, as it was sent: part of what makes the line itself.
    pub written: String,
    /// The time, if it can be read.
    pub at: Option<Instant>,
    /// Depot, locker or town.
    pub location: Option<String>,
    /// The carrier's id.
    pub carrier: Option<&'static str>,
}

/// What a message tells of one parcel.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The courier's name.
    pub source: &'static str,
    /// The normalised tracking number.
    pub number: String,
    /// When we learned it.
    pub learned: DateTime<Utc>,
    /// The lines, in any order.
    pub lines: Vec<Line>,
    /// Where the parcel stands, as the sender sums it up. It is an event of its own only if no line says
    /// the same.
    pub summary: Option<Line>,
    /// Order numbers.
    pub references: Vec<String>,
    /// When the courier expects to deliver. The newest event carries it.
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// The number carries a return.
    pub is_return: bool,
}

impl History {
    /// The history of a parcel without anything in it yet.
    pub fn new(source: &'static str, number: String, learned: DateTime<Utc>) -> Self {
        History {
            source,
            number,
            learned,
            lines: Vec::new(),
            summary: None,
            references: Vec::new(),
            estimated_delivery: None,
            is_return: false,
        }
    }

    /// Its events.
    pub fn reports(mut self) -> Reports {
        if let Some(more) = self.lines.len().checked_sub(MOST) {
            let at = |line: Option<&Line>| line?.at.map(|instant| instant.at);
            if at(self.lines.first()) < at(self.lines.last()) {
                self.lines.drain(..more);
            }
            self.lines.truncate(MOST);
        }
        let newest = self.lines.iter().filter_map(|line| Some((line.at?, &line.written))).max_by_key(|(at, _)| at.at);
        let summary = self.summary.as_ref().filter(|line| self.is_news(line)).map(|line| {
            // Not the time of the message, which differs each time: what it sums up makes it itself.
            let until = newest.map_or("", |(_, written)| written.trim());
            let code = line.code.as_deref().unwrap_or_default();
            let id = EventId::of(&[self.source, &self.number, "summary", code, until]);
            (id, Line { at: line.at.or(newest.map(|(at, _)| at)), ..line.clone() })
        });
        let mut events: Vec<Report> = self.lines.iter().flat_map(|line| self.told(self.id(line), line)).collect();
        events.extend(summary.iter().flat_map(|(id, line)| self.told(*id, line)));
        if let Some(last) = events.iter_mut().max_by_key(|report| report.event.at) {
            last.event.estimated_delivery = self.estimated_delivery;
        }
        Reports::of(events)
    }

    fn is_news(&self, summary: &Line) -> bool {
        let carries = |line: &Line| match summary.meaning.status {
            // Not by its code: that may be the carrier's own, which says nothing to us.
            Some(status) => line.meaning.status == Some(status),
            None => line.code == summary.code,
        };
        (summary.unknown || summary.meaning != Meaning::nothing()) && !self.lines.iter().any(carries)
    }

    fn id(&self, line: &Line) -> EventId {
        match &line.id {
            Some(id) => EventId::of(&[self.source, &self.number, "line", id.trim()]),
            None => EventId::of(&[
                self.source,
                &self.number,
                line.code.as_deref().unwrap_or_default(),
                line.written.trim(),
                line.location.as_deref().unwrap_or_default(),
            ]),
        }
    }

    fn told(&self, id: EventId, line: &Line) -> Vec<Report> {
        let mut event = ParcelEvent::new(id, self.source, self.learned);
        if let Some(instant) = line.at {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        event.carrier = line.carrier.map(str::to_owned);
        event.code.clone_from(&line.code);
        event.location.clone_from(&line.location);
        event.references.clone_from(&self.references);
        event.is_return = self.is_return;
        Report::told(Some(self.number.clone()), line.meaning, event, line.unknown)
    }
}

/// A line of the code that `coded` has. One without a code is kept for its time and place.
pub fn line(
    coded: Option<Line>,
    (written, at): (String, Option<Instant>),
    location: Option<String>,
    carrier: Option<&'static str>,
) -> Option<Line> {
    let says_something = coded.is_some() || at.is_some() && location.is_some();
    says_something.then(|| Line { written, at, location, carrier, ..coded.unwrap_or_default() })
}

/// A tracking number, normalised.
pub fn number(value: &Value, field: &str) -> Option<String> {
    json::raw(value, field).and_then(|number| text::tracking_number(&number))
}

/// An order number that the shop has given the sender; senders write "0" for none.
pub fn reference(value: &Value, field: &str) -> Option<String> {
    json::raw(value, field).and_then(|number| text::order_number(&number)).filter(|number| number != "0")
}

/// A time in Poland if it says nothing else; of a day alone its beginning, so that days are in order.
pub fn local(written: &str) -> Option<Instant> {
    time::parse(written, time::WARSAW).or_else(|| time::parse(&format!("{}T00:00", written.trim()), time::WARSAW))
}

/// The objects of a list; none if it is no list.
pub fn objects<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value.get(field).and_then(Value::as_array).into_iter().flatten().filter(|item| item.is_object())
}

/// A town.
pub fn town(value: &Value, field: &str) -> Option<String> {
    json::shown(value, field, PLACE_LIMIT)
}

/// A place in the carrier's own words, which may be the customer's address: the parts between commas that
/// hold a digit, as a house number or a postcode does, are left out.
pub fn place(value: &Value, field: &str) -> Option<String> {
    let found = json::shown(value, field, PLACE_LIMIT)?;
    let parts = found.split(',').map(str::trim);
    let kept: Vec<&str> =
        parts.filter(|part| !part.is_empty() && !part.bytes().any(|byte| byte.is_ascii_digit())).collect();
    (!kept.is_empty()).then(|| kept.join(", "))
}
