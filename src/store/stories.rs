//! Stories: near-duplicates join the earliest of them, and are not measured again.

use std::cmp::Ordering;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::cells::{order, read_when};
use crate::event::{EventId, STORY_HOURS, Shingles, StoryId, When, is_correction, precedes};
use crate::link::{Link, Role};
use crate::road::Ready;

/// The most candidates that are compared, the latest first.
const MOST_CANDIDATES: usize = 32;

/// How far apart two publications of one story can be.
const STORY_MICROS: i64 = STORY_HOURS * 3_600 * 1_000_000;

/// The result of joining a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    /// The event is the first of its story.
    First,
    /// An earlier event is the first of the story.
    Reprint(StoryId),
}

/// Adds a new event to an existing story, if it repeats one.
pub(super) fn join(tx: &Connection, id: EventId, new: &Ready) -> rusqlite::Result<Joined> {
    let shingles = Shingles::of(&new.draft().text().text);
    let bands = shingles.bands();
    let found = find(tx, new, &shingles, &bands)?;
    insert_bands(tx, id, span(new), &bands)?;
    let Some((other, story)) = found else { return Ok(Joined::First) };
    let mut head =
        tx.prepare_cached("SELECT published_at, published_day, precision FROM event WHERE id = ?")?;
    let first = head.query_row([story.0], |row| read_when(row, 0, 1, 2))?;
    if is_correction(new.draft().text().title()) {
        tx.prepare_cached("INSERT INTO correction (event_id, of_event) VALUES (?, ?)")?
            .execute(params![id.0, other.0])?;
        note(tx, id, &format!("it corrects event {other}"))?;
    }
    if precedes(&new.draft().publication().when, &first) {
        hand_over(tx, EventId(story.0), id)?;
        return Ok(Joined::First);
    }
    tx.prepare_cached("UPDATE event SET story_id = ? WHERE id = ?")?.execute(params![story.0, id.0])?;
    Ok(Joined::Reprint(story))
}

/// The event of a story that published it first, as [`precedes`] has it; of several, the one logged first.
pub(super) fn first_of(members: &[(EventId, When)]) -> Option<EventId> {
    let by_time = |(id, when): &&(EventId, When), (other, than): &&(EventId, When)| {
        if precedes(when, than) {
            Ordering::Less
        } else if precedes(than, when) {
            Ordering::Greater
        } else {
            id.cmp(other)
        }
    };
    members.iter().min_by(by_time).map(|(id, _)| *id)
}

/// The events of a story, which is called by the number of its first.
pub(super) fn members(tx: &Connection, story: EventId) -> rusqlite::Result<Vec<(EventId, When)>> {
    tx.prepare_cached("SELECT id, published_at, published_day, precision FROM event WHERE story_id = ?")?
        .query_map([story.0], |row| Ok((EventId(row.get(0)?), read_when(row, 1, 2, 3)?)))?
        .collect()
}

/// The story of an event, if the event exists.
pub(super) fn story_of(tx: &Connection, id: EventId) -> rusqlite::Result<Option<EventId>> {
    tx.prepare_cached("SELECT story_id FROM event WHERE id = ?")?
        .query_row([id.0], |row| row.get(0).map(EventId))
        .optional()
}

/// Chooses the first event of a story anew. If that is another one than before, it is returned and has no
/// rows: it is to be measured.
pub(super) fn choose_first(tx: &Connection, story: EventId) -> rusqlite::Result<Option<EventId>> {
    let first = first_of(&members(tx, story)?).filter(|first| *first != story);
    if let Some(first) = first {
        hand_over(tx, story, first)?;
    }
    Ok(first)
}

/// Makes another event the first of a story. What was measured from the times of both is removed.
pub(super) fn hand_over(tx: &Connection, story: EventId, first: EventId) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE event SET story_id = ?1 WHERE story_id = ?2")?
        .execute(params![first.0, story.0])?;
    tx.prepare_cached("DELETE FROM reaction WHERE event_id IN (?, ?)")?.execute([first.0, story.0])?;
    Ok(())
}

/// Removes the bands of an event, which are kept by its time of publication.
pub(super) fn remove_bands(tx: &Connection, id: EventId) -> rusqlite::Result<()> {
    let Some((order, _)) = told(tx, id)? else { return Ok(()) };
    tx.prepare_cached(REMOVE_BANDS)?.execute([span_of(order), id.0])?;
    Ok(())
}

