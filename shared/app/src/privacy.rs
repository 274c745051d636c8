//! What customers, and shops that leave, may ask for with personal data: to be told of it, and to have
//! it erased. Every request and every deed is written down, without personal data.
//!
//! Erasures are listed: after the store was restored from an older copy, the list is applied again.

use crate::{
    addresses,
    cases::{self, which},
    order_intake::OrderPointer,
    reply::Failure,
    request::Env,
};
use chrono::{DateTime, Utc};
use sledz_domain::{
    case::Case,
    event_id::EventId,
    order::{Order, OrderEvent, OrderFact},
};
use sledz_sources::platforms::{Contact, PrivacyAsked, PrivacyWish};
use sledz_store::{
    StoreError,
    keyring::Keyring,
    keys::{Kind, LogId},
};

/// So many orders of one customer are looked at, the newest.
const MOST_ORDERS: u64 = 500;

/// A wish that is sent again is among so many of the latest.
const LATEST: u64 = 10;

/// Something that was asked for or done, in the log of such things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// What: one of our own words.
    pub what: String,
    /// Who: the name of a token, or of a platform.
    pub by: String,
    /// The platform's own id of the request.
    pub request: Option<String>,
    /// The orders that are meant.
    pub orders: Vec<OrderPointer>,
}

/// What is to be erased, and stays so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// When it was asked for.
    pub at: DateTime<Utc>,
    /// The data of these customers' orders: keyed hashes of e-mail and phone.
    pub customers: Vec<String>,
    /// Of those orders, only the ones of this platform; of no customer: all orders of it.
    pub platform: Option<String>,
    /// The data of these orders.
    pub orders: Vec<OrderPointer>,
}

// Both are lists of texts in the store: what serde derives for them is 12 KB of a component.

impl Entry {
    fn fields(&self) -> Vec<String> {
        let at = self.at.timestamp_millis().to_string();
        let head = [at, self.what.clone(), self.by.clone(), self.request.clone().unwrap_or_default()];
        head.into_iter().chain(pairs(&self.orders)).collect()
    }

    /// From how it stands in the log.
    pub fn read(fields: &[String]) -> Option<Self> {
        let [at, what, by, request, orders @ ..] = fields else { return None };
        Some(Entry {
            at: instant(at)?,
            what: what.clone(),
            by: by.clone(),
            request: (!request.is_empty()).then(|| request.clone()),
            orders: pointers(orders),
        })
    }
}

impl Erasure {
    /// As it stands in the list.
    pub fn fields(&self) -> Vec<String> {
        let at = self.at.timestamp_millis().to_string();
        let head = [at, self.platform.clone().unwrap_or_default(), self.customers.len().to_string()];
        head.into_iter().chain(self.customers.iter().cloned()).chain(pairs(&self.orders)).collect()
    }

