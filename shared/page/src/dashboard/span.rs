//! Spans of days: those to choose from, what they are compared with, and the steps of a chart.

use chrono::{Datelike, Days, Months, NaiveDate};
use sledz_domain::words::{Lang, MONTHS};

/// The longest chart: what is longer is told by longer steps.
const MOST_STEPS: i64 = 93;

/// A span of whole days of Warsaw, both ends in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// The spans to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanPreset {
    /// The last 7 whole days.
    Days7,
    /// This week, from Monday to today.
    Week,
    /// The last 30 whole days.
    Days30,
    /// This month until today.
    Month,
    /// The month before.
    LastMonth,
    /// This year until today.
    Year,
    /// The last 12 months, up to yesterday.
    Months12,
}

impl SpanPreset {
    /// All of them.
    pub const ALL: [SpanPreset; 7] = {
        use SpanPreset::*;
        [Days7, Week, Days30, Month, LastMonth, Year, Months12]
    };

    /// Its name as the value of [`fields::SPAN`](crate::fields::SPAN).
    pub fn name(self) -> &'static str {
        match self {
            SpanPreset::Days7 => "7d",
            SpanPreset::Week => "week",
            SpanPreset::Days30 => "30d",
            SpanPreset::Month => "month",
            SpanPreset::LastMonth => "last-month",
            SpanPreset::Year => "year",
            SpanPreset::Months12 => "12m",
        }
    }

    /// What has that name.
    pub fn from_name(name: &str) -> Option<SpanPreset> {
        SpanPreset::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// Its days, seen from today. The last days are whole ones: they end with yesterday.
    ///
    /// ```
    /// use sledz_page::{Span, SpanPreset};
    /// let span = SpanPreset::Days7.span("2026-11-18".parse().unwrap());
    /// assert_eq!(span, Span { from: "2026-11-11".parse().unwrap(), to: "2026-11-17".parse().unwrap() });
    /// ```
    pub fn span(self, today: NaiveDate) -> Span {
        let yesterday = back(today, 1);
        let month = today.with_day(1).unwrap_or(today);
        match self {
            SpanPreset::Days7 => Span { from: back(today, 7), to: yesterday },
            SpanPreset::Week => Span { from: monday(today), to: today },
            SpanPreset::Days30 => Span { from: back(today, 30), to: yesterday },
            SpanPreset::Month => Span { from: month, to: today },
            SpanPreset::LastMonth => Span { from: months_back(month, 1), to: back(month, 1) },
            SpanPreset::Year => Span { from: month.with_month(1).unwrap_or(month), to: today },
            SpanPreset::Months12 => Span { from: months_back(today, 12), to: yesterday },
        }
    }
}

/// Why something else is shown than was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanFault {
    /// What was asked for is not two days.
    Unreadable,
    /// The first day is after the last, or after today.
    Order,
    /// It is longer than what can be shown.
    TooLong,
    /// A chart of such short steps could not be read.
    Coarser,
}

impl Span {
    /// The longest span that is shown, in days: five years.
    pub const MOST_DAYS: i64 = 1827;

