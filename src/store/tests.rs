//! The store, on files in a directory of their own.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::event::{
    Body, EventId, EventKind, IdentifierWorth, Identifiers, Identity, Logged, Particulars, Publication,
    RawItem, Said, TimeOrigin, Usual, When,
};
use crate::fault::{Fault, FaultClass};
use crate::instrument::InstrumentId;
use crate::link::{Link, Role};
use crate::list::{EventFilter, SortBy};
use crate::market::{Adjustment, Interval, Missing, MissingData};
use crate::reaction::{
    Basis, Horizon, Measured, Outcome, PricePoint, Reaction, ReactionStatus, Remark, Wait,
};
use crate::road::{Draft, Findings, Ready};
use crate::units::{Currency, Price, Return};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_738_400_000, 0).unwrap()
}

fn store(folder: &TempDir) -> Store {
    Store::open(&folder.path().join("news.db")).unwrap()
}

/// A row that is measured, with this move and what little else a list needs.
pub(super) fn measured(
    instrument: &InstrumentId,
    horizon: Horizon,
    fraction: f64,
    at: DateTime<Utc>,
) -> Reaction {
    let point = |amount| PricePoint {
        at,
        price: Price::new(amount, Some(Currency::USD)),
        provider: "test".to_owned(),
        interval: Interval::Day1,
        adjustment: Adjustment::AsTraded,
    };
    let figures = Measured {
        due_at: at,
        anchor: point(100.0),
        end: point(100.0 * (1.0 + fraction)),
        return_fraction: Return::from_fraction(fraction),
        abnormal: None,
        basis: Basis::Raw,
        standing: None,
        raw: None,
        sample: None,
        volume_ratio: None,
        dividends: Vec::new(),
        high: 100.0,
        low: 100.0,
        confounders: Vec::new(),
    };
    let outcome = Outcome::Measured(Box::new(figures));
    Reaction { instrument: instrument.clone(), horizon, benchmark: None, outcome, remarks: Vec::new() }
}

/// An event in the making.
#[derive(Clone)]
struct Made {
    item: RawItem,
    said: Said,
    findings: Findings,
}

impl Made {
    fn ready(&self) -> Ready {
        let draft = Draft::new(&self.item, &self.said, now()).unwrap();
        let from = draft.publication().when;
        Ready::new(draft, from, self.findings.clone())
    }
}

fn event(title: &str, day: u32, move_fraction: f64) -> Made {
    let instrument: InstrumentId = "MSFT:XNAS".parse().unwrap();
    let reaction = measured(&instrument, Horizon::Sessions(1), move_fraction, now());
    let identifiers = Identifiers { scope: "wire".to_owned(), worth: IdentifierWorth::Given };
    Made {
        item: RawItem {
            guid: Some(title.to_owned()),
            title: title.to_owned(),
            body: Some(Body::Text("Die Münchner Rück meldet 50 % mehr.".to_owned())),
            publication: Some(Publication {
                when: When::Day(NaiveDate::from_ymd_opt(2025, 1, day).unwrap()),
                origin: TimeOrigin::Text,
                original: None,
                zone: None,
                zone_assumed: false,
            }),
            outlet: Some("Wire".to_owned()),
            ..RawItem::default()
        },
        said: Said {
            tags: vec!["ki".to_owned()],
            lang: Some("de".parse().unwrap()),
            usual: Usual { identifiers: Some(identifiers), ..Usual::default() },
            ..Said::default()
        },
        findings: Findings {
            links: vec![Link {
                instrument,
                name: "Microsoft".to_owned(),
                role: Role::Subject,
                confidence: 0.9,
                evidence: Vec::new(),
                alternatives: Vec::new(),
            }],
            unlisted: Vec::new(),
            claims: Vec::new(),
            reactions: vec![reaction],
        },
    }
}

fn log(store: &mut Store, made: &Made) -> EventId {
    store.log(&made.ready()).unwrap().event().unwrap()
}

fn titles(store: &Store, filter: &EventFilter) -> Vec<String> {
    store.list(filter).unwrap().events.into_iter().map(|e| e.title).collect()
}

