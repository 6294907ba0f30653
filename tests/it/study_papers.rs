//! What published studies need of a study: several windows, cross-sections, tables for a paper.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use chrono::{Days, NaiveDate};
use serde_json::Value;

const INSTRUMENTS: usize = 6;
const SESSIONS: u64 = 150;

fn session(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().checked_add_days(Days::new(n)).unwrap()
}

/// Numbers without a pattern, in (−1, 1).
fn noise(a: u64, b: u64) -> f64 {
    (((a as f64 + 1.3) * 12.9898 + (b as f64 + 0.7) * 78.233).sin() * 43_758.545_3).fract()
}

/// The surprise and the size of the event of an instrument.
fn facts(instrument: usize, event: u64) -> (f64, f64) {
    let surprise = noise(event + 1, 100 + instrument as u64);
    (surprise, 1_000.0 * (1.5 + noise(7 * event + 3, instrument as u64)).exp())
}

/// Five events of each instrument.
fn event_days() -> impl Iterator<Item = u64> {
    (0..5).map(|n| 60 + 17 * n)
}

/// Prices of a benchmark and of instruments that follow it and move by 3 % for each point of surprise.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut prices = String::from("symbol,date,close\n");
    for instrument in 0..=INSTRUMENTS {
        let (symbol, mut price) = (name(instrument), 100.0);
        for day in 0..SESSIONS {
            let market = 0.008 * noise(day, 0);
            let jump = event_days().position(|own| instrument > 0 && own + instrument as u64 == day);
            let jump = jump.map_or(0.0, |event| 0.03 * facts(instrument, event as u64).0);
            let own = if instrument == 0 { 0.0 } else { 0.004 * noise(day, instrument as u64) + jump };
            price *= 1.0 + market + own;
            writeln!(prices, "{symbol},{},{price:.6}", session(day)).unwrap();
        }
    }
    let mut events = String::from("symbol,date,surprise,size,sector,memo\n");
    for instrument in 1..=INSTRUMENTS {
        for (event, day) in event_days().enumerate() {
            let (surprise, size) = facts(instrument, event as u64);
            let sector = ["energy", "health", "tech"][(instrument + event) % 3];
            let date = session(day + instrument as u64);
            writeln!(events, "{},{date},{surprise:.6},{size:.2},{sector},x", name(instrument)).unwrap();
        }
    }
    std::fs::write(folder.path().join("p.csv"), prices).unwrap();
    std::fs::write(folder.path().join("e.csv"), events).unwrap();
    folder
}

/// The same with a file of events that has no further columns.
fn plain() -> tempfile::TempDir {
    let folder = folder();
    let file = folder.path().join("e.csv");
    let events = std::fs::read_to_string(&file).unwrap();
    let two = |line: &str| line.split(',').take(2).collect::<Vec<_>>().join(",") + "\n";
    std::fs::write(file, events.lines().map(two).collect::<String>()).unwrap();
    folder
}

fn name(instrument: usize) -> String {
    if instrument == 0 { "MKT".to_owned() } else { format!("S{instrument}") }
}

fn study(folder: &Path, args: &[&str]) -> Output {
    let base = ["--db", "t.db", "study", "--prices", "p.csv", "--benchmark", "MKT", "--events", "e.csv"];
    let spec = ["--estimation", "40", "--gap", "3"];
    Command::new(env!("CARGO_BIN_EXE_newstape"))
        .current_dir(folder)
        .args(base)
        .args(spec)
        .args(args)
        .output()
        .unwrap()
}

#[track_caller]
fn json(folder: &Path, args: &[&str]) -> Value {
    let out = study(folder, &[&["--json"], args].concat());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

#[track_caller]
fn words(out: &Output) -> String {
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout.clone()).unwrap()
}

#[track_caller]
fn near(got: &Value, want: f64) {
    let got = got.as_f64().unwrap();
    assert!((got - want).abs() <= 1e-9 * want.abs().max(1e-9), "{got}, expected {want}");
}

/// The events' cumulative abnormal returns over the whole window and their surprises.
fn points(study: &Value) -> Vec<(f64, f64, f64)> {
    let events = study["events"].as_array().unwrap().iter().enumerate();
    let last = |event: &Value, path: &str| event[path].as_array().unwrap().last().unwrap().as_f64().unwrap();
    events
        .map(|(n, event)| {
            let surprise: f64 = format!("{:.6}", facts(n / 5 + 1, n as u64 % 5).0).parse().unwrap();
            (surprise, last(event, "car"), last(event, "car_se"))
        })
        .collect()
}

