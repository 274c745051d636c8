//! From the log of a case to its row, and how rows of a day's cases are kept.
//!
//! A row is kept so that rolling up a day reads the days around it, one value each, and never walks every case. Who wrote
//! is in none of them: only which cases are of one customer.

use crate::{
    cases::{self, letter::Letters, which},
    order_intake::order_log,
    parcel_intake::parcel_log,
    request::Env,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::{
    answer::AnswerKind,
    case::{Case, CaseFact, CaseStatus},
    cause::Cause,
    contact::ContactChannel,
    intent::Intent,
    order::Order,
    parcel::ParcelLog,
    time::warsaw_day,
    view::walked_parcels,
};
use sledz_kpi::{CaseRow, CustomerMessage, Promise, Rating, Scale};
use sledz_sources::platforms::{email, phone};
use sledz_store::{StoreError, keys::LogId};

type At = DateTime<Utc>;

/// A case as it is kept: what its row is made of, and of which entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownCase {
    /// Its number.
    pub number: String,
    /// How many entries its log had.
    pub entries: u64,
    /// The logs of its order and of the parcel that told the carrier, and how many entries they had.
    pub logs: Vec<([u8; 16], u64)>,
    channel: Option<ContactChannel>,
    source: String,
    intents: Vec<Intent>,
    cause: Option<Cause>,
    carrier: Option<String>,
    order: Option<String>,
    customer: Option<String>,
    opened: i64,
    messages: Vec<(i64, bool)>,
    automatic: Vec<i64>,
    answers: Vec<i64>,
    promises: Vec<(i64, i64, Option<i64>)>,
    closed: Vec<i64>,
    reopened: Vec<i64>,
    handed_over: Option<i64>,
    is_corrected: bool,
    is_machine: bool,
    rating: Option<(u8, i64, Option<i64>, Option<u8>)>,
    handling_seconds: Option<u32>,
    status: u8,
}

const STATUSES: [CaseStatus; 4] = [CaseStatus::Open, CaseStatus::Waiting, CaseStatus::Closed, CaseStatus::Joined];

