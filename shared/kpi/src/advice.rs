//! What the field's rules of thumb say of the figures. Each says its rule and what it rests on, and none speaks of fewer
//! cases than make sense.

use crate::{decimal::Decimal, definitions, figure::Figure};
use sledz_domain::{cause::Cause, words::Lang};

/// Below so many cases their share of WISMO says nothing.
const LEAST_CASES: i64 = 50;

/// Below so many decided cases their resolution at first contact says nothing.
const LEAST_DECIDED: i64 = 50;

/// Below so many cases with a known cause the causes say nothing.
const LEAST_CAUSED: i64 = 30;

/// What to do, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The rule's name on the wire.
    pub rule: &'static str,
    /// The rule and what to do, in Polish.
    pub pl: &'static str,
    /// The rule and what to do, in English.
    pub en: &'static str,
    /// What it rests on.
    pub because: Because,
}

/// What an advice rests on: a figure, what the rule compares it with, and from how many cases on it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Because {
    /// The figure.
    pub figure: &'static str,
    /// Its value.
    pub value: Decimal,
    /// What is divided.
    pub numerator: i64,
    /// By what: the cases.
    pub denominator: i64,
    /// The rule speaks of values beyond this.
    pub threshold: Decimal,
    /// And of no fewer cases than this.
    pub least: i64,
}

impl Advice {
    /// The rule and what to do.
    pub fn text(&self, lang: Lang) -> &'static str {
        lang.pick(self.pl, self.en)
    }
}

/// The advice that the figures of a total call for, the gravest first.
///
/// - WISMO (primary intent) of 40 % and more of the cases; else of more than 30 %
/// - resolution at first contact below 60 %
/// - a cause of more than a third of the WISMO cases whose cause is known
///
/// What is compared are the exact fractions, not the rounded values.
pub fn advice(figures: &[Figure]) -> Vec<Advice> {
    let mut all = Vec::new();
    if let Some(wismo) = enough(figures, "wismo_share", LEAST_CASES) {
        // Numerator / denominator against 40 % and 30 %, without rounding.
        if wismo.numerator * 100 >= wismo.denominator * 40 {
            all.push(Advice {
                rule: "wismo_from_40_percent",
                pl: "Pytania „gdzie jest paczka” to 40% spraw lub więcej: pomogą nie boty, lecz lepsze wiadomości. Podawaj klientom z wyprzedzeniem numer, link i termin.",
                en: "WISMO makes up 40% of cases or more: what helps is not a bot but better messages. Tell customers number, link and date before they ask.",
                because: Because { threshold: Decimal::whole(40), ..wismo },
            });
        } else if wismo.numerator * 100 > wismo.denominator * 30 {
            all.push(Advice {
                rule: "wismo_over_30_percent",
                pl: "Pytania „gdzie jest paczka” to ponad 30% spraw: popraw komunikację po zakupie lub integrację z kurierem.",
                en: "WISMO makes up more than 30% of cases: mend the communication after purchase, or the courier integration.",
                because: Because { threshold: Decimal::whole(30), ..wismo },
            });
        }
    }
    if let Some(fcr) = enough(figures, "fcr", LEAST_DECIDED).filter(|fcr| fcr.numerator * 100 < fcr.denominator * 60) {
        all.push(Advice {
            rule: "fcr_under_60_percent",
            pl: "Mniej niż 60% spraw załatwia pierwsza odpowiedź: szablony są zbyt ogólne albo pracownik nie widzi zamówienia.",
            en: "Fewer than 60% of cases are resolved at first contact: templates are too general, or people do not see the order.",
            because: Because { threshold: Decimal::whole(60), ..fcr },
        });
    }
    for cause in Cause::ALL {
        let name = |of: &str| of.strip_prefix("wismo_cause_") == Some(cause.name());
        let figure = definitions::all().find(|definition| name(definition.name));
        let found = figure.and_then(|figure| enough(figures, figure.name, LEAST_CAUSED));
        let Some(because) = found.filter(|of| of.numerator * 3 > of.denominator) else { continue };
        let (rule, pl, en) = mend(cause);
        let threshold = Decimal { units: 3333, places: 2 };
        all.push(Advice { rule, pl, en, because: Because { threshold, ..because } });
    }
    all
}

