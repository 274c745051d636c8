//! A small blocking HTTP client that takes nothing away: any method, any body, every status, no
//! redirect followed.

use anyhow::{Context as _, Result};
use serde_json::Value;
use std::time::Duration;
use ureq::{
    Agent,
    http::{self, Request},
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The largest body that is read.
const BODY_LIMIT: u64 = 64 * 1024 * 1024;

/// A client of one deployment; clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    base: String,
}

/// A request that is being put together.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    client: &'a Client,
    method: String,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: http::HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    /// A client for the deployment at `base`.
    pub fn new(base: &str) -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_idle_connections_per_host(64)
            .timeout_global(Some(PATIENCE))
            .user_agent("sledz-e2e")
            .accept("")
            .accept_encoding("")
            .build();
        Client { agent: config.into(), base: base.to_owned() }
    }

    /// Begins a request.
    pub fn request(&self, method: &str, path: &str) -> Call<'_> {
        Call { client: self, method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// A plain GET.
    ///
    /// # Errors
    /// If no answer comes.
    pub fn get(&self, path: &str) -> Result<Reply> {
        self.request("GET", path).send()
    }

    /// A form, as a browser sends it.
    ///
    /// # Errors
    /// If no answer comes.
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Reply> {
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let form = "application/x-www-form-urlencoded";
        self.request("POST", path).header("content-type", form).body(fields.join("&").into_bytes()).send()
    }
}

impl Call<'_> {
    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.raw_header(name, value.as_bytes())
    }

    /// Adds a header whose value may be any bytes.
    #[must_use]
    pub fn raw_header(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body; it is sent with POST, PUT and PATCH.
    #[must_use]
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// If the request cannot be one, or no answer comes.
    pub fn send(self) -> Result<Reply> {
        let what = format!("{} {}", self.method, self.path);
        let address = format!("{}{}", self.client.base, self.path);
        let mut request = Request::builder().method(self.method.as_str()).uri(address);
        for (name, value) in self.headers {
            request = request.header(name, http::HeaderValue::from_bytes(&value)?);
        }
        let agent = &self.client.agent;
        let answer = match self.method.as_str() {
            "POST" | "PUT" | "PATCH" => agent.run(request.body(self.body)?),
            _ => agent.run(request.body(())?),
        };
        let mut answer = answer.with_context(|| format!("{what} got no answer"))?;
        let body = answer.body_mut().with_config().limit(BODY_LIMIT).read_to_vec();
        Ok(Reply {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: body.with_context(|| format!("{what}: the answer broke off"))?,
        })
    }
}

impl Reply {
    /// Itself, if it has this status; a failed assertion otherwise.
    ///
    /// # Panics
    /// If it has another.
    #[track_caller]
    #[must_use]
    #[allow(clippy::panic)] // An assertion of tests, with the place of the caller.
    pub fn expect(self, status: u16) -> Self {
        if self.status != status {
            panic!("answered {}, not {status}: {}", self.status, self.text());
        }
        self
    }

    /// A header's value, empty if it is not there or no plain text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// If it is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| format!("not JSON: {}", self.text()))
    }
}

/// A text as one part of a path, or as a value in a form or query.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
