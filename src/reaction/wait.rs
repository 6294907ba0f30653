//! When a row that is not measured is tried again, and when it is given up.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Outcome, Reaction, Remark};

/// Providers publish with a delay of up to a quarter of an hour; before that a try is in vain.
const SETTLING: TimeDelta = TimeDelta::minutes(20);

/// The pause after the first, second … try that found no price. After the last the row is given up.
const PAUSES: [TimeDelta; 7] = [
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(4),
    TimeDelta::hours(12),
    TimeDelta::days(1),
    TimeDelta::days(2),
    TimeDelta::days(4),
];

/// What a row waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wait {
    /// Tries in vain since the row was ripe.
    pub tries: u32,
    /// When it is tried next; `None` for a row that is settled or given up.
    pub next_try_at: Option<DateTime<Utc>>,
}

impl Wait {
    /// Tries after which a row is given up.
    #[allow(clippy::cast_possible_truncation)] // a handful
    pub const MOST_TRIES: u32 = PAUSES.len() as u32 + 1;

    /// What a row waits for once it has been measured at `as_of`, and the row as it is to be kept:
    /// one that is given up says so.
    ///
    /// `before` is what it waited for until then; `None` for a row that is new, whose first try has
    /// not been made.
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use newstape::reaction::{Horizon, Outcome, Reaction, Wait};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let close: DateTime<Utc> = "2025-01-30T21:00:00Z".parse()?;
    /// let row = Reaction {
    ///     instrument: "MSFT:XNAS".parse()?,
    ///     horizon: Horizon::Sessions(1),
    ///     benchmark: None,
    ///     outcome: Outcome::Pending { due_at: close, anchor: None },
    ///     remarks: Vec::new(),
    /// };
    /// // Providers are late: it is tried twenty minutes after the close.
    /// let (wait, _) = Wait::after(&row, None, "2025-01-29T21:05:00Z".parse()?);
    /// assert_eq!(wait.next_try_at, Some("2025-01-30T21:20:00Z".parse()?));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn after(row: &Reaction, before: Option<Self>, as_of: DateTime<Utc>) -> (Self, Cow<'_, Reaction>) {
        match &row.outcome {
            Outcome::Measured(_) | Outcome::Halted { .. } => (Self::default(), Cow::Borrowed(row)),
            Outcome::Pending { due_at, .. } => {
                let next_try_at = Some(*due_at + SETTLING);
                (Self { tries: 0, next_try_at }, Cow::Borrowed(row))
            }
            Outcome::NoData { .. } => Self::after_failure(row, before, as_of),
        }
    }

    fn after_failure(
        row: &Reaction,
        before: Option<Self>,
        as_of: DateTime<Utc>,
    ) -> (Self, Cow<'_, Reaction>) {
        let Some(before) = before else {
            return (Self { tries: 0, next_try_at: Some(as_of) }, Cow::Borrowed(row));
        };
        if before.tries >= Self::MOST_TRIES {
            return (Self { next_try_at: None, ..before }, Cow::Owned(given_up(row)));
        }
        if before.next_try_at.is_some_and(|next| next > as_of) {
            // Measured along with another row of its event: its own turn has not come.
            return (before, Cow::Borrowed(row));
        }
        let tries = before.tries + 1;
        match PAUSES.get(before.tries as usize) {
            Some(pause) => (Self { tries, next_try_at: Some(as_of + *pause) }, Cow::Borrowed(row)),
            None => (Self { tries, next_try_at: None }, Cow::Owned(given_up(row))),
        }
    }
}

fn given_up(row: &Reaction) -> Reaction {
    let mut row = row.clone();
    row.remark(Remark::GivenUp { tries: Wait::MOST_TRIES });
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instrument::InstrumentId;
    use crate::market::{Missing, MissingData};
    use crate::reaction::Horizon;

    fn row(outcome: Outcome) -> Reaction {
        let instrument = "MSFT:XNAS".parse().unwrap();
        Reaction { instrument, horizon: Horizon::Close, benchmark: None, outcome, remarks: Vec::new() }
    }

    fn without_data() -> Reaction {
        let instrument: InstrumentId = "MSFT:XNAS".parse().unwrap();
        let missing = Missing { instrument, what: MissingData::Calendar };
        row(Outcome::NoData { missing, due_at: Some(at(0)), anchor: None, end: None })
    }

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    #[test]
    fn a_pending_row_is_tried_when_prices_have_settled() {
        let row = row(Outcome::Pending { due_at: at(5), anchor: None });
        let (wait, kept) = Wait::after(&row, None, at(1));
        assert_eq!(wait.next_try_at, Some(at(5) + SETTLING));
        assert_eq!(*kept, row);
    }

    #[test]
    fn a_row_without_data_is_tried_ever_more_rarely_and_then_given_up() {
        let row = without_data();
        let (mut wait, _) = Wait::after(&row, None, at(0));
        let (mut tries, mut pause) = (0, TimeDelta::zero());
        let mut now = at(0);
        while let Some(next) = wait.next_try_at {
            assert!(next - now >= pause, "pauses grow");
            (pause, now, tries) = (next - now, next, tries + 1);
            let (after, kept) = Wait::after(&row, Some(wait), now);
            assert_eq!(after.next_try_at.is_none(), !kept.remarks.is_empty());
            wait = after;
        }
        assert_eq!(tries, Wait::MOST_TRIES);
        let (wait, kept) = Wait::after(&row, Some(wait), now + TimeDelta::days(30));
        assert_eq!(wait.next_try_at, None);
        assert_eq!(kept.remarks, [Remark::GivenUp { tries: 8 }]);
        assert!(kept.missing().is_some(), "it still says what is missing");
        let (_, again) = Wait::after(&kept, Some(wait), now + TimeDelta::days(60));
        assert_eq!(again.remarks.len(), 1, "and says once that it is given up");
    }

    #[test]
    fn another_rows_turn_is_no_try_of_this_one() {
        let row = without_data();
        let before = Wait { tries: 3, next_try_at: Some(at(9)) };
        assert_eq!(Wait::after(&row, Some(before), at(8)).0, before);
    }
}
