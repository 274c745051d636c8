//! The page with the shop's numbers.

use crate::{
    hostile::ATTACKS,
    html::Document,
    numbers::{self, full, today},
    shop, sound,
};
use proptest::prelude::*;
use sledz_domain::words::Lang;
use sledz_page::{
    Dashboard, ExportKind, KPI, KpiBreakdown, KpiBy, KpiFigure, KpiPeriod, KpiRow, KpiUnit, KpiValue, Number, Page,
    Span, SpanFault, SpanPreset, Step, dashboard, report,
};

fn read(d: &Dashboard) -> Document {
    sound(&dashboard(d, &shop()), d.lang.code())
}

fn month(lang: Lang) -> Dashboard {
    full(lang, SpanPreset::Days30.span(today()), Step::Day)
}

/// With ordinary spaces.
fn text(document: &Document) -> String {
    document.text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn has(document: &Document, expected: &str) {
    assert!(text(document).contains(expected), "no {expected:?} in {}", text(document));
}

fn figure(unit: KpiUnit, value: i64, places: u8, previous: Option<i64>) -> KpiFigure {
    let number = |units| Number { units, places };
    KpiFigure {
        name: "cases",
        label: "Sprawy".to_owned(),
        unit,
        value: Some(number(value)),
        previous: previous.map(number),
        ..KpiFigure::default()
    }
}

#[test]
fn every_state_is_a_sound_page() {
    for lang in Lang::ALL {
        for (_, state) in numbers::dashboards(lang) {
            read(&state);
        }
    }
    read(&Dashboard::default());
}

#[test]
fn the_span_is_chosen_without_script() {
    for lang in Lang::ALL {
        let document = read(&month(lang));
        for preset in SpanPreset::ALL {
            let path = format!("{KPI}?span={}&lang={}", preset.name(), lang.code());
            let current = document.one(&format!("a[href={path}]")).get("aria-current");
            assert_eq!(current, (preset == SpanPreset::Days30).then_some("page"));
        }
        let form = document.one("form");
        assert_eq!((form.get("method"), form.get("action")), (Some("get"), Some(KPI)));
        for (name, value) in [("from", "2026-10-19"), ("to", "2026-11-17")] {
            let field = document.one(&format!("input[name={name}]"));
            assert_eq!((field.get("type"), field.get("value")), (Some("date"), Some(value)));
        }
        assert_eq!(document.one("option[selected=]").get("value"), Some("day"));
        assert_eq!(document.one("input[name=lang]").get("value"), Some(lang.code()));
    }
    has(&read(&month(Lang::Pl)), "19 października – 17 listopada 2026 Porównanie: 19 września – 18 października 2026");
    has(&read(&month(Lang::En)), "Compared with: 19 September – 18 October 2026");
}

#[test]
fn the_other_language_shows_the_same_days() {
    let switch = |span, by| {
        let document = read(&full(Lang::Pl, span, by));
        document.one("a[hreflang=en]").get("href").unwrap().to_owned()
    };
    assert_eq!(switch(SpanPreset::Year.span(today()), Step::Week), "/kpi?span=year&by=week&lang=en");
    let own = Span { from: "2026-02-03".parse().unwrap(), to: "2026-03-04".parse().unwrap() };
    assert_eq!(switch(own, Step::Day), "/kpi?from=2026-02-03&to=2026-03-04&by=day&lang=en");
}

#[test]
fn another_span_to_compare_with_can_be_chosen() {
    let before = Span { from: "2025-10-19".parse().unwrap(), to: "2025-11-17".parse().unwrap() };
    let d = Dashboard { before: Some(before), is_before_chosen: true, ..month(Lang::Pl) };
    let document = read(&d);
    has(&document, "Porównanie: 19 października – 17 listopada 2025");
    assert_eq!(document.one("input[name=compare_from]").get("value"), Some("2025-10-19"));
    assert_eq!(document.one("input[name=compare_to]").get("value"), Some("2025-11-17"));
    let switch = document.one("a[hreflang=en]").get("href").unwrap().to_owned();
    assert!(switch.contains("&compare_from=2025-10-19&compare_to=2025-11-17&"), "{switch}");
    // The span before is not put into the form: another span would be compared with it from then on.
    assert_eq!(read(&month(Lang::Pl)).one("input[name=compare_from]").get("value"), Some(""));
}

#[test]
fn days_that_nobody_has_counted_are_told() {
    let document = read(&Dashboard { missing: 17, ..month(Lang::Pl) });
    has(&document, "Dni, których liczb tu brakuje: 17. Zadanie rollup");
    assert!(!read(&month(Lang::Pl)).text.contains("których liczb"));
}

#[test]
fn the_report_by_e_mail_has_charts_that_any_mail_program_shows() {
    for lang in Lang::ALL {
        for (name, state) in numbers::dashboards(lang) {
            let mail = report(&state, &shop(), "https://sledz.example/");
            let document = Document::read(&mail.html);
            assert_eq!(document.one("html").get("lang"), Some(lang.code()));
            for forbidden in ["svg", "script", "img", "form", "link"] {
                assert!(document.all(forbidden).is_empty(), "{forbidden} in {name}");
            }
            let link = document.one("a").get("href").unwrap();
            assert!(link.starts_with("https://sledz.example/kpi?from="), "{link}");
            assert!(!mail.subject.contains('\n') && mail.text.starts_with(&mail.subject), "{}", mail.subject);
        }
    }
    let mail = report(&month(Lang::Pl), &shop(), "");
    let document = Document::read(&mail.html);
    assert!(document.all("a").is_empty(), "without an address no link");
    // Beside every bar stands its number, and widths of a row come to a hundred.
    has(&document, "Kurier nie podaje, co się dzieje 34,9% 104");
    has(&document, "Czas do pierwszej odpowiedzi pracownika (mediana) 2 h 15 min");
    assert!(document.all("td[class=part]").len() > 3 && document.all("td[class=rest]").len() > 10);
    let widths = |row: &str| -> u32 {
        let found = row.split("width:").skip(1).filter_map(|rest| rest.split('%').next()?.parse::<u32>().ok());
        found.sum()
    };
    for row in mail.html.split("border-left:2px solid #8a93a3\"><tr>").skip(1) {
        assert_eq!(widths(row.split("</tr>").next().unwrap()), 100);
    }
    let hostile = Dashboard {
        breakdowns: vec![KpiBreakdown {
            by: KpiBy::Carrier,
            rows: vec![KpiRow {
                key: "<b>dpd</b>".to_owned(),
                values: vec![KpiValue { name: "parcels_on_time", value: Number::whole(5), numerator: None }],
            }],
        }],
        ..month(Lang::Pl)
    };
    assert!(!report(&hostile, &shop(), "").html.contains("<b>"));
}

#[test]
fn figures_say_how_they_came_about_and_how_they_differ() {
    let document = read(&month(Lang::Pl));
    has(&document, "Załatwione przy pierwszym kontakcie 56,6%");
    has(&document, "371 z 655");
    has(&document, "Czas do pierwszej odpowiedzi pracownika (mediana) 2 h 15 min");
    has(&document, "9 na 10: do 17 h pomiarów: 655");
    has(&document, "742 na 4 180");
    has(&document, "Koszt kontaktu 19,11 zł");
    has(&document, "14 180,00 zł / 742");
    assert!(!text(&document).contains("(90. percentyl)"), "it is told beside its median");
    let document = read(&month(Lang::En));
    has(&document, "Cost per contact PLN 19.11");
    has(&document, "9 in 10: up to 17 h measured: 655");
}

#[test]
fn trends_are_words_with_a_sign() {
    for (unit, value, places, previous, words) in [
        (KpiUnit::Count, 88, 0, 100, "88 ▼ o 12% mniej niż poprzednio (100)"),
        (KpiUnit::Count, 3, 0, 0, "3 ▲ więcej niż poprzednio (0)"),
        (KpiUnit::Count, 7, 0, 7, "7 = tyle samo co poprzednio (7)"),
        (KpiUnit::Percent, 1842, 2, 2162, "18,4% ▼ o 3,2 p.p. mniej niż poprzednio (21,6%)"),
        (KpiUnit::Seconds, 7200, 0, 3600, "2 h ▲ o 100% dłużej niż poprzednio (1 h)"),
        (KpiUnit::Seconds, 3600, 0, 7200, "1 h ▼ o 50% krócej niż poprzednio (2 h)"),
        (KpiUnit::Points, -1000, 2, 500, "−10 ▼ o 15 pkt mniej niż poprzednio (5)"),
        (KpiUnit::Per100, 670, 2, 640, "6,7 ▲ o 4,7% więcej niż poprzednio (6,4)"),
        (KpiUnit::Money, 1911, 2, 1638, "19,11 zł ▲ o 17% więcej niż poprzednio (16,38 zł)"),
    ] {
        let figures = vec![figure(unit, value, places, Some(previous))];
        let document = read(&Dashboard { figures, currency: "PLN".to_owned(), ..Dashboard::default() });
        has(&document, &format!("Sprawy {words}"));
        assert!(!document.all("span[aria-hidden=true]").is_empty(), "the sign is for the eyes alone");
    }
    let figures = vec![figure(KpiUnit::Count, 88, 0, Some(100))];
    has(&read(&Dashboard { lang: Lang::En, figures, ..Dashboard::default() }), "88 ▼ 12% less than before (100)");
    let figures = vec![figure(KpiUnit::Count, 88, 0, None)];
    assert!(!read(&Dashboard { figures, ..Dashboard::default() }).text.contains("poprzednio"));
}

#[test]
fn what_was_not_measured_is_said_not_shown_as_zero() {
    let document = read(&month(Lang::Pl));
    has(&document, "Nie zmierzono: NPS; NPS: odsetek odpowiedzi");
    let (_, few) = numbers::dashboards(Lang::Pl).into_iter().find(|(name, _)| *name == "few").unwrap();
    has(&read(&few), "Koszty Za mało danych. Nie zmierzono: Średni czas pracy nad sprawą; Koszt kontaktu");
    let (_, empty) = numbers::dashboards(Lang::Pl).into_iter().find(|(name, _)| *name == "empty").unwrap();
    let document = read(&empty);
    has(&document, "Za mało danych: z tego okresu nie ma ani zamówień, ani spraw.");
    has(&document, "Dzień „od” jest po dniu „do”");
    assert!(document.all("table").is_empty() && document.all("dl").is_empty());
    let unknown = KpiFigure { name: "sunshine", label: "Słońce".to_owned(), ..figure(KpiUnit::Count, 5, 0, None) };
    has(&read(&Dashboard { figures: vec![unknown], ..Dashboard::default() }), "Inne Słońce 5");
}

#[test]
fn faults_of_the_span_are_said() {
    for (fault, words) in [
        (SpanFault::Unreadable, "Nie rozumiemy tych dat"),
        (SpanFault::Order, "jest po dniu „do”"),
        (SpanFault::TooLong, "zbyt długi"),
        (SpanFault::Coarser, "dłuższe odcinki"),
    ] {
        let document = read(&Dashboard { fault: Some(fault), ..month(Lang::Pl) });
        document.one("div[role=alert]");
        has(&document, words);
    }
}

#[test]
fn every_chart_has_a_title_a_description_and_a_table() {
    for lang in Lang::ALL {
        let document = read(&month(lang));
        let charts = document.all("svg[role=img]");
        assert_eq!(charts.len(), 14);
        for chart in &charts {
            assert_eq!(chart.get("aria-labelledby").unwrap().split(' ').count(), 2);
        }
        // The choice of another span to compare with lies in one more.
        assert_eq!(document.all("details").len(), charts.len() + 1);
        for name in ["desc", "table", "caption", "h3"] {
            assert_eq!(document.all(name).len(), charts.len(), "{name}");
        }
    }
    let document = read(&month(Lang::Pl));
    // What is drawn is in the table too.
    has(&document, "Dzień Gdzie jest paczka Inne tematy 19.10");
    has(&document, "Najwięcej:");
    has(&document, "Kurier nie podaje, co się dzieje 34,9% 104");
    has(&document, "Wszystkie liczby są w tabeli pod wykresem.");
    has(&document, "Na wykresie największe 12 z 15.");
    has(&document, "not_one_of_ours");
}

#[test]
fn charts_of_nothing_are_left_out() {
    let periods: Vec<KpiPeriod> =
        month(Lang::Pl).periods.into_iter().map(|period| KpiPeriod { values: Vec::new(), ..period }).collect();
    let rows = vec![KpiRow { key: "email".to_owned(), values: Vec::new() }];
    let breakdowns = vec![KpiBreakdown { by: KpiBy::Channel, rows }];
    let figures = vec![figure(KpiUnit::Count, 5, 0, None)];
    let d = Dashboard { periods, breakdowns, figures, heat: Some([[0; 24]; 7]), ..Dashboard::default() };
    assert!(read(&d).all("table").is_empty());
}

#[test]
fn of_many_rows_the_largest_are_shown() {
    let row = |place: i64| KpiRow {
        key: format!("source-{place}"),
        values: vec![KpiValue { name: "latency_median", value: Number::whole(place), numerator: None }],
    };
    let breakdowns = vec![KpiBreakdown { by: KpiBy::Source, rows: (1..=90).map(row).collect() }];
    let document = read(&Dashboard { breakdowns, ..Dashboard::default() });
    has(&document, "Na wykresie największe 12 z 90. W tabeli największe 40.");
    assert!(text(&document).contains("source-51 ") && !text(&document).contains("source-50 "));
}

#[test]
fn advice_shows_its_rule() {
    let document = read(&month(Lang::Pl));
    has(
        &document,
        "Podstawa: Udział pytań „gdzie jest paczka” (główny temat): 42,1% (312 z 742); próg reguły: 40%, \
                    reguła działa od 50 spraw.",
    );
    has(&read(&month(Lang::En)), "threshold of the rule: 33.3%, it speaks from 30 cases on.");
    has(&read(&Dashboard { advice: Vec::new(), ..month(Lang::Pl) }), "Żadna reguła nie ma uwag");
}

#[test]
fn downloads_say_what_they_are() {
    let document = read(&month(Lang::Pl));
    for export in numbers::exports() {
        document.one(&format!("a[href={}]", export.path));
    }
    assert_eq!(numbers::exports().len(), ExportKind::ALL.len());
    has(&document, "CSV dla polskiego Excela średniki, przecinek dziesiętny");
    assert!(!read(&Dashboard { exports: Vec::new(), ..month(Lang::Pl) }).text.contains("Pobierz liczby"));
}

#[test]
fn the_longest_pages_stay_small() {
    for span in [SpanPreset::Months12.span(today()), Span { from: today() - chrono::Days::new(92), to: today() }] {
        let by = Step::fitting(None, span);
        for by in [by, Step::fitting(Some(Step::Day), span)] {
            let html = dashboard(&full(Lang::Pl, span, by), &shop()).html;
            assert!(html.len() < 150_000, "{} bytes by {by:?}", html.len());
        }
    }
}

/// A page with `text` wherever one can come from outside.
fn full_of(text: &str) -> Page {
    let own = || text.to_owned();
    let usual = month(Lang::Pl);
    let value = |by: KpiBy| by.figures().map(|name| KpiValue { name, value: Number::whole(5), numerator: None });
    let row = |by| KpiRow { key: own(), values: value(by).into() };
    let d = Dashboard {
        who: own(),
        currency: own(),
        breakdowns: KpiBy::ALL.map(|by| KpiBreakdown { by, rows: vec![row(by), row(by)] }).into(),
        ..usual
    };
    dashboard(&d, &shop())
}

fn names(page: &Page) -> Vec<String> {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!page.html.contains(|c: char| (c.is_control() && c != '\n') || turns(c)), "no control character");
    sound(page, "pl").tags.iter().map(|tag| tag.name.clone()).filter(|name| name != "text").collect()
}

