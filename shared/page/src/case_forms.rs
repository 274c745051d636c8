//! What can be done with a case: the buttons of its head, and the choices that correct what it is about.

use crate::{
    case::{Can, CasePage},
    fields,
    texts::case::Words,
};
use sledz_domain::{
    intent::{Basket, Intent, Mood},
    words::{CAUSES, Lang, basket_label, cause_label, intent_label, mood_label},
};

/// How many intents a case can have.
const MOST_TOPICS: usize = 4;

/// A form that is nothing but a button.
pub(crate) struct Button {
    /// The value of [`fields::DO`].
    pub(crate) does: &'static str,
    pub(crate) label: &'static str,
    /// It is what one does first.
    pub(crate) first: bool,
}

/// One choice out of a list.
pub(crate) struct Select {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) label: String,
    /// What stands for nothing chosen, where that is possible.
    pub(crate) none: Option<&'static str>,
    pub(crate) groups: Vec<Group>,
}

/// Options that belong together; without a label they stand alone.
pub(crate) struct Group {
    pub(crate) label: Option<&'static str>,
    pub(crate) options: Vec<Choice>,
}

/// One option of a [`Select`].
pub(crate) struct Choice {
    pub(crate) value: &'static str,
    pub(crate) label: &'static str,
    pub(crate) chosen: bool,
}

/// The buttons of the head.
pub(crate) fn buttons(can: Can, w: &'static Words) -> Vec<Button> {
    let all = [
        (can.take, "take", w.take, true),
        (can.reopen, "reopen", w.reopen, true),
        (can.release, "release", w.release, false),
        (can.close, "close", w.close, false),
    ];
    let wanted = all.into_iter().filter(|(can, ..)| *can);
    wanted.map(|(_, does, label, first)| Button { does, label, first }).collect()
}

/// The choices that correct a case: its intents with room for one more, the mood and, of a case that asks for a parcel,
/// the cause.
pub(crate) fn corrections(c: &CasePage, w: &'static Words) -> Vec<Select> {
    let room = (c.intents.len() + 1).clamp(2, MOST_TOPICS);
    let topic = |place: usize| {
        let chosen = c.intents.get(place).copied();
        Select {
            id: format!("{}-{}", fields::INTENT, place + 1),
            name: fields::INTENT,
            label: format!("{} {}", w.topic, place + 1),
            none: (place > 0 || chosen.is_none()).then_some(w.no_topic),
            groups: Basket::ALL.into_iter().map(|basket| intents_of(basket, chosen, c.lang)).collect(),
        }
    };
    let moods = Mood::ALL.into_iter().map(|mood| Choice {
        value: mood.name(),
        label: mood_label(c.lang, mood),
        chosen: c.mood == Some(mood),
    });
    let mood = Select {
        id: fields::MOOD.to_owned(),
        name: fields::MOOD,
        label: w.mood.to_owned(),
        none: None,
        groups: vec![Group { label: None, options: moods.collect() }],
    };
    let asks_for_parcel = c.cause.is_some() || c.intents.iter().any(|intent| intent.is_wismo());
    (0..room).map(topic).chain([mood]).chain(asks_for_parcel.then(|| cause(c, w))).collect()
}

fn intents_of(basket: Basket, chosen: Option<Intent>, lang: Lang) -> Group {
    let intents = Intent::ALL.into_iter().filter(|intent| intent.basket() == basket);
    let options = intents.map(|intent| Choice {
        value: intent.name(),
        label: intent_label(lang, intent),
        chosen: chosen == Some(intent),
    });
    Group { label: Some(basket_label(lang, basket)), options: options.collect() }
}

fn cause(c: &CasePage, w: &'static Words) -> Select {
    let options = CAUSES.into_iter().filter_map(|name| {
        let chosen = c.cause.as_deref() == Some(name);
        cause_label(c.lang, name).map(|label| Choice { value: name, label, chosen })
    });
    let options: Vec<Choice> = options.collect();
    Select {
        id: fields::CAUSE.to_owned(),
        name: fields::CAUSE,
        label: w.cause.to_owned(),
        none: options.iter().all(|option| !option.chosen).then_some(w.no_cause),
        groups: vec![Group { label: None, options }],
    }
}
