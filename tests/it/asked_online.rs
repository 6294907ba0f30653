//! What asks services besides fetching for events: `doctor --online`, and factors by name.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use serde_json::Value;

use crate::support::fixture_server::{FixtureServer, Reply};
use crate::support::{Newstape, services};

const NOW: &str = "2026-11-28T15:00:00Z";

fn configured(server: &FixtureServer, with_key: &[&str]) -> Newstape {
    let newstape = Newstape::new();
    let mut config = "[net]\nallow_private = true\nsystem_proxy = false\nretries = 0\n".to_owned();
    for name in ["yahoo", "alpaca", "polygon", "finnhub", "coinbase", "kraken", "ecb", "french"] {
        writeln!(config, "[providers.{name}]\nurl = \"{}\"", server.url("")).unwrap();
        if with_key.contains(&name) {
            writeln!(config, "api_key = \"{}\"\napi_secret = \"S\"", services::KEY).unwrap();
        }
    }
    newstape.write("here.toml", &config);
    newstape
}

fn run(newstape: &Newstape, args: &[&str]) -> (i32, String, String) {
    newstape.run(&[&["--config", "here.toml", "--now", NOW], args].concat(), None)
}

#[test]
fn each_provider_is_asked_once_and_what_it_gave_is_said() {
    let server = FixtureServer::start();
    server.choosing(|asked| match asked.path.as_str() {
        "/products/BTC-USD/candles" => Some(Reply::json("[]")),
        _ => services::answer(asked, NOW.parse().unwrap()),
    });
    let newstape = configured(&server, &["alpaca", "finnhub"]);
    let (_, stdout, stderr) = run(&newstape, &["--json", "doctor", "--online"]);
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|e| panic!("{e}: {stdout} {stderr}"));
    let checks = report["checks"].as_array().unwrap();
    let online: Vec<(&str, &str)> = checks
        .iter()
        .filter(|c| c["name"] == "online")
        .map(|c| (c["condition"].as_str().unwrap(), c["found"].as_str().unwrap()))
        .collect();
    let of = |name: &str| online.iter().find(|(_, found)| found.starts_with(name)).copied();
    assert_eq!(of("alpaca").unwrap().0, "ok", "{online:?}");
    assert!(of("alpaca").unwrap().1.contains("daily bars of MSFT"), "{online:?}");
    let (condition, found) = of("yahoo").unwrap();
    assert!(condition == "warning" && found.contains("no more calls for now"), "{found}");
    let (condition, found) = of("coinbase").unwrap();
    assert!(condition == "warning" && found.contains("it seems to be out of service"), "{found}");
    assert!(of("finnhub").unwrap().1.contains("does not give this on your plan"), "{online:?}");
    assert_eq!(of("polygon"), None, "it has no key");
    assert_eq!(server.received().iter().filter(|r| r.path.starts_with("/v8/")).count(), 1);
    assert!(
        run(&newstape, &["doctor"]).1.lines().all(|line| !line.contains("online")),
        "only where asked for"
    );
    let (code, stdout, stderr) = run(&newstape, &["--offline", "doctor", "--online"]);
    assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
    assert!(stderr.starts_with("error: `--online` needs the network"), "{stderr}");
}

