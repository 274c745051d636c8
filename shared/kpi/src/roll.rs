//! What a day, or any span of days, comes to: the total, and a cell of everything the numbers are told by.

use crate::{cell::Cell, rows::At};
use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};

/// What the numbers are told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The way a customer wrote, or we did.
    Channel,
    /// The primary intent.
    Intent,
    /// Why they had to ask.
    Cause,
    /// Who carries it.
    Carrier,
    /// Who brought it: the hook of a case, the platform of an order, who told an event.
    Source,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 5] =
        [Dimension::Channel, Dimension::Intent, Dimension::Cause, Dimension::Carrier, Dimension::Source];

    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Channel => "channel",
            Dimension::Intent => "intent",
            Dimension::Cause => "cause",
            Dimension::Carrier => "carrier",
            Dimension::Source => "source",
        }
    }

    /// The dimension of that name.
    pub fn from_name(name: &str) -> Option<Dimension> {
        Dimension::ALL.into_iter().find(|dimension| dimension.name() == name)
    }

    /// The number by which it is stored; 0 is the total.
    fn number(self) -> u8 {
        1 + self as u8
    }
}

/// A cell and what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    /// Of the dimension; 0: the total.
    dimension: u8,
    /// The channel, the intent and so on; empty: the total.
    key: String,
    cell: Cell,
}

/// What a span of days comes to. Two of them add up, in any order; what is of an instant (the backlog) is of the end of
/// the later one's last day. The empty one changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// The first and the last day, as days since the beginning of our era.
    span: Option<(i32, i32)>,
    /// The first instant, in milliseconds since 1970, at which it changes though nothing new is told.
    settles: Option<i64>,
    /// By dimension and key.
    slots: Vec<Slot>,
    /// Customers' messages by hour of the week, Monday's first hour being 0.
    heat: Vec<(u8, u32)>,
}

impl Roll {
    /// A day of which nothing is known.
    pub(crate) fn day(day: NaiveDate) -> Roll {
        let number = chrono::Datelike::num_days_from_ce(&day);
        Roll { span: Some((number, number)), ..Roll::default() }
    }

    /// The first and the last day in it; none if it is empty.
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (from, to) = self.span?;
        Some((NaiveDate::from_num_days_from_ce_opt(from)?, NaiveDate::from_num_days_from_ce_opt(to)?))
    }

    /// The first instant at which it would change though nothing new is told: a promise is past, a window is over. From
    /// then on it is worth rolling up again. None: it is settled.
    pub fn settles(&self) -> Option<At> {
        self.settles.and_then(DateTime::from_timestamp_millis)
    }

    /// It changes at this instant, though nothing new is told.
    pub(crate) fn settles_at(&mut self, at: At) {
        let at = at.timestamp_millis();
        self.settles = Some(self.settles.map_or(at, |known| known.min(at)));
    }

    /// The total.
    pub fn total(&self) -> Option<&Cell> {
        self.slots.first().filter(|slot| slot.dimension == 0).map(|slot| &slot.cell)
    }

    /// The cells of a dimension, by key.
    pub fn cells(&self, by: Dimension) -> impl Iterator<Item = (&str, &Cell)> {
        let of = self.slots.iter().filter(move |slot| slot.dimension == by.number());
        of.map(|slot| (slot.key.as_str(), &slot.cell))
    }

    /// Adds up in the total and in the cells of these keys; an empty key is none.
    pub(crate) fn take(&mut self, cell: &Cell, keys: &[(Dimension, &str)]) {
        if cell.is_empty() {
            return;
        }
        self.slot(0, "", cell, true);
        for (dimension, key) in keys {
            if !key.is_empty() {
                self.slot(dimension.number(), key, cell, true);
            }
        }
    }

    fn slot(&mut self, dimension: u8, key: &str, cell: &Cell, with_end: bool) {
        let place = self.slots.partition_point(|slot| (slot.dimension, slot.key.as_str()) < (dimension, key));
        let known = self.slots.get(place).is_some_and(|slot| slot.dimension == dimension && slot.key == key);
        if !known {
            self.slots.insert(place, Slot { dimension, key: key.to_owned(), cell: Cell::default() });
        }
        if let Some(slot) = self.slots.get_mut(place) {
            slot.cell.merge(cell, with_end);
        }
    }

    /// A customer wrote at this hour of the week.
    pub(crate) fn heat_up(&mut self, hour: u8, times: u32) {
        let place = self.heat.partition_point(|(known, _)| *known < hour);
        match self.heat.get_mut(place) {
            Some((known, count)) if *known == hour => *count = count.saturating_add(times),
            _ => self.heat.insert(place, (hour, times)),
        }
    }

    /// Customers' messages by weekday, Monday first, and hour of Warsaw.
    pub fn heat_map(&self) -> [[u32; 24]; 7] {
        let mut map = [[0; 24]; 7];
        for (hour, times) in &self.heat {
            let row = map.get_mut(usize::from(hour / 24));
            if let Some(place) = row.and_then(|row| row.get_mut(usize::from(hour % 24))) {
                *place = *times;
            }
        }
        map
    }

    /// Adds another span up: days that are not in this one, or another part of the same days.
    pub fn merge(&mut self, other: &Roll) {
        let (ours, theirs) = (self.span.map(|span| span.1), other.span.map(|span| span.1));
        if ours < theirs {
            for slot in &mut self.slots {
                slot.cell.forget_end();
            }
            self.slots.retain(|slot| !slot.cell.is_empty());
        }
        self.span = match (self.span, other.span) {
            (Some((from, to)), Some((begin, end))) => Some((from.min(begin), to.max(end))),
            (ours, theirs) => ours.or(theirs),
        };
        if let Some(at) = other.settles() {
            self.settles_at(at);
        }
        for slot in &other.slots {
            let mut cell = &slot.cell;
            let mut without = Cell::default();
            if theirs < ours {
                without.merge(cell, false);
                cell = &without;
            }
            if !cell.is_empty() {
                self.slot(slot.dimension, &slot.key, cell, true);
            }
        }
        for (hour, times) in &other.heat {
            self.heat_up(*hour, *times);
        }
    }

    /// The total alone, or with the cells of one dimension: to store them apart, and to read no more than is asked
    /// for. Figures by a dimension need the total beside its cells.
    pub fn part(&self, by: Option<Dimension>) -> Roll {
        let number = by.map_or(0, Dimension::number);
        let slots = self.slots.iter().filter(|slot| slot.dimension == number).cloned().collect();
        let heat = if by.is_none() { self.heat.clone() } else { Vec::new() };
        Roll { span: self.span, settles: self.settles, slots, heat }
    }
}
