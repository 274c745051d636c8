//! Which charts the page has, what is drawn in them, and the table beside each.

use super::{
    Dashboard, KpiBy, KpiRow,
    cards::{AGES, Topic},
    chart::{self, Head, Series},
    number::{KpiUnit, Number, count},
    span::{Step, in_short},
};
use crate::texts::dashboard::{Measure, Words, measure};
use chrono::Datelike;
use sledz_domain::{
    contact::ContactChannel,
    intent::Intent,
    text::clean,
    words::{Lang, cause_label, channel_label, intent_label},
};

/// So many bars are drawn; the table has more.
const MOST_BARS: usize = 12;
/// So many rows are in a table.
const MOST_ROWS: usize = 40;

/// A chart as the template shows it.
pub(super) struct Graph {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// Escaped.
    pub(super) svg: String,
    /// What the series are, each with its key, escaped.
    pub(super) legend: Vec<(String, &'static str)>,
    pub(super) note: Option<String>,
    pub(super) first: &'static str,
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<TwinRow>,
    /// Of each row, where it is drawn without SVG: how wide its first layer is, where layers add up, and the rest, in per
    /// cent of the widest.
    pub(super) widths: Vec<(u8, u8)>,
    /// It is a heat map.
    pub(super) is_narrow: bool,
}

/// A row of the table beside a chart.
pub(super) struct TwinRow {
    pub(super) label: String,
    /// The label comes from outside.
    pub(super) is_outside: bool,
    pub(super) cells: Vec<String>,
}

/// A chart over time.
struct Timed {
    topic: Topic,
    id: &'static str,
    measures: &'static [&'static str],
    /// The layers add up, and are drawn as such.
    is_stacked: bool,
}

/// Cases that ask for a parcel, and all others: told by `cases` and the numerator of `wismo_share`.
const WISMO_CASES: &str = "wismo_cases";
const OTHER_CASES: &str = "other_cases";

const TIMED: [Timed; 7] = [
    Timed { topic: Topic::Support, id: "cases", measures: &[WISMO_CASES, OTHER_CASES], is_stacked: true },
    Timed {
        topic: Topic::Support,
        id: "response",
        measures: &["first_response_median", "first_response_p90"],
        is_stacked: false,
    },
    Timed { topic: Topic::Support, id: "backlog", measures: &["backlog"], is_stacked: false },
    Timed {
        topic: Topic::Wismo,
        id: "contacts",
        measures: &["contacts_per_100_orders", "wismo_per_100_orders"],
        is_stacked: false,
    },
    Timed {
        topic: Topic::Automation,
        id: "automated",
        measures: &["automation_share", "wrong_answer_share"],
        is_stacked: false,
    },
    Timed { topic: Topic::Satisfaction, id: "scores", measures: &["csat"], is_stacked: false },
    Timed {
        topic: Topic::Delivery,
        id: "on-time",
        measures: &["parcels_on_time", "dispatch_on_time"],
        is_stacked: false,
    },
];

/// The charts of a topic; none of those of which nothing was measured.
pub(super) fn graphs(d: &Dashboard, topic: Topic, w: &'static Words) -> Vec<Graph> {
    let mut all: Vec<Graph> =
        TIMED.iter().filter(|timed| timed.topic == topic).filter_map(|timed| over_time(d, timed, w)).collect();
    match topic {
        Topic::Support => {
            all.extend(ages(d, w));
            all.extend(breakdown(d, KpiBy::Channel, w));
            all.extend(breakdown(d, KpiBy::Intent, w));
            all.extend(heat(d, w));
        }
        Topic::Wismo => all.extend(causes(d, w)),
        Topic::Delivery => all.extend(breakdown(d, KpiBy::Carrier, w)),
        Topic::Messages => all.extend(breakdown(d, KpiBy::Source, w)),
        Topic::Automation | Topic::Satisfaction | Topic::Costs | Topic::Other => {}
    }
    all
}

