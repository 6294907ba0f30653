//! The output record of a fetch.

use super::{Outcome, Taken};
use crate::fault::{Fault, Words};
use crate::instrument::Instrument;
use crate::market::Interval;
use crate::view::fetched_bars::{
    FailedRecord, FetchedBarsRecord, FetchedRecord, PassedOverRecord, SkippedRecord,
};

/// The record of these outcomes, in their order; `words` words the remedy for a failure.
#[must_use]
pub fn record(interval: Interval, outcomes: &[Outcome], words: Words<'_>) -> FetchedBarsRecord {
    let mut record = FetchedBarsRecord::default();
    for Outcome { instrument, result } in outcomes {
        match result {
            Ok(taken) => record.fetched.push(fetched(interval, instrument, taken)),
            Err(error) => record.failed.push(FailedRecord {
                symbol: instrument.id.symbol.to_string(),
                reason: error.to_string(),
                hint: error.remedy().as_ref().and_then(words),
            }),
        }
    }
    record
}

fn fetched(interval: Interval, instrument: &Instrument, taken: &Taken) -> FetchedRecord {
    let answers = &taken.answer.fetched;
    let mut notes: Vec<String> = answers.iter().flat_map(|f| f.notes.iter().cloned()).collect();
    notes.dedup();
    let said = answers.iter().find_map(|f| f.currency);
    if let Some(said) = said.filter(|said| *said != instrument.currency) {
        notes.push(format!("{} quotes in {said}, not in {}", taken.answer.provider, instrument.currency));
    }
    let skipped = answers.iter().flat_map(|f| &f.skipped);
    let passed_over = taken.answer.passed_over.iter();
    FetchedRecord {
        symbol: instrument.id.symbol.to_string(),
        mic: instrument.id.mic.to_string(),
        provider: taken.answer.provider.to_owned(),
        interval,
        adjustment: answers.first().map(|f| f.bars.key().adjustment),
        requests: answers.len(),
        bars: taken.inserted.rows,
        inserted: taken.inserted.inserted,
        replaced: taken.inserted.replaced,
        unchanged: taken.inserted.unchanged,
        new_actions: taken.new_actions,
        flagged: taken.flagged,
        disagreements: taken.disagreements.clone(),
        notes,
        skipped: skipped.map(|s| SkippedRecord { at: s.at.clone(), reason: s.reason.clone() }).collect(),
        passed_over: passed_over
            .map(|p| PassedOverRecord { provider: p.provider.to_owned(), reason: p.reason.clone() })
            .collect(),
    }
}
