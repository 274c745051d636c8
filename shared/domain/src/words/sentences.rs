//! Whole sentences: what happens next and by when, what is late, what to do if something is wrong.

use super::{Lang, dates::latest, moment, on_day};
use crate::{
    delay::Delay,
    parcel::Note,
    status::{Payment, Stage, Status},
    view::{MoneyView, ShipmentView, TrackingView},
};
use chrono::{DateTime, Utc};

/// Where an order stands, in words. Page, JSON, mails, SMS and answers all take it from here, so
/// that they cannot contradict each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusSentence {
    /// What is late, if anything is.
    pub delay: Option<String>,
    /// What happens next, and by when.
    pub next: String,
}

impl StatusSentence {
    /// Where the order of `view` stands at `now`.
    pub fn of(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> Self {
        let next = next_step(lang, view, now);
        let next = match rest_to_come(lang, view) {
            Some(rest) => format!("{next} {rest}"),
            None => next,
        };
        StatusSentence { delay: delay_notice(lang, view, now), next }
    }

    /// All of it as one text.
    pub fn text(&self) -> String {
        match &self.delay {
            Some(delay) => format!("{delay} {}", self.next),
            None => self.next.clone(),
        }
    }
}

/// What happens next, and by when. Says that it does not know where it does not.
fn next_step(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> String {
    match view.stage {
        Stage::Received => payment_step(lang, view),
        Stage::Paid | Stage::Preparing => preparing_step(lang, view, now),
        Stage::Shipped if view.shipments.iter().any(|parcel| parcel.status == Status::Delivered) => lang
            .pick("Część zamówienia już dotarła.", "A part of the order has arrived.")
            .to_owned(),
        Stage::Shipped => lang.pick(
            "Sklep przekazał paczkę kurierowi. Czekamy na jej pierwsze skanowanie – wtedy zacznie się śledzenie.",
            "The shop has handed the parcel to the courier. Tracking starts with the courier's first scan.",
        ).to_owned(),
        Stage::Accepted | Stage::InTransit => travelling_step(lang, view, now),
        Stage::OutForDelivery => lang.pick(
            "Kurier ma paczkę przy sobie i ją doręcza. Warto mieć telefon pod ręką.",
            "The courier has the parcel with them and is delivering it. Keep your phone at hand.",
        ).to_owned(),
        Stage::ReadyForPickup => pickup_step(lang, view, now),
        Stage::FailedAttempt => failed_step(lang, view).to_owned(),
        Stage::Exception => lang.pick(
            "Kurier zgłosił problem i paczka na razie nie jedzie dalej. Napisz do nas, a wyjaśnimy to z kurierem.",
            "The courier reports a problem and the parcel is not moving for now. Write to us and we will sort it out with the courier.",
        ).to_owned(),
        Stage::Returning => lang.pick(
            "Paczka wraca do sklepu. Jeśli nadal jej potrzebujesz, napisz do nas – ustalimy ponowną wysyłkę.",
            "The parcel is on its way back to the shop. If you still want it, write to us and we will arrange to send it again.",
        ).to_owned(),
        Stage::Returned => lang.pick(
            "Paczka wróciła do sklepu. Napisz do nas, jeśli chcesz ustalić ponowną wysyłkę albo zwrot pieniędzy.",
            "The parcel is back at the shop. Write to us to arrange a new delivery or a refund.",
        ).to_owned(),
        Stage::Delivered => delivered_step(lang, view, now),
        Stage::Cancelled => match view.payment_state {
            Some(Payment::Refunded) => lang.pick(
                "Zamówienie zostało anulowane, a pieniądze zwrócone.",
                "The order was cancelled and the money refunded.",
            ),
            _ => lang.pick("Zamówienie zostało anulowane.", "The order was cancelled."),
        }.to_owned(),
    }
}

/// What is missing before anything is sent: the money, and how much of it.
fn payment_step(lang: Lang, view: &TrackingView) -> String {
    let due = view.outstanding.as_ref().map(|due| amount(lang, due));
    if view.is_wrong_amount {
        return match (due, lang) {
            (Some(due), Lang::Pl) => {
                format!("Dotarła do nas płatność, ale na inną kwotę: brakuje {due}. Dopłać w sklepie albo napisz do nas.")
            }
            (Some(due), Lang::En) => {
                format!("A payment has reached us, but not all of it: {due} is missing. Pay the rest in the shop, or write to us.")
            }
            (None, _) => lang
                .pick(
                    "Dotarła do nas płatność, ale na inną kwotę niż zamówienie. Sprawdzamy to – w razie pytań napisz do nas.",
                    "A payment has reached us, but not the amount of the order. We are looking into it; write to us if in doubt.",
                )
                .to_owned(),
        };
    }
    let (pl, en) = match &due {
        Some(due) => (format!(" {due}"), format!(" of {due}")),
        None => Default::default(),
    };
    match (view.payment_state, lang) {
        (Some(Payment::Failed), Lang::Pl) => {
            format!("Płatność{pl} się nie powiodła. Spróbuj zapłacić ponownie w sklepie albo napisz do nas.")
        }
        (Some(Payment::Failed), Lang::En) => {
            format!("The payment{en} did not go through. Try to pay again in the shop, or write to us.")
        }
        (Some(Payment::Pending), Lang::Pl) => {
            format!("Płatność{pl} czeka na potwierdzenie. Zaraz po nim zaczniemy przygotowywać paczkę.")
        }
        (Some(Payment::Pending), Lang::En) => {
            format!("The payment{en} is being confirmed. We will start preparing the parcel right after that.")
        }
        (_, Lang::Pl) => {
            format!("Mamy zamówienie i czekamy na płatność{pl}. Zaraz po niej zaczniemy przygotowywać paczkę.")
        }
        (_, Lang::En) => {
            format!("We have the order and await the payment{en}. We will start preparing the parcel right after that.")
        }
    }
}

/// An amount as people write it: "114,79 zł", "PLN 114.79".
pub fn amount(lang: Lang, money: &MoneyView) -> String {
    match (lang, money.currency.as_str()) {
        (Lang::Pl, "PLN") => format!("{} zł", money.amount.replace('.', ",")),
        (Lang::Pl, currency) => format!("{} {currency}", money.amount.replace('.', ",")),
        (Lang::En, currency) => format!("{currency} {}", money.amount),
    }
}

/// That a part of the order is still to be sent; none if nothing is.
fn rest_to_come(lang: Lang, view: &TrackingView) -> Option<String> {
    let items = view.items.filter(|items| items.is_partly_sent() && view.stage != Stage::Cancelled)?;
    let all = items.ordered.saturating_sub(items.cancelled);
    Some(match lang {
        Lang::Pl => format!("Wysłano {} z {all} produktów; reszta przyjdzie osobno.", items.sent),
        Lang::En => format!("{} of {all} items were sent; the rest will follow.", items.sent),
    })
}

fn preparing_step(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> String {
    match view.dispatch_by {
        Some(by) if by >= now => {
            let day = on_day(lang, by, now);
            match lang {
                Lang::Pl => format!("Przygotowujemy paczkę. Kurier dostanie ją najpóźniej {day}."),
                Lang::En => format!("We are preparing the parcel. The courier gets it {day} at the latest."),
            }
        }
        Some(_) => lang
            .pick(
                "Wciąż przygotowujemy paczkę. Gdy kurier ją dostanie, zobaczysz to tutaj.",
                "We are still preparing the parcel. You will see here when the courier has it.",
            )
            .to_owned(),
        None => lang
            .pick(
                "Przygotowujemy paczkę. Gdy kurier ją dostanie, zobaczysz to tutaj.",
                "We are preparing the parcel. You will see here when the courier has it.",
            )
            .to_owned(),
    }
}

fn travelling_step(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> String {
    let many = view.shipments.len() > 1;
    let Some(by) = view.estimated_delivery.filter(|by| *by >= now) else {
        return match (lang, many) {
            (Lang::Pl, false) => "Paczka jest w drodze. Kurier nie podał dnia doręczenia.",
            (Lang::Pl, true) => "Paczki są w drodze. Kurier nie podał dnia doręczenia wszystkich.",
            (Lang::En, false) => "The parcel is on its way. The courier has not given a delivery day.",
            (Lang::En, true) => "Your parcels are on their way. The courier has not given a delivery day for all.",
        }
        .to_owned();
    };
    let day = on_day(lang, by, now);
    match (lang, many) {
        (Lang::Pl, false) => format!("Paczka jest w drodze. Powinna dotrzeć {day}."),
        (Lang::Pl, true) => format!("Paczki są w drodze. Ostatnia powinna dotrzeć {day}."),
        (Lang::En, false) => format!("The parcel is on its way. It should arrive {day}."),
        (Lang::En, true) => format!("Your parcels are on their way. The last should arrive {day}."),
    }
}

fn pickup_step(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> String {
    let waiting: Vec<&ShipmentView> =
        view.shipments.iter().filter(|parcel| parcel.status == Status::ReadyForPickup).collect();
    let first = waiting.iter().filter_map(|parcel| parcel.pickup.as_ref()?.deadline).min();
    let many = waiting.len() > 1;
    // The notice of the delay tells the deadline: not twice in one breath.
    let is_told = matches!(view.delays.first(), Some(Delay::PickupDeadlineNear { deadline }) if *deadline >= now);
    match first {
        Some(_) if is_told => match (lang, many) {
            (Lang::Pl, false) => "Paczka czeka na Ciebie.",
            (Lang::Pl, true) => "Paczki czekają na Ciebie.",
            (Lang::En, false) => "The parcel is waiting for you.",
            (Lang::En, true) => "Your parcels are waiting.",
        }
        .to_owned(),
        Some(by) if by >= now => {
            let by = latest(lang, by, now);
            match (lang, many) {
                (Lang::Pl, false) => format!("Paczka czeka na Ciebie. Odbierz ją {by}."),
                (Lang::Pl, true) => format!("Paczki czekają na Ciebie. Pierwszą odbierz {by}."),
                (Lang::En, false) => format!("The parcel is waiting for you. Collect it {by}."),
                (Lang::En, true) => format!("Your parcels are waiting. Collect the first {by}."),
            }
        }
        Some(_) => lang
            .pick(
                "Czas na odbiór minął. Sprawdź na stronie kuriera, czy paczka jeszcze czeka, albo napisz do nas.",
                "The time to collect is over. See the courier's page whether the parcel still waits, or write to us.",
            )
            .to_owned(),
        None => lang
            .pick(
                "Paczka czeka na Ciebie. Termin i kod odbioru są w wiadomości od kuriera.",
                "The parcel is waiting for you. The courier's message has the deadline and the pickup code.",
            )
            .to_owned(),
    }
}

fn failed_step(lang: Lang, view: &TrackingView) -> &'static str {
    let failed = view.shipments.iter().find(|parcel| parcel.status == Status::FailedAttempt);
    match failed.and_then(|parcel| parcel.note) {
        Some(Note::Refused) => lang.pick(
            "Kurier zgłosił odmowę przyjęcia. Jeśli to pomyłka, napisz do nas jak najszybciej.",
            "The courier reports that the parcel was refused. If that is a mistake, write to us soon.",
        ),
        Some(Note::FinalAttempt) => lang.pick(
            "Kurier znów nikogo nie zastał i paczka ma wrócić do sklepu. Napisz do nas jak najszybciej.",
            "The courier found nobody again and the parcel is to go back to the shop. Write to us soon.",
        ),
        Some(Note::WrongAddress | Note::UnknownRecipient) => lang.pick(
            "Kurier nie znalazł adresu lub odbiorcy. Napisz do nas i podaj właściwe dane, przekażemy je kurierowi.",
            "The courier could not find the address or the recipient. Send us the right details and we will pass them on.",
        ),
        _ if failed.is_some_and(|parcel| parcel.tracking_url.is_some()) => lang.pick(
            "Kurier próbował doręczyć paczkę, ale się nie udało. Na stronie kuriera sprawdzisz, kiedy spróbuje ponownie.",
            "The courier came but could not deliver. The courier's page tells when they will try again.",
        ),
        _ => lang.pick(
            "Kurier próbował doręczyć paczkę, ale się nie udało. Jeśli nie odezwie się w sprawie kolejnej próby, napisz do nas.",
            "The courier came but could not deliver. If you do not hear of another attempt, write to us.",
        ),
    }
}

fn delivered_step(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> String {
    let day = view
        .shipments
        .iter()
        .filter(|parcel| parcel.status == Status::Delivered)
        .filter_map(|parcel| parcel.since)
        .max()
        .map(|at| on_day(lang, at, now));
    match (day, lang) {
        (Some(day), Lang::Pl) => format!("Paczka dotarła {day}. Dziękujemy!"),
        (Some(day), Lang::En) => format!("The parcel arrived {day}. Thank you!"),
        (None, Lang::Pl) => "Zamówienie dotarło. Dziękujemy!".to_owned(),
        (None, Lang::En) => "The order has arrived. Thank you!".to_owned(),
    }
}

/// What is late, in one plain sentence; none if nothing is.
fn delay_notice(lang: Lang, view: &TrackingView, now: DateTime<Utc>) -> Option<String> {
    let sentence = match (view.delays.first()?, lang) {
        (Delay::NotShipped { promised }, Lang::Pl) => {
            format!("Spóźniamy się: kurier miał dostać paczkę {}. Przepraszamy.", on_day(lang, *promised, now))
        }
        (Delay::NotShipped { promised }, Lang::En) => {
            format!("We are late: the courier was to get the parcel {}. We are sorry.", on_day(lang, *promised, now))
        }
        (Delay::PastDelivery { promised }, Lang::Pl) => {
            format!("Paczka miała dotrzeć {} i jest spóźniona. Przepraszamy.", on_day(lang, *promised, now))
        }
        (Delay::PastDelivery { promised }, Lang::En) => {
            format!("The parcel was due {} and is late. We are sorry.", on_day(lang, *promised, now))
        }
        (Delay::Announced, Lang::Pl) => "Kurier zapowiedział opóźnienie. Przepraszamy.".to_owned(),
        (Delay::Announced, Lang::En) => "The courier announced a delay. We are sorry.".to_owned(),
        (Delay::Silent { since }, Lang::Pl) => {
            format!("Od ponad 48 godzin kurier nie podał nic nowego (ostatnio: {}).", moment(lang, *since, now))
        }
        (Delay::Silent { since }, Lang::En) => {
            format!("The courier has reported nothing new for over 48 hours (last: {}).", moment(lang, *since, now))
        }
        (Delay::PickupDeadlineNear { deadline }, _) if *deadline < now => {
            let at = moment(lang, *deadline, now);
            lang.pick(format!("Termin odbioru minął: {at}."), format!("The time to collect ended: {at}."))
        }
        (Delay::PickupDeadlineNear { deadline }, _) => {
            let by = latest(lang, *deadline, now);
            lang.pick(format!("Mało czasu na odbiór: {by}."), format!("Little time left to collect: {by}."))
        }
    };
    Some(sentence)
}

/// What to do if something is wrong.
pub fn if_wrong(lang: Lang, view: &TrackingView) -> &'static str {
    match view.stage {
        Stage::Delivered => lang.pick(
            "Paczki nie ma u Ciebie? Zapytaj domowników i sąsiadów, a potem napisz do nas. Jeśli jest uszkodzona lub czegoś brakuje, zrób zdjęcia i też napisz.",
            "You do not have the parcel? Ask your household and neighbours, then write to us. If it is damaged or incomplete, take photos and write too.",
        ),
        Stage::ReadyForPickup => lang.pick(
            "Nie możesz odebrać w terminie albo skrytka się nie otwiera? Zajrzyj do wiadomości od kuriera, a gdy to nie pomoże, napisz do nas.",
            "Cannot collect in time, or the locker does not open? See the courier's message and, if that does not help, write to us.",
        ),
        stage if stage.is_before_shipping() => lang.pick(
            "Chcesz zmienić adres lub coś się nie zgadza? Napisz do nas teraz: przed wysyłką da się zmienić najwięcej.",
            "Want to change the address, or something is not right? Write to us now: most can still be changed before dispatch.",
        ),
        Stage::Cancelled => lang.pick(
            "Coś się nie zgadza z anulowaniem? Napisz do nas – odpowie Ci człowiek.",
            "Something is not right about the cancellation? Write to us – a person will answer.",
        ),
        _ => lang.pick(
            "Coś się nie zgadza? Napisz do nas – odpowie Ci człowiek.",
            "Something is not right? Write to us – a person will answer.",
        ),
    }
}
