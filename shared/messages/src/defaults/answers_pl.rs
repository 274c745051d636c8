//! Our own parts of answers in Polish. The first word is one that a greeting with a comma makes lower case.

use sledz_domain::answer::AnswerKind;

pub(super) fn text(kind: AnswerKind) -> &'static str {
    use AnswerKind::*;
    match kind {
        OnTheWay => "Sprawdziliśmy zamówienie {order}. {status}\n\n{link}",
        OnTheWayLate => {
            "Sprawdziliśmy zamówienie {order}. {status}\n\n\
             Jeśli przez kolejny dzień roboczy nic się nie zmieni, odpisz – wyjaśnimy to z kurierem.\n\n\
             {link}"
        }
        NotYetSent => "Zamówienie {order} nie zostało jeszcze wysłane. {status}\n\n{link}",
        WaitsForPickup => {
            "Sprawdziliśmy zamówienie {order}. {status}\n\
             [[Gdzie: {place}.||Miejsce odbioru znajdziesz w wiadomości lub aplikacji kuriera.]]\n\n\
             {link}"
        }
        Delivered => {
            "[[Według kuriera paczka z zamówienia {order} dotarła {delivered}||Zamówienie {order} jest oznaczone jako doręczone]]\
             [[ ({place})]].\n\n\
             Paczki nie ma u Ciebie? Zapytaj domowników i sąsiadów, a jeśli się nie znajdzie, odpisz – wyjaśnimy to \
             z kurierem.\n\n\
             {link}"
        }
        TrackingAgain => {
            "Podajemy jeszcze raz, gdzie śledzić zamówienie {order}. {status}\n\n\
             {link}\n\n\
             U kuriera: {parcels}"
        }
        HowToReturn => "{returns}\n\nOd zgłoszenia zwrotu masz jeszcze 14 dni na odesłanie rzeczy.",
        ReturnOnTheWay => {
            "Paczka ze zwrotem do zamówienia {order} jest w drodze do nas. \
             [[Pieniądze zwrócimy najpóźniej {refund_by}.||Gdy dotrze, zajmiemy się zwrotem pieniędzy.]]"
        }
        ReturnReceived => {
            "Paczka ze zwrotem do zamówienia {order} już do nas dotarła. \
             [[Pieniądze zwrócimy najpóźniej {refund_by}.||Zajmujemy się zwrotem pieniędzy.]]"
        }
        DocumentsAgain => {
            "Potwierdzenie zamówienia {order} i faktura są zwykle w e-mailu z naszego sklepu, czasem w folderze ze spamem. \
             Automatycznie nie możemy ich wysłać jeszcze raz, więc zrobi to ktoś z nas[[ {answer_by}]]."
        }
        AddressPossible => {
            "Przed wysyłką da się jeszcze zmienić adres lub punkt odbioru zamówienia {order}. \
             Zrobi to ktoś z nas i potwierdzi zmianę[[ {answer_by}]]. Do tego czasu obowiązuje dotychczasowy adres.\n\n\
             Jeśli w wiadomości nie ma nowego adresu lub punktu, odpisz i go podaj."
        }
        AddressTooLate => {
            "Zamówienie {order} zostało już wysłane, więc adresu nie możemy zmienić. \
             Kurier często pozwala jeszcze przekierować paczkę w swojej aplikacji albo na stronie[[ ({carrier})]].\n\n\
             U kuriera: {parcels}"
        }
        CancelPossible => {
            "Zamówienie {order} można jeszcze anulować, bo nie zostało wysłane. \
             Zrobi to ktoś z nas i potwierdzi[[ {answer_by}]]. Do tego czasu zamówienie pozostaje bez zmian."
        }
        CancelTooLate => {
            "Zamówienie {order} zostało już wysłane, więc nie możemy go anulować. \
             Możesz nie przyjąć paczki albo ją odesłać; w obu przypadkach napisz nam, że odstępujesz od umowy.\n\n\
             {returns}"
        }
        WhichOrder => {
            "Prosimy o numer zamówienia oraz e-mail lub telefon podany przy zakupie, a od razu sprawdzimy Twoją sprawę."
        }
        Acknowledged => {
            "Dziękujemy za wiadomość. Mamy Twoją sprawę[[ {case}]]. [[Odpowiemy {answer_by}.||Odpowie na nią człowiek.]]"
        }
        HandedOver => "Na resztę wiadomości odpowie człowiek[[ {answer_by}]].",
        WriteInPrivate => "Szczegóły zamówień podajemy tylko prywatnie. Napisz do nas w wiadomości prywatnej.",
        SuggestMissing => {
            "Przepraszamy, że w paczce[[ z zamówienia {order}]] [czegoś zabrakło / było coś innego]. \
             Możemy [wysłać właściwą rzecz / zwrócić pieniądze]. Daj znać, co wolisz.\n\
             [Prosimy o zdjęcie zawartości paczki i etykiety.]"
        }
        SuggestDamage => {
            "Przykro nam, że rzecz[[ z zamówienia {order}]] jest [uszkodzona / wadliwa]. \
             Przyjmujemy to jako reklamację i odpowiemy na nią w ciągu 14 dni od jej otrzymania.\n\
             Proponujemy [naprawę / wymianę / obniżenie ceny / zwrot pieniędzy]. \
             [Prosimy o zdjęcia rzeczy i opakowania.]"
        }
        SuggestCode => {
            "Sprawdziliśmy kod rabatowy[[ do zamówienia {order}]]. \
             [Kod stracił ważność dnia ... / Kod nie łączy się z innymi promocjami / Kod powinien działać]. \
             [Podajemy nowy kod: ... / Zwrócimy różnicę.]"
        }
        SuggestPayment => {
            "Sprawdziliśmy płatność[[ za zamówienie {order}]]. \
             [Pieniądze dotarły dnia ... / Nie widzimy jeszcze wpłaty / Płatność się nie powiodła]. \
             [Zapłacić ponownie można tutaj: ... / Prosimy o potwierdzenie przelewu.]"
        }
        SuggestNotFound => {
            "Według kuriera paczka[[ z zamówienia {order}]] dotarła[[ {delivered}]]. Przykro nam, że nie ma jej u Ciebie. \
             Wyjaśniamy to z kurierem; odpowiedź damy najpóźniej [dzień].\n\
             Jeśli paczka się nie znajdzie, [wyślemy ją ponownie / zwrócimy pieniądze]. \
             [Zapytaj jeszcze domowników i sąsiadów.]"
        }
        SuggestCourier => {
            "Przepraszamy za kłopot z doręczeniem[[ zamówienia {order}]]. [[{status}]]\n\
             [Kurier przyjedzie ponownie dnia ... / Paczkę można odebrać w punkcie: ... / Wyślemy ją ponownie.]"
        }
        SuggestRefund => {
            "Sprawdziliśmy zwrot pieniędzy[[ za zamówienie {order}]]. \
             [Wysłaliśmy je dnia ... / Zwrócimy je najpóźniej [[{refund_by}||dnia ...]]]. \
             Pieniądze wracają tą samą drogą, którą przyszła płatność."
        }
        SuggestWithdrawal => {
            "Potwierdzamy otrzymanie oświadczenia o odstąpieniu od umowy[[ w sprawie zamówienia {order}]]. \
             Rzeczy prosimy odesłać w ciągu 14 dni od złożenia oświadczenia na adres: [adres].\n\
             Cenę i koszt najtańszej zwykłej dostawy zwrócimy \
             [[najpóźniej {refund_by}||w ciągu 14 dni od otrzymania oświadczenia]]; możemy się z tym wstrzymać \
             do otrzymania rzeczy albo dowodu ich odesłania."
        }
        SuggestOther => "Dziękujemy za wiadomość[[ w sprawie zamówienia {order}]]. [Odpowiedź]",
    }
}
