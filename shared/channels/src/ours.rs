//! What the shop is called: by which we know our own messages, and those of people of the shop.

use sledz_providers::mail::bare_address;
use sledz_sources::{proof::Secrets, variables::Variables};

/// The variables that hold addresses of the shop.
pub const VARIABLES: [&str; 3] = ["mail_from", "mail_reply_to", "shop_email"];

/// Domains where everybody can have an address, those that small shops in Poland write from.
const PUBLIC: [&str; 29] = [
    "autograf.pl",
    "buziaczek.pl",
    "gazeta.pl",
    "gmail.com",
    "go2.pl",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "int.pl",
    "interia.com",
    "interia.eu",
    "interia.pl",
    "live.com",
    "me.com",
    "o2.pl",
    "onet.eu",
    "onet.pl",
    "op.pl",
    "outlook.com",
    "poczta.fm",
    "poczta.onet.pl",
    "proton.me",
    "protonmail.com",
    "spoko.pl",
    "tlen.pl",
    "vp.pl",
    "wp.eu",
    "wp.pl",
    "yahoo.com",
];

/// What the shop is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ours {
    addresses: Vec<String>,
    apps: Vec<String>,
}

impl Ours {
    /// By what is configured: addresses in [`VARIABLES`], and the channel's secrets `app:<id>`.
    pub fn of(variables: &dyn Variables, secrets: &Secrets) -> Self {
        let addresses = VARIABLES.iter().filter_map(|name| bare_address(variables.get(name)));
        Ours::new(addresses, secrets.apps.iter().map(String::as_str))
    }

    /// With these bare addresses, and these ids of ours at the channel.
    pub fn new<'a>(addresses: impl IntoIterator<Item = &'a str>, apps: impl IntoIterator<Item = &'a str>) -> Self {
        Ours {
            addresses: addresses.into_iter().map(str::to_lowercase).collect(),
            apps: apps.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Whether an address is the shop's; what stands behind a `+` in it does not count.
    pub fn has_address(&self, address: &str) -> bool {
        let address = address.trim().to_lowercase();
        let bare = address.split_once('@').map(|(local, domain)| {
            let local = local.split_once('+').map_or(local, |(local, _)| local);
            format!("{local}@{domain}")
        });
        self.addresses.iter().any(|own| *own == address || bare.as_ref() == Some(own))
    }

    /// Whether an address is the shop's, or of its domain: colleagues and machines of the shop. A domain where
    /// everybody can have an address is nobody's.
    pub fn is_us(&self, address: &str) -> bool {
        let domain = |address: &str| address.trim().rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        let own = |found: &String| self.addresses.iter().any(|own| domain(own).as_ref() == Some(found));
        let is_colleague = || domain(address).is_some_and(|found| !PUBLIC.contains(&found.as_str()) && own(&found));
        self.has_address(address) || is_colleague()
    }

    /// Whether a list's id is the shop's own address: mailboxes that several people share are lists to their provider.
    pub fn has_list(&self, id: &str) -> bool {
        let id = id.to_lowercase();
        self.addresses.iter().any(|own| own.replacen('@', ".", 1) == id)
    }

    /// Whether this is we, to the channel.
    pub fn has_app(&self, id: &str) -> bool {
        self.apps.iter().any(|own| own == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_addresses() {
        let ours = Ours::new(["Pomoc@sklep.pl"], ["12"]);
        for (address, expected) in [
            ("pomoc@sklep.pl", true),
            (" POMOC@SKLEP.PL ", true),
            ("pomoc+z1001@sklep.pl", true),
            ("biuro@sklep.pl", false),
            ("pomoc@sklep.pl.example", false),
            ("+pomoc@sklep.pl", false),
            ("", false),
        ] {
            assert_eq!(ours.has_address(address), expected, "{address}");
        }
        assert!(ours.is_us("anna@sklep.pl") && ours.is_us("pomoc@sklep.pl") && !ours.is_us("anna@nie-sklep.pl"));
        let small = Ours::new(["sklep.z.herbata@wp.pl"], []);
        assert!(small.is_us("sklep.z.herbata@wp.pl") && !small.is_us("jan@wp.pl") && !small.is_us(""));
        assert!(ours.has_list("pomoc.sklep.pl") && !ours.has_list("nowosci.sklep.pl"));
        assert!(ours.has_app("12") && !ours.has_app("1") && !Ours::default().has_app(""));
    }
}
