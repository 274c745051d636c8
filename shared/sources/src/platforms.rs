//! Shops and marketplaces.

pub mod standard;
pub mod woocommerce;

use crate::{
    delivery::{Delivery, Unusable},
    proof::Secrets,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::{order::Snapshot, text};

/// Somebody who reports orders.
pub trait Platform: Sync {
    /// Its name in the path and, with underscores, in the name of its variable.
    fn name(&self) -> &'static str;

    /// Whether these secrets can prove anything here; without such the source is closed.
    fn is_configured(&self, secrets: &Secrets) -> bool;

    /// Whether the message is one that is sent without proof and means nothing (WooCommerce's
    /// ping): it is answered 200 and does nothing.
    fn is_ping(&self, _delivery: &Delivery) -> bool {
        false
    }

    /// Whether the sender is who it says, by the raw bytes. The path's token is checked before.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool;

    /// What a verified message says.
    ///
    /// # Errors
    /// If it says nothing that can be used, and the sender should know.
    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Said, Unusable>;
}

/// What a platform's message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// An order as it is now.
    Order(Box<OrderSaid>),
    /// The order of that id was deleted. `delivery` tells one deletion from a later one.
    Deleted {
        /// The platform's own id.
        platform_id: String,
        /// What identifies the delivery, if anything does.
        delivery: String,
    },
    /// Nothing that concerns us.
    Nothing,
    /// It lacks what it needs; it is answered and counted.
    Unreadable,
}

/// An order as its platform sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderSaid {
    /// The platform's own id.
    pub platform_id: String,
    /// What is said of it.
    pub snapshot: Snapshot,
    /// Who bought it. Personal: sealed before it is stored.
    pub contact: Option<Contact>,
    /// The platform's word for its status is not in our table; it is kept and counted.
    pub unknown_status: bool,
}

/// How the buyer can be recognised and reached. Personal data; only what is used is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// E-mail, trimmed and in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Phone, normalised by [`phone`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Postcodes of billing and shipping, normalised by [`postcode`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub postcodes: Vec<String>,
}

impl Contact {
    /// Itself, unless there is nothing in it.
    pub fn filled(self) -> Option<Self> {
        (self != Contact::default()).then_some(self)
    }
}

/// An e-mail address as it is compared.
pub fn email(given: &str) -> Option<String> {
    let cleaned = text::clean(given, 254)?.to_ascii_lowercase();
    (cleaned.contains('@') && !cleaned.contains(' ')).then_some(cleaned)
}

/// A phone number as it is compared: digits with the country, `48` for nine digits alone.
///
/// ```
/// use sledz_sources::platforms::phone;
/// assert_eq!(phone("+48 600-000-001"), phone("600 000 001"));
/// assert_eq!(phone("0048600000001"), phone("600000001"));
/// assert_eq!(phone("30-001"), None);
/// ```
pub fn phone(given: &str) -> Option<String> {
    if given.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits: String = given.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("00").unwrap_or(&digits).trim_start_matches('0');
    match national.len() {
        9 => Some(format!("48{national}")),
        10..=15 => Some(national.to_owned()),
        _ => None,
    }
}

/// A postcode as it is compared: letters and digits, upper case.
///
/// ```
/// use sledz_sources::platforms::postcode;
/// assert_eq!(postcode(" 30-001 ").as_deref(), Some("30001"));
/// ```
pub fn postcode(given: &str) -> Option<String> {
    let kept: String = given.chars().filter(char::is_ascii_alphanumeric).collect();
    (4..=10).contains(&kept.len()).then(|| kept.to_ascii_uppercase())
}
