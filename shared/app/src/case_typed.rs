//! A case that a person types in: somebody called, or stood in the shop.

use crate::{
    cases::{
        incoming::Incoming,
        intake::{Taken, take},
        letter::{Letter, harmless},
        record::{Deed, record},
    },
    reply::Failure,
    request::Env,
};
use sledz_domain::{contact::ContactChannel, event_id::EventId, text};
use sledz_page::NewCaseFault;
use sledz_sources::platforms::{email, phone};
use sledz_store::StoreError;

/// What was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The way the customer came; empty: by telephone.
    pub channel: String,
    /// The order's number.
    pub order: String,
    /// An e-mail address or telephone number.
    pub contact: String,
    /// The customer's name.
    pub name: String,
    /// What it is about.
    pub subject: String,
    /// What the customer said.
    pub text: String,
}

/// Why no case was opened.
#[derive(Debug)]
pub enum Fault {
    /// What was typed does not do; which part, and in words.
    Unfit(NewCaseFault, &'static str),
    /// Something else.
    Failed(Failure),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Fault::Failed(failure)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Fault::Failed(error.into())
    }
}

/// Opens it, or adds to the one that is open about the same; whoever typed it in owns it.
///
/// # Errors
/// What does not do; if the store fails.
pub fn open(env: &Env, who: &str, typed: &Typed) -> Result<Taken, Fault> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let unfit = |fault, why| Err(Fault::Unfit(fault, why));
    let said = harmless(&typed.text);
    if said.trim().is_empty() {
        return unfit(NewCaseFault::TextMissing, "text is missing");
    }
    let channel = match typed.channel.as_str() {
        "" => ContactChannel::Phone,
        name => match ContactChannel::from_name(name) {
            Some(channel) => channel,
            None => return unfit(NewCaseFault::TextMissing, "channel is none that we know"),
        },
    };
    let order = text::order_number(&typed.order);
    let contact = typed.contact.trim();
    let (email, phone) = (email(contact), phone(contact));
    if !contact.is_empty() && email.is_none() && phone.is_none() {
        return unfit(NewCaseFault::ContactWrong, "neither an e-mail address nor a telephone number");
    }
    if contact.is_empty() && order.is_none() {
        return unfit(NewCaseFault::ContactMissing, "order or contact is missing");
    }
    // The form sent twice is one case: within the minute, by the same person.
    let minute = env.now.timestamp().div_euclid(60).to_string();
    let id = EventId::of(&[who, contact, order.as_deref().unwrap_or_default(), &said, &minute]);
    let way = email
        .iter()
        .flat_map(|email| ["mail".to_owned(), email.clone(), String::new(), String::new(), typed.subject.clone()]);
    let incoming = Incoming {
        channel,
        source: "typed".to_owned(),
        id: id.to_string(),
        thread: None,
        refers_to: Vec::new(),
        at: None,
        letter: Letter {
            text: said,
            subject: text::clean(&typed.subject, 200),
            html: None,
            name: text::clean(&typed.name, 100),
            way: way.collect(),
            email,
            phone,
        },
        is_strong: true,
        is_vouched: true,
        order: order.clone(),
        order_platform: None,
        is_public: false,
        // Whoever types it in talks with the customer.
        may_answer: false,
        machine: None,
        in_response: true,
    };
    let taken = take(env, &keyring, &incoming)?;
    if order.is_some() && !taken.is_buyer {
        eprintln!("cases: {} was opened about an order that nobody knows", taken.number);
    }
    // Somebody else may own the case that it belongs to.
    match record(env, &keyring, &taken.number, who, Deed::Take) {
        Ok(_) | Err(Failure::Refused(..)) => Ok(taken),
        Err(failure) => Err(failure.into()),
    }
}
