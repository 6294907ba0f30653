//! The summary figures of an event.

use super::way;
use crate::claim::ClaimStatus;
use crate::reaction::Horizon;
use crate::units::Return;
use crate::view::event::EventDocument;
use crate::view::format;
use crate::view::reaction::ReactionRecord;
use crate::view::text::status_word;

/// One summary figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// The label of the figure.
    pub label: String,
    /// The figure, formatted.
    pub value: String,
    /// A note on the figure.
    pub note: String,
    /// `up`, `down`, or a verdict.
    pub way: &'static str,
}

/// The first measured instrument's move by the first close, and the verdicts on the stated moves.
pub(super) fn tiles(document: &EventDocument) -> Vec<Tile> {
    let mut tiles = headline_row(&document.reactions).map(of_row).unwrap_or_default();
    tiles.extend(claims(document));
    tiles
}

/// The row that stands for the event, else the latest measured by the first close.
fn headline_row(rows: &[ReactionRecord]) -> Option<&ReactionRecord> {
    let measured = || rows.iter().filter(|r| !r.run_up && r.return_fraction.is_some());
    let first = measured().next()?;
    let own = || measured().filter(|r| r.symbol == first.symbol && r.mic == first.mic);
    let later = |r: &&ReactionRecord| matches!(r.horizon, Horizon::Sessions(n) if n > 1);
    own().find(|r| r.headline).or_else(|| own().rfind(|r| !later(r)))
}

fn of_row(row: &ReactionRecord) -> Vec<Tile> {
    let until = match row.horizon {
        Horizon::Sessions(1) | Horizon::Close => "by the first close".to_owned(),
        other => format!("by {other}"),
    };
    let figure = |label: String, value: Option<Return>, note: String| {
        let fraction = value?.fraction();
        Some(Tile { label, value: format::percent(fraction), note, way: way(Some(fraction)) })
    };
    let end = row.end.as_ref().map(|p| format::decimal(p.price, 2));
    let from_to = row.anchor.as_ref().zip(end);
    let prices = from_to.map(|(a, end)| format!("{} → {end}", format::decimal(a.price, 2)));
    let z = row.z.map(|z| format!("z = {}", format::signed(z, 1))).unwrap_or_default();
    let benchmark = row.benchmark.as_ref().map(|b| format!("{b} meanwhile")).unwrap_or_default();
    let rank = row.placebo_rank.map(|rank| Tile {
        label: "Larger than".to_owned(),
        value: format::share(rank),
        note: row.sample_size.map_or_else(String::new, |n| format!("of {n} earlier moves of its own")),
        way: row.verdict.map_or("", |v| v.as_str()),
    });
    [
        figure(format!("{} {until}", row.symbol), row.return_fraction, prices.unwrap_or_default()),
        figure(benchmark, row.benchmark_return, String::new()),
        figure("Beyond the market".to_owned(), row.abnormal_return, z),
        rank,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The verdicts on the stated moves.
fn claims(document: &EventDocument) -> Option<Tile> {
    let of = |status| {
        let has = |v: &crate::view::event::VerdictRecord| v.status == status;
        document.claims.iter().filter(|c| c.verdict.as_ref().is_some_and(has)).count()
    };
    let all = [
        ClaimStatus::Contradicted,
        ClaimStatus::Confirmed,
        ClaimStatus::Consistent,
        ClaimStatus::Unverifiable,
    ];
    let counts: Vec<(ClaimStatus, usize)> =
        all.map(|s| (s, of(s))).into_iter().filter(|(_, n)| *n > 0).collect();
    let (worst, count) = *counts.first()?;
    let rest: Vec<String> = counts[1..].iter().map(|(s, n)| format!("{n} {}", status_word(*s))).collect();
    Some(Tile {
        label: "Stated moves".to_owned(),
        value: format!("{count} {}", status_word(worst)),
        note: rest.join(", "),
        way: status_word(worst),
    })
}
