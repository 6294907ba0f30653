//! Bars of days that are yet to come: an `0035` read as 2035, two columns interchanged.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::market::Bar;
use crate::table::prices::{Bars, SymbolPrices};

/// How far ahead a bar may be: a replay has bars of later, but not of much later.
const AHEAD: Days = Days::new(366);

/// Takes away the bars that lie more than a year ahead; a sentence on them, if there are any.
pub(super) fn without_future(prices: &mut SymbolPrices, now: DateTime<Utc>) -> Option<String> {
    let today = now.date_naive();
    let limit = today.checked_add_days(AHEAD)?;
    let (kept, first, all) = match &mut prices.bars {
        Bars::Daily(bars) => cut(bars, |day| *day > limit, |day| *day),
        Bars::Intraday(_, bars) => {
            cut(bars, |at| at.date_naive() > limit, |at: &DateTime<Utc>| at.date_naive())
        }
    };
    prices.flags.truncate(kept);
    prices.adjusted.truncate(kept);
    prices.actions.retain(|(day, _)| *day <= limit);
    let first = first?;
    let bars = if all - kept == 1 { "1 bar".to_owned() } else { format!("{} bars", all - kept) };
    Some(format!("{bars} from {first} on: in the future (it is {today})"))
}

/// How many bars stay, the day of the first that goes, and how many there were.
fn cut<At: Copy>(
    bars: &mut Vec<Bar<At>>,
    is_far: impl Fn(&At) -> bool,
    day: impl Fn(&At) -> NaiveDate,
) -> (usize, Option<NaiveDate>, usize) {
    let all = bars.len();
    let kept = bars.iter().position(|bar| is_far(&bar.at)).unwrap_or(all);
    let first = bars.get(kept).map(|bar| day(&bar.at));
    bars.truncate(kept);
    (kept, first, all)
}
