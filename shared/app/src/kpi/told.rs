//! The answer of `GET /api/kpi`: figures with what they were before, compared with another span, the hours in which
//! customers write, and advice.
//!
//! ```json
//! {"from":"2026-11-01","to":"2026-11-30","tz":"Europe/Warsaw","by":null,"figures":[{"name":"orders","unit":"count",
//!  "value":412,"numerator":412,"denominator":null,"previous":397,"change":3.78,"label":"...","label_en":"..."}],
//!  "previous":{"from":"2026-10-01","to":"2026-10-31"},"comparison":null,"heat_map":[[0,0]],"advice":[],
//!  "computed":["2026-11-30"],"missing":[]}
//! ```

use super::{
    query::{By, Query, Span, cut},
    reading::{Reader, Spans},
};
use crate::{
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
};
use http::StatusCode;
use serde_json::Value;
use sledz_domain::{json, view::rfc3339};
use sledz_kpi::{Advice, Comparison, Decimal, Figure, Group, advice, compare, export::ZONE, figures, figures_by};
use sledz_store::StoreError;

/// Answers.
///
/// # Errors
/// 400; 503 if the store fails.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let query = Query::of(request, env)?;
    let mut reader = Reader::open(env)?;
    let answer = told(&query, &mut reader, env)?;
    Ok(with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes()))
}

/// The whole answer.
///
/// # Errors
/// If the store fails.
pub fn told(query: &Query, reader: &mut Reader<'_>, env: &Env) -> Result<Value, StoreError> {
    let (from, to) = query.span;
    let by = match query.by {
        By::Dimension(by) => Some(by),
        _ => None,
    };
    let now = reader.span(from, to, by)?;
    let before = reader.before(query.span, by)?;
    let then = before.as_ref().map(|(_, roll)| roll);
    let compared = match query.compared {
        Some((from, to)) => Some(reader.span(from, to, None)?),
        None => None,
    };
    let settings = reader.settings().clone();
    let total = figures(&now, then, &settings);
    let comparison = compared.map(|other| {
        let other = figures(&other, None, &settings);
        compare(&other, &total).iter().map(compared_value).collect::<Vec<Value>>()
    });
    let groups = match by {
        Some(by) => figures_by(&now, by, then, &settings),
        None => vec![Group { key: None, figures: total.clone() }],
    };
    let shown: Vec<Value> =
        groups.iter().flat_map(|group| group.figures.iter().map(|one| figure(one, group.key.as_deref()))).collect();
    let mut periods = Vec::new();
    if let By::Period(period) = query.by {
        for span in cut(query.span, period) {
            let roll = reader.span(span.0, span.1, None)?;
            let figures: Vec<Value> = figures(&roll, None, &settings).iter().map(|one| figure(one, None)).collect();
            periods.push(json!({"from": span.0.to_string(), "to": span.1.to_string(), "figures": figures}));
        }
    }
    let heat: Vec<Vec<u32>> = now.heat_map().iter().map(|hours| hours.to_vec()).collect();
    let told_advice: Vec<Value> = advice(&total).iter().map(advised).collect();
    let computed: Vec<String> = reader.computed().map(|day| day.to_string()).collect();
    let missing: Vec<String> = reader.missing.iter().map(|day| day.to_string()).collect();
    let span = |(from, to): Span| json!({"from": from.to_string(), "to": to.to_string()});
    Ok(json!({
        "from": from.to_string(),
        "to": to.to_string(),
        "tz": ZONE,
        "by": query.by.name(),
        "as_of": rfc3339(env.now),
        "figures": shown,
        "periods": periods,
        "previous": before.as_ref().map(|(of, _)| span(*of)),
        "compared": query.compared.map(span),
        "comparison": comparison,
        "heat_map": heat,
        "advice": told_advice,
        "computed": computed,
        "missing": missing,
    }))
}

/// A number with all its places.
fn number(number: Decimal) -> Value {
    serde_json::from_str(&number.to_string()).unwrap_or(Value::Null)
}

fn figure(one: &Figure, key: Option<&str>) -> Value {
    json!({
        "key": key,
        "name": one.name,
        "unit": one.unit_name(),
        "value": number(one.value),
        "numerator": one.numerator,
        "denominator": one.denominator,
        "previous": one.previous.map(number),
        "change": one.change().map(number),
        "label": one.label_pl,
        "label_en": one.label_en,
    })
}

fn compared_value(one: &Comparison) -> Value {
    json!({
        "name": one.name,
        "before": one.before.map(number),
        "after": one.after.map(number),
        "difference": one.difference.map(number),
        "change": one.change.map(number),
    })
}

fn advised(one: &Advice) -> Value {
    let because = one.because;
    json!({
        "rule": one.rule,
        "text": one.pl,
        "text_en": one.en,
        "because": {
            "figure": because.figure,
            "value": number(because.value),
            "numerator": because.numerator,
            "denominator": because.denominator,
            "threshold": number(because.threshold),
            "least": because.least,
        },
    })
}
