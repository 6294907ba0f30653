//! The world that a simulated service sees: real feeds, a feed that grows, and one that misbehaves
//! in every way, each a function of the path and of the simulated time alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use newstape::event::{SourceKind, SourceSettings};
use newstape::store::Store;
use serde_json::json;

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

/// What the service is set up with: a key, and a limit that a hundred megabytes are beyond at once.
const CONFIG: &str = "[net]\nmax_body_mb = 8\n\n[providers.marketaux]\napi_key = \"S3CRET\"\n";

/// The ways of misbehaving that each database has met.
type Met = Arc<Mutex<BTreeMap<String, BTreeSet<&'static str>>>>;

/// The server, which reads the simulated time from the database of who asks.
pub(super) struct World {
    pub(super) server: FixtureServer,
    met: Met,
}

impl World {
    pub(super) fn start() -> Self {
        let feeds: Vec<(String, Vec<u8>, i64)> = FEEDS
            .iter()
            .map(|(name, file, hour)| (format!("/feeds/{name}"), std::fs::read(shared(file)).unwrap(), *hour))
            .collect();
        let (server, met) = (FixtureServer::start(), Met::default());
        let meeting = Arc::clone(&met);
        server.choosing(move |asked| {
            let (db, now) = who_and_when(asked);
            let hour = (now - start()).num_hours();
            let meets = |way| {
                meeting.lock().unwrap().entry(db.clone()).or_default().insert(way);
            };
            match asked.path.as_str() {
                path if path.contains("/v8/finance/chart/") => made_up_market::chart(asked, now),
                path if path.ends_with("/grows") => Some(xml(grows(now, "Wire"))),
                path if path.ends_with("/echo") => Some(xml(grows(now - TimeDelta::hours(5), "Echo"))),
                path if path.ends_with("/v1/news/all") => Some(marketaux(now, hour, meets)),
                path if path.ends_with("/api/v2/doc/doc") => Some(gdelt(now, hour, meets)),
                path if path.ends_with("/flaky") => Some(flaky(asked, now, hour, meets)),
                path => {
                    let (_, body, since) = feeds.iter().find(|(feed, _, _)| path.ends_with(feed))?;
                    Some(if hour < *since { xml(feed_of("", &[])) } else { conditional(asked, body) })
                }
            }
        });
        Self { server, met }
    }

    /// A database with the sources, as a user would have added them, and the configuration beside it.
    pub(super) fn database(&self, folder: &Path) -> PathBuf {
        std::fs::write(folder.join("config.toml"), CONFIG).unwrap();
        let db = folder.join("news.db");
        let mut store = Store::open(&db).unwrap();
        let mut add = |name: &str, kind, path: &str, query: Option<&str>| {
            let url = self.base(&db) + path;
            let mut settings = SourceSettings::new(name, kind, Some(&url));
            settings.interval_s = 6 * 3_600;
            settings.query = query.map(str::to_owned);
            // Two feeds of many items, of which the analyst wants few or none.
            settings.watch_list = match name {
                "feeds/reddit" => vec!["AVGO".to_owned()],
                "feeds/cyrillic" => vec!["AAPL".to_owned()],
                _ => Vec::new(),
            };
            store.add_source(&settings, start()).unwrap();
        };
        for name in FEEDS.map(|(name, _, _)| name) {
            add(&format!("feeds/{name}"), SourceKind::Feed, &format!("/feeds/{name}"), None);
        }
        for name in ["grows", "echo", "flaky"] {
            add(name, SourceKind::Feed, &format!("/{name}"), None);
        }
        add("aux", SourceKind::Marketaux, "/aux", Some("NVDA"));
        add("press", SourceKind::Gdelt, "/press", Some("tesla"));
        db
    }

    /// The server's address for one database, whose file stands in the path.
    pub(super) fn base(&self, db: &Path) -> String {
        let place = url::form_urlencoded::byte_serialize(db.to_str().unwrap().as_bytes());
        self.server.url(&format!("/{}", place.collect::<String>()))
    }

    /// The ways of misbehaving that a database has met.
    pub(super) fn met_by(&self, db: &Path) -> BTreeSet<&'static str> {
        self.met.lock().unwrap().get(db.to_str().unwrap()).cloned().unwrap_or_default()
    }
}

