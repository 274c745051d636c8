//! What the shop's inbox and its cases show, for the example and the tests.

use crate::samples::{ago, now, order};
use chrono::TimeDelta;
use sledz_domain::{
    contact::ContactChannel,
    intent::{Intent, Mood},
    status::Stage,
    words::{CaseState, Lang},
};
use sledz_page::{
    Author, Can, CaseMessage, CaseNotice, CaseOrder, CasePage, Due, Inbox, InboxRow, NewCase, NewCaseFault, Related,
    Sent, Shown, When,
};

/// Something that is due in so many minutes.
fn due(lang: Lang, minutes: i64) -> Due {
    Due::new(lang, now() + TimeDelta::minutes(minutes), now(), TimeDelta::hours(1))
}

/// A case that nobody has taken.
pub(crate) fn row(lang: Lang) -> InboxRow {
    InboxRow {
        number: "2026-1183".to_owned(),
        intents: vec![Intent::WhereIsParcel],
        mood: Mood::Neutral,
        order: Some("1001".to_owned()),
        value: Some(lang.pick("114,79 zł", "PLN 114.79").to_owned()),
        channel: ContactChannel::Email,
        state: CaseState::New,
        owner: None,
        draft: false,
        since: When::waiting(lang, ago(5), now()),
        due: Some(due(lang, 120)),
        legal: None,
    }
}

fn rows(lang: Lang) -> Vec<InboxRow> {
    vec![
        InboxRow {
            number: "2026-1171".to_owned(),
            intents: vec![Intent::DeliveredNotReceived, Intent::RefundStatus],
            mood: Mood::Angry,
            value: Some(lang.pick("1 240,00 zł", "PLN 1,240.00").to_owned()),
            due: Some(due(lang, -35)),
            ..row(lang)
        },
        InboxRow { due: Some(due(lang, 25)), draft: true, ..row(lang) },
        InboxRow {
            number: "2026-1169".to_owned(),
            intents: vec![Intent::ComplaintDamaged],
            mood: Mood::Worried,
            order: Some("29738e61-7f6a-11e8-ac45-09db60ede9d6".to_owned()),
            channel: ContactChannel::Allegro,
            state: CaseState::Mine,
            owner: Some("Kasia".to_owned()),
            since: When::waiting(lang, ago(71), now()),
            legal: Some(Due::new(lang, now() + TimeDelta::days(11), now(), TimeDelta::days(2))),
            ..row(lang)
        },
        InboxRow {
            number: "2026-1160".to_owned(),
            intents: vec![Intent::BulkOrProforma],
            order: None,
            value: None,
            channel: ContactChannel::Phone,
            state: CaseState::Taken,
            owner: Some("Marek".to_owned()),
            due: Some(due(lang, 60 * 30)),
            ..row(lang)
        },
        InboxRow {
            number: "2026-1102".to_owned(),
            intents: vec![Intent::Withdrawal],
            state: CaseState::Waiting,
            owner: Some("Kasia".to_owned()),
            channel: ContactChannel::Form,
            due: None,
            legal: Some(Due::new(lang, now() - TimeDelta::days(2), now(), TimeDelta::days(2))),
            ..row(lang)
        },
    ]
}

/// An empty form for a new case.
pub(crate) fn new_case() -> NewCase {
    NewCase {
        csrf: "5f2d9a".to_owned(),
        channel: ContactChannel::Phone,
        order: String::new(),
        contact: String::new(),
        text: String::new(),
        faults: Vec::new(),
    }
}

