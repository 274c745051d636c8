//! Sorting short lists. That of the standard library is 3 KB of every component for every type it sorts.

/// Sorts a list by insertion: at once where it is in order already, as most logs are, and too slow for more than some
/// thousands.
///
/// ```
/// let mut days = [(3, "c"), (1, "a"), (2, "b")];
/// sledz_domain::sorting::sort_by(&mut days, |a, b| a.0 < b.0);
/// assert_eq!(days.map(|day| day.1), ["a", "b", "c"]);
/// ```
pub fn sort_by<T>(list: &mut [T], is_before: impl Fn(&T, &T) -> bool) {
    for end in 1..list.len() {
        let mut at = end;
        while let Some([before, this]) = at.checked_sub(1).and_then(|from| list.get(from..=at)) {
            if !is_before(this, before) {
                break;
            }
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// As [`sort_by`], in the list's own order.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, |a, b| a < b);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_the_standard_library_sorts(list in proptest::collection::vec((0_u8..9, 0_u8..9), 0..40)) {
            let (mut ours, mut theirs) = (list.clone(), list.clone());
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(ours, theirs);
            // What is equal stays in its order.
            let (mut ours, mut theirs) = (list.clone(), list);
            sort_by(&mut ours, |a, b| a.0 < b.0);
            theirs.sort_by_key(|pair| pair.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
