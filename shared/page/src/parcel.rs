//! One parcel of the tracking page: its carrier, its number, and what happened to it.

use crate::{
    texts::{self, Texts},
    when::When,
};
use chrono::{DateTime, Timelike, Utc};
use sledz_domain::{
    status::Status,
    text::clean,
    view::{EventView, ShipmentView},
    words::Lang,
};

/// Rows of a timeline that are open at once, and where there are many parcels.
const OPEN_ROWS: usize = 5;
const OPEN_ROWS_OF_MANY: usize = 1;
const MANY: usize = 3;

/// The longest outside text that is shown, in characters.
const TEXT_LIMIT: usize = 160;

/// A parcel as the template shows it.
pub(crate) struct Card {
    pub(crate) heading: String,
    pub(crate) carrier: Option<&'static str>,
    pub(crate) number: String,
    pub(crate) link: Option<String>,
    pub(crate) link_text: String,
    pub(crate) status: String,
    pub(crate) since: Option<When>,
    pub(crate) expected: Option<When>,
    pub(crate) place: Option<Place>,
    pub(crate) replaced_by: Option<String>,
    pub(crate) is_return: bool,
    /// It did not go as anybody hoped.
    pub(crate) trouble: bool,
    pub(crate) recent: Vec<Row>,
    pub(crate) older: Vec<Row>,
    pub(crate) older_text: String,
    /// What is said where nothing happened yet.
    pub(crate) nothing: &'static str,
}

/// One row of a timeline.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) location: Option<String>,
    pub(crate) at: When,
    pub(crate) assumed: bool,
}

/// Where a parcel waits, or will.
pub(crate) struct Place {
    pub(crate) name: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) deadline: Option<When>,
    pub(crate) over: bool,
    /// Which parcel, where there is more than one.
    pub(crate) parcel: Option<String>,
}

/// The parcel at `place` of `count`.
pub(crate) fn card(parcel: &ShipmentView, place: usize, count: usize, lang: Lang, now: DateTime<Utc>) -> Card {
    let t = Texts::of(lang);
    let open = if count >= MANY { OPEN_ROWS_OF_MANY } else { OPEN_ROWS };
    let row = |event: &EventView| row(event, lang, now);
    let older: Vec<Row> = parcel.events.iter().skip(open).map(row).collect();
    Card {
        heading: if count > 1 { texts::parcel_of(lang, place, count) } else { t.parcel.to_owned() },
        carrier: parcel.carrier_name,
        number: clean(&parcel.tracking_number, TEXT_LIMIT).unwrap_or_default(),
        link: parcel.tracking_url.clone().filter(|url| url.starts_with("https://")),
        link_text: texts::carrier_page(lang, parcel.carrier_name),
        status: parcel.status_label.clone(),
        since: parcel.since.map(|at| When::moment(lang, at, now)),
        expected: parcel
            .estimated_delivery
            .filter(|_| count > 1 && is_awaited(parcel))
            .map(|at| When::day(lang, at, now)),
        place: (parcel.status != Status::ReadyForPickup && is_awaited(parcel))
            .then(|| place_of(parcel, None, lang, now))
            .flatten(),
        replaced_by: parcel.replaced_by.as_deref().and_then(|number| clean(number, TEXT_LIMIT)),
        is_return: parcel.is_return,
        trouble: matches!(
            parcel.status,
            Status::Exception | Status::FailedAttempt | Status::Returning | Status::Returned
        ) && !parcel.is_return,
        recent: parcel.events.iter().take(open).map(row).collect(),
        older_text: texts::older(lang, older.len()),
        older,
        nothing: if parcel.status.is_final() { t.nothing_to_scan } else { t.no_scan },
    }
}

/// It is still to come to the customer.
fn is_awaited(parcel: &ShipmentView) -> bool {
    !parcel.status.is_final() && parcel.status != Status::Returning && !parcel.is_return
}

/// Where a parcel waits or will; none if nothing is known of it.
pub(crate) fn place_of(parcel: &ShipmentView, named: Option<String>, lang: Lang, now: DateTime<Utc>) -> Option<Place> {
    let pickup = parcel.pickup.as_ref()?;
    let text = |text: &Option<String>| text.as_deref().and_then(|text| clean(text, TEXT_LIMIT));
    let (name, address) = (text(&pickup.name), text(&pickup.address));
    let deadline = pickup.deadline.map(|at| {
        let local = at.with_timezone(&sledz_domain::time::WARSAW);
        let day = When::day(lang, at, now);
        When { shown: format!("{}, {:02}:{:02}", day.shown, local.hour(), local.minute()), ..day }
    });
    let known = name.is_some() || address.is_some() || deadline.is_some();
    known.then(|| Place { name, address, deadline, over: pickup.deadline.is_some_and(|at| at < now), parcel: named })
}

fn row(event: &EventView, lang: Lang, now: DateTime<Utc>) -> Row {
    Row {
        label: event.label.clone(),
        location: event.location.as_deref().and_then(|place| clean(place, TEXT_LIMIT)),
        at: When::moment(lang, event.at, now),
        assumed: event.at_assumed,
    }
}
