//! What a case counts for.

use super::{
    follow::{follow, is_net, is_open, is_reopening, is_waiting},
    seconds, whole,
};
use crate::{
    cell::{Cell, Count, Measure},
    roll::{Dimension, Roll},
    rows::{At, CaseRow, Scale},
    settings::Settings,
    tidy::Rows,
};
use chrono::{Datelike, TimeDelta, Timelike};
use sledz_domain::time::WARSAW;

/// The ages of an open case in hours, and what counts one from there on.
const AGES: [(i64, Count); 5] =
    [(336, Count::OPEN_14), (168, Count::OPEN_7), (72, Count::OPEN_3), (24, Count::OPEN_1), (0, Count::OPEN_0)];

/// The headings that a case stands under.
pub(crate) fn keys(case: &CaseRow) -> [(Dimension, &str); 5] {
    [
        (Dimension::Channel, case.channel.name()),
        (Dimension::Intent, case.intents.first().map_or("", |intent| intent.name())),
        (Dimension::Cause, case.cause.map_or("", |cause| cause.name())),
        (Dimension::Carrier, case.carrier.as_deref().unwrap_or_default()),
        (Dimension::Source, &case.source),
    ]
}

/// Takes a case into the roll of the day on which it was opened.
pub(crate) fn take(roll: &mut Roll, case: &CaseRow, rows: &Rows, settings: &Settings) {
    let mut cell = Cell::default();
    if case.is_machine {
        cell.add(Count::MACHINES, 1);
        return roll.take(&cell, &[]);
    }
    if !case.is_contact() {
        return;
    }
    counts(&mut cell, case, rows, settings);
    answers(&mut cell, case, settings);
    promises(&mut cell, roll, case, rows.as_of());
    rating(&mut cell, case);
    let follow = follow(case, rows, settings);
    decide(&mut cell, follow.first_contact, Count::FCR, Count::NOT_FCR);
    decide(&mut cell, follow.wrong, Count::WRONG, Count::NOT_WRONG);
    decide(&mut cell, follow.automated, Count::AUTOMATED, Count::NOT_AUTOMATED);
    if let Some(at) = follow.decided {
        roll.settles_at(at);
    }
    for message in &case.messages {
        let local = message.at.with_timezone(&WARSAW);
        let hour = local.weekday().num_days_from_monday() * 24 + local.hour();
        roll.heat_up(u8::try_from(hour).unwrap_or_default(), 1);
    }
    roll.take(&cell, &keys(case));
}

fn decide(cell: &mut Cell, is_so: Option<bool>, yes: Count, no: Count) {
    cell.add_if(yes, is_so == Some(true));
    cell.add_if(no, is_so == Some(false));
}

fn number(list: &[impl Sized]) -> u64 {
    u64::try_from(list.len()).unwrap_or_default()
}

fn counts(cell: &mut Cell, case: &CaseRow, rows: &Rows, settings: &Settings) {
    cell.add(Count::CASES, 1);
    cell.add_if(Count::NET_CASES, is_net(case, rows, settings));
    let is_any = case.intents.iter().any(|intent| intent.is_wismo());
    cell.add_if(Count::WISMO, case.intents.first().is_some_and(|intent| intent.is_wismo()));
    cell.add_if(Count::WISMO_ANY, is_any);
    if let Some(cause) = case.cause.filter(|_| is_any) {
        cell.add(Count::WISMO_CAUSED, 1);
        cell.add(Count::of_cause(cause), 1);
    }
    cell.add(Count::CUSTOMER_MESSAGES, number(&case.messages));
    cell.add(Count::AUTOMATIC_ANSWERS, number(&case.automatic));
    cell.add(Count::PEOPLE_ANSWERS, number(&case.answers));
    cell.add_if(Count::ANSWERED, !case.answers.is_empty());
    cell.add_if(Count::AUTOMATIC, !case.automatic.is_empty());
    cell.add_if(Count::AUTOMATIC_ONLY, !case.automatic.is_empty() && case.answers.is_empty());
    cell.add_if(Count::HANDED_OVER, case.handed_over.is_some());
    cell.add_if(Count::CLOSED, !case.closed.is_empty());
    cell.add_if(Count::REOPENED, case.reopened.iter().any(|at| is_reopening(case, *at)));
    if let Some(seconds) = case.handling_seconds {
        cell.add(Count::HANDLED, 1);
        cell.add(Count::HANDLING_SECONDS, u64::from(seconds));
    }
}

