//! PHP's `serialize` format, as far as meta values use it: arrays, strings, numbers, booleans, null.
//!
//! Source: <https://www.php.net/manual/en/function.serialize.php>. Objects and references are not
//! read.

use serde_json::{Map, Value};

const DEPTH: usize = 8;

/// The value that `text` is the serialised form of; none if it is not, or not entirely.
pub(super) fn unserialize(text: &str) -> Option<Value> {
    let (value, rest) = value(text, DEPTH)?;
    rest.trim().is_empty().then_some(value)
}

fn value(text: &str, depth: usize) -> Option<(Value, &str)> {
    if let Some(rest) = text.strip_prefix("N;") {
        return Some((Value::Null, rest));
    }
    let (kind, rest) = text.split_once(':')?;
    match kind {
        "s" => string(rest),
        "i" | "d" | "b" => {
            let (number, rest) = rest.split_once(';')?;
            Some((Value::String(number.to_owned()), rest))
        }
        "a" => array(rest, depth.checked_sub(1)?),
        _ => None,
    }
}

/// `<bytes>:"...";`
fn string(text: &str) -> Option<(Value, &str)> {
    let (length, rest) = text.split_once(':')?;
    let (content, rest) = rest.strip_prefix('"')?.split_at_checked(length.parse().ok()?)?;
    Some((Value::String(content.to_owned()), rest.strip_prefix("\";")?))
}

/// `<count>:{key value ...}`; always an object, whose keys are the array's.
fn array(text: &str, depth: usize) -> Option<(Value, &str)> {
    let (_, mut rest) = text.split_once(":{")?;
    let mut fields = Map::new();
    loop {
        if let Some(rest) = rest.strip_prefix('}') {
            return Some((Value::Object(fields), rest));
        }
        let (key, after) = value(rest, depth)?;
        let (content, after) = value(after, depth)?;
        fields.insert(key.as_str()?.to_owned(), content);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_what_php_writes() {
        assert_eq!(unserialize("s:6:\"Łódź\u{20}\";"), None, "the length counts bytes");
        assert_eq!(unserialize("s:7:\"Łódź\";").unwrap(), json!("Łódź"));
        assert_eq!(
            unserialize("a:2:{i:0;s:1:\"x\";s:1:\"k\";a:1:{i:5;b:1;}}").unwrap(),
            json!({"0": "x", "k": {"5": "1"}})
        );
        assert_eq!(unserialize("N;"), Some(Value::Null));
    }

    #[test]
    fn what_it_cannot_read_is_nothing() {
        let deep = "a:1:{i:0;".repeat(50_000);
        for text in [
            "",
            "s",
            "s:",
            "s:9:\"x\";",
            "s:99999999999999999999:\"x\";",
            "a:1:{",
            "a:1:{i:0;}",
            "O:1:\"x\":0:{}",
            "i:1",
            "N;x",
            &deep,
        ] {
            assert_eq!(unserialize(text), None);
        }
    }
}
