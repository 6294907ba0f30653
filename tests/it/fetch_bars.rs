//! Bars from a provider into the store: only what is missing, all of it or nothing, on one footing.

use std::time::Duration;

use chrono::NaiveDate;
use newstape::app::bars::fetch::{FetchBars, Outcome, fetch_bars};
use newstape::calendar::Calendars;
use newstape::instrument::Instrument;
use newstape::market::{ActionKind, Adjustment, Interval, SeriesKey};
use newstape::net::{Client, NetConfig};
use newstape::provider::{Keys, registry};
use newstape::store::Store;
use serde_json::json;

use crate::provider::instrument;
use crate::support::fixture_server::{FixtureServer, Received, Reply};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

struct Scene {
    server: FixtureServer,
    store: Store,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("newstape.db")).unwrap();
        Self { server: FixtureServer::start(), store, _folder: folder }
    }

    fn fetch(&mut self, ask: &FetchBars) -> Vec<Outcome> {
        let mut keys = Keys::default();
        for provider in registry(&Keys::default()) {
            keys.set_url(provider.name(), &self.server.url(""));
            keys.set_key(provider.name(), "K3Y".into());
        }
        let client = Client::new(NetConfig {
            read_timeout: Duration::from_secs(1),
            attempt_timeout: Duration::from_millis(1500),
            retries: 0,
            max_body: 1_000_000,
            system_proxy: false,
            ..NetConfig::default()
        })
        .unwrap();
        let mut told = 0;
        let outcomes = fetch_bars(&mut self.store, registry(&keys), &client, ask, |_| told += 1).unwrap();
        assert_eq!(told, outcomes.len());
        outcomes
    }

    fn closes(&self, id: &str) -> Vec<(String, f64)> {
        let series = self.store.daily(&key(id), day("2000-01-01"), day("2030-01-01")).unwrap();
        series.iter().flat_map(newstape::market::Series::bars).map(|b| (b.at.to_string(), b.close)).collect()
    }

    /// The ranges asked for since the last call, as dates in New York's winter.
    fn asked(&self, since: usize) -> Vec<(String, String)> {
        let date = |r: &Received, name| {
            let seconds: i64 = r.query_value(name).unwrap().parse().unwrap();
            chrono::DateTime::from_timestamp(seconds, 0).unwrap().date_naive().to_string()
        };
        self.server.received()[since..].iter().map(|r| (date(r, "period1"), date(r, "period2"))).collect()
    }
}

fn key(id: &str) -> SeriesKey {
    SeriesKey {
        instrument: id.parse().unwrap(),
        interval: Interval::Day1,
        provider: "yahoo".to_owned(),
        adjustment: Adjustment::Splits,
    }
}

fn ask(ids: &[&str], from: &str, to: &str, at: &str) -> FetchBars {
    FetchBars {
        instruments: ids.iter().map(|id| instrument(id)).collect::<Vec<Instrument>>(),
        interval: Interval::Day1,
        from: day(from),
        to: day(to),
        extended: false,
        provider: Some("yahoo".to_owned()),
        again: false,
        tolerance: 0.005,
        universe: std::sync::Arc::clone(newstape::instrument::Universe::builtin()),
        calendars: Calendars::builtin(),
        as_of: at.parse().unwrap(),
    }
}

/// A chart of every weekday in the range asked for, with the day of the month as price, divided by
/// `divisor`; a split of ten for one on 2025-02-10 is told once the divisor says that it happened.
fn weekdays(asked: &Received, divisor: f64) -> Option<Reply> {
    use chrono::{Datelike, TimeDelta, Weekday};
    let instant = |name| chrono::DateTime::from_timestamp(asked.query_value(name)?.parse().ok()?, 0);
    let (start, end) = (instant("period1")?, instant("period2")?);
    let opens: Vec<_> =
        std::iter::successors(Some(start + TimeDelta::minutes(570)), |at| Some(*at + TimeDelta::days(1)))
            .take_while(|at| *at < end)
            .filter(|at| !matches!(at.weekday(), Weekday::Sat | Weekday::Sun))
            .collect();
    let prices: Vec<f64> = opens.iter().map(|at| f64::from(at.day()) / divisor).collect();
    let split = json!({"1739197800": {"date": 1_739_197_800, "numerator": 10.0, "denominator": 1.0}});
    let split = if divisor > 1.0 && end.timestamp() > 1_739_197_800 { split } else { json!({}) };
    let body = json!({"chart": {"error": null, "result": [{
        "meta": {"currency": "USD", "exchangeTimezoneName": "America/New_York"},
        "timestamp": opens.iter().map(chrono::DateTime::timestamp).collect::<Vec<_>>(),
        "events": {"splits": split},
        "indicators": {"quote": [{
            "open": prices, "high": prices, "low": prices, "close": prices, "volume": vec![1e6; opens.len()],
        }]},
    }]}});
    Some(Reply::json(body.to_string()))
}

