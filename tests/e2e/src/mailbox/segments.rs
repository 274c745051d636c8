//! How many parts a telephone network makes of a text: GSM 03.38, and UTF-16 for all else.

/// The basic table of GSM 03.38 beside ASCII's letters, digits and what both have.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";

/// Its extension: an escape and a character.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// A text as it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segments {
    /// Whether every character is in GSM's tables.
    pub(crate) is_gsm: bool,
    /// Septets, or units of UTF-16.
    pub(crate) units: usize,
    parts: usize,
}

impl Segments {
    /// Counts a text.
    pub(crate) fn of(text: &str) -> Self {
        let gsm: Option<Vec<usize>> = text.chars().map(septets).collect();
        let is_gsm = gsm.is_some();
        let sizes = gsm.unwrap_or_else(|| text.chars().map(char::len_utf16).collect());
        let (whole, part) = if is_gsm { (160, 153) } else { (70, 67) };
        let units = sizes.iter().sum();
        let parts = if units <= whole { 1 } else { parts(&sizes, part) };
        Segments { is_gsm, units, parts }
    }

    /// How many parts; at least one.
    pub(crate) fn parts(self) -> usize {
        self.parts
    }
}

fn septets(character: char) -> Option<usize> {
    if character.is_ascii_alphanumeric() || BASIC.contains(character) {
        Some(1)
    } else {
        EXTENDED.contains(character).then_some(2)
    }
}

/// Neither an escape nor a surrogate pair is torn apart.
fn parts(sizes: &[usize], limit: usize) -> usize {
    let mut parts = 1;
    let mut used = 0;
    for size in sizes {
        if used + size > limit {
            parts += 1;
            used = 0;
        }
        used += size;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_at_their_edges() {
        let cases: [(String, bool, usize, usize); 9] = [
            ("a".repeat(160), true, 160, 1),
            ("a".repeat(161), true, 161, 2),
            ("a".repeat(306), true, 306, 2),
            ("a".repeat(307), true, 307, 3),
            ("€".repeat(80), true, 160, 1),
            // 76 of two septets leave one septet of 153 over.
            ("€".repeat(153), true, 306, 3),
            ("ł".repeat(70), false, 70, 1),
            ("ł".repeat(135), false, 135, 3),
            ("😀".repeat(36), false, 72, 2),
        ];
        for (text, is_gsm, units, parts) in cases {
            assert_eq!(Segments::of(&text), Segments { is_gsm, units, parts }, "{}", text.chars().count());
        }
        assert_eq!(Segments::of("").parts(), 1);
        assert!(Segments::of("Paczka: 5 [szt.] @ 10:00?").is_gsm);
    }
}
