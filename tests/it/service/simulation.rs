//! Ten simulated days, always the same and as expected; and the same again through kills at random
//! points.
//!
//! What is expected stands in `tests/golden/service/ten_days.txt`. After a change that is meant,
//! `NEWSTAPE_BLESS=1 cargo test --test it ten_simulated` writes it anew, for review as a difference.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::SecondsFormat;
use newstape::event::EventId;
use newstape::reaction::ReactionStatus;
use newstape::road::StoredEvent;
use newstape::store::Store;
use serde_json::{Value, json};

use super::world::{START, World, all_ways, end};

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
        .args(["--config", db.with_file_name("config.toml").to_str().unwrap()])
        .args(["--json", "--db", db.to_str().unwrap(), "--now", START, "serve", "--quiet"])
        .args(["--until", &end().to_rfc3339(), "--poll-limit", "1"])
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
            "notes": newstape::view::event::notes(&stored),
            "links": stored.links,
            "unlisted": stored.unlisted,
            "claims": stored.claims.iter().map(|claim| format!("{claim:?}")).collect::<Vec<_>>(),
            "reactions": stored.reactions.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>(),
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

/// What is expected, in lines: of each event its identity, time, links, claims and reactions, then
/// where each source stands. Texts of others stand as hashes, figures as they are printed.
fn digest(world: &World, db: &Path) -> String {
    let mut lines: Vec<String> = Vec::new();
    for stored in events(db) {
        describe(&stored, &mut lines);
    }
    let store = Store::open_existing(db).unwrap();
    for source in store.sources().unwrap() {
        let state = source.state;
        let error = state.last_error.unwrap_or_default().replace(&world.base(db), "BASE");
        let next =
            state.next_poll_at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default();
        lines.push(format!(
            "source {}: {} logged, {} errors in a row, next {next} {error}",
            source.settings.name, state.items_logged, state.error_streak
        ));
    }
    lines.join("\n") + "\n"
}

fn describe(stored: &StoredEvent, lines: &mut Vec<String>) {
    let event = &stored.event;
    let source = event.source.as_deref().unwrap_or_default();
    let ours = ["Wire", "Echo", "River", "aux.example", "press.example"].contains(&source);
    let title = if ours { event.text.title() } else { "" };
    lines.push(format!(
        "event {} of {source}: revision {}, story {}, text {:016x} {title}",
        event.id,
        event.revision.0,
        event.story.0,
        xxhash_rust::xxh3::xxh3_64(event.text.text.as_bytes())
    ));
    lines.push(format!("  published {}", json!(event.publication)));
    lines.push(format!("  seen {}", event.seen_at.to_rfc3339_opts(SecondsFormat::Secs, true)));
    lines.extend(newstape::view::event::notes(stored).iter().map(|note| format!("  note {note}")));
    for link in &stored.links {
        // How sure the linker is of texts of others is for its own tests to hold.
        let confidence = if ours { format!(" {:.2}", link.confidence) } else { String::new() };
        lines.push(format!("  link {} {:?}{confidence}", link.instrument, link.role));
    }
    for (claim, verdict) in &stored.claims {
        let status = verdict.as_ref().map(|v| v.status);
        lines.push(format!(
            "  claim {:?} {} {status:?}",
            claim.instrument.as_ref().map(ToString::to_string),
            claim.evidence.span.start
        ));
    }
    for row in &stored.reactions {
        let figure =
            |name: &str, value: Option<f64>| value.map(|v| format!(" {name} {v:.4}")).unwrap_or_default();
        let (percent, abnormal) = (
            row.return_fraction().map(|r| r.fraction() * 100.0),
            row.measured().and_then(|m| m.abnormal.as_ref()).map(|a| a.abnormal_return.fraction() * 100.0),
        );
        lines.push(format!(
            "  {} {} {:?}{}{}{}",
            row.instrument,
            row.horizon,
            row.status(),
            figure("%", percent),
            figure("abnormal", abnormal),
            figure("z", row.measured().and_then(|m| m.standing).and_then(|s| s.z))
        ));
    }
}

/// Compares with what is checked in, or writes that anew where the environment says so.
fn assert_golden(digest: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/service/ten_days.txt");
    if std::env::var_os("NEWSTAPE_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, digest).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    for (number, (found, expected)) in digest.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "line {} of {}", number + 1, file.display());
    }
    assert_eq!(digest.len(), expected.len(), "{} is of another length", file.display());
}

