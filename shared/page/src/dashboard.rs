//! The shop's numbers: figures beside those of the span before, charts with their tables, advice and downloads.
//!
//! Nothing here is computed but what is drawn: the figures come as they are, exact and with their names, and the page
//! knows by the names what belongs together.
//!
//! # Layout
//!
//! - `span`: spans to choose from, what they are compared with, steps of charts
//! - `number`: exact numbers as people write them
//! - `cards`: the figures, by topic
//! - `graphs`: which charts there are; `chart`: how they are drawn
//! - `report`: the same as an e-mail

mod cards;
mod chart;
mod graphs;
mod number;
mod report;
mod span;

pub use number::{KpiUnit, Number};
pub use report::{ReportMail, report};
pub use span::{Span, SpanFault, SpanPreset, Step};

use crate::{
    Page, fields,
    frame::{Frame, in_lang},
    inbox::CASES,
    login::LOGIN,
    sheet,
    shop::Shop,
    texts::dashboard::Words,
};
use askama::Template;
use cards::{Cards, Topic, cards};
use chrono::NaiveDate;
use graphs::{Graph, graphs};
use number::count;
use sledz_domain::{text::clean, words::Lang};
use span::in_words;

/// Where the page is.
pub const KPI: &str = "/kpi";

/// What the page with the shop's numbers shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dashboard {
    /// The language.
    pub lang: Lang,
    /// The name of who is signed in.
    pub who: String,
    /// Today, in Warsaw.
    pub today: NaiveDate,
    /// The days that are shown.
    pub span: Span,
    /// The days that they are compared with, if something is known of them.
    pub before: Option<Span>,
    /// Those were asked for.
    pub is_before_chosen: bool,
    /// So many days of it are missing: nobody has counted them.
    pub missing: usize,
    /// The steps of the charts over time.
    pub by: Step,
    /// Why something else is shown than was asked for.
    pub fault: Option<SpanFault>,
    /// ISO 4217, of the figures of money.
    pub currency: String,
    /// The figures of the span, in the order in which they are told.
    pub figures: Vec<KpiFigure>,
    /// The steps of the span, in order, each with the figures of [`PERIOD_FIGURES`].
    pub periods: Vec<KpiPeriod>,
    /// The figures of the span by channel and so on, as [`KpiBy::figures`] wants them.
    pub breakdowns: Vec<KpiBreakdown>,
    /// Customers' messages by weekday, Monday first, and hour of Warsaw.
    pub heat: Option<[[u32; 24]; 7]>,
    /// What the rules of thumb say, the gravest first.
    pub advice: Vec<KpiAdvice>,
    /// What can be downloaded.
    pub exports: Vec<KpiExport>,
}

/// The figures that [`KpiPeriod::values`] is asked for: no others are drawn over time.
pub const PERIOD_FIGURES: [&str; 12] = [
    "cases",
    "wismo_share",
    "first_response_median",
    "first_response_p90",
    "backlog",
    "contacts_per_100_orders",
    "wismo_per_100_orders",
    "automation_share",
    "wrong_answer_share",
    "csat",
    "parcels_on_time",
    "dispatch_on_time",
];

/// A figure of the span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KpiFigure {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it is called in the page's language.
    pub label: String,
    /// What it is counted in.
    pub unit: KpiUnit,
    /// The number; none if it was not measured.
    pub value: Option<Number>,
    /// What is divided; of money hundredths of the unit.
    pub numerator: Option<i64>,
    /// By what; of a percentile how many were measured.
    pub denominator: Option<i64>,
    /// What it was in the span before.
    pub previous: Option<Number>,
}

/// A number of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KpiValue {
    /// The figure's name on the wire.
    pub name: &'static str,
    /// The number.
    pub value: Number,
    /// What is divided.
    pub numerator: Option<i64>,
}

/// One step of the charts over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KpiPeriod {
    /// Its days.
    pub span: Span,
    /// Its figures; those that were not measured are left out.
    pub values: Vec<KpiValue>,
}