#[test]
fn only_what_is_missing_is_fetched_and_a_second_run_asks_nothing() {
    let mut scene = Scene::new();
    scene.server.choosing(|r| weekdays(r, 1.0));
    let week = ask(&["AAPL:XNAS"], "2025-01-27", "2025-01-31", "2025-02-08T12:00:00Z");
    let first = scene.fetch(&week);
    assert_eq!(first[0].result.as_ref().unwrap().inserted.inserted, 5);
    assert_eq!(scene.server.received().len(), 1);
    let second = scene.fetch(&week);
    assert_eq!(second[0].result.as_ref().unwrap().inserted.rows, 0);
    assert_eq!(scene.server.received().len(), 1, "all is there");
    let longer = ask(&["AAPL:XNAS"], "2025-01-27", "2025-02-07", "2025-02-08T12:00:00Z");
    let third = scene.fetch(&longer);
    // Friday comes along, to see that the footing is still the same.
    assert_eq!(scene.asked(1), [("2025-01-31".to_owned(), "2025-02-08".to_owned())]);
    let inserted = third[0].result.as_ref().unwrap().inserted;
    assert_eq!((inserted.inserted, inserted.unchanged, inserted.replaced), (5, 1, 0));
    assert_eq!(scene.closes("AAPL:XNAS").len(), 10);
}

#[test]
fn a_split_since_the_last_fetch_brings_the_whole_series_anew() {
    let mut scene = Scene::new();
    scene.server.choosing(|r| weekdays(r, 1.0));
    scene.fetch(&ask(&["AAPL:XNAS"], "2025-02-03", "2025-02-07", "2025-02-08T12:00:00Z"));
    assert_eq!(scene.closes("AAPL:XNAS")[0], ("2025-02-03".to_owned(), 3.0));
    scene.server.choosing(|r| weekdays(r, 10.0));
    let outcomes = scene.fetch(&ask(&["AAPL:XNAS"], "2025-02-11", "2025-02-14", "2025-02-15T12:00:00Z"));
    let taken = outcomes[0].result.as_ref().unwrap();
    assert_eq!((taken.inserted.replaced, taken.inserted.inserted, taken.new_actions), (5, 5, 1));
    let closes = scene.closes("AAPL:XNAS");
    assert_eq!(closes.first().unwrap(), &("2025-02-03".to_owned(), 0.3));
    assert_eq!(closes.last().unwrap(), &("2025-02-14".to_owned(), 1.4));
    let actions = scene.store.actions(&key("AAPL:XNAS").instrument, None).unwrap();
    assert_eq!(actions[0].kind, ActionKind::Split { new_per_old: 10.0 });
}

#[test]
fn one_symbol_s_failure_is_its_own() {
    let mut scene = Scene::new();
    scene.server.choosing(|r| weekdays(r, 1.0));
    let gone = r#"{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}"#;
    scene.server.on("/v8/finance/chart/GONE", Reply::new(404, "application/json", gone));
    let ids = ["MSFT:XNAS", "GONE:XNAS", "AAPL:XNAS", "META:XNAS", "NVDA:XNAS", "AMZN:XNAS"];
    let outcomes = scene.fetch(&ask(&ids, "2025-01-27", "2025-01-31", "2025-02-08T12:00:00Z"));
    let order: Vec<String> = outcomes.iter().map(|o| o.instrument.id.to_string()).collect();
    assert_eq!(order, ids, "as asked, not as arrived");
    for outcome in outcomes {
        let id = outcome.instrument.id.to_string();
        assert_eq!(outcome.result.is_err(), id == "GONE:XNAS", "{id}");
        assert_eq!(scene.closes(&id).len(), if id == "GONE:XNAS" { 0 } else { 5 });
    }
}

