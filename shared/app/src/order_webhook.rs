//! `/hooks/orders/{platform}`: shops and marketplaces report orders.

use crate::{
    hook::{self, Passed, Source},
    news, order_intake, polling,
    reply::{Failure, Reply, accepted},
    request::{Env, Request},
    settings::secrets_of,
};
use http::StatusCode;
use sledz_sources::{
    couriers::Receives,
    delivery::Delivery,
    platforms::{Platform, Said},
    proof::Secrets,
    registry,
};

const PREFIX: &str = "/hooks/orders/";

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let source = hook::address(path, PREFIX).and_then(|(name, _)| registry::platform(&name));
    let mut names: Vec<String> = ["test_clock_key", "dispatch_days", "delivery_days"].map(str::to_owned).to_vec();
    names.extend(news::VARIABLES.map(str::to_owned));
    names.push(polling::VARIABLE.to_owned());
    names.extend(source.map(|platform| secrets_of("order", platform.name())));
    names
}

/// Answers a platform's webhook after what it says is durable.
pub fn handle(request: &Request, env: &Env) -> Reply {
    receive(request, env).unwrap_or_else(Failure::into_problem)
}

fn receive(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let (name, token) = hook::address(request.path(), PREFIX).ok_or_else(hook::unknown_source)?;
    let platform = registry::platform(&name).ok_or_else(hook::unknown_source)?;
    match hook::pass(&Gate(platform), "order", &name, token.as_deref(), request, env)? {
        Passed::Probe => {}
        Passed::Message(message, delivery) => {
            let said =
                platform.read(&message, &delivery).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
            match said {
                Said::Order(order) => order_intake::take_snapshot(env, platform.name(), *order)?,
                Said::Deleted { platform_id, delivery } => {
                    order_intake::take_deletion(env, platform.name(), &platform_id, &delivery)?;
                }
                Said::Nothing => {}
                Said::Unreadable => env.store.count(&format!("unreadable:{}", platform.name()))?,
            }
        }
    }
    Ok(accepted())
}

struct Gate(&'static dyn Platform);

impl Source for Gate {
    fn is_configured(&self, secrets: &Secrets) -> bool {
        self.0.is_configured(secrets)
    }
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        self.0.is_proven(delivery, secrets)
    }
    fn receives(&self) -> Receives {
        Receives::Json
    }
    fn is_ping(&self, delivery: &Delivery) -> bool {
        self.0.is_ping(delivery)
    }
}
