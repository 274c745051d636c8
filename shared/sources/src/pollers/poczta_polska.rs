//! Poczta Polska's tracking web service: the history of one parcel.
//!
//! Sources: `https://poczta-polska.pl/dla-biznesu/wsparcie/integracje/systemy-sledzenia/system-sledzenia-wsdl-soap`
//! (methods, structures, statuses), `wire-formats/couriers.md`, 4.2; namespaces, header and action are from
//! integrations. The service knows parcels with an event in the last 30 days.
//!
//! `sprawdzPrzesylke` gives the names of post offices without their addresses. `sprawdzPrzesylki` asks about several
//! parcels, but needs an account with that right, and was seen to answer about the first only.

use super::{Access, Asked, Fault, Poller, Told, Tracking, Way};
use crate::{
    carriers::poczta_polska::tracking,
    couriers::Report,
    soap::{self, Reply},
    variables::{Variables, base_url},
    xml::{Element, element, escaped},
};
use chrono::{DateTime, Utc};
use http::{Request, Response};
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, status::Status, text, time};

/// Its name, which is also the carrier's id.
pub const NAME: &str = "poczta-polska";

/// See the module.
pub struct PocztaPolska;

const URL: (&str, &str) = ("poczta_polska_url", "https://tt.poczta-polska.pl");
const USER: &str = "poczta_polska_user";
const PASSWORD: &str = "poczta_polska_password";

/// Where its credentials come from.
const WHENCE: &str = "Poczta Polska's instructions for its tracking service name an account for single questions";

const PATH: &str = "/Sledzenie/services/Sledzenie";

const NAMESPACE: &str = "http://sledzenie.pocztapolska.pl";

/// WS-Security, and its type of a password that is sent as it is.
const SECURITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const AS_TEXT: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

/// The longest number that it takes.
const NUMBER_LIMIT: usize = 20;

/// Whether it knows a parcel.
pub fn serves(carrier: &str, number: &str) -> bool {
    carrier == NAME && number.len() <= NUMBER_LIMIT
}

impl Poller for PocztaPolska {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &[URL.0, USER, PASSWORD]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        soap::problems(variables, &[USER, PASSWORD], WHENCE, URL)
    }

    fn way(&self) -> Way {
        Way::Parcels(&PocztaPolska)
    }
}

impl Tracking for PocztaPolska {
    fn most(&self) -> usize {
        1
    }

    fn request(&self, asked: &[Asked], access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
        let url = format!("{}{PATH}", base_url(access.variables, URL.0, URL.1)?);
        let parcel = asked.first().ok_or("no parcel is asked about")?;
        let given = |name: &str| soap::given(access.variables, name, WHENCE);
        let header = format!(
            "<wsse:Security xmlns:wsse=\"{SECURITY}\" soapenv:mustUnderstand=\"1\"><wsse:UsernameToken>\
             {}<wsse:Password Type=\"{AS_TEXT}\">{}</wsse:Password></wsse:UsernameToken></wsse:Security>",
            element("wsse:Username", given(USER)?),
            escaped(given(PASSWORD)?),
        );
        let number = element("sled:numer", &parcel.tracking_number);
        let body = format!("<sled:sprawdzPrzesylke xmlns:sled=\"{NAMESPACE}\">{number}</sled:sprawdzPrzesylke>");
        soap::envelope(&url, "urn:sprawdzPrzesylke", &header, &body)
    }

    fn read(&self, asked: &[Asked], answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Told, Fault> {
        let Some(parcel) = asked.first() else { return Ok(Told::default()) };
        let response = match soap::read(answer)? {
            Reply::Told(response) => response,
            Reply::Refused(refusal) => return Err(refusal.fault()),
        };
        let result = response.child("return").ok_or_else(|| Fault::unreadable("answers without a result"))?;
        match result.raw("status") {
            // Found; 1: others had the same number before.
            Some("0" | "1") => {}
            // No events; no such parcel in the last 30 days; no number of theirs.
            Some("2" | "-1" | "-2") => return Ok(Told::default()),
            Some("-99") => return Err(Fault::unreadable("answers that it failed (status -99)")),
            _ => return Err(Fault::unreadable("answers with a status that is not in its documents")),
        }
        let number = result.raw("numer").and_then(text::tracking_number);
        if number.is_some_and(|number| number != parcel.tracking_number) {
            return Err(Fault::unreadable("answers about another parcel than was asked about"));
        }
        let data = result.child("danePrzesylki");
        let events: Vec<&Element> = data
            .and_then(|data| data.child("zdarzenia"))
            .into_iter()
            .flat_map(|all| all.children("zdarzenie"))
            .collect();
        let is_over = data.is_some_and(|data| is_true(data, "zakonczonoObsluge"));
        let last = events.iter().filter_map(|event| event.raw("czas")).max();
        let mut told = Told::default();
        for event in events {
            let is_end = is_true(event, "konczace") || (is_over && event.raw("czas") == last);
            match report(event, &parcel.tracking_number, is_end, now) {
                Some(reports) => told.reports.extend(reports),
                None => told.unreadable += 1,
            }
        }
        Ok(told)
    }
}

fn is_true(element: &Element, name: &str) -> bool {
    matches!(element.raw(name), Some("true" | "1"))
}

/// What an event says; none if it lacks its code. `is_end`: nothing comes after it.
fn report(told: &Element, number: &str, is_end: bool, now: DateTime<Utc>) -> Option<Vec<Report>> {
    let code = told.shown("kod", 64)?;
    let written = told.raw("czas").unwrap_or_default();
    let location = told.child("jednostka").and_then(|office| office.shown("nazwa", 60));
    let id = EventId::of(&[NAME, number, &code, written, location.as_deref().unwrap_or_default()]);
    let mut event = ParcelEvent::new(id, NAME, now);
    if let Some(instant) = time::parse(written, time::WARSAW) {
        (event.at, event.time_source) = (instant.at, instant.source);
    }
    let listed = tracking::meaning(&code);
    let mut meaning = listed.unwrap_or_default();
    // A second event, since the first may have been told before it was the end.
    if is_end && code.eq_ignore_ascii_case(tracking::RETURN) {
        meaning = meaning.then(Status::Returned, None);
    }
    event.carrier = Some(NAME.to_owned());
    event.code = Some(code);
    event.location = location;
    Some(Report::told(Some(number.to_owned()), meaning, event, listed.is_none()))
}
