//! What the tests of pollers that speak SOAP share: variables, requests as a server reads them, answers.

use crate::{
    asking::{Settings, answer, asked, told},
    hostile::harmless,
    world::{fixture, now},
};
use http::Request;
use sledz_sources::{
    couriers::{Report, Reports},
    pollers::{Access, Batch, Fault, Poller, Queue, Told, Way},
    registry,
    xml::{self, Element},
};

/// What must arrive unharmed.
pub(crate) const PASSWORD: &str = "p<a>&\"s' ]]> ś&amp;";

/// The poller of that name.
pub(crate) fn poller(name: &str) -> &'static dyn Poller {
    registry::poller(name).unwrap_or_else(|| panic!("no poller {name}"))
}

/// A poller that hands out what is new.
pub(crate) fn queue(name: &str) -> &'static dyn Queue {
    match poller(name).way() {
        Way::Queue(queue) => queue,
        Way::Parcels(_) => panic!("{name} is asked about parcels"),
    }
}

/// With these settings and no token.
pub(crate) fn access<'a>(settings: &'a Settings<'a>) -> Access<'a> {
    Access { variables: settings, token: "" }
}

/// The envelope of a request, after looking at what is the same for all.
pub(crate) fn envelope(request: &Request<Vec<u8>>, url: &str, action: &str) -> Element {
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(request.uri().to_string(), url);
    assert_eq!(request.headers()["content-type"], "text/xml; charset=utf-8");
    assert_eq!(request.headers()["soapaction"], format!("\"{action}\""));
    let envelope = xml::read(request.body()).unwrap();
    assert_eq!(envelope.name, "Envelope");
    envelope
}

/// The text of a request.
pub(crate) fn text(request: &Request<Vec<u8>>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

/// What a poller is told of a parcel by a fixture of its own.
pub(crate) fn tracked(name: &str, number: &str, file: &str) -> Result<Told, Fault> {
    told_by_status(name, number, 200, file)
}

/// The same, with another status than 200.
pub(crate) fn told_by_status(name: &str, number: &str, status: u16, file: &str) -> Result<Told, Fault> {
    told(name, &asked("", &[number]), &answer(status, &[], &fixture(&format!("{name}/{file}"))))
}

/// What a poller is told of a parcel by this text.
pub(crate) fn told_by_text(name: &str, number: &str, text: &str) -> Result<Told, Fault> {
    told(name, &asked("", &[number]), &answer(200, &[], text.as_bytes()))
}

/// What a queue hands out by a fixture of its own.
pub(crate) fn handed_out(name: &str, file: &str) -> Result<Batch, Fault> {
    handed_out_by(name, 200, &fixture(&format!("{name}/{file}")))
}

/// What a queue hands out by this answer.
pub(crate) fn handed_out_by(name: &str, status: u16, body: &[u8]) -> Result<Batch, Fault> {
    queue(name).read(&answer(status, &[], body), now())
}

/// Events in a few words: code, status, note, time, place.
pub(crate) fn lines(reports: &[Report]) -> Vec<String> {
    let word = |value: &dyn std::fmt::Debug| format!("{value:?}");
    reports
        .iter()
        .map(|report| {
            let event = &report.event;
            let status = event.status.map_or("-".to_owned(), |status| word(&status));
            let note = event.note.map_or("-".to_owned(), |note| word(&note));
            let place = event.location.as_deref().unwrap_or("-");
            let at = event.at.format("%m-%dT%H:%M:%S");
            format!("{} {status} {note} {at} {place}", event.code.as_deref().unwrap_or("-"))
        })
        .collect()
}

/// That an answer is a fault with these words, of the access or not, and tells nothing that was sent.
pub(crate) fn assert_fault<T>(result: Result<T, Fault>, words: &str, is_general: bool) {
    let Err(fault) = result else { panic!("no fault: {words}") };
    assert!(fault.why.contains(words), "{}: {words}", fault.why);
    assert_eq!(fault.is_general, is_general, "{}", fault.why);
    for secret in ["sklep-login", "11122223333", "00259007731234567890", "0000075077195U"] {
        assert!(!fault.why.contains(secret), "{}", fault.why);
    }
}

/// Puts odd texts into every element of an answer, empties and leaves out every element, and has it read: what is told
/// is harmless.
pub(crate) fn survives(name: &str, document: &[u8], read: impl Fn(&[u8]) -> Result<Told, Fault>) {
    let huge = "9".repeat(20_000);
    let texts = [
        "",
        "0",
        "-99",
        "9007199254740993.5e999",
        "<script>alert(1)</script>",
        "\u{202e}\u{200b}\t\u{1b}[31m",
        "-262142-01-01T00:00:00",
        "9999-12-31T23:59:59",
        "2026-02-30T25:61:61",
        "{\"a\":[]}",
        huge.as_str(),
    ];
    let root = xml::read(document).unwrap();
    let look = |place: usize, how: &dyn Fn(&mut Element)| {
        let mut spoilt = root.clone();
        change(&mut spoilt, &mut place.clone(), how);
        if let Ok(told) = read(written(&spoilt).as_bytes()) {
            harmless(name, &format!("element {place}"), &Reports::of(told.reports));
        }
    };
    for place in 0..elements(&root) {
        for text in texts {
            look(place, &|element| element.text = text.to_owned());
        }
        look(place, &|element| element.children.clear());
        look(place, &|element| element.name = "odd".to_owned());
    }
}

fn elements(element: &Element) -> usize {
    1 + element.children.iter().map(elements).sum::<usize>()
}

/// Changes the element that is so many elements further in the document; whether it was there.
fn change(element: &mut Element, further: &mut usize, how: &dyn Fn(&mut Element)) -> bool {
    if *further == 0 {
        how(element);
        return true;
    }
    *further -= 1;
    element.children.iter_mut().any(|child| change(child, further, how))
}

fn written(element: &Element) -> String {
    let children: String = element.children.iter().map(written).collect();
    format!("<{name}>{}{children}</{name}>", xml::escaped(&element.text), name = element.name)
}
