//! A shop whose every order has one parcel, on its way to a locker. All follows from the order's
//! number, so that nothing has to be kept: what an order says, what its parcel's events are, which
//! address its page has.

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_app::{link, order_intake::order_log};
use sledz_store::keyring::Keyring;

/// The word from which the keys of the measured deployment are derived.
pub(crate) const KEYS: &str = "the-benchmark-has-nothing-to-hide";

/// The platform of all orders.
pub(crate) const PLATFORM: &str = "standard";

/// The courier of the first events.
pub(crate) const COURIER: &str = "inpost-shipx";

/// What InPost ShipX has said of each parcel, and how many hours after it was ordered.
const STORY: [(&str, i64); 8] = [
    ("confirmed", 3),
    ("dispatched_by_sender", 8),
    ("taken_by_courier", 10),
    ("adopted_at_source_branch", 14),
    ("sent_from_source_branch", 20),
    ("adopted_at_sorting_center", 24),
    ("out_for_delivery", 31),
    ("ready_to_pickup", 35),
];

/// The orders of one store.
pub(crate) struct Shop {
    /// How many orders there are, numbered from 0.
    pub(crate) orders: usize,
    now: DateTime<Utc>,
    keyring: Keyring,
}

impl Shop {
    pub(crate) fn new(orders: usize) -> Result<Self> {
        let keyring = Keyring::new(KEYS).context("no keys can be derived")?;
        Ok(Shop { orders, now: Utc::now(), keyring })
    }

    /// When an order was placed: within the last month, evenly.
    pub(crate) fn placed_at(&self, order: usize) -> DateTime<Utc> {
        let minutes = i64::try_from(order).unwrap_or_default() * 7_919 % (28 * 24 * 60);
        self.now - TimeDelta::days(2) - TimeDelta::minutes(minutes)
    }

    /// What the platform has said of an order.
    pub(crate) fn order(&self, order: usize) -> Value {
        let placed_at = self.placed_at(order).to_rfc3339();
        json!({"type": "order.updated", "timestamp": placed_at, "data": {
            "id": order.to_string(), "number": (100_000 + order).to_string(), "status": "shipped",
            "placed_at": placed_at, "updated_at": placed_at, "paid_at": placed_at,
            "dispatch_by": null, "estimated_delivery": null, "language": "pl",
            "customer": {"email": format!("buyer{order}@example.com"), "phone": format!("+48 6{order:08}")},
            "shipments": [{"carrier": "inpost", "tracking_number": tracking_number(order)}], "cancelled_at": null,
        }})
    }

    /// What the courier has said of its parcel, and when.
    pub(crate) fn story(&self, order: usize) -> impl Iterator<Item = (DateTime<Utc>, Value)> {
        let placed_at = self.placed_at(order);
        STORY.iter().map(move |(status, hours)| {
            let at = placed_at + TimeDelta::hours(*hours);
            (at, report(order, status, at))
        })
    }

    /// The token of an order's page.
    pub(crate) fn token(&self, order: usize) -> Result<String> {
        let log = order_log(PLATFORM, &order.to_string());
        link::token(&self.keyring, log, 1).context("no link can be made")
    }
}

/// The tracking number of an order's parcel.
pub(crate) fn tracking_number(order: usize) -> String {
    format!("6200000000000{order:011}")
}

/// A message of InPost ShipX.
pub(crate) fn report(order: usize, status: &str, at: DateTime<Utc>) -> Value {
    json!({
        "event_ts": at.format("%Y-%m-%d %H:%M:%S %z").to_string(),
        "event": "shipment_status_changed",
        "organization_id": 1,
        "payload": {"shipment_id": 49_000_000 + order, "status": status, "tracking_number": tracking_number(order)},
    })
}