fn over_time(d: &Dashboard, timed: &Timed, w: &'static Words) -> Option<Graph> {
    let measures: Vec<Measure> = timed.measures.iter().filter_map(|name| measure(d.lang, name)).collect();
    let unit = measures.first()?.unit;
    let of = |name: &str, values: &[super::KpiValue]| {
        let find = |name: &str| values.iter().find(|value| value.name == name);
        match name {
            WISMO_CASES => find("wismo_share")?.numerator.map(Number::whole),
            OTHER_CASES => {
                let wismo = find("wismo_share").and_then(|value| value.numerator).unwrap_or_default();
                let cases = find("cases")?.value.units;
                Some(Number::whole(cases.saturating_sub(wismo).max(0)))
            }
            name => find(name).map(|value| value.value),
        }
    };
    let series: Vec<Series> = measures
        .iter()
        .map(|measure| Series {
            label: measure.label,
            values: d.periods.iter().map(|period| of(measure.name, &period.values)).collect(),
        })
        .collect();
    let measured = series.iter().flat_map(|series| series.values.iter().flatten()).count();
    if measured == 0 {
        return None;
    }
    let with_year = d.span.from.year() != d.span.to.year();
    let short = |period: &super::KpiPeriod, with_year| in_short(d.lang, period.span, d.by, with_year);
    let ticks: Vec<String> = d
        .periods
        .iter()
        .map(|period| {
            let begins = super::Span { to: period.span.from, ..period.span };
            in_short(d.lang, if d.by == Step::Month { period.span } else { begins }, d.by, false)
        })
        .collect();
    let title = w.charts.iter().find(|(id, _)| *id == timed.id)?.1;
    let desc: Vec<String> = series
        .iter()
        .filter_map(|series| {
            let (lowest, highest) = extremes(&series.values)?;
            let told = |step: usize| {
                let value = series.values.get(step).copied().flatten().unwrap_or_default();
                let when = d.periods.get(step).map(|period| short(period, with_year)).unwrap_or_default();
                format!("{} ({when})", value.shown(d.lang, unit, ""))
            };
            Some(format!("{}: {} {}, {} {}.", series.label, w.least, told(lowest), w.most, told(highest)))
        })
        .collect();
    let head = Head { id: timed.id, title, desc: &format!("{} {}", desc.join(" "), w.see_table), lang: d.lang, unit };
    let draw = if timed.is_stacked { chart::stacked } else { chart::lines };
    let legend = series.iter().enumerate();
    let shown =
        |value: Option<Number>| value.map_or_else(|| w.nothing.to_owned(), |value| value.shown(d.lang, unit, ""));
    let row = |(step, period): (usize, &super::KpiPeriod)| TwinRow {
        label: short(period, with_year),
        is_outside: false,
        cells: series.iter().map(|series| shown(series.values.get(step).copied().flatten())).collect(),
    };
    let layer =
        |place: usize, step: usize| series.get(place).and_then(|series| series.values.get(step).copied().flatten());
    let layers = (0..d.periods.len()).map(|step| match timed.is_stacked {
        true => (layer(0, step), layer(1, step)),
        false => (None, layer(0, step)),
    });
    Some(Graph {
        id: timed.id,
        widths: widths(&layers.collect::<Vec<_>>()),
        title,
        svg: draw(&head, &ticks, &series),
        legend: match series.len() {
            1 => Vec::new(),
            _ => legend.map(|(place, series)| (chart::key(timed.id, place, timed.is_stacked), series.label)).collect(),
        },
        note: None,
        first: match d.by {
            Step::Day => w.day,
            Step::Week => w.week,
            Step::Month => w.month,
        },
        heads: series.iter().map(|series| series.label).collect(),
        rows: d.periods.iter().enumerate().map(row).collect(),
        is_narrow: false,
    })
}

