//! What the placeholders of answers stand for.

use super::{AnswerSubject, dates};
use crate::{
    fill::Fillings,
    span::{Line, Span, web_address},
    values::{carrier, contact, deadline, dispatch_by, joined, number, outside, parcel, places, returns, said, with},
    words,
};
use sledz_domain::{
    intent::Tongue,
    status::{Stage, Status},
    text::clean,
    view::TrackingView,
    words::{Lang, StatusSentence, on_day},
};
use sledz_page::Brand;
use std::cell::Cell;

/// The longest number of a case that is shown, in characters.
const CASE_LIMIT: usize = 64;

/// What the placeholders of one answer stand for.
pub(super) struct Values<'a> {
    subject: &'a AnswerSubject<'a>,
    /// The language that is answered in.
    pub(super) tongue: Tongue,
    pub(super) brand: Brand,
    pub(super) case: Option<String>,
    page: Option<String>,
    /// A part before told where the order stands: it is not said twice in one answer.
    pub(super) is_status_told: Cell<bool>,
}

impl<'a> Values<'a> {
    pub(super) fn of(subject: &'a AnswerSubject<'a>, tongue: Tongue) -> Self {
        Values {
            subject,
            tongue,
            brand: Brand::of(subject.shop),
            case: clean(subject.case, CASE_LIMIT),
            page: subject.page.and_then(web_address),
            is_status_told: Cell::new(false),
        }
    }

    /// Whether an order is known.
    pub(super) fn has_order(&self) -> bool {
        self.subject.view.is_some()
    }

    /// The number of the order as it is shown.
    pub(super) fn order(&self) -> Option<String> {
        Some(words::order(self.lang(), &self.subject.view?.order))
    }

    /// The language of what is said of orders.
    fn lang(&self) -> Lang {
        match self.tongue {
            Tongue::Pl => Lang::Pl,
            _ => Lang::En,
        }
    }

    fn of_order(&self, name: &str, view: &TrackingView) -> Vec<Line> {
        let (lang, now) = (self.lang(), self.subject.now);
        let day = |at| on_day(lang, at, now);
        match name {
            "status" if self.is_status_told.get() => Vec::new(),
            "status" => said(Some(as_reply(&StatusSentence::of(lang, view, now).text()))),
            "dispatch_by" => said(dispatch_by(lang, view, now)),
            "estimated" => said(view.estimated_delivery.filter(|by| *by >= now && !is_over(view)).map(day)),
            "delivered" => said(with(view, Status::Delivered).filter_map(|shipment| shipment.since).max().map(day)),
            "place" => outside(place(view)),
            "deadline" => said(deadline(lang, view, now)),
            "carrier" => outside(joined(view.shipments.iter().filter_map(carrier))),
            "tracking_number" => outside(joined(view.shipments.iter().filter_map(number))),
            "parcels" => view.shipments.iter().filter_map(parcel).collect(),
            _ => Vec::new(),
        }
    }
}

impl Fillings for Values<'_> {
    fn get(&self, name: &str) -> Vec<Line> {
        let now = self.subject.now;
        match (name, self.subject.view) {
            ("case", _) => outside(self.case.clone()),
            ("answer_by", _) => {
                said(self.subject.answer_by.filter(|by| *by >= now).map(|by| dates::by(self.tongue, by, now)))
            }
            ("returns", _) => {
                let mut line = returns(self.lang(), self.subject.returns_url);
                for span in &mut line {
                    if let Span::Words(words) = span {
                        *words = as_reply(words);
                    }
                }
                vec![line]
            }
            ("shop", _) => outside(Some(self.brand.name.clone()).filter(|name| !name.is_empty())),
            ("contact", _) => contact(&self.brand),
            ("refund_by", _) => {
                said(self.subject.refund_by.filter(|by| *by >= now).map(|by| on_day(self.lang(), by, now)))
            }
            ("order", _) => outside(self.order()),
            ("link", _) => self.page.clone().map(|page| vec![Span::address(page)]).into_iter().collect(),
            (_, Some(view)) => self.of_order(name, view),
            (_, None) => Vec::new(),
        }
    }

    fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }
}

/// How pages and messages say a thing, and how an answer says it: one writes back, and "here" is the tracking page.
const IN_REPLIES: [(&str, &str); 7] = [
    ("Napisz do nas", "Odpisz"),
    ("napisz do nas", "odpisz"),
    ("do nas napisać", "odpisać"),
    ("zobaczysz to tutaj", "zobaczysz to na stronie śledzenia"),
    ("Write to us", "Write back"),
    ("write to us", "write back"),
    ("You will see here when", "The tracking page will show when"),
];

fn as_reply(text: &str) -> String {
    IN_REPLIES.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Where parcels wait, else where they were collected.
fn place(view: &TrackingView) -> Option<String> {
    let places = [Status::ReadyForPickup, Status::Delivered].map(|status| places(view, status).join("; "));
    places.into_iter().find(|place| !place.is_empty())
}

/// Nothing more is expected of the order.
pub(super) fn is_over(view: &TrackingView) -> bool {
    matches!(view.stage, Stage::Delivered | Stage::Returned | Stage::Cancelled)
}
