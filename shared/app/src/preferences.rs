//! `/z/{token}/messages`: the customer chooses which messages come, and by which way; and
//! `/z/{token}/messages/off`, to which messages lead: a question by GET, the deed by POST, which
//! is also what a mail program's own button sends (RFC 8058).

use crate::{
    addresses,
    lookup::Found,
    reply::{Failure, Reply},
    request::{Env, Request},
    tracking_page::html,
};
use http::{Method, StatusCode};
use sledz_domain::{address::AddressFact, message::Channel, words::Lang};
use sledz_page::{self as page, CHANNEL_FIELD, Choice, KNOWN_FIELD, Preferences, Unsubscribe};
use sledz_sources::platforms::Contact;
use sledz_store::{StoreError, keyring::Keyring};

/// The largest form that is read.
const FORM_LIMIT: usize = 8 * 1024;

/// A customer's visit to these pages.
pub struct Visit<'a> {
    /// The request.
    pub request: &'a Request,
    /// What it works with.
    pub env: &'a Env<'a>,
    /// The order whose link leads here.
    pub found: &'a Found,
    /// The path of the order's page.
    pub back: String,
    /// The language.
    pub lang: Lang,
}

impl Visit<'_> {
    /// `/z/{token}/messages`.
    ///
    /// # Errors
    /// 405, 413; 503 if the store fails.
    pub fn choose(&self) -> Result<Reply, Failure> {
        let (keyring, contact) = self.contact()?;
        let saved = match *self.request.method() {
            Method::GET | Method::HEAD => false,
            Method::POST => {
                self.is_small()?;
                let known = self.request.field(KNOWN_FIELD).unwrap_or_default();
                for channel in known.split_whitespace().filter_map(Channel::from_name) {
                    let on = self.request.field(channel.name()).is_some();
                    self.set(&keyring, &contact, channel, on)?;
                }
                true
            }
            _ => return Err(Failure::Method("GET, POST")),
        };
        let mut choices = Vec::new();
        for channel in Channel::ALL {
            let Some(address) = addresses::of(&contact, channel) else { continue };
            let known = addresses::known(self.env, &keyring, channel, address)?;
            let shown = masked(channel, address);
            choices.push(Choice { channel, shown, on: known.is_wanted(), unreachable: !known.is_reachable() });
        }
        let preferences = Preferences {
            lang: self.lang,
            action: format!("{}/messages", self.back),
            back: self.back.clone(),
            order: self.found.order.number().to_owned(),
            choices,
            saved,
        };
        Ok(html(StatusCode::OK, page::preferences(&preferences, &self.env.settings.shop())))
    }

    /// `/z/{token}/messages/off?channel=email`.
    ///
    /// # Errors
    /// 404 for a channel that the customer has no address for, 405, 413; 503 if the store fails.
    pub fn switch_off(&self) -> Result<Reply, Failure> {
        let unknown = || Failure::refused(StatusCode::NOT_FOUND, "nothing is sent that way");
        let channel =
            self.request.query(CHANNEL_FIELD).and_then(|name| Channel::from_name(&name)).ok_or_else(unknown)?;
        let (keyring, contact) = self.contact()?;
        let address = addresses::of(&contact, channel).ok_or_else(unknown)?;
        let done = match *self.request.method() {
            Method::GET | Method::HEAD => false,
            Method::POST => {
                self.is_small()?;
                self.set(&keyring, &contact, channel, false)?;
                true
            }
            _ => return Err(Failure::Method("GET, POST")),
        };
        let unsubscribe = Unsubscribe {
            lang: self.lang,
            channel,
            shown: masked(channel, address),
            action: format!("{}/messages/off", self.back),
            all: format!("{}/messages", self.back),
            back: self.back.clone(),
            done,
        };
        Ok(html(StatusCode::OK, page::unsubscribe(&unsubscribe, &self.env.settings.shop())))
    }

    fn contact(&self) -> Result<(Keyring, Contact), Failure> {
        let keyring = self.env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
        let contact = addresses::contact(self.env, &keyring, self.found.log, &self.found.order)?;
        Ok((keyring, contact))
    }

    fn is_small(&self) -> Result<(), Failure> {
        let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the form is too large");
        self.request.body.as_deref().filter(|body| body.len() <= FORM_LIMIT).map(drop).ok_or_else(too_large)
    }

    /// Writes down what the customer wants, if that is not so already.
    fn set(&self, keyring: &Keyring, contact: &Contact, channel: Channel, on: bool) -> Result<(), StoreError> {
        let Some(address) = addresses::of(contact, channel) else { return Ok(()) };
        let known = addresses::known(self.env, keyring, channel, address)?;
        // Who keeps a box ticked for an address that was unreachable says that it works again.
        if known.is_wanted() == on && (known.is_reachable() || !on) {
            return Ok(());
        }
        let cause = format!("wanted {} {}", on, self.env.now.timestamp_millis());
        addresses::note(self.env, keyring, channel, address, AddressFact::Wanted(on), &cause)
    }
}

/// An address by which its owner knows it, and nobody else learns it.
fn masked(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => {
            let (name, host) = address.split_once('@').unwrap_or((address, ""));
            let first: String = name.chars().take(1).collect();
            format!("{first}•••@{host}")
        }
        Channel::Sms => {
            let digits: Vec<char> = address.chars().collect();
            let last: String = digits.iter().skip(digits.len().saturating_sub(3)).collect();
            format!("••• ••• {last}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked() {
        assert_eq!(masked(Channel::Email, "jan.kowalski@example.com"), "j•••@example.com");
        assert_eq!(masked(Channel::Email, "łucja@example.com"), "ł•••@example.com");
        assert_eq!(masked(Channel::Sms, "48600000001"), "••• ••• 001");
        assert_eq!(masked(Channel::Sms, "1"), "••• ••• 1");
    }
}
