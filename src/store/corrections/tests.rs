use std::path::Path;

use super::*;
use crate::event::{Logged, RawItem, Said};
use crate::link::Linker;
use crate::road::{Draft, Naming, time_as_typed};

const BY: By<'_> = By { who: "test", at: DateTime::<Utc>::UNIX_EPOCH };
const WORDS: [&str; 4] = [
    "Halvorsen said its quarterly profit rose twelve percent to 69 million euros",
    "Marlow names a new head of its boat business in the north of Europe",
    "Rates are left as they were by the bank at its meeting in the capital",
    "Harvest in the valley was the best since the bridge had been built there",
];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn log(store: &mut Store, title: &str, when: &str) -> EventId {
    let now = at("2025-03-01T12:00:00Z");
    let said = Said { at: Some(time_as_typed(when, None, None, now).unwrap()), ..Said::default() };
    let item = RawItem { title: title.to_owned(), ..RawItem::default() };
    let draft = Draft::new(&item, &said, now).unwrap();
    let (from, linker) = (draft.publication().when, Linker::builtin());
    let read = draft.link(linker, &Naming::default()).read(linker.universe());
    let Logged::Created(id) = store.log(&read.scheduled(from, Vec::new())).unwrap() else {
        panic!("{title} is new")
    };
    id
}

fn store() -> Store {
    Store::open(Path::new(":memory:")).unwrap()
}

/// An event published at another time, with nothing found in it.
fn moved_to(store: &mut Store, id: EventId, when: &str) -> Changed {
    let before = store.event(id).unwrap();
    let publication = time_as_typed(when, None, None, at("2025-03-01T12:00:00Z")).unwrap();
    let event = NewsEvent { publication, ..before.event.clone() };
    let findings =
        Findings { links: Vec::new(), unlisted: Vec::new(), claims: Vec::new(), reactions: Vec::new() };
    let edited = Edited {
        before: &before,
        event: &event,
        findings: Some(&findings),
        notes: &[],
        changes: &[],
        decisions: &[],
    };
    store.edit(&[edited], BY).unwrap().unwrap()
}

fn tagged(store: &mut Store, before: &StoredEvent, tag: &str) -> Option<Changed> {
    let event = NewsEvent { tags: vec![tag.to_owned()], ..before.event.clone() };
    let edited =
        Edited { before, event: &event, findings: None, notes: &before.notes, changes: &[], decisions: &[] };
    store.edit(&[edited], BY).unwrap()
}

fn story(store: &Store, id: EventId) -> i64 {
    store.event(id).unwrap().event.story.0
}

#[test]
fn a_day_comes_after_its_hours_and_before_those_of_the_next() {
    let mut store = store();
    for (title, when) in WORDS.iter().zip(["2025-01-29", "2025-01-29T21:05Z", "2025-01-30T08:00Z"]) {
        log(&mut store, title, when);
    }
    let ids = [EventId(3), EventId(1), EventId(2)];
    let (first, changed) = store.merge(&ids, BY).unwrap();
    assert_eq!(first, EventId(2), "an hour of the day precedes the day");
    assert_eq!(changed.firsts, [], "it was measured before");
    let next = store.delete(&[first], BY).unwrap();
    assert_eq!(next.firsts, [EventId(1)], "the day precedes an hour of the next");
    assert_eq!(story(&store, EventId(3)), 1);
    assert_eq!(store.delete(&[EventId(1)], BY).unwrap().firsts, [EventId(3)]);
    for (deleted, first) in [(EventId(1), 1), (EventId(2), 2)] {
        let last = store.last_change().unwrap().unwrap();
        assert_eq!(store.undo(&last, &[], BY).unwrap().unwrap().entries[0].event, deleted);
        assert_eq!(story(&store, EventId(3)), first);
    }
}

#[test]
fn an_edited_time_chooses_the_first_of_the_story_anew() {
    let mut store = store();
    let (one, two) =
        (log(&mut store, WORDS[0], "2025-01-29T09:00Z"), log(&mut store, WORDS[1], "2025-01-29T10:00Z"));
    store.merge(&[one, two], BY).unwrap();
    assert_eq!(moved_to(&mut store, one, "2025-01-29").firsts, [two]);
    assert_eq!((story(&store, one), story(&store, two)), (2, 2));
    assert_eq!(moved_to(&mut store, one, "2025-01-28T10:00Z").firsts, [one]);
    assert_eq!((story(&store, one), story(&store, two)), (1, 1));
}

