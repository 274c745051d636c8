//! From rules that hold to intents, mood, confidence and whether it may be answered automatically.

use crate::books::{ARRIVED, Books, Precedence, WAITING};
use crate::lists::{Lists, lists};
use crate::matching::{Hit, hits};
use crate::words::{NUMBER, Sentence, Text, Word};
use sledz_domain::intent::{Intent, Mood, Tongue};

/// An intent needs a rule of this weight, unless there is no other.
const ENOUGH: u8 = 4;

/// A rule of this weight asks for its intent even beside a stronger one.
const SURE: u8 = 7;

/// So many intents are told.
const INTENTS: usize = 4;

/// So many explanations are kept.
const WHY: usize = 12;

/// How sure it must be for an automatic answer.
pub(crate) const THRESHOLD: f64 = 0.6;

/// What each clause that no rule is about takes from that.
const UNEXPLAINED: f64 = 0.08;

/// What a short question takes that no rule is about, where it is asked beside a parcel: "Długo jeszcze?"
const SHORT: f64 = 0.04;

/// So many letters has a word that may stand before the one that asks.
const SHORT_WORD: usize = 4;

/// So many words has a short question.
const SHORT_WORDS: usize = 3;

/// What it takes that the customer has the thing: whatever is asked then, it is not when it comes.
const HAS_IT: f64 = 0.4;

/// Small signs that a parcel is waited for add up: from which sum on they are as good as a
/// rule of which weight.
const WAITED: [(u8, u8); 2] = [(6, 6), (5, 5)];

/// More is not added up.
const ENOUGH_SIGNS: u8 = 6;

/// A sentence with such signs of that weight is about the parcel.
const SIGNS: u8 = 3;

/// The mood's rules of lesser weight add up to this.
const MOODY: u32 = 5;

/// What was decided.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) intents: Vec<Intent>,
    pub(crate) mood: Option<Mood>,
    pub(crate) confidence: f64,
    pub(crate) asks_for_person: bool,
    pub(crate) vetoed: bool,
    pub(crate) why: Vec<String>,
}

/// An intent that some rule is for.
#[derive(Clone, Copy, Debug)]
struct Found<'a> {
    intent: Intent,
    score: u8,
    best: &'a Hit<'a>,
}

/// Decides. `shouts`: it is written in capitals.
pub(crate) fn decide(books: &Books, tongue: Tongue, text: &Text, reply_subject: bool, shouts: bool) -> Decision {
    let of_text = |hit: &Hit<'_>| {
        let subject = text.sentences.get(hit.sentence).is_some_and(|sentence| sentence.of_subject);
        !(subject && reply_subject)
    };
    let all = hits(books.of(tongue), text);
    let (signs, own): (Vec<Hit<'_>>, Vec<Hit<'_>>) =
        all.into_iter().filter(of_text).partition(|hit| hit.rule.section == WAITING);
    let common = hits(&books.common, text);
    let mut decision = Decision::default();
    let mut found = scores(&own, text);
    if !found.iter().any(|one| one.score >= ENOUGH) {
        found = waited(&signs).map_or(found, |one| vec![one]);
    }
    books.precedence.iter().for_each(|rule| drop_lesser(rule, &mut found, text));
    found.truncate(INTENTS);
    for one in &found {
        decision.why.push(explained(one.intent.name(), one.best));
    }
    let said: Vec<&Hit<'_>> = common.iter().filter(|hit| of_text(hit)).collect();
    mood(&said, shouts, &mut decision);
    for hit in common.iter().filter(|hit| matches!(hit.rule.section, "person" | "problem" | "money" | "legal")) {
        match hit.rule.section {
            "person" if of_text(hit) => decision.asks_for_person = true,
            _ => decision.vetoed = true,
        }
        let name = if hit.rule.section == "person" { "person" } else { "veto" };
        decision.why.push(explained(name, hit));
    }
    decision.confidence = confidence(&found, &own, &signs, text, &mut decision.why);
    decision.intents = found.iter().map(|one| one.intent).collect();
    if decision.intents.is_empty() {
        decision.intents.push(Intent::Other);
    }
    decision.why.dedup();
    decision.why.truncate(WHY);
    decision
}

