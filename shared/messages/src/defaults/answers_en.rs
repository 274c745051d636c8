//! Our own parts of answers in English.

use sledz_domain::answer::AnswerKind;

pub(super) fn text(kind: AnswerKind) -> &'static str {
    use AnswerKind::*;
    match kind {
        OnTheWay => "We have looked up order {order}. {status}\n\n{link}",
        OnTheWayLate => {
            "We have looked up order {order}. {status}\n\n\
             If nothing changes for another working day, write back and we will take it up with the courier.\n\n\
             {link}"
        }
        NotYetSent => "Order {order} has not been sent yet. {status}\n\n{link}",
        WaitsForPickup => {
            "We have looked up order {order}. {status}\n\
             [[Where: {place}.||The courier's message or app says where.]]\n\n\
             {link}"
        }
        Delivered => {
            "[[According to the courier, the parcel of order {order} arrived {delivered}||Order {order} is marked as delivered]]\
             [[ ({place})]].\n\n\
             You do not have the parcel? Ask your household and neighbours and, if it does not turn up, write back: we will take \
             it up with the courier.\n\n\
             {link}"
        }
        TrackingAgain => {
            "Here is again where to track order {order}. {status}\n\n\
             {link}\n\n\
             With the courier: {parcels}"
        }
        HowToReturn => "{returns}\n\nOnce you have told us, you have another 14 days to send the items back.",
        ReturnOnTheWay => {
            "The parcel with the return of order {order} is on its way to us. \
             [[We will send the money back {refund_by} at the latest.||When it arrives, we will see to the refund.]]"
        }
        ReturnReceived => {
            "The parcel with the return of order {order} has reached us. \
             [[We will send the money back {refund_by} at the latest.||We are seeing to the refund.]]"
        }
        DocumentsAgain => {
            "The confirmation of order {order} and the invoice are usually in an e-mail from our shop, sometimes in the spam \
             folder. We cannot send them again automatically, so one of us will do it[[ {answer_by}]]."
        }
        AddressPossible => {
            "Before dispatch, the address or pickup point of order {order} can still be changed. \
             One of us will do it and confirm the change[[ {answer_by}]]. Until then the old address holds.\n\n\
             If your message does not have the new address or point, write back and tell us."
        }
        AddressTooLate => {
            "Order {order} has already been sent, so we cannot change the address. \
             The courier often still lets you redirect the parcel, in their app or on their website[[ ({carrier})]].\n\n\
             With the courier: {parcels}"
        }
        CancelPossible => {
            "Order {order} can still be cancelled, as it has not been sent. \
             One of us will do it and confirm[[ {answer_by}]]. Until then the order stays as it is."
        }
        CancelTooLate => {
            "Order {order} has already been sent, so we cannot cancel it. \
             You can refuse the parcel or send it back; in both cases, write to us that you withdraw from the contract.\n\n\
             {returns}"
        }
        WhichOrder => {
            "Please send us the order number and the e-mail address or phone number used for the purchase, and we will \
             look into it right away."
        }
        Acknowledged => {
            "Thank you for your message. We have your case[[ {case}]]. \
             [[We will answer {answer_by}.||A person will answer.]]"
        }
        HandedOver => "A person will answer the rest of your message[[ {answer_by}]].",
        WriteInPrivate => "We give details of orders in private only. Please send us a private message.",
        SuggestMissing => {
            "We are sorry that the parcel[[ of order {order}]] [was incomplete / had the wrong item in it]. \
             We can [send the right item / refund it]. Let us know which you prefer.\n\
             [Please send a photo of the contents and the label.]"
        }
        SuggestDamage => {
            "We are sorry that the item[[ of order {order}]] is [damaged / faulty]. \
             We take this as a complaint and will answer it within 14 days of receiving it.\n\
             We offer [a repair / a replacement / a lower price / a refund]. \
             [Please send photos of the item and the packaging.]"
        }
        SuggestCode => {
            "We have looked into the discount code[[ for order {order}]]. \
             [The code expired on ... / The code cannot be combined with other offers / The code should work]. \
             [Here is a new code: ... / We will refund the difference.]"
        }
        SuggestPayment => {
            "We have looked into the payment[[ for order {order}]]. \
             [The money arrived on ... / We do not see a payment yet / The payment did not go through]. \
             [You can pay again here: ... / Please send us the confirmation of the transfer.]"
        }
        SuggestNotFound => {
            "According to the courier, the parcel[[ of order {order}]] arrived[[ {delivered}]]. We are sorry that you do \
             not have it. We are taking it up with the courier and will answer by [day].\n\
             If the parcel does not turn up, we will [send it again / refund you]. \
             [Please ask your household and neighbours once more.]"
        }
        SuggestCourier => {
            "We are sorry about the trouble with the delivery[[ of order {order}]]. [[{status}]]\n\
             [The courier will come again on ... / You can collect the parcel at: ... / We will send it again.]"
        }
        SuggestRefund => {
            "We have looked into the refund[[ for order {order}]]. \
             [We sent it on ... / We will send it [[{refund_by}||on ...]] at the latest]. \
             The money goes back the way the payment came."
        }
        SuggestWithdrawal => {
            "We confirm that we have received your withdrawal from the contract[[ about order {order}]]. \
             Please send the items back within 14 days of your statement, to: [address].\n\
             We will refund the price and the cost of the cheapest ordinary delivery \
             [[{refund_by} at the latest||within 14 days of receiving your statement]]; we may wait until we have the \
             items or proof that they were sent."
        }
        SuggestOther => "Thank you for your message[[ about order {order}]]. [Answer]",
    }
}
