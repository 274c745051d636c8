//! Understanding of messages, by tables of what customers write.

mod automatic;
mod entities;
mod hostile;
mod intents;
mod languages;
mod moods;
mod own_words;
mod tuned;
mod veto;

use sledz_understanding::{Message, Understanding, understand};

/// Understands a text without a subject.
fn read(text: &str) -> Understanding {
    understand(&Message { subject: None, text })
}
