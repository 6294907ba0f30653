//! Whether the tape agrees with a claim.
//!
//! What a claim states decides which [`reading::Spec`]s it admits: a part of a session, a span
//! between two closes. Each is held against the bars that had ended by publication. One that fits
//! answers the claim; only where all of them fail on bars that are there is it contradicted.

mod admitted;
mod chance;
mod doubt;
mod doubt_of_time;
mod fit;
mod near_miss;
mod reading;
mod stated;
mod tape;
mod verdict;
mod wording;

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;

pub use tape::ClaimTape;

use self::fit::Fit;
use self::reading::{Lack, Progress, Reading, Shown, Spec};
use self::stated::Told;
use super::{Bound, Claim, ClaimSession, ClaimStatus, ClaimVerdict, DayPoint};
use crate::instrument::InstrumentId;
use crate::market::MissingData;
use crate::text::tokens;
use crate::units::{Currency, Return};

/// Holds a claim against the tape, with what was known when it was published.
///
/// - *Confirmed*: an admitted reading fits the numbers as they are rounded, and of the instrument's own
///   earlier windows of the same kind at most one in ten would have.
/// - *Consistent*: a reading fits, and more of them would have, or the claim states a bare direction.
/// - *Contradicted*: every admitted reading fails on bars that are there.
/// - *Unverifiable*: all else; the note says what is missing or what cannot be told.
///
/// ```
/// use newstape::calendar::Calendar;
/// use newstape::claim::{ClaimRequest, ClaimStatus, ClaimTape, check, extract_from};
/// use newstape::event::When;
/// use newstape::instrument::Mic;
/// use newstape::market::{Adjustment, Bar, Interval, Series, SeriesKey};
/// use newstape::units::Currency;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // A year in which the share moved by 0.4 % a day, up and down, and then a fall from 100 to 97.
/// let calendar = Calendar::for_mic(Mic::XNAS)?;
/// let sessions = calendar.sessions("2024-01-02".parse()?, "2025-01-27".parse()?)?;
/// let close = |at: usize| if at + 1 == sessions.len() { 97.0 } else if (sessions.len() - at) % 2 == 0 { 100.0 } else { 100.4 };
/// let bars = (0..sessions.len()).map(|at| {
///     let (before, close) = (close(at.saturating_sub(1)), close(at));
///     Bar::new(sessions[at].date, before, before.max(close), before.min(close), close, None)
/// });
/// let key = SeriesKey {
///     instrument: "HLV:XNAS".parse()?,
///     interval: Interval::Day1,
///     provider: "file".to_owned(),
///     adjustment: Adjustment::AsTraded,
/// };
/// let daily = Series::new(key, bars.collect::<Result<_, _>>()?)?;
/// let published = When::Day("2025-01-28".parse()?);
/// let tape = ClaimTape {
///     published: &published,
///     calendar,
///     daily: Some(&daily),
///     intraday: None,
///     actions: &[],
///     sessions_back: 5,
///     currency: Some(Currency::USD),
/// };
/// let verdict = |text: &str| {
///     let request = ClaimRequest { text, lang: Some("en"), mentions: &[], published: Some(published) };
///     let mut claim = extract_from(&request).remove(0);
///     claim.instrument = Some(daily.key().instrument.clone());
///     check(&claim, &tape)
/// };
/// let right = verdict("Halvorsen shares fell 3% on Monday.");
/// assert_eq!((right.status, right.chance), (ClaimStatus::Confirmed, Some(0.0)));
/// assert!((right.measured.expect("both closes are there").pct() + 3.0).abs() < 1e-9);
/// assert_eq!(verdict("Halvorsen shares fell 5% on Monday.").status, ClaimStatus::Contradicted);
/// // A bare direction says too little to be confirmed.
/// assert_eq!(verdict("Halvorsen shares fell on Monday.").status, ClaimStatus::Consistent);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn check(claim: &Claim, tape: &ClaimTape<'_>) -> ClaimVerdict {
    let Some(instrument) = &claim.instrument else {
        return verdict::unverifiable(claim, format!("no instrument is known for \"{}\"", claim.company));
    };
    if stated::from_an_extreme(claim) {
        let note = "the move is stated from a high or low that the text does not date";
        return verdict::unverifiable(claim, note.to_owned());
    }
    if let Some(note) = doubt::traded_elsewhere(claim, tape) {
        return verdict::unverifiable(claim, note);
    }
    let admitted = match admitted::specs(claim, tape) {
        Ok(admitted) => admitted,
        Err(why) => return verdict::unverifiable(claim, why),
    };
    let told = match told(claim, tape) {
        Ok(told) => told,
        Err(currency) => {
            return verdict::lacking(claim, instrument, MissingData::Quotation { currency });
        }
    };
    let weighed: Vec<Weighed> = admitted.iter().map(|spec| weigh(spec, tape, &told)).collect();
    answer(claim, instrument, tape, &told, weighed)
}

