//! Measures how well stated moves are found on labelled texts.

mod fields;
mod label;
mod written;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::fields::{Field, FieldCounts};
use self::label::{Label, Row, SHAPE};
use crate::app::Failure;
use crate::app::eval::labelled::{self, LabelError};
use crate::claim::{self, Claim, ClaimRequest, MoveHorizon, Part, Weights};
use crate::event::EventText;
use crate::link::{LinkRequest, Linker, Mention};
use crate::view::claim_scores::{ClaimScores, Score, WrongClaims};

/// What to measure with.
#[derive(Debug, Clone, Default)]
pub struct EvalRequest {
    /// Whether the linker's mentions are kept from the extractor.
    pub without_links: bool,
    /// Parts of the extractor to leave out.
    pub without: Vec<Part>,
}

/// Scores files of labelled texts, sentences or whole articles, one JSON object a line; a file `….md` holds
/// sentences, each with its claims in words under it.
///
/// A claim found is right where a labelled one has the same symbol and direction. Where the label says
/// that there is no symbol, the claim must have none, and the same name; where a set does not label
/// symbols, the name decides. Fields are compared over such pairs.
///
/// # Errors
/// A file cannot be read, or a line is no labelled text.
pub fn eval_claims(files: &[PathBuf], request: &EvalRequest) -> Result<ClaimScores, Failure> {
    let linker = (!request.without_links).then(Linker::builtin);
    let mut tally = Tally::default();
    for file in files {
        for row in rows(file)? {
            let mentions = mentions(&row, linker.map(Arc::as_ref));
            tally.add(&row, &claim::extract_without(&request_of(&row, &mentions), &request.without));
        }
    }
    Ok(tally.scores())
}

/// Fits the weights of the ranker of owners to files of labelled texts.
///
/// # Errors
/// A file cannot be read, or a line is no labelled text.
pub fn fit_claims(files: &[PathBuf]) -> Result<Weights, Failure> {
    let mut choices = Vec::new();
    for file in files {
        for row in rows(file)? {
            let mentions = mentions(&row, Some(Linker::builtin()));
            let told: Vec<_> = row.claims.iter().map(Label::told).collect();
            choices.extend(claim::choices(&request_of(&row, &mentions), &told));
        }
    }
    Ok(claim::fit(&choices))
}

fn rows(file: &Path) -> Result<Vec<Row>, Failure> {
    if written::is_written(file) {
        return Ok(written::rows(file)?);
    }
    let unreadable = |source| LabelError::Unreadable { file: file.display().to_string(), source };
    let rows = labelled::rows::<Row>(file, SHAPE)?.into_iter();
    Ok(rows.map(|row| row.with_text(file)).collect::<Result<_, _>>().map_err(unreadable)?)
}

/// A text without a date is linked with the names of all times.
fn mentions(row: &Row, linker: Option<&Linker>) -> Vec<Mention> {
    let Some(linker) = linker else { return Vec::new() };
    let text = EventText { text: row.text.clone(), title: 0..0 };
    let lang = Some(row.lang.as_str());
    match row.published() {
        Some(at) => {
            linker.link(&LinkRequest { text: &text, lang, date: at.date_utc(), watchlist: &[] }).mentions
        }
        None => linker.link_undated(&text, lang).mentions,
    }
}

fn request_of<'a>(row: &'a Row, mentions: &'a [Mention]) -> ClaimRequest<'a> {
    ClaimRequest { text: &row.text, lang: Some(&row.lang), mentions, published: row.published() }
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
    by_tag: BTreeMap<String, Count>,
    quiet: usize,
    alarms: usize,
    fields: FieldCounts,
    wrong: Vec<WrongClaims>,
}

impl Tally {
    fn add(&mut self, row: &Row, found: &[Claim]) {
        let pairs = align(&row.claims, found);
        self.texts += 1;
        let demanded = |l: usize| !row.claims[l].optional;
        let count = Count {
            right: pairs.iter().filter(|p| demanded(p.0)).count(),
            found: found.len() - pairs.iter().filter(|p| !demanded(p.0)).count(),
            labelled: row.claims.iter().filter(|l| !l.optional).count(),
        };
        let lang = self.by_lang.entry(row.lang.clone()).or_default();
        let tag = row.tag.as_ref().map(|tag| self.by_tag.entry(tag.clone()).or_default());
        for sum in [&mut self.all, lang].into_iter().chain(tag) {
            sum.right += count.right;
            sum.found += count.found;
            sum.labelled += count.labelled;
        }
        self.add_kinds(row, found, &pairs);
        if row.claims.is_empty() {
            self.quiet += 1;
            self.alarms += usize::from(!found.is_empty());
        }
        let mut differing = Vec::new();
        for &(l, f) in pairs.iter().filter(|p| demanded(p.0)) {
            let label = &row.claims[l];
            for field in self.fields.add(label, &found[f]) {
                differing.push(format!("{} {}: found {}", owner(label), field.name(), words(&found[f])));
            }
        }
        self.note(row, found, &pairs, differing);
    }

    /// Shares and indices apart. A pair counts under its label's kind, so that right is never more than
    /// found.
    fn add_kinds(&mut self, row: &Row, found: &[Claim], pairs: &[(usize, usize)]) {
        for (f, claim) in found.iter().enumerate() {
            let label = pairs.iter().find(|p| p.1 == f).map(|p| &row.claims[p.0]);
            if label.is_some_and(|l| l.optional) {
                continue;
            }
            let count = self.by_kind.entry(kind(label.map_or(claim.is_index, Label::is_index))).or_default();
            count.found += 1;
            count.right += usize::from(label.is_some());
        }
        for label in row.claims.iter().filter(|l| !l.optional) {
            self.by_kind.entry(kind(label.is_index())).or_default().labelled += 1;
        }
    }

