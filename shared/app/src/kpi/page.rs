//! The component `dashboard` (`/kpi`): the numbers as a page, for who is signed in.

use super::{
    api_export::LONGEST_ROWS,
    own_variables,
    query::checked,
    reading::{Reader, Spans},
};
use crate::{
    desk,
    reply::{Failure, Reply},
    request::{Env, Request},
    tracking_page::html,
};
use chrono::NaiveDate;
use http::StatusCode;
use sledz_domain::words::Lang;
use sledz_kpi::{Advice, Decimal, Dimension, Figure, Roll, Settings, Unit, advice, figures, figures_by};
use sledz_page::{
    self as page, Dashboard, ExportKind, KpiAdvice, KpiBreakdown, KpiBy, KpiExport, KpiFigure, KpiPeriod, KpiRow,
    KpiUnit, KpiValue, Number, PERIOD_FIGURES, Span, Step, fields,
};
use sledz_store::StoreError;

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    own_variables()
}

/// Answers a request to the component.
pub fn handle(request: &Request, env: &Env) -> Reply {
    answer(request, env).unwrap_or_else(Failure::into_problem)
}

fn answer(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let desk = match desk::of(request, env)? {
        Ok(desk) => desk,
        Err(sign_in) => return Ok(sign_in),
    };
    if !request.is_get() {
        return Err(Failure::Method("GET"));
    }
    let mut reader = Reader::open(env)?;
    let asked = |name: &str| request.query(name).unwrap_or_default();
    let today = reader.today();
    let (span, fault) = Span::asked(&asked(fields::SPAN), &asked(fields::FROM), &asked(fields::TO), today);
    let by = Step::fitting(Step::from_name(&asked(fields::BY)), span);
    // Two days make another span to compare with; anything else is the one before.
    let chosen = asked(fields::COMPARE_FROM).parse().ok().zip(asked(fields::COMPARE_TO).parse().ok());
    let chosen = chosen.filter(|(from, to): &(NaiveDate, NaiveDate)| checked(*from, *to).is_ok() && *to <= today);
    let told = numbers(&mut reader, desk.lang, span, by, chosen)?;
    let dashboard = Dashboard {
        who: desk.who().to_owned(),
        today,
        fault,
        missing: reader.missing.len(),
        exports: downloads(span),
        ..told
    };
    Ok(html(StatusCode::OK, page::dashboard(&dashboard, &env.settings.shop())))
}

/// The numbers of a span, beside those of another one, or of the one before.
///
/// # Errors
/// If the store fails.
pub fn numbers(
    spans: &mut dyn Spans,
    lang: Lang,
    span: Span,
    by: Step,
    chosen: Option<(NaiveDate, NaiveDate)>,
) -> Result<Dashboard, StoreError> {
    let shown = Shown { lang, settings: spans.settings().clone() };
    let now = spans.span(span.from, span.to, None)?;
    let before = match chosen {
        Some((from, to)) => Some(((from, to), spans.span(from, to, None)?)),
        None => spans.before((span.from, span.to), None)?,
    };
    let total = figures(&now, before.as_ref().map(|(_, roll)| roll), &shown.settings);
    Ok(Dashboard {
        lang,
        span,
        before: before.map(|((from, to), _)| Span { from, to }),
        is_before_chosen: chosen.is_some(),
        by,
        currency: shown.settings.costs.currency.clone(),
        figures: total.iter().map(|figure| shown.figure(figure)).collect(),
        periods: periods(spans, &by.parts(span))?,
        breakdowns: shown.breakdowns(spans, span, &now)?,
        heat: Some(now.heat_map()).filter(|hours| hours.iter().flatten().any(|count| *count > 0)),
        advice: advice(&total).iter().filter_map(|advice| shown.advice(advice, &total)).collect(),
        ..Dashboard::default()
    })
}

