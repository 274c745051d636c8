//! The words of the pages about messages: which of them a customer gets, and switching them off.

use sledz_domain::{message::Channel, words::Lang};

/// The fixed texts of these pages in one language.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) intro: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) all_off: &'static str,
    pub(crate) carrier: &'static str,
    pub(crate) save: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) saved_all_off: &'static str,
    pub(crate) none: &'static str,
    pub(crate) back: &'static str,

    pub(crate) off_text: &'static str,
    pub(crate) done_text: &'static str,
    pub(crate) all: &'static str,

    email: ChannelWords,
    sms: ChannelWords,
}

/// What is said of one channel.
pub(crate) struct ChannelWords {
    /// Before the address, as the label of its box.
    pub(crate) name: &'static str,
    pub(crate) unreachable: &'static str,
    /// Whether to switch it off: what stands before the address and the question mark.
    pub(crate) question: &'static str,
    pub(crate) turn_off: &'static str,
    pub(crate) is_off: &'static str,
    /// What is off, before the address.
    pub(crate) to: &'static str,
}

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Words {
        lang.pick(&POLISH, &ENGLISH)
    }

    pub(crate) fn channel(&self, channel: Channel) -> &ChannelWords {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
        }
    }
}

static POLISH: Words = Words {
    title: "Powiadomienia o zamówieniach",
    intro: "To tylko wiadomości o Twoich zamówieniach, na przykład o tym, że paczka jest w drodze albo czeka na \
        odbiór. Nigdy nie ma w nich reklam.",
    choose: "Gdzie mamy je wysyłać?",
    all_off: "Jeśli wyłączysz wszystkie, nie będziemy pisać. Co dzieje się z zamówieniem, zawsze sprawdzisz na \
        jego stronie.",
    carrier: "Kurier może wysyłać własne wiadomości. Tego ustawienia one nie dotyczą.",
    save: "Zapisz",
    saved: "Zapisano.",
    saved_all_off: "Zapisano. Nie będziemy już pisać o zamówieniach. Wszystko znajdziesz na stronie zamówienia.",
    none: "Nie mamy do tego zamówienia adresu e-mail ani numeru telefonu, więc nie wysyłamy powiadomień. \
        Wszystko znajdziesz na stronie zamówienia.",
    back: "Wróć do zamówienia",

    off_text: "Nie będziemy już tam pisać o żadnym zamówieniu. Co dzieje się z zamówieniem, zawsze sprawdzisz na \
        jego stronie.",
    done_text: "Wszystko znajdziesz na stronie zamówienia. Powiadomienia możesz w każdej chwili włączyć z powrotem.",
    all: "Ustawienia powiadomień",

    email: ChannelWords {
        name: "E-mail",
        unreachable: "Nasz e-mail na ten adres nie dotarł. Jeśli adres jest błędny, daj nam znać.",
        question: "Wyłączyć e-maile o zamówieniach na",
        turn_off: "Wyłącz e-maile",
        is_off: "E-maile są wyłączone",
        to: "Nie będziemy już wysyłać e-maili o zamówieniach na",
    },
    sms: ChannelWords {
        name: "SMS",
        unreachable: "Nasz SMS na ten numer nie dotarł. Jeśli numer jest błędny, daj nam znać.",
        question: "Wyłączyć SMS-y o zamówieniach na numer",
        turn_off: "Wyłącz SMS-y",
        is_off: "SMS-y są wyłączone",
        to: "Nie będziemy już wysyłać SMS-ów o zamówieniach na numer",
    },
};

static ENGLISH: Words = Words {
    title: "Messages about your orders",
    intro: "These are only messages about your orders, such as that a parcel is on its way or ready to collect. \
        They never carry advertising.",
    choose: "Where should we send them?",
    all_off: "If you turn all of them off, we will not write. You can always see what is happening with the order \
        on its own page.",
    carrier: "The courier may send messages of its own. This setting does not change those.",
    save: "Save",
    saved: "Saved.",
    saved_all_off: "Saved. We will no longer write about orders. You will find everything on the order's page.",
    none: "We have no e-mail address or phone number for this order, so we send no messages. You will find \
        everything on the order's page.",
    back: "Back to the order",

    off_text: "We will not write there about any order. You can always see what is happening with the order on \
        its own page.",
    done_text: "You will find everything on the order's page. You can turn messages on again at any time.",
    all: "Message settings",

    email: ChannelWords {
        name: "E-mail",
        unreachable: "Our e-mail did not reach this address. If the address is wrong, please let us know.",
        question: "Turn off e-mails about orders to",
        turn_off: "Turn off e-mails",
        is_off: "E-mails are off",
        to: "We will no longer send e-mails about orders to",
    },
    sms: ChannelWords {
        name: "SMS",
        unreachable: "Our SMS did not reach this number. If the number is wrong, please let us know.",
        question: "Turn off SMS about orders to",
        turn_off: "Turn off SMS",
        is_off: "SMS are off",
        to: "We will no longer send SMS about orders to",
    },
};
