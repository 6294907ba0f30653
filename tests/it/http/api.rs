//! The resources: what they answer, and that the command line answers the same.

use serde_json::json;

use super::Server;

#[test]
fn the_list_is_that_of_the_command_line() {
    let server = Server::start();
    let answer = server.get("/api/events");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.json(), server.cli_json(&["list"]));
    let filtered = server.get("/api/events?ticker=msft&kind=earnings&since=2025-01-29&until=2025-01-30");
    assert_eq!(filtered.json()["events"].as_array().unwrap().len(), 1);
    let none = server.get("/api/events?source=nobody");
    assert_eq!((none.status, none.json()["events"].as_array().unwrap().len()), (200, 0));
    let found = server.get("/api/events?text=vorb%C3%B6rslichen");
    assert_eq!(found.json()["events"][0]["id"], 1);
}

#[test]
fn an_expression_is_that_of_the_command_line() {
    let server = Server::start();
    let asked = |expr: &str| {
        let encoded: String = url::form_urlencoded::byte_serialize(expr.as_bytes()).collect();
        server.get(&format!("/api/events?where={encoded}"))
    };
    let expr = "claim = confirmed or (kind = earnings and move < -5%)";
    assert_eq!(asked(expr).json(), server.cli_json(&["query", expr]));
    assert_eq!(asked("claim = confirmed").json()["events"][0]["id"], 1);
    assert_eq!(server.get("/api/events?where=kind%3Dearnings&ticker=MSFT&limit=1").status, 200);
    for (wrong, at, words) in [
        ("kind = earnings and colour = red", 21, "there is no field \"colour\""),
        ("titel ~ Börse", 1, "there is no field \"titel\""),
        ("title = Börse )", 15, "\")\" is not expected"),
        ("", 1, "the expression is empty"),
    ] {
        let refused = asked(wrong);
        assert!(refused.is_problem(400).contains(words), "{wrong}: {}", refused.text());
        assert_eq!(refused.json()["position"], at, "{wrong}");
        assert_eq!(refused.json()["parameter"], "where");
    }
    assert!(asked("text ~ '\"'").is_problem(400).contains("no letter or digit"));
    // The longest that fits into a request's first line is refused, not tried.
    let long = vec!["id=1"; 1500].join(" or ");
    assert!(asked(&long).is_problem(400).contains("more than 256"));
    assert_eq!(asked(&vec!["not title ~ a"; 256].join(" and ")).status, 200);
    let described = server.get("/api/openapi.json").json()["paths"]["/api/events"]["get"].to_string();
    assert!(described.contains("\"name\":\"where\""), "{described}");
}

#[test]
fn refusals_speak_the_words_of_the_api() {
    let server = Server::start();
    let nothing = server.post("/api/events", &json!({}));
    let told = nothing.is_problem(422);
    assert_eq!(told, "there is nothing to log: neither a text nor a title was given");
    assert_eq!(nothing.json()["remedy"], "give `title`, `text` or `url`");
    let soon = server.post("/api/events", &json!({"title": "x", "at": "soonish"}));
    assert_eq!(soon.is_problem(422), "at: \"soonish\" is not a day or time");
    assert_eq!(soon.json()["parameter"], "at");
    let absent = server.get("/api/events/99");
    absent.is_problem(404);
    assert_eq!(absent.json()["remedy"], "GET /api/events lists the events");
    let unknown = server.post("/api/events", &json!({"title": "x", "tickers": ["MSFFT"]}));
    unknown.is_problem(422);
    assert!(unknown.json()["remedy"].as_str().unwrap().starts_with("did you mean MSFT"));
}

#[test]
fn what_is_missing_is_data_and_nothing_speaks_of_the_command_line() {
    let server = Server::start();
    let event = server.get("/api/events/1");
    let rows = event.json()["reactions"].as_array().unwrap().clone();
    let lacking: Vec<_> = rows.iter().filter(|row| row["status"] == "no_data").collect();
    assert!(!lacking.is_empty(), "{rows:?}");
    for row in lacking {
        let missing = &row["missing"];
        assert_eq!((&missing["kind"], &missing["symbol"]), (&"bars".into(), &row["symbol"]), "{row}");
        assert!(missing["from"].is_string() && missing["to"].is_string() && missing["interval"].is_string());
        assert!(row["note"].is_null(), "{row}");
    }
    let flag = regex::Regex::new(r"(^|[\s`(])--[a-z]|newstape [a-z]+ [a-zA-Z-]").unwrap();
    let described = server.get("/api/openapi.json").text();
    for text in [event.text(), described, server.get("/events/1").text()] {
        let found = flag.find(&text).map(|found| &text[found.start()..]);
        assert_eq!(found.map(|rest| rest.chars().take(60).collect::<String>()), None);
    }
}

#[test]
fn pages_follow_their_cursor() {
    let server = Server::start();
    let first = server.get("/api/events?limit=1").json();
    let cursor = first["next"].as_str().unwrap();
    let second = server.get(&format!("/api/events?limit=1&cursor={cursor}")).json();
    assert_ne!(first["events"][0]["id"], second["events"][0]["id"]);
    assert!(second["next"].is_null());
}

