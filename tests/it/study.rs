//! Studies against numbers of others: the textbook's statistics and those of the peers where they follow
//! the papers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::shared;

/// Runs `newstape study` and reads its JSON.
fn study(prices: &Path, events: &Path, more: &[&str]) -> Value {
    let out = Command::new(env!("CARGO_BIN_EXE_newstape"))
        .args(["study", "--json", "--prices"])
        .arg(prices)
        .arg("--events")
        .arg(events)
        .args(more)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

#[track_caller]
fn near(what: &str, got: &[f64], want: &[f64], tolerance: f64) {
    assert_eq!(got.len(), want.len(), "{what}");
    for (i, (a, b)) in got.iter().zip(want).enumerate() {
        assert!((a - b).abs() <= tolerance * b.abs().max(1e-9), "{what}[{i}]: {a}, expected {b}");
    }
}

/// `test.form.field` over the days.
fn path(study: &Value, test: &str, form: &str, field: &str) -> Vec<f64> {
    let tests = study["aggregate"]["tests"].as_array().unwrap();
    let found = tests.iter().find(|t| t["name"] == test).unwrap_or_else(|| panic!("no test {test}"));
    let days = found["per_day"].as_array().unwrap().iter();
    days.map(|day| day[form][field].as_f64().unwrap()).collect()
}

/// Our test, form and field for each statistic of the textbook files.
const TEXTBOOK: &[(&str, &str, &str, &str)] = &[
    ("cross_t_AAR", "cross_sectional_t", "aar", "statistic"),
    ("cross_p_AAR", "cross_sectional_t", "aar", "p"),
    ("cross_t_CAAR", "cross_sectional_t", "caar", "statistic"),
    ("cross_p_CAAR", "cross_sectional_t", "caar", "p"),
    ("cross_t_ABHAR", "cross_sectional_t", "bhar", "statistic"),
    ("cross_p_ABHAR", "cross_sectional_t", "bhar", "p"),
    ("skew_hall_t_AAR", "skewness_adjusted_t", "aar", "statistic"),
    ("skew_hall_t_CAAR", "skewness_adjusted_t", "caar", "statistic"),
    ("cda_t_AAR", "crude_dependence_adjusted", "aar", "statistic"),
    ("cda_t_CAAR", "crude_dependence_adjusted", "caar", "statistic"),
    ("patell_z_AAR", "patell", "aar", "statistic"),
    ("patell_p_AAR", "patell", "aar", "p"),
    ("patell_z_CAAR_SCAR", "patell", "caar", "statistic"),
    ("bmp_t_AAR", "bmp", "aar", "statistic"),
    ("bmp_p_AAR", "bmp", "aar", "p"),
    ("bmp_t_CAAR", "bmp", "caar", "statistic"),
    ("bmp_p_CAAR", "bmp", "caar", "p"),
    ("adj_patell_z_AAR", "kp_patell", "aar", "statistic"),
    ("adj_patell_z_CAAR_SCAR", "kp_patell", "caar", "statistic"),
    ("kp_t_AAR", "kp_bmp", "aar", "statistic"),
    ("kp_t_CAAR", "kp_bmp", "caar", "statistic"),
    ("corrado_z_AAR", "corrado", "aar", "statistic"),
    ("corrado_z_CAAR", "corrado", "caar", "statistic"),
    ("corrado_zivney_z_AAR", "corrado_zivney", "aar", "statistic"),
    ("corrado_zivney_z_CAAR", "corrado_zivney", "caar", "statistic"),
    ("grank_t_CAAR", "grank_t", "caar", "statistic"),
    ("grank_t_p_CAAR", "grank_t", "caar", "p"),
    ("grank_z_CAAR", "grank_z", "caar", "statistic"),
    ("sign_z_AAR", "sign", "aar", "statistic"),
    ("sign_z_CAAR", "sign", "caar", "statistic"),
    ("sign_binom_p_AAR", "sign", "aar", "p_exact"),
    ("sign_binom_p_CAAR", "sign", "caar", "p_exact"),
    ("gensign_z_AAR", "generalised_sign", "aar", "statistic"),
    ("gensign_z_CAAR", "generalised_sign", "caar", "statistic"),
    ("wilcoxon_p_normal_AAR", "wilcoxon", "aar", "p"),
    ("wilcoxon_p_normal_CAAR", "wilcoxon", "caar", "p"),
];

fn against_textbook(golden: &str, events: &str, more: &[&str]) {
    let prices = shared("eventstudy/inputs/us50_adjclose.csv.gz");
    let golden = json(&shared(&format!("eventstudy/{golden}")));
    // The textbook pairs events by their estimation windows, as Kolari and Pynnönen (2010) do on one day.
    let more = [more, &["--correlation", "estimation-windows"]].concat();
    let ours = study(&prices, &shared(&format!("eventstudy/inputs/{events}")), &more);
    let (own, theirs) = (ours["events"].as_array().unwrap(), golden["events"].as_array().unwrap());
    assert_eq!(own.len(), theirs.len());
    for (a, b) in own.iter().zip(theirs) {
        assert_eq!((&a["symbol"], &a["date"]), (&b["ticker"], &b["event_date"]));
        for (mine, their) in [("alpha", "alpha"), ("beta", "beta"), ("sigma", "sigma")] {
            near(mine, &[a[mine].as_f64().unwrap()], &[b[their].as_f64().unwrap()], 1e-9);
        }
        for (mine, their) in [
            ("ar", "AR"),
            ("ar_se", "se_AR"),
            ("ar_t", "t_AR"),
            ("ar_p", "p_AR"),
            ("car", "CAR"),
            ("car_se", "se_CAR"),
            ("car_t", "t_CAR"),
            ("car_p", "p_CAR"),
            ("bhar_path", "BHAR"),
        ] {
            near(mine, &numbers(&a[mine]), &numbers(&b[their]), 1e-9);
        }
    }
    let statistics = &golden["statistics"];
    for (name, column) in [("AAR", "aar"), ("CAAR", "caar"), ("ABHAR", "bhar")] {
        near(name, &numbers(&ours["aggregate"][column]), &numbers(&statistics[name]), 1e-9);
    }
    let mut compared = 0;
    for (name, test, form, field) in TEXTBOOK {
        if let Some(want) = statistics.get(*name) {
            near(name, &path(&ours, test, form, field), &numbers(want), 1e-9);
            compared += 1;
        }
    }
    assert!(compared >= 32, "only {compared} statistics were compared");
    if let Some(r) = statistics.get("r_bar") {
        near(
            "r_bar",
            &[ours["aggregate"]["mean_correlation"].as_f64().unwrap()],
            &[r.as_f64().unwrap()],
            1e-9,
        );
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_textbook_statistics_of_an_ordinary_study() {
    against_textbook("textbook_us50_mm.json", "us50_earnings_events.csv", &["--benchmark", "SPY"]);
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_textbook_statistics_of_a_clustered_study() {
    let more = ["--benchmark", "SPY", "--window=-5..5", "--estimation", "200", "--gap", "10"];
    against_textbook("textbook_us50_clustered_mm.json", "us50_clustered_events.csv", &more);
}

/// The rows of a peer's CSV file by column.
fn columns(path: &Path) -> BTreeMap<String, Vec<f64>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut out: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        for (name, field) in header.iter().zip(record.iter()) {
            out.entry(name.clone()).or_default().push(field.parse().unwrap_or(f64::NAN));
        }
    }
    out
}

/// sipemu's EventStudy, where it follows the formulas: averages, cross-sectional t, signs, single events.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_numbers_of_sipemu_where_it_follows_the_papers() {
    let prices = shared("eventstudy/inputs/us50_adjclose.csv.gz");
    let events = shared("eventstudy/inputs/us50_earnings_events.csv");
    let file = |name: &str| shared(&format!("eventstudy/sipemu_us50_{name}.csv"));
    let runs: [(&str, &[&str]); 3] = [
        ("mm", &["--model", "market_model"]),
        (
            "mktadj",
            &[
                "--model",
                "market_adjusted",
                "--returns",
                "log",
                "--estimation",
                "120",
                "--gap",
                "10",
                "--window=-5..5",
            ],
        ),
        ("meanadj", &["--model", "mean_adjusted", "--estimation", "120", "--gap", "0", "--window=-5..5"]),
    ];
    for (name, more) in runs {
        let ours = study(&prices, &events, &[more, &["--benchmark", "SPY"]].concat());
        let t = columns(&file(&format!("{name}_CSectT")));
        near("aar", &numbers(&ours["aggregate"]["aar"]), &t["aar"], 1e-9);
        near("caar", &numbers(&ours["aggregate"]["caar"]), &t["caar"], 1e-9);
        near("aar_t", &path(&ours, "cross_sectional_t", "aar", "statistic"), &t["aar_t"], 1e-9);
        near("caar_t", &path(&ours, "cross_sectional_t", "caar", "statistic"), &t["caar_t"], 1e-9);
        let sign = columns(&file(&format!("{name}_SignT")));
        near("sign_z", &path(&ours, "sign", "aar", "statistic"), &sign["sign_z"], 1e-9);
        let single = columns(&file(&format!("{name}_single")));
        let own = ours["events"].as_array().unwrap();
        let days = numbers(&own[0]["ar"]).len();
        for (number, event) in (1u32..).zip(own) {
            let rows: Vec<usize> = (0..single["event_id"].len())
                .filter(|&i| single["event_id"][i].total_cmp(&f64::from(number)).is_eq())
                .collect();
            assert_eq!(rows.len(), days, "{name} {number}");
            let pick = |column: &str| rows.iter().map(|&i| single[column][i]).collect::<Vec<f64>>();
            near("ar", &numbers(&event["ar"]), &pick("ar"), 1e-9);
            near("car", &numbers(&event["car"]), &pick("car"), 1e-9);
            if name != "mktadj" {
                near("se", &numbers(&event["ar_se"]), &pick("fec_sigma"), 1e-9);
            }
        }
        if name == "mm" {
            let z = columns(&file("mm_PatellZ"));
            near("patell", &path(&ours, "patell", "aar", "statistic"), &z["aar_z"], 1e-9);
        }
    }
}

fn write(directory: &Path, name: &str, content: &str) -> PathBuf {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// A wide panel of `days` days: a market `M`, a stock `A` that follows it, a stock `FLAT` that never moves.
fn small_panel(days: u32) -> String {
    let mut text = String::from("date,M,A,FLAT\n");
    let (mut m, mut a) = (100.0_f64, 50.0_f64);
    for day in 0..days {
        let move_of = |seed: f64| ((f64::from(day) * 12.9898 + seed) * 78.233).sin() * 0.01;
        m *= 1.0 + move_of(0.0);
        a *= 1.0 + move_of(0.0) * 1.2 + move_of(5.0);
        let date = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(u64::from(day));
        writeln!(text, "{date},{m},{a},10").unwrap();
    }
    text
}

const SMALL: [&str; 7] = ["--benchmark", "M", "--estimation", "40", "--gap", "5", "--window=-2..2"];

#[test]
fn every_event_that_cannot_be_measured_is_named_with_its_reason() {
    let directory = tempfile::tempdir().unwrap();
    let prices = write(directory.path(), "p.csv", &small_panel(120));
    let events = write(
        directory.path(),
        "e.csv",
        "symbol,date\nA,2024-03-20\nA,2024-03-20\nNOPE,2024-03-20\nA,2024-01-10\nA,2024-04-29\nA,2030-01-01\n",
    );
    let ours = study(&prices, &events, &SMALL);
    let reasons: Vec<&str> =
        ours["excluded"].as_array().unwrap().iter().map(|e| e["reason"].as_str().unwrap()).collect();
    assert_eq!(
        reasons,
        ["duplicate", "unknown_symbol", "short_history", "event_window_off_data", "after_last_session"]
    );
    assert_eq!(ours["aggregate"]["n"], 1);
    // One event: no cross-section, and the table says so instead of a NaN.
    let test = &ours["aggregate"]["tests"][0]["per_day"][0]["aar"];
    assert_eq!((&test["statistic"], &test["reason"]), (&Value::Null, &Value::from("n<2")));
    assert!(ours["events"][0]["car_t"][4].is_f64());
}

#[test]
fn a_price_that_never_moves_has_no_standardised_value_and_is_counted() {
    let directory = tempfile::tempdir().unwrap();
    let prices = write(directory.path(), "p.csv", &small_panel(120));
    let events =
        write(directory.path(), "e.csv", "symbol,date\nA,2024-03-20\nFLAT,2024-03-20\nA,2024-04-01\n");
    let ours = study(&prices, &events, &SMALL);
    assert_eq!(ours["attention"]["without_variance"], 1);
    assert_eq!(ours["events"][1]["ar_t"][0], Value::Null);
    assert_eq!(ours["events"][1]["ar"][0].as_f64().map(f64::abs), Some(0.0));
    assert!(ours["aggregate"]["tests"].as_array().unwrap().iter().any(|t| t["name"] == "bmp"));
}

#[test]
fn a_hole_in_the_benchmark_or_the_prices_is_missing_and_never_filled() {
    let directory = tempfile::tempdir().unwrap();
    let whole = small_panel(120);
    let holed: Vec<String> = whole
        .lines()
        .map(|line| {
            let mut fields: Vec<&str> = line.split(',').collect();
            match fields[0] {
                "2024-02-20" => fields[1] = "",
                "2024-03-21" => fields[2] = "inf",
                _ => {}
            }
            fields.join(",")
        })
        .collect();
    let prices = write(directory.path(), "p.csv", &holed.join("\n"));
    let events = write(directory.path(), "e.csv", "symbol,date\nA,2024-03-20\nA,2024-04-10\n");
    let ours = study(&prices, &events, &SMALL);
    // Relative days 1 and 2 touch the infinite price; the benchmark's hole costs two estimation rows.
    let ar = ours["events"][0]["ar"].as_array().unwrap();
    assert_eq!(ar.iter().map(Value::is_null).collect::<Vec<_>>(), [false, false, false, true, true]);
    assert_eq!(ours["events"][0]["observations"], 38);
    assert_eq!(ours["aggregate"]["n_caar"], serde_json::json!([2, 2, 2, 1, 1]));
    assert_eq!(ours["attention"]["with_missing_days"], 1);
}

#[test]
fn the_order_of_events_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let prices = write(directory.path(), "p.csv", &small_panel(160));
    let rows = ["A,2024-03-20", "A,2024-04-01", "A,2024-04-20", "A,2024-05-02"];
    let one = write(directory.path(), "a.csv", &format!("symbol,date\n{}\n", rows.join("\n")));
    let reversed: Vec<&str> = rows.into_iter().rev().collect();
    let two = write(directory.path(), "b.csv", &format!("symbol,date\n{}\n", reversed.join("\n")));
    assert_eq!(study(&prices, &one, &SMALL)["aggregate"], study(&prices, &two, &SMALL)["aggregate"]);
}
