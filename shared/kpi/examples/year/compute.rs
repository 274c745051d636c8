//! All figures of all spans, by rolling up each day and adding the days up.

use crate::read::Year;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use sledz_kpi::{Dimension, Figure, Roll, figures, figures_by, roll_day};

/// The rolls of all days that the spans need, by day.
pub(crate) fn days(year: &Year) -> Vec<(NaiveDate, Roll)> {
    let first = year.spans.iter().map(|span| span.0).min().unwrap();
    let last = year.spans.iter().map(|span| span.1).max().unwrap();
    first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|day| (day, roll_day(day, &year.rows, &year.settings)))
        .collect()
}

/// The days of a span added up.
pub(crate) fn span(days: &[(NaiveDate, Roll)], (from, to): (NaiveDate, NaiveDate)) -> Roll {
    let mut roll = Roll::default();
    for (_, day) in days.iter().filter(|(day, _)| from <= *day && *day <= to) {
        roll.merge(day);
    }
    roll
}

/// What `tests/kpi/reference.py` writes.
pub(crate) fn report(year: &Year, rolls: &[Roll]) -> Value {
    let (mut spans, mut heat) = (Vec::new(), Vec::new());
    for ((from, to), roll) in year.spans.iter().zip(rolls) {
        let head = |by: Option<Dimension>, key: Option<&str>, figures: &[Figure]| {
            let figures = object(figures);
            json!({"from": from.to_string(), "to": to.to_string(), "by": by.map(Dimension::name), "key": key, "figures": figures})
        };
        spans.push(head(None, None, &figures(roll, None, &year.settings)));
        for by in Dimension::ALL {
            for group in figures_by(roll, by, None, &year.settings) {
                spans.push(head(Some(by), group.key.as_deref(), &group.figures));
            }
        }
        let hours = roll.heat_map().map(|row| row.to_vec()).to_vec();
        heat.push(json!({"from": from.to_string(), "to": to.to_string(), "hours": hours}));
    }
    json!({"spans": spans, "heat": heat})
}

fn object(figures: &[Figure]) -> Map<String, Value> {
    let one = |figure: &Figure| {
        json!({
            "unit": figure.unit_name(), "value": figure.value.to_string(),
            "numerator": figure.numerator, "denominator": figure.denominator,
        })
    };
    figures.iter().map(|figure| (figure.name.to_owned(), one(figure))).collect()
}
