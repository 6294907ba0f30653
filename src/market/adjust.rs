//! Adjustment of prices for splits and dividends, on reading, to a stated day.
//!
//! Prices are kept as they traded. Across an ex-date such prices do not compare: NVDA fell from
//! 1,208.88 to 121.79 on 2024-06-10 and nobody lost money. An [`Adjuster`] brings the bars before
//! each ex-date to the footing of the day it is asked for.
//!
//! # Source
//! Splits: price / new-per-old, volume × new-per-old. Dividends: every price before the ex-date
//! × P / (P + D), where D is the cash per share and P the close of the ex-date; the return over the
//! ex-date is then (P + D) / P₀ − 1, the holding-period return of CRSP, *Data Descriptions Guide*
//! (“RET”). Alpha Vantage's “adjusted close” and Quandl's WIKI prices are made so, and the tests
//! compare with them. Yahoo's “Adj Close” takes 1 − D / P₀ instead, with P₀ the close before; over an
//! ex-date the two differ by the dividend's share of the day's move, some millionths. The price alone
//! is adjusted for dividends, not the volume.

use chrono::NaiveDate;

use super::{ActionKind, Adjustment, Bar, CorporateAction, Series, SeriesKey};
use crate::fault::{Fault, FaultClass};

/// Why prices cannot be brought to the footing asked for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AdjustError {
    /// The adjustment in the prices cannot be taken out again, for lack of the closes behind it.
    #[error("prices adjusted as {from} cannot be turned into {to}")]
    Direction {
        /// The state of the prices.
        from: Adjustment,
        /// The state asked for.
        to: Adjustment,
    },
    /// A split that is not a positive ratio.
    #[error("the split of {ex_date} gives {new_per_old} new shares for each old one")]
    Split {
        /// Its ex-date.
        ex_date: NaiveDate,
        /// The ratio received.
        new_per_old: f64,
    },
    /// A dividend that is negative or no number.
    #[error("the dividend of {ex_date} is {amount}")]
    Dividend {
        /// Its ex-date.
        ex_date: NaiveDate,
        /// Cash per share.
        amount: f64,
    },
}

impl Fault for AdjustError {
    fn class(&self) -> FaultClass {
        FaultClass::Data
    }
}

/// What to multiply the figures of one day by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    /// For prices.
    pub price: f64,
    /// For volumes.
    pub volume: f64,
}

impl Factor {
    /// Leaves everything as it is.
    pub const ONE: Self = Self { price: 1.0, volume: 1.0 };

    fn times(self, other: Self) -> Self {
        Self { price: self.price * other.price, volume: self.volume * other.volume }
    }
}

/// Brings prices of one instrument from one footing to another.
///
/// ```
/// use newstape::market::{ActionKind, Adjuster, Adjustment, CorporateAction};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let action = |day: &str, kind| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(CorporateAction { instrument: "HLV:XOSL".parse()?, ex_date: day.parse()?, kind })
/// };
/// // Two for one in June; in September 1 a share, on a day that closed at 49.
/// let actions = [
///     action("2024-06-10", ActionKind::Split { new_per_old: 2.0 })?,
///     action("2024-09-12", ActionKind::Dividend { amount: 1.0 })?,
/// ];
/// let adjuster = |as_of: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let (from, to) = (Adjustment::AsTraded, Adjustment::SplitsAndDividends);
///     Ok(Adjuster::new(&actions, from, to, as_of.parse()?, |_| Some(49.0))?)
/// };
/// let at_year_end = adjuster("2024-12-30")?;
/// assert_eq!(at_year_end.factor("2024-09-11".parse()?).price, 49.0 / 50.0);
/// assert_eq!(at_year_end.factor("2024-06-07".parse()?).price, 0.5 * 49.0 / 50.0);
/// assert_eq!(at_year_end.factor("2024-06-07".parse()?).volume, 2.0);
/// // In August nobody knew of the dividend.
/// assert_eq!(adjuster("2024-08-01")?.factor("2024-06-07".parse()?).price, 0.5);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Adjuster {
    to: Adjustment,
    as_of: NaiveDate,
    /// Per ex-date, oldest first: the factor for all days before it, this and later actions included.
    steps: Vec<(NaiveDate, Factor)>,
}

