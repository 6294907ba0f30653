//! A source that hangs or floods takes nothing from the others: bounds in simulated time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use newstape::app::Context;
use newstape::clock::Clock;
use newstape::event::{EventId, SourceKind, SourceSettings};
use newstape::net::NetConfig;
use newstape::service::{Rhythm, Settings, serve};
use newstape::store::Store;
use tokio_util::sync::CancellationToken;

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

const HOURS: i64 = 2;
/// How often each source is asked.
const EVERY: TimeDelta = TimeDelta::minutes(10);

fn start() -> DateTime<Utc> {
    "2025-03-13T12:00:00Z".parse().unwrap()
}

fn feed(items: impl Iterator<Item = (String, DateTime<Utc>)>) -> Reply {
    let item = |(name, at): (String, DateTime<Utc>)| {
        let words = name.bytes().map(|b| format!("w{}{b}", name.len())).collect::<Vec<_>>().join(" ");
        format!(
            "<item><guid isPermaLink=\"false\">{name}</guid><title>{name} says {words}</title><pubDate>{}</pubDate></item>",
            at.to_rfc2822()
        )
    };
    let items: String = items.map(item).collect();
    Reply::new(
        200,
        "application/rss+xml",
        format!("<rss version=\"2.0\"><channel><title>W</title>{items}</channel></rss>"),
    )
}

/// The simulated time, as the database has it.
fn clock(db: &std::path::Path) -> DateTime<Utc> {
    Store::open_existing(db).unwrap().last_beat().unwrap().unwrap()
}

#[test]
fn hanging_and_flooding_neighbours_delay_nobody() {
    let (newstape, server) = (Newstape::new(), FixtureServer::start());
    let db = newstape.path().join("news.db");
    let mut store = Store::open(&db).unwrap();
    for name in ["calm", "flood", "hang", "zz-hang"] {
        let url = server.url(&format!("/{name}"));
        let mut settings = SourceSettings::new(name, SourceKind::Feed, Some(&url));
        settings.interval_s = u32::try_from(EVERY.num_seconds()).unwrap();
        store.add_source(&settings, start()).unwrap();
    }
    // The calm one has an item a minute; the one that floods has sixty new ones each time.
    let asked_at = Arc::new(Mutex::new(Vec::new()));
    let (of_calm, place) = (Arc::clone(&asked_at), db.clone());
    server.on("/hang", Reply::Hang).on("/zz-hang", Reply::SlowLoris).choosing(move |asked| {
        let now = clock(&place);
        let minutes = (now - start()).num_minutes();
        match asked.path.as_str() {
            "/calm" => {
                of_calm.lock().unwrap().push(now);
                let latest = (minutes - 29).max(0)..=minutes;
                Some(feed(latest.map(|m| (format!("calm-{m}"), start() + TimeDelta::minutes(m)))))
            }
            "/flood" => Some(feed((0..60).map(|n| (format!("flood-{minutes}-{n}"), now)))),
            _ => None,
        }
    });
    let context = Context::new(Clock::Fixed(start()), Some(db.clone()), false);
    let mut settings = Settings::new(context);
    settings.items_a_poll = 8;
    settings.poll_limit = Duration::from_millis(250);
    settings.net = NetConfig { retries: 0, system_proxy: false, unpaced: true, ..settings.net };
    let rhythm = Rhythm::Until { end: start() + TimeDelta::hours(HOURS), at_once: 4 };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let began = Instant::now();
    let report = runtime.block_on(serve(settings, rhythm, CancellationToken::new())).unwrap();
    let took = began.elapsed();

    // Simulated time: the calm source is asked at its interval and a tenth more at most, and each of
    // its items is logged within that time of its publication.
    let polls = asked_at.lock().unwrap().clone();
    let bound = EVERY * 11 / 10 + TimeDelta::seconds(1);
    let longest = polls.windows(2).map(|w| w[1] - w[0]).max().unwrap();
    assert!(longest <= bound, "it waited {longest} for its turn");
    let events: Vec<_> = (1..).map_while(|id| store.event(EventId(id)).ok()).collect();
    let of = |name: &str| {
        let name = name.to_owned();
        events.iter().filter(move |e| {
            e.event.source.as_deref() == Some(name.as_str()) || e.event.text.title().starts_with(&name)
        })
    };
    let delay = |e: &newstape::road::StoredEvent| e.event.seen_at - published(&e.event.publication.when);
    let worst = of("calm-").map(delay).max().unwrap();
    assert!(worst <= bound, "an item was logged {worst} after its publication");
    let expected = usize::try_from((*polls.last().unwrap() - start()).num_minutes() + 1).unwrap();
    assert_eq!(of("calm-").count(), expected, "none is missing and none is double");

    // The flood is taken in by its part: eight a poll, a poll a minute.
    let flooded = of("flood-").count();
    let most = usize::try_from(HOURS * 60 + 1).unwrap() * 8;
    assert!((60..=most).contains(&flooded), "{flooded}");
    assert_eq!(report.counts.rejected, 0);

    println!(
        "{expected} calm and {flooded} flooding items in {took:?}; worst delay {worst}, longest wait {longest}"
    );
    // Each hang costs its own limit and its round no more: asked again ever more rarely.
    let hung = report.failed.iter().filter(|(name, _)| name.ends_with("hang")).count();
    assert!((6..=16).contains(&hung), "{hung}");
}

fn published(when: &newstape::event::When) -> DateTime<Utc> {
    match when {
        newstape::event::When::Instant { at, .. } => *at,
        newstape::event::When::Day(day) => day.and_time(chrono::NaiveTime::MIN).and_utc(),
    }
}
