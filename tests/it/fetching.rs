//! One command from an article to a measured reaction, over loopback services that refuse as the real ones
//! were reported to do in 2026. No live service is asked.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::fixture_server::{FixtureServer, Received, Reply};
use crate::support::{Newstape, made_up_market, services};

const NOW: &str = "2026-11-28T15:00:00Z";
const ARTICLE: &str = "Microsoft (NASDAQ: MSFT) opens a research centre in Zurich\n\n\
    12 November 2026, 14:30 UTC\n\n\
    Microsoft said on Thursday that the centre would employ 400 people.\n";
const PROVIDERS: [&str; 12] = [
    "yahoo",
    "alpaca",
    "tiingo",
    "polygon",
    "twelvedata",
    "alphavantage",
    "finnhub",
    "stooq",
    "coinbase",
    "kraken",
    "ecb",
    "french",
];

struct Scene {
    server: FixtureServer,
    newstape: Newstape,
}

impl Scene {
    /// All services on one machine; keys for these.
    fn new(with_key: &[&str]) -> Self {
        let (server, newstape) = (FixtureServer::start(), Newstape::new());
        server.choosing(|asked| services::answer(asked, NOW.parse().unwrap()));
        let mut config = "[net]\nallow_private = true\nsystem_proxy = false\nretries = 0\n".to_owned();
        for name in PROVIDERS {
            writeln!(config, "[providers.{name}]\nurl = \"{}\"", server.url("")).unwrap();
            if with_key.contains(&name) {
                writeln!(config, "api_key = \"{}\"", services::KEY).unwrap();
            }
            if with_key.contains(&name) && name == "alpaca" {
                config += "api_secret = \"S3CRET\"\n";
            }
        }
        newstape.write("here.toml", &config);
        newstape.write("article.txt", ARTICLE);
        Self { server, newstape }
    }

    /// Adds lines to a section of the configuration.
    fn configure(&self, more: &str) {
        let text = std::fs::read_to_string(self.newstape.path().join("here.toml")).unwrap();
        let (section, lines) = more.split_once('\n').unwrap();
        let text = text.replace(&format!("{section}\n"), &format!("{section}\n{lines}"));
        self.newstape.write("here.toml", &text);
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let global = ["--config", "here.toml", "--now", NOW];
        self.newstape.run(&[&global, args].concat(), None)
    }

    fn json(&self, args: &[&str]) -> (i32, Value, String) {
        let (code, stdout, stderr) = self.run(&[&["--json"], args].concat());
        (code, serde_json::from_str(&stdout).unwrap_or_else(|e| panic!("{e}: {stdout} {stderr}")), stderr)
    }

    fn asked(&self, start: &str) -> usize {
        self.server.received().iter().filter(|r| r.path.starts_with(start)).count()
    }
}

fn headline(document: &Value) -> &Value {
    let rows = document["reactions"].as_array().unwrap();
    rows.iter().find(|r| r["headline"] == true).unwrap_or_else(|| panic!("no headline: {rows:?}"))
}

/// Measured against its benchmark, with a rank and a word.
fn assert_measured(document: &Value, from: &str) {
    let row = headline(document);
    assert_eq!(row["status"], "measured", "{from}: {row}");
    assert_eq!(row["anchor"]["provider"], from, "{row}");
    for field in ["return", "benchmark_return", "abnormal_return", "placebo_rank", "z"] {
        assert!(row[field].is_number(), "{from}: {field}: {row}");
    }
    assert_eq!((&row["basis"], row["verdict"].is_string()), (&Value::from("abnormal"), true), "{row}");
}

