//! The service's clock: the system's, or one that stands still until it is advanced.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

use crate::clock::Clock;

/// Where the service's "now" comes from. Clones of a simulated clock move together.
#[derive(Debug, Clone)]
pub(super) enum Time {
    System,
    /// Microseconds since 1970.
    Simulated(Arc<AtomicI64>),
}

impl Time {
    pub(super) fn new(clock: Clock) -> Self {
        match clock {
            Clock::System => Self::System,
            Clock::Fixed(at) => Self::Simulated(Arc::new(AtomicI64::new(at.timestamp_micros()))),
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Clock::System.now(),
            Self::Simulated(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }

    /// Moves a simulated clock on; it never goes back. The system's goes by itself.
    pub(super) fn advance_to(&self, at: DateTime<Utc>) {
        if let Self::Simulated(micros) = self {
            micros.fetch_max(at.timestamp_micros(), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulated_clock_moves_when_told_and_never_back() {
        let at = |s| DateTime::from_timestamp(s, 0).unwrap();
        let time = Time::new(Clock::Fixed(at(100)));
        let other = time.clone();
        time.advance_to(at(200));
        time.advance_to(at(150));
        assert_eq!(other.now(), at(200));
    }
}
