use chrono::{DateTime, Utc};

use super::*;
use crate::app::Reference;
use crate::event::{
    Body, Logged, Precision, Publication, RawItem, SourceId, SourceKind, SourceSettings, TimeOrigin, When,
};
use crate::link::Role;
use crate::store::Store;
use crate::view::event::notes;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn store() -> (tempfile::TempDir, Store, SourceId) {
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = Store::open(&folder.path().join("news.db")).unwrap();
    let id = store.add_source(&settings(), at("2025-01-29T00:00:00Z")).unwrap();
    (folder, store, id)
}

fn settings() -> SourceSettings {
    SourceSettings::new("wire", SourceKind::Feed, Some("https://a.example/rss"))
}

fn published(text: &str) -> Publication {
    Publication {
        when: When::Instant { at: at(text), precision: Precision::Second },
        origin: TimeOrigin::Metadata,
        original: Some(text.to_owned()),
        zone: Some("Z".to_owned()),
        zone_assumed: false,
    }
}

fn item(guid: &str, title: &str, body: &str, when: &str) -> RawItem {
    RawItem {
        guid: Some(guid.to_owned()),
        title: title.to_owned(),
        body: Some(Body::Text(body.to_owned())),
        publication: Some(published(when)),
        ..RawItem::default()
    }
}

const STORY: &str = "Microsoft said on Wednesday that its quarterly revenue rose 12 percent to 69.6 billion \
    dollars, above the estimates of analysts, while growth of its Azure cloud business slowed to 31 percent. \
    The shares fell more than four percent in extended trading after the forecast missed expectations, and \
    the company said that it would spend more on data centres.";

#[test]
fn an_item_is_logged_once_and_a_changed_one_becomes_a_revision() {
    let (_folder, mut store, source) = store();
    let logger = ItemLogger::new(Reference::builtin());
    let now = at("2025-01-29T22:00:00Z");
    let mut log = |item: &RawItem| logger.log(&mut store, Some(source), &settings(), item, now).unwrap();
    let first = item("1", "Microsoft revenue rises", STORY, "2025-01-29T21:05:00Z");
    let Logged::Created(id) = log(&first) else { panic!() };
    assert_eq!(log(&first), Logged::SeenAgain(Some(id)));
    let changed = RawItem { body: Some(Body::Text(format!("{STORY} More."))), ..first.clone() };
    assert_eq!(log(&changed), Logged::Revised(id));
    let stored = store.event(id).unwrap();
    assert_eq!(stored.event.revision.0, 2);
    assert_eq!(stored.event.source.as_deref(), Some("wire"));
    assert_eq!(stored.links[0].instrument.to_string(), "MSFT:XNAS");
    assert_eq!(stored.seen_count, 2);
    assert!(is_known(&store, source, &settings(), &changed).unwrap());
    assert!(!is_known(&store, source, &settings(), &first).unwrap());
}

#[test]
fn a_reprint_joins_the_story_and_is_not_measured() {
    let (_folder, mut store, source) = store();
    let logger = ItemLogger::new(Reference::builtin());
    let now = at("2025-01-30T12:00:00Z");
    let mut log = |item: &RawItem| {
        let outcome = logger.log(&mut store, Some(source), &settings(), item, now).unwrap();
        (store.event(outcome.event().unwrap()).unwrap(), outcome)
    };
    let (first, _) = log(&item("1", "Microsoft revenue rises", STORY, "2025-01-29T21:05:00Z"));
    assert!(!first.reactions.is_empty());
    let late = item("2", "Azure growth slows at Microsoft", &format!("(A) {STORY}"), "2025-01-30T08:00:00Z");
    let (late, _) = log(&late);
    assert_eq!(late.event.story.0, first.event.id.0);
    assert!(late.reactions.is_empty());
    assert!(
        notes(&late).iter().any(|n| n.contains("event 1 published this story first")),
        "{:?}",
        late.notes
    );
    // The same words, published earlier, arrive last: they lead the story now.
    let (early, _) = log(&item("3", "Microsoft: results", &format!("(B) {STORY}"), "2025-01-29T21:01:00Z"));
    assert_eq!(early.event.story.0, early.event.id.0);
    assert!(!early.reactions.is_empty());
    let first = store.event(first.event.id).unwrap();
    assert_eq!(first.event.story.0, early.event.id.0);
    assert!(first.reactions.is_empty());
    let late = store.event(late.event.id).unwrap();
    assert_eq!(late.event.story.0, early.event.id.0);
}

