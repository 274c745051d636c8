//! The rules, one by one, at their edges.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sledz_domain::{
    case::CaseStatus,
    cause::Cause,
    contact::ContactChannel,
    intent::Intent,
    message::{Channel, MessageKind},
    words::Lang,
};
use sledz_kpi::{
    CaseRow, Costs, CustomerMessage, DisagreementRow, Figure, LatencyRow, MessageRow, OrderRow, ParcelRow, Promise,
    Rating, RawRows, Rows, Scale, Settings, advice, compare, figures, figures_by, roll_day,
};

/// A Wednesday of November, at an hour and minute in UTC, one hour behind Warsaw; days later with `+`.
fn at(text: &str) -> DateTime<Utc> {
    let (days, time) = text.split_once('+').map_or((0, text), |(days, time)| (days.parse().unwrap(), time));
    format!("2026-11-04T{time}Z").parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(days)
}

fn day() -> NaiveDate {
    "2026-11-04".parse().unwrap()
}

fn case(number: &str) -> CaseRow {
    CaseRow {
        number: number.to_owned(),
        channel: ContactChannel::Email,
        source: "postmark".to_owned(),
        intents: vec![Intent::WhereIsParcel],
        cause: None,
        carrier: None,
        order: Some("o1".to_owned()),
        customer: Some("c1".to_owned()),
        opened: at("08:00:00"),
        messages: vec![wrote("08:00:00")],
        automatic: Vec::new(),
        answers: Vec::new(),
        promises: Vec::new(),
        closed: Vec::new(),
        reopened: Vec::new(),
        handed_over: None,
        is_corrected: false,
        is_machine: false,
        rating: None,
        handling_seconds: None,
        status: CaseStatus::Open,
    }
}

fn wrote(text: &str) -> CustomerMessage {
    CustomerMessage { at: at(text), is_thanks: false }
}

fn thanked(text: &str) -> CustomerMessage {
    CustomerMessage { at: at(text), is_thanks: true }
}

/// The figures of that Wednesday, seen a month later.
fn of(raw: RawRows) -> Vec<Figure> {
    seen("30+00:00:00", raw)
}

fn seen(as_of: &str, raw: RawRows) -> Vec<Figure> {
    let settings = Settings::default();
    figures(&roll_day(day(), &Rows::of(at(as_of), raw), &settings), None, &settings)
}

fn of_case(change: impl FnOnce(&mut CaseRow)) -> Vec<Figure> {
    let mut row = case("K1");
    change(&mut row);
    of(RawRows { cases: vec![row], ..RawRows::default() })
}

/// A figure as `value numerator/denominator`; empty if it is absent.
fn told(figures: &[Figure], name: &str) -> String {
    let Some(figure) = figures.iter().find(|figure| figure.name == name) else { return String::new() };
    let part = |part: Option<i64>| part.map_or("-".to_owned(), |part| part.to_string());
    format!("{} {}/{}", figure.value, part(figure.numerator), part(figure.denominator))
}

#[test]
fn automatic_answers_are_no_persons_first_response() {
    let automatic = of_case(|case| case.automatic = vec![at("08:00:30")]);
    assert_eq!(told(&automatic, "first_response_median"), "");
    assert_eq!(told(&automatic, "first_automatic_median"), "30 -/1");
    let both = of_case(|case| {
        case.automatic = vec![at("08:00:30")];
        case.answers = vec![at("09:30:00.999"), at("1+10:00:00")];
        case.messages.push(wrote("17:00:00"));
        case.messages.push(wrote("18:00:00"));
    });
    assert_eq!(told(&both, "first_response_median"), "5400 -/1");
    // From the oldest unanswered message; in business hours the next morning from nine to eleven.
    assert_eq!(told(&both, "next_response_median"), "61200 -/1");
    assert_eq!(told(&both, "next_response_business_median"), "7200 -/1");
    let thanks = of_case(|case| {
        case.answers = vec![at("09:00:00"), at("11:00:00")];
        case.messages.push(thanked("10:00:00"));
    });
    assert_eq!(told(&thanks, "next_response_median"), "", "thanks wait for nothing");
    let holiday = of_case(|case| {
        case.opened = at("16:30:00");
        case.answers = vec![at("7+10:00:00"), at("8+08:30:00")];
    });
    // From Wednesday 17:30 to the next Wednesday, 11 November: four days of eight hours.
    assert_eq!(told(&holiday, "first_response_business_median"), "115200 -/1");
}