#[test]
fn attacks_are_text() {
    let usual = names(&full_of("InPost"));
    for text in ATTACKS {
        assert_eq!(names(&full_of(text)), usual, "the same elements as with a harmless text: {text}");
    }
    let document = sound(&full_of(ATTACKS[0]), "pl");
    assert!(document.text.contains(ATTACKS[0]), "it is shown, as text");
    let mut d = month(Lang::Pl);
    for figure in &mut d.figures {
        figure.label = ATTACKS[1].to_owned();
    }
    for advice in &mut d.advice {
        (advice.text, advice.label) = (ATTACKS[0].to_owned(), ATTACKS[1].to_owned());
    }
    for export in &mut d.exports {
        export.path = ATTACKS[2].to_owned();
    }
    let hostile = sound(&dashboard(&d, &shop()), "pl");
    assert!(hostile.all("img").len() == 1 && hostile.text.contains(ATTACKS[0]));
}

#[test]
fn outside_text_is_isolated() {
    let html = full_of("X1X").html;
    let body = &html[html.find("<header").unwrap()..];
    for (at, _) in body.match_indices("X1X") {
        let before = &body[..at];
        let tag = &before[before.rfind('<').unwrap()..];
        // A text of a picture is a paragraph of its own.
        assert!(tag == "<bdi>" || (tag.starts_with("<text ") && tag.ends_with('>')), "{tag}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_makes_a_sound_page(text in any::<String>()) {
        names(&full_of(&text));
    }

    #[test]
    fn any_numbers_make_a_sound_page(
        numbers in proptest::collection::vec((any::<i64>(), 0_u8..30), 20),
        heat in proptest::collection::vec(any::<u32>(), 7),
        seed in any::<usize>(),
    ) {
        let mut d = month(if seed % 2 == 0 { Lang::Pl } else { Lang::En });
        let mut at = seed;
        let mut next = || {
            at = at.wrapping_add(7);
            let (units, places) = numbers[at % numbers.len()];
            Number { units, places }
        };
        for figure in &mut d.figures {
            (figure.value, figure.previous) = (Some(next()), Some(next()));
            (figure.numerator, figure.denominator) = (Some(next().units), Some(next().units));
        }
        let rows = d.breakdowns.iter_mut().flat_map(|breakdown| &mut breakdown.rows).map(|row| &mut row.values);
        let all = d.periods.iter_mut().map(|period| &mut period.values).chain(rows);
        for value in all.flatten() {
            (value.value, value.numerator) = (next(), Some(next().units));
        }
        for advice in &mut d.advice {
            (advice.value, advice.threshold) = (next(), next());
        }
        let days: Vec<[u32; 24]> = heat.iter().map(|count| [*count; 24]).collect();
        d.heat = days.try_into().ok();
        read(&d);
    }
}
