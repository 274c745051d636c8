//! What the tests of the pollers share: settings, questions, answers.

use crate::{
    hostile::{each_spoilt, harmless},
    world::{fixture, now},
};
use http::{Request, Response};
use serde_json::Value;
use sledz_sources::{
    couriers::Reports,
    pollers::{Access, Asked, Fault, Told, Tracking, Way},
    registry,
    variables::Variables,
};

/// Variables and their values.
pub(crate) struct Settings<'a>(pub(crate) &'a [(&'a str, &'a str)]);

impl Variables for Settings<'_> {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// The poller of that name, which is asked about parcels.
pub(crate) fn tracking(name: &str) -> &'static dyn Tracking {
    match registry::poller(name).map(|poller| poller.way()) {
        Some(Way::Parcels(tracking)) => tracking,
        _ => panic!("no poller {name} that is asked about parcels"),
    }
}

/// Whether the poller of that name knows such parcels.
pub(crate) fn serves(name: &str, carrier: &str, number: &str) -> bool {
    let listed = registry::POLLED.iter().find(|(known, _)| *known == name);
    listed.and_then(|(_, serves)| *serves).is_some_and(|serves| serves(carrier, number))
}

/// Parcels of one carrier.
pub(crate) fn asked(carrier: &str, numbers: &[&str]) -> Vec<Asked> {
    numbers.iter().map(|number| Asked { carrier: carrier.to_owned(), tracking_number: (*number).to_owned() }).collect()
}

/// The request by which a poller asks.
pub(crate) fn request(
    name: &str,
    asked: &[Asked],
    settings: &[(&str, &str)],
    token: &str,
) -> Result<Request<Vec<u8>>, String> {
    tracking(name).request(asked, &Access { variables: &Settings(settings), token })
}

/// Method, address, headers in the order of their names, and body.
pub(crate) fn written(request: &Request<Vec<u8>>) -> String {
    let mut lines: Vec<String> =
        request.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    lines.sort_unstable();
    let body = String::from_utf8(request.body().clone()).unwrap();
    format!("{} {}\n{}\n\n{body}", request.method(), request.uri(), lines.join("\n"))
}

/// An answer.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response<Vec<u8>> {
    let mut answer = Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(body.to_vec()).unwrap()
}

/// What a poller makes of an answer.
pub(crate) fn told(name: &str, asked: &[Asked], answer: &Response<Vec<u8>>) -> Result<Told, Fault> {
    tracking(name).read(asked, answer, now())
}

/// What a poller makes of an answer that lies in a file.
pub(crate) fn told_by(name: &str, asked: &[Asked], file: &str) -> Told {
    told(name, asked, &answer(200, &[], &fixture(file))).unwrap()
}

/// Puts every odd value into every field of an answer: nothing panics, and what is told is harmless.
pub(crate) fn survives(name: &str, asked: &[Asked], message: &Value) {
    each_spoilt(message, |place, spoilt| {
        if let Ok(told) = told(name, asked, &answer(200, &[], spoilt.to_string().as_bytes())) {
            harmless(name, place, &Reports::of(told.reports));
        }
    });
}
