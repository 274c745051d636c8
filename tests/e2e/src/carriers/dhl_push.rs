//! DHL Shipment Tracking Unified, Push: the activation of a subscription (`wire-formats/couriers.md`, 3.1).

use super::{DHL_API_KEY, board::State, server::Judged};
use crate::mailbox::http::{Answer, Request};
use serde_json::json;

/// Behind it stands the subscription's id.
pub(super) const PATH: &str = "/tracking/push/v1/subscription/";

/// Activates a subscription, if it `changes` anything.
pub(super) fn judge(request: &Request, state: &mut State, refuses: bool, changes: bool) -> Judged {
    let id = request.path.strip_prefix(PATH).unwrap_or_default().to_owned();
    let refused = |status: u16, title: &str| {
        Answer::json(status, &json!({"title": title, "status": status, "detail": "See the documentation."}))
    };
    let answer = match state.subscriptions.get_mut(&id) {
        _ if request.method != "POST" => Answer::empty(405),
        _ if refuses || request.header("dhl-api-key") != DHL_API_KEY => refused(401, "Unauthorized"),
        None => refused(404, "No such subscription"),
        Some((secret, _)) if request.header("dhl-api-hook-secret") != secret => refused(403, "Forbidden"),
        Some((_, active)) => {
            *active |= changes;
            Answer::json(
                200,
                &json!({"scope": "subscription.activate", "self": format!("https://api-eu.dhl.com{PATH}{id}")}),
            )
        }
    };
    Judged { about: vec![id], answer }
}