/// The steps of the lowest and of the highest value.
fn extremes(values: &[Option<Number>]) -> Option<(usize, usize)> {
    let places = values.iter().flatten().map(|value| value.places()).max()?;
    let known = || values.iter().enumerate().filter_map(|(step, value)| Some((value.as_ref()?.at(places), step)));
    Some((known().min_by_key(|(value, _)| *value)?.1, known().max_by_key(|(value, _)| *value)?.1))
}

/// How wide two layers are in per cent of the widest row. What is below one per cent of it is one.
fn widths(layers: &[(Option<Number>, Option<Number>)]) -> Vec<(u8, u8)> {
    const PLACES: u8 = 2;
    let of = |number: Option<Number>| number.map_or(0, |number| number.at(PLACES).max(0));
    let most = layers.iter().map(|(part, rest)| of(*part) + of(*rest)).max().unwrap_or_default().max(1);
    let percent = |value: i128| u8::try_from(value * 100 / most).unwrap_or(100).max(u8::from(value > 0));
    let wide = |(part, rest): &(Option<Number>, Option<Number>)| {
        let part = percent(of(*part));
        (part, percent(of(*rest)).min(100 - part))
    };
    layers.iter().map(wide).collect()
}

/// A row of bars: what it is, how long it is, and what the table says of it.
struct Bar {
    label: String,
    value: Option<Number>,
    cells: Vec<String>,
}

fn bars(
    d: &Dashboard,
    id: &'static str,
    unit: KpiUnit,
    heads: Vec<&'static str>,
    bars: Vec<Bar>,
    w: &'static Words,
) -> Option<Graph> {
    let values: Vec<Option<Number>> = bars.iter().map(|bar| bar.value).collect();
    let (lowest, highest) = extremes(&values)?;
    let title = w.charts.iter().find(|(known, _)| *known == id)?.1;
    let told = |place: usize| values.get(place).copied().flatten().unwrap_or_default().shown(d.lang, unit, "");
    let desc = format!(
        "{} {}. {} {}, {} {}. {}",
        w.bars,
        bars.len(),
        w.least,
        told(lowest),
        w.most,
        told(highest),
        w.see_table
    );
    let drawn: Vec<(String, Option<Number>)> =
        bars.iter().take(MOST_BARS).map(|bar| (bar.label.clone(), bar.value)).collect();
    let mut note = (bars.len() > MOST_BARS).then(|| format!("{} {MOST_BARS} {} {}.", w.largest, w.of, bars.len()));
    if let Some(note) = note.as_mut().filter(|_| bars.len() > MOST_ROWS) {
        *note = format!("{note} {} {MOST_ROWS}.", w.in_table);
    }
    let layers: Vec<(Option<Number>, Option<Number>)> = values.iter().map(|value| (None, *value)).collect();
    Some(Graph {
        id,
        widths: widths(&layers),
        title,
        svg: chart::bars(&Head { id, title, desc: &desc, lang: d.lang, unit }, &drawn, w.not_measured),
        legend: Vec::new(),
        note,
        first: w.heads.iter().find(|(known, _)| *known == id)?.1,
        heads,
        rows: bars
            .into_iter()
            .take(MOST_ROWS)
            .map(|bar| TwinRow { label: bar.label, is_outside: true, cells: bar.cells })
            .collect(),
        is_narrow: false,
    })
}

fn ages(d: &Dashboard, w: &'static Words) -> Option<Graph> {
    let value = |name: &str| d.figures.iter().find(|figure| figure.name == name)?.value;
    let all: Vec<Bar> = AGES
        .iter()
        .filter_map(|(name, pl, en)| {
            let value = value(name)?;
            let cells = vec![value.shown(d.lang, KpiUnit::Count, "")];
            Some(Bar { label: d.lang.pick(*pl, *en).to_owned(), value: Some(value), cells })
        })
        .collect();
    bars(d, "ages", KpiUnit::Count, vec![w.cases], all, w)
}

