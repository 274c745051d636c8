//! DHL24 WebAPI (DHL eCommerce Poland): the history of one parcel.
//!
//! Sources: `https://dhl24.com.pl/webapi2/doc/info.html?id=getTrackAndTraceInfo`, `wire-formats/couriers.md`, 3.3;
//! address, action and namespace, the members of an event, and fault 100 for wrong credentials are from integrations
//! (Karrio, Sylapi). A number that is not known yet has no events; the text of the fault that some say it gets is not
//! documented, and is recognised by its words.

use super::{Access, Asked, Fault, Poller, Told, Tracking, Way};
use crate::{
    carriers::dhl::dhl24,
    couriers::Report,
    soap::{self, Reply},
    variables::{Variables, base_url},
    xml::{Element, element},
};
use chrono::{DateTime, Utc};
use http::{Request, Response};
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, text, time};

/// Its name.
pub const NAME: &str = "dhl24";

/// See the module.
pub struct Dhl24;

const URL: (&str, &str) = ("dhl24_url", "https://dhl24.com.pl");
const USER: &str = "dhl24_user";
const PASSWORD: &str = "dhl24_password";

/// Where its credentials come from.
const WHENCE: &str = "DHL gives the user and the password of WebAPI, which are not those of the web page";

/// Behind the host this is the address as well as the namespace, which is the sandbox's own there.
const PATH: &str = "/webapi2/provider/service.html?ws=1";

const OPERATION: &str = "getTrackAndTraceInfo";

/// The code of the fault that refuses the access.
const WRONG_CREDENTIALS: &str = "100";

/// What a fault says, in lower case, if there is no such parcel.
const NO_SUCH_PARCEL: [&str; 6] = ["nie istnieje", "nie znalez", "odnale", "brak przesy", "not found", "not exist"];

/// Whether it knows a parcel: DHL's numbers of 11 digits.
pub fn serves(carrier: &str, number: &str) -> bool {
    carrier == "dhl" && number.len() == 11 && number.bytes().all(|byte| byte.is_ascii_digit())
}

impl Poller for Dhl24 {
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
        Way::Parcels(&Dhl24)
    }
}

impl Tracking for Dhl24 {
    fn most(&self) -> usize {
        1
    }

    fn request(&self, asked: &[Asked], access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
        let url = format!("{}{PATH}", base_url(access.variables, URL.0, URL.1)?);
        let parcel = asked.first().ok_or("no parcel is asked about")?;
        let given = |name: &str| soap::given(access.variables, name, WHENCE);
        let body = format!(
            "<{OPERATION} xmlns=\"{url}\"><authData>{}{}</authData>{}</{OPERATION}>",
            element("username", given(USER)?),
            element("password", given(PASSWORD)?),
            element("shipmentId", &parcel.tracking_number),
        );
        soap::envelope(&url, &format!("{url}#{OPERATION}"), "", &body)
    }

    fn read(&self, asked: &[Asked], answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Told, Fault> {
        let Some(parcel) = asked.first() else { return Ok(Told::default()) };
        let response = match soap::read(answer)? {
            Reply::Told(response) => response,
            Reply::Refused(refusal) if refusal.code() == WRONG_CREDENTIALS => {
                return Err(Fault { is_general: true, ..refusal.fault() });
            }
            Reply::Refused(refusal) if refusal.says(&NO_SUCH_PARCEL) => return Ok(Told::default()),
            Reply::Refused(refusal) => return Err(refusal.fault()),
        };
        let result = response.child("getTrackAndTraceInfoResult");
        let result = result.ok_or_else(|| Fault::unreadable("answers another question than was asked"))?;
        let shipment = result.raw("shipmentId").and_then(text::tracking_number);
        if shipment.is_some_and(|number| number != parcel.tracking_number) {
            return Err(Fault::unreadable("answers about another parcel than was asked about"));
        }
        let mut told = Told::default();
        for item in result.child("events").into_iter().flat_map(|events| events.children("item")) {
            match report(item, &parcel.tracking_number, now) {
                Some(reports) => told.reports.extend(reports),
                None => told.unreadable += 1,
            }
        }
        Ok(told)
    }
}

/// What an event says; none if it lacks its status.
fn report(item: &Element, number: &str, now: DateTime<Utc>) -> Option<Vec<Report>> {
    let code = item.shown("status", 64)?;
    let written = item.raw("timestamp").unwrap_or_default();
    let location = item.shown("terminal", 60);
    let id = EventId::of(&[NAME, number, &code, written, location.as_deref().unwrap_or_default()]);
    let mut event = ParcelEvent::new(id, NAME, now);
    if let Some(instant) = time::parse(written, time::WARSAW) {
        (event.at, event.time_source) = (instant.at, instant.source);
    }
    let listed = dhl24::meaning(&code);
    event.carrier = Some("dhl".to_owned());
    event.code = Some(code);
    event.location = location;
    Some(Report::told(Some(number.to_owned()), listed.unwrap_or_default(), event, listed.is_none()))
}
