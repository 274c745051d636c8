//! What numbers look like: telephones, shops' prefixes, capitals that are no word.

use crate::numbers::Cue;

/// What stands behind the last full stop that ends a sentence; abbreviations are short.
pub(crate) fn last_sentence(text: &str) -> &str {
    let ends = text.rmatch_indices(". ").find(|(at, _)| {
        let before = text.get(..*at).unwrap_or_default();
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        word.len() > 4 && !text.get(at + 2..).unwrap_or_default().trim().is_empty()
    });
    ends.and_then(|(at, _)| text.get(at + 2..)).unwrap_or(text)
}

/// The number of a telephone in full, if it may be one.
pub(crate) fn phone(digits: &str, has_plus: bool, cue: Cue, groups: usize) -> Option<String> {
    let bare = digits.strip_prefix("00").unwrap_or(digits);
    if has_plus && !bare.starts_with("48") {
        return (bare.len() > 9 && bare.len() < 14 && !digits.starts_with("000")).then(|| format!("+{bare}"));
    }
    let national = bare.strip_prefix("48").filter(|rest| rest.len() == 9);
    let is_cued = cue == Cue::Phone;
    let number = match national {
        Some(rest) if has_plus || is_cued || groups > 1 || is_mobile(rest) && cue != Cue::Parcel => rest,
        _ => digits,
    };
    let is_phone = national.is_some_and(|rest| rest == number)
        || number.len() == 9
            && (is_cued
                || (is_mobile(number) && (groups == 3 || (groups == 1 && cue == Cue::None)))
                || (groups == 3 && cue == Cue::None)
                || is_mobile(number) && cue == Cue::Number)
        || groups == 4 && number.len() == 9 && cue != Cue::Order;
    (is_phone && (cue != Cue::Parcel || (groups == 3 && is_mobile(number)))).then(|| format!("+48{number}"))
}

/// The first two digits of Polish mobiles.
fn is_mobile(number: &str) -> bool {
    let two = number.get(..2).unwrap_or_default();
    ["45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88"].contains(&two)
}

/// What shops put before their numbers.
pub(crate) fn is_order_prefix(prefix: &str) -> bool {
    ["ZAM", "ORD", "ORDER", "ZK", "SK", "WEB", "SO", "ZO", "WZ", "NO", "SH"].contains(&prefix)
}

/// Whether nine capitals are no word: few vowels, or letters that Polish has not. `strictly`: everything is in capitals.
pub(crate) fn looks_random(word: &str, strictly: bool) -> bool {
    let vowels = word.bytes().filter(|byte| b"AEIOUY".contains(byte)).count();
    let strange = word.bytes().filter(|byte| b"QXV".contains(byte)).count();
    let mut run = 0;
    let mut longest = 0;
    for byte in word.bytes() {
        run = if b"AEIOUY".contains(&byte) { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    vowels < 3 || longest > 4 || strange > 0 || (!strictly && longest > 3)
}