/// How long it took to answer and to resolve, by the calendar and in opening hours.
fn answers(cell: &mut Cell, case: &CaseRow, settings: &Settings) {
    let business = |from: At, to: At| whole(settings.hours.between(from, to)).filter(|_| from <= to);
    let since = |times: &[At]| times.iter().find(|at| **at >= case.opened).copied();
    if let Some(first) = since(&case.answers) {
        cell.measured(Measure::FIRST_RESPONSE, seconds(case.opened, first));
        cell.measured(Measure::FIRST_RESPONSE_BUSINESS, business(case.opened, first));
    }
    if let Some(first) = since(&case.automatic) {
        cell.measured(Measure::FIRST_AUTOMATIC, seconds(case.opened, first));
    }
    for pair in case.answers.windows(2) {
        let &[before, answered] = pair else { continue };
        let mut asked = case.messages.iter().filter(|message| !message.is_thanks).map(|message| message.at);
        if let Some(asked) = asked.find(|at| before < *at && *at <= answered) {
            cell.measured(Measure::NEXT_RESPONSE, seconds(asked, answered));
            cell.measured(Measure::NEXT_RESPONSE_BUSINESS, business(asked, answered));
        }
    }
    if let Some(closed) = case.closed.first() {
        cell.measured(Measure::FIRST_RESOLUTION, seconds(case.opened, *closed));
    }
    let last = case.closed.last().filter(|closed| case.reopened.last().is_none_or(|open| open <= *closed));
    if let Some(closed) = last {
        cell.measured(Measure::RESOLUTION, seconds(case.opened, *closed));
        cell.measured(Measure::RESOLUTION_BUSINESS, business(case.opened, *closed));
    }
}

/// A promise that is kept at its very instant is kept; one that is not kept is broken when it is past, and counts
/// nowhere before.
fn promises(cell: &mut Cell, roll: &mut Roll, case: &CaseRow, as_of: At) {
    for promise in &case.promises {
        match promise.kept {
            Some(kept) if kept <= promise.due => cell.add(Count::PROMISES_KEPT, 1),
            Some(_) => cell.add(Count::PROMISES_BROKEN, 1),
            None if promise.due < as_of => cell.add(Count::PROMISES_BROKEN, 1),
            None => roll.settles_at(promise.due),
        }
    }
}

fn rating(cell: &mut Cell, case: &CaseRow) {
    let Some(rating) = case.rating else { return };
    let (asked, answered) = match rating.scale {
        Scale::Csat => (Count::CSAT_ASKED, Count::CSAT_ANSWERED),
        Scale::Nps => (Count::NPS_ASKED, Count::NPS_ANSWERED),
        Scale::Ces => (Count::CES_ASKED, Count::CES_ANSWERED),
    };
    cell.add(asked, 1);
    let Some(score) = rating.score.filter(|score| rating.scale.has(*score)) else { return };
    cell.add(answered, 1);
    match (rating.scale, score) {
        (Scale::Csat, 4..) => cell.add(Count::CSAT_TOP, 1),
        (Scale::Nps, 9..) => cell.add(Count::NPS_PROMOTERS, 1),
        (Scale::Nps, ..=6) => cell.add(Count::NPS_DETRACTORS, 1),
        (Scale::Ces, 5..) => cell.add(Count::CES_EASY, 1),
        _ => {}
    }
}

/// What is not closed when the day ends, or now if it has not ended, with its age in periods of 24 hours.
pub(crate) fn backlog(roll: &mut Roll, rows: &Rows, end: At) {
    if rows.as_of() < end {
        roll.settles_at(end);
    }
    let (cases, now) = (rows.cases(), end.min(rows.as_of()));
    let opened = cases.get(..cases.partition_point(|case| case.opened < end)).unwrap_or_default();
    for case in opened.iter().filter(|case| case.is_contact() && is_open(case, end)) {
        let hours = (now - case.opened).num_hours();
        // Today it grows older while one looks.
        let older = AGES.iter().map(|(from, _)| case.opened + TimeDelta::hours(*from));
        older.filter(|at| now < *at && *at < end).for_each(|at| roll.settles_at(at));
        let age = AGES.iter().find(|(from, _)| hours >= *from).map_or(Count::OPEN_0, |(_, count)| *count);
        let mut cell = Cell::default();
        cell.add(age, 1);
        cell.add_if(Count::OPEN_WAITING, is_waiting(case, end));
        roll.take(&cell, &keys(case));
    }
}
