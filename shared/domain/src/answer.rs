//! What a customer is answered: the building blocks of automatic replies, and of those that are suggested to
//! people.

use crate::named::named;

/// One thing that a reply tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnswerKind {
    /// The parcel is on its way; with the link.
    OnTheWay,
    /// The parcel is on its way, and late by less than what a person has to see.
    OnTheWayLate,
    /// The order was not handed over yet; when it will be.
    NotYetSent,
    /// The parcel waits in a locker or at a point; until when.
    WaitsForPickup,
    /// The parcel was delivered; what to do if it cannot be found.
    Delivered,
    /// The tracking link and number, again.
    TrackingAgain,
    /// How something is sent back.
    HowToReturn,
    /// What was sent back is on its way to the shop.
    ReturnOnTheWay,
    /// What was sent back has arrived; when the money comes.
    ReturnReceived,
    /// Where confirmation and invoice are, and that they come again.
    DocumentsAgain,
    /// The address can be changed until dispatch: a person does it.
    AddressPossible,
    /// The address cannot be changed by us any more; what the carrier offers.
    AddressTooLate,
    /// The order is not sent yet: a person cancels it.
    CancelPossible,
    /// The order was sent already; what can be done.
    CancelTooLate,
    /// Which order is it? A number, and what shows the buyer.
    WhichOrder,
    /// We have the case; we answer by then.
    Acknowledged,
    /// The rest of the message was handed to a person, who answers by then.
    HandedOver,
    /// Order data are told in private only.
    WriteInPrivate,
    /// Suggested: something is missing or wrong; another one, or the money.
    SuggestMissing,
    /// Suggested: damaged or faulty.
    SuggestDamage,
    /// Suggested: the discount code.
    SuggestCode,
    /// Suggested: the payment.
    SuggestPayment,
    /// Suggested: delivered, but not found.
    SuggestNotFound,
    /// Suggested: the courier did not come.
    SuggestCourier,
    /// Suggested: the refund.
    SuggestRefund,
    /// Suggested: the withdrawal was received.
    SuggestWithdrawal,
    /// Suggested: anything else.
    SuggestOther,
}

named!(AnswerKind {
    OnTheWay = "on_the_way",
    OnTheWayLate = "on_the_way_late",
    NotYetSent = "not_yet_sent",
    WaitsForPickup = "waits_for_pickup",
    Delivered = "delivered",
    TrackingAgain = "tracking_again",
    HowToReturn = "how_to_return",
    ReturnOnTheWay = "return_on_the_way",
    ReturnReceived = "return_received",
    DocumentsAgain = "documents_again",
    AddressPossible = "address_possible",
    AddressTooLate = "address_too_late",
    CancelPossible = "cancel_possible",
    CancelTooLate = "cancel_too_late",
    WhichOrder = "which_order",
    Acknowledged = "acknowledged",
    HandedOver = "handed_over",
    WriteInPrivate = "write_in_private",
    SuggestMissing = "suggest_missing",
    SuggestDamage = "suggest_damage",
    SuggestCode = "suggest_code",
    SuggestPayment = "suggest_payment",
    SuggestNotFound = "suggest_not_found",
    SuggestCourier = "suggest_courier",
    SuggestRefund = "suggest_refund",
    SuggestWithdrawal = "suggest_withdrawal",
    SuggestOther = "suggest_other",
});

impl AnswerKind {
    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<AnswerKind> {
        AnswerKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether only a person sends it.
    pub fn is_suggestion(self) -> bool {
        self >= AnswerKind::SuggestMissing
    }

    /// Whether it tells anything about an order. Only its buyer may hear that.
    pub fn tells_of_order(self) -> bool {
        !self.is_suggestion()
            && !matches!(
                self,
                AnswerKind::HowToReturn
                    | AnswerKind::WhichOrder
                    | AnswerKind::Acknowledged
                    | AnswerKind::HandedOver
                    | AnswerKind::WriteInPrivate
            )
    }
}
