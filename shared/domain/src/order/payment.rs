//! What payment providers, and platforms about refunds, say of an order's money, and what all of it
//! comes to beside the platform's own word.

use crate::{money::Money, named::named, status::Payment};
use chrono::{DateTime, Utc};

/// One word about a payment. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaymentSaid {
    /// When it was so.
    pub at: DateTime<Utc>,
    /// Who says it, such as `payu`.
    pub source: String,
    /// That source's own id of the payment.
    pub payment: String,
    /// How far it has come.
    pub step: PaymentStep,
    /// The amount paid or, of a refund, given back.
    pub amount: Option<Money>,
    /// The source's own id of the refund; refunds under one id are one.
    pub refund: Option<String>,
    /// It is pending until a call of the source with these details succeeds.
    pub confirm: Option<String>,
}

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaymentStep {
    /// Begun, or waits to be confirmed.
    Pending,
    /// It did not go through.
    Failed,
    /// The money is there.
    Paid,
    /// Money was given back.
    Refunded,
}

named!(PaymentStep {
    Pending = "pending",
    Failed = "failed",
    Paid = "paid",
    Refunded = "refunded",
});

/// What all words about an order's payments come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The right amount is there, since then.
    pub paid: Option<DateTime<Utc>>,
    /// Money came, but not the amount that is due: how much, and when.
    pub wrong: Option<(Money, DateTime<Utc>)>,
    /// A payment is on its way, since then.
    pub pending: Option<DateTime<Utc>>,
    /// None is on its way any more, and the last of them did not go through, since then.
    pub failed: Option<DateTime<Utc>>,
    /// What was given back, since when, and whether that is all of it.
    pub refunded: Option<(bool, DateTime<Utc>)>,
    /// What was paid, where it was told in one currency.
    pub received: Option<Money>,
}

/// What the words, oldest first, come to for an order of this total; none if nobody told one.
///
/// A payment that went through stays so, whatever is said of it later; only refunds take it back.
pub fn settle(said: &[PaymentSaid], total: Option<&Money>) -> Settled {
    let paid = paid(said);
    let mut settled = Settled { received: sum(&paid), ..Settled::default() };
    settled.paid = right_since(said, &paid, total);
    if let (None, Some(one)) = (settled.paid, paid.last()) {
        let amount = settled.received.clone().or_else(|| one.amount.clone());
        settled.wrong = amount.map(|amount| (amount, one.at));
    }
    let open = open(said, &paid);
    if settled.paid.is_none() && settled.wrong.is_none() {
        settled.wrong = wrong_waiting(&open, total);
    }
    let first = open.iter().find(|one| one.step == PaymentStep::Pending);
    // Of several attempts one that is on its way counts, even if another has failed since.
    settled.pending = first.map(|one| one.at);
    settled.failed = open.last().filter(|_| first.is_none()).map(|one| one.at);
    settled.refunded = refunded(said, &paid, total.or(settled.received.as_ref()));
    settled
}

/// Money that came and is not to be made final, since it is not the amount that is due.
fn wrong_waiting(open: &[&PaymentSaid], total: Option<&Money>) -> Option<(Money, DateTime<Utc>)> {
    let came = open.iter().filter(|one| one.step == PaymentStep::Pending && one.confirm.is_some());
    came.filter_map(|one| Some((one.amount.clone()?, one.at)))
        .find(|(amount, _)| Some(amount) != total && total.is_some())
}

fn is_same_payment(one: &PaymentSaid, other: &PaymentSaid) -> bool {
    one.source == other.source && one.payment == other.payment
}

/// The payments that went through, as each was told first; oldest first.
fn paid(said: &[PaymentSaid]) -> Vec<&PaymentSaid> {
    let mut paid: Vec<&PaymentSaid> = Vec::new();
    for one in said.iter().filter(|one| one.step == PaymentStep::Paid) {
        if !paid.iter().any(|known| is_same_payment(known, one)) {
            paid.push(one);
        }
    }
    paid
}

/// Since when the right amount is there: one payment of it, or several that came to it together. What
/// comes after that, or in another currency, does not undo it.
fn right_since(said: &[PaymentSaid], paid: &[&PaymentSaid], total: Option<&Money>) -> Option<DateTime<Utc>> {
    let mut told = said.iter().filter(|one| one.step == PaymentStep::Paid);
    let Some(total) = total else { return told.next().map(|one| one.at) };
    // Without an amount there is nothing to compare: the provider is believed.
    let whole = told.find(|one| one.amount.as_ref().is_none_or(|amount| amount == total)).map(|one| one.at);
    let mut sum: Option<Money> = None;
    let mut together = None;
    for one in paid {
        let Some(amount) = one.amount.as_ref().filter(|amount| amount.currency() == total.currency()) else { continue };
        sum = sum.map_or_else(|| Some(amount.clone()), |sum| sum.plus(amount));
        if together.is_none() && sum.as_ref() == Some(total) {
            together = Some(one.at);
        }
    }
    match (whole, together) {
        (Some(whole), Some(together)) => Some(whole.min(together)),
        (one, other) => one.or(other),
    }
}

