//! SOAP 1.1, as far as carriers' clients send it and carriers answer: no schema is checked, only what
//! an answer depends on is looked for.

use crate::mailbox::http::{Answer, Request};

/// Text as it stands in XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&apos;")
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// Whether this is a call of `operation`, in this namespace; none: whatever the namespace.
pub(super) fn calls(request: &Request, operation: &str, namespace: Option<&str>) -> bool {
    let text = request.text();
    request.method == "POST"
        && request.header("content-type").starts_with("text/xml")
        && text.contains("http://schemas.xmlsoap.org/soap/envelope/")
        && namespace.is_none_or(|namespace| text.contains(&format!("\"{namespace}\"")))
        && element(&text, operation).is_some()
}

/// The text in the first element of that local name.
pub(super) fn text(request: &Request, name: &str) -> String {
    element(&request.text(), name).map(|inner| unescaped(inner.trim())).unwrap_or_default()
}

/// What is inside the first element of that local name.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = xml;
    loop {
        let (_, behind) = rest.split_once('<')?;
        let (tag, inner) = behind.split_once('>')?;
        let qualified = tag.split_whitespace().next().unwrap_or_default();
        if qualified.rsplit(':').next() == Some(name) && !qualified.starts_with('/') {
            return inner.split_once(&format!("</{qualified}>")).map(|(inner, _)| inner);
        }
        rest = inner;
    }
}

/// An answer with this body.
pub(super) fn answer(body: &str) -> Answer {
    let envelope = format!(
        "<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <S:Body>{body}</S:Body></S:Envelope>"
    );
    Answer::new(200, "text/xml;charset=utf-8", envelope)
}

/// A fault, which comes with status 500.
pub(super) fn fault(code: &str, text: &str) -> Answer {
    let body = format!("<S:Fault><faultcode>{code}</faultcode><faultstring>{}</faultstring></S:Fault>", escaped(text));
    Answer { status: 500, ..answer(&body) }
}
