//! DPD Polska InfoServices: `wire-formats/couriers.md`, 2.1. A batch is handed out again until it is
//! acknowledged; members of an event as DPD's own module has them.

use super::{
    CHANNEL, PASSWORD, PERSON, STREET, USER,
    board::State,
    scan::Scan,
    server::Judged,
    soap::{self, escaped},
};
use crate::mailbox::http::{Answer, Request};

/// Its path.
pub(super) const PATH: &str = "/DPDInfoServicesObjEventsService/DPDInfoServicesObjEvents";

const NAMESPACE: &str = "http://events.dpdinfoservices.dpd.com.pl/";
const FETCH: &str = "getEventsForCustomerV4";
const ACKNOWLEDGE: &str = "markEventsAsProcessedV1";

/// The events of the shop's parcels that were not acknowledged yet.
#[derive(Debug)]
pub(crate) struct Queue {
    /// Id, waybill, scan.
    events: Vec<(u64, String, Scan)>,
    last: u64,
    /// The most in one batch.
    pub(crate) most: usize,
}

impl Default for Queue {
    fn default() -> Self {
        Queue { events: Vec::new(), last: 0, most: 1000 }
    }
}

impl Queue {
    /// Something happened to a parcel.
    pub(crate) fn put(&mut self, number: &str, scan: Scan) {
        self.last += 1;
        self.events.push((self.last, number.to_owned(), scan));
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.events.len()
    }
}

/// Whether it is an acknowledgement, and no question for what is new.
pub(super) fn is_acknowledgement(request: &Request) -> bool {
    request.text().contains(ACKNOWLEDGE)
}

/// The next batch.
pub(super) fn fetch(request: &Request, state: &State, refuses: bool) -> Judged {
    if let Some(answer) = refusal(request, FETCH, refuses) {
        return Judged { about: Vec::new(), answer };
    }
    let asked: usize = soap::text(request, "limit").parse().unwrap_or_default();
    let batch: Vec<_> = state.queue.events.iter().take(asked.min(state.queue.most)).collect();
    let confirm = batch.last().map(|(id, ..)| confirm(*id));
    // Newest first, as an integration relies on.
    let events: String = batch.iter().rev().map(|(id, number, scan)| event(*id, number, scan)).collect();
    let batch = confirm.iter().map(|confirm| format!("<confirmId>{confirm}</confirmId>")).collect::<String>() + &events;
    let body = format!("<ns2:{FETCH}Response xmlns:ns2=\"{NAMESPACE}\"><return>{batch}</return></ns2:{FETCH}Response>");
    Judged { about: confirm.into_iter().collect(), answer: soap::answer(&body) }
}

/// Forgets a batch, if it `changes` anything.
pub(super) fn acknowledge(request: &Request, state: &mut State, refuses: bool, changes: bool) -> Judged {
    let named = soap::text(request, "confirmId");
    let about = vec![named.clone()];
    if let Some(answer) = refusal(request, ACKNOWLEDGE, refuses) {
        return Judged { about, answer };
    }
    let through = named.strip_prefix("potwierdzenie-").and_then(|id| id.parse::<u64>().ok());
    if let Some(through) = through.filter(|_| changes) {
        state.queue.events.retain(|(id, ..)| *id > through);
    }
    let is_known = through.is_some_and(|through| through <= state.queue.last);
    let body = format!(
        "<ns2:{ACKNOWLEDGE}Response xmlns:ns2=\"{NAMESPACE}\"><return>{is_known}</return></ns2:{ACKNOWLEDGE}Response>"
    );
    Judged { about, answer: soap::answer(&body) }
}

fn confirm(id: u64) -> String {
    format!("potwierdzenie-{id}")
}

fn refusal(request: &Request, operation: &str, refuses: bool) -> Option<Answer> {
    if !soap::calls(request, operation, Some(NAMESPACE)) {
        return Some(soap::fault("S:Client", "Cannot find dispatch method"));
    }
    let told = ["login", "password", "channel"].map(|name| soap::text(request, name));
    (refuses || told != [USER, PASSWORD, CHANNEL])
        .then(|| soap::fault("S:Server", "Access denied to secured webserwis method"))
}

fn event(id: u64, number: &str, scan: &Scan) -> String {
    let data = scan.data.iter().map(|(code, value)| (code.as_str(), value.as_str()));
    let personal = [("receiverName", PERSON), ("receiverAddress", STREET)];
    let data: String = data
        .chain(personal)
        .map(|(code, value)| {
            format!(
                "<eventDataList><code>{}</code><description>-</description><value>{}</value></eventDataList>",
                escaped(code),
                escaped(value)
            )
        })
        .collect();
    let reference = match scan.reference.as_str() {
        "" => String::new(),
        reference => format!("<packageReference>{}</packageReference>", escaped(reference)),
    };
    format!(
        "<eventsList><businessCode>{code}</businessCode><country>PL</country><depot>1305</depot><depotName>{place}</depotName>\
         <description>Odbiorca: {PERSON}</description>{data}<eventTime>{time}</eventTime><id>{id}</id><objectId>{object}</objectId>\
         <operationType>INSERT</operationType>{reference}<waybill>{number}</waybill></eventsList>",
        code = scan.code,
        place = escaped(&scan.place),
        time = scan.local("%FT%T"),
        object = 7_000_000 + id,
    )
}
