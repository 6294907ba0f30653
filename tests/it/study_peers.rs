//! Studies against the numbers that other programs give for the same data: the product's own where the
//! peer follows the papers, and `--compat` where it departs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::shared;

const CLOSE: f64 = 1e-9;

fn study(args: &[&str]) -> Value {
    let out =
        Command::new(env!("CARGO_BIN_EXE_newstape")).args(["study", "--json"]).args(args).output().unwrap();
    assert!(matches!(out.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The numbers of a value however deep, in order; null is NaN.
fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        Value::Null => vec![f64::NAN],
        other => vec![other.as_f64().unwrap()],
    }
}

#[track_caller]
fn near(what: &str, got: &[f64], want: &[f64]) {
    assert!(!want.is_empty(), "{what}: nothing to compare with");
    assert_eq!(got.len(), want.len(), "{what}");
    for (i, (a, b)) in got.iter().zip(want).enumerate() {
        let close = (a - b).abs() <= CLOSE * b.abs().max(1e-6) || (a.is_nan() && b.is_nan());
        assert!(close, "{what}[{i}]: {a}, expected {b}");
    }
}

/// A CSV file by column, as text.
fn columns(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut text = Vec::new();
    let mut file = std::fs::File::open(path).unwrap();
    if path.extension().is_some_and(|e| e == "gz") {
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    } else {
        std::io::Read::read_to_end(&mut file, &mut text).unwrap();
    }
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records() {
        for (name, field) in header.iter().zip(record.unwrap().iter()) {
            out.entry(name.clone()).or_default().push(field.to_owned());
        }
    }
    out
}

fn numbers(column: &[String]) -> Vec<f64> {
    column.iter().map(|field| field.parse().unwrap_or(f64::NAN)).collect()
}

fn peer(name: &str) -> PathBuf {
    shared(&format!("eventstudy/{name}"))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Several columns side by side as a wide panel, and the path of the file.
fn wide(directory: &Path, name: &str, dates: &[String], values: &[(&str, &Vec<String>)]) -> String {
    let mut out = String::from("date");
    for (symbol, _) in values {
        write!(out, ",{symbol}").unwrap();
    }
    for (row, date) in dates.iter().enumerate() {
        write!(out, "\n{date}").unwrap();
        for (_, column) in values {
            write!(out, ",{}", column[row]).unwrap();
        }
    }
    write(directory, name, &out)
}

fn write(directory: &Path, name: &str, content: &str) -> String {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    text(&path)
}

fn per_day(study: &Value, column: &str) -> Vec<f64> {
    flat(&study["compat"]["per_day"][column])
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn sipemu_where_it_departs() {
    let prices = shared("eventstudy/inputs/us50_adjclose.csv.gz");
    let own = ["--window=-5..5", "--estimation", "120", "--gap"];
    let runs: [(&str, &str, Vec<&str>); 4] = [
        ("mm", "us50_earnings_events", vec![]),
        (
            "mktadj",
            "us50_earnings_events",
            [&own[..], &["10", "--model", "market_adjusted", "--returns", "log"]].concat(),
        ),
        ("meanadj", "us50_earnings_events", [&own[..], &["0", "--model", "mean_adjusted"]].concat()),
        (
            "clustered_mm",
            "us50_clustered_events",
            vec!["--window=-5..5", "--estimation", "200", "--gap", "10"],
        ),
    ];
    for (name, events, more) in runs {
        let (prices, events) = (text(&prices), text(&peer(&format!("inputs/{events}.csv"))));
        let fixed = ["--prices", &prices, "--benchmark", "SPY", "--events", &events, "--compat", "sipemu"];
        let ours = study(&[&fixed[..], &more].concat());
        for (file, wanted) in [
            ("BMP", &["bmp_t", "cbmp_t"][..]),
            ("KP", &["kp_t", "ckp_t"]),
            ("GSignT", &["gsign_z", "cgsign_z"]),
            ("RankT", &["mean_rank", "rank_z"]),
            ("CalTimeT", &["caltime_t"]),
        ] {
            let theirs = columns(&peer(&format!("sipemu_us50_{name}_{file}.csv")));
            for column in wanted {
                near(&format!("{name} {column}"), &per_day(&ours, column), &numbers(&theirs[*column]));
            }
        }
        let single = columns(&peer(&format!("sipemu_us50_{name}_single.csv")));
        let (id, days) = (numbers(&single["event_id"]), ours["compat"]["days"].as_array().unwrap().len());
        let mut order: Vec<usize> = (0..id.len()).collect();
        order.sort_by(|a, b| id[*a].total_cmp(&id[*b]));
        assert_eq!(order.len(), days * ours["events"].as_array().unwrap().len());
        for column in ["ar_t", "car_t"] {
            let all = numbers(&single[column]);
            let theirs: Vec<f64> = order.iter().map(|&i| all[i]).collect();
            near(column, &flat(&ours["compat"]["per_event"][column]), &theirs);
        }
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn estudy2_where_it_follows_and_where_it_departs() {
    let rates = shared("eventstudy/inputs/estudy2_rates.csv");
    let directory = tempfile::tempdir().unwrap();
    let (rates, index) = (columns(&rates), columns(&peer("inputs/estudy2_index.csv")));
    assert_eq!(rates["date"], index["date"]);
    let names = ["AMZN", "ZM", "UBER", "NFLX", "SHOP", "FB", "UPWK"];
    let mut values: Vec<(&str, &Vec<String>)> = names.iter().map(|name| (*name, &rates[*name])).collect();
    values.push(("GSPC", &index["GSPC"]));
    let prices = wide(directory.path(), "p.csv", &rates["date"], &values);
    let rows = names.map(|name| format!("{name},2020-03-16\n")).concat();
    let events = write(directory.path(), "e.csv", &format!("symbol,date\n{rows}"));
    for (name, model) in
        [("sim", "market_model"), ("mean_adj", "mean_adjusted"), ("mrkt_adj", "market_adjusted")]
    {
        let ours = study(&[
            "--prices",
            &prices,
            "--values",
            "returns",
            "--returns",
            "log",
            "--events",
            &events,
            "--benchmark",
            "GSPC",
            "--estimation",
            "240",
            "--gap",
            "0",
            "--window=0..4",
            "--min-observations",
            "100",
            "--model",
            model,
            "--compat",
            "estudy2",
        ]);
        let file = |what: &str| columns(&peer(&format!("estudy2_{name}_{what}.csv")));
        let ar: Vec<f64> = ours["events"].as_array().unwrap().iter().flat_map(|e| flat(&e["ar"])).collect();
        near("ar", &ar, &numbers(&file("ar")["ar"]));
        // The product's own: averages, cross-sectional t, signs.
        let own = |test: &str| {
            let tests = ours["aggregate"]["tests"].as_array().unwrap();
            let found = tests.iter().find(|t| t["name"] == test).unwrap();
            let days = found["per_day"].as_array().unwrap();
            days.iter().map(|day| day["aar"]["statistic"].as_f64().unwrap()).collect::<Vec<f64>>()
        };
        let (parametric, signs) = (file("parametric"), file("nonparametric"));
        near("mean", &flat(&ours["aggregate"]["aar"]), &numbers(&parametric["mean"]));
        near("t", &own("cross_sectional_t"), &numbers(&parametric["t_test_stat"]));
        near("crude", &own("crude_dependence_adjusted"), &numbers(&parametric["bw_1985_stat"]));
        near("sign", &own("sign"), &numbers(&signs["sign_stat"]));
        let mut compared = 0;
        for (column, theirs) in parametric.iter().chain(&signs) {
            if column.ends_with("_stat") && column != "sign_stat" {
                near(&format!("{name} {column}"), &per_day(&ours, column), &numbers(theirs));
                compared += 1;
            }
        }
        assert!(compared >= 8, "{compared}");
        for what in ["car_parametric", "car_rank"] {
            let table = file(what);
            for (test, value) in table["name"].iter().zip(numbers(&table["statistic"])) {
                near(test, &[ours["compat"]["whole"][test].as_f64().unwrap()], &[value]);
            }
        }
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn python_eventstudy_departs_in_its_errors_alone() {
    let returns = shared("eventstudy/inputs/gafam_returns.csv");
    let directory = tempfile::tempdir().unwrap();
    let factors = text(&peer("inputs/famafrench3_daily_percent.csv"));
    let runs: [(&str, Vec<&str>); 3] = [
        ("market_model", vec!["--estimation", "300", "--gap", "30", "--window=-5..10", "--benchmark", "SPY"]),
        (
            "constant_mean",
            vec!["--model", "mean_adjusted", "--estimation", "120", "--gap", "10", "--window=-5..5"],
        ),
        (
            "ff3",
            vec![
                "--model",
                "factors",
                "--factors",
                &factors,
                "--factors-in-percent",
                "--estimation",
                "300",
                "--gap",
                "30",
            ],
        ),
    ];
    for (name, more) in runs {
        let golden = json(&peer(&format!("lemaire_{name}.json")));
        let singles = golden["singles"].as_array().unwrap();
        let mut rows = String::from("symbol,date\n");
        for single in singles {
            let field = |name: &str| single[name].as_str().unwrap();
            writeln!(rows, "{},{}", field("ticker"), field("event_date")).unwrap();
        }
        let (prices, events) = (text(&returns), write(directory.path(), "e.csv", &rows));
        let fixed =
            ["--prices", &prices, "--values", "returns", "--events", &events, "--compat", "eventstudy"];
        let ours = study(&[&fixed[..], &more].concat());
        let all = |column: &str| singles.iter().flat_map(|s| flat(&s[column])).collect::<Vec<f64>>();
        for (mine, theirs) in [("ar", "AR"), ("car", "CAR")] {
            let own: Vec<f64> =
                ours["events"].as_array().unwrap().iter().flat_map(|e| flat(&e[mine])).collect();
            near(mine, &own, &all(theirs));
        }
        for column in ["se_AR", "se_CAR", "t"] {
            near(column, &flat(&ours["compat"]["per_event"][column]), &all(column));
        }
        // Its p is one minus a distribution function, so it loses digits in the tail; ours does not.
        for (a, b) in flat(&ours["compat"]["per_event"]["p"]).iter().zip(all("p")) {
            assert!((a - b).abs() < 1e-10, "p: {a}, expected {b}");
        }
        for (mine, theirs) in [("aar", "AAR"), ("caar", "CAAR")] {
            near(mine, &flat(&ours["aggregate"][mine]), &flat(&golden["multiple"][theirs]));
        }
        for column in ["se_AAR", "se_CAAR", "t", "p"] {
            near(column, &per_day(&ours, column), &flat(&golden["multiple"][column]));
        }
        near("df", &flat(&ours["compat"]["whole"]["df"]), &flat(&golden["multiple"]["df"]));
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn xkdr_in_its_own_event_time() {
    let stocks = shared("eventstudy/inputs/nse_stock_returns_percent.csv");
    let directory = tempfile::tempdir().unwrap();
    let (stocks, other) = (columns(&stocks), columns(&peer("inputs/nse_other_returns_percent.csv")));
    assert_eq!(stocks["date"], other["date"]);
    let zero = vec!["0".to_owned(); stocks["date"].len()];
    let mut values: Vec<(&str, &Vec<String>)> =
        stocks.iter().filter(|(name, _)| *name != "date").map(|(name, v)| (name.as_str(), v)).collect();
    values.extend([("NiftyIndex", &other["NiftyIndex"]), ("ZERO", &zero)]);
    let prices = wide(directory.path(), "p.csv", &stocks["date"], &values);
    let events = text(&peer("inputs/nse_split_dates.csv"));
    for (name, model, benchmark, window, cumulated) in [
        ("mm_cumsum", "market_model", "NiftyIndex", "--window=-4..5", true),
        ("excess_cumsum", "market_adjusted", "NiftyIndex", "--window=-4..5", true),
        ("raw_none", "market_adjusted", "ZERO", "--window=-6..7", false),
    ] {
        let ours = study(&[
            "--prices",
            &prices,
            "--values",
            "returns-pct",
            "--returns",
            "log",
            "--events",
            &events,
            "--benchmark",
            benchmark,
            "--model",
            model,
            "--estimation",
            "2000",
            "--min-observations",
            "20",
            "--gap",
            "0",
            "--day-zero",
            "previous",
            "--compat",
            "xkdr",
            window,
        ]);
        let percent = |values: Vec<f64>| values.into_iter().map(|v| v * 100.0).collect::<Vec<f64>>();
        let theirs = columns(&peer(&format!("xkdr_splits_{name}_event_time.csv")));
        let mut wanted: Vec<(u32, Vec<f64>)> = theirs
            .iter()
            .filter(|(event, _)| *event != "day")
            .map(|(event, column)| (event.parse().unwrap(), numbers(column)))
            .collect();
        wanted.sort_by_key(|(event, _)| *event);
        let column = if cumulated { "cumsum" } else { "none" };
        let own: Vec<Vec<f64>> = ours["compat"]["per_event"][column]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| percent(flat(event)))
            .filter(|event| !event[0].is_nan())
            .collect();
        assert_eq!(own.len(), wanted.len(), "{name}");
        for (mine, (event, theirs)) in own.iter().zip(&wanted) {
            near(&format!("{name} event {event}"), mine, theirs);
        }
        let theirs = columns(&peer(&format!("xkdr_splits_{name}_inference.csv")));
        for end in ["t_lo", "mean", "t_hi", "w_lo", "median", "w_hi"] {
            let mine = if cumulated { format!("cumsum_{end}") } else { end.to_owned() };
            near(&format!("{name} {end}"), &percent(per_day(&ours, &mine)), &numbers(&theirs[end]));
        }
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn event_study_toolkit_over_the_whole_window() {
    let panel = shared("eventstudy/inputs/toolkit_data_panel.csv.gz");
    let directory = tempfile::tempdir().unwrap();
    let panel = columns(&panel);
    let mut rows: BTreeMap<&str, [&str; 4]> = BTreeMap::new();
    let mut prices = String::from("symbol,date,ret\n");
    for (i, date) in panel["date"].iter().enumerate() {
        let field = |name: &str| panel[name][i].as_str();
        writeln!(prices, "{},{date},{}", field("subject_id"), field("ret_dlst_adj")).unwrap();
        rows.insert(date, [field("vwretd"), field("mktrf_h15"), field("smb"), field("hml")]);
    }
    let mut factors = String::from("date,mktrf_h15,smb,hml\n");
    for (date, [market, rest @ ..]) in &rows {
        writeln!(prices, "MARKET,{date},{market}").unwrap();
        writeln!(factors, "{date},{}", rest.join(",")).unwrap();
    }
    let ids = &columns(&peer("inputs/toolkit_event_panel.csv"))["subject_id"];
    let events = ids.iter().map(|id| format!("{id},2020-03-20\n")).collect::<Vec<_>>().concat();
    let (prices, factors) =
        (write(directory.path(), "p.csv", &prices), write(directory.path(), "f.csv", &factors));
    let events = write(directory.path(), "e.csv", &format!("symbol,date\n{events}"));
    for (name, more) in [
        ("market", vec!["--benchmark", "MARKET", "--estimation", "98", "--gap", "10", "--window=0..3"]),
        (
            "ff3",
            vec![
                "--model",
                "factors",
                "--factors",
                &factors,
                "--estimation",
                "148",
                "--gap",
                "5",
                "--window=-1..1",
            ],
        ),
    ] {
        let golden = json(&peer(&format!("toolkit_{name}.json")));
        let fixed =
            ["--prices", &prices, "--price-column", "ret", "--values", "returns", "--events", &events];
        let ours = study(&[&fixed[..], &["--compat", "toolkit"], &more].concat());
        let cars = golden["cars"].as_array().unwrap();
        let theirs = |field: &str| cars.iter().map(|c| c[field].as_f64().unwrap()).collect::<Vec<f64>>();
        let own = ours["events"].as_array().unwrap();
        near(
            "sigma",
            &own.iter().map(|e| e["sigma"].as_f64().unwrap()).collect::<Vec<f64>>(),
            &theirs("sigma"),
        );
        near(
            "car",
            &own.iter().map(|e| *flat(&e["car"]).last().unwrap()).collect::<Vec<f64>>(),
            &theirs("car"),
        );
        near("scar", &flat(&ours["compat"]["per_event"]["scar"]), &theirs("scar"));
        let whole = ours["compat"]["whole"].as_object().unwrap();
        assert_eq!(whole.len(), 9);
        for (statistic, value) in whole {
            near(statistic, &flat(value), &flat(&golden["full"][statistic]));
        }
    }
}

/// The product's own small golden: it needs no shared data.
#[test]
fn the_formulas_written_a_second_time_in_another_language() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/study");
    let expected = json(&golden.join("expected.json"));
    let (prices, events) = (text(&golden.join("prices.csv")), text(&golden.join("events.csv")));
    let ours = study(&[
        "--prices",
        &prices,
        "--events",
        &events,
        "--benchmark",
        "MKT",
        "--estimation",
        "40",
        "--gap",
        "5",
        "--window=-2..2",
        "--correlation",
        "estimation-windows",
    ]);
    let all = &ours["aggregate"];
    for column in ["aar", "caar", "mean_correlation", "positive_rate"] {
        near(column, &flat(&all[column]), &flat(&expected[column]));
    }
    let (own, theirs) = (ours["events"].as_array().unwrap(), expected["events"].as_array().unwrap());
    assert_eq!(own.len(), theirs.len());
    for (a, b) in own.iter().zip(theirs) {
        assert_eq!(a["symbol"], b["symbol"]);
        for column in ["alpha", "beta", "sigma", "ar", "ar_se", "car", "car_se"] {
            near(column, &flat(&a[column]), &flat(&b[column]));
        }
    }
    let tests = expected["tests"].as_object().unwrap();
    assert_eq!(tests.len(), 8);
    for (name, forms) in tests {
        let found = all["tests"].as_array().unwrap().iter().find(|t| t["name"] == name.as_str()).unwrap();
        for form in ["aar", "caar"] {
            let days = found["per_day"].as_array().unwrap().iter();
            let statistics: Vec<f64> = days.map(|day| flat(&day[form]["statistic"])[0]).collect();
            near(&format!("{name} {form}"), &statistics, &flat(&forms[form]));
        }
    }
}
