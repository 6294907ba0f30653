//! Which of many instants was the last one known at each of many moments.

/// Calls `found` for each of `at`, in order, with the place of the last of `known` that is not later;
/// `None` if all are later.
///
/// `known` must increase. A bar is known at its end, so callers give the ends of bars, not their labels:
/// then no answer looks ahead. If `at` increases too, each search starts where the last one ended and takes
/// time in the logarithm of the distance; in any other order it is right and a little slower.
///
/// ```
/// use newstape::market::as_of;
///
/// // Bars that end at minutes 10, 20 and 30: at 9 none is known, at 25 the second is.
/// let mut places = Vec::new();
/// as_of(&[10, 20, 30], [9, 25, 30], |place| places.push(place));
/// assert_eq!(places, [None, Some(1), Some(2)]);
/// ```
pub fn as_of<T: Ord + Copy>(
    known: &[T],
    at: impl IntoIterator<Item = T>,
    mut found: impl FnMut(Option<usize>),
) {
    // All before `passed` are not later than the moment last asked for.
    let mut passed = 0;
    for moment in at {
        if passed > 0 && known[passed - 1] > moment {
            passed = known[..passed].partition_point(|instant| *instant <= moment);
        } else {
            passed += gallop(&known[passed..], moment);
        }
        found(passed.checked_sub(1));
    }
}

/// How many of `known` are not later than `moment`: looks 1, 2, 4, … ahead, then halves.
fn gallop<T: Ord + Copy>(known: &[T], moment: T) -> usize {
    let (mut low, mut step) = (0, 1);
    while known.get(low + step - 1).is_some_and(|instant| *instant <= moment) {
        low += step;
        step *= 2;
    }
    let high = (low + step - 1).min(known.len());
    low + known[low..high].partition_point(|instant| *instant <= moment)
}

/// Values at several horizons after each event: for event i and horizon h,
/// `into[i · horizons + h]` is the last of `values` known by `events[i] + horizons[h]`.
///
/// NaN if none was known by then, or if the horizon is beyond `until` (the last moment about which
/// the data can say anything): an old value is not used for one that does not exist yet.
/// Events in increasing order are served fastest.
pub fn values_after(
    known: &[i64],
    values: &[f64],
    events: &[i64],
    horizons: &[i64],
    until: i64,
    into: &mut Vec<f64>,
) {
    let start = into.len();
    into.resize(start + events.len() * horizons.len(), f64::NAN);
    for (column, horizon) in horizons.iter().enumerate() {
        let cells = into[start..].iter_mut().skip(column).step_by(horizons.len());
        let mut cells = cells.zip(events);
        let moments = events.iter().map(|event| event.saturating_add(*horizon));
        as_of(known, moments, |place| {
            if let Some((cell, event)) = cells.next() {
                let reached = event.saturating_add(*horizon) <= until;
                *cell = place.filter(|_| reached).map_or(f64::NAN, |place| values[place]);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(known: &[i64], at: &[i64]) -> Vec<Option<usize>> {
        let mut out = Vec::new();
        as_of(known, at.iter().copied(), |place| out.push(place));
        out
    }

    #[test]
    fn the_last_one_known_is_found_and_before_the_first_there_is_none() {
        let known = [10, 20, 30];
        assert_eq!(places(&known, &[9, 10, 19, 20, 99]), [None, Some(0), Some(0), Some(1), Some(2)]);
        assert_eq!(places(&[], &[5]), [None]);
    }

    #[test]
    fn a_horizon_beyond_the_data_has_no_value() {
        let mut out = Vec::new();
        values_after(&[10, 20], &[1.0, 2.0], &[5, 12], &[0, 10], 20, &mut out);
        assert!(out[0].is_nan() && out[3].is_nan());
        assert_eq!(out[1..3], [1.0, 1.0]);
    }

    proptest! {
        #[test]
        fn nothing_later_is_ever_found_and_nothing_between_is_missed(
            mut known in prop::collection::vec(-1000_i64..1000, 0..60),
            mut at in prop::collection::vec(-1100_i64..1100, 0..40),
            sorted: bool,
        ) {
            known.sort_unstable();
            known.dedup();
            if sorted {
                at.sort_unstable();
            }
            for (place, moment) in places(&known, &at).into_iter().zip(at) {
                prop_assert!(place.is_none_or(|i| known[i] <= moment));
                let next = place.map_or(0, |i| i + 1);
                prop_assert!(known.get(next).is_none_or(|later| *later > moment));
            }
        }
    }
}
