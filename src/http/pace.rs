//! Rate limits on writes and on wrong tokens, per client.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::settings::Limits;

/// The rate limiters, by the address of the client.
#[derive(Debug)]
pub(super) struct Paces {
    writes: DefaultKeyedRateLimiter<IpAddr>,
    refusals: DefaultKeyedRateLimiter<IpAddr>,
}

/// How many addresses are kept before inactive ones are removed.
const REMEMBERED: usize = 4096;

impl Paces {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { writes: keyed(limits.writes_per_minute), refusals: keyed(limits.refusals_per_minute) }
    }

    /// Whether this client may write now.
    pub(super) fn may_write(&self, peer: IpAddr) -> bool {
        allowed(&self.writes, peer)
    }

    /// Counts a wrong token; returns whether the client may try again.
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
