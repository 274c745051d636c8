//! Which rules hold for a message, and where.

use crate::book::{Book, Phrase, is};
use crate::lists::lists;
use crate::rules::{Link, Part, Rule};
use crate::words::Text;

/// So many words may stand between two terms that are near each other.
const NEAR: usize = 3;

/// So many between two terms of the same sentence: sentences without full stops go on for ever.
const SENTENCE: usize = 14;

/// A term that must not stand with the others must not stand nearer to them than this.
const EXCLUDED: usize = 5;

/// A rule is tried so often at most, whatever the text.
const STEPS: usize = 3000;

/// A term found in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Spot {
    from: usize,
    to: usize,
    phrase: &'static str,
    negated: bool,
}

/// A rule that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit<'a> {
    /// Which.
    pub(crate) rule: &'a Rule,
    /// In which sentence.
    pub(crate) sentence: usize,
    /// The places of the words it found, the first one first.
    pub(crate) words: Vec<usize>,
    /// What its terms found, as the rule writes it.
    pub(crate) found: Vec<&'static str>,
}

/// All rules of a book that hold, at most one hit for each sentence.
pub(crate) fn hits<'a>(book: &'a Book, text: &Text) -> Vec<Hit<'a>> {
    let spots = spots(book, text);
    let mut hits = Vec::new();
    for rule in &book.rules {
        let is_there = |part: &Part| spots.get(part.term).is_some_and(|spots| !spots.is_empty());
        if !rule.parts.iter().all(is_there) {
            continue;
        }
        let anywhere = |term: &usize| spots.get(*term).is_some_and(|spots| !spots.is_empty());
        if rule.nowhere.iter().any(anywhere) {
            continue;
        }
        Search { rule, text, spots: &spots, steps: STEPS }.run(&mut hits);
    }
    hits
}

/// Where each term of a book is found, in order.
fn spots(book: &Book, text: &Text) -> Vec<Vec<Spot>> {
    let mut spots: Vec<Vec<Spot>> = vec![Vec::new(); book.terms];
    for (from, word) in text.words.iter().enumerate() {
        // Every beginning of the word may be a stem.
        let ends = word.text.char_indices().skip(1).map(|(at, _)| at).chain([word.text.len()]);
        for end in ends {
            for phrase in book.phrases(word.text.get(..end).unwrap_or_default()) {
                let Some(to) = holds(phrase, text, from) else { continue };
                let spot = Spot { from, to, phrase: phrase.text, negated: word.negated };
                spots.get_mut(phrase.term).into_iter().for_each(|known| known.push(spot));
            }
        }
    }
    spots
}

/// Where a phrase that begins at a word ends; none if it does not stand there.
fn holds(phrase: &Phrase, text: &Text, from: usize) -> Option<usize> {
    let sentence = text.words.get(from)?.sentence;
    let mut to = from;
    for written in phrase.words() {
        let word = text.words.get(to)?;
        if word.sentence != sentence || !is(written, &word.text) {
            return None;
        }
        to += 1;
    }
    Some(to)
}

struct Search<'a, 'b> {
    rule: &'a Rule,
    text: &'b Text,
    spots: &'b [Vec<Spot>],
    steps: usize,
}

impl<'a, 'b> Search<'a, 'b> {
    fn run(&mut self, hits: &mut Vec<Hit<'a>>) {
        let Some(first) = self.rule.parts.first() else { return };
        let mut done = None;
        for spot in self.of(first.term) {
            let Some(sentence) = self.text.words.get(spot.from).map(|word| word.sentence) else { continue };
            if done == Some(sentence) || !self.fits(sentence, spot) || !may_be(first, spot, &[]) {
                continue;
            }
            let mut taken = vec![*spot];
            if self.rest(1, sentence, &mut taken) {
                done = Some(sentence);
                let found = taken.iter().map(|spot| spot.phrase).collect();
                let mut words: Vec<usize> = taken.iter().flat_map(|spot| spot.from..spot.to).collect();
                words.sort_unstable();
                hits.push(Hit { rule: self.rule, sentence, words, found });
            }
        }
    }

