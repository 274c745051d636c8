//! What a deployment was started with: the variables that senders and readers share with it.

use anyhow::{Context as _, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, env};

/// A path token of the local deployments, and the one that is being rotated out.
const SHIPX: &str = "path:local-shipx-token path:older-shipx-token";
/// `hush` is the secret of the vectors in `tests/fixtures`.
const INPOST: &str = "hmac:hush hmac:older basic:inpost:pass:word header:X-Api-Key:local-key";
/// The secret of the vectors, and one that is being rotated out.
const STANDARD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_b2xkZXItb2xkZXItb2xkZXItb2xkZXI=";
const WOOCOMMERCE: &str = "hush older&amp;escaped";
/// The other couriers, by the names in their paths.
const COURIERS: [(&str, &str); 10] = [
    ("dpd-de", "path:local-dpd-token"),
    ("dhl", "header:X-Dhl-Proof:local-dhl-secret path:local-dhl-token"),
    ("ups", "local-ups-credential"),
    ("fedex", "local-fedex-token"),
    ("aftership", "local-aftership-secret"),
    ("17track", "local-17track-key"),
    ("sendcloud", "local-sendcloud-key"),
    ("karrio", "local-karrio-secret"),
    ("easypost", "local-easypost-secret"),
    ("furgonetka", "local-furgonetka-salt path:local-furgonetka-token"),
];
/// The other shops and marketplaces. `hush`, `klucz` and the App Store's are the secrets of the vectors. Of
/// Shoper only what signs: with a token beside it both would be asked for.
const PLATFORMS: [(&str, &str); 6] = [
    ("shopify", "hush older-shopify-secret"),
    ("shoper", "klucz older-klucz appstore:appsecret:whsecret"),
    ("erli", "local-erli-token older-erli-token"),
    ("amazon", "header:X-Api-Key:local-amazon-key header:X-Api-Key:older-amazon-key"),
    ("idosell", "path:local-idosell-token hush"),
    ("prestashop", "hush older-prestashop-secret"),
];
/// Payment providers; the first secret of each is that of the vectors.
const PAYMENTS: [(&str, &str); 4] = [
    ("payu", "secondkey older-secondkey"),
    ("przelewy24", "0123456789abcdef fedcba9876543210"),
    ("stripe", "whsec_test whsec_older"),
    ("standard", STANDARD),
];
const TEST_CLOCK: &str = "local-test-clock";

/// The roles of the API, in the order of the local deployments' tokens.
pub const ROLES: [&str; 5] = ["reader", "agent", "admin", "scheduler", "export"];

/// Secrets of a deployment, as its variables hold them.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// `courier_inpost_shipx_secrets`
    pub inpost_shipx: String,
    /// `courier_inpost_secrets`
    pub inpost: String,
    /// Of other couriers, `courier_{name}_secrets`, by the names in their paths; those that are not known
    /// are missing.
    pub couriers: BTreeMap<String, String>,
    /// `courier_standard_secrets`
    pub standard_courier: String,
    /// `order_standard_secrets`
    pub standard_order: String,
    /// `order_woocommerce_secrets`
    pub woocommerce: String,
    /// Of other platforms, `order_{name}_secrets`; those that are not known are missing.
    pub platforms: BTreeMap<String, String>,
    /// Of payment providers, `payment_{name}_secrets`; those that are not known are missing.
    pub payments: BTreeMap<String, String>,
    /// A token of the API with the role of reader or more.
    pub api_token: String,
    /// A token of the role scheduler; empty if none is known.
    pub scheduler_token: String,
    /// A token of the role admin; empty if none is known.
    pub admin_token: String,
    /// `test_clock_key`
    pub test_clock: String,
}

impl Secrets {
    /// Those of a local deployment.
    pub fn local() -> Self {
        Secrets {
            inpost_shipx: SHIPX.to_owned(),
            inpost: INPOST.to_owned(),
            couriers: all(&COURIERS),
            standard_courier: STANDARD.to_owned(),
            standard_order: STANDARD.to_owned(),
            woocommerce: WOOCOMMERCE.to_owned(),
            platforms: all(&PLATFORMS),
            payments: all(&PAYMENTS),
            api_token: local_token("reader"),
            scheduler_token: local_token("scheduler"),
            admin_token: local_token("admin"),
            test_clock: TEST_CLOCK.to_owned(),
        }
    }

