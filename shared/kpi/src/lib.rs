//! The numbers that show where the support time goes. Rows in, figures out: no store, no clock, no HTTP.
//!
//! What the app knows of cases, orders, parcels and messages comes in as plain rows. Each of them belongs to the day of
//! Warsaw on which it began, with all that became of it later; so a day can be rolled up again at any time, and gives
//! what computing afresh from all rows gives. Days add up to months and years: counts as sums, durations as multisets,
//! of which medians are taken at the end. Nothing is a float, and what was not measured is absent.
//!
//! # Layout
//!
//! - [`rows`]: what comes in; [`tidy`]: one copy of each, in order, with what leads from one case to the next
//! - [`settings`]: opening hours, windows, costs
//! - [`spread`]: multisets of durations; [`cell`]: counts and spreads under one heading, with what each of them counts
//! - [`roll`]: a day, or any span of days: the total, and a cell of every channel, intent, cause, carrier and source
//! - [`day`]: from rows to the roll of a day, with the rules for cases ([`day::cases`]), for what became of them later
//!   ([`day::follow`]), and for orders, parcels and messages ([`day::deliveries`])
//! - [`mod@touched`]: which days have to be rolled up again when more is known
//! - [`decimal`]: exact decimals and the one way they are rounded
//! - [`figure`]: from a roll to its figures; [`definitions`]: all of them, with formula, unit and label; [`costs`]: those
//!   of money
//! - [`mod@compare`]: two spans beside each other
//! - [`mod@advice`]: what the field's rules of thumb say of them
//! - [`export`]: CSV, JSON, NDJSON, OpenMetrics, GA4
//!
//! # Example
//!
//! ```
//! use sledz_kpi::{Rows, Settings, figures, roll_day};
//! let rows = Rows::of("2026-12-01T00:00:00Z".parse().unwrap(), Default::default());
//! let settings = Settings::default();
//! let mut month = roll_day("2026-11-27".parse().unwrap(), &rows, &settings);
//! month.merge(&roll_day("2026-11-28".parse().unwrap(), &rows, &settings));
//! assert!(figures(&month, None, &settings).is_empty(), "nothing was measured");
//! ```

pub mod advice;
pub mod cell;
pub mod compare;
pub mod costs;
pub mod day;
pub mod decimal;
pub mod definitions;
pub mod export;
pub mod figure;
pub mod roll;
pub mod rows;
pub mod settings;
pub mod spread;
pub mod tidy;
pub mod touched;

pub use advice::{Advice, advice};
pub use compare::{Comparison, compare};
pub use day::{needs, roll_day, roll_deliveries};
pub use decimal::Decimal;
pub use definitions::Unit;
pub use export::Report;
pub use figure::{Figure, Group, figures, figures_by};
pub use roll::{Dimension, Roll};
pub use rows::{
    CaseRow, CustomerMessage, DisagreementRow, LatencyRow, MessageRow, OrderRow, ParcelRow, Promise, Rating, RawRows,
    Scale,
};
pub use settings::{Costs, Settings};
pub use spread::Spread;
pub use tidy::Rows;
pub use touched::touched;
