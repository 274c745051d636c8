use super::*;
use proptest::prelude::*;

fn head(unit: KpiUnit) -> Head<'static> {
    Head { id: "c", title: "T", desc: "D", lang: Lang::Pl, unit }
}

fn series(values: &[Option<i64>]) -> Series {
    Series { label: "S", values: values.iter().map(|value| value.map(Number::whole)).collect() }
}

fn steps(count: usize) -> Vec<String> {
    (1..=count).map(|step| format!("{step}.11")).collect()
}

fn line(values: &[Option<i64>]) -> String {
    lines(&head(KpiUnit::Count), &steps(values.len()), &[series(values)])
}

/// What stands in an attribute of all elements of a kind.
fn attribute(svg: &str, element: &str, name: &str) -> Vec<String> {
    let start = format!("<{element} ");
    let values = svg.split(&start).skip(1).filter_map(|rest| {
        let tag = rest.split('>').next()?;
        tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()
    });
    values.map(str::to_owned).collect()
}

#[test]
fn one_point_is_a_mark_in_the_middle() {
    let svg = line(&[Some(5)]);
    assert_eq!(
        (attribute(&svg, "circle", "cx"), attribute(&svg, "circle", "cy")),
        (vec!["50.00%".into()], vec!["42.7".into()])
    );
    assert!(!svg.contains("class=\"area\""), "there is nothing to draw a line to");
}

#[test]
fn zeros_lie_on_the_lowest_line() {
    let svg = line(&[Some(0), Some(0)]);
    assert_eq!(attribute(&svg, "circle", "cy"), ["176.0", "176.0"]);
    assert!(svg.contains(">0</text>") && svg.contains(">1</text>"), "{svg}");
}

#[test]
fn equal_values_are_level() {
    let svg = line(&[Some(100), Some(100), Some(100)]);
    assert_eq!(attribute(&svg, "circle", "cy"), ["16.0", "16.0", "16.0"]);
}

#[test]
fn absent_values_break_the_line() {
    let svg = line(&[Some(1), Some(2), None, Some(3)]);
    let path = attribute(&svg, "path", "d").pop().unwrap();
    assert_eq!((path.matches('M').count(), path.matches('L').count()), (2, 1));
    assert_eq!(attribute(&svg, "circle", "cx").len(), 3);
    let long: Vec<Option<i64>> = (0..60).map(|step| (step != 30 && step != 32).then_some(step)).collect();
    assert_eq!(attribute(&line(&long), "circle", "cx"), ["52.50%"], "of many points only the lone one is marked");
    assert!(attribute(&line(&[None, None]), "circle", "cx").is_empty());
    assert!(line(&[]).ends_with("</svg>"));
}

#[test]
fn what_is_below_zero_has_its_place() {
    let svg = line(&[Some(-50), Some(50)]);
    assert_eq!(attribute(&svg, "circle", "cy"), ["176.0", "16.0"]);
    assert!(svg.contains("−50") && svg.contains(">0</text>"));
}

#[test]
fn layers_stand_on_each_other() {
    let svg = stacked(&head(KpiUnit::Count), &steps(2), &[series(&[Some(10), None]), series(&[Some(30), Some(20)])]);
    let rects: Vec<(String, String)> =
        attribute(&svg, "rect", " y").into_iter().zip(attribute(&svg, "rect", "height").into_iter().skip(2)).collect();
    let own = |y: &str, height: &str| (y.to_owned(), height.to_owned());
    assert_eq!(rects, [own("136", "40"), own("16", "120"), own("96", "80")]);
    assert!(svg.contains("fill=\"url(#c-p0)\"") && svg.contains("<pattern id=\"c-p1\""));
    let negative = stacked(&head(KpiUnit::Count), &steps(1), &[series(&[Some(-3)])]);
    assert!(attribute(&negative, "rect", " y").is_empty());
}

#[test]
fn bars_are_parts_of_the_longest_or_of_a_hundred_per_cent() {
    let row = |label: &str, value: Option<i64>| (label.to_owned(), value.map(Number::whole));
    let rows = [row("a", Some(40)), row("b", Some(20)), row("c", Some(0)), row("d", None)];
    let widths = |unit| attribute(&bars(&head(unit), &rows, "brak"), "rect", "width");
    assert_eq!(widths(KpiUnit::Count), ["70.00%", "35.00%"]);
    assert_eq!(widths(KpiUnit::Percent), ["28.00%", "14.00%"]);
    assert!(bars(&head(KpiUnit::Count), &rows, "brak").contains(">brak</text>"));
    assert!(bars(&head(KpiUnit::Count), &[], "brak").ends_with("</svg>"));
}

