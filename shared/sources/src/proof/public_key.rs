//! RSA signatures, of senders that publish a certificate instead of sharing a secret.
//!
//! The certificate is trusted because the shop has configured it: who issued it and until when it is
//! valid does not matter. Sources: RFC 5280, 4.1 (where the key lies in a certificate), RFC 8017
//! (`RSASSA-PKCS1-v1_5`).

use der::{
    AnyRef, Decode, Error, Reader, SliceReader, Tag,
    asn1::{BitStringRef, ObjectIdentifier, UintRef},
};
use rsa::{
    BoxedUint, RsaPublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    signature::hazmat::PrehashVerifier,
};
use sha2::{Digest, Sha256};
use sledz_domain::base::BASE64;

/// The modulus, in bits: shorter ones prove little, longer ones cost too much to check.
const BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// `rsaEncryption` (RFC 3279, 2.3.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// An RSA key that a sender signs with.
pub struct PublicKey(VerifyingKey<Sha256>);

impl PublicKey {
    /// Reads a key from base64 of a certificate (X.509) or of a bare key (`SubjectPublicKeyInfo`), either
    /// in DER or as a whole PEM file. None if it is neither, or not an RSA key of 2048 to 4096 bits.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text.trim().as_bytes()).ok()?;
        let der = if bytes.first() == Some(&b'-') { unwrap_pem(&bytes)? } else { bytes };
        let (modulus, exponent) = bare_key(&der).or_else(|_| bare_key(key_of_certificate(&der)?)).ok()?;
        let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
        let key = RsaPublicKey::new_with_size_limits(number(&modulus), number(&exponent), BITS).ok()?;
        Some(PublicKey(VerifyingKey::new(key)))
    }

    /// Whether `signature` is this key's (SHA-256, PKCS#1 v1.5) of the parts, one after the other.
    pub fn has_signed(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        let Ok(signature) = Signature::try_from(signature) else { return false };
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
        }
        self.0.verify_prehash(&hash.finalize(), &signature).is_ok()
    }
}

/// The first block of a PEM file.
fn unwrap_pem(file: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(file).ok()?;
    let lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with("-----BEGIN ")).skip(1);
    let code: String = lines.take_while(|line| !line.starts_with('-')).collect();
    BASE64.decode(code.as_bytes()).ok()
}

/// The `SubjectPublicKeyInfo` of a certificate.
fn key_of_certificate(der: &[u8]) -> Result<&[u8], Error> {
    let mut reader = SliceReader::new(der)?;
    reader.sequence(|certificate| {
        let key = certificate.sequence(|body| {
            if Tag::peek(body)? != Tag::Integer {
                // The version, which has a default.
                body.tlv_bytes()?;
            }
            // Serial number, algorithm of the issuer's signature, issuer, validity, subject.
            for _ in 0..5 {
                body.tlv_bytes()?;
            }
            let key = body.tlv_bytes()?;
            while !body.is_finished() {
                body.tlv_bytes()?;
            }
            Ok::<_, Error>(key)
        })?;
        // The issuer's signature.
        certificate.tlv_bytes()?;
        certificate.tlv_bytes()?;
        Ok(key)
    })
}

/// Modulus and exponent of an RSA key in a `SubjectPublicKeyInfo`.
fn bare_key(der: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut reader = SliceReader::new(der)?;
    let bits = reader.sequence(|key| {
        let algorithm = key.sequence(|algorithm| {
            let named = ObjectIdentifier::decode(algorithm)?;
            // Parameters: NULL, or none.
            if !algorithm.is_finished() {
                AnyRef::decode(algorithm)?;
            }
            Ok::<_, Error>(named)
        })?;
        if algorithm != RSA {
            return Err(Tag::ObjectIdentifier.value_error().into());
        }
        BitStringRef::decode(key)
    })?;
    let mut reader = SliceReader::new(bits.as_bytes().unwrap_or_default())?;
    reader.sequence(|key| {
        let (modulus, exponent) = (UintRef::decode(key)?, UintRef::decode(key)?);
        Ok((modulus.as_bytes().to_vec(), exponent.as_bytes().to_vec()))
    })
}
