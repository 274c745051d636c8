//! What became of a case afterwards: whether it was resolved at first contact, whether the customer asked again, whether
//! it waits.

use crate::{
    rows::{At, CaseRow},
    settings::Settings,
    tidy::Rows,
};
use sledz_domain::case::Matter;

/// What became of a case. None: not decided yet, or not its matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    /// It was resolved at first contact; none if it was never closed or the window is not over.
    pub first_contact: Option<bool>,
    /// Its automatic answer was wrong; none without one, or if the window is not over.
    pub wrong: Option<bool>,
    /// It was done without people.
    pub automated: Option<bool>,
    /// The nearest end of a window that is not over: then there is more to know.
    pub decided: Option<At>,
}

/// What became of a case.
///
/// - *Resolved at first contact*: from the first answer (automatic or a person's; the closing, if that came before) until
///   the window after the first closing is over, the customer writes nothing but thanks, the case is not reopened but
///   for thanks, and no other case asks the same: one about the same order, or, where an order is not known, of the same
///   customer and kind of matter. What is written before the first answer is part of the first contact.
/// - *A wrong answer*: within the window after the first automatic answer the customer writes something but thanks, or
///   another case asks the same; or a person corrected what was understood, whenever.
/// - *Automated*: answered automatically, never by a person, never handed over, and resolved at first contact. What shows
///   that it was not is known at once, what shows that it was only when a silent case is closed and the window is over:
///   so all are decided that long after they began, or the last weeks would look worse than they are.
pub fn follow(case: &CaseRow, rows: &Rows, settings: &Settings) -> Follow {
    let mut follow = Follow::default();
    let mut wait = |end: At| {
        let is_over = end <= rows.as_of();
        if !is_over {
            follow.decided = Some(follow.decided.map_or(end, |known: At| known.min(end)));
        }
        is_over
    };
    let (automatic, person) = (case.automatic.first().copied(), case.answers.first().copied());
    if let Some(closed) = case.closed.first().copied() {
        let end = closed + settings.fcr_window();
        if wait(end) {
            let answered = automatic.into_iter().chain(person).chain([closed]).min().unwrap_or(closed);
            let again = writes(case, answered, end)
                || case.reopened.iter().any(|at| *at <= end && is_reopening(case, *at))
                || is_asked_elsewhere(case, rows, case.opened, end);
            follow.first_contact = Some(!again);
        }
    }
    if let Some(at) = automatic {
        let end = at + settings.fcr_window();
        if wait(end) {
            let again = writes(case, at, end) || is_asked_elsewhere(case, rows, at.max(case.opened), end);
            follow.wrong = Some(case.is_corrected || again);
        }
    }
    if wait(case.opened + settings.automation_window()) {
        follow.automated = if person.is_some() || case.handed_over.is_some() {
            Some(false)
        } else {
            // One that nobody ever closed was not done.
            let is_open = case.closed.is_empty().then_some(false);
            follow.first_contact.map(|is_resolved| is_resolved && automatic.is_some()).or(is_open)
        };
    }
    follow
}

/// Whether the customer writes something but thanks after `from`, until `to`.
fn writes(case: &CaseRow, from: At, to: At) -> bool {
    case.messages.iter().any(|message| !message.is_thanks && from < message.at && message.at <= to)
}

/// Whether a reopening counts: it follows a closing, and is not for nothing but thanks since then.
pub fn is_reopening(case: &CaseRow, at: At) -> bool {
    let Some(closed) = case.closed.iter().rev().find(|closed| **closed < at) else { return false };
    let mut since = case.messages.iter().filter(|message| *closed < message.at && message.at <= at).peekable();
    since.peek().is_none() || since.any(|message| !message.is_thanks)
}

/// Whether another case that was opened after `from`, until `to`, asks the same.
fn is_asked_elsewhere(case: &CaseRow, rows: &Rows, from: At, to: At) -> bool {
    let asks = |other: &CaseRow| {
        other.number != case.number && from < other.opened && other.opened <= to && !other.is_thanks()
    };
    let same_order = case.order.as_deref().is_some_and(|order| rows.of_order(order).any(asks));
    let matter = matter(case);
    let same_matter =
        |other: &CaseRow| (case.order.is_none() || other.order.is_none()) && self::matter(other) == matter;
    let customer = case.customer.as_deref();
    same_order
        || customer.is_some_and(|customer| rows.of_customer(customer).any(|other| asks(other) && same_matter(other)))
}

fn matter(case: &CaseRow) -> Option<Matter> {
    case.intents.iter().map(|intent| Matter::of(*intent)).min()
}

/// Whether it is a contact that counts net: no thanks, no question before buying, and none about the same order (or,
/// where an order is not known, of the same customer) came within the window before. Of two at one instant the lesser
/// number is the first.
pub fn is_net(case: &CaseRow, rows: &Rows, settings: &Settings) -> bool {
    let counts = |case: &CaseRow| !case.is_thanks() && !case.is_before_buying();
    let since = case.opened - settings.net_window();
    let before = |other: &CaseRow| {
        counts(other)
            && other.opened >= since
            && (other.opened, other.number.as_str()) < (case.opened, case.number.as_str())
    };
    let same_order = || case.order.as_deref().is_some_and(|order| rows.of_order(order).any(before));
    let unknown = |other: &CaseRow| case.order.is_none() || other.order.is_none();
    let same_customer = || {
        let customer = case.customer.as_deref();
        customer.is_some_and(|customer| rows.of_customer(customer).any(|other| before(other) && unknown(other)))
    };
    counts(case) && !same_order() && !same_customer()
}

/// Whether `other` may be asked again, or be a repeated contact, through `case`.
pub(crate) fn matters_within(case: &CaseRow, other: &CaseRow, settings: &Settings) -> bool {
    let is_within = |at: Option<&At>| at.is_some_and(|at| *at + settings.fcr_window() >= case.opened);
    let is_before =
        other.opened <= case.opened && (is_within(other.closed.first()) || is_within(other.automatic.first()));
    let is_after = other.opened >= case.opened && other.opened <= case.opened + settings.net_window();
    is_before || is_after
}

/// Whether it is not closed at an instant; one that was closed and reopened at one instant is closed.
pub fn is_open(case: &CaseRow, at: At) -> bool {
    let last = |times: &[At]| times.iter().rev().find(|time| **time <= at).copied();
    case.opened <= at && last(&case.closed).is_none_or(|closed| last(&case.reopened).is_some_and(|open| open > closed))
}

/// Whether it waits for the shop at an instant: what the customer wrote last, thanks aside, is not answered, or no
/// person has answered since it was handed over.
pub fn is_waiting(case: &CaseRow, at: At) -> bool {
    let last = |times: &[At]| times.iter().rev().find(|time| **time <= at).copied();
    let answered = last(&case.automatic).max(last(&case.answers));
    let asked = case.messages.iter().rev().find(|message| message.at <= at && !message.is_thanks);
    let is_handed = case.handed_over.filter(|handed| *handed <= at);
    asked.is_some_and(|asked| answered.is_none_or(|answered| answered < asked.at))
        || is_handed.is_some_and(|handed| last(&case.answers).is_none_or(|answered| answered < handed))
}
