//! Poczta Polska's tracking web service: `wire-formats/couriers.md`, 4.2; element names and the shape of
//! its answers as the published client libraries have them (Axis 2).

use super::{
    PASSWORD, PERSON, Service, USER,
    board::State,
    server::Judged,
    soap::{self, escaped},
};
use crate::mailbox::http::Request;

/// Its path.
pub(super) const PATH: &str = "/Sledzenie/services/Sledzenie";

const NAMESPACE: &str = "http://sledzenie.pocztapolska.pl";

/// The questions about one parcel: with the addresses of post offices, and without.
const OPERATIONS: [&str; 2] = ["sprawdzPrzesylke", "sprawdzPrzesylkePl"];

/// The answer.
pub(super) fn judge(request: &Request, state: &State, refuses: bool) -> Judged {
    let number = soap::text(request, "numer");
    let about = vec![number.clone()];
    let called = OPERATIONS.into_iter().find(|operation| soap::calls(request, operation, Some(NAMESPACE)));
    let Some(operation) = called else {
        return Judged { about, answer: soap::fault("soapenv:Client", "The endpoint reference (EPR) is not found") };
    };
    if refuses || ["Username", "Password"].map(|name| soap::text(request, name)) != [USER, PASSWORD] {
        let text = "WSDoAllReceiver: security processing failed";
        return Judged { about, answer: soap::fault("soapenv:Server", text) };
    }
    let scans = state.histories.get(&(Service::PocztaPolska, number.clone()));
    let is_finished = state.finished.contains(&number);
    let found = match scans {
        None => "<ax21:danePrzesylki xsi:nil=\"true\"/>".to_owned(),
        Some(scans) => {
            let last = scans.len().saturating_sub(1);
            let events: String = scans
                .iter()
                .enumerate()
                .map(|(place, scan)| {
                    format!(
                        "<ax21:zdarzenie xsi:type=\"ax21:Zdarzenie\"><ax21:czas>{}</ax21:czas>\
                         <ax21:jednostka xsi:type=\"ax21:Jednostka\"><ax21:nazwa>{}</ax21:nazwa></ax21:jednostka>\
                         <ax21:kod>{}</ax21:kod><ax21:konczace>{}</ax21:konczace><ax21:nazwa>{PERSON}</ax21:nazwa>\
                         <ax21:przyczyna xsi:nil=\"true\"/></ax21:zdarzenie>",
                        scan.local("%F %R"),
                        escaped(&scan.place),
                        scan.code,
                        is_finished && place == last,
                    )
                })
                .collect();
            format!(
                "<ax21:danePrzesylki xsi:type=\"ax21:DanePrzesylki\"><ax21:dataNadania>2026-10-05</ax21:dataNadania>\
                 <ax21:krajNadania>POLSKA</ax21:krajNadania><ax21:krajPrzezn>POLSKA</ax21:krajPrzezn>\
                 <ax21:masa>0.0</ax21:masa><ax21:numer>{number}</ax21:numer>\
                 <ax21:rodzPrzes>Pocztex</ax21:rodzPrzes><ax21:zakonczonoObsluge>{is_finished}</ax21:zakonczonoObsluge>\
                 <ax21:zdarzenia>{events}</ax21:zdarzenia></ax21:danePrzesylki>"
            )
        }
    };
    let status = if scans.is_some() { 0 } else { -1 };
    let body = format!(
        "<ns:{operation}Response xmlns:ns=\"{NAMESPACE}\" xmlns:ax21=\"http://ws.sledzenie.pocztapolska.pl/xsd\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><ns:return xsi:type=\"ax21:Przesylka\">{found}\
         <ax21:numer>{}</ax21:numer><ax21:status>{status}</ax21:status></ns:return></ns:{operation}Response>",
        escaped(&number),
    );
    Judged { about, answer: soap::answer(&body) }
}
