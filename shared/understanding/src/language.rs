//! The language a customer writes in: by its letters, then by its commonest words (`rules/languages.txt`).

use crate::fold::head;
use crate::lists::sections;
use crate::words::Text;
use sledz_domain::intent::Tongue;
use std::sync::OnceLock;

/// The file, so that tests can look at each of its lines.
pub(crate) const LANGUAGES: &str = include_str!("../rules/languages.txt");

/// So many characters are counted.
const LIMIT: usize = 4000;

/// A letter that only one of the languages has weighs as much as so many of its words.
const LETTER: usize = 3;

/// The language of a message; Polish where nothing tells.
pub(crate) fn language(raw: &str, text: &Text) -> Tongue {
    let mut scores = [0; Tongue::ALL.len()];
    let mut add = |tongue: Tongue, points: usize| {
        Tongue::ALL.iter().zip(&mut scores).filter(|(one, _)| **one == tongue).for_each(|(_, score)| *score += points);
    };
    for c in head(raw, LIMIT).chars() {
        match c {
            'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ś' | 'ź' | 'ż' | 'Ą' | 'Ć' | 'Ę' | 'Ł' | 'Ń' | 'Ś' | 'Ź' | 'Ż' =>
            {
                add(Tongue::Pl, 1);
            }
            'ä' | 'ö' | 'ü' | 'ß' | 'Ä' | 'Ö' | 'Ü' => add(Tongue::De, LETTER),
            'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => add(Tongue::Uk, LETTER),
            'ы' | 'э' | 'ъ' | 'ё' | 'Ы' | 'Э' | 'Ъ' | 'Ё' => add(Tongue::Ru, LETTER),
            _ => {}
        }
    }
    for word in &text.words {
        let first = common().partition_point(|(known, _)| *known < word.text.as_str());
        let same = common().iter().skip(first).take_while(|(known, _)| *known == word.text);
        same.for_each(|(_, tongue)| add(*tongue, 2));
    }
    let best = scores.iter().copied().max().unwrap_or_default();
    Tongue::ALL.into_iter().zip(scores).find(|(_, score)| *score == best).map_or(Tongue::Pl, |(tongue, _)| tongue)
}

/// The commonest words, sorted, and whose they are.
fn common() -> &'static [(&'static str, Tongue)] {
    static COMMON: OnceLock<Vec<(&str, Tongue)>> = OnceLock::new();
    COMMON.get_or_init(|| {
        let tongue = |section: &str| Tongue::ALL.into_iter().find(|tongue| tongue.name() == section);
        let lines = sections(LANGUAGES).filter_map(|(_, section, line)| Some((line, tongue(section)?)));
        let mut all: Vec<_> =
            lines.flat_map(|(line, tongue)| line.split_whitespace().map(move |word| (word, tongue))).collect();
        all.sort_unstable();
        all
    })
}
