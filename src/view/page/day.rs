//! Lists of events: those of a day, and search results.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::filters::{Asked, FilterForm};
use super::way;
use crate::event::When;
use crate::list::{EventLine, Headline, SortBy};
use crate::reaction::{ReactionStatus, VerdictWord};
use crate::view::format;
use crate::view::text::status_word;

/// The events of one day, the most unusual first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPage {
    /// The day in words: `29 Jan 2025`.
    pub day: String,
    /// The day as in addresses: `2025-01-29`.
    pub iso: String,
    /// The weekday.
    pub weekday: String,
    /// Whether it is today.
    pub is_today: bool,
    /// The previous day with events.
    pub earlier: Option<DayLink>,
    /// The next day with events.
    pub later: Option<DayLink>,
    /// A summary of the day in one line.
    pub summary: String,
    /// The zone of the days and times.
    pub zone: String,
    /// The form above the list.
    pub form: FilterForm,
    /// The events.
    pub rows: Vec<DayRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// A link to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLink {
    /// The day as in addresses.
    pub iso: String,
    /// The day in words.
    pub words: String,
}

impl From<NaiveDate> for DayLink {
    fn from(day: NaiveDate) -> Self {
        Self { iso: day.to_string(), words: format::day(day) }
    }
}

/// The results of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPage {
    /// The query, as typed.
    pub asked: String,
    /// Whether an instrument was asked for.
    pub of_symbol: bool,
    /// The form above the list.
    pub form: FilterForm,
    /// The events.
    pub rows: Vec<DayRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The title's language; may be empty.
    pub lang: String,
    /// Its time: `09:12 UTC`, or `day only`; in a list of several days, with the day.
    pub time: String,
    /// Who published it.
    pub source: String,
    /// What kind of news.
    pub kind: String,
    /// The symbols it is linked to.
    pub symbols: Vec<String>,
    /// The figure, if there is one.
    pub figure: Option<Figure>,
    /// The text shown instead of a missing figure.
    pub instead: &'static str,
    /// The statuses of its claims, each once.
    pub claims: Vec<&'static str>,
}

/// One instrument's return, formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Whose.
    pub symbol: String,
    /// `+1.20 %`.
    pub percent: String,
    /// `up`, `down` or `flat`.
    pub way: &'static str,
    /// The horizon.
    pub horizon: String,
    /// Its placebo rank: `97.2 %`.
    pub rank: String,
    /// The rank as the length of a bar, out of 100 units.
    pub rank_length: String,
    /// The rank in a word.
    pub word: &'static str,
}

impl Figure {
    /// A formatted headline; `None` without a return.
    #[must_use]
    pub fn new(headline: &Headline) -> Option<Self> {
        let fraction = headline.return_fraction?.fraction();
        let rank = headline.placebo_rank;
        Some(Self {
            symbol: headline.instrument.symbol.to_string(),
            percent: format::percent(fraction),
            way: way(Some(fraction)),
            horizon: headline.horizon.to_string(),
            rank: rank.map(format::share).unwrap_or_default(),
            rank_length: rank.map(super::length).unwrap_or_default(),
            word: headline.verdict.map_or("", VerdictWord::as_str),
        })
    }
}

impl DayRow {
    /// One row of a list in the reader's zone; with its day if the list spans several.
    #[must_use]
    pub fn new(row: EventLine, with_day: bool, zone: Tz) -> Self {
        let mut claims: Vec<&str> = row.claims.into_iter().map(status_word).collect();
        claims.sort_unstable();
        claims.dedup();
        let (day, clock) = match row.when {
            When::Instant { at, .. } => {
                let clock = format::clock_in_zone(at, zone);
                (
                    at.with_timezone(&zone).date_naive(),
                    format!("{clock} {}", format::zone_abbreviation(at, zone)),
                )
            }
            When::Day(day) => (day, "day only".to_owned()),
        };
        Self {
            id: row.id.0,
            title: row.title,
            lang: row.lang.unwrap_or_default(),
            time: if with_day { format!("{}, {clock}", format::day(day)) } else { clock },
            source: row.source.unwrap_or_default(),
            kind: row.kind.to_string(),
            instead: instead(row.headline.as_ref(), !row.symbols.is_empty()),
            symbols: row.symbols,
            figure: row.headline.as_ref().and_then(Figure::new),
            claims,
        }
    }
}

/// The text shown instead of a missing figure.
const fn instead(headline: Option<&Headline>, is_linked: bool) -> &'static str {
    match headline {
        Some(headline) => match headline.status {
            ReactionStatus::Pending => "pending",
            ReactionStatus::NoData | ReactionStatus::Measured => "no prices",
            ReactionStatus::Halted => "no trade",
        },
        None if is_linked => "not measured",
        None => "no instrument",
    }
}

impl DayPage {
    /// The page of a day in the reader's zone, given the current time.
    #[must_use]
    pub fn new(day: NaiveDate, now: DateTime<Utc>, asked: &Asked) -> Self {
        Self {
            summary: String::new(),
            day: format::day(day),
            iso: day.to_string(),
            weekday: day.format("%A").to_string(),
            is_today: day == now.with_timezone(&asked.zone).date_naive(),
            earlier: None,
            later: None,
            zone: asked.zone.name().to_owned(),
            form: FilterForm::new(asked, SortBy::Unusual, None),
            rows: Vec::new(),
            next: None,
        }
    }

    /// The same page with its events; `next` is where the next page begins.
    #[must_use]
    pub fn with(self, rows: Vec<DayRow>, next: Option<String>) -> Self {
        let is_whole = self.form.is_first && next.is_none();
        let counted = summary(&rows);
        let summary = match (is_whole, self.form.is_first) {
            (true, _) => counted,
            (false, true) => format!("The first {counted}"),
            (false, false) => format!("{counted} on this page"),
        };
        Self { summary, rows, next, ..self }
    }
}

/// `8 events · 2 extreme reactions · 1 notable reaction · 1 with a contradicted claim`.
fn summary(rows: &[DayRow]) -> String {
    let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let of_word =
        |word: &str| rows.iter().filter(|r| r.figure.as_ref().is_some_and(|f| f.word == word)).count();
    let contradicted = rows.iter().filter(|r| r.claims.contains(&"contradicted")).count();
    let parts = [
        Some(many(rows.len(), "event")),
        Some(of_word("extreme")).filter(|n| *n > 0).map(|n| many(n, "extreme reaction")),
        Some(of_word("notable")).filter(|n| *n > 0).map(|n| many(n, "notable reaction")),
        Some(contradicted).filter(|n| *n > 0).map(|n| format!("{n} with a contradicted claim")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
