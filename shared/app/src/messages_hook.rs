//! `/hooks/messages/{channel}`: what customers write to the shop elsewhere.

use crate::{
    cases::{
        incoming::Incoming,
        intake::take,
        letter::{Letter, harmless},
        record::{self, Elsewhere},
        which,
    },
    hook,
    http_client::HttpClient,
    news,
    polling::ask,
    reply::{Failure, Reply, accepted, with_type},
    request::{Env, Request},
    settings::secrets_of,
};
use chrono::TimeDelta;
use http::{Method, StatusCode};
use serde_json::Value;
use sledz_channels::{
    channel::Channel,
    inbound::{Inbound, InboundKind},
    ours::Ours,
    own_form, registry,
    way::WayKind,
};
use sledz_domain::{
    contact::ContactChannel,
    json,
    outbox::{Outbox, OutboxEvent, OutboxFact, Subject},
    view::rfc3339,
};
use sledz_sources::{
    delivery::Delivery,
    platforms::{email, phone},
    proof::Secrets,
    standard::NAME as STANDARD,
};
use sledz_store::{StoreError, keyring::Keyring, keys::LogId};
use sledz_understanding::is_automatic_reply;

/// The beginning of the path.
pub const PREFIX: &str = "/hooks/messages/";

/// What a message needs that its delivery leaves out is asked for with these.
pub const VARIABLES: [&str; 7] =
    ["resend_url", "resend_key", "mail_key", "mail_provider", "zendesk_url", "zendesk_user", "zendesk_token"];

/// Messages of a list are begun only within this; the rest is sent again.
const BEGUN_WITHIN: TimeDelta = TimeDelta::milliseconds(2200);

/// The channel of a path, if it is one of ours.
pub fn channel_of(path: &str) -> Option<&'static str> {
    let (name, _) = hook::address(path, PREFIX)?;
    if name == FORM { Some(FORM) } else { registry::channel(&name).map(|channel| channel.name()) }
}

/// The shop's own form, sent by the server that shows it: its path's token proves it.
const FORM: &str = "form";

/// Answers a webhook after what it says is durable.
///
/// # Errors
/// 404 for a channel without its secrets, 405, 413, 401, 400; if the store fails.
pub async fn handle(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    let (name, token) = hook::address(request.path(), PREFIX).ok_or_else(hook::unknown_source)?;
    if name == FORM {
        return form(request, env, token.as_deref());
    }
    let channel = registry::channel(&name).ok_or_else(hook::unknown_source)?;
    let secrets = Secrets::parse(env.settings.get(&secrets_of("channel", &name)));
    if !channel.is_configured(&secrets) {
        return Err(hook::unknown_source());
    }
    let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
    let body = request.body.as_deref().ok_or_else(too_large)?;
    let query = request.parts.uri.query().unwrap_or_default();
    let delivery =
        Delivery { headers: &request.parts.headers, body, query, path_token: token.as_deref(), now: env.now };
    if !secrets.path_is_right(&delivery) {
        return Err(hook::unproven());
    }
    if request.is_get() {
        return greeted(channel, &delivery, &secrets);
    }
    if *request.method() != Method::POST {
        return Err(Failure::Method("GET, POST"));
    }
    if !channel.is_proven(&delivery, &secrets) {
        return Err(hook::unproven());
    }
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let ours = Ours::of(env.settings, &secrets);
    let heard = channel.read(&delivery, &ours).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
    if heard.unreadable > 0 {
        env.store.count(&format!("unreadable:{name}"))?;
    }
    let mut answers = Vec::new();
    let began = env.store.wall_now();
    for (message, place) in heard.messages.into_iter().zip(0..) {
        if env.store.wall_now() - began > BEGUN_WITHIN {
            return Err(Failure::Busy("a list of messages takes too long: it is to be sent again"));
        }
        let message = whole(env, client, channel, message, &ours).await?;
        // One after the other, in the order in which they were written.
        let env = Env { now: env.now + TimeDelta::milliseconds(place), ..*env };
        answers.extend(hear(&env, &keyring, &name, message)?);
    }
    news::hear(env, &format!("channel:{name}"));
    if answers.is_empty() {
        return Ok(accepted());
    }
    let told = json!({"answers": answers});
    Ok(with_type(StatusCode::OK, "application/json", told.to_string().into_bytes()))
}

fn form(request: &Request, env: &Env<'_>, token: Option<&str>) -> Result<Reply, Failure> {
    let secrets = Secrets::parse(env.settings.get(&secrets_of("channel", FORM)));
    if secrets.paths.is_empty() {
        return Err(hook::unknown_source());
    }
    let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
    let body = request.body.as_deref().ok_or_else(too_large)?;
    let delivery = Delivery { headers: &request.parts.headers, body, query: "", path_token: token, now: env.now };
    if !secrets.path_is_right(&delivery) {
        return Err(hook::unproven());
    }
    if request.is_get() {
        return Ok(accepted());
    }
    if *request.method() != Method::POST {
        return Err(Failure::Method("GET, POST"));
    }
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let message = own_form::read(&delivery).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
    hear(env, &keyring, FORM, message)?;
    news::hear(env, "channel:form");
    Ok(accepted())
}

