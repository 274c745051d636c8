//! The messages that rules were tuned with, and those that were held back: what was once understood stays so.

use serde::Deserialize;
use sledz_domain::intent::{Intent, Mood};
use sledz_understanding::{Message, understand};

#[derive(Deserialize)]
struct Labelled {
    id: String,
    subject: Option<String>,
    text: String,
    intents: Vec<Intent>,
    mood: Mood,
    auto: bool,
}

#[allow(clippy::unwrap_used)]
fn messages(set: &str) -> Vec<Labelled> {
    let folder = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/messages/{}"), set);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect::<String>();
    texts.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Shares in thousandths.
#[derive(Debug, Default)]
struct Shares {
    primary: usize,
    moods: usize,
    /// Of the automatic ones, those that may be.
    precision: usize,
    /// Of those that may be automatic, those that are.
    recall: usize,
    /// Of plain questions for a parcel, those that are answered automatically.
    wismo: usize,
}

/// How a set is understood; nothing that must never be answered automatically is.
fn shares(set: &str, least: usize) -> Shares {
    let messages = messages(set);
    assert!(messages.len() >= least, "{} messages", messages.len());
    let (mut primary, mut moods, mut told, mut right, mut asked, mut wismo, mut found) = (0, 0, 0, 0, 0, 0, 0);
    for message in &messages {
        let read = understand(&Message { subject: message.subject.as_deref(), text: &message.text });
        primary += usize::from(read.intents.first() == message.intents.first());
        moods += usize::from(read.mood == message.mood);
        told += usize::from(read.auto);
        right += usize::from(read.auto && message.auto);
        asked += usize::from(message.auto);
        let is_wismo = matches!(message.intents.first(), Some(Intent::WhereIsParcel | Intent::WhenShip));
        wismo += usize::from(is_wismo && message.auto);
        found += usize::from(is_wismo && message.auto && read.auto);
        let is_angry = message.mood == Mood::Angry;
        let problems = [
            Intent::ComplaintDamaged,
            Intent::PaymentFailed,
            Intent::PaymentReceived,
            Intent::RefundStatus,
            Intent::Withdrawal,
            Intent::MissingOrWrongItem,
        ];
        let is_problem = message.intents.iter().any(|intent| problems.contains(intent));
        assert!(!read.auto || !(is_angry || is_problem), "{}: {} {:?}", message.id, message.text, read.why);
    }
    let share = |part: usize, whole: usize| part * 1000 / whole.max(1);
    Shares {
        primary: share(primary, messages.len()),
        moods: share(moods, messages.len()),
        precision: share(right, told),
        recall: share(right, asked),
        wismo: share(found, wismo),
    }
}

#[test]
fn what_rules_were_tuned_with_is_understood() {
    let shares = shares("tuned", 1300);
    assert!(shares.primary >= 870 && shares.moods >= 930, "{shares:?}");
    assert!(shares.precision >= 985 && shares.recall >= 900 && shares.wismo >= 920, "{shares:?}");
}

#[test]
fn what_was_held_back_is_understood() {
    let shares = shares("held", 350);
    assert!(shares.precision >= 980 && shares.wismo >= 850, "{shares:?}");
}
