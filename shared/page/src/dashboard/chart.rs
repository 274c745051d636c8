//! Charts as SVG within the page: as wide as their place, with text of the page's size, and told apart by dashes,
//! marks, patterns and numbers, never by colours alone. The colours are those of the style.
//!
//! Across, everything is placed in parts of the width; lines are drawn in an inner picture that is stretched to it.
//! Only whole numbers are reckoned with.

mod scale;

use super::number::{KpiUnit, Number};
use scale::{Scale, tick};
use sledz_domain::words::Lang;
use std::fmt::Write as _;

/// Above the plot there is room for the uppermost label.
const TOP: i128 = 16;
/// The height of the plot.
const PLOT: i128 = 160;
/// From so many steps on only lone points are marked.
const MOST_MARKS: usize = 31;
/// The longest line of a bar's label; there are two at most.
const LABEL: usize = 38;

/// What a chart is called and said to show; its id is that of nothing else on the page.
pub(super) struct Head<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) desc: &'a str,
    pub(super) lang: Lang,
    pub(super) unit: KpiUnit,
}

/// A line or a layer; a value for every step.
pub(super) struct Series {
    pub(super) label: &'static str,
    pub(super) values: Vec<Option<Number>>,
}

/// Text that cannot become markup.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&#38;"),
            '<' => safe.push_str("&#60;"),
            '>' => safe.push_str("&#62;"),
            '"' => safe.push_str("&#34;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// Writing into a string does not fail.
macro_rules! put {
    ($svg:expr, $($what:tt)*) => {{ let _ = write!($svg, $($what)*); }};
}

fn open(head: &Head<'_>, class: &str, height: i128) -> String {
    let Head { id, title, desc, .. } = head;
    let mut svg = String::with_capacity(4096);
    put!(
        svg,
        "<svg class=\"chart {class}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" width=\"100%\" \
         height=\"{height}\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        escaped(title),
        escaped(desc)
    );
    svg
}

/// A part of the whole, in hundredths of a per cent.
fn part(of: i128, whole: i128) -> i128 {
    if whole <= 0 { 0 } else { of * 10_000 / whole }
}

/// `12.34%`.
fn percent(hundredths: i128) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths.unsigned_abs() % 100)
}

/// The middle of a step, in hundredths of a per cent.
fn middle(step: usize, steps: usize) -> i128 {
    part(2 * wide(step) + 1, 2 * wide(steps))
}

fn wide(number: usize) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

/// The axes: lines across with what they stand for, and what some of the steps are.
fn axes(svg: &mut String, scale: &Scale, head: &Head<'_>, steps: &[String]) {
    svg.push_str("<g class=\"axis\">");
    for value in scale.ticks() {
        let y = TOP + PLOT - scale.height(value, PLOT);
        let label = tick(head.lang, head.unit, value, scale);
        put!(svg, "<line x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/><text x=\"-8\" y=\"{}\">{label}</text>", y + 4);
    }
    svg.push_str("</g><g class=\"mid\">");
    let shown: Vec<usize> = match steps.len() {
        0 => Vec::new(),
        count @ 1..=5 => (0..count).collect(),
        count => (0..5).map(|place| (place * (count - 1) + 2) / 4).collect(),
    };
    for (place, step) in shown.into_iter().enumerate() {
        let label = steps.get(step).map(|label| escaped(label)).unwrap_or_default();
        // On a phone there is room for every other one.
        let class = if place % 2 == 1 { " class=\"wide\"" } else { "" };
        put!(svg, "<text x=\"{}\" y=\"{}\"{class}>{label}</text>", percent(middle(step, steps.len())), TOP + PLOT + 20);
    }
    svg.push_str("</g>");
}