fn filter() -> EventFilter {
    EventFilter { limit: 10, ..EventFilter::default() }
}

#[test]
fn what_is_logged_is_read_back() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let new = event("Erste", 3, -0.02).ready();
    let logged = store.log(&new).unwrap();
    let stored = store.event(logged.event().unwrap()).unwrap();
    assert_eq!(&stored.event.text, new.draft().text());
    assert_eq!(&stored.event.publication, new.draft().publication());
    assert_eq!(stored.event.tags, new.draft().tags());
    assert_eq!(stored.links, new.findings().links);
    assert_eq!(stored.reactions, new.findings().reactions);
    assert!(matches!(store.event(crate::event::EventId(99)), Err(StoreError::NoEvent(_))));
}

#[test]
fn the_same_item_is_logged_once_and_a_changed_text_is_a_revision() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let mut new = event("Erste", 3, -0.02);
    let id = log(&mut store, &new);
    assert_eq!(store.log(&new.ready()).unwrap(), Logged::SeenAgain(Some(id)));
    new.item.title = "Erste, berichtigt".to_owned();
    new.item.body = Some(Body::Text("Neu.".to_owned()));
    assert_eq!(store.log(&new.ready()).unwrap(), Logged::Revised(id));
    let stored = store.event(id).unwrap();
    assert_eq!((stored.event.revision.0, stored.seen_count), (2, 3));
    assert_eq!(stored.links.len(), 1);
    assert_eq!(titles(&store, &EventFilter { search: "berichtigt".parse().ok(), ..filter() }).len(), 1);
    let old: i64 = store.connection.query_row("SELECT count(*) FROM revision", [], |r| r.get(0)).unwrap();
    assert_eq!(old, 2, "the earlier text stays");
}

#[test]
fn filters_sorting_and_paging() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    for (title, day, m) in [("a", 1, 0.01), ("b", 2, -0.05), ("c", 3, 0.03)] {
        store.log(&event(title, day, m).ready()).unwrap();
    }
    assert_eq!(titles(&store, &filter()), ["c", "b", "a"]);
    let horizon = Some(Horizon::Sessions(1));
    let moved = EventFilter { horizon, min_move: Some(0.02), sort: SortBy::Move, ..filter() };
    assert_eq!(titles(&store, &moved), ["b", "c"]);
    let mut page = EventFilter { limit: 1, sort: SortBy::Move, horizon, ..filter() };
    let mut seen = Vec::new();
    loop {
        let got = store.list(&page).unwrap();
        seen.extend(got.events.into_iter().map(|e| e.title));
        match got.next {
            Some(next) => page.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, ["b", "c", "a"]);
    assert_eq!(titles(&store, &EventFilter { symbols: vec!["MSFT".to_owned()], ..filter() }).len(), 3);
    assert!(titles(&store, &EventFilter { kinds: vec![EventKind::Macro], ..filter() }).is_empty());
    assert_eq!(titles(&store, &EventFilter { search: "munchner".parse().ok(), ..filter() }).len(), 3);
    let foreign = store.list(&EventFilter { cursor: Some("x".to_owned()), ..filter() });
    assert!(matches!(foreign, Err(StoreError::Cursor(_))));
}

#[test]
fn a_newer_database_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("news.db");
    drop(Store::open(&path).unwrap());
    let set = |v: u32| Connection::open(&path).unwrap().pragma_update(None, "user_version", v).unwrap();
    set(SCHEMA_VERSION + 1);
    let refused = Store::open(&path).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { .. }));
    assert_eq!(refused.class(), FaultClass::Store);
    assert!(refused.to_string().contains(&format!("schema version {}", SCHEMA_VERSION + 1)));
}

