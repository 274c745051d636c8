//! Short labels of statuses, stages and events.

use super::Lang;
use crate::{
    carrier::{Carrier, Place, Places},
    parcel::Note,
    status::{Stage, Status},
};

/// The label of a parcel's status.
pub fn status_label(lang: Lang, status: Status, note: Option<Note>, carrier: &Carrier) -> String {
    let (pl, en) = match status {
        Status::Unknown => ("Brak informacji", "No information"),
        Status::PreTransit => ("Zapowiedziano kurierowi", "Announced to the courier"),
        Status::Accepted => ("Kurier przyjął paczkę", "Courier has the parcel"),
        Status::InTransit => ("W drodze", "On the way"),
        Status::Exception => ("Problem z paczką", "Problem with the parcel"),
        Status::OutForDelivery => ("Kurier doręcza paczkę", "Out for delivery"),
        Status::FailedAttempt => ("Nie udało się doręczyć", "Delivery attempt failed"),
        Status::ReadyForPickup => return waiting(lang, note, carrier),
        Status::Returning => ("Wraca do nadawcy", "On the way back to the sender"),
        Status::Cancelled => ("Anulowano", "Cancelled"),
        Status::Returned => ("Wróciła do nadawcy", "Returned to the sender"),
        Status::Delivered if note == Some(Note::Collected) => ("Odebrano", "Collected"),
        Status::Delivered => ("Doręczono", "Delivered"),
    };
    lang.pick(pl, en).to_owned()
}

/// A locker of nobody's name.
const LOCKER: Place = Place { pl: "automacie paczkowym", en: "a parcel locker" };

/// Where it waits, in the carrier's own words if it has them.
fn waiting(lang: Lang, note: Option<Note>, carrier: &Carrier) -> String {
    let Places { locker, point, usually_locker } = carrier.places;
    match note {
        Some(Note::AtPoint) => {
            let point = point.unwrap_or(Place { pl: "punkcie odbioru", en: "a pickup point" });
            at(lang, ("Czeka w", "Waiting at"), point)
        }
        Some(Note::AtBranch) => lang.pick("Czeka w oddziale kuriera", "Waiting at the courier's depot").to_owned(),
        Some(Note::InLocker) => at(lang, ("Czeka w", "Waiting in"), locker.unwrap_or(LOCKER)),
        _ if usually_locker => at(lang, ("Czeka w", "Waiting in"), locker.unwrap_or(LOCKER)),
        _ => lang.pick("Czeka na odbiór", "Ready to collect").to_owned(),
    }
}

/// What happened, with the place where it did.
fn at(lang: Lang, (pl, en): (&str, &str), place: Place) -> String {
    let (what, place) = lang.pick((pl, place.pl), (en, place.en));
    [what, place].join(" ")
}

/// The label of an order's stage, where no single parcel tells it better.
pub fn stage_label(lang: Lang, stage: Stage) -> &'static str {
    let (pl, en) = match stage {
        Stage::Received => ("Przyjęto, czeka na płatność", "Received, awaiting payment"),
        Stage::Paid => ("Opłacono", "Paid"),
        Stage::Preparing => ("W przygotowaniu", "Being prepared"),
        Stage::Shipped => ("Przekazano kurierowi", "Handed to the courier"),
        Stage::Accepted => ("Kurier przyjął paczkę", "Courier has the parcel"),
        Stage::InTransit => ("W drodze", "On the way"),
        Stage::OutForDelivery => ("Kurier doręcza paczkę", "Out for delivery"),
        Stage::ReadyForPickup => ("Czeka na odbiór", "Ready to collect"),
        Stage::Delivered => ("Doręczono", "Delivered"),
        Stage::FailedAttempt => ("Nie udało się doręczyć", "Delivery attempt failed"),
        Stage::Exception => ("Problem z paczką", "Problem with the parcel"),
        Stage::Returning => ("Wraca do nadawcy", "On the way back to the sender"),
        Stage::Returned => ("Wróciła do nadawcy", "Returned to the sender"),
        Stage::Cancelled => ("Anulowano", "Cancelled"),
    };
    lang.pick(pl, en)
}

