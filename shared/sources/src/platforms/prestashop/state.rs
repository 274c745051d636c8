//! The states of an order in PrestaShop.
//!
//! Source: `PrestaShop/PrestaShop`, `install-dev/data/xml/order_state.xml` (they are numbered in its order)
//! and `install-dev/langs/{en,pl}/data/order_state.xml`, with the Polish names of newer versions. A shop
//! adds states of its own, whose flags say what they mean if a module passes the state as a whole.

use crate::json;
use serde_json::Value;
use sledz_domain::{
    order::Cancellation,
    status::{Payment, Stage},
    text,
};

/// What a state means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    /// How far the order is.
    pub(super) stage: Option<Stage>,
    /// What it says of the money.
    pub(super) payment: Option<Payment>,
    /// Whether it is cancelled.
    pub(super) cancellation: Option<Cancellation>,
    /// It is about the payment itself, and not only behind it.
    pub(super) tells_of_payment: bool,
}

const fn state(stage: Stage, payment: Payment, tells_of_payment: bool) -> State {
    State { stage: Some(stage), payment: Some(payment), cancellation: Some(Cancellation::No), tells_of_payment }
}

const CANCELLED: State =
    State { stage: None, payment: None, cancellation: Some(Cancellation::Yes), tells_of_payment: false };

const REFUNDED: State = State {
    stage: None,
    payment: Some(Payment::Refunded),
    cancellation: Some(Cancellation::UnlessShipped),
    tells_of_payment: true,
};

/// The states of a fresh installation, by their ids from 1 on, and their names as they are compared, see
/// [`text::folded`].
const STATES: [(&[&str], State); 13] = [
    (
        &["awaiting check payment", "oczekiwanie platnosci czekiem", "oczekiwanie na platnosc czekiem"],
        state(Stage::Received, Payment::Unpaid, true),
    ),
    (&["payment accepted", "platnosc zaakceptowana"], state(Stage::Paid, Payment::Paid, true)),
    (&["processing in progress", "przygotowanie w toku"], state(Stage::Preparing, Payment::Paid, false)),
    (&["shipped", "wyslane", "dostarczane"], state(Stage::Shipped, Payment::Paid, false)),
    (&["delivered", "dostarczone"], state(Stage::Delivered, Payment::Paid, false)),
    (&["canceled", "cancelled", "anulowane"], CANCELLED),
    (&["refunded", "zwrot", "zwroconych pieniedzy"], REFUNDED),
    // The first Polish name is misspelt in PrestaShop.
    (&["payment error", "blad platonsci", "blad platnosci"], state(Stage::Received, Payment::Failed, true)),
    (&["on backorder paid", "zamowienie oczekujace oplacone"], state(Stage::Paid, Payment::Paid, true)),
    (
        &[
            "awaiting bank wire payment",
            "oczekiwanie na platnosc przelewem bankowym",
            "oczekiwanie na platnosc przelewem",
        ],
        state(Stage::Received, Payment::Unpaid, true),
    ),
    (&["remote payment accepted", "platnosc przyjeta"], state(Stage::Paid, Payment::Paid, true)),
    (&["on backorder not paid", "zamowienie oczekujace nieoplacone"], state(Stage::Received, Payment::Unpaid, true)),
    (
        &["awaiting cash on delivery validation", "oczekiwanie na platnosc przy odbiorze"],
        state(Stage::Received, Payment::Cod, true),
    ),
];

/// A state as modules write it, an id, a name, or the whole of it, in words and with what it means; none if
/// nothing is written.
pub(super) fn read(written: &Value) -> Option<(String, Option<State>)> {
    match written {
        Value::String(word) => {
            let word = text::clean(word, 64)?;
            let meaning = by_name(&word).or_else(|| by_id(&word));
            Some((word, meaning))
        }
        Value::Number(id) => {
            let id = text::clean(&id.to_string(), 64)?;
            let meaning = by_id(&id);
            Some((id, meaning))
        }
        Value::Object(_) => {
            let (name, id) = (name(written), json::shown(written, "id", 64));
            let meaning = name.as_deref().and_then(by_name).or_else(|| by_id(id.as_deref()?));
            Some((name.or(id)?, meaning.or_else(|| by_flags(written))))
        }
        _ => None,
    }
}

/// The name, which PrestaShop has once, or once for each language by the language's id.
fn name(state: &Value) -> Option<String> {
    json::shown(state, "name", 64).or_else(|| match state.get("name")? {
        Value::Object(names) => names.values().find_map(|name| text::clean(name.as_str()?, 64)),
        _ => None,
    })
}

fn by_name(name: &str) -> Option<State> {
    let name = text::folded(name);
    STATES.iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, state)| *state)
}

fn by_id(id: &str) -> Option<State> {
    let place = id.parse::<usize>().ok()?.checked_sub(1)?;
    STATES.get(place).map(|(_, state)| *state)
}

/// What the flags of a shop's own state say; none if none is set.
fn by_flags(state: &Value) -> Option<State> {
    let is_set = |flag: &str| match state.get(flag) {
        Some(Value::Bool(is_set)) => *is_set,
        _ => json::raw(state, flag).is_some_and(|flag| flag.trim() == "1"),
    };
    let stage = is_set("shipped").then_some(Stage::Shipped);
    let payment = is_set("paid").then_some(Payment::Paid);
    let cancellation = Some(Cancellation::No);
    (stage.is_some() || payment.is_some()).then_some(State { stage, payment, cancellation, tells_of_payment: false })
}
