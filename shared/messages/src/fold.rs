//! Letters without their diacritics, and typography as a typewriter had it, for SMS.

use crate::gsm7::septets;

/// Signs, and what a typewriter has for them.
const SIGNS: &[(&str, &str)] = &[
    ("„”“‟″«»", "\""),
    ("‚‘’‛′‹›`´", "'"),
    ("–—‐‑‒―−•·", "-"),
    ("\u{a0}\u{202f}\u{2007}\u{2009}\u{200a}", " "),
    ("…", "..."),
    ("×", "x"),
];

/// Letters of Latin alphabets that GSM does not have, by the letter that stands for them.
const LETTERS: &[(&str, &str)] = &[
    ("ąáâãāăǎ", "a"),
    ("ĄÀÁÂÃĀĂǍ", "A"),
    ("ćčçĉċ", "c"),
    ("ĆČĈĊ", "C"),
    ("ďđð", "d"),
    ("ĎĐÐ", "D"),
    ("ęêëēĕėě", "e"),
    ("ĘÈÊËĒĔĖĚ", "E"),
    ("ĝğġģ", "g"),
    ("ĜĞĠĢ", "G"),
    ("ĥħ", "h"),
    ("ĤĦ", "H"),
    ("íîïĩīĭįı", "i"),
    ("ÌÍÎÏĨĪĬĮİ", "I"),
    ("ĵ", "j"),
    ("Ĵ", "J"),
    ("ķ", "k"),
    ("Ķ", "K"),
    ("łĺļľ", "l"),
    ("ŁĹĻĽ", "L"),
    ("ńņňŋ", "n"),
    ("ŃŅŇŊ", "N"),
    ("óôõōŏő", "o"),
    ("ÒÓÔÕŌŎŐ", "O"),
    ("ŕŗř", "r"),
    ("ŔŖŘ", "R"),
    ("śŝşšș", "s"),
    ("ŚŜŞŠȘ", "S"),
    ("ţťŧț", "t"),
    ("ŢŤŦȚ", "T"),
    ("úûũūŭůűų", "u"),
    ("ÙÚÛŨŪŬŮŰŲ", "U"),
    ("ŵ", "w"),
    ("Ŵ", "W"),
    ("ýÿŷ", "y"),
    ("ÝŸŶ", "Y"),
    ("źżž", "z"),
    ("ŹŻŽ", "Z"),
    ("œ", "oe"),
    ("Œ", "OE"),
    ("þ", "th"),
    ("Þ", "Th"),
    ("ẞ", "SS"),
];

/// The text with plain quotes, dashes and spaces.
pub(crate) fn signs(text: &str) -> String {
    replaced(text, SIGNS)
}

/// The text with plain letters too. What GSM has stays (`é`, `ü`); combining marks go; what is no
/// Latin letter stays as well, and decides the encoding.
pub(crate) fn letters(text: &str) -> String {
    let bare: String = signs(text).chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    replaced(&bare, LETTERS)
}

fn replaced(text: &str, table: &[(&str, &str)]) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        // Most characters are in the alphabet: they are not looked for in the table.
        let known = septets(c).is_some();
        match table.iter().find(|(from, _)| !known && from.contains(c)) {
            Some((_, to)) => plain.push_str(to),
            None => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polish_becomes_ascii() {
        let folded = letters("Zażółć gęślą jaźń – „ŻÓŁĆ”… ĄĆĘŁŃÓŚŹŻ\u{a0}’x’");
        assert_eq!(folded, "Zazolc gesla jazn - \"ZOLC\"... ACELNOSZZ 'x'");
    }

    #[test]
    fn what_gsm_has_stays_and_what_nobody_can_spell_too() {
        for (text, folded) in [
            ("café über Ørsted", "café über Ørsted"),
            ("Dvořák", "Dvorak"),
            ("o\u{301}z\u{307}", "oz"),
            ("рыба 🐟", "рыба 🐟"),
        ] {
            assert_eq!(letters(text), folded);
        }
    }

    #[test]
    fn every_letter_of_the_table_is_folded_into_the_alphabet() {
        for (from, to) in SIGNS.iter().chain(LETTERS) {
            assert!(to.chars().all(|c| septets(c) == Some(1)), "{to}");
            for c in from.chars() {
                assert_eq!(septets(c), None, "{c} needs no folding");
                assert_eq!(letters(&c.to_string()), *to, "{c}");
            }
        }
    }
}
