//! Our own parts of answers in German: those that tell of no order.

use sledz_domain::answer::AnswerKind;

pub(super) fn text(kind: AnswerKind) -> Option<&'static str> {
    Some(match kind {
        AnswerKind::WhichOrder => {
            "Bitte senden Sie uns die Bestellnummer und die beim Kauf angegebene E-Mail-Adresse oder Telefonnummer, dann \
             sehen wir sofort nach."
        }
        AnswerKind::Acknowledged => {
            "Vielen Dank für Ihre Nachricht. Wir haben Ihr Anliegen[[ {case}]] erhalten. \
             [[Wir antworten {answer_by}.||Ein Mensch wird antworten.]]"
        }
        AnswerKind::HandedOver => "Den Rest Ihrer Nachricht beantwortet ein Mensch[[ {answer_by}]].",
        AnswerKind::WriteInPrivate => {
            "Über Bestellungen sprechen wir nur privat. Bitte schreiben Sie uns eine private Nachricht."
        }
        _ => return None,
    })
}
