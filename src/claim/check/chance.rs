//! How often the instrument's own earlier windows would have fitted the same words.

use super::fit::Fit;
use super::reading::Spec;
use super::stated::Told;
use super::tape::ClaimTape;
use crate::claim::TimeKind;

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
///
/// A span from a fixed day on (*this year*) changes little from one day to the next. So the spans from that
/// day to each earlier close are looked at too, and the larger share counts.
pub(super) fn of(specs: &[Spec], tape: &ClaimTape<'_>, told: &Told<'_>, fitting: bool) -> Option<Chance> {
    // The windows must not hold the readings themselves.
    let (first, last) = (specs.iter().map(Spec::date).min()?, specs.iter().map(Spec::date).max()?);
    let gap = tape.calendar.sessions(first, last).map_or(1, <[_]>::len).max(1);
    let gap = i64::try_from(gap).unwrap_or(1);
    let back = |n: i64| specs.iter().filter_map(|spec| spec.earlier(tape, n)).collect::<Vec<Spec>>();
    let as_a_whole = share((gap..gap + MOST).filter_map(|n| fits(&back(n), tape, told, fitting)));
    let starts = told.claim.when.as_ref().is_none_or(|time| time.kind != TimeKind::Span);
    let ends = || {
        let shorter = |n: i64| specs.iter().filter_map(|spec| spec.shorter(tape, n)).collect::<Vec<Spec>>();
        let spans = (gap..gap + MOST).map(shorter).take_while(|spans| !spans.is_empty());
        share(spans.filter_map(|spans| fits(&spans, tape, told, fitting)))
    };
    let from_its_start = starts.then(ends).flatten();
    as_a_whole.into_iter().chain(from_its_start).max_by(|a, b| a.share.total_cmp(&b.share))
}

#[allow(clippy::cast_precision_loss)] // a few hundred windows
fn share(outcomes: impl Iterator<Item = bool>) -> Option<Chance> {
    let (fits, windows) = outcomes.fold((0, 0), |(fits, all), one| (fits + usize::from(one), all + 1));
    (windows >= LEAST).then(|| Chance { share: fits as f64 / windows as f64, windows })
}

/// Whether one of these readings fits; `None` where none of them has its bars.
fn fits(specs: &[Spec], tape: &ClaimTape<'_>, told: &Told<'_>, fitting: bool) -> Option<bool> {
    let fit = |spec: &Spec| {
        let reading = spec.read(tape, told).ok()?;
        let on = |footing: f64| match told.fit(&reading.on(footing * told.unit)) {
            Fit::Yes(_) => true,
            Fit::Open => !fitting,
            Fit::No => false,
        };
        Some(tape.footings(reading.date).into_iter().any(on))
    };
    specs.iter().filter_map(fit).reduce(|a, b| a || b)
}
