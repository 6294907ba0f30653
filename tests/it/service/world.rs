//! The world that a simulated service sees: real feeds, a feed that grows, and one that misbehaves
//! in every way, each a function of the path and of the simulated time alone.

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use newstape::event::{SourceKind, SourceSettings};
use newstape::store::Store;

use crate::support::fixture_server::{FixtureServer, Received, Reply};
use crate::support::{made_up_market, shared};

/// Where the simulation begins; the real feeds were saved in the days after.
pub(super) const START: &str = "2026-09-07T00:00:00Z";
pub(super) const DAYS: i64 = 10;

pub(super) fn start() -> DateTime<Utc> {
    START.parse().unwrap()
}

pub(super) fn end() -> DateTime<Utc> {
    start() + TimeDelta::days(DAYS)
}

/// Real feeds, and since when each says what was saved.
const FEEDS: [(&str, &str, i64); 8] = [
    ("google", "http/feeds/google_news_2026-09-09.xml", 60),
    ("nasdaq", "http/feeds/nasdaq_2026-09-11.xml", 110),
    ("yahoo", "http/feeds/yahoo_headline_AAPL_2026-09-10.xml", 90),
    ("spiegel", "http/feeds/feedrs_rss_2.0_spiegel.xml", 6),
    ("bbc", "http/feeds/feedrs_rss_2.0_bbc.xml", 20),
    ("reddit", "http/feeds/feedrs_atom_mediarss_reddit_1.xml", 30),
    ("cyrillic", "http/feeds/miniflux_encoding_WINDOWS-1251.xml", 40),
    ("invalid", "http/feeds/feedrs_rss_2.0_invalid_1.xml", 50),
];

/// The server, with the database from which it reads the simulated time.
pub(super) struct World {
    pub(super) server: FixtureServer,
}

impl World {
    /// `None` where the shared data are absent.
    pub(super) fn start() -> Option<Self> {
        let feeds: Option<Vec<(String, Vec<u8>, i64)>> = FEEDS
            .iter()
            .map(|(name, file, hour)| {
                Some((format!("/feeds/{name}"), std::fs::read(shared(file)?).unwrap(), *hour))
            })
            .collect();
        let feeds = feeds?;
        let server = FixtureServer::start();
        server.choosing(move |asked| {
            let now = simulated_time(asked);
            let hour = (now - start()).num_hours();
            match asked.path.as_str() {
                path if path.contains("/v8/finance/chart/") => made_up_market::chart(asked, now),
                path if path.ends_with("/grows") => Some(xml(grows(now))),
                path if path.ends_with("/flaky") => Some(flaky(asked, now, hour)),
                path => {
                    let (_, body, since) = feeds.iter().find(|(feed, _, _)| path.ends_with(feed))?;
                    Some(if hour < *since { xml(feed_of(&[])) } else { conditional(asked, body) })
                }
            }
        });
        Some(Self { server })
    }

    /// A database with the sources, as a user would have added them.
    pub(super) fn database(&self, folder: &Path) -> PathBuf {
        let db = folder.join("news.db");
        let mut store = Store::open(&db).unwrap();
        let names = FEEDS.map(|(name, _, _)| format!("feeds/{name}"));
        for name in names.iter().map(String::as_str).chain(["grows", "flaky"]) {
            let url = self.base(&db) + "/" + name;
            let mut settings = SourceSettings::new(name, SourceKind::Feed, Some(&url));
            settings.interval_s = 4 * 3_600;
            store.add_source(&settings, start()).unwrap();
        }
        db
    }

    /// The server's address for one database, whose file stands in the path.
    pub(super) fn base(&self, db: &Path) -> String {
        let place = url::form_urlencoded::byte_serialize(db.to_str().unwrap().as_bytes());
        self.server.url(&format!("/{}", place.collect::<String>()))
    }
}

/// The time at which the service that asks has arrived, from its own database.
fn simulated_time(asked: &Received) -> DateTime<Utc> {
    let place = asked.path.split('/').nth(1).unwrap();
    let (db, _) = url::form_urlencoded::parse(place.as_bytes()).next().unwrap();
    Store::open_existing(Path::new(db.as_ref())).unwrap().last_beat().unwrap().unwrap()
}

fn xml(body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(200, "application/rss+xml; charset=utf-8", body)
}

