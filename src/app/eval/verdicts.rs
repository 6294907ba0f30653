//! Measures how right the verdicts on stated moves are: on texts whose right answers are known, and on
//! texts that are held against other days than their own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::bars::import::{ImportRequest, import_prices};
use crate::app::eval::labelled;
use crate::app::instrument::symbols::Symbols;
use crate::app::{Context, Failure, Reference, measure};
use crate::claim::{Claim, ClaimStatus, ClaimVerdict};
use crate::event::{Body, Precision, Publication, RawItem, Said, TimeOrigin, When};
use crate::link::Linker;
use crate::road::{Draft, Naming};
use crate::store::Store;
use crate::table::prices::PriceOptions;
use crate::view::verdict_scores::{PlaceboRow, SizeKind, VerdictScores, WrongVerdict};

/// The fields of a row.
const SHAPE: &str = "{text, published_at, title?, lang?, id?, expect?: [status, …]}";

/// A text and the answers that are right on it.
#[derive(Debug, serde::Deserialize)]
struct Row {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    lang: Option<String>,
    published_at: DateTime<Utc>,
    #[serde(default)]
    expect: Vec<String>,
}

/// What to measure, and on which prices.
#[derive(Debug, Clone)]
pub struct VerdictsRequest {
    /// The texts, one JSON object a line.
    pub file: PathBuf,
    /// Files of prices; without any, those of the database.
    pub prices: Vec<PathBuf>,
    /// What is known of those files.
    pub options: PriceOptions,
    /// Whether the texts are held against other days too.
    pub placebo: bool,
    /// Decides by how many days each text is moved.
    pub seed: u64,
}

/// Scores the verdicts on the claims of each text.
///
/// A text is right where each of its claims with a size (or its only claim) has one of the statuses
/// that the row lists; a text without a claim has the status `none`. With
/// [`VerdictsRequest::placebo`] each text is also held against a day 30 to 200 days off, and the answers
/// are counted by the kind of size: what is confirmed there is confirmed by chance.
///
/// # Errors
/// A file cannot be read, a line is not a row, or the database refuses.
pub fn eval_verdicts(context: &Context, request: &VerdictsRequest) -> Result<VerdictScores, Failure> {
    let rows = labelled::rows::<Row>(&request.file, SHAPE)?;
    let (store, reference) = (store(context, request)?, context.reference()?);
    let linker = Linker::over(&reference.universe);
    let bench = Bench { store: &store, reference: &reference, linker: &linker, now: context.now() };
    let mut scores = VerdictScores::default();
    for (line, row) in rows.iter().enumerate() {
        let checked = bench.check(row, TimeDelta::zero())?;
        score(&mut scores, line, row, &checked);
        if request.placebo {
            count(&mut scores.placebo, "true", &checked);
            let shifted = bench.check(row, shift(request.seed, line))?;
            count(&mut scores.placebo, "shifted", &shifted);
        }
    }
    scores.placebo.sort();
    Ok(scores)
}

/// The database, or one in memory with the given prices.
fn store(context: &Context, request: &VerdictsRequest) -> Result<Store, Failure> {
    if request.prices.is_empty() {
        return context.existing_store();
    }
    let mut store = Store::open(Path::new(":memory:"))?;
    let symbols = Symbols::new(context)?;
    let import = ImportRequest {
        files: &request.prices,
        options: &request.options,
        strict: false,
        resolve: &|symbol| symbols.resolve(symbol, None),
        words: &|_| None,
        calendars: &context.calendars,
        now: context.now(),
        progress: Arc::new(|_| ()),
        dry_run: false,
        understood: &|_| (),
    };
    import_prices(&mut store, &import)?;
    Ok(store)
}

struct Bench<'a> {
    store: &'a Store,
    reference: &'a Reference,
    linker: &'a Linker,
    now: DateTime<Utc>,
}

type Checked = (Claim, Option<ClaimVerdict>);

