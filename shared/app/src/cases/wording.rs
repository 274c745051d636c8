//! What a customer is told, in words: the shop's own where it wrote some, with the order's data filled in.

use super::letter::Letter;
use crate::{link, lookup::Found, owing, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    answer::AnswerKind, case::Case, contact::ContactChannel, intent::Tongue, settings::MessageSettings, status::Status,
    view::TrackingView, words::Lang,
};
use sledz_messages::{AnswerSubject, answer, draft, written};
use sledz_store::{StoreError, keyring::Keyring};

/// The days within which the money is sent back after a return has arrived (act on consumer rights, article 32).
const REFUND_DAYS: i64 = 14;

/// What is told.
pub struct Told<'a> {
    /// The parts.
    pub parts: &'a [AnswerKind],
    /// The order, if its buyer asks.
    pub found: Option<&'a Found>,
    /// What its buyer may see of it.
    pub view: Option<&'a TrackingView>,
    /// The customer's language.
    pub tongue: Tongue,
    /// The way by which it is told.
    pub channel: ContactChannel,
    /// The case's number.
    pub number: &'a str,
    /// By when a person answers, if one has to.
    pub due: Option<DateTime<Utc>>,
    /// The subject of the customer's mail.
    pub subject: Option<&'a str>,
}

/// The language in which orders are told of to who writes in this one.
pub fn lang(tongue: Tongue) -> Lang {
    if tongue == Tongue::Pl { Lang::Pl } else { Lang::En }
}

impl Told<'_> {
    fn said(&self, env: &Env, keyring: &Keyring, how: How<'_>) -> Result<Letter, StoreError> {
        let settings = env.store.read::<MessageSettings>(owing::message_settings_log())?.projection.state;
        let page = self.found.and_then(|found| link::address(env, keyring, found));
        let (shop, texts) = (env.settings.shop(), settings.answers());
        let subject = AnswerSubject {
            tongue: self.tongue,
            channel: self.channel,
            view: self.view,
            page: page.as_deref(),
            now: env.now,
            shop: &shop,
            returns_url: env.settings.get("returns_url").trim(),
            case: self.number,
            answer_by: self.due,
            refund_by: self.view.and_then(refund_by),
            is_automatic: matches!(how, How::Automatically),
            incoming_subject: self.subject,
        };
        let said = match how {
            How::Automatically => answer(self.parts, &texts, &subject),
            How::Suggested => {
                return Ok(Letter { text: draft(self.parts, &texts, &subject), ..Letter::default() });
            }
            How::ByPerson(text) => written(text, &subject),
        };
        Ok(Letter {
            text: said.text,
            subject: Some(said.subject).filter(|subject| !subject.is_empty()),
            html: Some(said.html).filter(|html| !html.is_empty()),
            ..Letter::default()
        })
    }
}

enum How<'a> {
    Automatically,
    Suggested,
    ByPerson(&'a str),
}

/// What we tell by ourselves.
///
/// # Errors
/// If the store fails.
pub fn letter(env: &Env, keyring: &Keyring, told: &Told<'_>) -> Result<Letter, StoreError> {
    told.said(env, keyring, How::Automatically)
}

/// What is suggested to a person who answers.
///
/// # Errors
/// If the store fails.
pub fn suggested(env: &Env, keyring: &Keyring, told: &Told<'_>) -> Result<String, StoreError> {
    Ok(told.said(env, keyring, How::Suggested)?.text)
}

/// What a person wrote, as it goes out.
///
/// # Errors
/// If the store fails.
pub fn by_person(
    env: &Env,
    keyring: &Keyring,
    case: &Case,
    number: &str,
    subject: Option<&str>,
    text: &str,
) -> Result<Letter, StoreError> {
    let channel = case.messages().next_back().map_or(ContactChannel::Email, |(_, asked)| asked.channel);
    let told = Told { parts: &[], found: None, view: None, tongue: case.tongue(), channel, number, due: None, subject };
    told.said(env, keyring, How::ByPerson(text))
}

/// By when the money of a return is sent back that has arrived.
fn refund_by(view: &TrackingView) -> Option<DateTime<Utc>> {
    let arrived = view
        .shipments
        .iter()
        .filter(|parcel| parcel.status == Status::Returned || (parcel.is_return && parcel.status == Status::Delivered));
    Some(arrived.filter_map(|parcel| parcel.since).max()? + TimeDelta::days(REFUND_DAYS))
}
