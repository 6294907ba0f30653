//! Measures how well stated moves are found on labelled texts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::Failure;
use crate::app::eval::labelled;
use crate::claim::{self, Claim, ClaimRequest, ClaimSession, Direction, MoveHorizon, Part};
use crate::event::{EventText, Precision, When};
use crate::link::{LinkRequest, Linker};
use crate::units::Currency;
use crate::view::claim_scores::{ClaimScores, FieldScores, Score, WrongClaims};

/// The fields of a row.
const SHAPE: &str =
    "{id, lang, text, published_at?, claims: [{company, symbol, direction, percent?, price?, …}]}";

/// A labelled text.
#[derive(Debug, serde::Deserialize)]
struct Row {
    id: String,
    lang: String,
    text: String,
    published_at: Option<DateTime<Utc>>,
    claims: Vec<Label>,
}

/// A labelled claim; absent fields are not stated.
#[derive(Debug, serde::Deserialize)]
struct Label {
    company: String,
    #[serde(default)]
    symbol: String,
    direction: Direction,
    percent: Option<f64>,
    percent_min: Option<f64>,
    percent_max: Option<f64>,
    price: Option<f64>,
    currency: Option<Currency>,
    session: Option<ClaimSession>,
    horizon: Option<MoveHorizon>,
    kind: Option<String>,
}

/// What to measure with.
#[derive(Debug, Clone, Default)]
pub struct EvalRequest {
    /// Whether the linker's mentions are kept from the extractor.
    pub without_links: bool,
    /// Parts of the extractor to leave out.
    pub without: Vec<Part>,
}

/// Scores files of labelled texts, one JSON object a line.
///
/// A claim found is right where a labelled one has the same company (by symbol or by words) and
/// direction; fields are compared over such pairs.
///
/// # Errors
/// A file cannot be read, or a line is no labelled text.
pub fn eval_claims(files: &[PathBuf], request: &EvalRequest) -> Result<ClaimScores, Failure> {
    let linker = (!request.without_links).then(Linker::builtin);
    let mut tally = Tally::default();
    for file in files {
        for row in labelled::rows::<Row>(file, SHAPE)? {
            let found = extract(&row, linker.map(Arc::as_ref), &request.without);
            tally.add(&row, &found);
        }
    }
    Ok(tally.scores())
}

/// A text without a date is read with the names of all times.
fn extract(row: &Row, linker: Option<&Linker>, without: &[Part]) -> Vec<Claim> {
    let text = EventText { text: row.text.clone(), title: 0..0 };
    let lang = Some(row.lang.as_str());
    let link = |l: &Linker| match row.published_at {
        Some(at) => {
            l.link(&LinkRequest { text: &text, lang, date: at.date_naive(), watchlist: &[] }).mentions
        }
        None => l.link_undated(&text, lang).mentions,
    };
    let mentions = linker.map(link).unwrap_or_default();
    let instant = |at| When::Instant { at, precision: Precision::Minute };
    let published = row.published_at.map(instant);
    claim::extract_without(&ClaimRequest { text: &row.text, lang, mentions: &mentions, published }, without)
}

/// Counts of one group of texts.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    labelled: usize,
}

#[derive(Debug, Default)]
struct Tally {
    texts: usize,
    all: Count,
    by_lang: BTreeMap<String, Count>,
    by_kind: BTreeMap<String, Count>,
    quiet: usize,
    alarms: usize,
    fields: [usize; 5],
    wrong: Vec<WrongClaims>,
}

const FIELDS: [&str; 5] = ["percent", "price", "currency", "session", "horizon"];

impl Tally {
    fn add(&mut self, row: &Row, found: &[Claim]) {
        let pairs = align(&row.claims, found);
        self.texts += 1;
        let lang = self.by_lang.entry(row.lang.clone()).or_default();
        for count in [&mut self.all, lang] {
            count.right += pairs.len();
            count.found += found.len();
            count.labelled += row.claims.len();
        }
        for (f, claim) in found.iter().enumerate() {
            // A pair counts under its label's kind, so that right is never more than found.
            let label = pairs.iter().find(|p| p.1 == f).map(|p| &row.claims[p.0]);
            let index = label.map_or(claim.is_index, |l| l.kind.as_deref() == Some("index"));
            self.by_kind.entry(kind(index)).or_default().found += 1;
        }
        for label in &row.claims {
            self.by_kind.entry(kind(label.kind.as_deref() == Some("index"))).or_default().labelled += 1;
        }
        if row.claims.is_empty() {
            self.quiet += 1;
            self.alarms += usize::from(!found.is_empty());
        }
        let mut differing = Vec::new();
        for &(l, f) in &pairs {
            let label = &row.claims[l];
            self.by_kind.entry(kind(label.kind.as_deref() == Some("index"))).or_default().right += 1;
            for (field, same) in equal_fields(label, &found[f]).into_iter().enumerate() {
                self.fields[field] += usize::from(same);
                if !same {
                    differing.push(format!(
                        "{} {}: found {}",
                        label.company,
                        FIELDS[field],
                        words(&found[f])
                    ));
                }
            }
        }
        self.note(row, found, &pairs, differing);
    }

    fn note(&mut self, row: &Row, found: &[Claim], pairs: &[(usize, usize)], fields: Vec<String>) {
        let missed: Vec<String> = (0..row.claims.len())
            .filter(|l| !pairs.iter().any(|p| p.0 == *l))
            .map(|l| label_words(&row.claims[l]))
            .collect();
        let invented: Vec<String> =
            (0..found.len()).filter(|f| !pairs.iter().any(|p| p.1 == *f)).map(|f| words(&found[f])).collect();
        if !(missed.is_empty() && invented.is_empty() && fields.is_empty()) {
            let (id, text) = (row.id.clone(), row.text.clone());
            self.wrong.push(WrongClaims { id, text, missed, invented, fields });
        }
    }