#[test]
fn an_article_and_one_command_end_in_a_measured_reaction_with_benchmark_rank_and_chart() {
    for name in ["alpaca", "tiingo", "polygon", "twelvedata", "stooq", "yahoo"] {
        let scene = Scene::new(&[name]);
        if name == "yahoo" {
            scene.configure("[providers.yahoo]\nuser_agent = \"Mozilla/5.0 (a test)\"\n");
        }
        let (code, document, stderr) = scene.json(&["log", "article.txt", "--fetch"]);
        assert_eq!(code, 0, "{name}: {stderr}");
        assert_measured(&document, name);
        let fetched = document["fetched"].as_array().unwrap();
        let symbols: BTreeSet<&str> = fetched.iter().filter_map(|f| f["symbol"].as_str()).collect();
        assert_eq!(symbols, BTreeSet::from(["MSFT", "SPY"]), "{name}");
        // Minutes come from these three; the others refuse or have none, and nobody else is set up.
        let without = if ["alpaca", "polygon", "yahoo"].contains(&name) { 0 } else { 2 };
        assert_eq!(document["failed"].as_array().map(Vec::len), Some(without), "{name}: {document}");
        let (code, _, stderr) = scene.run(&["chart", "1", "-o", "c.svg"]);
        assert_eq!(code, 0, "{stderr}");
        assert!(scene.newstape.path().join("c.svg").exists());
        let asked = scene.asked("/v8/");
        match name {
            "yahoo" => assert!(asked >= 4, "{asked}"),
            "alpaca" => assert_eq!(asked, 0, "it is asked first"),
            _ => assert_eq!(asked, 1, "{name}: who said no is left alone"),
        }
    }
}

/// The free key of Alpha Vantage has the last hundred days: enough for the move and the benchmark's.
#[test]
fn where_a_plan_has_only_a_hundred_days_they_are_taken() {
    let scene = Scene::new(&["alphavantage"]);
    let (code, document, stderr) = scene.json(&["log", "article.txt", "--fetch"]);
    assert_eq!(code, 0, "{stderr}");
    let row = headline(&document);
    assert_eq!(row["status"], "measured", "{row}");
    assert!(row["benchmark_return"].is_number(), "{row}");
    assert!(stderr.contains("MSFT, SPY: its plan gives the last hundred sessions only"), "{stderr}");
    let is_daily = |r: &&Received| r.query_value("function").as_deref() == Some("TIME_SERIES_DAILY");
    let received = scene.server.received();
    let sizes: Vec<String> =
        received.iter().filter(is_daily).filter_map(|r| r.query_value("outputsize")).collect();
    assert_eq!(sizes, ["full", "compact", "compact"], "refused once, remembered for the run");
}

/// Cookie and crumb are shown where the service demands them, and only there.
#[test]
fn a_service_that_demands_cookie_and_crumb_gets_them_once_a_run() {
    let scene = Scene::new(&[]);
    scene.server.choosing(|asked| {
        let cookie = asked.headers.get("cookie").map(String::as_str);
        match asked.path.as_str() {
            "/" => {
                let set = "A3=d=x1&S=y; Expires=Sat, 01 Jan 2028; Path=/";
                Some(Reply::new(404, "text/html", "").with("set-cookie", set))
            }
            "/v1/test/getcrumb" if cookie == Some("A3=d=x1&S=y") => {
                Some(Reply::new(200, "text/plain", "aB3.x/Y"))
            }
            _ if asked.query_value("crumb").as_deref() == Some("aB3.x/Y")
                && cookie == Some("A3=d=x1&S=y") =>
            {
                made_up_market::chart(asked, NOW.parse().unwrap())
            }
            _ => Some(Reply::new(401, "application/json", INVALID_CRUMB)),
        }
    });
    let (code, document, stderr) = scene.json(&["log", "article.txt", "--fetch"]);
    assert_eq!(code, 0, "{stderr}");
    assert_measured(&document, "yahoo");
    let pages = scene.server.received().iter().filter(|r| r.path == "/").count();
    assert_eq!((scene.asked("/v1/test/getcrumb"), pages), (1, 1));
    assert!(!stderr.contains("aB3"), "{stderr}");
}

const INVALID_CRUMB: &str =
    r#"{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}"#;

#[test]
fn a_crumb_that_is_a_refusal_is_told_in_one_sentence() {
    let page = "<title>Consent</title>";
    for (crumb, said) in [
        (Reply::new(429, "text/plain", "Too Many Requests"), "yahoo allows no more calls for now"),
        (Reply::new(200, "text/plain", "Too Many Requests"), "no more calls for now: Too Many Requests"),
        (Reply::new(404, "text/plain", "not found"), "yahoo does not serve this client: Invalid Crumb"),
        (Reply::html(page), "yahoo answered with a web page titled \"Consent\" instead of a crumb"),
    ] {
        let scene = Scene::new(&[]);
        scene.server.choosing(move |asked| {
            Some(match asked.path.as_str() {
                "/v1/test/getcrumb" => crumb.clone(),
                _ => Reply::new(401, "application/json", INVALID_CRUMB),
            })
        });
        let (code, _, stderr) = scene.run(&["log", "article.txt", "--fetch"]);
        assert_eq!(code, 3, "{stderr}");
        let told: Vec<&str> = stderr.lines().filter(|line| line.starts_with("yahoo ")).collect();
        assert!(told.len() == 1 && told[0].contains(said), "{said}: {stderr}");
        assert_eq!(scene.asked("/v1/test/getcrumb"), 1, "{stderr}");
    }
}