impl Bench<'_> {
    /// The claims of a text, read as if it were published so much later, with their verdicts.
    fn check(&self, row: &Row, by: TimeDelta) -> Result<Vec<Checked>, Failure> {
        let when = When::Instant { at: row.published_at + by, precision: Precision::Second };
        let item = RawItem {
            title: row.title.clone().unwrap_or_default(),
            body: Some(Body::Text(row.text.clone())).filter(|_| !row.text.is_empty()),
            ..RawItem::default()
        };
        let publication =
            Publication { when, origin: TimeOrigin::User, original: None, zone: None, zone_assumed: false };
        let said = Said {
            at: Some(publication),
            lang: row.lang.as_deref().and_then(|code| code.parse().ok()),
            ..Said::default()
        };
        let Ok(draft) = Draft::new(&item, &said, self.now) else { return Ok(Vec::new()) };
        let read = draft.link(self.linker, &Naming::default()).read(&self.reference.universe);
        let claims = read.claims().iter().map(|(claim, _)| claim);
        claims
            .map(|claim| Ok((claim.clone(), measure::check(self.store, self.reference, claim, &when)?)))
            .collect()
    }
}

/// By how far a text is moved: 30 to 200 days to either side, the same for the same seed and line.
fn shift(seed: u64, line: usize) -> TimeDelta {
    // SplitMix64 (Steele, Lea & Flood 2014), one draw.
    let mut x = seed.wrapping_add((line as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^= x >> 31;
    let days = 30 + i64::try_from((x >> 1) % 171).unwrap_or(0);
    TimeDelta::days(if x & 1 == 0 { days } else { -days })
}

fn score(scores: &mut VerdictScores, line: usize, row: &Row, checked: &[Checked]) {
    let sized = |claim: &Claim| {
        [claim.percent, claim.percent_max, claim.points, claim.price].iter().any(Option::is_some)
    };
    let told = checked.iter().filter(|(claim, _)| sized(claim) || checked.len() == 1);
    let status = |verdict: &Option<ClaimVerdict>| verdict.as_ref().map_or("none", |v| v.status.as_str());
    let mut found: Vec<&'static str> = told.clone().map(|(_, verdict)| status(verdict)).collect();
    if found.is_empty() {
        found.push("none");
    }
    scores.n += 1;
    if row.expect.is_empty() {
        return;
    }
    scores.labelled += 1;
    if found.iter().all(|status| row.expect.iter().any(|expected| expected == status)) {
        scores.right += 1;
        return;
    }
    let notes = told.filter_map(|(_, verdict)| verdict.as_ref()).map(|v| v.note.clone());
    scores.wrong.push(WrongVerdict {
        id: row.id.clone().unwrap_or_else(|| format!("line {}", line + 1)),
        text: row.text.clone(),
        published_at: row.published_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        expected: row.expect.clone(),
        found,
        notes: notes.collect(),
    });
}

fn count(rows: &mut Vec<PlaceboRow>, dates: &'static str, checked: &[Checked]) {
    for (claim, verdict) in checked {
        let Some(verdict) = verdict else { continue };
        let kind = SizeKind::of(claim);
        let known = rows.iter().position(|row| row.dates == dates && row.kind == kind);
        let place = known.unwrap_or_else(|| {
            rows.push(PlaceboRow::new(dates, kind));
            rows.len() - 1
        });
        let row = &mut rows[place];
        match verdict.status {
            ClaimStatus::Confirmed => row.confirmed += 1,
            ClaimStatus::Consistent => row.consistent += 1,
            ClaimStatus::Contradicted => row.contradicted += 1,
            ClaimStatus::Unverifiable => row.unverifiable += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_moved_by_a_month_or_more_to_both_sides() {
        let days: Vec<i64> = (0..1000).map(|line| shift(7, line).num_days()).collect();
        assert!(days.iter().all(|d| (30..=200).contains(&d.abs())), "{days:?}");
        let earlier = days.iter().filter(|d| **d < 0).count();
        assert!((400..600).contains(&earlier), "{earlier}");
        assert_eq!(shift(7, 3), shift(7, 3));
        assert_ne!(shift(7, 3), shift(8, 3));
    }
}
