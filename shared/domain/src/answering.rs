//! What is done with a customer's message: answered from its order's data, answered in part, asked back, or handed
//! to a person. One table of intent and order state; what it may not be used for comes first.
//!
//! `docs/answering.md` shows the same table; a test compares the two.

use crate::{
    answer::AnswerKind,
    delay::{Delay, SILENCE},
    intent::{Intent, Mood, Tongue},
    named::named,
    status::{Stage, Status},
    time::{end_of_day, warsaw_day},
    view::TrackingView,
};
use chrono::{DateTime, TimeDelta, Utc};

/// A delay of more than this is never answered automatically.
const LONG: TimeDelta = TimeDelta::hours(48);

/// So long after delivery a return is explained without a person: the days in which it is everybody's right.
const RETURN_DAYS: i64 = 14;

/// So often a case is asked back for its order; then a person looks.
const ASKED_BACK: usize = 2;

/// So many automatic replies a case gets in a day: the end of every loop.
const REPLIES_A_DAY: usize = 3;

/// What an order's state means for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderState {
    /// Not paid yet.
    NotPaid,
    /// Paid, to be handed over in time.
    ToBeSent,
    /// Paid, and past the day of hand-over, by 48 hours at most.
    SentLate,
    /// On its way, in time.
    Moving,
    /// On its way and late, by 48 hours at most.
    MovingLate,
    /// Waits to be collected.
    Waiting,
    /// Delivered within the days in which it may be sent back.
    Delivered,
    /// Delivered before that.
    DeliveredLongAgo,
    /// On its way back.
    GoingBack,
    /// Back at the shop.
    Back,
    /// Late by more than 48 hours.
    LongLate,
    /// The courier came in vain, or something is wrong with the parcel.
    Trouble,
    /// Cancelled.
    Cancelled,
    /// Two sources do not say the same of it, for longer than the shop allows.
    Disputed,
}

named!(OrderState {
    NotPaid = "not_paid",
    ToBeSent = "to_be_sent",
    SentLate = "sent_late",
    Moving = "moving",
    MovingLate = "moving_late",
    Waiting = "waiting",
    Delivered = "delivered",
    DeliveredLongAgo = "delivered_long_ago",
    GoingBack = "going_back",
    Back = "back",
    LongLate = "long_late",
    Trouble = "trouble",
    Cancelled = "cancelled",
    Disputed = "disputed",
});

impl OrderState {
    /// The state of an order that looks like this. `is_disputed`: its sources have disagreed for too long.
    pub fn of(view: &TrackingView, is_disputed: bool, now: DateTime<Utc>) -> OrderState {
        if is_disputed {
            return OrderState::Disputed;
        }
        let is_late = !view.delays.iter().all(|delay| matches!(delay, Delay::PickupDeadlineNear { .. }));
        if view.delays.iter().any(|delay| is_long(delay, now)) {
            return OrderState::LongLate;
        }
        match view.stage {
            Stage::Received => OrderState::NotPaid,
            Stage::Paid | Stage::Preparing if is_late => OrderState::SentLate,
            Stage::Paid | Stage::Preparing => OrderState::ToBeSent,
            Stage::Shipped | Stage::Accepted | Stage::InTransit | Stage::OutForDelivery if is_late => {
                OrderState::MovingLate
            }
            Stage::Shipped | Stage::Accepted | Stage::InTransit | Stage::OutForDelivery => OrderState::Moving,
            Stage::ReadyForPickup => OrderState::Waiting,
            Stage::Delivered if came_back(view) => OrderState::Back,
            Stage::Delivered if goes_back(view) => OrderState::GoingBack,
            Stage::Delivered => {
                let since = view.shipments.iter().filter_map(|parcel| parcel.since).max();
                let is_long_ago = since.is_some_and(|since| now - since > TimeDelta::days(RETURN_DAYS));
                if is_long_ago { OrderState::DeliveredLongAgo } else { OrderState::Delivered }
            }
            Stage::FailedAttempt | Stage::Exception => OrderState::Trouble,
            Stage::Returning => OrderState::GoingBack,
            Stage::Returned => OrderState::Back,
            Stage::Cancelled => OrderState::Cancelled,
        }
    }
}

