//! Cases as folds of facts, and what is decided about messages.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use sledz_domain::{
    answer::AnswerKind,
    answering::{Act, Decision, Heard, OrderState, act, decide, suggestion, table},
    case::{Asked, Case, CaseEvent, CaseFact, CaseStatus, Correction, number, number_of},
    cause::Cause,
    contact::ContactChannel,
    event_id::EventId,
    fold::Fold,
    intent::{Intent, Mood, Tongue},
};

fn at(minutes: i64) -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

fn asked(intents: &[Intent]) -> CaseFact {
    CaseFact::Asked(Asked {
        channel: ContactChannel::Email,
        source: "postmark".to_owned(),
        tongue: Tongue::Pl,
        intents: intents.to_vec(),
        mood: Mood::Neutral,
        confidence: 90,
        auto: true,
        why: vec!["a: b".to_owned(), "c".to_owned()],
        machine: None,
    })
}

fn answered(by: &str, kinds: &[AnswerKind]) -> CaseFact {
    CaseFact::Answered { by: by.to_owned(), kinds: kinds.to_vec(), is_draft: false }
}

fn handed(due: i64) -> CaseFact {
    CaseFact::Handed { due: at(due), open: vec![Intent::ComplaintDamaged], why: "never automatic".to_owned() }
}

fn event(n: i64, fact: CaseFact) -> CaseEvent {
    CaseEvent { id: EventId::of(&[n.to_string()]), at: at(n), fact }
}

fn case(facts: Vec<CaseFact>) -> Case {
    let mut case = Case::default();
    for (n, fact) in facts.into_iter().enumerate() {
        case.apply(n as u64 + 1, &event(n as i64, fact));
    }
    case
}

fn all_facts() -> Vec<CaseFact> {
    let by = || "anna".to_owned();
    vec![
        asked(&[Intent::WhereIsParcel, Intent::Invoice]),
        CaseFact::About {
            platform: "woocommerce".to_owned(),
            platform_id: "1".to_owned(),
            number: "1001".to_owned(),
            value: 12_345,
        },
        answered("", &[AnswerKind::OnTheWay, AnswerKind::HandedOver]),
        CaseFact::Answered { by: by(), kinds: Vec::new(), is_draft: true },
        handed(120),
        CaseFact::Judged { by: by(), draft: EventId::of(&["d"]), is_approved: true },
        CaseFact::Judged { by: by(), draft: EventId::of(&["d"]), is_approved: false },
        CaseFact::Caused(Cause::CourierLate),
        CaseFact::Taken { by: by() },
        CaseFact::Released { by: by() },
        CaseFact::Corrected { by: by(), correction: Correction::default() },
        CaseFact::Corrected {
            by: by(),
            correction: Correction {
                intents: vec![Intent::RefundStatus],
                mood: Some(Mood::Angry),
                cause: Some(Cause::ShopLate),
            },
        },
        CaseFact::Noted { by: by() },
        CaseFact::Closed { by: String::new() },
        CaseFact::Reopened { by: by() },
        CaseFact::Joined { into: "AAAA-BBBB".to_owned() },
        CaseFact::Reminded { due: at(5) },
        CaseFact::Escalated { due: at(6) },
        CaseFact::Handled { seconds: 540 },
        CaseFact::RatingAsked { scale: "csat".to_owned() },
        CaseFact::Rated { scale: "csat".to_owned(), score: 5 },
    ]
}

#[test]
fn what_is_stored_is_read_again() {
    for fact in all_facts() {
        let json = serde_json::to_string(&fact).unwrap();
        assert_eq!(serde_json::from_str::<CaseFact>(&json).unwrap(), fact, "{json}");
        let binary = postcard::to_allocvec(&fact).unwrap();
        assert_eq!(postcard::from_bytes::<CaseFact>(&binary).unwrap(), fact);
    }
    for json in ["[]", "[\"x\"]", "[\"asked\"]", "[\"handed\",\"x\",\"\",\"\"]", "{}"] {
        assert!(serde_json::from_str::<CaseFact>(json).is_err(), "{json}");
    }
}

