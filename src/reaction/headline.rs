//! The row that stands for an event in titles, lists and charts.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Horizon, Reaction};
use crate::event::When;

/// Over which span the move is told where one figure stands for the event.
///
/// It is `1d`, the first close at which the news was public. News of a day without a time may have
/// come after that day's close: where the day had a session, `first_close` (when `1d` ends) is that
/// session's, and the headline is `2d`.
///
/// ```
/// use newstape::event::When;
/// use newstape::reaction::{Horizon, headline_horizon};
///
/// let (friday, saturday) = ("2025-01-31".parse()?, "2025-02-01".parse()?);
/// let close = |text: &str| text.parse().ok();
/// let of_friday = headline_horizon(&When::Day(friday), close("2025-01-31T21:00:00Z"));
/// let of_saturday = headline_horizon(&When::Day(saturday), close("2025-02-03T21:00:00Z"));
/// assert_eq!((of_friday, of_saturday), (Horizon::Sessions(2), Horizon::Sessions(1)));
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
pub fn headline_horizon(when: &When, first_close: Option<DateTime<Utc>>) -> Horizon {
    // Where trading never ends, a session ends at the next day's midnight. No venue's regular
    // session ends on another day of UTC than it has in the venue's own zone.
    let day_of = |close: DateTime<Utc>| (close - TimeDelta::microseconds(1)).date_naive();
    match when {
        When::Day(day) if first_close.map(day_of) == Some(*day) => Horizon::Sessions(2),
        When::Day(_) | When::Instant { .. } => Horizon::Sessions(1),
    }
}

/// Which rows are their instrument's headline, in the order of the rows. Where the horizon of the
/// headline was not asked to be measured, `1d` stands in; without `1d` there is no headline.
///
/// ```
/// use newstape::event::When;
/// use newstape::reaction::{Horizon, Outcome, Reaction, headlines};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let row = |sessions, due: &str| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(Reaction {
///         instrument: "MSFT:XNAS".parse()?,
///         horizon: Horizon::Sessions(sessions),
///         benchmark: None,
///         outcome: Outcome::Pending { due_at: due.parse()?, anchor: None },
///         remarks: Vec::new(),
///     })
/// };
/// let rows = [row(1, "2025-01-29T21:00:00Z")?, row(2, "2025-01-30T21:00:00Z")?];
/// // News of the 29th, without a time, may have come after that day's close.
/// assert_eq!(headlines(&When::Day("2025-01-29".parse()?), &rows), [false, true]);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn headlines(when: &When, rows: &[Reaction]) -> Vec<bool> {
    let of = |row: &Reaction, horizon| {
        rows.iter().find(|r| r.instrument == row.instrument && r.horizon == horizon)
    };
    let is_headline = |row: &Reaction| {
        let first_close = of(row, Horizon::Sessions(1)).and_then(Reaction::due_at);
        let wanted = headline_horizon(when, first_close);
        let told = of(row, wanted).map_or(Horizon::Sessions(1), |_| wanted);
        row.horizon == told
    };
    rows.iter().map(is_headline).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Precision;
    use crate::reaction::Outcome;

    fn row(symbol: &str, sessions: i16, due: &str) -> Reaction {
        Reaction {
            instrument: symbol.parse().unwrap(),
            horizon: Horizon::Sessions(sessions),
            benchmark: None,
            outcome: Outcome::Pending { due_at: due.parse().unwrap(), anchor: None },
            remarks: Vec::new(),
        }
    }

    #[test]
    fn each_instrument_has_its_own_headline() {
        // Friday was a holiday in Frankfurt only.
        let rows = [
            row("MSFT:XNAS", 1, "2025-10-03T20:00:00Z"),
            row("MSFT:XNAS", 2, "2025-10-06T20:00:00Z"),
            row("SAP:XETR", 1, "2025-10-06T15:30:00Z"),
            row("SAP:XETR", 2, "2025-10-07T15:30:00Z"),
        ];
        let day = When::Day("2025-10-03".parse().unwrap());
        assert_eq!(headlines(&day, &rows), [false, true, true, false]);
        let at = "2025-10-03T14:00:00Z".parse().unwrap();
        let instant = When::Instant { at, precision: Precision::Minute };
        assert_eq!(headlines(&instant, &rows), [true, false, true, false]);
        assert_eq!(headlines(&day, &rows[..1]), [true], "2d was not measured");
    }

    #[test]
    fn a_session_that_ends_at_midnight_is_the_day_before() {
        let day = When::Day("2025-02-01".parse().unwrap());
        let close = "2025-02-02T00:00:00Z".parse().ok();
        assert_eq!(headline_horizon(&day, close), Horizon::Sessions(2));
        assert_eq!(headline_horizon(&day, None), Horizon::Sessions(1));
    }
}
