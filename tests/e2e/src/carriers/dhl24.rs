//! DHL24 WebAPI, `getTrackAndTraceInfo`: `wire-formats/couriers.md`, 3.3. A number that is not known has
//! no events, as an integration's sample shows.

use super::{
    PASSWORD, PERSON, Service, USER,
    board::State,
    server::Judged,
    soap::{self, escaped},
};
use crate::mailbox::http::Request;

/// Its path; the query `ws=1` belongs to it.
pub(super) const PATH: &str = "/webapi2/provider/service.html";

const OPERATION: &str = "getTrackAndTraceInfo";

/// The answer.
pub(super) fn judge(request: &Request, state: &State, refuses: bool) -> Judged {
    let number = soap::text(request, "shipmentId");
    let about = vec![number.clone()];
    if !soap::calls(request, OPERATION, None) || request.query != "ws=1" {
        return Judged { about, answer: soap::fault("SOAP-ENV:Client", "Function does not exist") };
    }
    if refuses || ["username", "password"].map(|name| soap::text(request, name)) != [USER, PASSWORD] {
        return Judged { about, answer: soap::fault("100", "Nieprawidłowe dane autoryzacyjne") };
    }
    let scans = state.histories.get(&(Service::Dhl24, number.clone()));
    let events: String = scans
        .into_iter()
        .flatten()
        .map(|scan| {
            format!(
                "<item><status>{}</status><description>{PERSON}</description><terminal>{}</terminal><timestamp>{}</timestamp></item>",
                scan.code,
                escaped(&scan.place),
                scan.local("%F %T"),
            )
        })
        .collect();
    let body = format!(
        "<ns1:{OPERATION}Response xmlns:ns1=\"https://dhl24.com.pl{PATH}?ws=1\"><{OPERATION}Result>\
         <shipmentId>{number}</shipmentId><receivedBy>{PERSON}</receivedBy><events>{events}</events>\
         </{OPERATION}Result></ns1:{OPERATION}Response>",
        number = escaped(&number),
    );
    Judged { about, answer: soap::answer(&body) }
}
