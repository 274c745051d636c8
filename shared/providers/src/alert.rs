//! Alerts for the shop's own people: what is sent, and what all sinks share.

pub mod discord;
pub mod slack;
pub mod teams;

use crate::{
    outcome::{Answer, Outcome},
    request::is_link,
    variables::{Variables, base_url, is_placeholder, value},
};
use chrono::{DateTime, Utc};
use http::Request;
use sledz_domain::text;

/// The longest title, in characters.
const TITLE_LIMIT: usize = 150;

/// An alert.
#[derive(Clone, Copy, Debug)]
pub struct Alert<'a> {
    /// What it is about, one line.
    pub title: &'a str,
    /// What happened; it is cut where the sink wants less.
    pub text: &'a str,
    /// Where to look; left out if it is no URL.
    pub link: Option<&'a str>,
}

/// Where alerts go: an incoming webhook.
pub trait AlertSink: Sync {
    /// Its name: its variables are `alert_{name}` and `{name}_url`.
    fn name(&self) -> &'static str;

    /// The variables that it reads.
    fn variables(&self) -> &'static [&'static str];

    /// What is wrong with them, each a sentence; nothing if it is not used.
    fn problems(&self, variables: &dyn Variables) -> Vec<String>;

    /// Whether alerts are to go there.
    fn is_configured(&self, variables: &dyn Variables) -> bool;

    /// The request that sends an alert.
    ///
    /// # Errors
    /// One sentence, if a variable cannot be used.
    fn request(&self, alert: &Alert, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// What the answer means.
    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome;
}

/// The variables of a sink: its secret address, its base, and what the base should look like.
struct Place {
    secret: &'static str,
    base: &'static str,
    example: &'static str,
}

impl Place {
    fn is_configured(&self, variables: &dyn Variables) -> bool {
        !value(variables, self.secret).is_empty() && !is_placeholder(variables, self.base)
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        if value(variables, self.secret).is_empty() {
            return Vec::new();
        }
        self.url(variables).err().into_iter().collect()
    }

    /// The address of the webhook: the secret is all of it, or its path.
    fn url(&self, variables: &dyn Variables) -> Result<String, String> {
        let (secret, base) = (self.secret, self.base);
        let address = value(variables, secret);
        if address.is_empty() {
            return Err(format!("{secret} is empty"));
        }
        if is_placeholder(variables, base) {
            return Err(format!("{secret} is set, but {base} is not"));
        }
        let url = base_url(variables, base, self.example)?;
        let path = if address.starts_with('/') { Some(address) } else { address.strip_prefix(url) };
        // The slash: `https://hooks.slack.com.example` is another host.
        let Some(path) = path.filter(|path| path.starts_with('/')) else {
            return Err(format!("{secret} is not below {base}, so its host is not allowed"));
        };
        let whole = format!("{url}{path}");
        if is_link(&whole) { Ok(whole) } else { Err(format!("{secret} is no address")) }
    }
}

/// The title on one line.
fn title(alert: &Alert) -> String {
    text::clean(alert.title, TITLE_LIMIT).unwrap_or_default()
}

/// The link, if it is one.
fn link<'a>(alert: &Alert<'a>) -> Option<&'a str> {
    alert.link.filter(|link| is_link(link))
}
