//! `newstape log URL`: one command from an address to a stored, linked event.

use serde_json::Value;

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

fn article(text: &str) -> Reply {
    Reply::html(format!(
        r#"<!doctype html><html lang="en"><head><title>Microsoft slips | The Daily</title>
        <link rel="canonical" href="https://daily.example/2025/microsoft-slips">
        <script type="application/ld+json">{{"@type":"NewsArticle","headline":"Microsoft slips after results",
        "datePublished":"2025-01-30T14:35:00Z","publisher":{{"name":"The Daily"}}}}</script></head>
        <body><nav>Home</nav><article><h1>Microsoft slips after results</h1><p>{text}</p></article></body></html>"#
    ))
}

const TEXT: &str = "Shares of Microsoft fell 6.2 percent to 415 dollars on Thursday, while Apple rose. \
                    The cloud business grew less than had been hoped for.";

/// A program that may fetch from this machine.
fn open() -> Newstape {
    let newstape = Newstape::new();
    newstape.write("open.toml", "[net]\nallow_private = true\nretries = 0\n");
    newstape
}

fn log(newstape: &Newstape, url: &str) -> (i32, Value, String) {
    let (code, stdout, stderr) = newstape.run(&["--config", "open.toml", "--json", "log", url], None);
    (code, serde_json::from_str(&stdout).unwrap_or_default(), stderr)
}

#[test]
fn an_address_becomes_an_event_with_links_and_claims_once() {
    let (newstape, server) = (open(), FixtureServer::start());
    server.on("/a", article(TEXT)).on("/old", Reply::redirect("/a"));
    let (code, logged, stderr) = log(&newstape, &server.url("/a"));
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(logged["created"], true);
    let event = &logged["event"];
    assert_eq!(event["title"], "Microsoft slips after results");
    assert_eq!(
        (&event["published_at"], &event["origin"]),
        (&"2025-01-30T14:35:00Z".into(), &"metadata".into())
    );
    assert_eq!(event["url"], "https://daily.example/2025/microsoft-slips");
    let symbols: Vec<&Value> = logged["links"].as_array().unwrap().iter().map(|l| &l["symbol"]).collect();
    assert!(symbols.contains(&&"MSFT".into()) && symbols.contains(&&"AAPL".into()), "{symbols:?}");
    let of_percent = |c: &&Value| c["percent"].as_f64() == Some(6.2);
    let claim = logged["claims"].as_array().unwrap().iter().find(of_percent).unwrap();
    assert_eq!((&claim["symbol"], claim["price"].as_f64()), (&"MSFT".into(), Some(415.0)));
    assert!(!logged["reactions"].as_array().unwrap().is_empty(), "each horizon has its row");
    // All of it is in the database.
    let stored = newstape.json(&["show", "1"]);
    for part in ["event", "links", "claims", "reactions"] {
        assert_eq!(stored[part], logged[part], "{part}");
    }
    // The same page again, also by another way to it, is the same event.
    for path in ["/a", "/old"] {
        let (code, again, _) = log(&newstape, &server.url(path));
        assert_eq!((code, &again["created"], &again["event"]["id"]), (0, &false.into(), &1.into()), "{path}");
        assert_eq!(again["event"]["revision"], 1);
    }
    // A page that was changed is a revision.
    server.on("/a", article(&TEXT.replace("6.2", "6.3")));
    let (_, revised, _) = log(&newstape, &server.url("/a"));
    assert_eq!((&revised["event"]["id"], &revised["event"]["revision"]), (&1.into(), &2.into()));
    assert_eq!(newstape.json(&["list"])["events"].as_array().unwrap().len(), 1);
}

#[test]
fn a_private_address_is_refused_in_one_sentence() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    server.on("/a", article(TEXT));
    let url = server.url("/a");
    let (code, stdout, stderr) = newstape.run(&["log", &url], None);
    assert_eq!((code, stdout.as_str()), (1, ""));
    let mut lines = stderr.lines();
    assert_eq!(
        lines.next().unwrap(),
        format!("error: {url} leads to 127.0.0.1, which is not a public address")
    );
    let hint = lines.next().unwrap_or_default();
    assert!(hint.starts_with("hint: ") && hint.contains("allow_private"), "{stderr}");
    assert_eq!(lines.next(), None, "{stderr}");
    assert!(server.received().is_empty());
    assert_eq!(newstape.run(&["list"], None).0, 4, "nothing is logged");
}

#[test]
fn a_page_that_cannot_be_read_leaves_nothing_behind() {
    let (newstape, server) = (open(), FixtureServer::start());
    server
        .on("/500", Reply::new(500, "text/html", "oops"))
        .on("/404", Reply::new(404, "text/html", "no"))
        .on("/pdf", Reply::new(200, "application/pdf", "%PDF-1.7"))
        .on("/empty", Reply::html(""))
        .on("/loop", Reply::redirect("/loop"))
        .on("/endless", Reply::Endless { media: "text/html".to_owned() })
        .on("/cut", Reply::Truncated { media: "text/html".to_owned(), body: TEXT.into() });
    for (path, words) in [
        ("/500", "answered 500"),
        ("/404", "answered 404"),
        ("/pdf", "a PDF document"),
        ("/empty", "the article is empty"),
        ("/loop", "redirects in a circle"),
        ("/endless", "larger than"),
        ("/cut", "broke off"),
    ] {
        let (code, _, stderr) = log(&newstape, &server.url(path));
        assert_ne!(code, 0, "{path}");
        assert!(stderr.lines().next().unwrap().contains(words), "{path}: {stderr}");
    }
    assert_eq!(newstape.run(&["list"], None).0, 4, "nothing is logged");
}
