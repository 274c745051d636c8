//! Shops, marketplaces and hubs that are asked for their orders, because they do not tell by
//! themselves, or not everything, or not twice.
//!
//! A poller is pure: it makes requests and reads answers. When it is asked, what is done with what it
//! tells, and what follows from trouble, is the same for all (`sledz_app::order_sync`).

pub mod allegro;
pub mod baselinker;
pub mod shoper;
pub mod shopify;
pub mod woocommerce;

use crate::{
    platforms::Said,
    pollers::{Access, DeviceLogin, Fault, Token},
    variables::Variables,
};
use chrono::{DateTime, Utc};
use http::{Request, Response};
use serde_json::Value;

/// A shop's or marketplace's interface that is asked for orders.
pub trait OrderPoller: Sync {
    /// Its name in the path; also the platform's whose orders it tells of.
    fn name(&self) -> &'static str;

    /// The variables that it needs, its address among them.
    fn variables(&self) -> &'static [&'static str];

    /// What is set wrongly, one sentence each; nothing if it can be asked.
    fn problems(&self, variables: &dyn Variables) -> Vec<String>;

    /// How an access token is come by, where a key in a variable is not enough.
    fn login(&self) -> Option<OrderLogin> {
        None
    }

    /// Which of the tasks it does; every poller brings in history.
    fn does(&self, task: Task) -> bool;

    /// Begins a task where `cursor` says; null if it never ran.
    ///
    /// # Errors
    /// If it cannot be asked.
    fn begin(&self, task: Task, cursor: &Value, asking: &Asking<'_>) -> Result<Turn, Fault>;

    /// Whether a task that ended with this cursor left out nothing that is to be asked for again.
    fn is_complete(&self, _cursor: &Value) -> bool {
        true
    }

    /// Goes on with an answer to what was asked for.
    ///
    /// # Errors
    /// If the answer is none that can be used: the task ends, and begins again where the cursor is.
    fn answered(&self, asked: Value, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Turn, Fault>;

    /// Goes on without the answer to what was asked for, if only that one order is the worse for it
    /// and it will be asked about again; none: the task ends here.
    ///
    /// # Errors
    /// If what follows cannot be asked for.
    fn without(&self, _asked: Value, _asking: &Asking<'_>) -> Option<Result<Turn, Fault>> {
        None
    }
}

/// How an access token is come by.
#[derive(Clone, Copy)]
pub enum OrderLogin {
    /// A person follows a link and agrees.
    Device(&'static dyn DeviceLogin),
    /// By user and password.
    Password(&'static dyn PasswordLogin),
}

/// An access token for user and password.
pub trait PasswordLogin: Sync {
    /// Under which the token is kept.
    fn name(&self) -> &'static str;

    /// Asks for a token.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn request(&self, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// The token; that for renewal is empty.
    ///
    /// # Errors
    /// If the answer is none that can be used.
    fn token(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Token, Fault>;
}

/// What a poller is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// What is new since the last time; every few minutes.
    New,
    /// What has changed lately, whatever was told of it; every hour.
    Sweep,
    /// Orders placed since then, or as far back as it tells; once.
    History(DateTime<Utc>),
}

/// With what, and when.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// What is configured, and the access token.
    pub access: Access<'a>,
    /// The time.
    pub now: DateTime<Utc>,
}

/// One turn of a conversation.
#[derive(Debug)]
pub struct Turn {
    /// What was told so far and is to be made durable.
    pub said: Vec<Said>,
    /// Where the task begins the next time, once that is durable; none: where it was.
    pub cursor: Option<Value>,
    /// What to do next.
    pub next: Next,
}

/// What to do next.
// There is never more than one.
#[allow(clippy::large_enum_variant)]
#[derive(Debug)]
pub enum Next {
    /// Make this request, and come back with its answer and with what it was for.
    Ask(Request<Vec<u8>>, Value),
    /// Nothing for now.
    Done,
}

impl Turn {
    /// A request and what it is for; nothing was told yet.
    ///
    /// # Errors
    /// If the request cannot be made.
    pub fn ask(request: Result<Request<Vec<u8>>, String>, asked: Value) -> Result<Self, Fault> {
        let request = request.map_err(|why| Fault { is_general: true, ..Fault::unreadable(&why) })?;
        Ok(Turn { said: Vec::new(), cursor: None, next: Next::Ask(request, asked) })
    }

    /// The end of the task.
    pub fn done(cursor: Value) -> Self {
        Turn { said: Vec::new(), cursor: Some(cursor), next: Next::Done }
    }

    /// The same, with what was told.
    pub fn telling(self, said: Vec<Said>) -> Self {
        Turn { said, ..self }
    }

    /// The same, with where the task begins the next time.
    pub fn reaching(self, cursor: Value) -> Self {
        Turn { cursor: Some(cursor), ..self }
    }
}
