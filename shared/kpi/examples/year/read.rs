//! Rows and settings as `tests/kpi/generate.py` writes them.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sledz_domain::{
    case::CaseStatus,
    cause::Cause,
    contact::ContactChannel,
    hours::Hours,
    intent::Intent,
    message::{Channel, MessageKind},
};
use sledz_kpi::{
    CaseRow, Costs, CustomerMessage, DisagreementRow, LatencyRow, MessageRow, OrderRow, ParcelRow, Promise, Rating,
    RawRows, Rows, Scale, Settings,
};

/// A folder that was read.
pub(crate) struct Year {
    /// What to compute with.
    pub(crate) settings: Settings,
    /// The rows, tidy.
    pub(crate) rows: Rows,
    /// The spans to compute.
    pub(crate) spans: Vec<(NaiveDate, NaiveDate)>,
}

/// Reads a folder.
pub(crate) fn year(folder: &std::path::Path) -> Year {
    let told: Value = serde_json::from_slice(&std::fs::read(folder.join("settings.json")).unwrap()).unwrap();
    let costs = Costs {
        currency: text(&told, "currency"),
        month: number(&told, "month"),
        contact: number(&told, "contact"),
        automatic: number(&told, "automatic"),
    };
    let days = |name: &str| u16::try_from(number(&told, name).unwrap()).unwrap();
    let hours = Hours::parse(&text(&told, "hours")).unwrap();
    let settings = Settings { hours, fcr_days: days("fcr_days"), net_days: days("net_days"), silent_days: 7, costs };
    let spans = list(&told, "spans").iter().map(|span| (day(&span[0]), day(&span[1]))).collect();
    let as_of = at(&told, "as_of").unwrap();
    let raw = raw(&std::fs::read_to_string(folder.join("rows.ndjson")).unwrap());
    Year { settings, rows: Rows::of(as_of, raw), spans }
}

/// Reads lines of rows.
pub(crate) fn raw(lines: &str) -> RawRows {
    let mut raw = RawRows::default();
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        match row["row"].as_str().unwrap() {
            "case" => raw.cases.push(case(&row)),
            "order" => raw.orders.push(order(&row)),
            "parcel" => raw.parcels.push(parcel(&row)),
            "message" => raw.messages.push(message(&row)),
            "latency" => raw.latencies.push(LatencyRow {
                key: text(&row, "key"),
                day: day(&row["day"]),
                source: text(&row, "source"),
                seconds: number(&row, "seconds").unwrap(),
                count: number(&row, "count").unwrap(),
            }),
            "disagreement" => raw.disagreements.push(DisagreementRow {
                key: text(&row, "key"),
                day: day(&row["day"]),
                about: text(&row, "about"),
            }),
            other => panic!("{other}"),
        }
    }
    raw
}

fn text(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap().to_owned()
}

fn maybe(row: &Value, name: &str) -> Option<String> {
    row[name].as_str().map(str::to_owned)
}

fn number(row: &Value, name: &str) -> Option<u32> {
    row[name].as_u64().map(|number| u32::try_from(number).unwrap())
}

fn list<'a>(row: &'a Value, name: &str) -> &'a [Value] {
    row[name].as_array().unwrap()
}

fn day(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn at(row: &Value, name: &str) -> Option<DateTime<Utc>> {
    row[name].as_str().map(|text| text.parse().unwrap())
}

fn times(row: &Value, name: &str) -> Vec<DateTime<Utc>> {
    list(row, name).iter().map(|at| at.as_str().unwrap().parse().unwrap()).collect()
}

fn case(row: &Value) -> CaseRow {
    CaseRow {
        number: text(row, "number"),
        channel: ContactChannel::from_name(&text(row, "channel")).unwrap(),
        source: text(row, "source"),
        intents: list(row, "intents").iter().map(|name| Intent::from_name(name.as_str().unwrap()).unwrap()).collect(),
        cause: maybe(row, "cause").map(|name| Cause::from_name(&name).unwrap()),
        carrier: maybe(row, "carrier"),
        order: maybe(row, "order"),
        customer: maybe(row, "customer"),
        opened: at(row, "opened").unwrap(),
        messages: list(row, "messages")
            .iter()
            .map(|message| CustomerMessage {
                at: at(message, "at").unwrap(),
                is_thanks: message["is_thanks"].as_bool().unwrap(),
            })
            .collect(),
        automatic: times(row, "automatic"),
        answers: times(row, "answers"),
        promises: list(row, "promises")
            .iter()
            .map(|promise| Promise {
                made: at(promise, "made").unwrap(),
                due: at(promise, "due").unwrap(),
                kept: at(promise, "kept"),
            })
            .collect(),
        closed: times(row, "closed"),
        reopened: times(row, "reopened"),
        handed_over: at(row, "handed_over"),
        is_corrected: row["is_corrected"].as_bool().unwrap(),
        is_machine: row["is_machine"].as_bool().unwrap(),
        rating: row["rating"].as_object().map(|_| rating(&row["rating"])),
        handling_seconds: number(row, "handling_seconds"),
        status: match text(row, "status").as_str() {
            "open" => CaseStatus::Open,
            "waiting" => CaseStatus::Waiting,
            "closed" => CaseStatus::Closed,
            "joined" => CaseStatus::Joined,
            other => panic!("{other}"),
        },
    }
}

fn rating(row: &Value) -> Rating {
    Rating {
        scale: Scale::from_name(&text(row, "scale")).unwrap(),
        asked: at(row, "asked").unwrap(),
        answered: at(row, "answered"),
        score: number(row, "score").map(|score| u8::try_from(score).unwrap()),
    }
}

fn order(row: &Value) -> OrderRow {
    OrderRow {
        key: text(row, "key"),
        platform: text(row, "platform"),
        carrier: maybe(row, "carrier"),
        placed: at(row, "placed").unwrap(),
        paid: at(row, "paid"),
        shipped: at(row, "shipped"),
        dispatch_promised: at(row, "dispatch_promised"),
        delivered: at(row, "delivered"),
        delivery_promised: at(row, "delivery_promised"),
        cancelled: at(row, "cancelled"),
        parcels: number(row, "parcels").unwrap(),
        returned_parcels: number(row, "returned_parcels").unwrap(),
        is_sent_back: row["is_sent_back"].as_bool().unwrap(),
        is_in_full: row["is_in_full"].as_bool().unwrap(),
        number_known: at(row, "number_known"),
    }
}

fn parcel(row: &Value) -> ParcelRow {
    ParcelRow {
        key: text(row, "key"),
        carrier: maybe(row, "carrier"),
        handed_over: at(row, "handed_over"),
        delivered: at(row, "delivered"),
        failed: times(row, "failed"),
        ready: at(row, "ready"),
        picked_up: at(row, "picked_up"),
        returned: at(row, "returned"),
        promised: at(row, "promised"),
    }
}

fn message(row: &Value) -> MessageRow {
    MessageRow {
        key: text(row, "key"),
        kind: MessageKind::from_name(&text(row, "kind")).unwrap(),
        channel: Channel::from_name(&text(row, "channel")).unwrap(),
        owed: at(row, "owed").unwrap(),
        sent: at(row, "sent"),
        delivered: at(row, "delivered"),
        bounced: at(row, "bounced"),
    }
}
