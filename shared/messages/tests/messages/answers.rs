//! Answers, read as customers read them: every part about every order that it may be about, as mail and as chat, in
//! the files under `snapshots`. `UPDATE=1` writes them anew; then they are to be read.

use crate::{
    html::Document,
    samples::{PAGE, ago, answer_subject, shop, view},
    spaced,
};
use proptest::prelude::*;
use sledz_domain::{
    answer::AnswerKind::{self, *},
    contact::ContactChannel,
    intent::Tongue,
    parcel::Note,
    settings::AnswerTexts,
    status::{Payment, Stage, Status},
    view::TrackingView,
    words::Lang,
};
use sledz_messages::{AnswerSubject, answer, default_answer, draft, written};
use sledz_page::Shop;
use std::{fmt::Write, fs, path::Path};

/// Orders by the names of where they stand.
fn orders(lang: Lang) -> Vec<(&'static str, TrackingView)> {
    let at = |status, note, hours| view(lang, Stage::Shipped, Payment::Paid, &[("inpost", status, note, hours)]);
    let mut unlimited = at(Status::ReadyForPickup, Some(Note::InLocker), 1);
    unlimited.shipments[0].pickup = None;
    let mut collected = at(Status::Delivered, Some(Note::Collected), 20);
    collected.shipments[0].pickup = at(Status::ReadyForPickup, None, 30).shipments[0].pickup.clone();
    let mut overdue = view(lang, Stage::Preparing, Payment::Paid, &[]);
    overdue.dispatch_by = Some(ago(20));
    overdue.delays = vec![sledz_domain::delay::Delay::NotShipped { promised: ago(20) }];
    let mut unpromised = view(lang, Stage::Preparing, Payment::Paid, &[]);
    unpromised.dispatch_by = None;
    let mut late = at(Status::InTransit, None, 3);
    late.estimated_delivery = Some(ago(20));
    late.delays = vec![sledz_domain::delay::Delay::PastDelivery { promised: ago(20) }];
    let mut late_today = at(Status::OutForDelivery, None, 1);
    late_today.delays = late.delays.clone();
    let several = [("inpost", Status::InTransit, None, 3), ("dpd", Status::Delivered, None, 20)];
    vec![
        ("received", view(lang, Stage::Received, Payment::Unpaid, &[])),
        ("received, pending", view(lang, Stage::Received, Payment::Pending, &[])),
        ("paid", view(lang, Stage::Paid, Payment::Paid, &[])),
        ("preparing", view(lang, Stage::Preparing, Payment::Paid, &[])),
        ("preparing, overdue", overdue),
        ("preparing, no promise", unpromised),
        ("shipped", at(Status::PreTransit, None, 3)),
        ("in_transit", at(Status::InTransit, None, 3)),
        ("in_transit, no day", at(Status::Accepted, None, 3)),
        ("in_transit, late", late),
        ("in_transit, delay announced", at(Status::InTransit, Some(Note::Delayed), 3)),
        ("in_transit, silent", at(Status::InTransit, None, 60)),
        ("out_for_delivery", at(Status::OutForDelivery, None, 1)),
        ("out_for_delivery, late", late_today),
        ("ready_for_pickup", at(Status::ReadyForPickup, Some(Note::InLocker), 1)),
        ("ready_for_pickup, nearly over", at(Status::ReadyForPickup, Some(Note::InLocker), 37)),
        ("ready_for_pickup, no deadline", unlimited),
        ("delivered", at(Status::Delivered, None, 1)),
        ("delivered, collected", collected),
        ("delivered, no parcel", view(lang, Stage::Delivered, Payment::Paid, &[])),
        ("exception", at(Status::Exception, None, 3)),
        ("failed_attempt", at(Status::FailedAttempt, Some(Note::NobodyThere), 3)),
        ("failed_attempt, address", at(Status::FailedAttempt, Some(Note::WrongAddress), 3)),
        ("failed_attempt, last", at(Status::FailedAttempt, Some(Note::FinalAttempt), 3)),
        ("returning", at(Status::Returning, None, 3)),
        ("returned", at(Status::Returned, None, 3)),
        ("cancelled", view(lang, Stage::Cancelled, Payment::Paid, &[])),
        ("cancelled, refunded", view(lang, Stage::Cancelled, Payment::Refunded, &[])),
        ("two parcels", view(lang, Stage::Shipped, Payment::Paid, &several)),
    ]
}

