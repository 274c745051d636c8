//! The keys that are derived from the variable `keys`: a list of words, the first of which is
//! current. Reading tries every one, so that rotation is adding a word in front.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sledz_domain::base::BASE64URL_NOPAD;

/// What the keys of every word are derived from, the current word's first. A key is derived when
/// it is asked for: a page needs one of them.
pub struct Keyring(Vec<Hkdf<Sha256>>);

impl Keyring {
    /// Prepares the keys (HKDF-SHA256) of a list of words separated by white space; none if the
    /// list is empty, since nothing may then be sealed or linked.
    pub fn new(words: &str) -> Option<Self> {
        let all: Vec<_> = words.split_whitespace().map(|word| Hkdf::new(Some(b"sledz1"), word.as_bytes())).collect();
        (!all.is_empty()).then_some(Keyring(all))
    }

    /// The keys that seal personal data, the current first.
    pub fn seal(&self) -> impl Iterator<Item = [u8; 32]> {
        self.derived("seal")
    }

    /// The keys that sign tracking links, the current first.
    pub fn link(&self) -> impl Iterator<Item = [u8; 32]> {
        self.derived("link")
    }

    /// The keys that sign sessions and their forms, the current first.
    pub fn session(&self) -> impl Iterator<Item = [u8; 32]> {
        self.derived("session")
    }

    /// The keys by which one component of ours shows itself to another, the current first.
    pub fn poke(&self) -> impl Iterator<Item = [u8; 32]> {
        self.derived("poke")
    }

    fn derived(&self, purpose: &str) -> impl Iterator<Item = [u8; 32]> {
        self.0.iter().filter_map(move |hkdf| {
            let mut key = [0; 32];
            hkdf.expand(purpose.as_bytes(), &mut key).ok().map(|()| key)
        })
    }

    /// Keyed hashes of an e-mail address or phone number, by which a customer's orders are found;
    /// the current key's first. Nobody without the key can tell whose they are.
    pub fn lookups(&self, kind: &str, contact: &str) -> Vec<String> {
        self.derived("lookup")
            .filter_map(|key| {
                let tag = mac(&key, &[kind.as_bytes(), b":", contact.as_bytes()])?;
                let half: Vec<u8> = tag.into_iter().take(16).collect();
                Some(BASE64URL_NOPAD.encode(&half))
            })
            .collect()
    }
}

/// HMAC-SHA256 over the parts.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().into())
}