    #[allow(clippy::cast_precision_loss)] // counts of texts
    fn scores(mut self) -> ClaimScores {
        let score = |c: &Count| Score::of(c.right, c.found, c.labelled);
        let all = |map: &BTreeMap<String, Count>| map.iter().map(|(k, c)| (k.clone(), score(c))).collect();
        let share = |part: usize, of: usize| if of == 0 { 1.0 } else { part as f64 / of as f64 };
        let [percent, price, currency, session, horizon] = self.fields.map(|f| share(f, self.all.right));
        self.wrong.sort_by_key(|w| std::cmp::Reverse((w.missed.len() + w.invented.len(), w.fields.len())));
        ClaimScores {
            texts: self.texts,
            all: score(&self.all),
            by_lang: all(&self.by_lang),
            by_kind: all(&self.by_kind),
            false_alarm_rate: if self.quiet == 0 { 0.0 } else { share(self.alarms, self.quiet) },
            fields: FieldScores { percent, price, currency, session, horizon },
            wrong: self.wrong,
        }
    }
}

fn kind(is_index: bool) -> String {
    if is_index { "index" } else { "share" }.to_owned()
}

/// Pairs of labelled and found claims with the same company and direction, each used once; of
/// several, the one with the same size first.
fn align(labels: &[Label], found: &[Claim]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for exact in [true, false] {
        for (l, label) in labels.iter().enumerate() {
            if pairs.iter().any(|p| p.0 == l) {
                continue;
            }
            let fits = |f: &usize| {
                let claim = &found[*f];
                let free = !pairs.iter().any(|p| p.1 == *f);
                free && claim.direction == label.direction
                    && same_company(label, claim)
                    && (!exact || equal_fields(label, claim)[0])
            };
            if let Some(f) = (0..found.len()).find(fits) {
                pairs.push((l, f));
            }
        }
    }
    pairs
}

fn same_company(label: &Label, claim: &Claim) -> bool {
    let symbol = claim.instrument.as_ref().map(|i| i.symbol.as_str());
    let plain = |s: &str| -> Vec<String> {
        let words = s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        // German cases change the ends of words: Deutsche Bank, der Deutschen Bank.
        words.map(|w| w.to_lowercase().trim_end_matches(['n', 's']).to_owned()).collect()
    };
    let (a, b) = (plain(&label.company), plain(&claim.company));
    let within = |a: &[String], b: &[String]| !a.is_empty() && b.windows(a.len()).any(|w| w == a);
    symbol.is_some_and(|s| s == label.symbol) || within(&a, &b) || within(&b, &a)
}

fn equal_fields(label: &Label, claim: &Claim) -> [bool; 5] {
    use rust_decimal::prelude::ToPrimitive;
    let near = |a: Option<f64>, b: Option<rust_decimal::Decimal>| match (a, b.and_then(|d| d.to_f64())) {
        (Some(a), Some(b)) => (a - b).abs() <= 0.005,
        (None, None) => true,
        _ => false,
    };
    let percent = near(label.percent, claim.percent)
        && near(label.percent_min, claim.percent_min)
        && near(label.percent_max, claim.percent_max);
    [
        percent,
        near(label.price, claim.price),
        label.currency == claim.currency,
        label.session == claim.session,
        label.horizon.unwrap_or(MoveHorizon::Day) == claim.horizon,
    ]
}

fn words(claim: &Claim) -> String {
    let lower = |word: String| word.to_lowercase();
    let mut parts = vec![claim.company.clone(), lower(format!("{:?}", claim.direction))];
    parts.extend(claim.percent.map(|p| format!("{p} %")));
    parts.extend(claim.percent_min.zip(claim.percent_max).map(|(a, b)| format!("{a} to {b} %")));
    parts.extend(claim.price.map(|p| format!("to {p}")));
    parts.extend(claim.currency.map(|c| c.to_string()));
    parts.extend(claim.session.map(|s| lower(format!("{s:?}"))));
    if claim.horizon != MoveHorizon::Day {
        parts.push(lower(format!("{:?}", claim.horizon)));
    }
    parts.join(" ")
}

fn label_words(label: &Label) -> String {
    let size = label.percent.map_or_else(String::new, |p| format!(" {p} %"));
    format!("{} {}{size}", label.company, format!("{:?}", label.direction).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_align_by_company_and_direction_and_fields_are_compared() {
        let row: Row = serde_json::from_str(
            r#"{"id": "a", "lang": "en", "text": "Acme fell 2% and Zeta rose 1%.", "claims": [
                {"company": "Acme", "symbol": "ACM", "direction": "down", "percent": 2.0},
                {"company": "Zeta", "symbol": "ZET", "direction": "up", "percent": 1.5}]}"#,
        )
        .unwrap();
        let mut tally = Tally::default();
        tally.add(&row, &claim::extract(&row.text, Some("en"), &[]));
        let scores = tally.scores();
        assert!((scores.all.f1 - 1.0).abs() < 1e-12, "{scores:?}");
        assert!((scores.fields.percent - 0.5).abs() < 1e-12);
        assert_eq!(scores.wrong.len(), 1);
    }

    #[test]
    fn a_claim_in_a_quiet_text_is_a_false_alarm() {
        let text = "Acme fell 2%.".to_owned();
        let row =
            Row { id: "b".to_owned(), lang: "en".to_owned(), text, published_at: None, claims: Vec::new() };
        let mut tally = Tally::default();
        tally.add(&row, &claim::extract(&row.text, Some("en"), &[]));
        assert!((tally.scores().false_alarm_rate - 1.0).abs() < 1e-12);
    }
}
