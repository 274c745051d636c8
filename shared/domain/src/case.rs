//! A case: one matter of one customer, whatever channels its messages came through.
//!
//! A case is a fold of facts. Nothing personal is in it: what was written lies sealed beside the log's
//! entries, by whose numbers the facts are found again.

mod form;
mod reading;

pub use reading::{CaseStatus, Department, Matter};

use crate::{
    answer::AnswerKind,
    cause::Cause,
    contact::ContactChannel,
    event_id::EventId,
    fold::Fold,
    intent::{Intent, Mood, Tongue},
};
use chrono::{DateTime, Utc, serde::ts_milliseconds};
use serde::{Deserialize, Serialize};

/// One fact about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEvent {
    /// What makes it itself.
    pub id: EventId,
    /// When it was.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
    /// What happened.
    pub fact: CaseFact,
}

/// What a customer's message was understood to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The way it came.
    pub channel: ContactChannel,
    /// Who brought it, such as `postmark`.
    pub source: String,
    /// Its language.
    pub tongue: Tongue,
    /// What it asks for, the primary first.
    pub intents: Vec<Intent>,
    /// How it is said.
    pub mood: Mood,
    /// How sure that is, in per cent.
    pub confidence: u8,
    /// Its text may be answered automatically.
    pub auto: bool,
    /// Why it was understood so.
    pub why: Vec<String>,
    /// It was written by a machine, as this shows: nobody answers it.
    pub machine: Option<String>,
}

/// What a person has set right about a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// What it really asks for; empty: as it was.
    pub intents: Vec<Intent>,
    /// How it is really said.
    pub mood: Option<Mood>,
    /// Why the customer really had to ask.
    pub cause: Option<Cause>,
}

/// What happened with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseFact {
    /// The customer wrote. The text lies beside the entry.
    Asked(Asked),
    /// It was shown which order it is about, and that its buyer asks.
    About {
        /// The order's platform.
        platform: String,
        /// The platform's own id of it.
        platform_id: String,
        /// The number the customer sees.
        number: String,
        /// What it comes to, in ten-thousandths of its currency's unit; for the order of the queue.
        value: i64,
    },
    /// An answer was written. The text lies beside the entry.
    Answered {
        /// Who wrote it; empty: we did, automatically.
        by: String,
        /// What it tells, where it was made of our own words.
        kinds: Vec<AnswerKind>,
        /// It waits for somebody's approval, and was not sent.
        is_draft: bool,
    },
    /// It was handed to people.
    Handed {
        /// When we said that we answer.
        due: DateTime<Utc>,
        /// What the text that the customer got leaves open: the intents for a person.
        open: Vec<Intent>,
        /// Why it is for a person.
        why: String,
    },
    /// Somebody approved a draft, or threw it away.
    Judged {
        /// Who.
        by: String,
        /// The fact that holds the draft.
        draft: EventId,
        /// It may go out.
        is_approved: bool,
    },
    /// Why the customer had to ask, as the timeline tells.
    Caused(Cause),
    /// Somebody owns it now.
    Taken {
        /// Who.
        by: String,
    },
    /// Its owner gave it back.
    Released {
        /// Who.
        by: String,
    },
    /// A person set right what was understood.
    Corrected {
        /// Who.
        by: String,
        /// What.
        correction: Correction,
    },
    /// A note for the shop's own people. The text lies beside the entry.
    Noted {
        /// Who.
        by: String,
    },
    /// It is done.
    Closed {
        /// Who; empty: nobody wrote any more.
        by: String,
    },
    /// It is not done after all.
    Reopened {
        /// Who; empty: the customer wrote again.
        by: String,
    },
    /// It goes on as part of another case of the same matter.
    Joined {
        /// That case's number.
        into: String,
    },
    /// People were reminded that the promise is about to break.
    Reminded {
        /// The promise.
        due: DateTime<Utc>,
    },
    /// The promise was broken: whoever is responsible was told.
    Escalated {
        /// The promise.
        due: DateTime<Utc>,
    },
    /// How long people have worked on it, as a helpdesk tells it.
    Handled {
        /// In seconds, all told until then.
        seconds: u32,
    },
    /// The customer was asked how it was.
    RatingAsked {
        /// `csat`, `nps` or `ces`.
        scale: String,
    },
    /// The customer says how it was. A comment lies beside the entry.
    Rated {
        /// `csat`, `nps` or `ces`.
        scale: String,
        /// The answer.
        score: u8,
    },
}

