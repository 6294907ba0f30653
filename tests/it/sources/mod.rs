//! Sources of news over real HTTP: payloads as recorded, and servers that misbehave.

mod command;
mod doctor;
mod input;
mod lists;
mod settings;

use chrono::{DateTime, Utc};
use newstape::event::{PollState, SourceKind, SourceSettings, TimeOrigin, When};
use newstape::net::vendor::VendorError;
use newstape::net::{Client, NetConfig};
use newstape::source::{self, Access, Poll, SourceError};

use crate::support::fixture_server::{FixtureServer, Received, Reply};
use crate::support::shared;

fn now() -> DateTime<Utc> {
    "2026-09-12T12:00:00Z".parse().unwrap()
}

fn client() -> Client {
    let quick = std::time::Duration::from_millis(400);
    Client::new(NetConfig {
        retries: 0,
        read_timeout: quick,
        attempt_timeout: quick,
        system_proxy: false,
        ..NetConfig::default()
    })
    .unwrap()
}

fn settings(kind: SourceKind, url: &str, query: Option<&str>) -> SourceSettings {
    SourceSettings { query: query.map(str::to_owned), ..SourceSettings::new("s", kind, Some(url)) }
}

fn poll_with(settings: &SourceSettings, state: &PollState) -> Result<Poll, SourceError> {
    let contact = Some("Jane Doe jane@example.com".to_owned());
    let access = Access { key: Some("S3CRET".into()), contact, universe: None };
    let source = source::build(settings, &access)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(source.poll(&client(), state, now()))
}

fn poll(settings: &SourceSettings) -> Result<Poll, SourceError> {
    poll_with(settings, &PollState::default())
}

fn refusal(settings: &SourceSettings) -> String {
    let said = poll(settings).unwrap_err().to_string();
    assert!(!said.contains("S3CRET"), "{said}");
    said
}

const RSS: &str = r#"<rss version="2.0"><channel><title>T</title><item><title>Microsoft rises</title>
    <guid>1</guid><link>https://a.example/1</link><pubDate>Thu, 10 Sep 2026 19:29:06 +0000</pubDate></item></channel></rss>"#;

fn rss() -> Reply {
    Reply::new(200, "application/rss+xml", RSS)
}

#[test]
fn an_unchanged_feed_is_not_sent_twice() {
    let server = FixtureServer::start();
    let unchanged = |r: &Received| r.headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"");
    server.choosing(move |r| {
        let reply =
            if unchanged(r) { Reply::new(304, "text/plain", "") } else { rss().with("etag", "\"v1\"") };
        Some(reply.with("last-modified", "Thu, 10 Sep 2026 20:00:00 GMT"))
    });
    let feed = settings(SourceKind::Feed, &server.url("/rss"), None);
    let first = poll(&feed).unwrap();
    assert_eq!(first.items.len(), 1);
    let second = poll_with(&feed, &first.state).unwrap();
    assert!(second.items.is_empty());
    assert_eq!(second.state, first.state);
    let asked = server.received();
    assert_eq!(asked[1].headers["if-modified-since"], "Thu, 10 Sep 2026 20:00:00 GMT");
}