/// The database of the service that asks, and the time at which it has arrived.
fn who_and_when(asked: &Received) -> (String, DateTime<Utc>) {
    let place = asked.path.split('/').nth(1).unwrap();
    let (db, _) = url::form_urlencoded::parse(place.as_bytes()).next().unwrap();
    let now = Store::open_reader(Path::new(db.as_ref())).unwrap().last_beat().unwrap().unwrap();
    (db.into_owned(), now)
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

fn feed_of(outlet: &str, items: &[Item]) -> String {
    let item = |item: &Item| {
        let date = item.date.map(|d| format!("<pubDate>{}</pubDate>", d.to_rfc2822())).unwrap_or_default();
        let Item { guid, title, text, .. } = item;
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
             <description>{text}</description>{date}</item>"
        )
    };
    let items = items.iter().map(item).collect::<Vec<_>>().concat();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{outlet}</title>{items}</channel></rss>"
    )
}

const COMPANIES: [(&str, &str); 5] =
    [("Microsoft", "MSFT"), ("NVIDIA", "NVDA"), ("Apple", "AAPL"), ("Broadcom", "AVGO"), ("Tesla", "TSLA")];

/// Hours from one item of the wire to the next.
const WIRE_HOURS: i64 = 16;

/// An item every sixteen hours, the latest ten. After a day its text is corrected; every fourth is
/// back-dated by three days, every fifth has a date nine hours ahead of the clock, every sixth has
/// none.
fn grows(now: DateTime<Utc>, outlet: &str) -> String {
    let so_far = (now - start()).num_hours() / WIRE_HOURS;
    let item = |n: i64| {
        let at = start() + TimeDelta::hours(WIRE_HOURS * n) + TimeDelta::minutes(7 * n % 60);
        let (name, symbol) = COMPANIES[usize::try_from(n).unwrap() % COMPANIES.len()];
        let is_old = now - at > TimeDelta::days(1);
        let corrected = if is_old { " The figure was corrected." } else { "" };
        Item {
            guid: format!("{outlet}-{n}"),
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
                n if n % 5 == 4 => Some(at + TimeDelta::hours(9)),
                n if n % 4 == 3 => Some(at - TimeDelta::days(3)),
                _ => Some(at),
            },
        }
    };
    let items: Vec<Item> = ((so_far - 9).max(0)..=so_far).rev().map(item).collect();
    feed_of(outlet, &items)
}

