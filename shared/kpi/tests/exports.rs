//! Exports, as others read them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_possible_truncation)]

#[path = "../examples/year/read.rs"]
#[allow(dead_code)]
mod read;

use chrono::{DateTime, NaiveDate, Utc};
use sledz_domain::words::Lang;
use sledz_kpi::{
    Dimension, Report, Roll, Rows, Settings,
    export::{csv, csv::Style, ga4, json, openmetrics, table},
    roll_day,
};
use std::{io::Write as _, path::Path, process::Command};

const ROWS: &str = r#"
{"row":"order","key":"o1","platform":"woocommerce","carrier":"inpost","placed":"2026-11-02T09:00:00Z","paid":"2026-11-02T09:05:00Z","shipped":"2026-11-03T12:00:00.500Z","dispatch_promised":"2026-11-04T22:59:59Z","delivered":"2026-11-05T10:00:00Z","delivery_promised":"2026-11-05T22:59:59Z","cancelled":null,"parcels":1,"returned_parcels":0,"is_sent_back":false,"is_in_full":true,"number_known":"2026-11-03T13:00:00Z"}
{"row":"order","key":"+48 600","platform":"shopify","carrier":null,"placed":"2026-11-02T10:00:00Z","paid":null,"shipped":null,"dispatch_promised":null,"delivered":null,"delivery_promised":null,"cancelled":null,"parcels":0,"returned_parcels":0,"is_sent_back":false,"is_in_full":false,"number_known":null}
{"row":"parcel","key":"p1","carrier":"inpost","handed_over":"2026-11-03T15:00:00Z","delivered":"2026-11-05T10:00:00Z","failed":["2026-11-04T10:00:00Z","2026-11-04T16:00:00Z"],"ready":null,"picked_up":null,"returned":null,"promised":"2026-11-05T22:59:59Z"}
{"row":"message","key":"m1","kind":"shipped","channel":"email","owed":"2026-11-03T12:00:00Z","sent":"2026-11-03T12:00:10Z","delivered":"2026-11-03T12:00:12Z","bounced":null}
{"row":"case","number":"AAAA-0001","channel":"email","source":"postmark","intents":["where_is_parcel","invoice"],"cause":"courier_late","carrier":"inpost","order":"o1","customer":"secret-customer","opened":"2026-11-04T08:00:00Z","messages":[{"at":"2026-11-04T08:00:00Z","is_thanks":false},{"at":"2026-11-04T13:00:00.250Z","is_thanks":true}],"automatic":["2026-11-04T08:00:05Z"],"answers":["2026-11-04T12:30:00Z"],"promises":[{"made":"2026-11-04T08:00:06Z","due":"2026-11-04T15:00:00Z","kept":"2026-11-04T12:30:00Z"}],"closed":["2026-11-05T09:00:00Z"],"reopened":[],"handed_over":"2026-11-04T08:00:06Z","is_corrected":false,"is_machine":false,"rating":{"scale":"nps","asked":"2026-11-05T09:00:00Z","answered":"2026-11-05T11:00:00Z","score":3},"handling_seconds":340,"status":"closed"}
{"row":"case","number":"AAAA-0002","channel":"form","source":"=HYPERLINK(\"http://x\";\"a,b\")\nnext","intents":["when_ship"],"cause":null,"carrier":null,"order":null,"customer":"secret-customer","opened":"2026-11-04T20:00:00Z","messages":[{"at":"2026-11-04T20:00:00Z","is_thanks":false}],"automatic":[],"answers":[],"promises":[],"closed":[],"reopened":[],"handed_over":null,"is_corrected":false,"is_machine":false,"rating":null,"handling_seconds":null,"status":"open"}
"#;

struct Shop {
    rows: Rows,
    month: Roll,
    settings: Settings,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn shop() -> Shop {
    let as_of: DateTime<Utc> = "2026-12-01T00:00:00Z".parse().unwrap();
    let rows = Rows::of(as_of, read::raw(ROWS.trim()));
    let mut settings = Settings::default();
    settings.costs.month = Some(1_000_000);
    let mut month = Roll::default();
    for day in day("2026-11-01").iter_days().take(30) {
        month.merge(&roll_day(day, &rows, &settings));
    }
    Shop { rows, month, settings }
}

fn report(shop: &Shop, by: Option<Dimension>) -> Report {
    Report::of((day("2026-11-01"), day("2026-11-30")), &shop.month, by, None, &shop.settings)
}

#[test]
fn csv_is_what_spreadsheets_open() {
    let shop = shop();
    let plain = csv::figures(&report(&shop, None), Style::default(), Lang::En);
    let head = "from,to,tz,by,key,figure,unit,value,numerator,denominator,previous,change_percent,label\r\n";
    assert!(plain.starts_with(head), "{plain}");
    assert!(plain.contains("\r\n2026-11-01,2026-11-30,Europe/Warsaw,,,nps,points,-100.00,-1,1,,,NPS\r\n"), "{plain}");
    let polish = csv::figures(&report(&shop, Some(Dimension::Channel)), Style::POLISH, Lang::Pl);
    assert!(polish.starts_with("\u{feff}from;to;"));
    let line = "2026-11-01;2026-11-30;Europe/Warsaw;channel;email;contacts_per_100_orders;per_100;50,00;1;2;;;\
                Kontakty na 100 zamówień (brutto)\r\n";
    assert!(polish.contains(line), "{polish}");
    let orders = csv::rows(&table::ORDER, shop.rows.orders().iter().map(table::order), Style::POLISH);
    let line = "o1;woocommerce;inpost;2026-11-02T09:00:00Z;2026-11-02T09:05:00Z;2026-11-03T12:00:00.500Z;\
                2026-11-04T22:59:59Z;2026-11-05T10:00:00Z;2026-11-05T22:59:59Z;;2026-11-03T13:00:00Z;1;0;false;true;96900\r\n";
    assert!(orders.contains(line), "{orders}");
    assert!(orders.contains("\r\n'+48 600;shopify;"), "{orders}");
    assert_eq!(csv::rows(&table::PARCEL, std::iter::empty(), Style::default()), table::PARCEL.join(",") + "\r\n");
    let more = csv::rows(&[], shop.rows.parcels().iter().map(table::parcel), Style::POLISH);
    assert!(more.starts_with("p1;inpost;"), "more lines of a table have no mark and no names");
    assert_eq!(Style::parse(Some(";"), Some(","), Some("1")), Some(Style::POLISH));
    assert_eq!(Style::parse(None, None, None), Some(Style::default()));
    for (sep, decimal, bom) in [(Some("x"), None, None), (None, Some(";"), None), (None, None, Some("yes"))] {
        assert_eq!(Style::parse(sep, decimal, bom), None);
    }
}

#[test]
fn nobodys_texts_become_formulas() {
    for text in ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1", "＋1", "－1", "＠a"] {
        assert_eq!(csv::safe(text), format!("'{text}"));
    }
    for text in ["", "a=1", "1-2", " =1", "żółw"] {
        assert_eq!(csv::safe(text), text);
    }
}

