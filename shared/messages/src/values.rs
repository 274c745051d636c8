//! What a message is about, and what its placeholders stand for.

use crate::{
    span::{Line, Span, web_address},
    words,
};
use chrono::{DateTime, Utc};
use sledz_domain::{
    message::MessageKind,
    status::Status,
    text::clean,
    view::{ShipmentView, TrackingView},
    words::{Lang, StatusSentence, if_wrong, moment, on_day},
};
use sledz_page::{Brand, Shop};

/// The most characters of a carrier's name, a tracking number and a pickup place that are shown.
const CARRIER_LIMIT: usize = 60;
const NUMBER_LIMIT: usize = 64;
const PLACE_LIMIT: usize = 160;

/// What a message is about. Addresses that are not plain `http` or `https` addresses are left out.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What it tells.
    pub kind: MessageKind,
    /// In which language.
    pub lang: Lang,
    /// The order, with only the parcels that the message is about.
    pub view: &'a TrackingView,
    /// The order has other parcels too.
    pub more_parcels: bool,
    /// The time of writing.
    pub now: DateTime<Utc>,
    /// The address of the tracking page.
    pub page: &'a str,
    /// The address where messages are switched off.
    pub preferences: &'a str,
    /// The shop's page about returns; empty if it has none.
    pub returns_url: &'a str,
    /// Who sends it.
    pub shop: &'a Shop,
}

/// What the placeholders of one message stand for.
pub(crate) struct Values<'a> {
    pub(crate) subject: &'a Subject<'a>,
    pub(crate) brand: Brand,
    pub(crate) order: String,
    pub(crate) page: Option<String>,
    pub(crate) status: String,
}

impl<'a> Values<'a> {
    pub(crate) fn of(subject: &'a Subject<'a>) -> Values<'a> {
        let Subject { lang, view, now, .. } = *subject;
        Values {
            subject,
            brand: Brand::of(subject.shop),
            order: words::order(lang, &view.order),
            page: web_address(subject.page),
            status: StatusSentence::of(lang, view, now).text(),
        }
    }

    /// Whether the message is about some of the order's parcels only.
    pub(crate) fn is_partial(&self) -> bool {
        self.subject.more_parcels && !self.subject.view.shipments.is_empty()
    }

    /// The value of a placeholder: its lines, none if it has no value.
    pub(crate) fn get(&self, name: &str) -> Vec<Line> {
        match name {
            "order" => vec![vec![Span::Outside(self.order.clone())]],
            "shop" => outside(Some(self.brand.name.clone()).filter(|name| !name.is_empty())),
            "status" => vec![vec![Span::Words(self.status())]],
            "link" => self.page.clone().map(|page| vec![Span::address(page)]).into_iter().collect(),
            "returns" => vec![returns(self.subject.lang, self.subject.returns_url)],
            "problem" => vec![vec![Span::Words(if_wrong(self.subject.lang, self.subject.view).to_owned())]],
            "contact" => self.contact(),
            "dispatch_by" => said(dispatch_by(self.subject.lang, self.subject.view, self.subject.now)),
            "parcels" => self.shipments().filter_map(parcel).collect(),
            "carrier" => outside(joined(self.shipments().filter_map(carrier))),
            "number" => outside(joined(self.shipments().filter_map(number))),
            "carrier_link" => self.shipments().filter_map(carrier_link).collect(),
            "pickup" => places(self.subject.view, Status::ReadyForPickup)
                .into_iter()
                .map(|place| vec![Span::Outside(place)])
                .collect(),
            "deadline" => said(deadline(self.subject.lang, self.subject.view, self.subject.now)),
            _ => Vec::new(),
        }
    }

    fn shipments(&self) -> impl Iterator<Item = &'a ShipmentView> {
        self.subject.view.shipments.iter()
    }

    fn status(&self) -> String {
        match self.is_partial() {
            true => format!("{} {}", self.status, words::partial(self.subject.lang, self.subject.view.shipments.len())),
            false => self.status.clone(),
        }
    }

    /// E-mail and telephone in one line.
    pub(crate) fn contact(&self) -> Vec<Line> {
        contact(&self.brand)
    }
}

