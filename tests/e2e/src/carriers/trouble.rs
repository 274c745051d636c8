//! What goes wrong at carriers, when a test orders it.

use std::time::Duration;

/// One way in which a carrier fails.
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
