//! A message cut into sentences, clauses and folded words: what the rules look at.

use crate::book::Book;
use crate::fold::fold_char;
use crate::lists::lists;
use crate::spelling::{parted, repaired};

/// So many words of a message are looked at.
const WORDS: usize = 1500;

/// What stands for a number. Rules write it the same way; the digits themselves never get that far.
pub(crate) const NUMBER: &str = "#";

/// What stands for an address of mail or of a page.
pub(crate) const ADDRESS: &str = "@";

/// A word as rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded; `#` for a number and `@` for an address.
    pub(crate) text: String,
    /// The place of its sentence.
    pub(crate) sentence: usize,
    /// The place of its clause, counted through the message.
    pub(crate) clause: usize,
    /// Said to be not so, or not wanted.
    pub(crate) negated: bool,
}

/// What is known of a sentence as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// The place of its first word, and of the one behind its last.
    pub(crate) from: usize,
    /// Behind its last word.
    pub(crate) to: usize,
    /// It ends with a question mark.
    pub(crate) asks: bool,
    /// It is the subject's.
    pub(crate) of_subject: bool,
}

/// A message as rules see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) words: Vec<Word>,
    pub(crate) sentences: Vec<Sentence>,
    clause: usize,
}

impl Text {
    /// The words of subject and text.
    pub(crate) fn of(subject: &str, text: &str) -> Text {
        let mut read = Text::default();
        read.read(subject, true);
        read.read(text, false);
        read
    }

    /// The same with misspelt words repaired and glued ones parted.
    pub(crate) fn repaired(&self, book: &Book, common: &Book) -> Text {
        let mut all = Text::default();
        for sentence in &self.sentences {
            for word in self.words.get(sentence.from..sentence.to).unwrap_or_default() {
                all.clause = all.clause.max(word.clause);
                if book.knows(&word.text) || common.knows(&word.text) {
                    all.push(word.text.clone());
                } else if let Some(right) = repaired(&word.text) {
                    all.push(right.to_owned());
                } else if let Some(parts) = parted(&word.text) {
                    parts.into_iter().for_each(|part| all.push(part.to_owned()));
                } else {
                    all.push(book.misspelt(&word.text).unwrap_or(&word.text).to_owned());
                }
            }
            all.end(sentence.asks, sentence.of_subject);
        }
        all
    }

    fn read(&mut self, text: &str, of_subject: bool) {
        let mut word = String::new();
        let mut rest = text.char_indices().peekable();
        let mut from_digits = false;
        while let Some((at, c)) = rest.next() {
            if word.is_empty() && is_address(text, at) {
                while rest.peek().is_some_and(|(_, c)| !c.is_whitespace()) {
                    rest.next();
                }
                self.push(ADDRESS.to_owned());
                continue;
            }
            let next = rest.peek().map(|(_, c)| *c);
            if c.is_alphanumeric() || fold_char(c).is_none() {
                let is_digit = c.is_numeric();
                if !word.is_empty() && is_digit != from_digits {
                    self.push(std::mem::take(&mut word));
                }
                from_digits = is_digit;
                match is_digit {
                    true if word.is_empty() => word.push_str(NUMBER),
                    true => {}
                    false => word.extend(fold_char(c)),
                }
                continue;
            }
            // "haven't" and "iPhone'a" are one word.
            if matches!(c, '\'' | '’' | '`' | '´') && !word.is_empty() && next.is_some_and(char::is_alphabetic) {
                continue;
            }
            let before = std::mem::take(&mut word);
            let is_number = before == NUMBER;
            // "5. czerwca" goes on, "nr 5. Kiedy" does not.
            let is_ordinal = is_number && !begins_anew(text, at);
            let is_short = (before.len() == 1 && !is_number) || is_ordinal || lists().abbreviations.has(&before);
            self.push(before);
            match c {
                '?' => self.end(true, of_subject),
                '!' | '…' => self.end(false, of_subject),
                '.' if is_short || (is_number && next.is_some_and(char::is_numeric)) => {}
                '.' if next.is_none_or(|c| c.is_whitespace() || c == '.') => self.end(false, of_subject),
                '.' if next.is_some_and(char::is_alphabetic) && !is_number => self.end(false, of_subject),
                '\n' if breaks(text, at) => self.end(false, of_subject),
                ',' | ';' | ':' | '(' | ')' | '\n' | '–' | '—' => self.clause += 1,
                '-' if next.is_none_or(char::is_whitespace) => self.clause += 1,
                // Faces are words of their own.
                '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}' => self.push(c.to_string()),
                _ => {}
            }
        }
        self.push(word);
        self.end(false, of_subject);
    }

    fn push(&mut self, text: String) {
        if text.is_empty() || self.words.len() >= WORDS {
            return;
        }
        if lists().turns.has(&text) {
            self.clause += 1;
        }
        let negated = self.is_negated();
        self.words.push(Word { text, sentence: self.sentences.len(), clause: self.clause, negated });
    }

    /// Whether what stands behind the last word is negated by the words before it.
    fn is_negated(&self) -> bool {
        let lists = lists();
        let mut before = self.words.iter().rev().take_while(|word| word.sentence == self.sentences.len()).take(6);
        let Some(last) = before.next() else { return false };
        if lists.negators.has(&last.text) {
            return true;
        }
        // "nie chcę już żadnego zwrotu": the negation of the verb goes on to the end of the clause.
        let mut behind = last;
        let clause = self.clause;
        if last.clause != clause {
            return false;
        }
        for word in before {
            if word.clause != clause {
                return false;
            }
            if lists.negators.has(&word.text) {
                return lists.carrying.matches(&behind.text);
            }
            behind = word;
        }
        false
    }

    fn end(&mut self, asks: bool, of_subject: bool) {
        self.clause += 1;
        let from = self.sentences.last().map_or(0, |last| last.to);
        let to = self.words.len();
        if from < to {
            self.sentences.push(Sentence { from, to, asks, of_subject });
        } else if let Some(last) = self.sentences.last_mut().filter(|last| last.of_subject == of_subject) {
            last.asks |= asks;
        }
    }
}

/// Whether a word that begins there is an address of mail or of a page.
fn is_address(text: &str, at: usize) -> bool {
    let Some(rest) = text.get(at..) else { return false };
    if !rest.starts_with(char::is_alphanumeric) {
        return false;
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len()).min(200);
    let word = rest.get(..end).unwrap_or_default();
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

/// Whether what stands behind that place begins with a capital letter.
fn begins_anew(text: &str, at: usize) -> bool {
    let behind = text.get(at + 1..).unwrap_or_default();
    behind.trim_start().chars().next().is_none_or(char::is_uppercase)
}

/// Whether a line that ends there ends its sentence too: mail is wrapped at some width, and goes on in lower case.
fn breaks(text: &str, at: usize) -> bool {
    let width = text.get(..at).map_or(0, |before| at - before.rfind('\n').map_or(0, |line| line + 1));
    let behind = text.get(at + 1..).unwrap_or_default();
    let next = behind.trim_start_matches([' ', '\t', '\r', '>']).chars().next();
    !(width > 30 && next.is_some_and(char::is_lowercase))
}
