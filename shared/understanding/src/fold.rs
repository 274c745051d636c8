//! Letters as rules are written with: lower case, without diacritics.

/// The folded letter; none for marks that combine with the letter before (macOS sends `o` and an acute for `ó`).
pub(crate) fn fold_char(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'ą' | 'Ą' | 'ä' | 'Ä' | 'á' | 'à' | 'â' | 'å' => 'a',
        'ć' | 'Ć' | 'č' | 'ç' => 'c',
        'ę' | 'Ę' | 'é' | 'É' | 'è' | 'ě' | 'ë' => 'e',
        'ł' | 'Ł' => 'l',
        'ń' | 'Ń' | 'ñ' => 'n',
        'ó' | 'Ó' | 'ö' | 'Ö' | 'ò' | 'ô' => 'o',
        'ś' | 'Ś' | 'š' | 'Š' | 'ß' => 's',
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => 'z',
        'ü' | 'Ü' | 'ú' | 'ù' => 'u',
        'í' | 'ì' | 'î' => 'i',
        'ё' | 'Ё' => 'е',
        'ґ' | 'Ґ' => 'г',
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => return None,
        c => c.to_lowercase().next().unwrap_or(c),
    })
}

/// A text folded letter by letter; everything else in it stays.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// The beginning of a text, at most so many characters.
pub(crate) fn head(text: &str, limit: usize) -> &str {
    let end = text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}