/// The label of one event: what exactly happened, else what the parcel became.
pub fn event_label(lang: Lang, status: Option<Status>, note: Option<Note>, carrier: &Carrier) -> String {
    let Some(note) = note else {
        return match status {
            Some(status) => status_label(lang, status, None, carrier),
            None => lang.pick("Wiadomość od kuriera", "Message from the courier").to_owned(),
        };
    };
    let (pl, en) = match note {
        Note::InLocker | Note::AtPoint | Note::AtBranch => {
            return status_label(lang, Status::ReadyForPickup, Some(note), carrier);
        }
        Note::DroppedInLocker => {
            return at(lang, ("Nadano w", "Posted at"), carrier.places.locker.unwrap_or(LOCKER));
        }
        Note::DroppedAtPoint => {
            let point = carrier.places.point.unwrap_or(Place { pl: "punkcie", en: "a parcel point" });
            return at(lang, ("Nadano w", "Posted at"), point);
        }
        Note::CollectedFromSender => ("Kurier odebrał paczkę od nadawcy", "Collected from the sender"),
        Note::AtDepot => ("W oddziale kuriera", "At a depot"),
        Note::LeftDepot => ("Wyjechała z oddziału", "Left a depot"),
        Note::AtSortingCentre => ("W sortowni", "At the sorting centre"),
        Note::LeftSortingCentre => ("Wyjechała z sortowni", "Left the sorting centre"),
        Note::AtDestinationDepot => ("W oddziale w okolicy odbiorcy", "At the depot near the recipient"),
        Note::PickupReminder => ("Przypomnienie o odbiorze", "Reminder to collect"),
        Note::PickupExpired => ("Minął czas na odbiór", "Time to collect is over"),
        Note::Redirected => ("Przekierowano do innego miejsca", "Redirected to another place"),
        Note::Readdressed => ("Skierowano pod inny adres", "Sent to another address"),
        Note::Delayed => ("Kurier zapowiada opóźnienie", "Courier announces a delay"),
        Note::NobodyThere => ("Kurier nikogo nie zastał", "Nobody was there"),
        Note::FinalAttempt => ("Kurier znów nikogo nie zastał", "Nobody was there again"),
        Note::WrongAddress => ("Błędny lub niepełny adres", "Address wrong or incomplete"),
        Note::UnknownRecipient => ("Odbiorca nieznany pod tym adresem", "Recipient not known at the address"),
        Note::NoAccess => ("Brak dostępu pod adresem", "No access at the address"),
        Note::CodUnpaid => ("Nie opłacono pobrania", "Cash on delivery not paid"),
        Note::Refused => ("Odmowa przyjęcia", "Refused"),
        Note::Oversized => ("Paczka nie mieści się w skrytce", "Too large for the locker"),
        Note::Undeliverable => ("Nie można doręczyć", "Cannot be delivered"),
        Note::Claim => ("Kurier rozpatruje reklamację", "Courier is handling a claim"),
        Note::Lost => ("Kurier nie może znaleźć paczki", "Courier cannot find the parcel"),
        Note::Damaged => ("Paczka uszkodzona", "Parcel damaged"),
        Note::AtCustoms => ("W odprawie celnej", "In customs"),
        Note::Held => ("Kurier wstrzymał paczkę", "Held by the courier"),
        Note::NotCollected => ("Nie odebrano w terminie", "Not collected in time"),
        Note::WithNeighbour => ("Doręczono sąsiadowi", "Left with a neighbour"),
        Note::SafePlace => ("Zostawiono w bezpiecznym miejscu", "Left in a safe place"),
        Note::Collected => ("Odebrano", "Collected"),
        Note::Notified => ("Wysłano powiadomienie", "Notification sent"),
    };
    lang.pick(pl, en).to_owned()
}
