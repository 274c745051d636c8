//! What goes wrong at carriers and shops, when a test orders it.

use crate::mailbox::http::Answer;
use std::time::Duration;

/// What a broken proxy says.
const PAGE: &str = "<!doctype html><html><head><title>503 Service Unavailable</title></head><body><h1>Przerwa \
                    techniczna</h1></body></html>";

/// One way in which a carrier or a shop fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 500, with a page for people.
    Error500,
    /// 429, with `Retry-After` in seconds if it is not zero.
    TooMany {
        /// The seconds.
        retry_after: u32,
    },
    /// Never answers; the connection is closed after this time.
    Hang(Duration),
    /// Does what it is asked, and answers after this time.
    Slow(Duration),
    /// The connection is closed without an answer.
    Closed,
    /// The connection is closed in the middle of the answer.
    BrokenOff,
    /// 200, with a page for people.
    Html,
    /// The first half of the right answer, as if it were whole.
    Truncated,
    /// A SOAP fault that names no reason; 503 with JSON from those who do not speak SOAP.
    Fault,
    /// The right login is refused.
    WrongLogin,
    /// It says yes, and forgets it.
    Forgets,
}

impl Trouble {
    /// Whether what was asked is done all the same: whoever fails has done nothing, except where the
    /// trouble comes after.
    pub(crate) fn comes_after(self) -> bool {
        matches!(self, Trouble::Slow(_) | Trouble::Closed | Trouble::BrokenOff | Trouble::Truncated)
    }

    /// What becomes of the right answer; none if there is none. `fault` is what is said where no reason
    /// is named, and `pause` waits.
    pub(crate) fn spoil(self, answer: Answer, fault: Answer, pause: impl Fn(Duration)) -> Option<Answer> {
        Some(match self {
            Trouble::WrongLogin | Trouble::Forgets | Trouble::BrokenOff => answer,
            Trouble::Slow(time) => {
                pause(time);
                answer
            }
            Trouble::Hang(time) => {
                pause(time);
                return None;
            }
            Trouble::Closed => return None,
            Trouble::Error500 => Answer::new(500, "text/html", PAGE),
            Trouble::Html => Answer::new(200, "text/html", PAGE),
            Trouble::TooMany { retry_after: 0 } => Answer::text(429, "Too Many Requests"),
            Trouble::TooMany { retry_after } => {
                Answer::text(429, "Too Many Requests").with("retry-after", retry_after.to_string())
            }
            Trouble::Truncated => Answer { body: half(&answer.body), ..answer },
            Trouble::Fault => fault,
        })
    }
}

fn half(body: &[u8]) -> Vec<u8> {
    body.get(..body.len() / 2).unwrap_or_default().to_vec()
}
