//! `/hooks/couriers/{carrier}`: couriers and tracking aggregators report what happens to parcels.

use crate::{
    hook::{self, Passed, Source},
    news, parcel_intake, polling,
    reply::{Failure, Reply, accepted, with_type},
    request::{Env, Request},
    settings::secrets_of,
    subscription,
};
use http::StatusCode;
use serde_json::Value;
use sledz_domain::status::Status;
use sledz_sources::{
    couriers::{Answer, Courier, Receives},
    delivery::Delivery,
    proof::Secrets,
    registry,
};

const PREFIX: &str = "/hooks/couriers/";

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let source = hook::address(path, PREFIX).and_then(|(name, _)| registry::courier(&name));
    let mut names = vec!["test_clock_key".to_owned()];
    names.extend(news::VARIABLES.map(str::to_owned));
    names.push(polling::VARIABLE.to_owned());
    names.extend(source.map(|courier| secrets_of("courier", courier.name())));
    names
}

/// Answers a courier's webhook, after its events are durable.
pub fn handle(request: &Request, env: &Env) -> Reply {
    receive(request, env).unwrap_or_else(Failure::into_problem)
}

fn receive(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let (name, token) = hook::address(request.path(), PREFIX).ok_or_else(hook::unknown_source)?;
    let courier = registry::courier(&name).ok_or_else(hook::unknown_source)?;
    match hook::pass(&Gate(courier), "courier", &name, token.as_deref(), request, env) {
        Ok(Passed::Probe) => Ok(accepted()),
        Ok(Passed::Message(message, delivery)) => {
            take(env, courier, &message, &delivery)?;
            Ok(courier.answer(&message).map_or_else(accepted, |answer| said(StatusCode::OK, answer)))
        }
        Err(failure) if failure.status() == StatusCode::UNAUTHORIZED => match courier.refusal() {
            Some(answer) => Ok(said(StatusCode::UNAUTHORIZED, answer)),
            None => Err(failure),
        },
        Err(failure) => Err(failure),
    }
}

fn take(env: &Env, courier: &dyn Courier, message: &Value, delivery: &Delivery) -> Result<(), Failure> {
    let mut reports =
        courier.read(message, delivery).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
    if reports.unreadable {
        env.store.count(&format!("unreadable:{}", courier.name()))?;
    }
    if courier.confirmed_by().is_some_and(|poller| polling::is_on(env, poller)) {
        for report in &mut reports.events {
            report.event.awaits_confirmation =
                matches!(report.event.status, Some(Status::Delivered | Status::Returned));
        }
    }
    if let Some(subscription) = &reports.subscription {
        subscription::wait(env, courier.name(), subscription)?;
    }
    Ok(parcel_intake::take(env, reports.events)?)
}

fn said(status: StatusCode, answer: Answer) -> Reply {
    with_type(status, answer.content_type, answer.body.into_bytes())
}

struct Gate(&'static dyn Courier);

impl Source for Gate {
    fn is_configured(&self, secrets: &Secrets) -> bool {
        self.0.is_configured(secrets)
    }
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        self.0.is_proven(delivery, secrets)
    }
    fn receives(&self) -> Receives {
        self.0.receives()
    }
    fn is_ping(&self, _delivery: &Delivery) -> bool {
        false
    }
}
