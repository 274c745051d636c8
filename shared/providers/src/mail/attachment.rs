//! A file that goes with an e-mail. Only reports have one: it is added to the request that sends the e-mail, so that
//! components without reports hold none of this.

use http::{HeaderValue, Request, header::CONTENT_TYPE};
use serde_json::{Map, Value};
use sledz_domain::{base::BASE64, json};

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    /// Its name: `[A-Za-z0-9._-]`.
    pub name: &'a str,
    /// Its media type, such as `text/csv`.
    pub kind: &'a str,
    /// What is in it.
    pub content: &'a [u8],
}

/// Parts of a message to Mailgun are told apart by this line.
const BOUNDARY: &str = "sledz-8f2d1c7e5b904a36";

/// Adds a file to a request that a provider of this name has made.
///
/// # Errors
/// One sentence, if the file or the request cannot be used.
pub fn attach(provider: &str, request: Request<Vec<u8>>, file: &Attachment) -> Result<Request<Vec<u8>>, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if file.name.is_empty() || !file.name.chars().all(is_name) {
        return Err("the name of the file holds characters that not every provider takes".to_owned());
    }
    let content = || BASE64.encode(file.content);
    match provider {
        "postmark" => {
            let told = json!({"Name": file.name, "ContentType": file.kind, "Content": content()});
            with_field(request, "Attachments", told)
        }
        "resend" => {
            let told = json!({"filename": file.name, "content_type": file.kind, "content": content()});
            with_field(request, "attachments", told)
        }
        "sendgrid" => {
            let told = json!({
                "filename": file.name, "type": file.kind, "content": content(), "disposition": "attachment",
            });
            with_field(request, "attachments", told)
        }
        "mailgun" => multipart(request, file),
        _ => Err(format!("{provider} takes no files from us")),
    }
}

fn with_field(request: Request<Vec<u8>>, name: &str, told: Value) -> Result<Request<Vec<u8>>, String> {
    let (parts, body) = request.into_parts();
    let mut fields: Map<String, Value> =
        serde_json::from_slice(&body).map_err(|_| "the request is no JSON".to_owned())?;
    fields.insert(name.to_owned(), Value::Array(vec![told]));
    Ok(Request::from_parts(parts, Value::Object(fields).to_string().into_bytes()))
}

/// The fields of a form as parts, and the file as another (RFC 7578).
fn multipart(request: Request<Vec<u8>>, file: &Attachment) -> Result<Request<Vec<u8>>, String> {
    let (mut parts, form) = request.into_parts();
    let mut body: Vec<u8> = Vec::new();
    for (name, value) in form_urlencoded::parse(&form) {
        if name.chars().any(|c| c.is_control() || c == '"') || value.contains(BOUNDARY) {
            return Err("a field of the message cannot be sent beside a file".to_owned());
        }
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
        file.name, file.kind
    );
    body.extend([head.as_bytes(), file.content, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat());
    let kind = HeaderValue::from_str(&format!("multipart/form-data; boundary={BOUNDARY}"));
    parts.headers.insert(CONTENT_TYPE, kind.map_err(|_| "the request has no media type".to_owned())?);
    Ok(Request::from_parts(parts, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: Attachment<'static> = Attachment { name: "a.csv", kind: "text/csv", content: b"a;b\r\n1;2\r\n" };

    #[test]
    fn providers_that_take_json() {
        for (provider, list, name) in [
            ("postmark", "Attachments", "Name"),
            ("resend", "attachments", "filename"),
            ("sendgrid", "attachments", "filename"),
        ] {
            let request = attach(provider, Request::new(br#"{"to":["x"]}"#.to_vec()), &FILE).unwrap();
            let body: Value = serde_json::from_slice(request.body()).unwrap();
            assert_eq!(body["to"][0], "x");
            assert_eq!(body[list][0][name], "a.csv", "{provider}");
            let content = body[list][0]["content"].as_str().or(body[list][0]["Content"].as_str()).unwrap();
            assert_eq!(BASE64.decode(content.as_bytes()).unwrap(), FILE.content);
        }
    }

    #[test]
    fn mailgun_takes_parts() {
        let request = attach("mailgun", Request::new(b"to=a%40b.pl&text=%C5%9Bled%C5%BA".to_vec()), &FILE).unwrap();
        let text = String::from_utf8(request.body().clone()).unwrap();
        assert!(request.headers()["content-type"].to_str().unwrap().ends_with(BOUNDARY));
        assert_eq!(text.matches(BOUNDARY).count(), 4);
        assert!(text.contains("name=\"text\"\r\n\r\nśledź\r\n") && text.contains("filename=\"a.csv\""), "{text}");
        assert!(text.ends_with(&format!("1;2\r\n\r\n--{BOUNDARY}--\r\n")), "{text}");
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        let bad = Attachment { name: "a\"\r\nb", ..FILE };
        assert!(attach("resend", Request::new(b"{}".to_vec()), &bad).is_err());
        assert!(attach("pigeon", Request::new(b"{}".to_vec()), &FILE).is_err());
    }
}
