//! The pages about messages: which of them a customer gets, and switching them off from a link in
//! one of them.

use crate::{
    Page,
    frame::{Frame, in_lang},
    shop::Shop,
    texts::{
        Texts,
        messages::{ChannelWords, Words},
    },
};
use askama::Template;
use sledz_domain::{message::Channel, text::clean, words::Lang};

/// The name of the hidden field that lists the channels of the form, separated by spaces: an empty
/// box is not sent, so this tells it from one that was not there. Each box has the channel's own
/// name, and the value `on`.
pub const KNOWN_FIELD: &str = "known";
/// The name of the parameter of [`Unsubscribe::action`] that names the channel.
pub const CHANNEL_FIELD: &str = "channel";

/// Which messages a customer gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language.
    pub lang: Lang,
    /// The path that the form posts to, without a query; the page adds `?lang=`, so that the answer
    /// stays in its language.
    pub action: String,
    /// The path of the tracking page, without a query.
    pub back: String,
    /// The order's number.
    pub order: String,
    /// The channels there are, each at most once; none if no contact is known.
    pub choices: Vec<Choice>,
    /// The form was just sent, and what it said is kept.
    pub saved: bool,
}

/// One channel of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The channel.
    pub channel: Channel,
    /// The masked address: `j•••@example.com`, `••• ••• 001`.
    pub shown: String,
    /// Messages are sent there.
    pub on: bool,
    /// A message did not arrive there.
    pub unreachable: bool,
}

/// Switching one channel off: the question that the link in a message leads to, and what is said
/// once it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    /// The language.
    pub lang: Lang,
    /// What is switched off.
    pub channel: Channel,
    /// Its masked address.
    pub shown: String,
    /// The path that the button posts to, without a query; the page adds `?channel=` and `&lang=`,
    /// just where a mail program posts to that unsubscribes by itself (RFC 8058). The body is empty.
    pub action: String,
    /// The path of the [`Preferences`], without a query.
    pub all: String,
    /// The path of the tracking page, without a query.
    pub back: String,
    /// It is off.
    pub done: bool,
}

#[derive(Template)]
#[template(path = "preferences.html")]
struct PreferencesPage {
    frame: Frame,
    w: &'static Words,
    order: String,
    action: String,
    back: String,
    known_field: &'static str,
    known: String,
    choices: Vec<Line>,
    saved: Option<&'static str>,
}

/// One channel as the template shows it.
struct Line {
    field: &'static str,
    name: &'static str,
    shown: String,
    on: bool,
    unreachable: Option<&'static str>,
}

/// The page on which a customer says which messages to get.
pub fn preferences(p: &Preferences, shop: &Shop) -> Page {
    let w = Words::of(p.lang);
    let order = clean(&p.order, 80).unwrap_or_default();
    let all_off = p.choices.iter().all(|choice| !choice.on);
    let saved = (p.saved && !p.choices.is_empty()).then_some(if all_off { w.saved_all_off } else { w.saved });
    let heading = match saved {
        Some(_) => format!("{} {}", w.saved, w.title),
        None => w.title.to_owned(),
    };
    let lines = p.choices.iter().map(|choice| {
        let words = w.channel(choice.channel);
        Line {
            field: choice.channel.name(),
            name: words.name,
            shown: clean(&choice.shown, 254).unwrap_or_default(),
            on: choice.on,
            unreachable: choice.unreachable.then_some(words.unreachable),
        }
    });
    let template = PreferencesPage {
        frame: Frame::new(shop, p.lang, &heading, Some(&subject(p.lang, &order))),
        w,
        order,
        action: in_lang(&p.action, p.lang),
        back: in_lang(&p.back, p.lang),
        known_field: KNOWN_FIELD,
        known: p.choices.iter().map(|choice| choice.channel.name()).collect::<Vec<_>>().join(" "),
        choices: lines.collect(),
        saved,
    };
    template.frame.page(&template)
}

/// What a mail to the shop from this page is about.
fn subject(lang: Lang, order: &str) -> String {
    format!("{} {order}", Texts::of(lang).order)
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage {
    frame: Frame,
    w: &'static Words,
    channel: &'static ChannelWords,
    shown: String,
    action: String,
    all: String,
    back: String,
    done: bool,
}

/// The page that switches one channel off, and the one after it.
pub fn unsubscribe(u: &Unsubscribe, shop: &Shop) -> Page {
    let w = Words::of(u.lang);
    let channel = w.channel(u.channel);
    let asked = |lang: Lang| format!("?{CHANNEL_FIELD}={}&lang={}", u.channel.name(), lang.code());
    let mut frame = Frame::new(shop, u.lang, if u.done { channel.is_off } else { channel.turn_off }, None);
    frame.switch = asked(u.lang.pick(Lang::En, Lang::Pl));
    let template = UnsubscribePage {
        frame,
        w,
        channel,
        shown: clean(&u.shown, 254).unwrap_or_default(),
        action: format!("{}{}", u.action, asked(u.lang)),
        all: in_lang(&u.all, u.lang),
        back: in_lang(&u.back, u.lang),
        done: u.done,
    };
    template.frame.page(&template)
}
