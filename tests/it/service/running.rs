//! The service with the system's clock: neighbours that hang and flood, and the end on a signal.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::DateTime;
use newstape::event::{SourceKind, SourceSettings};
use newstape::store::{EventFilter, Store};

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

fn feed(name: &str, items: usize) -> Reply {
    let item = |n: usize| {
        format!(
            "<item><guid isPermaLink=\"false\">{name}-{n}</guid><title>{name} tells of matter {n} in {}</title>\
             <description>Words {} and {} about it.</description></item>",
            n * 7919 % 1000,
            n * 31,
            n * 17
        )
    };
    let items: String = (0..items).map(item).collect::<Vec<_>>().concat();
    let all = format!("<rss version=\"2.0\"><channel><title>{name}</title>{items}</channel></rss>");
    Reply::new(200, "application/rss+xml", all)
}

pub(super) struct Scene {
    pub(super) newstape: Newstape,
    pub(super) server: FixtureServer,
}

impl Scene {
    pub(super) fn new(sources: &[(&str, Reply)]) -> Self {
        let (newstape, server) = (Newstape::new(), FixtureServer::start());
        let mut store = Store::open(&newstape.path().join("news.db")).unwrap();
        for (name, reply) in sources {
            let path = format!("/{name}");
            server.on(&path, reply.clone());
            let mut settings = SourceSettings::new(name, SourceKind::Feed, Some(&server.url(&path)));
            settings.interval_s = 1;
            store.add_source(&settings, DateTime::UNIX_EPOCH).unwrap();
        }
        Self { newstape, server }
    }

    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newstape"));
        command
            .current_dir(self.newstape.path())
            .env_clear()
            .env("NEWSTAPE_YAHOO_URL", self.server.url(""))
            .env("NEWSTAPE_STOOQ_URL", self.server.url(""))
            .args(["--db", "news.db"])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(super) fn polls(&self, name: &str) -> usize {
        let path = format!("/{name}");
        self.server.received().iter().filter(|r| r.path == path).count()
    }

    /// Waits, for half a minute at most.
    pub(super) fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < Duration::from_secs(30), "{what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(super) fn events_of(&self, source: &str) -> usize {
        let store = Store::open_existing(&self.newstape.path().join("news.db")).unwrap();
        let filter = EventFilter { sources: vec![source.to_owned()], limit: 1000, ..EventFilter::default() };
        store.list(&filter).unwrap().events.len()
    }
}

/// Tells it to end, and waits: exit code, standard error, how long it took.
pub(super) fn stop(child: Child) -> (Option<i32>, String, Duration) {
    let started = Instant::now();
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned(), started.elapsed())
}

#[test]
fn a_source_that_hangs_and_one_that_floods_do_not_starve_a_third() {
    let scene =
        Scene::new(&[("hang", Reply::Hang), ("flood", feed("flood", 5_000)), ("calm", feed("calm", 2))]);
    let child =
        scene.command(&["serve", "--no-http", "--poll-limit", "20", "--items-a-poll", "50"]).spawn().unwrap();
    scene.until("the calm source is asked again and again", |s| s.polls("calm") >= 3);
    scene.until("what it says is logged", |s| s.events_of("calm") == 2);
    assert_eq!(scene.polls("hang"), 1, "one poll at a time");
    let (code, errors, took) = stop(child);
    assert_eq!(code, Some(0), "{errors}");
    assert!(took < Duration::from_secs(5), "{took:?}: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
}

#[test]
fn a_flood_is_taken_in_by_parts_and_nothing_of_it_is_lost() {
    let scene = Scene::new(&[("flood", feed("flood", 120))]);
    for logged in [50, 100, 120, 120] {
        let report = scene.command(&["--json", "run", "--once", "--items-a-poll", "50"]).output().unwrap();
        assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stderr));
        assert_eq!(scene.events_of("flood"), logged);
        std::thread::sleep(Duration::from_millis(1_200));
    }
}

#[test]
fn one_pass_names_what_failed_and_says_so_in_its_exit_code() {
    let scene = Scene::new(&[("calm", feed("calm", 2)), ("down", Reply::new(503, "text/plain", ""))]);
    let output = scene.command(&["--json", "run", "--once", "--log-format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["created"], &report["polled"]), (&2.into(), &1.into()));
    assert_eq!(report["failed"][0]["source"], "down");
    for line in String::from_utf8(output.stderr).unwrap().lines().filter(|l| l.starts_with('{')) {
        serde_json::from_str::<serde_json::Value>(line).expect("a JSON object a line");
    }
}

#[test]
fn a_fixed_clock_and_an_end_go_together() {
    let scene = Scene::new(&[]);
    for args in
        [&["serve", "--until", "2025-01-01T00:00:00Z"][..], &["--now", "2025-01-01T00:00:00Z", "serve"]]
    {
        let output = scene.command(args).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: --"));
    }
}
