//! Outside text made harmless, and numbers normalised so that two spellings meet.

/// The longest tracking or order number that is kept, in characters.
pub const NUMBER_LIMIT: usize = 64;

/// Outside text for display: control and formatting characters become spaces, runs of white space
/// one space, and at most `limit` characters are kept. Empty text is none.
///
/// Escaping for HTML or JSON is not done here: that is the template's and the serialiser's part.
///
/// ```
/// use sledz_domain::text::clean;
/// assert_eq!(clean(" Kraków\u{0}\u{202e} \n", 50).as_deref(), Some("Kraków"));
/// assert_eq!(clean("\t", 50), None);
/// ```
pub fn clean(text: &str, limit: usize) -> Option<String> {
    let mut kept = String::new();
    let spaced = text.chars().map(|c| if is_invisible(c) { ' ' } else { c });
    let mut gap = false;
    for c in spaced {
        if c.is_whitespace() {
            gap = !kept.is_empty();
            continue;
        }
        if gap {
            kept.push(' ');
            gap = false;
        }
        kept.push(c);
    }
    let end = kept.char_indices().nth(limit).map_or(kept.len(), |(at, _)| at);
    kept.truncate(end);
    let kept = kept.trim_end();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Control characters, and the format characters that reorder or hide text (bidi overrides,
/// zero-width characters, byte order mark).
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A tracking number as it is compared and stored: ASCII letters and digits, upper case.
/// Numbers are printed with spaces and dashes, and pasted with more. None if nothing is left, or
/// too much to be one.
///
/// ```
/// use sledz_domain::text::tracking_number;
/// assert_eq!(tracking_number(" 0000-0750 77195u").as_deref(), Some("0000075077195U"));
/// assert_eq!(tracking_number("—"), None);
/// ```
pub fn tracking_number(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (!kept.is_empty() && kept.len() <= NUMBER_LIMIT).then_some(kept)
}

/// An order number as it is compared: trimmed, upper case, without a leading `#`.
///
/// ```
/// use sledz_domain::text::order_number;
/// assert_eq!(order_number(" #1001-a "), order_number("1001-A"));
/// ```
pub fn order_number(text: &str) -> Option<String> {
    let cleaned = clean(text, NUMBER_LIMIT)?;
    let bare = cleaned.strip_prefix('#').unwrap_or(&cleaned).trim();
    (!bare.is_empty()).then(|| bare.to_ascii_uppercase())
}

/// A name as it is compared with those of a table: words in lower case with one space between, Polish
/// letters without their marks. Shops write statuses with and without them.
///
/// ```
/// use sledz_domain::text::folded;
/// assert_eq!(folded("Oczekiwanie na WPŁATĘ "), "oczekiwanie na wplate");
/// assert_eq!(folded("payment_waiting"), "payment waiting");
/// ```
pub fn folded(text: &str) -> String {
    let mut kept = String::new();
    for c in text.chars() {
        match unmarked(c).to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => kept.push(c),
            _ if kept.is_empty() || kept.ends_with(' ') => {}
            _ => kept.push(' '),
        }
    }
    kept.truncate(kept.trim_end().len());
    kept
}

fn unmarked(c: char) -> char {
    match c {
        'ą' | 'Ą' => 'a',
        'ć' | 'Ć' => 'c',
        'ę' | 'Ę' => 'e',
        'ł' | 'Ł' => 'l',
        'ń' | 'Ń' => 'n',
        'ó' | 'Ó' => 'o',
        'ś' | 'Ś' => 's',
        'ź' | 'Ź' | 'ż' | 'Ż' => 'z',
        c => c,
    }
}
