//! `/hooks/orders/{platform}`: shops and marketplaces report orders; and `/api/orders`.

use crate::{
    api_orders,
    hook::{self, Passed, Source},
    news, order_intake,
    reply::{Failure, Reply, accepted},
    request::{Env, Request},
    settings::secrets_of,
};
use http::StatusCode;
use sledz_sources::{
    delivery::Delivery,
    platforms::{Platform, Said},
    proof::Secrets,
    registry,
};

const PREFIX: &str = "/hooks/orders/";

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let mut names: Vec<String> =
        ["test_clock_key", "keys", "dispatch_days", "delivery_days"].map(str::to_owned).to_vec();
    if path.starts_with(PREFIX) {
        let source = hook::address(path, PREFIX).and_then(|(name, _)| registry::platform(&name));
        names.extend(source.map(|platform| secrets_of("order", platform.name())));
        names.extend(news::VARIABLES.map(str::to_owned));
    } else {
        names.extend(["api_tokens", "public_url"].map(str::to_owned));
    }
    names
}

/// Answers a platform's webhook after what it says is durable, or a question about an order.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let result =
        if request.path().starts_with(PREFIX) { receive(request, env) } else { api_orders::handle(request, env) };
    result.unwrap_or_else(Failure::into_problem)
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
    fn answers_get(&self) -> bool {
        false
    }
    fn is_ping(&self, delivery: &Delivery) -> bool {
        self.0.is_ping(delivery)
    }
}
