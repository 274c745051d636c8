//! Rows made tidy: one copy of each, in order of beginning, with what leads from one case to the next.
//!
//! Logs only grow, so of two copies the one that knows more is the newer; of two that know as much, the greater by its
//! fields. Which one came first never matters.

use crate::rows::{At, CaseRow, DisagreementRow, LatencyRow, MessageRow, OrderRow, ParcelRow, RawRows};
use sledz_domain::{case::CaseStatus, intent::Intent, sorting};
use std::cmp::Ordering;

/// Rows, tidy, and the instant up to which they tell: what is due after it is not broken yet.
#[derive(Clone, Debug)]
pub struct Rows {
    as_of: At,
    cases: Vec<CaseRow>,
    orders: Vec<OrderRow>,
    parcels: Vec<ParcelRow>,
    messages: Vec<MessageRow>,
    latencies: Vec<LatencyRow>,
    disagreements: Vec<DisagreementRow>,
    /// Places of contacts that name an order, by order and beginning.
    by_order: Vec<usize>,
    /// Places of contacts that name a customer, by customer and beginning.
    by_customer: Vec<usize>,
}

/// A kind of row.
trait Row: Ord {
    /// What tells it from others.
    fn key(&self) -> &str;

    /// When it began, in milliseconds or days; the least if it has not.
    fn began(&self) -> i64;

    /// How much is known.
    fn known(&self) -> usize;
}

impl Rows {
    /// Tidies rows that tell what was known at `as_of`.
    pub fn of(as_of: At, raw: RawRows) -> Rows {
        let mut cases = raw.cases;
        for case in &mut cases {
            sort_set(&mut case.messages);
            sort_set(&mut case.automatic);
            sort_set(&mut case.answers);
            sort_set(&mut case.promises);
            sort_set(&mut case.closed);
            sort_set(&mut case.reopened);
        }
        let mut parcels = raw.parcels;
        for parcel in &mut parcels {
            sort_set(&mut parcel.failed);
        }
        let cases = tidy(cases);
        let by_order = sorted(&cases, |case| case.order.as_deref());
        let by_customer = sorted(&cases, |case| case.customer.as_deref());
        Rows {
            as_of,
            cases,
            orders: tidy(raw.orders),
            parcels: tidy(parcels),
            messages: tidy(raw.messages),
            latencies: tidy(raw.latencies),
            disagreements: tidy(raw.disagreements),
            by_order,
            by_customer,
        }
    }

    /// Up to when the rows tell.
    pub fn as_of(&self) -> At {
        self.as_of
    }

    /// All cases, by beginning.
    pub fn cases(&self) -> &[CaseRow] {
        &self.cases
    }

    /// All orders, by beginning.
    pub fn orders(&self) -> &[OrderRow] {
        &self.orders
    }

    /// All parcels, by beginning.
    pub fn parcels(&self) -> &[ParcelRow] {
        &self.parcels
    }

    /// All messages, by beginning.
    pub fn messages(&self) -> &[MessageRow] {
        &self.messages
    }

    /// All latencies, by day.
    pub fn latencies(&self) -> &[LatencyRow] {
        &self.latencies
    }

    /// All disagreements, by day.
    pub fn disagreements(&self) -> &[DisagreementRow] {
        &self.disagreements
    }

    /// Other contacts that name this order.
    pub(crate) fn of_order<'a>(&'a self, order: &'a str) -> impl Iterator<Item = &'a CaseRow> {
        self.of_key(&self.by_order, order, |case| case.order.as_deref())
    }

    /// Other contacts that name this customer.
    pub(crate) fn of_customer<'a>(&'a self, customer: &'a str) -> impl Iterator<Item = &'a CaseRow> {
        self.of_key(&self.by_customer, customer, |case| case.customer.as_deref())
    }

    fn of_key<'a>(&'a self, places: &'a [usize], key: &'a str, of: Field) -> impl Iterator<Item = &'a CaseRow> {
        let first = places.partition_point(|place| self.cases.get(*place).and_then(of) < Some(key));
        let rest = places.get(first..).unwrap_or_default();
        rest.iter().filter_map(|place| self.cases.get(*place)).take_while(move |case| of(case) == Some(key))
    }
}

/// A key of a case.
type Field = fn(&CaseRow) -> Option<&str>;

/// The places of the contacts that have a key, by that key; those of one key stay in order of beginning.
fn sorted(cases: &[CaseRow], of: Field) -> Vec<usize> {
    let key = |place: &usize| cases.get(*place).and_then(of);
    let has = |(_, case): &(usize, &CaseRow)| case.is_contact() && of(case).is_some();
    let mut places: Vec<usize> = cases.iter().enumerate().filter(has).map(|(place, _)| place).collect();
    sort_places(&mut places, &|a, b| key(a).cmp(&key(b)));
    places
}

/// The rows that began from `from` on and before `to`, of a sorted list.
pub(crate) fn between<T>(rows: &[T], began: impl Fn(&T) -> i64, from: i64, to: i64) -> &[T] {
    let first = rows.partition_point(|row| began(row) < from);
    let last = rows.partition_point(|row| began(row) < to);
    rows.get(first..last).unwrap_or_default()
}