/// What becomes of a contradiction when the same words are held against another share class of the company, of which
/// `found` is the verdict: open where they fit that one, or nearly fit and its bars are not there. `None` where the
/// text names the class itself, or the other class fails too.
#[must_use]
pub fn of_another_class(
    claim: &Claim,
    contradicted: &ClaimVerdict,
    other: &InstrumentId,
    found: &ClaimVerdict,
) -> Option<ClaimVerdict> {
    let own = claim.instrument.as_ref()?;
    let named = |id: &InstrumentId| {
        let symbol = id.symbol.to_string();
        tokens(&claim.evidence.text).any(|token| token.text(&claim.evidence.text) == symbol)
    };
    let near = || {
        let stated = claim.percent?.to_f64()?;
        let moved = contradicted.measured?.pct();
        Some((moved.abs() - stated).abs() <= CLASSES_DIFFER)
    };
    let why = match found.status {
        ClaimStatus::Confirmed | ClaimStatus::Consistent => {
            format!("{other}, another share class of the company, moved as stated")
        }
        ClaimStatus::Unverifiable if near() == Some(true) => {
            format!("{other}, another share class of the company, may have moved as stated ({})", found.note)
        }
        ClaimStatus::Unverifiable | ClaimStatus::Contradicted => return None,
    };
    let note = format!("{}; {why}", contradicted.note);
    let open = ClaimVerdict { status: ClaimStatus::Unverifiable, note, ..contradicted.clone() };
    (!named(own)).then_some(open)
}

/// What becomes of a contradiction where the text names a brand or product of the company: open, unless it speaks of
/// shares.
#[must_use]
pub fn of_a_brand(claim: &Claim, contradicted: &ClaimVerdict, brand: &str) -> Option<ClaimVerdict> {
    let note = format!("the text speaks of {brand}, which may not mean the share; {}", contradicted.note);
    let open = ClaimVerdict { status: ClaimStatus::Unverifiable, note, ..contradicted.clone() };
    (!wording::Text::of(claim).says_share()).then_some(open)
}

/// By so many percentage points two share classes of one company differ on a day, at most.
const CLASSES_DIFFER: f64 = 1.0;

/// The claim's numbers in the unit of the tape; the stated currency as an error where it is another
/// money. A move in per cent alone has no unit.
fn told<'c>(claim: &'c Claim, tape: &ClaimTape<'_>) -> Result<Told<'c>, Currency> {
    let has_prices = [claim.price, claim.points, claim.from_price].iter().any(Option::is_some);
    match (claim.currency.filter(|_| has_prices), tape.currency) {
        (Some(stated), Some(quoted)) => {
            let unit = quoted.units_of(stated).ok_or(stated)?;
            Ok(Told { claim, unit })
        }
        (_, _) => Ok(Told { claim, unit: 1.0 }),
    }
}

