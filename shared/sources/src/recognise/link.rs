//! Links to carriers' pages about a parcel, in whatever text they stand.

use super::form::Numbers;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Pages of a carrier that show one parcel.
pub struct Link {
    /// The host; those below it (`www.`) too.
    pub host: &'static str,
    /// Fields of the query, or behind the `#`, that hold the number.
    pub fields: &'static [&'static str],
    /// Parts of the path behind which the number stands.
    pub behind: &'static [&'static str],
}

/// A number that a link holds.
pub(super) struct Linked {
    /// Whose page it is.
    pub(super) numbers: &'static Numbers,
    /// The number as it is written.
    pub(super) number: String,
    /// What follows the link in the text, if the number stood at its end: it may go on there.
    pub(super) rest: String,
}

/// The first link of the text to a page of one of these carriers that holds a number.
pub(super) fn find(text: &str, known: &[&'static Numbers]) -> Option<Linked> {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_whitespace() || "<>\"'".contains(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(end)?;
        if let Some((numbers, number, is_last)) = read(word, known) {
            let rest = if is_last { behind.to_owned() } else { String::new() };
            return Some(Linked { numbers, number, rest });
        }
        rest = behind.get(1..).unwrap_or_default();
    }
    None
}

/// The carrier and the number of an address, and whether the number stands at its end.
fn read(word: &str, known: &[&'static Numbers]) -> Option<(&'static Numbers, String, bool)> {
    // A link may be encoded as a whole, as within another.
    let decoded = percent_decode_str(word).decode_utf8_lossy();
    let is_encoded = !word.contains("://") && decoded.contains("://");
    let word = if is_encoded { decoded } else { Cow::Borrowed(word) };
    let address = word.split_once("://").map_or(word.as_ref(), |(_, rest)| rest);
    let (authority, rest) = address.split_at_checked(address.find(['/', '?', '#'])?)?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let (numbers, link) = known
        .iter()
        .flat_map(|numbers| numbers.links.iter().map(move |link| (*numbers, link)))
        .find(|(_, link)| is_host(host, link.host))?;
    let found = field(rest, link.fields).or_else(|| part(rest, link.behind))?;
    let number = percent_decode_str(found).decode_utf8_lossy().into_owned();
    Some((numbers, number, rest.ends_with(found)))
}

/// Whether a host is that one or below it.
fn is_host(host: &str, known: &str) -> bool {
    let Some(before) = host.len().checked_sub(known.len()) else { return false };
    let (sub, end) = host.split_at_checked(before).unwrap_or_default();
    end.eq_ignore_ascii_case(known) && (sub.is_empty() || sub.ends_with('.'))
}

/// The value of one of these fields, wherever it stands behind the host. Of several numbers the first.
fn field<'a>(rest: &'a str, names: &[&str]) -> Option<&'a str> {
    rest.split(['?', '&', '#', ';']).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value = value.split(',').next().filter(|value| !value.is_empty())?;
        names.iter().any(|known| known.eq_ignore_ascii_case(name)).then_some(value)
    })
}

/// The part of the path that stands behind one of these.
fn part<'a>(rest: &'a str, names: &[&str]) -> Option<&'a str> {
    let mut parts = rest.split(['/', '?', '#']);
    parts.find(|part| names.iter().any(|name| name.eq_ignore_ascii_case(part)))?;
    parts.next().filter(|part| !part.is_empty())
}
