//! What a claim says and what checking it found.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::instrument::InstrumentId;
use crate::link::Evidence;
use crate::market::Missing;
use crate::reaction::Unusualness;
use crate::units::{Currency, Price, Return};

/// Which way the price went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// It rose.
    Up,
    /// It fell.
    Down,
    /// It hardly moved.
    Flat,
}

/// The part of the trading day that the text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClaimSession {
    /// Before the open.
    Premarket,
    /// The main session; a stated close is one.
    Regular,
    /// After the close.
    Afterhours,
}

/// The span over which the move is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MoveHorizon {
    /// Over the day, or unstated.
    Day,
    /// Over the week.
    Week,
    /// Over the month.
    Month,
    /// Over the quarter.
    Quarter,
    /// Since the year began.
    Ytd,
    /// Over the year.
    Year,
    /// Since a moment that the text names.
    Since,
}

/// How firmly the number is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// `nearly`, `rund`.
    Approx,
    /// `as much as`, `bis zu`.
    UpTo,
    /// `more than`, `mehr als`.
    MoreThan,
}

/// A price move that the text itself states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Whose move; `None` where the words could not be joined to an instrument.
    pub instrument: Option<InstrumentId>,
    /// True where the instrument is an index.
    pub is_index: bool,
    /// The words for whose move it is.
    pub company: String,
    /// Which way.
    pub direction: Direction,
    /// The size in per cent, positive, with the decimals as written.
    pub percent: Option<Decimal>,
    /// The lower end of a stated range.
    pub percent_min: Option<Decimal>,
    /// The upper end of a stated range.
    pub percent_max: Option<Decimal>,
    /// The absolute change in the quote's own unit.
    pub points: Option<Decimal>,
    /// The level after the move.
    pub price: Option<Decimal>,
    /// The level before the move.
    pub from_price: Option<Decimal>,
    /// The currency of the levels.
    pub currency: Option<Currency>,
    /// The part of the day, where stated.
    pub session: Option<ClaimSession>,
    /// The span of the move.
    pub horizon: MoveHorizon,
    /// How firmly it is stated.
    pub qualifier: Option<Qualifier>,
    /// Where the text says so.
    pub evidence: Evidence,
}

/// Whether the tape agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClaimStatus {
    /// The tape shows the move.
    Confirmed,
    /// The tape shows something else.
    Contradicted,
    /// The data needed is not there, or the claim says too little to be checked.
    Unverifiable,
}

impl ClaimStatus {
    /// All answers.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Contradicted, Self::Unverifiable];

    /// The word, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Contradicted => "contradicted",
            Self::Unverifiable => "unverifiable",
        }
    }
}

/// The text names no answer that checking a claim can give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a verdict on a claim: one of {known}", known = ClaimStatus::ALL.map(ClaimStatus::as_str).join(", "))]
pub struct UnknownClaimStatus(pub String);

impl std::str::FromStr for ClaimStatus {
    type Err = UnknownClaimStatus;

    fn from_str(text: &str) -> Result<Self, UnknownClaimStatus> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or_else(|| UnknownClaimStatus(text.to_owned()))
    }
}

/// What checking a claim against prices found.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimVerdict {
    /// The answer.
    pub status: ClaimStatus,
    /// The session in which the move happened or was looked for.
    pub session: Option<ClaimSession>,
    /// That session's date.
    pub session_date: Option<NaiveDate>,
    /// The date of the close against which the move is measured.
    pub reference_date: Option<NaiveDate>,
    /// That close, in the currency in which the text states its prices.
    pub reference_close: Option<Price>,
    /// The move, measured from the reference close to the stated or traded price.
    pub measured: Option<Return>,
    /// How unusual a move of that size is for the instrument.
    pub unusualness: Option<Unusualness>,
    /// What is missing, where that is why the claim cannot be verified.
    pub missing: Option<Missing>,
    /// What was found and what the reader should know, in sentences.
    pub note: String,
}
