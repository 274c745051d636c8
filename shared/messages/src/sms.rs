//! The SMS: its text, its encoding and its parts.

use crate::{
    fill::one_line,
    fold,
    gsm7::septets,
    values::{Subject, Values},
    words,
};
use serde::Serialize;
use sledz_domain::message::Texts;

/// The longest text that is made, in characters. Far more than anybody sends: it keeps outside text
/// from growing a message without end.
const LIMIT: usize = 2000;

/// How an SMS is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// The default alphabet of GSM with its extension: units are septets.
    Gsm7,
    /// UCS-2: units are UTF-16 code units.
    Ucs2,
}

impl Encoding {
    /// How many units a single message holds, and how many each part of a longer one (3GPP TS
    /// 23.040: a part's header takes the rest).
    fn room(self) -> (usize, usize) {
        match self {
            Encoding::Gsm7 => (160, 153),
            Encoding::Ucs2 => (70, 67),
        }
    }
}

/// An SMS, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sms {
    /// The text, in one line.
    pub text: String,
    /// How it is encoded.
    pub encoding: Encoding,
    /// Its length in units of the encoding.
    pub units: usize,
    /// How many messages it is sent, and charged, as.
    pub parts: usize,
}

impl Sms {
    /// Measures a text. No part begins with the second half of an extension character or of a
    /// surrogate pair, so parts may be left a unit short.
    fn measured(text: String) -> Sms {
        let gsm7: Option<Vec<usize>> = text.chars().map(septets).collect();
        let (encoding, lengths) = match gsm7 {
            Some(lengths) => (Encoding::Gsm7, lengths),
            None => (Encoding::Ucs2, text.chars().map(char::len_utf16).collect()),
        };
        let (single, each) = encoding.room();
        let units = lengths.iter().sum();
        let mut parts = 1;
        if units > single {
            let mut filled = 0;
            for length in lengths {
                if filled + length > each {
                    parts += 1;
                    filled = 0;
                }
                filled += length;
            }
        }
        Sms { text, encoding, units, parts }
    }
}

/// The SMS of a message. With `fold`, letters lose the diacritics that would more than double its
/// price. Typographic quotes and dashes always give way where nothing else keeps the text out of
/// the alphabet of GSM. A text that cannot be used gives way to ours.
pub fn sms(texts: &Texts, subject: &Subject, fold: bool) -> Sms {
    let values = Values::of(subject);
    let (mut text, has_status) = one_line(texts, |texts| &texts.sms, &values, LIMIT);
    if values.is_partial() && !has_status {
        text.push(' ');
        text.push_str(words::partial(subject.lang, subject.view.shipments.len()));
    }
    if fold {
        return Sms::measured(fold::letters(&text));
    }
    let plain = fold::signs(&text);
    let fits = plain.chars().all(|c| septets(c).is_some());
    Sms::measured(if fits { plain } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_parts_at_the_edges() {
        use Encoding::{Gsm7, Ucs2};
        let a = |count: usize| "a".repeat(count);
        let l = |count: usize| "ł".repeat(count);
        for (text, encoding, units, parts) in [
            (String::new(), Gsm7, 0, 1),
            (a(159), Gsm7, 159, 1),
            (a(160), Gsm7, 160, 1),
            (a(161), Gsm7, 161, 2),
            (a(306), Gsm7, 306, 2),
            (a(307), Gsm7, 307, 3),
            (a(459), Gsm7, 459, 3),
            (a(460), Gsm7, 460, 4),
            (a(158) + "€", Gsm7, 160, 1),
            (a(159) + "€", Gsm7, 161, 2),
            // An extension character at the end of a part moves to the next as a whole.
            (a(151) + "€" + &a(153), Gsm7, 306, 2),
            (a(152) + "€" + &a(151), Gsm7, 305, 2),
            (a(152) + "€" + &a(152), Gsm7, 306, 3),
            ("[".repeat(80), Gsm7, 160, 1),
            ("[".repeat(81), Gsm7, 162, 2),
            ("[".repeat(152), Gsm7, 304, 2),
            ("[".repeat(153), Gsm7, 306, 3),
            (l(70), Ucs2, 70, 1),
            (l(71), Ucs2, 71, 2),
            (l(134), Ucs2, 134, 2),
            (l(135), Ucs2, 135, 3),
            (a(69) + "ł", Ucs2, 70, 1),
            // An emoji is a surrogate pair.
            ("🐟".repeat(35), Ucs2, 70, 1),
            ("🐟".repeat(36), Ucs2, 72, 2),
            (l(66) + "🐟" + &l(65), Ucs2, 133, 2),
            (l(66) + "🐟" + &l(66), Ucs2, 134, 3),
        ] {
            let sms = Sms::measured(text.clone());
            assert_eq!((sms.encoding, sms.units, sms.parts), (encoding, units, parts), "{text}");
        }
    }
}
