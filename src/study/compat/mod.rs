//! The numbers of other programs, departures from the papers included, for those who want to compare.
//!
//! Nothing here affects a study: each function computes another program's table from the same abnormal
//! returns. What differs and why is written in `docs/study-peers.md`.

mod estudy2;
mod eventstudy;
mod sipemu;
mod toolkit;
mod xkdr;

use std::fmt;
use std::str::FromStr;

use super::detail::EventDetail;
use super::moments::Moments;
use super::spec::Spec;

/// A program whose numbers can be reproduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer {
    /// R EventStudy (sipemu).
    Sipemu,
    /// R estudy2.
    Estudy2,
    /// R eventstudies (xKDR).
    Xkdr,
    /// Python eventstudy.
    Eventstudy,
    /// Python event-study-toolkit.
    Toolkit,
}

/// The text is not the name of a peer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a program to compare with (sipemu, estudy2, xkdr, eventstudy, toolkit)")]
pub struct UnknownPeer(pub String);

impl Peer {
    /// All programs.
    pub const ALL: [Self; 5] = [Self::Sipemu, Self::Estudy2, Self::Xkdr, Self::Eventstudy, Self::Toolkit];

    /// The name, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sipemu => "sipemu",
            Self::Estudy2 => "estudy2",
            Self::Xkdr => "xkdr",
            Self::Eventstudy => "eventstudy",
            Self::Toolkit => "toolkit",
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Peer {
    type Err = UnknownPeer;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let name = s.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|peer| peer.as_str() == name).ok_or_else(|| UnknownPeer(s.to_owned()))
    }
}

/// A peer's table: columns under the peer's own names; `None` where the peer has no number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeerTable {
    /// By day of the event window.
    pub per_day: Vec<(&'static str, Vec<Option<f64>>)>,
    /// Columns over the whole window.
    pub whole: Vec<(&'static str, Option<f64>)>,
    /// By event, in the order of the events, and by day.
    pub per_event: Vec<(&'static str, Vec<Vec<Option<f64>>>)>,
}

/// The same as computed, with NaN where the peer has no number.
#[derive(Debug, Clone, Default)]
struct Columns {
    per_day: Vec<(&'static str, Vec<f64>)>,
    whole: Vec<(&'static str, f64)>,
    per_event: Vec<(&'static str, Vec<Vec<f64>>)>,
}

impl From<Columns> for PeerTable {
    fn from(columns: Columns) -> Self {
        let known = |value: f64| value.is_finite().then_some(value);
        let all = |column: Vec<f64>| column.into_iter().map(known).collect::<Vec<_>>();
        let rows = |rows: Vec<Vec<f64>>| rows.into_iter().map(all).collect();
        Self {
            per_day: columns.per_day.into_iter().map(|(name, column)| (name, all(column))).collect(),
            whole: columns.whole.into_iter().map(|(name, value)| (name, known(value))).collect(),
            per_event: columns.per_event.into_iter().map(|(name, column)| (name, rows(column))).collect(),
        }
    }
}

/// What a peer's table is computed from.
#[derive(Debug, Clone, Copy)]
pub struct PeerInput<'a> {
    /// The specification of the study.
    pub spec: &'a Spec,
    /// Its events.
    pub events: &'a [EventDetail],
    /// The market's returns on every date of the panel's calendar, in the order of dates.
    pub market_calendar: &'a [Option<f64>],
}

/// The table of a peer.
#[must_use]
pub fn table(peer: Peer, input: &PeerInput<'_>) -> PeerTable {
    let columns = match peer {
        Peer::Sipemu => sipemu::table(input),
        Peer::Estudy2 => estudy2::table(input),
        Peer::Xkdr => xkdr::table(input),
        Peer::Eventstudy => eventstudy::table(input),
        Peer::Toolkit => toolkit::table(input),
    };
    columns.into()
}

/// Finite values of an iterator.
fn present(values: impl Iterator<Item = f64>) -> Vec<f64> {
    values.filter(|value| !value.is_nan()).collect()
}

/// The mean; NaN of no values.
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Standard deviation with ddof 1; NaN below two values.
fn sd(values: &[f64]) -> f64 {
    Moments::of(values.iter().copied()).sd().unwrap_or(f64::NAN)
}

/// √n·mean/sd.
fn t(values: &[f64]) -> f64 {
    (values.len() as f64).sqrt() * mean(values) / sd(values)
}

/// The values of one day over the events.
fn day(events: &[EventDetail], pick: impl Fn(&EventDetail) -> f64) -> Vec<f64> {
    present(events.iter().map(pick))
}

/// For each day of a window of `len` days a number.
fn each_day(len: usize, one: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..len).map(one).collect()
}

/// Average ranks of the values, NaN for missing ones.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&i| !values[i].is_nan()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut out = vec![f64::NAN; values.len()];
    let mut at = 0;
    while at < order.len() {
        let value = values[order[at]];
        let end = at + order[at..].iter().take_while(|&&i| values[i] == value).count();
        for &i in &order[at..end] {
            out[i] = (at + 1 + end) as f64 / 2.0;
        }
        at = end;
    }
    out
}