fn goes_back(view: &TrackingView) -> bool {
    view.shipments.iter().any(|parcel| parcel.is_return)
}

fn came_back(view: &TrackingView) -> bool {
    view.shipments
        .iter()
        .any(|parcel| parcel.is_return && matches!(parcel.status, Status::Delivered | Status::Returned))
}

fn is_long(delay: &Delay, now: DateTime<Utc>) -> bool {
    match delay {
        Delay::NotShipped { promised } => now - *promised > LONG,
        Delay::PastDelivery { promised } => now - end_of_day(warsaw_day(*promised)) > LONG,
        Delay::Silent { since } => now - *since > SILENCE + LONG,
        Delay::Announced | Delay::PickupDeadlineNear { .. } => false,
    }
}

/// What the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is answered by this.
    Answer(AnswerKind),
    /// This is told, and a person does the rest.
    Part(AnswerKind),
    /// A person answers.
    HandOver,
}

/// What is done about one intent where the order is in this state, and its buyer asks.
pub fn act(intent: Intent, state: OrderState) -> Act {
    use Act::{Answer, HandOver, Part};
    use OrderState::*;
    if !intent.may_be_automatic() || matches!(state, LongLate | Disputed) {
        return HandOver;
    }
    match intent {
        Intent::WhereIsParcel | Intent::WhenShip => match state {
            ToBeSent => Answer(AnswerKind::NotYetSent),
            SentLate => Part(AnswerKind::NotYetSent),
            Moving => Answer(AnswerKind::OnTheWay),
            MovingLate => Answer(AnswerKind::OnTheWayLate),
            Waiting => Answer(AnswerKind::WaitsForPickup),
            Delivered => Answer(AnswerKind::Delivered),
            _ => HandOver,
        },
        Intent::TrackingLinkBroken => match state {
            ToBeSent => Answer(AnswerKind::NotYetSent),
            SentLate => Part(AnswerKind::NotYetSent),
            Moving | MovingLate => Answer(AnswerKind::TrackingAgain),
            Waiting => Answer(AnswerKind::WaitsForPickup),
            Delivered => Answer(AnswerKind::Delivered),
            _ => HandOver,
        },
        Intent::ChangeAddress | Intent::ChangePickupPoint => match state {
            NotPaid | ToBeSent | SentLate => Part(AnswerKind::AddressPossible),
            Moving | MovingLate | Waiting => Answer(AnswerKind::AddressTooLate),
            _ => HandOver,
        },
        Intent::CancelOrder => match state {
            NotPaid | ToBeSent | SentLate => Part(AnswerKind::CancelPossible),
            Moving | MovingLate | Waiting => Answer(AnswerKind::CancelTooLate),
            _ => HandOver,
        },
        Intent::HowToReturn => match state {
            ToBeSent | SentLate | Moving | MovingLate | Waiting | Delivered => Answer(AnswerKind::HowToReturn),
            _ => HandOver,
        },
        Intent::ReturnStatus => match state {
            GoingBack => Answer(AnswerKind::ReturnOnTheWay),
            Back => Answer(AnswerKind::ReturnReceived),
            _ => HandOver,
        },
        Intent::Invoice | Intent::ResendConfirmation => match state {
            Cancelled => HandOver,
            _ => Part(AnswerKind::DocumentsAgain),
        },
        _ => HandOver,
    }
}

/// What a decision depends on.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// What is asked, the primary first.
    pub intents: &'a [Intent],
    /// How it is said.
    pub mood: Mood,
    /// The language.
    pub tongue: Tongue,
    /// The text as a whole may be answered automatically.
    pub auto: bool,
    /// The understanding is sure enough to answer a part of it.
    pub is_sure: bool,
    /// It asks for a person.
    pub asks_for_person: bool,
    /// Something in it forbids an automatic answer, whatever it asks for.
    pub is_vetoed: bool,
    /// It is thanks and nothing but thanks ([`is_plain_thanks`]).
    pub is_plain_thanks: bool,
    /// It was written more than a day ago: what is true now was not what was asked about.
    pub is_old: bool,
    /// The order, if it is found and its buyer asks.
    pub state: Option<OrderState>,
    /// What was told automatically in this case before, and when.
    pub told: &'a [(DateTime<Utc>, Vec<AnswerKind>)],
    /// It was said where everybody reads it.
    pub is_public: bool,
    /// A person of the shop is talking with the customer already.
    pub has_person: bool,
    /// The time.
    pub now: DateTime<Utc>,
}