    fn note(&mut self, row: &Row, found: &[Claim], pairs: &[(usize, usize)], fields: Vec<String>) {
        let missed: Vec<String> = (0..row.claims.len())
            .filter(|l| !row.claims[*l].optional && !pairs.iter().any(|p| p.0 == *l))
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
        self.wrong.sort_by_key(|w| std::cmp::Reverse((w.missed.len() + w.invented.len(), w.fields.len())));
        let alarms = if self.quiet == 0 { 0.0 } else { self.alarms as f64 / self.quiet as f64 };
        ClaimScores {
            texts: self.texts,
            all: score(&self.all),
            by_lang: all(&self.by_lang),
            by_kind: all(&self.by_kind),
            by_tag: all(&self.by_tag),
            false_alarm_rate: alarms,
            fields: self.fields.scores(),
            wrong: self.wrong,
        }
    }
}

fn kind(is_index: bool) -> String {
    if is_index { "index" } else { "share" }.to_owned()
}

/// Pairs of labelled and found claims with the same owner and direction, each used once: those with
/// the same size first, and those that are demanded before those that are not.
fn align(labels: &[Label], found: &[Claim]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (exact, optional) in [(true, false), (false, false), (true, true), (false, true)] {
        for (l, label) in labels.iter().enumerate() {
            if label.optional != optional || pairs.iter().any(|p| p.0 == l) {
                continue;
            }
            let fits = |f: &usize| {
                let claim = &found[*f];
                let free = !pairs.iter().any(|p| p.1 == *f);
                free && claim.direction == label.direction
                    && label.is_of(claim)
                    && (!exact || Field::Percent.agrees(label, claim))
            };
            if let Some(f) = (0..found.len()).find(fits) {
                pairs.push((l, f));
            }
        }
    }
    pairs
}

fn words(claim: &Claim) -> String {
    let lower = |word: String| word.to_lowercase();
    let symbol = claim.instrument.as_ref().map_or_else(|| "no symbol".to_owned(), |i| i.symbol.to_string());
    let mut parts = vec![format!("{} ({symbol})", claim.company), lower(format!("{:?}", claim.direction))];
    parts.extend(claim.bound.map(|b| lower(format!("{b:?}"))));
    parts.extend(claim.percent.map(|p| format!("{p} %")));
    parts.extend(claim.percent_min.zip(claim.percent_max).map(|(a, b)| format!("{a} to {b} %")));
    parts.extend(claim.price.map(|p| format!("to {p}")));
    parts.extend(claim.currency.map(|c| c.to_string()));
    parts.extend(claim.session.map(|s| lower(format!("{s:?}"))));
    parts.extend(claim.point.map(|p| lower(format!("{p:?}"))));
    parts.extend(claim.when.as_ref().map(|w| format!("{} to {}", w.from, w.to)));
    if claim.horizon != MoveHorizon::Day {
        parts.push(lower(format!("{:?}", claim.horizon)));
    }
    parts.join(" ")
}

fn owner(label: &Label) -> &str {
    label.symbol().unwrap_or(&label.company)
}

fn label_words(label: &Label) -> String {
    let size = label.percent.map_or_else(String::new, |p| format!(" {p} %"));
    format!("{} {}{size}", owner(label), format!("{:?}", label.direction).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(json: &str) -> Row {
        serde_json::from_str(json).unwrap()
    }

    fn scored(row: &Row) -> ClaimScores {
        let mut tally = Tally::default();
        tally.add(row, &claim::extract_from(&request_of(row, &mentions(row, Some(Linker::builtin())))));
        tally.scores()
    }

    #[test]
    fn claims_align_by_symbol_and_direction_and_fields_are_compared() {
        let scores = scored(&row(
            r#"{"id": "a", "lang": "en", "text": "Apple fell 2% and Boeing rose 1%.", "claims": [
                {"company": "Apple", "symbol": "AAPL", "direction": "down", "percent": 2.0},
                {"company": "Boeing", "symbol": "BA", "direction": "up", "percent": 1.5}]}"#,
        ));
        assert!((scores.all.f1 - 1.0).abs() < 1e-12, "{scores:?}");
        assert!((scores.fields.percent.unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(scores.wrong.len(), 1);
    }

    #[test]
    fn a_name_without_its_symbol_is_wrong() {
        let scores = scored(&row(
            r#"{"id": "a", "lang": "en", "text": "Halvorsen Energy shares fell 2%.", "claims": [
                {"company": "Halvorsen Energy", "symbol": "HLV", "direction": "down", "percent": 2}]}"#,
        ));
        assert!(scores.all.precision < 1e-12 && scores.all.recall < 1e-12, "{scores:?}");
        let unlisted = scored(&row(
            r#"{"id": "a", "lang": "en", "text": "Halvorsen Energy shares fell 2%.", "claims": [
                {"company": "Halvorsen Energy", "symbol": null, "direction": "down", "percent": 2}]}"#,
        ));
        assert!((unlisted.all.f1 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_optional_is_neither_demanded_nor_wrong() {
        for text in ["Apple fell.", "Apple declined to comment."] {
            let scores = scored(&row(&format!(
                r#"{{"id": "a", "lang": "en", "text": "{text}", "claims": [
                    {{"symbol": "AAPL", "direction": "down", "optional": true}}]}}"#
            )));
            assert_eq!((scores.all.n, scores.all.precision), (0, 1.0), "{text}");
        }
    }

    #[test]
    fn a_claim_in_a_quiet_text_is_a_false_alarm() {
        let scores = scored(&row(r#"{"id": "b", "lang": "en", "text": "Apple fell 2%.", "claims": []}"#));
        assert!((scores.false_alarm_rate - 1.0).abs() < 1e-12);
    }
}