    /// Those of a deployment that is named in the environment; without the tokens of scheduler and
    /// admin some tests are left out.
    ///
    /// # Errors
    /// If one is missing; which, says the error.
    pub fn named() -> Result<Self> {
        let read = |name: &str| env::var(name).with_context(|| format!("SLEDZ_URL is set, but {name} is not."));
        Ok(Secrets {
            inpost_shipx: read("SLEDZ_COURIER_INPOST_SHIPX_SECRETS")?,
            inpost: read("SLEDZ_COURIER_INPOST_SECRETS")?,
            couriers: given("courier", &COURIERS),
            standard_courier: read("SLEDZ_COURIER_STANDARD_SECRETS")?,
            standard_order: read("SLEDZ_ORDER_STANDARD_SECRETS")?,
            woocommerce: read("SLEDZ_ORDER_WOOCOMMERCE_SECRETS")?,
            platforms: given("order", &PLATFORMS),
            payments: given("payment", &PAYMENTS),
            api_token: read("SLEDZ_API_TOKEN")?,
            scheduler_token: env::var("SLEDZ_SCHEDULER_TOKEN").unwrap_or_default(),
            admin_token: env::var("SLEDZ_ADMIN_TOKEN").unwrap_or_default(),
            test_clock: read("SLEDZ_TEST_CLOCK_KEY")?,
        })
    }

    /// The variables of a local deployment with these secrets; its keys are new each time.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn variables(&self) -> Result<Vec<(String, String)>> {
        let tokens = ROLES.map(|role| format!("{role}:{role}:{}", digest(&local_token(role))));
        let pairs = [
            ("keys", random_hex::<32>()?),
            ("api_tokens", tokens.join(" ")),
            ("test_clock_key", self.test_clock.clone()),
            ("courier_inpost_shipx_secrets", self.inpost_shipx.clone()),
            ("courier_inpost_secrets", self.inpost.clone()),
            ("courier_standard_secrets", self.standard_courier.clone()),
            ("order_standard_secrets", self.standard_order.clone()),
            ("order_woocommerce_secrets", self.woocommerce.clone()),
        ];
        let others = [("courier", &self.couriers), ("order", &self.platforms), ("payment", &self.payments)];
        let others = others
            .into_iter()
            .flat_map(|(kind, all)| all.iter().map(move |(name, value)| (variable(kind, name), value.clone())));
        Ok(pairs.map(|(name, value)| (name.to_owned(), value)).into_iter().chain(others).collect())
    }

    /// The secrets of one of the other couriers; empty if they are not known.
    pub fn courier(&self, name: &str) -> &str {
        self.couriers.get(name).map_or("", String::as_str)
    }

    /// The secrets of one of the other platforms; empty if they are not known.
    pub fn platform(&self, name: &str) -> &str {
        self.platforms.get(name).map_or("", String::as_str)
    }

    /// The secrets of a payment provider; empty if they are not known.
    pub fn payment(&self, name: &str) -> &str {
        self.payments.get(name).map_or("", String::as_str)
    }

    /// The value of header `sledz-test-now` that moves the time of one request to `now`.
    pub fn test_now(&self, now: DateTime<Utc>) -> String {
        let time = now.to_rfc3339_opts(SecondsFormat::Millis, true);
        let tag = HEXLOWER.encode(&hmac_sha256(self.test_clock.as_bytes(), &[time.as_bytes()]));
        format!("{time};{tag}")
    }
}

/// The variable with the secrets of a source.
fn variable(kind: &str, name: &str) -> String {
    format!("{kind}_{}_secrets", name.replace('-', "_"))
}

fn all(local: &[(&str, &str)]) -> BTreeMap<String, String> {
    local.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Those of them that the environment gives.
fn given(kind: &str, local: &[(&str, &str)]) -> BTreeMap<String, String> {
    let names = local.iter().map(|(name, _)| (*name).to_owned());
    let read = |name: &str| env::var(format!("SLEDZ_{}", variable(kind, name).to_ascii_uppercase())).ok();
    names.filter_map(|name| read(&name).map(|value| (name, value))).collect()
}

/// All words behind `prefix` in the value of a variable; with an empty prefix, the bare words.
pub fn words<'a>(variable: &'a str, prefix: &'a str) -> Vec<&'a str> {
    let kinds = ["path:", "hmac:", "rsa:", "basic:", "header:", "appstore:"];
    let bare = |word: &&str| !kinds.iter().any(|kind| word.starts_with(kind));
    let words = variable.split_whitespace();
    match prefix {
        "" => words.filter(bare).collect(),
        prefix => words.filter_map(|word| word.strip_prefix(prefix)).collect(),
    }
}

/// The token of a role on local deployments.
pub fn local_token(role: &str) -> String {
    format!("local-{role}-token")
}

/// HMAC-SHA256 over the parts, one after the other.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of any length; without a key there is no signature, and none will be right.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// `N` random bytes in hexadecimal.
///
/// # Errors
/// If the system gives none.
pub fn random_hex<const N: usize>() -> Result<String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).context("The system gives no random bytes.")?;
    Ok(HEXLOWER.encode(&bytes))
}

fn digest(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}