    /// What is asked for with the parameters [`fields::SPAN`](crate::fields::SPAN), [`fields::FROM`](crate::fields::FROM)
    /// and [`fields::TO`](crate::fields::TO), empty where they are missing: a span to choose from by its name, or two
    /// days, of which none is later than today; if nothing is asked for, or not rightly, the last 30 days.
    ///
    /// ```
    /// use sledz_page::{Span, SpanFault, SpanPreset};
    /// let today = "2026-11-18".parse().unwrap();
    /// assert_eq!(Span::asked("week", "", "", today), (SpanPreset::Week.span(today), None));
    /// let usual = SpanPreset::Days30.span(today);
    /// assert_eq!(Span::asked("", "2026-11-09", "2026-11-02", today), (usual, Some(SpanFault::Order)));
    /// ```
    pub fn asked(preset: &str, from: &str, to: &str, today: NaiveDate) -> (Span, Option<SpanFault>) {
        let usual = SpanPreset::Days30.span(today);
        if let Some(preset) = SpanPreset::from_name(preset) {
            return (preset.span(today), None);
        }
        if [preset, from, to].iter().all(|asked| asked.is_empty()) {
            return (usual, None);
        }
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| day.year() >= 1970);
        match (day(from), day(to).map(|to| to.min(today))) {
            (Some(from), Some(to)) if from > to => (usual, Some(SpanFault::Order)),
            (Some(from), Some(to)) if (Span { from, to }).days() > Span::MOST_DAYS => {
                let days = u64::try_from(Span::MOST_DAYS - 1).unwrap_or_default();
                (Span { from: back(to, days), to }, Some(SpanFault::TooLong))
            }
            (Some(from), Some(to)) => (Span { from, to }, None),
            _ => (usual, Some(SpanFault::Unreadable)),
        }
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        self.to.signed_duration_since(self.from).num_days() + 1
    }

    /// What it is compared with: whole months with as many before, a part of a year, a month or a week with the same
    /// part of the one before, anything else with as many days before.
    ///
    /// ```
    /// use sledz_page::Span;
    /// let span = |from: &str, to: &str| Span { from: from.parse().unwrap(), to: to.parse().unwrap() };
    /// assert_eq!(span("2026-11-01", "2026-11-30").before(), span("2026-10-01", "2026-10-31"));
    /// assert_eq!(span("2026-11-16", "2026-11-18").before(), span("2026-11-09", "2026-11-11"));
    /// ```
    pub fn before(self) -> Span {
        let Span { from, to } = self;
        let months = (to.year() - from.year()) * 12 + i32::try_from(to.month()).unwrap_or(1)
            - i32::try_from(from.month()).unwrap_or(1);
        let ends_month = to.checked_add_days(Days::new(1)).is_some_and(|next| next.day() == 1);
        match u32::try_from(months) {
            Ok(months) if from.day() == 1 && ends_month => {
                Span { from: months_back(from, months + 1), to: back(from, 1) }
            }
            Ok(_) if from.ordinal() == 1 && to.year() == from.year() => {
                Span { from: months_back(from, 12), to: months_back(to, 12) }
            }
            Ok(0) if from.day() == 1 => Span { from: months_back(from, 1), to: months_back(to, 1) },
            _ if from == monday(from) && self.days() < 7 => Span { from: back(from, 7), to: back(to, 7) },
            _ => {
                let days = u64::try_from(self.days()).unwrap_or(1);
                Span { from: back(from, days), to: back(to, days) }
            }
        }
    }
}

