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
