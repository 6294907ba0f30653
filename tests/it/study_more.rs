//! What goes beyond a plain study: the database, groups, resampling, simulation, files.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn newstape(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newstape"));
    command
        .current_dir(folder)
        .args(["--db", "t.db", "--now", "2024-12-01T00:00:00Z"])
        .args(args)
        .output()
        .unwrap()
}

#[track_caller]
fn json(folder: &Path, args: &[&str]) -> Value {
    let out = newstape(folder, &[&["--json"], args].concat());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// Weekdays from 2024-01-01 on that are sessions in New York.
fn sessions(count: usize) -> Vec<chrono::NaiveDate> {
    let holidays =
        ["2024-01-01", "2024-01-15", "2024-02-19", "2024-03-29", "2024-05-27", "2024-06-19", "2024-07-04"];
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    first
        .iter_days()
        .filter(|day| chrono::Datelike::weekday(day).num_days_from_monday() < 5)
        .filter(|day| !holidays.contains(&day.to_string().as_str()))
        .take(count)
        .collect()
}

/// Long bars of SPY and two stocks that follow it; MSFT jumps by 8 % on 2024-05-01.
fn bars() -> String {
    let mut out = String::from("symbol,date,open,high,low,close,volume\n");
    for (n, (symbol, beta)) in [("SPY", 1.0), ("MSFT", 1.2), ("AAPL", 0.9)].into_iter().enumerate() {
        let mut price = 100.0_f64;
        for (i, day) in sessions(140).into_iter().enumerate() {
            let noise = |seed: f64| ((i as f64 + 1.0) * 12.9898 + seed * 78.233).sin() * 0.008;
            let jump = symbol == "MSFT" && day.to_string() == "2024-05-01";
            price *= 1.0 + beta * noise(0.0) + noise(n as f64 + 3.0) + if jump { 0.08 } else { 0.0 };
            let volume = 1000.0 * (1.5 + (i as f64 * (1.7 + n as f64)).sin()) * if jump { 9.0 } else { 1.0 };
            let (high, low) = (price * 1.01, price * 0.99);
            writeln!(out, "{symbol},{day},{price:.4},{high:.4},{low:.4},{price:.4},{volume:.0}").unwrap();
        }
    }
    out
}

const SPEC: [&str; 5] = ["--estimation", "50", "--gap", "5", "--window=-2..2"];

fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bars.csv"), bars()).unwrap();
    let done = newstape(folder.path(), &["prices", "import", "bars.csv", "--adjusted", "yes"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for (symbol, kind, at) in [
        ("MSFT", "earnings", "2024-04-30T20:30:00Z"),
        ("AAPL", "earnings", "2024-05-08T20:30:00Z"),
        ("AAPL", "analyst", "2024-05-20T14:00:00Z"),
    ] {
        let title = format!("{symbol} in the news on {at}");
        let args = ["log", "--title", &title, "--ticker", symbol, "--kind", kind, "--at", at];
        let done = newstape(folder.path(), &args);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    folder
}

#[test]
fn events_and_bars_of_the_database_make_a_study() {
    let folder = filled();
    let args =
        [&["study", "--where", "kind = earnings", "--by", "ticker", "--test", "bmp,patell"][..], &SPEC]
            .concat();
    let ours = json(folder.path(), &args);
    assert_eq!(ours["aggregate"]["n"], 2);
    assert_eq!(ours["spec"]["benchmark"], "SPY");
    // Published after the close of April 30: the market could react on May 1.
    let msft = &ours["events"][0];
    assert_eq!((&msft["symbol"], &msft["day_zero"]), (&Value::from("MSFT"), &Value::from("2024-05-01")));
    assert!((msft["ar"][2].as_f64().unwrap() - 0.08).abs() < 0.03, "{msft}");
    assert_eq!(ours["groups"].as_array().unwrap().len(), 2);
    // The same from files gives the same numbers.
    std::fs::write(folder.path().join("e.csv"), "symbol,date\nMSFT,2024-05-01\nAAPL,2024-05-09\n").unwrap();
    let files =
        ["study", "--events", "e.csv", "--prices", "bars.csv", "--benchmark", "SPY", "--test", "bmp,patell"];
    let theirs = json(folder.path(), &[&files[..], &SPEC].concat());
    // In another order of instruments the sums differ in their last digit.
    for day in 0..5 {
        let caar = |study: &Value| study["aggregate"]["caar"][day].as_f64().unwrap();
        assert!((caar(&ours) - caar(&theirs)).abs() < 1e-14, "day {day}");
    }
    // What the database had before anything was stored is nothing.
    let early =
        [&["study", "--where", "kind = earnings", "--as-of", "2023-01-01T00:00:00Z"][..], &SPEC].concat();
    assert_eq!(newstape(folder.path(), &early).status.code(), Some(4));
}

#[test]
fn groups_of_the_database_are_compared() {
    let folder = filled();
    let compare =
        |args: &[&str]| newstape(folder.path(), &[&["--json", "compare"][..], args, &SPEC].concat());
    let sides = |args: &[&str]| {
        let done = compare(args);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let compared: Value = serde_json::from_slice(&done.stdout).unwrap();
        ["a", "b"].map(|side| (compared[side]["name"].clone(), compared[side]["measured"].clone()))
    };
    let by_value = sides(&["AAPL", "MSFT", "--where", "kind in (earnings, analyst)", "--by", "ticker"]);
    assert_eq!(by_value, [("AAPL".into(), 2.into()), ("MSFT".into(), 1.into())]);
    let by_expr = sides(&["kind = analyst", "kind = earnings", "--where", "ticker = AAPL"]);
    assert_eq!(by_expr, [("kind = analyst".into(), 1.into()), ("kind = earnings".into(), 1.into())]);
    for (args, words) in [
        (&["AAPL", "NVDA", "--where", "kind = earnings", "--by", "ticker"][..], "NVDA"),
        (&["kind = analyst", "kind =", "--where", "ticker = AAPL"][..], "character 7"),
        (&["a.csv", "b.csv", "--by", "ticker", "--prices", "bars.csv"][..], "--by"),
        (&["a.csv", "b.csv"][..], "--prices"),
    ] {
        let refused = compare(args);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(words), "{said}");
    }
}

#[test]
fn a_query_finds_events_and_names_its_mistakes() {
    let folder = filled();
    let found = |expr: &str| json(folder.path(), &["query", expr])["events"].as_array().unwrap().len();
    assert_eq!(found("kind = earnings"), 2);
    assert_eq!(found("ticker = aapl and not kind = earnings"), 1);
    assert_eq!(found("published >= 2024-05-01 and published <= 2024-05-20"), 2);
    assert_eq!(found("published = 2024-04-30 or text ~ AAPL"), 3);
    assert_eq!(found("title ~ 'MSFT in'"), 1);
    assert_eq!(newstape(folder.path(), &["query", "kind = macro"]).status.code(), Some(4));
    let wrong = newstape(folder.path(), &["query", "kind = news and colour = red"]);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(said.contains("there is no field \"colour\"") && said.contains("character 17"), "{said}");
}

#[test]
fn resampling_portfolio_volume_and_volatility_stand_beside_the_study() {
    let folder = filled();
    std::fs::write(
        folder.path().join("e.csv"),
        "symbol,date\nMSFT,2024-05-01\nAAPL,2024-05-09\nAAPL,2024-05-10\nMSFT,2024-06-06\n",
    )
    .unwrap();
    let files = ["study", "--events", "e.csv", "--prices", "bars.csv", "--benchmark", "SPY"];
    let with = |more: &[&str]| json(folder.path(), &[&files[..], &SPEC, more].concat());
    for kind in ["wild", "block"] {
        let ours = with(&["--bootstrap", kind, "--replications", "199", "--seed", "7"]);
        let interval = &ours["bootstrap"]["caar"][4];
        let caar = ours["aggregate"]["caar"][4].as_f64().unwrap();
        assert!(interval["low"].as_f64().unwrap() < caar && caar < interval["high"].as_f64().unwrap());
        assert_eq!(ours, with(&["--bootstrap", kind, "--replications", "199", "--seed", "7"]));
        // Two windows of AAPL overlap: the portfolio answers, and holds AAPL once.
        assert_eq!(ours["attention"]["overlapping_windows"], 2);
        assert_eq!(ours["calendar_time"]["days"], 16);
        assert_eq!(ours["calendar_time"]["max_holdings"], 1);
    }
    let resampled = with(&["--bootstrap", "block", "--replications", "199"]);
    let tests = resampled["aggregate"]["tests"].as_array().unwrap();
    for test in tests {
        let cell = &test["per_day"][4]["caar"];
        assert_eq!(cell["p_bootstrap"].is_number(), test["name"] == "skewness_adjusted_t", "{test}");
    }
    let volume = with(&["--measure", "volume", "--model", "mean_adjusted"]);
    assert!(volume["events"][0]["ar"][2].as_f64().unwrap() > 1.0);
    assert!(volume["events"][0]["bhar"].is_null());
    let volatility = with(&["--measure", "volatility"]);
    let ratio = |day: usize| volatility["volatility"][day]["ratio"].as_f64().unwrap();
    assert!(ratio(2) > 5.0 && ratio(2) > 3.0 * ratio(1), "{}", volatility["volatility"]);
}

#[test]
fn volume_and_volatility_are_named_as_what_they_are() {
    let folder = filled();
    let events = "symbol,date\nMSFT,2024-05-01\nAAPL,2024-05-09\nMSFT,2024-06-06\n";
    std::fs::write(folder.path().join("e.csv"), events).unwrap();
    let files =
        ["study", "--events", "e.csv", "--prices", "bars.csv", "--benchmark", "SPY", "--chart", "c.svg"];
    let text = |more: &[&str]| {
        let done = newstape(folder.path(), &[&files[..], &SPEC, more].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        (
            String::from_utf8(done.stdout).unwrap(),
            std::fs::read_to_string(folder.path().join("c.svg")).unwrap(),
        )
    };
    let (said, drawn) = text(&["--measure", "volume", "--model", "mean_adjusted"]);
    assert!(said.contains("Average abnormal log volume") && said.contains("CAAV"), "{said}");
    assert!(!said.contains("AAR") && !said.contains("BHAR") && !said.contains("returns"), "{said}");
    assert!(drawn.contains("Average cumulative abnormal log volume up to day 2: +"), "{drawn}");
    assert!(!drawn.contains("abnormal return") && !drawn.contains(" %<"), "{drawn}");
    let methods = text(&["--measure", "volume", "--model", "mean_adjusted", "--methods"]).0;
    assert!(methods.contains("Average abnormal log volume is tested") && !methods.contains("Buy-and-hold"));
    let (said, drawn) = text(&["--measure", "volatility"]);
    let (first, second) =
        (said.find("Abnormal volatility").unwrap(), said.find("Average abnormal returns").unwrap());
    assert!(first < second, "{said}");
    assert!(drawn.contains("Abnormal volatility on day 0: ") && !drawn.contains("cumulative"), "{drawn}");
    assert!(text(&[]).1.contains("Average cumulative abnormal return up to day 2: "));
}

#[test]
fn an_event_in_a_suspension_is_left_out_with_that_reason() {
    let folder = filled();
    let days = sessions(140);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    // AAPL does not trade for eight sessions.
    let gone: Vec<String> = days[100..108].iter().map(|day| format!("AAPL,{day}")).collect();
    let suspended = |line: &&str| !gone.iter().any(|start| line.starts_with(start));
    let bars = bars();
    let kept: Vec<&str> = bars.lines().filter(suspended).collect();
    write("holed.csv", &kept.join("\n"));
    let single: Vec<&str> =
        kept.iter().filter(|line| !line.contains("SPY") && !line.contains("MSFT")).copied().collect();
    write("single.csv", &single.join("\n"));
    let side = |n: usize, side: &str| format!("AAPL,{},{side}\n", days[n]);
    let rows = [side(80, "early"), side(101, "late"), side(105, "late"), "AAPL,2035-05-05,late\n".to_owned()];
    write("e.csv", &format!("symbol,date,side\n{}", rows.concat()));
    let study = |more: &[&str]| {
        json(folder.path(), &[&["study", "--events", "e.csv", "--by", "side"][..], &SPEC, more].concat())
    };
    let reasons = |study: &Value| {
        let left_out = study["excluded"].as_array().unwrap().iter();
        left_out.map(|event| event["reason"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let market = ["--prices", "holed.csv", "--benchmark", "SPY"];
    let next = study(&market);
    assert_eq!(reasons(&next), ["suspended", "after_last_session"]);
    assert_eq!(next["events"][1]["day_zero"], days[108].to_string());
    let late = &next["groups"][1];
    assert_eq!((&late["group"], &late["given"]), (&Value::from("late"), &Value::from(3)));
    assert_eq!(late["excluded"], serde_json::json!({"suspended": 1, "after_last_session": 1}));
    let before = study(&[&market[..], &["--day-zero", "previous"]].concat());
    assert_eq!(reasons(&before), ["suspended", "after_last_session"]);
    // Without other shares the calendar of the venue says which days were sessions.
    let alone = study(&["--prices", "single.csv", "--model", "mean_adjusted"]);
    assert_eq!(reasons(&alone), ["suspended", "after_last_session"]);
}

#[test]
fn two_groups_are_compared_and_drawn() {
    let folder = filled();
    std::fs::write(
        folder.path().join("e.csv"),
        "symbol,date,side\nMSFT,2024-05-01,up\nMSFT,2024-06-06,up\nAAPL,2024-05-09,down\nAAPL,2024-06-06,down\n",
    )
    .unwrap();
    let files = ["--events", "e.csv", "--by", "side", "--prices", "bars.csv", "--benchmark", "SPY"];
    let args = [&["compare", "up", "down", "--chart", "c.svg"][..], &files, &SPEC].concat();
    let ours = json(folder.path(), &args);
    let last = &ours["days"][4];
    let [a, b, d] = ["caar_a", "caar_b", "difference"].map(|name| last[name].as_f64().unwrap());
    assert!((a - b - d).abs() < 1e-15);
    assert!(last["welch"]["df"].as_f64().unwrap() <= 2.0);
    assert!(std::fs::read_to_string(folder.path().join("c.svg")).unwrap().contains("up less down"));
    let unknown = newstape(folder.path(), &[&["compare", "up", "sideways"][..], &files, &SPEC].concat());
    assert_eq!(unknown.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no event is in the group \"sideways\""));
}

#[test]
fn a_simulation_is_the_same_for_the_same_seed_and_finds_its_shock() {
    let folder = filled();
    let args = |shock: &'static str| {
        [
            &[
                "study",
                "simulate",
                "--prices",
                "bars.csv",
                "--benchmark",
                "SPY",
                "--samples",
                "20",
                "--events",
                "8",
            ][..],
            &["--test", "cross_sectional_t,corrado", "--shock", shock, "--seed", "5"],
            &SPEC,
        ]
        .concat()
    };
    let calm = json(folder.path(), &args("0"));
    assert_eq!(calm, json(folder.path(), &args("0")));
    let power = |document: &Value| document["simulations"][0]["tests"][0]["day_zero"].as_f64().unwrap();
    assert!(power(&json(folder.path(), &args("0.1"))) > 0.9);
    assert!(power(&calm) < 0.5);
    let clustered = [
        "study",
        "simulate",
        "--clustered",
        "0.1",
        "--samples",
        "20",
        "--events",
        "10",
        "--estimation",
        "40",
    ];
    assert_eq!(json(folder.path(), &clustered)["simulations"][0]["correlation"], 0.1);
}

#[test]
fn events_by_day_go_into_a_file_and_an_intraday_panel_is_studied_in_bars() {
    let folder = filled();
    std::fs::write(folder.path().join("e.csv"), "symbol,date\nMSFT,2024-05-01\nAAPL,2024-05-09\n").unwrap();
    let files = ["study", "--events", "e.csv", "--prices", "bars.csv", "--benchmark", "SPY"];
    for name in ["out.csv", "out.parquet"] {
        let done = newstape(folder.path(), &[&files[..], &SPEC, &["-o", name]].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(text.starts_with("symbol,date,day_zero,group,relative_day,ar,"), "{text}");
    assert_eq!(text.lines().count(), 1 + 2 * 5);
    let parquet = std::fs::read(folder.path().join("out.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    let wrong = newstape(folder.path(), &[&files[..], &SPEC, &["-o", "out.xlsx"]].concat());
    assert!(!wrong.status.success() && !folder.path().join("out.xlsx").exists());

    let mut bars = String::from("symbol,at,close\n");
    for (symbol, beta) in [("SPY", 1.0), ("MSFT", 1.5)] {
        let mut price = 50.0;
        for i in 0..120 {
            let noise = |seed: f64| ((f64::from(i) + 1.0) * 12.9898 + seed * 78.233).sin() * 0.001;
            price *= 1.0 + beta * noise(0.0) + noise(beta * 2.0);
            writeln!(bars, "{symbol},2024-05-01T{:02}:{:02}:00Z,{price:.6}", 14 + i / 60, i % 60).unwrap();
        }
    }
    std::fs::write(folder.path().join("minutes.csv"), bars).unwrap();
    std::fs::write(folder.path().join("i.csv"), "symbol,at\nMSFT,2024-05-01T15:30:20Z\n").unwrap();
    let files = ["study", "--events", "i.csv", "--prices", "minutes.csv", "--benchmark", "SPY"];
    let ours = json(folder.path(), &[&files[..], &SPEC].concat());
    // The bar that is still running at 15:30:20 began at 15:30.
    assert_eq!(ours["events"][0]["day_zero"], "2024-05-01T15:30:00Z");
    assert_eq!(ours["spec"]["intraday"], true);
    assert!(ours["methods"].as_str().unwrap().contains("returns by bar"));
}
