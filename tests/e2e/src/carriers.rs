//! Carriers that are asked, played by a server of one's own: they speak as the real ones do, know the
//! parcels that a test tells them of, fail when they are asked to, and remember who asked for what.
//!
//! - [`trouble`]: what goes wrong, when it is ordered
//! - [`scan`]: what happened to a parcel
//! - `board`: parcels, troubles, and what was asked
//! - `server`: connections and troubles; `soap` is what three of the carriers speak
//! - `shipx`, `infoservices`, `dhl24`, `poczta_polska`, `allegro`, `dhl_push`: one carrier each
//!
//! Formats: `wire-formats/couriers.md`, and for what it leaves open the public code that it names. Every
//! answer that can hold something personal does.

pub(crate) mod allegro;
mod board;
mod dhl24;
mod dhl_push;
mod infoservices;
mod poczta_polska;
pub mod scan;
pub(crate) mod server;
mod shipx;
mod soap;
#[cfg(test)]
mod tests;
pub mod trouble;

use anyhow::Result;
use board::Board;
use scan::Scan;
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, atomic::Ordering},
    thread::{self, JoinHandle},
    time::Duration,
};
use trouble::Trouble;

/// Who signed for parcels, as answers tell; nobody may keep it.
pub const PERSON: &str = "Zenobia Tajemnicza";

/// Where recipients live, as answers tell; nobody may keep it.
pub const STREET: &str = "ul. Sekretna 7";

/// The account of the shop at every carrier: as public as this file. What XML escapes must arrive whole.
const USER: &str = "sklep-api";
const PASSWORD: &str = "hasło<&\"'>7";
const CHANNEL: &str = "KANAL-1";
pub(crate) const ALLEGRO_CLIENT: &str = "0123456789abcdef:allegro-client-secret";
const DHL_API_KEY: &str = "local-dhl-api-key";

/// What is asked for, and fails by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// InPost's tracking resource.
    Shipx,
    /// DPD Polska's queue of events.
    Infoservices,
    /// The acknowledgement of its batches.
    Acknowledgement,
    /// DHL24's history of a parcel.
    Dhl24,
    /// Poczta Polska's history of a parcel.
    PocztaPolska,
    /// Allegro's tracking resource.
    Allegro,
    /// Allegro's links and tokens.
    AllegroLogin,
    /// The activation of subscriptions of DHL Unified Push.
    DhlPush,
}

/// A request that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// For what.
    pub service: Service,
    /// About which parcels, batches or subscriptions; the grant of a token.
    pub about: Vec<String>,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
}

/// The carriers, running. Dropped, they end; what they hang in is broken off.
#[derive(Debug)]
pub struct Carriers {
    address: SocketAddr,
    board: Arc<Board>,
    accepting: Option<JoinHandle<()>>,
}