/// What is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What is told; empty: nothing.
    pub parts: Vec<AnswerKind>,
    /// What is left to a person, if anything is.
    pub open: Option<Vec<Intent>>,
    /// Why it is for a person; one of our own words.
    pub why: &'static str,
    /// Nothing is left to be done.
    pub closes: bool,
}

/// Decides about a message.
pub fn decide(heard: &Heard<'_>) -> Decision {
    let told_today = heard.told.iter().filter(|(at, _)| heard.now - *at < TimeDelta::hours(24));
    if heard.is_public {
        // Said once; the public sees no more of it.
        let parts = if heard.told.is_empty() { vec![AnswerKind::WriteInPrivate] } else { Vec::new() };
        return Decision { parts, open: Some(heard.intents.to_vec()), why: "public", closes: false };
    }
    if heard.is_plain_thanks && heard.intents == [Intent::FeedbackThanks] && heard.mood != Mood::Angry {
        return Decision { closes: true, ..Decision::default() };
    }
    if told_today.count() >= REPLIES_A_DAY {
        return Decision { open: Some(heard.intents.to_vec()), why: "too many replies", ..Decision::default() };
    }
    if let Some(why) = forbidden(heard) {
        return hand_over(heard, why);
    }
    let intents = || heard.intents.iter().copied().filter(|intent| *intent != Intent::FeedbackThanks);
    let Some(state) = heard.state else {
        if !heard.auto {
            return hand_over(heard, "not automatic");
        }
        let asked_back = heard.told.iter().filter(|(_, kinds)| kinds.contains(&AnswerKind::WhichOrder)).count();
        if asked_back >= ASKED_BACK {
            return hand_over(heard, "no order found");
        }
        return Decision { parts: vec![AnswerKind::WhichOrder], ..Decision::default() };
    };
    let mut parts: Vec<AnswerKind> = Vec::new();
    let mut open: Vec<Intent> = Vec::new();
    for intent in intents() {
        let (kind, is_open) = match act(intent, state) {
            Act::Answer(kind) => (Some(kind), false),
            Act::Part(kind) => (Some(kind), true),
            Act::HandOver => (None, true),
        };
        // Who asks again after our answer was not helped by it.
        let is_told = kind.is_some_and(|kind| heard.told.iter().any(|(_, kinds)| kinds.contains(&kind)));
        match kind.filter(|_| !is_told) {
            Some(kind) if !parts.contains(&kind) => parts.push(kind),
            _ => {}
        }
        if is_open || is_told {
            open.push(intent);
        }
    }
    if parts.is_empty() {
        return hand_over(heard, "no answer in the data");
    }
    if open.is_empty() && !heard.auto {
        return hand_over(heard, "not automatic");
    }
    if open.is_empty() {
        return Decision { parts, ..Decision::default() };
    }
    parts.push(AnswerKind::HandedOver);
    Decision { parts, open: Some(open), why: "answered in part", closes: false }
}