#[test]
fn labels_of_bars_have_two_lines_at_most() {
    let label = |label: &str| bars(&head(KpiUnit::Count), &[(label.to_owned(), Some(Number::whole(1)))], "");
    let ordinary = label("Klient nie dostał wiadomości, że paczka wyszła");
    assert!(
        ordinary.contains(">Klient nie dostał wiadomości, że</text>") && ordinary.contains(">paczka wyszła</text>")
    );
    assert!(ordinary.contains("height=\"64\""), "its row is taller");
    let long = label(&"ż".repeat(90));
    assert!(long.contains(&format!(">{}</text>", "ż".repeat(38))) && long.contains(&format!(">{}…<", "ż".repeat(37))));
    assert!(label(&"ż".repeat(38)).contains("height=\"48\""));
}

#[test]
fn a_heat_map_has_every_number() {
    let mut map = [[0; 24]; 7];
    map[1][10] = 8;
    map[6][23] = 1;
    map[0][0] = 123_456;
    let names = ["pn.", "wt.", "śr.", "cz.", "pt.", "so.", "nd."];
    let svg = heat(&head(KpiUnit::Count), &map, &names);
    assert_eq!(svg.matches("<text").count(), 8 + 24 * 8);
    assert!(
        svg.contains(">8</text>") && svg.contains(">123k</text>") && svg.contains("class=\"h4\" d=\"M1 1h1v1h-1z\"")
    );
    let nothing = heat(&head(KpiUnit::Count), &[[0; 24]; 7], &names);
    assert!(!nothing.contains("class=\"h0\"") && !nothing.contains("class=\"h4\""));
    let full = heat(&head(KpiUnit::Count), &[[u32::MAX; 24]; 7], &names);
    assert!(full.contains(">4294M</text>"));
}

#[test]
fn scales_are_round() {
    let ticks = |unit, high: i64, places: u8| {
        let scale = Scale::of(unit, [Number { units: high, places }].into_iter());
        scale
            .ticks()
            .map(|value| tick(Lang::Pl, unit, value, &scale).replace(['\u{a0}', '\u{202f}'], " "))
            .collect::<Vec<_>>()
    };
    assert_eq!(ticks(KpiUnit::Count, 3, 0), ["0", "1", "2", "3"]);
    assert_eq!(ticks(KpiUnit::Count, 37, 0), ["0", "10", "20", "30", "40"]);
    assert_eq!(ticks(KpiUnit::Count, 9_000_000, 0), ["0", "2 500 tys.", "5 000 tys.", "7 500 tys.", "10 mln"]);
    assert_eq!(ticks(KpiUnit::Percent, 10_000, 2), ["0%", "25%", "50%", "75%", "100%"]);
    assert_eq!(ticks(KpiUnit::Percent, 150, 2), ["0%", "0,5%", "1%", "1,5%"]);
    assert_eq!(ticks(KpiUnit::Seconds, 8100, 0), ["0", "1 h", "2 h", "3 h"]);
    assert_eq!(ticks(KpiUnit::Seconds, 100_000, 0), ["0", "12 h", "24 h", "36 h"]);
    assert_eq!(ticks(KpiUnit::Seconds, 30 * 86_400, 0), ["0", "10 d", "20 d", "30 d"]);
    assert!(ticks(KpiUnit::Count, i64::MAX, 0).iter().all(|label| label.chars().count() < 12));
}

proptest! {
    #[test]
    fn any_values_stay_within_the_plot(
        values in proptest::collection::vec(proptest::option::of((any::<i64>(), 0_u8..20)), 0..40),
    ) {
        for unit in [KpiUnit::Count, KpiUnit::Percent, KpiUnit::Seconds] {
            let values = || values.iter().map(|value| value.map(|(units, places)| Number { units, places }));
            let all = [Series { label: "S", values: values().collect() }];
            let steps = steps(values().len());
            let svg = lines(&head(unit), &steps, &all);
            for y in attribute(&svg, "circle", "cy") {
                let y: f64 = y.parse().unwrap();
                prop_assert!((16.0..=176.0).contains(&y), "{}", y);
            }
            let svg = stacked(&head(unit), &steps, &all);
            for height in attribute(&svg, "rect", " height").into_iter().skip(1) {
                let height: i64 = height.parse().unwrap();
                prop_assert!((1..=160).contains(&height));
            }
            let rows: Vec<_> = values().map(|value| ("x".to_owned(), value)).collect();
            for width in attribute(&bars(&head(unit), &rows, ""), "rect", "width") {
                let width: f64 = width.trim_end_matches('%').parse().unwrap();
                prop_assert!((0.0..=70.0).contains(&width));
            }
        }
    }
}
