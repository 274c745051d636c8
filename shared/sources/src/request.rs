//! Building requests to interfaces that are asked. Nothing gets into a header or an address that does not
//! belong there.

use http::{HeaderName, HeaderValue, Method, Request, Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// Some interfaces refuse requests without one.
const USER_AGENT: &str = "sledz";

/// What stands for itself in a path or a query (RFC 3986, 2.3).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A request with these headers.
///
/// # Errors
/// One sentence, if the address or a header's value cannot be sent; it holds neither of them.
pub fn request(
    method: Method,
    url: &str,
    headers: &[(HeaderName, &str)],
    body: Vec<u8>,
) -> Result<Request<Vec<u8>>, String> {
    let uri: Uri = url.parse().map_err(|_| "the address cannot be used".to_owned())?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let sent = request.headers_mut();
    sent.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).map_err(|_| format!("the value of header {name} cannot be sent"))?;
        sent.insert(name, value);
    }
    Ok(request)
}

/// A text as it stands in a path or a query.
pub fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, PLAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        assert_eq!(encoded("a b&c=/?#ł\r\n").to_string(), "a%20b%26c%3D%2F%3F%23%C5%82%0D%0A");
        let refused = request(Method::GET, "https://a.pl", &[(header::AUTHORIZATION, "Bearer a\r\nx: y")], Vec::new());
        assert_eq!(refused.unwrap_err(), "the value of header authorization cannot be sent");
        assert!(request(Method::GET, "https://a b", &[], Vec::new()).is_err());
    }
}
