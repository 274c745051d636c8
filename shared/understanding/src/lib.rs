//! Understands a customer's message with rules that a shop can read: what is asked for, in which mood and language,
//! about which order, and whether that may be answered without a person. Pure and deterministic.
//!
//! ```
//! use sledz_domain::intent::{Basket, Intent};
//! use sledz_understanding::{Message, understand};
//! let read = understand(&Message { subject: None, text: "Gdzie jest moja paczka? Nr zam. 10452" });
//! assert_eq!(read.intents, [Intent::WhereIsParcel]);
//! assert_eq!(read.basket, Basket::Transactional);
//! assert_eq!(read.entities.order_numbers, ["10452"]);
//! assert!(read.auto);
//! ```
//!
//! # Layout
//!
//! - [`understand`] here: from a message to an [`Understanding`]
//! - [`own_words`]: the message without quoted mail, footers, signature; `mail`: what those look like
//! - [`is_automatic_reply`]: mail that nobody wrote
//! - `fold`: letters without diacritics; `words`: sentences, clauses, words, negation
//! - `spelling`: misspelt and glued words; `lists`: the plain lists of words
//! - `language`: which language it is
//! - `rules`: the format of rules, and reading them; `book`: rules made ready for matching; `books`: all there are;
//!   `matching`: which of them hold
//! - `decide`: intents, mood, confidence
//! - `entities`: numbers and addresses; `numbers`: which number is what; `shapes`: what numbers look like
//!
//! # Rules
//!
//! They are text in `rules/`, one to a line, and `rules/README.md` is for whoever writes some:
//!
//! ```text
//! %parcel = paczk* przesylk* zamowieni*
//! [where_is_parcel]
//! 8 gdzie & %parcel
//! 6 nie + dosz*/dotar* !zwrot*
//! ```
//!
//! A rule has a weight, 1 (a hint) to 9 (certain), and terms: words, beginnings of words (`*`), words in a row
//! (`nie_mam`), sets (`%parcel`), alternatives (`/`). Terms follow each other with at most three words between, or
//! directly (`+`), or later in the sentence (`..`), or in any order (`&`), or anywhere (`;`); `!term` must not be in the
//! sentence, `!!term` nowhere. What is negated does not count, unless the rule has the negation in it or says `~term`.

mod automatic;
mod book;
mod books;
mod decide;
mod entities;
mod fold;
mod language;
mod lists;
mod mail;
mod matching;
mod numbers;
mod own_words;
mod rules;
mod shapes;
mod spelling;
mod words;

#[cfg(test)]
mod files;

pub use automatic::is_automatic_reply;
pub use entities::Entities;
pub use own_words::own_words;

use sledz_domain::intent::{Basket, Intent, Mood, Tongue};
use words::Text;

/// A message of a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Message<'a> {
    /// The subject, where the channel has one.
    pub subject: Option<&'a str>,
    /// The text, with all that mail added to it.
    pub text: &'a str,
}

/// What a message was understood to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Understanding {
    /// The language it is written in.
    pub language: Tongue,
    /// What it asks for, the first and surest first; never empty.
    pub intents: Vec<Intent>,
    /// Where the gravest of the intents lies: a problem before what order data answers, that before anything else.
    pub basket: Basket,
    /// How it is said.
    pub mood: Mood,
    /// How sure all this is, from 0 to 1.
    pub confidence: f64,
    /// Whether it may be answered from the order's data without a person, once that is known.
    pub auto: bool,
    /// Whether it asks for a person, which always wins over automation.
    pub asks_for_person: bool,
    /// Which rules decided, in their own words; holds nothing personal.
    pub why: Vec<String>,
    /// Numbers and addresses it holds.
    pub entities: Entities,
}

/// Understands a message. The same message is always understood the same way, and only its first 8,000 characters
/// are looked at.
///
/// ```
/// use sledz_domain::intent::{Intent, Mood};
/// use sledz_understanding::{Message, understand};
/// let text = "Paczka przyszła uszkodzona, oszuści!";
/// let read = understand(&Message { subject: Some("Zamówienie"), text });
/// assert_eq!((read.intents, read.mood, read.auto), (vec![Intent::ComplaintDamaged], Mood::Angry, false));
/// ```
pub fn understand(message: &Message<'_>) -> Understanding {
    let (subject, is_reply) = mail::bare_subject(fold::head(message.subject.unwrap_or_default(), 300));
    let own = own_words(message.text);
    let raw = Text::of(subject, &own);
    let language = match is_reply {
        true => language::language(&own, &Text::of("", &own)),
        false => language::language(&own, &raw),
    };
    let books = books::books();
    let text = raw.repaired(books.of(language), &books.common);
    let decided = decide::decide(books, language, &text, is_reply, is_shouted(&own));
    let mood = decided.mood.unwrap_or(Mood::Neutral);
    let automatic = |intent: &Intent| intent.may_be_automatic() || *intent == Intent::FeedbackThanks;
    let auto = decided.intents.iter().any(|intent| intent.may_be_automatic())
        && decided.intents.iter().all(automatic)
        && mood != Mood::Angry
        && !decided.asks_for_person
        && !decided.vetoed
        && matches!(language, Tongue::Pl | Tongue::En)
        && decided.confidence >= decide::THRESHOLD;
    let baskets = decided.intents.iter().map(|intent| intent.basket());
    let gravest = |basket: &Basket| {
        Basket::ALL.len()
            - [Basket::Relational, Basket::Transactional, Basket::Problem]
                .iter()
                .position(|one| one == basket)
                .unwrap_or_default()
    };
    let basket = baskets.min_by_key(gravest).unwrap_or(Basket::Relational);
    Understanding {
        language,
        basket,
        mood,
        confidence: decided.confidence,
        auto,
        asks_for_person: decided.asks_for_person,
        why: decided.why,
        entities: entities::entities(subject, message.text),
        intents: decided.intents,
    }
}

/// Whether a text is written in capitals.
fn is_shouted(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().filter(|c| c.is_uppercase()).count();
    capitals > 15 && capitals * 10 > letters().count() * 6
}
