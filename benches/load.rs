//! What `benches/load.sh` needs beside a load generator: a database of a million events, and wires
//! that go on telling news while the server is asked.
//!
//! `load fill FILE EVENTS` makes the database. `load wire FILE ADDRESS PER_SECOND` enters four feeds
//! into it and serves them: each tells what is new since it was last asked, all together so many
//! items a second. Without arguments it does nothing, so that `cargo bench` passes by.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a benchmark that cannot be set up ends here

mod rows;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use newstape::clock::Clock;
use newstape::event::{
    Body, EventKind, IdentifierWorth, Identifiers, Precision, Publication, RawItem, Said, SourceKind,
    SourceSettings, TimeOrigin, Usual, When,
};
use newstape::instrument::InstrumentId;
use newstape::link::{Link, Role};
use newstape::reaction::Horizon;
use newstape::road::{Draft, Findings, Ready};
use newstape::store::Store;

const SYMBOLS: [&str; 8] = ["MSFT", "NVDA", "META", "AAPL", "AVGO", "GOOGL", "AMD", "TSLA"];
const NAMES: [&str; 8] = ["Microsoft", "Nvidia", "Meta", "Apple", "Broadcom", "Alphabet", "AMD", "Tesla"];
/// Words enough for texts that are no copies of each other.
const WORDS: [&str; 24] = [
    "chips",
    "models",
    "results",
    "margins",
    "orders",
    "cloud",
    "lawsuit",
    "factory",
    "guidance",
    "demand",
    "prices",
    "tariffs",
    "suppliers",
    "dividend",
    "buyback",
    "outage",
    "launch",
    "recall",
    "contract",
    "patent",
    "regulator",
    "union",
    "forecast",
    "inventory",
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let number = |at: usize| args[at].parse::<u64>().expect("a number");
    match args.first().map(String::as_str) {
        Some("fill") => fill(Path::new(&args[1]), number(2)),
        Some("wire") => wire(Path::new(&args[1]), &args[2], number(3)),
        _ => {}
    }
}

fn pick(n: u64, salt: u64) -> &'static str {
    // A multiplicative hash: neighbours get unlike words.
    let mixed = (n.wrapping_add(salt)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    WORDS[usize::try_from(mixed).unwrap_or(0) % WORDS.len()]
}

/// A sentence that shares hardly three words in a row with another.
fn sentence(n: u64) -> String {
    let word = |salt: u64| format!("{}{}", pick(n, salt * 7919), n.wrapping_mul(salt + 31) % 89);
    let words: Vec<_> = (0..14).map(word).collect();
    format!("Item {n}: {}", words.join(" "))
}

fn event(n: u64, now: DateTime<Utc>) -> Ready {
    let which = usize::try_from(n % 8).unwrap_or(0);
    let mic = "XNAS".parse().expect("a market identifier code");
    let instrument = InstrumentId::new(SYMBOLS[which].parse().expect("a symbol"), mic);
    let title = format!("{} item {n} on {} and {}", NAMES[which], pick(n, 1), pick(n, 2));
    let size = f64::from(u32::try_from(n * 7919 % 2000).unwrap_or(0)) / 20_000.0 - 0.05;
    let row = |horizon| rows::measured(&instrument, horizon, size, now);
    let age = TimeDelta::seconds(i64::try_from(n).unwrap_or(0) * 60);
    let item = RawItem {
        guid: Some(format!("load-{n}")),
        title,
        body: Some(Body::Text(sentence(n))),
        publication: Some(Publication {
            when: When::Instant { at: now - age, precision: Precision::Second },
            origin: TimeOrigin::Metadata,
            original: None,
            zone: None,
            zone_assumed: false,
        }),
        outlet: Some(format!("Source {}", n % 20)),
        lang: Some("en".to_owned()),
        kind: Some(EventKind::ALL[which]),
        ..RawItem::default()
    };
    let identifiers = Identifiers { scope: "bench".to_owned(), worth: IdentifierWorth::Given };
    let usual = Usual { identifiers: Some(identifiers), ..Usual::default() };
    let said = Said { tags: vec![format!("tag{}", n % 50)], usual, ..Said::default() };
    let draft = Draft::new(&item, &said, now).expect("a title");
    let findings = Findings {
        links: vec![Link {
            instrument: instrument.clone(),
            name: NAMES[which].to_owned(),
            role: Role::Subject,
            confidence: 0.95,
            evidence: Vec::new(),
            alternatives: Vec::new(),
        }],
        unlisted: Vec::new(),
        claims: Vec::new(),
        reactions: vec![row(Horizon::Sessions(1)), row(Horizon::Sessions(5))],
    };
    let from = draft.publication().when;
    Ready::new(draft, from, findings)
}