#[test]
fn bars_are_stored_though_corporate_actions_are_refused() {
    for (name, actions) in [("polygon", "/stocks/v1/"), ("alpaca", "/v1/corporate-actions")] {
        let scene = Scene::new(&[name]);
        scene.server.choosing(move |asked| {
            if asked.path.starts_with(actions) {
                let said = r#"{"message":"You are not entitled to this."}"#;
                return Some(Reply::new(403, "application/json", said));
            }
            services::answer(asked, NOW.parse().unwrap())
        });
        let (code, document, stderr) = scene.json(&["log", "article.txt", "--fetch"]);
        assert_eq!(code, 0, "{stderr}");
        assert_measured(&document, name);
        assert!(stderr.contains("the bars came without "), "{name}: {stderr}");
    }
}

/// Finnhub's candles are not in the free plan: it is asked only by name.
#[test]
fn finnhub_is_asked_for_bars_only_by_name() {
    let scene = Scene::new(&["finnhub"]);
    let (code, _, stderr) = scene.run(&["log", "article.txt", "--fetch"]);
    assert_eq!((code, scene.asked("/api/v1/stock/candle")), (3, 0), "{stderr}");
    let days = ["prices", "fetch", "MSFT", "--from", "2026-11-02", "--to", "2026-11-06"];
    let (code, _, stderr) = scene.run(&[&days[..], &["--provider", "finnhub"]].concat());
    assert_eq!((code, scene.asked("/api/v1/stock/candle")), (1, 1), "{stderr}");
    assert!(stderr.contains("does not give this on your plan"), "{stderr}");
}

#[test]
fn chart_and_measure_fetch_as_log_does() {
    let scene = Scene::new(&["alpaca"]);
    assert_eq!(scene.run(&["log", "article.txt"]).0, 0);
    let (code, document, stderr) = scene.json(&["measure", "1", "--fetch"]);
    assert_eq!(code, 0, "{stderr}");
    assert_measured(&document, "alpaca");
    assert!(document["measured"].as_u64().unwrap() > 8, "{document}");

    let scene = Scene::new(&["alpaca"]);
    assert_eq!(scene.run(&["log", "article.txt"]).0, 0);
    let (code, _, stderr) = scene.run(&["chart", "1", "-o", "c.svg", "--fetch"]);
    assert_eq!(code, 0, "{stderr}");
    let (_, document, _) = scene.json(&["show", "1"]);
    assert_measured(&document, "alpaca");
}

#[test]
fn nothing_is_fetched_twice() {
    let scene = Scene::new(&["alpaca"]);
    assert_eq!(scene.run(&["log", "article.txt", "--fetch"]).0, 0);
    let before = scene.server.received().len();
    for r in scene.server.received() {
        let same = |o: &&Received| o.path == r.path && o.query == r.query;
        assert_eq!(scene.server.received().iter().filter(same).count(), 1, "{r:?}");
    }
    for command in [&["measure", "1", "--fetch"][..], &["chart", "1", "-o", "c.svg", "--fetch"]] {
        let (code, _, stderr) = scene.run(command);
        assert_eq!(code, 0, "{stderr}");
    }
    assert_eq!(scene.server.received().len(), before, "{:?}", &scene.server.received()[before..]);
}

const FOUR: &str = "Microsoft (NASDAQ: MSFT), Nvidia (NASDAQ: NVDA), Apple (NASDAQ: AAPL) and Oracle (NYSE: ORCL) \
    rose on Thursday after a report on chips";

fn log_four(scene: &Scene, more: &[&str]) -> (i32, String, String) {
    let args = ["log", "--title", FOUR, "--at", "2026-11-12T14:30:00Z", "--source", "Test", "--lang", "en"];
    scene.run(&[&args, more].concat())
}