    /// From how it stands in the list.
    pub fn read(fields: &[String]) -> Option<Self> {
        let [at, platform, customers, rest @ ..] = fields else { return None };
        let (customers, orders) = rest.split_at_checked(customers.parse().ok()?)?;
        Some(Erasure {
            at: instant(at)?,
            platform: (!platform.is_empty()).then(|| platform.clone()),
            customers: customers.to_vec(),
            orders: pointers(orders),
        })
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(text.parse().ok()?)
}

fn pairs(orders: &[OrderPointer]) -> impl Iterator<Item = String> {
    orders.iter().flat_map(|order| [order.platform.clone(), order.platform_id.clone()])
}

fn pointers(fields: &[String]) -> Vec<OrderPointer> {
    let pointer = |pair: &[String]| match pair {
        [platform, id] => Some(OrderPointer::new(platform, id)),
        _ => None,
    };
    fields.chunks(2).filter_map(pointer).collect()
}

impl Erasure {
    /// Whether it means every order of a platform.
    pub fn is_of_shop(&self) -> bool {
        self.customers.is_empty() && self.orders.is_empty() && self.platform.is_some()
    }
}

/// The log of what was asked for and done.
pub fn entries() -> LogId {
    LogId::new(Kind::PrivacyLog, &[])
}

/// The list of erasures.
pub fn erasures() -> LogId {
    LogId::new(Kind::Erasures, &[])
}

/// Takes in what a platform passes on. It is answered when it is durable; the job `erasures` does it.
///
/// # Errors
/// If the store fails, or no key is configured by which the customer's orders are found.
pub fn take(env: &Env, platform: &str, asked: &PrivacyAsked) -> Result<(), Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let orders: Vec<OrderPointer> = asked.orders.iter().map(|id| OrderPointer::new(platform, id)).collect();
    let what = match asked.what {
        PrivacyWish::Export => "export_asked",
        PrivacyWish::EraseCustomer => "erasure_asked",
        PrivacyWish::EraseShop => "shop_erasure_asked",
    };
    let entry = Entry {
        at: env.now,
        what: what.to_owned(),
        by: platform.to_owned(),
        request: asked.request.clone(),
        orders: orders.clone(),
    };
    let erasure = match asked.what {
        PrivacyWish::Export => None,
        // Orders that the platform does not list are to be kept.
        PrivacyWish::EraseCustomer if !orders.is_empty() => {
            Some(Erasure { at: env.now, customers: Vec::new(), platform: None, orders })
        }
        PrivacyWish::EraseCustomer => Some(Erasure {
            at: env.now,
            customers: hashes(&keyring, &asked.contact),
            platform: Some(platform.to_owned()),
            orders: Vec::new(),
        })
        .filter(|erasure| !erasure.customers.is_empty()),
        PrivacyWish::EraseShop => Some(Erasure {
            at: env.now,
            customers: Vec::new(),
            platform: Some(platform.to_owned()),
            orders: Vec::new(),
        }),
    };
    // Platforms send it again: what was asked for already is not asked for twice.
    let is_known = match &erasure {
        Some(erasure) => is_listed(env, erasure)?,
        None => is_noted(env, &entry)?,
    };
    if is_known {
        return Ok(());
    }
    let mut commit = env.store.commit();
    commit.index(entries(), &entry.fields())?;
    if let Some(erasure) = erasure {
        commit.index(erasures(), &erasure.fields())?;
    }
    commit.write()?;
    eprintln!("privacy: {what} by {platform}");
    Ok(())
}

/// Whether the same erasure was asked for lately. Who is meant counts: a wish that names nobody but the
/// customer has neither an id nor orders.
fn is_listed(env: &Env, erasure: &Erasure) -> Result<bool, StoreError> {
    let known = env.store.newest_pointers::<Vec<String>>(erasures(), LATEST)?;
    let is_same = |known: Erasure| is_recent(env, known.at) && Erasure { at: erasure.at, ..known } == *erasure;
    Ok(known.iter().filter_map(|fields| Erasure::read(fields)).any(is_same))
}

/// Whether the same was asked for lately.
fn is_noted(env: &Env, entry: &Entry) -> Result<bool, StoreError> {
    let known = env.store.newest_pointers::<Vec<String>>(entries(), LATEST)?;
    let is_same = |known: Entry| is_recent(env, known.at) && Entry { at: entry.at, ..known } == *entry;
    Ok(known.iter().filter_map(|fields| Entry::read(fields)).any(is_same))
}

fn is_recent(env: &Env, at: DateTime<Utc>) -> bool {
    (env.now - at).num_hours() < 48
}

/// Notes what was done for a customer.
///
/// # Errors
/// If the store fails.
pub fn note(
    env: &Env,
    what: &str,
    by: &str,
    orders: &[OrderPointer],
    erasure: Option<&Erasure>,
) -> Result<(), StoreError> {
    let entry = Entry { at: env.now, what: what.to_owned(), by: by.to_owned(), request: None, orders: orders.to_vec() };
    let mut commit = env.store.commit();
    commit.index(entries(), &entry.fields())?;
    if let Some(erasure) = erasure {
        commit.index(erasures(), &erasure.fields())?;
    }
    commit.write()?;
    eprintln!("privacy: {what} by {by}, {} orders", orders.len());
    Ok(())
}

/// The keyed hashes under which orders of this customer may be found, under every key.
pub fn hashes(keyring: &Keyring, contact: &Contact) -> Vec<String> {
    let of = |kind: &str, value: &Option<String>| {
        value.as_deref().map(|value| keyring.lookups(kind, value)).unwrap_or_default()
    };
    let mut all = of("email", &contact.email);
    all.extend(of("phone", &contact.phone));
    all
}

