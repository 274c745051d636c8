//! Reading bodies that may hold anything: what is JSON at all, and fields of any type.

use crate::delivery::Unusable;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{text, time};

/// The deepest nesting that is read.
const DEPTH: usize = 64;

/// Reads a body whose top level is an object.
///
/// # Errors
/// If it is empty, not UTF-8, not JSON, nested deeper than 64, holds a number that no reader can
/// hold (`1e999`), or is not an object.
pub fn object(body: &[u8]) -> Result<Value, Unusable> {
    let value = document(body)?;
    if value.is_object() { Ok(value) } else { Err(Unusable("the body is not a JSON object".to_owned())) }
}

/// As [`object`], for a body whose top level may also be a list, or text that holds such JSON.
///
/// # Errors
/// As [`object`].
pub fn object_or_list(body: &[u8]) -> Result<Value, Unusable> {
    match document(body)? {
        value @ (Value::Object(_) | Value::Array(_)) => Ok(value),
        // Each such layer is shorter than the one around it.
        Value::String(text) => object_or_list(text.as_bytes()),
        _ => Err(Unusable("the body is neither a JSON object nor a list of such".to_owned())),
    }
}

fn document(body: &[u8]) -> Result<Value, Unusable> {
    let refuse = |why: &str| Unusable(why.to_owned());
    if body.trim_ascii().is_empty() {
        return Err(refuse("the body is empty"));
    }
    let body = std::str::from_utf8(body).map_err(|_| refuse("the body is not JSON in UTF-8"))?;
    if depth(body) > DEPTH {
        return Err(refuse("the body is nested deeper than 64 levels"));
    }
    // As bytes, as all else is read: serde_json has another reader for text.
    let value: Value = serde_json::from_slice(body.as_bytes()).map_err(|_| refuse("the body is not JSON"))?;
    if !numbers_fit(&value) {
        return Err(refuse("the body holds a number out of range"));
    }
    Ok(value)
}

fn depth(body: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in body.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Numbers keep all their digits, but must be finite as any other reader would see them.
fn numbers_fit(value: &Value) -> bool {
    match value {
        Value::Number(number) => is_finite(number.as_str()),
        Value::Array(items) => items.iter().all(numbers_fit),
        Value::Object(fields) => fields.values().all(numbers_fit),
        _ => true,
    }
}

/// The significant digits of the largest double, 1.7976931348623157 * 10^308.
const LARGEST: &str = "17976931348623157";

/// Whether other readers, who make a double of it, can hold a JSON number. Reading it as a float
/// here would add 18 KB to every component.
fn is_finite(number: &str) -> bool {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, part) =
        mantissa.trim_start_matches('-').split_once('.').unwrap_or((mantissa.trim_start_matches('-'), ""));
    let digits = format!("{whole}{part}");
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return true;
    }
    let zeros = digits.len() - significant.len();
    let before_point =
        i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_sub(i64::try_from(zeros).unwrap_or(i64::MAX));
    match exponent.strip_prefix('+').unwrap_or(exponent).parse::<i64>() {
        Ok(exponent) => match before_point.saturating_add(exponent) {
            309 => significant.get(..LARGEST.len()).unwrap_or(significant) <= LARGEST,
            order => order < 309,
        },
        // An exponent of more digits than i64 has: far below zero it is as good as zero.
        Err(_) => exponent.starts_with('-'),
    }
}

/// A text or a number as the sender wrote it, untouched; none for anything else or empty text.
pub fn raw(value: &Value, field: &str) -> Option<String> {
    match value.get(field)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text or number made harmless for display, at most `limit` characters.
pub fn shown(value: &Value, field: &str, limit: usize) -> Option<String> {
    raw(value, field).and_then(|found| text::clean(&found, limit))
}

/// A count: a whole number that is not below zero.
pub fn count(value: &Value, field: &str) -> Option<u32> {
    raw(value, field).and_then(|found| found.trim().parse().ok())
}

/// A time with an offset, or in UTC without one.
pub fn utc(value: &Value, field: &str) -> Option<DateTime<Utc>> {
    raw(value, field).and_then(|found| time::parse_utc(&found))
}

/// A time, or a day: then its end in Warsaw.
pub fn time_or_day(value: &Value, field: &str) -> Option<DateTime<Utc>> {
    let found = raw(value, field)?;
    let day = || time::parse_utc(&format!("{}T00:00:00", found.trim())).map(|midnight| midnight.date_naive());
    time::parse(&found, time::WARSAW).map(|instant| instant.at).or_else(|| day().map(time::end_of_day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_json() {
        let deep = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        for (body, why) in [
            (b"".to_vec(), "empty"),
            (b" \n".to_vec(), "empty"),
            (b"{".to_vec(), "not JSON"),
            (b"{\"a\":1}x".to_vec(), "not JSON"),
            (b"{\"a\":\"\xff\"}".to_vec(), "UTF-8"),
            (b"{\"a\":\"\\ud800\"}".to_vec(), "not JSON"),
            (b"{\"a\":1e999}".to_vec(), "out of range"),
            (b"{\"a\":9e308}".to_vec(), "out of range"),
            (b"{\"a\":NaN}".to_vec(), "not JSON"),
            (b"[]".to_vec(), "object"),
            (b"\"text\"".to_vec(), "object"),
            (b"null".to_vec(), "object"),
            (b"12".to_vec(), "object"),
            (b"{\"$serde_json::private::Number\":\"x\"}".to_vec(), ""),
            (deep(65).into_bytes(), "deeper"),
            ("[".repeat(100_000).into_bytes(), "deeper"),
        ] {
            let refused = object(&body).expect_err(why);
            assert!(refused.0.contains(why), "{}: {}", refused.0, String::from_utf8_lossy(&body));
        }
        assert!(object(deep(64).as_bytes()).is_ok());
        assert!(object(br#"{"a":"{[{[\"[["}"#).is_ok());
    }

    #[test]
    fn big_numbers_keep_their_digits() {
        assert!(object(br#"{"a":1e308,"b":-1.5E+308,"c":1e-999,"d":0e999}"#).is_ok());
        let value = object(br#"{"a":602677439331630337653846,"b":9007199254740993,"c":" "}"#).unwrap();
        assert_eq!(raw(&value, "a").as_deref(), Some("602677439331630337653846"));
        assert_eq!(raw(&value, "b").as_deref(), Some("9007199254740993"));
        assert_eq!(raw(&value, "c"), None);
    }
}
