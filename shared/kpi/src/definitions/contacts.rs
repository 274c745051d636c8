//! Figures of what customers ask: how much of it there is, and why.

use super::{Definition, Shape, Unit, define};
use crate::cell::Count;
use sledz_domain::cause::Cause;

pub(super) const FIGURES: &[Definition] = &[
    // Volume.
    define("orders", Unit::Count, Shape::Count(&[Count::ORDERS], &[Count::ORDERS]), "Zamówienia", "Orders"),
    define(
        "orders_cancelled_share",
        Unit::Percent,
        Shape::Share(&[Count::CANCELLED], &[Count::ORDERS]),
        "Zamówienia anulowane",
        "Orders cancelled",
    ),
    define(
        "parcels",
        Unit::Count,
        Shape::Count(&[Count::PARCELS], &[Count::PARCELS]),
        "Paczki nadane",
        "Parcels handed over",
    ),
    define("cases", Unit::Count, Shape::Count(&[Count::CASES], &[Count::CASES]), "Sprawy klientów", "Cases"),
    define(
        "cases_by_machines",
        Unit::Count,
        Shape::Count(&[Count::MACHINES], &[Count::MACHINES]),
        "Sprawy od automatów (pominięte)",
        "Cases by machines (left out)",
    ),
    define(
        "customer_messages",
        Unit::Count,
        Shape::Count(&[Count::CUSTOMER_MESSAGES], &[Count::CASES]),
        "Wiadomości od klientów",
        "Customers' messages",
    ),
    define(
        "automatic_answers",
        Unit::Count,
        Shape::Count(&[Count::AUTOMATIC_ANSWERS], &[Count::CASES]),
        "Odpowiedzi automatyczne",
        "Automatic answers",
    ),
    define(
        "people_answers",
        Unit::Count,
        Shape::Count(&[Count::PEOPLE_ANSWERS], &[Count::CASES]),
        "Odpowiedzi pracowników",
        "People's answers",
    ),
    // Contacts and WISMO.
    define(
        "contacts_per_100_orders",
        Unit::Per100,
        Shape::Per100(Count::CASES, Count::ORDERS, Count::CASES),
        "Kontakty na 100 zamówień (brutto)",
        "Contacts per 100 orders (gross)",
    ),
    define(
        "contacts_per_100_orders_net",
        Unit::Per100,
        Shape::Per100(Count::NET_CASES, Count::ORDERS, Count::CASES),
        "Kontakty na 100 zamówień (netto: bez ponownych, podziękowań i pytań przed zakupem)",
        "Contacts per 100 orders (net: repeated ones, thanks and questions before buying aside)",
    ),
    define(
        "wismo_share",
        Unit::Percent,
        Shape::Share(&[Count::WISMO], &[Count::CASES]),
        "Udział pytań „gdzie jest paczka” (główny temat)",
        "Share of WISMO (primary intent)",
    ),
    define(
        "wismo_share_any",
        Unit::Percent,
        Shape::Share(&[Count::WISMO_ANY], &[Count::CASES]),
        "Udział pytań „gdzie jest paczka” (dowolny temat)",
        "Share of WISMO (any intent)",
    ),
    define(
        "wismo_per_100_orders",
        Unit::Per100,
        Shape::Per100(Count::WISMO, Count::ORDERS, Count::CASES),
        "Pytania „gdzie jest paczka” na 100 zamówień",
        "WISMO per 100 orders",
    ),
    define(
        "wismo_per_100_parcels",
        Unit::Per100,
        Shape::Per100(Count::WISMO, Count::PARCELS, Count::CASES),
        "Pytania „gdzie jest paczka” na 100 paczek",
        "WISMO per 100 parcels",
    ),
    define(
        "wismo_cause_delivered_not_found",
        Unit::Percent,
        Shape::ShareIf(
            Count::of_cause(Cause::DeliveredNotFound),
            Count::WISMO_CAUSED,
            &[Count::of_cause(Cause::DeliveredNotFound)],
        ),
        "Przyczyna pytań o paczkę: doręczona, a nie znaleziona",
        "Cause of WISMO: delivered, not found",
    ),
    define(
        "wismo_cause_sources_disagree",
        Unit::Percent,
        Shape::ShareIf(
            Count::of_cause(Cause::SourcesDisagree),
            Count::WISMO_CAUSED,
            &[Count::of_cause(Cause::SourcesDisagree)],
        ),
        "Przyczyna pytań o paczkę: źródła podają co innego",
        "Cause of WISMO: sources disagree",
    ),
    define(
        "wismo_cause_shop_late",
        Unit::Percent,
        Shape::ShareIf(Count::of_cause(Cause::ShopLate), Count::WISMO_CAUSED, &[Count::of_cause(Cause::ShopLate)]),
        "Przyczyna pytań o paczkę: sklep wysłał za późno",
        "Cause of WISMO: shop late",
    ),
    define(
        "wismo_cause_courier_late",
        Unit::Percent,
        Shape::ShareIf(
            Count::of_cause(Cause::CourierLate),
            Count::WISMO_CAUSED,
            &[Count::of_cause(Cause::CourierLate)],
        ),
        "Przyczyna pytań o paczkę: kurier spóźniony",
        "Cause of WISMO: courier late",
    ),
    define(
        "wismo_cause_courier_silent",
        Unit::Percent,
        Shape::ShareIf(
            Count::of_cause(Cause::CourierSilent),
            Count::WISMO_CAUSED,
            &[Count::of_cause(Cause::CourierSilent)],
        ),
        "Przyczyna pytań o paczkę: kurier milczy",
        "Cause of WISMO: courier silent",
    ),
    define(
        "wismo_cause_message_bounced",
        Unit::Percent,
        Shape::ShareIf(
            Count::of_cause(Cause::MessageBounced),
            Count::WISMO_CAUSED,
            &[Count::of_cause(Cause::MessageBounced)],
        ),
        "Przyczyna pytań o paczkę: wiadomość nie dotarła",
        "Cause of WISMO: message bounced",
    ),
    define(
        "wismo_cause_no_shipped_message",
        Unit::Percent,
        Shape::ShareIf(
            Count::of_cause(Cause::NoShippedMessage),
            Count::WISMO_CAUSED,
            &[Count::of_cause(Cause::NoShippedMessage)],
        ),
        "Przyczyna pytań o paczkę: nie wysłano wiadomości o nadaniu",
        "Cause of WISMO: no message about shipping",
    ),
    define(
        "wismo_cause_no_tracking_link",
        Unit::Percent,
        Shape::ShareIf(
            Count::of_cause(Cause::NoTrackingLink),
            Count::WISMO_CAUSED,
            &[Count::of_cause(Cause::NoTrackingLink)],
        ),
        "Przyczyna pytań o paczkę: brak linku do śledzenia",
        "Cause of WISMO: no tracking link",
    ),
    define(
        "wismo_cause_no_promise",
        Unit::Percent,
        Shape::ShareIf(Count::of_cause(Cause::NoPromise), Count::WISMO_CAUSED, &[Count::of_cause(Cause::NoPromise)]),
        "Przyczyna pytań o paczkę: nie podano terminu",
        "Cause of WISMO: no date promised",
    ),
    define(
        "wismo_cause_unknown",
        Unit::Percent,
        Shape::ShareIf(Count::of_cause(Cause::Unknown), Count::WISMO_CAUSED, &[Count::of_cause(Cause::Unknown)]),
        "Przyczyna pytań o paczkę: inna",
        "Cause of WISMO: other",
    ),
];