#[test]
fn every_fault_leaves_the_store_as_it_was() {
    let mut scene = Scene::new();
    scene.server.choosing(|r| weekdays(r, 1.0));
    scene.fetch(&ask(&["AAPL:XNAS"], "2025-01-27", "2025-01-31", "2025-02-08T12:00:00Z"));
    let before = scene.closes("AAPL:XNAS");
    let json = || "application/json".to_owned();
    let half =
        || br#"{"chart":{"result":[{"meta":{"currency":"USD"},"timestamp":[1738074600,1738161"#.to_vec();
    for (reply, said) in [
        (Reply::Hang, "timed out"),
        (Reply::SlowLoris, "timed out"),
        (Reply::Close, "closed before an answer"),
        (Reply::Garbage, "127.0.0.1"),
        (Reply::Endless { media: json() }, "larger than 1000000 bytes"),
        (Reply::Truncated { media: json(), body: half() }, "broke off"),
        (Reply::TruncatedGzip { media: json(), body: half() }, "broke off"),
        (Reply::json(half()), "breaks off"),
        (Reply::html("<title>Consent</title>"), "a web page instead of JSON"),
        (Reply::new(404, "text/plain", ""), "404"),
        (Reply::new(500, "text/plain", ""), "500"),
        (Reply::new(429, "text/plain", "").with("retry-after", "3600"), "60 min"),
        (Reply::redirect("/v8/finance/chart/AAPL"), "in a circle"),
    ] {
        scene.server.on("/v8/finance/chart/AAPL", reply.clone());
        let outcomes = scene.fetch(&ask(&["AAPL:XNAS"], "2025-01-27", "2025-02-07", "2025-02-08T12:00:00Z"));
        let error = outcomes[0].result.as_ref().unwrap_err().to_string();
        assert!(error.contains(said), "{reply:?}: {error}");
        assert!(!error.contains('\n'), "{error}");
        assert_eq!(scene.closes("AAPL:XNAS"), before, "{reply:?}");
    }
}

/// The server speaks no TLS; an address that says it does is a broken secure connection.
#[test]
fn a_broken_secure_connection_leaves_the_store_as_it_was() {
    let mut scene = Scene::new();
    let mut keys = Keys::default();
    keys.set_url("yahoo", &scene.server.url("").replace("http:", "https:"));
    let quick = NetConfig { retries: 0, system_proxy: false, ..NetConfig::default() };
    let ask = ask(&["AAPL:XNAS"], "2025-01-27", "2025-01-31", "2025-02-08T12:00:00Z");
    let client = Client::new(quick).unwrap();
    let outcomes = fetch_bars(&mut scene.store, registry(&keys), &client, &ask, |_| {}).unwrap();
    let error = outcomes[0].result.as_ref().unwrap_err().to_string();
    assert!(error.contains("no secure connection"), "{error}");
    assert!(scene.closes("AAPL:XNAS").is_empty());
}

