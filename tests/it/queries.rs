//! Expressions through the faces: the same language everywhere, saved queries, the watch-list, the plan.

use serde_json::Value;

use crate::support::Newstape;

const NOW: &str = "2025-01-30T12:00:00Z";

/// Five events of January 2025; no prices.
fn five_events() -> Newstape {
    let news = Newstape::new();
    for (title, at, symbol, tag) in [
        ("Microsoft lifts dividend", "2025-01-29T14:00Z", "MSFT", "payout"),
        ("Nvidia and AT&T in talks", "2025-01-28T14:00Z", "NVDA", "deal"),
        ("SAP raises outlook", "2025-01-22T07:00Z", "SAP:XETR", "outlook"),
        ("SAP lists new shares", "2025-01-20T15:00Z", "SAP:XNYS", "outlook"),
        ("Exxon cuts its dividend", "2025-01-06T15:00Z", "XOM", "payout"),
    ] {
        let args = ["log", "--title", title, "--at", at, "--ticker", symbol, "--tag", tag, "--lang", "en"];
        news.ok(&[&["--now", NOW], &args[..]].concat());
    }
    news
}

fn titles(news: &Newstape, args: &[&str]) -> Vec<String> {
    let (code, out, stderr) = news.run(&[&["--json", "--now", NOW], args].concat(), None);
    assert!(code == 0 || code == 4, "{args:?}: {stderr}");
    let list: Value = serde_json::from_str(&out).unwrap();
    let title = |event: &Value| {
        event["title"].as_str().unwrap().split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    };
    list["events"].as_array().unwrap().iter().map(title).collect()
}

#[test]
fn one_language_finds_events_through_every_command() {
    let news = five_events();
    for (expression, expected) in [
        ("dividend", vec!["Microsoft lifts", "Exxon cuts"]),
        ("AT&T", vec!["Nvidia and"]),
        ("since yesterday", vec!["Microsoft lifts"]),
        ("seit vorgestern", vec!["Microsoft lifts", "Nvidia and"]),
        ("published = letzte Woche", vec!["SAP raises", "SAP lists"]),
        ("since 2w until 3d", vec!["SAP raises", "SAP lists"]),
        ("ticker:SAP", vec!["SAP raises", "SAP lists"]),
        ("ticker = SAP:XETR", vec!["SAP raises"]),
        ("$XOM or tag = deal", vec!["Nvidia and", "Exxon cuts"]),
        ("sector = energy", vec!["Exxon cuts"]),
        ("sector = technology dividend", vec!["Microsoft lifts"]),
        ("not dividend and tag in (payout, deal)", vec!["Nvidia and"]),
        ("status = measured", vec![]),
    ] {
        assert_eq!(titles(&news, &["query", expression]), expected, "{expression}");
        assert_eq!(titles(&news, &["list", "--where", expression]), expected, "{expression}");
    }
    let narrowed = ["list", "--where", "dividend", "--ticker", "MSFT"];
    assert_eq!(titles(&news, &narrowed), ["Microsoft lifts"]);
}

#[test]
fn the_next_page_of_a_time_that_counts_from_the_present_is_asked_for_later() {
    let news = five_events();
    let page = |now: &str, cursor: Option<&str>| -> Value {
        let args = ["--json", "--now", now, "query", "since 2w", "--limit", "2"];
        let cursor = cursor.map_or(vec![], |cursor| vec!["--cursor", cursor]);
        let (code, out, stderr) = news.run(&[&args[..], &cursor].concat(), None);
        assert_eq!(code, 0, "{stderr}");
        serde_json::from_str(&out).unwrap()
    };
    let ids = |page: &Value| -> Vec<i64> {
        page["events"].as_array().unwrap().iter().map(|event| event["id"].as_i64().unwrap()).collect()
    };
    let first = page(NOW, None);
    let later =
        (NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap() + chrono::TimeDelta::seconds(1)).to_rfc3339();
    let second = page(&later, first["next"].as_str());
    assert_eq!((ids(&first).len(), ids(&second).len()), (2, 2));
    assert!(ids(&first).iter().all(|id| !ids(&second).contains(id)), "{first} {second}");
}