/// The answer to a question whether this address is ours.
fn greeted(channel: &dyn Channel, delivery: &Delivery, secrets: &Secrets) -> Result<Reply, Failure> {
    if let Some(answer) = channel.handshake(delivery, secrets) {
        return Ok(with_type(StatusCode::OK, "text/plain; charset=utf-8", answer.into_bytes()));
    }
    // Who has the path's token may look whether anybody is there.
    if secrets.paths.is_empty() || !delivery.query.is_empty() { Err(hook::unproven()) } else { Ok(accepted()) }
}

/// The message with what its delivery left out. What cannot be asked for now comes again with the next delivery.
async fn whole(
    env: &Env<'_>,
    client: &dyn HttpClient,
    channel: &dyn Channel,
    message: Inbound,
    ours: &Ours,
) -> Result<Inbound, Failure> {
    let request = match channel.fetch(&message, env.settings) {
        Ok(Some(request)) => request,
        Ok(None) => return Ok(message),
        Err(why) => {
            eprintln!("messages: {}: {why}", channel.name());
            return Err(Failure::Unconfigured("a message cannot be fetched"));
        }
    };
    let answer = match ask(client, request).await {
        Ok(answer) if answer.status().is_success() => answer,
        Ok(_) => return Err(Failure::Busy("a message could not be fetched: it is to be sent again")),
        Err(fault) => {
            eprintln!("messages: {}: {}", channel.name(), fault.why);
            return Err(Failure::Busy("a message could not be fetched: it is to be sent again"));
        }
    };
    let given = message.clone();
    Ok(channel.complete(message, answer.body(), ours, env.now).unwrap_or(given))
}

/// Takes in what happened in a conversation; what the response says, where an answer has no other way back.
///
/// # Errors
/// If the store fails.
pub fn hear(env: &Env<'_>, keyring: &Keyring, source: &str, message: Inbound) -> Result<Option<Value>, Failure> {
    let elsewhere = match &message.kind {
        InboundKind::Customer | InboundKind::Machine(_) => None,
        InboundKind::Own => return Ok(None),
        InboundKind::Person => Some(Elsewhere::Answered),
        InboundKind::Closed => Some(Elsewhere::Closed),
        InboundKind::Reopened => Some(Elsewhere::Reopened),
        InboundKind::Handled(seconds) => Some(Elsewhere::Handled(*seconds)),
    };
    let (id, text, case) = (message.id.clone(), message.text.clone(), message.case.clone());
    let incoming = incoming(source, message);
    let Some(what) = elsewhere else {
        let taken = take(env, keyring, &incoming)?;
        let answer = taken.answer.map(|letter| letter.text);
        let told = json!({
            "id": incoming.id, "case": taken.number, "answer": answer, "answer_by": taken.due.map(rfc3339),
        });
        return Ok(incoming.in_response.then_some(told));
    };
    if let Some(thread) = incoming.thread.as_ref().filter(|_| what == Elsewhere::Answered) {
        // A channel that tells what we sent has the id that it gave us then, in whichever case that was.
        for number in which::named(env, keyring, source, &format!("thread {thread}"))? {
            if is_sent(env, &number, &id)? {
                return Ok(None);
            }
        }
    }
    let known = match case {
        Some(case) => sledz_domain::case::number(&case),
        None => which::of_thread(env, keyring, &incoming, &[])?.map(|which| which.number),
    };
    if let Some(number) = known {
        let heard = record::Heard { source, id: &id, what, text: &text, at: incoming.at };
        record::elsewhere(env, keyring, &number, &heard)?;
    }
    Ok(None)
}

/// Whether a case's answer went out under this id.
fn is_sent(env: &Env, number: &str, id: &str) -> Result<bool, StoreError> {
    let outbox = env.store.read::<Outbox>(LogId::outbox(&Subject::Case(number.to_owned())))?;
    let is_it = |event: &OutboxEvent| matches!(&event.fact, OutboxFact::Sent { message: Some(sent), .. } if sent == id);
    Ok(outbox.state().items().values().any(|item| item.facts().iter().any(is_it)))
}

fn incoming(source: &str, message: Inbound) -> Incoming {
    let channel = message.channel;
    let mut text = harmless(&message.text);
    if message.attachments > 0 {
        // They are not kept; people look for them where the message came from.
        text.push_str(&format!("\n[+ {}]", message.attachments));
    }
    let machine = match message.kind {
        InboundKind::Machine(why) => Some(why),
        InboundKind::Customer if channel.is_mail() && is_automatic_reply(message.subject.as_deref(), &text) => {
            Some("the words of an absence".to_owned())
        }
        _ => None,
    };
    // Our own contract is answered in the response where there is no address to write to.
    let in_response = source == STANDARD && message.reply.kind == WayKind::None;
    Incoming {
        channel,
        source: source.to_owned(),
        id: message.id,
        thread: message.thread,
        refers_to: message.refers_to,
        at: message.at,
        letter: Letter {
            text,
            subject: message.subject,
            html: None,
            name: message.sender.name,
            email: message.sender.email.as_deref().and_then(email),
            phone: message.sender.phone.as_deref().and_then(phone),
            way: message.reply.texts(),
        },
        // A reply by these ways reaches the address that was read, and nobody else.
        is_strong: message.sender.is_proven || matches!(channel, ContactChannel::Email | ContactChannel::Whatsapp),
        is_vouched: false,
        order_platform: message.order_is_id.then(|| "allegro".to_owned()),
        order: message.order,
        is_public: message.is_public,
        may_answer: message.may_answer,
        machine,
        in_response,
    }
}
