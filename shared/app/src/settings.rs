//! The variables of `spin.toml`, by name.

use sledz_domain::promise::Policy;
use sledz_page::Shop;
use sledz_store::keyring::Keyring;
use std::collections::BTreeMap;

/// The variables that were read for one request. One that is not set is empty.
#[derive(Clone, Debug, Default)]
pub struct Settings(BTreeMap<String, String>);

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
        self.0.get(name).map_or("", String::as_str)
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

/// The variable of a source: `courier_inpost_shipx_secrets`.
pub fn secrets_of(kind: &str, source: &str) -> String {
    format!("{kind}_{}_secrets", source.replace('-', "_"))
}
