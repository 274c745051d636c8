//! What the carriers know: parcels, logins, troubles that were ordered, and what was asked.

use super::{Asked, Service, allegro::Login, infoservices::Queue, scan::Scan, trouble::Trouble};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often whoever waits looks whether the carriers end.
const GLANCE: Duration = Duration::from_millis(50);

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Board {
    state: Mutex<State>,
    changed: Condvar,
    /// Nobody listens any more.
    pub(crate) stop: AtomicBool,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What happened, by service and number, oldest first.
    pub(crate) histories: BTreeMap<(Service, String), Vec<Scan>>,
    /// Lockers by the number of a parcel.
    pub(crate) lockers: BTreeMap<String, String>,
    /// The parcels that Poczta Polska is done with.
    pub(crate) finished: BTreeSet<String>,
    /// Of DPD Polska.
    pub(crate) queue: Queue,
    /// Of Allegro.
    pub(crate) login: Login,
    /// Of DHL: secret, and whether it was activated.
    pub(crate) subscriptions: BTreeMap<String, (String, bool)>,
    /// What goes wrong, and how often yet.
    pub(crate) troubles: BTreeMap<Service, (Trouble, usize)>,
    /// What goes wrong with whatever is asked about a parcel.
    pub(crate) poisoned: BTreeMap<(Service, String), Trouble>,
    /// What was asked and decided about.
    pub(crate) asked: Vec<Asked>,
    /// How many requests were begun.
    pub(crate) begun: BTreeMap<Service, usize>,
    /// The most at any one time.
    pub(crate) peaks: BTreeMap<Service, usize>,
    running: BTreeMap<Service, usize>,
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that failed while it looked spoils nothing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the state.
    pub(crate) fn look<T>(&self, with: impl FnOnce(&State) -> T) -> T {
        with(&self.lock())
    }

    /// Changes the state.
    pub(crate) fn change<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        let done = with(&mut self.lock());
        self.changed.notify_all();
        done
    }

    /// A request begins; what goes wrong with it, if anything does.
    pub(crate) fn begin(&self, service: Service) -> Option<Trouble> {
        self.change(|state| {
            *state.begun.entry(service).or_default() += 1;
            let running = state.running.entry(service).or_default();
            *running += 1;
            let peak = state.peaks.entry(service).or_default();
            *peak = (*peak).max(*running);
            let (trouble, times) = state.troubles.get_mut(&service)?;
            *times = times.checked_sub(1)?;
            Some(*trouble)
        })
    }

    /// What goes wrong with a question about these, if anything does.
    pub(crate) fn poison(&self, service: Service, about: &[String]) -> Option<Trouble> {
        self.look(|state| about.iter().find_map(|about| state.poisoned.get(&(service, about.clone())).copied()))
    }

    /// A request was decided about.
    pub(crate) fn end(&self, asked: Asked) {
        self.change(|state| {
            if let Some(running) = state.running.get_mut(&asked.service) {
                *running = running.saturating_sub(1);
            }
            state.asked.push(asked);
        });
    }

    /// Waits until `condition` holds; whether it does.
    pub(crate) fn wait_for(&self, timeout: Duration, condition: impl Fn(&State) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), timeout, |state| !condition(state));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Waits, or less if the carriers end.
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
