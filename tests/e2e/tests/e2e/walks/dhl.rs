//! DHL: Unified Push, and DHL24, which is asked.

use super::walk::{
    Say::{HandedOver, Paid, Scan, ScanIn},
    Source, Walk, walk_all,
};

#[test]
fn by_unified_push_to_the_point_back_and_lost() {
    walk_all(&[
        Walk {
            name: "DHL Unified: to the service point",
            source: Source::Dhl,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("pre-transit: Shipment information received"), "shipped", "Przekazano kurierowi"),
                (Scan("transit: Processed at hub"), "in_transit", "W drodze"),
                (
                    ScanIn("transit: Shipment is out for delivery", "Poznań"),
                    "out_for_delivery",
                    "Kurier doręcza paczkę",
                ),
                (
                    ScanIn("transit: Delivery attempt, recipient was not home", "Poznań"),
                    "failed_attempt",
                    "Nie udało się doręczyć",
                ),
                (
                    ScanIn("transit: Shipment is waiting at the service point", "Poznań"),
                    "ready_for_pickup",
                    "Czeka w punkcie DHL POP",
                ),
                (ScanIn("transit: Notification sent", "Poznań"), "in_transit", "W drodze"),
                (ScanIn("delivered: Delivered", "Poznań"), "delivered", "Doręczono"),
            ],
            messages: &["confirmed", "shipped", "out_for_delivery", "problem", "ready_for_pickup", "delivered"],
            words: &["Doręczono", "Poznań", "Kurier nikogo nie zastał"],
            parcels: 1,
        },
        Walk {
            name: "DHL Unified: back",
            source: Source::Dhl,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("transit: Processed at hub"), "in_transit", "W drodze"),
                (ScanIn("failure: Refused by recipient", "Poznań"), "failed_attempt", "Nie udało się doręczyć"),
                (ScanIn("failure: Shipment is being returned to sender", "Poznań"), "returning", "Wraca do nadawcy"),
                (Scan("delivered: Delivered"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["shipped", "problem", "returned"],
            words: &["Wróciła do nadawcy", "Odmowa przyjęcia"],
            parcels: 1,
        },
        Walk {
            name: "DHL Unified: lost",
            source: Source::Dhl,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("transit: Processed at hub"), "in_transit", "W drodze"),
                (Scan("failure: Shipment is missing"), "exception", "Problem z paczką"),
            ],
            messages: &["shipped", "problem"],
            words: &["Problem z paczką"],
            parcels: 1,
        },
    ]);
}

#[test]
fn by_dhl24_to_the_point_to_the_door_back_and_lost() {
    walk_all(&[
        Walk {
            name: "DHL24: to the point",
            source: Source::Dhl24,
            steps: &[
                (Paid, "paid", "Opłacono"),
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("EDWP"), "shipped", "Przekazano kurierowi"),
                (ScanIn("DWP", "KRAKÓW"), "accepted", "Kurier przyjął paczkę"),
                (ScanIn("SORT", "ŁÓDŹ"), "in_transit", "W drodze"),
                (Scan("LK"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("AWI"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("OWL_SP_KP"), "ready_for_pickup", "Czeka w punkcie DHL POP"),
                (Scan("PPDOR"), "delivered", "Odebrano"),
            ],
            messages: &["confirmed", "shipped", "out_for_delivery", "problem", "ready_for_pickup", "delivered"],
            words: &["Odebrano", "ŁÓDŹ"],
            parcels: 1,
        },
        Walk {
            name: "DHL24: refused, and back",
            source: Source::Dhl24,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("DWP"), "accepted", "Kurier przyjął paczkę"),
                (Scan("LK"), "out_for_delivery", "Kurier doręcza paczkę"),
                (Scan("OP"), "failed_attempt", "Nie udało się doręczyć"),
                (Scan("ZWR"), "returning", "Wraca do nadawcy"),
                (Scan("ZWN"), "returned", "Wróciła do nadawcy"),
            ],
            messages: &["shipped", "out_for_delivery", "problem", "returned"],
            words: &["Wróciła do nadawcy", "Odmowa przyjęcia"],
            parcels: 1,
        },
        Walk {
            name: "DHL24: incomplete",
            source: Source::Dhl24,
            steps: &[
                (HandedOver, "shipped", "Przekazano kurierowi"),
                (Scan("DWP"), "accepted", "Kurier przyjął paczkę"),
                (Scan("PNK"), "exception", "Problem z paczką"),
                (Scan("DOR"), "delivered", "Doręczono"),
            ],
            messages: &["shipped", "problem", "delivered"],
            words: &["Doręczono"],
            parcels: 1,
        },
    ]);
}
