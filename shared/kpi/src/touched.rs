//! Which days have to be rolled up again when more is known of a row.
//!
//! Of orders, parcels and messages it is the day on which they began, and the one on which they seemed to begin before.
//! A case reaches farther: others may be repeated ones, or asked again, through it, and the backlog of every day's end
//! from what is new on.
//!
//! Time passes too: [`Roll::settles`](crate::Roll::settles) says when.

use crate::{
    day::{
        cases::keys,
        follow::{is_open, matters_within},
    },
    rows::{At, CaseRow},
    settings::Settings,
    tidy::Rows,
};
use chrono::NaiveDate;
use sledz_domain::{sorting, time::warsaw_day};

/// The days, in order, whose rolls may change when a case that was known as `before` is known as `after`. `rows` hold
/// `after`, and the other cases about the same order or of the same customer.
pub fn touched(before: Option<&CaseRow>, after: &CaseRow, rows: &Rows, settings: &Settings) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    for case in before.into_iter().chain([after]) {
        days.push(warsaw_day(case.opened));
        let of_order = case.order.as_deref().into_iter().flat_map(|order| rows.of_order(order));
        let of_customer = case.customer.as_deref().into_iter().flat_map(|customer| rows.of_customer(customer));
        for other in of_order.chain(of_customer) {
            if matters_within(case, other, settings) {
                days.push(warsaw_day(other.opened));
            }
        }
    }
    let is_other = before.is_none_or(|before| {
        keys(before) != keys(after) || before.opened != after.opened || before.is_contact() != after.is_contact()
    });
    let (old, new) = (before.map(times).unwrap_or_default(), times(after));
    let since = if is_other {
        old.iter().chain(&new).map(|(at, _)| *at).min()
    } else {
        let differ = old.iter().filter(|time| !new.contains(time)).chain(new.iter().filter(|time| !old.contains(time)));
        differ.map(|(at, _)| *at).min()
    };
    if let Some(since) = since {
        let now = rows.as_of();
        let stays = before.into_iter().chain([after]).any(|case| is_open(case, now)).then_some(now);
        let last = old.iter().chain(&new).map(|(at, _)| *at).chain(stays).max().unwrap_or(now);
        days.extend(warsaw_day(since).iter_days().take_while(|day| *day <= warsaw_day(last)));
    }
    sorting::sort(&mut days);
    days.dedup();
    days
}

/// All that moves a case in or out of the backlog, and what it is.
fn times(case: &CaseRow) -> Vec<(At, u8)> {
    let of = |list: &[At], what: u8| list.iter().map(|at| (*at, what)).collect::<Vec<_>>();
    let mut times = vec![(case.opened, 0)];
    times.extend(case.messages.iter().map(|message| (message.at, 1 + u8::from(message.is_thanks))));
    times.extend(of(&case.automatic, 3));
    times.extend(of(&case.answers, 4));
    times.extend(of(&case.closed, 5));
    times.extend(of(&case.reopened, 6));
    times.extend(case.handed_over.map(|at| (at, 7)));
    times
}
