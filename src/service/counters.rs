//! What the service counts while it works, in the words of Prometheus.
//!
//! Everything is an atomic number: counting costs the writer nanoseconds an item. What each series
//! means is described in `docs/api.md`.

use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::done::Done;
use crate::app::Store;
use crate::app::measure::due::Pass;
use crate::app::serve::brief;
use crate::app::source::poll::Counts;
use crate::event::Logged;

/// Series that differ in one label.
type By<const N: usize> = Family<[(&'static str, String); N], Counter>;
/// An instant in seconds since 1970, for each source.
type Since = Family<[(&'static str, String); 1], Gauge<f64, AtomicU64>>;

/// What the service counts. A process has one; [`Counters::register`] makes it known to a server,
/// and a pass without a server fills it too.
#[derive(Debug)]
pub struct Counters {
    items: By<1>,
    linked: Counter,
    reprints: Counter,
    age: Histogram,
    polls: By<2>,
    polled_at: Since,
    poll_time: Histogram,
    deliveries: Gauge,
    waiting: Gauge,
    group_items: Histogram,
    group_time: Histogram,
    measurements: By<1>,
    fetches: By<1>,
    unfetched: Counter,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            items: Family::default(),
            linked: Counter::default(),
            reprints: Counter::default(),
            // From a second to twelve days.
            age: Histogram::new(exponential_buckets(1.0, 4.0, 11)),
            polls: Family::default(),
            polled_at: Family::default(),
            // From ten milliseconds to three minutes, the longest that a poll may take.
            poll_time: Histogram::new(exponential_buckets(0.01, 3.0, 10)),
            deliveries: Gauge::default(),
            waiting: Gauge::default(),
            group_items: Histogram::new(exponential_buckets(1.0, 2.0, 9)),
            // From a quarter of a millisecond to a second.
            group_time: Histogram::new(exponential_buckets(0.000_25, 2.0, 13)),
            measurements: Family::default(),
            fetches: Family::default(),
            unfetched: Counter::default(),
        }
    }
}

impl Counters {
    /// Makes the counters known to what tells them.
    pub fn register(&self, to: &mut Registry) {
        to.register("items", "Items that sources brought, by what became of them", self.items.clone());
        to.register("items_linked", "New events with an instrument", self.linked.clone());
        to.register("items_reprints", "New events that tell an earlier one's story", self.reprints.clone());
        let age = "From publication to arrival of new events, where the instant of publication is known";
        to.register_with_unit("item_age", age, Unit::Seconds, self.age.clone());
        to.register("polls", "Polls that ended, by source and result", self.polls.clone());
        let at = "When a source last answered, since 1970";
        to.register_with_unit("source_last_success_timestamp", at, Unit::Seconds, self.polled_at.clone());
        let took = "Time from asking a source to its whole answer, pages included";
        to.register_with_unit("poll_duration", took, Unit::Seconds, self.poll_time.clone());
        to.register("queue_deliveries", "Answers of sources not yet wholly logged", self.deliveries.clone());
        to.register("queue_items", "Items of the answers that are being logged", self.waiting.clone());
        to.register("group_items", "Items that were written together", self.group_items.clone());
        let took = "Time that a group of items took to be logged and written";
        to.register_with_unit("group_duration", took, Unit::Seconds, self.group_time.clone());
        to.register("measurements", "Reactions looked at, by result", self.measurements.clone());
        to.register("bar_fetches", "Instruments whose bars a provider brought", self.fetches.clone());
        let failed = "Instruments whose bars no provider delivered";
        to.register("bar_fetch_failures", failed, self.unfetched.clone());
    }

    /// A poll took so long to bring its answer.
    pub(super) fn asked(&self, took: Duration) {
        self.poll_time.observe(took.as_secs_f64());
    }

    /// A delivery is in the database, or has failed.
    pub(super) fn polled(&self, done: &Done, at: DateTime<Utc>) {
        let result = if done.setback.is_none() { "success" } else { "failure" };
        let source = ("source", done.name.clone());
        self.polls.get_or_create(&[source.clone(), ("result", result.to_owned())]).inc();
        if done.setback.is_none() {
            #[allow(clippy::cast_precision_loss)] // microseconds since 1970 fit for 285 years
            let seconds = at.timestamp_micros() as f64 / 1e6;
            self.polled_at.get_or_create(&[source]).set(seconds);
        }
        self.of_kind("left_over", done.counts.left_over);
    }

    /// What waits for the writer: answers, and items of those in hand.
    pub(super) fn queued(&self, deliveries: usize, items: usize) {
        self.deliveries.set(i64::try_from(deliveries).unwrap_or(i64::MAX));
        self.waiting.set(i64::try_from(items).unwrap_or(i64::MAX));
    }

    /// A group is on the disk.
    pub(super) fn written(&self, tally: Tally) {
        let Tally { started, counts, linked, reprints, ages } = tally;
        let Counts { created, revised, seen_again, filtered, rejected, .. } = counts;
        let items = created + revised + seen_again + filtered + rejected;
        if items == 0 {
            return;
        }
        #[allow(clippy::cast_precision_loss)] // a group has 256
        self.group_items.observe(items as f64);
        self.group_time.observe(started.elapsed().as_secs_f64());
        self.of_kind("created", created);
        self.of_kind("revised", revised);
        self.of_kind("seen_again", seen_again);
        self.of_kind("filtered", filtered);
        self.of_kind("rejected", rejected);
        self.linked.inc_by(linked);
        self.reprints.inc_by(reprints);
        for age in ages {
            self.age.observe(age.as_secs_f64());
        }
    }

    fn of_kind(&self, outcome: &str, items: u64) {
        if items > 0 {
            self.items.get_or_create(&[("outcome", outcome.to_owned())]).inc_by(items);
        }
    }

    /// Part of a pass over the rows that were due.
    pub(super) fn measured(&self, pass: &Pass) {
        let rows = &pass.rows;
        for (result, count) in [
            ("measured", rows.measured),
            ("pending", rows.pending),
            ("no_data", rows.no_data),
            ("halted", rows.halted),
            ("failed", pass.failed.len()),
        ] {
            if count > 0 {
                self.measurements.get_or_create(&[("result", result.to_owned())]).inc_by(count as u64);
            }
        }
        for (provider, instruments) in &pass.fetched {
            self.fetches.get_or_create(&[("provider", (*provider).to_owned())]).inc_by(*instruments);
        }
        self.unfetched.inc_by(pass.unfetched.len() as u64);
    }
}

/// Counts the outcomes of a group's items, once they are on the disk.
#[derive(Debug)]
pub(super) struct Tally {
    started: Instant,
    counts: Counts,
    linked: u64,
    reprints: u64,
    ages: Vec<Duration>,
}

impl Tally {
    pub(super) fn new() -> Self {
        let started = Instant::now();
        Self { started, counts: Counts::default(), linked: 0, reprints: 0, ages: Vec::new() }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Counts an item that could not be taken in.
    pub(super) const fn reject(&mut self) {
        self.counts.rejected += 1;
    }

    /// Counts an item without further facts.
    pub(super) fn count(&mut self, outcome: &Logged) {
        self.counts.add(outcome);
    }

    /// Counts an item that is written.
    pub(super) fn add(&mut self, store: &Store, outcome: &Logged) {
        self.count(outcome);
        if let Logged::Created(event) = outcome
            && let Ok(brief) = brief(store, *event)
        {
            self.linked += u64::from(brief.is_linked);
            self.reprints += u64::from(brief.is_reprint);
            self.ages.extend(brief.age);
        }
    }
}
