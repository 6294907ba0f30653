//! Presets, lists of feeds, pages that name their feed, and what services make of an item.

use std::io::Write;

use super::*;
use crate::support::Newstape;

/// Polls every source once. No provider of prices answers here, which the exit code says.
fn once(newstape: &Newstape, args: &[&str]) {
    let all: Vec<&str> = args.iter().chain(&["run", "--once"]).copied().collect();
    let (code, _, stderr) = newstape.run(&all, None);
    assert!(code == 0 || code == 3, "{stderr}");
}

#[test]
fn a_preset_is_added_by_its_name_or_another() {
    let newstape = Newstape::new();
    let listed = newstape.json(&["source", "add", "--preset"]);
    let names: Vec<&str> =
        listed["presets"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    for name in ["globenewswire", "prnewswire", "sec-earnings", "nasdaq-halts", "eqs"] {
        assert!(names.contains(&name), "{names:?}");
        assert!(newstape.ok(&["source", "add", "--preset"]).contains(name));
    }
    let added = newstape.json(&["source", "add", "--preset", "globenewswire"]);
    assert_eq!(
        (&added["sources"][0]["name"], &added["sources"][0]["interval_s"]),
        (&"globenewswire".into(), &120.into())
    );
    let own = newstape.json(&[
        "source",
        "add",
        "wire",
        "--preset",
        "prnewswire",
        "--interval",
        "10m",
        "--watch",
        "MSFT",
    ]);
    assert_eq!((&own["sources"][0]["name"], &own["sources"][0]["interval_s"]), (&"wire".into(), &600.into()));
    let (code, _, stderr) = newstape.run(&["source", "add", "--preset", "nowhere"], None);
    assert_eq!((code, stderr.contains("one of globenewswire")), (2, true), "{stderr}");
    assert_eq!(newstape.run(&["source", "add", "alone"], None).0, 2);
}

#[test]
fn a_list_of_feeds_is_read_and_written() {
    let newstape = Newstape::new();
    newstape.write(
        "feeds.opml",
        r#"<?xml version="1.0"?><opml version="2.0"><body><outline text="Press">
        <outline text="Federal Reserve: press" xmlUrl="https://a.example/fed.xml" language="en-us"/>
        <outline text="Federal Reserve, press" xmlUrl="https://a.example/other.xml"/>
        <outline text="gone" xmlUrl="nowhere"/></outline></body></opml>"#,
    );
    let (code, stdout, _) =
        newstape.run(&["--json", "source", "import", "feeds.opml", "--interval", "15m"], None);
    let read: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, read["rejected"][0]["url"].as_str()), (3, Some("nowhere")), "{read}");
    let names: Vec<&str> =
        read["added"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["federal-reserve-press", "federal-reserve-press-2"]);
    assert_eq!((&read["added"][0]["lang"], &read["added"][0]["interval_s"]), (&"en".into(), &900.into()));
    // What is a source already is not added again, and what is exported comes in elsewhere.
    let again = newstape.run(&["--json", "source", "import", "feeds.opml"], None).1;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&again).unwrap()["known"].as_array().unwrap().len(),
        2
    );
    newstape.ok(&["source", "add", "inbox", "."]);
    newstape.ok(&["source", "export", "-o", "out.opml"]);
    let other = Newstape::new();
    other.write("out.opml", &std::fs::read_to_string(newstape.path().join("out.opml")).unwrap());
    assert_eq!(other.json(&["source", "import", "out.opml"])["added"].as_array().unwrap().len(), 2);
    other.write("page.opml", "<html/>");
    assert!(other.run(&["source", "import", "page.opml"], None).2.contains("it is not OPML"));
}

#[test]
fn the_feed_that_a_page_names_is_read_and_told() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let head = r#"<link rel="alternate" type="application/rss+xml" title="All" href="/all.rss">"#;
    server
        .on("/", Reply::html(format!("<!DOCTYPE html><html><head>{head}</head><body><p>x</p></body></html>")))
        .on("/all.rss", rss());
    newstape.ok(&["source", "add", "wire", &server.url("/")]);
    let tried = newstape.json(&["source", "test", "wire"]);
    assert_eq!(tried["feed"].as_str(), Some(server.url("/all.rss").as_str()));
    assert_eq!(tried["items"].as_array().unwrap().len(), 1);
    let (_, _, said) = newstape.run(&["source", "test", "wire"], None);
    assert!(said.contains("the page names a feed, which was read") && said.contains("/all.rss"), "{said}");
    once(&newstape, &[]);
    let listed = newstape.json(&["source", "list"]);
    assert_eq!(listed["sources"][0]["feed"].as_str(), Some(server.url("/all.rss").as_str()));
}

