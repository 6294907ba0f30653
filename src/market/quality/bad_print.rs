//! Bad prints: trades that were reported late or wrongly, and stand in a bar as a spike.
//!
//! Exchanges pause a share that moves by five per cent within minutes (Limit Up–Limit Down), so the price of a
//! liquid one does not leave the prices around it by many times its usual move and come back within a bar.
//! What does so is a report: an average price, a trade of hours before, a slip.

use chrono::{DateTime, NaiveDate, Utc};

use super::gates::{is_traded, median};
use super::home::trading_days;
use crate::calendar::Session;
use crate::market::{Bar, Series};

/// A smaller spike is none, however calm the bars around it.
const LEAST: f64 = 0.01;
/// A spike is this many times the usual move of a bar.
const USUAL_MOVES: f64 = 20.0;
/// How many bars on each side tell the usual move.
const BARS_AROUND: usize = 30;
/// With fewer bars that move, none is usual.
const FEWEST_MOVES: usize = 10;
/// The prices before and after it agree to within this part of the spike.
const COMES_BACK: f64 = 0.3;

/// The places of intraday bars that hold a bad print: a price far from those of the bars before and after
/// it, which agree, on no more than a usual turnover.
///
/// ```
/// use newstape::calendar::Calendar;
/// use newstape::instrument::Mic;
/// use newstape::market::quality::bad_prints;
/// use newstape::market::{Adjustment, Bar, Interval, Series, SeriesKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // SPY on 8 July 2025: the bar of 08:33 has a low of 523.12 between minutes at 621.
/// let bar = |minute: i64, low: f64| {
///     let at = "2025-07-08T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant");
///     let price = 621.0 + 0.05 * (minute % 3) as f64;
///     Bar::new(at + chrono::TimeDelta::minutes(minute), price, price + 0.05, low, price, Some(2e3))
/// };
/// let bars = (0..60).map(|minute| bar(minute, if minute == 33 { 523.12 } else { 620.9 }));
/// let key = SeriesKey {
///     instrument: "SPY:ARCX".parse()?,
///     interval: Interval::Minute1,
///     provider: "file".to_owned(),
///     adjustment: Adjustment::AsTraded,
/// };
/// let series = Series::new(key, bars.collect::<Result<Vec<_>, _>>()?)?;
/// let day = "2025-07-08".parse()?;
/// let sessions = Calendar::for_mic(Mic::ARCX)?.sessions(day, day)?;
/// assert_eq!(bad_prints(&series, sessions), [33]);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn bad_prints(series: &Series<DateTime<Utc>>, sessions: &[Session]) -> Vec<usize> {
    among(series.bars(), &trading_days(series.bars(), sessions))
}

/// The same of bars whose trading days are known.
pub(super) fn among<At>(bars: &[Bar<At>], days: &[NaiveDate]) -> Vec<usize> {
    let within_a_day = |at: &usize| days[at - 1] == days[at + 1];
    let places = (1..bars.len().saturating_sub(1)).filter(within_a_day);
    places.filter(|&at| is_bad_print(bars, at)).collect()
}

fn is_bad_print<At>(bars: &[Bar<At>], at: usize) -> bool {
    let (before, bar, after) = (bars[at - 1].close, &bars[at], bars[at + 1].open);
    let (high, low) = extremes(bar);
    let spike = (high / before.max(after)).ln().max((before.min(after) / low).ln());
    spike > LEAST
        && (after / before).ln().abs() < COMES_BACK * spike
        && usual_move(bars, at).is_some_and(|usual| spike > USUAL_MOVES * usual)
        && !is_traded(bars, at)
}

fn extremes<At>(bar: &Bar<At>) -> (f64, f64) {
    (bar.high.max(bar.open).max(bar.close), bar.low.min(bar.open).min(bar.close))
}

/// How far the bars around one reach, the close before each included: the median of those that move.
fn usual_move<At>(bars: &[Bar<At>], at: usize) -> Option<f64> {
    let around = at.saturating_sub(BARS_AROUND).max(1)..(at + BARS_AROUND + 1).min(bars.len());
    let reach = |i: usize| {
        let ((high, low), before) = (extremes(&bars[i]), bars[i - 1].close);
        (high.max(before) / low.min(before)).ln()
    };
    let mut moves: Vec<f64> = around.filter(|i| *i != at).map(reach).filter(|reach| *reach > 0.0).collect();
    (moves.len() >= FEWEST_MOVES).then(|| median(&mut moves))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A minute of about two hundredths of a per cent.
    fn minute(at: usize) -> Bar<usize> {
        let price = 621.0 * (1.0 + 1e-4 * (at as f64 * 0.7).sin());
        Bar { at, open: price, high: price * 1.0001, low: price * 0.9999, close: price, volume: Some(2e3) }
    }

    fn found(bars: &[Bar<usize>]) -> Vec<usize> {
        among(bars, &vec![NaiveDate::default(); bars.len()])
    }

    #[test]
    fn a_spike_in_any_of_the_four_prices_is_found() {
        let change: [fn(&mut Bar<usize>); 4] = [
            |bar| bar.low = 523.12,
            |bar| bar.high = 642.8,
            |bar| (bar.low, bar.close) = (580.4, 580.4),
            |bar| (bar.low, bar.open) = (580.2, 580.2),
        ];
        for change in change {
            let mut bars: Vec<_> = (0..90).map(minute).collect();
            change(&mut bars[40]);
            assert_eq!(found(&bars), [40]);
        }
    }

    #[test]
    fn what_stays_what_is_traded_and_what_the_share_does_anyway_is_no_bad_print() {
        let calm: Vec<_> = (0..90).map(minute).collect();
        assert_eq!(found(&calm), [] as [usize; 0]);
        let mut moved = calm.clone();
        moved[40].low = 590.0;
        for bar in &mut moved[40..] {
            (bar.open, bar.high, bar.low, bar.close) = (595.0, 596.0, bar.low.min(594.0), 595.0);
        }
        assert_eq!(found(&moved), [] as [usize; 0], "the price stays there");
        let mut traded = calm.clone();
        (traded[40].low, traded[40].volume) = (590.0, Some(7e3));
        assert_eq!(found(&traded), [] as [usize; 0], "more than three times the usual turnover");
        let wild: Vec<_> =
            calm.iter().map(|b| Bar { high: b.high * 1.01, low: b.low * 0.99, ..*b }).collect();
        let mut spiked = wild.clone();
        spiked[40].low = 590.0;
        assert_eq!(found(&spiked), [] as [usize; 0], "two or three of its usual moves");
        let mut evening = calm;
        evening[40].low = 590.0;
        let days: Vec<_> = (0..90).map(|at| NaiveDate::default() + chrono::Days::new(at / 40)).collect();
        assert_eq!(among(&evening, &days), [] as [usize; 0], "the first bar of a day has none before it");
    }

    proptest! {
        /// A price that wanders is never taken for a bad print, however calm or wild.
        #[test]
        fn a_price_that_wanders_has_none(
            steps in prop::collection::vec(-1.0_f64..1.0, 80..200), scale in 1e-5_f64..0.02,
        ) {
            let mut price = 100.0;
            let bars: Vec<_> = steps.iter().enumerate().map(|(at, step)| {
                let open = price;
                price *= (step * scale).exp();
                let (high, low) = (open.max(price), open.min(price));
                Bar { at, open, high, low, close: price, volume: None }
            }).collect();
            prop_assert_eq!(found(&bars), [] as [usize; 0]);
        }
    }
}
