//! How an answer gets back: stored with the message, as a short list of texts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How an answer gets back.
///
/// ```
/// use sledz_channels::way::{Way, WayKind};
/// let way: Way = serde_json::from_str(r#"["whatsapp","106540352242922","48600000001"]"#).unwrap();
/// assert_eq!((way.kind, way.field(1)), (WayKind::Whatsapp, "48600000001"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Through whom.
    pub kind: WayKind,
    /// What they need to know; see [`WayKind`].
    pub fields: Vec<String>,
}

/// Through whom an answer goes, and the fields of its [`Way`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayKind {
    /// There is none.
    None,
    /// The provider of e-mail: address, `<id>` of the message, `<id> <id>` of those up to it, subject.
    Mail,
    /// Messenger: the page's id, the customer's.
    Messenger,
    /// Instagram: the account's id, the customer's; with a third field, `comment`, the second is a comment's, which
    /// can be answered once, in private.
    Instagram,
    /// WhatsApp: the number's id, the customer's number; with a third field, `user`, the second is a user id.
    Whatsapp,
    /// Chatwoot: account, conversation, kind of inbox.
    Chatwoot,
    /// Zendesk: the ticket.
    Zendesk,
    /// Allegro's message centre: the thread.
    Allegro,
}

const KINDS: [(WayKind, &str); 8] = [
    (WayKind::None, "none"),
    (WayKind::Mail, "mail"),
    (WayKind::Messenger, "messenger"),
    (WayKind::Instagram, "instagram"),
    (WayKind::Whatsapp, "whatsapp"),
    (WayKind::Chatwoot, "chatwoot"),
    (WayKind::Zendesk, "zendesk"),
    (WayKind::Allegro, "allegro"),
];

impl WayKind {
    /// The name it is stored by.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("none", |(_, name)| name)
    }
}

impl Way {
    /// No way.
    pub fn none() -> Self {
        Way { kind: WayKind::None, fields: Vec::new() }
    }

    pub(crate) fn new(kind: WayKind, fields: &[&str]) -> Self {
        Way { kind, fields: fields.iter().map(|field| (*field).to_owned()).collect() }
    }

    /// A field; empty if it is not there.
    pub fn field(&self, place: usize) -> &str {
        self.fields.get(place).map_or("", String::as_str)
    }

    /// As it is stored: the kind's name, then the fields.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = vec![self.kind.name().to_owned()];
        texts.extend(self.fields.iter().cloned());
        texts
    }

    /// What was stored; a kind that is not known is none.
    pub fn from_texts(texts: &[String]) -> Self {
        let Some((name, fields)) = texts.split_first() else { return Way::none() };
        match KINDS.iter().find(|(_, known)| known == name) {
            Some((kind, _)) if *kind != WayKind::None => Way { kind: *kind, fields: fields.to_vec() },
            _ => Way::none(),
        }
    }
}

impl Serialize for Way {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.texts().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Way {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer).map(|texts| Way::from_texts(&texts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read() {
        for (kind, name) in KINDS {
            let way = Way::new(kind, if kind == WayKind::None { &[] } else { &["a", ""] });
            assert_eq!(kind.name(), name);
            assert_eq!(Way::from_texts(&way.texts()), way);
        }
        for odd in [vec![], vec!["telex".to_owned(), "1".to_owned()], vec!["none".to_owned(), "1".to_owned()]] {
            assert_eq!(Way::from_texts(&odd), Way::none());
        }
    }
}
