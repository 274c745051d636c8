//! How well messages are understood: reads labelled messages (one JSON object to a line) and prints precision and
//! recall. `cargo run --profile host -p sledz-understanding --example evaluate -- [--errors] <files...>`

mod score;

use score::{Figures, Pair};
use serde::Deserialize;
use sledz_domain::intent::{Intent, Mood, Tongue};
use sledz_understanding::{Entities, Message, Understanding, understand};
use std::collections::BTreeMap;
use std::time::Instant;

/// A labelled message.
#[derive(Debug, Deserialize)]
struct Labelled {
    id: String,
    language: Tongue,
    subject: Option<String>,
    text: String,
    intents: Vec<Intent>,
    mood: Mood,
    auto: bool,
    entities: Labels,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Labels {
    order_numbers: Vec<String>,
    tracking_numbers: Vec<String>,
    emails: Vec<String>,
    phones: Vec<String>,
}

fn main() {
    let (options, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let shows_errors = options.iter().any(|option| option == "--errors");
    let mut messages: Vec<Labelled> = Vec::new();
    for file in &files {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return eprintln!("{file}: {error}"),
        };
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str(line) {
                Ok(message) => messages.push(message),
                Err(error) => eprintln!("{file}:{}: {error}", at + 1),
            }
        }
    }
    let read = |message: &Labelled| understand(&Message { subject: message.subject.as_deref(), text: &message.text });
    messages.first().map(read);
    let begin = Instant::now();
    let understood: Vec<Understanding> = messages.iter().map(read).collect();
    let took = begin.elapsed();
    let pairs: Vec<(&Labelled, &Understanding)> = messages.iter().zip(&understood).collect();
    println!("{} messages, {:.3} ms each", pairs.len(), took.as_secs_f64() * 1000.0 / pairs.len().max(1) as f64);
    intents(&pairs);
    confusion(&pairs);
    moods(&pairs);
    languages(&pairs);
    automatic(&pairs);
    entities(&pairs);
    if shows_errors {
        errors(&pairs);
    }
}

type Pairs<'a> = [(&'a Labelled, &'a Understanding)];

fn intents(pairs: &Pairs<'_>) {
    println!("\n{:<24}{:>5}  precision               recall", "intent", "n");
    let mut all = Figures::default();
    for intent in Intent::ALL {
        let mut figures = Figures::default();
        for (label, told) in pairs {
            figures.count(label.intents.contains(&intent), told.intents.contains(&intent));
        }
        println!("{:<24}{figures}", intent.name());
        all.add(&figures);
    }
    println!("{:<24}{all}", "all");
    let first = pairs.iter().filter(|(label, told)| label.intents.first() == told.intents.first()).count();
    println!("primary intent {}", Pair(first, pairs.len()));
    let some = pairs.iter().filter(|(label, told)| told.intents.first().is_some_and(|one| label.intents.contains(one)));
    println!("primary is one of those asked for {}", Pair(some.count(), pairs.len()));
}