/// One admitted reading before the tape.
#[derive(Debug, Clone)]
struct Weighed {
    spec: Spec,
    outcome: Outcome,
}

#[derive(Debug, Clone)]
enum Outcome {
    /// It fits, to this price from the reading's reference.
    Fits(Reading, f64),
    /// The bars leave it open.
    Open(Reading),
    /// It fails on bars that are there.
    Fails(Reading),
    /// Bars are missing.
    Lacks(Lack),
    /// That part of the session had not begun at publication.
    NotBegun,
}

fn weigh(spec: &Spec, tape: &ClaimTape<'_>, told: &Told<'_>) -> Weighed {
    let outcome = match spec.read(tape, told) {
        Err(Lack::NotBegun) => Outcome::NotBegun,
        Err(lack) => Outcome::Lacks(lack),
        Ok(reading) => match (best_footing(&reading, tape, told), spec) {
            // On the day of publication, whose hour is not known, any price of the day may be meant.
            (Outcome::Fails(failed), Spec::Session { progress: Progress::OverOrRunning, .. }) => {
                within(failed, told)
            }
            // A text of the day itself, or of no day, may tell of a moment within the session.
            (Outcome::Fails(failed), spec) if may_be_of_a_moment(spec, tape, told.claim) => {
                within(failed, told)
            }
            // So may a span up to publication, on whose last days a text may have been written.
            (Outcome::Fails(failed), Spec::Closes { to, progress: Progress::Over, .. })
                if told.claim.when.as_ref().is_none_or(|time| time.to >= tape.published_on()) =>
            {
                on_the_day(failed, tape, *to, told)
            }
            // So may it in early trading, which is near the open and not the open itself.
            (Outcome::Fails(failed), Spec::Session { point: Some(DayPoint::Open), date, .. })
                if !stated::names_the_open(told.claim) || told.claim.bound.is_some() =>
            {
                on_the_day(failed, tape, *date, told)
            }
            // The extreme of early trading is not the open.
            (Outcome::Fits(fits, _), Spec::Session { point: Some(DayPoint::Open), date, .. })
                if told.claim.bound == Some(Bound::AsMuchAs) =>
            {
                on_the_day(fits, tape, *date, told)
            }
            (outcome, _) => outcome,
        },
    };
    Weighed { spec: spec.clone(), outcome }
}

/// Whether a size without a bound can be that of a moment of a session that is over: the text names no
/// day, or appeared on that day.
fn may_be_of_a_moment(spec: &Spec, tape: &ClaimTape<'_>, claim: &Claim) -> bool {
    let Spec::Session { part: ClaimSession::Regular, point: None, date, .. } = spec else { return false };
    let sized = claim.price.is_none() && (claim.percent.is_some() || claim.points.is_some());
    let bare = matches!(claim.bound, None | Some(Bound::About));
    let free = claim.when.is_none() && claim.session.is_none();
    sized && bare && (free || tape.published_on() == *date && claim.session.is_none())
}

/// At any price of a session.
fn on_the_day(reading: Reading, tape: &ClaimTape<'_>, date: NaiveDate, told: &Told<'_>) -> Outcome {
    let Some(range) = reading::range_of(tape, date) else { return Outcome::Fails(reading) };
    let open = Reading { shown: Shown::Within(range.times(told.unit)), ..reading.clone() };
    if told.fit(&open) == Fit::No { Outcome::Fails(reading) } else { Outcome::Open(open) }
}

fn within(reading: Reading, told: &Told<'_>) -> Outcome {
    let Shown::Day { range, .. } = reading.shown else { return Outcome::Fails(reading) };
    let open = Reading { shown: Shown::Within(range), ..reading.clone() };
    if told.fit(&open) == Fit::No { Outcome::Fails(reading) } else { Outcome::Open(open) }
}

