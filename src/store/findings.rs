//! What was found in an event: links, organisations, claims, rows.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::cells::{claim_json, json, verdict_json, word};
use super::reactions;
use crate::event::EventId;
use crate::link::Link;
use crate::road::Findings;

/// What was found in an event; the rows only where they belong to it.
pub(super) fn insert_findings(
    tx: &Connection,
    id: EventId,
    new: &Findings,
    with_rows: bool,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    insert_links(tx, id, &new.links)?;
    for (position, unlisted) in new.unlisted.iter().enumerate() {
        tx.prepare_cached("INSERT INTO unlisted (event_id, position, record) VALUES (?, ?, ?)")?
            .execute(params![id.0, position, json(unlisted)?])?;
    }
    for (position, (claim, verdict)) in new.claims.iter().enumerate() {
        let instrument = claim.instrument.as_ref();
        tx.prepare_cached(
            "INSERT INTO claim (event_id, position, symbol, mic, record, verdict) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id.0,
            position,
            instrument.map(|i| i.symbol.as_str()),
            instrument.map(|i| i.mic.as_str().to_owned()),
            claim_json(claim)?,
            verdict.as_ref().map(verdict_json).transpose()?,
        ])?;
    }
    if with_rows { reactions::insert_new(tx, id, &new.reactions, at) } else { Ok(()) }
}

pub(super) fn insert_links(tx: &Connection, id: EventId, links: &[Link]) -> rusqlite::Result<()> {
    for (position, link) in links.iter().enumerate() {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO link (event_id, symbol, mic, position, role, confidence, record, published_order)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT published_order FROM event WHERE id = ?1))",
        )?
        .execute(params![
            id.0,
            link.instrument.symbol.as_str(),
            link.instrument.mic.as_str(),
            position,
            word(&link.role)?,
            link.confidence,
            json(link)?,
        ])?;
    }
    Ok(())
}