impl Adjuster {
    /// Prepares the way `from` one state `to` another.
    ///
    /// Actions with an ex-date after `as_of` were not known then and are left out. `close_on`
    /// gives the close of a day, or of the first session after it, on the footing of `from`; it is
    /// asked for ex-dates only, and where it has none the dividend is passed over. Dividends are per share as traded on their ex-date.
    ///
    /// # Errors
    /// [`AdjustError`]: an action that makes no sense, or a direction that does not exist.
    pub fn new(
        actions: &[CorporateAction],
        from: Adjustment,
        to: Adjustment,
        as_of: NaiveDate,
        close_on: impl Fn(NaiveDate) -> Option<f64>,
    ) -> Result<Self, AdjustError> {
        let mut known: Vec<&CorporateAction> = actions.iter().filter(|a| a.ex_date <= as_of).collect();
        known.sort_by_key(|a| a.ex_date);
        let mut steps = Vec::with_capacity(known.len());
        let mut factor = Factor::ONE;
        // New shares that a share of the day in hand has become by `as_of`, this day's split excluded.
        let mut later_shares = 1.0;
        // From the newest back; on one day the split comes before the dividend in time, so after it here.
        for day in known.chunk_by(|a, b| a.ex_date == b.ex_date).rev() {
            let ex_date = day[0].ex_date;
            let split = split_on(day)?;
            let cash = cash_on(day);
            let step = match (from, to) {
                _ if from == to => Factor::ONE,
                (Adjustment::AsTraded, Adjustment::Splits) => split_factor(split),
                (Adjustment::AsTraded, Adjustment::SplitsAndDividends) => {
                    split_factor(split).times(cash_factor(ex_date, cash, close_on(ex_date))?)
                }
                (Adjustment::Splits, Adjustment::SplitsAndDividends) => {
                    cash_factor(ex_date, cash / later_shares, close_on(ex_date))?
                }
                (Adjustment::Splits, Adjustment::AsTraded) => split_factor(1.0 / split),
                (Adjustment::SplitsAndDividends, _)
                | (Adjustment::AsTraded, Adjustment::AsTraded)
                | (Adjustment::Splits, Adjustment::Splits) => {
                    return Err(AdjustError::Direction { from, to });
                }
            };
            later_shares *= split;
            factor = factor.times(step);
            steps.push((ex_date, factor));
        }
        if from == Adjustment::SplitsAndDividends && to != from {
            return Err(AdjustError::Direction { from, to });
        }
        steps.reverse();
        Ok(Self { to, as_of, steps })
    }

    /// The factor for figures of trading day `date`.
    #[must_use]
    pub fn factor(&self, date: NaiveDate) -> Factor {
        let next = self.steps.partition_point(|(ex_date, _)| *ex_date <= date);
        self.steps.get(next).map_or(Factor::ONE, |(_, factor)| *factor)
    }

    /// Applies the factors. `date_of` says to which trading day a label belongs (for intraday bars:
    /// the venue's date, which is not the date in UTC). Bars after the `as_of` day are left out.
    #[must_use]
    pub fn apply<At: Ord + Copy>(
        &self,
        series: &Series<At>,
        date_of: impl Fn(At) -> NaiveDate,
    ) -> Series<At> {
        let known = series.bars().partition_point(|b| date_of(b.at) <= self.as_of);
        let bars = series.bars()[..known].iter().map(|b| scaled(b, self.factor(date_of(b.at)))).collect();
        Series::sorted(SeriesKey { adjustment: self.to, ..series.key().clone() }, bars)
    }
}

/// Brings daily bars to the state `to`, as known on the day `as_of`.
///
/// ```
/// use newstape::market::{ActionKind, Adjustment, Bar, CorporateAction, Interval, Series, SeriesKey, adjust};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let instrument: newstape::instrument::InstrumentId = "NVDA:XNAS".parse()?;
/// let key = SeriesKey {
///     instrument: instrument.clone(),
///     interval: Interval::Day1,
///     provider: "file".into(),
///     adjustment: Adjustment::AsTraded,
/// };
/// let bar = |day: &str, close| Bar::new(day.parse().unwrap(), close, close, close, close, None);
/// let series = Series::new(key, vec![bar("2024-06-07", 1208.88)?, bar("2024-06-10", 121.79)?])?;
/// let split = CorporateAction {
///     instrument,
///     ex_date: "2024-06-10".parse()?,
///     kind: ActionKind::Split { new_per_old: 10.0 },
/// };
/// let adjusted = adjust(&series, &[split], Adjustment::Splits, "2024-06-10".parse()?)?;
/// assert!((adjusted.bars()[0].close - 120.888).abs() < 1e-9);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`Adjuster::new`].
pub fn adjust(
    series: &Series<NaiveDate>,
    actions: &[CorporateAction],
    to: Adjustment,
    as_of: NaiveDate,
) -> Result<Series<NaiveDate>, AdjustError> {
    let close_on = |day| series.bars().get(series.first_at_or_after(day)).map(|b| b.close);
    let adjuster = Adjuster::new(actions, series.key().adjustment, to, as_of, close_on)?;
    Ok(adjuster.apply(series, |day| day))
}

