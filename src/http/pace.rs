//! How often one machine may write, or try tokens.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::settings::Limits;

/// Paces by the address of the other side.
#[derive(Debug)]
pub(super) struct Paces {
    writes: DefaultKeyedRateLimiter<IpAddr>,
    refusals: DefaultKeyedRateLimiter<IpAddr>,
}

/// How many addresses are remembered before those that rest are forgotten.
const REMEMBERED: usize = 4096;

impl Paces {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { writes: keyed(limits.writes_per_minute), refusals: keyed(limits.refusals_per_minute) }
    }

    /// Whether it may write now.
    pub(super) fn may_write(&self, peer: IpAddr) -> bool {
        allowed(&self.writes, peer)
    }

    /// Counts a wrong token; whether it may try again at once.
    pub(super) fn may_be_refused(&self, peer: IpAddr) -> bool {
        allowed(&self.refusals, peer)
    }
}

fn keyed(per_minute: u32) -> DefaultKeyedRateLimiter<IpAddr> {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN)))
}

fn allowed(limiter: &DefaultKeyedRateLimiter<IpAddr>, peer: IpAddr) -> bool {
    if limiter.len() > REMEMBERED {
        limiter.retain_recent();
    }
    limiter.check_key(&peer).is_ok()
}
