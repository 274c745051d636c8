//! Moments and deadlines, for people and for machines.

use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    view::rfc3339,
    words::{Lang, moment, on_day, until_due, waiting_for},
};

/// A moment for a `time` element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// For machines: RFC 3339.
    pub datetime: String,
    /// For people.
    pub shown: String,
}

impl When {
    /// Day and time: "18 listopada, 14:05".
    pub fn moment(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> When {
        When { datetime: rfc3339(at), shown: moment(lang, at, now) }
    }

    /// The day as it is seen from today: "jutro", "w środę, 18 listopada".
    pub fn day(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> When {
        When { datetime: rfc3339(at), shown: on_day(lang, at, now) }
    }

    /// How long something has waited: "od 5 h".
    pub fn waiting(lang: Lang, since: DateTime<Utc>, now: DateTime<Utc>) -> When {
        When { datetime: rfc3339(since), shown: waiting_for(lang, since, now) }
    }
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at: When,
    /// How long until then, or since: "za 2 h", "po terminie od 35 min".
    pub left: String,
    /// How it looks.
    pub urgency: Urgency,
}

/// How much something presses. The words of [`Due::left`] say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urgency {
    /// There is time.
    #[default]
    Calm,
    /// There is little time.
    Soon,
    /// It is over.
    Over,
}

impl Due {
    /// What is due at `at`; it presses from `soon` before.
    ///
    /// ```
    /// use chrono::{DateTime, TimeDelta};
    /// use sledz_domain::words::Lang;
    /// use sledz_page::{Due, Urgency};
    /// let now = DateTime::from_timestamp(1_795_000_800, 0).unwrap();
    /// let due = Due::new(Lang::Pl, now + TimeDelta::hours(2), now, TimeDelta::hours(1));
    /// assert_eq!((due.left.as_str(), due.urgency), ("za 2 h", Urgency::Calm));
    /// ```
    pub fn new(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>, soon: TimeDelta) -> Due {
        let urgency = match at - now {
            left if left < TimeDelta::zero() => Urgency::Over,
            left if left <= soon => Urgency::Soon,
            _ => Urgency::Calm,
        };
        Due { at: When::moment(lang, at, now), left: until_due(lang, at, now), urgency }
    }

    pub(crate) fn class(&self) -> &'static str {
        match self.urgency {
            Urgency::Calm => "due",
            Urgency::Soon => "due soon",
            Urgency::Over => "due over",
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.urgency == Urgency::Over
    }
}