#[test]
fn what_is_not_measured_is_absent() {
    assert_eq!(of(RawRows::default()), []);
    let figures = of_case(|_| ());
    for name in [
        "orders",
        "contacts_per_100_orders",
        "fcr",
        "csat",
        "handling_mean",
        "saved",
        "promises_kept_share",
        "messages",
    ] {
        assert_eq!(told(&figures, name), "", "{name}");
    }
    assert_eq!(told(&figures, "cases"), "1 1/-");
    assert_eq!(told(&figures, "automatic_answer_share"), "0.00 0/1");
}

#[test]
fn machines_and_joined_cases_are_no_contacts() {
    let mut rows = vec![case("K1"), case("K2"), case("K3")];
    rows[1].is_machine = true;
    rows[2].status = CaseStatus::Joined;
    let figures = of(RawRows { cases: rows, ..RawRows::default() });
    assert_eq!(told(&figures, "cases"), "1 1/-");
    assert_eq!(told(&figures, "cases_by_machines"), "1 1/-");
    assert_eq!(told(&figures, "backlog"), "1 1/-");
}

#[test]
fn promises_hold_to_their_very_instant() {
    let promised = |due: &str, kept: Option<&str>, as_of: &str| {
        let mut row = case("K1");
        row.promises = vec![Promise { made: at("08:00:00"), due: at(due), kept: kept.map(at) }];
        told(&seen(as_of, RawRows { cases: vec![row], ..RawRows::default() }), "promises_kept_share")
    };
    assert_eq!(promised("12:00:00", Some("12:00:00"), "13:00:00"), "100.00 1/1");
    assert_eq!(promised("12:00:00", Some("12:00:00.001"), "13:00:00"), "0.00 0/1");
    assert_eq!(promised("12:00:00", None, "12:00:00"), "", "not due yet");
    assert_eq!(promised("12:00:00", None, "12:00:00.001"), "0.00 0/1");
}

#[test]
fn resolved_at_first_contact() {
    let closed = |change: &dyn Fn(&mut CaseRow), others: Vec<CaseRow>, as_of: &str| {
        let mut row = case("K1");
        row.answers = vec![at("09:00:00")];
        row.closed = vec![at("1+09:00:00")];
        change(&mut row);
        let cases = others.into_iter().chain([row]).collect();
        told(&seen(as_of, RawRows { cases, ..RawRows::default() }), "fcr")
    };
    let later = |text: &str, change: &dyn Fn(&mut CaseRow)| {
        let mut row = case("K2");
        row.opened = at(text);
        row.messages = vec![wrote(text)];
        change(&mut row);
        vec![row]
    };
    let yes = "100.00 1/1";
    let no = "0.00 0/1";
    let now = "30+00:00:00";
    assert_eq!(closed(&|_| (), vec![], now), yes);
    assert_eq!(closed(&|_| (), vec![], "8+08:59:59"), "", "the window is not over");
    assert_eq!(closed(&|_| (), vec![], "8+09:00:00"), yes);
    assert_eq!(closed(&|case| case.closed.clear(), vec![], now), "", "never closed");
    // What is written before the answer is part of the first contact.
    assert_eq!(closed(&|case| case.messages.push(wrote("08:30:00")), vec![], now), yes);
    assert_eq!(closed(&|case| case.messages.push(wrote("09:00:00.001")), vec![], now), no);
    assert_eq!(closed(&|case| case.messages.push(wrote("8+09:00:00")), vec![], now), no);
    assert_eq!(closed(&|case| case.messages.push(wrote("8+09:00:00.001")), vec![], now), yes, "after the window");
    assert_eq!(closed(&|case| case.messages.push(thanked("09:30:00")), vec![], now), yes);
    // Reopened by thanks, and by a person.
    let thanks = |case: &mut CaseRow| {
        case.messages.push(thanked("2+09:00:00"));
        case.reopened = vec![at("2+09:00:00")];
    };
    assert_eq!(closed(&thanks, vec![], now), yes);
    assert_eq!(closed(&|case| case.reopened = vec![at("2+09:00:00")], vec![], now), no);
    // Another case.
    assert_eq!(closed(&|_| (), later("3+09:00:00", &|case| case.channel = ContactChannel::Chat), now), no);
    assert_eq!(closed(&|_| (), later("9+09:00:00", &|_| ()), now), yes);
    assert_eq!(closed(&|_| (), later("3+09:00:00", &|case| case.order = Some("o2".to_owned())), now), yes);
    assert_eq!(closed(&|_| (), later("3+09:00:00", &|case| case.order = None), now), no, "the same kind of matter");
    let other_matter = |case: &mut CaseRow| {
        case.order = None;
        case.intents = vec![Intent::Invoice];
    };
    assert_eq!(closed(&|_| (), later("3+09:00:00", &other_matter), now), yes);
    assert_eq!(closed(&|_| (), later("3+09:00:00", &|case| case.intents = vec![Intent::FeedbackThanks]), now), yes);
    assert_eq!(closed(&|_| (), later("3+09:00:00", &|case| case.is_machine = true), now), yes);
    assert_eq!(closed(&|_| (), later("3+09:00:00", &|case| case.status = CaseStatus::Joined), now), yes);
}

