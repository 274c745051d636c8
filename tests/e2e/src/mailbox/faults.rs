//! What goes wrong at providers, on purpose: by chance that can be repeated.

use super::received::Provider;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::time::Duration;

/// One way in which a provider fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Works, but answers only after this time; a try that is repeated meanwhile finds it at work.
    Slow(Duration),
    /// Does nothing and never answers; the connection is closed after this time.
    Hang(Duration),
    /// 429, with `Retry-After` in seconds.
    TooMany {
        /// The seconds.
        retry_after: u64,
    },
    /// 500.
    Error500,
    /// 200 with HTML or half a JSON document, and the message is not accepted.
    Garbage,
    /// The same, but the message is accepted.
    GarbageAccepted,
    /// The message is accepted, and the connection breaks off without an answer.
    LostReply,
    /// The provider's permanent error, if the address begins with `bounce`; nothing otherwise.
    Refused,
}

/// Which faults there are, how often, and where. By default nothing goes wrong, except that
/// addresses beginning with `bad@` are always refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    /// The same seed gives the same faults in the same order of requests.
    pub seed: u64,
    /// Each kind with its weight in a thousand requests; what is left of the thousand goes well.
    pub kinds: Vec<(u32, Fault)>,
    /// Where faults happen; empty: everywhere.
    pub only: Vec<Provider>,
    /// Beginnings of addresses, and of numbers without their plus, that are always refused for good.
    pub refused: Vec<String>,
}

impl Default for Faults {
    fn default() -> Self {
        Faults { seed: 1, kinds: Vec::new(), only: Vec::new(), refused: vec!["bad@".to_owned()] }
    }
}

impl Faults {
    /// This fault, every time.
    pub fn always(fault: Fault) -> Self {
        Faults::default().with(1000, fault)
    }

    /// With another seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// With one more kind of fault, in so many of a thousand requests.
    #[must_use]
    pub fn with(mut self, weight: u32, fault: Fault) -> Self {
        self.kinds.push((weight, fault));
        self
    }

    /// Only at these providers.
    #[must_use]
    pub fn only(mut self, providers: &[Provider]) -> Self {
        self.only = providers.to_vec();
        self
    }

    /// With one more beginning of addresses or numbers that are refused for good.
    #[must_use]
    pub fn refusing(mut self, beginning: &str) -> Self {
        self.refused.push(beginning.to_owned());
        self
    }

