//! The tracking page.

use crate::{
    html::Document,
    samples::{ago, bare_parcel, now, order, parcel, special},
    shop, sound,
};
use chrono::TimeDelta;
use sledz_domain::{
    status::{Payment, Stage, Status},
    view::{PickupView, ShipmentView, TrackingView},
    words::{self, Lang, StatusSentence},
};
use sledz_page::{Shop, track};

fn read(view: &TrackingView, lang: Lang) -> Document {
    sound(&track(view, &shop(), lang, now(), None), lang.code())
}

fn has(document: &Document, text: &str) {
    assert!(document.text.contains(text), "no {text:?} in {}", document.text);
}

fn has_not(document: &Document, text: &str) {
    assert!(!document.text.contains(text), "{text:?} in {}", document.text);
}

#[test]
fn every_stage_in_both_languages_with_and_without_parcels() {
    for lang in Lang::ALL {
        for stage in Stage::ALL {
            let mut views = vec![order(lang, stage), TrackingView { shipments: Vec::new(), ..order(lang, stage) }];
            let parcels = Status::ALL.map(|status| parcel(lang, status)).to_vec();
            views.push(TrackingView { shipments: parcels, ..order(lang, stage) });
            for view in views {
                let document = read(&view, lang);
                has(&document, &view.stage_label);
                has(&document, &StatusSentence::of(lang, &view, now()).next);
                has(&document, words::if_wrong(lang, &view));
                assert!(document.text_of("title").contains("1001"));
                assert!(document.all("li[aria-current=step]").len() <= 1);
                assert_eq!(document.all("li[aria-current=step]").is_empty(), stage == Stage::Delivered);
            }
        }
    }
}

#[test]
fn every_special_case_in_both_languages() {
    for lang in Lang::ALL {
        for (_, view) in special(lang) {
            let document = read(&view, lang);
            if let Some(notice) = StatusSentence::of(lang, &view, now()).delay {
                has(&document, &notice);
            }
        }
    }
}

#[test]
fn where_and_until_when_a_parcel_waits() {
    let document = read(&order(Lang::Pl, Stage::ReadyForPickup), Lang::Pl);
    has(&document, "Tu czeka paczka WAW117M ul. Puławska 17, 02-515 Warszawa Odbierz najpóźniej:");
    has(&document, "w piątek, 20 listopada, 11:20");
    let mut late = order(Lang::Pl, Stage::ReadyForPickup);
    late.shipments[0].pickup = Some(PickupView { name: None, address: None, deadline: Some(ago(24)) });
    has(&read(&late, Lang::Pl), "Termin odbioru minął: wczoraj, 12:20");
    // Also where another parcel of the order is what the order is about.
    let mut several = order(Lang::En, Stage::Exception);
    several.shipments.push(parcel(Lang::En, Status::ReadyForPickup));
    has(&read(&several, Lang::En), "Your parcel is here · Parcel 2 of 2 WAW117M");
    // On the way to a locker that is known: said with the parcel, not as if it waited.
    let mut coming = order(Lang::En, Stage::InTransit);
    coming.shipments[0].pickup = Some(PickupView { name: Some("KRA010".to_owned()), address: None, deadline: None });
    let document = read(&coming, Lang::En);
    has(&document, "Pickup place KRA010");
    has_not(&document, "Your parcel is here");
}

#[test]
fn a_timeline_is_newest_first_and_folds_what_is_old() {
    let document = read(&order(Lang::Pl, Stage::ReadyForPickup), Lang::Pl);
    let times: Vec<&str> = document.all("time").iter().filter_map(|tag| tag.get("datetime")).collect();
    assert!(times.iter().all(|time| time.ends_with('Z') && time.len() == 20));
    assert_eq!(document.all("details").len(), 1);
    has(&document, "Pokaż 2 starsze wpisy");
    let newest = document.text.find("Wyjechała z sortowni").unwrap();
    let oldest = document.text.find("Kurier odebrał paczkę od nadawcy").unwrap();
    assert!(newest < oldest);
    has(&document, "14:20 (godzina przybliżona)");
    let mut short = order(Lang::Pl, Stage::ReadyForPickup);
    short.shipments[0].events.truncate(5);
    assert!(read(&short, Lang::Pl).all("details").is_empty());
}

#[test]
fn it_says_plainly_what_it_does_not_know() {
    for (view, text) in [
        (order(Lang::En, Stage::Preparing), "The parcel has no number yet."),
        (
            TrackingView { shipments: Vec::new(), ..order(Lang::En, Stage::Shipped) },
            "We do not have this parcel's number",
        ),
        (order(Lang::En, Stage::Shipped), "The courier has not reported anything about this parcel yet."),
    ] {
        has(&read(&view, Lang::En), text);
    }
    let view = TrackingView { shipments: vec![bare_parcel(Lang::En)], ..order(Lang::En, Stage::Shipped) };
    let document = read(&view, Lang::En);
    has_not(&document, "Courier DPD");
    assert!(document.all("a[rel=noopener noreferrer]").is_empty(), "no carrier, no link");
    let cancelled = read(&order(Lang::En, Stage::Cancelled), Lang::En);
    has_not(&cancelled, "The parcel has no number yet.");
}

