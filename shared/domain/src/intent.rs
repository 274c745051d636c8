//! What customers' messages ask for, in which of the three baskets that lies, and in which mood it is said.

use crate::named::named;

/// What a message asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Intent {
    /// Where it is, and when it comes.
    WhereIsParcel,
    /// When it is sent.
    WhenShip,
    /// It is said to be delivered, and is not there.
    DeliveredNotReceived,
    /// The link or number for tracking does not work, or was never sent.
    TrackingLinkBroken,
    /// Another address of delivery.
    ChangeAddress,
    /// Another locker or pickup point.
    ChangePickupPoint,
    /// The order is not wanted any more, and has not come yet.
    CancelOrder,
    /// How something is sent back or exchanged.
    HowToReturn,
    /// Whether what was sent back has arrived.
    ReturnStatus,
    /// When the money comes back.
    RefundStatus,
    /// A statement of withdrawal from the contract.
    Withdrawal,
    /// Something is damaged or faulty; a complaint.
    ComplaintDamaged,
    /// Something is missing, or is not what was ordered.
    MissingOrWrongItem,
    /// An invoice or receipt.
    Invoice,
    /// The confirmation of the order, again.
    ResendConfirmation,
    /// Whether a payment has arrived.
    PaymentReceived,
    /// A payment went wrong.
    PaymentFailed,
    /// A discount code does not work, or was forgotten.
    DiscountCode,
    /// The courier did not come, or behaved badly.
    CourierNoShow,
    /// Two orders in one parcel.
    JoinOrders,
    /// What delivery costs, and how long it takes, before buying.
    DeliveryCostTime,
    /// A question about a product.
    ProductQuestion,
    /// Whether and when something is in stock.
    StockQuestion,
    /// A large order, wholesale, a pro forma invoice.
    BulkOrProforma,
    /// Thanks and praise.
    FeedbackThanks,
    /// Anything else.
    Other,
}

named!(Intent {
    WhereIsParcel = "where_is_parcel",
    WhenShip = "when_ship",
    DeliveredNotReceived = "delivered_not_received",
    TrackingLinkBroken = "tracking_link_broken",
    ChangeAddress = "change_address",
    ChangePickupPoint = "change_pickup_point",
    CancelOrder = "cancel_order",
    HowToReturn = "how_to_return",
    ReturnStatus = "return_status",
    RefundStatus = "refund_status",
    Withdrawal = "withdrawal",
    ComplaintDamaged = "complaint_damaged",
    MissingOrWrongItem = "missing_or_wrong_item",
    Invoice = "invoice",
    ResendConfirmation = "resend_confirmation",
    PaymentReceived = "payment_received",
    PaymentFailed = "payment_failed",
    DiscountCode = "discount_code",
    CourierNoShow = "courier_no_show",
    JoinOrders = "join_orders",
    DeliveryCostTime = "delivery_cost_time",
    ProductQuestion = "product_question",
    StockQuestion = "stock_question",
    BulkOrProforma = "bulk_or_proforma",
    FeedbackThanks = "feedback_thanks",
    Other = "other",
});

impl Intent {
    /// The intent of that name.
    pub fn from_name(name: &str) -> Option<Intent> {
        Intent::ALL.into_iter().find(|intent| intent.name() == name)
    }

    /// The basket it lies in.
    pub fn basket(self) -> Basket {
        use Intent::*;
        match self {
            WhereIsParcel | WhenShip | TrackingLinkBroken | ChangeAddress | ChangePickupPoint | CancelOrder
            | HowToReturn | ReturnStatus | Invoice | ResendConfirmation | PaymentReceived | JoinOrders => {
                Basket::Transactional
            }
            DeliveredNotReceived | RefundStatus | Withdrawal | ComplaintDamaged | MissingOrWrongItem
            | PaymentFailed | DiscountCode | CourierNoShow => Basket::Problem,
            DeliveryCostTime | ProductQuestion | StockQuestion | BulkOrProforma | FeedbackThanks | Other => {
                Basket::Relational
            }
        }
    }

    /// Whether an order's data can answer it without a person. Never what concerns money, and joining
    /// orders is work that only a person can do.
    pub fn may_be_automatic(self) -> bool {
        self.basket() == Basket::Transactional && !matches!(self, Intent::PaymentReceived | Intent::JoinOrders)
    }

    /// Whether it asks for a parcel that is on its way or should be (WISMO).
    pub fn is_wismo(self) -> bool {
        matches!(
            self,
            Intent::WhereIsParcel | Intent::WhenShip | Intent::TrackingLinkBroken | Intent::DeliveredNotReceived
        )
    }
}

/// What kind of matter it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basket {
    /// What an order's data answers.
    Transactional,
    /// What went wrong: for a person.
    Problem,
    /// Advice, large orders, praise: for a person.
    Relational,
}

named!(Basket {
    Transactional = "transactional",
    Problem = "problem",
    Relational = "relational",
});

/// How it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mood {
    /// Plainly.
    Neutral,
    /// With concern, or in a hurry.
    Worried,
    /// With insults, accusations or threats.
    Angry,
}

named!(Mood {
    Neutral = "neutral",
    Worried = "worried",
    Angry = "angry",
});

/// The language a customer writes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tongue {
    /// Polish.
    Pl,
    /// English.
    En,
    /// Ukrainian.
    Uk,
    /// Russian.
    Ru,
    /// German.
    De,
}

named!(Tongue {
    Pl = "pl",
    En = "en",
    Uk = "uk",
    Ru = "ru",
    De = "de",
});

impl Mood {
    /// The mood of that name.
    pub fn from_name(name: &str) -> Option<Mood> {
        Mood::ALL.into_iter().find(|mood| mood.name() == name)
    }
}

impl Tongue {
    /// The language of that code.
    pub fn from_name(code: &str) -> Option<Tongue> {
        Tongue::ALL.into_iter().find(|tongue| tongue.name() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_an_orders_data_answers_is_automatic() {
        for intent in Intent::ALL {
            assert_eq!(Intent::from_name(intent.name()), Some(intent));
            assert!(!intent.may_be_automatic() || intent.basket() == Basket::Transactional, "{intent:?}");
        }
        for intent in [Intent::Withdrawal, Intent::PaymentReceived, Intent::RefundStatus, Intent::DeliveredNotReceived]
        {
            assert!(!intent.may_be_automatic(), "{intent:?}");
        }
    }
}