/// The last step of each payment that has not gone through, as it was told first; oldest first.
fn open<'a>(said: &'a [PaymentSaid], paid: &[&PaymentSaid]) -> Vec<&'a PaymentSaid> {
    let mut open: Vec<&PaymentSaid> = Vec::new();
    for one in said.iter().filter(|one| one.step <= PaymentStep::Failed) {
        let known = open.iter().position(|known| is_same_payment(known, one));
        // Told again it is no newer.
        let is_told = known.and_then(|place| open.get(place)).is_some_and(|known| known.step == one.step);
        if is_told || paid.iter().any(|known| is_same_payment(known, one)) {
            continue;
        }
        known.map(|place| open.remove(place));
        open.push(one);
    }
    open
}

fn refunded(said: &[PaymentSaid], paid: &[&PaymentSaid], total: Option<&Money>) -> Option<(bool, DateTime<Utc>)> {
    let id = |one: &'_ PaymentSaid| one.refund.clone().unwrap_or_else(|| one.payment.clone());
    let mut refunds: Vec<&PaymentSaid> = Vec::new();
    for one in said.iter().filter(|one| one.step == PaymentStep::Refunded) {
        // The last word about one refund; some are told with what they have come to so far. Told again it
        // is no newer.
        let known = refunds.iter().position(|known| known.source == one.source && id(known) == id(one));
        let is_told = known.and_then(|place| refunds.get(place)).is_some_and(|known| known.amount == one.amount);
        if !is_told {
            known.map(|place| refunds.remove(place));
            refunds.push(one);
        }
    }
    refunds.retain(|one| one.amount.as_ref().is_none_or(Money::is_positive));
    let since = refunds.last()?.at;
    let back = total.map(|total| given_back(&refunds, paid, total)).unwrap_or_default();
    let is_all = match total {
        Some(total) if !back.is_empty() => back.iter().any(|back| back.covers(total)),
        // Without an amount it is all of it.
        _ => true,
    };
    Some((is_all, since))
}

/// What was given back in the total's currency, as those see it who tell of it with amounts. Provider and
/// platform both tell of the same refund: they are not added up. Several providers that were paid have each
/// given back their own.
fn given_back(refunds: &[&PaymentSaid], paid: &[&PaymentSaid], total: &Money) -> Vec<Money> {
    let Some(nothing) = Money::minor(0, total.currency()) else { return Vec::new() };
    let add = |sum: &Money, more: &Money| sum.plus(more).unwrap_or_else(|| sum.clone());
    let (mut back, mut together) = (Vec::new(), nothing.clone());
    let mut seen: Vec<&str> = Vec::new();
    for source in refunds.iter().map(|one| one.source.as_str()) {
        let of = refunds.iter().filter(|one| one.source == source);
        if seen.contains(&source) || of.clone().any(|one| one.amount.is_none()) {
            continue;
        }
        seen.push(source);
        let amount = of.filter_map(|one| one.amount.as_ref()).fold(nothing.clone(), |sum, more| add(&sum, more));
        if paid.iter().any(|one| one.source == source) {
            together = add(&together, &amount);
        }
        back.push(amount);
    }
    if !back.is_empty() {
        back.push(together);
    }
    back
}

/// All of them together; none if one has no amount, or they are of several currencies.
fn sum(paid: &[&PaymentSaid]) -> Option<Money> {
    let (first, rest) = paid.split_first()?;
    rest.iter().try_fold(first.amount.clone()?, |sum, one| sum.plus(one.amount.as_ref()?))
}

/// What is known of the money: the platform's word, and what the words of providers come to.
pub(super) fn known(platform: Option<(Payment, DateTime<Utc>)>, settled: &Settled) -> Option<(Payment, DateTime<Utc>)> {
    use Payment::{Cod, Failed, Paid, PartiallyRefunded, Pending, Refunded, Unpaid};
    let said = platform.map(|(payment, _)| payment);
    if let Some((is_all, since)) = settled.refunded {
        return Some(match said {
            Some(Refunded) => (Refunded, since),
            _ if is_all => (Refunded, since),
            _ => (PartiallyRefunded, since),
        });
    }
    if matches!(said, Some(Paid | Refunded | PartiallyRefunded)) {
        return platform;
    }
    let told = settled
        .paid
        .map(|at| (Paid, at))
        .or_else(|| settled.wrong.as_ref().map(|(_, at)| (Pending, *at)))
        .or_else(|| settled.pending.map(|at| (Pending, at)))
        .or_else(|| settled.failed.map(|at| (Failed, at)));
    match (said, told) {
        (Some(Cod), Some((Paid, at))) => Some((Paid, at)),
        (Some(Cod), _) => platform,
        (None | Some(Unpaid | Pending | Failed | Paid | Refunded | PartiallyRefunded), Some(told)) => Some(told),
        (_, None) => platform,
    }
}
