//! Tracking links. The token is base64url of the order's key (16 bytes), a version (1 byte) and
//! HMAC-SHA256 over both under the link key, cut to 16 bytes: 44 characters, verified without a
//! look-up. The order holds the version that is valid, so one link can be revoked.

use crate::{lookup::Found, request::Env};
use sledz_domain::base::BASE64URL_NOPAD;
use sledz_store::{
    keyring::{Keyring, mac},
    keys::LogId,
};

const KEY: usize = 16;
const TAG: usize = 16;

/// The token of an order's link, signed with the current key.
pub fn token(keyring: &Keyring, order: LogId, version: u8) -> Option<String> {
    let LogId::Hashed(key) = order else { return None };
    let signed = [key.as_slice(), &[version]].concat();
    let tag = mac(&keyring.link().next()?, &[&signed])?;
    let token: Vec<u8> = signed.into_iter().chain(tag.into_iter().take(TAG)).collect();
    Some(BASE64URL_NOPAD.encode(&token))
}

/// The address of an order's tracking page, below variable `public_url`.
pub fn address(env: &Env, keyring: &Keyring, found: &Found) -> Option<String> {
    let token = token(keyring, found.log, found.order.link_version())?;
    Some(format!("{}/z/{token}", env.settings.get("public_url").trim().trim_end_matches('/')))
}

/// The order and the version that a token is for; none if no key of ours signed it.
pub fn verify(keyring: &Keyring, token: &str) -> Option<(LogId, u8)> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let (signed, tag) = bytes.split_at_checked(KEY + 1).filter(|(_, tag)| tag.len() == TAG)?;
    let (version, key) = signed.split_last()?;
    let given = BASE64URL_NOPAD.encode(tag);
    let right = keyring.link().filter_map(|link| mac(&link, &[signed])).any(|expected| {
        let expected: Vec<u8> = expected.into_iter().take(TAG).collect();
        sledz_sources::proof::same(&BASE64URL_NOPAD.encode(&expected), &given)
    });
    right.then(|| Some((LogId::Hashed(key.try_into().ok()?), *version)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use sledz_store::keys::Kind;

    #[test]
    fn a_token_is_44_characters_and_only_its_own() {
        let keyring = Keyring::new("current old").unwrap();
        let order = LogId::new(Kind::Order, &["standard", "1001"]);
        let token = token(&keyring, order, 1).unwrap();
        assert_eq!(token.len(), 44);
        assert_eq!(verify(&keyring, &token), Some((order, 1)));
        assert_eq!(verify(&Keyring::new("newest current").unwrap(), &token), Some((order, 1)));
        assert_eq!(verify(&Keyring::new("other").unwrap(), &token), None);
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(verify(&keyring, std::str::from_utf8(&changed).unwrap()), None, "character {at}");
        }
        for bad in ["", "x", "ą", &token[..43], &format!("{token}A"), &"A".repeat(44)] {
            assert_eq!(verify(&keyring, bad), None, "{bad}");
        }
    }
}