#[test]
fn a_database_of_any_version_becomes_what_a_new_one_is() {
    let folder = TempDir::new().unwrap();
    let schema = |store: &Store| -> Vec<(String, String)> {
        let sql = "SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name";
        let mut rows = store.connection.prepare(sql).unwrap();
        rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let new = schema(&Store::open(&folder.path().join("new.db")).unwrap());
    for version in 1..SCHEMA_VERSION {
        let path = folder.path().join(format!("{version}.db"));
        drop(migrate::old(&path, version));
        assert_eq!(schema(&Store::open(&path).unwrap()), new, "from version {version}");
    }
}

#[test]
fn an_old_database_is_copied_once_and_brought_up_to_date_with_what_it_holds() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("news.db");
    let old = migrate::old(&path, 7);
    old.execute_batch(
        "INSERT INTO event (id, title, published_day, published_order, precision, origin, zone_assumed,
                            conflicts, seen_at, last_seen_at, seen_count, kind, story_id, revision, notes)
             VALUES (1, 'old', '2025-01-01', 1735689600000000, 'day', 'text', 0, '[]', 0, 0, 1, 'news', 1, 1, '[]');
         INSERT INTO link (event_id, symbol, mic, position, role, confidence, record)
             VALUES (1, 'MSFT', 'XNAS', 0, 'subject', 0.9, '{}');
         INSERT INTO reaction (event_id, symbol, mic, horizon, position, status, return_fraction, placebo_rank,
                               measured_at, record)
             VALUES (1, 'MSFT', 'XNAS', '1d', 0, 'measured', -0.06, 0.995, 0, '{}'),
                    (1, 'MSFT', 'XNAS', '3d', 1, 'measured', -0.07, 0.95, 0, '{}');",
    )
    .unwrap();
    drop(old);
    // Two processes find it at the same time.
    let opened: Vec<_> = std::thread::scope(|scope| {
        let one = || Store::open(&path).unwrap();
        let threads = [scope.spawn(one), scope.spawn(one)];
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let backups: Vec<_> = opened.iter().filter_map(|s| s.migrated().backup.clone()).collect();
    assert_eq!(backups, [folder.path().join("news.db.v7.bak")]);
    let copy = Connection::open(&backups[0]).unwrap();
    let version: u32 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 7);
    let order: i64 =
        opened[0].connection.query_row("SELECT published_order FROM link", [], |row| row.get(0)).unwrap();
    assert_eq!(order, 1_735_689_600_000_000);
    let marks: Vec<(String, bool, String)> = {
        let sql = "SELECT horizon, headline, verdict FROM reaction ORDER BY position";
        let mut rows = opened[0].connection.prepare(sql).unwrap();
        let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get(1)?, r.get(2)?));
        rows.query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let expected = [("1d", true, "extreme"), ("3d", false, "notable")];
    assert_eq!(marks, expected.map(|(h, is, v)| (h.to_owned(), is, v.to_owned())));
}

#[test]
fn events_of_an_older_database_are_met_again() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("news.db");
    let old = migrate::old(&path, 8);
    old.execute_batch(
        "INSERT INTO event (id, title, published_day, published_order, precision, origin, zone_assumed,
                            conflicts, seen_at, last_seen_at, seen_count, kind, story_id, revision, notes)
             VALUES (1, 'a', '2025-01-01', 1735689600000000, 'day', 'text', 0, '[]', 0, 0, 1, 'news', 1, 1, '[]'),
                    (2, 'b', '2025-01-01', 1735689600000000, 'day', 'text', 0, '[]', 0, 0, 1, 'news', 2, 1, '[]');
         INSERT INTO event_key VALUES ('url:a.example/1', 1), ('guid:a.example/feed' || char(9) || 'same', 1),
             ('guid:edgar' || char(9) || '0001-25', 2);",
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    let find = |url: Option<&str>, scope: &str, worth, guid: &str| {
        let identifiers = Identifiers { scope: scope.to_owned(), worth };
        let identity = Identity::of(&Particulars {
            url,
            guid: Some((&identifiers, guid)),
            title: "Kurz",
            stated: None,
            source: None,
            article: None,
        });
        store.find_event(&identity).unwrap().map(|event| event.id.0)
    };
    let feed = |url| find(Some(url), "https://a.example/feed", IdentifierWorth::Given, "same");
    assert_eq!((feed("https://a.example/1"), feed("https://a.example/2")), (Some(1), None));
    let filing = |guid| find(Some("https://sec.example/x"), "edgar", IdentifierWorth::Unique, guid);
    assert_eq!((filing("0001-25"), filing("0002-25")), (Some(2), None));
}

