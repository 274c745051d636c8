//! Amazon: ORDER_CHANGE of the Selling Partner API, as an EventBridge API destination passes it on.

use crate::{
    message::Message,
    secrets::{Secrets, words},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("orders/amazon", secrets.platform("amazon"))
}

/// The header and the value that the seller has chosen, the first; empty where only the path proves.
pub fn header(secrets: &Secrets) -> (String, String) {
    let chosen = words(secrets.platform("amazon"), "header:");
    let (name, value) = chosen.first().and_then(|pair| pair.split_once(':')).unwrap_or_default();
    (name.to_ascii_lowercase(), value.to_owned())
}

/// A message with this body: a notification, or what a bridge makes of it.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    proven(secrets, body.to_string().into_bytes())
}

/// A message with exactly this body.
pub fn proven(secrets: &Secrets, body: Vec<u8>) -> Message {
    let message = Message::json(path(secrets), body).with("user-agent", "Amazon/EventBridge/ApiDestinations");
    match header(secrets) {
        (name, _) if name.is_empty() => message,
        (name, value) => message.with(&name, &value),
    }
}

/// A notification.
pub fn notification(id: &str, status: &str, placed: DateTime<Utc>, changed: DateTime<Utc>) -> Value {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({
        "NotificationVersion": "1.0", "NotificationType": "ORDER_CHANGE", "PayloadVersion": "1.0",
        "EventTime": time(changed),
        "Payload": {"OrderChangeNotification": {
            "NotificationLevel": "OrderLevel", "SellerId": "A0TESTSELLER00", "AmazonOrderId": id,
            "OrderChangeType": "OrderStatusChange",
            "OrderChangeTrigger": {"TimeOfOrderChange": time(changed), "ChangeReason": "Order status change"},
            "Summary": {"MarketplaceId": "A1C3SOZRARQ6R3", "OrderStatus": status, "PurchaseDate": time(placed),
                "DestinationPostalCode": "30-001", "FulfillmentType": "MFN", "OrderType": "StandardOrder",
                "LatestShipDate": time(placed + chrono::TimeDelta::days(2)),
                "LatestDeliveryDate": time(placed + chrono::TimeDelta::days(5)),
                "OrderItems": [{"OrderItemId": "1", "SellerSKU": "KUB-ZIE-01", "SupplySourceId": null, "Quantity": 2}]},
        }},
        "NotificationMetadata": {"ApplicationId": "amzn1.sellerapps.app.0", "SubscriptionId": "0",
            "PublishTime": time(changed), "NotificationId": "0"},
    })
}

/// Records of a queue, each with its notification as text within the JSON.
pub fn records(notifications: &[Value]) -> Value {
    let record = |(n, notification): (usize, &Value)| {
        json!({"messageId": n.to_string(), "receiptHandle": "x", "body": notification.to_string(),
            "attributes": {"ApproximateReceiveCount": "1"}, "messageAttributes": {}, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:orders", "awsRegion": "eu-west-1"})
    };
    notifications.iter().enumerate().map(record).collect()
}

/// The same with names that begin with a small letter, as Amazon's newer notifications have them.
pub fn camel(value: &Value) -> Value {
    let lower = |name: &str| {
        let mut letters = name.chars();
        letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect::<String>()
    };
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (lower(name), camel(value))).collect(),
        Value::Array(items) => items.iter().map(camel).collect(),
        other => other.clone(),
    }
}
