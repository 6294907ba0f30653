//! The service with the system's clock: neighbours that hang and flood, and the end on a signal.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};
use newstape::clock::Clock;
use newstape::event::{SourceKind, SourceSettings};
use newstape::list::EventFilter;
use newstape::store::Store;

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

pub(super) fn feed(name: &str, items: usize) -> Reply {
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
fn a_clock_that_was_ahead_silences_no_source() {
    for ahead in [TimeDelta::days(1), TimeDelta::days(1_500)] {
        let scene = Scene::new(&[("calm", feed("calm", 2))]);
        let then = (Clock::System.now() + ahead).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let pass = |args: &[&str]| {
            let output = scene.command(args).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stderr).unwrap()
        };
        pass(&["--now", &then, "run", "--once"]);
        assert_eq!(scene.polls("calm"), 1);
        let said = pass(&["run", "--once"]);
        assert!(said.contains("its next poll is pulled in"), "{said}");
        let later = (Clock::System.now() + TimeDelta::hours(1)).to_rfc3339();
        let said = pass(&["--now", &later, "run", "--once"]);
        assert_eq!(scene.polls("calm"), 2, "{ahead}: {said}");
        assert!(!said.contains("pulled in"), "it is repaired once: {said}");
    }
}

#[test]
fn a_fixed_clock_and_an_end_go_together() {
    let scene = Scene::new(&[]);
    for args in
        [&["serve", "--until", "2025-01-01T00:00:00Z"][..], &["--now", "2025-01-01T00:00:00Z", "serve"]]
    {
        let output = scene.command(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: --"));
    }
}

#[test]
fn an_item_that_the_database_refuses_holds_up_its_own_source_alone() {
    let scene = Scene::new(&[("good", feed("good", 5)), ("ill", feed("ill", 5))]);
    let db = scene.newstape.path().join("news.db");
    let refusal = "CREATE TRIGGER refuse BEFORE INSERT ON event WHEN NEW.title LIKE 'ill tells of matter 1 %'
                   BEGIN SELECT RAISE(ABORT, 'refused'); END";
    rusqlite::Connection::open(&db).unwrap().execute_batch(refusal).unwrap();
    let out = scene.command(&["run", "--once"]).output().unwrap();
    assert_eq!(out.status.code(), Some(3), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(scene.events_of("good"), 5);
    // A feed is read from its foot: what came before is kept, what comes after is asked for again.
    assert_eq!(scene.events_of("ill"), 3);
    rusqlite::Connection::open(&db).unwrap().execute_batch("DROP TRIGGER refuse").unwrap();
    let later = (Clock::System.now() + TimeDelta::hours(1)).to_rfc3339();
    scene.command(&["--now", &later, "run", "--once"]).output().unwrap();
    assert_eq!(scene.events_of("ill"), 5);
}

/// One GET of a server on loopback: the whole answer.
fn get(address: &str, path: &str) -> String {
    let mut connection = std::net::TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    connection.write_all(ask.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_service_counts_what_it_does() {
    let story = "Microsoft shares fell 3 % on Monday after the company said that its cloud business grew less \
                 than analysts had expected in the last quarter of the year";
    let item = format!("<item><guid isPermaLink=\"false\">a</guid><title>{story}</title></item>");
    let of =
        |name: &str| format!("<rss version=\"2.0\"><channel><title>{name}</title>{item}</channel></rss>");
    let wire = |name: &str| Reply::new(200, "application/rss+xml", of(name));
    let down = Reply::new(503, "text/plain", "");
    let scene =
        Scene::new(&[("calm", feed("calm", 3)), ("one", wire("one")), ("two", wire("two")), ("down", down)]);
    let mut child = scene.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let place = told.find_map(|l| Some(l.split_once("http://")?.1.trim_end_matches('/').to_owned())).unwrap();
    let rest = std::thread::spawn(move || told.count());
    let text = || get(&place, "/metrics");
    let of = |text: &str, series: &str| {
        let line = text.lines().find_map(|l| l.strip_prefix(series)?.strip_prefix(' ')?.parse::<f64>().ok());
        line.unwrap_or_default()
    };
    scene.until("it has logged, and met again what it logged", |_| {
        let text = text();
        of(&text, "newstape_items_total{outcome=\"created\"}") >= 5.0
            && of(&text, "newstape_items_total{outcome=\"seen_again\"}") >= 5.0
            && of(&text, "newstape_bar_fetch_failures_total") >= 1.0
    });
    let text = text();
    for (series, value) in [
        ("newstape_items_total{outcome=\"created\"}", 5.0),
        ("newstape_items_reprints_total", 1.0),
        ("newstape_items_linked_total", 2.0),
        ("newstape_polls_total{source=\"down\",result=\"success\"}", 0.0),
    ] {
        assert!((of(&text, series) - value).abs() < 1e-9, "{series}: {text}");
    }
    for series in [
        "newstape_polls_total{source=\"calm\",result=\"success\"}",
        "newstape_polls_total{source=\"down\",result=\"failure\"}",
        "newstape_source_last_success_timestamp_seconds{source=\"calm\"}",
        "newstape_poll_duration_seconds_count",
        "newstape_group_items_sum",
        "newstape_group_duration_seconds_sum",
        "newstape_measurements_pending",
    ] {
        assert!(of(&text, series) > 0.0, "{series}: {text}");
    }
    assert!(text.contains("# UNIT newstape_poll_duration_seconds seconds"), "{text}");
    assert!(text.contains("newstape_queue_deliveries ") && text.contains("newstape_poll_lag_seconds "));
    assert!(text.trim_end().ends_with("# EOF"));
    let documented = include_str!("../../../docs/api.md");
    for series in text.lines().filter_map(|l| l.strip_prefix("# TYPE newstape_")?.split(' ').next()) {
        assert!(documented.contains(&format!("`{series}")), "{series} is not in docs/api.md");
    }
    let (code, _, _) = stop(child);
    assert_eq!(code, Some(0));
    rest.join().unwrap();
}

#[test]
fn rows_that_were_given_up_are_measured_once_bars_arrive() {
    let scene = Scene::new(&[]);
    let run = |now: &str, args: &[&str]| {
        let args = [&["--offline", "--now", now], args].concat();
        let output = scene.command(&args).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let rows = || {
        let store = Store::open_existing(&scene.newstape.path().join("news.db")).unwrap();
        let rows = store.event(newstape::event::EventId(1)).unwrap().reactions;
        let measured = rows.iter().filter(|row| row.measured().is_some()).count();
        (measured, store.backlog("2025-02-14T00:00:00Z".parse().unwrap()).unwrap().given_up)
    };
    let title = ["log", "--title", "Microsoft shares react", "--ticker", "MSFT", "--at", "2025-01-29T21:05Z"];
    assert_eq!(run("2025-01-29T21:10:00Z", &title).0, Some(0));
    let until = ["serve", "--no-http", "--quiet", "--until", "2025-02-14T00:00:00Z"];
    run("2025-01-29T21:10:00Z", &until);
    let (measured, given_up) = rows();
    assert!(measured == 0 && given_up > 10, "{measured} {given_up}");
    let (_, checks) = run("2025-02-14T00:00:00Z", &["doctor"]);
    assert!(checks.contains("have no data and are tried again only when bars arrive"), "{checks}");

    let bars = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/bars.csv.gz");
    assert_eq!(run("2025-02-14T00:00:00Z", &["prices", "import", bars]).0, Some(0));
    run("2025-02-14T00:00:00Z", &["serve", "--no-http", "--quiet", "--until", "2025-02-14T00:01:00Z"]);
    let (measured, given_up) = rows();
    // The minutes and the premarket, of which the file has no bars, are given up again.
    assert_eq!((measured, given_up), (8, 6));

    // A bar that only changes, as the running one does at every look, opens nothing again.
    let changed = "date,open,high,low,close,volume\n2025-01-29,446.69,446.88,440.40,442.34,23581400\n";
    std::fs::write(scene.newstape.path().join("changed.csv"), changed).unwrap();
    let (code, said) =
        run("2025-02-14T00:02:00Z", &["prices", "import", "changed.csv", "--symbol", "MSFT", "--json"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("\"replaced\": 1") || said.contains("\"replaced\":1"), "{said}");
    assert_eq!(rows().1, 6);
}

#[cfg(unix)]
#[test]
fn a_supervisor_is_told_of_the_start_of_the_work_and_of_the_end() {
    let scene = Scene::new(&[("wire", feed("Wire", 1))]);
    let address = scene.newstape.path().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut service =
        scene.command(&["serve", "--no-http", "--quiet"]).env("NOTIFY_SOCKET", &address).spawn().unwrap();
    let mut heard = Vec::new();
    let mut until = |wanted: &str| {
        while !heard.iter().any(|state: &String| state == wanted) {
            let mut state = [0; 64];
            let n = socket.recv(&mut state).unwrap();
            heard.push(String::from_utf8_lossy(&state[..n]).trim().to_owned());
        }
    };
    until("READY=1");
    until("WATCHDOG=1");
    let stop = Command::new("kill").args(["-TERM", &service.id().to_string()]).status().unwrap();
    assert!(stop.success());
    until("STOPPING=1");
    assert!(service.wait().unwrap().success());
}
