//! DPD: Germany pushes, Poland is asked.

use super::walk::{
    Say::{GoesBack, HandedOver, Paid, Redirected, Scan, ScanIn, ScanOfReturn},
    Source, Walk, walk_all, walk_on_redis,
};

const REDIRECTED: Walk = Walk {
    name: "DPD Polska: to a point under a new waybill",
    source: Source::Infoservices,
    steps: &[
        (Paid, "paid", "Opłacono"),
        (HandedOver, "shipped", "Przekazano kurierowi"),
        (Scan("040101"), "accepted", "Kurier przyjął paczkę"),
        (Scan("200300"), "failed_attempt", "Nie udało się doręczyć"),
        (Redirected("230402"), "shipped", "Przekazano kurierowi"),
        (Scan("050101"), "in_transit", "W drodze"),
        (Scan("511901"), "ready_for_pickup", "Czeka w punkcie DPD Pickup"),
        (Scan("701901"), "delivered", "Odebrano"),
    ],
    // The second time under the number by which it is found from now on.
    messages: &["confirmed", "shipped", "problem", "shipped", "ready_for_pickup", "delivered"],
    words: &["Odebrano", "Paczka idzie dalej pod numerem", "0000075077111U", "Błędny lub niepełny adres"],
    parcels: 2,
};

#[test]
fn by_the_push_of_germany_to_the_shop_and_back() {
    walk_all(&[
        Walk {
            name: "DPD Germany: to the parcel shop",
            source: Source::DpdDe,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("start_order"), "shipped", "Przekazano kurierowi"),
                (Scan("pickup_driver"), "accepted", "Kurier przyjął paczkę"),
                (Scan("pickup_depot"), "in_transit", "W drodze"),
                (Scan("delivery_depot"), "in_transit", "W drodze"),
                (Scan("delivery_carload"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("delivery_nab"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("delivery_shop"), "ready_for_pickup", "Czeka w punkcie DPD Pickup"),
                (Scan("delivery_notification"), "ready_for_pickup", "Czeka w punkcie DPD Pickup"),
                (Scan("pickup_by_consignee"), "delivered", "Odebrano"),
            ],
            messages: &["confirmed", "shipped", "out_for_delivery", "problem", "ready_for_pickup", "delivered"],
            words: &["Odebrano", "Wysłano powiadomienie", "W oddziale w okolicy odbiorcy"],
            parcels: 1,
        },
        Walk {
            name: "DPD Germany: back, and an error",
            source: Source::DpdDe,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("error_pickup"), "exception", "Problem z paczką"),
                (Scan("pickup_driver"), "accepted", "Kurier przyjął paczkę"),
                (Scan("delivery_shop"), "ready_for_pickup", "Czeka w punkcie DPD Pickup"),
                (Scan("no_pickup_by_consignee"), "returning", "Wraca do nadawcy"),
                (Scan("error_return"), "returning", "Wraca do nadawcy"),
                (Scan("delivery_customer"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["shipped", "problem", "ready_for_pickup", "returned"],
            words: &["Wróciła do nadawcy", "Nie odebrano w terminie"],
            parcels: 1,
        },
    ]);
}

#[test]
fn by_the_queue_of_poland_elsewhere_back_and_lost() {
    walk_all(&[
        Walk {
            name: "DPD Polska: to the door at the second attempt",
            source: Source::Infoservices,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("030103"), "shipped", "Przekazano kurierowi"),
                (ScanIn("040101", "Kraków"), "accepted", "Kurier przyjął paczkę"),
                (ScanIn("050101", "Poznań"), "in_transit", "W drodze"),
                (Scan("170101"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("200201"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("170304"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("170101"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("190101"), "delivered", "Doręczono"),
            ],
            messages: &["confirmed", "shipped", "out_for_delivery", "problem", "delivered"],
            words: &["Doręczono", "Poznań", "Kurier nikogo nie zastał"],
            parcels: 1,
        },
        REDIRECTED,
        Walk {
            name: "DPD Polska: refused, and back under a waybill of its own",
            source: Source::Infoservices,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("040101"), "accepted", "Kurier przyjął paczkę"),
                (Scan("200401"), "failed_attempt", "Nie udało się doręczyć"),
                (GoesBack("230403"), "returning", "Wraca do nadawcy"),
                (ScanOfReturn("050101"), "returning", "Wraca do nadawcy"),
                (ScanOfReturn("190101"), "returning", "Wraca do nadawcy"),
                (Scan("190101"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["confirmed", "shipped", "problem", "returned"],
            words: &["Wróciła do nadawcy", "Tą paczką zamówienie wraca do sklepu (zwrot).", "Odmowa przyjęcia"],
            parcels: 2,
        },
        Walk {
            name: "DPD Polska: lost",
            source: Source::Infoservices,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("040101"), "accepted", "Kurier przyjął paczkę"),
                (Scan("230309"), "exception", "Problem z paczką"),
            ],
            messages: &["shipped", "problem"],
            words: &["Problem z paczką"],
            parcels: 1,
        },
    ]);
}

#[test]
fn the_same_on_redis() {
    walk_on_redis(&REDIRECTED);
}