/// Turns dividends that a provider has divided by later splits (Yahoo does) into cash per share as
/// traded on the ex-date. Splits pass through.
///
/// ```
/// use newstape::market::{ActionKind, CorporateAction, dividends_as_traded};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let action = |day: &str, kind| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(CorporateAction { instrument: "NVDA:XNAS".parse()?, ex_date: day.parse()?, kind })
/// };
/// // Nvidia paid 0.04 a share in March 2024; ten for one in June made it 0.004 in such a list.
/// let listed = [
///     action("2024-03-05", ActionKind::Dividend { amount: 0.004 })?,
///     action("2024-06-10", ActionKind::Split { new_per_old: 10.0 })?,
/// ];
/// assert_eq!(dividends_as_traded(&listed)[0].kind, ActionKind::Dividend { amount: 0.04 });
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn dividends_as_traded(actions: &[CorporateAction]) -> Vec<CorporateAction> {
    let later_shares = |day: NaiveDate| -> f64 {
        let ratio = |a: &CorporateAction| match a.kind {
            ActionKind::Split { new_per_old } if a.ex_date > day => new_per_old,
            ActionKind::Split { .. } | ActionKind::Dividend { .. } => 1.0,
        };
        actions.iter().map(ratio).product()
    };
    let restored = |a: &CorporateAction| match a.kind {
        ActionKind::Split { .. } => a.clone(),
        ActionKind::Dividend { amount } => CorporateAction {
            kind: ActionKind::Dividend { amount: amount * later_shares(a.ex_date) },
            ..a.clone()
        },
    };
    actions.iter().map(restored).collect()
}

fn split_on(day: &[&CorporateAction]) -> Result<f64, AdjustError> {
    day.iter().try_fold(1.0, |product, action| match action.kind {
        ActionKind::Split { new_per_old } if new_per_old.is_finite() && new_per_old > 0.0 => {
            Ok(product * new_per_old)
        }
        ActionKind::Split { new_per_old } => Err(AdjustError::Split { ex_date: action.ex_date, new_per_old }),
        ActionKind::Dividend { .. } => Ok(product),
    })
}

fn cash_on(day: &[&CorporateAction]) -> f64 {
    let cash = |a: &&CorporateAction| match a.kind {
        ActionKind::Dividend { amount } => amount,
        ActionKind::Split { .. } => 0.0,
    };
    day.iter().map(cash).sum()
}

fn split_factor(new_per_old: f64) -> Factor {
    Factor { price: 1.0 / new_per_old, volume: new_per_old }
}

fn cash_factor(ex_date: NaiveDate, amount: f64, close_on: Option<f64>) -> Result<Factor, AdjustError> {
    if !(amount.is_finite() && amount >= 0.0) {
        return Err(AdjustError::Dividend { ex_date, amount });
    }
    Ok(close_on.map_or(Factor::ONE, |close| Factor { price: close / (close + amount), volume: 1.0 }))
}