fn zipped(rows: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("x.gkg.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(rows.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn gdelts_files_are_read_from_where_the_last_poll_ended() {
    let row = |title: &str, stamp: &str| {
        let mut cells = vec![String::new(); 27];
        cells[1] = stamp.to_owned();
        cells[3] = "a.example".to_owned();
        cells[4] = format!("https://a.example/{stamp}");
        cells[15] = "-1.5,0,0".to_owned();
        cells[26] = format!("<PAGE_TITLE>{title}</PAGE_TITLE>");
        cells.join("\t")
    };
    let list = |stamp: &str| {
        format!(
            "9 x http://data.example/gdeltv2/{stamp}.export.CSV.zip\n9 y http://data.example/gdeltv2/{stamp}.gkg.csv.zip\n"
        )
    };
    let server = FixtureServer::start();
    let file = |stamp: &str| Reply::new(200, "application/zip", zipped(&row("Microsoft rises", stamp)));
    server
        .on("/gdeltv2/lastupdate.txt", Reply::new(200, "text/plain", list("20260912113000")))
        .on("/gdeltv2/20260912113000.gkg.csv.zip", file("20260912113000"))
        .on("/gdeltv2/20260912120000.gkg.csv.zip", file("20260912120000"));
    let files = settings(SourceKind::GdeltFiles, &server.url(""), Some("microsoft"));
    let first = poll(&files).unwrap();
    assert_eq!((first.items.len(), first.calls), (1, 2));
    assert_eq!(first.items[0].publication.as_ref().unwrap().origin, TimeOrigin::Observed);
    assert!(poll_with(&files, &first.state).unwrap().items.is_empty(), "nothing is read twice");
    // Half an hour later, with a quarter of an hour of which there is no file.
    server.on("/gdeltv2/lastupdate.txt", Reply::new(200, "text/plain", list("20260912120000")));
    let second = poll_with(&files, &first.state).unwrap();
    assert_eq!((second.items.len(), second.calls), (1, 3));
    for (reply, words) in [
        (Reply::html("<html>x</html>"), "instead of a zip"),
        (Reply::new(200, "application/zip", "PK nothing"), "gdelt-files"),
        (Reply::new(500, "text/plain", ""), "500"),
    ] {
        server.on("/gdeltv2/20260912120000.gkg.csv.zip", reply);
        let said = refusal(&files);
        assert!(said.contains(words), "{said}");
    }
    server.on("/gdeltv2/lastupdate.txt", Reply::html("<html>x</html>"));
    assert!(refusal(&files).contains("instead of a list of files"));
}

#[test]
fn eqs_is_asked_for_the_latest_or_for_issuers() {
    let server = FixtureServer::start();
    let body = r#"{"status":200,"records":[{"id":"1_de","headline":"Prognose angehoben","dateUtc":"2026-09-12 06:00:01",
        "categoryCode":"adhoc","companyName":"SAP SE","isin":"DE0007164600"},{"id":"2_de","headline":"Stimmrechte",
        "dateUtc":"2026-09-12 06:10:00","categoryCode":"pvr","companyName":"SAP SE","isin":"DE0007164600"}]}"#;
    server.on("/wp-json/eqsnews/v1/news", Reply::json(body));
    let read =
        poll(&settings(SourceKind::Eqs, &server.url(""), Some("category:adhoc de0007164600"))).unwrap();
    assert_eq!((read.items.len(), read.items[0].title.as_str()), (1, "SAP SE: Prognose angehoben"));
    assert_eq!(server.received()[0].query_value("isin").as_deref(), Some("DE0007164600"));
    assert_eq!(poll(&settings(SourceKind::Eqs, &server.url(""), None)).unwrap().items.len(), 2);
    server.on("/wp-json/eqsnews/v1/news", Reply::json(r#"{"status":500,"message":"API Unavailable"}"#));
    assert!(refusal(&settings(SourceKind::Eqs, &server.url(""), None)).contains("API Unavailable"));
}

#[test]
fn results_filed_with_the_sec_are_dated_earnings() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let entry = |n: u32, items: &str| {
        format!(
            r#"<entry><title>8-K - MICROSOFT CORP (0000789019) (Filer)</title>
            <summary type="html">&lt;b&gt;Filed:&lt;/b&gt; 2025-01-29 &lt;br&gt;{items}</summary>
            <updated>2025-01-29T16:05:0{n}-05:00</updated>
            <id>urn:tag:sec.gov,2008:accession-number=0000789019-25-{n}</id></entry>"#
        )
    };
    let feed = format!(
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Latest Filings</title>{}{}</feed>"#,
        entry(1, "Item 2.02: Results of Operations and Financial Condition"),
        entry(2, "Item 5.02: Departure of Directors")
    );
    server.on("/cgi-bin/browse-edgar", Reply::new(200, "application/atom+xml", feed));
    newstape.write("config.toml", "[net]\nuser_agent = \"Jane Doe jane@example.com\"\n");
    let with = |args: &[&str]| {
        let all: Vec<&str> = ["--config", "config.toml"].iter().chain(args).copied().collect();
        newstape.json(&all)
    };
    with(&["source", "add", "--preset", "sec-earnings", "results", &server.url("")]);
    once(&newstape, &["--config", "config.toml"]);
    let listed = with(&["list"]);
    let events = listed["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{listed}");
    assert_eq!(
        (&events[0]["kind"], &events[0]["published_at"]),
        (&"earnings".into(), &"2025-01-29T21:05:01Z".into())
    );
}

