//! Our own texts in Polish.

use super::Fixed;
use sledz_domain::message::MessageKind;

pub(super) fn texts(kind: MessageKind) -> Fixed {
    match kind {
        MessageKind::Confirmed => Fixed {
            subject: "Zamówienie {order} przyjęte",
            body: "Dzień dobry,\n\n\
                   dziękujemy za zamówienie {order}.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   {returns}",
            sms: "{shop}: zamówienie {order}. {status} {link}",
        },
        MessageKind::Shipped => Fixed {
            subject: "Zamówienie {order}: paczka wysłana",
            body: "Dzień dobry,\n\n\
                   wysłaliśmy paczkę z zamówienia {order}.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   U kuriera: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::OutForDelivery => Fixed {
            subject: "Zamówienie {order}: kurier doręcza paczkę",
            body: "Dzień dobry,\n\n\
                   paczka z zamówienia {order} jest już blisko.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   U kuriera: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::ReadyForPickup => Fixed {
            subject: "Zamówienie {order}: paczka czeka na odbiór",
            body: "Dzień dobry,\n\n\
                   piszemy w sprawie zamówienia {order}.\n\n\
                   {status}\n\n\
                   Gdzie: {pickup}\n\
                   Do kiedy: {deadline}\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   U kuriera: {parcels}",
            sms: "{shop}: {status} {pickup}. {link}",
        },
        MessageKind::PickupReminder => Fixed {
            subject: "Zamówienie {order}: kończy się czas na odbiór",
            body: "Dzień dobry,\n\n\
                   przypominamy o paczce z zamówienia {order}.\n\n\
                   {status}\n\n\
                   Gdzie: {pickup}\n\
                   Do kiedy: {deadline}\n\
                   Nieodebraną paczkę kurier odeśle do sklepu.\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   U kuriera: {parcels}",
            sms: "{shop}: {status} {pickup}. {link}",
        },
        MessageKind::Problem => Fixed {
            subject: "Zamówienie {order}: problem z doręczeniem",
            body: "Dzień dobry,\n\n\
                   piszemy w sprawie zamówienia {order}.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   U kuriera: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::Delay => Fixed {
            subject: "Zamówienie {order}: opóźnienie",
            body: "Dzień dobry,\n\n\
                   piszemy w sprawie zamówienia {order}.\n\n\
                   {status}\n\n\
                   Każdą zmianę zobaczysz na stronie śledzenia.\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   U kuriera: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::Delivered => Fixed {
            subject: "Zamówienie {order}: paczka doręczona",
            body: "Dzień dobry,\n\n\
                   piszemy w sprawie zamówienia {order}.\n\n\
                   {status}\n\n\
                   {problem}\n\n\
                   {returns}\n\n\
                   {link}",
            sms: "{shop}: {status} Zwrot lub problem? {link}",
        },
        MessageKind::Returned => Fixed {
            subject: "Zamówienie {order}: paczka wróciła do sklepu",
            body: "Dzień dobry,\n\n\
                   piszemy w sprawie zamówienia {order}.\n\n\
                   {status}\n\n\
                   {link}",
            sms: "{shop}: {status} {link}",
        },
    }
}
