//! Numbers and addresses of a message: of orders, of parcels, of the writer.

use crate::fold::head;
use crate::numbers::{Kind, numbers};
use crate::own_words::{LIMIT, own_words, without_quotes};

/// So many of each kind are kept.
const MOST: usize = 10;

/// What a message holds, normalised, without doubles, in order of appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entities {
    /// Numbers of orders, as written, without a leading `#`.
    pub order_numbers: Vec<String>,
    /// Numbers of parcels: upper case, without spaces.
    pub tracking_numbers: Vec<String>,
    /// Addresses of mail, in lower case.
    pub emails: Vec<String>,
    /// Telephone numbers, `+48123456789`.
    pub phones: Vec<String>,
}

/// The entities of a subject and of what the customer wrote; the quoted part is asked for an order's number only if
/// there is none above it.
pub(crate) fn entities(subject: &str, text: &str) -> Entities {
    let mut found = Entities::default();
    found.add(subject);
    found.add(&own_words(text));
    // The number of an order may stand below the name; telephones there are the signature's.
    let mut signed = Entities::default();
    signed.add(&without_quotes(text));
    signed.order_numbers.into_iter().for_each(|number| keep(&mut found.order_numbers, number));
    signed.tracking_numbers.into_iter().for_each(|number| keep(&mut found.tracking_numbers, number));
    if found.order_numbers.is_empty() {
        let mut quoted = Entities::default();
        quoted.add(head(text, LIMIT));
        found.order_numbers = quoted.order_numbers;
    }
    found
}

impl Entities {
    fn add(&mut self, text: &str) {
        for email in emails(text) {
            keep(&mut self.emails, email);
        }
        for (kind, number) in numbers(text) {
            match kind {
                Kind::Order => keep(&mut self.order_numbers, number),
                Kind::Tracking => keep(&mut self.tracking_numbers, number),
                Kind::Phone => keep(&mut self.phones, number),
            }
        }
    }
}

fn keep(all: &mut Vec<String>, one: String) {
    if all.len() < MOST && !all.contains(&one) {
        all.push(one);
    }
}

/// The addresses of mail in a text.
fn emails(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_outside = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '%'));
    text.split(is_outside).filter_map(|word| {
        let word = word.trim_matches(['.', '-', '_', '+']);
        let (local, domain) = word.split_once('@')?;
        let tld = domain.rsplit('.').next().unwrap_or_default();
        let is_address = !local.is_empty() && !domain.contains('@') && domain.contains('.') && tld.len() > 1;
        (is_address && word.len() < 120).then(|| word.to_ascii_lowercase())
    })
}
