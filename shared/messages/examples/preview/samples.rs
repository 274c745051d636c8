//! Made-up orders, folded from events as real ones are, for the example and the tests.

use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    carrier::{Carrier, Place, Places},
    contact::ContactChannel,
    event_id::EventId,
    fold::Fold,
    intent::Tongue,
    message::MessageKind,
    order::{Cancellation, Order, OrderEvent, OrderFact, ShipmentRef, Snapshot},
    parcel::{Note, ParcelEvent, ParcelLog, Pickup},
    promise::Policy,
    status::{Payment, Stage, Status},
    time::TimeSource,
    view::{Context, TrackingView, build},
    words::Lang,
};
use sledz_messages::{AnswerSubject, Subject};
use sledz_page::Shop;

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
    Carrier { id: "other", name: "", tracking_url: None, places: Places::UNNAMED, tells_customers: false };

fn carriers(id: &str) -> &'static Carrier {
    match id {
        "inpost" => &INPOST,
        "dpd" => &DPD,
        _ => &UNNAMED,
    }
}

/// A tracking page, as long as real ones are.
pub(crate) const PAGE: &str = "https://lesnaspizarnia.example/z/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";
/// Where messages are switched off.
pub(crate) const PREFERENCES: &str =
    "https://lesnaspizarnia.example/z/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE/wiadomosci";
/// The shop's page about returns.
pub(crate) const RETURNS: &str = "https://lesnaspizarnia.example/zwroty";

/// A Wednesday morning.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_800, 0).unwrap_or_default()
}

/// So many hours before now.
pub(crate) fn ago(hours: i64) -> DateTime<Utc> {
    now() - TimeDelta::hours(hours)
}

/// A shop that has set everything but a logo.
pub(crate) fn shop() -> Shop {
    Shop {
        name: "Leśna Spiżarnia".to_owned(),
        color: "#2f6b3c".to_owned(),
        logo: String::new(),
        email: "pomoc@lesnaspizarnia.example".to_owned(),
        phone: "+48 22 123 45 67".to_owned(),
        public_url: "https://lesnaspizarnia.example".to_owned(),
    }
}

/// A message about `view`, with all addresses.
pub(crate) fn subject<'a>(kind: MessageKind, lang: Lang, view: &'a TrackingView, shop: &'a Shop) -> Subject<'a> {
    Subject {
        kind,
        lang,
        view,
        more_parcels: false,
        now: now(),
        page: PAGE,
        preferences: PREFERENCES,
        returns_url: RETURNS,
        shop,
    }
}

/// An automatic answer by mail to a question without an order or a subject.
pub(crate) fn answer_subject(tongue: Tongue, shop: &Shop) -> AnswerSubject<'_> {
    AnswerSubject {
        tongue,
        channel: ContactChannel::Email,
        view: None,
        page: None,
        now: now(),
        shop,
        returns_url: RETURNS,
        case: "SL-4F7K2",
        answer_by: Some(ago(-25)),
        refund_by: Some(ago(-24 * 9)),
        is_automatic: true,
        incoming_subject: None,
    }
}