/// Of the footings on which the text's prices can stand, the one that fits best.
fn best_footing(reading: &Reading, tape: &ClaimTape<'_>, told: &Told<'_>) -> Outcome {
    let mut open = None;
    for footing in tape.footings(reading.date) {
        let reading = reading.on(footing * told.unit);
        match told.fit(&reading) {
            Fit::Yes(price) => return Outcome::Fits(reading, price),
            Fit::Open => open = open.or(Some(reading)),
            Fit::No => {}
        }
    }
    open.map_or_else(|| Outcome::Fails(reading.on(told.unit)), Outcome::Open)
}

fn answer(
    claim: &Claim,
    instrument: &InstrumentId,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    weighed: Vec<Weighed>,
) -> ClaimVerdict {
    let specs: Vec<Spec> = weighed.iter().map(|w| w.spec.clone()).collect();
    let chance = |fitting: bool| chance::of(&specs, tape, told, fitting);
    let best = weighed.iter().filter_map(|w| match &w.outcome {
        Outcome::Fits(reading, price) => Some((w, reading, *price)),
        _ => None,
    });
    // The best supported, then the latest.
    if let Some((found, reading, price)) =
        best.min_by_key(|(_, reading, _)| reading.shown.is_reference_alone())
    {
        return verdict::fits(claim, tape, &found.spec, (reading, price), chance(true));
    }
    let weighed = without_evident(weighed, told);
    let open = weighed.iter().find_map(|w| match &w.outcome {
        Outcome::Open(reading) => Some((&w.spec, reading)),
        _ => None,
    });
    if let Some((spec, reading)) = open {
        return verdict::open(claim, tape, spec, reading, chance(false));
    }
    if let Some(w) = weighed.iter().find(|w| matches!(w.outcome, Outcome::NotBegun)) {
        return verdict::not_begun(claim, tape, &w.spec, told);
    }
    let lacks: Vec<&Lack> = weighed
        .iter()
        .filter_map(|w| match &w.outcome {
            Outcome::Lacks(lack) => Some(lack),
            _ => None,
        })
        .collect();
    if let Some(lack) = reading::all_lacking(&lacks) {
        return verdict::lacking_bars(claim, instrument, tape, &lack, chance(false));
    }
    let failed: Vec<(&Spec, &Reading)> = weighed
        .iter()
        .filter_map(|w| match &w.outcome {
            Outcome::Fails(reading) => Some((&w.spec, reading)),
            _ => None,
        })
        .collect();
    if let Some(note) = doubt::doubt(claim, tape, told, &failed) {
        return verdict::unverifiable(claim, note);
    }
    verdict::contradicted(claim, tape, told, &failed, chance(false))
}

/// A move told outside regular hours may be one of extended hours. Where the day's own move goes the
/// same way and is nearly of the stated size, or the stated price is the close, the day is what is
/// told, and bars of extended hours are not missed.
fn without_evident(weighed: Vec<Weighed>, told: &Told<'_>) -> Vec<Weighed> {
    let evident = weighed.iter().any(|w| match &w.outcome {
        Outcome::Fails(reading) => !w.spec.is_extended() && told.is_non_the_day(reading),
        _ => false,
    });
    let named = told.claim.session.is_some();
    weighed.into_iter().filter(|w| named || !evident || !w.spec.is_extended()).collect()
}

impl Told<'_> {
    /// Whether a reading that fails is all the same evidently the one that is told.
    fn is_non_the_day(&self, reading: &Reading) -> bool {
        let Shown::Day { close, .. } = reading.shown else { return false };
        if stated::price(self.claim).is_some_and(|price| price.contains(close)) {
            return true;
        }
        let Some(moved) = Return::between(reading.reference, close).map(Return::pct) else { return false };
        let stated = self.claim.percent.and_then(|p| p.to_f64());
        stated.is_some_and(|size| {
            stated::goes(self.claim.direction, moved) && (moved.abs() - size).abs() <= NEARLY * size
        })
    }
}

/// A day's move within this part of the stated size is nearly of that size.
const NEARLY: f64 = 0.1;

#[cfg(test)]
mod tests;