    fn of(&self, term: usize) -> &'b [Spot] {
        self.spots.get(term).map_or(&[], Vec::as_slice)
    }

    /// Whether the sentence is one the rule may hold in, beginning with that spot.
    fn fits(&self, sentence: usize, spot: &Spot) -> bool {
        let Some(whole) = self.text.sentences.get(sentence) else { return false };
        (!self.rule.asks || whole.asks || self.opens_with_a_question(whole.from))
            && (!self.rule.starts || self.is_start(whole.from, spot.from))
    }

    /// Whether something stands near that the rule must not stand with. Sentences without full stops hold several
    /// questions, so only what is near counts.
    fn is_excluded(&self, sentence: usize, taken: &[Spot]) -> bool {
        let Some(whole) = self.text.sentences.get(sentence) else { return false };
        let from = taken.iter().map(|spot| spot.from).min().unwrap_or_default().saturating_sub(EXCLUDED);
        let to = taken.iter().map(|spot| spot.to).max().unwrap_or_default() + EXCLUDED;
        let (from, to) = (from.max(whole.from), to.min(whole.to));
        let is_near = |term: &usize| {
            let spots = self.of(*term);
            let begin = spots.partition_point(|spot| spot.from < from);
            spots.get(begin).is_some_and(|spot| spot.from < to)
        };
        self.rule.not_with.iter().any(is_near)
    }

    /// Nothing but greetings stands before it.
    fn is_start(&self, from: usize, at: usize) -> bool {
        let before = self.text.words.get(from..at).unwrap_or_default();
        before.iter().all(|word| lists().openers.matches(&word.text))
    }

    fn opens_with_a_question(&self, from: usize) -> bool {
        let mut words = self.text.words.iter().skip(from);
        let first = words.find(|word| !lists().openers.matches(&word.text));
        first.is_some_and(|word| lists().questions.has(&word.text))
    }

    /// Whether the parts from that one on are found, beside those that were taken.
    fn rest(&mut self, at: usize, sentence: usize, taken: &mut Vec<Spot>) -> bool {
        let Some(part) = self.rule.parts.get(at) else {
            let end = self.text.sentences.get(sentence).map_or(0, |whole| whole.to);
            let ends = !self.rule.ends || taken.iter().any(|spot| spot.to == end);
            return ends && !self.is_excluded(sentence, taken);
        };
        let Some(last) = taken.last().copied() else { return false };
        let least = match part.link {
            Link::First | Link::Anywhere => 0,
            Link::Near | Link::Next | Link::Later => last.to,
            Link::With => last.from.saturating_sub(SENTENCE),
        };
        let most = match part.link {
            Link::First | Link::Anywhere => usize::MAX,
            Link::Next => last.to,
            Link::Near => last.to + NEAR,
            Link::Later | Link::With => last.to + SENTENCE,
        };
        let spots = self.of(part.term);
        let begin = spots.partition_point(|spot| spot.from < least);
        for spot in spots.iter().skip(begin).take_while(|spot| spot.from <= most) {
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            let is_same = self.text.words.get(spot.from).is_some_and(|word| word.sentence == sentence);
            let is_free = taken.iter().all(|other| spot.to <= other.from || other.to <= spot.from);
            if (is_same || part.link == Link::Anywhere) && is_free && may_be(part, spot, taken) {
                taken.push(*spot);
                if self.rest(at + 1, sentence, taken) {
                    return true;
                }
                taken.pop();
            }
        }
        false
    }
}

/// Whether a spot may be taken for a part: what is negated only where the rule has the negation itself.
fn may_be(part: &Part, spot: &Spot, taken: &[Spot]) -> bool {
    let negates = |spot: &Spot| spot.phrase.split('_').any(|word| lists().negators.has(word));
    !spot.negated || part.even_negated || negates(spot) || taken.iter().any(negates)
}
