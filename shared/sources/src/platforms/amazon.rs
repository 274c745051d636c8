//! Amazon's Selling Partner API: the notification ORDER_CHANGE, as a bridge from its queue passes it on.
//!
//! Sources: `amzn/selling-partner-api-models`, `schemas/notifications/OrderChangeNotification.json`
//! (August 2026); AWS documentation of EventBridge Pipes, API destinations and SNS.
//!
//! Amazon puts ORDER_CHANGE into an SQS queue of the seller's own and calls nobody. An EventBridge Pipe
//! with an API destination brings it here, and its connection adds a header that the seller chooses: the
//! only proof, since nothing is signed. What arrives depends on the bridge, so all of it is taken: the
//! notification itself, a record of SQS or a list of such, text that holds JSON, an event of EventBridge,
//! a notification of SNS. Both spellings of names are in use at Amazon, `EventTime` and `eventTime`.
//!
//! A subscription of SNS has to be confirmed by calling an address out of its message. We call none that a
//! message brings; whoever uses SNS puts a function of AWS between.

mod envelope;

use super::{Contact, OrderSaid, Platform, Said, postcode};
use crate::{
    couriers::Receives,
    delivery::{Delivery, Unusable},
    proof::{Secrets, header},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    order::{Cancellation, Items, Snapshot},
    status::{Payment, Stage},
    text, time,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "amazon";

/// See the module.
pub struct Amazon;

impl Platform for Amazon {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.headers.is_empty() || !secrets.paths.is_empty()
    }

    /// The header where one is configured; else the path's token alone.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        if !secrets.headers.is_empty() {
            return header(delivery, &secrets.headers);
        }
        !secrets.paths.is_empty() && secrets.path_is_right(delivery)
    }

    fn receives(&self) -> Receives {
        Receives::JsonOrList
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let mut said = Vec::new();
        envelope::unpack(message, &mut said, &|notification| read(notification, delivery.now));
        Ok(said)
    }
}

/// What one notification says; none if it is of another kind.
fn read(notification: &Value, now: DateTime<Utc>) -> Option<Said> {
    if envelope::raw(notification, "NotificationType").as_deref() != Some("ORDER_CHANGE") {
        return None;
    }
    let change = envelope::field(notification, "Payload").and_then(|of| envelope::field(of, "OrderChangeNotification"));
    let said = change.and_then(|change| {
        let id = text::clean(&envelope::raw(change, "AmazonOrderId")?, text::NUMBER_LIMIT)?;
        Some(Said::Order(Box::new(order(notification, change, id, now))))
    });
    Some(said.unwrap_or(Said::Unreadable))
}

fn order(notification: &Value, change: &Value, id: String, now: DateTime<Utc>) -> OrderSaid {
    let summary = envelope::field(change, "Summary").unwrap_or(&Value::Null);
    let word = envelope::raw(summary, "OrderStatus").and_then(|word| text::clean(&word, 64));
    let (stage, payment, cancellation) = match word.as_deref() {
        Some("Pending" | "PendingAvailability") => {
            (Some(Stage::Received), Some(Payment::Pending), Some(Cancellation::No))
        }
        // Brazil: paid, and waits for the seller's invoice.
        Some("Unshipped" | "InvoiceUnconfirmed") => {
            (Some(Stage::Preparing), Some(Payment::Paid), Some(Cancellation::No))
        }
        Some("PartiallyShipped" | "Shipped") => (Some(Stage::Shipped), Some(Payment::Paid), Some(Cancellation::No)),
        Some("Canceled" | "Unfulfillable") => (None, None, Some(Cancellation::Yes)),
        _ => (None, None, None),
    };
    let changed = || date(envelope::field(change, "OrderChangeTrigger")?, "TimeOfOrderChange");
    let snapshot = Snapshot {
        number: Some(id.clone()),
        stage,
        cancellation,
        payment,
        placed_at: date(summary, "PurchaseDate"),
        dispatch_by: date(summary, "LatestShipDate"),
        estimated_delivery: date(summary, "LatestDeliveryDate"),
        items: items(summary),
        ..Snapshot::at(date(notification, "EventTime").or_else(changed).unwrap_or(now))
    };
    let unknown_status = word.is_some() && cancellation.is_none();
    let snapshot = Snapshot { says: word, ..snapshot };
    OrderSaid { platform_id: id, snapshot, contact: contact(summary), unknown_status }
}

/// A time; Amazon writes them in UTC.
fn date(of: &Value, name: &str) -> Option<DateTime<Utc>> {
    time::parse_utc(&envelope::raw(of, name)?)
}

/// How many pieces were ordered and sent: by the lines, else by the two sums of the order.
fn items(summary: &Value) -> Option<Items> {
    let of_lines = || {
        let lines = envelope::field(summary, "OrderItems")?.as_array().filter(|lines| !lines.is_empty())?;
        lines.iter().try_fold(Items::default(), |sum, line| {
            let ordered = count(line, "Quantity")?;
            let is_sent = envelope::raw(line, "OrderItemStatus").as_deref() == Some("Shipped");
            let sent = count(line, "QuantityShipped").unwrap_or(if is_sent { ordered } else { 0 });
            let (ordered, sent) = (sum.ordered.checked_add(ordered)?, sum.sent.checked_add(sent)?);
            Some(Items { ordered, sent, ..sum })
        })
    };
    let of_sums = || {
        let (sent, rest) = (count(summary, "NumberOfItemsShipped")?, count(summary, "NumberOfItemsUnshipped")?);
        Some(Items { ordered: sent.checked_add(rest)?, sent, ..Items::default() })
    };
    of_lines().or_else(of_sums)
}

fn count(of: &Value, name: &str) -> Option<u32> {
    envelope::raw(of, name).and_then(|found| found.trim().parse().ok())
}

/// Amazon tells nothing of the buyer but where the parcel goes to.
fn contact(summary: &Value) -> Option<Contact> {
    let given = envelope::raw(summary, "DestinationPostalCode").and_then(|given| postcode(&given));
    Contact { postcodes: given.into_iter().collect(), ..Contact::default() }.filled()
}