/// What the world is known to say by its end, whatever the golden file holds.
fn assert_expected(world: &World, run: &Run) {
    let events = events(&run.db);
    let titled =
        |part: &str| events.iter().filter(|e| e.event.text.title().contains(part)).collect::<Vec<_>>();
    let wire = titled("reports on matter number");
    let (own, echoes): (Vec<&StoredEvent>, Vec<&StoredEvent>) =
        wire.iter().copied().partition(|e| e.event.source.as_deref() == Some("Wire"));
    assert_eq!((own.len(), echoes.len()), (15, 15), "one every sixteen hours, and its echo");
    assert_eq!(titled("opens the data centre number").len(), 3, "whatever came between");
    assert_eq!((titled("delivers lot").len(), titled("stand still").len()), (5, 5));
    let corrected = events
        .iter()
        .filter(|e| e.event.text.text.contains("The figure was corrected.") && e.event.revision.0 == 2);
    assert!(corrected.count() >= 24, "edited items are revisions");
    let ahead = own.iter().filter(|e| e.notes.iter().any(|n| n.contains("is in the future")));
    assert!(ahead.count() >= 3, "dates ahead of the clock are passed over");
    for echo in &echoes {
        let first = &events[usize::try_from(echo.event.story.0).unwrap() - 1];
        assert!(
            echo.event.story.0 == echo.event.id.0 || echo.reactions.is_empty(),
            "a reprint is not measured"
        );
        assert_eq!(first.event.text.title(), echo.event.text.title());
    }
    let waiting = |e: &StoredEvent| {
        e.reactions.iter().any(|r| {
            r.status() == ReactionStatus::Pending
                && r.due_at().is_none_or(|due| due < end() - chrono::TimeDelta::hours(1))
        })
    };
    assert!(!events.iter().any(waiting), "nothing that is ripe is pending");
    let measured = events.iter().flat_map(|e| &e.reactions).filter(|r| r.measured().is_some());
    assert!(measured.count() > 100);
    // Of the feed that is cut off, what is whole is logged and the rest is counted; nothing else is refused.
    let reasons = run.report["passed_over"].as_array().unwrap();
    assert!(reasons.iter().all(|r| r["reason"].as_str().unwrap().contains("breaks off")), "{reasons:?}");
    assert_eq!(world.met_by(&run.db), all_ways(), "every way of misbehaving was met");
}

/// How long a run lives at most before its next kill, where no run has been timed.
const LIFE: Duration = Duration::from_secs(4);

/// Kills at random points change nothing. Four unless `KILL9_POINTS` says otherwise (`tests/kill9.sh`
/// says 200), in runs that are each killed some twenty times at most.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn ten_simulated_days_end_as_expected_and_the_same_through_kills() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).ok().map_or(usual, |value| value.parse().expect("a number"))
    };
    let world = World::start();
    let points = u32::try_from(number("KILL9_POINTS", 4)).unwrap();
    let (first, seed) = (points.min(20), number("KILL9_SEED", 20_260_907));
    let (whole, killed) = std::thread::scope(|scope| {
        let whole = scope.spawn(|| Run::unkilled(&world));
        let killed = scope.spawn(|| Run::killed(&world, first, seed, LIFE));
        (whole.join().unwrap(), killed.join().unwrap())
    });
    println!(
        "{} events in {:?}; killed {first} times, done in {:?}",
        whole.dump.len(),
        whole.took,
        killed.took
    );
    assert_expected(&world, &whole);
    assert_same(&whole.dump, &killed.dump);
    assert_golden(&digest(&world, &whole.db));
    kill_further(&world, &whole, points - first, xorshift(seed));
}

#[allow(clippy::print_stdout)] // how far it has come: it takes minutes
fn kill_further(world: &World, whole: &Run, mut left: u32, mut seed: u64) {
    while left > 0 {
        let now = left.min(20);
        let killed = Run::killed(world, now, seed, whole.took);
        assert_same(&whole.dump, &killed.dump);
        left -= now;
        println!("seed {seed}: {now} kills, the same {} events; {left} to go", killed.dump.len());
        seed = xorshift(seed);
    }
}