#[test]
fn where_a_case_stands() {
    let status = |facts: Vec<CaseFact>| case(facts).status();
    let question = || asked(&[Intent::WhereIsParcel]);
    assert_eq!(status(vec![question()]), CaseStatus::Open);
    assert_eq!(status(vec![question(), answered("", &[AnswerKind::OnTheWay])]), CaseStatus::Waiting);
    let acknowledged = || vec![question(), answered("", &[AnswerKind::Acknowledged]), handed(240)];
    assert_eq!(status(acknowledged()), CaseStatus::Open);
    let mut done = acknowledged();
    done.push(answered("anna", &[]));
    assert_eq!(status(done.clone()), CaseStatus::Waiting);
    assert_eq!(case(done.clone()).due(), None);
    done.push(question());
    done.push(handed(900));
    assert_eq!(case(done.clone()).due(), Some(at(900)), "the promise that was kept is none any more");
    assert_eq!(case(done.clone()).waiting_since(), Some(at(4)));
    done.push(CaseFact::Closed { by: "anna".to_owned() });
    assert_eq!(status(done.clone()), CaseStatus::Closed);
    done.push(question());
    assert_eq!(status(done.clone()), CaseStatus::Open, "the customer wrote again");
    done.push(CaseFact::Joined { into: "X".to_owned() });
    assert_eq!(status(done), CaseStatus::Joined);
    let mut promised = acknowledged();
    promised.push(question());
    promised.push(answered("", &[AnswerKind::HowToReturn]));
    let promised = case(promised);
    assert_eq!((promised.status(), promised.due()), (CaseStatus::Open, Some(at(240))), "our answer keeps no promise");
    let draft = CaseFact::Answered { by: String::new(), kinds: vec![AnswerKind::OnTheWay], is_draft: true };
    let drafted = case(vec![question(), draft, handed(240)]);
    assert_eq!(drafted.status(), CaseStatus::Open);
    assert!(drafted.draft().is_some() && drafted.told().next().is_none());
}

#[test]
fn machines_are_kept_and_ask_for_nothing() {
    let CaseFact::Asked(mut machine) = asked(&[Intent::Other]) else { unreachable!() };
    machine.machine = Some("precedence".to_owned());
    let alone = case(vec![CaseFact::Asked(machine.clone())]);
    assert_eq!(alone.status(), CaseStatus::Closed);
    let facts = vec![asked(&[Intent::WhereIsParcel]), answered("", &[AnswerKind::OnTheWay]), CaseFact::Asked(machine)];
    assert_eq!(case(facts).status(), CaseStatus::Waiting, "an out-of-office reply opens nothing again");
}

#[test]
fn people_own_and_correct() {
    let mut facts = vec![asked(&[Intent::WhereIsParcel, Intent::Other]), CaseFact::Taken { by: "anna".to_owned() }];
    assert_eq!(case(facts.clone()).owner(), Some("anna"));
    assert_eq!(case(facts.clone()).intents(), [Intent::WhereIsParcel]);
    facts.push(CaseFact::Released { by: "anna".to_owned() });
    assert_eq!(case(facts.clone()).owner(), None);
    assert_eq!(case(facts.clone()).legal_deadline(), None);
    let correction = Correction { intents: vec![Intent::ComplaintDamaged], mood: None, cause: Some(Cause::ShopLate) };
    facts.push(CaseFact::Corrected { by: "jan".to_owned(), correction });
    let corrected = case(facts);
    assert_eq!(corrected.intents(), [Intent::ComplaintDamaged]);
    assert_eq!(corrected.cause(), Some(Cause::ShopLate));
    assert_eq!(corrected.legal_deadline(), Some("2026-12-07T22:59:59Z".parse().unwrap()));
}

