//! The article that this project starts from, against all that `seed_expected.json` says of it.

use serde_json::Value;

use crate::support::{Newstape, shared};

/// The expectation, and what logging the article with real prices gave.
fn seed() -> (Value, Value) {
    let expected = std::fs::read_to_string(shared("claims/seed_expected.json")).unwrap();
    let article = shared("articles/000_8035c6d1c46d001a.txt");
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    let logged = newstape.json(&["log", article.to_str().unwrap()]);
    (serde_json::from_str(&expected).unwrap(), logged)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

fn texts(value: &Value) -> Vec<&str> {
    list(&value["evidence"]).map(|e| e["text"].as_str().unwrap()).collect()
}

/// `Fox News (quoted source)` without the remark.
fn bare(word: &str) -> &str {
    word.split(" (").next().unwrap()
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_publication() {
    let (expected, logged) = seed();
    let (told, found) = (&expected["published"], &logged["event"]);
    assert_eq!(found["published_at"], told["date"]);
    let date: chrono::NaiveDate = found["published_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(date.format("%A").to_string(), told["weekday"].as_str().unwrap());
    assert!(told["time"].is_null() && told["zone"].is_null());
    assert_eq!((&found["precision"], &found["origin"]), (&"day".into(), &"text".into()));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_tickers_and_what_is_none() {
    let (expected, logged) = seed();
    let links = || list(&logged["links"]).filter(|l| l["role"] != "related");
    for ticker in list(&expected["tickers"]).filter(|t| t["role"] == "primary") {
        let link = links().find(|l| l["symbol"] == ticker["symbol"] && l["mic"] == ticker["mic"]).unwrap();
        assert_eq!(link["role"], "subject");
        for word in list(&ticker["evidence"]).map(|e| bare(e.as_str().unwrap())) {
            assert!(texts(link).contains(&word), "{word} is no evidence");
        }
    }
    let labelled: Vec<&Value> = list(&expected["tickers"]).map(|t| &t["symbol"]).collect();
    for link in links() {
        assert!(labelled.contains(&&link["symbol"]), "{link} is not labelled");
        for word in list(&expected["not_a_ticker"]).map(|w| bare(w.as_str().unwrap())) {
            assert!(!texts(link).contains(&word), "{word} was taken for a ticker");
        }
    }
    for name in list(&expected["unlisted"]) {
        assert!(list(&logged["unlisted"]).any(|u| u["name"] == *name), "{name} is missing");
    }
    for (name, holders) in expected["related_listed_holders"].as_object().unwrap() {
        let unlisted = list(&logged["unlisted"]).find(|u| u["name"] == name.as_str()).unwrap();
        for holder in list(holders) {
            assert!(list(&unlisted["related"]).any(|r| r["symbol"] == *holder), "{name}: {holder}");
        }
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_stated_move() {
    let (expected, logged) = seed();
    let (told, found) = (&expected["claims"], &logged["claims"]);
    assert_eq!(list(found).count(), list(told).count());
    for (told, found) in list(told).zip(list(found)) {
        for field in ["company", "symbol", "direction", "percent", "price", "currency", "session"] {
            assert_eq!(found[field], told[field], "{field}");
        }
        let quote = found["evidence"]["text"].as_str().unwrap();
        assert!(quote.contains(told["quote"].as_str().unwrap()), "{quote}");
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_check_against_the_tape() {
    let (expected, logged) = seed();
    let (claim, verdict) = (&logged["claims"][0], &logged["claims"][0]["verdict"]);
    let number = |v: &Value| v.as_f64().unwrap();
    let (price, size) = (number(&claim["price"]), number(&claim["percent"]) / 100.0);
    let implied = price / (1.0 - size);
    assert!((implied - number(&expected["implied_previous_close"])).abs() < 0.005, "{implied}");
    let range: Vec<f64> = list(&expected["implied_previous_close_range"]).map(number).collect();
    let close = number(&verdict["reference_close"]);
    assert!((range[0]..=range[1]).contains(&close), "{close}");
    // `check` in words: the close of 28 January fits, so the quote is of the 29th, three days before.
    let check = expected["check"].as_str().unwrap();
    for date in [&verdict["session_date"], &verdict["reference_date"]] {
        assert!(check.contains(date.as_str().unwrap()), "{date}");
    }
    assert!(check.contains(&format!("{close:.2}")));
    assert_eq!((&verdict["status"], &verdict["session"]), (&"confirmed".into(), &"premarket".into()));
    let note = verdict["note"].as_str().unwrap();
    assert!(note.contains("2025-01-29") && note.contains("2025-02-01"), "{note}");
}
