//! `GET /api/kpi/export`: figures as CSV, JSON or OpenMetrics; cases, orders and parcels row by row, as CSV or NDJSON.
//!
//! Figures are aggregates: a token of role `export` in the address is enough, as spreadsheets and monitoring need it. Rows
//! need a token that reads, in a header. Nothing in them is personal.

use super::{
    cases,
    ledger::Ledger,
    may_read_figures, may_read_rows, orders,
    query::{By, Query, Span, cut},
    reading::{Reader, Spans},
};
use crate::{
    order_intake::OrderPointer,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
};
use chrono::NaiveDate;
use http::{HeaderValue, StatusCode, header};
use sledz_domain::{time::warsaw_day, words::Lang};
use sledz_kpi::{
    RawRows, Report, Rows,
    export::{csv, json, openmetrics, table},
};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

/// The longest span whose rows are told at once, in days: an answer has to fit into a component's memory.
pub(super) const LONGEST_ROWS: i64 = 92;

/// The most rows of one answer.
const MOST_ROWS: usize = 20_000;

fn bad(detail: &str) -> Failure {
    Failure::refused(StatusCode::BAD_REQUEST, detail)
}

/// Answers.
///
/// # Errors
/// 400, 401, 403; 503 if the store fails.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let format = request.query("format").unwrap_or_else(|| "csv".to_owned());
    // A line of NDJSON is a row.
    let usual = if format == "ndjson" { "cases" } else { "figures" };
    let grain = request.query("grain").unwrap_or_else(|| usual.to_owned());
    let is_of_figures = grain == "figures";
    let caller = if is_of_figures { may_read_figures(request, env)? } else { may_read_rows(request, env)? };
    let query = Query::of(request, env)?;
    let style = style(request)?;
    let lang = request.query("lang").as_deref().and_then(Lang::from_tag).unwrap_or_default();
    if is_of_figures {
        return figures(&query, env, &format, style, lang);
    }
    let span = query.span;
    if (span.1 - span.0).num_days() >= LONGEST_ROWS {
        return Err(bad("rows are told of 92 days at most; ask for shorter spans one after the other"));
    }
    eprintln!("kpi: {grain} of {} to {} read by {caller}", span.0, span.1);
    rows(env, span, &grain, &format, style)
}

/// How the table is written.
fn style(request: &Request) -> Result<csv::Style, Failure> {
    let of = |name: &str| request.query(name);
    let (sep, decimal, bom) = (of("sep"), of("decimal"), of("bom"));
    // Whoever wants semicolons has a spreadsheet that knows UTF-8 by the mark only.
    let is_polish = sep.as_deref() == Some(";") && bom.is_none();
    let style = csv::Style::parse(sep.as_deref(), decimal.as_deref(), bom.as_deref());
    let style = style.ok_or_else(|| bad("sep is , or ; or tab, decimal is . or , and bom is 0 or 1"))?;
    Ok(csv::Style { bom: style.bom || is_polish, ..style })
}

/// The figures of a span: one report, or one of each day, week or month in it.
///
/// # Errors
/// If the store fails.
pub fn reports(query: &Query, reader: &mut dyn Spans) -> Result<Vec<Report>, StoreError> {
    let settings = reader.settings().clone();
    let by = match query.by {
        By::Dimension(by) => Some(by),
        _ => None,
    };
    let spans = match query.by {
        By::Period(period) => cut(query.span, period),
        _ => vec![query.span],
    };
    let mut all = Vec::new();
    for span in spans {
        let roll = reader.span(span.0, span.1, by)?;
        let before = match query.by {
            By::Period(_) => None,
            _ => reader.before(span, by)?.map(|(_, roll)| roll),
        };
        all.push(Report::of(span, &roll, by, before.as_ref(), &settings));
    }
    Ok(all)
}

/// Reports one below the other, as one table.
pub fn table_of(reports: &[Report], style: csv::Style, lang: Lang) -> String {
    let mut text = String::new();
    for (place, report) in reports.iter().enumerate() {
        let bom = style.bom && place == 0;
        let table = csv::figures(report, csv::Style { bom, ..style }, lang);
        // The names of the columns stand on the first line only.
        text.push_str(if place == 0 { &table } else { table.split_once('\n').map_or("", |(_, rest)| rest) });
    }
    text
}

