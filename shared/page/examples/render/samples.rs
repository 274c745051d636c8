//! Made-up orders of every stage, for the example and the tests.

use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    carrier::{Carrier, Place, Places},
    delay::Delay,
    parcel::Note,
    status::{Payment, Stage, Status},
    view::{EventView, MoneyView, PickupView, ShipmentView, TrackingView},
    words::{self, Lang},
};

static INPOST: Carrier = Carrier {
    id: "inpost",
    name: "InPost",
    tracking_url: Some("https://inpost.pl/sledzenie-przesylek?number={n}"),
    places: Places {
        locker: Some(Place { pl: "Paczkomacie", en: "a Paczkomat locker" }),
        point: None,
        usually_locker: true,
    },
    tells_customers: true,
};
static DPD: Carrier = Carrier {
    id: "dpd",
    name: "DPD",
    tracking_url: Some("https://tracktrace.dpd.com.pl/findParcel?q={n}"),
    places: Places::UNNAMED,
    tells_customers: false,
};
static UNNAMED: Carrier =
    Carrier { id: "unknown", name: "", tracking_url: None, places: Places::UNNAMED, tells_customers: false };

/// A Wednesday morning.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_800, 0).unwrap_or_default()
}

/// So many hours before now.
pub(crate) fn ago(hours: i64) -> DateTime<Utc> {
    now() - TimeDelta::hours(hours)
}

/// An order of that stage with as many parcels as such an order has.
pub(crate) fn order(lang: Lang, stage: Stage) -> TrackingView {
    let shipments = match parcel_status(stage) {
        Some(status) => vec![parcel(lang, status)],
        None => Vec::new(),
    };
    let label = shipments.first().map(|parcel| parcel.status_label.clone());
    let progress = match stage {
        Stage::FailedAttempt | Stage::Returned => Stage::OutForDelivery,
        Stage::Exception | Stage::Returning => Stage::InTransit,
        Stage::Cancelled => Stage::Preparing,
        other => other,
    };
    let shipped = progress >= Stage::Shipped;
    TrackingView {
        order: "1001".to_owned(),
        stage,
        stage_label: label.unwrap_or_else(|| words::stage_label(lang, stage).to_owned()),
        status_text: String::new(),
        language: lang.code(),
        placed_at: Some(ago(70)),
        dispatch_by: Some(now() + TimeDelta::hours(if shipped { -30 } else { 30 })),
        estimated_delivery: shipped.then(|| now() + TimeDelta::hours(26)),
        delayed: false,
        shipments,
        updated_at: Some(ago(1)),
        delays: Vec::new(),
        payment_state: Some(if stage == Stage::Received { Payment::Unpaid } else { Payment::Paid }),
        outstanding: (stage == Stage::Received)
            .then(|| MoneyView { amount: "114.79".to_owned(), currency: "PLN".to_owned() }),
        items: None,
        is_wrong_amount: false,
        paid_at: (stage != Stage::Received).then(|| ago(69)),
        shipped_at: shipped.then(|| ago(46)),
        progress,
    }
}

fn parcel_status(stage: Stage) -> Option<Status> {
    match stage {
        Stage::Received | Stage::Paid | Stage::Preparing | Stage::Cancelled => None,
        Stage::Shipped => Some(Status::PreTransit),
        other => Status::from_name(other.name()),
    }
}

