//! The reference that travels with everything that is sent, and comes back with reports about it:
//! the key of the outbox and the item in it, 38 characters of base64url.

use sledz_domain::{base::BASE64URL_NOPAD, event_id::EventId};
use sledz_store::keys::LogId;

const LOG: usize = 22;

/// The reference of an item.
pub fn of(outbox: LogId, item: EventId) -> String {
    let LogId::Hashed(key) = outbox else { return String::new() };
    format!("{}{item}", BASE64URL_NOPAD.encode(&key))
}

/// The outbox and the item of a reference; none for what is not one of ours.
pub fn read(reference: &str) -> Option<(LogId, EventId)> {
    let (log, item) = reference.split_at_checked(LOG)?;
    let key = BASE64URL_NOPAD.decode(log.as_bytes()).ok()?.try_into().ok()?;
    Some((LogId::Hashed(key), item.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sledz_domain::outbox::Subject;

    #[test]
    fn there_and_back() {
        let log = LogId::outbox(&Subject::Parcel("A1".to_owned()));
        let item = EventId::of(&["x"]);
        let reference = of(log, item);
        assert_eq!(reference.len(), 38);
        assert_eq!(read(&reference), Some((log, item)));
        for bad in ["", "x", "ąąąąąąąąąąąąąąąąąąąąąąąą", &reference[..37], &format!("{reference}A")]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
