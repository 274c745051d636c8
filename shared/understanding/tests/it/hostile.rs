//! Whatever is sent: it never fails, takes no longer, and is understood the same way again.

use crate::read;
use proptest::prelude::*;
use sledz_understanding::{Message, is_automatic_reply, own_words, understand};

#[test]
fn long_texts_are_read_to_their_limit() {
    let long = |piece: &str| piece.repeat(100_000 / piece.len());
    for text in [
        long("gdzie paczka "),
        long("a"),
        long("1"),
        long("1 "),
        long("nie "),
        long(">"),
        long("\n"),
        long("> W dniu 12 napisał(a):\n"),
        long("zam. 10452 "),
        long("a@b.pl "),
        long("gdzie kiedy czy paczka zamowienie zwrot reklamacja nie pieniadze kurier "),
        long("ż"),
        long("😡"),
        long("zamowieniie"),
        long("gdziejestmojapaczka "),
    ] {
        let first = read(&text);
        assert_eq!(read(&text), first);
    }
}

#[test]
fn what_stands_far_behind_is_not_looked_at() {
    let text = format!("Gdzie jest moja paczka?{}oszuści", " ".repeat(9_000));
    assert!(read(&text).auto);
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "gdzie",
        "paczka",
        "nie",
        "zwrot",
        "zam. 10452",
        "PL61 1090",
        "@",
        "a@b.pl",
        "\n> ",
        "W dniu 1.1 napisał(a):",
        "Od: x\nDo: y\nTemat: z",
        "-- ",
        "ż",
        "ó\u{301}",
        "😡",
        "#",
        "1Z",
        "RR 1",
        "2026-",
        "12:",
        "'",
        "http://",
        "?",
        "!!!",
        "KRZYK",
        "где",
        "ä",
        "\u{0}",
        "+48",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec!["", " ", "\n", ".", ", "])), 0..60)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| format!("{piece}{gap}")).collect())
}

proptest! {
    #[test]
    fn anything_is_understood_and_the_same_way_again(subject in ".{0,60}", text in prop_oneof![".{0,400}", pieces()]) {
        let message = Message { subject: Some(&subject), text: &text };
        let read = understand(&message);
        prop_assert_eq!(&read, &understand(&message));
        prop_assert!(!read.intents.is_empty() && read.intents.len() <= 4);
        prop_assert!((0.0..=1.0).contains(&read.confidence));
        prop_assert!(!read.why.iter().any(|why| why.contains('@')));
        prop_assert!(read.entities.order_numbers.len() <= 10 && read.entities.phones.len() <= 10);
        prop_assert!(!read.auto || !read.asks_for_person);
        is_automatic_reply(Some(&subject), &text);
        own_words(&text);
    }

    #[test]
    fn own_words_are_stable(text in pieces()) {
        let own = own_words(&text);
        prop_assert!(own.len() <= text.len());
    }
}
