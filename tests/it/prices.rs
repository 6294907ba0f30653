//! `newstape prices` as a user runs it, and returns across splits on real prices.

use std::collections::BTreeMap;
use std::fs::File;

use chrono::NaiveDate;
use newstape::instrument::{InstrumentId, Mic};
use newstape::market::{
    ActionKind, Adjustment, CorporateAction, Interval, Series, SeriesKey, adjust, dividends_as_traded,
};
use newstape::table::prices::{self, Bars, PriceOptions};
use serde_json::Value;

use crate::support::{Newstape, shared};

const HEADER: &str = "Date,Open,High,Low,Close,Volume\n";

fn bars(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

/// Runs an import of `SYM:XNAS` rows; the exit code, the JSON document if any, standard error.
fn import(newstape: &Newstape, args: &[&str]) -> (i32, Value, String) {
    let all: Vec<&str> =
        ["--json", "prices", "import", "--mic", "XNAS"].iter().chain(args).copied().collect();
    let (code, stdout, stderr) = newstape.run(&all, None);
    (code, serde_json::from_str(&stdout).unwrap_or(Value::Null), stderr)
}

#[test]
fn an_import_is_idempotent_and_a_correction_replaces() {
    let newstape = Newstape::new();
    newstape.write(
        "MSFT.csv",
        &bars(&["2025-01-27,424,435,423,434.56,100", "2025-01-28,434,448,434,447.20,100"]),
    );
    let (code, first, _) = import(&newstape, &["MSFT.csv"]);
    assert_eq!(code, 0);
    assert_eq!(first["schema"], "newstape/prices-import/1");
    assert_eq!(
        (&first["rows"], &first["inserted"], &first["rejected"]),
        (&2.into(), &2.into(), &Value::Array(vec![]))
    );
    let (_, again, _) = import(&newstape, &["MSFT.csv"]);
    assert_eq!((&again["inserted"], &again["unchanged"]), (&0.into(), &2.into()));
    newstape.write("MSFT.csv", &bars(&["2025-01-28,434,448,434,447.25,100"]));
    let (_, corrected, _) = import(&newstape, &["MSFT.csv"]);
    assert_eq!((&corrected["inserted"], &corrected["replaced"]), (&0.into(), &1.into()));
}

#[test]
fn broken_rows_are_named_and_the_exit_code_remembers() {
    let newstape = Newstape::new();
    newstape.write(
        "MSFT.csv",
        &bars(&["2025-01-27,424,435,423,434.56,100", "2025-01-28,434,448,434,-447.20,100"]),
    );
    let (code, record, stderr) = import(&newstape, &["MSFT.csv"]);
    assert_eq!((code, &record["inserted"]), (3, &1.into()));
    let row = &record["rejected"][0];
    assert_eq!((&row["file"], &row["line"], &row["field"]), (&"MSFT.csv".into(), &3.into(), &"close".into()));
    assert_eq!(row["reason"], "-447.2: a price must be positive");
    assert!(
        stderr.contains("rejected: MSFT.csv:3: column `close`: -447.2: a price must be positive"),
        "{stderr}"
    );
}

#[test]
fn a_strict_import_takes_all_or_nothing() {
    let newstape = Newstape::new();
    newstape.write(
        "MSFT.csv",
        &bars(&["2025-01-27,424,435,423,434.56,100", "2025-01-28,434,448,434,\"12,x\",100"]),
    );
    let (code, _, stderr) = import(&newstape, &["--strict", "MSFT.csv"]);
    assert_eq!(code, 1);
    assert!(
        stderr.contains(
            "MSFT.csv: 1 of 2 rows are wrong; the first: MSFT.csv:3: column `close`: \"12,x\" is not a number"
        ),
        "{stderr}"
    );
    let (code, _, _) = newstape.run(&["prices", "status", "MSFT:XNAS"], None);
    assert_eq!(code, 4, "something was imported");
}

#[test]
fn files_that_cannot_be_used_leave_nothing_behind() {
    let newstape = Newstape::new();
    newstape.write("column.csv", "Date,Open,High,Low,Volume\n2025-01-27,424,435,423,100\n");
    newstape.write("empty.csv", "");
    newstape.write("comma.csv", "Date;Open;High;Low;Close\n2025-01-27;1,5;2,5;0,5;1,5\n");
    newstape.write("thousands.csv", "Date\tOpen\tHigh\tLow\tClose\n2025-01-27\t1,500\t1,600\t1,400\t1,500\n");
    newstape.write_bytes("cut.csv.gz", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]);
    for (file, says) in [
        ("column.csv", "there is no column `close`; the columns are `Date`, `Open`, `High`, `Low`, `Volume`"),
        ("empty.csv", "the file is empty"),
        ("thousands.csv", "hint: `--decimal point` or `--decimal comma` says which"),
        ("cut.csv.gz", "cut.csv.gz: "),
        ("absent.csv", "error: absent.csv cannot be read: No such file"),
    ] {
        let (code, _, stderr) = import(&newstape, &["--symbol", "MSFT", file]);
        assert_eq!(code, 1, "{file}: {stderr}");
        assert!(stderr.contains(says), "{file} says {stderr}");
    }
    let (code, _, _) = newstape.run(&["prices", "status", "MSFT:XNAS"], None);
    assert_eq!(code, 4, "something was imported");
    let (code, _, stderr) = import(&newstape, &["--symbol", "SAP", "--decimal", "point", "comma.csv"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("hint: decimal commas need `--decimal comma`"), "{stderr}");
    for stated in [&["--decimal", "comma"][..], &[]] {
        let (code, record, stderr) = import(&newstape, &[&["--symbol", "SAP", "comma.csv"], stated].concat());
        assert_eq!((code, &record["rows"]), (0, &1.into()), "{stderr}");
    }
}

#[test]
fn one_file_of_several_is_refused_and_the_others_imported() {
    let newstape = Newstape::new();
    newstape.write("MSFT.csv", &bars(&["2025-01-27,424,435,423,434.56,100"]));
    newstape.write("AAPL.csv", "Date,Open\n");
    let (code, record, stderr) = import(&newstape, &["AAPL.csv", "MSFT.csv"]);
    assert_eq!((code, &record["inserted"]), (3, &1.into()));
    assert_eq!(record["refused"][0]["file"], "AAPL.csv");
    assert!(stderr.contains("refused: AAPL.csv: there is no column `close`"), "{stderr}");
}

#[test]
fn the_status_names_gaps_by_session() {
    let newstape = Newstape::new();
    newstape.write(
        "MSFT.csv",
        &bars(&[
            "2025-01-07,424,435,423,434,100",
            "2025-01-08,434,448,434,447,100",
            "2025-01-10,434,448,434,447,100",
            "2025-01-15,434,448,434,447,100",
        ]),
    );
    import(&newstape, &["MSFT.csv"]);
    let text = newstape.ok(&["prices", "status", "MSFT:XNAS"]);
    assert!(text.contains("4 of 6 sessions"), "{text}");
    assert!(text.contains("missing: 2025-01-13 to 2025-01-14 (2)"), "{text}");
    let json = newstape.json(&["prices", "status", "MSFT:XNAS"]);
    assert_eq!(json["symbols"][0]["series"][0]["coverage"]["gaps"][0]["sessions"], 2);
}

#[test]
fn suspicious_bars_are_kept_and_listed() {
    let newstape = Newstape::new();
    newstape.write(
        "MSFT.csv",
        &bars(&[
            "2025-01-08,434,448,434,449,100",
            "2025-01-09,434,448,434,447,100",
            "2025-01-10,434,448,434,447,100",
            "2025-01-10,434,448,434,446,100",
        ]),
    );
    let (code, record, _) = import(&newstape, &["MSFT.csv"]);
    assert_eq!((code, &record["inserted"]), (0, &3.into()));
    let flags: Vec<&str> =
        record["flagged"].as_array().unwrap().iter().filter_map(|f| f["flag"].as_str()).collect();
    assert_eq!(flags, ["outside_range", "duplicate", "out_of_session"]);
    let checked = newstape.json(&["prices", "check", "MSFT:XNAS"]);
    let found: Vec<String> = checked["flagged"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| format!("{} {}", b["date"], b["flags"]))
        .collect();
    assert_eq!(
        found,
        [
            "\"2025-01-08\" [\"outside_range\"]",
            "\"2025-01-09\" [\"out_of_session\"]",
            "\"2025-01-10\" [\"duplicate\"]"
        ]
    );
}

#[test]
fn a_store_that_nobody_made_is_not_made_by_looking() {
    let newstape = Newstape::new();
    let (code, _, stderr) = newstape.run(&["prices", "check"], None);
    assert_eq!(code, 4);
    assert!(stderr.contains("there is no database"), "{stderr}");
    assert!(!newstape.path().join("news.db").exists());
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One symbol's daily bars and actions out of a shared file, and one column beside them by day.
pub(crate) struct Real {
    pub(crate) series: Series<NaiveDate>,
    pub(crate) actions: Vec<CorporateAction>,
    pub(crate) column: BTreeMap<NaiveDate, f64>,
}

pub(crate) fn real(path: &str, symbol: &str, adjustment: Adjustment, column: &str) -> Real {
    let path = shared(path);
    let options =
        PriceOptions { symbol: Some(symbol.into()), adjustment: Some(adjustment), ..PriceOptions::default() };
    let mut file = prices::read(File::open(&path).unwrap(), "prices.csv", &options, |_| None).unwrap();
    let prices = file.symbols.remove(0);
    let Bars::Daily(bars) = prices.bars else { panic!("{symbol} is not daily") };
    let instrument = InstrumentId::new(symbol.parse().unwrap(), Mic::XNAS);
    let key = SeriesKey {
        instrument: instrument.clone(),
        interval: Interval::Day1,
        provider: "file".into(),
        adjustment,
    };
    let action = |(ex_date, kind)| CorporateAction { instrument: instrument.clone(), ex_date, kind };
    Real {
        series: Series::new(key, bars).unwrap(),
        actions: prices.actions.into_iter().map(action).collect(),
        column: side_column(&path, symbol, column),
    }
}

fn side_column(path: &std::path::Path, symbol: &str, column: &str) -> BTreeMap<NaiveDate, f64> {
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(File::open(path).unwrap()));
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h.eq_ignore_ascii_case(name)).unwrap();
    let (symbol_at, date_at, value_at) = (at("ticker"), at("date"), at(column));
    reader
        .records()
        .map(Result::unwrap)
        .filter(|r| &r[symbol_at] == symbol)
        .map(|r| (day(&r[date_at]), r[value_at].parse().unwrap()))
        .collect()
}

