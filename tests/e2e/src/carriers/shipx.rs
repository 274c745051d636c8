//! InPost's tracking resource: `wire-formats/couriers.md`, 1.4. Nobody has to log in.

use super::{STREET, Service, board::State, scan::Scan, server::Judged};
use crate::mailbox::http::{Answer, Request};
use serde_json::{Value, json};

/// Behind it stands the number.
pub(super) const PATH: &str = "/v1/tracking/";

/// Statuses at the recipient's door.
const AT_DOOR: [&str; 4] =
    ["out_for_delivery_to_address", "delivered", "pickup_reminder_sent_address", "undelivered_wrong_address"];

/// The answer.
pub(super) fn judge(request: &Request, state: &State) -> Judged {
    let number = request.path.strip_prefix(PATH).unwrap_or_default().to_owned();
    let about = vec![number.clone()];
    if request.method != "GET" {
        return Judged { about, answer: Answer::empty(405) };
    }
    let Some(scans) = state.histories.get(&(Service::Shipx, number.clone())) else {
        let message = format!("Shipment {number} could not be found.");
        let body = json!({"status": 404, "error": "resource_not_found", "message": message, "details": {}});
        return Judged { about, answer: Answer::json(404, &body) };
    };
    let mut newest_first: Vec<&Scan> = scans.iter().collect();
    newest_first.sort_by_key(|scan| std::cmp::Reverse(scan.at));
    let time = |scan: &Scan| scan.local("%FT%T%.3f%:z");
    let details = newest_first.iter().map(|scan| {
        let location = if AT_DOOR.contains(&scan.code.as_str()) { json!(format!("{STREET}, Kraków")) } else { json!(null) };
        let agency = if scan.place.is_empty() { json!(null) } else { json!(scan.place) };
        json!({"status": scan.code, "origin_status": null, "agency": agency, "location": location, "datetime": time(scan)})
    });
    let details: Vec<Value> = details.collect();
    let locker = state.lockers.get(&number);
    let machine = locker.map(|locker| {
        json!({
            "name": locker, "opening_hours": "24/7", "location_description": "Przy sklepie", "type": ["parcel_locker"],
            "location": {"latitude": 50.06, "longitude": 19.94},
            "address": {"line1": "ul. Jawna 1", "line2": "30-001 Kraków"},
        })
    });
    let body = json!({
        "tracking_number": number, "type": "inpost_locker", "service": "inpost_locker_standard",
        "status": newest_first.first().map(|scan| scan.code.as_str()),
        "created_at": scans.first().map(time), "updated_at": newest_first.first().map(|scan| time(scan)),
        "tracking_details": details, "expected_flow": [],
        "custom_attributes": {"size": "A", "target_machine_id": locker, "target_machine_detail": machine,
            "dropoff_machine_id": null, "end_of_week_collection": false},
    });
    Judged { about, answer: Answer::json(200, &body) }
}