/// Two providers' series stay two; where they differ, both bars are flagged and told.
#[test]
fn another_providers_closes_are_compared_and_kept_apart() {
    let mut scene = Scene::new();
    let theirs =
        SeriesKey { provider: "tiingo".to_owned(), adjustment: Adjustment::AsTraded, ..key("AAPL:XNAS") };
    let bar = |d: u32, close| {
        let at = NaiveDate::from_ymd_opt(2025, 1, d).unwrap();
        newstape::market::Bar::new(at, close, close, close, close, None).unwrap()
    };
    // As traded, before a split of ten for one that Yahoo has divided by already.
    let bars = vec![bar(27, 270.0), bar(28, 281.0), bar(29, 295.8), bar(30, 300.0)];
    let series = newstape::market::Series::new(theirs.clone(), bars).unwrap();
    scene.store.insert_bars(&series, "2025-02-01T00:00:00Z".parse().unwrap(), "test").unwrap();
    let split = newstape::market::CorporateAction {
        instrument: theirs.instrument.clone(),
        ex_date: day("2025-02-05"),
        kind: ActionKind::Split { new_per_old: 10.0 },
    };
    scene.store.insert_actions(&[split], "test", "2025-02-05T00:00:00Z".parse().unwrap()).unwrap();
    scene.server.choosing(|r| weekdays(r, 1.0));
    let outcomes = scene.fetch(&ask(&["AAPL:XNAS"], "2025-01-27", "2025-01-31", "2025-02-08T12:00:00Z"));
    let told = newstape::app::bars::fetch::record(Interval::Day1, &outcomes, &|_| None);
    let fetched = &told.fetched[0];
    assert_eq!(fetched.disagreements.len(), 1, "28 and 28.1 are within half a per cent: {fetched:?}");
    assert_eq!(fetched.disagreements[0].line(), "2025-01-29: 29 against 29.58 of tiingo (2.00 %)");
    assert_eq!(fetched.flagged, 1);
    let remarks: Vec<String> = fetched.remarks(&|_| None).collect();
    assert!(remarks.iter().any(|r| r.contains("1 close differs from another provider's")), "{remarks:?}");
    assert_eq!(scene.closes("AAPL:XNAS")[2], ("2025-01-29".to_owned(), 29.0));
    let kept = scene.store.daily(&theirs, day("2025-01-01"), day("2025-02-01")).unwrap().unwrap();
    assert_eq!(kept, series, "never mixed");
    let check =
        newstape::app::bars::check::check_prices(&scene.store, &Calendars::builtin(), None, 0.005).unwrap();
    let both = check.flagged.iter().filter(|f| f.other_close.is_some()).count();
    assert_eq!(both, 2, "the bar of either is listed: {:?}", check.flagged);
}

#[test]
fn a_range_that_cannot_be_is_refused() {
    let mut scene = Scene::new();
    let client = Client::new(NetConfig::default()).unwrap();
    for (from, to, said) in [
        ("2025-01-31", "2025-01-27", "the range 2025-01-31 to 2025-01-27 ends before it begins"),
        ("2025-03-01", "2025-03-07", "the range begins on 2025-03-01, and it is 2025-02-08"),
    ] {
        let ask = ask(&["AAPL:XNAS"], from, to, "2025-02-08T12:00:00Z");
        let refused = fetch_bars(&mut scene.store, registry(&Keys::default()), &client, &ask, |_| {});
        assert_eq!(refused.unwrap_err().to_string(), said);
    }
}

/// The program, with its database in the folder and every provider's address at the server.
fn program(folder: &tempfile::TempDir, server: &FixtureServer, arguments: &[&str]) -> std::process::Output {
    let mut command = assert_cmd::Command::cargo_bin("newstape").unwrap();
    command.env_clear().env("NO_PROXY", "*");
    for provider in registry(&Keys::default()) {
        command.env(format!("NEWSTAPE_{}_URL", provider.name().to_uppercase()), server.url(""));
    }
    command.arg("--db").arg(folder.path().join("newstape.db"));
    command.args(["--now", "2025-02-08T12:00:00Z", "prices", "fetch"]).args(arguments);
    command.output().unwrap()
}