fn scaled<At: Copy>(bar: &Bar<At>, factor: Factor) -> Bar<At> {
    Bar {
        at: bar.at,
        open: bar.open * factor.price,
        high: bar.high * factor.price,
        low: bar.low * factor.price,
        close: bar.close * factor.price,
        volume: bar.volume.map(|v| v * factor.volume),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Interval;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn series(adjustment: Adjustment, closes: &[(&str, f64)]) -> Series<NaiveDate> {
        let key = SeriesKey {
            instrument: "NVDA:XNAS".parse().unwrap(),
            interval: Interval::Day1,
            provider: "file".into(),
            adjustment,
        };
        let bar = |&(date, c): &(&str, f64)| Bar::new(day(date), c, c, c, c, Some(100.0)).unwrap();
        Series::new(key, closes.iter().map(bar).collect()).unwrap()
    }

    fn action(ex_date: &str, kind: ActionKind) -> CorporateAction {
        CorporateAction { instrument: "NVDA:XNAS".parse().unwrap(), ex_date: day(ex_date), kind }
    }

    fn split(ex_date: &str, new_per_old: f64) -> CorporateAction {
        action(ex_date, ActionKind::Split { new_per_old })
    }

    fn dividend(ex_date: &str, amount: f64) -> CorporateAction {
        action(ex_date, ActionKind::Dividend { amount })
    }

    fn closes(series: &Series<NaiveDate>) -> Vec<f64> {
        series.bars().iter().map(|b| (b.close * 1e6).round() / 1e6).collect()
    }

    const DAYS: [(&str, f64); 4] =
        [("2024-06-06", 1209.98), ("2024-06-07", 1208.88), ("2024-06-10", 121.79), ("2024-06-11", 120.91)];

    #[test]
    fn a_split_scales_what_came_before_it() {
        let as_traded = series(Adjustment::AsTraded, &DAYS);
        let adjusted =
            adjust(&as_traded, &[split("2024-06-10", 10.0)], Adjustment::Splits, day("2024-06-11")).unwrap();
        assert_eq!(closes(&adjusted), [120.998, 120.888, 121.79, 120.91]);
        assert_eq!(adjusted.bars()[0].volume, Some(1000.0));
        assert_eq!(adjusted.key().adjustment, Adjustment::Splits);
    }

    #[test]
    fn an_action_after_the_day_asked_for_is_not_known() {
        let as_traded = series(Adjustment::AsTraded, &DAYS);
        let actions = [split("2024-06-10", 10.0)];
        let before = adjust(&as_traded, &actions, Adjustment::Splits, day("2024-06-07")).unwrap();
        assert_eq!(closes(&before), [1209.98, 1208.88]);
    }

    #[test]
    fn both_ways_to_dividends_agree() {
        let actions = [split("2024-06-10", 10.0), dividend("2024-06-07", 4.0), dividend("2024-06-11", 0.01)];
        let total = Adjustment::SplitsAndDividends;
        let as_traded = series(Adjustment::AsTraded, &DAYS);
        let direct = adjust(&as_traded, &actions, total, day("2024-06-11")).unwrap();
        let splits = adjust(&as_traded, &actions, Adjustment::Splits, day("2024-06-11")).unwrap();
        let stepwise = adjust(&splits, &actions, total, day("2024-06-11")).unwrap();
        assert_eq!(closes(&direct), closes(&stepwise));
        assert_eq!(direct.bars()[0].volume, Some(1000.0), "dividends leave the volume alone");
        let back = adjust(&splits, &actions, Adjustment::AsTraded, day("2024-06-11")).unwrap();
        assert_eq!(closes(&back), closes(&as_traded));
    }

    #[test]
    fn the_return_over_an_ex_date_is_what_the_holder_has() {
        let as_traded = series(Adjustment::AsTraded, &DAYS);
        let actions = [dividend("2024-06-11", 1.0)];
        let adjusted =
            adjust(&as_traded, &actions, Adjustment::SplitsAndDividends, day("2024-06-11")).unwrap();
        let held = adjusted.bars()[3].close / adjusted.bars()[2].close;
        assert!((held - (120.91 + 1.0) / 121.79).abs() < 1e-12);
    }

    #[test]
    fn nonsense_is_named() {
        let as_traded = series(Adjustment::AsTraded, &DAYS);
        let total = Adjustment::SplitsAndDividends;
        let refused = |actions: &[CorporateAction]| adjust(&as_traded, actions, total, day("2024-06-11"));
        assert!(matches!(refused(&[split("2024-06-10", 0.0)]), Err(AdjustError::Split { .. })));
        assert!(matches!(refused(&[dividend("2024-06-10", -0.1)]), Err(AdjustError::Dividend { .. })));
        let adjusted = series(total, &DAYS);
        assert!(matches!(
            adjust(&adjusted, &[], Adjustment::AsTraded, day("2024-06-11")),
            Err(AdjustError::Direction { .. })
        ));
    }

    #[test]
    fn yahoo_dividends_are_brought_back_to_the_day() {
        let yahoo = [dividend("2024-03-05", 0.004), split("2024-06-10", 10.0), dividend("2024-06-11", 0.01)];
        let restored = dividends_as_traded(&yahoo);
        assert_eq!(restored[0].kind, ActionKind::Dividend { amount: 0.04 });
        assert_eq!(restored[2].kind, ActionKind::Dividend { amount: 0.01 });
    }
}