/// The figures of spans, as charts over time are drawn of them.
///
/// # Errors
/// If the store fails.
pub fn periods(spans: &mut dyn Spans, parts: &[Span]) -> Result<Vec<KpiPeriod>, StoreError> {
    let settings = spans.settings().clone();
    let mut periods = Vec::new();
    for part in parts {
        let roll = spans.span(part.from, part.to, None)?;
        let figures = figures(&roll, None, &settings);
        periods.push(KpiPeriod { span: *part, values: values(&figures, &PERIOD_FIGURES) });
    }
    Ok(periods)
}

/// How things are shown.
struct Shown {
    lang: Lang,
    settings: Settings,
}

impl Shown {
    fn figure(&self, figure: &Figure) -> KpiFigure {
        KpiFigure {
            name: figure.name,
            label: figure.label(self.lang).to_owned(),
            unit: unit(figure.unit),
            value: Some(number(figure.value)),
            numerator: figure.numerator,
            denominator: figure.denominator,
            previous: figure.previous.map(number),
        }
    }

    fn breakdowns(&self, spans: &mut dyn Spans, span: Span, total: &Roll) -> Result<Vec<KpiBreakdown>, StoreError> {
        let mut all = Vec::new();
        for by in KpiBy::ALL {
            let Some(dimension) = Dimension::from_name(by.name()) else { continue };
            // Beside the total, which what is per 100 orders is divided by.
            let mut roll = total.clone();
            roll.merge(&spans.cells(span.from, span.to, dimension)?);
            let groups = figures_by(&roll, dimension, None, &self.settings);
            let rows = groups.into_iter().filter_map(|group| {
                let values = values(&group.figures, &by.figures());
                Some(KpiRow { key: group.key?, values }).filter(|row| !row.values.is_empty())
            });
            all.push(KpiBreakdown { by, rows: rows.collect() });
        }
        Ok(all)
    }

    fn advice(&self, advice: &Advice, figures: &[Figure]) -> Option<KpiAdvice> {
        let because = advice.because;
        let figure = figures.iter().find(|figure| figure.name == because.figure)?;
        Some(KpiAdvice {
            text: advice.text(self.lang).to_owned(),
            label: figure.label(self.lang).to_owned(),
            unit: unit(figure.unit),
            value: number(because.value),
            numerator: because.numerator,
            denominator: because.denominator,
            threshold: number(because.threshold),
            least: because.least,
        })
    }
}

fn values(figures: &[Figure], wanted: &[&str]) -> Vec<KpiValue> {
    let of = figures.iter().filter(|figure| wanted.contains(&figure.name));
    of.map(|figure| KpiValue { name: figure.name, value: number(figure.value), numerator: figure.numerator }).collect()
}

fn number(number: Decimal) -> Number {
    Number { units: number.units, places: number.places }
}

fn unit(unit: Unit) -> KpiUnit {
    match unit {
        Unit::Count => KpiUnit::Count,
        Unit::Percent => KpiUnit::Percent,
        Unit::Per100 => KpiUnit::Per100,
        Unit::Seconds => KpiUnit::Seconds,
        Unit::Points => KpiUnit::Points,
        Unit::Money => KpiUnit::Money,
    }
}

/// What can be downloaded of a span: rows of a short one only.
fn downloads(span: Span) -> Vec<KpiExport> {
    let path = |query: &str| format!("/api/kpi/export?from={}&to={}&{query}", span.from, span.to);
    let has_rows = span.days() <= LONGEST_ROWS;
    let of = |kind: ExportKind| {
        let query = match kind {
            ExportKind::CsvExcel => "format=csv&sep=;&decimal=,",
            ExportKind::Csv => "format=csv",
            ExportKind::Json => "format=json",
            ExportKind::Cases if has_rows => "format=ndjson&grain=cases",
            ExportKind::Orders if has_rows => "format=ndjson&grain=orders",
            ExportKind::Parcels if has_rows => "format=ndjson&grain=parcels",
            ExportKind::OpenMetrics => "format=openmetrics",
            ExportKind::Cases | ExportKind::Orders | ExportKind::Parcels => return None,
        };
        Some(KpiExport { kind, path: path(query) })
    };
    ExportKind::ALL.into_iter().filter_map(of).collect()
}