#[test]
fn mistakes_point_at_their_place_and_say_what_would_be_right() {
    let news = five_events();
    for (args, place, reason) in [
        (&["query", "ticker = MSFT and move > 3"][..], "character 26: ", "write 3%"),
        (&["query", "tikcer = MSFT"], "character 1: ", "did you mean ticker?"),
        (&["query", "sector = mining"], "character 10: ", "one of Communication Services, "),
        (&["query", "published > soon"], "character 13: ", "like 2025-01-29, 3d, yesterday or last week"),
        (&["list", "--min-move", "2"], "", "write 2%"),
        (&["list", "--where", "(dividend"], "character 10: ", "\")\" is missing"),
    ] {
        let (code, _, stderr) = news.run(args, None);
        assert_eq!(code, 2, "{args:?}: {stderr}");
        assert!(stderr.contains(place) && stderr.contains(reason), "{args:?}: {stderr}");
    }
}

#[test]
fn queries_are_saved_by_a_name() {
    let news = five_events();
    news.ok(&["query", "dividend since 3w", "--save", "payouts"]);
    // Times in a saved query count from the day on which it is asked.
    assert_eq!(titles(&news, &["query", "@payouts"]), ["Microsoft lifts"]);
    assert_eq!(titles(&news, &["list", "--where", "@payouts", "--ticker", "XOM"]), Vec::<String>::new());
    let saved = news.ok(&["query", "--saved"]);
    assert!(saved.contains("payouts") && saved.contains("dividend since 3w"), "{saved}");
    let (code, _, stderr) = news.run(&["query", "kind = gossip", "--save", "bad"], None);
    assert_eq!(code, 2, "{stderr}");
    news.ok(&["query", "--remove", "payouts"]);
    let (code, _, stderr) = news.run(&["query", "@payouts"], None);
    assert_eq!(code, 4, "{stderr}");
    assert!(stderr.contains("no saved query \"payouts\""), "{stderr}");
}

#[test]
fn the_watch_list_narrows_lists() {
    let news = five_events();
    assert_eq!(titles(&news, &["list", "--watched"]), Vec::<String>::new());
    news.ok(&["watch", "add", "NVDA", "SAP.DE"]);
    assert_eq!(titles(&news, &["list", "--watched"]), ["Nvidia and", "SAP raises"]);
    news.ok(&["watch", "remove", "NVDA"]);
    assert_eq!(titles(&news, &["query", "watched"]), ["SAP raises"]);
    assert_eq!(titles(&news, &["query", "watched = no and ticker = SAP"]), ["SAP lists"]);
    assert!(news.ok(&["watch", "list"]).contains("XETR"));
    let (code, _, _) = news.run(&["watch", "add", "NOSUCHSYMBOL"], None);
    assert_ne!(code, 0);
}

#[test]
fn the_plan_shows_the_expression_the_sql_and_the_index() {
    let news = five_events();
    let plan = news.ok(&["query", "ticker = MSFT size >= 3%", "--explain"]);
    for part in ["read as: ticker = MSFT and size >= 3%", "'MSFT'", "0.03", "USING"] {
        assert!(plan.contains(part), "{part}: {plan}");
    }
    let (_, out, _) = news.run(&["--json", "list", "--ticker", "SAP", "--explain"], None);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["schema"], "newstape/query_plan/1");
    assert_eq!(document["expression"], "ticker = SAP");
}

#[test]
fn a_symbol_that_nobody_has_is_named_with_the_one_that_was_meant() {
    let news = Newstape::with_demo();
    for args in [&["list", "--ticker", "NVDIA"][..], &["stats", "--ticker", "NVDIA"], &["top", "NVDIA"]] {
        let (code, _, stderr) = news.run(args, None);
        assert!(code == 4 && stderr.contains("did you mean NVDA"), "{args:?}: {code} {stderr}");
    }
    assert_eq!(news.ok(&["stats", "NVDA"]), news.ok(&["stats", "--ticker", "NVDA"]));
}