fn confusion(pairs: &Pairs<'_>) {
    println!("\nprimary intents confused");
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (label, told) in pairs {
        let name = |intents: &[Intent]| intents.first().map_or("none", |one| one.name());
        let pair = (name(&label.intents), name(&told.intents));
        *counts.entry(pair).or_default() += usize::from(pair.0 != pair.1);
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((label, told), count) in counts {
        println!("  {count:>3}  {label} taken for {told}");
    }
}

fn moods(pairs: &Pairs<'_>) {
    println!("\n{:<24}{:>5}  precision               recall", "mood", "n");
    for mood in Mood::ALL {
        let mut figures = Figures::default();
        pairs.iter().for_each(|(label, told)| figures.count(label.mood == mood, told.mood == mood));
        println!("{:<24}{figures}", mood.name());
    }
}

fn languages(pairs: &Pairs<'_>) {
    let right = pairs.iter().filter(|(label, told)| label.language == told.language).count();
    println!("\nlanguage {}", Pair(right, pairs.len()));
}

/// Whether a message must never be answered by a machine, whatever else it says.
fn is_forbidden(label: &Labelled) -> bool {
    use Intent::*;
    let problems = [ComplaintDamaged, MissingOrWrongItem, PaymentFailed, PaymentReceived, RefundStatus, Withdrawal];
    label.mood == Mood::Angry || label.intents.iter().any(|intent| problems.contains(intent))
}

fn automatic(pairs: &Pairs<'_>) {
    let mut figures = Figures::default();
    pairs.iter().for_each(|(label, told)| figures.count(label.auto, told.auto));
    println!("\n{:<24}{figures}", "automatic");
    let is_wismo = |label: &Labelled| matches!(label.intents.first(), Some(Intent::WhereIsParcel | Intent::WhenShip));
    let wismo = pairs.iter().filter(|(label, _)| label.auto && is_wismo(label));
    let caught = wismo.clone().filter(|(_, told)| told.auto).count();
    println!("where is my parcel, when do you ship: answered {}", Pair(caught, wismo.count()));
    let forbidden: Vec<_> = pairs.iter().filter(|(label, told)| told.auto && is_forbidden(label)).collect();
    println!("forbidden automatic answers: {}", forbidden.len());
    for (label, told) in forbidden {
        println!(
            "  FORBIDDEN {} {:?} {:?}\n      {}\n      {:?}",
            label.id, label.intents, label.mood, label.text, told.why
        );
    }
}

fn entities(pairs: &Pairs<'_>) {
    println!("\n{:<24}{:>5}  precision               recall", "entities", "n");
    type Get<'a> = (&'a str, fn(&Labels) -> &Vec<String>, fn(&Entities) -> &Vec<String>);
    let kinds: [Get<'_>; 4] = [
        ("order numbers", |label| &label.order_numbers, |told| &told.order_numbers),
        ("tracking numbers", |label| &label.tracking_numbers, |told| &told.tracking_numbers),
        ("e-mail addresses", |label| &label.emails, |told| &told.emails),
        ("phones", |label| &label.phones, |told| &told.phones),
    ];
    for (name, of_label, of_told) in kinds {
        let mut figures = Figures::default();
        for (label, told) in pairs {
            let (label, told) = (of_label(&label.entities), of_told(&told.entities));
            label.iter().for_each(|one| figures.count(true, told.contains(one)));
            told.iter().filter(|one| !label.contains(one)).for_each(|_| figures.count(false, true));
        }
        println!("{name:<24}{figures}");
    }
}

fn errors(pairs: &Pairs<'_>) {
    println!("\nerrors");
    let names = |intents: &[Intent]| intents.iter().map(|one| one.name()).collect::<Vec<_>>().join(" ");
    for (label, told) in pairs {
        let mut wrong = Vec::new();
        let sorted = |intents: &[Intent]| {
            let mut sorted = intents.to_vec();
            sorted.sort_unstable();
            sorted
        };
        if sorted(&label.intents) != sorted(&told.intents) || label.intents.first() != told.intents.first() {
            wrong.push(format!("intents [{}] taken for [{}]", names(&label.intents), names(&told.intents)));
        }
        if label.mood != told.mood {
            wrong.push(format!("mood {} taken for {}", label.mood.name(), told.mood.name()));
        }
        if label.language != told.language {
            wrong.push(format!("language {} taken for {}", label.language.name(), told.language.name()));
        }
        if label.auto != told.auto {
            let what = if told.auto { "AUTO though it must not be" } else { "not auto" };
            wrong.push(format!("{what} ({:.2})", told.confidence));
        }
        let lists = [
            (&label.entities.order_numbers, &told.entities.order_numbers),
            (&label.entities.tracking_numbers, &told.entities.tracking_numbers),
            (&label.entities.emails, &told.entities.emails),
            (&label.entities.phones, &told.entities.phones),
        ];
        wrong.extend(
            lists
                .into_iter()
                .filter(|(label, told)| label != told)
                .map(|(label, told)| format!("{label:?} taken for {told:?}")),
        );
        if !wrong.is_empty() {
            let subject = label.subject.as_deref().map_or(String::new(), |subject| format!("[{subject}] "));
            println!(
                "{}: {subject}{}\n    {}\n    {:?}",
                label.id,
                label.text.replace('\n', " / "),
                wrong.join("\n    "),
                told.why
            );
        }
    }
}
