//! Our own texts in English.

use super::Fixed;
use sledz_domain::message::MessageKind;

pub(super) fn texts(kind: MessageKind) -> Fixed {
    match kind {
        MessageKind::Confirmed => Fixed {
            subject: "Order {order} received",
            body: "Hello,\n\n\
                   thank you for order {order}.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   {returns}",
            sms: "{shop}: order {order}. {status} {link}",
        },
        MessageKind::Shipped => Fixed {
            subject: "Order {order}: parcel sent",
            body: "Hello,\n\n\
                   we have sent a parcel of order {order}.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   With the courier: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::OutForDelivery => Fixed {
            subject: "Order {order}: out for delivery",
            body: "Hello,\n\n\
                   the parcel of order {order} is nearly there.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   With the courier: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::ReadyForPickup => Fixed {
            subject: "Order {order}: parcel ready to collect",
            body: "Hello,\n\n\
                   this is about order {order}.\n\n\
                   {status}\n\n\
                   Where: {pickup}\n\
                   Until: {deadline}\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   With the courier: {parcels}",
            sms: "{shop}: {status} {pickup}. {link}",
        },
        MessageKind::PickupReminder => Fixed {
            subject: "Order {order}: little time left to collect",
            body: "Hello,\n\n\
                   this is a reminder of the parcel of order {order}.\n\n\
                   {status}\n\n\
                   Where: {pickup}\n\
                   Until: {deadline}\n\
                   A parcel that is not collected goes back to the shop.\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   With the courier: {parcels}",
            sms: "{shop}: {status} {pickup}. {link}",
        },
        MessageKind::Problem => Fixed {
            subject: "Order {order}: a problem with the delivery",
            body: "Hello,\n\n\
                   this is about order {order}.\n\n\
                   {status}\n\n\
                   {link}\n\n\
                   With the courier: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::Delay => Fixed {
            subject: "Order {order}: a delay",
            body: "Hello,\n\n\
                   this is about order {order}.\n\n\
                   {status}\n\n\
                   The tracking page shows every change.\n\n\
                   {link}\n\n\
                   {problem}\n\n\
                   With the courier: {parcels}",
            sms: "{shop}: {status} {link}",
        },
        MessageKind::Delivered => Fixed {
            subject: "Order {order}: parcel delivered",
            body: "Hello,\n\n\
                   this is about order {order}.\n\n\
                   {status}\n\n\
                   {problem}\n\n\
                   {returns}\n\n\
                   {link}",
            sms: "{shop}: {status} A return or a problem? {link}",
        },
        MessageKind::Returned => Fixed {
            subject: "Order {order}: parcel back at the shop",
            body: "Hello,\n\n\
                   this is about order {order}.\n\n\
                   {status}\n\n\
                   {link}",
            sms: "{shop}: {status} {link}",
        },
    }
}
