//! How fast lists, queries and searches answer over a million events.
//!
//!     cargo bench --bench lists                       # makes the events, then asks
//!     cargo bench --bench lists -- FILE.db 100000     # so many events, kept in a file, made if it is not there
//!
//! The events are the same on every machine: four thousand symbols, of which few are in the news often; kinds,
//! languages, sources, tags and words with the same skew; moves with fat tails. Each time is that of opening the
//! database, asking and reading the first page, as the program does; of ten runs the fifth fastest and the slowest.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)] // a benchmark that cannot be set up ends here
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

mod rows;
mod synthetic;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use newstape::claim::{ClaimStatus, ClaimVerdict, extract};
use newstape::event::{
    Body, EventKind, IdentifierWorth, Identifiers, Precision, Publication, RawItem, Said, TimeOrigin, Usual,
    When,
};
use newstape::instrument::InstrumentId;
use newstape::link::{Link, Role};
use newstape::list::{EventFilter, SortBy};
use newstape::query::{Reading, Wanted};
use newstape::reaction::Horizon;
use newstape::road::{CheckedClaim, Draft, Findings, Ready};
use newstape::store::{Store, StoreError};
use synthetic::Noise;

const EVENTS: usize = 1_000_000;
const SYMBOLS: usize = 4_000;
const WORDS: usize = 30_000;
/// What one list may take, and one of a single symbol.
const MOST: Duration = Duration::from_millis(50);
const MOST_OF_SYMBOL: Duration = Duration::from_millis(20);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_742_040_000, 0).unwrap()
}

/// A number below `n`, small ones often: the k-th about as often as 1 in k.
fn skewed(noise: &mut Noise, n: usize) -> usize {
    let share = (noise.bits() >> 11) as f64 / (1_u64 << 53) as f64;
    (((n as f64).powf(share) - 1.0) as usize).min(n - 1)
}

fn instrument(number: usize) -> InstrumentId {
    let symbol = match number {
        0 => "MSFT".to_owned(),
        n => format!("S{n}"),
    };
    format!("{symbol}:XNAS").parse().unwrap()
}

fn word(number: usize) -> String {
    match number {
        0 => "shares".to_owned(),
        40 => "nvidia".to_owned(),
        3_000 => "dividend".to_owned(),
        n => format!("w{n}"),
    }
}

fn words(noise: &mut Noise, count: usize) -> String {
    (0..count).map(|_| word(skewed(noise, WORDS))).collect::<Vec<_>>().join(" ")
}

/// The n-th event: a few minutes before the one before it, with some noise.
fn event(n: usize, noise: &mut Noise, claim: &CheckedClaim) -> Ready {
    let minutes = (n * 3 + noise.below(30)) as i64;
    let kind = EventKind::ALL[skewed(noise, EventKind::ALL.len())];
    let languages = ["en", "de", "fr", "es", "it"];
    let item = RawItem {
        guid: Some(format!("made-{n}")),
        title: format!("{} {n}", words(noise, 8)),
        body: Some(Body::Text(words(noise, 30))),
        publication: Some(Publication {
            when: When::Instant { at: now() - TimeDelta::minutes(minutes), precision: Precision::Minute },
            origin: TimeOrigin::Metadata,
            original: None,
            zone: None,
            zone_assumed: false,
        }),
        outlet: Some(format!("Source {}", skewed(noise, 60))),
        lang: Some(languages[skewed(noise, languages.len())].to_owned()),
        kind: Some(kind),
        ..RawItem::default()
    };
    let identifiers = Identifiers { scope: "made".to_owned(), worth: IdentifierWorth::Given };
    let usual = Usual { identifiers: Some(identifiers), ..Usual::default() };
    let tags = if noise.below(20) == 0 { vec![format!("tag{}", skewed(noise, 200))] } else { Vec::new() };
    let draft = Draft::new(&item, &Said { tags, usual, ..Said::default() }, now()).unwrap();
    let from = draft.publication().when;
    Ready::new(draft, from, findings(noise, claim))
}

