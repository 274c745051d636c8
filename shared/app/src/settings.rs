//! The variables of `spin.toml`, by name.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sledz_domain::{
    promise::Policy,
    time::{WARSAW, from_local},
};
use sledz_page::Shop;
use sledz_sources::variables::Variables;
use sledz_store::keyring::Keyring;

/// The variables that were read for one request. One that is not set is empty.
#[derive(Clone, Debug, Default)]
pub struct Settings(Vec<(String, String)>);

/// The variables that describe the shop and its promises.
pub const SHOP: [&str; 8] = [
    "shop_name",
    "shop_color",
    "shop_logo",
    "shop_email",
    "shop_phone",
    "public_url",
    "dispatch_days",
    "delivery_days",
];

impl Settings {
    /// The value of a variable; empty if it is not set.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The keys derived from `keys`; none while that is empty.
    pub fn keyring(&self) -> Option<Keyring> {
        Keyring::new(self.get("keys"))
    }

    /// What the shop promises. A number of days that cannot be read is no promise.
    pub fn policy(&self) -> Policy {
        let days = |name: &str| self.get(name).trim().parse().ok().filter(|days: &u32| *days <= 90);
        Policy { dispatch_days: days("dispatch_days"), delivery_days: days("delivery_days") }
    }

    /// Customers are told about orders placed from then on; nobody is told anything while it is
    /// not set.
    pub fn notify_since(&self) -> Option<DateTime<Utc>> {
        time_or_day(self.get("notify_since"))
    }

    /// Whether the shop's other systems are told of events: an address below `.invalid` is none.
    pub fn sends_events(&self) -> bool {
        let url = self.get("events_url").trim().trim_end_matches('/');
        !url.is_empty() && !url.ends_with(".invalid")
    }

    /// Whether anybody is told of anything.
    pub fn tells_anybody(&self) -> bool {
        self.notify_since().is_some() || self.sends_events()
    }

    /// The shop as the page shows it.
    pub fn shop(&self) -> Shop {
        let value = |name: &str| self.get(name).trim().to_owned();
        Shop {
            name: value("shop_name"),
            color: value("shop_color"),
            logo: value("shop_logo"),
            email: value("shop_email"),
            phone: value("shop_phone"),
            public_url: value("public_url"),
        }
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Settings {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Self {
        Settings(values.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl Variables for Settings {
    fn get(&self, name: &str) -> &str {
        Settings::get(self, name)
    }
}

/// A time with its offset, or a day: then its beginning in Warsaw.
pub fn time_or_day(text: &str) -> Option<DateTime<Utc>> {
    let beginning = || day(text.trim()).map(|day| from_local(day.and_time(NaiveTime::MIN), WARSAW));
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| at.with_timezone(&Utc)).or_else(beginning)
}

/// A day such as `2026-11-22`. `NaiveDate` reads it too, by way of patterns: 8 KB of a component.
fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The variable of a source: `courier_inpost_shipx_secrets`.
pub fn secrets_of(kind: &str, source: &str) -> String {
    format!("{kind}_{}_secrets", source.replace('-', "_"))
}