#[test]
fn json_has_numerators_and_denominators() {
    let shop = shop();
    let text = json::figures(&report(&shop, None), Lang::En);
    let head = r#"{"from":"2026-11-01","to":"2026-11-30","tz":"Europe/Warsaw","by":null,"figures":[{"name":"orders","unit":"count","value":2,"numerator":2,"denominator":null,"previous":null,"change":null,"label":"Orders"},"#;
    assert!(text.starts_with(head), "{text}");
    let line = r#"{"name":"wismo_share","unit":"percent","value":100.00,"numerator":2,"denominator":2,"#;
    assert!(text.contains(line), "{text}");
    let median = r#"{"name":"first_response_median","unit":"seconds","value":16200,"numerator":null,"denominator":1,"#;
    assert!(text.contains(median), "{text}");
    let cost = r#"{"name":"cost_per_contact","unit":"PLN","value":5000.00,"numerator":1000000,"denominator":2,"#;
    assert!(text.contains(cost), "{text}");
    let by = json::figures(&report(&shop, Some(Dimension::Source)), Lang::Pl);
    assert!(by.contains(r#""key":"=HYPERLINK(\"http://x\";\"a,b\")\nnext""#), "{by}");
}

#[test]
fn openmetrics_has_base_units() {
    let shop = shop();
    let text = openmetrics::figures(&report(&shop, Some(Dimension::Channel)));
    let wanted = "# HELP sledz_wismo_share_ratio Share of WISMO (primary intent)\n# TYPE sledz_wismo_share_ratio gauge\n\
                  # UNIT sledz_wismo_share_ratio ratio\nsledz_wismo_share_ratio{channel=\"email\"} 1.0000\n\
                  sledz_wismo_share_ratio{channel=\"form\"} 1.0000\n";
    assert!(text.contains(wanted), "{text}");
    assert!(text.ends_with("\n# EOF\n"));
    for name in ["AAAA-0001", "secret-customer", "o1"] {
        assert!(!text.contains(name), "{name}");
    }
}

#[test]
fn others_read_all_of_it() {
    let shop = shop();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("exports-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let put = |name: &str, text: String| std::fs::write(folder.join(name), text).unwrap();
    let (total, by) = (report(&shop, None), report(&shop, Some(Dimension::Source)));
    let styles = [
        ("plain", Style::default()),
        ("polish", Style::POLISH),
        ("tabs", Style { separator: b'\t', ..Style::default() }),
    ];
    for (name, style) in styles {
        put(&format!("figures-{name}.csv"), csv::figures(&by, style, Lang::Pl));
        let cases = shop.rows.cases().iter().map(|case| table::case(case, &shop.settings));
        put(&format!("cases-{name}.csv"), csv::rows(&table::CASE, cases, style));
        put(
            &format!("orders-{name}.csv"),
            csv::rows(&table::ORDER, shop.rows.orders().iter().map(table::order), style),
        );
        put(
            &format!("parcels-{name}.csv"),
            csv::rows(&table::PARCEL, shop.rows.parcels().iter().map(table::parcel), style),
        );
    }
    put("cases.ndjson", json::rows(shop.rows.cases().iter().map(|case| table::case(case, &shop.settings))));
    put("orders.ndjson", json::rows(shop.rows.orders().iter().map(table::order)));
    put("parcels.ndjson", json::rows(shop.rows.parcels().iter().map(table::parcel)));
    put("figures.json", json::figures(&total, Lang::En));
    put("figures-by.json", json::figures(&by, Lang::Pl));
    put("total.om", openmetrics::figures(&total));
    put("by.om", openmetrics::figures(&by));
    put("ga4.ndjson", ga4::bodies(&by, "sledz.shop").join("\n"));
    let figures: usize = by.groups.iter().map(|group| group.figures.len()).sum();
    let expected = serde_json::json!({
        "figures": figures, "cases": 2, "orders": 2, "parcels": 1,
        "odd_source": "'=HYPERLINK(\"http://x\";\"a,b\")\nnext",
    });
    put("expected.json", expected.to_string());

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kpi/exports.py");
    match Command::new("python3").arg(script).arg(&folder).status() {
        Ok(status) => assert!(status.success()),
        Err(error) if std::env::var_os("CI").is_none() => {
            let _ = writeln!(std::io::stdout(), "\nskipped: exports read by others: no python3 ({error})");
        }
        Err(error) => panic!("python3 is needed: {error}"),
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
