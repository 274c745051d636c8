//! Bytes as text: hexadecimal, base32 and base64 (RFC 4648), by the crates of RustCrypto, which are as strict
//! as can be read, take the same time for every secret, and hold the code of one base each.

use base32ct::Base32UpperUnpadded;
use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};

/// A way to write bytes down as text.
#[derive(Clone, Copy, Debug)]
pub struct Base {
    encode: fn(&[u8]) -> String,
    decode: fn(&str) -> Option<Vec<u8>>,
}

/// A text that holds no bytes in this base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecodable;

/// Base64 with padding.
pub const BASE64: Base = Base { encode: Base64::encode_string, decode: |text| Base64::decode_vec(text).ok() };

/// Base64 without padding.
pub const BASE64_NOPAD: Base =
    Base { encode: Base64Unpadded::encode_string, decode: |text| Base64Unpadded::decode_vec(text).ok() };

/// Base64 for addresses and names of files, without padding.
pub const BASE64URL_NOPAD: Base =
    Base { encode: Base64UrlUnpadded::encode_string, decode: |text| Base64UrlUnpadded::decode_vec(text).ok() };

/// Base32 without padding.
pub const BASE32_NOPAD: Base = Base {
    encode: <Base32UpperUnpadded as base32ct::Encoding>::encode_string,
    decode: |text| {
        let bytes = <Base32UpperUnpadded as base32ct::Encoding>::decode_vec(text).ok()?;
        // The crate does not look at the bits that are left over.
        (<Base32UpperUnpadded as base32ct::Encoding>::encode_string(&bytes) == text).then_some(bytes)
    },
};

/// Hexadecimal in lower case.
pub const HEXLOWER: Base =
    Base { encode: base16ct::lower::encode_string, decode: |text| base16ct::lower::decode_vec(text).ok() };

/// As [`HEXLOWER`]; capitals are read as well.
pub const HEXLOWER_PERMISSIVE: Base =
    Base { encode: base16ct::lower::encode_string, decode: |text| base16ct::mixed::decode_vec(text).ok() };

impl Base {
    /// The bytes as text.
    ///
    /// ```
    /// use sledz_domain::base::{BASE64, HEXLOWER};
    /// assert_eq!(BASE64.encode(b"Hi"), "SGk=");
    /// assert_eq!(HEXLOWER.encode(b"Hi"), "4869");
    /// ```
    pub fn encode(&self, bytes: &[u8]) -> String {
        (self.encode)(bytes)
    }

    /// The bytes that a text holds.
    ///
    /// # Errors
    /// If [`Base::encode`] gives this text for no bytes at all.
    pub fn decode(&self, text: &[u8]) -> Result<Vec<u8>, Undecodable> {
        std::str::from_utf8(text).ok().and_then(self.decode).ok_or(Undecodable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding as known;
    use proptest::prelude::*;

    const ALL: [(Base, known::Encoding); 6] = [
        (BASE64, known::BASE64),
        (BASE64_NOPAD, known::BASE64_NOPAD),
        (BASE64URL_NOPAD, known::BASE64URL_NOPAD),
        (BASE32_NOPAD, known::BASE32_NOPAD),
        (HEXLOWER, known::HEXLOWER),
        (HEXLOWER_PERMISSIVE, known::HEXLOWER_PERMISSIVE),
    ];

    #[test]
    fn what_is_no_text_of_a_base() {
        for (base, bad) in [
            (BASE64, "A"),
            (BASE64, "AA"),
            (BASE64, "AAA"),
            (BASE64, "AA="),
            (BASE64, "A==="),
            (BASE64, "===="),
            (BASE64, "AAAA===="),
            (BASE64, "AA==AA=="),
            (BASE64, "AA=A"),
            (BASE64, "AB=="),
            (BASE64, "AAB="),
            (BASE64, "AAA\n"),
            (BASE64, " AAA"),
            (BASE64, "AA-_"),
            (BASE64_NOPAD, "AA=="),
            (BASE64_NOPAD, "A"),
            (BASE64URL_NOPAD, "AA+/"),
            (BASE64URL_NOPAD, "AB"),
            (BASE32_NOPAD, "A"),
            (BASE32_NOPAD, "AAA"),
            (BASE32_NOPAD, "aa"),
            (HEXLOWER, "0"),
            (HEXLOWER, "0A"),
            (HEXLOWER_PERMISSIVE, "0G"),
        ] {
            assert_eq!(base.decode(bad.as_bytes()), Err(Undecodable), "{bad}");
        }
        assert_eq!(HEXLOWER_PERMISSIVE.decode(b"0aFF"), Ok(vec![0x0a, 0xff]));
    }

    proptest! {
        #[test]
        fn every_base_is_as_the_crate_has_it(bytes in proptest::collection::vec(any::<u8>(), 0..70)) {
            for (base, known) in ALL {
                let text = base.encode(&bytes);
                prop_assert_eq!(&text, &known.encode(&bytes));
                prop_assert_eq!(base.decode(text.as_bytes()), Ok(bytes.clone()));
            }
        }

        #[test]
        fn any_text_is_read_as_the_crate_reads_it(text in "[A-Za-f0-9+/_-]{0,12}={0,3}") {
            for (base, known) in ALL {
                prop_assert_eq!(base.decode(text.as_bytes()).ok(), known.decode(text.as_bytes()).ok(), "{}", text);
            }
        }
    }
}
