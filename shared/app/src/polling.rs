//! Asking carriers: which pollers are switched on, when each is asked about which parcel, and what is
//! done with what they tell.
//!
//! Whoever learns of a parcel puts it down in the wheel of each poller that knows it; a visit puts it
//! down again at its next time ([`sledz_domain::polling`]), until there is nothing more to hear.

pub mod connect;
pub mod health;
mod parcels;
mod queue;
pub mod run;
pub mod state;

use crate::{http_client::HttpClient, request::Env};
use chrono::{DateTime, Utc, serde::ts_milliseconds};
use http::{Request, Response};
use serde::{Deserialize, Serialize};
use sledz_sources::{pollers::Fault, recognise::carrier_of, registry};
use sledz_store::{StoreError, commit::Commit, timer};

/// The variable that lists the pollers that are switched on.
pub const VARIABLE: &str = "poll";

/// A parcel that a poller is to be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollPointer {
    /// The normalised tracking number.
    pub tracking_number: String,
    /// The carrier's id, `other` if nobody could tell.
    pub carrier: String,
    /// Since when we know of it.
    #[serde(with = "ts_milliseconds")]
    pub since: DateTime<Utc>,
    /// How often in a row it could not be asked about.
    #[serde(default)]
    pub failures: u32,
}

/// Whether the poller of this name is switched on.
pub fn is_on(env: &Env, name: &str) -> bool {
    env.settings.get(VARIABLE).split_whitespace().any(|on| on == name)
}

/// Whether a source tells of parcels only because it was asked about them.
pub fn is_asked(source: &str) -> bool {
    registry::POLLED.iter().any(|(name, serves)| *name == source && serves.is_some())
}

/// Has every poller that is switched on and knows such parcels asked about this one soon, once the
/// commit is written. Nothing is written where none is.
///
/// # Errors
/// If it cannot be written down.
pub fn arm(env: &Env, commit: &mut Commit, tracking_number: &str, carrier: Option<&str>) -> Result<(), StoreError> {
    if env.settings.get(VARIABLE).is_empty() {
        return Ok(());
    }
    let carrier = carrier.filter(|id| *id != "other").or_else(|| carrier_of(tracking_number));
    let carrier = carrier.unwrap_or("other");
    for (name, serves) in registry::POLLED {
        if serves.is_some_and(|serves| serves(carrier, tracking_number)) && is_on(env, name) {
            let pointer = PollPointer {
                tracking_number: tracking_number.to_owned(),
                carrier: carrier.to_owned(),
                since: env.now,
                failures: 0,
            };
            commit.index(timer::poll_bucket(name, env.now, env.now), &pointer)?;
        }
    }
    Ok(())
}

/// Asks, and gives the answer whatever it says.
pub(crate) async fn ask(client: &dyn HttpClient, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
    let host = request.uri().host().unwrap_or_default().to_owned();
    // Whoever does not answer one will not answer another.
    client.send(request).await.map_err(|error| Fault {
        why: error.words(&host),
        wait: None,
        is_general: true,
        is_refused: false,
    })
}

/// A request that cannot be made is wrong for every parcel.
pub(crate) fn made(request: Result<Request<Vec<u8>>, String>) -> Result<Request<Vec<u8>>, Fault> {
    request.map_err(|why| Fault { why, wait: None, is_general: true, is_refused: false })
}
