//! The service: it polls the sources, logs what is new, and measures what is due, until it is told
//! to stop.
//!
//! Workers on one database. The scheduler, a task, asks sources when their time has come,
//! each in a task of its own with a time limit. The writer, a thread, logs what they brought, one
//! item of each source in turn. The measurer, a thread, fetches bars and measures rows whose time
//! is due. A fourth, the keeper, notices the user's changes. They are connected by bounded
//! queues. All state is in the database:
//! after a kill the next start goes on from there.

mod alerter;
mod counters;
mod done;
mod keeper;
mod measurer;
mod report;
mod scheduler;
mod supervisor;
mod time;
mod writer;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use counters::Counters;
pub use report::Report;

use self::keeper::{Current, Keeper};
use crate::app::alert::{Courier, Sender};
use crate::app::bars::supply::BarSource;
use crate::app::log::ItemLogger;
use crate::app::reference::ReferenceCache;
use crate::app::refusal::Refusal;
use crate::app::serve::{edits, last_beat, open_aside};
use crate::app::source::poll::ask::Speakers;
use crate::app::upkeep::hold;
use crate::app::{Client, Context, Failure, Keys, NetConfig, Store};

/// Deliveries that wait for the writer; a poll that is done sooner waits with its items.
const DELIVERIES: usize = 8;
/// Polls at the same time.
const POLLS_AT_ONCE: usize = 32;
/// The stack of the threads that link and measure.
const STACK_BYTES: usize = 4 << 20;

/// How the service works.
pub struct Settings {
    /// Database, clock, and whether the network is allowed.
    pub context: Context,
    /// Limits of single requests.
    pub net: NetConfig,
    /// Keys and addresses of the price providers.
    pub keys: Keys,
    /// Longest time for one poll, all its requests together.
    pub poll_limit: Duration,
    /// Most items of one poll that become events.
    pub items_a_poll: u64,
    /// What is counted meanwhile.
    pub counters: Arc<Counters>,
}

impl Settings {
    /// Settings that suit a service: limits for a program that runs unattended.
    #[must_use]
    pub fn new(context: Context) -> Self {
        let keys = context.keys();
        // Polls are repeated by the schedule, which remembers across a restart; a request is not
        // repeated for minutes while other sources of its host wait.
        let net = NetConfig { retries: 1, total_timeout: Duration::from_secs(90), ..context.net_config() };
        let poll_limit = Duration::from_mins(3);
        Self { context, net, keys, poll_limit, items_a_poll: 1_000, counters: Arc::default() }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("context", &self.context).finish_non_exhaustive()
    }
}

/// When the service does what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// As it becomes due, all at the same time, without end.
    Continuous,
    /// In rounds: all that is due now is asked, logged and measured before the clock moves on to
    /// the next instant at which anything is due, until `end`.
    Until {
        /// The last instant. That of the clock makes one round.
        end: DateTime<Utc>,
        /// Sources that are asked at the same time; with one, two runs are alike to the last byte.
        at_once: usize,
    },
}

