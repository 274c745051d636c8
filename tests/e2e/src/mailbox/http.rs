//! HTTP/1.1 on a socket, as far as providers' clients speak it: lengths and chunks, keep-alive,
//! `Expect: 100-continue`. By hand, because a provider that hangs, breaks off or answers garbage is
//! what no HTTP server lets one be.

use std::{
    io::{self, ErrorKind, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// The largest head of a request.
const HEAD_LIMIT: usize = 64 * 1024;

/// The largest body.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// The most headers.
const HEADERS: usize = 100;

/// How long a read waits before it looks whether the server is to end.
const GLANCE: Duration = Duration::from_millis(250);

/// How long a connection may be silent.
const IDLE: Duration = Duration::from_secs(90);

/// A request, read whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// The method.
    pub(crate) method: String,
    /// The path as it was sent.
    pub(crate) path: String,
    /// The query without its question mark; empty if there is none.
    pub(crate) query: String,
    /// The headers; names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, without chunks.
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A header, empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// What `Authorization` holds behind this scheme; empty if it is another.
    pub(crate) fn credentials(&self, scheme: &str) -> &str {
        match self.header("authorization").split_once(' ') {
            Some((found, rest)) if found.eq_ignore_ascii_case(scheme) => rest.trim(),
            _ => "",
        }
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A field of the query, empty if it is not there.
    pub(crate) fn field(&self, name: &str) -> String {
        let mut fields = form_urlencoded::parse(self.query.as_bytes());
        fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    fn asks_to_close(&self) -> bool {
        self.header("connection").split(',').any(|word| word.trim().eq_ignore_ascii_case("close"))
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The headers; length and connection are not among them.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// An answer of this media type.
    pub(crate) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Answer { status, headers: vec![("content-type", media_type.to_owned())], body: body.into() }
    }

    /// JSON.
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Answer::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// Plain text.
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Answer::new(status, "text/plain; charset=utf-8", body)
    }

    /// No body.
    pub(crate) fn empty(status: u16) -> Self {
        Answer { status, headers: Vec::new(), body: Vec::new() }
    }

    /// With one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// One client's connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    /// Read, but not used yet.
    ahead: Vec<u8>,
}

impl Connection {
    /// Takes over a connection that was accepted.
    ///
    /// # Errors
    /// If the system refuses its options.
    pub(crate) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(GLANCE))?;
        Ok(Connection { stream, ahead: Vec::new() })
    }

    /// The next request; none if the client is gone, or `stop` says that nobody listens any more.
    ///
    /// # Errors
    /// If what comes is no HTTP, is too large or breaks off.
    pub(crate) fn read(&mut self, stop: &AtomicBool) -> io::Result<Option<Request>> {
        let (mut request, used) = loop {
            if let Some(found) = head(&self.ahead)? {
                break found;
            }
            if self.ahead.len() > HEAD_LIMIT {
                return Err(bad("the head is too large"));
            }
            if !self.more(stop)? {
                return if self.ahead.is_empty() { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) };
            }
        };
        self.ahead.drain(..used);
        if request.header("expect").eq_ignore_ascii_case("100-continue") {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        request.body = if request.header("transfer-encoding").to_ascii_lowercase().contains("chunked") {
            self.chunks(stop)?
        } else {
            let length = request.header("content-length");
            let length = if length.is_empty() { 0 } else { length.parse().map_err(|_| bad("no length"))? };
            self.exactly(length, stop)?
        };
        Ok(Some(request))
    }

    /// Answers `request`; whether the connection may be used again.
    ///
    /// # Errors
    /// If the client is gone.
    pub(crate) fn write(&mut self, request: &Request, answer: &Answer) -> io::Result<bool> {
        let stays = !request.asks_to_close();
        let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
        for (name, value) in &answer.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // These must not have a length.
        if !matches!(answer.status, 204 | 304) {
            head.push_str(&format!("content-length: {}\r\n", answer.body.len()));
        }
        head.push_str(if stays { "\r\n" } else { "connection: close\r\n\r\n" });
        let mut bytes = head.into_bytes();
        if request.method != "HEAD" {
            bytes.extend_from_slice(&answer.body);
        }
        self.stream.write_all(&bytes)?;
        Ok(stays)
    }

    /// Begins to answer, and breaks off in the middle of the body.
    pub(crate) fn break_off(mut self, answer: &Answer) {
        let half = answer.body.get(..answer.body.len() / 2).unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {} {}\r\ncontent-length: {}\r\n\r\n",
            answer.status,
            reason(answer.status),
            answer.body.len().max(1)
        );
        let _ = self.stream.write_all(&[head.as_bytes(), half].concat());
        self.close();
    }

    /// Breaks off.
    pub(crate) fn close(self) {
        // A client that is gone already has what is wanted.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Reads once; whether anything came.
    fn more(&mut self, stop: &AtomicBool) -> io::Result<bool> {
        let mut buffer = [0; 16 * 1024];
        let begun = Instant::now();
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(count) => {
                    self.ahead.extend_from_slice(buffer.get(..count).unwrap_or_default());
                    return Ok(true);
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    if stop.load(Ordering::Relaxed) || begun.elapsed() > IDLE {
                        return Ok(false);
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn exactly(&mut self, length: usize, stop: &AtomicBool) -> io::Result<Vec<u8>> {
        if length > BODY_LIMIT {
            return Err(bad("the body is too large"));
        }
        while self.ahead.len() < length {
            if !self.more(stop)? {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(self.ahead.drain(..length).collect())
    }

    fn chunks(&mut self, stop: &AtomicBool) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            match httparse::parse_chunk_size(&self.ahead).map_err(|_| bad("no size of a chunk"))? {
                httparse::Status::Complete((used, size)) => {
                    self.ahead.drain(..used);
                    let size = usize::try_from(size).map_err(|_| bad("the chunk is too large"))?;
                    if size == 0 {
                        break;
                    }
                    if body.len().saturating_add(size) > BODY_LIMIT {
                        return Err(bad("the body is too large"));
                    }
                    body.extend(self.exactly(size, stop)?);
                    self.exactly(2, stop)?;
                }
                httparse::Status::Partial if !self.more(stop)? => return Err(ErrorKind::UnexpectedEof.into()),
                httparse::Status::Partial => {}
            }
        }
        // Trailers, up to an empty line.
        loop {
            match self.ahead.windows(2).position(|pair| pair == b"\r\n") {
                Some(at) => {
                    self.ahead.drain(..at + 2);
                    if at == 0 {
                        return Ok(body);
                    }
                }
                None if self.ahead.len() > HEAD_LIMIT => return Err(bad("the trailer is too large")),
                None if !self.more(stop)? => return Err(ErrorKind::UnexpectedEof.into()),
                None => {}
            }
        }
    }
}

/// The head of a request and its length, once it is whole.
fn head(bytes: &[u8]) -> io::Result<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(used) = parsed.parse(bytes).map_err(|_| bad("no HTTP"))? else { return Ok(None) };
    let target = parsed.path.unwrap_or("/");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).trim().to_owned()));
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    Ok(Some((request, used)))
}

fn bad(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what.to_owned())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        _ => "",
    }
}
