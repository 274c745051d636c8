//! Precision and recall with their 95 % intervals (Wilson).

use std::fmt;

/// What was asked for and what was told.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    both: usize,
    only_told: usize,
    only_asked: usize,
}

impl Figures {
    /// Counts one message.
    pub(crate) fn count(&mut self, asked: bool, told: bool) {
        self.both += usize::from(asked && told);
        self.only_told += usize::from(told && !asked);
        self.only_asked += usize::from(asked && !told);
    }

    /// Adds the counts of another.
    pub(crate) fn add(&mut self, other: &Figures) {
        self.both += other.both;
        self.only_told += other.only_told;
        self.only_asked += other.only_asked;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = self.both + self.only_asked;
        let precision = Pair(self.both, self.both + self.only_told).to_string();
        write!(f, "{asked:>5}  {precision:<32}  {}", Pair(self.both, asked))
    }
}

/// So many of so many.
pub(crate) struct Pair(pub(crate) usize, pub(crate) usize);

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1 == 0 {
            return f.write_str("-");
        }
        let (low, high) = wilson(self.0 as f64, self.1 as f64);
        let share = self.0 as f64 / self.1 as f64;
        write!(f, "{share:.3} ({low:.3}-{high:.3}) {}/{}", self.0, self.1)
    }
}

/// The interval in which the true share lies with 95 %.
fn wilson(hits: f64, all: f64) -> (f64, f64) {
    let z = 1.96;
    let share = hits / all;
    let middle = share + z * z / (2.0 * all);
    let half = z * ((share * (1.0 - share) + z * z / (4.0 * all)) / all).sqrt();
    let whole = 1.0 + z * z / all;
    ((middle - half) / whole, (middle + half) / whole)
}
