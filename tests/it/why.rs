//! `why`, `stats` and `top` on the demo's events and prices.

use serde_json::Value;

use crate::support::Newstape;

const NOW: &str = "2025-03-01T12:00:00Z";

fn json(news: &Newstape, args: &[&str]) -> Value {
    let all = [&["--now", NOW, "--json"], args].concat();
    serde_json::from_str(&news.ok(&all)).unwrap()
}

#[test]
fn the_figures_of_a_day_are_those_of_the_event_of_that_day() {
    let news = Newstape::with_demo();
    let day = &json(&news, &["why", "NVDA", "--on", "2025-01-27"])["moves"][0];
    let event = json(&news, &["show", "3"]);
    let rows = event["reactions"].as_array().unwrap();
    let row = rows.iter().find(|r| r["symbol"] == "NVDA" && r["horizon"] == "1d").unwrap();
    assert!(row["end"]["at"].as_str().unwrap().starts_with("2025-01-27"), "{row}");
    for (of_day, of_row) in
        [("return", "return"), ("abnormal_return", "abnormal_return"), ("market_return", "benchmark_return")]
    {
        assert_eq!(day[of_day], row[of_row], "{of_day}");
    }
    assert_eq!((&day["verdict"], &day["cause"]), (&"extreme".into(), &"news".into()));
    let ids: Vec<i64> = day["events"].as_array().unwrap().iter().map(|e| e["id"].as_i64().unwrap()).collect();
    assert!(ids.contains(&3), "{ids:?}");
}

#[test]
fn unusual_days_say_what_they_are_put_down_to_or_that_nothing_is_found() {
    let news = Newstape::with_demo();
    let found =
        json(&news, &["why", "NVDA", "--since", "2024-03-01", "--until", "2025-02-20", "--limit", "50"]);
    let moves = found["moves"].as_array().unwrap();
    assert!(moves.len() > 5, "{found}");
    let dates: Vec<&str> = moves.iter().map(|m| m["date"].as_str().unwrap()).collect();
    assert!(dates.is_sorted_by(|a, b| a > b));
    for one in moves {
        let is_none = one["cause"] == "none_found";
        let has_subject = one["events"].as_array().unwrap().iter().any(|e| e["role"] == "subject");
        assert!(!(is_none && has_subject), "{one}");
        assert!(one["placebo_rank"].is_number(), "{one}");
    }
    assert!(moves.iter().any(|m| m["cause"] == "none_found"));
    let text = news.ok(&["--now", NOW, "why", "NVDA", "--since", "2024-03-01", "--limit", "50"]);
    assert!(text.contains("none found: no stored news names it"), "{text}");
}

#[test]
fn a_day_without_a_session_and_a_share_without_prices_are_said_to_be_so() {
    let news = Newstape::with_demo();
    let run = |args: &[&str]| news.run(&[&["--now", NOW], args].concat(), None);
    let (code, _, stderr) = run(&["why", "NVDA", "--on", "2025-01-26"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--on: XNAS has no session on 2025-01-26, a weekend"), "{stderr}");
    let (code, _, stderr) = run(&["why", "XOM"]);
    assert_eq!(code, 4);
    assert!(stderr.contains("there are no daily bars of XOM:XNYS"), "{stderr}");
}

#[test]
fn groups_count_what_lists_count_and_a_small_sample_has_no_median() {
    let news = Newstape::with_demo();
    let found = json(&news, &["stats", "--by", "kind"]);
    let groups = found["groups"].as_array().unwrap();
    let of = |name: &str| groups.iter().find(|g| g["group"] == name).unwrap();
    let listed = json(&news, &["query", "kind = earnings"])["events"].as_array().unwrap().len();
    assert_eq!(of("earnings")["events"], listed);
    assert!(of("earnings")["measured"].as_u64().unwrap() > 0);
    for group in groups.iter().filter(|g| g["measured"].as_u64().unwrap() < 10) {
        assert!(group.get("median_return").is_none(), "{group}");
    }
    let microsoft = json(&news, &["stats", "--ticker", "MSFT", "--where", "kind = earnings"]);
    assert_eq!(microsoft["groups"].as_array().unwrap().len(), 1);
    let top = json(&news, &["top", "--by", "symbol", "--sort", "events", "--limit", "2"]);
    let events: Vec<u64> =
        top["groups"].as_array().unwrap().iter().map(|g| g["events"].as_u64().unwrap()).collect();
    assert!(events.len() == 2 && events[0] >= events[1], "{top}");
}

#[test]
fn without_recent_bars_the_last_year_with_some_is_taken_or_named() {
    let news = Newstape::with_demo();
    let late = ["--now", "2030-01-01T12:00:00Z", "why", "NVDA"];
    let text = news.ok(&late);
    assert!(text.starts_with("NVDA:XNAS, ") && text.contains("\n2025-01-27"), "{text}");
    let (code, _, stderr) = news.run(&[&late[..], &["--since", "2029-01-01"]].concat(), None);
    assert!(code == 4 && stderr.contains("hint: there are bars from"), "{code} {stderr}");
    let flags: Vec<&str> = stderr.split_whitespace().skip_while(|word| *word != "--since").collect();
    let (code, _, stderr) = news.run(&[&late[..], &flags[..]].concat(), None);
    assert_eq!(code, 0, "{stderr}");
}