/// The intents that rules are for, the surest first; of those equally sure, the one that is named first.
fn scores<'a>(hits: &'a [Hit<'a>], text: &Text) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    for hit in hits {
        let Some(intent) = Intent::from_name(hit.rule.section) else { continue };
        // A subject names a matter; what is asked stands in the text.
        let of_subject = text.sentences.get(hit.sentence).is_some_and(|sentence| sentence.of_subject);
        let weight = hit.rule.weight.saturating_sub(u8::from(of_subject));
        match found.iter_mut().find(|one| one.intent == intent) {
            None => found.push(Found { intent, score: weight, best: hit }),
            Some(one) if weight > one.score || (weight == one.score && hit.words.first() < one.best.words.first()) => {
                *one = Found { intent, score: weight, best: hit };
            }
            Some(_) => {}
        }
    }
    // What is surely asked for stands in the order in which it is asked.
    found.sort_by_key(|one| (std::cmp::Reverse(one.score.min(SURE)), one.best.words.first().copied()));
    let enough = found.iter().filter(|one| one.score >= ENOUGH).count();
    found.truncate(enough.max(1));
    found
}

/// Where no rule says what is asked for, small signs that a parcel is waited for may, if there are enough of them.
fn waited<'a>(signs: &'a [Hit<'a>]) -> Option<Found<'a>> {
    let best = signs.first()?;
    let sum = weight_of(signs.iter());
    let (_, score) = WAITED.into_iter().find(|(least, _)| sum >= *least)?;
    Some(Found { intent: Intent::WhereIsParcel, score, best })
}

/// What signs weigh together, no word counted twice.
fn weight_of<'a>(signs: impl Iterator<Item = &'a Hit<'a>>) -> u8 {
    let mut taken: Vec<usize> = Vec::new();
    let mut sum = 0u8;
    for hit in signs {
        if sum >= ENOUGH_SIGNS {
            break;
        }
        if !hit.words.iter().any(|at| taken.contains(at)) {
            taken.extend(&hit.words);
            sum = sum.saturating_add(hit.rule.weight);
        }
    }
    sum
}

/// Applies a line of `precedence.txt`.
fn drop_lesser(rule: &Precedence, found: &mut Vec<Found<'_>>, text: &Text) {
    let Some(stronger) = found.iter().find(|one| one.intent == rule.stronger).copied() else { return };
    if stronger.score < ENOUGH {
        return;
    }
    found.retain(|one| {
        let stands = rule.unless_sure && one.score >= SURE && are_apart(one.best, stronger.best, text);
        !rule.lesser.contains(&one.intent) || stands
    });
}

/// Whether two rules found different words, in different clauses.
fn are_apart(one: &Hit<'_>, other: &Hit<'_>, text: &Text) -> bool {
    let clauses =
        |hit: &Hit<'_>| hit.words.iter().filter_map(|at| text.words.get(*at)).map(|word| word.clause).collect();
    let (a, b): (Vec<usize>, Vec<usize>) = (clauses(one), clauses(other));
    !one.words.iter().any(|at| other.words.contains(at)) && !a.iter().any(|clause| b.contains(clause))
}

