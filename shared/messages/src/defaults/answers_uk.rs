//! Our own parts of answers in Ukrainian: those that tell of no order.

use sledz_domain::answer::AnswerKind;

pub(super) fn text(kind: AnswerKind) -> Option<&'static str> {
    Some(match kind {
        AnswerKind::WhichOrder => {
            "Будь ласка, надішліть номер замовлення та e-mail або телефон, вказаний під час покупки, – і ми одразу все \
             перевіримо."
        }
        AnswerKind::Acknowledged => {
            "Дякуємо за повідомлення. Ми отримали Ваше звернення[[ {case}]]. \
             [[Відповімо {answer_by}.||На нього відповість людина.]]"
        }
        AnswerKind::HandedOver => "На решту повідомлення відповість людина[[ {answer_by}]].",
        AnswerKind::WriteInPrivate => {
            "Подробиці замовлень повідомляємо лише приватно. Напишіть нам, будь ласка, у приватні повідомлення."
        }
        _ => return None,
    })
}
