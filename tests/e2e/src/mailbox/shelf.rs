//! What the mailbox holds: messages, what was sent before, counts, and the faults that are planned.

use super::{
    faults::{Dice, Fault, Faults},
    http::Answer,
    received::{Provider, Received},
};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long providers remember what they were sent.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// How often whoever waits looks whether the mailbox ends.
const GLANCE: Duration = Duration::from_millis(50);

/// What a provider does about messages that it was sent before.
#[derive(Clone, Debug)]
pub(crate) struct Once {
    /// By what it knows them.
    pub(crate) key: String,
    /// Whether a known one is anything but a new message.
    pub(crate) checked: bool,
    /// Its answer to the same again; none: as the first time.
    pub(crate) same: Option<Answer>,
    /// Its answer if the body is another; none: the body does not matter.
    pub(crate) other: Option<Answer>,
    /// Its answer while the first is being handled.
    pub(crate) busy: Answer,
}

/// A message that was sent before.
#[derive(Debug)]
struct Known {
    body: Vec<u8>,
    /// None while it is being handled.
    answer: Option<Answer>,
    since: Instant,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    inner: Mutex<Inner>,
    arrived: Condvar,
    /// Nobody listens any more.
    pub(crate) stop: AtomicBool,
}

#[derive(Debug)]
struct Inner {
    received: Vec<Received>,
    /// The number of the last message, also when it was cleared away.
    last: u64,
    ids: u64,
    requests: BTreeMap<Provider, u64>,
    known: HashMap<(Provider, String), Known>,
    faults: Faults,
    dice: Dice,
    told: Option<DateTime<Utc>>,
}

impl Default for Inner {
    fn default() -> Self {
        let faults = Faults::default();
        Inner {
            received: Vec::new(),
            last: 0,
            ids: 0,
            requests: BTreeMap::new(),
            known: HashMap::new(),
            dice: Dice::new(faults.seed),
            faults,
            told: None,
        }
    }
}

/// What is decided about a request when it comes.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    /// What goes wrong, if anything does.
    pub(crate) fault: Option<Fault>,
    /// Whether garbage is HTML, not JSON that is cut off.
    pub(crate) html: bool,
    /// Beginnings of addresses that are refused.
    pub(crate) refused: Vec<String>,
    /// 32 hexadecimal digits that no other message of this mailbox has.
    pub(crate) id: String,
    /// The time against which signatures are checked; none while the mailbox is told the time, since
    /// the clocks of mailbox and sender are two then.
    pub(crate) now: Option<DateTime<Utc>>,
}

impl Shelf {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A test that failed while it looked spoils nothing.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request, and decides about it.
    pub(crate) fn begin(&self, provider: Provider) -> Fate {
        let mut inner = self.lock();
        *inner.requests.entry(provider).or_default() += 1;
        inner.ids += 1;
        let id = HEXLOWER.encode(&Sha256::digest(inner.ids.to_be_bytes())).chars().take(32).collect();
        let Inner { dice, faults, .. } = &mut *inner;
        let fault = dice.throw(faults, provider);
        let html = dice.below(2) == 0;
        let now = inner.told.is_none().then(Utc::now);
        Fate { fault, html, refused: inner.faults.refused.clone(), id, now }
    }

    /// Takes note that a message is being handled.
    ///
    /// # Errors
    /// With the answer, if it is known.
    pub(crate) fn reserve(&self, provider: Provider, once: &Once, body: &[u8]) -> Result<(), Answer> {
        let mut inner = self.lock();
        let place = (provider, once.key.clone());
        if let Some(known) = inner.known.get(&place).filter(|_| once.checked)
            && known.since.elapsed() < REMEMBERED
        {
            let other = once.other.as_ref().filter(|_| known.body != body);
            return Err(match (other, &known.answer) {
                (Some(other), _) => other.clone(),
                (None, None) => once.busy.clone(),
                (None, Some(answer)) => once.same.as_ref().unwrap_or(answer).clone(),
            });
        }
        inner.known.insert(place, Known { body: body.to_vec(), answer: None, since: Instant::now() });
        Ok(())
    }

    /// Keeps a message, and the answer under what it is known by.
    pub(crate) fn accept(&self, mut message: Received, once: Option<&Once>, answer: &Answer) {
        let mut inner = self.lock();
        if let Some(once) = once
            && let Some(known) = inner.known.get_mut(&(message.provider, once.key.clone()))
        {
            known.answer = Some(answer.clone());
        }
        inner.last += 1;
        message.n = inner.last;
        message.at = inner.told.unwrap_or_else(Utc::now);
        inner.received.push(message);
        drop(inner);
        self.arrived.notify_all();
    }

    /// Sets the faults, and begins their chance anew.
    pub(crate) fn set_faults(&self, faults: Faults) {
        let mut inner = self.lock();
        inner.dice = Dice::new(faults.seed);
        inner.faults = faults;
    }

    /// Sets what is taken for the time of acceptance.
    pub(crate) fn tell_time(&self, now: Option<DateTime<Utc>>) {
        self.lock().told = now;
    }

    /// Looks at all messages.
    pub(crate) fn look<T>(&self, with: impl FnOnce(&[Received]) -> T) -> T {
        with(&self.lock().received)
    }

    /// One message by its number.
    pub(crate) fn message(&self, n: u64) -> Option<Received> {
        self.look(|all| {
            let at = all.binary_search_by_key(&n, |one| one.n).ok()?;
            all.get(at).cloned()
        })
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> BTreeMap<Provider, u64> {
        self.lock().requests.clone()
    }

    /// Forgets messages, counts and what was sent before; faults and clock stay.
    pub(crate) fn clear(&self) {
        let mut inner = self.lock();
        inner.received.clear();
        inner.requests.clear();
        inner.known.clear();
    }

    /// Waits until `condition` holds; whether it does.
    pub(crate) fn wait_for(&self, mut condition: impl FnMut(&[Received]) -> bool, timeout: Duration) -> bool {
        let guard = self.lock();
        let waited = self.arrived.wait_timeout_while(guard, timeout, |inner| !condition(&inner.received));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Waits, or less if the mailbox ends.
    pub(crate) fn pause(&self, time: Duration) {
        let begun = Instant::now();
        while let Some(left) = time.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            thread::sleep(left.min(GLANCE));
        }
    }
}
