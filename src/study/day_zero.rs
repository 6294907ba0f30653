//! Day 0 of an event: the session of the instrument, never far from the date that was given.

use super::outcome::{Exclusion, FARTHEST_SESSIONS};
use super::panel::Panel;
use super::spec::DayZero;

/// Day 0 lies no farther from its date than this, however few rows the panel has in between. The longest closings of
/// exchanges (ten days in Tokyo in 2019, twelve in Taipei in 2023) are shorter.
const FARTHEST_SECONDS: i64 = 14 * DAY;

const DAY: i64 = 86_400;

/// The first and the last place in time at which day 0 of an event may lie, where a calendar is known.
pub type Reach = (i64, i64);

/// Finds days 0: of each instrument where its rows lie on the calendar. Events come in any order, and the rows
/// of thousands of instruments do not fit into a processor's cache; this does.
pub(super) struct DayFinder<'a> {
    panel: &'a Panel,
    spans: Vec<Span>,
}

/// The rows of an instrument in brief.
#[derive(Clone, Copy)]
struct Span {
    first: u32,
    len: u32,
    /// Whether it has a row on every date in between.
    is_whole: bool,
}

impl<'a> DayFinder<'a> {
    pub(super) fn new(panel: &'a Panel) -> Self {
        let span = |series: &super::panel::ReturnSeries| {
            let (first, last) = (series.rows.first().copied(), series.rows.last().copied());
            let len = u32::try_from(series.rows.len()).unwrap_or(u32::MAX);
            let is_whole = first.zip(last).is_some_and(|(first, last)| last - first + 1 == len);
            Span { first: first.unwrap_or(0), len, is_whole }
        };
        Self { panel, spans: panel.series.iter().map(span).collect() }
    }

    /// The row of day 0, and whether it is the very date asked for.
    ///
    /// Sessions are counted by the days on which any instrument of the panel has a row, and by `reach`.
    pub(super) fn find(
        &self,
        instrument: usize,
        at: i64,
        rule: DayZero,
        reach: Option<Reach>,
    ) -> Result<(u32, bool), Exclusion> {
        let calendar = &self.panel.calendar;
        let date = calendar.partition_point(|time| *time < at);
        let Span { first, len, is_whole } = self.spans[instrument];
        if is_whole && calendar.get(date) == Some(&at) {
            let row = u32::try_from(date).ok().and_then(|date| date.checked_sub(first));
            if let Some(row) = row.filter(|row| *row < len) {
                return Ok((row, true));
            }
        }
        day_zero(self.panel, instrument, at, rule, reach)
    }
}

fn day_zero(
    panel: &Panel,
    instrument: usize,
    at: i64,
    rule: DayZero,
    reach: Option<Reach>,
) -> Result<(u32, bool), Exclusion> {
    let rows = &panel.series[instrument].rows;
    let time = |row: usize| panel.calendar[rows[row] as usize];
    let next = rows.partition_point(|&row| panel.calendar[row as usize] < at);
    let exact = next < rows.len() && time(next) == at;
    let row = match (exact, rule) {
        (true, _) => return Ok((number(next)?, true)),
        (false, DayZero::Next) if next == rows.len() => return Err(Exclusion::AfterLastSession),
        (false, DayZero::Next) => next,
        (false, DayZero::Previous) => next.checked_sub(1).ok_or(Exclusion::BeforeFirstSession)?,
        (false, DayZero::Exact) => return Err(Exclusion::NotASession),
    };
    let beyond = reach.is_some_and(|(from, to)| time(row) < from || time(row) > to);
    if !beyond && is_near(panel, at, time(row)) {
        return Ok((number(row)?, false));
    }
    Err(match rule {
        DayZero::Previous if next == rows.len() => Exclusion::AfterLastSession,
        DayZero::Next if next == 0 => Exclusion::BeforeFirstSession,
        _ => Exclusion::Suspended,
    })
}

fn number(row: usize) -> Result<u32, Exclusion> {
    u32::try_from(row).map_err(|_| Exclusion::NotASession)
}