/// The slope of a weighted line.
fn slope(points: &[(f64, f64, f64)], weight: impl Fn(f64) -> f64) -> f64 {
    let sum =
        |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|(x, y, se)| weight(*se) * of(*x, *y)).sum::<f64>();
    let n = sum(&|_, _| 1.0);
    let (x, y) = (sum(&|x, _| x) / n, sum(&|_, y| y) / n);
    sum(&|a, b| (a - x) * (b - y)) / sum(&|a, _| (a - x) * (a - x))
}

#[test]
fn several_windows_share_their_estimation_and_stand_side_by_side() {
    let folder = plain();
    let tests = ["--test", "bmp,corrado"];
    let both = json(folder.path(), &[&["--window=-1..1", "--window=-5..5"], &tests[..]].concat());
    let windows = both["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 2);
    assert_eq!(
        (&both["spec"]["window"], &both["spec"]["estimation_window"]),
        (&serde_json::json!([-1, 1]), &serde_json::json!([-48, -9]))
    );
    // The first window keeps its form, and the figures of both are those of their own studies.
    near(&windows[0]["caar"], both["aggregate"]["caar"][2].as_f64().unwrap());
    let wide = json(folder.path(), &[&["--window=-5..5"], &tests[..]].concat());
    near(&windows[1]["caar"], wide["aggregate"]["caar"][10].as_f64().unwrap());
    let p = &wide["aggregate"]["tests"][0]["per_day"][10]["caar"]["p"];
    near(&windows[1]["tests"][0]["p"], p.as_f64().unwrap());
    assert_eq!(windows[1]["tests"][1]["name"], "corrado");
    assert!(wide.get("windows").is_none());
    let text = words(&study(folder.path(), &[&["--window=-1..1", "--window=-5..5"], &tests[..]].concat()));
    assert!(text.contains("−1..+1") && text.contains("−5..+5"), "{text}");
}

#[test]
fn a_cross_section_explains_the_events_of_each_window() {
    let folder = folder();
    let formula = ["--regress", "car ~ surprise", "--se", "classic"];
    let args = [&["--window=0..1", "--window=0..3"], &formula[..]].concat();
    let found = json(folder.path(), &args);
    let fits = found["regressions"].as_array().unwrap();
    assert_eq!((fits.len(), &fits[0]["n"]), (2, &30.into()));
    let points = points(&found);
    near(&fits[0]["coefficients"][1]["estimate"], slope(&points, |_| 1.0));
    assert!((fits[0]["coefficients"][1]["estimate"].as_f64().unwrap() - 0.03).abs() < 0.01, "{}", fits[0]);
    assert_ne!(fits[0]["coefficients"][1]["estimate"], fits[1]["coefficients"][1]["estimate"]);
    let weighted = json(folder.path(), &[&args[..], &["--wls", "patell"]].concat());
    let weight = |se: f64| 1.0 / (se * se);
    near(&weighted["regressions"][0]["coefficients"][1]["estimate"], slope(&points, weight));
}

#[test]
fn a_cross_section_knows_categories_effects_clusters_and_what_the_study_knows() {
    let folder = folder();
    let formula =
        ["--regress", "car ~ surprise + log(size) + C(sector) + fe:symbol", "--se", "cluster:date,symbol"];
    let found = json(folder.path(), &formula);
    let fit = &found["regressions"][0];
    let terms: Vec<&str> =
        fit["coefficients"].as_array().unwrap().iter().map(|own| own["term"].as_str().unwrap()).collect();
    assert_eq!(terms, ["surprise", "log(size)", "C(sector)[health]", "C(sector)[tech]"]);
    assert_eq!(fit["effects"][0], serde_json::json!({ "column": "symbol", "count": 6 }));
    assert_eq!(fit["clusters"][1]["count"], 6);
    let notes = found["attention"]["notes"].to_string();
    assert!(notes.contains("not used: memo"), "{notes}");
    let text =
        words(&study(folder.path(), &["--regress", "car ~ surprise + sigma + beta", "--winsorise", "5%"]));
    assert!(text.contains("Cross-section of 30 events") && text.contains("winsorised at 5.0 %"), "{text}");
}

#[test]
fn the_methods_say_what_was_regressed() {
    let folder = folder();
    let args = [
        "--methods",
        "--window=0..1",
        "--window=-3..3",
        "--regress",
        "car ~ surprise",
        "--wls",
        "patell",
        "--se",
        "hc3",
    ];
    let text = words(&study(folder.path(), &args));
    for part in ["days -3 to 3", "car ~ surprise", "HC3 (MacKinnon and White 1985)", "inverse of each event"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        text.trim_end().ends_with(concat!("Computed with newstape ", env!("CARGO_PKG_VERSION"), ".")),
        "{text}"
    );
}

#[test]
fn what_a_formula_asks_in_vain_is_named() {
    let folder = folder();
    for (args, code, word) in [
        (&["--regress", "car ~ nonsense"][..], 1, "nonsense"),
        (&["--regress", "car ~ sector"], 1, "C(sector)"),
        (&["--regress", "car surprise"], 2, "~"),
        (&["--regress", "car ~ surprise", "--se", "hc9"], 2, "hc9"),
        (&["--se", "hc1"], 2, "--regress"),
        (&["--test", "bmp"], 1, "surprise"),
    ] {
        let out = study(folder.path(), args);
        let words = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!((out.status.code(), words.contains(word)), (Some(code), true), "{args:?}: {words}");
    }
}

/// Rewrites the events with a further column of the value that `of` gives for each row.
fn with_column(folder: &Path, name: &str, of: impl Fn(usize) -> String) {
    let file = folder.join("e.csv");
    let events = std::fs::read_to_string(&file).unwrap();
    let line = |(n, line): (usize, &str)| match n {
        0 => format!("{line},{name}\n"),
        n => format!("{line},{}\n", of(n - 1)),
    };
    std::fs::write(file, events.lines().enumerate().map(line).collect::<String>()).unwrap();
}

#[test]
fn signs_turn_returns_and_leave_what_was_held() {
    let folder = plain();
    with_column(folder.path(), "sign", |n| if n % 2 == 0 { "-1".to_owned() } else { "up".to_owned() });
    for model in ["market_model", "market_adjusted", "mean_adjusted"] {
        let args = ["--window=0..3", "--model", model];
        let signed = json(folder.path(), &args);
        let bare = plain();
        let whole = json(bare.path(), &args);
        for (n, (own, before)) in points(&signed).iter().zip(points(&whole)).enumerate() {
            let sign = if n % 2 == 0 { -1.0 } else { 1.0 };
            assert!((own.1 - sign * before.1).abs() < 1e-12, "{model} {n}: {own:?} {before:?}");
            assert!((own.2 - before.2).abs() < 1e-12, "{model} {n}");
            let bhar = |study: &Value| study["events"][n]["bhar"].as_f64().unwrap();
            assert!((bhar(&signed) - sign * bhar(&whole)).abs() < 1e-12, "{model} {n}");
        }
        assert_eq!(signed["attention"]["overlapping_windows"], whole["attention"]["overlapping_windows"]);
    }
    let notes = json(folder.path(), &["--window=0..3"])["attention"]["notes"].to_string();
    assert!(notes.contains("15 of 30 with the opposite sign"), "{notes}");
    with_column(folder.path(), "group", |n| if n < 3 { "a".into() } else { "b".into() });
    let grouped = json(folder.path(), &["--window=0..3", "--by", "group"]);
    assert_eq!(grouped["groups"][0]["aggregate"]["n"], 3);
}

#[test]
fn an_event_without_a_direction_is_left_out_with_that_reason() {
    let folder = plain();
    with_column(folder.path(), "sign", |n| ["1", "0", "", "sideways"][n.min(3)].to_owned());
    let found = json(folder.path(), &["--window=0..3"]);
    assert_eq!(
        (&found["aggregate"]["n"], &found["attention"]["excluded"]["no_sign"]),
        (&1.into(), &29.into())
    );
}

#[test]
fn an_event_may_have_a_benchmark_of_its_own() {
    let folder = plain();
    with_column(folder.path(), "benchmark", |n| if n < 5 { "S6".to_owned() } else { String::new() });
    let own = json(folder.path(), &["--window=0..3"]);
    let of = |study: &Value, n: usize| study["events"][n]["beta"].clone();
    let bare = plain();
    let all = json(bare.path(), &["--window=0..3"]);
    with_column(bare.path(), "benchmark", |_| "S6".to_owned());
    let against = json(bare.path(), &["--window=0..3"]);
    assert_eq!((of(&own, 2), of(&own, 7)), (of(&against, 2), of(&all, 7)));
    assert_ne!(of(&all, 2), of(&against, 2));
    let unknown = plain();
    with_column(unknown.path(), "benchmark", |_| "NOBODY".to_owned());
    let out = study(unknown.path(), &["--window=0..3"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("NOBODY is not in the prices"));
}

#[test]
fn events_near_other_logged_news_are_left_out() {
    let folder = plain();
    for file in ["p.csv", "e.csv"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        std::fs::write(folder.path().join(file), text.replace("S1,", "MSFT,").replace("S2,", "AAPL,"))
            .unwrap();
    }
    let log = |symbol: &str, at: &str| {
        let title = format!("{symbol} says something on {at}");
        let args = ["--db", "t.db", "log", "--title", &title, "--ticker", symbol, "--at", at, "--lang", "en"];
        let out = Command::new(env!("CARGO_BIN_EXE_newstape"))
            .current_dir(folder.path())
            .args(args)
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    };
    // One has an event of the file on this very Tuesday, the other on a Wednesday, two sessions before.
    log("MSFT", &format!("{}T15:00:00Z", session(78)));
    log("AAPL", &format!("{}T15:00:00Z", session(79 + 2)));
    let near = json(folder.path(), &["--window=0..3", "--clean", "5d"]);
    let excluded = near["excluded"].as_array().unwrap();
    assert_eq!(near["aggregate"]["n"], 29, "{excluded:?}");
    assert_eq!((&excluded[0]["symbol"], &excluded[0]["reason"]), (&"AAPL".into(), &"other_news".into()));
    let far = json(folder.path(), &["--window=0..3", "--clean", "1d"]);
    assert_eq!(far["aggregate"]["n"], 30);
}

#[test]
fn the_smallest_effect_is_found_in_eight_studies_of_ten() {
    let folder = plain();
    let found = json(folder.path(), &["--window=0..3", "--test", "cross_sectional_t"]);
    let cars: Vec<f64> = points(&found).iter().map(|point| point.1).collect();
    let mean = cars.iter().sum::<f64>() / 30.0;
    let sd = (cars.iter().map(|car| (car - mean).powi(2)).sum::<f64>() / 29.0).sqrt();
    // Student's quantiles of 0.975 and 0.8 with 29 degrees of freedom.
    let want = (2.045_229_642_132_703 + 0.854_192_112_690_137_5) * sd / 30.0_f64.sqrt();
    let got = found["aggregate"]["detectable"]["caar"].as_f64().unwrap();
    assert!((got / want - 1.0).abs() < 1e-6, "{got}, expected {want}");
    let text = words(&study(folder.path(), &["--window=0..3"]));
    assert!(text.contains("smallest effect that so many events show"), "{text}");
}

#[test]
fn a_study_of_nothing_says_why_and_shows_no_empty_table() {
    let folder = plain();
    std::fs::write(folder.path().join("e.csv"), "symbol,date\nS1,2024-01-03\nNOBODY,2024-03-01\n").unwrap();
    let out = study(folder.path(), &[]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(4));
    assert!(text.contains("no event could be measured") && text.contains("unknown_symbol"), "{text}");
    assert!(!text.contains("n/a"), "{text}");
}

#[test]
fn a_file_that_is_missing_is_a_failure() {
    let folder = plain();
    std::fs::remove_file(folder.path().join("p.csv")).unwrap();
    assert_eq!(study(folder.path(), &[]).status.code(), Some(1));
}

#[test]
fn tables_and_a_report_for_a_paper() {
    let folder = folder();
    let args = [
        "--window=0..1",
        "--window=-5..5",
        "--test",
        "bmp,corrado",
        "--regress",
        "car ~ surprise + C(sector)",
        "--latex",
        "t.tex",
        "--report",
        "r.html",
    ];
    words(&study(folder.path(), &args));
    let tex = std::fs::read_to_string(folder.path().join("t.tex")).unwrap();
    for part in [
        "\\toprule",
        "$[0,+1]$",
        "BMP $t$",
        "CAR $[-5,+5]$",
        "surprise & 0.0",
        "$^{***}$",
        "C(sector)[tech]",
        "$R^2$",
    ] {
        assert!(tex.contains(part), "{part}\n{tex}");
    }
    let columns = |line: &str| line.matches(" & ").count();
    let rows: Vec<usize> = tex.lines().filter(|line| line.ends_with("\\\\")).map(columns).collect();
    assert!(rows.iter().all(|n| *n == 5 || *n == 2), "{rows:?}");
    let page = std::fs::read_to_string(folder.path().join("r.html")).unwrap();
    for part in [
        "<svg",
        "Cross-section, window",
        "newstape --db t.db study",
        "@software{newstape",
        "events.csv",
        "'car ~ surprise + C(sector)'",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("src=") && !page.contains("href=\"http"), "it needs nothing from elsewhere");
    let plain = [&args[..], &["--stars", "none"]].concat();
    words(&study(folder.path(), &plain));
    assert!(!std::fs::read_to_string(folder.path().join("t.tex")).unwrap().contains("***"));
}
