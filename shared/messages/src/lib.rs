//! What customers are told before they ask, and what they are answered: texts with placeholders, filled in and
//! rendered as mail (HTML and plain text), as SMS and for chats. Pure: no clock, no store, nothing is sent from here.
//!
//! ```
//! use sledz_domain::{message::MessageKind, words::Lang};
//! use sledz_messages::{check, default_texts};
//! let mut texts = default_texts(MessageKind::Shipped, Lang::Pl);
//! assert!(check(MessageKind::Shipped, &texts).is_empty());
//! texts.sms = "{shop}: paczka wysłana".to_owned();
//! assert_eq!(check(MessageKind::Shipped, &texts).len(), 1, "it does not lead to the tracking page");
//! ```
//!
//! # Layout
//!
//! - `placeholders`: the placeholders, and which message has which
//! - `template`: reading a text with placeholders
//! - [`check`]: what is wrong with a shop's own texts
//! - [`default_texts`]: the texts of a shop that wrote none
//! - [`Subject`]: what a message is about; `values`: what its placeholders stand for
//! - `fill`: a text with its placeholders filled in
//! - `span`: a filled line; what in it is ours, what is from outside, what is a link
//! - `words`: the words around the texts, in Polish and English
//! - [`mail`]: subject, plain text and HTML; `plain`: the plain text
//! - [`answer`]: a reply to a customer, out of the parts it is made of; [`draft`] and [`written`]: one that a person
//!   writes; [`check_answer`]: what is wrong with a shop's own words of a part
//! - [`alert_html`]: a warning to the shop
//! - [`sms`]: the text, its encoding and its parts; `fold`: letters without diacritics;
//!   `gsm7`: the alphabet of GSM

mod alert;
mod answers;
mod check;
mod defaults;
mod fill;
mod fold;
mod gsm7;
mod mail;
mod placeholders;
mod plain;
mod sms;
mod span;
mod template;
mod values;
mod words;

pub use alert::alert_html;
pub use answers::{Answer, AnswerSubject, answer, check_answer, draft, spoken, written};
pub use check::{Problem, check};
pub use defaults::{default_answer, default_texts};
pub use mail::{Mail, mail};
pub use placeholders::{ANSWER_PLACEHOLDERS, PLACEHOLDERS, answer_placeholders, placeholders};
pub use sms::{Encoding, Sms, sms};
pub use values::Subject;
