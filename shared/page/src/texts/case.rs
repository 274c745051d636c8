//! The words of the page of a case.

use sledz_domain::words::Lang;

/// The fixed texts of this page in one language.
pub(crate) struct Words {
    pub(crate) back: &'static str,
    pub(crate) jump: &'static str,
    pub(crate) state: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) opened: &'static str,
    pub(crate) due: &'static str,
    pub(crate) legal: &'static str,
    pub(crate) department: &'static str,
    pub(crate) tone: &'static str,

    pub(crate) take: &'static str,
    pub(crate) release: &'static str,
    pub(crate) close: &'static str,
    pub(crate) reopen: &'static str,

    pub(crate) talk: &'static str,
    pub(crate) no_messages: &'static str,
    pub(crate) of_customer: &'static str,
    pub(crate) of_machine: &'static str,
    pub(crate) of_person: &'static str,
    pub(crate) of_note: &'static str,
    pub(crate) note_unseen: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) not_arrived: &'static str,

    pub(crate) draft: &'static str,
    pub(crate) draft_intro: &'static str,
    pub(crate) draft_text: &'static str,
    pub(crate) approve: &'static str,
    pub(crate) reject: &'static str,

    pub(crate) reply: &'static str,
    pub(crate) reply_text: &'static str,
    pub(crate) reply_to: &'static str,
    pub(crate) suggested: &'static str,
    pub(crate) send: &'static str,
    pub(crate) take_first: &'static str,
    pub(crate) note: &'static str,
    pub(crate) note_text: &'static str,
    pub(crate) note_hint: &'static str,
    pub(crate) save_note: &'static str,

    pub(crate) correct: &'static str,
    pub(crate) correct_intro: &'static str,
    pub(crate) topic: &'static str,
    pub(crate) no_topic: &'static str,
    pub(crate) mood: &'static str,
    pub(crate) cause: &'static str,
    pub(crate) no_cause: &'static str,
    pub(crate) save: &'static str,
    pub(crate) why: &'static str,

    pub(crate) order: &'static str,
    pub(crate) no_order: &'static str,
    pub(crate) value: &'static str,
    pub(crate) placed: &'static str,
    pub(crate) to_tracking: &'static str,
    pub(crate) no_parcels: &'static str,
    pub(crate) no_events: &'static str,
    pub(crate) other_orders: &'static str,
    pub(crate) other_cases: &'static str,
    pub(crate) read_only: &'static str,
}

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Words {
        lang.pick(&POLISH, &ENGLISH)
    }
}

static POLISH: Words = Words {
    back: "Wszystkie sprawy",
    jump: "Na tej stronie",
    state: "Stan",
    owner: "Prowadzi",
    customer: "Klient",
    opened: "Pierwsza wiadomość",
    due: "Odpowiedź do",
    legal: "Termin ustawowy",
    department: "Dział",
    tone: "Ton",

    take: "Weź sprawę",
    release: "Oddaj do kolejki",
    close: "Zamknij sprawę",
    reopen: "Otwórz ponownie",

    talk: "Rozmowa",
    no_messages: "Treści wiadomości już nie ma: minął czas ich przechowywania.",
    of_customer: "Klient",
    of_machine: "Odpowiedź automatyczna",
    of_person: "Odpowiedź",
    of_note: "Notatka",
    note_unseen: "Klient jej nie widzi.",
    sending: "Jeszcze się wysyła.",
    not_arrived: "Nie dotarła do klienta.",

    draft: "Czeka na Twoją zgodę",
    draft_intro: "Tę odpowiedź przygotował automat. Klient jej jeszcze nie dostał.",
    draft_text: "Treść odpowiedzi automatu",
    approve: "Wyślij",
    reject: "Odrzuć",

    reply: "Odpowiedz",
    reply_text: "Treść odpowiedzi",
    reply_to: "Odpowiedź trafi na:",
    suggested: "To propozycja. Przeczytaj ją i popraw przed wysłaniem.",
    send: "Wyślij odpowiedź",
    take_first: "Żeby odpowiedzieć klientowi, najpierw weź sprawę.",
    note: "Notatka",
    note_text: "Treść notatki",
    note_hint: "Tylko dla pracowników sklepu. Klient jej nie zobaczy.",
    save_note: "Zapisz notatkę",

    correct: "Popraw opis sprawy",
    correct_intro: "Dzięki poprawkom zestawienia są prawdziwe.",
    topic: "Temat",
    no_topic: "– brak –",
    mood: "Ton wiadomości",
    cause: "Dlaczego klient musiał pytać o paczkę",
    no_cause: "– nie ustalono –",
    save: "Zapisz poprawki",
    why: "Skąd ten opis i ta decyzja",

    order: "Zamówienie",
    no_order: "Nie wiadomo jeszcze, o które zamówienie chodzi.",
    value: "Wartość",
    placed: "Złożono",
    to_tracking: "Strona zamówienia, którą widzi klient",
    no_parcels: "Zamówienie nie ma jeszcze paczki.",
    no_events: "Kurier nic jeszcze nie podał.",
    other_orders: "Inne zamówienia tego klienta",
    other_cases: "Inne sprawy tego klienta",
    read_only: "Twoja rola pozwala tylko czytać.",
};

