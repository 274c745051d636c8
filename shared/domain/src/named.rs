//! Enums that are nothing but names. What serde derives for one is 2 KB of every component, and spells its names a
//! second time.

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

/// Gives an enum its names, in the order of its variants: `ALL`, `name`, and both formats as serde derives them, which
/// is the name in JSON and the number of the variant in projections.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal,)+ }) => {
        impl $type {
            /// All of them, in order.
            pub const ALL: [$type; [$($name),+].len()] = [$($type::$variant),+];

            /// The name used on the wire.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$variant => $name,)+
                }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_unit_variant(stringify!($type), *self as u32, self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let place = $crate::named::place(&[$($name),+], deserializer)?;
                $type::ALL.get(place).copied().ok_or_else(|| serde::de::Error::custom("an unknown variant"))
            }
        }
    };
}
pub(crate) use named;

/// The place of a stored name among `names`.
pub(crate) fn place<'de, D: Deserializer<'de>>(
    names: &'static [&'static str],
    deserializer: D,
) -> Result<usize, D::Error> {
    if !deserializer.is_human_readable() {
        return usize::try_from(u32::deserialize(deserializer)?).map_err(D::Error::custom);
    }
    deserializer.deserialize_str(Names(names))
}

struct Names(&'static [&'static str]);

impl Visitor<'_> for Names {
    type Value = usize;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, told: &str) -> Result<usize, E> {
        self.0.iter().position(|name| *name == told).ok_or_else(|| E::unknown_variant(told, self.0))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        answer::AnswerKind,
        answering::OrderState,
        cause::Cause,
        contact::ContactChannel,
        intent::{Basket, Intent, Mood, Tongue},
        message::{Channel, MessageKind},
        order::Cancellation,
        outbox::{Dropped, Fate},
        parcel::Note,
        status::{Payment, Stage, Status},
        time::TimeSource,
    };
    use serde::{Deserialize, Serialize};

    /// What serde makes of the same.
    #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Derived {
        No,
        Yes,
        UnlessShipped,
    }

    #[test]
    fn both_formats_are_as_serde_derives_them() {
        let derived = [Derived::No, Derived::Yes, Derived::UnlessShipped];
        for (ours, theirs) in Cancellation::ALL.into_iter().zip(derived) {
            let (json, binary) = (serde_json::to_string(&theirs).unwrap(), postcard::to_allocvec(&theirs).unwrap());
            assert_eq!(serde_json::to_string(&ours).unwrap(), json);
            assert_eq!(postcard::to_allocvec(&ours).unwrap(), binary);
            assert_eq!(serde_json::from_str::<Cancellation>(&json).unwrap(), ours);
            assert_eq!(postcard::from_bytes::<Cancellation>(&binary).unwrap(), ours);
        }
        for bad in ["\"maybe\"", "\"UnlessShipped\"", "1", "null", "[]"] {
            let (ours, theirs) = (serde_json::from_str::<Cancellation>(bad), serde_json::from_str::<Derived>(bad));
            assert!(ours.is_err() && theirs.is_err(), "{bad}");
        }
        let why = |error: serde_json::Error| error.to_string();
        let (ours, theirs) = (serde_json::from_str::<Cancellation>("\"x\""), serde_json::from_str::<Derived>("\"x\""));
        assert_eq!(ours.map_err(why).unwrap_err(), theirs.map_err(why).unwrap_err());
        assert!(postcard::from_bytes::<Cancellation>(&[3]).is_err());
    }

    #[test]
    fn names_are_in_the_order_of_the_variants_and_as_they_are_called() {
        macro_rules! check {
            ($($type:ident),+) => {$(
                for (place, one) in $type::ALL.into_iter().enumerate() {
                    assert_eq!(one as usize, place, "{one:?}");
                    let called = one.name().split('_').map(|word| word[..1].to_ascii_uppercase() + &word[1..]);
                    assert_eq!(called.collect::<String>(), format!("{one:?}"));
                }
            )+};
        }
        check!(
            AnswerKind,
            Basket,
            Cause,
            ContactChannel,
            Intent,
            Mood,
            OrderState,
            Tongue,
            MessageKind,
            Channel,
            Cancellation,
            Dropped,
            Fate,
            Note,
            Payment,
            Stage,
            Status,
            TimeSource
        );
    }
}
