//! The default alphabet of GSM and its extension (3GPP TS 23.038, 6.2.1).

/// The default alphabet without the letters and digits of ASCII, line breaks and the escape: the
/// former are asked for by range, the latter never stand in an SMS of ours.
const BASIC: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";

/// The extension: an escape and a character.
const EXTENSION: &str = "^{}\\[~]|€";

/// The septets that a character takes; none if the alphabet does not have it.
pub(crate) fn septets(c: char) -> Option<usize> {
    match c {
        _ if c.is_ascii_alphanumeric() || BASIC.contains(c) => Some(1),
        _ if EXTENSION.contains(c) => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_complete() {
        // 128 codes, without line feed, carriage return and the escape.
        let basic = (0..=0x2fff).filter_map(char::from_u32).filter(|c| septets(*c) == Some(1)).count();
        let extension = (0..=0x2fff).filter_map(char::from_u32).filter(|c| septets(*c) == Some(2)).count();
        assert_eq!((basic, extension), (125, 9));
    }

    #[test]
    fn characters_by_their_length() {
        for (text, length) in [("aZ09@_ !?é", Some(1)), ("[]{}\\^~|€", Some(2)), ("ąćęłńóśźżç`–„”…\u{a0}🐟", None)]
        {
            for c in text.chars() {
                assert_eq!(septets(c), length, "{c}");
            }
        }
    }
}