/// An item every two days in the shape of the service's answers; for some hours an error inside a 200, or a
/// web page.
fn marketaux(now: DateTime<Utc>, hour: i64, meets: impl Fn(&'static str)) -> Reply {
    if (20..28).contains(&hour) {
        meets("used up inside a 200");
        return Reply::json(
            r#"{"error":{"code":"usage_limit_reached","message":"The usage limit has been reached."}}"#,
        );
    }
    if (60..68).contains(&hour) {
        meets("a web page in place of JSON");
        return Reply::html("<!doctype html><title>Just a moment</title>");
    }
    let item = |day: i64| {
        let at = start() + TimeDelta::days(2 * day);
        json!({
            "uuid": format!("aux-{day}"), "title": format!("NVIDIA delivers lot {day} to the north"),
            "description": format!("The lot of {} boards left on day {day}.", 100 + 37 * day), "snippet": "",
            "url": format!("https://aux.example/{day}"), "language": "en", "source": "aux.example",
            "published_at": at.format("%Y-%m-%dT%H:%M:%S.000000Z").to_string(), "relevance_score": null,
            "entities": [{"symbol": "NVDA", "exchange": null, "match_score": 12.5}], "similar": [],
        })
    };
    let items: Vec<_> = (0..=(now - start()).num_days() / 2).rev().take(3).map(item).collect();
    let meta = json!({"found": items.len(), "returned": items.len(), "limit": 3, "page": 1});
    Reply::json(json!({"meta": meta, "data": items}).to_string())
}

/// An article every two days; for some hours the sentence in place of JSON, or nothing at all.
fn gdelt(now: DateTime<Utc>, hour: i64, meets: impl Fn(&'static str)) -> Reply {
    if (30..38).contains(&hour) {
        meets("a limit as a sentence inside a 200");
        return Reply::new(200, "text/html", "Please limit requests to one every 5 seconds.\n");
    }
    if (80..88).contains(&hour) {
        meets("an empty 200");
        return Reply::json("");
    }
    let article = |n: i64| {
        let seen = start() + TimeDelta::days(2 * n) + TimeDelta::minutes(15);
        json!({
            "url": format!("https://press.example/{n}"), "url_mobile": "",
            "title": format!("Tesla 's works in town {n} stand still , says mayor {}", n * 41),
            "seendate": seen.format("%Y%m%dT%H%M%SZ").to_string(), "socialimage": "",
            "domain": "press.example", "language": "English", "sourcecountry": "United States",
        })
    };
    let articles: Vec<_> =
        (0..=(now - start() - TimeDelta::minutes(15)).num_hours() / 48).map(article).collect();
    Reply::json(json!({"articles": articles}).to_string())
}

/// Hours for which one way of misbehaving lasts: longer than the longest pause after failures.
const SPELL: i64 = 8;

/// Every way in which a feed misbehaves, one spell each.
const WAYS: [&str; 16] = [
    "429",
    "429 by a clock that is wrong",
    "500",
    "hang",
    "malformed XML",
    "truncated",
    "truncated in compression",
    "HTML",
    "redirect loop",
    "100 MB",
    "100 MB without an end",
    "closed",
    "not HTTP",
    "wrong encoding",
    "an error inside a 200",
    "dated anew",
];

/// All ways of misbehaving that a run must have met.
pub(super) fn all_ways() -> BTreeSet<&'static str> {
    let services = [
        "used up inside a 200",
        "a web page in place of JSON",
        "a limit as a sentence inside a 200",
        "an empty 200",
    ];
    WAYS.into_iter().chain(services).collect()
}

/// One way of misbehaving after the other; before and after them the same three items.
fn flaky(asked: &Received, now: DateTime<Utc>, hour: i64, meets: impl Fn(&'static str)) -> Reply {
    let items = |date| {
        let item = |n: i64| Item {
            guid: format!("flaky-{n}"),
            title: format!("Microsoft opens the data centre number {n} near the river"),
            text: format!("Microsoft said the building number {n} would be ready in the year {}.", 2027 + n),
            date,
        };
        // Twice the same item in one answer, as some feeds do.
        feed_of("River", &[item(1), item(2), item(2), item(3)])
    };
    let sound = items(Some(start()));
    let media = "application/rss+xml".to_owned();
    let spell = usize::try_from((hour - 12).div_euclid(SPELL)).ok();
    let Some(way) = spell.and_then(|n| WAYS.get(n)) else { return xml(sound) };
    meets(way);
    match *way {
        "429" => Reply::new(429, "text/plain", "slow down").with("retry-after", "3600"),
        "429 by a clock that is wrong" => {
            let theirs = now + TimeDelta::days(400);
            let date = |at: DateTime<Utc>| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            Reply::new(429, "text/plain", "slow down")
                .with("date", &date(theirs))
                .with("retry-after", &date(theirs + TimeDelta::hours(1)))
        }
        "500" => Reply::new(500, "text/plain", "oops"),
        "hang" => Reply::Hang,
        "malformed XML" => xml(&sound.as_bytes()[..sound.len() / 2]),
        "truncated" => Reply::Truncated { media, body: sound.into_bytes() },
        "truncated in compression" => Reply::TruncatedGzip { media, body: sound.into_bytes() },
        "HTML" => Reply::html("<!doctype html><title>Consent</title><p>Please accept our cookies."),
        "redirect loop" => Reply::redirect(&asked.path),
        "100 MB" => Reply::Large { media, megabytes: 100 },
        "100 MB without an end" => Reply::Endless { media },
        "closed" => Reply::Close,
        "not HTTP" => Reply::Garbage,
        // Bytes that are not of the encoding that they claim.
        "wrong encoding" => xml([b"\xff\xfe\x00".as_slice(), sound.as_bytes()].concat()),
        "an error inside a 200" => Reply::json(r#"{"error": "quota exceeded"}"#),
        // All items under the date of now: nothing else about them has changed.
        "dated anew" => xml(items(Some(now))),
        other => unreachable!("no such way: {other}"),
    }
}
