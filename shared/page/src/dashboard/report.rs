//! The shop's numbers as an e-mail. Mail programs show no SVG: its charts are tables with bars in their cells, and
//! beside every bar stands its number.

use super::{
    Advice, Dashboard, KPI, Section,
    cards::{Topic, cards},
    graphs::{Graph, graphs},
    rule,
    span::in_words,
};
use crate::{fields, shop::Shop, texts::dashboard::Words};
use askama::Template;
use sledz_domain::text::clean;

/// The charts of the mail, by their ids.
const CHARTS: [&str; 5] = ["cases", "channel", "causes", "on-time", "carrier"];

/// So many bars a chart of the mail has.
const MOST_BARS: usize = 31;

/// The mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportMail {
    /// One line.
    pub subject: String,
    /// For who reads no HTML: all figures.
    pub text: String,
    /// With the charts.
    pub html: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    lang: &'static str,
    w: &'static Words,
    subject: &'a str,
    before: Option<String>,
    link: Option<&'a str>,
    advice: &'a [Advice],
    charts: Vec<Chart>,
    topics: &'a [Section],
}

struct Chart {
    title: &'static str,
    first: &'static str,
    heads: Vec<&'static str>,
    bars: Vec<Bar>,
    is_stacked: bool,
}

/// Widths in per cent, which come to a hundred.
struct Bar {
    label: String,
    part: u8,
    rest: u8,
    empty: u8,
    cells: Vec<String>,
}

impl Chart {
    fn of(graph: &Graph) -> Chart {
        let bars = graph.rows.iter().zip(&graph.widths).take(MOST_BARS).map(|(row, (part, rest))| Bar {
            label: row.label.clone(),
            part: *part,
            rest: *rest,
            empty: 100_u8.saturating_sub(part.saturating_add(*rest)),
            cells: row.cells.clone(),
        });
        let bars: Vec<Bar> = bars.collect();
        Chart {
            title: graph.title,
            first: graph.first,
            heads: graph.heads.clone(),
            is_stacked: bars.iter().any(|bar| bar.part > 0),
            bars,
        }
    }
}

/// The numbers as an e-mail. `public_url`: where the page is, for a link to it; empty: without one.
pub fn report(d: &Dashboard, shop: &Shop, public_url: &str) -> ReportMail {
    let w = Words::of(d.lang);
    let name = clean(&shop.name, 80).map(|name| format!("{name}: ")).unwrap_or_default();
    let subject = format!("{name}{}, {}", w.report, in_words(d.lang, d.span));
    let base = public_url.trim().trim_end_matches('/');
    let link = (!base.is_empty()).then(|| {
        let (from, to) = (d.span.from, d.span.to);
        format!("{base}{KPI}?{}={from}&{}={to}&lang={}", fields::FROM, fields::TO, d.lang.code())
    });
    let advice: Vec<Advice> = d.advice.iter().map(|advice| rule(advice, d, w)).collect();
    let topics = Topic::ALL.into_iter().zip(w.topic).map(|(topic, heading)| Section {
        id: topic.id(),
        heading,
        cards: cards(d, topic, w),
        graphs: graphs(d, topic, w),
    });
    let topics: Vec<Section> =
        topics.filter(|topic| !topic.cards.cards.is_empty() || !topic.graphs.is_empty()).collect();
    let drawn = |id: &&str| topics.iter().flat_map(|topic| &topic.graphs).find(|graph| graph.id == *id).map(Chart::of);
    let charts = CHARTS.iter().filter_map(drawn).filter(|chart| !chart.bars.is_empty()).collect();
    let before = d.before.map(|span| in_words(d.lang, span));
    let text = plain(&subject, before.as_deref(), link.as_deref(), &advice, &topics, w);
    let lang = d.lang.code();
    let page = ReportPage {
        lang,
        w,
        subject: &subject,
        before,
        link: link.as_deref(),
        advice: &advice,
        charts,
        topics: &topics,
    };
    let html = page.render().unwrap_or_default();
    ReportMail { subject, text, html }
}

fn plain(
    subject: &str,
    before: Option<&str>,
    link: Option<&str>,
    advice: &[Advice],
    topics: &[Section],
    w: &'static Words,
) -> String {
    let mut text = format!("{subject}\n");
    if let Some(before) = before {
        text.push_str(&format!("{} {before}\n", w.compared));
    }
    for advice in advice {
        text.push_str(&format!(
            "\n{}\n{} {}: {}; {}.\n",
            advice.text, w.rests_on, advice.label, advice.figures, advice.rule
        ));
    }
    for topic in topics.iter().filter(|topic| !topic.cards.cards.is_empty()) {
        text.push_str(&format!("\n{}\n", topic.heading));
        for card in &topic.cards.cards {
            let trend = card.trend.as_ref().map(|(sign, words)| format!(" {sign} {words}")).unwrap_or_default();
            text.push_str(&format!("- {}: {}{trend}\n", card.label, card.value));
        }
    }
    if let Some(link) = link {
        text.push_str(&format!("\n{}: {link}\n", w.open));
    }
    text.push_str(&format!("\n{}\n", w.attached));
    text
}
