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
//! - [`shopify`], [`shoper`], [`prestashop`]: signed orders
//! - [`erli`], [`amazon`], [`idosell`]: orders proven by a token, a header, a word in the body
//! - [`payu`], [`przelewy24`], [`stripe`]: signed payments
//! - [`channels`]: what customers write, through providers of e-mail, Meta and helpdesks

pub mod aftership;
pub mod amazon;
pub mod channels;
pub mod dhl;
pub mod dpd_de;
pub mod erli;
pub mod idosell;
pub mod inpost;
pub mod inpost_shipx;
pub mod payu;
pub mod prestashop;
pub mod przelewy24;
pub mod shoper;
pub mod shopify;
pub mod standard;
pub mod stripe;
pub mod woocommerce;

use crate::secrets::words;
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Europe::Warsaw;

/// RFC 3339 in UTC, whole seconds.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The time on Poland's clocks, without an offset, as the systems of shops write it.
pub fn warsaw(at: DateTime<Utc>) -> String {
    at.with_timezone(&Warsaw).format("%F %T").to_string()
}

/// The path of a hook, with its token if the deployment wants one.
fn path(hook: &str, variable: &str) -> String {
    match words(variable, "path:").first() {
        Some(token) => format!("/hooks/{hook}/{token}"),
        None => format!("/hooks/{hook}"),
    }
}

/// The first of the signing secrets; empty if there is none.
fn first(variable: &str) -> &str {
    words(variable, "").first().copied().unwrap_or_default()
}