static ENGLISH: Words = Words {
    back: "All cases",
    jump: "On this page",
    state: "State",
    owner: "Taken by",
    customer: "Customer",
    opened: "First message",
    due: "Answer by",
    legal: "Legal deadline",
    department: "Department",
    tone: "Tone",

    take: "Take the case",
    release: "Give it back",
    close: "Close the case",
    reopen: "Open it again",

    talk: "Messages",
    no_messages: "The text of the messages is gone: the time to keep it is over.",
    of_customer: "Customer",
    of_machine: "Automatic answer",
    of_person: "Answer",
    of_note: "Note",
    note_unseen: "The customer does not see it.",
    sending: "Still being sent.",
    not_arrived: "It did not reach the customer.",

    draft: "Waiting for your approval",
    draft_intro: "This answer was made by a machine. The customer has not got it yet.",
    draft_text: "Text of the automatic answer",
    approve: "Send",
    reject: "Reject",

    reply: "Reply",
    reply_text: "Text of the reply",
    reply_to: "The reply goes to:",
    suggested: "This is a suggestion. Read it and correct it before you send it.",
    send: "Send the reply",
    take_first: "To reply to the customer, take the case first.",
    note: "Note",
    note_text: "Text of the note",
    note_hint: "Only for the shop's staff. The customer will not see it.",
    save_note: "Save the note",

    correct: "Correct what the case is about",
    correct_intro: "Your corrections keep the reports true.",
    topic: "Topic",
    no_topic: "– none –",
    mood: "Tone of the message",
    cause: "Why the customer had to ask about the parcel",
    no_cause: "– not determined –",
    save: "Save the corrections",
    why: "Why it was understood and decided so",

    order: "Order",
    no_order: "It is not known yet which order this is about.",
    value: "Value",
    placed: "Placed",
    to_tracking: "The order's page as the customer sees it",
    no_parcels: "The order has no parcel yet.",
    no_events: "The courier has not reported anything yet.",
    other_orders: "Other orders of this customer",
    other_cases: "Other cases of this customer",
    read_only: "Your role only allows reading.",
};

/// What is said once something was done with a case, or could not be.
pub(crate) mod notice {
    pub(crate) const OPENED: (&str, &str) = ("Sprawa założona.", "The case is open.");
    pub(crate) const JOINED: (&str, &str) = (
        "Ten klient ma już otwartą sprawę o to zamówienie. Treść została do niej dopisana.",
        "This customer already has an open case about this order. The text was added to it.",
    );
    pub(crate) const TAKEN: (&str, &str) = ("Prowadzisz tę sprawę.", "The case is yours.");
    pub(crate) const RELEASED: (&str, &str) = ("Sprawa wróciła do kolejki.", "The case is back in the queue.");
    pub(crate) const REPLIED: (&str, &str) = ("Odpowiedź została przekazana do wysłania.", "The reply is on its way.");
    pub(crate) const NOTED: (&str, &str) = ("Notatka zapisana.", "The note is saved.");
    pub(crate) const APPROVED: (&str, &str) =
        ("Odpowiedź automatu została przekazana do wysłania.", "The automatic answer is on its way.");
    pub(crate) const REJECTED: (&str, &str) = (
        "Odpowiedź automatu odrzucona. Klient jej nie dostanie.",
        "The automatic answer was rejected. The customer will not get it.",
    );
    pub(crate) const CLOSED: (&str, &str) = ("Sprawa zamknięta.", "The case is closed.");
    pub(crate) const REOPENED: (&str, &str) = ("Sprawa jest znów otwarta.", "The case is open again.");
    pub(crate) const CORRECTED: (&str, &str) = ("Poprawki zapisane.", "The corrections are saved.");
    pub(crate) const EMPTY: (&str, &str) =
        ("Nic nie wysłano i nic nie zapisano: tekst był pusty.", "Nothing was sent or saved: the text was empty.");
    pub(crate) const NO_TOPIC: (&str, &str) =
        ("Poprawek nie zapisano: wybierz co najmniej jeden temat.", "Nothing was saved: choose at least one topic.");
    pub(crate) const TAKEN_BEFORE: (&str, &str) =
        ("Ktoś inny wziął już tę sprawę.", "Somebody else has taken this case already.");
    pub(crate) const CHANGED: (&str, &str) = (
        "Nie wykonano: sprawa zmieniła się w międzyczasie. Sprawdź ją i spróbuj jeszcze raz.",
        "Not done: the case has changed in the meantime. Look at it and try again.",
    );
    pub(crate) const EXPIRED: (&str, &str) = (
        "Nie wykonano: strona była zbyt długo otwarta. Spróbuj jeszcze raz.",
        "Not done: the page was open for too long. Try again.",
    );
}