#[test]
fn automation_and_wrong_answers() {
    let figures = |change: &dyn Fn(&mut CaseRow)| {
        of_case(|case| {
            case.automatic = vec![at("08:00:10")];
            case.closed = vec![at("1+08:00:00")];
            change(case);
        })
    };
    let both = |figures: Vec<Figure>| (told(&figures, "automation_share"), told(&figures, "wrong_answer_share"));
    let (yes, no) = ("100.00 1/1".to_owned(), "0.00 0/1".to_owned());
    assert_eq!(both(figures(&|_| ())), (yes.clone(), no.clone()));
    assert_eq!(both(figures(&|case| case.is_corrected = true)), (yes.clone(), yes.clone()));
    assert_eq!(both(figures(&|case| case.handed_over = Some(at("08:00:11")))), (no.clone(), no.clone()));
    assert_eq!(both(figures(&|case| case.messages.push(wrote("10:00:00")))), (no.clone(), yes.clone()));
    assert_eq!(both(figures(&|case| case.answers = vec![at("10:00:00")])), (no.clone(), no.clone()));
    assert_eq!(both(figures(&|case| case.automatic.clear())), (no.clone(), String::new()));
    // Nobody ever closed it: it was not done.
    assert_eq!(both(figures(&|case| case.closed.clear())), (no.clone(), no));
}

#[test]
fn net_contacts_leave_repeated_ones_out() {
    let mut rows: Vec<CaseRow> = (1..=6).map(|number| case(&format!("K{number}"))).collect();
    // K1 and K2 at one instant about one order: the lesser number is the first.
    rows[2].intents = vec![Intent::FeedbackThanks];
    rows[3].intents = vec![Intent::ProductQuestion];
    rows[3].order = None;
    rows[4].order = Some("o5".to_owned());
    rows[5].order = None;
    rows[5].customer = None;
    let order = OrderRow { key: "o1".to_owned(), ..order() };
    let figures = of(RawRows { cases: rows, orders: vec![order], ..RawRows::default() });
    assert_eq!(told(&figures, "contacts_per_100_orders"), "600.00 6/1");
    assert_eq!(told(&figures, "contacts_per_100_orders_net"), "300.00 3/1", "K1, K5 and K6");
}

