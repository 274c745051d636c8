//! A case as people see it: what was written, what is known, what is suggested. What the API tells and the inbox
//! shows, both from this one value.

use crate::{
    case_notice::{order_of, suggested},
    cases::{
        self, CaseCall,
        letter::{Letter, Letters},
        which,
    },
    lookup::Found,
    order_intake::OrderPointer,
    privacy,
    request::Env,
};
use sledz_channels::way::{Way, WayKind};
use sledz_domain::{
    answer::AnswerKind,
    case::{Case, CaseFact, CaseStatus, Placed},
    contact::ContactChannel,
    listed::Listed,
    order::Order,
    outbox::{Outbox, State, Subject, What},
};
use sledz_store::{StoreError, keyring::Keyring, keys::LogId};

/// So many of a customer's other orders, and other cases, are shown.
const OTHERS: usize = 10;

/// Who wrote something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The customer.
    Customer,
    /// A machine on the customer's side.
    Machine,
    /// We, automatically.
    Automatic,
    /// A person of the shop; of one who answered where the message came from, `@` and its source.
    Person(String),
    /// A person of the shop, for the shop.
    Note(String),
}

/// Something that was written.
pub struct Written {
    /// The fact that it is.
    pub placed: Placed,
    /// By whom.
    pub by: By,
    /// The way it came or went.
    pub channel: Option<ContactChannel>,
    /// The text and its writer; none if that was erased.
    pub letter: Option<Letter>,
    /// What of our own words it is made of.
    pub kinds: Vec<AnswerKind>,
    /// What became of it, if it went out.
    pub state: Option<State>,
}

