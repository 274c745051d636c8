//! `/hooks/couriers/{carrier}`: couriers and tracking aggregators report what happens to parcels.

use crate::{
    hook::{self, Passed, Source},
    news, parcel_intake,
    reply::{Failure, Reply, accepted},
    request::{Env, Request},
    settings::secrets_of,
};
use http::StatusCode;
use sledz_sources::{couriers::Courier, delivery::Delivery, proof::Secrets, registry};

const PREFIX: &str = "/hooks/couriers/";

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let source = hook::address(path, PREFIX).and_then(|(name, _)| registry::courier(&name));
    let mut names = vec!["test_clock_key".to_owned()];
    names.extend(news::VARIABLES.map(str::to_owned));
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
    match hook::pass(&Gate(courier), "courier", &name, token.as_deref(), request, env)? {
        Passed::Probe => {}
        Passed::Message(message, delivery) => {
            let reports =
                courier.read(&message, &delivery).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
            if reports.unreadable {
                env.store.count(&format!("unreadable:{}", courier.name()))?;
            }
            parcel_intake::take(env, reports.events)?;
        }
    }
    Ok(accepted())
}

struct Gate(&'static dyn Courier);

impl Source for Gate {
    fn is_configured(&self, secrets: &Secrets) -> bool {
        self.0.is_configured(secrets)
    }
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        self.0.is_proven(delivery, secrets)
    }
    fn answers_get(&self) -> bool {
        self.0.answers_get()
    }
    fn is_ping(&self, _delivery: &Delivery) -> bool {
        false
    }
}