#[test]
fn another_company_in_the_same_words_is_another_story() {
    let (_folder, mut store, source) = store();
    let logger = ItemLogger::new(Reference::builtin());
    let mut log = |item: &RawItem| {
        let now = at("2025-01-30T12:00:00Z");
        logger.log(&mut store, Some(source), &settings(), item, now).unwrap().event().unwrap()
    };
    let microsoft = log(&item("1", "Microsoft revenue rises", STORY, "2025-01-29T21:05:00Z"));
    let other = STORY.replace("Microsoft", "Oracle").replace("Azure", "OCI");
    let oracle = log(&item("2", "Oracle revenue rises", &other, "2025-01-29T22:05:00Z"));
    assert_eq!(store.event(oracle).unwrap().event.story.0, oracle.0);
    assert_ne!(microsoft, oracle);
}

#[test]
fn rules_keep_items_out() {
    let (_folder, mut store, source) = store();
    let logger = ItemLogger::new(Reference::builtin());
    let mut rules = settings();
    rules.exclude = vec!["sponsored".to_owned()];
    rules.include = vec!["revenue".to_owned(), "earnings".to_owned()];
    rules.watch_list = vec!["MSFT".to_owned()];
    let now = at("2025-01-30T12:00:00Z");
    let mut log = |guid: &str, title: &str| {
        let item = item(guid, title, "", "2025-01-29T21:05:00Z");
        logger.log(&mut store, Some(source), &rules, &item, now).unwrap()
    };
    let kept_out = |reason: &str| Logged::Filtered(reason.to_owned());
    assert_eq!(log("1", "Sponsored: Microsoft revenue"), kept_out("it holds \"sponsored\""));
    assert_eq!(log("2", "Microsoft unsponsored"), kept_out("it holds none of the words to include"));
    assert_eq!(log("3", "Oracle revenue grows"), kept_out("it names no instrument of the watch-list"));
    assert_eq!(log("3", "Oracle revenue grows"), Logged::SeenAgain(None));
    assert!(matches!(log("4", "Microsoft revenue grows"), Logged::Created(_)));
}

#[test]
fn a_time_in_the_future_is_not_believed() {
    let (_folder, mut store, source) = store();
    let logger = ItemLogger::new(Reference::builtin());
    let now = at("2025-01-29T12:00:00Z");
    let mut log = |item: &RawItem| {
        let outcome = logger.log(&mut store, Some(source), &settings(), item, now).unwrap();
        store.event(outcome.event().unwrap()).unwrap()
    };
    let ahead = log(&item("1", "Microsoft revenue grows again today", "", "2025-01-29T13:00:00Z"));
    assert_eq!(ahead.event.publication.origin, TimeOrigin::Observed);
    assert!(ahead.notes[0].contains("is in the future"));
    let skewed = log(&item("2", "Oracle revenue grows again today", "", "2025-01-29T12:03:00Z"));
    assert_eq!(skewed.event.publication.origin, TimeOrigin::Metadata);
}

#[test]
fn what_the_source_says_becomes_links() {
    let (_folder, mut store, source) = store();
    let logger = ItemLogger::new(Reference::builtin());
    let mut filing = item("1", "Form 8-K", "Results of operations", "2025-01-29T21:05:00Z");
    filing.about = vec!["AAPL".to_owned()];
    filing.symbols = vec!["MSFT".to_owned(), "NO-SUCH".to_owned()];
    let now = at("2025-01-29T22:00:00Z");
    let outcome = logger.log(&mut store, Some(source), &settings(), &filing, now).unwrap();
    let stored = store.event(outcome.event().unwrap()).unwrap();
    let links: Vec<_> =
        stored.links.iter().map(|l| (l.instrument.to_string(), l.role, l.confidence)).collect();
    assert_eq!(
        links,
        [("AAPL:XNAS".to_owned(), Role::Subject, 1.0), ("MSFT:XNAS".to_owned(), Role::Mentioned, 0.6)]
    );
}

#[test]
fn a_correction_is_linked_to_what_it_corrects() {
    let (_folder, mut store, source) = store();
    let logger = ItemLogger::new(Reference::builtin());
    let mut log = |item: &RawItem| {
        let now = at("2025-01-30T12:00:00Z");
        let outcome = logger.log(&mut store, Some(source), &settings(), item, now).unwrap();
        store.event(outcome.event().unwrap()).unwrap()
    };
    let first = log(&item("1", "Microsoft revenue rises", STORY, "2025-01-29T21:05:00Z"));
    let text = STORY.replace("12 percent", "13 percent");
    let fixed = log(&item("2", "CORRECTED: Microsoft revenue rises", &text, "2025-01-29T23:05:00Z"));
    assert_eq!(fixed.event.story.0, first.event.id.0);
    let note = format!("it corrects event {}", first.event.id);
    assert!(fixed.notes.contains(&note), "{:?}", fixed.notes);
}