/// Where an order may stand that a part is said of; a star stands for any further words of its name.
fn stages(kind: AnswerKind) -> &'static [&'static str] {
    match kind {
        OnTheWay => &[
            "shipped",
            "in_transit",
            "in_transit, no day",
            "out_for_delivery",
            "failed_attempt*",
            "exception",
            "returning",
            "returned",
            "cancelled*",
            "two parcels",
        ],
        OnTheWayLate => &["in_transit, late", "in_transit, delay*", "in_transit, silent", "out_for_delivery, late"],
        NotYetSent => &["received*", "paid", "preparing*"],
        WaitsForPickup => &["ready_for_pickup*"],
        Delivered => &["delivered*"],
        TrackingAgain => &["preparing*", "in_transit*", "out_for_delivery", "two parcels", "ready_for_pickup*"],
        ReturnOnTheWay | ReturnReceived | SuggestRefund | SuggestWithdrawal | SuggestMissing | SuggestDamage => {
            &["delivered"]
        }
        DocumentsAgain | SuggestCode | SuggestPayment | SuggestOther => &["preparing"],
        AddressPossible | CancelPossible => &["paid"],
        AddressTooLate | CancelTooLate => &["shipped", "two parcels"],
        SuggestNotFound => &["delivered*"],
        SuggestCourier => {
            &["in_transit*", "out_for_delivery*", "failed_attempt*", "exception", "returning", "returned"]
        }
        HowToReturn | WhichOrder | Acknowledged | HandedOver | WriteInPrivate => &[],
    }
}

/// All answers that are looked at: a title, the parts, and what they are about.
fn all<'a>(
    tongue: Tongue,
    orders: &'a [(&'static str, TrackingView)],
    shop: &'a Shop,
) -> Vec<(String, Vec<AnswerKind>, AnswerSubject<'a>)> {
    let mut all = Vec::new();
    for kind in AnswerKind::ALL {
        let known = |name: &str| {
            stages(kind)
                .iter()
                .any(|stage| stage.strip_suffix('*').map_or(name == *stage, |start| name.starts_with(start)))
        };
        let mut about: Vec<_> =
            orders.iter().filter(|(name, _)| known(name)).map(|(name, view)| (*name, Some(view))).collect();
        if about.is_empty() || kind.is_suggestion() {
            about.push(("no order", None));
        }
        for (name, view) in about {
            let subject = AnswerSubject {
                view,
                page: view.map(|_| PAGE),
                is_automatic: !kind.is_suggestion(),
                ..answer_subject(tongue, shop)
            };
            all.push((format!("{}: {name}", kind.name()), vec![kind], subject));
        }
        // With nothing but the order.
        let first = orders.iter().find(|(name, _)| known(name));
        let bare = AnswerSubject {
            view: first.map(|(_, view)| view),
            returns_url: "",
            case: "",
            answer_by: None,
            refund_by: None,
            is_automatic: !kind.is_suggestion(),
            ..answer_subject(tongue, shop)
        };
        all.push((format!("{}: nothing known but the order", kind.name()), vec![kind], bare));
    }
    let several = [
        ("in_transit", vec![OnTheWay, HowToReturn, HandedOver]),
        ("in_transit", vec![OnTheWay, TrackingAgain]),
        ("paid", vec![NotYetSent, AddressPossible, DocumentsAgain]),
        ("delivered", vec![Delivered, HowToReturn]),
    ];
    for (stage, parts) in several {
        let names: Vec<&str> = parts.iter().map(|kind| kind.name()).collect();
        let view = orders.iter().find(|(name, _)| *name == stage).map(|(_, view)| view);
        let subject = AnswerSubject { view, page: Some(PAGE), ..answer_subject(tongue, shop) };
        all.push((format!("{}: {stage}", names.join(", ")), parts, subject));
    }
    all
}

