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

/// The moment of the trading day at which the text puts the move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DayPoint {
    /// At the open: `opened 2% higher`.
    Open,
    /// Around midday: `am Mittag`.
    Midday,
    /// At some moment of the session, usually its extreme: `an intraday high`, `zeitweise`.
    Intraday,
    /// At the close.
    Close,
}

/// What a stated size leaves open on one side or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// `more than`, `mehr als`, `gut`: the size is this or larger.
    AtLeast,
    /// `less than`, `weniger als`: the size is this or smaller.
    AtMost,
    /// `as much as`, `bis zu`: the move reached this at some moment.
    AsMuchAs,
    /// `nearly`, `rund`: near this, on either side.
    About,
    /// `between 2 and 3 percent`: the ends are [`Claim::percent_min`] and [`Claim::percent_max`].
    Between,
}

/// How a text states the time of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TimeKind {
    /// A day counted from publication: `today`, `gestern`.
    Day,
    /// `on Monday`, `am Freitag`: one day.
    Weekday,
    /// `on Jan. 27`, `am 27. Januar`: one day.
    Date,
    /// `on Thursday and Friday`: the days from one to the other, taken together.
    Days,
    /// A calendar week: `this week`, `letzte Woche`.
    Week,
    /// A calendar month: `in January`.
    Month,
    /// A calendar quarter: `in the third quarter`.
    Quarter,
    /// A half of a calendar year: `in the first half`.
    Half,
    /// A calendar year, or the part of it that has passed: `in 2024`, `this year`.
    Year,
    /// A span that ends at publication, counted back: `in the past three months`.
    Span,
    /// From a moment that the text names up to publication: `since Friday`.
    Since,
}

impl TimeKind {
    /// Whether the time is one day and not a span of days.
    #[must_use]
    pub const fn is_day(self) -> bool {
        matches!(self, Self::Day | Self::Weekday | Self::Date)
    }
}

/// The time of a move as the text states it, resolved against the day of publication.
///
/// Both ends belong to the interval. One day has equal ends. A calendar span ends with its last day,
/// or with the day of publication where that comes first; its move runs from the last close before
/// `from` to the last close at or before `to`. A [`TimeKind::Span`] ends on the day of publication
/// and begins that long before; its move runs from the close of `from`. So does that of
/// [`TimeKind::Since`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveTime {
    /// The words, as they stand in the text.
    pub text: String,
    /// How the time is stated.
    pub kind: TimeKind,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// A price move that the text itself states.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// Whose move, on the listing that the naming itself points to; `None` where the words could not
    /// be joined to an instrument.
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
    /// The level after the move, with the decimals as written.
    pub price: Option<Decimal>,
    /// The level before the move, with the decimals as written.
    pub from_price: Option<Decimal>,
    /// The currency of the levels in the unit as written: pence are `GBX`, pounds `GBP`.
    pub currency: Option<Currency>,
    /// The part of the day, where stated.
    pub session: Option<ClaimSession>,
    /// The span of the move.
    pub horizon: MoveHorizon,
    /// When it happened, where stated and the day of publication is known.
    pub when: Option<MoveTime>,
    /// The moment of the trading day, where stated.
    pub point: Option<DayPoint>,
    /// What the size leaves open, where the text says so.
    pub bound: Option<Bound>,
    /// Where the text says so.
    pub evidence: Evidence,
}

impl Claim {
    /// A move in a direction, with nothing else stated.
    #[must_use]
    pub fn of(company: &str, direction: Direction, evidence: Evidence) -> Self {
        Self {
            instrument: None,
            is_index: false,
            company: company.to_owned(),
            direction,
            percent: None,
            percent_min: None,
            percent_max: None,
            points: None,
            price: None,
            from_price: None,
            currency: None,
            session: None,
            horizon: MoveHorizon::Day,
            when: None,
            point: None,
            bound: None,
            evidence,
        }
    }
}

/// Whether the tape agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClaimStatus {
    /// The tape shows the move, and few other windows would have.
    Confirmed,
    /// The tape shows the move, as many other windows would have; or the claim is a bare direction.
    Consistent,
    /// The tape shows something else, however the claim is read.
    Contradicted,
    /// The data needed is not there, or the claim says too little to be checked.
    Unverifiable,
}

impl ClaimStatus {
    /// All answers.
    pub const ALL: [Self; 4] = [Self::Confirmed, Self::Consistent, Self::Contradicted, Self::Unverifiable];

    /// The word, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Consistent => "consistent",
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
    /// The share of the instrument's own earlier windows of the same kind that would have fitted the
    /// same words (for an answer that is neither *confirmed* nor *consistent*: would not have been
    /// ruled out either); `None` where too few have bars.
    pub chance: Option<f64>,
    /// How many such windows there are.
    pub chance_windows: Option<usize>,
    /// What is missing, where that is why the claim cannot be verified.
    pub missing: Option<Missing>,
    /// What was found and what the reader should know, in sentences.
    pub note: String,
}

impl ClaimVerdict {
    /// An answer without figures.
    #[must_use]
    pub const fn bare(status: ClaimStatus, note: String) -> Self {
        Self {
            status,
            session: None,
            session_date: None,
            reference_date: None,
            reference_close: None,
            measured: None,
            unusualness: None,
            chance: None,
            chance_windows: None,
            missing: None,
            note,
        }
    }
}