/// Why nothing of a message may be answered, whatever its order's state.
fn forbidden(heard: &Heard<'_>) -> Option<&'static str> {
    let is_grave = |intent: &Intent| {
        matches!(
            intent,
            Intent::Withdrawal
                | Intent::ComplaintDamaged
                | Intent::MissingOrWrongItem
                | Intent::RefundStatus
                | Intent::PaymentFailed
                | Intent::PaymentReceived
                | Intent::DeliveredNotReceived
                | Intent::CourierNoShow
        )
    };
    if heard.mood == Mood::Angry {
        Some("angry")
    } else if heard.asks_for_person {
        Some("asks for a person")
    } else if heard.has_person {
        Some("a person is talking")
    } else if !matches!(heard.tongue, Tongue::Pl | Tongue::En) {
        Some("another language")
    } else if heard.intents.iter().any(is_grave) {
        Some("never automatic")
    } else if heard.is_vetoed {
        Some("something in it forbids it")
    } else if heard.is_old {
        Some("written long ago")
    } else if !heard.is_sure {
        Some("not sure")
    } else {
        None
    }
}

/// Whether a text is thanks and nothing but thanks: short, without a question, a wish or a number. Politeness closes
/// many a message that asks for something.
///
/// ```
/// use sledz_domain::answering::is_plain_thanks;
/// assert!(is_plain_thanks("Dziękuję bardzo, wszystko dotarło!"));
/// assert!(!is_plain_thanks("Proszę o przesłanie karty katalogowej. Z góry dziękuję"));
/// assert!(!is_plain_thanks("Dzięki, a kiedy przyjdzie druga?"));
/// ```
pub fn is_plain_thanks(text: &str) -> bool {
    const WISHES: [&str; 14] = [
        "prosz", "prosi", "czy", "kiedy", "gdzie", "jak", "mog", "chc", "potrzeb", "please", "could", "can", "when",
        "where",
    ];
    let folded = crate::text::folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_wish = |word: &&str| WISHES.iter().any(|wish| word.starts_with(wish));
    let has_number = text.chars().any(|c| c.is_ascii_digit());
    words.len() <= 25 && !text.contains('?') && !has_number && !words.iter().any(is_wish)
}

/// Everything for a person: the acknowledgement is sent once, until a day has passed.
fn hand_over(heard: &Heard<'_>, why: &'static str) -> Decision {
    let is_known = |(at, kinds): &(DateTime<Utc>, Vec<AnswerKind>)| {
        heard.now - *at < TimeDelta::hours(24)
            && kinds.iter().any(|kind| matches!(kind, AnswerKind::Acknowledged | AnswerKind::HandedOver))
    };
    let is_silent = heard.has_person || heard.told.iter().any(is_known);
    let parts = if is_silent { Vec::new() } else { vec![AnswerKind::Acknowledged] };
    Decision { parts, open: Some(heard.intents.to_vec()), why, closes: false }
}

/// What is suggested to a person who answers.
pub fn suggestion(intents: &[Intent], state: Option<OrderState>) -> AnswerKind {
    let of = |intent: &Intent| {
        Some(match intent {
            Intent::MissingOrWrongItem => AnswerKind::SuggestMissing,
            Intent::ComplaintDamaged => AnswerKind::SuggestDamage,
            Intent::DiscountCode => AnswerKind::SuggestCode,
            Intent::PaymentReceived | Intent::PaymentFailed => AnswerKind::SuggestPayment,
            Intent::DeliveredNotReceived => AnswerKind::SuggestNotFound,
            Intent::CourierNoShow => AnswerKind::SuggestCourier,
            Intent::RefundStatus => AnswerKind::SuggestRefund,
            Intent::Withdrawal => AnswerKind::SuggestWithdrawal,
            intent => match act(*intent, state?) {
                Act::Answer(kind) | Act::Part(kind) => kind,
                Act::HandOver => return None,
            },
        })
    };
    intents.iter().find_map(of).unwrap_or(AnswerKind::SuggestOther)
}

/// The table as it stands in the documents: a row for every intent, a column for every state.
pub fn table() -> String {
    let mut text = String::from("| intent |");
    for state in OrderState::ALL {
        text.push_str(&format!(" {} |", state.name()));
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(OrderState::ALL.len()));
    for intent in Intent::ALL {
        text.push_str(&format!("\n| {} |", intent.name()));
        for state in OrderState::ALL {
            let cell = match act(intent, state) {
                Act::Answer(kind) => kind.name().to_owned(),
                Act::Part(kind) => format!("{} + person", kind.name()),
                Act::HandOver => "person".to_owned(),
            };
            text.push_str(&format!(" {cell} |"));
        }
    }
    text.push('\n');
    text
}
