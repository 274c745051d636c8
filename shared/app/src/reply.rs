//! Responses. What goes wrong is a problem document (RFC 9457) that says what the caller can do,
//! and a line in the log that says why; neither tells the other's part.

use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use sledz_domain::json;
use sledz_store::StoreError;

/// A response with its whole body.
pub type Reply = Response<Vec<u8>>;

/// Why a request was not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The caller's fault, or nobody's: a status and what to tell.
    Refused(StatusCode, String),
    /// The method is not one of these.
    Method(&'static str),
    /// Too often: try again after these seconds.
    TooMany(u64),
    /// The store failed; the caller should try again.
    Store(StoreError),
    /// It was begun, and has to be sent again to be finished; the text is for the log.
    Busy(&'static str),
    /// Something that the operator has to set is missing; the text is for the log.
    Unconfigured(&'static str),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Store(error)
    }
}

impl Failure {
    /// A refusal with the text that the caller gets.
    pub fn refused(status: StatusCode, detail: &str) -> Self {
        Failure::Refused(status, detail.to_owned())
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::Refused(status, _) => *status,
            Failure::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Failure::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Failure::Store(_) | Failure::Busy(_) | Failure::Unconfigured(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Writes the cause to the log, where it is one for the operator.
    pub fn log(&self) {
        match self {
            Failure::Store(error) => eprintln!("error: {error}"),
            Failure::Busy(why) => eprintln!("{why}"),
            Failure::Unconfigured(what) => eprintln!("error: not configured: {what}"),
            _ => {}
        }
    }

    /// Adds the headers that belong to the status.
    pub fn add_headers(&self, reply: &mut Reply) {
        let pair = match self {
            Failure::Method(allow) => (header::ALLOW, HeaderValue::from_static(allow)),
            Failure::TooMany(seconds) => (header::RETRY_AFTER, HeaderValue::from(*seconds)),
            Failure::Store(_) | Failure::Busy(_) | Failure::Unconfigured(_) => {
                (header::RETRY_AFTER, HeaderValue::from_static("5"))
            }
            Failure::Refused(StatusCode::UNAUTHORIZED, _) => {
                (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            Failure::Refused(..) => return,
        };
        reply.headers_mut().insert(pair.0, pair.1);
    }

    /// The problem document; also writes the log.
    pub fn into_problem(self) -> Reply {
        self.log();
        let status = self.status();
        let detail = match &self {
            Failure::Refused(_, detail) => detail.clone(),
            Failure::Method(allow) => format!("only {allow} is answered here"),
            Failure::TooMany(_) => "too many attempts; try again later".to_owned(),
            Failure::Store(_) | Failure::Busy(_) | Failure::Unconfigured(_) => "try again in a moment".to_owned(),
        };
        let title = status.canonical_reason().unwrap_or("Error");
        let document = json!({"type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail});
        let mut reply = with_type(status, "application/problem+json", document.to_string().into_bytes());
        self.add_headers(&mut reply);
        reply
    }
}

/// A response with a content type. Nothing of ours may be cached by others or sniffed.
pub fn with_type(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    set(&mut reply, header::CONTENT_TYPE, content_type);
    set(&mut reply, header::CACHE_CONTROL, "no-store");
    set(&mut reply, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    reply
}

/// Sets a header to one of our own texts.
pub fn set(reply: &mut Reply, name: HeaderName, value: &'static str) {
    reply.headers_mut().insert(name, HeaderValue::from_static(value));
}

/// A webhook that was taken.
pub fn accepted() -> Reply {
    with_type(StatusCode::OK, "text/plain; charset=utf-8", b"ok".to_vec())
}
