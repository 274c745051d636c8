//! InPost: ShipX, which proves nothing, and the Group API.

use super::walk::{
    Say::{GoesBack, HandedOver, Paid, Scan, ScanIn, ScanOfReturn, Wait},
    Source, Walk, walk_all,
};

#[test]
fn by_shipx_to_the_locker_to_the_door_back_and_lost() {
    walk_all(&[
        Walk {
            name: "InPost ShipX: to the locker",
            source: Source::Shipx,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("confirmed"), "shipped", "Przekazano kurierowi"),
                (Scan("dispatched_by_sender"), "accepted", "Kurier przyjął paczkę"),
                (Scan("adopted_at_sorting_center"), "in_transit", "W drodze"),
                (Scan("out_for_delivery"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("ready_to_pickup"), "ready_for_pickup", "Czeka w Paczkomacie"),
                (Wait, "ready_for_pickup", "Czeka w Paczkomacie"),
                (Wait, "ready_for_pickup", "Czeka w Paczkomacie"),
                (Scan("pickup_reminder_sent"), "ready_for_pickup", "Czeka w Paczkomacie"),
                // It was night.
                (Wait, "ready_for_pickup", "Czeka w Paczkomacie"),
                (Scan("delivered"), "delivered", "Doręczono"),
            ],
            messages: &["confirmed", "shipped", "pickup_reminder", "delivered"],
            words: &["Doręczono", "Przypomnienie o odbiorze", "Nadano w Paczkomacie", "W sortowni"],
            parcels: 1,
        },
        Walk {
            name: "InPost ShipX: nobody at home, and back",
            source: Source::Shipx,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("collected_from_sender"), "accepted", "Kurier przyjął paczkę"),
                (Scan("out_for_delivery_to_address"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("pickup_reminder_sent_address"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("out_for_delivery_to_address"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("avizo"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("returned_to_sender"), "returning", "Wraca do nadawcy"),
                (Scan("delivered"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["confirmed", "shipped", "problem", "returned"],
            words: &["Wróciła do nadawcy", "Kurier nikogo nie zastał", "Kurier znów nikogo nie zastał"],
            parcels: 1,
        },
        Walk {
            name: "InPost ShipX: lost",
            source: Source::Shipx,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("taken_by_courier"), "accepted", "Kurier przyjął paczkę"),
                (Scan("missing"), "exception", "Problem z paczką"),
                (Scan("claimed"), "exception", "Problem z paczką"),
            ],
            messages: &["shipped", "problem"],
            words: &["Problem z paczką", "Kurier rozpatruje reklamację"],
            parcels: 1,
        },
    ]);
}

#[test]
fn by_the_group_api_to_the_locker_elsewhere_back_and_lost() {
    walk_all(&[
        Walk {
            name: "InPost Group: to the locker",
            source: Source::Group,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("CRE.1001"), "shipped", "Przekazano kurierowi"),
                (Scan("FMD.1005"), "accepted", "Kurier przyjął paczkę"),
                (Scan("MMD.1001"), "in_transit", "W drodze"),
                (Scan("LMD.1001"), "out_for_delivery", "Kurier doręcza paczkę"),
                (ScanIn("LMD.1005", "KRA010"), "ready_for_pickup", "Czeka w Paczkomacie"),
                (Wait, "ready_for_pickup", "Czeka w Paczkomacie"),
                (Wait, "ready_for_pickup", "Czeka w Paczkomacie"),
                (Scan("LMD.9001"), "ready_for_pickup", "Czeka w Paczkomacie"),
                (Scan("EOL.1002"), "delivered", "Odebrano"),
            ],
            // Its reminder names no deadline, so there is none to remind of.
            messages: &["confirmed", "shipped", "delivered"],
            words: &["Odebrano", "Przypomnienie o odbiorze", "KRA010", "Czeka w Paczkomacie"],
            parcels: 1,
        },
        Walk {
            name: "InPost Group: elsewhere, refused, and back under a number of its own",
            source: Source::Group,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("FMD.1002"), "accepted", "Kurier przyjął paczkę"),
                (Scan("LMD.9017"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("LMD.3014"), "in_transit", "W drodze"),
                (ScanIn("LMD.1005", "KRA010"), "ready_for_pickup", "Czeka w Paczkomacie"),
                (Scan("LMD.9002"), "exception", "Problem z paczką"),
                (GoesBack("RTS.1001"), "returning", "Wraca do nadawcy"),
                (ScanOfReturn("MMD.1001"), "returning", "Wraca do nadawcy"),
                (ScanOfReturn("EOL.1001"), "returning", "Wraca do nadawcy"),
                (Scan("RTS.1002"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["confirmed", "shipped", "problem", "problem", "returned"],
            words: &["Wróciła do nadawcy", "Tą paczką zamówienie wraca do sklepu (zwrot).", "Minął czas na odbiór"],
            parcels: 2,
        },
        Walk {
            name: "InPost Group: lost",
            source: Source::Group,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("MMD.1001"), "in_transit", "W drodze"),
                (Scan("EOL.9001"), "exception", "Problem z paczką"),
            ],
            messages: &["shipped", "problem"],
            words: &["Problem z paczką", "Kurier nie może znaleźć paczki"],
            parcels: 1,
        },
    ]);
}