/// The steps of the charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Day by day.
    #[default]
    Day,
    /// Weeks from Monday.
    Week,
    /// Calendar months.
    Month,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 3] = [Step::Day, Step::Week, Step::Month];

    /// Its name as the value of [`fields::BY`](crate::fields::BY).
    pub fn name(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
        }
    }

    /// What has that name.
    pub fn from_name(name: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The steps that were wanted, or the next longer ones if a chart of them would be too long to read; if none were
    /// wanted, what shows a span best.
    pub fn fitting(wanted: Option<Step>, span: Span) -> Step {
        let days = span.days();
        let wanted = wanted.unwrap_or(if days <= 62 { Step::Day } else { Step::Week });
        match wanted {
            Step::Day if days <= MOST_STEPS => Step::Day,
            Step::Day | Step::Week if days <= MOST_STEPS * 7 => Step::Week,
            _ => Step::Month,
        }
    }

    /// The span in these steps; the first and the last may be cut short.
    pub fn parts(self, span: Span) -> Vec<Span> {
        let mut parts = Vec::new();
        let mut from = span.from;
        while from <= span.to {
            let next = match self {
                Step::Day => from.checked_add_days(Days::new(1)),
                Step::Week => monday(from).checked_add_days(Days::new(7)),
                Step::Month => from.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))),
            };
            let Some(next) = next else { break };
            parts.push(Span { from, to: back(next, 1).min(span.to) });
            from = next;
        }
        parts
    }
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn months_back(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

fn monday(day: NaiveDate) -> NaiveDate {
    back(day, day.weekday().num_days_from_monday().into())
}

const SHORT: [(&str, &str); 12] = [
    ("sty", "Jan"),
    ("lut", "Feb"),
    ("mar", "Mar"),
    ("kwi", "Apr"),
    ("maj", "May"),
    ("cze", "Jun"),
    ("lip", "Jul"),
    ("sie", "Aug"),
    ("wrz", "Sep"),
    ("paź", "Oct"),
    ("lis", "Nov"),
    ("gru", "Dec"),
];

fn month(names: &'static [(&'static str, &'static str); 12], lang: Lang, day: NaiveDate) -> &'static str {
    let (pl, en) = usize::try_from(day.month0()).ok().and_then(|month| names.get(month)).copied().unwrap_or_default();
    lang.pick(pl, en)
}

/// A span in words: "1–30 listopada 2026".
pub(super) fn in_words(lang: Lang, span: Span) -> String {
    let Span { from, to } = span;
    let day = |day: NaiveDate| format!("{} {}", day.day(), month(&MONTHS, lang, day));
    let year = to.year();
    if from == to {
        format!("{} {year}", day(to))
    } else if from.year() != year {
        format!("{} {} – {} {year}", day(from), from.year(), day(to))
    } else if from.month() != to.month() {
        format!("{} – {} {year}", day(from), day(to))
    } else {
        format!("{}–{} {year}", from.day(), day(to))
    }
}

/// A part of a span in little room: "18.11", "16–22.11", "lis 2026".
pub(super) fn in_short(lang: Lang, part: Span, step: Step, with_year: bool) -> String {
    let Span { from, to } = part;
    if step == Step::Month {
        return format!("{} {}", month(&SHORT, lang, from), from.year());
    }
    let day = |day: NaiveDate| match lang {
        Lang::Pl => format!("{}.{:02}", day.day(), day.month()),
        Lang::En => format!("{} {}", day.day(), month(&SHORT, lang, day)),
    };
    let year = if with_year { lang.pick(format!(".{}", to.year()), format!(" {}", to.year())) } else { String::new() };
    if from == to {
        format!("{}{year}", day(to))
    } else if from.month() == to.month() {
        format!("{}–{}{year}", from.day(), day(to))
    } else {
        format!("{}–{}{year}", day(from), day(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        Span { from: day(from), to: day(to) }
    }

    #[test]
    fn spans_to_choose_from() {
        for (today, preset, from, to) in [
            ("2026-11-18", SpanPreset::Week, "2026-11-16", "2026-11-18"),
            ("2026-11-16", SpanPreset::Week, "2026-11-16", "2026-11-16"),
            ("2026-11-18", SpanPreset::Days30, "2026-10-19", "2026-11-17"),
            ("2026-11-18", SpanPreset::Month, "2026-11-01", "2026-11-18"),
            ("2026-01-18", SpanPreset::LastMonth, "2025-12-01", "2025-12-31"),
            ("2026-11-18", SpanPreset::Year, "2026-01-01", "2026-11-18"),
            ("2026-11-18", SpanPreset::Months12, "2025-11-18", "2026-11-17"),
            ("2028-02-29", SpanPreset::Months12, "2027-02-28", "2028-02-28"),
        ] {
            assert_eq!(preset.span(day(today)), span(from, to), "{today} {preset:?}");
        }
        for preset in SpanPreset::ALL {
            assert_eq!(SpanPreset::from_name(preset.name()), Some(preset));
        }
        assert_eq!(SpanPreset::from_name("decade"), None);
    }

    #[test]
    fn what_a_span_is_compared_with() {
        for (from, to, before, until) in [
            ("2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"),
            ("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"),
            ("2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"),
            ("2026-01-01", "2026-11-18", "2025-01-01", "2025-11-18"),
            ("2026-03-01", "2026-03-30", "2026-02-01", "2026-02-28"),
            ("2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15"),
            ("2026-11-16", "2026-11-17", "2026-11-09", "2026-11-10"),
            ("2026-11-11", "2026-11-17", "2026-11-04", "2026-11-10"),
            ("2026-10-19", "2026-11-17", "2026-09-19", "2026-10-18"),
            ("2026-11-18", "2026-11-18", "2026-11-17", "2026-11-17"),
        ] {
            assert_eq!(span(from, to).before(), span(before, until), "{from} {to}");
        }
    }

    #[test]
    fn what_is_asked_for() {
        let today = day("2026-11-18");
        let usual = SpanPreset::Days30.span(today);
        for (preset, from, to, shown, fault) in [
            ("", "", "", usual, None),
            ("12m", "2026-01-01", "x", SpanPreset::Months12.span(today), None),
            ("", "2026-11-01", "2026-11-01", span("2026-11-01", "2026-11-01"), None),
            ("", "2026-11-01", "2036-11-01", span("2026-11-01", "2026-11-18"), None),
            ("decade", "", "", usual, Some(SpanFault::Unreadable)),
            ("", "2026-11-01", "", usual, Some(SpanFault::Unreadable)),
            ("", "2026-02-30", "2026-03-01", usual, Some(SpanFault::Unreadable)),
            ("", "-99999-01-01", "2026-03-01", usual, Some(SpanFault::Unreadable)),
            ("", "2026-11-19", "2026-11-20", usual, Some(SpanFault::Order)),
            ("", "1999-01-01", "2026-11-18", span("2021-11-18", "2026-11-18"), Some(SpanFault::TooLong)),
        ] {
            assert_eq!(Span::asked(preset, from, to, today), (shown, fault), "{preset} {from} {to}");
        }
    }

    #[test]
    fn steps_that_can_be_read() {
        let fitting = |wanted, days: u64| {
            let from = day("2026-01-01");
            Step::fitting(wanted, Span { from, to: from + Days::new(days - 1) })
        };
        assert_eq!(fitting(None, 30), Step::Day);
        assert_eq!(fitting(None, 365), Step::Week);
        assert_eq!(fitting(Some(Step::Day), 93), Step::Day);
        assert_eq!(fitting(Some(Step::Day), 94), Step::Week);
        assert_eq!(fitting(Some(Step::Week), 1), Step::Week);
        assert_eq!(fitting(Some(Step::Month), 1), Step::Month);
        assert_eq!(fitting(Some(Step::Day), 2000), Step::Month);
        assert_eq!(fitting(None, 2000), Step::Month);
    }

    #[test]
    fn spans_in_words() {
        for (from, to, pl, en) in [
            ("2026-11-01", "2026-11-30", "1–30 listopada 2026", "1–30 November 2026"),
            ("2026-11-18", "2026-11-18", "18 listopada 2026", "18 November 2026"),
            ("2026-10-28", "2026-11-03", "28 października – 3 listopada 2026", "28 October – 3 November 2026"),
            ("2025-12-31", "2026-01-02", "31 grudnia 2025 – 2 stycznia 2026", "31 December 2025 – 2 January 2026"),
        ] {
            assert_eq!(
                (in_words(Lang::Pl, span(from, to)), in_words(Lang::En, span(from, to))),
                (pl.into(), en.into())
            );
        }
        let short = |lang, from, to, step, year| in_short(lang, span(from, to), step, year);
        assert_eq!(short(Lang::Pl, "2026-11-08", "2026-11-08", Step::Day, false), "8.11");
        assert_eq!(short(Lang::En, "2026-11-08", "2026-11-08", Step::Day, true), "8 Nov 2026");
        assert_eq!(short(Lang::Pl, "2026-11-16", "2026-11-22", Step::Week, true), "16–22.11.2026");
        assert_eq!(short(Lang::Pl, "2026-11-30", "2026-12-06", Step::Week, false), "30.11–6.12");
        assert_eq!(short(Lang::Pl, "2026-11-01", "2026-11-30", Step::Month, false), "lis 2026");
    }

    proptest! {
        #[test]
        fn parts_make_up_the_span(from in 0_i32..20_000, days in 1_u64..900) {
            let from = NaiveDate::from_num_days_from_ce_opt(730_000 + from).unwrap();
            let span = Span { from, to: from + Days::new(days - 1) };
            for step in Step::ALL {
                let parts = step.parts(span);
                prop_assert_eq!(parts.iter().map(|part| part.days()).sum::<i64>(), span.days());
                prop_assert!(parts.windows(2).all(|two| two[0].to + Days::new(1) == two[1].from));
                prop_assert_eq!((parts[0].from, parts[parts.len() - 1].to), (span.from, span.to));
            }
            let before = span.before();
            prop_assert!(before.from <= before.to && before.to < span.from);
            prop_assert!(Step::fitting(None, span).parts(span).len() <= 95);
        }
    }
}