/// The inbox in every state, with a name each.
pub(crate) fn inboxes(lang: Lang) -> Vec<(&'static str, Inbox)> {
    let usual = Inbox {
        lang,
        who: "kasia".to_owned(),
        on_duty: vec!["Kasia Nowak".to_owned(), "Marek Wójcik".to_owned()],
        show: Shown::Open,
        count_mine: Some(1),
        count_open: Some(23),
        rows: rows(lang),
        more: Some(format!("/cases?show=open&after=2026-1102&lang={}", lang.code())),
        new_case: Some(new_case()),
    };
    let closed = InboxRow {
        state: CaseState::Closed,
        owner: Some("Kasia".to_owned()),
        since: When::moment(lang, ago(30), now()),
        due: None,
        ..row(lang)
    };
    let faulty = NewCase {
        channel: ContactChannel::Messenger,
        order: "9999".to_owned(),
        contact: "jan".to_owned(),
        faults: vec![NewCaseFault::OrderUnknown, NewCaseFault::ContactWrong, NewCaseFault::TextMissing],
        ..new_case()
    };
    let expired = NewCase {
        order: "1001".to_owned(),
        text: lang.pick("Pyta, gdzie paczka.", "Asks for the parcel.").to_owned(),
        faults: vec![NewCaseFault::Expired],
        ..new_case()
    };
    vec![
        ("empty", Inbox { show: Shown::Mine, rows: Vec::new(), on_duty: Vec::new(), more: None, ..usual.clone() }),
        ("closed", Inbox { show: Shown::Closed, rows: vec![closed], more: None, ..usual.clone() }),
        ("faulty", Inbox { new_case: Some(faulty), more: None, ..usual.clone() }),
        ("expired", Inbox { new_case: Some(expired), more: None, ..usual.clone() }),
        ("reader", Inbox { new_case: None, ..usual.clone() }),
        ("open", usual),
    ]
}

fn message(lang: Lang, author: Author, hours: i64, text: (&str, &str)) -> CaseMessage {
    CaseMessage {
        author,
        name: None,
        channel: (author != Author::Note).then_some(ContactChannel::Email),
        at: When::moment(lang, ago(hours), now()),
        text: Some(lang.pick(text.0, text.1).to_owned()),
        sent: Sent::Done,
    }
}

/// What was written on a case, by everybody who can write.
pub(crate) fn messages(lang: Lang) -> Vec<CaseMessage> {
    vec![
        CaseMessage {
            name: Some("Jan Kowalski".to_owned()),
            ..message(
                lang,
                Author::Customer,
                71,
                (
                    "Dzień dobry,\n\nw śledzeniu jest, że paczka doręczona, a ja nic nie mam!\nProszę o zwrot pieniędzy.\n\nJan",
                    "Hello,\n\ntracking says that the parcel was delivered, and I have nothing!\nI want my money back.\n\nJan",
                ),
            )
        },
        message(
            lang,
            Author::Machine,
            71,
            (
                "Dzień dobry,\n\nmamy Twoją wiadomość. Odpowiemy najpóźniej jutro do 10:00.\n\nTo wiadomość automatyczna.",
                "Hello,\n\nwe have your message. We will answer by 10:00 tomorrow.\n\nThis is an automatic message.",
            ),
        ),
        CaseMessage {
            name: Some("Kasia".to_owned()),
            sent: Sent::Failed,
            ..message(
                lang,
                Author::Person,
                48,
                ("Dzień dobry,\n\nsprawdzamy to z kurierem.", "Hello,\n\nwe are checking it with the courier."),
            )
        },
        CaseMessage {
            name: Some("Marek".to_owned()),
            ..message(
                lang,
                Author::Note,
                47,
                (
                    "Dzwoniłem do kuriera: paczka u sąsiada pod 7.",
                    "I called the courier: the parcel is with the neighbour at no. 7.",
                ),
            )
        },
        CaseMessage {
            channel: Some(ContactChannel::Messenger),
            text: None,
            ..message(lang, Author::Customer, 20, ("", ""))
        },
    ]
}