impl Carriers {
    /// Starts at any free port.
    ///
    /// # Errors
    /// If there is none.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let board = Arc::<Board>::default();
        let shared = Arc::clone(&board);
        let accepting =
            thread::Builder::new().name("carriers".to_owned()).spawn(move || server::serve(&listener, &shared))?;
        Ok(Carriers { address, board, accepting: Some(accepting) })
    }

    /// The variables that point a deployment at them, with these pollers switched on.
    pub fn variables(&self, poll: &str) -> Vec<(String, String)> {
        let base = format!("http://{}", self.address);
        let own = [
            ("poll", poll),
            ("dpd_infoservices_user", USER),
            ("dpd_infoservices_password", PASSWORD),
            ("dpd_infoservices_channel", CHANNEL),
            ("dhl24_user", USER),
            ("dhl24_password", PASSWORD),
            ("poczta_polska_user", USER),
            ("poczta_polska_password", PASSWORD),
            ("allegro_client", ALLEGRO_CLIENT),
            ("dhl_api_key", DHL_API_KEY),
        ];
        let urls = ["inpost_tracking", "dpd_infoservices", "dhl24", "poczta_polska", "allegro", "allegro_auth", "dhl"];
        let urls = urls.map(|name| (format!("{name}_url"), base.clone()));
        own.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().chain(urls).collect()
    }

    /// Something happens to a parcel. [`Service::Infoservices`] hands it out until it is acknowledged,
    /// the others tell it with all that happened before.
    pub fn scan(&self, service: Service, number: &str, scan: Scan) {
        self.board.change(|state| match service {
            Service::Infoservices => state.queue.put(number, scan),
            _ => state.histories.entry((service, number.to_owned())).or_default().push(scan),
        });
    }

    /// The locker to which a parcel of InPost goes.
    pub fn locker(&self, number: &str, locker: &str) {
        self.board.change(|state| state.lockers.insert(number.to_owned(), locker.to_owned()));
    }

    /// Poczta Polska is done with a parcel.
    pub fn finish(&self, number: &str) {
        self.board.change(|state| state.finished.insert(number.to_owned()));
    }

    /// The most events in one batch of [`Service::Infoservices`], whatever is asked for.
    pub fn batches_of(&self, most: usize) {
        self.board.change(|state| state.queue.most = most);
    }

    /// How many events wait to be acknowledged.
    pub fn waiting(&self) -> usize {
        self.board.look(|state| state.queue.waiting())
    }

    /// The person at the shop follows the link of Allegro, and agrees.
    pub fn agree(&self) {
        self.board.change(|state| state.login.agree());
    }

    /// The person refuses.
    pub fn refuse(&self) {
        self.board.change(|state| state.login.refuse());
    }

    /// Every token of Allegro that is out is good no more; those for renewal are.
    pub fn expire(&self) {
        self.board.change(|state| state.login.expire());
    }

    /// A subscription of DHL that waits to be activated with this secret.
    pub fn subscribe(&self, id: &str, secret: &str) {
        self.board.change(|state| state.subscriptions.insert(id.to_owned(), (secret.to_owned(), false)));
    }

    /// Whether a subscription was activated.
    pub fn is_active(&self, id: &str) -> bool {
        self.board.look(|state| state.subscriptions.get(id).is_some_and(|(_, active)| *active))
    }

    /// From now on this goes wrong with every request.
    pub fn order(&self, service: Service, trouble: Trouble) {
        self.order_times(service, trouble, usize::MAX);
    }

    /// This goes wrong with the next requests, so many of them.
    pub fn order_times(&self, service: Service, trouble: Trouble, times: usize) {
        self.board.change(|state| state.troubles.insert(service, (trouble, times)));
    }

    /// From now on this goes wrong with every question about this parcel.
    pub fn poison(&self, service: Service, number: &str, trouble: Trouble) {
        self.board.change(|state| state.poisoned.insert((service, number.to_owned()), trouble));
    }

    /// Nothing goes wrong any more.
    pub fn calm(&self) {
        self.board.change(|state| {
            state.troubles.clear();
            state.poisoned.clear();
        });
    }

    /// Every request so far, in the order in which they were decided about.
    pub fn asked(&self) -> Vec<Asked> {
        self.board.look(|state| state.asked.clone())
    }

    /// How many requests there were for this.
    pub fn count(&self, service: Service) -> usize {
        self.board.look(|state| state.asked.iter().filter(|asked| asked.service == service).count())
    }

    /// How often this was asked about a parcel.
    pub fn count_of(&self, service: Service, number: &str) -> usize {
        let is_about = |asked: &&Asked| asked.service == service && asked.about.iter().any(|about| about == number);
        self.board.look(|state| state.asked.iter().filter(is_about).count())
    }

    /// The most requests for this at any one time.
    pub fn peak(&self, service: Service) -> usize {
        self.board.look(|state| state.peaks.get(&service).copied().unwrap_or_default())
    }

    /// Waits until so many requests for this were begun; whether they were.
    pub fn wait_for(&self, service: Service, count: usize, timeout: Duration) -> bool {
        self.board.wait_for(timeout, |state| state.begun.get(&service).copied().unwrap_or_default() >= count)
    }
}

impl Drop for Carriers {
    fn drop(&mut self) {
        self.board.stop.store(true, Ordering::Relaxed);
        // Wakes it; if that fails, it has ended.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}
