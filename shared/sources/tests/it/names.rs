//! Carriers as shops, platforms and aggregators write them.

use sledz_sources::carriers::{by_id, from_17track, from_aftership, from_text};

#[test]
fn names_as_shops_and_platforms_write_them() {
    for (carrier, names) in [
        (
            "inpost",
            &[
                "InPost",
                "inpost",
                "INPOST",
                "InPost Paczkomaty 24/7",
                "Paczkomaty 24/7",
                "Paczkomat®",
                "Paczkomat InPost WAW478M",
                "Kurier InPost",
                "In Post",
                "Allegro Paczkomaty InPost",
                "Allegro Kurier24 InPost",
                "inpost_paczkomaty",
                "inPost-Paczkomaty",
                "inpostkurier",
                "paczkomaty",
                "PaczkoPunkt",
                "ERLI InPost Paczkomaty",
                "Przesyłka w Paczkomacie",
            ][..],
        ),
        (
            "dpd",
            &[
                "DPD",
                "dpd",
                "kurier DPD",
                "DPD Pickup",
                "DPD Polska",
                "Kurier DPD (pobranie)",
                "Allegro Kurier DPD",
                "Allegro Automat DPD Pickup",
                "Allegro Smart! Kurier DPD",
                "dpd-pl",
                "dpd_pickup",
                "DPDPickup",
                "Paczkomat DPD",
            ],
        ),
        (
            "dhl",
            &[
                "DHL",
                "DHL Parcel",
                "DHL eCommerce",
                "DHL POP",
                "DHL Express",
                "Automat DHL BOX 24/7",
                "Allegro Automat DHL BOX 24/7",
                "Allegro Kurier DHL (Allegro Delivery)",
                "dhl24",
                "dhlparcel",
                "DHL_PARCEL_SHOP",
            ],
        ),
        ("gls", &["GLS", "GLS Kurier", "gls-pl", "GLS Poland", "Kurier GLS"]),
        (
            "poczta-polska",
            &[
                "Poczta Polska",
                "Poczta Polska Kurier48",
                "Poczta Polska - Pocztex",
                "Pocztex Kurier",
                "Pocztex 2.0",
                "pocztex_kurier",
                "Allegro Kurier Pocztex",
                "Allegro Automat Pocztex",
                "Kurier48",
                "Kurier 48",
                "Odbiór na poczcie, Poczta",
                "Paczka pocztowa",
                "poczta_polska",
                "poczta-polska",
                "pocztapolska",
                "POCZTA_POLSKA",
                "polish-post",
                "Poland Post",
            ],
        ),
        (
            "orlen",
            &[
                "ORLEN Paczka",
                "Orlen Paczka",
                "Allegro Automat ORLEN Paczka",
                "orlen_paczka",
                "Paczka w RUCHu",
                "Paczka w Ruchu",
                "RUCH",
                "paczka-w-ruchu",
                "paczkawruchu",
            ],
        ),
        ("ups", &["UPS", "UPS Standard", "UPS Access Point", "Access Point", "Allegro One Punkt, UPS", "ups_saver"]),
        ("fedex", &["FedEx", "FedEx (TNT)", "Fed-Ex", "FEDEX_EXPRESS", "FedEx® International"]),
        (
            "allegro",
            &[
                "Allegro One Box",
                "One Kurier",
                "One Punkt",
                "Allegro One Punkt",
                "Allegro Smart! One Box",
                "Allegro Delivery",
                "Allegro Automaty Paczkowe One",
                "allegro_one",
            ],
        ),
        (
            "other",
            &[
                "grupsy",
                "Odbiór osobisty",
                "Kurier",
                "Kurier 24h",
                "kurier 48h",
                "Packeta",
                "Rohlig Suus",
                "phone boxes",
                "uruchom",
                "TNT",
                "mangls",
                "<script>",
                "—",
            ],
        ),
    ] {
        for name in names {
            assert_eq!(from_text(name), Some(carrier), "{name}");
        }
        assert_eq!(by_id(carrier).id, carrier);
    }
    for nothing in ["", "  ", "\n\t"] {
        assert_eq!(from_text(nothing), None);
    }
    assert_eq!(by_id("<script>").id, "other");
    assert_eq!(from_text(&"InPost ".repeat(100_000)), Some("inpost"));
    assert_eq!(from_text(&format!("{}InPost", "a ".repeat(1000))), Some("other"));
}

/// Slugs of AfterShip's public list.
#[test]
fn slugs_of_aftership() {
    for (slug, carrier) in [
        ("inpost-paczkomaty", "inpost"),
        ("dpd", "dpd"),
        ("dpd-poland", "dpd"),
        ("dpd-de", "dpd"),
        ("dpd-uk", "dpd"),
        ("exapaq", "dpd"),
        ("interlink-express", "dpd"),
        ("dhl", "dhl"),
        ("dhl-express", "dhl"),
        ("dhl-germany", "dhl"),
        ("dhl-poland", "dhl"),
        ("dhl-global-mail", "dhl"),
        ("dhlparcel-nl", "dhl"),
        ("gls", "gls"),
        ("gls-italy", "gls"),
        ("poczta-polska", "poczta-polska"),
        ("ups", "ups"),
        ("ups-mail-innovations", "ups"),
        ("fedex", "fedex"),
        ("fedex-uk", "fedex"),
        ("opek", "fedex"),
        ("OPEK ", "fedex"),
        ("allegro", "allegro"),
        ("postnl", "other"),
        ("sf-express", "other"),
        ("tnt", "other"),
    ] {
        assert_eq!(from_aftership(slug), Some(carrier), "{slug}");
    }
    assert_eq!(from_aftership(""), None);
}

/// Numbers of 17TRACK's public list.
#[test]
fn numbers_of_17track() {
    for (key, carrier) in [
        (100043, Some("inpost")),
        (100462, Some("inpost")),
        (100111, Some("dpd")),
        (100007, Some("dpd")),
        (100001, Some("dhl")),
        (100226, Some("dhl")),
        (7041, Some("dhl")),
        (100005, Some("gls")),
        (100281, Some("gls")),
        (16081, Some("poczta-polska")),
        (100471, Some("poczta-polska")),
        (100675, Some("orlen")),
        (100002, Some("ups")),
        (100003, Some("fedex")),
        (100261, Some("fedex")),
        (100648, Some("allegro")),
        // Papua New Guinea's post, TNT, nobody.
        (16041, None),
        (100004, None),
        (0, None),
        (u32::MAX, None),
    ] {
        assert_eq!(from_17track(key), carrier, "{key}");
    }
}
