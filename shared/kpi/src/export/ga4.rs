//! Bodies for Google Analytics 4, Measurement Protocol: `POST /mp/collect?measurement_id=..&api_secret=..`.
//!
//! One event `sledz_kpi` per figure. Limits of the protocol: 25 events in a body, 25 parameters in an event, names of 40
//! characters, texts of 100 characters, 130 kB. The client is the shop itself: figures say nothing of any person.

use super::{Report, json::Object};
use crate::decimal::Decimal;

/// Events in one body.
const EVENTS: usize = 25;

/// Characters of a text.
const LONGEST: usize = 100;

/// The bodies for a report, to be sent one after the other. `client_id` names the installation, not a person.
pub fn bodies(report: &Report, client_id: &str) -> Vec<String> {
    let mut events = Vec::new();
    for group in &report.groups {
        for figure in &group.figures {
            let mut event = String::new();
            let mut object = Object::new(&mut event);
            object.text("name", Some("sledz_kpi"));
            let mut params = Object::new(object.name("params"));
            params.text("figure", Some(figure.name));
            params.text("unit", Some(figure.unit_name()));
            params.number("value", Some(figure.value));
            // A parameter that is null counts as none, and may be refused.
            for (name, number) in [("numerator", figure.numerator), ("denominator", figure.denominator)] {
                if number.is_some() {
                    params.number(name, number.map(Decimal::whole));
                }
            }
            params.text("from_day", Some(&report.from.to_string()));
            params.text("to_day", Some(&report.to.to_string()));
            if let (Some(by), Some(key)) = (report.by, &group.key) {
                params.text("by", Some(by.name()));
                params.text("key", Some(&key.chars().take(LONGEST).collect::<String>()));
            }
            params.done();
            object.done();
            events.push(event);
        }
    }
    let body = |events: &[String]| {
        let mut text = String::new();
        let mut object = Object::new(&mut text);
        object.text("client_id", Some(&client_id.chars().take(LONGEST).collect::<String>()));
        object.name("non_personalized_ads").push_str("true");
        let into = object.name("events");
        into.push('[');
        into.push_str(&events.join(","));
        into.push(']');
        object.done();
        text
    };
    events.chunks(EVENTS).map(body).collect()
}
