//! All gates over one series, with what is known about its venue and its splits.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::gates::{self, Usual};
use super::home::{days_of, homes};
use super::{Flag, Flags, bad_print};
use crate::calendar::{Session, Span};
use crate::market::{ActionKind, Adjustment, Bar, CorporateAction, Series};

const HOUR: TimeDelta = TimeDelta::hours(1);

/// The flags of daily bars, one set per bar.
///
/// `sessions` are those of the venue over the days of the series, sorted; `None` where there is no
/// calendar. Of bars before the first or after the last of them nothing is said. `actions` are the
/// splits known.
///
/// ```
/// use newstape::calendar::Calendar;
/// use newstape::instrument::Mic;
/// use newstape::market::quality::{Flag, inspect_daily};
/// use newstape::market::{ActionKind, Adjustment, Bar, CorporateAction, Interval, Series, SeriesKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Nvidia around its split of ten for one, as traded.
/// let bar = |day: &str, close: f64| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(Bar::new(day.parse()?, close, close, close, close, None)?)
/// };
/// let key = SeriesKey {
///     instrument: "NVDA:XNAS".parse()?,
///     interval: Interval::Day1,
///     provider: "file".to_owned(),
///     adjustment: Adjustment::AsTraded,
/// };
/// let series = Series::new(key, vec![bar("2024-06-07", 1208.88)?, bar("2024-06-10", 121.79)?])?;
/// let sessions = Calendar::for_mic(Mic::XNAS)?.sessions("2024-06-07".parse()?, "2024-06-10".parse()?)?;
/// assert!(inspect_daily(&series, Some(sessions), &[])[1].contains(Flag::UnadjustedSplit));
/// let split = CorporateAction {
///     instrument: "NVDA:XNAS".parse()?,
///     ex_date: "2024-06-10".parse()?,
///     kind: ActionKind::Split { new_per_old: 10.0 },
/// };
/// assert!(inspect_daily(&series, Some(sessions), &[split])[1].is_empty());
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn inspect_daily(
    series: &Series<NaiveDate>,
    sessions: Option<&[Session]>,
    actions: &[CorporateAction],
) -> Vec<Flags> {
    let bars = series.bars();
    let mut flags = vec![Flags::NONE; bars.len()];
    each_bar(bars, &mut flags);
    if let Some(sessions @ [first, .., last]) = sessions {
        for (bar, flags) in bars.iter().zip(&mut flags) {
            let known = first.date <= bar.at && bar.at <= last.date;
            if known && sessions.binary_search_by_key(&bar.at, |s| s.date).is_err() {
                flags.insert(Flag::OutOfSession);
            }
        }
    }
    let returns = gates::log_returns(bars);
    let usual = Usual::of(returns.clone());
    let explained =
        |at: &usize| explains(series.key().adjustment, actions, bars[*at].at, &bars[at - 1..=*at]);
    let leads = (1..bars.len()).filter(|&at| usual.is_jump(returns[at - 1]));
    gates::jumps(bars, &leads.filter(|at| !explained(at)).collect::<Vec<_>>(), &mut flags);
    flags
}

/// The flags of intraday bars, one set per bar; see [`inspect_daily`].
///
/// Jumps are sought within a session among its own kind of returns; between sessions, among the
/// returns between sessions. A spike that is over with its bar is a bad print: see [`super::bad_prints`].
#[must_use]
pub fn inspect_intraday(
    series: &Series<DateTime<Utc>>,
    sessions: Option<&[Session]>,
    actions: &[CorporateAction],
) -> Vec<Flags> {
    let bars = series.bars();
    let span = series.key().interval.span().unwrap_or(HOUR);
    let mut flags = vec![Flags::NONE; bars.len()];
    each_bar(bars, &mut flags);
    for (pair, flags) in bars.windows(2).zip(flags.iter_mut().skip(1)) {
        // The last bar of a session may be short: what overlaps is a bar that begins off the grid.
        if pair[0].at + span > pair[1].at && (pair[1].at - pair[0].at) < span / 2 {
            flags.insert(Flag::Overlap);
        }
    }
    let sessions = sessions.unwrap_or_default();
    let homes = homes(bars, sessions);
    by_session(bars, &homes, span, sessions, &mut flags);
    for ((bar, home), flags) in bars.iter().zip(&homes).zip(&mut flags) {
        // Services tell the prices of extended hours, and seldom their volume.
        if home.is_some_and(|home| !sessions[home].regular.contains(bar.at)) {
            *flags = flags.without(Flag::NoVolume);
        }
    }
    let days = days_of(bars, &homes, sessions);
    jumps(series, &days, actions, &mut flags);
    for at in bad_print::among(bars, &days) {
        flags[at].insert(Flag::BadPrint);
    }
    flags
}