    /// Reads a plan as `POST /api/faults` takes it; what is left out is as by default:
    ///
    /// ```json
    /// {"seed": 7, "only": ["postmark"], "refused": ["bad@"], "kinds": [
    ///   {"kind": "slow", "weight": 100, "milliseconds": 3000}, {"kind": "hang", "weight": 10, "seconds": 30},
    ///   {"kind": "too_many", "weight": 50, "retry_after": 2}, {"kind": "error500", "weight": 50},
    ///   {"kind": "garbage", "weight": 5}, {"kind": "garbage_accepted", "weight": 5},
    ///   {"kind": "lost_reply", "weight": 50}, {"kind": "refused", "weight": 1000}]}
    /// ```
    ///
    /// # Errors
    /// One sentence, if it is none.
    pub fn read(body: &[u8]) -> Result<Self> {
        let plan: Value = serde_json::from_slice(body).context("The plan is no JSON.")?;
        let fields = plan.as_object().context("The plan is no JSON object.")?;
        let mut faults = Faults::default();
        for (name, value) in fields {
            match name.as_str() {
                "seed" => faults.seed = value.as_u64().context("seed is no number.")?,
                "only" => {
                    let named = texts(value).context("only is no list of providers.")?;
                    let known = named
                        .iter()
                        .map(|name| Provider::named(name).with_context(|| format!("There is no provider {name:?}.")));
                    faults.only = known.collect::<Result<_>>()?;
                }
                "refused" => faults.refused = texts(value).context("refused is no list of texts.")?,
                "kinds" => {
                    let kinds = value.as_array().context("kinds is no list.")?;
                    faults.kinds = kinds.iter().map(kind).collect::<Result<_>>()?;
                }
                other => bail!("There is no field {other:?}: seed, only, refused, kinds."),
            }
        }
        Ok(faults)
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

fn kind(value: &Value) -> Result<(u32, Fault)> {
    let name = value.get("kind").and_then(Value::as_str).unwrap_or_default();
    let number = |field: &str| {
        value.get(field).and_then(Value::as_u64).with_context(|| format!("The fault {name:?} has no number {field}."))
    };
    let fault = match name {
        "slow" => Fault::Slow(Duration::from_millis(number("milliseconds")?)),
        "hang" => Fault::Hang(Duration::from_secs(number("seconds")?)),
        "too_many" => Fault::TooMany { retry_after: number("retry_after")? },
        "error500" => Fault::Error500,
        "garbage" => Fault::Garbage,
        "garbage_accepted" => Fault::GarbageAccepted,
        "lost_reply" => Fault::LostReply,
        "refused" => Fault::Refused,
        _ => bail!("There is no fault {name:?}."),
    };
    Ok((u32::try_from(number("weight")?).context("A weight is above a thousand.")?, fault))
}

/// Chance that can be repeated: Marsaglia's xorshift64.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that fall as this seed wants.
    pub(crate) fn new(seed: u64) -> Self {
        // Zero would stay zero; small seeds begin with small numbers.
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            dice.below(1);
        }
        dice
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16).checked_rem(limit).unwrap_or_default()
    }

    /// What goes wrong with the next request at `provider`, if anything does.
    pub(crate) fn throw(&mut self, faults: &Faults, provider: Provider) -> Option<Fault> {
        if !faults.only.is_empty() && !faults.only.contains(&provider) {
            return None;
        }
        let mut left = self.below(1000);
        for (weight, fault) in &faults.kinds {
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => return Some(*fault),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn faults_come_as_often_as_they_weigh_and_the_same_each_time() {
        let faults = Faults::default().with(100, Fault::Error500).with(50, Fault::LostReply).seed(3);
        let throws = |seed: u64| -> Vec<Option<Fault>> {
            let mut dice = Dice::new(seed);
            (0..10_000).map(|_| dice.throw(&faults, Provider::Postmark)).collect()
        };
        let thrown = throws(3);
        assert_eq!(thrown, throws(3));
        assert_ne!(thrown, throws(4));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for fault in thrown {
            *counts.entry(format!("{fault:?}")).or_default() += 1;
        }
        for (fault, share) in [("Some(Error500)", 1000), ("Some(LostReply)", 500), ("None", 8500)] {
            let count = counts[fault];
            assert!(count.abs_diff(share) < 150, "{fault}: {count} of 10000");
        }
    }

    #[test]
    fn only_the_named_providers_fail() {
        let mut dice = Dice::new(1);
        let faults = Faults::always(Fault::Error500).only(&[Provider::Smsapi]);
        assert_eq!(dice.throw(&faults, Provider::Postmark), None);
        assert_eq!(dice.throw(&faults, Provider::Smsapi), Some(Fault::Error500));
        assert_eq!(dice.throw(&Faults::default(), Provider::Smsapi), None);
    }

    #[test]
    fn plans_are_read() {
        let plan = br#"{"seed":7,"only":["postmark"],"refused":["x"],"kinds":[{"kind":"slow","weight":1,
            "milliseconds":20},{"kind":"hang","weight":2,"seconds":3},{"kind":"too_many","weight":3,"retry_after":4},
            {"kind":"lost_reply","weight":5}]}"#;
        let read = Faults::read(plan).unwrap();
        let kinds = vec![
            (1, Fault::Slow(Duration::from_millis(20))),
            (2, Fault::Hang(Duration::from_secs(3))),
            (3, Fault::TooMany { retry_after: 4 }),
            (5, Fault::LostReply),
        ];
        assert_eq!(read, Faults { seed: 7, kinds, only: vec![Provider::Postmark], refused: vec!["x".to_owned()] });
        assert_eq!(Faults::read(b"{}").unwrap(), Faults::default());
        for bad in [
            "",
            "[]",
            r#"{"sede":1}"#,
            r#"{"only":["pigeon"]}"#,
            r#"{"kinds":[{"kind":"fire","weight":1}]}"#,
            r#"{"kinds":[{"kind":"slow","weight":1}]}"#,
            r#"{"kinds":[{"kind":"error500"}]}"#,
            r#"{"kinds":[{"kind":"error500","weight":-1}]}"#,
        ] {
            assert!(Faults::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
