//! What a provider offers.

use chrono::{NaiveDate, TimeDelta};

use super::BarRequest;
use crate::market::{Adjustment, Interval};

/// The bars of one interval that a provider offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The interval.
    pub interval: Interval,
    /// How many days it reaches back; `None` for years.
    pub depth_days: Option<u16>,
    /// How the prices are adjusted.
    pub adjustment: Adjustment,
}

/// What a provider offers. Plans change often; these are the terms of the free or usual plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The intervals that it offers.
    pub offers: &'static [Offer],
    /// Whether intraday bars include premarket and after-hours.
    pub extended_hours: bool,
    /// The delay between a bar's end and its availability.
    pub delay: TimeDelta,
}

impl Offer {
    /// Offers with the same adjustment, each with the number of days that it reaches back.
    pub(super) const fn all(adjustment: Adjustment, [m1, m5, m15, h1, d1]: [Option<u16>; 5]) -> [Self; 5] {
        let of = [
            (Interval::Minute1, m1),
            (Interval::Minute5, m5),
            (Interval::Minute15, m15),
            (Interval::Hour1, h1),
            (Interval::Day1, d1),
        ];
        let mut offers = [Self { interval: Interval::Day1, depth_days: None, adjustment }; 5];
        let mut at = 0;
        while at < of.len() {
            (offers[at].interval, offers[at].depth_days) = of[at];
            at += 1;
        }
        offers
    }
}

impl Capabilities {
    /// The offer for an interval, if there is one.
    #[must_use]
    pub fn offer(&self, interval: Interval) -> Option<&'static Offer> {
        self.offers.iter().find(|o| o.interval == interval)
    }

    /// Why it cannot answer a request, if it cannot.
    #[must_use]
    pub fn lacks(&self, request: &BarRequest<'_>) -> Option<String> {
        if self.offer(request.interval).is_none() {
            return Some(format!("it has no {} bars", request.interval));
        }
        if request.extended && request.interval.span().is_some() && !self.extended_hours {
            return Some("it has no extended hours".to_owned());
        }
        let earliest = self.earliest(request)?;
        (request.to < earliest).then(|| format!("its {} bars begin on {earliest}", request.interval))
    }

    /// The first day for which it has bars of the request's interval, unless it has years of them.
    #[must_use]
    pub fn earliest(&self, request: &BarRequest<'_>) -> Option<NaiveDate> {
        let depth = self.offer(request.interval)?.depth_days?;
        request.as_of.date_naive().checked_sub_signed(TimeDelta::days(i64::from(depth)))
    }
}
