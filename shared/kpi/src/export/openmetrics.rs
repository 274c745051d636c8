//! OpenMetrics: `application/openmetrics-text; version=1.0.0; charset=utf-8`.
//!
//! A figure is a gauge, as it is of a span and may fall. Base units: seconds, and ratios from 0 to 1 instead of per cent.
//! The only label is the key of the dimension that was asked for: a handful of values, none of them an order or a person.

use super::Report;
use crate::{
    definitions::{self, Unit},
    figure::Figure,
};

/// The figures of a report.
///
/// ```text
/// # HELP sledz_wismo_share_ratio Share of WISMO (primary intent)
/// # TYPE sledz_wismo_share_ratio gauge
/// # UNIT sledz_wismo_share_ratio ratio
/// sledz_wismo_share_ratio{channel="email"} 0.4167
/// # EOF
/// ```
pub fn figures(report: &Report) -> String {
    let mut text = String::new();
    for definition in definitions::all() {
        let mut is_first = true;
        for group in &report.groups {
            let Some(figure) = group.figures.iter().find(|figure| figure.name == definition.name) else { continue };
            let unit = unit(figure);
            let suffix = if unit.is_empty() { String::new() } else { format!("_{unit}") };
            let name = format!("sledz_{}{suffix}", figure.name);
            if std::mem::take(&mut is_first) {
                let help = escaped(figure.label_en);
                text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
                if !unit.is_empty() {
                    text.push_str(&format!("# UNIT {name} {unit}\n"));
                }
            }
            text.push_str(&name);
            if let (Some(by), Some(key)) = (report.by, &group.key) {
                text.push_str(&format!("{{{}=\"{}\"}}", by.name(), escaped(key)));
            }
            let value = if figure.unit == Unit::Percent { figure.value.hundredth() } else { figure.value };
            text.push_str(&format!(" {value}\n"));
        }
    }
    text.push_str("# EOF\n");
    text
}

/// The base unit that ends a metric's name; none for what is just a number.
fn unit(figure: &Figure) -> String {
    match figure.unit {
        Unit::Percent => "ratio".to_owned(),
        Unit::Seconds => "seconds".to_owned(),
        Unit::Money => figure.currency.to_ascii_lowercase(),
        Unit::Count | Unit::Per100 | Unit::Points => String::new(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