#[test]
fn a_revision_keeps_rows_and_takes_none_from_another_time() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let mut new = event("Erste", 3, -0.02);
    let id = log(&mut store, &new);
    new.item.body = Some(Body::Text("Neu.".to_owned()));
    // The revision is dated anew: its rows would count from another time than the event's.
    new.item.publication = event("Erste", 9, 0.0).item.publication;
    let waiting = |symbol: &str| Reaction {
        instrument: symbol.parse().unwrap(),
        horizon: Horizon::Sessions(1),
        benchmark: None,
        outcome: Outcome::Pending { due_at: now(), anchor: None },
        remarks: Vec::new(),
    };
    new.findings
        .links
        .push(Link { instrument: "AAPL:XNAS".parse().unwrap(), ..new.findings.links[0].clone() });
    new.findings.reactions = vec![waiting("MSFT:XNAS"), waiting("AAPL:XNAS")];
    assert_eq!(store.log(&new.ready()).unwrap(), Logged::Revised(id));
    let stored = store.event(id).unwrap();
    assert_eq!(stored.reactions, event("Erste", 3, -0.02).findings.reactions);
    assert_eq!(stored.event.publication.when.date_utc().to_string(), "2025-01-03");
    assert_eq!(stored.conflicts[0].when.date_utc().to_string(), "2025-01-09");
    // From the event's own time they are taken, beside those that are there.
    new.item.publication = event("Erste", 3, 0.0).item.publication;
    new.item.body = Some(Body::Text("Noch neuer.".to_owned()));
    store.log(&new.ready()).unwrap();
    let statuses: Vec<_> = store.event(id).unwrap().reactions.iter().map(Reaction::status).collect();
    assert_eq!(statuses, [ReactionStatus::Measured, ReactionStatus::Pending]);
}

#[test]
fn a_locked_database_is_named_as_such() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("news.db");
    let mut first = Store::open_within(&path, Duration::from_millis(20)).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = first.log(&event("x", 1, 0.0).ready()).unwrap_err();
    assert!(matches!(refused, StoreError::Locked(_)), "{refused}");
    assert!(refused.is_retryable());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(first.log(&event("x", 1, 0.0).ready()).is_ok());
}

#[test]
fn a_file_that_is_no_database_is_named_as_such() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "this is a text of some length, and it is certainly not a database".repeat(30))
        .unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NotADatabase(_))));
    assert!(matches!(Store::open_existing(&folder.path().join("no.db")), Err(StoreError::Missing(_))));
    assert!(matches!(Store::open(folder.path()), Err(StoreError::NotADatabase(_))));
}

#[test]
fn a_full_disk_leaves_the_database_as_it_was() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    store.log(&event("a", 1, 0.0).ready()).unwrap();
    // SQLite reports a database that may not grow exactly as it reports a full disk.
    let pages: u32 = store.connection.pragma_query_value(None, "page_count", |r| r.get(0)).unwrap();
    store.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let mut large = event("b", 2, 0.0);
    large.item.body = Some(Body::Text("lang ".repeat(100_000)));
    let refused = store.log(&large.ready()).unwrap_err();
    assert!(matches!(refused, StoreError::Full(_)), "{refused}");
    assert_eq!(store.count_events().unwrap(), 1);
}

#[test]
fn waiting_rows_are_due_when_their_time_has_come() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let mut new = event("a", 1, 0.0);
    new.findings.reactions[0].outcome = Outcome::Pending { due_at: now(), anchor: None };
    let id = log(&mut store, &new);
    assert!(store.due(now() - chrono::TimeDelta::seconds(1)).unwrap().is_empty());
    assert_eq!(store.due(now()).unwrap()[0].event, id);
    store.record_measurement(id, &event("a", 1, 0.5).findings.reactions, &[], now()).unwrap();
    assert!(store.due(now()).unwrap().is_empty());
    assert_eq!(store.event(id).unwrap().reactions[0].status(), ReactionStatus::Measured);
}

