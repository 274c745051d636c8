//! How a sender proves itself: configured secrets, HMAC signatures, comparison in constant time;
//! [`public_key`]: RSA signatures.

pub mod public_key;

use crate::delivery::Delivery;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use sledz_domain::base::{BASE64, HEXLOWER_PERMISSIVE};
use subtle::ConstantTimeEq;

/// The secrets of one source, as its variable lists them, separated by white space. Several of a
/// kind are alternatives: that is how secrets are rotated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// `path:<token>`: required in the path, besides any other proof.
    pub paths: Vec<String>,
    /// Bare words: the source's usual signing secret.
    pub words: Vec<String>,
    /// `hmac:<secret>`.
    pub hmacs: Vec<String>,
    /// `basic:<user>:<password>`, kept as `<user>:<password>`.
    pub basics: Vec<String>,
    /// `header:<name>:<value>`.
    pub headers: Vec<(String, String)>,
    /// `verify:<token>`: what the sender asks back when it is given our address (Meta).
    pub verifies: Vec<String>,
    /// `app:<id>`: who we are at the sender, by which our own messages are told from those of people.
    pub apps: Vec<String>,
    /// `rsa:<base64>`: a certificate or public key, as [`public_key`] reads it. Kept unread, so that one
    /// that cannot be read proves nothing instead of being as good as none.
    pub rsas: Vec<String>,
}

impl Secrets {
    /// Reads the variable of a source. What cannot be understood proves nothing and is left out.
    pub fn parse(list: &str) -> Self {
        let mut secrets = Secrets::default();
        for word in list.split_whitespace() {
            match word.split_once(':') {
                Some(("path", token)) if !token.is_empty() => secrets.paths.push(token.to_owned()),
                Some(("hmac", secret)) if !secret.is_empty() => secrets.hmacs.push(secret.to_owned()),
                Some(("verify", token)) if !token.is_empty() => secrets.verifies.push(token.to_owned()),
                Some(("app", id)) if !id.is_empty() => secrets.apps.push(id.to_owned()),
                Some(("rsa", key)) if !key.is_empty() => secrets.rsas.push(key.to_owned()),
                Some(("basic", pair)) if pair.contains(':') => secrets.basics.push(pair.to_owned()),
                Some(("header", pair)) => {
                    let named = pair.split_once(':').filter(|(name, value)| !name.is_empty() && !value.is_empty());
                    secrets.headers.extend(named.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())));
                }
                Some(("path" | "hmac" | "rsa" | "basic" | "verify" | "app", _)) => {}
                _ => secrets.words.push(word.to_owned()),
            }
        }
        secrets
    }

    /// Whether the path holds the token, where one is configured; true where none is.
    pub fn path_is_right(&self, delivery: &Delivery) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|token| same(token, delivery.path_token.unwrap_or_default()))
    }
}

/// Compares two texts in constant time. Their digests are compared, so that not even the length
/// of the secret shows.
pub fn same(secret: &str, given: &str) -> bool {
    let (secret, given) = (Sha256::digest(secret.as_bytes()), Sha256::digest(given.as_bytes()));
    secret.as_slice().ct_eq(given.as_slice()).into()
}

/// Whether `signature` (base64) is HMAC-SHA256 under `key` of the parts, one after the other.
pub fn signed_base64(key: &[u8], parts: &[&[u8]], signature: &str) -> bool {
    BASE64.decode(signature.trim().as_bytes()).is_ok_and(|given| is_hmac(key, parts, &given))
}

/// Whether `code` is HMAC-SHA256 under `key` of the parts, one after the other.
pub fn is_hmac(key: &[u8], parts: &[&[u8]], code: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(code).is_ok()
}

/// Whether `signature` (hexadecimal) is HMAC-SHA256 of the body under one of the keys.
pub fn signed_hex(keys: &[String], body: &[u8], signature: &str) -> bool {
    let Ok(given) = HEXLOWER_PERMISSIVE.decode(signature.trim().as_bytes()) else { return false };
    keys.iter().any(|key| {
        Hmac::<Sha256>::new_from_slice(key.as_bytes())
            .is_ok_and(|mac| mac.chain_update(body).verify_slice(&given).is_ok())
    })
}

/// Whether the request carries HTTP Basic credentials that are among `pairs` (`user:password`).
pub fn basic(delivery: &Delivery, pairs: &[String]) -> bool {
    let given = delivery.header("authorization").and_then(|value| {
        let (scheme, code) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("basic").then(|| BASE64.decode(code.trim().as_bytes()).ok())?
    });
    let Some(given) = given.and_then(|bytes| String::from_utf8(bytes).ok()) else { return false };
    pairs.iter().any(|pair| same(pair, &given))
}

/// Whether one of the configured headers has its value.
pub fn header(delivery: &Delivery, headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, value)| delivery.header(name).is_some_and(|given| same(value, given)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_secret() {
        let secrets = Secrets::parse(
            "word path:p1 path:p2 hmac:h basic:u:p:w header:X-Api-Key:v:1 rsa:MII= path: basic:x header:n rsa: \
             whsec_AAAA verify:v:1 verify: app:12 app:",
        );
        assert_eq!(secrets.words, ["word", "whsec_AAAA"]);
        assert_eq!(secrets.paths, ["p1", "p2"]);
        assert_eq!(secrets.hmacs, ["h"]);
        assert_eq!(secrets.basics, ["u:p:w"]);
        assert_eq!(secrets.headers, [("x-api-key".to_owned(), "v:1".to_owned())]);
        assert_eq!(secrets.rsas, ["MII="]);
        assert_eq!(secrets.verifies, ["v:1"]);
        assert_eq!(secrets.apps, ["12"]);
        assert_eq!(Secrets::parse(" \n "), Secrets::default());
    }
}