/// By what figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KpiBy {
    /// The way a customer wrote, by the name of the channel.
    Channel,
    /// The primary intent, by its name.
    Intent,
    /// Who carries it.
    Carrier,
    /// Who brought it.
    Source,
}

impl KpiBy {
    /// All of them.
    pub const ALL: [KpiBy; 4] = [KpiBy::Channel, KpiBy::Intent, KpiBy::Carrier, KpiBy::Source];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            KpiBy::Channel => "channel",
            KpiBy::Intent => "intent",
            KpiBy::Carrier => "carrier",
            KpiBy::Source => "source",
        }
    }

    /// The figures that it shows: the first one is drawn, all of them are in the table.
    pub fn figures(self) -> [&'static str; 3] {
        match self {
            KpiBy::Channel => ["cases", "wismo_share", "first_response_median"],
            KpiBy::Intent => ["cases", "fcr", "first_response_median"],
            KpiBy::Carrier => ["parcels_on_time", "parcels", "transit_median"],
            KpiBy::Source => ["latency_median", "orders", "cases"],
        }
    }
}

/// Figures by something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiBreakdown {
    /// By what.
    pub by: KpiBy,
    /// What there is of it, in any order.
    pub rows: Vec<KpiRow>,
}

/// One channel, one carrier and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KpiRow {
    /// Its name; those of channels and intents are put into words.
    pub key: String,
    /// Its figures; those that were not measured are left out.
    pub values: Vec<KpiValue>,
}

/// What a rule of thumb says, and what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KpiAdvice {
    /// The rule and what to do, in the page's language.
    pub text: String,
    /// What the figure is called that it rests on.
    pub label: String,
    /// What that figure and the threshold are counted in.
    pub unit: KpiUnit,
    /// The value of the figure.
    pub value: Number,
    /// What is divided.
    pub numerator: i64,
    /// By what: the cases.
    pub denominator: i64,
    /// The rule speaks of values beyond this.
    pub threshold: Number,
    /// And of no fewer cases than this.
    pub least: i64,
}

/// Something to download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiExport {
    /// What it is.
    pub kind: ExportKind,
    /// Its path and query.
    pub path: String,
}

/// What can be downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// Figures as CSV with semicolons, decimal commas and a byte order mark.
    CsvExcel,
    /// Figures as CSV.
    Csv,
    /// Figures as JSON.
    Json,
    /// Cases, one on a line.
    Cases,
    /// Orders, one on a line.
    Orders,
    /// Parcels, one on a line.
    Parcels,
    /// Figures for monitoring.
    OpenMetrics,
}