fn order() -> OrderRow {
    OrderRow {
        key: "o".to_owned(),
        platform: "woocommerce".to_owned(),
        carrier: Some("inpost".to_owned()),
        placed: at("08:00:00"),
        paid: None,
        shipped: Some(at("1+08:00:00")),
        dispatch_promised: Some(at("1+08:00:00")),
        delivered: Some(at("2+08:00:00")),
        delivery_promised: Some(at("2+08:00:00")),
        cancelled: None,
        parcels: 1,
        returned_parcels: 0,
        is_sent_back: false,
        is_in_full: true,
        number_known: Some(at("07:00:00")),
    }
}

#[test]
fn orders_on_time_and_in_full() {
    let told = |as_of: &str, change: &dyn Fn(&mut OrderRow)| {
        let mut row = order();
        change(&mut row);
        let figures = seen(as_of, RawRows { orders: vec![row], ..RawRows::default() });
        ["otif", "otif_unknown_share", "orders_on_time", "dispatch_on_time"]
            .map(|name| told(&figures, name).split(' ').next().unwrap().to_owned())
    };
    let now = "30+00:00:00";
    assert_eq!(told(now, &|_| ()), ["100.00", "0.00", "100.00", "100.00"]);
    assert_eq!(told(now, &|order| order.is_in_full = false), ["0.00", "0.00", "100.00", "100.00"]);
    assert_eq!(told(now, &|order| order.delivered = Some(at("2+08:00:01"))), ["0.00", "0.00", "0.00", "100.00"]);
    assert_eq!(told(now, &|order| order.delivered = None), ["", "100.00", "", "100.00"]);
    let returned = |order: &mut OrderRow| (order.delivered, order.returned_parcels) = (None, 1);
    assert_eq!(told(now, &returned), ["0.00", "0.00", "", "100.00"]);
    let never = |order: &mut OrderRow| (order.delivered, order.shipped) = (None, None);
    assert_eq!(told(now, &never), ["0.00", "0.00", "", "0.00"]);
    assert_eq!(told("1+08:00:00", &never), ["", "", "", ""], "nothing is due yet");
    assert_eq!(told(now, &|order| order.cancelled = Some(at("09:00:00"))), ["", "", "", ""]);
    let figures = of(RawRows { orders: vec![order()], ..RawRows::default() });
    assert_eq!(self::told(&figures, "tracking_lag_median"), "0 -/1", "known before it was shipped");
    assert_eq!(self::told(&figures, "dispatch_median"), "86400 -/1", "from the order, where no payment is known");
}

#[test]
fn parcels_messages_and_sources() {
    let parcel = ParcelRow {
        key: "p1".to_owned(),
        carrier: Some("dpd".to_owned()),
        handed_over: Some(at("08:00:30")),
        delivered: Some(at("2+09:00:00")),
        failed: vec![at("1+09:00:00")],
        ready: None,
        picked_up: None,
        returned: None,
        promised: Some(at("1+20:00:00")),
    };
    let locker = ParcelRow {
        key: "p2".to_owned(),
        delivered: None,
        failed: vec![],
        ready: Some(at("1+08:00:00")),
        picked_up: Some(at("1+09:30:59")),
        ..parcel.clone()
    };
    let waits = ParcelRow { key: "p3".to_owned(), handed_over: None, ..parcel.clone() };
    let message = |key: &str, sent: Option<&str>, bounced: Option<&str>| MessageRow {
        key: key.to_owned(),
        kind: MessageKind::Shipped,
        channel: Channel::Sms,
        owed: at("08:00:00"),
        sent: sent.map(at),
        delivered: sent.map(at),
        bounced: bounced.map(at),
    };
    let figures = of(RawRows {
        parcels: vec![parcel, locker, waits],
        messages: vec![
            message("1", Some("08:00:07"), None),
            message("2", Some("08:00:09"), Some("09:00:00")),
            message("3", None, None),
        ],
        latencies: vec![
            LatencyRow { key: "a".to_owned(), day: day(), source: "dpd".to_owned(), seconds: 9, count: 9 },
            LatencyRow { key: "b".to_owned(), day: day(), source: "dpd".to_owned(), seconds: 900, count: 1 },
        ],
        disagreements: vec![DisagreementRow { key: "d".to_owned(), day: day(), about: "status".to_owned() }],
        ..RawRows::default()
    });
    for (name, value) in [
        ("parcels", "2 2/-"),
        ("parcels_on_time", "50.00 1/2"),
        ("parcels_brought_on_time", "100.00 2/2"),
        ("failed_attempt_share", "50.00 1/2"),
        ("transit_median", "86340 -/2"),
        ("transit_p90", "176340 -/2"),
        ("pickup_median", "5400 -/1"),
        ("messages", "2 2/-"),
        ("messages_delivered_share", "50.00 1/2"),
        ("messages_bounced_share", "50.00 1/2"),
        ("message_wait_median", "7 -/2"),
        ("latency_median", "9 -/10"),
        ("latency_p90", "9 -/10"),
        ("disagreements", "1 1/-"),
    ] {
        assert_eq!(told(&figures, name), value, "{name}");
    }
}

