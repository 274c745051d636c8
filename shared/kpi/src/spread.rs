//! Multisets of durations: medians do not add up, multisets do.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A multiset of whole numbers, mostly seconds: sorted, with how often each is there.
///
/// Stored as a list of numbers, each the difference to the one before, followed by how often it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread(Vec<(u32, u32)>);

impl Spread {
    /// Puts a number in, so many times.
    pub fn add(&mut self, number: u32, times: u32) {
        if times == 0 {
            return;
        }
        let place = self.0.partition_point(|(known, _)| *known < number);
        match self.0.get_mut(place) {
            Some((known, count)) if *known == number => *count = count.saturating_add(times),
            _ => self.0.insert(place, (number, times)),
        }
    }

    /// Puts all of another in.
    pub fn merge(&mut self, other: &Spread) {
        match other.0.as_slice() {
            [] => return,
            [(number, times)] => return self.add(*number, *times),
            _ => {}
        }
        let ours = std::mem::take(&mut self.0);
        self.0.reserve(ours.len() + other.0.len());
        let (mut left, mut right) = (ours.into_iter().peekable(), other.0.iter().copied().peekable());
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some((a, _)), Some((b, _))) if a < b => left.next(),
                (Some((a, _)), Some((b, _))) if a > b => right.next(),
                (Some(_), Some(_)) => left.next().zip(right.next()).map(|((a, m), (_, n))| (a, m.saturating_add(n))),
                (Some(_), None) => left.next(),
                (None, _) => right.next(),
            };
            let Some(next) = next else { return };
            self.0.push(next);
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// The number at a rank of so many per cent: the nearest rank, the least number that at least so many per cent of
    /// all are not above. None of nothing.
    ///
    /// ```
    /// let mut spread = sledz_kpi::Spread::default();
    /// for seconds in [40, 10, 30, 20] {
    ///     spread.add(seconds, 1);
    /// }
    /// assert_eq!((spread.percentile(50), spread.percentile(90)), (Some(20), Some(40)));
    /// ```
    pub fn percentile(&self, percent: u64) -> Option<u32> {
        let rank = (self.count() * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let found = self.0.iter().find(|(_, count)| {
            seen += u64::from(*count);
            seen >= rank
        });
        found.map(|(number, _)| *number)
    }

    /// The numbers with how often each is there, sorted.
    pub fn entries(&self) -> &[(u32, u32)] {
        &self.0
    }
}

impl Serialize for Spread {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = Vec::with_capacity(self.0.len() * 2);
        let mut before = 0;
        for (number, count) in &self.0 {
            flat.push(number - before);
            flat.push(*count);
            before = *number;
        }
        flat.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Spread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let flat: Vec<u32> = Vec::deserialize(deserializer)?;
        let mut spread = Spread(Vec::with_capacity(flat.len() / 2));
        let mut number = 0_u32;
        for pair in flat.chunks_exact(2) {
            if let [step, count] = pair {
                number = number.saturating_add(*step);
                spread.0.push((number, *count));
            }
        }
        Ok(spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_a_sorted_list(mut numbers in proptest::collection::vec(0_u32..50, 1..60), cut in 0_usize..60, percent in 1_usize..=100) {
            let cut = cut.min(numbers.len());
            let (mut one, mut other) = (Spread::default(), Spread::default());
            numbers[..cut].iter().for_each(|n| one.add(*n, 1));
            numbers[cut..].iter().for_each(|n| other.add(*n, 1));
            let mut back = other.clone();
            back.merge(&one);
            one.merge(&other);
            prop_assert_eq!(&one, &back);
            numbers.sort_unstable();
            let rank = (numbers.len() * percent).div_ceil(100);
            prop_assert_eq!(one.percentile(percent as u64), Some(numbers[rank - 1]));
            prop_assert_eq!(one.count(), numbers.len() as u64);
            let stored = postcard::to_allocvec(&one).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Spread>(&stored).unwrap(), one);
        }
    }

    #[test]
    fn of_nothing_there_is_no_median() {
        assert_eq!(Spread::default().percentile(50), None);
        let mut spread = Spread::default();
        spread.add(5, 0);
        assert_eq!(spread.count(), 0);
    }
}