/// A parcel: its carrier, its status and the note of it, and how many hours ago that was.
pub(crate) type Parcel = (&'static str, Status, Option<Note>, i64);

/// The view of an order whose platform says `stage` and that has these parcels.
pub(crate) fn view(lang: Lang, stage: Stage, payment: Payment, parcels: &[Parcel]) -> TrackingView {
    let shipped = !parcels.is_empty();
    let named: Vec<(ShipmentRef, ParcelLog)> = (0..).zip(parcels).map(|(place, parcel)| log(place, parcel)).collect();
    let snapshot = Snapshot {
        version: ago(70),
        number: Some("1001".to_owned()),
        stage: Some(stage),
        cancellation: (stage == Stage::Cancelled).then_some(Cancellation::Yes),
        payment: Some(payment),
        placed_at: Some(ago(70)),
        paid_at: (payment == Payment::Paid).then(|| ago(20)),
        shipped_at: shipped.then(|| ago(40)),
        shipments: Some(named.iter().map(|(named, _)| named.clone()).collect()),
        ..Snapshot::default()
    };
    let event = OrderEvent {
        id: EventId::of(&["order"]),
        platform: "standard".to_owned(),
        platform_id: "1001".to_owned(),
        learned: ago(40),
        fact: OrderFact::Snapshot(Box::new(snapshot)),
        is_imported: false,
    };
    let mut order = Order::default();
    order.apply(1, &event);
    let policy = Policy { dispatch_days: Some(2), delivery_days: None };
    build(&order, &named, &Context { now: now(), lang, policy, carriers })
}

fn log(place: usize, &(carrier, status, note, hours): &Parcel) -> (ShipmentRef, ParcelLog) {
    let number = match carrier {
        "inpost" => format!("52010701000000307000000{place}"),
        _ => format!("000007507719{place}U"),
    };
    let mut log = ParcelLog::default();
    for (at, status, note) in [(hours.max(38), Status::Accepted, None), (hours, status, note)] {
        let mut event = ParcelEvent::new(EventId::of(&[&number, status.name()]), "standard", ago(at));
        event.carrier = Some(carrier.to_owned());
        event.status = Some(status);
        event.time_source = TimeSource::Given;
        event.note = note;
        event.announces_delay = note == Some(Note::Delayed);
        event.estimated_delivery = (status == Status::InTransit && note.is_none()).then(|| ago(-26));
        event.pickup = (status == Status::ReadyForPickup).then(|| Pickup {
            name: Some("WAW117M".to_owned()),
            address: Some("ul. Puławska 17, 02-515 Warszawa".to_owned()),
            deadline: Some(ago(hours - 48)),
        });
        log.apply(1, &event);
    }
    (ShipmentRef { tracking_number: number, carrier: Some(carrier.to_owned()) }, log)
}

/// The usual order that each message is about.
pub(crate) fn usual(kind: MessageKind, lang: Lang) -> TrackingView {
    let parcels: &[Parcel] = match kind {
        MessageKind::Confirmed => return view(lang, Stage::Preparing, Payment::Paid, &[]),
        MessageKind::Shipped => &[("inpost", Status::Accepted, None, 2)],
        MessageKind::OutForDelivery => &[("dpd", Status::OutForDelivery, None, 1)],
        MessageKind::ReadyForPickup => &[("inpost", Status::ReadyForPickup, Some(Note::InLocker), 1)],
        MessageKind::PickupReminder => &[("inpost", Status::ReadyForPickup, Some(Note::InLocker), 37)],
        MessageKind::Problem => &[("dpd", Status::FailedAttempt, Some(Note::NobodyThere), 1)],
        MessageKind::Delay => &[("dpd", Status::InTransit, Some(Note::Delayed), 1)],
        MessageKind::Delivered => &[("dpd", Status::Delivered, None, 1)],
        MessageKind::Returned => &[("dpd", Status::Returned, None, 1)],
    };
    view(lang, Stage::Shipped, Payment::Paid, parcels)
}

/// Orders of every stage and parcels of every status, with several and with unnamed carriers, each
/// with its name.
pub(crate) fn all(lang: Lang) -> Vec<(String, TrackingView)> {
    let mut all = Vec::new();
    for payment in [Payment::Unpaid, Payment::Pending, Payment::Failed] {
        all.push((format!("received {payment:?}"), view(lang, Stage::Received, payment, &[])));
    }
    for stage in [Stage::Paid, Stage::Preparing, Stage::Shipped, Stage::Delivered, Stage::Cancelled] {
        all.push((format!("{stage:?}"), view(lang, stage, Payment::Paid, &[])));
    }
    for carrier in ["inpost", "dpd", "nobody"] {
        for status in Status::ALL {
            let parcels = [(carrier, status, None, 1)];
            all.push((format!("{carrier} {status:?}"), view(lang, Stage::Shipped, Payment::Paid, &parcels)));
        }
    }
    for note in [Note::Refused, Note::FinalAttempt, Note::WrongAddress] {
        let parcels = [("dpd", Status::FailedAttempt, Some(note), 1)];
        all.push((format!("{note:?}"), view(lang, Stage::Shipped, Payment::Paid, &parcels)));
    }
    let several = [
        ("inpost", Status::ReadyForPickup, Some(Note::InLocker), 30),
        ("dpd", Status::Delivered, None, 1),
        ("nobody", Status::Accepted, None, 38),
    ];
    for count in 2..=several.len() {
        let parcels = several.get(..count).unwrap_or_default();
        all.push((format!("{count} parcels"), view(lang, Stage::Shipped, Payment::Paid, parcels)));
    }
    all.push(("silent".to_owned(), view(lang, Stage::Shipped, Payment::Paid, &[("dpd", Status::InTransit, None, 60)])));
    all
}
