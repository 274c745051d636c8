//! Personal data sealed by authenticated encryption: XChaCha20-Poly1305 with a random nonce, bound
//! to the log it lies beside.

use crate::{keyring::Keyring, keys::LogId, kv::StoreError, log::Store};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

const NONCE: usize = 24;
const VERSION: u8 = 1;

/// Seals `plain` for `log` under the current key: version, nonce, cipher text. A value moved to
/// another log does not open.
///
/// # Errors
/// If the machine gives no randomness.
pub fn seal(keyring: &Keyring, log: LogId, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    let broken = || StoreError("cannot be sealed".to_owned());
    let key = keyring.seal().next().ok_or_else(broken)?;
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| broken())?;
    let aad = log.to_string();
    let payload = Payload { msg: plain, aad: aad.as_bytes() };
    let cipher = XChaCha20Poly1305::new(&key.into()).encrypt(&XNonce::from(nonce), payload).map_err(|_| broken())?;
    Ok([&[VERSION], nonce.as_slice(), &cipher].concat())
}

/// Opens what [`seal`] sealed, trying every key; none if no key opens it.
pub fn open(keyring: &Keyring, log: LogId, sealed: &[u8]) -> Option<Vec<u8>> {
    let (version, rest) = sealed.split_first()?;
    let (nonce, cipher) = rest.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    if *version != VERSION {
        return None;
    }
    let aad = log.to_string();
    keyring.seal().find_map(|key| {
        let payload = Payload { msg: cipher, aad: aad.as_bytes() };
        XChaCha20Poly1305::new(&key.into()).decrypt(&XNonce::from(nonce), payload).ok()
    })
}

impl Store<'_> {
    /// The value sealed beside the `n`-th entry of `log`, still sealed; none if it was erased.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn sealed_bytes(&self, log: LogId, n: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.kv.get(&log.sealed(n))
    }

    /// Deletes the value sealed beside the `n`-th entry of `log`; whether there was one.
    ///
    /// # Errors
    /// If the store cannot be asked or written.
    pub fn erase_sealed(&self, log: LogId, n: u64) -> Result<bool, StoreError> {
        let key = log.sealed(n);
        if self.kv.get(&key)?.is_none() {
            return Ok(false);
        }
        self.kv.delete(&key).map(|()| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Kind;

    #[test]
    fn opens_with_every_key_that_was_ever_current() {
        let log = LogId::new(Kind::Order, &["standard", "1"]);
        let old = Keyring::new("first").unwrap();
        let rotated = Keyring::new("second first").unwrap();
        let sealed = seal(&old, log, b"lucja@example.com").unwrap();
        assert_eq!(open(&rotated, log, &sealed).as_deref(), Some(b"lucja@example.com".as_slice()));
        let sealed = seal(&rotated, log, b"lucja@example.com").unwrap();
        assert_eq!(open(&old, log, &sealed), None);
        assert_eq!(open(&Keyring::new("second").unwrap(), log, &sealed).unwrap(), b"lucja@example.com");
    }

    #[test]
    fn a_changed_or_moved_value_does_not_open() {
        let (here, there) = (LogId::new(Kind::Order, &["a"]), LogId::new(Kind::Order, &["b"]));
        let keyring = Keyring::new("word").unwrap();
        let sealed = seal(&keyring, here, b"x").unwrap();
        assert_eq!(open(&keyring, there, &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&keyring, here, &changed), None, "byte {at}");
        }
        for length in 0..sealed.len() {
            assert_eq!(open(&keyring, here, &sealed[..length]), None);
        }
        assert!(Keyring::new(" \n").is_none());
    }
}
