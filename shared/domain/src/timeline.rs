//! Walking a parcel's events in order of happening: its status, and the rows that are shown.

use crate::{
    parcel::{Note, ParcelEvent, ParcelLog, Pickup},
    sorting,
    status::Status,
    time::TimeSource,
};
use chrono::{DateTime, TimeDelta, Utc};

/// Two sources that report the same status within this time report one event.
const SAME_EVENT: TimeDelta = TimeDelta::minutes(15);

/// What is known of a parcel, in order of happening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// The canonical status.
    pub status: Status,
    /// Since when it has it.
    pub since: Option<DateTime<Utc>>,
    /// What exactly brought it there.
    pub note: Option<Note>,
    /// The source's reason, for an exception or a failed attempt.
    pub reason: Option<String>,
    /// The courier announced a delay, and nothing has moved since.
    pub delay_announced: bool,
    /// The carrier, where a source named it.
    pub carrier: Option<String>,
    /// Where it waits, or will.
    pub pickup: Option<Pickup>,
    /// When the courier expects to deliver.
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// The number under which it goes on.
    pub replaced_by: Option<String>,
    /// It carries a return.
    pub is_return: bool,
    /// The number under which it travels back.
    pub returned_as: Option<String>,
    /// An unproven source says that it is delivered or returned, and nobody else does yet.
    pub awaits_confirmation: bool,
    /// When the newest event happened.
    pub last_event: Option<DateTime<Utc>>,
    /// When we learned anything last.
    pub learned: Option<DateTime<Utc>>,
    /// What is shown, oldest first.
    pub rows: Vec<Row>,
}

/// One row of a timeline: one event, or the same event as several sources told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How sure that is.
    pub time_source: TimeSource,
    /// What the parcel became; none if nothing moved.
    pub status: Option<Status>,
    /// The first source's own code.
    pub code: Option<String>,
    /// What exactly happened.
    pub note: Option<Note>,
    /// The source's reason.
    pub reason: Option<String>,
    /// Depot, locker or town.
    pub location: Option<String>,
    /// Who told it, the first first.
    pub sources: Vec<String>,
}

/// Folds the events of `log`, leaving out those before `not_before`: tracking numbers are
/// recycled, and older events are of another customer's parcel. What an unproven source alone says
/// of the end of a parcel is left out too: anybody may have said it.
pub fn walk(log: &ParcelLog, not_before: Option<DateTime<Utc>>) -> Parcel {
    let mut events: Vec<(&ParcelEvent, DateTime<Utc>, TimeSource)> = log
        .events()
        .iter()
        .map(|event| {
            let (at, source) = event.folded_at();
            (event, at, source)
        })
        .filter(|(_, at, _)| not_before.is_none_or(|limit| *at >= limit))
        .collect();
    sorting::sort_by(&mut events, |(a, a_at, _), (b, b_at, _)| {
        let key = |event: &ParcelEvent| event.status.unwrap_or_default().rank();
        (a_at, key(a), &a.code, a.id) < (b_at, key(b), &b.code, b.id)
    });
    let confirmed = |status: Option<Status>| {
        events.iter().any(|(event, _, _)| !event.awaits_confirmation && event.status == status)
    };
    let (delivered, returned) = (confirmed(Some(Status::Delivered)), confirmed(Some(Status::Returned)));
    let mut walker = Walker::default();
    for (event, at, source) in events {
        let waits = event.awaits_confirmation
            && match event.status {
                Some(Status::Delivered) => !delivered,
                Some(Status::Returned) => !returned,
                _ => false,
            };
        if waits {
            walker.parcel.awaits_confirmation = true;
        } else {
            walker.step(event, at, source);
        }
    }
    walker.parcel
}

#[derive(Default)]
struct Walker {
    parcel: Parcel,
    delivered: bool,
    returned: bool,
    returning_since: Option<DateTime<Utc>>,
}

impl Walker {
    fn step(&mut self, event: &ParcelEvent, at: DateTime<Utc>, time_source: TimeSource) {
        let became = event.status.and_then(|status| self.move_to(status, at));
        let parcel = &mut self.parcel;
        parcel.last_event = Some(at);
        parcel.learned = parcel.learned.max(Some(event.learned));
        parcel.is_return |= event.is_return;
        update(&mut parcel.carrier, &event.carrier);
        update(&mut parcel.estimated_delivery, &event.estimated_delivery);
        update(&mut parcel.replaced_by, &event.replaced_by);
        update(&mut parcel.returned_as, &event.returned_as);
        if let Some(status) = became {
            if parcel.status != status {
                parcel.since = Some(at);
                parcel.pickup = None;
            }
            parcel.status = status;
            parcel.note = event.note;
            parcel.reason.clone_from(&event.reason);
            parcel.delay_announced = false;
        }
        if let Some(told) = &event.pickup {
            let pickup = parcel.pickup.get_or_insert_default();
            update(&mut pickup.name, &told.name);
            update(&mut pickup.address, &told.address);
            update(&mut pickup.deadline, &told.deadline);
        }
        parcel.delay_announced |= event.announces_delay;
        if parcel.status.is_final() {
            parcel.delay_announced = false;
        }
        self.show(event, at, time_source, became);
    }

    /// What the parcel becomes by an event of this status, none if it moves nothing.
    fn move_to(&mut self, status: Status, at: DateTime<Utc>) -> Option<Status> {
        use Status::{Delivered, Exception, Returned, Returning, Unknown};
        let allowed = match status {
            Unknown => false,
            _ if self.returned => status == Exception,
            Delivered | Returning | Returned | Exception => true,
            _ => !self.delivered,
        };
        if !allowed {
            return None;
        }
        match status {
            Delivered if self.returning_since.is_some_and(|since| since < at) => {
                self.returned = true;
                return Some(Returned);
            }
            Delivered => self.delivered = true,
            Returning => self.returning_since = self.returning_since.or(Some(at)),
            Returned => self.returned = true,
            _ => {}
        }
        Some(status)
    }

    fn show(&mut self, event: &ParcelEvent, at: DateTime<Utc>, time_source: TimeSource, became: Option<Status>) {
        let same = self.parcel.rows.iter_mut().rev().take_while(|row| at - row.at <= SAME_EVENT).find(|row| {
            let repeated = row.sources.contains(&event.source);
            let told_again = row.at == at && row.code == event.code && row.location == event.location;
            became.is_some() && row.status == became && (!repeated || told_again)
        });
        if let Some(row) = same {
            if !row.sources.contains(&event.source) {
                row.sources.push(event.source.clone());
            }
            row.note = row.note.or(event.note);
            if row.location.is_none() {
                row.location.clone_from(&event.location);
            }
            return;
        }
        self.parcel.rows.push(Row {
            at,
            time_source,
            status: became,
            code: event.code.clone(),
            note: event.note,
            reason: event.reason.clone(),
            location: event.location.clone(),
            sources: vec![event.source.clone()],
        });
    }
}

/// Takes a newer value where there is one.
fn update<T: Clone>(known: &mut Option<T>, told: &Option<T>) {
    if told.is_some() {
        known.clone_from(told);
    }
}