#[test]
fn rows_and_verdicts_of_an_older_program_are_read_from_its_database() {
    let folder = TempDir::new().unwrap();
    let id = log(&mut store(&folder), &event("a", 1, 0.5));
    let old_row = r#"{"instrument":{"symbol":"MSFT","mic":"XNAS"},"horizon":"1d","status":"no_data",
        "due_at":"2025-01-30T21:00:00Z","note":"no daily bar for 2025-01-30; `newstape prices fetch MSFT --from 2025-01-30 --to 2025-01-30 --interval 1d`"}"#;
    let raw = rusqlite::Connection::open(folder.path().join("news.db")).unwrap();
    assert_eq!(raw.execute("UPDATE reaction SET status = 'no_data', record = ?", [old_row]).unwrap(), 1);
    let stored = store(&folder).event(id).unwrap();
    let bars = stored.reactions[0].missing().and_then(Missing::as_bars).unwrap();
    assert_eq!((bars.interval, bars.from.to_string().as_str()), (Interval::Day1, "2025-01-30"));
    // A field that went astray is told of, never passed over.
    let astray = r#"{"v":1,"instrument":{"symbol":"MSFT","mic":"XNAS"},"horizon":"1d"}"#;
    raw.execute("UPDATE reaction SET record = ?", [astray]).unwrap();
    let refused = store(&folder).event(id).unwrap_err();
    assert!(matches!(refused, StoreError::Record { what: "reaction", .. }), "{refused}");
}

#[test]
fn rows_that_cannot_be_measured_are_postponed_and_given_up_with_the_reason() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let mut new = event("a", 1, 0.0);
    new.findings.reactions[0].outcome = Outcome::Pending { due_at: now(), anchor: None };
    let id = log(&mut store, &new);
    let mut tries = 0;
    while let Some(next) = store.next_ripe_at().unwrap() {
        store.postpone(id, "a split of 0 for 1 makes no sense", next).unwrap();
        tries += 1;
        assert!(tries < 20, "it must end");
    }
    assert_eq!(tries, Wait::MOST_TRIES);
    let row = &store.event(id).unwrap().reactions[0];
    let problem = "a split of 0 for 1 makes no sense".to_owned();
    assert_eq!(row.missing().unwrap().what, MissingData::SoundPrices { problem });
    assert_eq!(row.remarks, [Remark::GivenUp { tries: Wait::MOST_TRIES }]);
    assert_eq!(row.due_at(), Some(now()));
}

#[test]
fn a_database_that_cannot_be_written_is_named_as_such() {
    let folder = TempDir::new().unwrap();
    let mut reader = store(&folder).reader().unwrap();
    let refused = reader.log(&event("a", 1, 0.0).ready()).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly(_)), "{refused}");
    assert_eq!(reader.count_events().unwrap(), 0);
}