#[test]
fn whoever_says_no_is_asked_once_and_told_once() {
    let page = "<html><title>Consent</title></html>";
    for (reply, said) in [
        (
            Reply::new(429, "text/plain", "Too Many Requests"),
            "yahoo allows no more calls for now: it answered 429",
        ),
        (Reply::new(429, "text/plain", "").with("retry-after", "3600"), "it asks to wait 60 min"),
        (Reply::new(401, "application/json", "{}"), "yahoo does not serve this client: status 401"),
        (Reply::new(403, "application/json", "{}"), "yahoo does not serve this client: status 403"),
        (Reply::html(page), "yahoo answered with a web page instead of JSON"),
        (Reply::new(200, "application/json", page), "yahoo answered with a web page titled \"Consent\""),
    ] {
        let scene = Scene::new(&[]);
        scene.server.choosing(move |_| Some(reply.clone()));
        let (code, stdout, stderr) = log_four(&scene, &["--fetch"]);
        assert_eq!(code, 3, "logged, and nothing fetched: {stderr}");
        assert_eq!(scene.asked("/v8/"), 1, "{said}: {stderr}");
        let of_yahoo: Vec<&str> = stderr.lines().filter(|line| line.starts_with("yahoo ")).collect();
        assert!(of_yahoo.len() == 1 && of_yahoo[0].contains(said), "{stderr}");
        assert!(of_yahoo[0].contains("AAPL") && of_yahoo[0].contains("SPY"), "{stderr}");
        assert!(stderr.contains("nobody gave daily bars of "), "{stderr}");
        assert!(stderr.lines().count() <= 6, "{stderr}");
        assert_eq!(stderr.matches("hint: ").count(), 1, "{stderr}");
        assert!(stdout.lines().count() < 50, "{stdout}");
    }
}

#[test]
fn without_fetch_one_hint_says_which_command_gets_everything() {
    let scene = Scene::new(&[]);
    let (code, stdout, stderr) = log_four(&scene, &[]);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(
        stdout.matches("newstape prices fetch").count() + stdout.matches("--fetch").count(),
        0,
        "{stdout}"
    );
    let hints: Vec<&str> = stderr.lines().filter(|line| line.starts_with("hint: ")).collect();
    assert_eq!(hints.len(), 1, "{stderr}");
    assert!(hints[0].contains("`newstape measure 1 --fetch`"), "{stderr}");
    for symbol in ["MSFT", "NVDA", "AAPL", "ORCL", "SPY"] {
        assert!(hints[0].contains(symbol), "{symbol}: {stderr}");
    }
    assert!(stdout.matches("no data").count() <= 8, "two lines an instrument at most: {stdout}");
    let (_, _, stderr) = scene.run(&["measure", "1"]);
    assert!(stderr.lines().count() <= 3 && stderr.matches("hint: ").count() == 1, "{stderr}");
}

#[test]
fn fetching_without_the_network_is_refused_before_anything_is_logged() {
    let scene = Scene::new(&["alpaca"]);
    for command in [
        &["--offline", "log", "article.txt", "--fetch"][..],
        &["--offline", "measure", "--fetch"],
        &["--offline", "chart", "1", "--fetch"],
    ] {
        let (code, stdout, stderr) = scene.run(command);
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        let lines: Vec<&str> = stderr.lines().collect();
        assert_eq!(
            lines,
            [
                "error: `--fetch` needs the network, and network access is off",
                "hint: leave out `--offline` to allow network access"
            ]
        );
    }
    assert!(!scene.newstape.path().join("news.db").exists());
    assert!(scene.server.received().is_empty());
}

#[test]
fn a_reprint_is_not_fetched_for() {
    let scene = Scene::new(&["alpaca"]);
    let story = "Microsoft (NASDAQ: MSFT) opens a research centre in Zurich in which four hundred people are to work on \
                 chips, models and the cooling of both, the company said on Thursday in a statement that names no costs.";
    scene.newstape.write("a.txt", &format!("Microsoft opens a centre\n\n{story}"));
    scene.newstape.write("b.txt", &format!("Centre for Microsoft\n\n{story} Reprinted."));
    let log = |file: &str, at: &str, more: &[&str]| {
        scene.run(&[&["log", file, "--at", at, "--source", file], more].concat())
    };
    assert_eq!(log("a.txt", "2026-11-12T14:30:00Z", &[]).0, 0);
    let (code, _, stderr) = log("b.txt", "2026-11-12T15:30:00Z", &["--fetch"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("repeats the story of event 1"), "{stderr}");
    assert!(scene.server.received().is_empty());
}
