//! Full text: the page behind an item is read, or the summary serves and a note says why.

use std::sync::Arc;
use std::time::Duration;

use newstape::app::Context;
use newstape::clock::Clock;
use newstape::config;
use newstape::event::{EventId, SourceKind, SourceSettings};
use newstape::net::NetConfig;
use newstape::road::StoredEvent;
use newstape::service::{Rhythm, Settings, serve};
use newstape::store::Store;
use tokio_util::sync::CancellationToken;

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

const NOW: &str = "2025-03-13T20:00:00Z";

fn feed(links: &[String]) -> Reply {
    let item = |(n, link): (usize, &String)| {
        format!(
            "<item><guid isPermaLink=\"false\">{n}</guid><title>Bulletin {n}</title><link>{link}</link>\
             <pubDate>Thu, 13 Mar 2025 19:0{n}:00 +0000</pubDate><description>A summary of {n}.</description></item>"
        )
    };
    let items: String = links.iter().enumerate().map(item).collect();
    Reply::new(
        200,
        "application/rss+xml",
        format!("<rss version=\"2.0\"><channel><title>W</title>{items}</channel></rss>"),
    )
}

fn page(text: &str) -> Reply {
    Reply::html(format!(
        "<html><head><title>x</title></head><body><article><p>{text}</p></article></body></html>"
    ))
}

/// One pass over a source that wants pages, in a database of its own: its events.
fn pass(newstape: &Newstape, feed: &str, net: impl FnOnce(&mut NetConfig)) -> Vec<StoredEvent> {
    let db = newstape.path().join("news.db");
    let now = NOW.parse().unwrap();
    let mut store = Store::open(&db).unwrap();
    if store.sources().unwrap().is_empty() {
        let settings =
            SourceSettings { full_text: true, ..SourceSettings::new("w", SourceKind::Feed, Some(feed)) };
        store.add_source(&settings, now).unwrap();
    }
    let context =
        Context::new(Clock::Fixed(now), Some(db), false).with_settings(Arc::new(config::Settings::default()));
    let mut settings = Settings::new(context);
    let quick = Duration::from_millis(400);
    settings.net = NetConfig {
        retries: 0,
        read_timeout: quick,
        attempt_timeout: quick,
        system_proxy: false,
        unpaced: true,
        ..settings.net
    };
    net(&mut settings.net);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let rhythm = Rhythm::Until { end: now, at_once: 4 };
    runtime.block_on(serve(settings, rhythm, CancellationToken::new())).unwrap();
    (1..).map_while(|id| store.event(EventId(id)).ok()).collect()
}

fn notes(event: &StoredEvent) -> String {
    event.notes.join("\n")
}

#[test]
fn the_text_of_the_page_is_linked_and_its_claims_are_found() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let paths = ["/good", "/broken", "/gone", "/loop", "/slow", "/paper"];
    let links: Vec<String> = paths.iter().map(|p| server.url(p)).collect();
    server
        .on("/rss", feed(&links))
        .on("/good", page("Shares of Microsoft fell 2.3 percent on Thursday. Nobody knew why, and the rest of the market rose."))
        .on("/broken", Reply::new(500, "text/html", "oops"))
        .on("/gone", Reply::new(404, "text/html", "no"))
        .on("/loop", Reply::redirect("/loop"))
        .on("/slow", Reply::Hang)
        .on("/paper", Reply::new(200, "application/pdf", "%PDF-1.7"));
    let events = pass(&newstape, &server.url("/rss"), |net| net.allow_private = true);
    assert_eq!(events.len(), paths.len());
    let good = &events[0];
    assert!(good.event.text.text.contains("Nobody knew why"), "{}", good.event.text.text);
    assert_eq!(good.event.text.title(), "Bulletin 0", "the source's own title stays");
    assert!(good.links.iter().any(|l| l.instrument.symbol.as_str() == "MSFT"));
    assert_eq!(good.claims.len(), 1);
    assert!(good.event.text.text[good.claims[0].0.evidence.span.clone()].contains("2.3"));
    assert!(!notes(good).contains("not read"), "{}", notes(good));
    let words = ["500", "404", "circle", "timed out", "application/pdf"];
    for ((event, word), n) in events[1..].iter().zip(words).zip(1..) {
        let told = notes(event);
        assert!(told.contains("the page was not read: ") && told.contains(word), "{word}: {told}");
        assert!(event.event.text.text.contains(&format!("A summary of {n}.")), "the summary serves");
    }
    // What has been said is not fetched again.
    let fetched = |path: &str| server.received().iter().filter(|r| r.path == path).count();
    assert_eq!(fetched("/good"), 1);
    newstape.ok(&["source", "list"]);
    pass(&newstape, &server.url("/rss"), |net| net.allow_private = true);
    assert_eq!(fetched("/good"), 1);
}

#[test]
fn a_page_leads_to_no_private_machine() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let port = server.url("").rsplit(':').next().unwrap().to_owned();
    let news = |path: &str| format!("http://news.example:{port}{path}");
    server
        .on("/rss", feed(&[server.url("/secret"), news("/away"), news("/home"), news("/good")]))
        .on("/away", Reply::redirect(&server.url("/secret")))
        .on("/home", Reply::redirect(&format!("http://localhost:{port}/secret")))
        .on("/secret", page("Nobody may read this."))
        .on(
            "/good",
            page("Apple opened a shop in Hamburg, and many people came to see it on its first day."),
        );
    let settled = vec![("news.example".to_owned(), "127.0.0.1:0".parse().unwrap())];
    let events = pass(&newstape, &server.url("/rss"), |net| net.settled = settled);
    assert_eq!(events.len(), 4);
    for event in &events[..3] {
        assert!(notes(event).contains("not a public address"), "{}", notes(event));
        assert!(event.event.text.text.contains("A summary of"), "{}", event.event.text.text);
    }
    assert!(events[3].event.text.text.contains("opened a shop"), "{}", notes(&events[3]));
    assert!(!server.received().iter().any(|r| r.path == "/secret"));
}
