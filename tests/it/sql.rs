//! SQL of the user's own: what the views show is what the commands print.

use serde_json::Value;

use crate::support::Newstape;

fn json(news: &Newstape, args: &[&str]) -> Value {
    serde_json::from_str(&news.ok(&[&["--json"], args].concat())).unwrap()
}

fn rows(news: &Newstape, statement: &str) -> Vec<Value> {
    let (code, out, stderr) = news.run(&["--json", "sql", statement, "--limit", "100000"], None);
    assert!(code == 0 || code == 4, "{statement}: {stderr}");
    serde_json::from_str::<Value>(&out).unwrap()["rows"].as_array().unwrap().clone()
}

#[test]
fn the_views_show_what_show_prints() {
    let news = Newstape::with_demo();
    for id in 1..=11 {
        let event = json(&news, &["show", &id.to_string()]);
        let of = |view: &str| {
            rows(&news, &format!("SELECT * FROM {view} WHERE event_id = {id} ORDER BY symbol, position"))
        };
        let found = &rows(&news, &format!("SELECT * FROM v_events WHERE id = {id}"))[0];
        for field in ["title", "published_at", "precision", "origin", "kind", "story_id", "revision"] {
            assert_eq!(found[field], event["event"][field], "{id} {field}");
        }
        assert_eq!(of("v_links").len(), event["links"].as_array().unwrap().len());
        let claims = rows(&news, &format!("SELECT * FROM v_claims WHERE event_id = {id} ORDER BY position"));
        for (row, claim) in claims.iter().zip(event["claims"].as_array().unwrap()) {
            assert_eq!(
                (&row["direction"], &row["percent"]),
                (&claim["direction"], claim.get("percent").unwrap_or(&Value::Null))
            );
            assert_eq!(row["status"], claim["verdict"]["status"]);
        }
        for reaction in event["reactions"].as_array().unwrap() {
            let one = format!(
                "SELECT * FROM v_reactions WHERE event_id = {id} AND symbol = '{}' AND mic = '{}' AND horizon = '{}'",
                reaction["symbol"].as_str().unwrap(),
                reaction["mic"].as_str().unwrap(),
                reaction["horizon"].as_str().unwrap()
            );
            let row = &rows(&news, &one)[0];
            for field in [
                "status",
                "return",
                "abnormal_return",
                "benchmark_return",
                "z",
                "placebo_rank",
                "verdict",
                "beta",
                "model",
            ] {
                assert_eq!(
                    row[field],
                    reaction.get(field).cloned().unwrap_or_default(),
                    "{id} {field} {row}"
                );
            }
            assert_eq!(row["anchor_price"], reaction["anchor"].get("price").cloned().unwrap_or_default());
        }
    }
}

#[test]
fn bars_are_those_that_are_exported() {
    let news = Newstape::with_demo();
    news.ok(&["prices", "export", "NVDA", "-o", "nvda.csv"]);
    let exported = std::fs::read_to_string(news.path().join("nvda.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    let exported: Vec<std::collections::HashMap<String, String>> =
        reader.deserialize().map(Result::unwrap).collect();
    let bars =
        rows(&news, "SELECT * FROM v_bars WHERE symbol = 'NVDA' AND interval = '1d' ORDER BY start_utc");
    assert_eq!(bars.len(), exported.len());
    for (bar, row) in bars.iter().zip(&exported) {
        assert_eq!(bar["start_utc"], row["date"].as_str());
        assert_eq!(bar["close"].as_f64(), row["close"].parse().ok());
    }
}

#[test]
fn a_statement_that_writes_or_never_ends_is_refused() {
    let news = Newstape::with_demo();
    let run = |args: &[&str]| news.run(&[&["sql"], args].concat(), None);
    let (code, _, stderr) = run(&["DELETE FROM event"]);
    assert_eq!((code, stderr.trim()), (2, "error: the statement cannot be run: it does more than read"));
    let (code, _, stderr) = run(&["SELECT nowhere FROM v_events"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("no such column: nowhere"), "{stderr}");
    let forever = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let (code, _, stderr) = run(&[forever, "--timeout", "1"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("took too long"), "{stderr}");
    let (code, out, _) = run(&["SELECT id, title FROM v_events WHERE id = 4", "--format", "csv"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("id,title\n4,"), "{out}");
}

#[test]
fn every_column_of_the_views_is_documented() {
    let news = Newstape::with_demo();
    let guide = include_str!("../../docs/sql.md");
    for view in ["v_events", "v_links", "v_claims", "v_reactions", "v_scores", "v_bars"] {
        // A view may be empty: no service has rated the events of the demonstration.
        let select = format!("SELECT * FROM {view} LIMIT 1");
        let (code, stdout, stderr) = news.run(&["--json", "sql", &select], None);
        assert!(code == 0 || view == "v_scores", "{stderr}");
        let found: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        let line = guide.lines().find(|l| l.starts_with(&format!("| `{view}` |"))).unwrap();
        for column in found["columns"].as_array().unwrap() {
            assert!(line.contains(&format!("`{}`", column.as_str().unwrap())), "{view}.{column}");
        }
    }
}
