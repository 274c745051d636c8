//! Showing oneself to be the buyer: the number of an order or parcel, and the e-mail, phone or
//! postcode that the order was placed with.
//!
//! A guess in vain costs the same store calls and the same decryption as one that only lacks the
//! right contact, so nothing tells which numbers exist.

use crate::{
    order_intake::{OrderPointer, order_log},
    request::Env,
};
use sledz_domain::{order::Order, text};
use sledz_sources::{
    platforms::{Contact, email, phone, postcode},
    proof::same,
};
use sledz_store::{
    StoreError,
    keyring::Keyring,
    keys::{Kind, LogId},
    seal,
};

/// The most orders that one number is compared with.
const CANDIDATES: usize = 5;

/// The order of that number (or of a parcel of that number) whose buyer has this contact, and the
/// version of its link.
///
/// # Errors
/// If the store fails.
pub fn find(env: &Env, keyring: &Keyring, number: &str, contact: &str) -> Result<Option<(LogId, u8)>, StoreError> {
    find_by_any(env, keyring, number, &[contact])
}

/// As [`find`]; any one of these contacts suffices.
///
/// # Errors
/// If the store fails.
pub fn find_by_any(
    env: &Env,
    keyring: &Keyring,
    number: &str,
    contacts: &[&str],
) -> Result<Option<(LogId, u8)>, StoreError> {
    let order_number = text::order_number(number).unwrap_or_default();
    let tracking_number = text::tracking_number(number).unwrap_or_default();
    let mut orders = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[&order_number]))?;
    orders.extend(env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByParcel, &[&tracking_number]))?);
    if orders.is_empty() {
        orders.push(OrderPointer { platform: String::new(), platform_id: String::new() });
    }
    let given: Vec<Given> = contacts.iter().map(|contact| Given::read(contact)).collect();
    let mut found = None;
    for pointer in orders.iter().take(CANDIDATES) {
        let log = order_log(&pointer.platform, &pointer.platform_id);
        let order = env.store.read::<Order>(log)?.projection.state;
        let sealed = env.store.sealed_bytes(log, order.contact_entry().unwrap_or_default())?;
        let known = seal::open(keyring, log, &sealed.unwrap_or_else(|| vec![1; 128]));
        let known = known.and_then(|json| serde_json::from_slice::<Contact>(&json).ok()).unwrap_or_default();
        let is_buyer = given.iter().fold(false, |is, given| given.is_of(&known) | is);
        if is_buyer && found.is_none() {
            found = Some((log, order.link_version()));
        }
    }
    Ok(found)
}

/// What was typed, read as each of the things that it may be.
struct Given {
    email: Option<String>,
    phone: Option<String>,
    postcode: Option<String>,
}

impl Given {
    fn read(contact: &str) -> Self {
        Given { email: email(contact), phone: phone(contact), postcode: postcode(contact) }
    }

    fn is_of(&self, known: &Contact) -> bool {
        let agrees = |given: &Option<String>, known: &str| given.as_deref().is_some_and(|given| same(known, given));
        let email = known.email.as_deref().is_some_and(|known| agrees(&self.email, known));
        let phone = known.phone.as_deref().is_some_and(|known| agrees(&self.phone, known));
        let postcode = known.postcodes.iter().any(|known| agrees(&self.postcode, known));
        email || phone || postcode
    }
}
