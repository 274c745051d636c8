//! DPD Polska InfoServices: a queue of what happened to all parcels of a customer.
//!
//! Sources: `wire-formats/couriers.md`, 2.1, and the classes that integrations generated from DPD's WSDL
//! (`DPDInfoServicesObjEvents?wsdl`). Of `getEventsForCustomerV1` to `V4` the last is the one that DPD's own module and
//! most others call: with a language, and with the data of events, in which a redirected parcel's new waybill stands.
//! A batch comes again until `markEventsAsProcessedV1` names it. DPD's specification has no business text in public:
//! that `operationType` is `INSERT` or `CANCEL`, that a cancellation names its event by `objectId` and may lack all
//! else, and that a return's new waybill stands in the data too, is from practice.

use super::{Access, Batch, Fault, Poller, Queue, Told, Way};
use crate::{
    carriers::dpd::polska,
    couriers::Report,
    soap::{self, Reply},
    variables::{Variables, base_url},
    xml::{Element, element},
};
use chrono::{DateTime, Utc};
use http::{Request, Response};
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, status::Status, text, time};

/// Its name.
pub const NAME: &str = "dpd-infoservices";

/// See the module.
pub struct DpdInfoServices;

const URL: (&str, &str) = ("dpd_infoservices_url", "https://dpdinfoservices.dpd.com.pl");
const USER: &str = "dpd_infoservices_user";
const PASSWORD: &str = "dpd_infoservices_password";
const CHANNEL: &str = "dpd_infoservices_channel";

/// Where its credentials come from.
const WHENCE: &str = "DPD gives login, password and channel with the access to InfoServices";

const PATH: &str = "/DPDInfoServicesObjEventsService/DPDInfoServicesObjEvents";

const NAMESPACE: &str = "http://events.dpdinfoservices.dpd.com.pl/";

/// The most events in a batch. An event takes some 700 bytes, and of an answer no more than 1 MiB is read.
const LIMIT: &str = "100";

impl Poller for DpdInfoServices {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &[URL.0, USER, PASSWORD, CHANNEL]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        soap::problems(variables, &[USER, PASSWORD, CHANNEL], WHENCE, URL)
    }

    fn way(&self) -> Way {
        Way::Queue(&DpdInfoServices)
    }
}

impl Queue for DpdInfoServices {
    fn fetch(&self, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
        let asked = [element("limit", LIMIT), element("language", "PL")].concat();
        call("getEventsForCustomerV4", &asked, access.variables)
    }

    fn read(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Batch, Fault> {
        let response = told(answer, "getEventsForCustomerV4Response")?;
        let Some(batch) = response.child("return") else { return Ok(Batch::default()) };
        let events: Vec<&Element> = batch.children("eventsList").collect();
        if events.is_empty() {
            return Ok(Batch::default());
        }
        let cancelled: Vec<&str> =
            events.iter().filter(|event| is_cancellation(event)).filter_map(|event| event.raw("objectId")).collect();
        let mut told = Told::default();
        for event in events.into_iter().filter(|event| !is_cancellation(event)) {
            // What DPD took back before we ever heard of it. A later cancellation changes nothing: what a
            // customer was shown is not taken back.
            if event.raw("objectId").is_some_and(|id| cancelled.contains(&id)) {
                continue;
            }
            match report(event, now) {
                Some(reports) => told.reports.extend(reports),
                None => told.unreadable += 1,
            }
        }
        let confirm = batch.raw("confirmId").map(str::to_owned);
        // It will come again and again: somebody should see that.
        told.unreadable += u32::from(confirm.is_none());
        Ok(Batch { told, confirm })
    }

    fn acknowledge(&self, confirm: &str, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
        call("markEventsAsProcessedV1", &element("confirmId", confirm), access.variables)
    }

    fn acknowledged(&self, answer: &Response<Vec<u8>>) -> Result<(), Fault> {
        match told(answer, "markEventsAsProcessedV1Response")?.raw("return") {
            Some("true" | "1") => Ok(()),
            _ => Err(Fault::unreadable("does not say that it took the confirmation of a batch")),
        }
    }
}

fn call(operation: &str, asked: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let url = base_url(variables, URL.0, URL.1)?;
    let given = |name: &str| soap::given(variables, name, WHENCE);
    let access =
        [element("channel", given(CHANNEL)?), element("login", given(USER)?), element("password", given(PASSWORD)?)]
            .concat();
    let body = format!(
        "<even:{operation} xmlns:even=\"{NAMESPACE}\">{asked}<authDataV1>{access}</authDataV1></even:{operation}>"
    );
    soap::envelope(&format!("{url}{PATH}"), "", "", &body)
}

fn told(answer: &Response<Vec<u8>>, name: &str) -> Result<Element, Fault> {
    match soap::read(answer)? {
        Reply::Told(element) if element.name == name => Ok(element),
        Reply::Told(_) => Err(Fault::unreadable("answers another question than was asked")),
        Reply::Refused(refusal) => Err(refusal.fault()),
    }
}

fn is_cancellation(event: &Element) -> bool {
    event.raw("operationType").is_some_and(|kind| kind.eq_ignore_ascii_case("CANCEL"))
}

/// What an event says; none if it lacks waybill or code. Its description and the rest of its data may name people.
fn report(told: &Element, now: DateTime<Utc>) -> Option<Vec<Report>> {
    let number = told.raw("waybill").and_then(text::tracking_number)?;
    let code = told.shown("businessCode", 64)?;
    let written = told.raw("eventTime").unwrap_or_default();
    let id = EventId::of(&[NAME, &number, &code, written, told.raw("objectId").unwrap_or_default()]);
    let mut event = ParcelEvent::new(id, NAME, now);
    if let Some(instant) = time::parse(written, time::WARSAW) {
        (event.at, event.time_source) = (instant.at, instant.source);
    }
    let listed = polska::meaning(&code);
    let meaning = listed.unwrap_or_default();
    let goes_on_as = || {
        let data = told.children("eventDataList").filter_map(|data| data.raw("value"));
        data.filter_map(waybill).find(|waybill| *waybill != number)
    };
    if code == polska::REDIRECTED {
        event.replaced_by = goes_on_as();
    } else if meaning.status == Some(Status::Returning) {
        event.returned_as = goes_on_as();
    }
    event.carrier = Some("dpd".to_owned());
    event.code = Some(code);
    event.location = told.shown("depotName", 60);
    for reference in ["packageReference", "parcelReference"] {
        let order = told.raw(reference).and_then(text::order_number).filter(|order| order != "0");
        event.references.extend(order.filter(|order| !event.references.contains(order)));
    }
    Some(Report::told(Some(number), meaning, event, listed.is_none()))
}

/// A waybill: 13 digits and perhaps a letter, or 14 digits (2.4). Nothing else in the data of an event is kept, least
/// of all a telephone number with the prefix of Poland.
fn waybill(value: &str) -> Option<String> {
    let number = text::tracking_number(value)?;
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let (head, last) = number.split_at_checked(13)?;
    let is_waybill = head.bytes().all(|byte| byte.is_ascii_digit()) && last.len() <= 1;
    let is_telephone = number.len() == digits && number.starts_with("0048");
    (is_waybill && !is_telephone).then_some(number)
}