#[test]
fn links_to_the_carrier_come_without_a_referrer() {
    let document = read(&order(Lang::Pl, Stage::InTransit), Lang::Pl);
    let link = document.one("a[rel=noopener noreferrer]");
    assert_eq!(link.get("href"), Some("https://tracktrace.dpd.com.pl/findParcel?q=0000075077195U"));
    has(&document, "Sprawdź na stronie DPD");
}

#[test]
fn a_parcel_that_goes_on_elsewhere_and_one_that_goes_back() {
    let mut view = order(Lang::Pl, Stage::InTransit);
    view.shipments[0].replaced_by = Some("JD014600006823746500".to_owned());
    has(&read(&view, Lang::Pl), "Paczka idzie dalej pod numerem JD014600006823746500 .");
    let back = ShipmentView { is_return: true, ..parcel(Lang::Pl, Status::InTransit) };
    view.shipments = vec![back];
    has(&read(&view, Lang::Pl), "(zwrot)");
}

#[test]
fn dates_and_promises_as_far_as_they_mean_anything() {
    let preparing = read(&order(Lang::Pl, Stage::Preparing), Lang::Pl);
    has(&preparing, "Zamówiono 15 listopada, 14:20 Opłacono 15 listopada, 15:20 Wysyłka najpóźniej jutro");
    let sent = read(&order(Lang::Pl, Stage::InTransit), Lang::Pl);
    has_not(&sent, "Wysyłka najpóźniej");
    has(&sent, "Przekazano kurierowi 16 listopada, 14:20 Przewidywana dostawa jutro");
    for stage in [Stage::ReadyForPickup, Stage::Delivered, Stage::Exception, Stage::Returned] {
        has_not(&read(&order(Lang::Pl, stage), Lang::Pl), "Przewidywana dostawa");
    }
    let cod = TrackingView { payment_state: Some(Payment::Cod), paid_at: None, ..order(Lang::Pl, Stage::Preparing) };
    has(&read(&cod, Lang::Pl), "Płatność przy odbiorze");
    let nothing = special(Lang::Pl).into_iter().find(|(name, _)| *name == "nothing").unwrap().1;
    has_not(&read(&nothing, Lang::Pl), "Szczegóły zamówienia");
}

#[test]
fn the_shop_can_be_reached_about_this_order() {
    let mut view = order(Lang::Pl, Stage::InTransit);
    view.order = "#10 & 1".to_owned();
    let document = read(&view, Lang::Pl);
    document.one("a[href=mailto:pomoc@sklep.example?subject=Zam%C3%B3wienie%20%2310%20%26%201]");
    document.one("a[href=tel:+48221234567]");
    let silent = Shop { email: String::new(), phone: String::new(), ..shop() };
    let document = sound(&track(&view, &silent, Lang::Pl, now(), None), "pl");
    has(&document, "Możesz odpowiedzieć na e-mail z potwierdzeniem zamówienia.");
}

#[test]
fn the_way_to_the_messages_stays_in_the_language() {
    for (lang, text) in [(Lang::Pl, "Powiadomienia o tym zamówieniu"), (Lang::En, "Messages about this order")] {
        let view = order(lang, Stage::InTransit);
        let page = track(&view, &shop(), lang, now(), Some("/z/AbCd123/messages"));
        let document = sound(&page, lang.code());
        document.one(&format!("a[href=/z/AbCd123/messages?lang={}]", lang.code()));
        has(&document, text);
        has_not(&read(&view, lang), text);
    }
}

#[test]
fn the_other_language_and_the_last_change() {
    let document = read(&order(Lang::Pl, Stage::InTransit), Lang::Pl);
    let switch = document.one("a[hreflang=en]");
    assert_eq!((switch.get("href"), switch.get("lang")), (Some("?lang=en"), Some("en")));
    has(&document, "Ostatnia zmiana: 18 listopada, 11:20 . Odśwież stronę");
    let document = read(&order(Lang::En, Stage::InTransit), Lang::En);
    assert_eq!(document.one("a[hreflang=pl]").get("href"), Some("?lang=pl"));
    has(&document, "Last change: 18 November, 11:20");
}

#[test]
fn a_shop_is_shown_by_its_logo_or_its_name() {
    let view = order(Lang::Pl, Stage::InTransit);
    let logo = read(&view, Lang::Pl);
    assert_eq!(logo.one("img").get("src"), Some("/logo.svg"));
    assert_eq!(logo.one("img").get("alt"), Some("Leśna Spiżarnia"));
    let foreign = Shop { logo: "https://cdn.example/logo.png".to_owned(), ..shop() };
    let document = sound(&track(&view, &foreign, Lang::Pl, now(), None), "pl");
    assert!(document.all("img").is_empty());
    has(&document, "Leśna Spiżarnia");
    sound(&track(&view, &Shop::default(), Lang::Pl, now(), None), "pl");
}

#[test]
fn fifty_parcels_stay_readable() {
    let mut view = order(Lang::Pl, Stage::InTransit);
    view.shipments = vec![parcel(Lang::Pl, Status::InTransit); 50];
    for shipment in &mut view.shipments {
        shipment.estimated_delivery = Some(now() + TimeDelta::hours(26));
    }
    let document = read(&view, Lang::Pl);
    has(&document, "50 paczek Paczka 1 z 50");
    assert_eq!(document.all("details").len(), 50);
}
