//! Sizes that fit a little beside what is stated: rounded otherwise, with dividends, or some days earlier.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::fit::Fit;
use super::reading::{Progress, Reading, Shown, Spec, range_of};
use super::stated::{self, Told};
use super::tape::ClaimTape;
use crate::claim::Claim;
use crate::units::Return;

/// Why a size that no reading fits may be right all the same.
pub(super) fn doubt(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    failed: &[(&Spec, &Reading)],
) -> Option<String> {
    rounded_otherwise(claim, failed)
        .or_else(|| with_dividends(claim, tape, told, failed))
        .or_else(|| some_days_earlier(claim, tape, told, failed))
}

/// A whole size may be rounded to tens where it ends in a zero and is of a hundred per cent and more or of a
/// span; and that of a span may be cut instead of rounded.
fn rounded_otherwise(claim: &Claim, failed: &[(&Spec, &Reading)]) -> Option<String> {
    static TEN: LazyLock<Decimal> = LazyLock::new(|| Decimal::from(10));
    let whole = claim.percent.filter(|p| p.scale() == 0 && claim.bound.is_none())?;
    let tens = whole > *TEN && (whole % *TEN).is_zero();
    let stated = whole.to_f64()?;
    let near = |(spec, reading): &(&Spec, &Reading)| {
        let end = match reading.shown {
            Shown::At(price) | Shown::Day { close: price, .. } | Shown::Reached { last: price, .. } => price,
            Shown::Within(_) | Shown::ReferenceAlone => return false,
        };
        let Some(moved) = Return::between(reading.reference, end).map(Return::pct) else { return false };
        let off = moved.abs() - stated;
        let of_a_span = matches!(spec, Spec::Closes { .. });
        let cut = of_a_span && stated >= 10.0 && (0.0..1.0).contains(&off);
        let to_tens =
            tens && (stated >= 100.0 && off.abs() <= 5.0 || of_a_span && off.abs() <= stated * ROUNDED);
        stated::goes(claim.direction, moved) && (cut || to_tens)
    };
    failed.iter().any(near).then(|| "the size may be cut, or rounded to tens, and then fits".to_owned())
}

/// How far a size below a hundred per cent may be from the tens that it is rounded to, in parts of it.
const ROUNDED: f64 = 0.05;

/// Of a long span some tell the move of the price, some the return with its dividends.
fn with_dividends(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    failed: &[(&Spec, &Reading)],
) -> Option<String> {
    let with = |(spec, reading): &(&Spec, &Reading)| {
        let Spec::Closes { from, to, .. } = spec else { return None };
        let factor = tape.reinvested(*from, *to);
        (factor > 1.0).then(|| Reading { reference: reading.reference / factor, ..(*reading).clone() })
    };
    let fits = |reading: Reading| told.fit(&reading) != Fit::No;
    let found = claim.percent.is_some() && failed.iter().filter_map(with).any(fits);
    found.then(|| "with the dividends of the span the size fits".to_owned())
}

/// A text of a span of months may be some days older than its publication.
fn some_days_earlier(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    failed: &[(&Spec, &Reading)],
) -> Option<String> {
    claim.percent?;
    let up_to_now = claim.when.as_ref().is_none_or(|time| time.to >= tape.published_on());
    let open = |(spec, _): &(&Spec, &Reading)| match spec {
        Spec::Closes { from, to, .. } => {
            let near = (tape.published_on() - *to).num_days() <= LATE;
            (near && up_to_now && (*to - *from).num_days() >= MONTHS).then_some((*from, *to))
        }
        Spec::Session { .. } | Spec::NotBegun { .. } => None,
    };
    let spans: BTreeSet<(NaiveDate, NaiveDate)> = failed.iter().filter_map(open).collect();
    let found = spans.into_iter().find_map(|(from, to)| {
        (1..=EARLIER).find_map(|n| {
            let end = tape.calendar.nth_session_after(to, -n).ok()?.date;
            let spec = Spec::Closes { from, to: end, progress: Progress::Over };
            let reading = spec.read(tape, told).ok()?;
            let range = range_of(tape, end)?;
            let reading = Reading { shown: Shown::Within(range), ..reading }.on(told.unit);
            (told.fit(&reading) != Fit::No).then_some(end)
        })
    });
    found.map(|date| format!("the size is that of {date}: the text may be older than its publication"))
}

/// So many sessions at most a text is older than its publication.
const EARLIER: i64 = 3;
/// A span that ends within so many days of publication reaches up to it.
const LATE: i64 = 7;
/// A span of at least so many days is one of months.
const MONTHS: i64 = 28;