#[test]
fn an_event_and_its_parts_are_those_of_the_command_line() {
    let server = Server::start();
    let shown = server.cli_json(&["show", "1"]);
    assert_eq!(server.get("/api/events/1").json(), shown);
    assert_eq!(server.get("/api/events/1/links").json(), server.cli_json(&["link", "1"]));
    assert_eq!(server.get("/api/events/1/reactions").json()["reactions"], shown["reactions"]);
    let claims = server.get("/api/events/1/claims").json();
    assert_eq!(claims["claims"], shown["claims"]);
    assert_eq!(claims["claims"][0]["verdict"]["status"], "confirmed");
}

#[test]
fn logging_is_idempotent_and_names_the_place() {
    let server = Server::start();
    let body = json!({"title": "Meta beats estimates", "at": "2025-01-29T21:05Z", "tickers": ["META"],
        "kind": "earnings"});
    let made = server.post("/api/events", &body);
    assert_eq!((made.status, made.header("location")), (201, "/api/events/3"), "{}", made.text());
    assert_eq!(made.json()["created"], true);
    let again = server.post("/api/events", &body);
    assert_eq!((again.status, &again.json()["created"]), (200, &json!(false)));
    assert_eq!(server.get("/api/events/3").json()["links"][0]["symbol"], "META");
    let article = server
        .post("/api/events", &json!({"text": "2025-01-30\n\nTesla\n\nTesla shares rose 2.9 % on Thursday."}));
    assert_eq!(article.status, 201);
    assert_eq!(article.json()["links"][0]["symbol"], "TSLA");
    // The address of a text that is there is not fetched: this one has no host.
    let with_address = json!({"title": "Tesla\u{0} rises", "text": "Tesla shares rose 3.1 % on Friday.",
        "at": "2025-01-31", "url": "https://news.invalid/tesla?utm_source=x"});
    let event = &server.post("/api/events", &with_address).json()["event"];
    assert_eq!(
        (&event["title"], &event["url"]),
        (&json!("Tesla rises"), &json!("https://news.invalid/tesla"))
    );
    let changed = server.post("/api/events", &with_address);
    assert_eq!((changed.status, &changed.json()["created"]), (200, &json!(false)));
}

#[test]
fn wrong_bodies_are_refused_and_nothing_is_kept() {
    let server = Server::start();
    let say = |body: serde_json::Value| server.post("/api/events", &body).is_problem(422);
    assert!(say(json!({})).contains("nothing to log"));
    assert!(say(json!({"title": "x", "at": "someday"})).contains("at: \"someday\""));
    assert!(say(json!({"title": "x", "at": "2031-01-01"})).contains("future"));
    assert!(say(json!({"title": "x", "tickers": ["NOSUCHSYMBOL"]})).contains("NOSUCHSYMBOL"));
    assert!(say(json!({"title": "x", "colour": "red"})).contains("colour"));
    assert!(say(json!({"url": "/etc/passwd"})).contains("http"));
    assert!(say(json!({"url": "file:///etc/passwd"})).contains("http"));
    let json = [("content-type", "application/json")];
    server.ask("POST", "/api/events", &json, b"{\"title\":").is_problem(400);
    server.ask("POST", "/api/events", &[("content-type", "text/plain")], b"{}").is_problem(415);
    assert_eq!(server.get("/api/events").json()["events"].as_array().unwrap().len(), 2);
}

#[test]
fn every_fault_is_a_problem_document() {
    let server = Server::start();
    assert!(server.get("/api/events/99").is_problem(404).contains("99"));
    assert!(server.get("/nowhere").is_problem(404).contains("/nowhere"));
    assert!(server.get("/api/events/none").is_problem(400).contains("none"));
    assert!(server.get("/api/events?limit=0").is_problem(400).contains("limit"));
    assert!(server.get("/api/events?speed=9").is_problem(400).contains("speed"));
    assert!(server.get("/api/events?kind=rumour").is_problem(400).contains("rumour"));
    assert!(server.get("/api/events?cursor=abc").is_problem(400).contains("abc"));
    assert!(server.get("/api/events?text=%22").is_problem(400).contains("no letter or digit"));
    server.get("/api/events/2/chart.svg?ticker=SAP.DE").is_problem(404);
    let wrong = server.ask("PUT", "/api/events/1", &[], b"");
    wrong.is_problem(405);
    assert!(wrong.header("allow").contains("GET"));
}

#[test]
fn a_decision_on_a_link_stands() {
    let server = Server::start();
    let decide = |symbol: &str, decision: &str| {
        server.post("/api/events/1/links", &json!({"symbol": symbol, "decision": decision}))
    };
    let rejected = decide("MSFT", "reject");
    assert_eq!(rejected.status, 200, "{}", rejected.text());
    assert_eq!(rejected.json()["links"], json!([]));
    assert_eq!(decide("NVDA", "add").json()["links"][0]["symbol"], "NVDA");
    let links = server.get("/api/events/1/links").json();
    assert_eq!(links["decisions"].as_array().unwrap().len(), 2);
    assert_eq!(server.get("/api/events/1").json()["links"][0]["symbol"], "NVDA");
    assert!(decide("NOSUCHSYMBOL", "add").is_problem(422).contains("NOSUCHSYMBOL"));
    decide("SAP.DE", "reject").is_problem(422);
    decide("MSFT", "forget").is_problem(422);
    server.post("/api/events/99/links", &json!({"symbol": "MSFT", "decision": "accept"})).is_problem(404);
}

