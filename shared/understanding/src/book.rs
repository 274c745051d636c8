//! Rules made ready for matching: which words each of their terms may begin with.

use crate::rules::Rule;
use crate::spelling;

/// Shorter stems say nothing of a word's spelling.
const STEM: usize = 4;

/// Shorter stems are too near to right words for a misspelt one to be told by them.
const TELLING: usize = 7;

/// An alternative of a term: one word or several in a row, each a word or (with `*`) the beginning of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Phrase {
    /// Its first word, without its `*`.
    pub(crate) key: &'static str,
    /// As it is written.
    pub(crate) text: &'static str,
    /// The term it is an alternative of.
    pub(crate) term: usize,
}

impl Phrase {
    /// An alternative of a term.
    pub(crate) fn new(text: &'static str, term: usize) -> Phrase {
        let first = text.split('_').next().unwrap_or_default();
        Phrase { key: first.strip_suffix('*').unwrap_or(first), text, term }
    }

    /// Its words.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.text.split('_')
    }

    fn begins_with_a_stem(&self) -> bool {
        self.text.get(self.key.len()..).is_some_and(|rest| rest.starts_with('*'))
    }
}

/// Whether a word is what a rule says: the word itself, or the beginning of it.
pub(crate) fn is(written: &str, word: &str) -> bool {
    match written.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == written,
    }
}

/// Rules that are matched together.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// The rules, in the order they are written.
    pub(crate) rules: Vec<Rule>,
    /// How many terms there are.
    pub(crate) terms: usize,
    /// All alternatives of all terms, sorted.
    phrases: Vec<Phrase>,
}

impl Book {
    /// A book of those rules.
    pub(crate) fn new(rules: Vec<Rule>, terms: usize, mut phrases: Vec<Phrase>) -> Book {
        phrases.sort_unstable();
        phrases.dedup();
        Book { rules, terms, phrases }
    }

    /// All alternatives whose first word, without its `*`, is that one.
    pub(crate) fn phrases(&self, key: &str) -> impl Iterator<Item = &Phrase> {
        let begin = self.phrases.partition_point(|phrase| phrase.key < key);
        self.phrases.iter().skip(begin).take_while(move |phrase| phrase.key == key)
    }

    /// All alternatives.
    #[cfg(test)]
    pub(crate) fn all(&self) -> &[Phrase] {
        &self.phrases
    }

    /// Whether some rule has the word, or a beginning of it that is long enough.
    pub(crate) fn knows(&self, word: &str) -> bool {
        let ends = word.char_indices().skip(STEM).map(|(at, _)| at).chain([word.len()]);
        ends.filter_map(|end| word.get(..end))
            .any(|key| self.phrases(key).any(|phrase| key == word || phrase.begins_with_a_stem()))
    }

    /// The stem of a rule that a misspelt word begins with, but for one letter.
    pub(crate) fn misspelt(&self, word: &str) -> Option<&'static str> {
        let first = word.get(..1)?;
        let begin = self.phrases.partition_point(|phrase| phrase.key < first);
        let same = self.phrases.iter().skip(begin).take_while(|phrase| phrase.key.starts_with(first));
        let mut stems = same.filter(|phrase| phrase.key.len() >= TELLING && phrase.begins_with_a_stem());
        stems.find(|phrase| spelling::begins(word, phrase.key)).map(|phrase| phrase.key)
    }
}