/// The answers of some languages as one text.
fn snapshot(tongues: &[Tongue], kinds: &[AnswerKind]) -> String {
    let shop = shop();
    let mut text = String::new();
    for tongue in tongues {
        let orders = orders(if *tongue == Tongue::Pl { Lang::Pl } else { Lang::En });
        for (title, parts, subject) in all(*tongue, &orders, &shop) {
            if !parts.iter().all(|kind| kinds.contains(kind)) {
                continue;
            }
            let mail = answer(&parts, &AnswerTexts::default(), &subject);
            let chat = answer(
                &parts,
                &AnswerTexts::default(),
                &AnswerSubject { channel: ContactChannel::Messenger, ..subject },
            );
            let language = if tongues.len() > 1 { format!(" ({})", tongue.name()) } else { String::new() };
            writeln!(text, "=== {title}{language}\n--- mail: {}\n{}", mail.subject, mail.text).unwrap();
            writeln!(text, "--- chat\n{}\n", chat.text).unwrap();
        }
    }
    text
}

fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    for (number, (stored, now)) in (1..).zip(stored.lines().zip(text.lines())) {
        assert_eq!(now, stored, "line {number} of {name}; UPDATE=1 writes it anew");
    }
    assert_eq!(text.lines().count(), stored.lines().count(), "{name}; UPDATE=1 writes it anew");
}

#[test]
fn polish_answers_are_those_that_were_read() {
    compare("answers-pl.txt", &snapshot(&[Tongue::Pl], &AnswerKind::ALL));
}

#[test]
fn english_answers_are_those_that_were_read() {
    compare("answers-en.txt", &snapshot(&[Tongue::En], &AnswerKind::ALL));
}

#[test]
fn answers_in_other_languages_are_those_that_were_read() {
    let kinds = [WhichOrder, Acknowledged, HandedOver, WriteInPrivate];
    compare("answers-other.txt", &snapshot(&[Tongue::Uk, Tongue::Ru, Tongue::De], &kinds));
}

