//! The language it is written in.

use crate::read;
use sledz_domain::intent::{Intent, Tongue};

#[test]
fn languages() {
    for (text, tongue) in [
        ("Gdzie jest moja paczka?", Tongue::Pl),
        ("gdzie paczka nr 10452", Tongue::Pl),
        ("moge prosic o link do tracking?", Tongue::Pl),
        ("Hello, where is my order?", Tongue::En),
        ("parcel still not here", Tongue::En),
        ("Wo ist mein Paket?", Tongue::De),
        ("Ich möchte die Bestellung stornieren", Tongue::De),
        ("Де моя посилка?", Tongue::Uk),
        ("Коли ви відправите замовлення?", Tongue::Uk),
        ("Где моя посылка?", Tongue::Ru),
        ("Когда вы отправите заказ?", Tongue::Ru),
        ("10452", Tongue::Pl),
        ("", Tongue::Pl),
    ] {
        assert_eq!(read(text).language, tongue, "{text}");
    }
}

#[test]
fn what_others_ask_is_understood_too() {
    for (text, intent) in [
        ("Де моя посилка?", Intent::WhereIsParcel),
        ("Где моя посылка?", Intent::WhereIsParcel),
        ("Wo ist mein Paket?", Intent::WhereIsParcel),
        ("Das Paket kam beschädigt an", Intent::ComplaintDamaged),
        ("Хочу скасувати замовлення", Intent::CancelOrder),
        ("Когда вернете деньги?", Intent::RefundStatus),
    ] {
        assert_eq!(read(text).intents, [intent], "{text}: {:?}", read(text).why);
    }
}
