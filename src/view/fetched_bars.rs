//! The result of a fetch of bars: the output of `newstape prices fetch`.

use serde::Serialize;

use super::prices::DisagreementRecord;
use crate::fault::{Remedy, Words};
use crate::market::{Adjustment, Interval};

/// The number of disagreements that are listed in full.
const SHOWN: usize = 3;

/// A provider that was skipped, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOverRecord {
    /// The venue's name.
    pub provider: String,
    /// The reason, in words.
    pub reason: String,
}

/// A bar that was received and refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedRecord {
    /// The bar's session date or start.
    pub at: String,
    /// The rule it breaks.
    pub reason: String,
}

/// The bars of one instrument after the fetch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FetchedRecord {
    /// The symbol.
    pub symbol: String,
    /// The venue.
    pub mic: String,
    /// The provider that answered.
    pub provider: String,
    /// The span of each bar.
    pub interval: Interval,
    /// How the prices are adjusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjustment: Option<Adjustment>,
    /// Number of ranges that were missing and requested.
    pub requests: usize,
    /// Bars received.
    pub bars: usize,
    /// Bars that are new.
    pub inserted: usize,
    /// Bars whose values changed.
    pub replaced: usize,
    /// Bars that were already stored with the same values.
    pub unchanged: usize,
    /// Splits and dividends that were not known before.
    pub new_actions: usize,
    /// Bars that are suspicious; they are kept.
    pub flagged: usize,
    /// Bars for which another provider's series has a different close; both are kept and never mixed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<DisagreementRecord>,
    /// Notes on the bars.
    pub notes: Vec<String>,
    /// Bars that were received and refused.
    pub skipped: Vec<SkippedRecord>,
    /// The providers that were tried or skipped before this one.
    pub passed_over: Vec<PassedOverRecord>,
}

/// An instrument without bars, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedRecord {
    /// The symbol, as typed.
    pub symbol: String,
    /// Why.
    pub reason: String,
    /// The next step, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl FailedRecord {
    /// One line: the symbol, why, and the next step.
    #[must_use]
    pub fn line(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}: {} ({})", self.symbol, self.reason, hint.trim_end_matches('.')),
            None => format!("{}: {}", self.symbol, self.reason),
        }
    }
}

/// The lines of failures: one for each cause, with the symbols that it holds for.
#[must_use]
pub fn failed_lines(failed: &[FailedRecord]) -> Vec<String> {
    const NAMED: usize = 5;
    let mut causes: Vec<(&FailedRecord, Vec<&str>)> = Vec::new();
    for one in failed {
        match causes.iter_mut().find(|(first, _)| (&first.reason, &first.hint) == (&one.reason, &one.hint)) {
            Some((_, symbols)) => symbols.push(&one.symbol),
            None => causes.push((one, vec![&one.symbol])),
        }
    }
    let line = |(first, symbols): (&FailedRecord, Vec<&str>)| {
        let named = symbols[..symbols.len().min(NAMED)].join(", ");
        let symbol = match symbols.len() {
            n if n > NAMED => format!("{named} and {} more", n - NAMED),
            _ => named,
        };
        FailedRecord { symbol, ..first.clone() }.line()
    };
    causes.into_iter().map(line).collect()
}

/// The result of a fetch.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FetchedBarsRecord {
    /// The instruments whose bars were stored.
    pub fetched: Vec<FetchedRecord>,
    /// The instruments whose bars could not be fetched.
    pub failed: Vec<FailedRecord>,
}

impl FetchedRecord {
    /// One line: `AAPL  yahoo  251 bars of 1d, 5 new`.
    #[must_use]
    pub fn line(&self, words: Words<'_>) -> String {
        let Self { symbol, mic, provider, interval, bars, inserted, replaced, .. } = self;
        if *bars == 0 && self.requests > 0 {
            return format!("{symbol}:{mic}  {provider}  no bars of {interval} in this range");
        }
        if *bars == 0 {
            return format!("{symbol}:{mic}  {provider}  nothing missing of {interval}");
        }
        let noun = if *bars == 1 { "bar" } else { "bars" };
        let mut line = format!("{symbol}:{mic}  {provider}  {bars} {noun} of {interval}, {inserted} new");
        if *replaced > 0 {
            line.extend([", ", &replaced.to_string(), " changed"]);
        }
        match self.new_actions {
            0 => {}
            1 => line.push_str(", 1 split or dividend"),
            n => line.extend([", ", &n.to_string(), " splits or dividends"]),
        }
        if self.flagged > 0 {
            let way = words(&Remedy::CheckPrices { symbol: Some(symbol.clone()) });
            let way = way.map(|way| format!(" ({way})")).unwrap_or_default();
            line.extend([", ", &self.flagged.to_string(), " suspicious", &way]);
        }
        line
    }

    /// How many closes differ from other providers', and the first of them with both figures.
    fn differences(&self, words: Words<'_>) -> Option<String> {
        let first: Vec<_> = self.disagreements.iter().take(SHOWN).map(DisagreementRecord::line).collect();
        let count = self.disagreements.len();
        let (noun, more) = match count {
            0 => return None,
            1 => ("close differs", String::new()),
            2..=SHOWN => ("closes differ", String::new()),
            _ => {
                let way = words(&Remedy::CheckPrices { symbol: None });
                let way = way.map(|way| format!(" ({way})")).unwrap_or_default();
                ("closes differ", format!("; and {} more{way}", count - SHOWN))
            }
        };
        Some(format!(
            "{count} {noun} from another provider's: {}{more}; both are kept, each in its own series",
            first.join("; ")
        ))
    }

    /// The remarks below the line: notes, refused bars, and providers that were asked but failed.
    pub fn remarks(&self, words: Words<'_>) -> impl Iterator<Item = String> {
        let of = |text: &str| format!("{}: {text}", self.symbol);
        let notes = self.notes.iter().map(move |note| of(note));
        let skipped = self.skipped.iter().map(move |s| of(&format!("bar {} left out: {}", s.at, s.reason)));
        let passed =
            self.passed_over.iter().map(move |p| of(&format!("passed over {}: {}", p.provider, p.reason)));
        notes.chain(skipped).chain(passed).chain(self.differences(words).map(|text| of(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_new() {
        let mut record = FetchedRecord {
            symbol: "AAPL".to_owned(),
            mic: "XNAS".to_owned(),
            provider: "yahoo".to_owned(),
            interval: Interval::Day1,
            adjustment: Some(Adjustment::Splits),
            requests: 1,
            bars: 6,
            inserted: 5,
            replaced: 1,
            unchanged: 0,
            new_actions: 1,
            flagged: 0,
            disagreements: Vec::new(),
            notes: vec!["1 bar without prices was left out".to_owned()],
            skipped: vec![SkippedRecord {
                at: "2025-01-29".to_owned(),
                reason: "`close` is missing".to_owned(),
            }],
            passed_over: Vec::new(),
        };
        assert_eq!(
            record.line(&|_| None),
            "AAPL:XNAS  yahoo  6 bars of 1d, 5 new, 1 changed, 1 split or dividend"
        );
        let remarks: Vec<_> = record.remarks(&|_| None).collect();
        assert_eq!(
            remarks,
            ["AAPL: 1 bar without prices was left out", "AAPL: bar 2025-01-29 left out: `close` is missing"]
        );
        record.bars = 0;
        assert_eq!(record.line(&|_| None), "AAPL:XNAS  yahoo  no bars of 1d in this range");
        record.requests = 0;
        assert_eq!(record.line(&|_| None), "AAPL:XNAS  yahoo  nothing missing of 1d");
    }
}
