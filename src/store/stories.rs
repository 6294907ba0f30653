//! Stories: near-duplicates join the earliest of them, and are not measured again.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::cells::{order, read_when};
use crate::event::{EventId, STORY_HOURS, Shingles, StoryId, is_correction, precedes};
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
    for band in &bands {
        tx.prepare_cached("INSERT OR IGNORE INTO story_band (span, band, event_id) VALUES (?, ?, ?)")?
            .execute(params![span(new), band.cast_signed(), id.0])?;
    }
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
        lead(tx, id, story)?;
        return Ok(Joined::First);
    }
    tx.prepare_cached("UPDATE event SET story_id = ? WHERE id = ?")?.execute(params![story.0, id.0])?;
    note(tx, id, &format!("event {} published this story first; the reaction is measured there", story.0))?;
    Ok(Joined::Reprint(story))
}

/// Makes a new event the first of a story in place of another. What was measured from the
/// later time is removed.
fn lead(tx: &Connection, id: EventId, story: StoryId) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE event SET story_id = ? WHERE story_id = ?")?.execute(params![id.0, story.0])?;
    tx.prepare_cached("DELETE FROM reaction WHERE event_id = ?")?.execute([story.0])?;
    let later = format!("event {id} published this story first; the reaction is measured there");
    note(tx, EventId(story.0), &later)
}

fn note(tx: &Connection, id: EventId, text: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE event SET notes = json_insert(notes, '$[#]', ?) WHERE id = ?")?
        .execute(params![text, id.0])
        .map(|_| ())
}

/// The time span of an event's publication: other events of its story are in this one or a neighbouring one.
fn span(new: &Ready) -> i64 {
    order(&new.draft().publication().when).div_euclid(STORY_MICROS)
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