/// A case that who looks at it has taken.
pub(crate) fn case(lang: Lang) -> CasePage {
    CasePage {
        lang,
        number: "2026-1171".to_owned(),
        csrf: "5f2d9a".to_owned(),
        notice: None,
        state: CaseState::Mine,
        owner: Some("Kasia".to_owned()),
        department: Some(lang.pick("Obsługa klienta", "Customer service").to_owned()),
        customer: Some("Jan Kowalski, jan.kowalski@example.com".to_owned()),
        opened: Some(When::moment(lang, ago(71), now())),
        due: Some(due(lang, -35)),
        legal: Some(Due::new(lang, now() + TimeDelta::days(11), now(), TimeDelta::days(2))),
        intents: vec![Intent::DeliveredNotReceived, Intent::RefundStatus],
        mood: Some(Mood::Angry),
        cause: Some("delivered_not_found".to_owned()),
        messages: messages(lang),
        draft: None,
        reply: lang
            .pick(
                "Dzień dobry,\n\nkurier zostawił paczkę u sąsiada pod numerem 7. Czy udało się ją odebrać?\n\nKasia",
                "Hello,\n\nthe courier left the parcel with the neighbour at no. 7. Did you get it?\n\nKasia",
            )
            .to_owned(),
        suggested: true,
        reply_to: Some("jan.kowalski@example.com (e-mail)".to_owned()),
        note: String::new(),
        can: Can { take: false, release: true, close: true, reopen: false, reply: true, note: true, correct: true },
        order: Some(CaseOrder {
            value: Some(lang.pick("1 240,00 zł", "PLN 1,240.00").to_owned()),
            tracking: Some("/z/AbCd123".to_owned()),
            ..CaseOrder::of(&order(lang, Stage::Delivered), lang, now())
        }),
        other_orders: vec![Related {
            number: "987".to_owned(),
            path: Some("/z/Xyz789".to_owned()),
            about: lang.pick("Doręczono", "Delivered").to_owned(),
            at: Some(When::moment(lang, ago(24 * 40), now())),
        }],
        other_cases: vec![Related {
            number: "2026-0912".to_owned(),
            path: Some("/cases/2026-0912".to_owned()),
            about: lang.pick("Faktura lub paragon, zamknięta", "Invoice or receipt, closed").to_owned(),
            at: Some(When::moment(lang, ago(24 * 38), now())),
        }],
        why: vec![
            lang.pick("Słowa: „doręczona”, „nic nie mam”", "Words: “delivered”, “I have nothing”").to_owned(),
            lang.pick("Pieniądze: zawsze odpowiada człowiek", "Money: a person always answers").to_owned(),
        ],
    }
}

/// Cases in every state, with a name each.
pub(crate) fn cases(lang: Lang) -> Vec<(&'static str, CasePage)> {
    let usual = case(lang);
    let new = CasePage {
        state: CaseState::New,
        owner: None,
        due: Some(due(lang, 25)),
        legal: None,
        intents: vec![Intent::WhereIsParcel],
        mood: Some(Mood::Neutral),
        cause: None,
        messages: messages(lang).into_iter().take(1).collect(),
        draft: Some(usual.reply.clone()),
        reply: String::new(),
        suggested: false,
        can: Can { take: true, reply: true, ..usual.can },
        order: Some(CaseOrder::of(&order(lang, Stage::Preparing), lang, now())),
        other_orders: Vec::new(),
        other_cases: Vec::new(),
        ..usual.clone()
    };
    let taken = CasePage {
        state: CaseState::Taken,
        owner: Some("Marek".to_owned()),
        can: Can { take: true, note: true, ..Can::default() },
        notice: Some(CaseNotice::TakenBefore),
        ..usual.clone()
    };
    let closed = CasePage {
        state: CaseState::Closed,
        can: Can { reopen: true, note: true, correct: true, ..Can::default() },
        notice: Some(CaseNotice::Closed),
        due: None,
        ..usual.clone()
    };
    let bare = CasePage { lang, number: "2026-1".to_owned(), ..CasePage::default() };
    vec![
        ("new", new),
        ("taken", taken),
        ("closed", closed),
        ("reader", CasePage { can: Can::default(), ..usual.clone() }),
        (
            "sent",
            CasePage { notice: Some(CaseNotice::Replied), reply: String::new(), suggested: false, ..usual.clone() },
        ),
        ("bare", bare),
        ("mine", usual),
    ]
}
