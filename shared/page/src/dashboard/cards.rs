//! Figures as cards, by topic: which topic tells of which figure, and how a figure is told.

use super::{
    Dashboard, KpiFigure,
    number::{KpiUnit, Number, cents, count},
};
use crate::texts::dashboard::Words;
use sledz_domain::{text::clean, words::Lang};

/// The headings of the page, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Support,
    Wismo,
    Automation,
    Satisfaction,
    Delivery,
    Messages,
    Costs,
    /// Figures that the page does not know by name.
    Other,
}

impl Topic {
    pub(super) const ALL: [Topic; 8] = {
        use Topic::*;
        [Support, Wismo, Automation, Satisfaction, Delivery, Messages, Costs, Other]
    };

    /// What the ids of its elements begin with.
    pub(super) fn id(self) -> &'static str {
        match self {
            Topic::Support => "support",
            Topic::Wismo => "wismo",
            Topic::Automation => "automation",
            Topic::Satisfaction => "satisfaction",
            Topic::Delivery => "delivery",
            Topic::Messages => "messages",
            Topic::Costs => "costs",
            Topic::Other => "other",
        }
    }

    /// The beginnings of the names of its figures.
    fn names(self) -> &'static [&'static str] {
        match self {
            Topic::Support => &[
                "cases",
                "customer_messages",
                "people_answers",
                "first_response_",
                "promises_kept_",
                "next_response_",
                "first_resolution_",
                "resolution_",
                "fcr",
                "reopened_",
                "backlog",
            ],
            Topic::Wismo => &["contacts_per_", "wismo_"],
            Topic::Automation => {
                &["automatic_answer", "automation_", "handed_over_", "wrong_answer_", "first_automatic_"]
            }
            Topic::Satisfaction => &["csat", "nps", "ces"],
            Topic::Delivery => &[
                "orders",
                "parcels",
                "otif",
                "dispatch_",
                "transit_",
                "pickup_",
                "failed_attempt",
                "tracking_lag_",
                "number_known_",
            ],
            Topic::Messages => &["messages", "message_", "latency_", "disagreements"],
            Topic::Costs => &["handling_", "cost_", "saved"],
            Topic::Other => &[],
        }
    }

    /// What tells of a figure; none if a chart does.
    fn of(name: &str) -> Option<Topic> {
        if name.starts_with("wismo_cause_") || AGES.iter().any(|(age, ..)| *age == name) {
            return None;
        }
        let known = Topic::ALL.into_iter().find(|topic| topic.names().iter().any(|start| name.starts_with(start)));
        Some(known.unwrap_or(Topic::Other))
    }
}

/// The figures of the backlog by age, with their labels.
pub(super) const AGES: [(&str, &str, &str); 5] = [
    ("backlog_under_1_day", "Poniżej 1 dnia", "Under 1 day"),
    ("backlog_1_to_3_days", "1–3 dni", "1 to 3 days"),
    ("backlog_3_to_7_days", "3–7 dni", "3 to 7 days"),
    ("backlog_7_to_14_days", "7–14 dni", "7 to 14 days"),
    ("backlog_from_14_days", "Od 14 dni", "From 14 days"),
];

/// A figure as the template shows it.
pub(super) struct Card {
    pub(super) label: String,
    pub(super) value: String,
    /// The sign and the words.
    pub(super) trend: Option<(&'static str, String)>,
    pub(super) small: Vec<String>,
}

/// The figures of a topic.
#[derive(Default)]
pub(super) struct Cards {
    pub(super) cards: Vec<Card>,
    /// The labels of those that were not measured.
    pub(super) absent: Vec<String>,
}

/// The figures of a topic. The ninetieth percentile is told beside its median.
pub(super) fn cards(d: &Dashboard, topic: Topic, w: &'static Words) -> Cards {
    let mut all = Cards::default();
    for figure in d.figures.iter().filter(|figure| Topic::of(figure.name) == Some(topic)) {
        let other = |from: &str, to: &str| {
            let name = figure.name.strip_suffix(from)?;
            d.figures.iter().find(|other| other.name.strip_suffix(to) == Some(name))
        };
        if other("_p90", "_median").is_some() {
            continue;
        }
        let label = clean(&figure.label, 160).unwrap_or_default();
        let Some(value) = figure.value else {
            all.absent.push(label);
            continue;
        };
        let mut small: Vec<String> = parts(figure, d, w).into_iter().collect();
        if let Some(nine) = other("_median", "_p90").and_then(|figure| figure.value) {
            small.insert(0, format!("{} {}", w.nine_of_ten, nine.shown(d.lang, figure.unit, "")));
        }
        let currency = d.currency.as_str();
        let trend = figure.previous.and_then(|before| trend(d.lang, value, before, figure.unit, currency, w));
        all.cards.push(Card { label, value: value.shown(d.lang, figure.unit, currency), trend, small });
    }
    all
}

/// How a figure came about.
fn parts(figure: &KpiFigure, d: &Dashboard, w: &'static Words) -> Option<String> {
    let number = |number| count(d.lang, number);
    match (figure.unit, figure.numerator, figure.denominator) {
        (KpiUnit::Money, Some(sum), Some(per)) => {
            Some(format!("{} / {}", cents(d.lang, sum, &d.currency), number(per)))
        }
        (KpiUnit::Percent, Some(some), Some(all)) => Some(format!("{} {} {}", number(some), w.of, number(all))),
        (KpiUnit::Per100, Some(some), Some(all)) => Some(format!("{} {} {}", number(some), w.per, number(all))),
        (KpiUnit::Seconds | KpiUnit::Points, _, Some(all)) => Some(format!("{} {}", w.measured, number(all))),
        _ => None,
    }
}

/// How a figure differs from that of the span before, with a sign: per cent as percentage points, scores as points, all
/// else relatively.
fn trend(
    lang: Lang,
    value: Number,
    before: Number,
    unit: KpiUnit,
    currency: &str,
    w: &'static Words,
) -> Option<(&'static str, String)> {
    let difference = value.minus(before)?;
    let was = before.shown(lang, unit, currency);
    let (sign, word) = match (difference.units.signum(), unit) {
        (0, _) => return Some(("=", format!("{} ({was})", w.same))),
        (1, KpiUnit::Seconds) => ("▲", w.longer),
        (1, _) => ("▲", w.more),
        (_, KpiUnit::Seconds) => ("▼", w.shorter),
        (_, _) => ("▼", w.less),
    };
    let how_much = match unit {
        KpiUnit::Percent => Some(format!("{}\u{a0}{}", difference.abs().plain(lang), w.percentage_points)),
        KpiUnit::Points => Some(format!("{}\u{a0}{}", difference.abs().plain(lang), w.points)),
        _ => value.change(before).map(|change| format!("{}%", change.abs().plain(lang))),
    };
    let words = match (how_much, lang) {
        (None, _) => format!("{word} {}", w.than_before),
        (Some(much), Lang::Pl) => format!("o {much} {word} {}", w.than_before),
        (Some(much), Lang::En) => format!("{much} {word} {}", w.than_before),
    };
    Some((sign, format!("{words} ({was})")))
}
