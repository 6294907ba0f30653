//! Records without a version, as programs up to schema version 8 wrote them: every field could be
//! absent, and missing data were described in a sentence that contained a command.
//! Claims are as programs up to schema version 10 wrote them, with a qualifier for a bound.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::claim::{Bound, Claim, ClaimSession, ClaimStatus, ClaimVerdict, Direction, MoveHorizon};
use crate::instrument::InstrumentId;
use crate::link::Evidence;
use crate::market::{Adjustment, Interval, Missing, MissingBars, MissingData};
use crate::reaction::{
    AbnormalReturn, Basis, Confounder, Dividend, Halt, Horizon, Measured, Outcome, Paid, PricePoint,
    Reaction, Remark, Standing, Unusualness,
};
use crate::units::{Currency, Price, Return};

#[derive(Deserialize)]
struct OldReaction {
    instrument: InstrumentId,
    horizon: Horizon,
    status: OldStatus,
    due_at: Option<DateTime<Utc>>,
    anchor: Option<OldPoint>,
    end: Option<OldPoint>,
    return_fraction: Option<f64>,
    benchmark: Option<InstrumentId>,
    benchmark_return: Option<f64>,
    abnormal_return: Option<f64>,
    model: Option<String>,
    standard_error: Option<f64>,
    z: Option<f64>,
    unusualness: Option<OldRank>,
    volume_ratio: Option<f64>,
    #[serde(default)]
    dividends: Vec<OldDividend>,
    high: Option<f64>,
    low: Option<f64>,
    #[serde(default)]
    confounders: Vec<String>,
    note: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum OldStatus {
    Measured,
    Pending,
    NoData,
    Halted,
}

#[derive(Deserialize)]
struct OldPoint {
    at: DateTime<Utc>,
    price: f64,
    provider: String,
    interval: Interval,
    adjustment: Adjustment,
}

#[derive(Deserialize)]
struct OldRank {
    placebo_rank: f64,
    sample_size: usize,
}

#[derive(Deserialize)]
struct OldDividend {
    ex_date: NaiveDate,
    amount: f64,
    reinvested_at: Option<f64>,
}

#[derive(Deserialize)]
struct OldVerdict {
    status: ClaimStatus,
    session: Option<ClaimSession>,
    session_date: Option<NaiveDate>,
    reference_date: Option<NaiveDate>,
    reference_close: Option<f64>,
    measured: Option<f64>,
    unusualness: Option<OldRank>,
    note: String,
}

#[derive(Deserialize)]
struct OldClaim {
    instrument: Option<InstrumentId>,
    #[serde(default)]
    is_index: bool,
    company: String,
    direction: Direction,
    percent: Option<Decimal>,
    percent_min: Option<Decimal>,
    percent_max: Option<Decimal>,
    points: Option<Decimal>,
    price: Option<Decimal>,
    from_price: Option<Decimal>,
    currency: Option<Currency>,
    session: Option<ClaimSession>,
    horizon: MoveHorizon,
    qualifier: Option<OldQualifier>,
    evidence: Evidence,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum OldQualifier {
    Approx,
    UpTo,
    MoreThan,
}

/// A claim without a version.
pub(super) fn claim(text: &str) -> serde_json::Result<Claim> {
    let old: OldClaim = serde_json::from_str(text)?;
    let bound = old.qualifier.map(|q| match q {
        OldQualifier::Approx => Bound::About,
        OldQualifier::UpTo => Bound::AsMuchAs,
        OldQualifier::MoreThan => Bound::AtLeast,
    });
    Ok(Claim {
        instrument: old.instrument,
        is_index: old.is_index,
        percent: old.percent,
        percent_min: old.percent_min,
        percent_max: old.percent_max,
        points: old.points,
        price: old.price,
        from_price: old.from_price,
        currency: old.currency,
        session: old.session,
        horizon: old.horizon,
        bound,
        ..Claim::of(&old.company, old.direction, old.evidence)
    })
}

impl From<OldPoint> for PricePoint {
    fn from(old: OldPoint) -> Self {
        let OldPoint { at, price, provider, interval, adjustment } = old;
        // No currency was recorded.
        Self { at, price: Price::new(price, None), provider, interval, adjustment }
    }
}

impl From<OldRank> for Unusualness {
    fn from(OldRank { placebo_rank, sample_size }: OldRank) -> Self {
        Self { placebo_rank, sample_size, independent: None }
    }
}

impl From<OldDividend> for Paid {
    fn from(OldDividend { ex_date, amount, reinvested_at }: OldDividend) -> Self {
        Self { dividend: Dividend { ex_date, amount }, reinvested_at }
    }
}

/// A row of a reaction.
pub(super) fn reaction(text: &str) -> serde_json::Result<Reaction> {
    let mut old: OldReaction = serde_json::from_str(text)?;
    let note = old.note.take().unwrap_or_default();
    let (instrument, horizon) = (old.instrument.clone(), old.horizon);
    let benchmark = old.benchmark.clone();
    let (outcome, note) = outcome(old, note);
    Ok(Reaction { instrument, horizon, benchmark, outcome, remarks: remarks(&note) })
}

/// The outcome of the row, and what is left of its note.
fn outcome(old: OldReaction, note: String) -> (Outcome, String) {
    let instrument = old.instrument.clone();
    let due_at = old.due_at;
    match (old.status, due_at) {
        (OldStatus::Measured, _) => match measured(old) {
            Ok(measured) => (Outcome::Measured(Box::new(measured)), note),
            Err(outcome) => (*outcome, note),
        },
        (OldStatus::Pending, Some(due_at)) => {
            (Outcome::Pending { due_at, anchor: old.anchor.map(Into::into) }, note)
        }
        (OldStatus::Pending | OldStatus::NoData, _) => {
            let (what, rest) = missing_in(&note);
            let missing = Missing { instrument, what };
            let (anchor, end) = (old.anchor.map(Into::into), old.end.map(Into::into));
            (Outcome::NoData { missing, due_at, anchor, end }, rest)
        }
        (OldStatus::Halted, _) => {
            let day =
                note.strip_prefix("the venue was open on ").and_then(|rest| rest.get(..10)?.parse().ok());
            let (halt, note) = match day {
                Some(day) => (Some(Halt::WholeSession(day)), String::new()),
                None => (None, note),
            };
            (Outcome::Halted { halt, due_at, anchor: old.anchor.map(Into::into) }, note)
        }
    }
}

/// The figures; a row without a return lacks data, since valid prices always give one.
fn measured(mut old: OldReaction) -> Result<Measured, Box<Outcome>> {
    let abnormal = abnormal(&old);
    let point = |point: Option<OldPoint>| point.map(PricePoint::from);
    let rank = old.unusualness.take();
    let standing = rank.map(|rank| Standing { rank: rank.into(), z: old.z, spread: None });
    match (old.due_at, point(old.anchor), point(old.end), old.return_fraction, old.high, old.low) {
        (Some(due_at), Some(anchor), Some(end), Some(own), Some(high), Some(low)) => Ok(Measured {
            due_at,
            anchor,
            end,
            return_fraction: Return::from_fraction(own),
            abnormal,
            basis: Basis::Raw,
            standing,
            raw: standing,
            sample: None,
            volume_ratio: old.volume_ratio,
            dividends: old.dividends.into_iter().map(Into::into).collect(),
            high,
            low,
            confounders: old.confounders.into_iter().map(Confounder::Recorded).collect(),
        }),
        (due_at, anchor, end, _, _, _) => {
            let problem = "the recorded row has no figures".to_owned();
            let missing = Missing { instrument: old.instrument, what: MissingData::SoundPrices { problem } };
            Err(Box::new(Outcome::NoData { missing, due_at, anchor, end }))
        }
    }
}

fn abnormal(old: &OldReaction) -> Option<AbnormalReturn> {
    Some(AbnormalReturn {
        model: old.model.as_deref()?.parse().ok()?,
        benchmark_return: Return::from_fraction(old.benchmark_return?),
        beta: None,
        estimation: None,
        prices: None,
        dividends: Vec::new(),
        abnormal_return: Return::from_fraction(old.abnormal_return?),
        standard_error: old.standard_error,
    })
}

/// The remarks in a note, except those that follow from the figures.
fn remarks(note: &str) -> Vec<Remark> {
    let parts = note.split("; ").filter(|part| !part.is_empty() && !part.starts_with("total return: "));
    parts.map(|part| given_up(part).unwrap_or_else(|| Remark::Recorded(part.to_owned()))).collect()
}

fn given_up(part: &str) -> Option<Remark> {
    let tries = part.strip_prefix("given up after ")?.strip_suffix(" tries")?;
    Some(Remark::GivenUp { tries: tries.parse().ok()? })
}

/// The missing data that a row's note describes, and the rest of the note.
fn missing_in(note: &str) -> (MissingData, String) {
    let mut parts: Vec<&str> = note.split("; ").collect();
    let Some(command) = parts.iter().position(|part| bars_of_command(part).is_some()) else {
        return other_missing(note);
    };
    let bars = bars_of_command(parts[command]);
    // The sentence before the command says the same.
    parts.drain(command.saturating_sub(1)..=command);
    (bars.map_or(MissingData::Calendar, MissingData::Bars), parts.join("; "))
}

fn other_missing(note: &str) -> (MissingData, String) {
    let (first, rest) = note.split_once("; ").unwrap_or((note, ""));
    let listed_until = || first.split_once(" was traded until ")?.1.strip_suffix(" only")?.parse().ok();
    let what = if let Some(last) = listed_until() {
        MissingData::Listing { last }
    } else if first == "the two prices are in different states of adjustment" {
        MissingData::OneAdjustment
    } else if first.is_empty() || first.contains("calendar") {
        MissingData::Calendar
    } else {
        MissingData::SoundPrices { problem: first.to_owned() }
    };
    (what, rest.to_owned())
}

/// The bars that a command in backticks would have fetched.
fn bars_of_command(part: &str) -> Option<MissingBars> {
    let command = part.split('`').nth(1)?;
    let words: Vec<&str> = command.split_whitespace().collect();
    let after = |flag: &str| words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1));
    let interval = after("--interval").map_or(Some(Interval::Day1), |word| word.parse().ok())?;
    Some(MissingBars {
        interval,
        from: after("--from")?.parse().ok()?,
        to: after("--to")?.parse().ok()?,
        extended: words.contains(&"--extended"),
    })
}

/// A verdict on a claim about this instrument.
pub(super) fn verdict(text: &str, instrument: Option<&InstrumentId>) -> serde_json::Result<ClaimVerdict> {
    let old: OldVerdict = serde_json::from_str(text)?;
    let bars = old.note.split("; ").find_map(bars_of_command);
    let told: Vec<&str> = old.note.split("; ").filter(|part| bars_of_command(part).is_none()).collect();
    let missing = instrument.zip(bars).map(|(instrument, bars)| Missing::bars(instrument.clone(), bars));
    Ok(ClaimVerdict {
        status: old.status,
        session: old.session,
        session_date: old.session_date,
        reference_date: old.reference_date,
        reference_close: old.reference_close.map(|close| Price::new(close, None)),
        measured: old.measured.map(Return::from_fraction),
        unusualness: old.unusualness.map(Into::into),
        chance: None,
        chance_windows: None,
        missing,
        note: told.join("; "),
    })
}
