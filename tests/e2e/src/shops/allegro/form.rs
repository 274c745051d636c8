//! A form as Allegro's document has it, with everything personal that there may be.

use super::written;
use crate::carriers::{PERSON, STREET};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// A form that was paid and is ready, bought at that time. The rest of it a test changes by
/// [`super::Allegro::change`].
pub fn form(id: &str, email: &str, bought: DateTime<Utc>) -> Value {
    let (paid, sent, there) = (TimeDelta::seconds(35), TimeDelta::days(1), TimeDelta::days(2));
    let (first, last) = PERSON.split_once(' ').unwrap_or((PERSON, ""));
    let price = json!({"amount": "49.90", "currency": "PLN"});
    let total = json!({"amount": "108.79", "currency": "PLN"});
    let point = json!({"street": STREET, "zipCode": "30-002", "city": "Kraków", "countryCode": "PL"});
    json!({
        "id": id, "messageToSeller": null, "note": null, "status": "READY_FOR_PROCESSING",
        "buyer": {"id": "23123123", "email": email, "login": "kupujacy_test", "firstName": first, "lastName": last,
            "companyName": null, "guest": false, "personalIdentity": null, "phoneNumber": null,
            "preferences": {"language": "pl-PL"},
            "address": {"street": STREET, "city": "Kraków", "postCode": "30-001", "countryCode": "PL"}},
        "payment": {"id": format!("payment-{id}"), "type": "ONLINE", "provider": "P24",
            "finishedAt": written(bought + paid), "paidAmount": total, "reconciliation": null, "features": []},
        "fulfillment": {"status": "NEW", "shipmentSummary": {"lineItemsSent": "NONE"}},
        "delivery": {
            "address": {"firstName": first, "lastName": last, "street": STREET, "city": "Kraków", "zipCode": "30-001",
                "countryCode": "PL", "companyName": null, "phoneNumber": "600000001", "modifiedAt": null},
            "method": {"id": "2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "name": "Allegro Paczkomaty InPost"},
            "pickupPoint": {"id": "KRA010", "name": "Paczkomat KRA010", "description": "Stacja paliw", "address": point},
            "cost": {"amount": "8.99", "currency": "PLN"},
            "time": {"from": written(bought + sent), "to": written(bought + there), "guaranteed": null,
                "dispatch": {"from": written(bought), "to": written(bought + sent)}},
            "smart": false, "calculatedNumberOfPackages": 1},
        "invoice": {"required": false, "address": null, "dueDate": null, "features": []},
        "lineItems": [{"id": format!("item-{id}"), "offer": {"id": "3213213", "name": "Kubek ceramiczny zielony",
            "external": {"id": "KUB-ZIE-01"}, "productSet": null}, "quantity": 2, "originalPrice": price, "price": price,
            "reconciliation": null, "selectedAdditionalServices": [], "vouchers": [],
            "tax": {"rate": "23.00", "subject": "GOODS", "exemption": null}, "boughtAt": written(bought)}],
        "surcharges": [], "discounts": [], "marketplace": {"id": "allegro-pl"},
        "summary": {"totalToPay": total}, "updatedAt": written(bought + paid), "revision": "00000000",
    })
}