#[test]
fn backlog_has_an_age_at_the_end_of_the_day() {
    let mut rows: Vec<CaseRow> = (0..4).map(|number| case(&format!("K{number}"))).collect();
    // The day ends at 23:00 UTC. Exactly a day old; closed later; closed at the very end; opened the next day.
    rows[0].opened = at("-1+23:00:00");
    rows[1].closed = vec![at("23:00:00.001")];
    rows[2].closed = vec![at("23:00:00")];
    rows[3].opened = at("23:00:00");
    rows[1].automatic = vec![at("08:00:01")];
    let figures = of(RawRows { cases: rows, ..RawRows::default() });
    assert_eq!(told(&figures, "backlog"), "2 2/-");
    assert_eq!(told(&figures, "backlog_1_to_3_days"), "1 1/-");
    assert_eq!(told(&figures, "backlog_under_1_day"), "1 1/-");
    assert_eq!(told(&figures, "backlog_waiting"), "1 1/-", "what was answered waits for the customer");
}

#[test]
fn ratings_and_costs() {
    let rated = |number: usize, scale: Scale, score: Option<u8>| CaseRow {
        rating: Some(Rating { scale, asked: at("09:00:00"), answered: score.map(|_| at("10:00:00")), score }),
        answers: vec![at("09:00:00")],
        ..case(&format!("K{number:02}"))
    };
    let scores = [
        (Scale::Csat, Some(5)),
        (Scale::Csat, Some(3)),
        (Scale::Csat, Some(9)),
        (Scale::Csat, None),
        (Scale::Nps, Some(6)),
        (Scale::Nps, Some(0)),
        (Scale::Nps, Some(9)),
        (Scale::Ces, Some(5)),
        (Scale::Ces, Some(4)),
        (Scale::Ces, Some(7)),
    ];
    let cases = scores.iter().enumerate().map(|(number, (scale, score))| rated(number, *scale, *score)).collect();
    let rows = Rows::of(at("30+00:00:00"), RawRows { cases, ..RawRows::default() });
    let mut settings = Settings::default();
    let roll = roll_day(day(), &rows, &settings);
    let figures = sledz_kpi::figures(&roll, None, &settings);
    assert_eq!(told(&figures, "csat"), "50.00 1/2");
    assert_eq!(told(&figures, "csat_response_share"), "50.00 2/4");
    assert_eq!(told(&figures, "nps"), "-33.33 -1/3");
    assert_eq!(told(&figures, "ces"), "66.67 2/3");
    settings.costs = Costs { month: Some(100_000), contact: Some(1_500), automatic: Some(7), ..Costs::default() };
    let figures = sledz_kpi::figures(&roll, None, &settings);
    // 1000 PLN in November are 33.33 a day.
    assert_eq!(told(&figures, "cost_per_contact"), "3.33 3333/10");
    let by = figures_by(&roll, sledz_kpi::Dimension::Channel, None, &settings);
    assert_eq!(told(&by[0].figures, "cost_per_contact"), "", "nobody knows which channel the rent is for");
    settings.costs.month = None;
    let by = figures_by(&roll, sledz_kpi::Dimension::Channel, None, &settings);
    assert_eq!(told(&by[0].figures, "cost_per_contact"), "15.00 15000/10");
    assert_eq!(told(&by[0].figures, "saved"), "0.00 0/-");
}

