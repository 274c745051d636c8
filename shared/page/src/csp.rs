//! The Content-Security-Policy of a page: nothing but its own style elements, and the images that
//! it shows.

use crate::sheet::Sheet;
use sha2::{Digest, Sha256};
use sledz_domain::base::BASE64;

/// The policy of a page with these style elements, in their order; `same_origin_images` if its logo is a file of the
/// shop. Images within the page itself (logo, icon) are always allowed.
pub(crate) fn policy(sheets: &[&'static Sheet], colors: &str, same_origin_images: bool) -> String {
    let hashes = sheets.iter().map(|sheet| sheet.source().to_owned()).chain([hash(colors)]);
    let hashes: String = hashes.map(|hash| format!(" '{hash}'")).collect();
    let images = if same_origin_images { "data: 'self'" } else { "data:" };
    format!(
        "default-src 'none'; style-src{hashes}; img-src {images}; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

pub(crate) fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_specification() {
        // The example of CSP Level 3, 8.1 ("alert('Hello, world.');").
        assert_eq!(hash("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
