//! What the shop has set for its messages: on or off, by which way, when not, in which words; and the words of its
//! answers.

use crate::{
    answer::AnswerKind,
    carrier::Carrier,
    event_id::EventId,
    fold::Fold,
    message::{Channel, MessageKind, Texts},
    quiet::Quiet,
    words::Lang,
};
use chrono::{DateTime, Utc, serde::ts_milliseconds};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::BTreeMap;

/// What the shop has set for one message. A field that is none is as we think best.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSetting {
    /// Whether it is sent. None: yes, but for what the carrier tells its customers itself.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// The ways by which it is sent. None: by e-mail, by SMS where there is no e-mail.
    #[serde(default)]
    pub channels: Option<Vec<Channel>>,
    /// When it is not sent but waits. None: by night, for SMS, delays and reminders.
    #[serde(default)]
    pub quiet_hours: Option<Quiet>,
    /// The language of all of them, `pl` or `en`. None: the order's own.
    #[serde(default)]
    pub language: Option<String>,
    /// The shop's own words, by language.
    #[serde(default)]
    pub texts: BTreeMap<String, Texts>,
}

/// The shop's own words, by language (the name of a [`crate::intent::Tongue`]).
pub type Words = Vec<(String, String)>;

/// What is set: a message, or the words of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// Of a message that customers get before they ask. Stored under its name.
    Message(MessageKind),
    /// Of a part of an answer. Stored under its name behind `answer.`: a message may have the same.
    Answer(AnswerKind),
}

/// One change of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingEvent {
    /// What makes it itself.
    pub id: EventId,
    /// When it was changed.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
    /// Of which message or answer.
    pub kind: Setting,
    /// What a message's is now; none: as we think best again.
    #[serde(default)]
    pub setting: Option<MessageSetting>,
    /// The shop's words of an answer; none: ours again.
    #[serde(default)]
    pub words: Words,
    /// The name of the token that changed it.
    pub by: String,
}

/// The settings of all messages and answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSettings {
    /// The last change of each, in the order of what is set.
    last: Vec<SettingEvent>,
}

impl MessageSettings {
    /// What is set for a message.
    pub fn of(&self, kind: MessageKind) -> MessageSetting {
        self.changed(kind).and_then(|event| event.setting.clone()).unwrap_or_default()
    }

    /// The last change of a message's setting, or of an answer's words.
    pub fn changed(&self, kind: impl Into<Setting>) -> Option<&SettingEvent> {
        let kind = kind.into();
        self.last.iter().find(|event| event.kind == kind)
    }

    /// The shop's own words of all answers.
    pub fn answers(&self) -> AnswerTexts {
        let changed = self.last.iter().filter_map(|event| match event.kind {
            Setting::Answer(kind) => Some((kind, event.words.clone())),
            Setting::Message(_) => None,
        });
        AnswerTexts(changed.collect())
    }
}

/// The shop's own words of answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerTexts(Vec<(AnswerKind, Words)>);

impl AnswerTexts {
    /// The shop's words of an answer; none if it has written none in that language.
    pub fn of(&self, kind: AnswerKind, language: &str) -> Option<&str> {
        let (_, words) = self.0.iter().find(|(known, _)| *known == kind)?;
        words.iter().find(|(known, _)| known == language).map(|(_, text)| text.as_str())
    }

    /// The same with other words of one answer, as they would be if they were set.
    pub fn with(mut self, kind: AnswerKind, words: Words) -> Self {
        self.0.retain(|(known, _)| *known != kind);
        self.0.push((kind, words));
        self
    }
}

/// What stands before the name of an answer, where messages and answers stand side by side.
const ANSWER: &str = "answer.";

impl From<MessageKind> for Setting {
    fn from(kind: MessageKind) -> Self {
        Setting::Message(kind)
    }
}

impl From<AnswerKind> for Setting {
    fn from(kind: AnswerKind) -> Self {
        Setting::Answer(kind)
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Setting::Message(kind) => serializer.serialize_str(kind.name()),
            Setting::Answer(kind) => serializer.collect_str(&format_args!("{ANSWER}{}", kind.name())),
        }
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = match name.strip_prefix(ANSWER) {
            Some(name) => AnswerKind::from_name(name).map(Setting::Answer),
            None => MessageKind::from_name(&name).map(Setting::Message),
        };
        known.ok_or_else(|| D::Error::custom("an unknown message or answer"))
    }
}

impl MessageSetting {
    /// Whether it is sent about a parcel of `carrier`.
    pub fn is_on(&self, kind: MessageKind, carrier: Option<&Carrier>) -> bool {
        let told =
            matches!(kind, MessageKind::OutForDelivery | MessageKind::ReadyForPickup | MessageKind::PickupReminder)
                && carrier.is_some_and(|carrier| carrier.tells_customers);
        self.enabled.unwrap_or(!told)
    }

    /// The ways by which it is sent.
    pub fn ways(&self) -> Vec<Channel> {
        self.channels.clone().filter(|channels| !channels.is_empty()).unwrap_or_else(|| vec![Channel::Email])
    }

    /// When it may be sent by `channel`, seen from `at`. What the clock tells us, rather than the
    /// courier, is told by day even by e-mail.
    pub fn not_before(&self, kind: MessageKind, channel: Channel, at: DateTime<Utc>) -> DateTime<Utc> {
        let by_clock = matches!(kind, MessageKind::Delay | MessageKind::PickupReminder);
        let usual = (channel == Channel::Sms || by_clock).then_some(Quiet::NIGHT);
        self.quiet_hours.or(usual).map_or(at, |quiet| quiet.not_before(at))
    }

    /// The language of a message about an order in `order`'s language.
    pub fn lang(&self, order: Option<&str>) -> Lang {
        self.language.as_deref().or(order).and_then(Lang::from_tag).unwrap_or_default()
    }
}

impl Fold for MessageSettings {
    const VERSION: u32 = 3;
    type Event = SettingEvent;

    fn event_id(event: &SettingEvent) -> EventId {
        event.id
    }

    fn apply(&mut self, _entry: u64, event: &SettingEvent) {
        let place = self.last.partition_point(|known| known.kind < event.kind);
        match self.last.get_mut(place).filter(|known| known.kind == event.kind) {
            Some(known) if (known.at, known.id) < (event.at, event.id) => known.clone_from(event),
            Some(_) => {}
            None => self.last.insert(place, event.clone()),
        }
    }
}