/// A figure that rests on enough cases.
fn enough(figures: &[Figure], name: &str, least: i64) -> Option<Because> {
    let figure = figures.iter().find(|figure| figure.name == name)?;
    let (numerator, denominator) = figure.numerator.zip(figure.denominator)?;
    let because =
        Because { figure: figure.name, value: figure.value, numerator, denominator, threshold: figure.value, least };
    (denominator >= least).then_some(because)
}

/// What to mend if a cause is above a third.
fn mend(cause: Cause) -> (&'static str, &'static str, &'static str) {
    match cause {
        Cause::DeliveredNotFound => (
            "cause_delivered_not_found",
            "Ponad 1/3 pytań o paczkę: doręczona, a nie znaleziona. Podawaj miejsce i godzinę doręczenia, reklamuj u kuriera.",
            "More than a third of WISMO: delivered, not found. Tell place and hour of delivery, and take it up with the courier.",
        ),
        Cause::SourcesDisagree => (
            "cause_sources_disagree",
            "Ponad 1/3 pytań o paczkę: źródła podają co innego. Sprawdź integracje, których statusy są sprzeczne.",
            "More than a third of WISMO: sources disagree. Look at the integrations whose statuses contradict each other.",
        ),
        Cause::ShopLate => (
            "cause_shop_late",
            "Ponad 1/3 pytań o paczkę: sklep wysłał za późno. Przyspiesz pakowanie albo obiecuj późniejszy termin.",
            "More than a third of WISMO: the shop ships late. Pack faster, or promise a later day.",
        ),
        Cause::CourierLate => (
            "cause_courier_late",
            "Ponad 1/3 pytań o paczkę: kurier spóźniony. Porównaj kurierów, włącz wiadomość o opóźnieniu.",
            "More than a third of WISMO: the courier is late. Compare the couriers, and switch the message about delays on.",
        ),
        Cause::CourierSilent => (
            "cause_courier_silent",
            "Ponad 1/3 pytań o paczkę: kurier milczy. Sprawdź integrację z kurierem i odbiór paczek.",
            "More than a third of WISMO: the courier is silent. Check the courier integration, and when parcels are taken.",
        ),
        Cause::MessageBounced => (
            "cause_message_bounced",
            "Ponad 1/3 pytań o paczkę: wiadomość nie dotarła. Sprawdź domenę nadawcy (SPF, DKIM, DMARC) i adresy z formularza zamówienia.",
            "More than a third of WISMO: the message did not arrive. Check the sender's domain (SPF, DKIM, DMARC) and the addresses from the checkout.",
        ),
        Cause::NoShippedMessage => (
            "cause_no_shipped_message",
            "Ponad 1/3 pytań o paczkę: nie wysłano wiadomości o nadaniu. Włącz ją i sprawdź, czy platforma zgłasza wysyłkę.",
            "More than a third of WISMO: no message about shipping was sent. Switch it on, and check that the platform tells of shipping.",
        ),
        Cause::NoTrackingLink => (
            "cause_no_tracking_link",
            "Ponad 1/3 pytań o paczkę: brak linku do śledzenia. Wpisuj numer przesyłki przy wysyłce albo połącz system kuriera.",
            "More than a third of WISMO: no tracking link. Enter the number when shipping, or connect the courier's system.",
        ),
        Cause::NoPromise => (
            "cause_no_promise",
            "Ponad 1/3 pytań o paczkę: nie podano terminu. Ustaw obiecany czas wysyłki i doręczenia.",
            "More than a third of WISMO: no date was promised. Set the days in which you ship and deliver.",
        ),
        Cause::Unknown => (
            "cause_unknown",
            "Ponad 1/3 pytań o paczkę ma inną przyczynę: przejrzyj kilka spraw i popraw ich przyczynę.",
            "More than a third of WISMO has another cause: read some of the cases, and set their cause right.",
        ),
    }
}
