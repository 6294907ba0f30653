//! What the user changes in another process reaches a service that runs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use newstape::clock::Clock;
use newstape::event::EventId;
use newstape::reaction::Horizon;
use newstape::store::Store;

use super::running::{Scene, feed, stop};
use crate::support::fixture_server::Reply;

/// A feed that says something new each time it is asked.
fn ever_new(count: &AtomicUsize) -> Reply {
    let n = count.fetch_add(1, Ordering::SeqCst);
    let body = format!(
        "<rss version=\"2.0\"><channel><title>W</title><item><guid isPermaLink=\"false\">{n}</guid>\
         <title>Zorblatt Dynamics tells of matter {n}, and so does Quuxington, in words {}</title></item></channel></rss>",
        n * 7919 % 1000
    );
    Reply::new(200, "application/rss+xml", body)
}

/// The symbols that each event is linked to, the first event first.
fn linked(scene: &Scene) -> Vec<Vec<String>> {
    let store = Store::open_existing(&scene.newstape.path().join("news.db")).unwrap();
    let events = (1..).map_while(|id| store.event(EventId(id)).ok());
    events.map(|e| e.links.iter().map(|l| l.instrument.symbol.to_string()).collect()).collect()
}

fn edit(scene: &Scene, args: &[&str]) {
    let output = scene.command(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn new_instruments_names_and_watch_lists_hold_without_a_restart() {
    let scene = Scene::new(&[("wire", Reply::Close)]);
    let count = AtomicUsize::new(0);
    scene.server.choosing(move |asked| (asked.path == "/ever-new").then(|| ever_new(&count)));
    scene.server.on("/wire", Reply::redirect("/ever-new"));
    let child = scene.command(&["--offline", "list"]).output().unwrap();
    assert_eq!(child.status.code(), Some(4), "nothing is logged yet");
    let child = scene.command(&["serve", "--no-http"]).spawn().unwrap();
    scene.until("an event is logged", |s| !linked(s).is_empty());
    assert!(linked(&scene).iter().all(Vec::is_empty), "nobody knows the name yet");

    edit(&scene, &["instruments", "add", "ZRBT:XNAS", "--name", "Zorblatt Dynamics"]);
    let added = Instant::now();
    scene.until("the instrument is known", |s| {
        linked(s).last().is_some_and(|l| l.contains(&"ZRBT".to_owned()))
    });
    println!("a new instrument held after {:?}", added.elapsed());
    assert!(linked(&scene)[0].is_empty(), "what was logged before stays as it was");

    edit(&scene, &["instruments", "alias", "MSFT", "Quuxington"]);
    let both = ["MSFT".to_owned(), "ZRBT".to_owned()];
    scene
        .until("the name is known", |s| linked(s).last().is_some_and(|l| both.iter().all(|b| l.contains(b))));

    // Nothing of this is about Apple.
    edit(&scene, &["source", "set", "wire", "--watch", "AAPL"]);
    std::thread::sleep(Duration::from_millis(500));
    let (polls, events) = (scene.polls("wire"), linked(&scene).len());
    scene.until("it is asked on", |s| s.polls("wire") >= polls + 3);
    assert!(
        linked(&scene).len() <= events + 1,
        "a poll that was under way may have been logged, no later one"
    );
    edit(&scene, &["source", "set", "wire", "--watch", "ZRBT"]);
    scene.until("the new symbol is watched", |s| linked(s).len() > events + 1);

    let (code, errors, took) = stop(child);
    assert_eq!(code, Some(0), "{errors}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    let told: Vec<&str> = errors.lines().filter(|l| l.contains("is linked with them")).collect();
    println!("{}", told.join("\n"));
    assert_eq!(told.len(), 2, "{errors}");
}

#[test]
fn a_source_that_is_added_is_asked_at_once() {
    let scene = Scene::new(&[]);
    let count = AtomicUsize::new(0);
    scene.server.choosing(move |asked| (asked.path == "/late").then(|| ever_new(&count)));
    let child = scene.command(&["serve", "--no-http"]).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    edit(&scene, &["source", "add", "late", &scene.server.url("/late")]);
    let added = Instant::now();
    scene.until("it is asked", |s| s.polls("late") > 0);
    assert!(added.elapsed() < Duration::from_secs(10), "{:?}", added.elapsed());
    assert_eq!(stop(child).0, Some(0));
}

/// While names change again and again, a flood is logged whole, and nothing of it twice.
#[test]
fn no_item_is_lost_or_logged_twice_while_names_change() {
    const ITEMS: usize = 400;
    let scene = Scene::new(&[("flood", feed("flood", ITEMS))]);
    let child = scene.command(&["serve", "--no-http", "--items-a-poll", "80"]).spawn().unwrap();
    for name in ["Quuxington", "Zorblatt", "Frobnitz"] {
        edit(&scene, &["instruments", "alias", "MSFT", name]);
        std::thread::sleep(Duration::from_millis(1_200));
    }
    scene.until("all is logged", |s| s.events_of("flood") >= ITEMS);
    let (code, errors, _) = stop(child);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("is linked with them"), "the names changed meanwhile: {errors}");
    let store = Store::open_existing(&scene.newstape.path().join("news.db")).unwrap();
    let events: Vec<_> = (1..).map_while(|id| store.event(EventId(id)).ok()).collect();
    let titles: BTreeSet<&str> = events.iter().map(|e| e.event.text.title()).collect();
    assert_eq!((events.len(), titles.len()), (ITEMS, ITEMS));
}

/// When the first close after the latest event is due.
fn due(scene: &Scene) -> Option<DateTime<Utc>> {
    let store = Store::open_existing(&scene.newstape.path().join("news.db")).ok()?;
    let last = (1..).map_while(|id| store.event(EventId(id)).ok()).last()?;
    last.reactions.iter().find(|r| r.horizon == Horizon::Sessions(1))?.due_at()
}

#[test]
fn a_changed_calendar_holds_without_a_restart() {
    let scene = Scene::new(&[("wire", Reply::Close)]);
    let count = AtomicUsize::new(0);
    scene.server.choosing(move |asked| (asked.path == "/ever-new").then(|| ever_new(&count)));
    scene.server.on("/wire", Reply::redirect("/ever-new"));
    edit(&scene, &["instruments", "alias", "MSFT", "Quuxington"]);
    let write = |rest: &str| scene.newstape.write("nasdaq.toml", &format!("to = \"2190-12-31\"\n{rest}"));
    write("");
    scene.newstape.write("c.toml", "[calendar]\noverrides = [\"XNAS=nasdaq.toml\"]\n");
    let child = scene.command(&["--config", "c.toml", "serve", "--no-http"]).spawn().unwrap();
    scene.until("an event waits for its close", |s| due(s).is_some());
    let now = Clock::System.now();
    let soon = |due: Option<DateTime<Utc>>| due.is_some_and(|due| due < now + TimeDelta::days(8));
    assert!(soon(due(&scene)), "{:?}", due(&scene));

    // A file that is wrong changes nothing.
    write("closures = [{ first = \"soon\", reason = \"storm\" }]\n");
    let polls = scene.polls("wire");
    scene.until("it is asked on", |s| s.polls("wire") >= polls + 4);
    assert!(soon(due(&scene)), "{:?}", due(&scene));

    let (first, last) = ((now - TimeDelta::days(2)).date_naive(), (now + TimeDelta::days(20)).date_naive());
    write(&format!("closures = [{{ first = \"{first}\", last = \"{last}\", reason = \"storm\" }}]\n"));
    scene.until("the closure is known", |s| due(s).is_some_and(|due| due.date_naive() > last));

    let (code, errors, _) = stop(child);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(errors.matches("changed calendars cannot be used").count(), 1, "{errors}");
    assert_eq!(errors.matches("calendars have changed").count(), 1, "{errors}");
}