fn mood(said: &[&Hit<'_>], shouts: bool, decision: &mut Decision) {
    let mut sums = [(Mood::Angry, 0u32), (Mood::Worried, 0)];
    let mut told: Vec<(Mood, String)> = Vec::new();
    for hit in said {
        let mood = match hit.rule.section {
            "angry" => Mood::Angry,
            "reproach" if shouts => Mood::Angry,
            "worried" => Mood::Worried,
            _ => continue,
        };
        sums.iter_mut().filter(|(one, _)| *one == mood).for_each(|(_, sum)| *sum += u32::from(hit.rule.weight));
        told.push((mood, explained(mood.name(), hit)));
    }
    decision.mood = sums.into_iter().find(|(_, sum)| *sum >= MOODY).map(|(mood, _)| mood);
    let of_mood = told.into_iter().filter(|(mood, _)| Some(*mood) == decision.mood);
    decision.why.extend(of_mood.map(|(_, why)| why).take(3));
}

/// How sure it is that the message was understood, and wholly.
fn confidence(found: &[Found<'_>], own: &[Hit<'_>], signs: &[Hit<'_>], text: &Text, why: &mut Vec<String>) -> f64 {
    let Some(least) = found.iter().filter(|one| one.intent != Intent::FeedbackThanks).map(|one| one.score).min() else {
        return if found.is_empty() { 0.2 } else { 0.8 };
    };
    let mut sure = f64::from(least) / 10.0 + 0.05;
    let waits = found.iter().any(|one| matches!(one.intent, Intent::WhereIsParcel | Intent::WhenShip));
    if waits && own.iter().any(|hit| hit.rule.section == ARRIVED && is_told(hit, text)) {
        sure -= HAS_IT;
        why.push("unsure: something has arrived".to_owned());
    }
    // Whoever waits for a parcel has a story to tell.
    let unexplained = if waits { 0.0 } else { UNEXPLAINED };
    for (place, sentence) in text.sentences.iter().enumerate() {
        let words = text.words.get(sentence.from..sentence.to).unwrap_or_default();
        let is_known = own.iter().any(|hit| hit.sentence == place)
            || (waits && weight_of(signs.iter().filter(|hit| hit.sentence == place)) >= SIGNS);
        if sentence.of_subject || said(words) < 2 {
            continue;
        }
        // What is asked and not understood may be anything.
        if sentence.asks && !is_known {
            sure -= if waits && said(words) <= SHORT_WORDS { SHORT } else { 0.4 };
            why.push("unsure: a question is not understood".to_owned());
            continue;
        }
        let clauses = words.chunk_by(|a, b| a.clause == b.clause);
        let mut from = sentence.from;
        for clause in clauses {
            let places = from..from + clause.len();
            from = places.end;
            let is_known = own.iter().any(|hit| hit.words.iter().any(|at| places.contains(at)));
            if said(clause) > 2 && !is_known {
                sure -= unexplained;
            }
        }
    }
    if text.sentences.iter().any(|sentence| !sentence.of_subject && has_second(sentence, own, text)) {
        sure -= 0.4;
        why.push("unsure: a second question is not understood".to_owned());
    }
    sure.clamp(0.0, 1.0)
}

/// Whether a rule holds in what is told, not in what is asked.
fn is_told(hit: &Hit<'_>, text: &Text) -> bool {
    let (Some(sentence), Some(at)) = (text.sentences.get(hit.sentence), hit.words.first()) else { return false };
    let Some(clause) = text.words.get(*at).map(|word| word.clause) else { return false };
    let words = text.words.get(sentence.from..sentence.to).unwrap_or_default();
    let is_last = words.last().is_some_and(|word| word.clause == clause);
    let questions = |word: &Word| word.clause == clause && lists().questions.has(&word.text);
    !(sentence.asks && is_last || words.iter().any(questions))
}

/// How many words say something.
fn said(words: &[Word]) -> usize {
    words.iter().filter(|word| word.text != NUMBER && word.text.len() > 1).count()
}

/// Whether something is asked behind an "and" that no rule is about: "kiedy dojdzie paczka i czy jest wodoodporna".
fn has_second(sentence: &Sentence, own: &[Hit<'_>], text: &Text) -> bool {
    let Lists { joining, questions, requests, .. } = lists();
    let words = text.words.get(sentence.from..sentence.to).unwrap_or_default();
    let begins = |at: usize| {
        let mut next = words.iter().skip(at + 1);
        let asks = |word: &Word| questions.has(&word.text) || (sentence.asks && requests.matches(&word.text));
        // "i na kiedy", but not "a idzie jak krew z nosa".
        let asks = next
            .next()
            .is_some_and(|word| asks(word) || (word.text.len() <= SHORT_WORD && next.next().is_some_and(asks)));
        words.get(at).is_some_and(|word| joining.has(&word.text)) && asks
    };
    let starts: Vec<usize> = (1..words.len()).filter(|at| begins(*at)).collect();
    starts.iter().enumerate().any(|(place, from)| {
        let to = starts.get(place + 1).copied().unwrap_or(words.len());
        let part = sentence.from + from..sentence.from + to;
        let is_second = own.iter().any(|hit| hit.words.iter().any(|at| (sentence.from..part.start).contains(at)));
        is_second && part.len() > 3 && !own.iter().any(|hit| hit.words.iter().any(|at| part.contains(at)))
    })
}

/// "where_is_parcel: 'gdzie' near 'paczk'": the rule's words, never the customer's.
fn explained(name: &str, hit: &Hit<'_>) -> String {
    let words: Vec<String> =
        hit.found.iter().map(|phrase| format!("'{}'", phrase.replace('_', " ").replace('*', ""))).collect();
    format!("{name}: {}", words.join(" near "))
}
