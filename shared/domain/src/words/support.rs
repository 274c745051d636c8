//! Short labels of what customers' messages are about, how they are said, by which way they come, and why they had to
//! be written: for the shop's staff.

use super::Lang;
use crate::{
    contact::ContactChannel,
    intent::{Basket, Intent, Mood},
};

/// What a message asks for, as the subject of a case.
pub fn intent_label(lang: Lang, intent: Intent) -> &'static str {
    let (pl, en) = match intent {
        Intent::WhereIsParcel => ("Gdzie jest paczka", "Where the parcel is"),
        Intent::WhenShip => ("Kiedy wysyłka", "When it is sent"),
        Intent::DeliveredNotReceived => ("Doręczona, a klient jej nie ma", "Delivered, but not received"),
        Intent::TrackingLinkBroken => ("Śledzenie nie działa", "Tracking does not work"),
        Intent::ChangeAddress => ("Zmiana adresu dostawy", "Change of the delivery address"),
        Intent::ChangePickupPoint => ("Zmiana punktu lub automatu", "Change of the pickup point or locker"),
        Intent::CancelOrder => ("Anulowanie zamówienia", "Cancelling the order"),
        Intent::HowToReturn => ("Jak zwrócić lub wymienić", "How to return or exchange"),
        Intent::ReturnStatus => ("Czy zwrot dotarł", "Whether the return has arrived"),
        Intent::RefundStatus => ("Kiedy wrócą pieniądze", "When the money comes back"),
        Intent::Withdrawal => ("Odstąpienie od umowy", "Withdrawal from the contract"),
        Intent::ComplaintDamaged => ("Reklamacja: uszkodzenie lub wada", "Complaint: damaged or faulty"),
        Intent::MissingOrWrongItem => ("Czegoś brakuje lub nie to przyszło", "Missing or wrong item"),
        Intent::Invoice => ("Faktura lub paragon", "Invoice or receipt"),
        Intent::ResendConfirmation => ("Potwierdzenie zamówienia jeszcze raz", "Order confirmation again"),
        Intent::PaymentReceived => ("Czy wpłata dotarła", "Whether the payment has arrived"),
        Intent::PaymentFailed => ("Problem z płatnością", "Payment problem"),
        Intent::DiscountCode => ("Kod rabatowy", "Discount code"),
        Intent::CourierNoShow => ("Problem z kurierem", "Problem with the courier"),
        Intent::JoinOrders => ("Połączenie zamówień", "Joining orders"),
        Intent::DeliveryCostTime => ("Koszt i czas dostawy", "Delivery cost and time"),
        Intent::ProductQuestion => ("Pytanie o produkt", "Question about a product"),
        Intent::StockQuestion => ("Dostępność produktu", "Whether it is in stock"),
        Intent::BulkOrProforma => ("Duże zamówienie lub pro forma", "Large order or pro forma invoice"),
        Intent::FeedbackThanks => ("Podziękowanie lub pochwała", "Thanks or praise"),
        Intent::Other => ("Inna sprawa", "Something else"),
    };
    lang.pick(pl, en)
}

/// The name of a basket, as the heading of its intents.
pub fn basket_label(lang: Lang, basket: Basket) -> &'static str {
    let (pl, en) = match basket {
        Basket::Transactional => ("O zamówieniu", "About the order"),
        Basket::Problem => ("Problemy i reklamacje", "Problems and complaints"),
        Basket::Relational => ("Pytania, duże zamówienia, opinie", "Questions, large orders, feedback"),
    };
    lang.pick(pl, en)
}

/// How a message is said, after "Ton:" or "Tone:".
pub fn mood_label(lang: Lang, mood: Mood) -> &'static str {
    let (pl, en) = match mood {
        Mood::Neutral => ("spokojny", "calm"),
        Mood::Worried => ("zaniepokojony", "worried"),
        Mood::Angry => ("zdenerwowany", "angry"),
    };
    lang.pick(pl, en)
}

/// The name of a way by which customers write.
pub fn channel_label(lang: Lang, channel: ContactChannel) -> &'static str {
    match channel {
        ContactChannel::Form => lang.pick("Formularz", "Contact form"),
        ContactChannel::Email => "E-mail",
        ContactChannel::Messenger => "Messenger",
        ContactChannel::Instagram => "Instagram",
        ContactChannel::Whatsapp => "WhatsApp",
        ContactChannel::Allegro => "Allegro",
        ContactChannel::Chat => lang.pick("Czat", "Chat"),
        ContactChannel::Phone => lang.pick("Telefon lub osobiście", "Phone or in person"),
    }
}

