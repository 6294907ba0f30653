//! How often the instrument's own earlier windows would have fitted the same words.

use super::fit::Fit;
use super::reading::Spec;
use super::stated::Told;
use super::tape::ClaimTape;

/// Fewer earlier windows than this say nothing of chance.
const LEAST: usize = 20;
/// So many earlier windows are looked at, at most: a year of sessions.
const MOST: i64 = 252;

/// A share of earlier windows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chance {
    /// The share that fits, in [0, 1].
    pub(super) share: f64,
    /// How many windows were looked at.
    pub(super) windows: usize,
}

/// The share of the windows before these readings in which one of them, moved back as a whole, would
/// have fitted the claim; `None` where too few have their bars. With `fitting`, a window that leaves
/// the claim open does not count.
#[allow(clippy::cast_precision_loss)] // a few hundred windows
pub(super) fn of(specs: &[Spec], tape: &ClaimTape<'_>, told: &Told<'_>, fitting: bool) -> Option<Chance> {
    // The windows must not hold the readings themselves.
    let (first, last) = (specs.iter().map(Spec::date).min()?, specs.iter().map(Spec::date).max()?);
    let gap = tape.calendar.sessions(first, last).map_or(1, <[_]>::len).max(1);
    let gap = i64::try_from(gap).unwrap_or(1);
    let outcomes: Vec<bool> =
        (gap..gap + MOST).filter_map(|n| window(specs, tape, told, n, fitting)).collect();
    let fits = outcomes.iter().filter(|fits| **fits).count();
    (outcomes.len() >= LEAST)
        .then(|| Chance { share: fits as f64 / outcomes.len() as f64, windows: outcomes.len() })
}

/// Whether the readings of `n` sessions earlier fit; `None` where none of them has its bars.
fn window(specs: &[Spec], tape: &ClaimTape<'_>, told: &Told<'_>, n: i64, fitting: bool) -> Option<bool> {
    let fit = |spec: &Spec| {
        let reading = spec.earlier(tape, n)?.read(tape, told).ok()?;
        let on = |footing: f64| match told.fit(&reading.on(footing * told.unit)) {
            Fit::Yes(_) => true,
            Fit::Open => !fitting,
            Fit::No => false,
        };
        Some(tape.footings(reading.date).into_iter().any(on))
    };
    specs.iter().filter_map(fit).reduce(|a, b| a || b)
}