#[test]
fn sources_are_listed() {
    let server = Server::start();
    let sources = server.get("/api/sources").json();
    assert_eq!((&sources["schema"], &sources["sources"]), (&json!("newstape/sources/1"), &json!([])));
}

#[test]
fn charts_are_cached_by_their_tag() {
    let server = Server::start();
    for (name, media) in [("chart.svg", "image/svg+xml; charset=utf-8"), ("chart.png?scale=1", "image/png")] {
        let path = format!("/api/events/1/{name}");
        let chart = server.get(&path);
        assert_eq!((chart.status, chart.header("content-type")), (200, media));
        assert!(chart.header("cache-control").contains("max-age"));
        let tag = chart.header("etag");
        let again = server.ask("GET", &path, &[("if-none-match", tag)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(server.ask("GET", &path, &[("if-none-match", "\"other\"")], b"").status, 200);
    }
    server.get("/api/events/1/chart.png?scale=99").is_problem(400);
}

#[test]
fn instruments_are_found_and_shown() {
    let server = Server::start();
    let found = server.get("/api/instruments?text=deutsche+bank").json();
    assert_eq!(found["instruments"][0]["symbol"], "DBK");
    assert_eq!(found, server.cli_json(&["instruments", "search", "deutsche", "bank"]));
    assert_eq!(server.get("/api/instruments/SAP.DE").json()["instruments"][0]["mic"], "XETR");
    server.get("/api/instruments/NOSUCH").is_problem(404);
    server.get("/api/instruments").is_problem(400);
}

#[test]
fn health_readiness_and_counters_are_told() {
    let server = Server::start();
    assert_eq!(server.get("/api/health").json()["status"], "ok");
    let ready = server.get("/api/ready").json();
    assert_eq!(ready["status"], "ok");
    let parts: Vec<&str> =
        ready["parts"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(parts, ["scheduler", "clock", "prices", "file", "disk", "writer"]);
    assert!(ready["parts"][0].get("status").is_none(), "a part that fails makes it a problem: {ready}");
    server.get("/api/events/1");
    let counters = server.get("/metrics");
    assert!(counters.header("content-type").starts_with("application/openmetrics-text"));
    let line = "newstape_http_requests_total{method=\"GET\",route=\"/api/events/{id}\",status=\"200\"} 1";
    assert!(counters.text().contains(line), "{}", counters.text());
}

#[test]
fn a_server_without_a_database_lives_but_is_not_ready() {
    let server = Server::on(crate::support::Newstape::new(), newstape::http::Settings::default());
    assert_eq!(server.get("/api/health").status, 200);
    server.get("/api/ready").is_problem(503);
    let missing = server.get("/api/events");
    let told = missing.is_problem(503);
    assert!(!told.contains("news.db"), "the place of the database is nobody's business: {told}");
}

#[test]
fn the_description_names_every_route_and_every_answer() {
    let server = Server::start();
    let description = server.get("/api/openapi.json").json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = description["paths"].as_object().unwrap();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            let answers = operation["responses"].as_object().unwrap();
            for status in ["400", "401", "408", "421", "429", "500", "503"] {
                let media = answers[status]["content"].as_object().unwrap();
                assert!(media.contains_key("application/problem+json"), "{method} {path} {status}");
            }
            assert!(operation["operationId"].is_string() && operation["tags"].is_array(), "{method} {path}");
        }
    }
    // Every reference leads somewhere.
    let text = description.to_string();
    for name in text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(description["components"]["schemas"][name].is_object(), "{name} is not described");
    }
    assert_eq!(paths.len(), 21, "{:?}", paths.keys());
}

#[test]
fn an_answer_that_is_known_already_is_not_sent_again() {
    let server = Server::start();
    for path in ["/api/events", "/api/events/1", "/api/events/1/explain", "/api/openapi.json"] {
        let first = server.get(path);
        let tag = first.header("etag").to_owned();
        assert!(first.status == 200 && tag.starts_with("W/"), "{path}: {tag}");
        let again = server.ask("GET", path, &[("if-none-match", &tag)], b"");
        assert_eq!(
            (again.status, again.text().len(), again.header("etag")),
            (304, 0, tag.as_str()),
            "{path}"
        );
        assert_eq!(server.ask("GET", path, &[("if-none-match", "W/\"other\"")], b"").status, 200, "{path}");
    }
    let before = server.get("/api/events").header("etag").to_owned();
    // The names of JSON lines are those of the body, too.
    let other = json!({"headline": "Another", "published_at": "2025-01-30T10:00Z", "symbols": ["MSFT"]});
    assert_eq!(server.post("/api/events", &other).status, 201);
    assert_ne!(server.get("/api/events").header("etag"), before);
}
