//! What customers read, for every status, note, carrier and language, as it was reviewed: `words.txt`.

use sledz_domain::{
    carrier::Carrier,
    parcel::Note,
    status::Status,
    words::{Lang, event_label, status_label},
};
use sledz_sources::carriers::by_id;

const CARRIERS: [&str; 10] =
    ["inpost", "dpd", "dhl", "gls", "poczta-polska", "orlen", "ups", "fedex", "allegro", "other"];

/// Every note, by its name: as it says itself when it does not know one.
fn notes() -> Vec<(String, Note)> {
    let told = serde_json::from_value::<Note>("".into()).unwrap_err().to_string();
    let names = told.split('`').skip(1).step_by(2).filter(|name| !name.is_empty());
    names.map(|name| (name.to_owned(), serde_json::from_value(name.into()).unwrap())).collect()
}

/// A line for each wording, naming the carriers that share it.
fn by_carrier(what: &str, label: impl Fn(Lang, &Carrier) -> String) -> String {
    let mut wordings: Vec<(String, Vec<&str>)> = Vec::new();
    for id in CARRIERS {
        let words = Lang::ALL.map(|lang| label(lang, by_id(id))).join(" | ");
        match wordings.iter_mut().find(|(known, _)| *known == words) {
            Some((_, carriers)) => carriers.push(id),
            None => wordings.push((words, vec![id])),
        }
    }
    let whose =
        |carriers: Vec<&str>| if carriers.len() == CARRIERS.len() { "all".to_owned() } else { carriers.join(" ") };
    wordings.into_iter().map(|(words, carriers)| format!("{what} | {} | {words}\n", whose(carriers))).collect()
}

/// All of it. A status that reads the same with a note as without is told once.
fn all() -> String {
    assert!(notes().len() > 30);
    let mut text = String::from("# Of a parcel: status, with a note if that changes it\n");
    for status in Status::ALL {
        let plain = by_carrier("", |lang, carrier| status_label(lang, status, None, carrier));
        text.push_str(&by_carrier(status.name(), |lang, carrier| status_label(lang, status, None, carrier)));
        for (name, note) in notes() {
            if by_carrier("", |lang, carrier| status_label(lang, status, Some(note), carrier)) != plain {
                let what = format!("{} {name}", status.name());
                text.push_str(&by_carrier(&what, |lang, carrier| status_label(lang, status, Some(note), carrier)));
            }
        }
    }
    text.push_str("\n# Of an event: its note, whatever the status\n");
    for (name, note) in notes() {
        let lines = by_carrier(&name, |lang, carrier| event_label(lang, None, Some(note), carrier));
        for status in Status::ALL {
            assert_eq!(by_carrier(&name, |lang, carrier| event_label(lang, Some(status), Some(note), carrier)), lines);
        }
        text.push_str(&lines);
    }
    text.push_str(&by_carrier("nothing", |lang, carrier| event_label(lang, None, None, carrier)));
    text
}

#[test]
fn words_are_as_reviewed() {
    let found = all();
    let reviewed = include_str!("words.txt");
    for (line, (found, reviewed)) in found.lines().zip(reviewed.lines()).enumerate() {
        assert_eq!(found, reviewed, "line {} of words.txt", line + 1);
    }
    assert_eq!(found, reviewed);
}
