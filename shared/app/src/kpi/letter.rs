//! A report as an e-mail: the numbers of its span, with charts; of a day beside the two weeks that it ends.

use super::{
    page::{numbers, periods},
    query::Span,
    reading::Spans,
};
use crate::request::Env;
use chrono::Days;
use sledz_domain::words::Lang;
use sledz_page::{self as page, Step};
use sledz_store::StoreError;

/// A day alone is no chart: so many days are drawn of it.
const DRAWN_DAYS: u64 = 14;

/// Subject, text and HTML of a report.
///
/// # Errors
/// If the store fails.
pub fn of(env: &Env, spans: &mut dyn Spans, (from, to): Span, lang: Lang) -> Result<[String; 3], StoreError> {
    let span = page::Span { from, to };
    let by = if span.days() > 7 { Step::Week } else { Step::Day };
    let mut told = numbers(spans, lang, span, by, None)?;
    if span.days() == 1 {
        let from = to.checked_sub_days(Days::new(DRAWN_DAYS - 1)).unwrap_or(to);
        let from = spans.first().map_or(span.from, |first| from.max(first));
        told.periods = periods(spans, &Step::Day.parts(page::Span { from, to }))?;
    }
    let mail = page::report(&told, &env.settings.shop(), env.settings.get("public_url"));
    Ok([mail.subject, mail.text, mail.html])
}