/// Where a case stands, as the one who looks at it sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CaseState {
    /// Nobody has taken it.
    #[default]
    New,
    /// Who looks at it has taken it.
    Mine,
    /// Somebody else has taken it.
    Taken,
    /// It was answered, and the customer is to write next.
    Waiting,
    /// It is done.
    Closed,
}

impl CaseState {
    /// All of them.
    pub const ALL: [CaseState; 5] =
        [CaseState::New, CaseState::Mine, CaseState::Taken, CaseState::Waiting, CaseState::Closed];
}

/// The state of a case; that of [`CaseState::Taken`] is followed by a name.
pub fn state_label(lang: Lang, state: CaseState) -> &'static str {
    let (pl, en) = match state {
        CaseState::New => ("nowa", "new"),
        CaseState::Mine => ("moja", "mine"),
        CaseState::Taken => ("prowadzi", "taken by"),
        CaseState::Waiting => ("czeka na klienta", "waiting for the customer"),
        CaseState::Closed => ("zamknięta", "closed"),
    };
    lang.pick(pl, en)
}

/// The names of the causes for which a customer had to ask where a parcel is, in the order of choosing among them.
pub const CAUSES: [&str; 10] = [
    "no_shipped_message",
    "message_bounced",
    "no_tracking_link",
    "courier_silent",
    "courier_late",
    "shop_late",
    "sources_disagree",
    "no_promise",
    "delivered_not_found",
    "unknown",
];

/// A cause in words, by its name; none for a name that is not one of [`CAUSES`].
pub fn cause_label(lang: Lang, name: &str) -> Option<&'static str> {
    let (pl, en) = match name {
        "no_shipped_message" => {
            ("Klient nie dostał wiadomości, że paczka wyszła", "The customer was not told that the parcel was sent")
        }
        "message_bounced" => ("Nasza wiadomość do klienta nie dotarła", "Our message did not reach the customer"),
        "no_tracking_link" => ("Klient nie miał linku do śledzenia", "The customer had no tracking link"),
        "courier_silent" => ("Kurier nie podaje, co się dzieje", "The courier does not say what is happening"),
        "courier_late" => ("Kurier się spóźnia", "The courier is late"),
        "shop_late" => ("Sklep wysłał za późno lub jeszcze nie wysłał", "The shop sent it late, or has not sent it"),
        "sources_disagree" => ("Dane z różnych źródeł są sprzeczne", "Different sources say different things"),
        "no_promise" => ("Klient nie wiedział, kiedy paczka przyjdzie", "The customer was not told when it comes"),
        "delivered_not_found" => ("Doręczona, a klient jej nie znalazł", "Delivered, but the customer did not find it"),
        "unknown" => ("Nie wiadomo", "Not known"),
        _ => return None,
    };
    Some(lang.pick(pl, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every label is there, is nobody else's, and is as short as a column of a table needs it.
    fn told_apart(labels: impl Iterator<Item = &'static str>, limit: usize) {
        let mut known = BTreeSet::new();
        for label in labels {
            assert!(!label.is_empty() && label.trim() == label && label.chars().count() <= limit, "{label}");
            assert!(known.insert(label), "{label} twice");
        }
    }

    #[test]
    fn labels_tell_everything_apart() {
        for lang in Lang::ALL {
            told_apart(Intent::ALL.into_iter().map(|intent| intent_label(lang, intent)), 40);
            told_apart(Basket::ALL.into_iter().map(|basket| basket_label(lang, basket)), 40);
            told_apart(Mood::ALL.into_iter().map(|mood| mood_label(lang, mood)), 20);
            told_apart(ContactChannel::ALL.into_iter().map(|channel| channel_label(lang, channel)), 24);
            told_apart(CaseState::ALL.into_iter().map(|state| state_label(lang, state)), 24);
            told_apart(CAUSES.into_iter().map(|name| cause_label(lang, name).expect(name)), 60);
        }
    }

    #[test]
    fn a_cause_that_nobody_knows_has_no_words() {
        for name in ["", "Unknown", "courier"] {
            assert_eq!(cause_label(Lang::Pl, name), None);
        }
    }
}
