//! What the numbers depend on that the shop sets.

use crate::{
    cases::{facts::CLOSED_AFTER, promise},
    request::Env,
};
use sha2::{Digest, Sha256};
use sledz_kpi::{Costs, Settings};

/// The variables of the numbers.
pub const VARIABLES: [&str; 5] =
    ["fcr_days", "kpi_cost_month", "kpi_cost_contact", "kpi_cost_automatic", "kpi_currency"];

/// Raised whenever rolls come to something else than before, or are stored otherwise: then all of them are made again.
const VERSION: u8 = 1;

/// What changes the rolls if it changes, and not only the figures.
const OF_ROLLS: [&str; 4] = ["fcr_days", "opening_hours", "dispatch_days", "delivery_days"];

/// The settings; what cannot be read is as if it were not set.
pub fn settings(env: &Env) -> Settings {
    let usual = Settings::default();
    let value = |name: &str| env.settings.get(name).trim().to_owned();
    let currency = value("kpi_currency").to_ascii_uppercase();
    let is_currency = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    Settings {
        hours: promise::hours(env),
        fcr_days: value("fcr_days").parse().ok().filter(|days| (1..=90).contains(days)).unwrap_or(usual.fcr_days),
        costs: Costs {
            currency: if is_currency { currency } else { usual.costs.currency },
            month: hundredths(&value("kpi_cost_month")),
            contact: hundredths(&value("kpi_cost_contact")),
            automatic: hundredths(&value("kpi_cost_automatic")),
        },
        silent_days: CLOSED_AFTER.num_days().try_into().unwrap_or(usual.silent_days),
        ..usual
    }
}

/// An amount such as `12`, `12.5` or `12,50`, in hundredths.
pub fn hundredths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

/// A hash of what the rolls depend on.
pub fn hash(env: &Env) -> u64 {
    let mut hash = Sha256::new();
    hash.update([VERSION]);
    for name in OF_ROLLS {
        let value = env.settings.get(name).trim();
        hash.update((value.len() as u64).to_be_bytes());
        hash.update(value.as_bytes());
    }
    hash.finalize().into_iter().take(8).fold(0, |hash, byte| (hash << 8) | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn amounts() {
        for (text, expected) in [
            ("12", Some(1200)),
            ("12.5", Some(1250)),
            ("12,50", Some(1250)),
            ("0", Some(0)),
            ("", None),
            ("12.505", None),
            ("-1", None),
            (".5", None),
            ("1 000", None),
            ("99999999999", None),
        ] {
            assert_eq!(hundredths(text), expected, "{text}");
        }
    }
}
