//! Every fault against every provider: one clear sentence, and a store that is as it was.

use chrono::{NaiveDate, TimeDelta};
use newstape::app::bars::fetch::{FetchBars, fetch_bars};
use newstape::calendar::Calendars;
use newstape::fault::Fault;
use newstape::market::{Interval, SeriesKey};
use newstape::net::Client;
use newstape::provider::{Keys, registry};
use newstape::store::Store;

use super::contract::{Contract, contracts};
use super::{SECRET, date, hasty_client, instant, instrument, keys, quick_client};
use crate::support::fixture_server::{FixtureServer, Reply};

struct Scene {
    store: Store,
    _folder: tempfile::TempDir,
}

fn ask(provider: &str) -> FetchBars {
    FetchBars {
        instruments: vec![instrument("AAPL:XNAS")],
        interval: Interval::Day1,
        from: date("2025-01-27"),
        to: date("2025-01-31"),
        extended: false,
        provider: Some(provider.to_owned()),
        again: true,
        tolerance: 0.005,
        universe: std::sync::Arc::clone(newstape::instrument::Universe::builtin()),
        calendars: Calendars::builtin(),
        as_of: instant("2025-02-20T12:00:00Z"),
    }
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: Store::open(&folder.path().join("newstape.db")).unwrap(), _folder: folder }
    }

    fn fetch(&mut self, ask: &FetchBars, keys: &Keys, client: &Client) -> Result<usize, String> {
        let outcomes = fetch_bars(&mut self.store, registry(keys), client, ask, |_| {}).unwrap();
        let told = |e: &newstape::provider::ProviderError| (e.to_string(), format!("{e:?} {:?}", e.remedy()));
        match &outcomes[0].result {
            Ok(taken) => Ok(taken.inserted.inserted),
            Err(error) => {
                let (text, more) = told(error);
                assert!(!text.contains(SECRET) && !more.contains(SECRET), "{text} {more}");
                Err(text)
            }
        }
    }

    /// All bars and corporate actions of the share.
    fn held(&self, c: &Contract) -> String {
        let id = instrument("AAPL:XNAS").id;
        let key = SeriesKey {
            instrument: id.clone(),
            interval: Interval::Day1,
            provider: c.name.to_owned(),
            adjustment: c.adjustment,
        };
        let all = (NaiveDate::MIN, NaiveDate::MAX);
        let bars =
            self.store.daily(&key, all.0.max(date("1900-01-01")), all.1.min(date("2200-01-01"))).unwrap();
        format!(
            "{bars:?} {:?} {:?}",
            self.store.actions(&id, None).unwrap(),
            self.store.series_of(&id).unwrap()
        )
    }
}

/// What goes wrong, and a piece of what is said of it; None where each provider has its own words.
fn faults(c: &Contract) -> Vec<(&'static str, Reply, Option<&'static str>)> {
    let (media, body) = c.body();
    vec![
        ("a refusal in a 200 body", c.refusal.0.clone(), Some(c.refusal.1)),
        ("its own rate limit", c.limit.clone(), None),
        ("an unknown symbol", c.unknown.clone(), Some("the symbol")),
        ("429", Reply::new(429, "text/plain", "").with("retry-after", "3600"), Some("60 min")),
        ("404", Reply::new(404, "text/plain", ""), None),
        ("500", Reply::new(500, "text/plain", ""), Some("500")),
        ("HTML", Reply::html("<title>Consent</title>"), Some("a web page")),
        ("HTML called data", Reply::new(200, &media, "<html><title>Consent</title>"), Some("a web page")),
        ("another content type", Reply::new(200, "application/pdf", "%PDF-1.7"), Some("application/pdf")),
        ("half a body", Reply::new(200, &media, &body[..body.len() * 3 / 5]), None),
        ("nothing", Reply::new(200, &media, ""), None),
        (
            "a connection that breaks",
            Reply::Truncated { media: media.clone(), body: body.clone() },
            Some("broke off"),
        ),
        ("half a gzip", Reply::TruncatedGzip { media: media.clone(), body }, Some("broke off")),
        ("a gigabyte", Reply::Endless { media }, Some("larger than")),
        ("silence", Reply::Hang, Some("timed out")),
        ("slow-loris", Reply::SlowLoris, Some("timed out")),
        ("no answer", Reply::Close, Some("closed before an answer")),
        ("no HTTP", Reply::Garbage, None),
        ("a circle", Reply::redirect(c.path), Some("in a circle")),
    ]
}

fn clear(c: &Contract, fault: &str, said: &str) {
    assert!(said.starts_with(c.name), "{fault}: {said}");
    assert!(!said.contains('\n') && !said.ends_with('.') && said.len() < 300, "{}, {fault}: {said}", c.name);
}

fn all_faults(c: &Contract) {
    let mut scene = Scene::new();
    let server = c.server(c.normal.clone());
    let known = keys(&server);
    assert_eq!(scene.fetch(&ask(c.name), &known, &quick_client()), Ok(5), "{}", c.name);
    let before = scene.held(c);
    // Each on a day of its own: one plan allows 25 calls a day.
    for (day, (fault, reply, piece)) in (1..).zip(faults(c)) {
        let asked = FetchBars { as_of: ask(c.name).as_of + TimeDelta::days(day), ..ask(c.name) };
        let client = if reply.never_ends() { hasty_client() } else { quick_client() };
        server.on(c.path, reply);
        let said = scene.fetch(&asked, &known, &client).unwrap_err();
        clear(c, fault, &said);
        assert!(piece.is_none_or(|piece| said.contains(piece)), "{}, {fault}: {said}", c.name);
        assert_eq!(scene.held(c), before, "{}, {fault}", c.name);
    }
    server.on(c.path, c.empty.clone());
    assert_eq!(scene.fetch(&ask(c.name), &known, &quick_client()).unwrap_or_default(), 0, "{}", c.name);
    assert_eq!(scene.held(c), before, "{}, an empty range", c.name);
    let mut secure = keys(&server);
    secure.set_url(c.name, &server.tls_url(""));
    let said = scene.fetch(&ask(c.name), &secure, &quick_client()).unwrap_err();
    clear(c, "TLS", &said);
    assert!(said.contains("no secure connection"), "{}: {said}", c.name);
    assert_eq!(scene.held(c), before, "{}, TLS", c.name);
    without_asking(c, &mut scene, &server);
    assert_eq!(scene.held(c), before, "{}, without asking", c.name);
}

