//! `/hooks/orders/{platform}`: shops and marketplaces report orders; `/hooks/payments/{provider}`:
//! payment providers report payments.

use crate::{
    disagreements,
    hook::{self, Passed, Source},
    news, order_intake, payment_intake, polling,
    reply::{Failure, Reply, accepted},
    request::{Env, Request},
    settings::secrets_of,
    write_back,
};
use chrono::TimeDelta;
use http::StatusCode;
use sledz_sources::{
    couriers::Receives,
    delivery::{Delivery, Unusable},
    payments::PaymentProvider,
    platforms::{Platform, Said},
    proof::Secrets,
    registry,
};

const ORDERS: &str = "/hooks/orders/";
const PAYMENTS: &str = "/hooks/payments/";

/// Senders give up after five seconds: orders or payments of a list are begun only within this, and the
/// rest is sent again.
const BEGUN_WITHIN: TimeDelta = TimeDelta::milliseconds(2200);

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let named = |prefix: &str| hook::address(path, prefix).map(|(name, _)| name);
    let platform = named(ORDERS).and_then(|name| registry::platform(&name));
    let provider = named(PAYMENTS).and_then(|name| registry::payments(&name));
    let own = ["test_clock_key", "dispatch_days", "delivery_days", "retention_days", polling::VARIABLE];
    let others = [disagreements::VARIABLE, write_back::VARIABLE];
    let mut names: Vec<String> = own.into_iter().chain(others).chain(news::VARIABLES).map(str::to_owned).collect();
    names.extend(platform.map(|platform| secrets_of("order", platform.name())));
    names.extend(provider.map(|provider| secrets_of("payment", provider.name())));
    names
}

/// Answers a webhook after what it says is durable.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let answer = if request.path().starts_with(PAYMENTS) { payment(request, env) } else { order(request, env) };
    answer.unwrap_or_else(Failure::into_problem)
}

fn order(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let (name, token) = hook::address(request.path(), ORDERS).ok_or_else(hook::unknown_source)?;
    let platform = registry::platform(&name).ok_or_else(hook::unknown_source)?;
    if let Passed::Message(message, delivery) =
        hook::pass(&Orders(platform), "order", &name, token.as_deref(), request, env)?
    {
        let began = env.store.wall_now();
        let said = platform.read(&message, &delivery).map_err(unusable)?;
        for said in by_order(said) {
            if env.store.wall_now() - began > BEGUN_WITHIN {
                return Err(Failure::Busy("a list of orders takes too long: it is to be sent again"));
            }
            order_intake::take(env, platform.name(), said)?;
        }
    }
    Ok(accepted())
}

/// What is said of one order after the other stays together; a list of orders becomes several.
fn by_order(said: Vec<Said>) -> Vec<Vec<Said>> {
    let mut orders: Vec<Vec<Said>> = Vec::new();
    for one in said {
        match orders.last_mut().filter(|last| last.last().is_some_and(|last| last.order() == one.order())) {
            Some(last) => last.push(one),
            None => orders.push(vec![one]),
        }
    }
    orders
}

fn payment(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let (name, token) = hook::address(request.path(), PAYMENTS).ok_or_else(hook::unknown_source)?;
    let provider = registry::payments(&name).ok_or_else(hook::unknown_source)?;
    if let Passed::Message(message, delivery) =
        hook::pass(&Payments(provider), "payment", &name, token.as_deref(), request, env)?
    {
        let said = provider.read(&message, &delivery).map_err(unusable)?;
        for (happened, what) in [(said.unreadable, "unreadable"), (said.unknown_status, "unknown-status")] {
            if happened {
                env.store.count(&format!("{what}:{name}"))?;
            }
        }
        let began = env.store.wall_now();
        for report in said.reports {
            if env.store.wall_now() - began > BEGUN_WITHIN {
                return Err(Failure::Busy("a list of payments takes too long: it is to be sent again"));
            }
            if payment_intake::take(env, report)? {
                news::hear(env, &format!("payment:{name}"));
            }
        }
    }
    Ok(accepted())
}

fn unusable(why: Unusable) -> Failure {
    Failure::Refused(StatusCode::BAD_REQUEST, why.0)
}

struct Orders(&'static dyn Platform);

impl Source for Orders {
    fn is_configured(&self, secrets: &Secrets) -> bool {
        self.0.is_configured(secrets)
    }
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        self.0.is_proven(delivery, secrets)
    }
    fn receives(&self) -> Receives {
        self.0.receives()
    }
    fn is_ping(&self, delivery: &Delivery) -> bool {
        self.0.is_ping(delivery)
    }
}

struct Payments(&'static dyn PaymentProvider);

impl Source for Payments {
    fn is_configured(&self, secrets: &Secrets) -> bool {
        self.0.is_configured(secrets)
    }
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        self.0.is_proven(delivery, secrets)
    }
    fn receives(&self) -> Receives {
        Receives::Json
    }
    fn is_ping(&self, _delivery: &Delivery) -> bool {
        false
    }
}