fn findings(noise: &mut Noise, claim: &CheckedClaim) -> Findings {
    let mut found =
        Findings { links: Vec::new(), unlisted: Vec::new(), claims: Vec::new(), reactions: Vec::new() };
    for place in 0..=noise.below(2) {
        let id = instrument(skewed(noise, SYMBOLS));
        if found.links.iter().any(|link| link.instrument == id) {
            continue;
        }
        let size = 0.015 * noise.normal() * (1.0 + noise.normal().abs());
        found.reactions.push(rows::measured(&id, Horizon::Sessions(1), size.clamp(-0.9, 0.9), now()));
        if noise.below(4) == 0 {
            found.reactions.push(rows::measured(
                &id,
                Horizon::Sessions(5),
                (2.0 * size).clamp(-0.9, 0.9),
                now(),
            ));
        }
        if place == 0 && noise.below(7) == 0 {
            let (mut claim, mut verdict) = claim.clone();
            claim.instrument = Some(id.clone());
            if let Some(verdict) = &mut verdict {
                verdict.status = ClaimStatus::ALL[noise.below(4)];
                verdict.chance = Some(noise.below(100) as f64 / 100.0);
            }
            found.claims.push((claim, verdict));
        }
        found.links.push(Link {
            name: id.symbol.to_string(),
            instrument: id,
            role: if place == 0 { Role::Subject } else { Role::Mentioned },
            confidence: 0.9,
            evidence: Vec::new(),
            alternatives: Vec::new(),
        });
    }
    found
}

fn some_claim() -> CheckedClaim {
    let claim = extract("Apple shares rose 3% on Monday.", Some("en"), &[]).remove(0);
    let verdict = ClaimVerdict::bare(ClaimStatus::Confirmed, String::new());
    (claim, Some(verdict))
}

