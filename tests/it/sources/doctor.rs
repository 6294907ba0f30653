//! `newstape doctor`, on sound and on broken ground.

use serde_json::Value;

use crate::support::Newstape;

fn condition(report: &Value, name: &str) -> String {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|c| c["name"] == name).unwrap()["condition"].as_str().unwrap().to_owned()
}

fn broken(newstape: &Newstape, args: &[&str]) -> Value {
    let all: Vec<&str> = ["--json"].iter().chain(args).copied().collect();
    let (code, stdout, stderr) = newstape.run(&all, None);
    assert_eq!(code, 1, "{stdout}");
    assert!(stderr.contains("checks failed"), "{stderr}");
    serde_json::from_str(&stdout).unwrap()
}

#[test]
fn a_new_place_is_sound() {
    let newstape = Newstape::new();
    let report = newstape.json(&["doctor"]);
    assert_eq!(report["schema"], "newstape/doctor/1");
    let names: Vec<&str> =
        report["checks"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["config", "database", "keys", "clock", "zones", "calendars", "universe", "disk"]);
    assert!(!newstape.path().join("news.db").exists());
    newstape.ok(&["log", "--title", "Microsoft rises", "--at", "2025-03-14"]);
    let text = newstape.ok(&["doctor"]);
    assert!(text.contains("sound, schema version") && text.contains("1 event"), "{text}");
    assert!(text.lines().any(|l| l.starts_with("ok") && l.contains("sources")), "{text}");
}

#[test]
fn what_is_broken_is_named() {
    let newstape = Newstape::new();
    newstape.write("c.toml", "[net]\nretry = 1\n");
    assert_eq!(condition(&broken(&newstape, &["--config", "c.toml", "doctor"]), "config"), "broken");
    newstape.write("news.db", "this is not a database, whatever its name says");
    assert_eq!(condition(&broken(&newstape, &["doctor"]), "database"), "broken");
}

#[test]
fn a_source_that_cannot_be_asked_is_broken() {
    let newstape = Newstape::new();
    newstape.ok(&["source", "add", "f", "finnhub", "--query", "AAPL"]);
    let report = broken(&newstape, &["doctor"]);
    assert_eq!(condition(&report, "sources"), "broken");
    newstape.write("c.toml", "[providers.finnhub]\napi_key = \"S3CRET\"\n");
    let report = newstape.json(&["--config", "c.toml", "doctor"]);
    assert_eq!(condition(&report, "sources"), "ok");
    assert!(!report.to_string().contains("S3CRET"));
    newstape.ok(&["source", "pause", "f"]);
    newstape.ok(&["doctor"]);
}

#[test]
fn a_damaged_database_is_told() {
    let newstape = Newstape::new();
    newstape.ok(&["log", "--title", "Microsoft rises", "--at", "2025-03-14"]);
    let file = newstape.path().join("news.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // Pages after the first few hold rows and indexes.
    let (from, to) = (bytes.len() / 2, bytes.len());
    bytes[from..to].fill(0xa5);
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(condition(&broken(&newstape, &["doctor"]), "database"), "broken");
}

#[test]
fn other_sessions_are_read_from_the_configuration() {
    let newstape = Newstape::new();
    newstape.write(
        "closed.toml",
        "[[closures]]\nfirst = \"2025-03-17\"\nlast = \"2025-03-17\"\nreason = \"Storm\"\n",
    );
    newstape.write("c.toml", "[calendar]\noverrides = [\"XNYS=closed.toml\"]\n");
    let args =
        ["--config", "c.toml", "calendar", "XNYS", "--from", "2025-03-14", "--to", "2025-03-18", "--csv"];
    let sessions = newstape.ok(&args);
    assert!(sessions.contains("2025-03-14") && !sessions.contains("2025-03-17"), "{sessions}");
    newstape.write("c.toml", "[calendar]\noverrides = [\"XNYS=none.toml\"]\n");
    let report = broken(&newstape, &["--config", "c.toml", "doctor"]);
    let wrong = report["checks"].as_array().unwrap().iter().find(|c| c["condition"] == "broken").unwrap();
    assert_eq!(wrong["name"], "calendars");
    assert!(wrong["found"].as_str().unwrap().contains("none.toml"), "{wrong}");
}