/// Span and band of all texts.
fn bands(store: &Store) -> Vec<(i64, i64)> {
    let mut select = store.connection.prepare("SELECT span, band FROM story_band ORDER BY 1, 2").unwrap();
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn bands_go_with_the_time_and_with_the_event() {
    let (mut store, mut fresh) = (store(), store());
    let id = log(&mut store, WORDS[0], "2025-01-29T09:00Z");
    log(&mut fresh, WORDS[0], "2024-06-03T09:00Z");
    assert_ne!(bands(&store), bands(&fresh));
    moved_to(&mut store, id, "2024-06-03T09:00Z");
    assert!(!bands(&store).is_empty());
    assert_eq!(bands(&store), bands(&fresh));
    store.delete(&[id], BY).unwrap();
    assert_eq!(bands(&store), []);
    let last = store.last_change().unwrap().unwrap();
    store.undo(&last, &[], BY).unwrap().unwrap();
    assert_eq!(bands(&store), bands(&fresh));
}

#[test]
fn what_has_changed_since_it_was_read_is_not_overwritten() {
    let mut store = store();
    let id = log(&mut store, WORDS[0], "2025-01-29T09:00Z");
    let read = store.event(id).unwrap();
    assert!(tagged(&mut store, &read, "first").is_some());
    assert_eq!(tagged(&mut store, &read, "second"), None, "another tag came in between");
    let now = store.event(id).unwrap();
    assert_eq!(now.event.tags, ["first"]);
    store.connection.execute("UPDATE event SET notes = '[\"new\"]'", []).unwrap();
    assert_eq!(tagged(&mut store, &now, "third"), None, "it was linked anew in between");
    assert_eq!(store.audit(None, 9).unwrap().len(), 1, "nothing is written");
}

#[test]
fn what_came_back_takes_no_row_of_another() {
    let mut store = store();
    let one = log(&mut store, WORDS[0], "2025-01-29T09:00Z");
    let two = log(&mut store, WORDS[1], "2025-01-29T10:00Z");
    moved_to(&mut store, one, "2025-01-28");
    store.delete(&[one], BY).unwrap();
    let last = store.last_change().unwrap().unwrap();
    // The number of the former links is given again.
    store
        .connection
        .execute("INSERT INTO link_history (event_id, replaced_at, links) VALUES (?, 0, '[]')", [two.0])
        .unwrap();
    store.undo(&last, &[], BY).unwrap().unwrap();
    assert_eq!((store.link_history(one).unwrap().len(), store.link_history(two).unwrap().len()), (1, 1));
}

#[test]
fn only_the_last_change_is_undone() {
    let mut store = store();
    let id = log(&mut store, WORDS[0], "2025-01-29T09:00Z");
    let two = log(&mut store, WORDS[1], "2025-01-29T10:00Z");
    store.delete(&[id], BY).unwrap();
    let last = store.last_change().unwrap().unwrap();
    store.delete(&[two], BY).unwrap();
    assert_eq!(store.undo(&last, &[], BY).unwrap(), None);
    assert!(store.event(id).is_err());
}

#[test]
fn an_edit_keeps_of_the_event_what_undoing_it_needs() {
    let mut store = store();
    let id = log(&mut store, WORDS[0], "2025-01-29T09:00Z");
    let read = store.event(id).unwrap();
    tagged(&mut store, &read, "tag").unwrap();
    let event = store.event(id).unwrap().event;
    let was = FormerEvent {
        publication: event.publication,
        tags: event.tags,
        links: Vec::new(),
        decisions: Vec::new(),
    };
    let tx = &store.connection;
    for kept in [snapshot::of_edited(tx, id, false), snapshot::whole(tx, id)] {
        assert_eq!(snapshot::former(&kept.unwrap()).unwrap(), was);
    }
    tagged(&mut store, &read, "x");
    let last = store.last_change().unwrap().unwrap();
    assert_eq!(last.former, [FormerEvent { tags: Vec::new(), ..was }]);
}

#[test]
fn old_databases_lose_the_notes_that_story_id_makes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news.db");
    let old = super::super::migrate::old(&path, 13);
    let notes =
        "[\"event 1 published this story first; the reaction is measured there\",\"it corrects event 1\"]";
    for (id, notes) in [(1, "[]"), (2, notes)] {
        old.execute(
            "INSERT INTO event (id, title, published_day, published_order, precision, origin, zone_assumed,
                 conflicts, seen_at, last_seen_at, seen_count, kind, story_id, revision, notes)
             VALUES (?, 'Rain', '2025-01-29', 0, 'day', 'user', 0, '[]', 0, 0, 1, 'news', 1, 1, ?)",
            params![id, notes],
        )
        .unwrap();
    }
    drop(old);
    let store = Store::open(&path).unwrap();
    let mut select = store.connection.prepare("SELECT notes FROM event ORDER BY id").unwrap();
    let now: Vec<String> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(now, ["[]", "[\"it corrects event 1\"]"]);
}