fn fill(db: &Path, events: u64) {
    const A_GROUP: u64 = 2_000;
    let now = Clock::System.now() - TimeDelta::days(1);
    let mut store = Store::open(db).expect("a database");
    let started = Instant::now();
    let mut next = 0;
    while next < events {
        let end = (next + A_GROUP).min(events);
        store
            .group(|store| (next..end).try_for_each(|n| store.log(&event(n, now)).map(|_| ())))
            .expect("a group of events");
        if end.is_multiple_of(100_000) {
            println!("{end} events after {:.0} s", started.elapsed().as_secs_f64());
        }
        next = end;
    }
    store.checkpoint().expect("the log is written back");
}

/// The feeds of the wire, and what each has told.
struct Feed {
    told: u64,
    asked: Instant,
}

const FEEDS: usize = 4;
/// Between the last event and the first item of a wire: more than any database here has events.
const FIRST_ITEM: u64 = 100_000_000;

fn wire(db: &Path, address: &str, per_second: u64) {
    let mut store = Store::open(db).expect("a database");
    let known = store.sources().expect("the sources");
    for feed in 0..FEEDS {
        let (name, url) = (format!("wire {feed}"), format!("http://{address}/feed/{feed}"));
        if known.iter().all(|s| s.settings.name != name) {
            let mut settings = SourceSettings::new(&name, SourceKind::Feed, Some(&url));
            settings.interval_s = 1;
            store.add_source(&settings, Clock::System.now()).expect("a source");
        }
    }
    drop(store);
    // Another run on the same database tells other news.
    let run = u64::try_from(Clock::System.now().timestamp()).unwrap_or(0) * 1_000_000;
    let feeds: Vec<_> = (0..FEEDS).map(|_| Mutex::new(Feed { told: 0, asked: Instant::now() })).collect();
    let feeds = Arc::new(feeds);
    let answer = move |axum::extract::Path(place): axum::extract::Path<usize>| {
        let feed = feeds.get(place).and_then(|f| f.lock().ok()).map(|mut feed| {
            let new = feed.asked.elapsed().as_secs_f64() * per_second as f64 / FEEDS as f64;
            feed.asked = Instant::now();
            let from = feed.told;
            feed.told += new as u64;
            rss((from..feed.told).map(|n| run + FIRST_ITEM + n * FEEDS as u64 + place as u64))
        });
        std::future::ready(([("content-type", "application/rss+xml")], feed.unwrap_or_default()))
    };
    let router = axum::Router::new().route("/feed/{place}", axum::routing::get(answer));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
        axum::serve(listener, router).await.expect("a server");
    });
}

fn rss(items: impl Iterator<Item = u64>) -> String {
    let now = Clock::System.now().to_rfc2822();
    let mut text = "<rss version=\"2.0\"><channel><title>wire</title>".to_owned();
    for n in items {
        let name = NAMES[usize::try_from(n % 8).unwrap_or(0)];
        let body: Vec<_> = (1..4).map(|k| sentence(n.wrapping_mul(k))).collect();
        let title = format!("{name} {} and {} in matter {n}", pick(n, 3), pick(n, 4));
        let _ = write!(
            text,
            "<item><guid isPermaLink=\"false\">{n}</guid><link>https://wire.example/{n}</link>\
             <title>{title}</title><pubDate>{now}</pubDate>\
             <description>{name} shares rose {}.{} % on the news. {}.</description></item>",
            n % 9 + 1,
            n % 10,
            body.join(". ")
        );
    }
    text + "</channel></rss>"
}