fn at(millis: i64) -> At {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

fn millis(list: &[At]) -> Vec<i64> {
    list.iter().map(DateTime::timestamp_millis).collect()
}

/// Reads a case; `known` is how it was kept before. None if nothing is known of it.
///
/// # Errors
/// If the store fails.
pub fn read(env: &Env, number: &str, known: Option<&KnownCase>) -> Result<Option<KnownCase>, StoreError> {
    let log = cases::log(number);
    let reading = env.store.read::<Case>(log)?;
    let case = reading.state();
    let Some(opened) = case.opened() else { return Ok(None) };
    let order = case.order().map(|(platform, id, _)| (order_log(platform, id), format!("{platform}/{id}")));
    let mut logs = Vec::new();
    let carrier = match &order {
        Some((order, _)) => carrier(env, *order, &mut logs)?,
        None => None,
    };
    let facts = Facts::of(case);
    let asked = case.facts().iter().find_map(|placed| match &placed.event.fact {
        CaseFact::Asked(asked) => Some(asked),
        _ => None,
    });
    let customer = match known.and_then(|known| known.customer.clone()) {
        // What was written may have been erased since.
        Some(customer) => Some(customer),
        None => customer(env, log, number, case)?,
    };
    Ok(Some(KnownCase {
        number: number.to_owned(),
        entries: reading.count,
        logs,
        channel: asked.map(|asked| asked.channel),
        source: asked.map(|asked| asked.source.clone()).unwrap_or_default(),
        intents: case.intents(),
        cause: case.cause(),
        carrier,
        order: order.map(|(_, key)| key),
        customer,
        opened: opened.timestamp_millis(),
        messages: facts.messages,
        automatic: millis(&facts.automatic),
        answers: millis(&facts.answers),
        promises: facts.promises,
        closed: millis(&facts.closed),
        reopened: millis(&facts.reopened),
        handed_over: facts.handed_over.map(|at| at.timestamp_millis()),
        is_corrected: facts.is_corrected,
        is_machine: case.messages().next().is_none(),
        rating: facts.rating,
        handling_seconds: facts.handling_seconds,
        status: u8::try_from(STATUSES.iter().position(|status| *status == case.status()).unwrap_or_default())
            .unwrap_or_default(),
    }))
}

/// Whose parcel a case is about, and which logs told it.
fn carrier(env: &Env, order: LogId, logs: &mut Vec<([u8; 16], u64)>) -> Result<Option<String>, StoreError> {
    // Counted before it is read: what comes meanwhile is seen the next time.
    let mut counted = |log: LogId| {
        if let LogId::Hashed(hash) = log {
            logs.push((hash, env.store.handed_out(log)?));
        }
        Ok::<(), StoreError>(())
    };
    counted(order)?;
    let order = env.store.read::<Order>(order)?.projection.state;
    let shipments = order.shipments();
    if let Some(carrier) = shipments.iter().find_map(|named| named.carrier.clone()) {
        return Ok(Some(carrier));
    }
    let mut parcels = Vec::new();
    for named in shipments.into_iter().take(1) {
        let log = parcel_log(&named.tracking_number);
        counted(log)?;
        parcels.push((named, env.store.read::<ParcelLog>(log)?.projection.state));
    }
    Ok(walked_parcels(&order, &parcels).into_iter().find_map(|parcel| parcel.carrier))
}

/// Who wrote, as the number of the first case of whoever the first message came from: it tells which cases are of one
/// customer, and nothing of whom.
fn customer(env: &Env, log: LogId, number: &str, case: &Case) -> Result<Option<String>, StoreError> {
    let Some(keyring) = env.settings.keyring() else { return Ok(None) };
    let Some((placed, _)) = case.messages().next() else { return Ok(None) };
    let Some(letter) = Letters::of(env, &keyring, log, placed)?.asked else { return Ok(None) };
    let of = |kind: &str, value: Option<String>| value.map(|value| keyring.lookups(kind, &value));
    let hashes = of("email", letter.email.as_deref().and_then(email));
    let Some(hashes) = hashes.or_else(|| of("phone", letter.phone.as_deref().and_then(phone))) else {
        return Ok(None);
    };
    // Under the oldest key that knows them: a new one makes nobody another customer.
    for hash in hashes.iter().rev() {
        // A number may have been handed out and given up.
        if let Some((_, first)) = env.store.slice::<String>(which::by_customer(hash), 1, 3)?.0.into_iter().next() {
            return Ok(Some(first));
        }
    }
    Ok(Some(number.to_owned()))
}

/// What the facts of a case come to.
#[derive(Default)]
struct Facts {
    messages: Vec<(i64, bool)>,
    automatic: Vec<At>,
    answers: Vec<At>,
    promises: Vec<(i64, i64, Option<i64>)>,
    closed: Vec<At>,
    reopened: Vec<At>,
    handed_over: Option<At>,
    is_corrected: bool,
    rating: Option<(u8, i64, Option<i64>, Option<u8>)>,
    handling_seconds: Option<u32>,
}

impl Facts {
    fn of(case: &Case) -> Self {
        let mut all = Facts::default();
        let mut promised: Vec<(At, At)> = Vec::new();
        // A person who closes a case has nothing more to answer in it.
        let mut done: Vec<At> = Vec::new();
        let mut is_closed = false;
        for placed in case.facts() {
            let at = placed.event.at;
            match &placed.event.fact {
                CaseFact::Asked(asked) if asked.machine.is_none() => {
                    let is_thanks = !asked.intents.is_empty()
                        && asked.intents.iter().all(|intent| *intent == Intent::FeedbackThanks);
                    all.messages.push((at.timestamp_millis(), is_thanks));
                    if std::mem::take(&mut is_closed) {
                        all.reopened.push(at);
                    }
                }
                CaseFact::Answered { by, kinds, is_draft: false } if by.is_empty() => {
                    let says_something =
                        |kind: &AnswerKind| !matches!(kind, AnswerKind::Acknowledged | AnswerKind::WhichOrder);
                    if kinds.iter().any(says_something) {
                        all.automatic.push(at);
                    }
                }
                CaseFact::Answered { is_draft: false, .. } | CaseFact::Judged { is_approved: true, .. } => {
                    all.answers.push(at);
                    done.push(at);
                }
                CaseFact::Handed { due, .. } => {
                    promised.push((at, *due));
                    all.handed_over = all.handed_over.or(Some(at));
                    if std::mem::take(&mut is_closed) {
                        all.reopened.push(at);
                    }
                }
                CaseFact::Reopened { .. } if std::mem::take(&mut is_closed) => all.reopened.push(at),
                CaseFact::Closed { by } => {
                    if !std::mem::replace(&mut is_closed, true) {
                        all.closed.push(at);
                    }
                    if !by.is_empty() {
                        done.push(at);
                    }
                }
                CaseFact::Corrected { correction, .. } => {
                    all.is_corrected |= !correction.intents.is_empty() || correction.mood.is_some();
                }
                // All told until then: the most is the last.
                CaseFact::Handled { seconds } => all.handling_seconds = all.handling_seconds.max(Some(*seconds)),
                CaseFact::RatingAsked { scale } => {
                    let scale = Scale::ALL.iter().position(|known| known.name() == scale);
                    let scale = scale.and_then(|place| u8::try_from(place).ok());
                    all.rating = all.rating.or(scale.map(|scale| (scale, at.timestamp_millis(), None, None)));
                }
                CaseFact::Rated { scale, score } => {
                    if let Some(rating) = &mut all.rating
                        && Scale::ALL.get(usize::from(rating.0)).is_some_and(|known| known.name() == scale)
                    {
                        (rating.2, rating.3) = (Some(at.timestamp_millis()), Some(*score));
                    }
                }
                _ => {}
            }
        }
        for (made, due) in promised {
            let kept = done.iter().filter(|at| **at >= made).min().map(DateTime::timestamp_millis);
            all.promises.push((made.timestamp_millis(), due.timestamp_millis(), kept));
        }
        all
    }
}

impl KnownCase {
    /// Its row.
    pub fn row(&self) -> CaseRow {
        let times = |list: &[i64]| list.iter().map(|millis| at(*millis)).collect();
        CaseRow {
            number: self.number.clone(),
            channel: self.channel.unwrap_or(ContactChannel::Email),
            source: self.source.clone(),
            intents: self.intents.clone(),
            cause: self.cause,
            carrier: self.carrier.clone(),
            order: self.order.clone(),
            customer: self.customer.clone(),
            opened: at(self.opened),
            messages: self
                .messages
                .iter()
                .map(|(millis, is_thanks)| CustomerMessage { at: at(*millis), is_thanks: *is_thanks })
                .collect(),
            automatic: times(&self.automatic),
            answers: times(&self.answers),
            promises: self
                .promises
                .iter()
                .map(|(made, due, kept)| Promise { made: at(*made), due: at(*due), kept: kept.map(at) })
                .collect(),
            closed: times(&self.closed),
            reopened: times(&self.reopened),
            handed_over: self.handed_over.map(at),
            is_corrected: self.is_corrected,
            is_machine: self.is_machine,
            rating: self.rating.and_then(|(scale, asked, answered, score)| {
                let scale = Scale::ALL.get(usize::from(scale)).copied()?;
                Some(Rating { scale, asked: at(asked), answered: answered.map(at), score })
            }),
            handling_seconds: self.handling_seconds,
            status: STATUSES.get(usize::from(self.status)).copied().unwrap_or(CaseStatus::Open),
        }
    }

    /// Whether it goes on as part of another case, whose log has all of it.
    fn is_joined(&self) -> bool {
        STATUSES.get(usize::from(self.status)) == Some(&CaseStatus::Joined)
    }

    /// The day on which it began.
    pub fn day(&self) -> NaiveDate {
        warsaw_day(at(self.opened))
    }

    /// Until when it is not closed, in milliseconds; of one that is open the end of time.
    pub fn open_until(&self) -> i64 {
        let last = |times: &[i64]| times.last().copied();
        match last(&self.closed) {
            Some(closed) if last(&self.reopened).is_none_or(|open| open <= closed) => closed,
            _ if self.is_machine || self.is_joined() => self.opened,
            _ => i64::MAX,
        }
    }

    /// The end of what decides whether its customer asked again, without the window after it.
    pub fn asks_until(&self) -> i64 {
        self.closed.first().copied().into_iter().chain(self.automatic.first().copied()).max().unwrap_or(self.opened)
    }

    /// Whether nothing was written since: by the counters of its logs.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn is_current(&self, env: &Env) -> Result<bool, StoreError> {
        if env.store.handed_out(cases::log(&self.number))? != self.entries {
            return Ok(false);
        }
        for (hash, entries) in &self.logs {
            if env.store.handed_out(LogId::Hashed(*hash))? != *entries {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
