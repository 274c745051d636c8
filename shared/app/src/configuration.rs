//! What is set wrongly, one clear sentence each, for whoever deploys this.

use crate::{
    alerts,
    api_token::Role,
    cases::promise,
    compose::{mail_provider, sms_provider},
    request::Env,
    settings::time_or_day,
    write_back,
};
use sledz_domain::hours::Hours;
use sledz_providers::{events, registry};

/// Everything that is set wrongly; nothing if all is as it should be.
pub fn problems(env: &Env) -> Vec<String> {
    let value = |name: &str| env.settings.get(name).trim();
    let mut found = Vec::new();
    let mut say = |wrong: bool, sentence: &str| found.extend(wrong.then(|| sentence.to_owned()));
    say(env.settings.keyring().is_none(), "keys is empty: nothing can be sealed, and no order taken in");
    let url = value("public_url");
    let is_address = url.starts_with("https://") || url.starts_with("http://");
    say(
        !is_address,
        "public_url is not an address such as https://sledz.sklep.pl: links in messages would lead nowhere",
    );
    let notifies = !value("notify_since").is_empty();
    say(
        notifies && time_or_day(value("notify_since")).is_none(),
        "notify_since is neither a day such as 2026-11-22 nor a time such as 2026-11-22T00:00:00Z: no message is sent",
    );
    let has_provider = !value("mail_provider").is_empty() || !value("sms_provider").is_empty();
    say(
        notifies && !has_provider,
        "notify_since is set, but neither mail_provider nor sms_provider: no message is sent",
    );
    say(
        has_provider && !notifies,
        "a provider is set, but notify_since is empty: no message is sent; set it to the day from which on orders count",
    );
    let hours = value("disagreement_hours");
    say(
        !hours.is_empty() && hours.parse::<u32>().is_err(),
        "disagreement_hours is not a number of hours: what sources say is not compared",
    );
    let told = value("write_back").split_whitespace();
    say(
        told.clone().any(|name| !write_back::PLATFORMS.contains(&name)),
        "write_back names a platform that cannot be told of parcels: only allegro can",
    );
    let days = value("retention_days");
    let is_number = days.parse::<u32>().is_ok_and(|days| (1..=3650).contains(&days));
    say(!days.is_empty() && !is_number, "retention_days is not a number of days from 1 to 3650: 365 are used");
    found.extend(Hours::parse(value("opening_hours")).err());
    let mut say = |wrong: bool, sentence: &str| found.extend(wrong.then(|| sentence.to_owned()));
    say(
        !["", "send", "draft"].contains(&value("reply_mode")),
        "reply_mode is neither send nor draft: answers are sent at once",
    );
    say(
        !["", "csat", "nps", "ces"].contains(&value("satisfaction")),
        "satisfaction is none of csat, nps and ces: customers are not asked how it was",
    );
    say(
        !["", "allegro"].contains(&value("message_poll")),
        "message_poll names a marketplace that cannot be asked: only allegro can",
    );
    say(
        !promise::is_readable(value("answer_within")),
        "answer_within is not like email=4h complaint=24h: what cannot be read is as if it were not set",
    );
    say(
        !value("handover_email").is_empty() && mail_provider(env).is_none(),
        "handover_email is set, but there is no mail_provider to tell of cases by",
    );
    for (variable, chosen) in [
        ("mail_provider", mail_provider(env).map(|provider| provider.problems(env.settings))),
        ("sms_provider", sms_provider(env).map(|provider| provider.problems(env.settings))),
    ] {
        match (value(variable), chosen) {
            ("", _) => {}
            (name, None) => found.push(format!("{variable} is {name}, which is none of {}", known(variable))),
            (_, Some(problems)) => found.extend(problems),
        }
    }
    for sink in registry::ALERTS {
        found.extend(sink.problems(env.settings));
    }
    if alerts::sinks(env).contains(&"email") && mail_provider(env).is_none() {
        found.push("alert_email is set, but there is no mail_provider to send warnings by".to_owned());
    }
    found.extend(events::problems(env.settings));
    found.extend(tokens(value("api_tokens")));
    found
}

/// What is not wrong, but good to know.
pub fn notes(env: &Env) -> Vec<String> {
    let value = |name: &str| env.settings.get(name).trim();
    let mut found = Vec::new();
    let mut say = |so: bool, sentence: &str| found.extend(so.then(|| sentence.to_owned()));
    say(
        !value("test_clock_key").is_empty(),
        "test_clock_key is set: the time of requests can be moved; empty it in production",
    );
    say(
        value("mail_provider").is_empty() && value("sms_provider").is_empty(),
        "no provider of e-mail or SMS is set: customers are told nothing before they ask",
    );
    say(
        alerts::sinks(env).is_empty(),
        "no way for warnings is set (alert_slack, alert_discord, alert_teams, alert_email)",
    );
    let mail = mail_provider(env).filter(|provider| !provider.is_idempotent()).map(|provider| provider.name());
    let sms = sms_provider(env).filter(|provider| !provider.is_idempotent()).map(|provider| provider.name());
    let copies =
        |name: &str| format!("{name} does not know a message again: if its answer gets lost, a second copy may go out");
    found.extend(mail.into_iter().chain(sms).map(copies));
    found
}

fn known(variable: &str) -> String {
    let names: Vec<&str> = match variable {
        "mail_provider" => registry::MAIL.iter().map(|provider| provider.name()).collect(),
        _ => registry::SMS.iter().map(|provider| provider.name()).collect(),
    };
    names.join(", ")
}

/// Entries of `api_tokens` that cannot be used; named by their place, since a name may be missing.
fn tokens(list: &str) -> Vec<String> {
    let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_right = |entry: &str| {
        let mut parts = entry.splitn(3, ':');
        let (name, role, hash) = (parts.next(), parts.next(), parts.next());
        name.is_some_and(|name| !name.is_empty())
            && role.is_some_and(|role| Role::from_name(role).is_some())
            && hash.is_some_and(is_hash)
    };
    let wrong = list.split_whitespace().zip(1..).filter(|(entry, _)| !is_right(entry));
    wrong.map(|(_, place)| format!("entry {place} of api_tokens is not name:role:sha256-hex-of-token")).collect()
}
