//! What customers read, and the shop's staff: labels and sentences in Polish and English.
//!
//! Every place that shows a status takes its words from here, so that page, JSON and messages say
//! the same. Polish is impersonal ("doręczono") where a gender would have to be guessed.

mod dates;
mod labels;
mod sentences;
mod spans;
mod support;

pub use dates::{MONTHS, latest, moment, on_day};
pub use labels::{event_label, stage_label, status_label};
pub use sentences::{StatusSentence, amount, if_wrong};
pub use spans::{until_due, waiting_for};
pub use support::{CAUSES, CaseState, basket_label, cause_label, channel_label, intent_label, mood_label, state_label};

/// A language that the customer can read us in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Polish.
    #[default]
    Pl,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Lang; 2] = [Lang::Pl, Lang::En];

    /// `pl` or `en`, as in HTML's `lang`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Pl => "pl",
            Lang::En => "en",
        }
    }

    /// The language of a tag such as `en-GB`.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The one of ours that an `Accept-Language` header likes best (RFC 9110, 12.5.4); none if it
    /// names none of them.
    ///
    /// ```
    /// use sledz_domain::words::Lang;
    /// assert_eq!(Lang::from_accept("de, en-GB;q=0.8, pl;q=0.5"), Some(Lang::En));
    /// assert_eq!(Lang::from_accept("de;q=1, pl;q=0"), None);
    /// ```
    pub fn from_accept(header: &str) -> Option<Lang> {
        let mut best = None;
        for range in header.split(',').take(32) {
            let mut parts = range.split(';');
            let lang = parts.next().and_then(Lang::from_tag);
            let quality = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
            let Some(lang) = lang else { continue };
            if quality > 0 && best.is_none_or(|(_, known)| quality > known) {
                best = Some((lang, quality));
            }
        }
        best.map(|(lang, _)| lang)
    }

    /// The Polish or the English of two texts.
    pub fn pick<T>(self, pl: T, en: T) -> T {
        match self {
            Lang::Pl => pl,
            Lang::En => en,
        }
    }
}

/// A quality value of up to three decimals, in thousandths; what cannot be read is not wanted.
fn thousandths(quality: &str) -> u16 {
    let (whole, part) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let digits: String = whole.chars().chain(part.chars().chain("000".chars()).take(3)).collect();
    digits.parse().unwrap_or_default()
}