/// Whether few enough sessions of the panel lie between a date and a row.
fn is_near(panel: &Panel, at: i64, row: i64) -> bool {
    let day = |time: i64| time.div_euclid(DAY);
    if (row - at).abs() > FARTHEST_SECONDS {
        return false;
    }
    let (from, to) = (at.min(row), at.max(row));
    let first = panel.calendar.partition_point(|time| day(*time) < day(from));
    let mut sessions: Vec<i64> = Vec::new();
    for time in panel.calendar[first..].iter().take_while(|time| day(**time) <= day(to)) {
        if sessions.last() != Some(&day(*time)) {
            sessions.push(day(*time));
        }
    }
    // The date itself is no step away from it.
    sessions.iter().filter(|session| **session != day(at)).count() <= FARTHEST_SESSIONS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{ReturnKind, ReturnSeries};

    /// One instrument trades on all of `days`; the other, S, only on `own`.
    fn place(days: &[i64], own: &[i64], at: i64, rule: DayZero) -> Result<(i64, bool), Exclusion> {
        let calendar: Vec<i64> = days.iter().map(|day| day * DAY).collect();
        let place = |day: &i64| days.iter().position(|known| known == day).unwrap() as u32;
        let series = ReturnSeries {
            symbol: "S".into(),
            rows: own.iter().map(place).collect(),
            returns: vec![],
            ..ReturnSeries::default()
        };
        let panel = Panel { calendar, series: vec![series], returns: ReturnKind::Simple };
        let (row, exact) = DayFinder::new(&panel).find(0, at * DAY, rule, None)?;
        assert_eq!(day_zero(&panel, 0, at * DAY, rule, None), Ok((row, exact)));
        Ok((days[panel.series[0].rows[row as usize] as usize], exact))
    }

    /// Two weeks of sessions, Monday the 4th first.
    const DAYS: [i64; 15] = [4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22];

    #[test]
    fn a_weekend_moves_day_zero_and_a_session_keeps_it() {
        assert_eq!(place(&DAYS, &DAYS, 8, DayZero::Next), Ok((8, true)));
        assert_eq!(place(&DAYS, &DAYS, 9, DayZero::Next), Ok((11, false)));
        assert_eq!(place(&DAYS, &DAYS, 9, DayZero::Previous), Ok((8, false)));
        assert_eq!(place(&DAYS, &DAYS, 9, DayZero::Exact), Err(Exclusion::NotASession));
    }

    #[test]
    fn five_sessions_of_others_are_the_most_that_a_suspension_may_last() {
        assert_eq!(place(&DAYS, &[4, 5, 13, 14], 6, DayZero::Next), Ok((13, false)));
        assert_eq!(place(&DAYS, &[4, 5, 14, 15], 6, DayZero::Next), Err(Exclusion::Suspended));
        assert_eq!(place(&DAYS, &[4, 5, 22], 12, DayZero::Previous), Ok((5, false)));
        assert_eq!(place(&DAYS, &[4, 5, 22], 13, DayZero::Previous), Err(Exclusion::Suspended));
    }

    #[test]
    fn beyond_the_data_the_reason_says_on_which_side() {
        assert_eq!(place(&DAYS, &DAYS, 3, DayZero::Previous), Err(Exclusion::BeforeFirstSession));
        assert_eq!(place(&DAYS, &DAYS, -60, DayZero::Next), Err(Exclusion::BeforeFirstSession));
        assert_eq!(place(&DAYS, &[20, 21], 4, DayZero::Next), Err(Exclusion::BeforeFirstSession));
        assert_eq!(place(&DAYS, &DAYS, 23, DayZero::Next), Err(Exclusion::AfterLastSession));
        assert_eq!(place(&DAYS, &DAYS, 23, DayZero::Previous), Ok((22, false)));
        assert_eq!(place(&DAYS, &DAYS, 4000, DayZero::Previous), Err(Exclusion::AfterLastSession));
    }

    #[test]
    fn a_panel_of_one_instrument_has_the_calendar_of_its_venue() {
        let calendar: Vec<i64> = [4, 5, 14].iter().map(|day| day * DAY).collect();
        let series = ReturnSeries {
            symbol: "S".into(),
            rows: vec![0, 1, 2],
            returns: vec![],
            ..ReturnSeries::default()
        };
        let panel = Panel { calendar, series: vec![series], returns: ReturnKind::Simple };
        let zero = |reach| day_zero(&panel, 0, 6 * DAY, DayZero::Next, reach);
        assert_eq!(zero(None), Ok((2, false)));
        assert_eq!(zero(Some((0, 13 * DAY))), Err(Exclusion::Suspended));
    }
}
