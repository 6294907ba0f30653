//! How instruments react to kinds of news, which sources are first, how often stated moves hold.

use std::collections::HashMap;

use crate::app::{Context, Failure};
use crate::claim::ClaimStatus;
use crate::query::EventExpr;
use crate::store::{CountedMove, EventGroup, Store};
use crate::view::stats::{Figures, GroupRecord, LEAST, StatsDocument};

pub use crate::store::CountBy;

/// By what groups are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankBy {
    /// How many events they have.
    Events,
    /// The share of shared stories that they told first.
    First,
    /// The share of checked claims that are confirmed.
    Confirmed,
    /// The median size of the move.
    Size,
    /// The share of unusual moves.
    Unusual,
}

/// The groups of the events that match an expression, the largest value first; groups without one, for lack of
/// a sample, come last. At most `limit` of them.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn stats(
    context: &Context,
    wanted: Option<&EventExpr>,
    by: CountBy,
    rank: RankBy,
    limit: usize,
) -> Result<StatsDocument, Failure> {
    let store = context.existing_store()?;
    let another = Store::open_reader(&context.db)?;
    let (groups, claims) =
        rayon::join(move || store.event_groups(wanted, by), move || another.claim_groups(wanted, by));
    let (groups, claims) = (groups?, claims?);
    let none = HashMap::new();
    let of = |(name, group): (&Option<String>, &EventGroup)| {
        record(name.as_deref(), group, claims.get(name).unwrap_or(&none))
    };
    let mut groups: Vec<GroupRecord> = groups.iter().map(of).collect();
    let value = |g: &GroupRecord| match rank {
        RankBy::Events => Some(g.events as f64),
        RankBy::First => g.first_share,
        RankBy::Confirmed => g.confirmed_share,
        RankBy::Size => g.moves.median_size,
        RankBy::Unusual => g.moves.unusual_share,
    };
    let key = |g: &GroupRecord| value(g).unwrap_or(f64::NEG_INFINITY);
    groups
        .sort_by(|a, b| key(b).total_cmp(&key(a)).then(b.events.cmp(&a.events)).then(a.group.cmp(&b.group)));
    let all = groups.len();
    groups.truncate(limit);
    Ok(StatsDocument { by: word(by).to_owned(), groups, all })
}

const fn word(by: CountBy) -> &'static str {
    match by {
        CountBy::Kind => "kind",
        CountBy::Source => "source",
        CountBy::Symbol => "symbol",
        CountBy::Tag => "tag",
        CountBy::Verdict => "verdict",
    }
}

fn record(name: Option<&str>, group: &EventGroup, verdicts: &HashMap<ClaimStatus, usize>) -> GroupRecord {
    let claims = |status| verdicts.get(&status).copied().unwrap_or_default();
    let decided = claims(ClaimStatus::Confirmed) + claims(ClaimStatus::Contradicted);
    GroupRecord {
        group: name.map(str::to_owned),
        events: group.events,
        shared_stories: group.shared_stories,
        first: group.first,
        first_share: share(group.first, group.shared_stories),
        moves: figures(&group.moves),
        claims: verdicts.values().sum(),
        confirmed: claims(ClaimStatus::Confirmed),
        contradicted: claims(ClaimStatus::Contradicted),
        confirmed_share: share(claims(ClaimStatus::Confirmed), decided),
    }
}

fn figures(moves: &[CountedMove]) -> Figures {
    let ranked = moves.iter().filter(|m| m.is_unusual.is_some()).count();
    let unusual = moves.iter().filter(|m| m.is_unusual == Some(true)).count();
    Figures {
        measured: moves.len(),
        median_return: median(moves.iter().map(|m| m.return_fraction)),
        median_size: median(moves.iter().map(|m| m.return_fraction.abs())),
        median_abnormal: median(moves.iter().filter_map(|m| m.abnormal_return)),
        ranked,
        unusual,
        unusual_share: share(unusual, ranked),
    }
}

/// A share; `None` of fewer than [`LEAST`].
fn share(part: usize, of: usize) -> Option<f64> {
    (of >= LEAST).then(|| part as f64 / of as f64)
}

/// A median; `None` of fewer than [`LEAST`].
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    if values.len() < LEAST {
        return None;
    }
    values.sort_by(f64::total_cmp);
    Some(f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_sample_has_no_median_and_no_share() {
        assert_eq!(median((1..=9).map(f64::from)), None);
        assert_eq!(median((1..=10).rev().map(f64::from)), Some(5.5));
        assert_eq!((share(9, 9), share(5, 10)), (None, Some(0.5)));
    }
}
