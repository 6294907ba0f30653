//! The one place that asks the system for the time.

use chrono::{DateTime, Utc};

/// Where "now" comes from: the system, or an instant fixed by `--now` (tests, replays).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The system clock.
    System,
    /// Always this instant.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The current instant, in UTC.
    #[must_use]
    #[allow(clippy::disallowed_methods)] // the only permitted call
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(instant) => instant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still() {
        let instant = DateTime::from_timestamp(1_738_368_000, 0).unwrap();
        assert_eq!(Clock::Fixed(instant).now(), instant);
    }
}