fn figures(query: &Query, env: &Env, format: &str, style: csv::Style, lang: Lang) -> Result<Reply, Failure> {
    let mut reader = Reader::open(env)?;
    let name = format!("sledz-kpi-{}-{}", query.span.0, query.span.1);
    match (format, query.by) {
        ("csv", _) => {
            let reports = reports(query, &mut reader)?;
            let told = file(table_of(&reports, style, lang), CSV, &format!("{name}.csv"));
            Ok(with_missing(told, &reader))
        }
        ("json", _) => {
            let reports = reports(query, &mut reader)?;
            let told: Vec<String> = reports.iter().map(|report| json::figures(report, lang)).collect();
            let text = match query.by {
                By::Period(_) => format!("[{}]", told.join(",")),
                _ => told.concat(),
            };
            Ok(with_missing(file(text, "application/json", &format!("{name}.json")), &reader))
        }
        ("openmetrics", By::Period(_)) => {
            Err(bad("openmetrics tells one span; ask without by, or by channel, intent, cause, carrier or source"))
        }
        ("openmetrics", _) => {
            let text: String = reports(query, &mut reader)?.iter().map(openmetrics::figures).collect();
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            Ok(with_missing(with_type(StatusCode::OK, kind, text.into_bytes()), &reader))
        }
        ("ndjson", _) => Err(bad("ndjson is for rows: grain=cases, orders or parcels")),
        _ => Err(bad("format is one of csv, json, ndjson, openmetrics")),
    }
}

/// Says how many days of the span nobody has counted: no table has a place for that.
fn with_missing(mut told: Reply, reader: &Reader<'_>) -> Reply {
    if !reader.missing.is_empty() {
        told.headers_mut().insert("sledz-missing-days", HeaderValue::from(reader.missing.len()));
    }
    told
}

const CSV: &str = "text/csv; charset=utf-8";

/// A file to be kept, or to be read by a program.
pub fn file(text: String, kind: &'static str, name: &str) -> Reply {
    let mut reply = with_type(StatusCode::OK, kind, text.into_bytes());
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        reply.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    reply
}

fn rows(env: &Env, span: Span, grain: &str, format: &str, style: csv::Style) -> Result<Reply, Failure> {
    if !["cases", "orders", "parcels"].contains(&grain) {
        return Err(bad("grain is one of figures, cases, orders, parcels"));
    }
    if !["csv", "ndjson"].contains(&format) {
        return Err(bad("rows are told as csv or ndjson"));
    }
    let settings = super::settings::settings(env);
    let raw = match grain {
        "cases" => case_rows(env, span)?,
        _ => order_rows(env, span)?,
    };
    let rows = Rows::of(env.now, raw);
    let within = |day: NaiveDate| span.0 <= day && day <= span.1;
    let (names, columns): (&[&str], Vec<table::Columns>) = match grain {
        "cases" => {
            let cases = rows.cases().iter().filter(|case| within(warsaw_day(case.opened)));
            (&table::CASE, cases.map(|case| table::case(case, &settings)).collect())
        }
        "orders" => {
            let orders = rows.orders().iter().filter(|order| within(warsaw_day(order.placed)));
            (&table::ORDER, orders.map(table::order).collect())
        }
        _ => (&table::PARCEL, rows.parcels().iter().map(table::parcel).collect()),
    };
    if columns.len() > MOST_ROWS {
        return Err(bad("that are too many rows; ask for a shorter span"));
    }
    let name = format!("sledz-{grain}-{}-{}", span.0, span.1);
    Ok(match format {
        "csv" => file(csv::rows(names, columns.into_iter(), style), CSV, &format!("{name}.csv")),
        _ => file(json::rows(columns.into_iter()), "application/x-ndjson", &format!("{name}.ndjson")),
    })
}

/// The cases that were filed on the days of a span, and those that began in it and are filed later.
fn case_rows(env: &Env, span: Span) -> Result<RawRows, StoreError> {
    let ledger = Ledger::read(env)?;
    let filed = |day: NaiveDate| ledger.mark(day).map_or(day, |mark| mark.filed_until(day));
    let days = || span.0.iter_days().take_while(|day| *day <= span.1 && *day <= warsaw_day(env.now));
    let last = days().map(filed).max().unwrap_or(span.1);
    let mut raw = RawRows::default();
    for day in span.0.iter_days().take_while(|day| *day <= last) {
        for number in env.store.all_pointers::<String>(LogId::new(Kind::CasesOfDay, &[&day.to_string()]))? {
            raw.cases.extend(cases::read(env, &number, None)?.map(|known| known.row()));
        }
    }
    Ok(raw)
}

/// The orders that were placed in a span, with their parcels.
fn order_rows(env: &Env, span: Span) -> Result<RawRows, StoreError> {
    let mut raw = RawRows::default();
    for day in span.0.iter_days().take_while(|day| *day <= span.1 && *day <= warsaw_day(env.now)) {
        for order in env.store.all_pointers::<OrderPointer>(LogId::new(Kind::OrdersOfDay, &[&day.to_string()]))? {
            orders::rows(env, &order, &mut raw, &mut |_| {})?;
            (raw.messages, raw.latencies) = Default::default();
        }
    }
    Ok(raw)
}
