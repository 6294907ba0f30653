//! The archive of bars: written by the program, read by it like its own bars.

use std::fmt::Write as _;

use crate::support::Newstape;

const DAYS: &str = "symbol,date,open,high,low,close,volume\n";

/// Weekdays of a year with prices that move a little.
fn panel(symbol: &str, from: &str, days: i64) -> String {
    let start: chrono::NaiveDate = from.parse().unwrap();
    let mut text = DAYS.to_owned();
    for n in 0..days {
        let day = start + chrono::TimeDelta::days(n);
        if chrono::Datelike::weekday(&day).number_from_monday() < 6 {
            let close = 100.0 + f64::from(u32::try_from(n % 17).unwrap()) / 4.0;
            writeln!(text, "{symbol},{day},{close},{},{},{close},1000", close + 1.0, close - 1.0).unwrap();
        }
    }
    text
}

#[test]
fn bars_of_the_archive_are_measured_like_those_of_the_database() {
    let full = Newstape::new();
    full.write("a.csv", &panel("MSFT", "2022-01-03", 1_200));
    full.write("b.csv", &panel("SPY", "2022-01-03", 1_200));
    full.ok(&["prices", "import", "a.csv", "b.csv"]);
    let log = |news: &Newstape, extra: &[&str]| {
        let all: Vec<&str> = extra
            .iter()
            .chain(&["log", "--title", "Microsoft falls", "--ticker", "MSFT", "--at", "2024-06-12T15:00:00Z"])
            .copied()
            .collect();
        news.json(&all)["reactions"].clone()
    };
    let done = full.json(&["prices", "archive", "--to", "bars"]);
    let files = done["files"].as_array().unwrap();
    assert!(
        files
            .iter()
            .any(|f| f["file"].as_str().unwrap().starts_with("mic=XNAS/interval=1d/year=2024/part-file-")),
        "{done}"
    );
    assert!(files.iter().all(|f| f["became"] == "created"));
    let again = full.json(&["prices", "archive", "--to", "bars"]);
    assert!(again["files"].as_array().unwrap().iter().all(|f| f["became"] == "unchanged"), "{again}");
    assert_eq!(again["checked"], done["checked"]);
    let own = log(&full, &[]);
    assert!(
        own.as_array().unwrap().iter().any(|row| row["horizon"] == "1d" && row["status"] == "measured"),
        "{own}"
    );
    // Another database, which has no bars but the archive's.
    let bare = Newstape::new();
    let folder = full.path().join("bars");
    bare.write("config.toml", &format!("[archive]\ndir = \"{}\"\n", folder.display()));
    let with = ["--config", "config.toml"];
    assert_eq!(log(&bare, &with), own);
    let status = bare.json(&["--config", "config.toml", "prices", "status", "MSFT"]);
    let mine = full.json(&["prices", "status", "MSFT"]);
    let count = |status: &serde_json::Value| status["symbols"][0]["series"][0]["bars"].clone();
    assert_eq!((count(&status), count(&status).is_null()), (count(&mine), false));
    // A bar of its own counts before the archive's.
    bare.write("own.csv", &format!("{DAYS}MSFT,2024-06-12,90,91,89,90,1\n"));
    bare.ok(&["--config", "config.toml", "prices", "import", "own.csv"]);
    bare.ok(&["--config", "config.toml", "prices", "export", "MSFT", "-o", "out.csv"]);
    let out = std::fs::read_to_string(bare.path().join("out.csv")).unwrap();
    let line = |day: &str| out.lines().find(|line| line.contains(day)).unwrap_or_default().to_owned();
    assert!(line("2024-06-12").starts_with("MSFT,2024-06-12,90"), "{}", line("2024-06-12"));
    assert_eq!(
        out.lines().count(),
        std::fs::read_to_string(full.path().join("a.csv")).unwrap().lines().count()
    );
}

#[test]
fn whole_years_go_to_the_archive_where_a_day_is_given() {
    let news = Newstape::new();
    news.write("a.csv", &panel("MSFT", "2022-01-03", 1_200));
    news.ok(&["prices", "import", "a.csv"]);
    let done = news.json(&["prices", "archive", "MSFT", "--to", "bars", "--before", "2024-06-30"]);
    let years: Vec<&str> =
        done["files"].as_array().unwrap().iter().map(|f| &f["file"].as_str().unwrap()[21..30]).collect();
    assert_eq!(years, ["year=2022", "year=2023"]);
    let (code, _, said) = news.run(&["prices", "archive", "SPY", "--to", "bars"], None);
    assert_eq!((code, said.contains("there are no such bars")), (4, true), "{said}");
    news.write("blocked", "a file");
    let (code, _, said) = news.run(&["prices", "archive", "--to", "blocked"], None);
    assert!(code == 1 && said.contains("blocked"), "{code} {said}");
}
