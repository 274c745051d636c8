//! The names of the fields of the forms with which customers and the shop's staff write; that of the proof that a form is
//! ours is [`CSRF_FIELD`](crate::CSRF_FIELD).

/// A customer's name.
pub const NAME: &str = "name";
/// A customer's e-mail address.
pub const EMAIL: &str = "email";
/// A customer's telephone number.
pub const PHONE: &str = "phone";
/// An order's number.
pub const ORDER: &str = "order";
/// What a customer writes.
pub const MESSAGE: &str = "message";
/// What no person sees: whoever fills it in is a machine.
pub const TRAP: &str = "website";
/// When the form was made, and the proof of it; hidden.
pub const TIME: &str = "t";

/// The way by which a customer wrote, by its name.
pub const CHANNEL: &str = "channel";
/// A customer's e-mail address or telephone number.
pub const CONTACT: &str = "contact";
/// What a person writes on a case.
pub const TEXT: &str = "text";
/// What is to be done with a case, by its name; hidden.
pub const DO: &str = "do";
/// What a case is about, by its name; it comes several times, and empty where nothing was chosen.
pub const INTENT: &str = "intent";
/// How the customer wrote, by its name.
pub const MOOD: &str = "mood";
/// Why the customer had to ask, by its name.
pub const CAUSE: &str = "cause";
/// The parameter that says which cases to show, by its name.
pub const SHOW: &str = "show";

/// The parameter that says which days to show, by the name of what was chosen.
pub const SPAN: &str = "span";
/// The parameter with the first day to show, as `2026-11-18`.
pub const FROM: &str = "from";
/// The parameter with the last day to show.
pub const TO: &str = "to";
/// The parameter with the first day of another span to compare with.
pub const COMPARE_FROM: &str = "compare_from";
/// The parameter with the last day of it.
pub const COMPARE_TO: &str = "compare_to";
/// The parameter that says in which steps a chart goes, by their name.
pub const BY: &str = "by";

/// The number that was chosen on a scale.
pub const SCORE: &str = "score";
/// What is said beside it.
pub const COMMENT: &str = "comment";
