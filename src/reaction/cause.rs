//! What a day's unusual move is put down to, by rules that a reader can check.

use serde::{Deserialize, Serialize};

use super::{Basis, Reaction, ReactionStatus, VerdictWord};
use crate::units::Return;

/// What a move is put down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Stored news has the instrument as its subject.
    News,
    /// The market: the return is unusual, and what is left without the market's part is not.
    Market,
    /// The sector's fund made at least half of the move.
    Sector,
    /// The instrument did not trade.
    Halt,
    /// The shares traded without a dividend or after a split for the first time.
    ExDate,
    /// None of these.
    NoneFound,
}

/// What is known of a day besides its move.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Surroundings {
    /// Whether stored news of the day has the instrument as its subject.
    pub has_news: bool,
    /// Whether it is an ex-date.
    pub is_ex_date: bool,
    /// The return of the sector's fund, a fraction; `None` if it is not known.
    pub sector_return: Option<f64>,
}

impl Cause {
    /// What the move of a day is put down to: the first of halt, market, news, ex-date and sector that applies.
    ///
    /// The market comes before the news: where the abnormal return is not unusual, news has nothing to explain.
    #[must_use]
    pub fn of(day: &Reaction, around: Surroundings) -> Self {
        if day.status() == ReactionStatus::Halted {
            Self::Halt
        } else if is_the_markets(day) {
            Self::Market
        } else if around.has_news {
            Self::News
        } else if around.is_ex_date {
            Self::ExDate
        } else if is_half(day, around.sector_return) {
            Self::Sector
        } else {
            Self::NoneFound
        }
    }
}

/// Whether the return is unusual and the abnormal one is not.
fn is_the_markets(day: &Reaction) -> bool {
    let raw = day.measured().and_then(|m| m.raw).map(|s| s.rank.word());
    let is_unusual = |word: Option<VerdictWord>| word.is_some_and(|w| w >= VerdictWord::Notable);
    day.basis() == Some(Basis::Abnormal) && is_unusual(raw) && !is_unusual(day.verdict())
}

/// Whether a return went the same way and at least half as far as the day's.
fn is_half(day: &Reaction, other: Option<f64>) -> bool {
    let own = day.return_fraction().map(Return::fraction);
    own.zip(other).is_some_and(|(own, other)| own * other > 0.0 && other.abs() >= own.abs() / 2.0)
}

impl Reaction {
    /// Whether the move is *notable* or more: the abnormal one, or the return itself.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        let raw = self.measured().and_then(|m| m.raw).map(|s| s.rank.word());
        self.verdict().max(raw).is_some_and(|word| word >= VerdictWord::Notable)
    }
}