/// Lines over time, solid, dashed and dotted, with marks of different shapes. Where a value is absent the line is
/// broken. A single line has an area below it.
pub(super) fn lines(head: &Head<'_>, steps: &[String], series: &[Series]) -> String {
    let all = series.iter().flat_map(|series| series.values.iter().flatten().copied());
    let scale = Scale::of(head.unit, all);
    let mut svg = open(head, "time", TOP + PLOT + 28);
    axes(&mut svg, &scale, head, steps);
    // Heights are in tenths.
    let height = |number: Number| PLOT * 10 - scale.height(number.at(scale.places), PLOT * 10);
    let base = PLOT * 10 - scale.height(0, PLOT * 10);
    put!(
        svg,
        "<svg y=\"{TOP}\" width=\"100%\" height=\"{PLOT}\" viewBox=\"0 0 10000 {}\" preserveAspectRatio=\"none\">",
        PLOT * 10
    );
    for (place, line) in series.iter().enumerate() {
        let mut path = String::new();
        let mut area = String::new();
        let mut last = None;
        for (step, value) in line.values.iter().enumerate() {
            let Some(value) = value else {
                last = None;
                continue;
            };
            let (x, y) = (middle(step, steps.len()), height(*value));
            if let Some((before, was)) = last {
                put!(area, "M{before} {base}V{was}L{x} {y}V{base}z");
                put!(path, "L{x} {y}");
            } else {
                put!(path, "M{x} {y}");
            }
            last = Some((x, y));
        }
        if series.len() == 1 && !area.is_empty() {
            put!(svg, "<path class=\"area\" d=\"{area}\"/>");
        }
        put!(svg, "<path class=\"line s{place}\" d=\"{path}\"/>");
    }
    svg.push_str("</svg>");
    for (place, line) in series.iter().enumerate() {
        put!(svg, "<g class=\"mark s{place}\">");
        for (step, value) in line.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let neighbours = [step.checked_sub(1), step.checked_add(1)];
            let alone = neighbours.iter().all(|next| next.and_then(|next| line.values.get(next)?.as_ref()).is_none());
            if alone || steps.len() <= MOST_MARKS {
                let y = TOP * 10 + height(*value);
                put!(svg, "{}", mark(place, &percent(middle(step, steps.len())), &format!("{}.{}", y / 10, y % 10)));
            }
        }
        svg.push_str("</g>");
    }
    svg.push_str("</svg>");
    svg
}

/// The mark of a line: a dot, a square, a ring.
fn mark(place: usize, x: &str, y: &str) -> String {
    match place {
        1 => format!("<rect x=\"{x}\" y=\"{y}\" width=\"7\" height=\"7\" transform=\"translate(-3.5 -3.5)\"/>"),
        _ => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>"),
    }
}

/// Bars over time, with layers on each other: filled, hatched, dotted. What is below zero counts as nothing.
pub(super) fn stacked(head: &Head<'_>, steps: &[String], series: &[Series]) -> String {
    let places = series.iter().flat_map(|series| series.values.iter().flatten()).map(|value| value.places()).max();
    let places = places.unwrap_or_default();
    let value = |series: &Series, step: usize| {
        series.values.get(step).copied().flatten().map_or(0, |value| value.at(places).max(0))
    };
    let total = |step: usize| series.iter().map(|series| value(series, step)).sum::<i128>();
    let scale = Scale::between(head.unit, 0, (0..steps.len()).map(total).max().unwrap_or_default(), places);
    let mut svg = open(head, "time", TOP + PLOT + 28);
    put!(svg, "<defs>");
    for place in 0..series.len() {
        svg.push_str(&pattern(head.id, place));
    }
    svg.push_str("</defs>");
    axes(&mut svg, &scale, head, steps);
    let mut below = vec![0; steps.len()];
    let band = part(1, wide(steps.len()));
    // Bars stand apart where there is room for it.
    let gap = if steps.len() > 60 { 0 } else { band / 8 };
    for (place, layer) in series.iter().enumerate() {
        put!(svg, "<g class=\"layer\" fill=\"{}\">", fill(head.id, place));
        for (step, below) in below.iter_mut().enumerate() {
            let top = *below + value(layer, step);
            let (low, high) = (scale.height(*below, PLOT), scale.height(top, PLOT));
            *below = top;
            if high > low {
                let x = part(wide(step), wide(steps.len())) + gap;
                let (x, width) = (percent(x), percent(band - 2 * gap));
                let (y, height) = (TOP + PLOT - high, high - low);
                put!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
            }
        }
        svg.push_str("</g>");
    }
    svg.push_str("</svg>");
    svg
}

fn fill(id: &str, place: usize) -> String {
    format!("url(#{id}-p{place})")
}

fn pattern(id: &str, place: usize) -> String {
    let (ground, drawn) = match place {
        0 => ("full", ""),
        1 => ("bare", "<path d=\"M-1 7L7 -1M-1 1L1 -1M5 7L7 5\"/>"),
        _ => ("bare", "<circle cx=\"3\" cy=\"3\" r=\"1.5\"/>"),
    };
    format!(
        "<pattern id=\"{id}-p{place}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect class=\"{ground}\" \
         width=\"6\" height=\"6\"/>{drawn}</pattern>"
    )
}

/// What stands before a series' name, to know it again: the fill of a layer, or a line with its mark.
pub(super) fn key(id: &str, place: usize, is_layer: bool) -> String {
    let drawn = if is_layer {
        format!(
            "<g class=\"layer\"><rect x=\"1\" y=\"1\" width=\"26\" height=\"14\" fill=\"{}\"/></g>",
            fill(id, place)
        )
    } else {
        format!(
            "<path class=\"line s{place}\" d=\"M0 8h28\"/><g class=\"mark s{place}\">{}</g>",
            mark(place, "14", "8")
        )
    };
    format!("<svg class=\"key\" aria-hidden=\"true\" focusable=\"false\" width=\"28\" height=\"16\">{drawn}</svg>")
}

