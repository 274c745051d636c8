//! `/hooks/reports/{provider}`: what became of messages after their provider took them. Bounces
//! mark the address, and the message goes out by the other channel.

use crate::{
    addresses, deliver, fallback,
    hook::{self, unproven},
    lookup,
    order_intake::order_log,
    owing, reference,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    settings::secrets_of,
};
use http::StatusCode;
use sledz_domain::{
    address::AddressFact,
    event_id::EventId,
    outbox::{Dropped, Fate, Outbox, OutboxFact, State, Subject, What},
};
use sledz_providers::{
    registry,
    report::{self, Report},
};
use sledz_sources::{delivery::Delivery, proof::Secrets};
use sledz_store::StoreError;

const PREFIX: &str = "/hooks/reports/";

/// What the proof of a report and what it may call for depend on.
const VARIABLES: [&str; 8] = [
    "keys",
    "jobs_url",
    "test_clock_key",
    "mail_provider",
    "sms_provider",
    "public_url",
    "dispatch_days",
    "delivery_days",
];

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let reporter = hook::address(path, PREFIX).and_then(|(name, _)| registry::reporter(&name));
    let mut names: Vec<String> = VARIABLES.map(str::to_owned).to_vec();
    names.extend(reporter.map(|reporter| secrets_of("report", reporter.name())));
    names
}

/// Answers a provider, after what it says is durable.
pub fn handle(request: &Request, env: &Env) -> Reply {
    receive(request, env).unwrap_or_else(Failure::into_problem)
}

fn receive(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let (name, token) = hook::address(request.path(), PREFIX).ok_or_else(hook::unknown_source)?;
    let reporter = registry::reporter(&name).ok_or_else(hook::unknown_source)?;
    let secrets = Secrets::parse(env.settings.get(&secrets_of("report", reporter.name())));
    if !reporter.is_configured(&secrets) {
        return Err(hook::unknown_source());
    }
    let query = request.parts.uri.query().unwrap_or_default();
    let is_probe = request.is_get() && query.is_empty() && !secrets.paths.is_empty();
    let allowed = request.method() == http::Method::POST || is_probe || (request.is_get() && reporter.answers_get());
    if !allowed {
        return Err(Failure::Method(if reporter.answers_get() { "GET, POST" } else { "POST" }));
    }
    let body = request
        .body
        .as_deref()
        .ok_or_else(|| Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB"))?;
    let delivery =
        Delivery { headers: &request.parts.headers, body, query: "", path_token: token.as_deref(), now: env.now };
    if !secrets.path_is_right(&delivery) {
        return Err(unproven());
    }
    if !is_probe {
        let base = env.settings.get("public_url").trim().trim_end_matches('/');
        let path = request.parts.uri.path_and_query().map_or("", |path| path.as_str());
        if !reporter.is_proven(&delivery, &secrets, &format!("{base}{path}")) {
            return Err(unproven());
        }
        let reports =
            reporter.read(&delivery, query).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
        reports.iter().try_for_each(|report| take(env, report))?;
    }
    Ok(with_type(StatusCode::OK, "text/plain; charset=utf-8", reporter.answer().as_bytes().to_vec()))
}

/// Takes in one report; one about something that we do not know is none of ours.
fn take(env: &Env, report: &Report) -> Result<(), StoreError> {
    let Some((log, item)) = reference::read(&report.reference) else { return Ok(()) };
    let reading = env.store.read::<Outbox>(log)?;
    let Some(known) = reading.state().item(item) else { return Ok(()) };
    let (Some((what, _)), Some(subject)) = (known.owed(), known.subject().cloned()) else { return Ok(()) };
    let what = what.clone();
    let fate = fate(&report.fate);
    let mut fact = deliver::fact(item, "reported", report.at.unwrap_or(env.now), OutboxFact::Reported { fate });
    // A repeated report is the same fact, whenever it comes.
    fact.id = EventId::of(&[item.to_string().as_str(), "reported", fate.name()]);
    let mut facts = reading.unknown([fact]);
    if facts.is_empty() {
        // The address was marked before this was written. By now it may have another fate, which an
        // old report must not undo.
        return Ok(());
    }
    mark(env, &subject, &what, fate, &report.reference)?;
    if matches!(fate, Fate::Bounced | Fate::Deferred) {
        facts.extend(fallback::other_way(env, &subject, &reading, &told_together(reading.state(), item))?);
    }
    owing::write(env, subject, reading, facts)
}

/// An item that was sent, and those that went out in the same message.
fn told_together(outbox: &Outbox, item: EventId) -> Vec<EventId> {
    let sent_at = match outbox.item(item).and_then(|item| item.state()) {
        Some(State::Sent { at, .. }) => at,
        _ => return vec![item],
    };
    let merged = OutboxFact::Dropped { why: Dropped::Merged };
    let with_it = outbox
        .items()
        .iter()
        .filter(|(_, other)| other.facts().iter().any(|event| event.at == sent_at && event.fact == merged));
    std::iter::once(item).chain(with_it.map(|(id, _)| *id)).collect()
}

/// Notes the fate of a message on the address that it went to.
fn mark(env: &Env, subject: &Subject, what: &What, fate: Fate, cause: &str) -> Result<(), StoreError> {
    let (Subject::Order(platform, id), What::Message { channel, .. }) = (subject, what) else { return Ok(()) };
    let Some(keyring) = env.settings.keyring() else { return Ok(()) };
    let Some(found) = lookup::read(env, order_log(platform, id))? else { return Ok(()) };
    let contact = addresses::contact(env, &keyring, found.log, &found.order)?;
    let Some(address) = addresses::of(&contact, *channel) else { return Ok(()) };
    // An address where everything arrives has no log of its own.
    if fate == Fate::Delivered && addresses::known(env, &keyring, *channel, address)?.is_reachable() {
        return Ok(());
    }
    let cause = format!("{cause} {}", fate.name());
    addresses::note(env, &keyring, *channel, address, AddressFact::Reported(fate), &cause)
}

fn fate(told: &report::Fate) -> Fate {
    match told {
        report::Fate::Delivered => Fate::Delivered,
        report::Fate::Failed { permanent: true, .. } => Fate::Bounced,
        report::Fate::Failed { permanent: false, .. } => Fate::Deferred,
        report::Fate::Complained => Fate::Complained,
        report::Fate::Unsubscribed => Fate::Unsubscribed,
    }
}
