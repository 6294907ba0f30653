//! The verdict on the prices and actions of one instrument: their state, their repairs, what is withheld.

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};

use super::dividend::{self, Evidence, JudgedAction};
use super::level::{self, Claimed};
use super::{Flag, Flags};
use crate::market::{Bar, CorporateAction};

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub struct Arrived<'a> {
    /// The bars, sorted by day.
    pub bars: &'a [Bar<NaiveDate>],
    /// What the user has decided of each bar and what reading it found; empty for nothing.
    pub flags: &'a [Flags],
    /// What is known of the state of the prices.
    pub claimed: Claimed,
    /// The splits.
    pub actions: &'a [CorporateAction],
}

/// A bar that was repaired.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repair<At> {
    /// The bar as it arrived.
    pub original: Bar<At>,
    /// What was wrong with it.
    pub flag: Flag,
}

/// Bars after their repair.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<At> {
    /// The state of the prices, as they tell it at their splits.
    pub adjustment: crate::market::Adjustment,
    /// The bars, those repaired among them.
    pub bars: Vec<Bar<At>>,
    /// The bars that were repaired.
    pub repairs: Vec<Repair<At>>,
}

/// Reads the state of daily prices at their splits, and repairs bars of which it is certain what they must
/// be: those in another unit, and those that lack a split or have it on the wrong days.
///
/// Bars that the user has accepted stay as they are.
///
/// ```
/// use chrono::{Days, NaiveDate};
/// use newstape::market::quality::{Arrived, Claimed, Flag, judge_daily};
/// use newstape::market::{Adjustment, Bar};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Thirty days of about 450 pence, one of which arrived in pounds.
/// let first: NaiveDate = "2025-01-06".parse()?;
/// let close = |n: u64| if n == 12 { 4.52 } else { 450.0 + (n % 3) as f64 };
/// let bars = (0..30).map(|n| Bar::new(first + Days::new(n), close(n), close(n), close(n), close(n), None));
/// let bars = bars.collect::<Result<Vec<_>, _>>()?;
/// let claimed = Claimed { adjustment: Adjustment::AsTraded, is_stated: false };
/// let judged = judge_daily(&Arrived { bars: &bars, flags: &[], claimed, actions: &[] });
/// assert!((judged.bars[12].close - 452.0).abs() < 1e-9);
/// // What arrived is kept next to what is used.
/// assert_eq!((judged.repairs[0].original.close, judged.repairs[0].flag), (4.52, Flag::WrongUnit));
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn judge_daily(arrived: &Arrived<'_>) -> Judged<NaiveDate> {
    let Arrived { bars, flags, claimed, actions } = *arrived;
    let pinned: Vec<bool> = flags.iter().map(|flags| flags.contains(Flag::Accepted)).collect();
    let level::Levels { adjustment, bars: repaired, repairs } =
        level::levels(bars, claimed, actions, &pinned);
    Judged { adjustment, repairs: repairs_of(bars, &repairs), bars: repaired }
}

/// The state of daily prices, as they tell it at their splits; see [`judge_daily`].
#[must_use]
pub fn state_of(arrived: &Arrived<'_>) -> crate::market::Adjustment {
    level::state_of(arrived.bars, arrived.claimed, arrived.actions)
}

/// The same of intraday bars, whose single prices may be in another unit.
#[must_use]
pub fn judge_intraday(
    bars: &[Bar<DateTime<Utc>>],
    flags: &[Flags],
    adjustment: crate::market::Adjustment,
) -> Judged<DateTime<Utc>> {
    let pinned: Vec<bool> = flags.iter().map(|flags| flags.contains(Flag::Accepted)).collect();
    let (repaired, repairs) = level::fields(bars, &pinned);
    Judged { adjustment, repairs: repairs_of(bars, &repairs), bars: repaired }
}

fn repairs_of<At: Copy>(bars: &[Bar<At>], repairs: &[Option<Flag>]) -> Vec<Repair<At>> {
    let both = bars.iter().zip(repairs);
    both.filter_map(|(bar, flag)| Some(Repair { original: *bar, flag: (*flag)? })).collect()
}

/// Judges the actions of an instrument by its daily prices, which are on one level; `adjusted` are their
/// adjusted closes, empty where there are none, and `in_hundredths` says that the venue quotes in pence.
///
/// ```
/// use chrono::{Days, NaiveDate};
/// use newstape::market::quality::{Judged, Trust, judge_actions};
/// use newstape::market::{ActionKind, Adjustment, Bar, CorporateAction};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Thirty days of about 450 pence, on one of which the price fell by a dividend of 13.5 pence. The
/// // service gave it in pounds.
/// let first: NaiveDate = "2025-01-06".parse()?;
/// let close = |n: u64| (if n < 15 { 450.0 } else { 436.5 }) + (n % 2) as f64;
/// let bars = (0..30).map(|n| Bar::new(first + Days::new(n), close(n), close(n), close(n), close(n), None));
/// let prices = Judged {
///     adjustment: Adjustment::AsTraded,
///     bars: bars.collect::<Result<Vec<_>, _>>()?,
///     repairs: Vec::new(),
/// };
/// let dividend = CorporateAction {
///     instrument: "HLV:XLON".parse()?,
///     ex_date: first + Days::new(15),
///     kind: ActionKind::Dividend { amount: 0.135 },
/// };
/// let judged = &judge_actions(&[dividend], &prices, &[], true)[0];
/// assert_eq!((judged.trust, judged.told), (Trust::Repaired, 0.135));
/// assert_eq!(judged.action.kind, ActionKind::Dividend { amount: 13.5 });
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn judge_actions(
    actions: &[CorporateAction],
    prices: &Judged<NaiveDate>,
    adjusted: &[Option<f64>],
    in_hundredths: bool,
) -> Vec<JudgedAction> {
    let evidence = Evidence { bars: &prices.bars, adjustment: prices.adjustment, adjusted, in_hundredths };
    dividend::judge(actions, &evidence)
}

/// The days over which no return can be told, because of suspect dividends.
#[must_use]
pub fn days_of_suspect_actions(bars: &[Bar<NaiveDate>], judged: &[JudgedAction]) -> Vec<NaiveDate> {
    dividend::tainted(bars, judged).into_iter().map(|at| bars[at].at).collect()
}
