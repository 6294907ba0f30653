//! `newstape source`, as a user runs it.

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

const FEED: &str = r#"<rss version="2.0"><channel><title>Wire</title>
<item><title>Microsoft shares fall 3 percent after results</title><guid>1</guid><link>https://a.example/1</link>
<pubDate>Thu, 13 Mar 2025 19:29:06 +0000</pubDate><description>Microsoft fell.</description></item>
<item><title>Weather in Hamburg</title><guid>2</guid><pubDate>Thu, 13 Mar 2025 20:29:06 +0000</pubDate></item>
</channel></rss>"#;

fn server() -> FixtureServer {
    let server = FixtureServer::start();
    server.on("/rss", Reply::new(200, "application/rss+xml", FEED));
    server
}

#[test]
fn a_source_is_added_tried_rested_and_removed() {
    let (newstape, server) = (Newstape::new(), server());
    let added =
        newstape.json(&["source", "add", "wire", &server.url("/rss"), "--watch", "MSFT", "--interval", "2m"]);
    assert_eq!(added["schema"], "newstape/source-add/1");
    assert_eq!(added["sources"][0]["interval_s"], 120);
    let tried = newstape.json(&["source", "test", "wire"]);
    assert_eq!(tried["items"][0]["outcome"], "new");
    assert_eq!(tried["items"][0]["links"][0], "MSFT:XNAS");
    assert_eq!(tried["items"][0]["published_at"], "2025-03-13T19:29:06Z");
    assert_eq!(tried["items"][1]["outcome"], "filtered");
    assert_eq!(tried["items"][1]["reason"], "it names no instrument of the watch-list");
    // Nothing was logged.
    assert_eq!(newstape.run(&["list"], None).0, 4);
    let read = newstape.ok(&["source", "test", "wire"]);
    assert!(
        read.contains("Microsoft shares fall 3 percent") && read.contains("MSFT:XNAS, 2 claims"),
        "{read}"
    );
    assert!(read.ends_with("1 new, 1 filtered; nothing was logged\n"), "{read}");
    assert_eq!(newstape.json(&["source", "pause", "wire"])["sources"][0]["paused"], true);
    let listed = newstape.json(&["source", "list"]);
    assert_eq!(listed["sources"][0]["calls_today"], 2);
    assert_eq!(newstape.json(&["source", "resume", "wire"])["sources"][0]["paused"], false);
    assert!(newstape.ok(&["source", "list"]).contains("wire"));
    newstape.ok(&["source", "remove", "wire"]);
    let (code, _, stderr) = newstape.run(&["source", "list"], None);
    assert_eq!((code, stderr.contains("there are no sources")), (4, true));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (newstape, server) = (Newstape::new(), server());
    let refused = |args: &[&str]| {
        let all: Vec<&str> = ["source"].iter().chain(args).copied().collect();
        let (code, stdout, stderr) = newstape.run(&all, None);
        assert!(stdout.is_empty(), "{stdout}");
        (code, stderr)
    };
    let url = server.url("/rss");
    let (code, said) = refused(&["add", "a b", &url]);
    assert_eq!((code, said.contains("is not a single word")), (2, true), "{said}");
    assert!(refused(&["add", "x", "nowhere"]).1.contains("neither an address, a folder"));
    assert!(refused(&["add", "x", &url, "--watch", "NO-SUCH-THING"]).1.contains("NO-SUCH-THING"));
    assert!(refused(&["add", "x", &url, "--interval", "1s"]).1.contains("is not between 10 s and a week"));
    assert_eq!(refused(&["add", "x", &url, "--interval", "soon"]).0, 2);
    assert!(refused(&["add", "x", "gdelt"]).1.contains("needs words to look for"));
    assert!(refused(&["add", "x", "edgar"]).1.contains("names himself"));
    assert_eq!(refused(&["test", "x"]).0, 4);
    newstape.ok(&["source", "add", "x", &url]);
    assert!(refused(&["add", "x", &url]).1.contains("a source \"x\" already exists"));
    let (code, said) = refused(&["test", "x", "--offline"]);
    assert_eq!((code, said.contains("network access is off")), (1, true), "{said}");
}

#[test]
fn a_missing_key_is_told_and_does_not_stop_the_adding() {
    let newstape = Newstape::new();
    let (code, _, stderr) = newstape.run(&["source", "add", "f", "finnhub", "--query", "AAPL"], None);
    assert_eq!((code, stderr.contains("finnhub needs a key and none is set")), (0, true), "{stderr}");
    assert!(newstape.ok(&["source", "list"]).contains("unusable"));
}

