//! How long our own SMS are.

use crate::samples::{all, shop, subject, usual};
use sledz_domain::{message::MessageKind, words::Lang};
use sledz_messages::{Encoding, Subject, default_texts, sms};
use sledz_page::Shop;

/// A link of 70 characters and a name of 20.
const LINK: &str = "https://lesnaspizarnia.example/z/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-";
const NAME: &str = "Leśna Spiżarnia Żory";

#[test]
fn our_own_sms_fold_into_one_or_two_parts() {
    assert_eq!((LINK.chars().count(), NAME.chars().count()), (70, 20));
    let shop = Shop { name: NAME.to_owned(), ..shop() };
    println!("{:<18} {:<4} {:>5} {:>5}   unfolded", "message", "", "units", "parts");
    for kind in MessageKind::ALL {
        for lang in Lang::ALL {
            let view = usual(kind, lang);
            let subject = Subject { page: LINK, ..subject(kind, lang, &view, &shop) };
            let texts = default_texts(kind, lang);
            let (folded, whole) = (sms(&texts, &subject, true), sms(&texts, &subject, false));
            println!(
                "{:<18} {:<4} {:>5} {:>5}   {:?} {} in {}",
                kind.name(),
                lang.code(),
                folded.units,
                folded.parts,
                whole.encoding,
                whole.units,
                whole.parts
            );
            assert_eq!(folded.encoding, Encoding::Gsm7, "{}", folded.text);
            assert!(folded.parts <= 2, "{} in {}: {}", folded.units, folded.parts, folded.text);
            assert!(folded.text.starts_with("Lesna Spizarnia Zory: "), "{}", folded.text);
            assert!(folded.text.ends_with(LINK), "the link is whole: {}", folded.text);
        }
    }
}

#[test]
fn about_any_order_they_fold_into_gsm7() {
    let shop = Shop { name: NAME.to_owned(), ..shop() };
    for lang in Lang::ALL {
        for (name, view) in all(lang) {
            for kind in MessageKind::ALL {
                let subject = Subject { page: LINK, ..subject(kind, lang, &view, &shop) };
                let sms = sms(&default_texts(kind, lang), &subject, true);
                assert_eq!(sms.encoding, Encoding::Gsm7, "{}", sms.text);
                assert!(sms.parts <= 3, "{name}, {kind:?}: {}", sms.text);
            }
        }
    }
}

#[test]
fn a_dash_alone_does_not_cost_an_encoding() {
    let shop = Shop { name: "Herring – Co".to_owned(), ..shop() };
    let view = usual(MessageKind::Shipped, Lang::En);
    let subject = subject(MessageKind::Shipped, Lang::En, &view, &shop);
    let texts = default_texts(subject.kind, subject.lang);
    let plain = sms(&texts, &subject, false);
    assert_eq!(plain.encoding, Encoding::Gsm7);
    assert!(plain.text.starts_with("Herring - Co: "), "{}", plain.text);
    let polish = Shop { name: "Śledź – Co".to_owned(), ..crate::samples::shop() };
    let whole = sms(&texts, &Subject { shop: &polish, ..subject }, false);
    assert_eq!(whole.encoding, Encoding::Ucs2);
    assert!(whole.text.starts_with("Śledź – Co: "), "where it costs nothing the text stays: {}", whole.text);
}