#[test]
fn a_group_is_there_as_a_whole_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let broken: Result<(), StoreError> = store.group(|store| {
        store.log(&event("first", 1, 0.01).ready())?;
        Err(StoreError::NoSource("none".to_owned()))
    });
    assert!(broken.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.group(|store| -> Result<(), StoreError> {
            store.log(&event("second", 2, 0.01).ready())?;
            panic!("a fault of our own")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!((store.list(&filter()).unwrap().events.len(), store.latest_notice().unwrap()), (0, 0));
    let both = store.group(|store| {
        Ok::<_, StoreError>((
            store.log(&event("first", 1, 0.01).ready())?,
            store.log(&event("second", 2, 0.01).ready())?,
        ))
    });
    assert_eq!(both.unwrap(), (Logged::Created(EventId(1)), Logged::Created(EventId(2))));
    let found = EventFilter { search: "Münchner".parse().ok(), ..filter() };
    assert_eq!(store.list(&found).unwrap().events.len(), 2);
}

#[test]
fn what_is_measured_at_once_is_told_once() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let id = log(&mut store, &event("first", 1, 0.01));
    let row = measured(&"MSFT:XNAS".parse().unwrap(), Horizon::Sessions(5), 0.02, now());
    let later = now() + chrono::TimeDelta::hours(1);
    store.record_measurement(id, std::slice::from_ref(&row), &[], later).unwrap();
    store.record_measurement(id, std::slice::from_ref(&row), &[], later).unwrap();
    let told: Vec<_> = store.notices_after(0, 10).unwrap().notices.iter().map(|n| (n.kind, n.at)).collect();
    let expected = [(NoticeKind::Event, now()), (NoticeKind::Reaction, now()), (NoticeKind::Reaction, later)];
    assert_eq!(told, expected);
}

/// An event that tells its own story, linked to the venues in this order.
fn on(venues: &[&str], title: &str, day: u32) -> Made {
    let mut made = event(title, day, 0.01);
    let plain = made.findings.links.remove(0);
    let link = |venue: &&str| Link { instrument: venue.parse().unwrap(), ..plain.clone() };
    made.findings.links = venues.iter().map(link).collect();
    made.findings.reactions.clear();
    made
}

#[test]
fn one_symbols_events_come_in_order_of_time_each_once() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    store.log(&on(&["SAP:XETR", "SAP:XNYS"], "both", 5).ready()).unwrap();
    store.log(&on(&["SAP:XNYS"], "abroad", 9).ready()).unwrap();
    store.log(&on(&["SAP:XETR"], "at home", 2).ready()).unwrap();
    store.log(&on(&["MSFT:XNAS"], "another's", 7).ready()).unwrap();
    let mut related = on(&["SAP:XETR"], "related", 8);
    related.findings.links.iter_mut().for_each(|link| link.role = Role::Related);
    store.log(&related.ready()).unwrap();
    let of_symbol = EventFilter { symbols: vec!["SAP".to_owned()], ..filter() };
    assert_eq!(titles(&store, &of_symbol), ["abroad", "both", "at home"]);
    let of_venue = EventFilter { instruments: vec!["SAP:XETR".parse().unwrap()], ..filter() };
    assert_eq!(titles(&store, &of_venue), ["both", "at home"]);
    let day = |day: u32| Some(NaiveDate::from_ymd_opt(2025, 1, day)?.and_hms_opt(0, 0, 0)?.and_utc());
    let within = EventFilter { since: day(3), until: day(9), ..of_symbol.clone() };
    assert_eq!(titles(&store, &within), ["both"]);
    let page = store.list(&EventFilter { limit: 2, ..of_symbol.clone() }).unwrap();
    let rest = EventFilter { cursor: page.next, ..of_symbol };
    assert_eq!(titles(&store, &rest), ["at home"]);
}

#[test]
fn other_news_is_the_first_publications_of_other_stories() {
    let folder = TempDir::new().unwrap();
    let mut store = store(&folder);
    let mut ids = Vec::new();
    for (title, day) in [("own", 10), ("own again", 11), ("other", 12), ("other again", 13), ("before", 1)] {
        ids.push(store.log(&on(&["MSFT:XNAS"], title, day).ready()).unwrap().event().unwrap());
    }
    for (reprint, first) in [(1, 0), (3, 2)] {
        let sql = "UPDATE event SET story_id = ? WHERE id = ?";
        store.connection.execute(sql, [ids[first].0, ids[reprint].0]).unwrap();
    }
    let instrument = "MSFT:XNAS".parse().unwrap();
    let day =
        |day: u32| NaiveDate::from_ymd_opt(2025, 1, day).unwrap().and_time(chrono::NaiveTime::MIN).and_utc();
    let told = |than, from, to, limit| {
        let news = store.other_news(than, &instrument, (day(from), day(to)), limit).unwrap();
        news.into_iter().map(|n| n.title).collect::<Vec<_>>()
    };
    assert_eq!(told(Some(ids[0]), 1, 20, 9), ["other", "before"]);
    assert_eq!(told(Some(ids[1]), 2, 20, 9), ["other"]);
    assert_eq!(told(None, 1, 20, 2), ["other", "own"]);
}