/// A fact, and the entry that brought it, beside which its text lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The number of the entry.
    pub entry: u64,
    /// The fact.
    pub event: CaseEvent,
}

/// Everything that happened with a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Sorted by time, then by what comes of what, then by id; one copy of each.
    facts: Vec<Placed>,
}

impl Case {
    /// All that happened, in order.
    pub fn facts(&self) -> &[Placed] {
        &self.facts
    }

    /// A fact by its id.
    pub fn fact(&self, id: EventId) -> Option<&Placed> {
        self.facts.iter().find(|placed| placed.event.id == id)
    }
}

impl Fold for Case {
    const VERSION: u32 = 1;
    type Event = CaseEvent;

    fn event_id(event: &CaseEvent) -> EventId {
        event.id
    }

    /// Of two copies of one fact the earlier stays, and of two at one instant that of the earlier entry.
    fn apply(&mut self, entry: u64, event: &CaseEvent) {
        let placed = Placed { entry, event: event.clone() };
        if let Some(place) = self.facts.iter().position(|known| known.event.id == event.id) {
            match self.facts.get(place) {
                Some(known) if (event.at, entry) < (known.event.at, known.entry) => drop(self.facts.remove(place)),
                _ => return,
            }
        }
        let place = self.facts.partition_point(|known| key(&known.event) < key(event));
        self.facts.insert(place, placed);
    }
}

/// By time; at one instant a message comes before what was made of it, and a closing after all.
fn key(event: &CaseEvent) -> (DateTime<Utc>, u8, EventId) {
    let rank = match event.fact {
        CaseFact::Reopened { .. } => 0,
        CaseFact::Asked(_) => 1,
        CaseFact::About { .. } => 2,
        CaseFact::Caused(_) => 3,
        CaseFact::Answered { .. } => 4,
        CaseFact::Handed { .. } => 5,
        CaseFact::Closed { .. } => 8,
        _ => 6,
    };
    (event.at, rank, event.id)
}

/// The number of the case that begins with these parts: what a customer can read over the telephone. Eight
/// characters of Crockford's base32, which has no letters that look like digits.
///
/// ```
/// use sledz_domain::case::number_of;
/// let number = number_of(&["order", "woocommerce", "1001", "0"]);
/// assert_eq!(number.len(), 9);
/// assert_ne!(number, number_of(&["order", "woocommerce", "1001", "1"]));
/// ```
pub fn number_of(parts: &[&str]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let id = EventId::of(parts).to_string();
    let mut bits = id.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(0x0000_0100_0000_01b3) ^ u64::from(byte));
    let mut number = String::with_capacity(9);
    for place in 0..8 {
        if place == 4 {
            number.push('-');
        }
        // Five bits are an index into the alphabet.
        let index = usize::try_from(bits & 31).unwrap_or_default();
        number.push(char::from(ALPHABET.get(index).copied().unwrap_or(b'0')));
        bits >>= 5;
    }
    number
}

/// A case's number as somebody wrote it: capitals, without a word before it, the dash in its place; none if it is
/// none.
///
/// ```
/// use sledz_domain::case::number;
/// assert_eq!(number(" k7m2 9qxf").as_deref(), Some("K7M2-9QXF"));
/// assert_eq!(number("1001"), None);
/// ```
pub fn number(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let kept: String = kept
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    let (first, second) = kept.split_at_checked(4).filter(|(_, second)| second.len() == 4)?;
    Some(format!("{first}-{second}"))
}
