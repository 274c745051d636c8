//! Every line of `rules/` is read, says something, and can hold.

use crate::book::Book;
use crate::books::{ARRIVED, COMMON, INTENTS, NOTHING, PRECEDENCE, WAITING, precedence, read};
use crate::fold::fold;
use crate::language::LANGUAGES;
use crate::lists::{self, sections};
use crate::mail::{MAIL, SECTIONS, SUPPORT};
use sledz_domain::intent::{Intent, Tongue};

fn all_files() -> Vec<&'static str> {
    INTENTS.iter().map(|(_, file)| *file).chain(COMMON).collect()
}

#[test]
fn every_rule_is_read() {
    for file in all_files() {
        let (book, wrong) = read(&[file]);
        assert_eq!(wrong, Vec::<String>::new());
        let written = sections(file).filter(|(_, _, line)| !line.starts_with('%')).count();
        assert_eq!(book.rules.len(), written);
    }
    assert_eq!(precedence(PRECEDENCE).1, Vec::<String>::new());
    assert_eq!(lists::read(lists::WORDS).1, Vec::<String>::new());
}

#[test]
fn every_section_is_known() {
    for (_, file) in INTENTS {
        for (line, section, _) in sections(file).filter(|(_, _, line)| !line.starts_with('%')) {
            assert!(
                [NOTHING, ARRIVED, WAITING].contains(&section) || Intent::from_name(section).is_some(),
                "{line}: {section}"
            );
        }
    }
    let common = ["angry", "reproach", "worried", "person", "problem", "money", "legal"];
    for file in COMMON {
        for (line, section, _) in sections(file).filter(|(_, _, line)| !line.starts_with('%')) {
            assert!(common.contains(&section), "{line}: {section}");
        }
    }
    for (line, section, _) in sections(LANGUAGES) {
        assert!(Tongue::ALL.iter().any(|tongue| tongue.name() == section), "{line}: {section}");
    }
    for (line, section, _) in sections(MAIL) {
        assert!(SECTIONS.contains(&section) || section == SUPPORT, "{line}: {section}");
    }
}

#[test]
fn all_words_are_folded_so_that_they_can_be_found() {
    for file in all_files().into_iter().chain([lists::WORDS, LANGUAGES, MAIL, PRECEDENCE]) {
        for (line, _, text) in sections(file) {
            assert_eq!(fold(text), text, "{line}");
        }
    }
}

/// A rule that says the same as another one above it in its section, or that excludes what it needs, is dead.
#[test]
fn no_rule_is_dead() {
    for file in all_files() {
        let (book, _) = read(&[file]);
        for (place, rule) in book.rules.iter().enumerate() {
            let same = book.rules.iter().take(place).find(|other| {
                other.section == rule.section
                    && other.parts == rule.parts
                    && (&other.not_with, &other.nowhere) == (&rule.not_with, &rule.nowhere)
                    && (other.asks, other.starts, other.ends) == (rule.asks, rule.starts, rule.ends)
            });
            assert!(same.is_none(), "{}: as {:?}", rule.line, same.map(|same| same.line));
            let excludes =
                |part: &crate::rules::Part| rule.not_with.contains(&part.term) || rule.nowhere.contains(&part.term);
            assert!(!rule.parts.iter().any(excludes), "{}: excludes what it needs", rule.line);
        }
        assert!(is_bound(&book));
    }
}

/// Every term has a phrase.
fn is_bound(book: &Book) -> bool {
    (0..book.terms).all(|term| book.all().iter().any(|phrase| phrase.term == term))
}

#[test]
fn what_is_wrong_with_a_rule_is_told() {
    for (file, expected) in [
        ("[invoice]\n10 faktur*", "2: a rule begins with its weight, 1 to 9"),
        ("[invoice]\nfaktur*", "2: a rule begins with its weight, 1 to 9"),
        ("5 faktur*", "1: a rule outside of all sections"),
        ("[invoice]\n5", "2: a rule without a word"),
        ("[invoice]\n5 %paper", "2: no set %paper before it"),
        ("%paper = faktur*", "%paper: no rule uses it"),
        ("%paper faktur*", "1: a set without `=`"),
        ("[invoice]\n5 faktur*//paragon*", "2: `` has no word"),
        ("[invoice]\n5 *", "2: `*` has no word"),
    ] {
        assert_eq!(read(&[file]).1, [expected], "{file}");
    }
}