fn causes(d: &Dashboard, w: &'static Words) -> Option<Graph> {
    let mut all: Vec<(Number, Bar)> = d
        .figures
        .iter()
        .filter_map(|figure| {
            let cause = cause_label(d.lang, figure.name.strip_prefix("wismo_cause_")?)?;
            let value = figure.value?;
            let cases = figure.numerator.map_or_else(|| w.nothing.to_owned(), |cases| count(d.lang, cases));
            let cells = vec![value.shown(d.lang, KpiUnit::Percent, ""), cases];
            Some((value, Bar { label: cause.to_owned(), value: Some(value), cells }))
        })
        .collect();
    all.sort_by_key(|(value, _)| std::cmp::Reverse(value.at(2)));
    let all = all.into_iter().map(|(_, bar)| bar).collect();
    bars(d, "causes", KpiUnit::Percent, vec![w.share, w.cases], all, w)
}

fn breakdown(d: &Dashboard, by: KpiBy, w: &'static Words) -> Option<Graph> {
    let rows = &d.breakdowns.iter().find(|breakdown| breakdown.by == by)?.rows;
    let measures: Vec<Measure> = by.figures().iter().filter_map(|name| measure(d.lang, name)).collect();
    let first = measures.first()?;
    let value = |row: &KpiRow, measure: &Measure| {
        row.values.iter().find(|value| value.name == measure.name).map(|value| value.value)
    };
    let mut all: Vec<Bar> = rows
        .iter()
        .map(|row| Bar {
            label: key_label(d.lang, by, &row.key),
            value: value(row, first),
            cells: measures
                .iter()
                .map(|measure| {
                    value(row, measure)
                        .map_or_else(|| w.nothing.to_owned(), |value| value.shown(d.lang, measure.unit, ""))
                })
                .collect(),
        })
        .filter(|bar| bar.cells.iter().any(|cell| cell != w.nothing))
        .collect();
    all.sort_by_key(|bar| std::cmp::Reverse(bar.value.map(|value| value.at(6))));
    let heads = measures.iter().map(|measure| measure.label).collect();
    bars(d, by.name(), first.unit, heads, all, w)
}

/// What the key of a breakdown is called; one that is not ours as it is.
fn key_label(lang: Lang, by: KpiBy, key: &str) -> String {
    let known = match by {
        KpiBy::Channel => ContactChannel::from_name(key).map(|channel| channel_label(lang, channel)),
        KpiBy::Intent => Intent::from_name(key).map(|intent| intent_label(lang, intent)),
        KpiBy::Carrier | KpiBy::Source => None,
    };
    known.map(str::to_owned).or_else(|| clean(key, 80)).unwrap_or_else(|| "?".to_owned())
}

fn heat(d: &Dashboard, w: &'static Words) -> Option<Graph> {
    let map = d.heat.as_ref()?;
    let most = map.iter().flatten().copied().max().filter(|most| *most > 0)?;
    let (day, hours) = map.iter().enumerate().find(|(_, hours)| hours.contains(&most))?;
    let hour = hours.iter().position(|count| *count == most)?;
    let title = w.charts.iter().find(|(id, _)| *id == "hours")?.1;
    let weekday = w.weekdays.get(day)?;
    let peak = format!("{} {weekday}, {hour}:00–{}:00 ({}).", w.peak, hour + 1, count(d.lang, most.into()));
    let desc = format!("{peak} {}", w.see_table);
    let head = Head { id: "hours", title, desc: &desc, lang: d.lang, unit: KpiUnit::Count };
    let rows = (0..24).map(|hour: usize| TwinRow {
        label: format!("{hour}:00"),
        is_outside: false,
        cells: map.iter().map(|hours| count(d.lang, hours.get(hour).copied().unwrap_or_default().into())).collect(),
    });
    Some(Graph {
        id: "hours",
        widths: Vec::new(),
        title,
        svg: chart::heat(&head, map, &w.short_weekdays),
        legend: Vec::new(),
        note: Some(peak),
        first: w.hour,
        heads: w.short_weekdays.to_vec(),
        rows: rows.collect(),
        is_narrow: true,
    })
}