/// A case.
pub struct CaseView {
    /// Its number.
    pub number: String,
    /// Its facts.
    pub case: Case,
    /// What was written, oldest first.
    pub written: Vec<Written>,
    /// The draft that waits for approval.
    pub draft: Option<String>,
    /// What is suggested to answer; none where nothing is to be answered.
    pub suggestion: Option<String>,
    /// How a reply gets to the customer: its kind and the address.
    pub reply_to: Option<(&'static str, String)>,
    /// The order.
    pub found: Option<Found>,
    /// The customer's other orders.
    pub other_orders: Vec<Order>,
    /// The customer's other cases.
    pub other_cases: Vec<(String, Case)>,
}

/// Reads a case with all that belongs to it; none if nobody knows it.
///
/// # Errors
/// If the store fails.
pub fn read(env: &Env, keyring: &Keyring, number: &str) -> Result<Option<CaseView>, StoreError> {
    let Some((number, reading)) = cases::read(env, number)? else { return Ok(None) };
    let log = reading.log;
    let case = reading.projection.state;
    let outbox = env.store.read::<Outbox>(LogId::outbox(&Subject::Case(number.clone())))?.projection.state;
    let mut written = Vec::new();
    for placed in case.facts() {
        written.extend(one(env, keyring, log, placed, &outbox)?);
    }
    let channel = case.messages().next_back().map(|(_, asked)| asked.channel);
    let last = written.iter().rev().find(|one| one.by == By::Customer).and_then(|one| one.letter.as_ref());
    let reply_to = last.and_then(reply_to);
    let customers = last.map(|letter| hashes(keyring, letter)).unwrap_or_default();
    let found = order_of(env, &case)?;
    let suggestion = match channel {
        Some(channel) if case.status() == CaseStatus::Open => {
            Some(suggested(env, keyring, &case, &number, channel, found.as_ref())?)
        }
        _ => None,
    };
    let draft = match case.draft() {
        Some(draft) => Letters::of(env, keyring, log, draft)?.draft,
        None => None,
    };
    let (other_orders, other_cases) = others(env, &number, &customers, found.as_ref())?;
    Ok(Some(CaseView { number, case, written, draft, suggestion, reply_to, found, other_orders, other_cases }))
}

fn one(
    env: &Env,
    keyring: &Keyring,
    log: LogId,
    placed: &Placed,
    outbox: &Outbox,
) -> Result<Option<Written>, StoreError> {
    let (by, channel, kinds) = match &placed.event.fact {
        CaseFact::Asked(asked) if asked.machine.is_some() => (By::Machine, Some(asked.channel), Vec::new()),
        CaseFact::Asked(asked) => (By::Customer, Some(asked.channel), Vec::new()),
        // Nothing was said.
        CaseFact::Answered { by, kinds, .. } if by.is_empty() && kinds.is_empty() => return Ok(None),
        CaseFact::Answered { by, kinds, .. } if by.is_empty() => (By::Automatic, None, kinds.clone()),
        CaseFact::Answered { by, kinds, .. } => (By::Person(by.clone()), None, kinds.clone()),
        CaseFact::Noted { by } => (By::Note(by.clone()), None, Vec::new()),
        _ => return Ok(None),
    };
    let letters = Letters::of(env, keyring, log, placed)?;
    let is_asked = matches!(by, By::Customer | By::Machine);
    let letter = if is_asked { letters.asked } else { letters.answered };
    let state = outbox.items().values().find_map(|item| match item.owed() {
        Some((What::Call(fields), _)) => match CaseCall::read(fields) {
            Some(CaseCall::Answer(fact, _)) if fact == placed.event.id.to_string() => item.state(),
            _ => None,
        },
        _ => None,
    });
    Ok(Some(Written { placed: placed.clone(), by, channel, letter, kinds, state }))
}

fn reply_to(letter: &Letter) -> Option<(&'static str, String)> {
    let way = Way::from_texts(&letter.way);
    match way.kind {
        WayKind::None => None,
        WayKind::Mail => Some(("mail", way.field(0).to_owned())),
        kind => Some((kind.name(), letter.name.clone().unwrap_or_default())),
    }
}

fn hashes(keyring: &Keyring, letter: &Letter) -> Vec<String> {
    let of = |kind: &str, value: &Option<String>| {
        value.as_deref().map(|value| keyring.lookups(kind, value)).unwrap_or_default()
    };
    let mut all = of("email", &letter.email);
    all.extend(of("phone", &letter.phone));
    all
}

/// An order, or a case with its number.
type Others = (Vec<Order>, Vec<(String, Case)>);

fn others(env: &Env, number: &str, customers: &[String], found: Option<&Found>) -> Result<Others, StoreError> {
    let mut orders: Vec<Order> = Vec::new();
    let is_this = |order: &OrderPointer| found.is_some_and(|found| found.pointer() == *order || found.lead() == *order);
    for pointer in privacy::orders_of(env, customers)?.iter().rev().filter(|order| !is_this(order)).take(OTHERS) {
        let order = env.store.read::<Order>(pointer.log())?.projection.state;
        if order.is_known() {
            orders.push(order);
        }
    }
    let mut numbers: Vec<String> = Vec::new();
    let of_order = found.map(|found| which::by_order(&found.lead()));
    for log in customers.iter().map(|hash| which::by_customer(hash)).chain(of_order) {
        for other in env.store.pointers_openly::<String>(log)? {
            if other != number && !numbers.contains(&other) {
                numbers.push(other);
            }
        }
    }
    let mut others = Vec::new();
    for other in numbers.into_iter().rev().take(OTHERS) {
        let case = env.store.read::<Case>(cases::log(&other))?.projection.state;
        if case.is_known() && case.status() != CaseStatus::Joined {
            others.push((other, case));
        }
    }
    Ok((orders, others))
}

impl CaseView {
    /// The last letter of the customer.
    pub fn customer(&self) -> Option<&Letter> {
        self.written.iter().rev().find(|one| one.by == By::Customer).and_then(|one| one.letter.as_ref())
    }

    /// Why it was understood and decided as it was, oldest first.
    pub fn why(&self) -> Vec<String> {
        let mut why: Vec<String> = Vec::new();
        for placed in self.case.facts() {
            match &placed.event.fact {
                CaseFact::Asked(asked) => why.extend(asked.why.iter().cloned().chain(asked.machine.clone())),
                CaseFact::Handed { why: reason, .. } => why.push(reason.clone()),
                _ => {}
            }
        }
        why
    }
}