/// Every answer of the snapshots, as mail and as chat.
fn each(mut look: impl FnMut(&str, &AnswerSubject<'_>, &sledz_messages::Answer)) {
    let shop = shop();
    for tongue in Tongue::ALL {
        let orders = orders(if tongue == Tongue::Pl { Lang::Pl } else { Lang::En });
        for (title, parts, subject) in all(tongue, &orders, &shop) {
            for channel in [ContactChannel::Email, ContactChannel::Whatsapp] {
                let subject = AnswerSubject { channel, ..subject };
                let title = format!("{title}, {tongue:?}, {channel:?}");
                look(&title, &subject, &answer(&parts, &AnswerTexts::default(), &subject));
            }
        }
    }
}

#[test]
fn no_answer_reads_badly() {
    let phrases = [
        "uprzejmie",
        "informujemy",
        "niestety",
        "Szanowni",
        "Drogi",
        "Droga ",
        "Pan ",
        "Pani ",
        "zamówiłe",
        "zamówiła",
        "łeś ",
        "łaś ",
        "/aś",
        "(a)",
        "odpowiemy wkrótce",
        "jak najszybciej odpowiemy",
        "apologize for any inconvenience",
        "unfortunately",
        "napisz do nas",
        "Napisz do nas,",
        "write to us and",
        "tutaj.",
        "w dziś",
        "w jutro",
        "on today",
    ];
    each(|title, subject, answer| {
        for text in [&answer.subject, &answer.text] {
            for phrase in phrases {
                assert!(!text.contains(phrase), "{title}: {phrase} in {text}");
            }
            assert!(!text.contains(['{', '}']) && !text.contains("[[") && !text.contains("]]"), "{title}: {text}");
            for bad in ["  ", " .", " ,", " ;", "..\n", ".:", "()", ". ."] {
                // Three dots are what a person fills in.
                let shown = text.replace("...", "x");
                assert!(!shown.contains(bad), "{title}: {bad:?} in {text}");
            }
        }
        for line in answer.text.split("\n\n").filter(|paragraph| !subject.channel.is_mail() && !paragraph.is_empty()) {
            let ends = line.ends_with(['.', '?', ']']) || line.rsplit(' ').next().unwrap().contains("://");
            let is_address = line.lines().last().unwrap().starts_with("https://");
            assert!(ends || is_address, "{title}: {line:?}");
        }
        let own = answer.text.contains("automat") || answer.text.contains("автомат") || answer.text.contains("Автомат");
        let said = own || answer.text.contains("Automat");
        assert!(said || !subject.is_automatic, "{title}: {}", answer.text);
    });
}

#[test]
fn mails_are_framed_and_chats_are_short() {
    each(|title, subject, answer| {
        let greeted = ["Dzień dobry,", "Hello,", "Добрий день,", "Добрый день,", "Guten Tag,"];
        let is_greeted = greeted.iter().any(|greeting| answer.text.starts_with(greeting));
        let signed = answer.text.contains("\nLeśna Spiżarnia\n");
        assert_eq!((is_greeted, signed), (subject.channel.is_mail(), subject.channel.is_mail()), "{title}");
        if !subject.channel.is_mail() {
            assert!(answer.subject.is_empty() && answer.html.is_empty(), "{title}");
            let limit = if title.contains(", not") || title.contains(", how") { 1_500 } else { 1_000 };
            assert!(answer.text.len() <= limit, "{title}: {} bytes: {}", answer.text.len(), answer.text);
            return;
        }
        let document = Document::read(&answer.html);
        assert_eq!(document.title, answer.subject, "{title}");
        // Addresses stand in HTML's links, and the button's words before a colon.
        for word in answer.text.split_whitespace().filter(|word| !word.contains("://") && *word != "--") {
            assert!(document.text.contains(word.trim_end_matches(':')), "{title}: {word} in {}", document.text);
        }
        assert!(subject.case.is_empty() || document.text.contains(subject.case), "{title}");
    });
}

#[test]
fn only_the_buyer_hears_of_an_order() {
    let shop = shop();
    let view = view(Lang::Pl, Stage::Shipped, Payment::Paid, &[("inpost", Status::InTransit, None, 3)]);
    for channel in [ContactChannel::Email, ContactChannel::Instagram] {
        let subject =
            AnswerSubject { view: Some(&view), page: Some(PAGE), channel, ..answer_subject(Tongue::Pl, &shop) };
        for kind in AnswerKind::ALL.into_iter().filter(|kind| !kind.tells_of_order() && !kind.is_suggestion()) {
            let answer = answer(&[kind], &AnswerTexts::default(), &subject);
            for shown in [&answer.subject, &answer.text, &answer.html] {
                assert!(!shown.contains("1001") && !shown.contains(PAGE) && !shown.contains("w drodze"), "{kind:?}");
            }
        }
    }
    // Without an order, what would tell of one says that the case is with us.
    let unknown = answer_subject(Tongue::Uk, &shop);
    let said = answer(&[OnTheWay, Delivered], &AnswerTexts::default(), &unknown);
    assert_eq!(said, answer(&[Acknowledged], &AnswerTexts::default(), &unknown));
    assert!(said.text.contains("звернення SL-4F7K2"), "{}", said.text);
    let public = AnswerSubject { channel: ContactChannel::Instagram, ..unknown };
    assert!(!answer(&[WriteInPrivate], &AnswerTexts::default(), &public).text.contains("SL-"));
}

#[test]
fn the_language_is_one_for_the_whole_answer() {
    let shop = shop();
    let view = view(Lang::En, Stage::Shipped, Payment::Paid, &[("inpost", Status::InTransit, None, 3)]);
    for (parts, start, end) in [
        (&[Acknowledged][..], "Guten Tag,\n\nvielen Dank", "ein Mensch liest es."),
        (&[OnTheWay, HandedOver], "Hello,\n\nWe have looked up", "a person will read it."),
    ] {
        let subject = AnswerSubject { view: Some(&view), ..answer_subject(Tongue::De, &shop) };
        let text = answer(parts, &AnswerTexts::default(), &subject).text;
        assert!(text.starts_with(start) && spaced(&text).contains(end), "{text}");
    }
}

#[test]
fn the_shops_own_words() {
    let shop = shop();
    let view = view(Lang::Pl, Stage::Shipped, Payment::Paid, &[("inpost", Status::InTransit, None, 3)]);
    let subject = AnswerSubject { view: Some(&view), page: Some(PAGE), ..answer_subject(Tongue::Pl, &shop) };
    let words =
        |text: &str| AnswerTexts::default().with(OnTheWay, [("pl".to_owned(), text.to_owned())].into_iter().collect());
    let said = |texts: &AnswerTexts, subject: &AnswerSubject<'_>| spaced(&answer(&[OnTheWay], texts, subject).text);
    let own =
        words("Leśna Spiżarnia pędzi! [[Będzie {estimated}.||Niedługo będzie.]] [[Do {deadline}.]] ({carrier}) {link}");
    let expected = format!("Dzień dobry, Leśna Spiżarnia pędzi! Będzie jutro. (InPost) {PAGE} Pozdrawiamy");
    assert!(said(&own, &subject).starts_with(&expected), "{}", said(&own, &subject));
    let late = view_without_day();
    let subject_late = AnswerSubject { view: Some(&late), ..subject };
    assert!(said(&own, &subject_late).contains("pędzi! Niedługo będzie. (InPost)"), "{}", said(&own, &subject_late));
    // In another language, and where they cannot be used, ours.
    let english = AnswerSubject { tongue: Tongue::En, ..subject };
    assert!(said(&own, &english).contains("We have looked up"));
    for bad in ["", "{gone}", "[[a]]", "{link", "{deadline}"] {
        assert_eq!(said(&words(bad), &subject), said(&AnswerTexts::default(), &subject), "{bad:?}");
    }
}

fn view_without_day() -> TrackingView {
    let mut view = view(Lang::Pl, Stage::Shipped, Payment::Paid, &[("inpost", Status::InTransit, None, 3)]);
    view.estimated_delivery = None;
    view
}

#[test]
fn what_a_person_writes_is_sent_as_it_is() {
    let shop = shop();
    let view = view(Lang::Pl, Stage::Shipped, Payment::Paid, &[("inpost", Status::Delivered, None, 3)]);
    let subject = AnswerSubject { view: Some(&view), page: Some(PAGE), ..answer_subject(Tongue::Pl, &shop) };
    let suggested = draft(&[SuggestMissing], &AnswerTexts::default(), &subject);
    assert!(suggested.starts_with("Przepraszamy") && suggested.contains("[czegoś zabrakło /"), "{suggested}");
    let text = "Wysyłamy {brakującą} rzecz.\r\n<b>Nie</b> ma za co: https://a.example/x\n\n\nAnna";
    let mail = written(text, &subject);
    assert!(
        mail.text.starts_with("Dzień dobry,\n\nWysyłamy {brakującą} rzecz.\n<b>Nie</b> ma za co:"),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("automat") && mail.text.contains("Numer sprawy: SL-4F7K2"), "{}", mail.text);
    let document = Document::read(&mail.html);
    assert!(document.text.contains("<b>Nie</b> ma za co"), "{}", document.text);
    assert!(document.all("a").iter().any(|a| a.get("href") == Some("https://a.example/x")));
    let chat = written(text, &AnswerSubject { channel: ContactChannel::Messenger, ..subject });
    assert_eq!(chat.text, "Wysyłamy {brakującą} rzecz.\n<b>Nie</b> ma za co: https://a.example/x\n\nAnna");
}

#[test]
fn the_subject_is_the_customers_own_made_harmless() {
    let shop = shop();
    for (incoming, subject) in [
        (Some("Odp: RE: gdzie paczka?"), "Re: gdzie paczka?"),
        (Some("a\r\nBcc: x@evil.example\u{202e}"), "Re: a Bcc: x@evil.example"),
        (Some("<script>alert(1)</script>"), "Re: <script>alert(1)</script>"),
        (Some(" Re: "), "Twoja sprawa SL-4F7K2"),
        (None, "Twoja sprawa SL-4F7K2"),
    ] {
        let about = AnswerSubject { incoming_subject: incoming, ..answer_subject(Tongue::Pl, &shop) };
        let answer = answer(&[Acknowledged], &AnswerTexts::default(), &about);
        assert_eq!(answer.subject, subject);
        assert_eq!(Document::read(&answer.html).title, subject, "escaped");
    }
}

/// What comes from outside, everywhere it can.
fn hostile(text: &str) {
    let shop = Shop { name: text.to_owned(), ..shop() };
    let mut view = view(Lang::Pl, Stage::Shipped, Payment::Paid, &[("inpost", Status::ReadyForPickup, None, 3)]);
    view.order = text.to_owned();
    for shipment in &mut view.shipments {
        shipment.tracking_number = text.to_owned();
        shipment.tracking_url = Some(text.to_owned());
        if let Some(pickup) = &mut shipment.pickup {
            (pickup.name, pickup.address) = (Some(text.to_owned()), Some(text.to_owned()));
        }
    }
    let subject = AnswerSubject {
        view: Some(&view),
        page: Some(text),
        returns_url: text,
        case: text,
        incoming_subject: Some(text),
        ..answer_subject(Tongue::Pl, &shop)
    };
    let chat = AnswerSubject { channel: ContactChannel::Messenger, ..subject };
    for kind in AnswerKind::ALL {
        let mail = answer(&[kind], &AnswerTexts::default(), &subject);
        let document = Document::read(&mail.html);
        for link in document.all("a") {
            assert!(!link.get("href").unwrap().contains("evil.example"), "{link:?}");
        }
        assert!(document.all("script").is_empty() && document.all("img").is_empty());
        let chat = answer(&[kind], &AnswerTexts::default(), &chat);
        for shown in [&mail.subject, &mail.text, &chat.text] {
            let turned = |c: char| matches!(c, '\u{202a}'..='\u{202e}') || (c.is_control() && c != '\n');
            assert!(!shown.contains(turned), "{shown:?}");
        }
        assert!(!mail.subject.contains('\n') && mail.subject.chars().count() < 200 && mail.html.len() < 60_000);
        assert!(chat.text.len() < 6_000, "{}", chat.text.len());
    }
}

#[test]
fn attacks_are_text() {
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</title></style><svg/onload=alert(1)>",
        "{link} {{order}} [[{status}]]",
        "\u{202e}kod\u{0}\r\nBcc: x@evil.example",
        "javascript:alert(1)//https://evil.example/",
        "https://evil.example/\">x",
    ] {
        hostile(text);
    }
    hostile(&"ł".repeat(50_000));
    let shop = shop();
    let mut view = view_without_day();
    view.order = "<b>1</b>".to_owned();
    let subject = AnswerSubject { view: Some(&view), ..answer_subject(Tongue::Pl, &shop) };
    let answer = answer(&[OnTheWay], &AnswerTexts::default(), &subject);
    assert!(answer.html.contains("<bdi>&#60;b&#62;1&#60;/b&#62;</bdi>"), "{}", answer.html);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_makes_sound_answers(text in any::<String>()) {
        // An address that is one may be linked to.
        hostile(&text.replace("https", "x"));
    }

    #[test]
    fn any_words_of_a_shop_are_answered_with(text in any::<String>(), kind in proptest::sample::select(AnswerKind::ALL.to_vec())) {
        let shop = shop();
        let view = view_without_day();
        let subject = AnswerSubject { view: Some(&view), page: Some(PAGE), ..answer_subject(Tongue::Pl, &shop) };
        let texts = AnswerTexts::default().with(kind, [("pl".to_owned(), text.clone())].into_iter().collect());
        sledz_messages::check_answer(kind, Tongue::Pl, &text);
        let mail = answer(&[kind], &texts, &subject);
        Document::read(&mail.html);
        prop_assert!(default_answer(kind, Tongue::Pl).is_some() && mail.text.starts_with("Dzień dobry,\n\n"));
        written(&text, &subject);
    }
}
