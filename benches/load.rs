//! What `benches/load.sh` needs beside a load generator: a database of a million events, and
//! somebody who goes on logging while the server is asked.
//!
//! `load fill FILE EVENTS` makes the database, `load log FILE PER_SECOND SECONDS` logs items with
//! all that belongs to it: dates, links, claims, measuring, the write. Without arguments it does
//! nothing, so that `cargo bench` passes by.

#![allow(clippy::expect_used, clippy::print_stdout)] // a benchmark that cannot be set up ends here

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use newstape::app::Context;
use newstape::app::log_event::{LogRequest, log_event};
use newstape::clock::Clock;
use newstape::event::{EventKind, EventText, Origin, Precision, Publication, When};
use newstape::instrument::InstrumentId;
use newstape::link::{Link, Role};
use newstape::reaction::{Horizon, Reaction, ReactionStatus, Unusualness};
use newstape::store::{NewEvent, Store};
use newstape::units::Return;

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
        Some("log") => log(Path::new(&args[1]), number(2), number(3)),
        _ => {}
    }
}

fn pick(n: u64, salt: u64) -> &'static str {
    // A multiplicative hash: neighbours get unlike words.
    let mixed = (n.wrapping_add(salt)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    WORDS[usize::try_from(mixed).unwrap_or(0) % WORDS.len()]
}

fn sentence(n: u64) -> String {
    let words: Vec<&str> = (0..14).map(|salt| pick(n, salt * 7919)).collect();
    format!("Item {n}: {}", words.join(" "))
}

fn event(n: u64, now: DateTime<Utc>) -> NewEvent {
    let which = usize::try_from(n % 8).unwrap_or(0);
    let mic = "XNAS".parse().expect("a market identifier code");
    let instrument = InstrumentId::new(SYMBOLS[which].parse().expect("a symbol"), mic);
    let title = format!("{} item {n} on {} and {}", NAMES[which], pick(n, 1), pick(n, 2));
    let size = f64::from(u32::try_from(n * 7919 % 2000).unwrap_or(0)) / 20_000.0 - 0.05;
    let row = |horizon| Reaction {
        return_fraction: Some(Return::from_fraction(size)),
        unusualness: Some(Unusualness { placebo_rank: size.abs() * 20.0, sample_size: 250 }),
        ..Reaction::unmeasured(instrument.clone(), horizon, ReactionStatus::Measured)
    };
    let age = TimeDelta::seconds(i64::try_from(n).unwrap_or(0) * 60);
    NewEvent {
        keys: vec![format!("load:{n}")],
        text: EventText::from_title_and_body(&title, &sentence(n)),
        content_hash: n,
        publication: Publication {
            when: When::Instant { at: now - age, precision: Precision::Second },
            origin: Origin::Metadata,
            original: None,
            zone: None,
            zone_assumed: false,
        },
        conflicts: Vec::new(),
        seen_at: now,
        source: Some(format!("Source {}", n % 20)),
        url: None,
        lang: Some("en".to_owned()),
        kind: EventKind::ALL[which],
        tags: vec![format!("tag{}", n % 50)],
        notes: Vec::new(),
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
    }
}

fn fill(db: &Path, events: u64) {
    let now = Clock::System.now() - TimeDelta::days(1);
    let mut store = Store::open(db).expect("a database");
    let started = Instant::now();
    for n in 0..events {
        store.log(&event(n, now)).expect("an event");
        if (n + 1) % 100_000 == 0 {
            println!("{} events after {:.0} s", n + 1, started.elapsed().as_secs_f64());
        }
    }
}

fn log(db: &Path, per_second: u64, seconds: u64) {
    let context = Context::new(Clock::System, Some(db.to_owned()), true);
    let started = Instant::now();
    let mut logged = 0;
    while started.elapsed() < Duration::from_secs(seconds) {
        let n = 10_000_000 + logged;
        let which = usize::try_from(n % 8).unwrap_or(0);
        let title = format!("{} shares rise {}.{} % on {}", NAMES[which], n % 9 + 1, n % 10, sentence(n));
        let request = LogRequest { title: Some(title), ..LogRequest::default() };
        log_event(&context, &request).expect("an item");
        logged += 1;
        let due = Duration::from_secs_f64(f64::from(u32::try_from(logged).unwrap_or(0)) / per_second as f64);
        std::thread::sleep(due.saturating_sub(started.elapsed()));
    }
    println!("{logged} items logged in {:.1} s", started.elapsed().as_secs_f64());
}
