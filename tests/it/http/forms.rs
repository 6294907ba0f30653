//! The forms of the pages, sent as a browser sends them without a script.

use super::{Answer, Server};

const FORM: &str = "application/x-www-form-urlencoded";

fn send(server: &Server, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let origin = format!("http://{}", server.address);
    server.ask("POST", path, &[("content-type", FORM), ("origin", &origin)], body.as_bytes())
}

#[test]
fn a_form_logs_and_goes_to_the_event() {
    let server = Server::start();
    let made = send(
        &server,
        "/log",
        &[
            ("title", "Meta beats estimates"),
            ("at", "2025-01-29T21:05Z"),
            ("tickers", "META, MSFT"),
            ("kind", "earnings"),
            ("tags", ""),
            ("url", " "),
        ],
    );
    assert_eq!((made.status, made.header("location")), (303, "/events/3"), "{}", made.text());
    let event = server.get("/api/events/3").json();
    assert_eq!((&event["event"]["kind"], event["links"].as_array().unwrap().len()), (&"earnings".into(), 2));
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let server = Server::start();
    for (field, value, words) in [
        ("at", "soonish", "is not a day or time"),
        ("at", "2031-01-01", "future"),
        ("tickers", "MSFFT", "MSFFT"),
        ("kind", "rumour", "rumour"),
        ("lang", "klingon", "klingon"),
        ("url", "ftp://example.com/", "http"),
        ("url", "http://127.0.0.1/", "not a public address"),
    ] {
        let typed = ("title", "Tesla <b>");
        let refused = send(&server, "/log", &[typed, (field, value)]);
        let text = refused.text();
        assert_eq!(
            (refused.status, refused.header("content-type")),
            (422, "text/html; charset=utf-8"),
            "{text}"
        );
        let document = scraper::Html::parse_document(&text);
        let at = |css: &str| document.select(&scraper::Selector::parse(css).unwrap()).next();
        let told = at(&format!("#wrong-{field}")).map(|e| e.text().collect::<String>()).unwrap_or_default();
        assert!(told.contains(words), "{field}={value}: {told:?} {text}");
        assert_eq!(at("#log-title").unwrap().attr("value"), Some("Tesla <b>"), "{field}");
    }
    let nothing = send(&server, "/log", &[("title", "")]);
    assert!(
        nothing.status == 422 && nothing.text().contains("there is nothing to log"),
        "{}",
        nothing.text()
    );
    assert_eq!(send(&server, "/log", &[("colour", "red")]).status, 400);
    assert_eq!(server.get("/api/events").json()["events"].as_array().unwrap().len(), 2, "nothing was logged");
}

#[test]
fn a_form_decides_on_a_link() {
    let server = Server::start();
    let decide = |fields: &[(&str, &str)]| send(&server, "/events/1/links", fields);
    let done = decide(&[("symbol", "MSFT:XNAS"), ("decision", "reject")]);
    assert_eq!((done.status, done.header("location")), (303, "/events/1#links"), "{}", done.text());
    let page = server.get("/events/1").text();
    assert!(page.contains("Link MSFT:XNAS after all") && !page.contains("Reject MSFT"), "{page}");
    assert_eq!(decide(&[("symbol", "MSFT:XNAS"), ("decision", "add")]).status, 303);
    assert!(server.get("/events/1").text().contains("Reject MSFT"));
    for (fields, status) in [
        (&[("symbol", "NOSUCH"), ("decision", "add")][..], 422),
        (&[("symbol", ""), ("decision", "add")], 422),
        (&[("symbol", "MSFT"), ("decision", "burn")], 422),
        (&[("symbol", "MSFT")], 422),
    ] {
        let refused = decide(fields);
        assert_eq!((refused.status, refused.header("content-type")), (status, "text/html; charset=utf-8"));
    }
}

#[test]
fn a_form_of_another_site_or_of_nobody_changes_nothing() {
    let server = Server::start();
    let body = b"symbol=MSFT&decision=reject";
    let ask = |headers: &[(&str, &str)]| {
        let all: Vec<_> = std::iter::once(("content-type", FORM)).chain(headers.iter().copied()).collect();
        server.ask("POST", "/events/1/links", &all, body).status
    };
    for headers in [
        &[("origin", "http://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[],
    ] {
        assert_eq!(ask(headers), 403, "{headers:?}");
    }
    let origin = format!("http://{}", server.address);
    let json = [("content-type", "application/json"), ("origin", origin.as_str())];
    assert_eq!(server.ask("POST", "/events/1/links", &json, b"{}").status, 415);
    assert!(!server.get("/api/events/1/links").text().contains("reject"));
    assert_eq!(ask(&[("sec-fetch-site", "same-origin")]), 303);
}

#[test]
fn choices_are_kept_in_cookies_and_lead_back_here_only() {
    let server = Server::start();
    let kept = server.get("/preferences?theme=dark&back=%2Fevents%2F1");
    assert_eq!((kept.status, kept.header("location")), (303, "/events/1"));
    assert!(kept.header("set-cookie").starts_with("theme=dark; Path=/"));
    assert_eq!(server.get("/preferences?theme=dark&back=%2F%2Fevil.example").header("location"), "/");
    assert!(
        server
            .get("/preferences?zone=Europe%2FBerlin")
            .header("set-cookie")
            .starts_with("zone=Europe/Berlin;")
    );
    assert_eq!(server.get("/preferences?zone=Nowhere").status, 400);
    let dark = server.ask("GET", "/events/1", &[("cookie", "theme=dark")], b"").text();
    assert!(dark.contains("data-theme=\"dark\"") && dark.contains("theme=dark"), "{dark}");
}
