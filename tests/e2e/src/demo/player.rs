//! Says to a deployment what the senders of the demo say, and looks whether it was understood.

use super::script::{DemoOrder, Say};
use crate::{
    deployment::Deployment,
    message::Message,
    senders::{inpost, inpost_shipx, standard, woocommerce},
};
use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// An order of the demo, as the deployment shows it.
#[derive(Clone, Debug)]
pub struct Played {
    /// The order.
    pub order: DemoOrder,
    /// The path of its page: `/z/...`.
    pub page: String,
    /// The address of its page.
    pub link: String,
}

/// Plays `orders` into `deployment`, and tells `progress` how many are done.
///
/// # Errors
/// If a webhook is refused, or an order is not in the stage that its story leads to.
pub fn play(deployment: &Deployment, orders: Vec<DemoOrder>, mut progress: impl FnMut(usize)) -> Result<Vec<Played>> {
    let mut played = Vec::new();
    for order in orders {
        for say in &order.says {
            send(deployment, say, None)?;
        }
        played.push(look(deployment, order)?);
        progress(played.len());
    }
    Ok(played)
}

/// Sends a webhook that must be taken; received at another time than now, if one is given.
pub(super) fn send(deployment: &Deployment, say: &Say, at: Option<DateTime<Utc>>) -> Result<()> {
    let message = signed(deployment, say, at.unwrap_or_else(Utc::now));
    let message = match at {
        Some(at) => message.received(at, deployment.secrets()),
        None => message,
    };
    let reply = deployment.send(&message)?;
    if reply.status != 200 {
        // The path may carry a token.
        let hook = message.path.split('/').take(4).collect::<Vec<_>>().join("/");
        bail!("{hook} answered {}: {}", reply.status, reply.text());
    }
    Ok(())
}

fn signed(deployment: &Deployment, say: &Say, sent: DateTime<Utc>) -> Message {
    let secrets = deployment.secrets();
    let bytes = |body: &Value| body.to_string().into_bytes();
    match say {
        Say::WooCommerce(body) => woocommerce::message(secrets, "order.updated", body),
        Say::Order(body) => standard::signed(standard::ORDER, &secrets.standard_order, bytes(body), sent),
        Say::InpostShipx(body) => inpost_shipx::message(secrets, body),
        Say::Inpost(body) => inpost::signed(secrets, body),
        Say::InpostStamped(body) => inpost::signed_with_timestamp(secrets, body, sent),
        Say::Courier(body) => standard::signed(standard::COURIER, &secrets.standard_courier, bytes(body), sent),
    }
}

/// The order as the deployment shows it, if it is as it should be.
pub(super) fn look(deployment: &Deployment, order: DemoOrder) -> Result<Played> {
    let found = deployment.orders(&order.number)?;
    let shown = found.first().with_context(|| format!("order {} is not there", order.number))?;
    let stage = shown.get("stage").and_then(Value::as_str).unwrap_or_default();
    let delayed = shown.get("delayed").and_then(Value::as_bool);
    if stage != order.stage || delayed != Some(order.delayed) {
        bail!(
            "order {} ({}) should be {}, {}; it is {stage}, {}",
            order.number,
            order.about,
            order.stage,
            late(order.delayed),
            late(delayed.unwrap_or_default()),
        );
    }
    let page = deployment.page(&order.number)?;
    let link = shown.get("link").and_then(Value::as_str).unwrap_or_default();
    let link = if link.starts_with('/') { format!("{}{link}", deployment.url()) } else { link.to_owned() };
    Ok(Played { order, page, link })
}

fn late(delayed: bool) -> &'static str {
    if delayed { "late" } else { "in time" }
}
