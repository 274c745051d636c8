//! Shops and marketplaces.

pub mod amazon;
pub mod erli;
pub mod idosell;
pub mod prestashop;
mod reading;
pub mod shoper;
pub mod shopify;
pub mod standard;
pub mod woocommerce;

use crate::{
    couriers::Receives,
    delivery::{Delivery, Unusable},
    proof::Secrets,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::{
    order::{PaymentSaid, Snapshot},
    parcel::ParcelEvent,
    text,
};

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

    /// How its messages come.
    fn receives(&self) -> Receives {
        Receives::Json
    }

    /// What a verified message says.
    ///
    /// # Errors
    /// If it says nothing that can be used, and the sender should know.
    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable>;
}

/// One thing that a platform's message says; a message that says nothing of concern has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// An order as it is now, or what is new of it.
    Order(Box<OrderSaid>),
    /// The order of that id was deleted. `delivery` tells one deletion from a later one.
    Deleted {
        /// The platform's own id.
        platform_id: String,
        /// What identifies the delivery, if anything does.
        delivery: String,
    },
    /// The order of that id was made part of another one of the same platform.
    Merged {
        /// The platform's own id of the order that is none of its own any more.
        platform_id: String,
        /// The platform's own id of the one that goes on.
        into: String,
    },
    /// A payment or refund of an order, as the platform tells it apart from the order.
    Payment {
        /// The platform's own id of the order.
        platform_id: String,
        /// What it tells.
        said: PaymentSaid,
    },
    /// How a fulfilment of an order travels; it concerns every parcel of that.
    Moved {
        /// The platform's own id of the order.
        platform_id: String,
        /// The platform's own id of the fulfilment.
        fulfilment: String,
        /// What happened. Its identity must not depend on a parcel.
        event: Box<ParcelEvent>,
        /// The code is not in our tables; it is kept and counted.
        unknown_code: bool,
    },
    /// What a customer, or a shop that leaves, wants done with personal data.
    Privacy(PrivacyAsked),
    /// A part of it lacks what it needs; it is answered and counted.
    Unreadable,
}

impl Said {
    /// The platform's own id of the order that it is about, if it is about one.
    pub fn order(&self) -> Option<&str> {
        match self {
            Said::Order(order) => Some(&order.platform_id),
            Said::Deleted { platform_id, .. }
            | Said::Merged { platform_id, .. }
            | Said::Payment { platform_id, .. }
            | Said::Moved { platform_id, .. } => Some(platform_id),
            Said::Privacy(_) | Said::Unreadable => None,
        }
    }
}

/// What a platform passes on about personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivacyAsked {
    /// What is asked for.
    pub what: PrivacyWish,
    /// The platform's own id of the request, if it has one.
    pub request: Option<String>,
    /// Who is meant. Personal.
    pub contact: Contact,
    /// The platform's own ids of the orders that are meant.
    pub orders: Vec<String>,
}

/// What may be asked for with personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivacyWish {
    /// To be told what is known of a customer.
    Export,
    /// To have a customer's data erased.
    EraseCustomer,
    /// To have the data of all orders of this platform erased.
    EraseShop,
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