/// Runs the service until it is stopped or its rhythm ends.
///
/// A fixed clock is moved on by the rhythm, and begins where an earlier run on the same database
/// ended if that is later.
///
/// # Errors
/// The database cannot be opened, refuses at the start, or is held by another service.
pub async fn serve(settings: Settings, rhythm: Rhythm, stop: CancellationToken) -> Result<Report, Failure> {
    let time = time::Time::new(settings.context.clock);
    let aside = || open_aside(&settings.context);
    // First of all: opening would migrate the database under a service of an earlier version that works on it.
    let _hold = hold(&settings.context)?;
    let store = aside()?;
    check_clock(&store, &time)?;
    let seen = edits(&store)?;
    let cache = ReferenceCache::new(&settings.context);
    let current = Current::new(ItemLogger::new(cache.of(&store)?));
    let client = Client::new(settings.net.clone())?;
    let (writer, deliveries) = mpsc::channel(DELIVERIES);
    let (tell, done) = mpsc::unbounded_channel();
    let (measurer, asks) = std::sync::mpsc::sync_channel(1);
    let (ended, written) = oneshot::channel();
    let logging = writer::Writer {
        store: settings.context.store()?,
        current: current.clone(),
        inbox: deliveries,
        done: tell,
        stop: stop.clone(),
        counters: Arc::clone(&settings.counters),
        ended,
    };
    let measuring = measurer::Measurer {
        store: aside()?,
        current: current.clone(),
        bars: BarSource::new((!settings.context.offline).then(|| client.clone()), &settings.keys),
        inbox: asks,
        time: time.clone(),
        stop: stop.clone(),
        counters: Arc::clone(&settings.counters),
        by_itself: rhythm == Rhythm::Continuous,
    };
    spawn("writer", move || logging.run())?;
    let measuring = spawn("measurer", move || measuring.run())?;
    let (alerting, over) = std::sync::mpsc::channel::<()>();
    let alerter = alerter::Alerter {
        store: aside()?,
        current: current.clone(),
        courier: Courier::new(Sender::new(&settings.context)?),
        time: time.clone(),
        over,
    };
    // In rounds, after the last of them: what is told is what was logged and measured.
    let (alerter, telling) = match rhythm {
        Rhythm::Continuous => (None, Some(spawn("alerter", move || alerter.run())?)),
        Rhythm::Until { .. } => (Some(alerter), None),
    };
    let wake = Arc::new(Notify::new());
    // A rehearsal is the same each time: what is changed meanwhile is for the next one.
    let keeping = if rhythm == Rhythm::Continuous {
        let (keeping, over) = std::sync::mpsc::channel::<()>();
        let store = aside()?;
        let keeper = Keeper { store, seen, cache, current, wake: Arc::clone(&wake), over };
        spawn("keeper", move || keeper.run())?;
        Some(keeping)
    } else {
        None
    };
    tracing::info!(db = %settings.context.db.display(), "the service is running");
    supervisor::ready();
    let scheduler = scheduler::Scheduler {
        speakers: Arc::new(Speakers::new(&settings.context)),
        settings: Arc::new(settings),
        rhythm,
        time,
        store: Arc::new(Mutex::new(store)),
        client,
        writer,
        done,
        measurer,
        stop: stop.clone(),
        polls: JoinSet::new(),
        under_way: HashSet::new(),
        hosts: HashMap::new(),
        at_once: Arc::new(Semaphore::new(POLLS_AT_ONCE)),
        beaten: None,
        checked: None,
        unread: Vec::new(),
        wake,
        report: Report::default(),
    };
    let report = scheduler.run().await;
    supervisor::stopping();
    // The channels are closed now: the threads end after the item or event in hand.
    stop.cancel();
    drop(keeping);
    let _ = written.await;
    let _ = tokio::task::spawn_blocking(move || measuring.join()).await;
    drop(alerting);
    let _ = tokio::task::spawn_blocking(move || match (alerter, telling) {
        (Some(alerter), _) => alerter.run_once(),
        (None, Some(telling)) => telling.join().unwrap_or_default(),
        (None, None) => {}
    })
    .await;
    tracing::info!("the service has stopped");
    report
}

/// A fixed clock continues where the last run ended; a system clock behind that point is reported.
fn check_clock(store: &Store, time: &time::Time) -> Result<(), Failure> {
    let Some(last) = last_beat(store)? else { return Ok(()) };
    time.advance_to(last);
    let behind = last - time.now();
    if behind > chrono::TimeDelta::minutes(1) {
        tracing::warn!(
            minutes = behind.num_minutes(),
            "the clock is behind the time at which the service last worked; what was put off until then is pulled in"
        );
    }
    Ok(())
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Failure> {
    let builder = std::thread::Builder::new().name(name.to_owned()).stack_size(STACK_BYTES);
    Ok(builder.spawn(work).map_err(|e| Refusal::Runtime(e.to_string()))?)
}
