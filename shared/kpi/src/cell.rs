//! What is counted and measured, and the cell that holds it under one heading.
//!
//! Each count and each duration has a number of its own that never changes its meaning: it is what is stored.

use crate::spread::Spread;
use serde::{Deserialize, Serialize};
use sledz_domain::cause::Cause;

/// Something that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(pub(crate) u8);

/// A duration of which all values are kept, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measure(pub(crate) u8);

macro_rules! numbered {
    ($type:ident { $($(#[doc = $doc:literal])+ $name:ident = $number:literal;)+ }) => {
        impl $type {
            $($(#[doc = $doc])+ pub const $name: $type = $type($number);)+
        }
    };
}

numbered!(Count {
    /// Orders placed.
    ORDERS = 0;
    /// Of them cancelled.
    CANCELLED = 1;
    /// Not cancelled, and shipped.
    SHIPPED = 2;
    /// Of those shipped: the customer was told a number.
    NUMBER_KNOWN = 3;
    /// Of those shipped: at least one parcel came back undelivered.
    ORDERS_RETURNED = 4;
    /// Not cancelled, and shipped by the first promise.
    DISPATCH_KEPT = 5;
    /// Not cancelled, and not shipped by the first promise, which is past.
    DISPATCH_BROKEN = 6;
    /// Not cancelled, promised and delivered: by the first promise.
    DELIVERED_IN_TIME = 7;
    /// Not cancelled, promised and delivered: after the first promise.
    DELIVERED_LATE = 8;
    /// Not cancelled, delivered by the first promise and in full.
    OTIF = 9;
    /// Not cancelled: delivered late or not in full, came back, or not even shipped when the first promise was past.
    NOT_OTIF = 10;
    /// Not cancelled, shipped, the first promise past, and nobody has told whether it was delivered.
    OTIF_UNKNOWN = 11;
    /// Parcels handed over.
    PARCELS = 12;
    /// Promised and delivered: by the first promise.
    PARCELS_IN_TIME = 13;
    /// Promised and delivered: after the first promise.
    PARCELS_LATE = 14;
    /// Promised and delivered: brought (delivered, tried, or laid ready) by the first promise.
    PARCELS_BROUGHT_IN_TIME = 15;
    /// The courier came in vain at least once.
    PARCELS_FAILED = 16;
    /// How often the courier came in vain.
    FAILED_ATTEMPTS = 17;
    /// Came back undelivered.
    PARCELS_RETURNED = 18;
    /// Messages of ours that were sent.
    MESSAGES = 19;
    /// Of them delivered, and not come back later.
    MESSAGES_DELIVERED = 20;
    /// Of them come back.
    MESSAGES_BOUNCED = 21;
    /// Sources that cannot both be right.
    DISAGREEMENTS = 22;
    /// Of those shipped: the customer sent something back.
    ORDERS_SENT_BACK = 23;
    /// Cases: not of machines, not joined into others. All counts of cases are of these.
    CASES = 30;
    /// Cases that no human wrote.
    MACHINES = 31;
    /// Cases but for repeated ones, thanks, and questions before buying.
    NET_CASES = 32;
    /// The primary intent is WISMO.
    WISMO = 33;
    /// Any intent is WISMO.
    WISMO_ANY = 34;
    /// What customers wrote.
    CUSTOMER_MESSAGES = 35;
    /// What was answered automatically.
    AUTOMATIC_ANSWERS = 36;
    /// What people answered.
    PEOPLE_ANSWERS = 37;
    /// A person answered at least once.
    ANSWERED = 38;
    /// Answered automatically at least once.
    AUTOMATIC = 39;
    /// Answered automatically, and never by a person.
    AUTOMATIC_ONLY = 40;
    /// Handed to people.
    HANDED_OVER = 41;
    /// Done without people: closed, answered automatically only, never handed over, resolved at first contact.
    AUTOMATED = 42;
    /// Needed people, or was not resolved at first contact.
    NOT_AUTOMATED = 43;
    /// The automatic answer was wrong: the customer asked again within the window, or a person corrected.
    WRONG = 44;
    /// The automatic answer held until the window was over.
    NOT_WRONG = 45;
    /// Resolved at first contact.
    FCR = 46;
    /// Closed, and asked again within the window.
    NOT_FCR = 47;
    /// Closed at least once.
    CLOSED = 48;
    /// Of them reopened at least once, thanks aside.
    REOPENED = 49;
    /// Promises of an answer that were kept.
    PROMISES_KEPT = 50;
    /// Promises of an answer that were broken: answered later, or not at all when they were past.
    PROMISES_BROKEN = 51;
    /// Cases of which a helpdesk tells how long people worked on them.
    HANDLED = 52;
    /// How long that was, in seconds.
    HANDLING_SECONDS = 53;
    /// Asked how satisfied they were.
    CSAT_ASKED = 54;
    /// Of them answered.
    CSAT_ANSWERED = 55;
    /// Of them 4 or 5.
    CSAT_TOP = 56;
    /// Asked whether they would recommend the shop.
    NPS_ASKED = 57;
    /// Of them answered.
    NPS_ANSWERED = 58;
    /// Of them 9 or 10.
    NPS_PROMOTERS = 59;
    /// Of them 6 or less.
    NPS_DETRACTORS = 60;
    /// Asked how easy it was.
    CES_ASKED = 61;
    /// Of them answered.
    CES_ANSWERED = 62;
    /// Of them 5, 6 or 7.
    CES_EASY = 63;
    /// WISMO by any intent, and a cause is known.
    WISMO_CAUSED = 64;
    /// Days in this roll, of months of 28 days; the three that follow: of 29, 30 and 31.
    DAYS_OF_28 = 80;
    /// Days of months of 29 days.
    DAYS_OF_29 = 81;
    /// Days of months of 30 days.
    DAYS_OF_30 = 82;
    /// Days of months of 31 days.
    DAYS_OF_31 = 83;
    /// Cases not closed at the end of the last day, by age: below a day; the four that follow: 1, 3, 7, 14 days and more.
    OPEN_0 = 90;
    /// From one day.
    OPEN_1 = 91;
    /// From three days.
    OPEN_3 = 92;
    /// From seven days.
    OPEN_7 = 93;
    /// From fourteen days.
    OPEN_14 = 94;
    /// Of all of them: waits for the shop, not for the customer.
    OPEN_WAITING = 95;
    /// WISMO by any intent, by cause: the causes' numbers follow.
    WISMO_CAUSES = 100;
});

impl Count {
    /// WISMO by any intent, of this cause.
    pub const fn of_cause(cause: Cause) -> Count {
        Count(Count::WISMO_CAUSES.0 + cause as u8)
    }

    /// Whether it is of an instant, the end of a roll's last day, and not of the days together.
    pub(crate) fn is_of_the_end(self) -> bool {
        (Count::OPEN_0..=Count::OPEN_WAITING).contains(&self)
    }
}

numbered!(Measure {
    /// From the first message to a person's first answer.
    FIRST_RESPONSE = 0;
    /// The same in opening hours.
    FIRST_RESPONSE_BUSINESS = 1;
    /// From the oldest message that a person has not answered, after a first answer, to a person's next answer.
    NEXT_RESPONSE = 2;
    /// The same in opening hours.
    NEXT_RESPONSE_BUSINESS = 3;
    /// From the first message to the first closing.
    FIRST_RESOLUTION = 4;
    /// From the first message to the last closing, of what is closed now.
    RESOLUTION = 5;
    /// The same in opening hours.
    RESOLUTION_BUSINESS = 6;
    /// From the first message to the first automatic answer.
    FIRST_AUTOMATIC = 7;
    /// From payment (else the order) to shipping, in whole minutes.
    DISPATCH = 8;
    /// From hand-over until the customer could have it: delivered, or ready in a locker; in whole minutes.
    TRANSIT = 9;
    /// From ready in a locker or at a point to collected, in whole minutes.
    PICKUP = 10;
    /// From marked as shipped to the number known to the customer; zero if it was known before.
    TRACKING_LAG = 11;
    /// From owed to sent.
    MESSAGE_WAIT = 12;
    /// From happening to knowing.
    LATENCY = 13;
});

impl Measure {
    /// Couriers and shops tell in minutes: whole minutes keep a year's values few.
    fn grain(self) -> u32 {
        if (Measure::DISPATCH..=Measure::PICKUP).contains(&self) { 60 } else { 1 }
    }
}

/// Counts and durations under one heading. Holds only what is there; two of them add up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// By number.
    counts: Vec<(u8, u64)>,
    /// By number.
    spreads: Vec<(u8, Spread)>,
}

impl Cell {
    /// How often something was counted.
    pub fn count(&self, count: Count) -> u64 {
        let place = self.counts.binary_search_by_key(&count.0, |(known, _)| *known);
        place.ok().and_then(|place| self.counts.get(place)).map_or(0, |(_, times)| *times)
    }

    /// The sum of some counts.
    pub fn sum(&self, counts: &[Count]) -> u64 {
        counts.iter().map(|count| self.count(*count)).sum()
    }

    /// All values of a duration.
    pub fn spread(&self, measure: Measure) -> Option<&Spread> {
        let place = self.spreads.binary_search_by_key(&measure.0, |(known, _)| *known).ok()?;
        self.spreads.get(place).map(|(_, spread)| spread)
    }

    /// Counts something.
    pub fn add(&mut self, count: Count, times: u64) {
        if times == 0 {
            return;
        }
        match self.counts.binary_search_by_key(&count.0, |(known, _)| *known) {
            Ok(place) => {
                if let Some((_, known)) = self.counts.get_mut(place) {
                    *known = known.saturating_add(times);
                }
            }
            Err(place) => self.counts.insert(place, (count.0, times)),
        }
    }

    /// Counts something if it is so.
    pub fn add_if(&mut self, count: Count, is_so: bool) {
        self.add(count, u64::from(is_so));
    }

    /// Takes a duration in, so many times.
    pub fn measure(&mut self, measure: Measure, seconds: u32, times: u32) {
        if times == 0 {
            return;
        }
        let grain = measure.grain();
        if let Some(spread) = self.spread_mut(measure.0) {
            spread.add(seconds / grain * grain, times);
        }
    }

    /// Takes a duration in, if there is one.
    pub fn measured(&mut self, measure: Measure, seconds: Option<u32>) {
        if let Some(seconds) = seconds {
            self.measure(measure, seconds, 1);
        }
    }

    fn spread_mut(&mut self, number: u8) -> Option<&mut Spread> {
        let place = self.spreads.partition_point(|(known, _)| *known < number);
        if self.spreads.get(place).is_none_or(|(known, _)| *known != number) {
            self.spreads.insert(place, (number, Spread::default()));
        }
        self.spreads.get_mut(place).map(|(_, spread)| spread)
    }

    /// Adds another one up, but for what is of an instant if that has passed.
    pub(crate) fn merge(&mut self, other: &Cell, with_end: bool) {
        for (count, times) in &other.counts {
            if with_end || !Count(*count).is_of_the_end() {
                self.add(Count(*count), *times);
            }
        }
        for (measure, spread) in &other.spreads {
            if let Some(known) = self.spread_mut(*measure) {
                known.merge(spread);
            }
        }
    }

    /// Forgets what is of an instant that has passed.
    pub(crate) fn forget_end(&mut self) {
        self.counts.retain(|(count, _)| !Count(*count).is_of_the_end());
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.spreads.is_empty()
    }
}