fn make(path: &Path, events: usize) {
    let started = Instant::now();
    let mut store = Store::open(path).unwrap();
    store.keep_in_memory(800).unwrap();
    let (mut noise, claim) = (Noise(7), some_claim());
    for first in (0..events).step_by(2_000) {
        store
            .group(|store| {
                for n in first..(first + 2_000).min(events) {
                    store.log(&event(n, &mut noise, &claim))?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
    let watched: Vec<InstrumentId> = (20..40).map(instrument).collect();
    store.watch(&watched.iter().collect::<Vec<_>>(), now()).unwrap();
    store.checkpoint().unwrap();
    println!("{events} events made in {:.0} s", started.elapsed().as_secs_f64());
}

/// What is asked, and how it is sorted.
const ASKED: &[(&str, SortBy)] = &[
    ("", SortBy::Published),
    ("", SortBy::Seen),
    ("", SortBy::Move),
    ("", SortBy::Unusual),
    ("ticker = MSFT", SortBy::Published),
    ("ticker = S300", SortBy::Published),
    ("ticker = MSFT and size >= 3%", SortBy::Published),
    ("ticker = MSFT and size >= 12%", SortBy::Published),
    ("ticker = MSFT and move < -3%", SortBy::Move),
    ("ticker = MSFT and verdict = extreme and kind = macro", SortBy::Published),
    ("ticker = MSFT and claim = contradicted and chance < 10%", SortBy::Published),
    ("ticker = MSFT and lang = it and tag = tag7", SortBy::Published),
    ("ticker = MSFT dividend", SortBy::Published),
    ("ticker = MSFT nvidia", SortBy::Published),
    ("ticker = MSFT", SortBy::Unusual),
    ("ticker = MSFT", SortBy::Move),
    ("ticker = MSFT and horizon = 5d and size >= 10%", SortBy::Published),
    ("ticker in (S300, S301, S302) and rank > 90%", SortBy::Published),
    ("ticker = MSFT and ticker = S3", SortBy::Published),
    ("watched and verdict = extreme", SortBy::Published),
    ("watched and since 3w", SortBy::Published),
    ("not ticker = MSFT and kind = analyst", SortBy::Published),
    ("shares", SortBy::Published),
    ("nvidia", SortBy::Published),
    ("nvidia", SortBy::Unusual),
    ("dividend", SortBy::Published),
    ("\"nvidia dividend\"", SortBy::Published),
    ("nvidia and kind = analyst and lang = it", SortBy::Published),
    ("nvidia or dividend", SortBy::Published),
    ("dividend not nvidia", SortBy::Seen),
    ("nosuchword", SortBy::Published),
    ("kind = analyst", SortBy::Published),
    ("kind = analyst and lang = it and source = 'Source 50'", SortBy::Published),
    ("kind = macro and lang = de and source = 'Source 2' and verdict = extreme", SortBy::Published),
    ("lang = it and claim = confirmed and chance < 2%", SortBy::Published),
    ("tag = tag0 and claim = contradicted", SortBy::Published),
    ("tag = tag150", SortBy::Published),
    ("claim = contradicted", SortBy::Published),
    ("size >= 3%", SortBy::Published),
    ("size >= 15%", SortBy::Published),
    ("move < -10%", SortBy::Unusual),
    ("abnormal > 1%", SortBy::Published),
    ("rank > 99.9% and kind = earnings", SortBy::Published),
    ("verdict in (notable, extreme)", SortBy::Published),
    ("verdict = extreme and lang = it and kind = other", SortBy::Published),
    ("since 2024-03-01 until 2024-03-08", SortBy::Move),
    ("since 2024-03-01 until 2024-03-08 and move > 10%", SortBy::Unusual),
    ("published = 2023-06", SortBy::Published),
    ("published = 2022 and verdict = extreme", SortBy::Published),
    ("horizon = 5d and size >= 20%", SortBy::Move),
    ("id in (5, 500000, 999999)", SortBy::Published),
    ("story = 500", SortBy::Published),
    ("source != 'Source 0' and lang != en and kind != news", SortBy::Published),
];

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let events = given.get(1).map_or(EVENTS, |n| n.parse().expect("a number of events"));
    let kept = given.first().map(PathBuf::from);
    let path = kept
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("newstape-lists-{}.db", std::process::id())));
    if !path.exists() {
        make(&path, events);
    }
    let mut slow = 0;
    for (text, sort) in ASKED {
        slow += usize::from(!ask(&path, text, *sort));
    }
    println!("{} of {} within their time", ASKED.len() - slow, ASKED.len());
    if kept.is_none() {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
}

/// Asks, prints the times, and says whether they are within what is allowed.
fn ask(path: &Path, text: &str, sort: SortBy) -> bool {
    let mut filter = EventFilter { limit: 20, sort, ..EventFilter::default() };
    if !text.is_empty() {
        let wanted = Wanted::parse(text, &Reading::at(now())).expect(text);
        (filter.expr, filter.horizon) = (wanted.expr, wanted.horizon);
    }
    let mut found = 0;
    let mut times: Vec<Duration> = (0..10)
        .map(|_| {
            let started = Instant::now();
            let page = Store::open_existing(path).and_then(|store| store.list(&filter)).expect(text);
            found = page.events.len();
            started.elapsed()
        })
        .collect();
    times.sort();
    let is_of_symbol = text.starts_with("ticker = ");
    let most = if is_of_symbol { MOST_OF_SYMBOL } else { MOST };
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    let mark = if times[4] <= most { "" } else { "SLOW" };
    println!(
        "{:8.1} {:8.1} ms {found:3} {sort:9} {mark:4} {text}",
        milliseconds(times[4]),
        milliseconds(times[9]),
        sort = format!("{sort:?}").to_lowercase(),
    );
    times[4] <= most
}
