//! The rate limit of each host.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// At most `requests` in any span `per`; a burst at the start is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    requests: NonZeroU32,
    per: Duration,
}

impl Pace {
    /// At most `requests` (at least one) a minute.
    #[must_use]
    pub const fn per_minute(requests: u32) -> Self {
        Self::new(requests, Duration::from_mins(1))
    }

    /// At most `requests` (at least one) a second.
    #[must_use]
    pub const fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// At most `requests` (at least one) an hour.
    #[must_use]
    pub const fn per_hour(requests: u32) -> Self {
        Self::new(requests, Duration::from_hours(1))
    }

    const fn new(requests: u32, per: Duration) -> Self {
        let requests = match NonZeroU32::new(requests) {
            Some(n) => n,
            None => NonZeroU32::MIN,
        };
        Self { requests, per }
    }

    fn quota(self) -> Quota {
        let step = self.per / self.requests.get();
        Quota::with_period(step)
            .unwrap_or_else(|| Quota::per_second(self.requests))
            .allow_burst(self.requests)
    }
}

/// Paces over a longer span are not waited for.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// One limiter per host; the rate of a host's first request applies.
#[derive(Debug, Default)]
pub(super) struct Limiters {
    hosts: Mutex<HashMap<String, Arc<DefaultDirectRateLimiter>>>,
}

impl Limiters {
    /// Waits until the host's rate limit allows another request; with the wait as an error if it is longer
    /// than anybody would sit through.
    pub(super) async fn ready(&self, host: &str, pace: Pace) -> Result<(), Duration> {
        let limiter = self.limiter(host, pace);
        if pace.per > LONGEST_WAIT {
            let clock = DefaultClock::default();
            return limiter.check().map_err(|not_yet| not_yet.wait_time_from(clock.now()));
        }
        limiter.until_ready().await;
        Ok(())
    }

    fn limiter(&self, host: &str, pace: Pace) -> Arc<DefaultDirectRateLimiter> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(
            hosts.entry(host.to_owned()).or_insert_with(|| Arc::new(RateLimiter::direct(pace.quota()))),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_as_large_as_the_quota() {
        let limiters = Limiters::default();
        let limiter = limiters.limiter("a.example", Pace::per_minute(5));
        assert_eq!((0..10).filter(|_| limiter.check().is_ok()).count(), 5);
        let other = limiters.limiter("b.example", Pace::per_minute(1));
        assert!(other.check().is_ok());
        assert!(other.check().is_err());
    }

    #[tokio::test]
    async fn an_hour_is_not_waited_for() {
        let limiters = Limiters::default();
        for _ in 0..3 {
            assert_eq!(limiters.ready("a.example", Pace::per_hour(3)).await, Ok(()));
        }
        let wait = limiters.ready("a.example", Pace::per_hour(3)).await.unwrap_err();
        assert!(wait > Duration::from_mins(19) && wait <= Duration::from_mins(20), "{wait:?}");
    }
}
