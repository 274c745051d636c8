//! Rules as they are written in `rules/*.txt`, read and made ready for matching. `rules/README.md` explains the
//! format to whoever writes rules.

use crate::book::{Book, Phrase};
use std::collections::BTreeMap;

/// How a term stands to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The first one; anywhere.
    First,
    /// Behind the one before, with at most three words between.
    Near,
    /// The very next word.
    Next,
    /// Behind the one before, in the same sentence.
    Later,
    /// In the same sentence, before or behind.
    With,
    /// Anywhere in the message.
    Anywhere,
}

/// A term of a rule's pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Which term it is.
    pub(crate) term: usize,
    /// Where it must stand.
    pub(crate) link: Link,
    /// It may be negated.
    pub(crate) even_negated: bool,
}

/// A rule: a pattern, the section it stands in, and how much it weighs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// The name of its section.
    pub(crate) section: &'static str,
    /// From 1, a hint, to 9, certain.
    pub(crate) weight: u8,
    /// What must be there, in order.
    pub(crate) parts: Vec<Part>,
    /// Terms that must not stand in the same sentence.
    pub(crate) not_with: Vec<usize>,
    /// Terms that must not stand anywhere.
    pub(crate) nowhere: Vec<usize>,
    /// Only in a sentence that asks.
    pub(crate) asks: bool,
    /// The first term begins its sentence.
    pub(crate) starts: bool,
    /// The last term ends its sentence.
    pub(crate) ends: bool,
    /// The line it was written on, for whoever looks for it.
    pub(crate) line: usize,
}

/// Reads files of rules. What could not be read is told, and left out.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    rules: Vec<Rule>,
    sets: Vec<(&'static str, Vec<&'static str>)>,
    /// The terms of the file, and their places among all.
    terms: BTreeMap<&'static str, usize>,
    /// How many terms there are.
    places: usize,
    phrases: Vec<Phrase>,
    /// What is wrong, by line.
    pub(crate) wrong: Vec<String>,
    /// Which sets no rule used.
    used: Vec<&'static str>,
}

impl Reader {
    /// Reads a file; its sets are its own.
    pub(crate) fn read(&mut self, file: &'static str) -> &mut Reader {
        let mut section = "";
        self.sets.clear();
        self.terms.clear();
        self.used.clear();
        for (at, line) in file.lines().enumerate() {
            let line = line.trim();
            let number = at + 1;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
                section = name;
            } else if line.starts_with('%') {
                self.set(line, number);
            } else {
                self.rule(section, line, number);
            }
        }
        for (name, _) in self.sets.iter().filter(|(name, _)| !self.used.contains(name)) {
            self.wrong.push(format!("%{name}: no rule uses it"));
        }
        self
    }

    /// What was read.
    pub(crate) fn book(self) -> Book {
        Book::new(self.rules, self.places, self.phrases)
    }

    /// `%name = word stem* two_words %other`; a second line of the same name adds to it.
    fn set(&mut self, line: &'static str, number: usize) {
        let Some((name, members)) = line.split_once('=') else {
            self.wrong.push(format!("{number}: a set without `=`"));
            return;
        };
        let name = name.trim().trim_start_matches('%');
        let mut all = Vec::new();
        for member in members.split_whitespace() {
            self.expand(member, number, &mut all);
        }
        match self.sets.iter_mut().find(|(known, _)| *known == name) {
            Some((_, members)) => members.append(&mut all),
            None => self.sets.push((name, all)),
        }
    }

    fn expand(&mut self, member: &'static str, number: usize, all: &mut Vec<&'static str>) {
        match member.strip_prefix('%') {
            None => all.push(member),
            Some(set) => {
                self.used.push(set);
                match self.sets.iter().find(|(name, _)| *name == set).map(|(_, members)| members) {
                    Some(members) => all.extend(members),
                    None => self.wrong.push(format!("{number}: no set %{set} before it")),
                }
            }
        }
    }

    /// `weight pattern`.
    fn rule(&mut self, section: &'static str, line: &'static str, number: usize) {
        let (weight, pattern) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let Some(weight) = weight.parse().ok().filter(|weight| (1..=9).contains(weight)) else {
            self.wrong.push(format!("{number}: a rule begins with its weight, 1 to 9"));
            return;
        };
        if section.is_empty() {
            self.wrong.push(format!("{number}: a rule outside of all sections"));
            return;
        }
        let (parts, not_with, nowhere) = (Vec::new(), Vec::new(), Vec::new());
        let mut rule =
            Rule { section, weight, parts, not_with, nowhere, asks: false, starts: false, ends: false, line: number };
        let mut link = Link::First;
        for word in pattern.split_whitespace() {
            match word {
                "+" => link = Link::Next,
                ".." => link = Link::Later,
                "&" => link = Link::With,
                ";" => link = Link::Anywhere,
                "?" => rule.asks = true,
                "^" => rule.starts = true,
                "$" => rule.ends = true,
                _ => {
                    if let Some(term) = word.strip_prefix("!!") {
                        rule.nowhere.push(self.term(term, number));
                        continue;
                    }
                    if let Some(term) = word.strip_prefix('!') {
                        rule.not_with.push(self.term(term, number));
                        continue;
                    }
                    let (term, even_negated) = word.strip_prefix('~').map_or((word, false), |term| (term, true));
                    let link = if rule.parts.is_empty() { Link::First } else { link };
                    rule.parts.push(Part { term: self.term(term, number), link, even_negated });
                }
            }
            if !matches!(word, "+" | ".." | "&" | ";" | "^") {
                link = Link::Near;
            }
        }
        match rule.parts.is_empty() {
            true => self.wrong.push(format!("{number}: a rule without a word")),
            false => self.rules.push(rule),
        }
    }

    /// The place of a term, `one/two_words/stem*/%set`.
    fn term(&mut self, text: &'static str, number: usize) -> usize {
        if let Some(known) = self.terms.get(text) {
            return *known;
        }
        let place = self.places;
        self.places += 1;
        self.terms.insert(text, place);
        let mut all = Vec::new();
        for member in text.split('/') {
            self.expand(member, number, &mut all);
        }
        for phrase in all {
            let is_strange = phrase.contains(['~', '!', '%', '+', '&']) || phrase.trim_end_matches('*').contains("**");
            if is_strange || phrase.split('_').any(|word| word.is_empty() || word == "*") {
                self.wrong.push(format!("{number}: `{phrase}` has no word"));
                continue;
            }
            self.phrases.push(Phrase::new(phrase, place));
        }
        place
    }
}
