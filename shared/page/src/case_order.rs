//! The order that a case is about, as the shop's staff sees it beside the messages.

use crate::{frame::in_lang, prose::prose, when::When};
use chrono::{DateTime, Utc};
use sledz_domain::{
    text::clean,
    view::{ShipmentView, TrackingView},
    words::{Lang, StatusSentence},
};

/// How many of a parcel's last events are shown.
const EVENTS: usize = 5;

/// An order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseOrder {
    /// Its number.
    pub number: String,
    /// Its stage in words.
    pub stage: String,
    /// Where it stands, in a sentence or two.
    pub sentence: String,
    /// What it is worth: `114,79 zł`.
    pub value: Option<String>,
    /// When it was placed.
    pub placed: Option<When>,
    /// Its parcels.
    pub parcels: Vec<CaseParcel>,
    /// The path of its tracking page, without a query.
    pub tracking: Option<String>,
}

/// A parcel of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseParcel {
    /// The carrier's name.
    pub carrier: Option<String>,
    /// Its number.
    pub number: String,
    /// Its page at the carrier; left out unless it is `https`.
    pub link: Option<String>,
    /// Its status in words.
    pub status: String,
    /// Its last events, newest first.
    pub events: Vec<CaseEvent>,
}

/// What happened to a parcel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseEvent {
    /// What.
    pub label: String,
    /// Where.
    pub location: Option<String>,
    /// When.
    pub at: When,
}

impl CaseOrder {
    /// The order of a view; what a view does not hold is left empty.
    pub fn of(view: &TrackingView, lang: Lang, now: DateTime<Utc>) -> CaseOrder {
        CaseOrder {
            number: view.order.clone(),
            stage: view.stage_label.clone(),
            sentence: StatusSentence::of(lang, view, now).text(),
            value: None,
            placed: view.placed_at.map(|at| When::moment(lang, at, now)),
            parcels: view.shipments.iter().map(|parcel| parcel_of(parcel, lang, now)).collect(),
            tracking: None,
        }
    }

    /// The same with all of its texts made harmless, and its paths in `lang`.
    pub(crate) fn shown(&self, lang: Lang) -> CaseOrder {
        CaseOrder {
            number: line(&self.number),
            stage: line(&self.stage),
            sentence: prose(&self.sentence, 1000),
            value: self.value.as_deref().map(line),
            placed: self.placed.clone(),
            parcels: self.parcels.iter().map(CaseParcel::shown).collect(),
            tracking: self.tracking.as_deref().map(|path| in_lang(path, lang)),
        }
    }
}

impl CaseParcel {
    fn shown(&self) -> CaseParcel {
        let event = |event: &CaseEvent| CaseEvent {
            label: line(&event.label),
            location: event.location.as_deref().and_then(|place| clean(place, 160)),
            at: event.at.clone(),
        };
        CaseParcel {
            carrier: self.carrier.as_deref().and_then(|name| clean(name, 80)),
            number: line(&self.number),
            link: self.link.clone().filter(|url| url.starts_with("https://")),
            status: line(&self.status),
            events: self.events.iter().map(event).collect(),
        }
    }
}

fn parcel_of(parcel: &ShipmentView, lang: Lang, now: DateTime<Utc>) -> CaseParcel {
    let events = parcel.events.iter().take(EVENTS).map(|event| CaseEvent {
        label: event.label.clone(),
        location: event.location.clone(),
        at: When::moment(lang, event.at, now),
    });
    CaseParcel {
        carrier: parcel.carrier_name.map(str::to_owned),
        number: parcel.tracking_number.clone(),
        link: parcel.tracking_url.clone(),
        status: parcel.status_label.clone(),
        events: events.collect(),
    }
}

fn line(text: &str) -> String {
    clean(text, 160).unwrap_or_default()
}