#[test]
fn numbers_can_be_read_aloud() {
    let one = number_of(&["order", "a", "b", "0"]);
    assert_eq!(number(&one), Some(one.clone()));
    assert_eq!(number(&one.to_lowercase().replace('-', " ")), Some(one.clone()));
    let many: std::collections::BTreeSet<String> = (0..20_000).map(|n| number_of(&[&n.to_string()])).collect();
    assert_eq!(many.len(), 20_000);
    for bad in ["", "1001", "12345678901", "K7M2-9QX", "ą"] {
        assert_eq!(number(bad), None, "{bad}");
    }
}

fn heard(intents: &[Intent], state: Option<OrderState>) -> Heard<'_> {
    Heard {
        intents,
        mood: Mood::Neutral,
        tongue: Tongue::Pl,
        auto: intents.iter().all(|intent| intent.may_be_automatic()),
        is_sure: true,
        asks_for_person: false,
        is_vetoed: false,
        is_plain_thanks: true,
        is_old: false,
        state,
        told: &[],
        is_public: false,
        has_person: false,
        now: at(0),
    }
}

#[test]
fn what_is_never_answered() {
    let never = [
        Intent::Withdrawal,
        Intent::ComplaintDamaged,
        Intent::MissingOrWrongItem,
        Intent::RefundStatus,
        Intent::PaymentFailed,
        Intent::PaymentReceived,
        Intent::DeliveredNotReceived,
        Intent::CourierNoShow,
    ];
    for state in OrderState::ALL {
        for intent in never {
            for intents in [vec![intent], vec![Intent::WhereIsParcel, intent], vec![intent, Intent::HowToReturn]] {
                let decision = decide(&heard(&intents, Some(state)));
                assert_eq!(decision.parts, [AnswerKind::Acknowledged], "{intents:?} {state:?}");
                assert_eq!(decision.open, Some(intents));
            }
        }
        let intents = [Intent::WhereIsParcel];
        let usual = heard(&intents, Some(state));
        for forbidden in [
            Heard { mood: Mood::Angry, ..usual },
            Heard { asks_for_person: true, ..usual },
            Heard { tongue: Tongue::Uk, ..usual },
            Heard { is_sure: false, ..usual },
            Heard { is_vetoed: true, ..usual },
            Heard { is_old: true, ..usual },
        ] {
            assert_eq!(decide(&forbidden).parts, [AnswerKind::Acknowledged], "{forbidden:?}");
        }
        assert!(decide(&Heard { auto: false, ..usual }).open.is_some(), "a person sees it: {state:?}");
        assert_eq!(decide(&Heard { has_person: true, ..usual }).parts, [], "nobody talks over a person");
    }
    for intent in Intent::ALL {
        for state in [OrderState::LongLate, OrderState::Disputed] {
            assert_eq!(act(intent, state), Act::HandOver, "{intent:?} {state:?}");
        }
    }
}

#[test]
fn one_reply_answers_what_it_can() {
    let two = [Intent::WhereIsParcel, Intent::ProductQuestion];
    let decision = decide(&heard(&two, Some(OrderState::Moving)));
    assert_eq!(decision.parts, [AnswerKind::OnTheWay, AnswerKind::HandedOver]);
    assert_eq!(decision.open, Some(vec![Intent::ProductQuestion]));
    let both = [Intent::WhereIsParcel, Intent::HowToReturn];
    let decision = decide(&heard(&both, Some(OrderState::Moving)));
    assert_eq!(
        decision,
        Decision { parts: vec![AnswerKind::OnTheWay, AnswerKind::HowToReturn], ..Decision::default() }
    );
    let same = [Intent::WhereIsParcel, Intent::WhenShip];
    assert_eq!(decide(&heard(&same, Some(OrderState::ToBeSent))).parts, [AnswerKind::NotYetSent]);
}

