//! What a case has come to, as its facts tell.

use super::{Asked, Case, CaseFact, Placed};
use crate::{
    answer::AnswerKind,
    cause::Cause,
    contact::ContactChannel,
    event_id::EventId,
    intent::{Intent, Mood, Tongue},
};
use chrono::{DateTime, TimeDelta, Utc};

/// The days within which the law wants an answer to a complaint, and the money back after a withdrawal (act on
/// consumer rights, articles 7a and 32).
const LEGAL_DAYS: i64 = 14;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseStatus {
    /// A person has to do something.
    Open,
    /// It was answered, and the customer has not written since.
    Waiting,
    /// It is done.
    Closed,
    /// It goes on as part of another.
    Joined,
}

impl CaseStatus {
    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            CaseStatus::Open => "open",
            CaseStatus::Waiting => "waiting",
            CaseStatus::Closed => "closed",
            CaseStatus::Joined => "joined",
        }
    }
}

/// Who in a shop is responsible for a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Department {
    /// Delivery.
    Logistics,
    /// Money.
    Finance,
    /// What does not work.
    It,
    /// All else.
    Support,
}

impl Department {
    /// The name used on the wire and in variable `escalation`.
    pub fn name(self) -> &'static str {
        match self {
            Department::Logistics => "logistics",
            Department::Finance => "finance",
            Department::It => "it",
            Department::Support => "support",
        }
    }

    /// Who is responsible for what is asked.
    pub fn of(intent: Intent) -> Department {
        use Intent::*;
        match intent {
            WhereIsParcel | WhenShip | DeliveredNotReceived | ChangeAddress | ChangePickupPoint | CourierNoShow
            | ReturnStatus | MissingOrWrongItem | JoinOrders => Department::Logistics,
            RefundStatus | PaymentReceived | PaymentFailed | Invoice | BulkOrProforma => Department::Finance,
            TrackingLinkBroken | DiscountCode | ResendConfirmation => Department::It,
            CancelOrder | HowToReturn | Withdrawal | ComplaintDamaged | DeliveryCostTime | ProductQuestion
            | StockQuestion | FeedbackThanks | Other => Department::Support,
        }
    }
}

/// The kinds of matters, in the order in which people take them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// An order that runs: what is done late cannot be done any more.
    RunningOrder,
    /// A delay or a delivery.
    Delivery,
    /// A return, a refund or a complaint.
    Return,
    /// All else.
    Rest,
}

impl Matter {
    /// The kind of what is asked.
    pub fn of(intent: Intent) -> Matter {
        use Intent::*;
        match intent {
            WhenShip | ChangeAddress | ChangePickupPoint | CancelOrder | PaymentReceived | PaymentFailed
            | JoinOrders | ResendConfirmation => Matter::RunningOrder,
            WhereIsParcel | DeliveredNotReceived | TrackingLinkBroken | CourierNoShow => Matter::Delivery,
            HowToReturn | ReturnStatus | RefundStatus | Withdrawal | ComplaintDamaged | MissingOrWrongItem => {
                Matter::Return
            }
            Invoice | DiscountCode | DeliveryCostTime | ProductQuestion | StockQuestion | BulkOrProforma
            | FeedbackThanks | Other => Matter::Rest,
        }
    }
}