fn sort_set<T: Ord>(list: &mut Vec<T>) {
    sorting::sort(list);
    list.dedup();
}

/// One copy of each, by beginning, then by key.
fn tidy<T: Row>(rows: Vec<T>) -> Vec<T> {
    let mut places: Vec<usize> = (0..rows.len()).collect();
    let compare = |a: &usize, b: &usize, by: &dyn Fn(&T, &T) -> Ordering| match (rows.get(*a), rows.get(*b)) {
        (Some(a), Some(b)) => by(a, b),
        _ => Ordering::Equal,
    };
    // The copy that counts comes first of its key.
    sort_places(&mut places, &|a, b| {
        compare(a, b, &|a, b| a.key().cmp(b.key()).then(b.known().cmp(&a.known())).then_with(|| b.cmp(a)))
    });
    places.dedup_by(|a, b| compare(a, b, &|a, b| a.key().cmp(b.key())) == Ordering::Equal);
    sort_places(&mut places, &|a, b| {
        compare(a, b, &|a, b| a.began().cmp(&b.began()).then_with(|| a.key().cmp(b.key())))
    });
    let mut slots: Vec<Option<T>> = rows.into_iter().map(Some).collect();
    places.iter().filter_map(|place| slots.get_mut(*place).and_then(Option::take)).collect()
}

/// Every sort of many rows is this one: each further would be some KB of a component.
fn sort_places(places: &mut [usize], by: &dyn Fn(&usize, &usize) -> Ordering) {
    places.sort_by(by);
}

fn millis(at: At) -> i64 {
    at.timestamp_millis()
}

fn some(times: &[Option<At>]) -> usize {
    times.iter().filter(|at| at.is_some()).count()
}

impl CaseRow {
    /// Whether it is a contact of its own: a human's, and not part of another case.
    pub fn is_contact(&self) -> bool {
        !self.is_machine && self.status != CaseStatus::Joined
    }

    /// Whether it says thanks and nothing else.
    pub fn is_thanks(&self) -> bool {
        !self.intents.is_empty() && self.intents.iter().all(|intent| *intent == Intent::FeedbackThanks)
    }

    /// Whether it asks something before buying: by its primary intent.
    pub fn is_before_buying(&self) -> bool {
        matches!(
            self.intents.first(),
            Some(Intent::DeliveryCostTime | Intent::ProductQuestion | Intent::StockQuestion | Intent::BulkOrProforma)
        )
    }

    /// When it began, in milliseconds since 1970.
    pub(crate) fn began_millis(&self) -> i64 {
        millis(self.opened)
    }
}

impl Row for CaseRow {
    fn key(&self) -> &str {
        &self.number
    }

    fn began(&self) -> i64 {
        millis(self.opened)
    }

    fn known(&self) -> usize {
        let kept = self.promises.iter().filter(|promise| promise.kept.is_some()).count();
        let rated = self.rating.map_or(0, |rating| 1 + usize::from(rating.answered.is_some()));
        self.messages.len()
            + self.automatic.len()
            + self.answers.len()
            + self.promises.len()
            + kept
            + self.closed.len()
            + self.reopened.len()
            + rated
            + some(&[self.handed_over])
            + usize::from(self.is_corrected)
            + usize::from(self.handling_seconds.is_some())
    }
}

impl Row for OrderRow {
    fn key(&self) -> &str {
        &self.key
    }

    fn began(&self) -> i64 {
        millis(self.placed)
    }

    fn known(&self) -> usize {
        some(&[
            self.paid,
            self.shipped,
            self.dispatch_promised,
            self.delivered,
            self.delivery_promised,
            self.cancelled,
            self.number_known,
        ])
    }
}

impl Row for ParcelRow {
    fn key(&self) -> &str {
        &self.key
    }

    fn began(&self) -> i64 {
        self.handed_over.map_or(i64::MIN, millis)
    }

    fn known(&self) -> usize {
        let times = [self.handed_over, self.delivered, self.ready, self.picked_up, self.returned, self.promised];
        some(&times) + self.failed.len()
    }
}

impl Row for MessageRow {
    fn key(&self) -> &str {
        &self.key
    }

    fn began(&self) -> i64 {
        self.sent.map_or(i64::MIN, millis)
    }

    fn known(&self) -> usize {
        some(&[self.sent, self.delivered, self.bounced])
    }
}

impl Row for LatencyRow {
    fn key(&self) -> &str {
        &self.key
    }

    fn began(&self) -> i64 {
        day_number(self.day)
    }

    fn known(&self) -> usize {
        0
    }
}

impl Row for DisagreementRow {
    fn key(&self) -> &str {
        &self.key
    }

    fn began(&self) -> i64 {
        day_number(self.day)
    }

    fn known(&self) -> usize {
        0
    }
}

/// Days since the beginning of our era.
pub(crate) fn day_number(day: chrono::NaiveDate) -> i64 {
    i64::from(chrono::Datelike::num_days_from_ce(&day))
}
