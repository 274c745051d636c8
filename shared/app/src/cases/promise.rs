//! By when people answer, whose day it is, and who is responsible.

use crate::request::Env;
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    contact::ContactChannel,
    hours::{Hours, on_duty},
    intent::Intent,
    time::warsaw_day,
};

/// Within how many seconds of opening hours we answer, unless variable `answer_within` says otherwise.
const USUAL: [(&str, i64); 6] = [
    ("phone", 0),
    ("chat", 60),
    ("social", 2 * 3600),
    ("email", 4 * 3600),
    ("form", 4 * 3600),
    ("complaint", 24 * 3600),
];

/// People are reminded when so much of a promise is left.
pub const REMINDED_BEFORE: TimeDelta = TimeDelta::minutes(30);

/// By when a message of this kind that comes now is answered.
pub fn due(env: &Env, channel: ContactChannel, intents: &[Intent]) -> DateTime<Utc> {
    hours(env).add(env.now, within(env, channel, intents))
}

/// The opening hours; the usual ones if the variable cannot be read, which `/healthz` tells.
pub fn hours(env: &Env) -> Hours {
    Hours::parse(env.settings.get("opening_hours")).unwrap_or_default()
}

fn within(env: &Env, channel: ContactChannel, intents: &[Intent]) -> TimeDelta {
    let is_complaint =
        |intent: &Intent| matches!(intent, Intent::ComplaintDamaged | Intent::MissingOrWrongItem | Intent::Withdrawal);
    let kind = match channel {
        _ if intents.iter().any(is_complaint) => "complaint",
        ContactChannel::Phone => "phone",
        ContactChannel::Chat => "chat",
        ContactChannel::Messenger | ContactChannel::Instagram | ContactChannel::Whatsapp => "social",
        ContactChannel::Email | ContactChannel::Allegro => "email",
        ContactChannel::Form => "form",
    };
    let told = env.settings.get("answer_within").split_whitespace().filter_map(|entry| entry.split_once('='));
    let mut told =
        told.filter(|(name, _)| *name == kind || *name == channel.name()).filter_map(|(_, text)| duration(text));
    let usual = USUAL.iter().find(|(name, _)| *name == kind).map_or(4 * 3600, |(_, seconds)| *seconds);
    TimeDelta::seconds(told.next_back().unwrap_or(usual))
}

/// Whether all of variable `answer_within` can be read.
pub fn is_readable(told: &str) -> bool {
    let is_known =
        |name: &str| USUAL.iter().any(|(known, _)| *known == name) || ContactChannel::from_name(name).is_some();
    told.split_whitespace()
        .all(|entry| entry.split_once('=').is_some_and(|(name, text)| is_known(name) && duration(text).is_some()))
}

/// `90s`, `30m`, `4h`, `2d` in seconds.
fn duration(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => return None,
    };
    number.parse::<i64>().ok().filter(|number| (0..=10_000).contains(number))?.checked_mul(unit)
}

/// Whose day it is, the first comes first.
pub fn duty<'a>(env: &'a Env<'_>) -> Vec<&'a str> {
    on_duty(env.settings.get("duty"), warsaw_day(env.now))
}

/// The addresses of who is responsible, by variable `escalation`: `logistics=a@b.pl finance=c@d.pl`; else the
/// mailbox for cases.
pub fn responsible<'a>(env: &'a Env<'_>, department: &str) -> &'a str {
    let entries = env.settings.get("escalation").split_whitespace().filter_map(|entry| entry.split_once('='));
    let named = entries.filter(|(name, _)| *name == department).map(|(_, address)| address).next_back();
    named.unwrap_or_else(|| mailbox(env))
}

/// The mailbox that is told of cases; empty if there is none.
pub fn mailbox<'a>(env: &'a Env<'_>) -> &'a str {
    env.settings.get("handover_email").trim()
}