pub(super) const REMOVE_BANDS: &str = "DELETE FROM story_band WHERE span = ? AND event_id = ?";

/// Writes the bands of an event's text at its time of publication.
pub(super) fn write_bands(tx: &Connection, id: EventId) -> rusqlite::Result<()> {
    let Some((order, text)) = told(tx, id)? else { return Ok(()) };
    insert_bands(tx, id, span_of(order), &Shingles::of(&text).bands())
}

/// Where an event stands in time, and its text.
fn told(tx: &Connection, id: EventId) -> rusqlite::Result<Option<(i64, String)>> {
    tx.prepare_cached(
        "SELECT e.published_order, r.text FROM event e
         JOIN revision r ON r.event_id = e.id AND r.revision = e.revision WHERE e.id = ?",
    )?
    .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()
}

fn insert_bands(tx: &Connection, id: EventId, span: i64, bands: &[u64]) -> rusqlite::Result<()> {
    let mut insert =
        tx.prepare_cached("INSERT OR IGNORE INTO story_band (span, band, event_id) VALUES (?, ?, ?)")?;
    for band in bands {
        insert.execute(params![span, band.cast_signed(), id.0])?;
    }
    Ok(())
}

fn note(tx: &Connection, id: EventId, text: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE event SET notes = json_insert(notes, '$[#]', ?) WHERE id = ?")?
        .execute(params![text, id.0])
        .map(|_| ())
}

/// The time span of an event's publication: other events of its story are in this one or a neighbouring one.
fn span(new: &Ready) -> i64 {
    span_of(order(&new.draft().publication().when))
}

const fn span_of(order: i64) -> i64 {
    order.div_euclid(STORY_MICROS)
}

/// The latest event with the same content, and its story.
fn find(
    tx: &Connection,
    new: &Ready,
    shingles: &Shingles,
    bands: &[u64],
) -> rusqlite::Result<Option<(EventId, StoryId)>> {
    let mut ids = Vec::new();
    let mut same = tx.prepare_cached(
        "SELECT event_id FROM story_band WHERE span = ? AND band = ? ORDER BY event_id DESC LIMIT 32",
    )?;
    for span in span(new) - 1..=span(new) + 1 {
        for band in bands {
            let rows = same.query_map([span, band.cast_signed()], |row| row.get::<_, i64>(0))?;
            for id in rows {
                ids.push(id?);
            }
        }
    }
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    for id in ids.into_iter().take(MOST_CANDIDATES) {
        if let Some(story) = told_by(tx, id, new, shingles)? {
            return Ok(Some((EventId(id), story)));
        }
    }
    Ok(None)
}

/// The story of an event, if another event within three days has nearly the same words.
fn told_by(tx: &Connection, id: i64, new: &Ready, shingles: &Shingles) -> rusqlite::Result<Option<StoryId>> {
    let mut read = tx.prepare_cached(
        "SELECT e.story_id, e.published_order, r.text FROM event e
         JOIN revision r ON r.event_id = e.id AND r.revision = e.revision WHERE e.id = ?",
    )?;
    let found = read.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)));
    let Some((story, at, text)): Option<(i64, i64, String)> = found.optional()? else { return Ok(None) };
    let apart = (order(&new.draft().publication().when) - at).abs();
    let near = apart <= STORY_MICROS;
    let same = near
        && shingles.tell_the_same_as(&Shingles::of(&text))
        && share_a_subject(tx, id, &new.findings().links)?;
    Ok(same.then_some(StoryId(story)))
}

/// Whether the two are about the same instrument, if both are about any: texts made from one template
/// for many companies differ in little else.
fn share_a_subject(tx: &Connection, id: i64, links: &[Link]) -> rusqlite::Result<bool> {
    let ours: Vec<(&str, &str)> = links
        .iter()
        .filter(|l| l.role == Role::Subject)
        .map(|l| (l.instrument.symbol.as_str(), l.instrument.mic.as_str()))
        .collect();
    let mut read =
        tx.prepare_cached("SELECT symbol, mic FROM link WHERE event_id = ? AND role = 'subject'")?;
    let theirs: Vec<(String, String)> =
        read.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let shared = theirs.iter().any(|(symbol, mic)| ours.contains(&(symbol.as_str(), mic.as_str())));
    Ok(shared || ours.is_empty() || theirs.is_empty())
}
