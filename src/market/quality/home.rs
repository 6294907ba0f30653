//! To which session each intraday bar belongs.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::calendar::{Session, Span};
use crate::market::Bar;

/// To which of `sessions` each bar belongs: the one whose hours it is nearest to, within six hours;
/// so a stamp that is an hour or two off still finds its day.
pub(super) fn homes(bars: &[Bar<DateTime<Utc>>], sessions: &[Session]) -> Vec<Option<usize>> {
    let days: Vec<Span> = sessions.iter().map(Session::whole_day).collect();
    // Bars are sorted, so the next session only moves on.
    let mut next = 0;
    let home = |bar: &Bar<DateTime<Utc>>| {
        next += days[next..].iter().take_while(|day| day.end <= bar.at).count();
        let distance = |index: usize| {
            let Span { start, end } = *days.get(index)?;
            let off = (start - bar.at).max(bar.at - end).max(TimeDelta::zero());
            (off < TimeDelta::hours(6)).then_some((off, index))
        };
        if days.get(next).is_some_and(|day| day.contains(bar.at)) {
            return Some(next);
        }
        let around = [next.checked_sub(1).and_then(distance), distance(next)];
        around.into_iter().flatten().min().map(|(_, index)| index)
    };
    bars.iter().map(home).collect()
}

/// The trading day of each bar; where no session is near, the day of UTC.
pub(super) fn trading_days(bars: &[Bar<DateTime<Utc>>], sessions: &[Session]) -> Vec<NaiveDate> {
    days_of(bars, &homes(bars, sessions), sessions)
}

/// The same, where the sessions of the bars are known.
pub(super) fn days_of(
    bars: &[Bar<DateTime<Utc>>],
    homes: &[Option<usize>],
    sessions: &[Session],
) -> Vec<NaiveDate> {
    let day = |(bar, home): (&Bar<DateTime<Utc>>, &Option<usize>)| {
        home.map_or_else(|| bar.at.date_naive(), |index| sessions[index].date)
    };
    bars.iter().zip(homes).map(day).collect()
}