fn advised(wismo: usize, others: usize, cause: Option<Cause>) -> Vec<&'static str> {
    let row = |number: usize| CaseRow {
        intents: vec![if number < wismo { Intent::WhereIsParcel } else { Intent::Invoice }],
        cause: cause.filter(|_| number < wismo),
        order: Some(format!("o{number}")),
        customer: None,
        ..case(&format!("K{number:04}"))
    };
    let figures = of(RawRows { cases: (0..wismo + others).map(row).collect(), ..RawRows::default() });
    let advice = advice(&figures);
    for one in &advice {
        assert!(!one.text(Lang::Pl).is_empty() && one.because.denominator >= one.because.least);
    }
    advice.iter().map(|advice| advice.rule).collect()
}

#[test]
fn advice_by_the_rules_of_thumb() {
    assert_eq!(advised(15, 35, None), Vec::<&str>::new(), "30 % are not more than 30 %");
    assert_eq!(advised(16, 34, None), ["wismo_over_30_percent"]);
    assert_eq!(advised(20, 30, None), ["wismo_from_40_percent"]);
    assert_eq!(advised(20, 29, None), Vec::<&str>::new(), "too few cases");
    assert_eq!(advised(30, 70, Some(Cause::CourierSilent)), ["cause_courier_silent"]);
    assert_eq!(advised(29, 71, Some(Cause::CourierSilent)), Vec::<&str>::new(), "too few of known cause");
}

#[test]
fn before_and_after() {
    let before = of_case(|case| case.answers = vec![at("10:00:00")]);
    let after = of_case(|case| {
        case.answers = vec![at("09:00:00")];
        case.handling_seconds = Some(60);
    });
    let both = compare(&before, &after);
    let of = |name: &str| both.iter().find(|one| one.name == name).unwrap();
    let response = of("first_response_median");
    assert_eq!(response.difference.unwrap().to_string(), "-3600");
    assert_eq!(response.change.unwrap().to_string(), "-50.00");
    assert_eq!((of("handling_mean").before, of("handling_mean").difference), (None, None));
    assert_eq!(of("automatic_answers").change, None, "nothing to compare zero with");
}

#[test]
fn a_days_roll_up_of_a_thousand_cases_is_quick() {
    let row = |number: usize| {
        let mut row = case(&format!("K{number:04}"));
        row.order = Some(format!("o{}", number % 700));
        row.customer = Some(format!("c{}", number % 500));
        row.opened += TimeDelta::seconds(i64::try_from(number).unwrap() * 30);
        row.automatic = vec![row.opened + TimeDelta::seconds(5)];
        row.answers = (1..6).map(|day| row.opened + TimeDelta::days(day)).collect();
        row.messages.extend(
            (1..6).map(|day| CustomerMessage { at: row.opened + TimeDelta::hours(day * 24 - 5), is_thanks: false }),
        );
        row.closed = vec![row.opened + TimeDelta::days(20)];
        row
    };
    let cases: Vec<CaseRow> = (0..1000).map(row).collect();
    let began = std::time::Instant::now();
    let rows = Rows::of(at("30+00:00:00"), RawRows { cases, ..RawRows::default() });
    let roll = roll_day(day(), &rows, &Settings::default());
    let took = began.elapsed();
    println!("one day of 1000 cases: {took:?}");
    assert_eq!(roll.total().unwrap().count(sledz_kpi::cell::Count::CASES), 1000);
    assert!(took.as_millis() < 2000, "{took:?}");
}

#[test]
fn every_figure_is_explained() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/numbers.md")).unwrap();
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
    for definition in sledz_kpi::definitions::all() {
        assert!(named.contains(&definition.name), "docs/numbers.md says nothing of {}", definition.name);
    }
}