#[test]
fn asking_back_asking_again_and_ending() {
    let where_is = [Intent::WhereIsParcel];
    assert_eq!(decide(&heard(&where_is, None)).parts, [AnswerKind::WhichOrder]);
    let asked_back = [(at(-5000), vec![AnswerKind::WhichOrder]), (at(-4000), vec![AnswerKind::WhichOrder])];
    let third = decide(&Heard { told: &asked_back, ..heard(&where_is, None) });
    assert_eq!((third.parts.as_slice(), third.why), ([AnswerKind::Acknowledged].as_slice(), "no order found"));
    let told = [(at(-60), vec![AnswerKind::OnTheWay])];
    let again = decide(&Heard { told: &told, ..heard(&where_is, Some(OrderState::Moving)) });
    assert_eq!(again.parts, [AnswerKind::Acknowledged], "our answer did not help");
    let handed = [(at(-60), vec![AnswerKind::Acknowledged])];
    let third = decide(&Heard { told: &handed, ..heard(&[Intent::ComplaintDamaged], None) });
    assert_eq!((third.parts, third.open.is_some()), (Vec::new(), true), "one acknowledgement a day");
    let many: Vec<_> = (0..3).map(|n| (at(-n - 1), vec![AnswerKind::HowToReturn])).collect();
    let ended = decide(&Heard { told: &many, ..heard(&where_is, Some(OrderState::Moving)) });
    assert_eq!((ended.parts, ended.why), (Vec::new(), "too many replies"));
    let thanks = heard(&[Intent::FeedbackThanks], Some(OrderState::Moving));
    assert_eq!(decide(&thanks), Decision { closes: true, ..Decision::default() });
    let polite = decide(&Heard { is_plain_thanks: false, ..thanks });
    assert!(!polite.closes && polite.open.is_some(), "politeness is no end: {polite:?}");
    let public = decide(&Heard { is_public: true, ..heard(&where_is, Some(OrderState::Moving)) });
    assert_eq!(public.parts, [AnswerKind::WriteInPrivate]);
}

#[test]
fn people_get_a_suggestion() {
    assert_eq!(suggestion(&[Intent::PaymentFailed], None), AnswerKind::SuggestPayment);
    assert_eq!(suggestion(&[Intent::WhereIsParcel], Some(OrderState::Moving)), AnswerKind::OnTheWay);
    assert_eq!(suggestion(&[Intent::WhereIsParcel], Some(OrderState::LongLate)), AnswerKind::SuggestOther);
}

/// The documents show the table as it is; `UPDATE=1` writes it there.
#[test]
fn the_documents_show_this_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/answering.md");
    let document = std::fs::read_to_string(path).unwrap();
    let (begin, end) = ("<!-- table -->\n", "<!-- end of table -->");
    let (head, rest) = document.split_once(begin).unwrap();
    let (shown, tail) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, format!("{head}{begin}{}{end}{tail}", table())).unwrap();
        return;
    }
    assert_eq!(shown, table());
}

proptest! {
    #[test]
    fn any_order_and_any_copies_fold_to_the_same(
        order in proptest::collection::vec((0_usize..20, 0_i64..30, 1_u64..40), 1..40),
        seed in any::<u64>(),
    ) {
        let facts = all_facts();
        // One id, several times and entries: copies of which the earliest stays.
        let events: Vec<(u64, CaseEvent)> = order.iter().map(|(fact, minute, entry)| {
            let fact_of = facts[*fact].clone();
            (*entry, CaseEvent { id: EventId::of(&[fact.to_string()]), at: at(*minute), fact: fact_of })
        }).collect();
        let fold = |events: &[(u64, CaseEvent)]| {
            let mut case = Case::default();
            events.iter().for_each(|(entry, event)| case.apply(*entry, event));
            case
        };
        let mut shuffled = events.clone();
        let mut state = seed;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        let doubled: Vec<_> = events.iter().chain(&shuffled).cloned().collect();
        prop_assert_eq!(fold(&events), fold(&shuffled));
        prop_assert_eq!(fold(&events), fold(&doubled));
    }
}
