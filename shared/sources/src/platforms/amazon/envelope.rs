//! What bridges wrap around a notification: lists, records, text that holds JSON, each within another.

use super::Said;
use crate::json;
use serde_json::Value;

/// How often JSON may stand as text within JSON: SNS in a queue, taken over by a bridge, makes three.
const TEXTS: u8 = 4;

/// How many layers of any kind are opened.
const LAYERS: u8 = 16;

/// The most parts of one message that are read. A body of the largest size holds fewer notifications.
const PARTS: usize = 2000;

/// Opens all layers and hands each notification to `read`. A part that is none is unreadable by itself, and
/// the others are still read.
pub(super) fn unpack(message: &Value, said: &mut Vec<Said>, read: &dyn Fn(&Value) -> Option<Said>) {
    open(message, (TEXTS, LAYERS), said, read);
}

/// `left` is how many texts and layers may still be opened.
fn open(part: &Value, left: (u8, u8), said: &mut Vec<Said>, read: &dyn Fn(&Value) -> Option<Said>) {
    let (texts, layers) = left;
    let Some(layers) = layers.checked_sub(1).filter(|_| said.len() < PARTS) else {
        return unreadable(said);
    };
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| open(part, (texts, layers), said, read)),
        Value::String(text) => match texts.checked_sub(1).and_then(|texts| Some((texts, parsed(text)?))) {
            Some((texts, inner)) => open(&inner, (texts, layers), said, read),
            None => unreadable(said),
        },
        Value::Object(_) if field(part, "NotificationType").is_some() => said.extend(read(part)),
        Value::Object(_) => match inner(part) {
            Inner::Part(inner) => open(inner, (texts, layers), said, read),
            Inner::Nothing => {}
            Inner::Unknown => unreadable(said),
        },
        _ => unreadable(said),
    }
}

/// One more that cannot be read; beyond the limit they are one.
fn unreadable(said: &mut Vec<Said>) {
    if said.len() <= PARTS {
        said.push(Said::Unreadable);
    }
}

/// What a wrapping holds.
enum Inner<'a> {
    /// The next layer.
    Part(&'a Value),
    /// Word of SNS about the subscription itself.
    Nothing,
    /// No wrapping that is known.
    Unknown,
}

/// The next layer of an object: the message of SNS, the records of a queue, one record, an event of
/// EventBridge.
fn inner(object: &Value) -> Inner<'_> {
    match raw(object, "Type").as_deref() {
        Some("SubscriptionConfirmation" | "UnsubscribeConfirmation") => return Inner::Nothing,
        Some("Notification") => {
            return field(object, "Message").map_or(Inner::Unknown, Inner::Part);
        }
        _ => {}
    }
    let names = ["Records", "Body", "Detail"];
    let part = names.into_iter().find_map(|name| field(object, name).filter(|part| !part.is_null()));
    part.map_or(Inner::Unknown, Inner::Part)
}

/// The JSON in a text. Wrapped, since the reader of bodies wants an object, and minds depth and numbers.
fn parsed(text: &str) -> Option<Value> {
    let wrapped = json::object(format!("{{\"it\":{text}}}").as_bytes()).ok()?;
    wrapped.get("it").cloned()
}

/// A field by its name in upper camel case, or by the same in lower.
pub(super) fn field<'a>(of: &'a Value, name: &str) -> Option<&'a Value> {
    of.get(name).or_else(|| of.get(lower(name)))
}

/// A text or number by either name.
pub(super) fn raw(of: &Value, name: &str) -> Option<String> {
    json::raw(of, name).or_else(|| json::raw(of, &lower(name)))
}

fn lower(name: &str) -> String {
    let mut lower = name.to_owned();
    if let Some(first) = lower.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    lower
}