fn zip(name: &str, table: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(table.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A panel of two years of weekdays for one share, its prices by a made-up rule, and the factors that explain it.
fn panel() -> (String, String) {
    let (mut prices, mut factors) = ("ticker,date,close\n".to_owned(), String::new());
    factors += "This file was created for a test.\n\n,Mkt-RF,SMB,HML,RMW,CMA,RF\n";
    let first: chrono::NaiveDate = "2023-01-02".parse().unwrap();
    let mut close = 100.0;
    for (n, day) in first
        .iter_days()
        .take(600)
        .filter(|d| chrono::Datelike::weekday(d).number_from_monday() < 6)
        .enumerate()
    {
        let wave = |step: usize| f64::from(u32::try_from(n * step % 17).unwrap()) / 10.0 - 0.8;
        let market = wave(5);
        close *= 1.0 + (1.2 * market + 0.3 * wave(7) + 0.05 * wave(11)) / 100.0;
        writeln!(prices, "MSFT,{day},{close:.6}").unwrap();
        let [smb, hml, rmw, cma] = [7, 3, 9, 13].map(wave);
        let day = day.format("%Y%m%d");
        writeln!(factors, "{day},{market:.2},{smb:.2},{hml:.2},{rmw:.2},{cma:.2},0.01").unwrap();
    }
    (prices, factors + "\n Copyright\n")
}

#[test]
fn factors_are_fetched_by_name_once_and_daily_ones_told_from_monthly() {
    let server = FixtureServer::start();
    let (prices, factors) = panel();
    let daily = zip("F-F_Research_Data_5_Factors_2x3_daily.csv", &factors);
    let monthly = zip(
        "F-F_Research_Data_5_Factors_2x3.CSV",
        ",Mkt-RF,SMB,HML,RMW,CMA,RF\n202301,1,1,1,1,1,0.1\n202302,1,2,1,1,1,0.1\n",
    );
    let media = "application/x-zip-compressed";
    let folder = "/pages/faculty/ken.french/ftp/F-F_Research_Data_5_Factors_2x3";
    server
        .on(&format!("{folder}_daily_CSV.zip"), Reply::new(200, media, daily))
        .on(&format!("{folder}_CSV.zip"), Reply::new(200, media, monthly));
    let newstape = configured(&server, &[]);
    newstape.write("panel.csv", &prices);
    newstape.write("e.csv", "symbol,date\nMSFT,2024-06-12\n");
    let study = |factors: &str, more: &[&str]| {
        let args = [
            "study",
            "--prices",
            "panel.csv",
            "--events",
            "e.csv",
            "--model",
            "factors",
            "--factors",
            factors,
            "--estimation",
            "120",
        ];
        // The copy's age is that of the file, which the system dates.
        let written = newstape.path().join("panel.csv").metadata().unwrap().modified().unwrap();
        let now = chrono::DateTime::<chrono::Utc>::from(written).to_rfc3339();
        newstape
            .run(&[&["--config", "here.toml", "--now", now.as_str(), "--json"], more, &args].concat(), None)
    };
    let (code, stdout, stderr) = study("ff5", &[]);
    assert_eq!(code, 0, "{stderr}");
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(document["aggregate"]["n"], 1, "{document}");
    assert_eq!(study("ff5", &[]).0, 0);
    assert_eq!(study("FF5", &["--offline"]).0, 0, "the copy is there");
    assert_eq!(server.received().len(), 1, "kept for a week");
    let (code, _, stderr) = study("ff5-monthly", &[]);
    assert!(code != 0 && stderr.contains("the factors are monthly and the prices are not"), "{stderr}");
    let (code, _, stderr) = study("ff3", &["--offline"]);
    assert!(code == 1 && stderr.contains("network access is off"), "{stderr}");
    server.on(
        "/pages/faculty/ken.french/ftp/F-F_Momentum_Factor_daily_CSV.zip",
        Reply::html("<title>Moved</title>"),
    );
    let (_, _, stderr) = study("mom", &[]);
    assert!(stderr.contains("french answered with a web page titled \"Moved\" instead of a zip"), "{stderr}");
}

#[test]
fn momentum_joins_the_three_factors_by_the_name_of_carhart() {
    let server = FixtureServer::start();
    let (prices, five) = panel();
    let column = |line: &str, picked: &[usize]| {
        let cells: Vec<&str> = line.split(',').collect();
        picked
            .iter()
            .map(|place| cells.get(*place).copied().unwrap_or_default())
            .collect::<Vec<_>>()
            .join(",")
    };
    let of = |picked: &[usize], names: &str| {
        let rows = five.lines().filter(|line| line.starts_with("20"));
        let rows = rows.map(|line| column(line, picked) + "\n").collect::<String>();
        format!("Prose.\n\n,{names}\n{rows}\n Copyright\n")
    };
    let (three, momentum) = (of(&[0, 1, 2, 3, 6], "Mkt-RF,SMB,HML,RF"), of(&[0, 4], "Mom"));
    let folder = "/pages/faculty/ken.french/ftp";
    let packed = |table: &str| Reply::new(200, "application/x-zip-compressed", zip("a.csv", table));
    server
        .on(&format!("{folder}/F-F_Research_Data_Factors_daily_CSV.zip"), packed(&three))
        .on(&format!("{folder}/F-F_Momentum_Factor_daily_CSV.zip"), packed(&momentum));
    let newstape = configured(&server, &[]);
    newstape.write("panel.csv", &prices);
    newstape.write("e.csv", "symbol,date\nMSFT,2024-06-12\n");
    let args =
        "--json study --prices panel.csv --events e.csv --model factors --factors carhart --estimation 120";
    let (code, stdout, stderr) = run(&newstape, &args.split(' ').collect::<Vec<_>>());
    assert_eq!(code, 0, "{stderr}");
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(document["aggregate"]["n"], 1, "{document}");
    let table = std::fs::read_to_string(newstape.path().join("factors/carhart.csv")).unwrap();
    assert!(table.starts_with(",Mkt-RF,SMB,HML,Mom,RF\n2023"), "{}", &table[..60]);
    assert_eq!(server.received().len(), 2);
}

#[test]
fn what_a_provider_answers_is_kept_without_keys() {
    let server = FixtureServer::start();
    let newstape = configured(&server, &["polygon"]);
    let refusal = format!(r#"{{"status":"ERROR","error":"Unknown API Key {}"}}"#, services::KEY);
    server.choosing(move |_| {
        Some(Reply::new(401, "application/json", refusal.clone()).with("set-cookie", "a=S3SSION"))
    });
    let record = |provider: &str, output: &str| {
        run(&newstape, &["prices", "record", "MSFT", "--provider", provider, "-o", output])
    };
    let (code, stdout, stderr) = record("polygon", "out.json");
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.starts_with("polygon: polygon refuses the key"), "{stdout}");
    let text = std::fs::read_to_string(newstape.path().join("out.json")).unwrap();
    assert!(!text.contains(services::KEY) && !text.contains("S3SSION"), "{text}");
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(kept["schema"], "newstape/provider-record/1");
    let first = &kept["exchanges"][0];
    assert_eq!(first["status"], 401);
    assert!(first["body"].as_str().unwrap().contains("Unknown API Key ***"), "{kept}");
    // A page instead of data.
    server.choosing(|_| Some(Reply::html("<title>Just a moment</title>")));
    let kept: Value = serde_json::from_str(&record("yahoo", "-").1).unwrap();
    assert!(kept["exchanges"][0]["body"].as_str().unwrap().contains("Just a moment"), "{kept}");
    let (code, _, stderr) = record("nobody", "-");
    assert!(code == 1 && stderr.contains("there is no provider"), "{code} {stderr}");
}

#[test]
fn one_cause_is_told_once_and_of_no_other_share() {
    let server = FixtureServer::start();
    server.choosing(|_| Some(Reply::new(403, "application/json", r#"{"message":"forbidden."}"#)));
    let newstape = configured(&server, &[]);
    let symbols = ["MSFT", "AAPL", "NVDA", "AMZN", "META", "GOOGL", "TSLA", "AMD"];
    let args = [&["prices", "fetch"], &symbols[..], &["--from", "2026-11-02"]].concat();
    let (code, _, stderr) = run(&newstape, &args);
    let told: Vec<&str> = stderr.lines().filter(|line| line.contains("no provider could answer")).collect();
    assert_eq!((code, told.len()), (1, 1), "{stderr}");
    assert!(told[0].starts_with("MSFT, AAPL, NVDA, AMZN, META and 3 more: "), "{stderr}");
    assert!(!told[0].contains("/chart/"), "{stderr}");
}
