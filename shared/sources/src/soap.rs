//! SOAP 1.1: envelopes for carriers that are asked, and what comes back.
//!
//! Source: `https://www.w3.org/TR/2000/NOTE-SOAP-20000508/`. A fault comes with status 500 (6.2), but some servers
//! send 200, so the body is looked at before a status that says no more than that.

use crate::{
    pollers::Fault,
    request,
    variables::{Variables, base_url},
    xml::{self, Element},
};
use http::{HeaderName, Method, Request, Response, header};

/// What the text of a fault says if the access is refused, in lower case: DPD "Access denied to secured webserwis
/// method", "Login failed", "no privileges"; WS-Security "The security token could not be authenticated or
/// authorized"; DHL24 "Nieprawidlowe dane autoryzacyjne".
const REFUSALS: [&str; 6] = ["denied", "login failed", "privilege", "authenticat", "authoriz", "autoryzac"];

/// A request: header and body go into an envelope as they are.
///
/// # Errors
/// If the address or the action cannot be sent.
pub fn envelope(url: &str, action: &str, header: &str, body: &str) -> Result<Request<Vec<u8>>, String> {
    let envelope = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <soapenv:Header>{header}</soapenv:Header><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/xml; charset=utf-8"),
        (HeaderName::from_static("soapaction"), &format!("\"{action}\"")),
    ];
    request::request(Method::POST, url, &headers, envelope.into_bytes())
}

/// A user, a password and the like, as it is configured, without white space around it.
///
/// # Errors
/// If it is empty, in a sentence that says where it comes from, or holds what XML cannot carry.
pub fn given<'a>(variables: &'a dyn Variables, name: &str, whence: &str) -> Result<&'a str, String> {
    match variables.get(name).trim() {
        "" => Err(format!("{name} is empty: {whence}")),
        value if value.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) => {
            Err(format!("{name} holds control characters, which cannot be sent"))
        }
        value => Ok(value),
    }
}

/// What is set wrongly: of the variables that have to be given, and of the interface's address, which is a
/// variable and what that is by itself.
pub fn problems(variables: &dyn Variables, names: &[&str], whence: &str, url: (&str, &str)) -> Vec<String> {
    let missing = names.iter().filter_map(|name| given(variables, name, whence).err());
    missing.chain(base_url(variables, url.0, url.1).err()).collect()
}

/// What an answer's envelope holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The first element of the body.
    Told(Element),
    /// A fault.
    Refused(Refusal),
}

/// A SOAP fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: String,
    text: String,
}

/// Reads an answer.
///
/// # Errors
/// If it is no envelope, or its status says that it is none that can be used.
pub fn read(answer: &Response<Vec<u8>>) -> Result<Reply, Fault> {
    let by_status = Fault::of_status(answer);
    if let Some(fault) = by_status.clone().filter(|fault| fault.is_general) {
        return Err(fault);
    }
    let reply = xml::read(answer.body()).and_then(opened);
    match (reply, by_status) {
        (Ok(reply), None) => Ok(reply),
        (Ok(reply @ Reply::Refused(_)), Some(_)) => Ok(reply),
        (_, Some(fault)) => Err(fault),
        (Err(why), None) => Err(Fault::unreadable(&format!("its answer {why}"))),
    }
}

fn opened(mut envelope: Element) -> Result<Reply, &'static str> {
    if envelope.name != "Envelope" {
        return Err("is no SOAP envelope");
    }
    envelope.children.retain(|child| child.name == "Body");
    let first = envelope.children.into_iter().next().and_then(|body| body.children.into_iter().next());
    let first = first.ok_or("is a SOAP envelope without a body")?;
    if first.name != "Fault" {
        return Ok(Reply::Told(first));
    }
    let text = |name: &str| first.raw(name).unwrap_or_default().to_owned();
    Ok(Reply::Refused(Refusal { code: text("faultcode"), text: text("faultstring") }))
}

impl Refusal {
    /// Its code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether its text holds one of these, in lower case.
    pub fn says(&self, words: &[&str]) -> bool {
        let text = self.text.to_ascii_lowercase();
        words.iter().any(|word| text.contains(word))
    }

    /// Whether it refuses the access.
    pub fn is_of_access(&self) -> bool {
        self.says(&REFUSALS) || ["FailedAuthentication", "InvalidSecurity"].iter().any(|part| self.code.contains(part))
    }

    /// As a fault of the poller. Its text is not told: it may hold what was sent.
    pub fn fault(&self) -> Fault {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '_' | '-');
        let is_code = !self.code.is_empty() && self.code.len() <= 40 && self.code.chars().all(is_name);
        let code = if is_code { self.code.as_str() } else { "without a code" };
        if self.is_of_access() {
            let why =
                format!("refuses the access (SOAP fault {code}): look whether user, password and rights are right");
            return Fault { why, wait: None, is_general: true, is_refused: false };
        }
        Fault::unreadable(&format!("answers with a SOAP fault ({code})"))
    }
}
