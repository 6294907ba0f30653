//! `backup`, `restore`, `prune` and `vacuum`, and the one service that a database may have.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Newstape;

/// One event: a title, its day, and what more is said of it.
fn log(newstape: &Newstape, title: &str, day: &str, more: &[&str]) {
    newstape.ok(&[&["log", "--title", title, "--at", day][..], more].concat());
}

fn titles(newstape: &Newstape, db: &str) -> Vec<String> {
    let (code, stdout, errors) = newstape.run_on(db, &["--json", "list", "--limit", "1000"]);
    assert_eq!(code, 0, "{errors}");
    let list: Value = serde_json::from_str(&stdout).unwrap();
    let events = list["events"].as_array().unwrap().iter();
    events.map(|e| e["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_copy_is_whole_and_comes_back() {
    let newstape = Newstape::new();
    log(&newstape, "Rain over the hills", "2024-01-05", &[]);
    log(&newstape, "Snow over the hills", "2024-02-05", &[]);
    let copy = newstape.json(&["backup", "copy.db"]);
    assert_eq!((&copy["schema"], &copy["events"]), (&"newstape/backup/1".into(), &2.into()));
    let (code, _, errors) = newstape.run(&["backup", "copy.db"], None);
    assert_eq!(code, 1, "{errors}");
    assert!(errors.contains("copy.db cannot be written: it already exists"), "{errors}");
    newstape.ok(&["backup", "--replace", "copy.db"]);
    let (code, _, errors) = newstape.run(&["backup", "--replace", "news.db"], None);
    assert_ne!(code, 0, "the database is no copy of itself: {errors}");

    log(&newstape, "Fog over the hills", "2024-03-05", &[]);
    let (code, _, errors) = newstape.run(&["restore", "copy.db"], None);
    assert_ne!(code, 0, "{errors}");
    assert_eq!(titles(&newstape, "news.db").len(), 3);
    let restored = newstape.json(&["restore", "--replace", "copy.db"]);
    assert_eq!((&restored["schema"], &restored["events"]), (&"newstape/restore/1".into(), &2.into()));
    assert_eq!(titles(&newstape, "news.db"), ["Snow over the hills", "Rain over the hills"]);
    // To where nothing was, and into a folder that is yet to be made.
    let (code, stdout, errors) = newstape.run_on("deep/new.db", &["restore", "copy.db"]);
    assert_eq!(code, 0, "{errors}");
    assert!(stdout.starts_with("restored deep/new.db: 2 events, "), "{stdout}");
    assert_eq!(titles(&newstape, "deep/new.db").len(), 2);
}

#[test]
fn what_is_no_copy_is_refused_and_a_damaged_database_moved_aside() {
    let newstape = Newstape::new();
    log(&newstape, "Rain over the hills", "2024-01-05", &[]);
    newstape.ok(&["backup", "copy.db"]);
    newstape.write("text.db", "these are only words, and many of them ".repeat(40).as_str());
    let mut cut = std::fs::read(newstape.path().join("copy.db")).unwrap();
    let half = cut.len() / 2;
    cut[half..].fill(7);
    newstape.write_bytes("cut.db", &cut);
    for (file, says) in [("text.db", "not a database"), ("cut.db", "damaged"), ("none.db", "cannot be read")]
    {
        let (code, _, errors) = newstape.run(&["restore", "--replace", file], None);
        assert_eq!(code, 1, "{file}: {errors}");
        assert!(errors.contains(says), "{file}: {errors}");
        assert_eq!(titles(&newstape, "news.db").len(), 1, "{file}");
    }
    newstape.write("news.db", "these are only words, and many of them ".repeat(40).as_str());
    let _ = std::fs::remove_file(newstape.path().join("news.db-wal"));
    newstape.ok(&["restore", "--replace", "copy.db"]);
    assert_eq!(titles(&newstape, "news.db").len(), 1);
    assert!(newstape.path().join("news.db.damaged").exists());
    std::fs::create_dir(newstape.path().join("folder")).unwrap();
    newstape.write("folder/file", "kept");
    let (code, _, errors) = newstape.run_on("folder", &["restore", "--replace", "copy.db"]);
    assert_eq!(code, 1, "{errors}");
    assert!(errors.contains("folder is not a newstape database"), "{errors}");
    assert!(newstape.path().join("folder/file").exists());
}

#[test]
fn old_events_go_unless_tagged_decided_on_or_needed() {
    let newstape = Newstape::new();
    log(&newstape, "Rain over the hills", "2024-01-05", &[]);
    log(&newstape, "Microsoft names a director", "2024-01-06", &["--ticker", "MSFT"]);
    log(&newstape, "Snow over the hills", "2024-01-07", &["--tag", "weather"]);
    log(&newstape, "Apple opens a shop in a valley", "2024-01-08", &[]);
    newstape.ok(&["link", "4", "--reject", "AAPL"]);
    log(&newstape, "Fog over the hills", "2024-02-05", &[]);

    let dry = newstape.json(&["prune", "--before", "2024-02-01", "--dry-run"]);
    assert_eq!((&dry["schema"], &dry["dry_run"]), (&"newstape/prune/1".into(), &true.into()));
    let figures = |d: &Value| ["unlinked", "linked", "kept_tagged", "kept"].map(|k| d[k].as_u64().unwrap());
    assert_eq!(figures(&dry), [1, 0, 1, 3]);
    assert_eq!(titles(&newstape, "news.db").len(), 5, "nothing was removed");
    let done = newstape.json(&["prune", "--before", "2024-02-01"]);
    assert_eq!(figures(&done), [1, 0, 1, 3]);
    assert_eq!(newstape.run(&["show", "1"], None).0, 4);
    assert_eq!(newstape.run(&["list", "--search", "Rain"], None).0, 4, "it is not found by its words");
    assert_eq!(figures(&newstape.json(&["prune", "--before", "2024-02-01", "--linked"])), [0, 1, 1, 2]);
    let left = ["Fog over the hills", "Apple opens a shop in a valley", "Snow over the hills"];
    assert_eq!(titles(&newstape, "news.db"), left);
    // The latest stays, whatever its age: its number would be given again.
    assert_eq!(figures(&newstape.json(&["prune", "--before", "2025-01-01", "--linked"])), [0, 0, 1, 3]);
    let doctor: Value = serde_json::from_str(&newstape.run(&["--json", "doctor"], None).1).unwrap();
    let database = doctor["checks"].as_array().unwrap().iter().find(|c| c["name"] == "database").unwrap();
    assert_eq!(database["condition"], "ok", "{database}");
    assert_eq!(newstape.run(&["prune", "--before", "soon-ish"], None).0, 2);
}

#[test]
fn the_first_of_a_story_stays_as_long_as_a_reprint() {
    let newstape = Newstape::new();
    let text = "A bridge in the north was closed after engineers had found cracks in three of its pillars, \
                and the ferry company said that it would run a second boat from Monday on";
    log(&newstape, text, "2024-01-05T08:00:00Z", &[]);
    let reprint = newstape.json(&[
        "log",
        "--title",
        &format!("{text}."),
        "--at",
        "2024-01-05T09:00:00Z",
        "--source",
        "another",
        "--tag",
        "ferry",
    ]);
    log(&newstape, "Fog over the hills", "2024-02-05", &[]);
    assert_eq!(reprint["event"]["story_id"], 1, "{reprint}");
    let done = newstape.json(&["prune", "--before", "2024-02-01"]);
    assert_eq!(done["unlinked"], 0, "{done}");
    newstape.ok(&["show", "1"]);
}

#[test]
fn thousands_go_in_parts_and_their_space_with_them() {
    let newstape = Newstape::new();
    let item = |n: u32| {
        format!(
            "<item><guid isPermaLink=\"false\">{n}</guid><title>Rain of the day number {n}, \
        measured at {}</title><pubDate>Fri, 05 Jan 2024 08:00:00 GMT</pubDate></item>",
            n * 7919
        )
    };
    let items: String = (0..1_200).map(item).collect();
    newstape
        .write("feed.xml", &format!("<rss version=\"2.0\"><channel><title>f</title>{items}</channel></rss>"));
    let server = crate::support::fixture_server::FixtureServer::start();
    let feed = std::fs::read(newstape.path().join("feed.xml")).unwrap();
    server.on("/feed", crate::support::fixture_server::Reply::new(200, "application/rss+xml", feed));
    newstape.write_open_config();
    newstape.ok(&["--config", "open.toml", "source", "add", "feed", &server.url("/feed")]);
    let pass = |at: &str| -> Value {
        newstape.json(&["--config", "open.toml", "--now", at, "run", "--once", "--items-a-poll", "2000"])
    };
    assert_eq!(pass("2025-03-15T12:00:00Z")["created"], 1_200);
    log(&newstape, "Fog over the hills", "2024-02-05", &[]);
    assert_eq!(newstape.json(&["prune", "--before", "2024-02-01"])["unlinked"], 1_200);
    assert_eq!(titles(&newstape, "news.db").len(), 1);
    assert_eq!(pass("2025-03-16T12:00:00Z")["created"], 0, "what the feed still lists stays away");
    let vacuum = newstape.json(&["vacuum"]);
    let bytes = |name: &str| vacuum[name].as_u64().unwrap();
    assert_eq!(vacuum["schema"], "newstape/vacuum/1");
    assert!(bytes("bytes_after") < bytes("bytes_before") / 2, "{vacuum}");
}

fn serve(newstape: &Newstape) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newstape"));
    command.current_dir(newstape.path()).env_clear().args(["--db", "news.db", "serve", "--no-http"]);
    command.stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until the service has named itself as the one that holds the database.
fn until_held(newstape: &Newstape, by: u32) {
    let (started, file) = (Instant::now(), newstape.path().join("news.db.lock"));
    let process = format!("process {by},");
    while !std::fs::read_to_string(&file).is_ok_and(|line| line.starts_with(&process)) {
        assert!(started.elapsed() < Duration::from_secs(30), "the service does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What a command with the system's clock says that fails.
fn refused(newstape: &Newstape, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newstape"));
    command.current_dir(newstape.path()).env_clear().args(["--db", "./news.db"]).args(args);
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{args:?}: {errors}");
    errors
}

#[test]
fn a_database_has_one_service_and_is_looked_after_meanwhile() {
    let newstape = Newstape::new();
    log(&newstape, "Rain over the hills", "2024-01-05", &[]);
    log(&newstape, "Fog over the hills", "2024-02-05", &[]);
    let mut first = serve(&newstape);
    until_held(&newstape, first.id());
    let process = format!("(process {}, since 2", first.id());
    for args in [&["serve", "--no-http"][..], &["run", "--once"]] {
        let errors = refused(&newstape, args);
        assert!(errors.contains(&process), "{args:?}: {errors}");
    }
    newstape.ok(&["backup", "copy.db"]);
    newstape.ok(&["prune", "--before", "2024-02-01"]);
    newstape.ok(&["vacuum"]);
    let (code, _, errors) = newstape.run(&["restore", "--replace", "copy.db"], None);
    assert_eq!(code, 1, "{errors}");
    assert!(errors.contains(&process), "{errors}");
    assert_eq!(titles(&newstape, "news.db"), ["Fog over the hills"]);
    first.kill().unwrap();
    first.wait().unwrap();
    newstape.ok(&["restore", "--replace", "copy.db"]);
    assert_eq!(titles(&newstape, "news.db").len(), 2);
}

/// A later version would otherwise migrate the database under the one that works on it.
#[test]
fn a_second_service_opens_nothing() {
    let newstape = Newstape::new();
    let db = newstape.path().join("news.db");
    let _first = newstape::store::Hold::take(&db, chrono::DateTime::UNIX_EPOCH).unwrap();
    for args in [&["serve", "--no-http"][..], &["run", "--once"], &["run", "--once", "--quiet"]] {
        let errors = refused(&newstape, args);
        assert!(errors.contains("already works on the database"), "{args:?}: {errors}");
        assert!(!db.exists(), "{args:?}");
    }
}