impl ExportKind {
    /// All of them.
    pub const ALL: [ExportKind; 7] = {
        use ExportKind::*;
        [CsvExcel, Csv, Json, Cases, Orders, Parcels, OpenMetrics]
    };
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardPage {
    frame: Frame,
    w: &'static Words,
    who: Option<String>,
    account: String,
    cases: String,
    shown: String,
    before: Option<String>,
    fault: Option<&'static str>,
    missing: Option<String>,
    presets: Vec<Preset>,
    form: Form,
    advice: Vec<Advice>,
    is_empty: bool,
    topics: Vec<Section>,
    exports: Vec<Export>,
}

struct Preset {
    path: String,
    label: &'static str,
    is_current: bool,
}

struct Form {
    from: String,
    to: String,
    compare_from: String,
    compare_to: String,
    last: String,
    steps: Vec<(&'static str, &'static str, bool)>,
}

struct Advice {
    text: String,
    label: String,
    figures: String,
    rule: String,
}

struct Section {
    id: &'static str,
    heading: &'static str,
    cards: Cards,
    graphs: Vec<Graph>,
}

struct Export {
    path: String,
    label: &'static str,
    what: &'static str,
}

/// The page with the shop's numbers.
pub fn dashboard(d: &Dashboard, shop: &Shop) -> Page {
    let w = Words::of(d.lang);
    let mut frame = Frame::new(shop, d.lang, w.title, None).with(&sheet::KPI);
    let (from, to) = (d.span.from.to_string(), d.span.to.to_string());
    let current = SpanPreset::ALL.into_iter().find(|preset| preset.span(d.today) == d.span);
    let days = match current {
        Some(preset) => format!("{}={}", fields::SPAN, preset.name()),
        None => format!("{}={from}&{}={to}", fields::FROM, fields::TO),
    };
    let other = d.lang.pick(Lang::En, Lang::Pl).code();
    let chosen = d.before.filter(|_| d.is_before_chosen);
    let compared = |of: fn(Span) -> NaiveDate| chosen.map(|before| of(before).to_string()).unwrap_or_default();
    let beside = chosen.map_or(String::new(), |before| {
        format!("&{}={}&{}={}", fields::COMPARE_FROM, before.from, fields::COMPARE_TO, before.to)
    });
    frame.switch = format!("{KPI}?{days}{beside}&{}={}&lang={other}", fields::BY, d.by.name());
    let sections = Topic::ALL.into_iter().zip(w.topic).map(|(topic, heading)| Section {
        id: topic.id(),
        heading,
        cards: cards(d, topic, w),
        graphs: graphs(d, topic, w),
    });
    let is_told = |section: &Section| {
        !section.cards.cards.is_empty() || !section.graphs.is_empty() || !section.cards.absent.is_empty()
    };
    let topics: Vec<Section> = sections.filter(is_told).collect();
    let template = DashboardPage {
        who: clean(&d.who, 80),
        account: in_lang(LOGIN, d.lang),
        cases: in_lang(CASES, d.lang),
        shown: in_words(d.lang, d.span),
        before: d.before.map(|span| in_words(d.lang, span)),
        fault: d.fault.map(|fault| match fault {
            SpanFault::Unreadable => w.fault_unreadable,
            SpanFault::Order => w.fault_order,
            SpanFault::TooLong => w.fault_too_long,
            SpanFault::Coarser => w.fault_coarser,
        }),
        missing: (d.missing > 0).then(|| {
            let days = count(d.lang, i64::try_from(d.missing).unwrap_or(i64::MAX));
            format!("{} {days}. {}", w.missing, w.missing_why)
        }),
        presets: presets(current, d.lang, w),
        form: Form {
            from,
            to,
            compare_from: compared(|before| before.from),
            compare_to: compared(|before| before.to),
            last: d.today.to_string(),
            steps: Step::ALL.into_iter().zip(w.steps).map(|(step, label)| (step.name(), label, step == d.by)).collect(),
        },
        advice: d.advice.iter().map(|advice| rule(advice, d, w)).collect(),
        is_empty: topics.iter().all(|section| section.cards.cards.is_empty() && section.graphs.is_empty()),
        topics,
        exports: d
            .exports
            .iter()
            .filter_map(|export| {
                let words = ExportKind::ALL.into_iter().zip(w.export).find(|(kind, _)| *kind == export.kind);
                let (_, (label, what)) = words?;
                Some(Export { path: export.path.clone(), label, what })
            })
            .collect(),
        frame,
        w,
    };
    template.frame.page(&template)
}

/// The spans to choose from; of two with the same days, as on a Monday, one is current.
fn presets(current: Option<SpanPreset>, lang: Lang, w: &'static Words) -> Vec<Preset> {
    let all = SpanPreset::ALL.into_iter().zip(w.presets).map(|(preset, label)| Preset {
        path: format!("{KPI}?{}={}&lang={}", fields::SPAN, preset.name(), lang.code()),
        label,
        is_current: current == Some(preset),
    });
    all.collect()
}

fn rule(advice: &KpiAdvice, d: &Dashboard, w: &'static Words) -> Advice {
    let number = |number| count(d.lang, number);
    let of = |value: Number| value.shown(d.lang, advice.unit, &d.currency);
    let cases = d.lang.pick("spraw", "cases on");
    Advice {
        text: clean(&advice.text, 400).unwrap_or_default(),
        label: clean(&advice.label, 160).unwrap_or_default(),
        figures: format!("{} ({} {} {})", of(advice.value), number(advice.numerator), w.of, number(advice.denominator)),
        rule: format!("{} {}, {} {} {cases}", w.threshold, of(advice.threshold), w.at_least, number(advice.least)),
    }
}