/// The body under an entity tag, or the word that it has not changed.
fn conditional(asked: &Received, body: &[u8]) -> Reply {
    let tag = format!("\"{:x}\"", xxhash_rust::xxh3::xxh3_64(body));
    if asked.headers.get("if-none-match") == Some(&tag) {
        return Reply::new(304, "application/rss+xml", "").with("etag", &tag);
    }
    Reply::new(200, "application/rss+xml", body).with("etag", &tag)
}

struct Item {
    guid: String,
    title: String,
    text: String,
    date: Option<DateTime<Utc>>,
}

fn feed_of(items: &[Item]) -> String {
    let item = |item: &Item| {
        let date = item.date.map(|d| format!("<pubDate>{}</pubDate>", d.to_rfc2822())).unwrap_or_default();
        let Item { guid, title, text, .. } = item;
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
             <description>{text}</description>{date}</item>"
        )
    };
    let items = items.iter().map(item).collect::<Vec<_>>().concat();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>")
}

const COMPANIES: [(&str, &str); 5] =
    [("Microsoft", "MSFT"), ("NVIDIA", "NVDA"), ("Apple", "AAPL"), ("Broadcom", "AVGO"), ("Tesla", "TSLA")];

/// An item every twelve hours, the latest ten. After a day its text is corrected; every fourth is
/// back-dated by three days, every fifth has a date two hours ahead of the clock, every sixth has
/// none.
fn grows(now: DateTime<Utc>) -> String {
    let so_far = (now - start()).num_hours() / 12;
    let item = |n: i64| {
        let at = start() + TimeDelta::hours(12 * n) + TimeDelta::minutes(7 * n % 60);
        let (name, symbol) = COMPANIES[usize::try_from(n).unwrap() % COMPANIES.len()];
        let corrected = if now - at > TimeDelta::days(1) { " The figure was corrected." } else { "" };
        Item {
            guid: format!("wire-{n}"),
            title: format!("{name} (NASDAQ: {symbol}) reports on matter number {n} of this week"),
            text: format!(
                "Shares of {name} fell {}.{} percent on matter {n}, which concerns plant {} in region {}.{corrected}",
                1 + n % 5,
                n % 10,
                n * 17,
                n * 31
            ),
            date: match n {
                n if n % 6 == 5 => None,
                n if n % 5 == 4 => Some(at + TimeDelta::hours(2)),
                n if n % 4 == 3 => Some(at - TimeDelta::days(3)),
                _ => Some(at),
            },
        }
    };
    let items: Vec<Item> = ((so_far - 9).max(0)..=so_far).rev().map(item).collect();
    feed_of(&items)
}

/// Every way of misbehaving, half a day each; between them the same three items.
fn flaky(asked: &Received, now: DateTime<Utc>, hour: i64) -> Reply {
    let items = |date| {
        let item = |n: i64| Item {
            guid: format!("flaky-{n}"),
            title: format!("Microsoft opens the data centre number {n} near the river"),
            text: format!("Microsoft said the building number {n} would be ready in the year {}.", 2027 + n),
            date,
        };
        // Twice the same item in one answer, as some feeds do.
        feed_of(&[item(1), item(2), item(2), item(3)])
    };
    let sound = items(Some(start()));
    let media = "application/rss+xml".to_owned();
    match hour {
        12..24 => Reply::new(429, "text/plain", "slow down").with("retry-after", "3600"),
        24..36 => Reply::new(500, "text/plain", "oops"),
        36..39 => Reply::Hang,
        39..51 => xml(&sound.as_bytes()[..sound.len() / 2]),
        51..63 => Reply::Truncated { media, body: sound.into_bytes() },
        63..75 => Reply::html("<!doctype html><title>Consent</title><p>Please accept our cookies."),
        75..87 => Reply::redirect(&asked.path),
        87..90 => Reply::Endless { media },
        90..102 => Reply::Close,
        102..114 => Reply::Garbage,
        // Bytes that are not of the encoding that they claim.
        114..126 => xml([b"\xff\xfe\x00".as_slice(), sound.as_bytes()].concat()),
        126..138 => Reply::json(r#"{"error": "quota exceeded"}"#),
        138..150 => Reply::TruncatedGzip { media, body: sound.into_bytes() },
        // All items anew under the date of now: nothing else about them has changed.
        150..162 => xml(items(Some(now))),
        _ => xml(sound),
    }
}