/// The orders of these customers, and those that are the same purchases elsewhere.
///
/// # Errors
/// If the store fails.
pub fn orders_of(env: &Env, customers: &[String]) -> Result<Vec<OrderPointer>, StoreError> {
    let mut found: Vec<OrderPointer> = Vec::new();
    for hash in customers {
        let log = LogId::new(Kind::OrdersByCustomer, &[hash]);
        for order in env.store.newest_pointers::<OrderPointer>(log, MOST_ORDERS)? {
            if !found.contains(&order) {
                found.push(order);
            }
        }
    }
    let mut place = 0;
    while let Some(order) = found.get(place).cloned() {
        let state = env.store.read::<Order>(order.log())?.projection.state;
        for link in state.links() {
            let other = OrderPointer::new(&link.platform, &link.platform_id);
            if !found.contains(&other) {
                found.push(other);
            }
        }
        place += 1;
    }
    Ok(found)
}

/// The orders whose data an erasure means; none if it means a whole platform's.
///
/// # Errors
/// If the store fails.
pub fn meant(env: &Env, erasure: &Erasure) -> Result<Vec<OrderPointer>, StoreError> {
    let mut orders = orders_of(env, &erasure.customers)?;
    if let Some(platform) = &erasure.platform {
        orders.retain(|order| order.platform == *platform);
    }
    orders.extend(erasure.orders.iter().filter(|order| !orders.contains(order)).cloned().collect::<Vec<_>>());
    Ok(orders)
}

/// Erases what is sealed beside an order that was known by `asked`, and has it never taken in again;
/// whether anything was there.
///
/// # Errors
/// If the store fails.
pub fn erase(env: &Env, order: &OrderPointer, asked: DateTime<Utc>) -> Result<bool, StoreError> {
    let log = order.log();
    let reading = env.store.read::<Order>(log)?;
    // An order that was placed later is another purchase, of which nobody asked.
    if reading.is_empty() || reading.state().began().is_some_and(|began| began > asked) {
        return Ok(false);
    }
    let count = reading.count;
    if !reading.state().is_erased() {
        let event = OrderEvent {
            id: EventId::of(&["erased"]),
            platform: order.platform.clone(),
            platform_id: order.platform_id.clone(),
            learned: env.now,
            fact: OrderFact::Erased,
            is_imported: false,
        };
        let mut commit = env.store.commit();
        commit.append(reading, vec![event]);
        commit.write()?;
    }
    let mut erased = false;
    for n in 1..=count {
        erased |= env.store.erase_sealed(log, n)?;
    }
    Ok(erased)
}

/// How the customer of an order can be reached, for the one who asks what is known of them.
///
/// # Errors
/// If the store fails.
pub fn contact(env: &Env, keyring: &Keyring, order: &OrderPointer) -> Result<Contact, StoreError> {
    let state = env.store.read::<Order>(order.log())?.projection.state;
    addresses::contact(env, keyring, order.log(), &state)
}

/// The numbers of the cases of these customers, and of those about these orders.
///
/// # Errors
/// If the store fails.
pub fn cases_of(env: &Env, customers: &[String], orders: &[OrderPointer]) -> Result<Vec<String>, StoreError> {
    let mut found: Vec<String> = Vec::new();
    let logs = customers.iter().map(|hash| which::by_customer(hash)).chain(orders.iter().map(which::by_order));
    for log in logs {
        for number in env.store.newest_pointers::<String>(log, MOST_ORDERS)? {
            if !found.contains(&number) {
                found.push(number);
            }
        }
    }
    Ok(found)
}

/// Erases what was written in cases until somebody asked for that.
///
/// # Errors
/// If the store fails.
pub fn erase_cases(env: &Env, numbers: &[String], asked: DateTime<Utc>) -> Result<u32, StoreError> {
    let mut erased = 0;
    for number in numbers {
        let log = cases::log(number);
        let case = env.store.read::<Case>(log)?.projection.state;
        // What was written later nobody asked to have erased.
        let later = case.facts().iter().filter(|placed| placed.event.at > asked).map(|placed| placed.entry).min();
        let mut is_erased = false;
        for entry in 1..later.unwrap_or(env.store.handed_out(log)? + 1) {
            is_erased |= env.store.erase_sealed(log, entry)?;
        }
        erased += u32::from(is_erased);
    }
    Ok(erased)
}