#[test]
fn what_a_service_makes_of_an_item_is_kept_as_sent() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let body = r#"{"meta":{"found":1,"returned":1,"limit":3,"page":1},"data":[{"uuid":"u1","title":"Microsoft rises 3 percent",
        "url":"https://a.example/1","language":"en","published_at":"2025-01-29T08:01:00.000000Z","source":"a.example",
        "entities":[{"symbol":"MSFT","match_score":15.25,"sentiment_score":-0.6124}]}]}"#;
    server.on("/v1/news/all", Reply::json(body));
    newstape.write("config.toml", "[providers.marketaux]\napi_key = \"S3CRET\"\n");
    let with = |args: &[&str]| {
        let all: Vec<&str> = ["--config", "config.toml"].iter().chain(args).copied().collect();
        newstape.json(&all)
    };
    with(&["source", "add", "aux", &server.url(""), "--kind", "marketaux", "--query", "MSFT"]);
    once(&newstape, &["--config", "config.toml"]);
    let shown = with(&["show", "1"]);
    let scores = serde_json::json!([
        {"service": "marketaux", "name": "match_score", "symbol": "MSFT", "value": 15.25},
        {"service": "marketaux", "name": "sentiment_score", "symbol": "MSFT", "value": -0.6124}
    ]);
    assert_eq!(shown["scores"], scores);
    let words = newstape.ok(&["show", "1"]);
    assert!(words.contains("marketaux on MSFT: match_score 15.25, sentiment_score -0.6124"), "{words}");
    let sql = newstape.json(&["sql", "SELECT value FROM v_scores WHERE name = 'sentiment_score'"]);
    assert_eq!(sql["rows"][0]["value"], serde_json::json!(-0.6124), "{sql}");
    // They go out and come in with everything else.
    newstape.ok(&["export", "-o", "out"]);
    assert_eq!(newstape.run_on("copy.db", &["import", "out"]).0, 0);
    let copied = newstape.run_on("copy.db", &["--json", "show", "1"]).1;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&copied).unwrap()["scores"], scores);
}

#[test]
fn halts_are_dated_by_the_halt() {
    let server = FixtureServer::start();
    let body = r#"<rss version="2.0" xmlns:ndaq="http://www.nasdaqtrader.com/"><channel><title>NASDAQTrader.com</title>
        <item><title>MSFT</title><pubDate>Thu, 10 Sep 2026 04:00:00 GMT</pubDate><ndaq:HaltDate>09/10/2026</ndaq:HaltDate>
        <ndaq:HaltTime>19:50:00</ndaq:HaltTime><ndaq:IssueSymbol>MSFT</ndaq:IssueSymbol><ndaq:IssueName>Microsoft Corp</ndaq:IssueName>
        <ndaq:ReasonCode>T1</ndaq:ReasonCode><ndaq:ResumptionTradeTime /></item></channel></rss>"#;
    server.on("/rss", Reply::new(200, "application/rss+xml", body));
    let read = poll(&settings(SourceKind::Feed, &server.url("/rss"), None)).unwrap();
    let item = &read.items[0];
    assert_eq!(
        (item.title.as_str(), &item.symbols[..]),
        ("MSFT (Microsoft Corp): trading halted, news pending", &["MSFT".to_owned()][..])
    );
    let When::Instant { at, .. } = item.publication.as_ref().unwrap().when else { panic!() };
    assert_eq!(at.to_rfc3339(), "2026-09-10T23:50:00+00:00");
}

#[test]
fn a_date_that_cannot_be_read_is_told_while_polling() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let feed = RSS.replace("Thu, 10 Sep 2026 19:29:06 +0000", "some time in September");
    server.on("/rss", Reply::new(200, "application/rss+xml", feed));
    newstape.ok(&["source", "add", "wire", &server.url("/rss")]);
    let (_, _, stderr) = newstape.run(&["run", "--once"], None);
    let told = stderr.lines().find(|line| line.contains("some time in September")).unwrap_or_default();
    assert!(told.contains("WARN") && told.contains("counts as published when it was first seen"), "{stderr}");
}
