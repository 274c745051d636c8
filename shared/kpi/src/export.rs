//! Exports: what business-intelligence tools, spreadsheets and monitoring read.
//!
//! One grain per file: figures, or cases, or orders, or parcels. Nothing personal is in any of them: a customer's key is
//! left out.

pub mod csv;
pub mod ga4;
pub mod json;
pub mod openmetrics;
pub mod table;

use crate::{
    figure::{Group, figures, figures_by},
    roll::{Dimension, Roll},
    settings::Settings,
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// The zone whose days are meant.
pub const ZONE: &str = "Europe/Warsaw";

/// The figures of a span, as they were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// By what they are told; none: the total.
    pub by: Option<Dimension>,
    /// The total, or a group for each key.
    pub groups: Vec<Group>,
}

impl Report {
    /// The figures of a span that was asked for.
    pub fn of(
        span: (NaiveDate, NaiveDate),
        roll: &Roll,
        by: Option<Dimension>,
        previous: Option<&Roll>,
        settings: &Settings,
    ) -> Report {
        let groups = match by {
            Some(by) => figures_by(roll, by, previous, settings),
            None => vec![Group { key: None, figures: figures(roll, previous, settings) }],
        };
        Report { from: span.0, to: span.1, by, groups }
    }
}

/// An instant as it is exported: `2026-11-27T15:30:00Z`, with milliseconds where there are some.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