fn each_bar<At>(bars: &[Bar<At>], flags: &mut [Flags]) {
    gates::outside_range(bars, flags);
    gates::no_volume(bars, flags);
    gates::stale(bars, flags);
}

/// As-traded prices jump at a known split, and shall; and any price falls by its dividend.
fn explains<At>(
    adjustment: Adjustment,
    actions: &[CorporateAction],
    day: NaiveDate,
    pair: &[Bar<At>],
) -> bool {
    let on_day = |a: &&CorporateAction| a.ex_date == day;
    let later = |a: &CorporateAction| match a.kind {
        ActionKind::Split { new_per_old } if a.ex_date > day && adjustment != Adjustment::AsTraded => {
            new_per_old
        }
        ActionKind::Split { .. } | ActionKind::Dividend { .. } => 1.0,
    };
    let fall = pair[0].close - pair[1].close;
    actions.iter().filter(on_day).any(|action| match action.kind {
        ActionKind::Split { .. } => adjustment == Adjustment::AsTraded,
        ActionKind::Dividend { amount } => {
            let cash = amount / actions.iter().map(later).product::<f64>();
            fall > 0.0 && cash > 0.5 * fall
        }
    })
}

fn by_session(
    bars: &[Bar<DateTime<Utc>>],
    homes: &[Option<usize>],
    span: TimeDelta,
    sessions: &[Session],
    flags: &mut [Flags],
) {
    let (Some(first), Some(last)) = (sessions.first(), sessions.last()) else { return };
    let known = Span { start: first.whole_day().start, end: last.whole_day().end };
    let mut start = 0;
    for run in homes.chunk_by(|a, b| a == b) {
        let end = start + run.len();
        if let Some(index) = run[0] {
            one_session(&bars[start..end], span, &sessions[index], &mut flags[start..end]);
        } else if known.start <= bars[start].at && bars[end - 1].at < known.end {
            flag_all(&mut flags[start..end], Flag::OutOfSession);
        }
        start = end;
    }
}

/// Stamps of one day against its session: outside it, or inside only when moved.
fn one_session(bars: &[Bar<DateTime<Utc>>], span: TimeDelta, session: &Session, flags: &mut [Flags]) {
    let (first, last) = (bars[0].at, bars[bars.len() - 1].at);
    let Span { start: open, end: close } = session.regular;
    let fits =
        |shift: TimeDelta| first + shift == open && last + shift < close && last + shift + span >= close;
    if first == open + span && last == close {
        return flag_all(flags, Flag::EndStamped);
    }
    if first != open && (fits(HOUR) || fits(-HOUR)) {
        return flag_all(flags, Flag::ClockShift);
    }
    let day = session.whole_day();
    let outside = |at: DateTime<Utc>| {
        at < day.start || at >= day.end || session.lunch.is_some_and(|l| l.start <= at && at + span <= l.end)
    };
    for (bar, flags) in bars.iter().zip(flags) {
        // The closing auction prints at the close, in a bar of its own.
        if outside(bar.at) && bar.at != close {
            flags.insert(Flag::OutOfSession);
        }
    }
}

fn flag_all(flags: &mut [Flags], flag: Flag) {
    for of_bar in flags {
        of_bar.insert(flag);
    }
}

fn jumps(
    series: &Series<DateTime<Utc>>,
    days: &[NaiveDate],
    actions: &[CorporateAction],
    flags: &mut [Flags],
) {
    let bars = series.bars();
    let returns = gates::log_returns(bars);
    let mut found = Vec::new();
    for overnight in [false, true] {
        let of_kind = |i: &usize| (days[*i] != days[*i + 1]) == overnight;
        // Most minutes of a quiet share do not move at all; only moves say what a move is.
        let moves = (0..returns.len()).filter(of_kind).map(|i| returns[i]).filter(|r| *r != 0.0).collect();
        let usual = Usual::of(moves);
        let leads = (0..returns.len()).filter(of_kind).filter(|&i| usual.is_jump(returns[i])).map(|i| i + 1);
        let explained = |at: &usize| {
            overnight && explains(series.key().adjustment, actions, days[*at], &bars[at - 1..=*at])
        };
        found.extend(leads.filter(|at| !explained(at)));
    }
    found.sort_unstable();
    gates::jumps(bars, &found, flags);
}