/// A bar with its label above and its number behind it; the longest is as long as there is room for. Shares are parts of
/// a hundred per cent.
pub(super) fn bars(head: &Head<'_>, rows: &[(String, Option<Number>)], absent: &str) -> String {
    const ROW: i128 = 46;
    const LINE: i128 = 16;
    let places = rows.iter().filter_map(|(_, value)| value.map(|value| value.places())).max().unwrap_or_default();
    let most = rows.iter().filter_map(|(_, value)| value.map(|value| value.at(places))).max().unwrap_or_default();
    let whole = if head.unit == KpiUnit::Percent { most.max(Number::whole(100).at(places)) } else { most };
    let mut drawn = String::with_capacity(4096);
    let mut y = 0;
    for (label, value) in rows {
        let (first, second) = halves(label);
        put!(drawn, "<text y=\"{}\">{}</text>", y + 15, escaped(first));
        if !second.is_empty() {
            y += LINE;
            put!(drawn, "<text y=\"{}\">{}</text>", y + 15, escaped(&cut(second)));
        }
        // Beside the longest bar there is room for its number.
        let width = value.map_or(0, |value| part(value.at(places).max(0), whole) * 7 / 10);
        if width > 0 {
            put!(drawn, "<rect y=\"{}\" width=\"{}\" height=\"16\" rx=\"2\"/>", y + 22, percent(width));
        }
        match value {
            Some(value) => {
                let shown = escaped(&value.shown(head.lang, head.unit, ""));
                put!(drawn, "<text class=\"value\" x=\"{}\" dx=\"6\" y=\"{}\">{shown}</text>", percent(width), y + 35);
            }
            None => put!(drawn, "<text class=\"none\" y=\"{}\">{}</text>", y + 35, escaped(absent)),
        }
        y += ROW;
    }
    open(head, "bars", y + 2) + &drawn + "</svg>"
}

/// A label in two lines, if it is too long for one.
fn halves(label: &str) -> (&str, &str) {
    let Some((end, _)) = label.char_indices().nth(LABEL) else { return (label, "") };
    let (first, second) = label.split_at_checked(end).unwrap_or((label, ""));
    match first.rfind(' ').and_then(|space| label.split_at_checked(space)) {
        Some((first, second)) => (first, second.trim_start()),
        None => (first, second),
    }
}

fn cut(label: &str) -> String {
    if label.chars().count() <= LABEL {
        return label.to_owned();
    }
    let mut short: String = label.chars().take(LABEL - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Hours down, weekdays across: every number is there to read, and the ground grows darker with it. The highest have a
/// frame.
pub(super) fn heat(head: &Head<'_>, map: &[[u32; 24]; 7], weekdays: &[&str; 7]) -> String {
    const ROW: i128 = 21;
    const LEVELS: u32 = 4;
    let most = map.iter().flatten().copied().max().unwrap_or_default();
    let mut svg = open(head, "heat", ROW * 25);
    let mut cells = vec![String::new(); 5];
    let mut numbers = String::new();
    for hour in 0..24_usize {
        let y = ROW * wide(hour + 1) + 15;
        put!(numbers, "<text class=\"hour\" y=\"{y}\">{hour}</text>");
        for (day, hours) in map.iter().enumerate() {
            let count = hours.get(hour).copied().unwrap_or_default();
            if count > 0 {
                let level = u64::from(count - 1) * u64::from(LEVELS) / u64::from(most.max(1));
                let place = usize::try_from(level).unwrap_or_default();
                let cell = format!("M{} {}h1v1h-1z", day + 1, hour + 1);
                for place in [Some(place), (count == most).then_some(4)].into_iter().flatten() {
                    if let Some(path) = cells.get_mut(place) {
                        path.push_str(&cell);
                    }
                }
            }
            let x = percent(625 + 1250 * wide(day + 1));
            put!(numbers, "<text x=\"{x}\" y=\"{y}\">{}</text>", little(count));
        }
    }
    put!(svg, "<svg width=\"100%\" height=\"{}\" viewBox=\"0 0 8 25\" preserveAspectRatio=\"none\">", ROW * 25);
    for (place, path) in cells.iter().enumerate() {
        if !path.is_empty() {
            put!(svg, "<path class=\"h{place}\" d=\"{path}\"/>");
        }
    }
    svg.push_str("</svg><g class=\"mid\"><text class=\"hour\" y=\"14\">h</text>");
    for (day, name) in weekdays.iter().enumerate() {
        put!(
            svg,
            "<text class=\"day\" x=\"{}\" y=\"14\">{}</text>",
            percent(625 + 1250 * wide(day + 1)),
            escaped(name)
        );
    }
    svg.push_str(&numbers);
    svg.push_str("</g></svg>");
    svg
}

/// A number in a small cell.
fn little(number: u32) -> String {
    match number {
        0 => "·".to_owned(),
        1..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{}k", number / 1000),
        _ => format!("{}M", number / 1_000_000),
    }
}

#[cfg(test)]
mod tests;
