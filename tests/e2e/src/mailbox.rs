//! Providers of mail, SMS, alerts and events, played by a server of one's own: they speak as the
//! real ones do, keep what they are sent, and fail when they are asked to.
//!
//! - [`received`]: a message that was accepted
//! - [`faults`]: what goes wrong, by chance that can be repeated
//! - `account`: the mailbox's keys, and the variables that point a deployment at it
//! - `provider`: what each provider answers; `form` and `segments` help
//! - `shelf`: messages, counts, and what was sent before
//! - `server`: connections, faults, the API; `http` is the protocol
//! - [`reports`]: what providers report of a message later
//! - `viewer`: pages for people
//!
//! The API: `GET /api/messages[?to=]` (a JSON list), `DELETE /api/messages`, `POST /api/faults`
//! ([`Faults::read`]). The viewer is at `/`.

mod account;
pub mod faults;
mod form;
pub(crate) mod http;
mod provider;
pub mod received;
pub mod reports;
mod segments;
mod server;
mod shelf;
#[cfg(test)]
mod tests;
mod viewer;

use crate::message::Message;
use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use faults::Faults;
use received::{Provider, Received};
use reports::Ending;
use shelf::Shelf;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, atomic::Ordering},
    thread::{self, JoinHandle},
    time::Duration,
};

/// A running mailbox. Dropped, it ends; what it hangs in is broken off.
#[derive(Debug)]
pub struct Mailbox {
    address: SocketAddr,
    shelf: Arc<Shelf>,
    accepting: Option<JoinHandle<()>>,
}

impl Mailbox {
    /// Starts at `address`; at any free port if its port is 0.
    ///
    /// # Errors
    /// If the address is taken.
    pub fn start(address: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(address).with_context(|| format!("Cannot listen on {address}."))?;
        let address = listener.local_addr()?;
        let shelf = Arc::<Shelf>::default();
        let shared = Arc::clone(&shelf);
        let accepting = thread::Builder::new().name("mailbox".to_owned()).spawn(move || {
            server::serve(&listener, &shared);
        })?;
        Ok(Mailbox { address, shelf, accepting: Some(accepting) })
    }

    /// Its address: scheme, host and port, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", reached(self.address))
    }

    /// The variables that point a deployment at it, with these providers of mail (`postmark`,
    /// `resend`, `mailgun`, `sendgrid`) and SMS (`smsapi`, `twilio`); with an empty name without.
    /// Alerts go to all three sinks, events to the receiver, reports are proven by its secrets.
    pub fn variables(&self, mail: &str, sms: &str) -> Vec<(String, String)> {
        account::variables(&self.url(), mail, sms)
    }

    /// Sets the faults, and begins their chance anew.
    pub fn set_faults(&self, faults: Faults) {
        self.shelf.set_faults(faults);
    }

    /// Sets what is taken for the time at which messages arrive, for a deployment whose clock is
    /// moved; none: the clock. While it is set, the age of events' signatures is not checked.
    pub fn tell_time(&self, now: Option<DateTime<Utc>>) {
        self.shelf.tell_time(now);
    }

    /// Every message so far, in the order of acceptance.
    pub fn received(&self) -> Vec<Received> {
        self.shelf.look(<[Received]>::to_vec)
    }

    /// The messages to an address or number.
    pub fn to(&self, address: &str) -> Vec<Received> {
        self.shelf.look(|all| all.iter().filter(|one| one.is_to(address)).cloned().collect())
    }

    /// How many requests a provider got, refused and repeated ones included.
    pub fn requests(&self, provider: Provider) -> u64 {
        self.shelf.requests().get(&provider).copied().unwrap_or_default()
    }

    /// Forgets messages, counts and what was sent before. Faults and clock stay.
    pub fn clear(&self) {
        self.shelf.clear();
    }

    /// Waits until `condition` holds of all messages, and gives them. It is asked again whenever one
    /// arrives, and must not ask the mailbox itself.
    ///
    /// # Errors
    /// If it does not hold in time.
    pub fn wait_for(&self, condition: impl FnMut(&[Received]) -> bool, timeout: Duration) -> Result<Vec<Received>> {
        if self.shelf.wait_for(condition, timeout) {
            return Ok(self.received());
        }
        let there = self.received();
        let last = there.last().map(|one| format!(", the last to {:?}: {:?}", one.to, one.subject));
        bail!(
            "What was waited for is not there after {} s, but {} messages{}.",
            timeout.as_secs_f32(),
            there.len(),
            last.unwrap_or_default()
        )
    }

    /// The provider's report that the recipient does not exist, to be sent to the deployment.
    ///
    /// # Errors
    /// If such a message has no reports.
    pub fn report_bounce(&self, received: &Received) -> Result<Message> {
        self.report(received, Ending::Bounced, Utc::now())
    }

    /// The provider's report that the message was delivered, to be sent to the deployment.
    ///
    /// # Errors
    /// If such a message has no reports.
    pub fn report_delivered(&self, received: &Received) -> Result<Message> {
        self.report(received, Ending::Delivered, Utc::now())
    }

    /// The provider's report at another time than now.
    ///
    /// # Errors
    /// If such a message has no reports.
    pub fn report(&self, received: &Received, ending: Ending, at: DateTime<Utc>) -> Result<Message> {
        reports::report(received, ending, at)
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.shelf.stop.store(true, Ordering::Relaxed);
        // Wakes it; if that fails, it has ended.
        let _ = TcpStream::connect(reached(self.address));
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

/// Where a server that listens at `address` is reached from this machine.
fn reached(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        return SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port());
    }
    address
}
