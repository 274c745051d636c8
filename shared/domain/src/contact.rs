//! The ways by which a customer writes to the shop.

use crate::named::named;

/// A way by which a customer writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactChannel {
    /// The shop's own form.
    Form,
    /// E-mail.
    Email,
    /// Messenger.
    Messenger,
    /// Instagram.
    Instagram,
    /// WhatsApp.
    Whatsapp,
    /// Allegro's message centre.
    Allegro,
    /// A chat on the shop's pages.
    Chat,
    /// By telephone or in person; typed in by a person.
    Phone,
}

named!(ContactChannel {
    Form = "form",
    Email = "email",
    Messenger = "messenger",
    Instagram = "instagram",
    Whatsapp = "whatsapp",
    Allegro = "allegro",
    Chat = "chat",
    Phone = "phone",
});

impl ContactChannel {
    /// The channel of that name.
    pub fn from_name(name: &str) -> Option<ContactChannel> {
        ContactChannel::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// Whether it is read like a letter: with a subject, a greeting and HTML.
    pub fn is_mail(self) -> bool {
        matches!(self, ContactChannel::Form | ContactChannel::Email)
    }
}