#[test]
fn a_server_that_misbehaves_is_told_in_a_sentence() {
    let server = FixtureServer::start();
    server
        .on("/500", Reply::new(500, "text/plain", "no"))
        .on("/429", Reply::new(429, "text/plain", "no").with("retry-after", "120"))
        .on("/hang", Reply::Hang)
        .on("/cut", Reply::Truncated { media: "application/xml".to_owned(), body: RSS.into() })
        .on("/endless", Reply::Endless { media: "application/xml".to_owned() })
        .on("/html", Reply::html("<!doctype html><title>Wait</title>"))
        .on("/json", Reply::json(r#"{"error":"no"}"#))
        .on("/crossed", Reply::new(200, "application/xml", "<rss version='2.0'><channel><item></channel>"))
        .on("/loop", Reply::redirect("/loop"))
        .on("/closed", Reply::Close);
    let said = |path: &str| refusal(&settings(SourceKind::Feed, &server.url(path), None));
    for (path, words) in [
        ("/500", "answered 500"),
        ("/429", "it asks to wait 2 min"),
        ("/hang", "timed out"),
        ("/cut", "broke off"),
        ("/endless", "larger than"),
        ("/html", "answered with a web page instead of a feed"),
        ("/json", "JSON that is not a JSON Feed"),
        ("/crossed", "it breaks off within its first item"),
        ("/loop", "redirects in a circle"),
        ("/closed", "closed before an answer came"),
        ("/missing", "answered 404"),
    ] {
        assert!(said(path).contains(words), "{path}: {}", said(path));
    }
    let limited = poll(&settings(SourceKind::Feed, &server.url("/429"), None)).unwrap_err();
    assert_eq!(limited.retry_after(), Some(std::time::Duration::from_mins(2)));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_feeds_are_read() {
    let expected: [(&str, usize, &str); 10] = [
        ("feedrs_rss_2.0_bbc.xml", 1, ""),
        ("feedrs_rss_2.0_spiegel.xml", 1, ""),
        ("feedrs_rss_2.0_cloudflare.xml", 1, ""),
        ("feedrs_rss_1.0_example_2.xml", 1, ""),
        ("feedrs_atom_example_2.xml", 1, ""),
        ("miniflux_large_rss.xml", 1, ""),
        ("miniflux_large_atom.xml", 1, ""),
        (
            "google_news_2026-09-09.xml",
            1,
            "How Apple stock usually reacts to big iPhone reveal events - Yahoo Finance",
        ),
        ("nasdaq_2026-09-11.xml", 1, "Stocks Settle Lower as S&P 500 Slides"),
        (
            "yahoo_headline_AAPL_2026-09-10.xml",
            1,
            "Why hardware will attract buyers to Apple's new lineup over AI features",
        ),
    ];
    let server = FixtureServer::start();
    for (name, least, title) in expected {
        let file = shared(&format!("http/feeds/{name}"));
        server.on(&format!("/{name}"), Reply::new(200, "text/xml", std::fs::read(file).unwrap()));
        let read = poll(&settings(SourceKind::Feed, &server.url(&format!("/{name}")), None)).unwrap();
        assert!(read.items.len() >= least, "{name}: {}", read.items.len());
        assert!(title.is_empty() || read.items[0].title == title, "{name}: {}", read.items[0].title);
        for item in &read.items {
            assert!(!item.title.contains(['<', '\u{fffd}']), "{name}: {}", item.title);
        }
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_encodings_are_read() {
    let server = FixtureServer::start();
    for (name, word) in
        [("miniflux_encoding_ISO-8859-1.xml", "wünschen"), ("miniflux_encoding_WINDOWS-1251.xml", "и")]
    {
        let file = shared(&format!("http/feeds/{name}"));
        server.on("/f", Reply::new(200, "text/xml", std::fs::read(file).unwrap()));
        let read = poll(&settings(SourceKind::Feed, &server.url("/f"), None)).unwrap();
        let text: String = read
            .items
            .iter()
            .flat_map(|i| [i.title.as_str(), i.summary.as_ref().map_or("", |s| s.as_str())])
            .collect();
        assert!(text.contains(word) && !text.contains('\u{fffd}'), "{name}");
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn edgar_is_asked_in_a_name_and_read_from_its_feed() {
    let file = shared("http/sec/getcurrent_2024-03-17.atom");
    let server = FixtureServer::start();
    server.on("/cgi-bin/browse-edgar", Reply::new(200, "application/atom+xml", std::fs::read(file).unwrap()));
    let read = poll(&settings(SourceKind::Edgar, &server.url(""), Some("4"))).unwrap();
    assert_eq!(read.items.len(), 1);
    assert_eq!(read.items[0].title, "Zeo Energy Corp.: Form 4");
    assert_eq!(read.items[0].about, ["cik:1865506", "cik:1865514"]);
    let When::Instant { at, .. } = read.items[0].publication.as_ref().unwrap().when else { panic!() };
    assert_eq!(at.to_rfc3339(), "2024-03-16T01:45:18+00:00");
    let asked = &server.received()[0];
    assert!(asked.headers["user-agent"].ends_with("Jane Doe jane@example.com"));
    assert_eq!(asked.query_value("type").as_deref(), Some("4"));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_list_of_a_company_is_read_in_new_york_time() {
    let file = shared("http/sec/company_submissions.json.gz");
    let mut json = String::new();
    let packed = flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap());
    std::io::Read::read_to_string(&mut { packed }, &mut json).unwrap();
    let server = FixtureServer::start();
    server.on("/submissions/CIK0001318605.json", Reply::json(json));
    let read = poll(&settings(SourceKind::Edgar, &server.url(""), Some("8-K cik:1318605"))).unwrap();
    assert!(!read.items.is_empty());
    // Results of the third quarter of 2022: accepted at 16:11 in New York, written as 16:11Z.
    let results = read.items.iter().find(|i| i.title.contains("Results of Operations")).unwrap();
    let publication = results.publication.as_ref().unwrap();
    assert_eq!(publication.zone.as_deref(), Some("America/New_York"), "{publication:?}");
    assert!(results.conflicts.is_empty());
}

#[test]
fn an_edgar_refusal_is_told() {
    let server = FixtureServer::start();
    server
        .on("/cgi-bin/browse-edgar", Reply::new(403, "text/html", "<html>Undeclared Automated Tool</html>"));
    let said = refusal(&settings(SourceKind::Edgar, &server.url(""), None));
    assert!(said.contains("wants a user agent with a name and an e-mail address"), "{said}");
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_services_are_read_with_their_keys_in_place() {
    let cases = [
        (SourceKind::Finnhub, "/company-news", "finnhub/company-news_AAPL_2024-04-14.json", Some("AAPL")),
        (SourceKind::AlphaVantage, "/query", "alphavantage/news_sentiment_2025-05-13.json", None),
        (
            SourceKind::Polygon,
            "/v2/reference/news",
            "polygon/v2__reference__news_ticker_NFLX.json",
            Some("NFLX"),
        ),
    ];
    for (kind, path, file, query) in cases {
        let file = shared(&format!("http/{file}"));
        let server = FixtureServer::start();
        server.on(path, Reply::json(std::fs::read(file).unwrap()));
        let read = poll(&settings(kind, &server.url(""), query)).unwrap();
        assert!(!read.items.is_empty(), "{kind}");
        assert!(read.items.iter().all(|i| i.publication.is_some() && !i.symbols.is_empty()), "{kind}");
        assert_eq!(read.calls, 1);
        let asked = &server.received()[0];
        let header = |name: &str| asked.headers.get(name).cloned().unwrap_or_default();
        let keys = [
            header("x-finnhub-token"),
            header("authorization"),
            asked.query_value("apikey").unwrap_or_default(),
        ];
        assert_eq!(keys.iter().filter(|k| k.ends_with("S3CRET")).count(), 1, "{kind}");
    }
}

#[test]
fn services_that_answer_with_something_else_are_told() {
    let kinds = [
        SourceKind::Finnhub,
        SourceKind::AlphaVantage,
        SourceKind::Polygon,
        SourceKind::Marketaux,
        SourceKind::Gdelt,
    ];
    for kind in kinds {
        let server = FixtureServer::start();
        let said = |reply: Reply| {
            server.choosing(move |_| Some(reply.clone()));
            refusal(&settings(kind, &server.url(""), Some("words")))
        };
        let page = said(Reply::html("<html><title>Just a moment</title></html>"));
        assert!(page.contains("a web page") && page.contains("instead of JSON"), "{kind}: {page}");
        let cut = said(Reply::json(r#"{"results":[{"id":"#));
        assert!(cut.contains("breaks off") || cut.contains("cannot be read"), "{kind}: {cut}");
        let limited = said(Reply::new(429, "text/plain", "no").with("retry-after", "30"));
        assert!(limited.contains("allows no more calls for now"), "{kind}: {limited}");
        let forbidden = said(Reply::new(401, "application/json", "{}"));
        assert!(forbidden.contains("refuses the key"), "{kind}: {forbidden}");
        let broken = said(Reply::new(500, "text/html", "<html>"));
        assert!(broken.contains("500"), "{kind}: {broken}");
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_limits_inside_a_200_are_limits() {
    for name in ["error_rate_limit.json", "error_rate_limit_note.json"] {
        let file = shared(&format!("http/alphavantage/{name}"));
        let server = FixtureServer::start();
        server.on("/query", Reply::json(std::fs::read(file).unwrap()));
        let error = poll(&settings(SourceKind::AlphaVantage, &server.url(""), None)).unwrap_err();
        assert!(matches!(error, SourceError::Vendor(VendorError::RateLimited { .. })), "{name}: {error}");
    }
}

#[test]
fn the_next_page_is_followed_on_its_own_host_only() {
    let server = FixtureServer::start();
    let item = |id: &str| {
        format!(r#"{{"id":"{id}","title":"T {id}","published_utc":"2026-09-11T08:00:00Z","tickers":[]}}"#)
    };
    let page =
        |id: &str, next: &str| format!(r#"{{"results":[{}],"status":"OK","next_url":"{next}"}}"#, item(id));
    let second = server.url("/v2/reference/news/page?cursor=abc");
    let last = format!(r#"{{"results":[{}],"status":"OK"}}"#, item("2"));
    server
        .on("/v2/reference/news", Reply::json(page("1", &second)))
        .on("/v2/reference/news/page", Reply::json(last));
    let polygon = settings(SourceKind::Polygon, &server.url(""), None);
    let read = poll(&polygon).unwrap();
    assert_eq!((read.items.len(), read.calls), (2, 2));
    assert_eq!(server.received()[1].query_value("cursor").as_deref(), Some("abc"));
    server.on("/v2/reference/news", Reply::json(page("1", "https://evil.example/v2/reference/news")));
    assert!(refusal(&polygon).contains("its next page is on another host"));
}

#[test]
fn gdelt_sees_and_does_not_publish() {
    let server = FixtureServer::start();
    let body = r#"{"articles":[{"url":"https://a.example/1","title":"Microsoft rises","seendate":"20260911T081500Z","domain":"a.example","language":"English"}]}"#;
    server.on("/api/v2/doc/doc", Reply::json(body));
    let gdelt = settings(SourceKind::Gdelt, &server.url(""), Some("microsoft"));
    let read = poll(&gdelt).unwrap();
    assert_eq!(read.items[0].publication.as_ref().unwrap().origin, TimeOrigin::Observed);
    assert_eq!(server.received()[0].query_value("startdatetime").as_deref(), Some("20260911120000"));
    poll_with(&gdelt, &read.state).unwrap();
    assert_eq!(server.received()[1].query_value("startdatetime").as_deref(), Some("20260912110000"));
    server.on("/api/v2/doc/doc", Reply::new(200, "text/html", "The specified phrase is too short."));
    assert_eq!(refusal(&gdelt), "gdelt refused: The specified phrase is too short");
}

#[test]
fn marketaux_is_read_page_by_page_within_its_plan() {
    let server = FixtureServer::start();
    let item = |n: u32| {
        format!(
            r#"{{"uuid":"u{n}","title":"Sony sells {n}","description":null,"snippet":"S","url":"https://a.example/{n}",
            "language":"en","published_at":"2026-09-12T08:0{n}:00.000000Z","source":"a.example","relevance_score":null,
            "entities":[{{"symbol":"SONY","exchange":null,"match_score":15.0}}],"similar":[]}}"#
        )
    };
    let limit = r#"{"error":{"code":"usage_limit_reached","message":"The usage limit for this account has been reached."}}"#;
    server.choosing(move |asked| {
        let page: u32 = asked.query_value("page").map_or(1, |p| p.parse().unwrap());
        let items = [1, 2].map(|n| item((page - 1) * 2 + n)).join(",");
        let answer = format!(
            r#"{{"warnings":["limit is higher than your plan allows"],
            "meta":{{"found":5,"returned":2,"limit":2,"page":{page}}},"data":[{items}]}}"#
        );
        let spent = page == 3 || asked.query_value("symbols").as_deref() == Some("SPENT");
        Some(Reply::json(if spent { limit.to_owned() } else { answer }))
    });
    let aux = |query| settings(SourceKind::Marketaux, &server.url(""), Some(query));
    let read = poll(&aux("SONY")).unwrap();
    let guids: Vec<_> = read.items.iter().filter_map(|i| i.guid.as_deref()).collect();
    assert_eq!(guids, ["u1", "u2", "u3", "u4"], "the oldest first");
    assert_eq!(read.calls, 2);
    assert!(
        read.skipped[0].starts_with("page 3: marketaux allows no more calls for now"),
        "{:?}",
        read.skipped
    );
    assert_eq!(read.state, PollState::default(), "what is missing is asked for again");
    let asked = &server.received()[0];
    assert_eq!(asked.query_value("api_token").as_deref(), Some("S3CRET"));
    assert_eq!(asked.query_value("published_after").as_deref(), Some("2026-09-11T12:00"));
    // The same with nothing before it is a failure: an error inside a 200.
    assert!(matches!(poll(&aux("SPENT")).unwrap_err(), SourceError::Vendor(VendorError::RateLimited { .. })));
}

/// What a feed asks for by `Retry-After`, `Cache-Control` and `ttl` is the pause before the next poll.
#[test]
fn a_feed_is_left_alone_as_long_as_it_asks() {
    let minutes = |m: u64| Some(std::time::Duration::from_mins(m));
    let ttl = RSS.replace("<title>T</title>", "<title>T</title><ttl>20</ttl>");
    let long = RSS.replace("<title>T</title>", "<title>T</title><ttl>1440</ttl>");
    let fresh = ("cache-control", "public, max-age=600");
    let stale = ("cache-control", "no-cache");
    for (body, headers, pause) in [
        (RSS, &[][..], None),
        (RSS, &[fresh], minutes(10)),
        (RSS, &[fresh, ("age", "300")], minutes(5)),
        (RSS, &[stale], None),
        (&ttl, &[], minutes(20)),
        (&ttl, &[fresh], minutes(20)),
        // A promise that nothing changes is kept for half an hour, a request to stay away as long as it says.
        (&long, &[], minutes(30)),
        (&ttl, &[("retry-after", "7200")], minutes(120)),
    ] {
        let server = FixtureServer::start();
        let reply = Reply::new(200, "application/rss+xml", body);
        server.on("/rss", headers.iter().fold(reply, |reply, (name, value)| reply.with(name, value)));
        let read = poll(&settings(SourceKind::Feed, &server.url("/rss"), None)).unwrap();
        assert_eq!((read.retry_after, read.items.len()), (pause, 1), "{headers:?}");
    }
    // An answer without a body asks too.
    let server = FixtureServer::start();
    server.on("/rss", Reply::new(304, "text/plain", "").with("cache-control", "max-age=900"));
    let read = poll(&settings(SourceKind::Feed, &server.url("/rss"), None)).unwrap();
    assert_eq!((read.retry_after, read.items.len()), (minutes(15), 0));
}
