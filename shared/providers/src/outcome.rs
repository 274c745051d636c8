//! What a provider's answer means for the message.

use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::Value;
use sledz_domain::{text, time};
use sledz_sources::json;
use std::fmt::Display;

/// The longest time that a provider can put a message off for, in seconds: a day.
const LONGEST_WAIT: u64 = 86_400;

/// The longest id of a message that is kept, in characters.
const ID_LIMIT: usize = 120;

/// A provider's answer to a request.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has taken it.
    Accepted {
        /// The provider's id of the message, made harmless, at most 120 characters.
        id: Option<String>,
    },
    /// It may go out later: try again.
    Later {
        /// One sentence for the operator.
        why: String,
        /// Seconds that the provider asks us to wait, at most a day.
        after: Option<u64>,
    },
    /// It will never go out as it is.
    Never {
        /// One sentence for the operator.
        why: String,
        /// The recipient's address is what is wrong: invalid, suppressed, blacklisted, opted out, a landline.
        address: bool,
    },
}

impl Answer<'_> {
    /// Whether the status says that all went well.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether only the status counts: too many requests, or a provider in trouble.
    pub fn is_trouble(&self) -> bool {
        self.status == 429 || self.status >= 500
    }

    /// The body as a JSON object; null if it is none, so that no field is found.
    pub fn object(&self) -> Value {
        json::object(self.body).unwrap_or_default()
    }
}

/// What a code of a provider says about the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Try again: trouble that passes, or that the operator can mend.
    Later,
    /// The message itself is wrong.
    Never,
    /// The recipient's address is wrong.
    Address,
}

/// A row in the table of a provider's codes: code, what follows, our words.
pub type Row = (u32, Verdict, &'static str);

/// The row of a code.
pub fn row(table: &[Row], code: u32) -> Option<(Verdict, &'static str)> {
    table.iter().find(|row| row.0 == code).map(|row| (row.1, row.2))
}

/// Taken, with the id in a field of the answer.
pub(crate) fn accepted(object: &Value, field: &str) -> Outcome {
    Outcome::Accepted { id: json::shown(object, field, ID_LIMIT) }
}

/// What a success means: taken, if it holds the provider's id of the message. Without one it may not be the
/// provider that answered; a second copy is better than none.
pub fn taken(provider: &str, answer: &Answer, now: DateTime<Utc>, object: &Value, field: &str) -> Outcome {
    match accepted(object, field) {
        Outcome::Accepted { id: None } => {
            judged(provider, answer, now, None, (Verdict::Later, "nobody knows whether it took the message"))
        }
        outcome => outcome,
    }
}

/// Taken, with the id in a header of the answer.
pub(crate) fn accepted_by_header(answer: &Answer, name: &str) -> Outcome {
    let id = answer.headers.get(name).and_then(|value| value.to_str().ok());
    Outcome::Accepted { id: id.and_then(|id| text::clean(id, ID_LIMIT)) }
}

/// What a verdict means. `code` must be a number or a word of ours, never the provider's free text.
pub fn judged(
    provider: &str,
    answer: &Answer,
    now: DateTime<Utc>,
    code: Option<&dyn Display>,
    (verdict, words): (Verdict, &str),
) -> Outcome {
    let code = code.map(|code| format!(", code {code}")).unwrap_or_default();
    let why = format!("{provider} answered {}{code}: {words}", answer.status);
    match verdict {
        Verdict::Later => Outcome::Later { why, after: retry_after(answer.headers, now) },
        Verdict::Never => Outcome::Never { why, address: false },
        Verdict::Address => Outcome::Never { why, address: true },
    }
}

/// What a status alone means, for an answer that is no success.
///
/// What only the operator can mend (key, account, address of the provider) is put off like trouble that
/// passes; any other 4xx is about the message.
pub fn by_status(provider: &str, answer: &Answer, now: DateTime<Utc>) -> Outcome {
    let judgement = match answer.status {
        401 => (Verdict::Later, "it refuses the key"),
        402 => (Verdict::Later, "the account lacks credit"),
        403 => (Verdict::Later, "the key or the account may not send"),
        404 | 405 => (Verdict::Later, "nothing is there; its address, the account or the domain is wrong"),
        408 | 425 => (Verdict::Later, "it wants the request again"),
        409 => (Verdict::Later, "another request is in its way"),
        429 => (Verdict::Later, "too many requests, or a quota is used up"),
        400..=499 => (Verdict::Never, "it refuses the message"),
        500.. => (Verdict::Later, "it is in trouble"),
        _ => (Verdict::Later, "an answer that it should not give; its address is likely wrong"),
    };
    judged(provider, answer, now, None, judgement)
}

/// The seconds of `Retry-After`: a number of them, or an HTTP date (RFC 9110, 10.2.3), at most a day.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<u64> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    seconds(value).or_else(|| {
        let wait = http_date(value)?.signed_duration_since(now).num_seconds().max(0);
        Some(wait.unsigned_abs().min(LONGEST_WAIT))
    })
}

/// Seconds as a decimal number, rounded up, at most a day.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    // More digits than u64 holds are simply very long.
    let more = u64::from(part.bytes().any(|byte| byte != b'0'));
    Some(whole.parse::<u64>().map_or(LONGEST_WAIT, |whole| whole.saturating_add(more).min(LONGEST_WAIT)))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms are not in use by anybody here.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let mut words = text.split_ascii_whitespace().skip(1);
    let (day, month, year, clock) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = names.iter().position(|name| *name == month)? + 1;
    time::parse_utc(&format!("{year}-{month:02}-{day}T{clock}Z")).filter(|_| words.next() == Some("GMT"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_in_every_form() {
        let now = time::parse_utc("2026-10-01T10:00:00Z").unwrap();
        for (value, expected) in [
            ("0", Some(0)),
            (" 30 ", Some(30)),
            ("0.65", Some(1)),
            ("2.000", Some(2)),
            ("99999999999999999999999", Some(86_400)),
            ("604800", Some(86_400)),
            ("Thu, 01 Oct 2026 10:02:00 GMT", Some(120)),
            ("Thu, 01 Oct 2026 09:00:00 GMT", Some(0)),
            ("Sat, 01 Oct 2044 09:00:00 GMT", Some(86_400)),
            ("Thu, 01 Oct 2026 10:02:00 CET", None),
            ("Thu, 01 Okt 2026 10:02:00 GMT", None),
            ("Thu, 01 Oct 2026", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("1.", None),
            (".5", None),
            ("soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", value.parse().unwrap());
            assert_eq!(retry_after(&headers, now), expected, "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn every_status_alone() {
        let now = time::parse_utc("2026-10-01T10:00:00Z").unwrap();
        let headers = HeaderMap::new();
        for status in 100..=999 {
            let answer = Answer { status, headers: &headers, body: b"" };
            if answer.is_success() {
                continue;
            }
            let later =
                !(400..500).contains(&status) || [401, 402, 403, 404, 405, 408, 409, 425, 429].contains(&status);
            match by_status("x", &answer, now) {
                Outcome::Later { why, .. } => assert!(later && why.contains(&status.to_string()), "{why}"),
                Outcome::Never { address, .. } => assert!(!later && !address, "{status}"),
                Outcome::Accepted { .. } => panic!("{status}"),
            }
        }
    }
}