impl Case {
    /// What its customer wrote, machines aside; with when.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = (&Placed, &Asked)> {
        self.facts.iter().filter_map(|placed| match &placed.event.fact {
            CaseFact::Asked(asked) if asked.machine.is_none() => Some((placed, asked)),
            _ => None,
        })
    }

    /// Whether anything is known of it.
    pub fn is_known(&self) -> bool {
        !self.facts.is_empty()
    }

    /// When it began.
    pub fn opened(&self) -> Option<DateTime<Utc>> {
        self.facts.first().map(|placed| placed.event.at)
    }

    /// The way that its first message came.
    pub fn channel(&self) -> Option<ContactChannel> {
        self.asked().next().map(|asked| asked.channel)
    }

    /// The language of its last message.
    pub fn tongue(&self) -> Tongue {
        self.asked().next_back().map_or(Tongue::Pl, |asked| asked.tongue)
    }

    fn asked(&self) -> impl DoubleEndedIterator<Item = &Asked> {
        self.facts.iter().filter_map(|placed| match &placed.event.fact {
            CaseFact::Asked(asked) => Some(asked),
            _ => None,
        })
    }

    /// What it asks for: as a person set it right, else everything that was understood, the first message's first.
    pub fn intents(&self) -> Vec<Intent> {
        let corrected = self.corrections().find(|correction| !correction.intents.is_empty());
        if let Some(correction) = corrected {
            return correction.intents.clone();
        }
        let mut intents: Vec<Intent> = Vec::new();
        for intent in self.messages().flat_map(|(_, asked)| asked.intents.iter()) {
            if !intents.contains(intent) {
                intents.push(*intent);
            }
        }
        // What says nothing gives way to what does.
        if intents.len() > 1 {
            intents.retain(|intent| !matches!(intent, Intent::Other | Intent::FeedbackThanks));
        }
        if intents.is_empty() { vec![Intent::Other] } else { intents }
    }

    /// How it is said: the worst of all.
    pub fn mood(&self) -> Mood {
        let corrected = self.corrections().find_map(|correction| correction.mood);
        corrected.or_else(|| self.messages().map(|(_, asked)| asked.mood).max()).unwrap_or(Mood::Neutral)
    }

    /// Why the customer had to ask.
    pub fn cause(&self) -> Option<Cause> {
        self.corrections().find_map(|correction| correction.cause).or_else(|| {
            self.facts.iter().find_map(|placed| match placed.event.fact {
                CaseFact::Caused(cause) => Some(cause),
                _ => None,
            })
        })
    }

    /// The last first.
    fn corrections(&self) -> impl Iterator<Item = &super::Correction> {
        self.facts.iter().rev().filter_map(|placed| match &placed.event.fact {
            CaseFact::Corrected { correction, .. } => Some(correction),
            _ => None,
        })
    }

    /// The order it is about: platform, the platform's own id, and the number the customer sees.
    pub fn order(&self) -> Option<(&str, &str, &str)> {
        self.facts.iter().rev().find_map(|placed| match &placed.event.fact {
            CaseFact::About { platform, platform_id, number, .. } => {
                Some((platform.as_str(), platform_id.as_str(), number.as_str()))
            }
            _ => None,
        })
    }

    /// What the order comes to, in ten-thousandths of its currency's unit.
    pub fn value(&self) -> i64 {
        let values = self.facts.iter().rev().filter_map(|placed| match placed.event.fact {
            CaseFact::About { value, .. } => Some(value),
            _ => None,
        });
        values.max().unwrap_or_default()
    }

    /// Where it stands.
    pub fn status(&self) -> CaseStatus {
        let mut status = CaseStatus::Open;
        // A person was promised: nothing that we say by ourselves keeps that.
        let mut is_promised = false;
        for placed in &self.facts {
            status = match &placed.event.fact {
                CaseFact::Joined { .. } => return CaseStatus::Joined,
                CaseFact::Asked(asked) if asked.machine.is_none() => CaseStatus::Open,
                CaseFact::Asked(_) if status == CaseStatus::Open && !self.has_human() => CaseStatus::Closed,
                CaseFact::Answered { by, is_draft: false, .. } if by.is_empty() && is_promised => CaseStatus::Open,
                CaseFact::Answered { is_draft: false, .. } | CaseFact::Judged { is_approved: true, .. } => {
                    is_promised = false;
                    CaseStatus::Waiting
                }
                CaseFact::Handed { .. } => {
                    is_promised = true;
                    CaseStatus::Open
                }
                CaseFact::Reopened { .. } => CaseStatus::Open,
                CaseFact::Closed { .. } => {
                    is_promised = false;
                    CaseStatus::Closed
                }
                _ => status,
            };
        }
        status
    }

    /// Whether a human wrote any of it.
    fn has_human(&self) -> bool {
        self.messages().next().is_some()
    }

    /// The case that it goes on as.
    pub fn joined_into(&self) -> Option<&str> {
        self.facts.iter().find_map(|placed| match &placed.event.fact {
            CaseFact::Joined { into } => Some(into.as_str()),
            _ => None,
        })
    }

    /// Who owns it.
    pub fn owner(&self) -> Option<&str> {
        let last = self.facts.iter().rev().find_map(|placed| match &placed.event.fact {
            CaseFact::Taken { by } => Some(Some(by.as_str())),
            CaseFact::Released { .. } => Some(None),
            _ => None,
        });
        last.flatten()
    }

    /// When a person last answered, here or where the message came from.
    pub fn last_person(&self) -> Option<DateTime<Utc>> {
        let answers = self.facts.iter().rev().filter(|placed| match &placed.event.fact {
            CaseFact::Answered { by, is_draft, .. } => !by.is_empty() && !is_draft,
            CaseFact::Judged { is_approved, .. } => *is_approved,
            _ => false,
        });
        answers.map(|placed| placed.event.at).next()
    }

    /// When people were last done with it: they answered, or it was closed.
    fn last_done(&self) -> Option<DateTime<Utc>> {
        let closed = self.facts.iter().rev().find(|placed| matches!(placed.event.fact, CaseFact::Closed { .. }));
        self.last_person().max(closed.map(|placed| placed.event.at))
    }

    /// Whether a person of the shop has answered since then.
    pub fn is_talked_with_since(&self, since: DateTime<Utc>) -> bool {
        self.facts.iter().rev().any(|placed| {
            matches!(&placed.event.fact, CaseFact::Answered { by, is_draft: false, .. } if !by.is_empty())
                && placed.event.at >= since
        })
    }

    /// By when we said that a person answers: the earliest promise that none has kept yet; none if nobody has to.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        if self.status() != CaseStatus::Open {
            return None;
        }
        let answered = self.last_done();
        let promises = self.facts.iter().filter_map(|placed| match placed.event.fact {
            CaseFact::Handed { due, .. } if answered.is_none_or(|at| placed.event.at > at) => Some(due),
            _ => None,
        });
        promises.min()
    }

    /// Since when the customer waits for a person.
    pub fn waiting_since(&self) -> Option<DateTime<Utc>> {
        if self.status() != CaseStatus::Open {
            return None;
        }
        let answered = self.last_done();
        self.messages().map(|(placed, _)| placed.event.at).find(|at| answered.is_none_or(|answered| *at > answered))
    }

    /// The day by whose end the law wants an answer: of a complaint, or the money after a withdrawal.
    pub fn legal_deadline(&self) -> Option<DateTime<Utc>> {
        let intents = self.intents();
        let is_legal = intents.iter().any(|intent| matches!(intent, Intent::ComplaintDamaged | Intent::Withdrawal));
        let about = |asked: &Asked| {
            asked.intents.iter().any(|intent| matches!(intent, Intent::ComplaintDamaged | Intent::Withdrawal))
        };
        let told = self.messages().find(|(_, asked)| about(asked)).map(|(placed, _)| placed.event.at);
        let since = told.or_else(|| self.opened()).filter(|_| is_legal)?;
        Some(crate::time::end_of_day(crate::time::warsaw_day(since + TimeDelta::days(LEGAL_DAYS))))
    }

    /// Who is responsible.
    pub fn department(&self) -> Department {
        self.intents().first().map_or(Department::Support, |intent| Department::of(*intent))
    }

    /// What kind of matter it is: of all that it asks for, what people take first.
    pub fn matter(&self) -> Matter {
        self.intents().iter().map(|intent| Matter::of(*intent)).min().unwrap_or(Matter::Rest)
    }

    /// Its place in the queue: the least comes first. Running orders, then deliveries, then returns, then the
    /// rest; among those by the order's value, then by the promise.
    pub fn place(&self) -> (Matter, i64, Option<DateTime<Utc>>) {
        (self.matter(), -self.value(), self.due().or_else(|| self.opened()))
    }

    /// What we have told automatically, and when.
    pub fn told(&self) -> impl Iterator<Item = (DateTime<Utc>, &[AnswerKind])> {
        self.written_automatically()
            .filter(|(placed, is_draft, _)| !is_draft || self.is_approved(placed.event.id))
            .map(|(placed, _, kinds)| (placed.event.at, kinds))
    }

    /// What we have written automatically, sent or not: the fact, whether it was a draft, and what it is made of.
    pub fn written_automatically(&self) -> impl Iterator<Item = (&Placed, bool, &[AnswerKind])> {
        self.facts.iter().filter_map(|placed| match &placed.event.fact {
            CaseFact::Answered { by, kinds, is_draft } if by.is_empty() && !kinds.is_empty() => {
                Some((placed, *is_draft, kinds.as_slice()))
            }
            _ => None,
        })
    }

    fn is_approved(&self, id: EventId) -> bool {
        let is_it = |fact: &CaseFact| matches!(fact, CaseFact::Judged { draft, is_approved: true, .. } if *draft == id);
        self.facts.iter().any(|placed| is_it(&placed.event.fact))
    }

    /// The draft that waits for approval.
    pub fn draft(&self) -> Option<&Placed> {
        let judged = |id: EventId| {
            self.facts.iter().any(|placed| matches!(placed.event.fact, CaseFact::Judged { draft, .. } if draft == id))
        };
        // Only the newest: an older one was written for an older message.
        let drafts = self.facts.iter().rev();
        let newest =
            drafts.into_iter().find(|placed| matches!(placed.event.fact, CaseFact::Answered { is_draft: true, .. }));
        newest.filter(|placed| !judged(placed.event.id) && self.last_done().is_none_or(|at| at < placed.event.at))
    }

    /// Whether the customer was asked how it was.
    pub fn is_rating_asked(&self) -> bool {
        self.facts.iter().any(|placed| matches!(placed.event.fact, CaseFact::RatingAsked { .. }))
    }

    /// When it was last closed.
    pub fn closed(&self) -> Option<DateTime<Utc>> {
        let closed = self.facts.iter().rev().find(|placed| matches!(placed.event.fact, CaseFact::Closed { .. }));
        closed.map(|placed| placed.event.at).filter(|_| self.status() == CaseStatus::Closed)
    }

    /// When anything last happened.
    pub fn last(&self) -> Option<DateTime<Utc>> {
        // That somebody measured how long it took is no sign of life.
        let lived = |placed: &&Placed| !matches!(placed.event.fact, CaseFact::Handled { .. });
        self.facts.iter().rev().find(lived).map(|placed| placed.event.at)
    }
}
