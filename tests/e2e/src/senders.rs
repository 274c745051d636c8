//! Webhooks as the real senders make and sign them, with the first secret of each kind that a
//! deployment has.
//!
//! - [`inpost_shipx`]: a token in the path, no signature
//! - [`inpost`]: InPost's Group API; signatures over the body or over timestamp and body, Basic
//!   credentials, a header
//! - [`dhl`]: DHL Unified Push, proven by a header
//! - [`dpd_de`]: DPD Germany's Tracking Push, all of it in the address
//! - [`aftership`]: signed updates of an aggregator
//! - [`standard`]: Standard Webhooks, as courier and as platform
//! - [`woocommerce`]: signed orders, and the ping that is not

pub mod aftership;
pub mod dhl;
pub mod dpd_de;
pub mod inpost;
pub mod inpost_shipx;
pub mod standard;
pub mod woocommerce;

use chrono::{DateTime, SecondsFormat, Utc};

/// RFC 3339 in UTC, whole seconds.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
