//! Moving `now` for one request in tests: header `sledz-test-now: <RFC 3339>;<hex HMAC-SHA256 of
//! that text>` under variable `test_clock_key`. While that is empty the header is ignored.

use crate::request::Request;
use chrono::{DateTime, Utc};
use sledz_domain::base::HEXLOWER;
use sledz_sources::proof::same;
use sledz_store::keyring::mac;

/// The header's name.
pub const HEADER: &str = "sledz-test-now";

/// The time that a request asks for, if it may.
pub fn moved(request: &Request, key: &str) -> Option<DateTime<Utc>> {
    if key.is_empty() {
        return None;
    }
    let (time, tag) = request.header(HEADER)?.rsplit_once(';')?;
    let expected = HEXLOWER.encode(&mac(key.as_bytes(), &[time.as_bytes()])?);
    if !same(&expected, &tag.trim().to_ascii_lowercase()) {
        return None;
    }
    DateTime::parse_from_rfc3339(time.trim()).ok().map(|time| time.with_timezone(&Utc))
}
