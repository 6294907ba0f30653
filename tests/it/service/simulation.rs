//! Ten simulated days, twice the same; and the same again through kills at random points.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use newstape::event::EventId;
use newstape::reaction::ReactionStatus;
use newstape::store::{Store, StoredEvent};
use serde_json::{Value, json};

use super::world::{START, World, end};

/// In memory where there is such a place: a kill does not lose what the system has taken over, and
/// the disk of a busy machine would only make the test slow.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// A process that rehearses on the database from where it stands to the end.
fn rehearse(world: &World, db: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_newstape"))
        .env_clear()
        .env("NEWSTAPE_YAHOO_URL", world.base(db))
        .env("NEWSTAPE_STOOQ_URL", world.base(db))
        .env("NO_PROXY", "*")
        .args(["--json", "--db", db.to_str().unwrap(), "--now", START, "serve", "--quiet"])
        .args(["--until", &end().to_rfc3339(), "--poll-limit", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn to_the_end(world: &World, db: &Path) -> Value {
    let output = rehearse(world, db).wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).expect("a JSON document")
}

fn events(db: &Path) -> Vec<StoredEvent> {
    let store = Store::open_existing(db).unwrap();
    (1..).map_while(|id| store.event(EventId(id)).ok()).collect()
}

/// All events with links, claims and reactions, in the order of their numbers.
fn dump(db: &Path) -> Vec<String> {
    let one = |stored: StoredEvent| {
        let event = &stored.event;
        json!({
            "id": event.id,
            "text": event.text.text,
            "publication": event.publication,
            "seen_at": event.seen_at,
            "source": event.source,
            "url": event.url,
            "lang": event.lang,
            "kind": event.kind,
            "story": event.story,
            "revision": event.revision,
            "notes": stored.notes,
            "links": stored.links,
            "unlisted": stored.unlisted,
            "claims": stored.claims,
            "reactions": stored.reactions,
        })
        .to_string()
    };
    events(db).into_iter().map(one).collect()
}

fn assert_same(one: &[String], other: &[String]) {
    for (one, other) in one.iter().zip(other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

struct Run {
    _folder: tempfile::TempDir,
    dump: Vec<String>,
    report: Value,
    db: std::path::PathBuf,
    took: Duration,
}

impl Run {
    fn unkilled(world: &World) -> Self {
        let folder = folder();
        let db = world.database(folder.path());
        let started = Instant::now();
        let report = to_the_end(world, &db);
        Self { dump: dump(&db), report, db, took: started.elapsed(), _folder: folder }
    }

    /// Killed with -9 so many times, each after a random part of the time that a run takes.
    fn killed(world: &World, points: u32, seed: u64, usual: Duration) -> Self {
        let folder = folder();
        let db = world.database(folder.path());
        let started = Instant::now();
        let mut random = seed;
        for _ in 0..points {
            random = xorshift(random);
            // Most kills hit a run that has got somewhere; some come right after the start.
            let share = f64::from(u32::try_from(random % 1_000).unwrap()) / 1_000.0;
            let lives = Duration::from_millis(10) + (usual * 3 / points.max(3)).mul_f64(share);
            let mut child = rehearse(world, &db);
            std::thread::sleep(lives);
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let report = to_the_end(world, &db);
        Self { dump: dump(&db), report, db, took: started.elapsed(), _folder: folder }
    }
}

fn xorshift(mut x: u64) -> u64 {
    x ^= x << 13;
    x ^= x >> 7;
    x ^ x << 17
}

/// What the world is known to say by its end.
fn assert_expected(run: &Run) {
    let events = events(&run.db);
    let titled = |part: &str| events.iter().filter(|e| e.event.text.title().contains(part)).count();
    assert_eq!(titled("reports on matter number"), 20, "one every twelve hours");
    assert_eq!(titled("opens the data centre number"), 3, "whatever came between");
    let corrected = events
        .iter()
        .filter(|e| e.event.text.text.contains("The figure was corrected.") && e.event.revision.0 == 2);
    assert!(corrected.count() >= 15, "edited items are revisions");
    let waiting = |e: &StoredEvent| {
        e.reactions.iter().any(|r| {
            r.status == ReactionStatus::Pending
                && r.due_at.is_none_or(|due| due < end() - chrono::TimeDelta::hours(1))
        })
    };
    assert!(!events.iter().any(waiting), "nothing that is ripe is pending");
    let measured = events.iter().flat_map(|e| &e.reactions).filter(|r| r.status == ReactionStatus::Measured);
    assert!(measured.count() > 100);
    assert_eq!(run.report["rejected"], 0, "{}", run.report);
}

#[test]
fn ten_simulated_days_end_the_same_twice_and_after_kills() {
    let Some(world) = World::start() else { return };
    let first = Run::unkilled(&world);
    println!("{} events in {:?}: {}", first.dump.len(), first.took, first.report);
    assert_expected(&first);
    let second = Run::unkilled(&world);
    assert_same(&first.dump, &second.dump);
    let killed = Run::killed(&world, 6, 20_260_907, first.took);
    println!("killed 6 times, done in {:?}", killed.took);
    assert_same(&first.dump, &killed.dump);
}

/// The long form: `tests/kill9.sh` runs it.
#[test]
#[ignore = "takes minutes; tests/kill9.sh runs it"]
fn kill_9_at_many_points_changes_nothing() {
    let Some(world) = World::start() else { return };
    let number = |name: &str, usual: u64| {
        std::env::var(name).ok().map_or(usual, |value| value.parse().expect("a number"))
    };
    let (points, seed) = (number("KILL9_POINTS", 200), number("KILL9_SEED", 20_260_907));
    let whole = Run::unkilled(&world);
    assert_expected(&whole);
    let mut left = u32::try_from(points).unwrap();
    let mut seed = seed;
    // A run is killed some twenty times on its way; then comes the next.
    while left > 0 {
        let now = left.min(20);
        let killed = Run::killed(&world, now, seed, whole.took);
        assert_same(&whole.dump, &killed.dump);
        left -= now;
        println!("seed {seed}: {now} kills, the same {} events; {left} to go", killed.dump.len());
        seed = xorshift(seed);
    }
}
