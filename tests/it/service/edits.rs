//! What the user changes in another process reaches a service that runs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use newstape::event::EventId;
use newstape::store::Store;

use super::running::{Scene, stop};
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
    let told: Vec<&str> = errors.lines().filter(|l| l.contains("linked anew")).collect();
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