/// A value in our own words.
pub(crate) fn said(text: Option<String>) -> Vec<Line> {
    text.map(|text| vec![Span::Words(text)]).into_iter().collect()
}

/// E-mail and telephone in one line.
pub(crate) fn contact(brand: &Brand) -> Vec<Line> {
    let mut line = Vec::new();
    let email = brand.email.clone().zip(brand.mail_link(None));
    let phone = brand.phone.as_ref().map(|phone| (phone.shown.clone(), phone.link.clone()));
    for (shown, href) in email.into_iter().chain(phone) {
        if !line.is_empty() {
            line.push(Span::Words(", ".to_owned()));
        }
        line.push(Span::Link { href, label: shown.clone(), plain: shown });
    }
    if line.is_empty() { Vec::new() } else { vec![line] }
}

/// How to return.
pub(crate) fn returns(lang: Lang, url: &str) -> Line {
    let url = web_address(url);
    let how = words::returns(lang, url.is_some()).to_owned();
    [Span::Words(how)].into_iter().chain(url.map(Span::address)).collect()
}

/// The promise to hand it over, while it can still be kept.
pub(crate) fn dispatch_by(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> Option<String> {
    let by = view.dispatch_by.filter(|by| *by >= now && view.stage.is_before_shipping());
    by.map(|by| on_day(lang, by, now))
}

/// The first deadline of parcels that wait, while it is not over.
pub(crate) fn deadline(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> Option<String> {
    let first = with(view, Status::ReadyForPickup).filter_map(|shipment| shipment.pickup.as_ref()?.deadline).min();
    first.filter(|by| *by >= now).map(|by| moment(lang, by, now))
}

/// The places of lockers and points of the parcels in a status, each once.
pub(crate) fn places(view: &TrackingView, status: Status) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for pickup in with(view, status).filter_map(|shipment| shipment.pickup.as_ref()) {
        let parts = [&pickup.name, &pickup.address];
        let known = parts.into_iter().flatten().filter_map(|part| clean(part, PLACE_LIMIT));
        places.extend(joined(known).filter(|place| !places.contains(place)));
    }
    places
}

/// The parcels in a status.
pub(crate) fn with(view: &TrackingView, status: Status) -> impl Iterator<Item = &ShipmentView> {
    view.shipments.iter().filter(move |shipment| shipment.status == status)
}

/// A value from outside.
pub(crate) fn outside(text: Option<String>) -> Vec<Line> {
    text.map(|text| vec![Span::Outside(text)]).into_iter().collect()
}

/// Every text once, in order, with commas; none if there is no text.
pub(crate) fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let mut once: Vec<String> = Vec::new();
    for text in texts {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    (!once.is_empty()).then(|| once.join(", "))
}

pub(crate) fn carrier(shipment: &ShipmentView) -> Option<String> {
    clean(shipment.carrier_name?, CARRIER_LIMIT)
}

pub(crate) fn number(shipment: &ShipmentView) -> Option<String> {
    clean(&shipment.tracking_number, NUMBER_LIMIT)
}

/// Carrier and number: what HTML shows of a link to the carrier.
fn label(shipment: &ShipmentView) -> Option<String> {
    let number = number(shipment)?;
    Some(match carrier(shipment) {
        Some(carrier) => format!("{carrier} {number}"),
        None => number,
    })
}

pub(crate) fn parcel(shipment: &ShipmentView) -> Option<Line> {
    let label = label(shipment)?;
    Some(vec![match shipment.tracking_url.as_deref().and_then(web_address) {
        Some(href) => Span::Link { plain: format!("{label}: {href}"), href, label },
        None => Span::Outside(label),
    }])
}

fn carrier_link(shipment: &ShipmentView) -> Option<Line> {
    let href = web_address(shipment.tracking_url.as_deref()?)?;
    Some(vec![Span::Link { label: label(shipment)?, plain: href.clone(), href }])
}
