//! Hours in which nothing is sent.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// Hours of every day in which nothing is sent; what comes meanwhile is sent at their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    from: NaiveTime,
    to: NaiveTime,
    zone: Tz,
}

/// The text names no hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a span of hours: write it as 22:00-07:00, or 22:00-07:00 Europe/Berlin")]
pub struct WrongQuiet(String);

impl FromStr for Quiet {
    type Err = WrongQuiet;

    /// `22:00-07:00`, which are hours of UTC, or with a zone behind them.
    fn from_str(text: &str) -> Result<Self, WrongQuiet> {
        let read = || {
            let (hours, zone) = text.trim().split_once(' ').unwrap_or((text.trim(), "UTC"));
            let (from, to) = hours.split_once('-')?;
            let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
            let (from, to, zone) = (time(from)?, time(to)?, zone.trim().parse().ok()?);
            (from != to).then_some(Self { from, to, zone })
        };
        read().ok_or_else(|| WrongQuiet(text.to_owned()))
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{} {}", self.from.format("%H:%M"), self.to.format("%H:%M"), self.zone.name())
    }
}

impl Quiet {
    /// When these hours end, if an instant is in them.
    ///
    /// ```
    /// use newstape::alert::Quiet;
    ///
    /// let quiet: Quiet = "22:00-07:00 Europe/Berlin".parse()?;
    /// assert_eq!(quiet.ends_after("2025-01-29T23:00:00Z".parse()?), Some("2025-01-30T06:00:00Z".parse()?));
    /// assert_eq!(quiet.ends_after("2025-01-29T12:00:00Z".parse()?), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn ends_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = at.with_timezone(&self.zone);
        let time = local.time();
        let is_inside = if self.from < self.to {
            self.from <= time && time < self.to
        } else {
            time >= self.from || time < self.to
        };
        if !is_inside {
            return None;
        }
        let day = if time < self.to { local.date_naive() } else { local.date_naive() + Days::new(1) };
        // A time that the clock skips is reached when it goes on.
        let end = day.and_time(self.to);
        let end = self.zone.from_local_datetime(&end).earliest();
        Some(end.map_or(at + chrono::TimeDelta::hours(1), |end| end.with_timezone(&Utc)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_end_is_later_within_a_day_and_not_quiet(
            from in 0_u32..24, to in 0_u32..24, at in 1_600_000_000_i64..1_800_000_000
        ) {
            prop_assume!(from != to);
            let quiet: Quiet = format!("{from:02}:00-{to:02}:00 Europe/Berlin").parse().unwrap();
            prop_assert_eq!(quiet.to_string().parse(), Ok(quiet));
            let at = DateTime::from_timestamp(at, 0).unwrap();
            if let Some(end) = quiet.ends_after(at) {
                prop_assert!(end > at && end - at <= chrono::TimeDelta::hours(25));
                prop_assert_eq!(quiet.ends_after(end), None);
            }
        }
    }

    #[test]
    fn what_names_no_hours_is_refused() {
        for wrong in ["", "22-7", "22:00", "25:00-07:00", "22:00-22:00", "22:00-07:00 Berlin"] {
            assert!(wrong.parse::<Quiet>().is_err(), "{wrong}");
        }
    }
}
