//! Forms as HTTP carries them: `application/x-www-form-urlencoded`, and `multipart/form-data` (RFC 7578) with files,
//! whose content is never looked at.

use sledz_sources::delivery::{Delivery, Unusable};

/// The most fields that are read.
const MOST: usize = 500;

/// The fields of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<Field>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: String,
    value: Vec<u8>,
    is_file: bool,
}

impl Fields {
    /// Reads a body by its `Content-Type`.
    ///
    /// # Errors
    /// If it is neither kind of form, or a `multipart` without its boundary.
    pub fn read(delivery: &Delivery) -> Result<Self, Unusable> {
        let content_type = delivery.header("content-type").unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/x-www-form-urlencoded" => Ok(Fields::of_urlencoded(delivery.body)),
            "multipart/form-data" => {
                let parts = boundary(content_type).and_then(|boundary| multipart(delivery.body, &boundary));
                parts.map(Fields).ok_or_else(|| Unusable("the body is not multipart/form-data as it says".to_owned()))
            }
            _ => Err(Unusable("the body is not a form".to_owned())),
        }
    }

    fn of_urlencoded(body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(body).take(MOST);
        let field = |(name, value): (std::borrow::Cow<str>, std::borrow::Cow<str>)| Field {
            name: name.into_owned(),
            value: value.into_owned().into_bytes(),
            is_file: false,
        };
        Fields(fields.map(field).collect())
    }

    /// The bytes of the first field of that name.
    pub fn raw(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|field| field.name == name).map(|field| field.value.as_slice())
    }

    /// The same as text in UTF-8, where it is not only white space.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.raw(name)?).into_owned();
        (!text.trim().is_empty()).then_some(text)
    }

    /// How many files there are.
    pub fn files(&self) -> u32 {
        u32::try_from(self.0.iter().filter(|field| field.is_file).count()).unwrap_or(u32::MAX)
    }

    /// All fields but files, as text.
    pub fn texts(&self) -> Vec<(String, String)> {
        let texts = self.0.iter().filter(|field| !field.is_file);
        texts.map(|field| (field.name.clone(), String::from_utf8_lossy(&field.value).into_owned())).collect()
    }
}

fn boundary(content_type: &str) -> Option<String> {
    let boundary = parameter(content_type, "boundary")?;
    (1..=200).contains(&boundary.len()).then_some(boundary)
}

/// A parameter of a header; its name in lower case.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after.get(..end)?.trim().to_owned(), after.get(end..)?)
            }
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = next.split_once(';')?.1;
    }
}

/// A quoted text up to its closing quote, and what follows. Browsers escape with `%22`, others with a backslash.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, text.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, "")
}

/// The parts of a body; none if it does not begin and end as it must.
fn multipart(body: &[u8], boundary: &str) -> Option<Vec<Field>> {
    let opening = format!("--{boundary}");
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = match body.strip_prefix(opening.as_bytes()) {
        Some(rest) => rest,
        // There may be a preamble.
        None => cut(body, delimiter.as_bytes())?.1,
    };
    let mut fields = Vec::new();
    while !rest.starts_with(b"--") {
        // Behind the boundary there may be white space.
        let (padding, part) = cut(rest, b"\r\n")?;
        if !padding.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return None;
        }
        // The last part may lack its end where a sender broke off; nothing of that is used.
        let (part, after) = cut_part(part, delimiter.as_bytes())?;
        if fields.len() < MOST {
            fields.extend(field(part));
        }
        rest = after;
    }
    Some(fields)
}

/// As [`cut`]; of an empty part the delimiter's line break is the one that ends its headers.
fn cut_part<'a>(part: &'a [u8], delimiter: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    match delimiter.get(2..).and_then(|bare| part.strip_prefix(bare)) {
        Some(after) => Some((&[], after)),
        None => cut(part, delimiter),
    }
}

fn field(part: &[u8]) -> Option<Field> {
    let (headers, value) = match part.strip_prefix(b"\r\n") {
        Some(_) => return None,
        None => cut(part, b"\r\n\r\n")?,
    };
    let headers = String::from_utf8_lossy(headers);
    let disposition = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then(|| value.trim().to_owned())
    })?;
    Some(Field {
        name: parameter(&disposition, "name")?,
        is_file: parameter(&disposition, "filename").is_some(),
        value: value.to_vec(),
    })
}

/// What stands before the first `mark`, and behind it.
fn cut<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;
    use proptest::prelude::*;

    fn read(content_type: &str, body: &[u8]) -> Result<Fields, Unusable> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        let now = sledz_domain::time::parse_utc("2026-10-01T10:00:00Z").unwrap();
        Fields::read(&Delivery { headers: &headers, body, query: "", path_token: None, now })
    }

    #[test]
    fn files_beside_fields() {
        let body = b"preamble\r\n--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ntak\r\n--not\r\n\r\n--x y \r\n\
            content-disposition: form-data; name=b; filename=\"q\\\"; name=z\"\r\nContent-Type: image/png\r\n\r\n\xff\x00\r\n\
            --x y\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n\r\n--x y\r\nX: y\r\n\r\n1\r\n--x y--\r\nepilogue";
        let fields = read("Multipart/Form-Data; charset=utf-8; boundary=\"x y\"", body).unwrap();
        assert_eq!(fields.text("a").as_deref(), Some("tak\r\n--not\r\n"));
        assert_eq!(fields.raw("b"), Some(&b"\xff\x00"[..]));
        assert_eq!(fields.raw("c"), Some(&b""[..]));
        assert_eq!((fields.text("c"), fields.files(), fields.texts().len()), (None, 1, 2));
    }

    #[test]
    fn what_is_no_form() {
        for (content_type, body) in [
            ("application/json", &b"{}"[..]),
            ("multipart/form-data", b"--x--"),
            ("multipart/form-data; boundary=", b"----"),
            ("multipart/form-data; boundary=x", b""),
            ("multipart/form-data; boundary=x", b"--x"),
            ("multipart/form-data; boundary=x", b"--xy\r\n\r\n--x--"),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1"),
        ] {
            assert!(read(content_type, body).is_err(), "{content_type} {body:?}");
        }
        assert_eq!(read("multipart/form-data; boundary=x", b"--x--").unwrap(), Fields::default());
        let plain = read("application/x-www-form-urlencoded; charset=utf-8", b"a=1+2%C5%82&a=3&b=%FF").unwrap();
        assert_eq!(plain.text("a").as_deref(), Some("1 2ł"));
    }

    proptest! {
        #[test]
        fn anything_at_all(head in "[ -~]{0,60}", body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&format!("multipart/form-data; boundary={head}"), &body);
            let _ = read("multipart/form-data; boundary=x", &[b"--x\r\n", body.as_slice(), b"\r\n--x--"].concat());
        }

        #[test]
        fn whatever_is_in_a_file_comes_out(value in proptest::collection::vec(any::<u8>(), 0..300)) {
            let head = b"--b0undary\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n";
            let body = [head, value.as_slice(), b"\r\n--b0undary--\r\n"].concat();
            let fields = read("multipart/form-data; boundary=b0undary", &body).unwrap();
            prop_assert_eq!(fields.raw("f"), Some(value.as_slice()));
        }
    }
}