/// A parcel with the history that leads to `status`.
pub(crate) fn parcel(lang: Lang, status: Status) -> ShipmentView {
    let waits = status == Status::ReadyForPickup;
    let carrier = if waits { &INPOST } else { &DPD };
    let number = if waits { "520107010000003070000000" } else { "0000075077195U" };
    let note = match status {
        Status::ReadyForPickup => Some(Note::InLocker),
        Status::FailedAttempt => Some(Note::NobodyThere),
        _ => None,
    };
    let before = [
        (Status::Accepted, Some(Note::CollectedFromSender), "Kraków"),
        (Status::InTransit, Some(Note::AtSortingCentre), "Sortownia Kraków"),
        (Status::InTransit, Some(Note::LeftSortingCentre), "Sortownia Kraków"),
        (Status::InTransit, Some(Note::AtSortingCentre), "Sortownia Stryków"),
        (Status::InTransit, Some(Note::AtDestinationDepot), "Warszawa"),
        (Status::OutForDelivery, None, "Warszawa"),
    ];
    let mut events: Vec<EventView> = Vec::new();
    for (place, (step, note, town)) in (0..).zip(before) {
        if step < status && status > Status::PreTransit {
            events.push(event(lang, carrier, step, note, 46 - place * 7, Some(town)));
        }
    }
    if status > Status::PreTransit {
        events.push(event(lang, carrier, status, note, 1, Some("Warszawa")));
    }
    events.reverse();
    ShipmentView {
        carrier: carrier.id,
        carrier_name: Some(carrier.name),
        tracking_number: number.to_owned(),
        tracking_url: carrier.link(number),
        status,
        status_label: words::status_label(lang, status, note, carrier),
        since: Some(ago(if status > Status::PreTransit { 1 } else { 46 })),
        pickup: waits.then(|| PickupView {
            name: Some("WAW117M".to_owned()),
            address: Some("ul. Puławska 17, 02-515 Warszawa".to_owned()),
            deadline: Some(now() + TimeDelta::hours(47)),
        }),
        events,
        replaced_by: None,
        is_return: false,
        note,
        estimated_delivery: None,
        of: carrier,
    }
}

/// A parcel of which only the number is known.
pub(crate) fn bare_parcel(lang: Lang) -> ShipmentView {
    ShipmentView {
        carrier: UNNAMED.id,
        carrier_name: None,
        tracking_url: None,
        of: &UNNAMED,
        ..parcel(lang, Status::PreTransit)
    }
}

fn event(
    lang: Lang,
    carrier: &Carrier,
    status: Status,
    note: Option<Note>,
    hours: i64,
    location: Option<&str>,
) -> EventView {
    EventView {
        status: Some(status),
        code: Some("070101".to_owned()),
        at: ago(hours),
        at_assumed: hours == 46,
        label: words::event_label(lang, Some(status), note, carrier),
        location: location.map(str::to_owned),
        source: "standard".to_owned(),
        sources: Vec::new(),
    }
}

/// Orders that are not the usual case, with a name each.
pub(crate) fn special(lang: Lang) -> Vec<(&'static str, TrackingView)> {
    let late = TrackingView {
        delayed: true,
        delays: vec![Delay::NotShipped { promised: ago(40) }],
        dispatch_by: Some(ago(40)),
        ..order(lang, Stage::Preparing)
    };
    let silent = TrackingView {
        delayed: true,
        delays: vec![Delay::PastDelivery { promised: ago(40) }],
        estimated_delivery: Some(ago(40)),
        ..order(lang, Stage::InTransit)
    };
    let mut several = order(lang, Stage::InTransit);
    several.shipments.push(parcel(lang, Status::ReadyForPickup));
    several.shipments.push(ShipmentView { is_return: true, ..parcel(lang, Status::Returned) });
    let mut moved = order(lang, Stage::InTransit);
    for shipment in &mut moved.shipments {
        shipment.replaced_by = Some("JD014600006823746500".to_owned());
    }
    let bare = TrackingView { shipments: vec![bare_parcel(lang)], ..order(lang, Stage::Shipped) };
    let numberless = TrackingView { shipments: Vec::new(), ..order(lang, Stage::Shipped) };
    let nothing = TrackingView {
        placed_at: None,
        dispatch_by: None,
        payment_state: None,
        outstanding: None,
        items: None,
        is_wrong_amount: false,
        paid_at: None,
        updated_at: None,
        ..order(lang, Stage::Received)
    };
    let mut long = order(lang, Stage::ReadyForPickup);
    long.order = "29738e61-7f6a-11e8-ac45-09db60ede9d6".to_owned();
    for shipment in &mut long.shipments {
        shipment.tracking_number = "5".repeat(64);
        shipment.pickup = Some(PickupView {
            name: Some("PunktOdbioruObokNajdłuższejNazwyBezSpacjiJakąKtośWymyślił".to_owned()),
            address: Some("ul. Brata Alberta Chmielowskiego 123B/45, 05-870 Błonie".to_owned()),
            deadline: Some(now() + TimeDelta::hours(5)),
        });
    }
    long.delays = vec![Delay::PickupDeadlineNear { deadline: now() + TimeDelta::hours(5) }];
    vec![
        ("late", late),
        ("silent", silent),
        ("several", several),
        ("moved", moved),
        ("bare", bare),
        ("numberless", numberless),
        ("nothing", nothing),
        ("long", long),
    ]
}