/// Returns over one and five sessions across `split`, from the adjusted series and from the prices
/// that the source itself adjusted, are the same to 1e-6.
fn agrees_across(split: &str, adjusted: &Series<NaiveDate>, theirs: &BTreeMap<NaiveDate, f64>) {
    let at = adjusted.first_at_or_after(day(split));
    assert_eq!(adjusted.bars()[at].at, day(split));
    for (from, to) in [(at - 1, at), (at - 1, at + 4), (at - 3, at + 2), (at - 20, at + 20)] {
        let (from, to) = (&adjusted.bars()[from], &adjusted.bars()[to]);
        let ours = to.close / from.close - 1.0;
        let published = theirs[&to.at] / theirs[&from.at] - 1.0;
        assert!((ours - published).abs() < 1e-6, "{} to {}: {ours} and {published}", from.at, to.at);
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn returns_across_splits_equal_those_of_adjusted_prices() {
    let path = "daily/av_daily_adjusted_as_traded_2022_2024.csv.gz";
    for (symbol, split) in [("NVDA", "2024-06-10"), ("GOOGL", "2022-07-18"), ("AVGO", "2024-07-15")] {
        let real = real(path, symbol, Adjustment::AsTraded, "adjusted_close");
        let end = day("2024-12-31");
        let adjusted = adjust(&real.series, &real.actions, Adjustment::SplitsAndDividends, end).unwrap();
        agrees_across(split, &adjusted, &real.column);
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn dividends_alone_agree_with_adjusted_prices_too() {
    let path = "daily/av_daily_adjusted_as_traded_2022_2024.csv.gz";
    for symbol in ["AAPL", "MSFT", "TXN", "QCOM"] {
        let real = real(path, symbol, Adjustment::AsTraded, "adjusted_close");
        let adjusted =
            adjust(&real.series, &real.actions, Adjustment::SplitsAndDividends, day("2024-12-31")).unwrap();
        let dividends = real.actions.iter().filter(|a| a.ex_date > adjusted.bars()[25].at);
        for action in dividends.filter(|a| a.ex_date < day("2024-11-15")) {
            agrees_across(&action.ex_date.to_string(), &adjusted, &real.column);
        }
    }
}

/// Microsoft's split of 2003-02-18, on closes as traded and Yahoo's adjusted close.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn microsofts_split_of_2003() {
    let path = "daily/bokeh_stocks_2000_2013.csv.gz";
    let real = real(path, "MSFT", Adjustment::AsTraded, "Adj Close");
    let actions = yahoo_actions("MSFT", "2003-01-01", "2013-02-28");
    let adjusted = adjust(&real.series, &actions, Adjustment::SplitsAndDividends, day("2013-02-28")).unwrap();
    agrees_across("2003-02-18", &adjusted, &real.column);
    let at = adjusted.first_at_or_after(day("2003-02-18"));
    let across = adjusted.bars()[at].close / adjusted.bars()[at - 1].close - 1.0;
    assert!((across - (24.96 * 2.0 / 48.30 - 1.0)).abs() < 1e-9, "24.96 after 48.30, two for one");
}

/// Quandl WIKI has as-traded and adjusted prices side by side.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn splits_of_2015_with_dividends_around_them() {
    let path = "daily/quandl_wiki_2012_2016.csv.gz";
    for (symbol, split) in [("NFLX", "2015-07-15"), ("V", "2015-03-19")] {
        let real = real(path, symbol, Adjustment::AsTraded, "adj_close");
        let end = real.series.bars().last().unwrap().at;
        let adjusted = adjust(&real.series, &real.actions, Adjustment::SplitsAndDividends, end).unwrap();
        agrees_across(split, &adjusted, &real.column);
    }
}

pub(crate) fn yahoo_actions(symbol: &str, from: &str, to: &str) -> Vec<CorporateAction> {
    let path = shared("daily/corporate_actions_msft_aapl_googl.csv");
    let instrument = InstrumentId::new(symbol.parse().unwrap(), Mic::XNAS);
    let mut actions = Vec::new();
    for row in csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).filter(|r| &r[1] == symbol)
    {
        let (ex_date, dividend, split): (_, f64, f64) =
            (day(&row[0]), row[2].parse().unwrap(), row[3].parse().unwrap());
        let kinds = [
            (dividend != 0.0).then_some(ActionKind::Dividend { amount: dividend }),
            (split != 0.0).then_some(ActionKind::Split { new_per_old: split }),
        ];
        let action = |kind| CorporateAction { instrument: instrument.clone(), ex_date, kind };
        actions.extend(kinds.into_iter().flatten().map(action));
    }
    let known = dividends_as_traded(&actions);
    known.into_iter().filter(|a| day(from) <= a.ex_date && a.ex_date <= day(to)).collect()
}

/// The splits that a recorded answer of Polygon tells of one share.
pub(crate) fn recorded_splits(symbol: &str) -> Vec<CorporateAction> {
    let path = shared("http/polygon/v3__reference__splits.json");
    let answer: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let rows = answer["results"].as_array().unwrap().iter().filter(|row| row["ticker"] == symbol);
    rows.map(|row| CorporateAction {
        instrument: format!("{symbol}:XNAS").parse().unwrap(),
        ex_date: day(row["execution_date"].as_str().unwrap()),
        kind: ActionKind::Split {
            new_per_old: row["split_to"].as_f64().unwrap() / row["split_from"].as_f64().unwrap(),
        },
    })
    .collect()
}

/// Amazon's split of 2022-06-06: Yahoo's closes, taken back to what traded and forth again.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn amazons_split_of_2022() {
    let path = "daily/us50_raw_and_adjusted_2019_2024.csv.gz";
    let real = real(path, "AMZN", Adjustment::Splits, "adj_close");
    let split = recorded_splits("AMZN");
    let end = day("2024-12-31");
    let traded = adjust(&real.series, &split, Adjustment::AsTraded, end).unwrap();
    let close = |d| traded.get(day(d)).unwrap().close;
    assert!((close("2022-06-03") - 2447.0).abs() < 0.01, "as printed that Friday: {}", close("2022-06-03"));
    assert!((close("2022-06-06") - 124.79).abs() < 0.01);
    let adjusted = adjust(&traded, &split, Adjustment::SplitsAndDividends, end).unwrap();
    agrees_across("2022-06-06", &adjusted, &real.column);
}

#[test]
fn bars_of_a_far_future_are_refused_and_the_others_kept() {
    let newstape = Newstape::new();
    let rows = "2025-01-02,1,2,1,2,9\n2025-01-03,2,3,2,3,9\n2035-01-02,3,4,3,4,9\n";
    newstape.write("a.csv", &format!("date,open,high,low,close,volume\n{rows}"));
    let import = |file: &str| newstape.run(&["--json", "prices", "import", file, "--symbol", "MSFT"], None);
    let (code, stdout, _) = import("a.csv");
    let done: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &done["inserted"]), (3, &2.into()), "{done}");
    let reason = done["rejected"][0]["reason"].as_str().unwrap();
    assert_eq!(reason, "1 bar from 2035-01-02 on: in the future (it is 2025-03-15)");
    newstape.write("b.csv", "date,close\n2035-01-02,3\n2035-01-03,3\n");
    let (code, stdout, _) = import("b.csv");
    assert!(code == 3 && stdout.contains("2 bars from 2035-01-02 on"), "{code} {stdout}");
}