#[test]
fn pages_inside_private_networks_are_not_fetched() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let page = server.url("/page");
    let feed = FEED.replace("https://a.example/1", &page);
    server.on("/rss", Reply::new(200, "application/rss+xml", feed));
    server.on(
        "/page",
        Reply::html("<html><body><p>The whole article about Microsoft stands here.</p></body></html>"),
    );
    newstape.ok(&["source", "add", "wire", &server.url("/rss"), "--full-text"]);
    let tried = newstape.json(&["source", "test", "wire"]);
    let notes = tried["items"][0]["notes"].to_string();
    assert!(notes.contains("the page was not read") && notes.contains("not a public address"), "{notes}");
    newstape.write("config.toml", "[net]\nallow_private = true\n");
    let tried = newstape.json(&["--config", "config.toml", "source", "test", "wire"]);
    assert!(!tried["items"][0]["notes"].to_string().contains("not read"), "{tried}");
}

#[test]
fn a_folder_is_a_source() {
    let newstape = Newstape::new();
    std::fs::create_dir(newstape.path().join("inbox")).unwrap();
    newstape.write(
        "inbox/a.txt",
        "Microsoft hebt die Prognose an\n\n10. März 2025, 09:12 Uhr\n\nDer Konzern teilte mit.",
    );
    newstape.ok(&["source", "add", "inbox", "inbox", "--zone", "Europe/Berlin"]);
    let tried = newstape.json(&["source", "test", "inbox"]);
    assert_eq!(tried["items"][0]["published_at"], "2025-03-10T08:12:00Z", "{tried}");
}

#[test]
fn settings_are_changed_and_what_makes_no_sense_is_not() {
    let (newstape, server) = (Newstape::new(), server());
    newstape.ok(&["source", "add", "wire", &server.url("/rss"), "--watch", "AAPL", "--include", "results"]);
    let changed = newstape.json(&[
        "source",
        "set",
        "wire",
        "--watch",
        "MSFT,AAPL",
        "--include",
        "",
        "--interval",
        "1h",
    ]);
    assert_eq!(changed["schema"], "newstape/source-set/1");
    let source = &changed["sources"][0];
    assert_eq!(source["watch_list"], serde_json::json!(["MSFT", "AAPL"]));
    assert_eq!((&source["include"], &source["interval_s"]), (&serde_json::json!([]), &3600.into()));
    assert_eq!(newstape.json(&["source", "test", "wire"])["items"][0]["outcome"], "new");
    for (args, code) in [
        (&["source", "set", "wire", "--watch", "NO-SUCH-THING"][..], 4),
        (&["source", "set", "wire", "--interval", "1s"], 2),
        (&["source", "set", "none", "--interval", "1h"], 4),
    ] {
        assert_eq!(newstape.run(args, None).0, code, "{args:?}");
    }
    let listed = newstape.json(&["source", "list"]);
    for part in ["watch_list", "interval_s", "include"] {
        assert_eq!(listed["sources"][0][part], source[part], "nothing of it was kept");
    }
}

#[test]
fn a_company_that_the_user_added_is_known_to_edgar() {
    let newstape = Newstape::new();
    newstape.write("c.toml", "[net]\nuser_agent = \"Jane Doe jane@example.com\"\n");
    let add = ["--config", "c.toml", "source", "add", "filings", "edgar", "--query", "8-K company:ZZNEW"];
    let (code, _, stderr) = newstape.run(&add, None);
    assert_ne!(code, 0, "{stderr}");
    newstape.ok(&["instruments", "add", "ZZNEW:XNAS", "--name", "Newcomer Inc", "--cik", "1999999"]);
    newstape.ok(&add);
    let server = FixtureServer::start();
    let list = r#"{"cik":"1999999","name":"Newcomer Inc","filings":{"recent":{"accessionNumber":["0001-25-1"],
        "filingDate":["2025-03-14"],"acceptanceDateTime":["2025-03-14T20:08:12.000Z"],"form":["8-K"],
        "items":["2.02"],"primaryDocument":["a.htm"]}}}"#;
    server.on("/submissions/CIK0001999999.json", Reply::json(list));
    let mut there = add.to_vec();
    there[4] = "there";
    there[5] = server.url("").leak();
    there.extend(["--kind", "edgar"]);
    newstape.ok(&there);
    let tried = newstape.json(&["--config", "c.toml", "source", "test", "there"]);
    assert_eq!(tried["items"][0]["links"][0], "ZZNEW:XNAS", "{tried}");
}

#[test]
fn the_help_has_an_example_of_each_kind() {
    let help = Newstape::new().ok(&["source", "add", "--help"]);
    let kinds =
        ["feed", "edgar", "finnhub", "alphavantage", "polygon", "marketaux", "gdelt", "folder", "lines"];
    let examples = help.split("Examples").nth(1).unwrap();
    for kind in kinds {
        assert!(examples.lines().any(|l| l.starts_with(&format!("  {kind}"))), "{kind}: {examples}");
    }
    assert!(examples.matches("newstape source add ").count() >= kinds.len());
}
