//! What an expression is evaluated on: the values of one event.

use chrono::{DateTime, NaiveTime, Utc};

use crate::claim::{Claim, ClaimStatus, ClaimVerdict};
use crate::event::{NewsEvent, When};
use crate::instrument::{InstrumentId, Symbol};
use crate::link::{Link, Role};
use crate::reaction::{Horizon, Reaction, ReactionStatus, VerdictWord, headlines};
use crate::text::searched_words;

/// The values of one event.
#[derive(Debug, Clone)]
pub struct EventFacts {
    /// Its number.
    pub id: i64,
    /// The number of its story.
    pub story: i64,
    /// The kind of news.
    pub kind: &'static str,
    /// Who published it.
    pub source: Option<String>,
    /// ISO 639-1 language code.
    pub lang: Option<String>,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was published; for a day, its start in UTC.
    pub published: DateTime<Utc>,
    /// When this system first saw it.
    pub seen: DateTime<Utc>,
    /// The user's tags.
    pub tags: Vec<String>,
    /// Its claims with a verdict.
    pub claims: Vec<ClaimFacts>,
    /// Its instruments, without related ones, in the order of its links.
    pub rows: Vec<RowFacts>,
    /// The words of its title, and of its text.
    pub words: [Vec<String>; 2],
}

/// A claim.
#[derive(Debug, Clone)]
pub struct ClaimFacts {
    /// Whose move it states.
    pub symbol: Option<Symbol>,
    /// Its verdict.
    pub status: ClaimStatus,
    /// The chance that it would have fitted anyway.
    pub chance: Option<f64>,
}

/// An instrument of an event with the row that stands for it.
#[derive(Debug, Clone)]
pub struct RowFacts {
    /// The instrument.
    pub instrument: InstrumentId,
    /// Whether the event is about it.
    pub is_subject: bool,
    /// Whether it is on the watch-list.
    pub is_watched: bool,
    /// The row of its headline, or of the horizon that was asked for.
    pub figures: Option<Figures>,
}

/// The figures of a row.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Its horizon.
    pub horizon: Horizon,
    /// Whether it is measured.
    pub status: ReactionStatus,
    /// The return, as a fraction.
    pub return_fraction: Option<f64>,
    /// The abnormal return, as a fraction.
    pub abnormal: Option<f64>,
    /// The placebo rank, in [0, 1].
    pub rank: Option<f64>,
    /// The z.
    pub z: Option<f64>,
    /// The rank in a word.
    pub verdict: Option<VerdictWord>,
}

impl From<&Reaction> for Figures {
    fn from(row: &Reaction) -> Self {
        Self {
            horizon: row.horizon,
            status: row.status(),
            return_fraction: row.return_fraction().map(crate::units::Return::fraction),
            abnormal: row.measured().and_then(|m| m.abnormal.as_ref()).map(|a| a.abnormal_return.fraction()),
            rank: row.unusualness().map(|u| u.placebo_rank),
            z: row.measured().and_then(|m| m.standing.as_ref()).and_then(|s| s.z),
            verdict: row.verdict(),
        }
    }
}

impl EventFacts {
    /// The values of an event with everything found in it. The rows are the headlines, or those of a
    /// horizon; `is_watched` says which instruments are on the watch-list.
    #[must_use]
    pub fn new(
        event: &NewsEvent,
        links: &[Link],
        claims: &[(Claim, Option<ClaimVerdict>)],
        reactions: &[Reaction],
        horizon: Option<Horizon>,
        is_watched: &dyn Fn(&InstrumentId) -> bool,
    ) -> Self {
        let marks = headlines(&event.publication.when, reactions);
        let figures = |instrument: &InstrumentId| {
            let is_wanted = |row: &Reaction, is_headline| horizon.map_or(is_headline, |h| row.horizon == h);
            let mut rows = reactions.iter().zip(&marks);
            rows.find(|(row, mark)| row.instrument == *instrument && is_wanted(row, **mark))
        };
        let row = |link: &Link| RowFacts {
            instrument: link.instrument.clone(),
            is_subject: link.role == Role::Subject,
            is_watched: is_watched(&link.instrument),
            figures: figures(&link.instrument).map(|(row, _)| row.into()),
        };
        let claim = |(claim, verdict): &(Claim, Option<ClaimVerdict>)| {
            let symbol = claim.instrument.as_ref().map(|i| i.symbol.clone());
            let verdict = verdict.as_ref()?;
            Some(ClaimFacts { symbol, status: verdict.status, chance: verdict.chance })
        };
        Self {
            id: event.id.0,
            story: event.story.0,
            kind: event.kind.as_str(),
            source: event.source.clone(),
            lang: event.lang.clone(),
            title: event.text.title().to_owned(),
            url: event.url.clone(),
            published: match event.publication.when {
                When::Instant { at, .. } => at,
                When::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
            },
            seen: event.seen_at,
            tags: event.tags.clone(),
            claims: claims.iter().filter_map(claim).collect(),
            rows: links.iter().filter(|link| link.role != Role::Related).map(row).collect(),
            words: [searched_words(event.text.title()), searched_words(&event.text.text)],
        }
    }
}
