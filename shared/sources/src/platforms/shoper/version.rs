//! Which of two views of an order is the newer one.
//!
//! Shoper has no time of last change. What counts is `status_date`, to the second; but an order is paid and
//! edited without a new status, and then two different views have the same date. Of equal versions a hash
//! decides, so half of the payments would never be seen. Therefore views of one `status_date` are told apart
//! within that second by what only goes forward: how much has been paid, and behind that the occasion, since
//! an order is placed before it is edited.
//!
//! All of it is in what the message itself says and not in when it came: a copy that comes late, or is sent
//! again by somebody else, is the same version. Two edits with nothing paid in between stay equal, and money
//! that went back without a new status looks older than it is: the next change of the status settles both.

use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::money::Money;

/// On what occasion an order was told of, in their natural order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// It was placed.
    Placed,
    /// It got another status, which is what the date is of.
    Status,
    /// It was paid, for all or a part.
    Paid,
    /// It was edited, or somebody asked.
    Other,
}

impl Occasion {
    /// By the name of the webhook's event.
    pub(super) fn of(event: &str) -> Self {
        match event {
            "order.create" => Occasion::Placed,
            "order.status" => Occasion::Status,
            "order.paid" => Occasion::Paid,
            _ => Occasion::Other,
        }
    }

    fn rank(self) -> i64 {
        match self {
            Occasion::Placed => 0,
            Occasion::Status => 1,
            Occasion::Paid => 2,
            Occasion::Other => 3,
        }
    }
}

/// The version of a view that has this `status_date`: within its second, by what was paid and then by the
/// occasion.
pub(super) fn version(since: DateTime<Utc>, paid: Option<&Money>, occasion: Occasion) -> DateTime<Utc> {
    let within = magnitude(paid) * 4 + occasion.rank();
    since + TimeDelta::milliseconds(within.min(999))
}

/// How much it is, roughly: its number of digits, and the first of them. Below 200 for every amount, so that
/// four times as much is still within a second.
fn magnitude(paid: Option<&Money>) -> i64 {
    let Some(paid) = paid.filter(|paid| paid.is_positive()) else { return 0 };
    let amount = paid.amount();
    let (whole, part) = amount.split_once('.').unwrap_or((&amount, ""));
    let digits: String = whole.chars().chain(part.chars().take(2)).skip_while(|digit| *digit == '0').collect();
    let first = digits.chars().next().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
    i64::try_from(digits.len()).unwrap_or_default() * 10 + i64::from(first)
}
