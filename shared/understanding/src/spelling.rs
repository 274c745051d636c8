//! Misspelt and glued words made right, where it is sure enough which word was meant.

use crate::lists::{List, Lists, lists};

/// Shorter words are never repaired: too many right words are near them.
const SHORTEST: usize = 5;

/// From this length on, two letters may be wrong.
const LONG: usize = 9;

/// The longest word that is looked at, in letters.
const LONGEST: usize = 24;

/// The word that was meant: of the list of words that are repaired, one that is near enough. None if the word is
/// right, or too far from all of them.
pub(crate) fn repaired(word: &str) -> Option<&'static str> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST || letters.len() > LONGEST {
        return None;
    }
    let Lists { spelling, correct, .. } = lists();
    if spelling.has(word) || correct.has(word) {
        return None;
    }
    let near = |limit: usize| spelling.words().iter().copied().find(|right| is_near(&letters, right, limit));
    near(1).or_else(|| near(2).filter(|_| letters.len() >= LONG))
}

/// Whether the two differ by at most so many letters: one too many, one too few, another one, or two in each
/// other's place.
fn is_near(letters: &[char], right: &str, limit: usize) -> bool {
    let length = right.len();
    if length < SHORTEST || length.abs_diff(letters.len()) > limit || (limit > 1 && length < LONG) {
        return false;
    }
    // The first letter is seldom wrong; if it is, it has changed places with the second.
    let (a, b) = ((letters.first().copied(), letters.get(1).copied()), (right.chars().next(), right.chars().nth(1)));
    if a.0 != b.0 && (a.0, a.1) != (b.1, b.0) {
        return false;
    }
    let right: Vec<char> = right.chars().collect();
    distance(letters, &right) <= limit
}

/// Whether a word begins with a stem, but for one letter that is wrong; not its last one, where another word may end.
pub(crate) fn begins(word: &str, stem: &str) -> bool {
    if word.len() > LONGEST || word.len() + 1 < stem.len() || lists().correct.has(word) {
        return false;
    }
    let stem: Vec<char> = stem.chars().collect();
    let letters: Vec<char> = word.chars().collect();
    let lengths = [stem.len(), stem.len() + 1, stem.len().saturating_sub(1)];
    lengths
        .into_iter()
        .filter_map(|length| letters.get(..length))
        .any(|head| head.last() == stem.last() && distance(head, &stem) == 1)
}

/// The distance of Damerau and Levenshtein, with neighbours changing places.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

/// The words that were glued together: "gdziejestpaczka". None if it is one word.
pub(crate) fn parted(word: &str) -> Option<Vec<&'static str>> {
    if word.len() < 7 || word.len() > 3 * LONGEST || !word.is_ascii() {
        return None;
    }
    let Lists { spelling, correct, glued, .. } = lists();
    if spelling.has(word) || correct.has(word) {
        return None;
    }
    let mut parts = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        if parts.len() == 4 {
            return None;
        }
        let whole = [spelling, glued].into_iter().find_map(|list| find(list, rest));
        let part = whole.or_else(|| longest(glued, rest)).or_else(|| longest(spelling, rest))?;
        parts.push(part);
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    (parts.len() > 1 && parts.iter().any(|part| part.len() > 4)).then_some(parts)
}

fn find(list: &List, word: &str) -> Option<&'static str> {
    list.words().iter().copied().find(|known| *known == word)
}

fn longest(list: &List, word: &str) -> Option<&'static str> {
    list.words()
        .iter()
        .copied()
        .filter(|known| known.len() > 1 && word.starts_with(known))
        .max_by_key(|known| known.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_words_are_repaired_and_right_ones_are_left() {
        for (written, meant) in [
            ("pczka", Some("paczka")),
            ("pzresylka", Some("przesylka")),
            ("zamuwienie", Some("zamowienie")),
            ("gdize", Some("gdzie")),
            ("kureir", Some("kurier")),
            ("fature", Some("fakture")),
            ("recieved", Some("received")),
            ("wyslany", None),
            ("praca", None),
            ("raczka", None),
            ("order", None),
            ("bez", None),
        ] {
            assert_eq!(repaired(written), meant, "{written}");
        }
    }

    #[test]
    fn glued_words_are_parted() {
        assert_eq!(parted("gdziejestmojapaczka"), Some(vec!["gdzie", "jest", "moja", "paczka"]));
        assert_eq!(parted("kiedywysylka"), Some(vec!["kiedy", "wysylka"]));
        for word in ["zamowienie", "dostawca", "wherever", "naprawde", "jestem", "niestety"] {
            assert_eq!(parted(word), None, "{word}");
        }
    }
}
