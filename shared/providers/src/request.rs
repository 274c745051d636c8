//! Building requests. Nothing gets into a header or an address that does not belong there.

use http::{HeaderName, HeaderValue, Request, Uri, header};
use serde_json::Value;

/// Resend refuses requests without one; the others do not mind.
const USER_AGENT: &str = "sledz";

/// A POST of JSON.
///
/// # Errors
/// One sentence, if the address or a header's value cannot be sent.
pub fn json(url: &str, headers: &[(&'static str, &str)], body: &Value) -> Result<Request<Vec<u8>>, String> {
    post(url, headers, "application/json", body.to_string().into_bytes())
}

/// A POST of a form in UTF-8.
///
/// # Errors
/// One sentence, if the address or a header's value cannot be sent.
pub fn form(url: &str, headers: &[(&'static str, &str)], fields: &[(&str, &str)]) -> Result<Request<Vec<u8>>, String> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    post(url, headers, "application/x-www-form-urlencoded", body.into_bytes())
}

/// A POST of anything.
///
/// # Errors
/// One sentence, if the address or a header's value cannot be sent.
pub fn post(
    url: &str,
    headers: &[(&'static str, &str)],
    content_type: &'static str,
    body: Vec<u8>,
) -> Result<Request<Vec<u8>>, String> {
    let uri: Uri = url.parse().map_err(|_| "the provider's address cannot be used".to_owned())?;
    let mut request = Request::new(body);
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = uri;
    let sent = request.headers_mut();
    sent.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    sent.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    sent.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).map_err(|_| format!("the value of header {name} cannot be sent"))?;
        sent.insert(HeaderName::from_static(name), value);
    }
    Ok(request)
}

/// Whether a text may stand in a header, a tag or an id at any provider: ASCII letters, digits, `_` and `-`.
pub fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Whether a text is an address of the web that can stand between angle brackets.
pub fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'|' | b'\\');
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(fits))
}

/// The first characters of a text, with an ellipsis if some are left out; never more than `limit` of them.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().nth(limit).is_none() {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    kept.push('…');
    kept
}
