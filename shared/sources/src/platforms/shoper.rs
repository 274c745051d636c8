//! Shoper: webhooks of a shop, or of an application of its App Store.
//!
//! Sources: `https://www.shoper.pl/learn/artykul/jak-utworzyc-webhook`; `dreamcommerce/shop-appstore-lib`
//! (`Resource/Status`); bodies as captured from shops (`wire-formats/orders.md`, 3).
//!
//! All values may be texts or numbers, and times are wall-clock times in Poland. A message has no id and no
//! time of its own, and no parcel numbers: those are in the REST interface.

mod order;
mod version;

pub use order::order;

use super::{Platform, Said, reading::scalar};
use crate::{
    delivery::{Delivery, Unusable},
    proof::Secrets,
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha1::{Digest, Sha1};
use sha2::Sha512;
use sledz_domain::{
    base::{HEXLOWER, HEXLOWER_PERMISSIVE},
    text,
};
use subtle::ConstantTimeEq;
use version::Occasion;

/// Its name in the path and in the variable.
pub const NAME: &str = "shoper";

/// What a secret of an App Store application begins with: `appstore:<appstore secret>:<webhook key>`.
const APPSTORE: &str = "appstore:";

/// See the module.
pub struct Shoper;

impl Platform for Shoper {
    fn name(&self) -> &'static str {
        NAME
    }

    /// By a key, or by a token in the path alone: the key is optional in Shoper's panel, and without one
    /// the signature proves nothing.
    fn is_configured(&self, secrets: &Secrets) -> bool {
        match secrets.words.as_slice() {
            [] => !secrets.paths.is_empty(),
            // A key that cannot be read proves nothing, instead of being as good as none.
            words => words.iter().any(|word| Key::read(word).is_some()),
        }
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        if secrets.words.is_empty() {
            return !secrets.paths.is_empty();
        }
        let license = delivery.header("x-shop-license");
        let (Some(id), Some(signature)) = (delivery.header("x-webhook-id"), delivery.header("x-webhook-sha1")) else {
            return false;
        };
        let Ok(signature) = HEXLOWER_PERMISSIVE.decode(signature.trim().as_bytes()) else { return false };
        let mut keys = secrets.words.iter().filter_map(|word| Key::read(word)?.signing(license));
        keys.any(|key| is_signed(id, &key, delivery.body, &signature))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let event = delivery.header("x-webhook-name").unwrap_or("order.edit").trim().to_ascii_lowercase();
        Ok(match event.as_str() {
            "order.delete" => deleted(message),
            event if event.starts_with("order.") => order::told(message, Occasion::of(event), delivery.now),
            _ => Vec::new(),
        })
    }
}

/// A configured key.
enum Key<'a> {
    /// The one typed in the shop's panel.
    Shop(&'a str),
    /// Those of an application: the App Store's secret, and the webhook's.
    Application(&'a str, &'a str),
}

impl<'a> Key<'a> {
    fn read(word: &'a str) -> Option<Self> {
        let Some(pair) = word.strip_prefix(APPSTORE) else { return Some(Key::Shop(word)) };
        let (secret, key) = pair.split_once(':')?;
        (!secret.is_empty() && !key.is_empty()).then_some(Key::Application(secret, key))
    }

    /// What signs. That of an application is made for each shop, by its licence.
    fn signing(&self, license: Option<&str>) -> Option<String> {
        match self {
            Key::Shop(key) => Some((*key).to_owned()),
            Key::Application(secret, key) => {
                let mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).ok()?;
                let mac = mac.chain_update(license?.trim()).chain_update(b":").chain_update(key);
                Some(HEXLOWER.encode(&mac.finalize().into_bytes()))
            }
        }
    }
}

/// Plain SHA-1 over `id:key:body`. Who knows a signature could make one for a body with something appended,
/// but only behind bytes that no JSON holds; such a body is refused when it is read.
fn is_signed(id: &str, key: &str, body: &[u8], signature: &[u8]) -> bool {
    let digest =
        Sha1::new().chain_update(id).chain_update(b":").chain_update(key).chain_update(b":").chain_update(body);
    digest.finalize().as_slice().ct_eq(signature).into()
}

/// Mostly ids alone. An id is never given again, so a deletion has nothing else to be told apart by.
fn deleted(message: &Value) -> Vec<Said> {
    let listed = ["order_id", "id", "ids"].into_iter().find_map(|field| message.get(field));
    let ids: Vec<String> = match listed {
        Some(Value::Array(ids)) => ids.iter().filter_map(|id| scalar(id, text::NUMBER_LIMIT)).collect(),
        Some(id) => scalar(id, text::NUMBER_LIMIT).into_iter().collect(),
        None => Vec::new(),
    };
    if ids.is_empty() {
        return vec![Said::Unreadable];
    }
    ids.into_iter().map(|platform_id| Said::Deleted { platform_id, delivery: String::new() }).collect()
}
