//! Types whose stored form is a list of texts, in JSON and in projections alike. What serde derives for an
//! enum with fields is up to 12 KB of every component, for each of the two forms.

use chrono::{DateTime, Utc};

/// Something whose stored form is a list of texts.
pub trait Listed: Sized {
    /// As it is stored.
    fn fields(&self) -> Vec<String>;

    /// From how it is stored; none if it is something else.
    fn read(fields: &[String]) -> Option<Self>;
}

/// Gives a type its two stored forms.
#[macro_export]
macro_rules! listed {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$crate::listed::Listed::fields(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let fields: Vec<String> = serde::Deserialize::deserialize(deserializer)?;
                $crate::listed::Listed::read(&fields).ok_or_else(|| serde::de::Error::custom("an unknown form"))
            }
        }
    };
}
pub use listed;

/// Texts of our own and others' as fields.
pub(crate) fn texts(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| (*field).to_owned()).collect()
}

/// A time as a field: milliseconds since 1970.
pub(crate) fn millis(at: DateTime<Utc>) -> String {
    at.timestamp_millis().to_string()
}

/// A time from a field.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(text.parse().ok()?)
}

/// A field that may be empty.
pub(crate) fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The first field, and those behind it.
pub(crate) fn first(fields: &[String]) -> Option<(&str, &[String])> {
    fields.split_first().map(|(first, rest)| (first.as_str(), rest))
}
