//! The tracking page: where an order is, what happens next and by when.

use crate::{
    Page,
    frame::{Frame, in_lang},
    parcel::{Card, Place, card, place_of},
    shop::Shop,
    steps::{Step, steps},
    texts::{self, Texts, payment},
    when::When,
};
use askama::Template;
use chrono::{DateTime, Utc};
use sledz_domain::{
    status::{Payment, Stage, Status},
    text::clean,
    view::TrackingView,
    words::{Lang, StatusSentence, amount, if_wrong},
};

#[derive(Template)]
#[template(path = "track.html")]
struct Track {
    frame: Frame,
    order: String,
    stage: String,
    look: Look,
    next: String,
    delay: Option<String>,
    places: Vec<Place>,
    steps: Vec<Step>,
    facts: Vec<Fact>,
    parcels_heading: String,
    cards: Vec<Card>,
    /// What is said where there is no parcel.
    no_parcels: Option<&'static str>,
    if_wrong: &'static str,
    /// Where its customer says which messages to get.
    preferences: Option<String>,
    updated: Option<When>,
}

/// One line of the order's details.
struct Fact {
    name: &'static str,
    value: String,
    datetime: Option<String>,
}

/// How the stage looks: its icon and its tone.
struct Look {
    icon: &'static str,
    tone: &'static str,
}

/// The page of an order in `lang`; `now` is the time of the request, `preferences` the path, without
/// a query, of the page on which the customer says which messages to get. The labels of the view are
/// in the language it was built with, so that is the one to give.
pub fn track(view: &TrackingView, shop: &Shop, lang: Lang, now: DateTime<Utc>, preferences: Option<&str>) -> Page {
    let t = Texts::of(lang);
    let order = clean(&view.order, 80).unwrap_or_default();
    let subject = format!("{} {order}", t.order);
    let heading = format!("{} – {}", view.stage_label, subject);
    let sentence = StatusSentence::of(lang, view, now);
    let template = Track {
        frame: Frame::new(shop, lang, &heading, Some(&subject)),
        order,
        stage: view.stage_label.clone(),
        look: look(view.stage),
        next: sentence.next,
        delay: sentence.delay,
        places: places(view, lang, now),
        steps: steps(lang, view),
        facts: facts(view, lang, now),
        parcels_heading: texts::parcels(lang, view.shipments.len()),
        cards: cards(view, lang, now),
        no_parcels: no_parcels(view, t),
        if_wrong: if_wrong(lang, view),
        preferences: preferences.map(|path| in_lang(path, lang)),
        updated: view.updated_at.map(|at| When::moment(lang, at, now)),
    };
    template.frame.page(&template)
}

fn cards(view: &TrackingView, lang: Lang, now: DateTime<Utc>) -> Vec<Card> {
    let count = view.shipments.len();
    view.shipments.iter().zip(1..).map(|(parcel, place)| card(parcel, place, count, lang, now)).collect()
}

/// Where parcels wait to be collected.
fn places(view: &TrackingView, lang: Lang, now: DateTime<Utc>) -> Vec<Place> {
    let count = view.shipments.len();
    let waiting = view.shipments.iter().zip(1..).filter(|(parcel, _)| parcel.status == Status::ReadyForPickup);
    waiting
        .filter_map(|(parcel, place)| {
            let named = (count > 1).then(|| texts::parcel_of(lang, place, count));
            place_of(parcel, named, lang, now)
        })
        .collect()
}

fn no_parcels(view: &TrackingView, t: &Texts) -> Option<&'static str> {
    match view.stage {
        _ if !view.shipments.is_empty() => None,
        Stage::Cancelled => None,
        stage if stage.is_before_shipping() => Some(t.not_sent_yet),
        _ => Some(t.no_number),
    }
}

fn look(stage: Stage) -> Look {
    let (icon, tone) = match stage {
        Stage::Received | Stage::Paid | Stage::Preparing => ("box", "calm"),
        Stage::Shipped | Stage::Accepted | Stage::InTransit | Stage::OutForDelivery => ("truck", "calm"),
        Stage::ReadyForPickup => ("pin", "calm"),
        Stage::Delivered => ("check", "calm"),
        Stage::FailedAttempt | Stage::Exception => ("alert", "warn"),
        Stage::Returning | Stage::Returned => ("back", "warn"),
        Stage::Cancelled => ("cross", "off"),
    };
    Look { icon, tone }
}

/// Dates and promises, as far as they are known and still mean anything.
fn facts(view: &TrackingView, lang: Lang, now: DateTime<Utc>) -> Vec<Fact> {
    let t = Texts::of(lang);
    let moment = |name, at: Option<DateTime<Utc>>| at.map(|at| fact(name, When::moment(lang, at, now)));
    let day = |name, at: Option<DateTime<Utc>>| at.map(|at| fact(name, When::day(lang, at, now)));
    let preparing = view.stage.is_before_shipping();
    // Behind a trouble, an older prediction would be one that nobody stands by any more.
    let awaited = view.stage < Stage::ReadyForPickup;
    let told = |name, value| Fact { name, value, datetime: None };
    let state = view.payment_state.and_then(|state| payment_words(state, view.paid_at.is_some()));
    let state = state.map(|(pl, en)| told(t.payment, lang.pick(pl, en).to_owned()));
    let due = view.outstanding.as_ref().filter(|_| view.stage != Stage::Delivered);
    let due = due.map(|due| told(t.to_pay, amount(lang, due)));
    [
        moment(t.placed, view.placed_at),
        moment(t.paid, view.paid_at),
        state,
        due,
        day(t.dispatch_by, view.dispatch_by.filter(|_| preparing)),
        moment(t.shipped, view.shipped_at),
        day(t.expected, view.estimated_delivery.filter(|_| awaited)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn fact(name: &'static str, when: When) -> Fact {
    Fact { name, value: when.shown, datetime: Some(when.datetime) }
}

/// The state of the payment, unless the date of payment says it all.
fn payment_words(state: Payment, dated: bool) -> Option<(&'static str, &'static str)> {
    match state {
        Payment::Paid => (!dated).then_some(payment::PAID),
        Payment::Unpaid => Some(payment::UNPAID),
        Payment::Pending => Some(payment::PENDING),
        Payment::Cod => (!dated).then_some(payment::COD),
        Payment::Failed => Some(payment::FAILED),
        Payment::Refunded => Some(payment::REFUNDED),
        Payment::PartiallyRefunded => Some(payment::PARTLY),
    }
}
