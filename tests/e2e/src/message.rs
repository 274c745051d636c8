//! A webhook before it is sent: whole and signed, so that a test can spoil one part of it.

use crate::{
    client::{Client, Reply},
    secrets::Secrets,
};
use anyhow::Result;
use chrono::{DateTime, Utc};

/// A webhook.
#[derive(Clone, Debug)]
pub struct Message {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Message {
    /// A POST of JSON.
    pub fn json(path: impl Into<String>, body: Vec<u8>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Message { method: "POST".to_owned(), path: path.into(), headers, body }
    }

    /// With a header set, in place of any of that name.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut message = self.without(name);
        message.headers.push((name.to_owned(), value.to_owned()));
        message
    }

    /// Without a header.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// With another method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    /// With another path.
    #[must_use]
    pub fn to(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// With another body, under the old signature.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Received at another time than now.
    #[must_use]
    pub fn received(self, now: DateTime<Utc>, secrets: &Secrets) -> Self {
        self.with("sledz-test-now", &secrets.test_now(now))
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Sends it.
    ///
    /// # Errors
    /// If no answer comes.
    pub fn send(&self, client: &Client) -> Result<Reply> {
        let mut call = client.request(&self.method, &self.path);
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        call.body(self.body.clone()).send()
    }
}
