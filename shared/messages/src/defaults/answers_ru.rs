//! Our own parts of answers in Russian: those that tell of no order.

use sledz_domain::answer::AnswerKind;

pub(super) fn text(kind: AnswerKind) -> Option<&'static str> {
    Some(match kind {
        AnswerKind::WhichOrder => {
            "Пожалуйста, пришлите номер заказа и e-mail или телефон, указанный при покупке, – и мы сразу всё проверим."
        }
        AnswerKind::Acknowledged => {
            "Спасибо за сообщение. Мы получили Ваше обращение[[ {case}]]. \
             [[Ответим {answer_by}.||На него ответит человек.]]"
        }
        AnswerKind::HandedOver => "На остальную часть сообщения ответит человек[[ {answer_by}]].",
        AnswerKind::WriteInPrivate => {
            "Подробности заказов сообщаем только лично. Напишите нам, пожалуйста, в личные сообщения."
        }
        _ => return None,
    })
}
