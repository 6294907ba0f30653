//! The demo's output: its events in a table, what to notice, what to try next.

use std::fmt::Write as _;

use comfy_table::Table;

use super::event::EventDocument;
use super::format;
use super::reaction::ReactionRecord;
use super::text::{claim_sentence, status_word};
use crate::claim::ClaimStatus;
use crate::list::Headline;
use crate::reaction::Horizon;

/// The headings of the demo's table.
pub const HEAD: [&str; 7] = ["id", "published", "symbol", "1d move", "abnormal", "verdict", "title"];

/// A row per event, with its headline move.
#[must_use]
pub fn table(events: &[EventDocument], headlines: &[Option<Headline>], mut table: Table) -> String {
    for (document, row) in events.iter().zip(headlines) {
        let row = row.as_ref();
        table.add_row([
            document.event.id.to_string(),
            document.event.published_at.chars().take(16).collect(),
            row.map(|r| r.instrument.symbol.to_string()).unwrap_or_default(),
            row.and_then(|r| r.return_fraction).map(|r| format::percent(r.fraction())).unwrap_or_default(),
            row.and_then(|r| r.abnormal_return).map(|r| format::percent(r.fraction())).unwrap_or_default(),
            row.and_then(|r| r.verdict).map(|v| v.as_str().to_owned()).unwrap_or_default(),
            document.event.title.clone(),
        ]);
    }
    table.trim_fmt()
}

fn first_close(document: &EventDocument) -> Option<&ReactionRecord> {
    document.reactions.iter().find(|r| r.horizon == Horizon::Sessions(1) && r.return_fraction.is_some())
}

/// What the demo contains and what to notice in it.
#[must_use]
pub fn report(bars: usize, events: &[EventDocument], table: &str) -> String {
    let mut out = format!("{} real events, {bars} real daily bars, no network.\n\n{table}\n", events.len());
    out.push_str("\nWhat the texts state about prices\n");
    for document in events {
        for claim in &document.claims {
            let verdict = claim.verdict.as_ref();
            let status = verdict.map_or("not checked", |v| status_word(v.status));
            let _ = writeln!(out, "  event {:>2}  {}: {status}", document.event.id, claim_sentence(claim));
        }
    }
    out.push_str("\nWhat to notice\n");
    notice(&mut out, events);
    out.truncate(out.trim_end().len());
    out
}

/// The number of an event whose claim belongs to an earlier session than its date suggests.
#[must_use]
pub fn dated_event(events: &[EventDocument]) -> Option<i64> {
    claimed(events).map(|d| d.event.id)
}

/// The number of the event with the largest move.
#[must_use]
pub fn largest_move(events: &[EventDocument]) -> Option<i64> {
    largest(events).map(|(d, _)| d.event.id)
}

fn claimed(events: &[EventDocument]) -> Option<&EventDocument> {
    events.iter().rev().find(|d| d.claims.iter().any(|c| c.session.is_some()))
}

fn largest(events: &[EventDocument]) -> Option<(&EventDocument, &ReactionRecord)> {
    let moved = |d| {
        let row: &ReactionRecord = first_close(d)?;
        Some((d, row, row.return_fraction?.fraction().abs()))
    };
    let largest = events.iter().filter_map(moved).max_by(|a, b| a.2.total_cmp(&b.2));
    largest.map(|(d, row, _)| (d, row))
}

fn notice(out: &mut String, events: &[EventDocument]) {
    if let Some((document, row)) = largest(events)
        && let (Some(own), Some(rank)) = (row.return_fraction, row.placebo_rank)
    {
        let _ = writeln!(
            out,
            "  {} moved {} by the first close after event {}: more than on {} of its own days before.",
            row.symbol,
            format::percent(own.fraction()),
            document.event.id,
            format::share(rank)
        );
    }
    let dated = claimed(events).and_then(|d| {
        let claim = d.claims.iter().find(|c| c.session.is_some())?;
        Some((d, claim, claim.verdict.as_ref()?))
    });
    if let Some((document, claim, verdict)) = dated
        && verdict.status == ClaimStatus::Confirmed
        && let (Some(day), Some(close), Some(reference)) =
            (verdict.session_date, verdict.reference_close, verdict.reference_date)
    {
        let _ = writeln!(
            out,
            "  Event {} is dated {}, but the move that it states ({}) belongs to {day}:\n  \
             only the close of {reference}, {close:.2}, fits both of its numbers.",
            document.event.id,
            document.event.published_at,
            claim_sentence(claim),
        );
    }
}
