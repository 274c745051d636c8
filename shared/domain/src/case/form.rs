//! How facts about cases are stored: as texts ([`Listed`]).

use super::{Asked, CaseFact, Correction};
use crate::{
    answer::AnswerKind,
    cause::Cause,
    contact::ContactChannel,
    intent::{Intent, Mood, Tongue},
    listed::{Listed, filled, first, instant, listed, millis, texts},
};

listed!(CaseFact);

/// Between the parts of a field that is a list.
const SEPARATOR: &str = "\u{1f}";

fn joined(parts: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push_str(SEPARATOR);
        }
        text.push_str(part.as_ref());
    }
    text
}

fn parted(text: &str) -> Vec<String> {
    text.split(SEPARATOR).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn intents(text: &str) -> Vec<Intent> {
    text.split(SEPARATOR).filter_map(Intent::from_name).collect()
}

fn yes(is: bool) -> &'static str {
    if is { "1" } else { "" }
}

impl Listed for CaseFact {
    fn fields(&self) -> Vec<String> {
        match self {
            CaseFact::Asked(asked) => {
                let mut fields = texts(&[
                    "asked",
                    asked.channel.name(),
                    &asked.source,
                    asked.tongue.name(),
                    &joined(asked.intents.iter().map(|intent| intent.name())),
                    asked.mood.name(),
                    &asked.confidence.to_string(),
                    yes(asked.auto),
                    asked.machine.as_deref().unwrap_or_default(),
                ]);
                fields.push(joined(asked.why.iter()));
                fields
            }
            CaseFact::About { platform, platform_id, number, value } => {
                texts(&["about", platform, platform_id, number, &value.to_string()])
            }
            CaseFact::Answered { by, kinds, is_draft } => {
                texts(&["answered", by, &joined(kinds.iter().map(|kind| kind.name())), yes(*is_draft)])
            }
            CaseFact::Handed { due, open, why } => {
                texts(&["handed", &millis(*due), &joined(open.iter().map(|intent| intent.name())), why])
            }
            CaseFact::Judged { by, draft, is_approved } => {
                texts(&["judged", by, &draft.to_string(), yes(*is_approved)])
            }
            CaseFact::Caused(cause) => texts(&["caused", cause.name()]),
            CaseFact::Taken { by } => texts(&["taken", by]),
            CaseFact::Released { by } => texts(&["released", by]),
            CaseFact::Corrected { by, correction } => texts(&[
                "corrected",
                by,
                &joined(correction.intents.iter().map(|intent| intent.name())),
                correction.mood.map(Mood::name).unwrap_or_default(),
                correction.cause.map(Cause::name).unwrap_or_default(),
            ]),
            CaseFact::Noted { by } => texts(&["noted", by]),
            CaseFact::Closed { by } => texts(&["closed", by]),
            CaseFact::Reopened { by } => texts(&["reopened", by]),
            CaseFact::Joined { into } => texts(&["joined", into]),
            CaseFact::Reminded { due } => texts(&["reminded", &millis(*due)]),
            CaseFact::Escalated { due } => texts(&["escalated", &millis(*due)]),
            CaseFact::Handled { seconds } => texts(&["handled", &seconds.to_string()]),
            CaseFact::RatingAsked { scale } => texts(&["rating_asked", scale]),
            CaseFact::Rated { scale, score } => texts(&["rated", scale, &score.to_string()]),
        }
    }

    fn read(fields: &[String]) -> Option<Self> {
        Some(match first(fields)? {
            ("asked", [channel, source, tongue, asked, mood, confidence, auto, machine, why]) => {
                CaseFact::Asked(Asked {
                    channel: ContactChannel::from_name(channel)?,
                    source: source.clone(),
                    tongue: Tongue::from_name(tongue)?,
                    intents: intents(asked),
                    mood: Mood::from_name(mood)?,
                    confidence: confidence.parse().ok()?,
                    auto: !auto.is_empty(),
                    machine: filled(machine),
                    why: parted(why),
                })
            }
            ("about", [platform, platform_id, number, value]) => CaseFact::About {
                platform: platform.clone(),
                platform_id: platform_id.clone(),
                number: number.clone(),
                value: value.parse().ok()?,
            },
            ("answered", [by, kinds, draft]) => CaseFact::Answered {
                by: by.clone(),
                kinds: parted(kinds).iter().filter_map(|kind| AnswerKind::from_name(kind)).collect(),
                is_draft: !draft.is_empty(),
            },
            ("handed", [due, open, why]) => {
                CaseFact::Handed { due: instant(due)?, open: intents(open), why: why.clone() }
            }
            ("judged", [by, draft, approved]) => {
                CaseFact::Judged { by: by.clone(), draft: draft.parse().ok()?, is_approved: !approved.is_empty() }
            }
            ("caused", [cause]) => CaseFact::Caused(Cause::from_name(cause)?),
            ("taken", [by]) => CaseFact::Taken { by: by.clone() },
            ("released", [by]) => CaseFact::Released { by: by.clone() },
            ("corrected", [by, corrected, mood, cause]) => CaseFact::Corrected {
                by: by.clone(),
                correction: Correction {
                    intents: intents(corrected),
                    mood: Mood::from_name(mood),
                    cause: Cause::from_name(cause),
                },
            },
            ("noted", [by]) => CaseFact::Noted { by: by.clone() },
            ("closed", [by]) => CaseFact::Closed { by: by.clone() },
            ("reopened", [by]) => CaseFact::Reopened { by: by.clone() },
            ("joined", [into]) => CaseFact::Joined { into: into.clone() },
            ("reminded", [due]) => CaseFact::Reminded { due: instant(due)? },
            ("escalated", [due]) => CaseFact::Escalated { due: instant(due)? },
            ("handled", [seconds]) => CaseFact::Handled { seconds: seconds.parse().ok()? },
            ("rating_asked", [scale]) => CaseFact::RatingAsked { scale: scale.clone() },
            ("rated", [scale, score]) => CaseFact::Rated { scale: scale.clone(), score: score.parse().ok()? },
            _ => return None,
        })
    }
}