/// What is refused before anything is sent: a missing key, and a share that had left the exchange.
fn without_asking(c: &Contract, scene: &mut Scene, server: &FixtureServer) {
    let asked = server.received().len();
    let mut keyless = Keys::default();
    keyless.set_url(c.name, &server.url(""));
    if c.needs_key {
        let said = scene.fetch(&ask(c.name), &keyless, &quick_client()).unwrap_err();
        clear(c, "no key", &said);
        assert!(said.contains("key"), "{said}");
    }
    let mut gone = ask(c.name);
    gone.instruments[0].active_to = Some(date("2020-06-30"));
    let said = scene.fetch(&gone, &keys(server), &quick_client()).unwrap_err();
    assert_eq!(said, "AAPL:XNAS was listed under this symbol only until 2020-06-30");
    assert_eq!(server.received().len(), asked, "{}: nobody was asked", c.name);
}

#[test]
fn every_fault_of_every_provider_is_one_sentence_and_leaves_the_store_as_it_was() {
    // Side by side: each waits for its time limits.
    std::thread::scope(|scope| {
        for c in contracts() {
            scope.spawn(move || all_faults(&c));
        }
    });
}

/// From the configuration file to the wire, and nowhere else.
#[test]
fn keys_of_the_configuration_file_reach_the_service_and_nothing_else() {
    std::thread::scope(|scope| {
        for c in contracts().into_iter().filter(|c| c.needs_key) {
            scope.spawn(move || key_of_the_file(&c));
        }
    });
}

fn key_of_the_file(c: &Contract) {
    let server = c.server(c.normal.clone());
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "[providers.{}]\napi_key = \"{SECRET}\"\napi_secret = \"{SECRET}2\"\nurl = \"{}\"\n",
        c.name,
        server.url("")
    );
    std::fs::write(&config, text).unwrap();
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("newstape").unwrap();
        command.env_clear().env("NO_PROXY", "*").env("RUST_LOG", "trace").arg("--config").arg(&config);
        command.arg("--db").arg(folder.path().join("newstape.db")).args(["--now", "2025-02-20T12:00:00Z"]);
        let out = command.args(args).output().unwrap();
        let text = [out.stdout, out.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat();
        assert!(!text.contains(SECRET), "{}: {text}", c.name);
        (out.status.code(), text)
    };
    let fetch =
        ["prices", "fetch", "AAPL:XNAS", "--from", "2025-01-27", "--to", "2025-01-31", "--provider", c.name];
    let (code, said) = run(&fetch);
    assert_eq!(code, Some(0), "{}: {said}", c.name);
    let received = server.received();
    let sent = received
        .iter()
        .all(|r| r.query.contains(SECRET) || r.headers.values().any(|value| value.contains(SECRET)));
    assert!(sent && !received.is_empty(), "{}: {received:?}", c.name);
    // The service's refusals and the ways to look at settings show nothing of it either.
    server.on(c.path, c.refusal.0.clone());
    assert_ne!(run(&[&fetch[..], &["--again"]].concat()).0, Some(0), "{}", c.name);
    server.on(c.path, Reply::redirect("https://127.0.0.1:1/elsewhere"));
    run(&[&fetch[..], &["--again"]].concat());
    for look in [&["config", "show"][..], &["doctor"], &["prices", "status", "AAPL:XNAS"]] {
        run(look);
    }
    for file in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(file.path()).unwrap();
        let holds = bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes());
        assert_eq!(holds, file.path() == config, "{}: {}", c.name, file.path().display());
    }
}

/// `doctor` tells how many calls of the day are left; what the fetches made is counted.
#[test]
fn calls_of_the_day_are_counted_and_told() {
    let c = contracts().into_iter().find(|c| c.name == "alphavantage").unwrap();
    let server = c.server(c.normal.clone());
    let newstape = crate::support::Newstape::new();
    newstape.write(
        "c.toml",
        &format!("[providers.alphavantage]\napi_key = \"{SECRET}\"\nurl = \"{}\"\n", server.url("")),
    );
    let clock = ["--now", "2025-02-20T12:00:00Z", "--config", "c.toml"];
    let calls = || {
        let (_, out, _) = newstape.run(&[&["--json"], &clock[..], &["doctor"]].concat(), None);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        let checks = report["checks"].as_array().unwrap().clone();
        checks.into_iter().find(|check| check["name"] == "calls").unwrap()["found"].to_string()
    };
    let fetch = ["prices", "fetch", "AAPL:XNAS", "--from", "2025-01-27", "--to", "2025-01-31", "--again"];
    let by = ["--provider", "alphavantage"];
    newstape.ok(&[&clock[..], &fetch, &by].concat());
    let made = server.received().len();
    assert!(calls().contains(&format!("alphavantage {} of 25 left", 25 - made)), "{}", calls());
    let mut store = Store::open(&newstape.path().join("news.db")).unwrap();
    store.count_calls("alphavantage", date("2025-02-20"), 25).unwrap();
    assert!(calls().contains("used up today: alphavantage"), "{}", calls());
}
