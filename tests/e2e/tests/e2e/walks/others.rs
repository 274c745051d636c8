//! Poczta Polska and Allegro, which are asked.

use super::walk::{
    Say::{HandedOver, LastScan, Paid, Scan, ScanIn},
    Source, Walk, walk_all,
};

#[test]
fn by_poczta_polska_to_the_office_and_back() {
    walk_all(&[
        Walk {
            name: "Poczta Polska: to the office",
            source: Source::PocztaPolska,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("P_REJ_KN1"), "shipped", "Przekazano kurierowi"),
                (ScanIn("P_NAD", "UP Łódź 1"), "accepted", "Kurier przyjął paczkę"),
                (Scan("P_WZL"), "in_transit", "W drodze"),
                (Scan("P_WD"), "out_for_delivery", "Kurier doręcza paczkę"),
                // A notice is two events: nobody was there, and it waits.
                (Scan("P_A"), "ready_for_pickup", "Czeka w placówce pocztowej"),
                (LastScan("P_OWU"), "delivered", "Odebrano"),
            ],
            messages: &["confirmed", "shipped", "out_for_delivery", "ready_for_pickup", "delivered"],
            words: &["Odebrano", "UP Łódź 1", "Kurier nikogo nie zastał"],
            parcels: 1,
        },
        Walk {
            name: "Poczta Polska: back",
            source: Source::PocztaPolska,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("P_NAD"), "accepted", "Kurier przyjął paczkę"),
                (Scan("P_NDZ"), "returning", "Wraca do nadawcy"),
                (LastScan("P_NDZ"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["shipped", "returned"],
            words: &["Wróciła do nadawcy"],
            parcels: 1,
        },
    ]);
}

#[test]
fn by_allegro_to_the_box_and_back() {
    walk_all(&[
        Walk {
            name: "Allegro: to the box",
            source: Source::Allegro,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("PENDING"), "shipped", "Przekazano kurierowi"),
                (Scan("IN_TRANSIT"), "in_transit", "W drodze"),
                (Scan("RELEASED_FOR_DELIVERY"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("AVAILABLE_FOR_PICKUP"), "ready_for_pickup", "Czeka na odbiór"),
                (Scan("DELIVERED"), "delivered", "Doręczono"),
            ],
            messages: &["confirmed", "shipped", "out_for_delivery", "ready_for_pickup", "delivered"],
            words: &["Doręczono", "Czeka na odbiór"],
            parcels: 1,
        },
        Walk {
            name: "Allegro: an issue, and back",
            source: Source::Allegro,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("IN_TRANSIT"), "in_transit", "W drodze"),
                (Scan("ISSUE"), "exception", "Problem z paczką"),
                (Scan("RETURNED"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["shipped", "problem", "returned"],
            words: &["Wróciła do nadawcy"],
            parcels: 1,
        },
    ]);
}