fn document(output: &std::process::Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

fn complaint(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_program_tells_what_it_fetched_and_what_failed() {
    let (server, folder) = (FixtureServer::start(), tempfile::tempdir().unwrap());
    server.choosing(|r| weekdays(r, 1.0));
    let range = ["--from", "2025-01-27", "--to", "2025-01-31", "--provider", "yahoo", "--json"];
    let output = program(&folder, &server, &[&["MSFT:XNAS", "NOSUCHTHING"][..], &range].concat());
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let done = document(&output);
    assert_eq!(done["schema"], "newstape/prices-fetch/1");
    let fetched = &done["fetched"][0];
    assert_eq!(
        (&fetched["symbol"], &fetched["mic"], &fetched["provider"], &fetched["bars"]),
        (&json!("MSFT"), &json!("XNAS"), &json!("yahoo"), &json!(5))
    );
    assert_eq!(fetched["adjustment"], "splits");
    assert_eq!(done["failed"][0]["symbol"], "NOSUCHTHING");
    assert!(complaint(&output).contains("NOSUCHTHING"), "{output:?}");

    let output = program(&folder, &server, &[&["MSFT:XNAS"][..], &range].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(document(&output)["fetched"][0]["bars"], 0);
    assert_eq!(server.received().len(), 1, "the second run found everything there");
}

#[test]
fn the_program_fails_in_one_sentence() {
    let (server, folder) = (FixtureServer::start(), tempfile::tempdir().unwrap());
    let range = ["MSFT:XNAS", "--from", "2025-01-27", "--to", "2025-01-31", "--provider"];
    let fails = |reply: Reply, more: &[&str]| {
        server.on("/v8/finance/chart/MSFT", reply);
        let output = program(&folder, &server, &[&range[..], &["yahoo", "--timeout", "1"], more].concat());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty());
        let text = complaint(&output);
        assert!(text.starts_with("error: nothing was fetched: MSFT: yahoo"), "{text}");
        assert_eq!(text.trim_end().lines().count(), 1, "{text}");
        text
    };
    assert!(fails(Reply::Hang, &[]).contains("timed out after 1 s"));
    assert!(fails(Reply::new(429, "text/plain", "").with("retry-after", "120"), &[]).contains("wait 2 min"));
    assert!(fails(Reply::new(404, "text/plain", ""), &[]).contains("404"));
    assert!(fails(Reply::json(r#"{"chart":{"result":[{"meta":"#), &[]).contains("breaks off"));
    assert!(fails(Reply::Hang, &["--offline"]).contains("network access is off"));
    let output = program(&folder, &server, &[&range[..], &["tiingo"]].concat());
    assert!(complaint(&output).contains("NEWSTAPE_TIINGO_KEY"), "{output:?}");
    let output = program(&folder, &server, &[&range[..], &["bloomberg"]].concat());
    assert!(complaint(&output).contains("there is no provider \"bloomberg\""), "{output:?}");
}

/// A share's days under an earlier symbol are asked under the one that it has now, where a service keeps them
/// there, whichever of the two is asked for.
#[test]
fn a_renamed_share_is_asked_under_its_present_symbol() {
    for id in ["FB:XNAS", "META:XNAS"] {
        let mut scene = Scene::new();
        scene.server.choosing(|r| weekdays(r, 1.0));
        let mut week = ask(&[id], "2022-06-06", "2022-06-10", "2025-02-08T12:00:00Z");
        let universe = newstape::instrument::Universe::builtin();
        week.instruments = vec![universe.get(&id.parse().unwrap()).unwrap().clone()];
        let first = scene.fetch(&week);
        assert_eq!(first[0].result.as_ref().unwrap().inserted.inserted, 5, "{id}: META from the 9th on");
        assert!(scene.server.received().iter().all(|r| r.path.ends_with("/META")), "{id}");
        assert_eq!(scene.closes(id).len(), 5);
    }
}

/// A service that keeps each symbol by itself is asked for the days of that symbol, and the rest is named.
#[test]
fn what_another_symbol_holds_is_named() {
    let mut scene = Scene::new();
    let rows = |from: &str| {
        let at =
            |d: u32| format!("{from}-{d:02}T04:00:00Z").parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let one =
            |d| json!({"t": at(d).timestamp_millis(), "o": 9.0, "h": 9.0, "l": 9.0, "c": 9.0, "v": 1e6});
        json!({"status": "OK", "adjusted": false, "results": [one(9), one(10)]})
    };
    let body = rows("2022-06").to_string();
    scene.server.choosing(move |r| {
        let is_bars = r.path.starts_with("/v2/aggs/ticker/META/range/1/day/2022-06-09/2022-06-10");
        Some(if is_bars { Reply::json(body.clone()) } else { Reply::json(r#"{"status":"OK","results":[]}"#) })
    });
    let universe = newstape::instrument::Universe::builtin();
    let mut week = ask(&["META:XNAS"], "2022-06-06", "2022-06-10", "2023-02-08T12:00:00Z");
    week.instruments = vec![universe.get(&"META:XNAS".parse().unwrap()).unwrap().clone()];
    week.provider = Some("polygon".to_owned());
    let outcomes = scene.fetch(&week);
    let taken = outcomes[0].result.as_ref().unwrap();
    assert_eq!(taken.inserted.inserted, 2);
    let notes = &taken.answer.fetched[0].notes;
    assert_eq!(
        notes,
        &["polygon has the share under this symbol from 2022-06-09 on only, and the rest under another"]
    );
}

#[test]
fn a_symbol_is_asked_for_only_while_the_share_was_traded() {
    let mut scene = Scene::new();
    scene.server.choosing(|r| weekdays(r, 1.0));
    let mut week = ask(&["TWTR:XNYS"], "2022-10-24", "2022-10-31", "2025-02-08T12:00:00Z");
    let universe = newstape::instrument::Universe::builtin();
    week.instruments = vec![universe.get(&"TWTR:XNYS".parse().unwrap()).unwrap().clone()];
    let first = scene.fetch(&week);
    assert_eq!(first[0].result.as_ref().unwrap().inserted.inserted, 4, "until the 27th");
    let later = FetchBars { from: day("2025-01-27"), to: day("2025-01-31"), ..week };
    let asked = scene.server.received().len();
    let outcomes = scene.fetch(&later);
    assert_eq!(
        outcomes[0].result.as_ref().unwrap_err().to_string(),
        "TWTR:XNYS was listed under this symbol only from 2013-11-07 until 2022-10-27"
    );
    assert_eq!(scene.server.received().len(), asked, "nobody was asked");
}

/// A week fetched twice: the second time the server is asked only whether it has changed.
#[test]
fn an_unchanged_answer_is_not_sent_again() {
    let mut scene = Scene::new();
    scene.server.choosing(|r| {
        if r.headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"") {
            return Some(Reply::new(304, "application/json", ""));
        }
        weekdays(r, 1.0).map(|reply| reply.with("etag", "\"v1\""))
    });
    let week = ask(&["AAPL:XNAS"], "2025-01-27", "2025-01-31", "2025-02-08T12:00:00Z");
    scene.fetch(&week);
    let before = scene.closes("AAPL:XNAS");
    let again = FetchBars { again: true, ..week };
    let outcomes = scene.fetch(&again);
    let received = scene.server.received();
    assert_eq!(received.last().unwrap().headers.get("if-none-match").unwrap(), "\"v1\"");
    let taken = outcomes[0].result.as_ref().unwrap();
    assert_eq!((taken.inserted.rows, taken.answer.provider), (0, "yahoo"));
    assert!(taken.answer.fetched[0].notes[0].contains("is unchanged"), "{:?}", taken.answer.fetched[0].notes);
    assert_eq!(scene.closes("AAPL:XNAS"), before);
    // Another range is another question.
    scene.fetch(&FetchBars { to: day("2025-01-30"), ..again });
    assert_eq!(scene.server.received().last().unwrap().headers.get("if-none-match"), None);
}

/// Twenty-five calls a day are Alpha Vantage's free plan; the count survives the process.
#[test]
fn a_daily_allowance_is_kept_over_runs() {
    let mut scene = Scene::new();
    scene.server.choosing(|r| weekdays(r, 1.0));
    let today = day("2025-02-08");
    scene.store.count_calls("alphavantage", today, 25).unwrap();
    let mut week = ask(&["AAPL:XNAS"], "2025-01-27", "2025-01-31", "2025-02-08T12:00:00Z");
    week.provider = Some("alphavantage".to_owned());
    let outcomes = scene.fetch(&week);
    let error = outcomes[0].result.as_ref().unwrap_err().to_string();
    assert!(error.contains("its 25 daily calls are used up"), "{error}");
    assert!(scene.server.received().is_empty(), "nobody was asked");
    week.provider = Some("yahoo".to_owned());
    scene.fetch(&week);
    assert_eq!(scene.store.calls_on("yahoo", today).unwrap(), 1, "calls are counted by day");
}
