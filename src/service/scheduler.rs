//! The task that asks sources when their time has come, and says when there is something to
//! measure.

use std::collections::{HashMap, HashSet};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::done::Done;
use super::measurer::Ask;
use super::report::Report;
use super::supervisor;
use super::time::Time;
use super::writer::Job;
use super::{Rhythm, Settings};
use crate::app::refusal::Refusal;
use crate::app::source::poll::ask::{Planned, Speakers, pages};
use crate::app::source::poll::{self, Delivery, StoredSource};
use crate::app::{Client, Failure, Store, serve};
use crate::event::{SourceId, SourceKind};

/// Longest sleep: the system's clock may be set.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// How often the time is noted while the clock is the system's.
const BEAT: TimeDelta = TimeDelta::seconds(30);
/// A step of the clock that is no rounding.
const STEP: TimeDelta = TimeDelta::minutes(1);
/// Polls of one host at the same time.
const POLLS_A_HOST: usize = 2;

/// What is to be done now, and when there is more.
#[derive(Default)]
struct Plan {
    due: Vec<Planned>,
    next: Option<DateTime<Utc>>,
}

/// The task's own.
pub(super) struct Scheduler {
    pub(super) settings: Arc<Settings>,
    pub(super) rhythm: Rhythm,
    pub(super) time: Time,
    pub(super) store: Arc<Mutex<Store>>,
    pub(super) client: Client,
    pub(super) writer: mpsc::Sender<Job>,
    pub(super) done: mpsc::UnboundedReceiver<Done>,
    pub(super) measurer: SyncSender<Ask>,
    pub(super) stop: CancellationToken,
    pub(super) polls: JoinSet<()>,
    pub(super) under_way: HashSet<SourceId>,
    pub(super) hosts: HashMap<String, Arc<Semaphore>>,
    pub(super) speakers: Arc<Speakers>,
    /// Polls of all hosts at the same time: each may hold an answer of many megabytes.
    pub(super) at_once: Arc<Semaphore>,
    pub(super) beaten: Option<DateTime<Utc>>,
    /// The time at which due times were last compared with the clock, or the latest since.
    pub(super) checked: Option<DateTime<Utc>>,
    /// Sources that have more items than one poll takes, and that do not keep them for us.
    pub(super) unread: Vec<String>,
    /// Sources were added or changed.
    pub(super) wake: Arc<Notify>,
    pub(super) report: Report,
}

impl Scheduler {
    /// Works until stopped or until the end of the rhythm, if it has one.
    pub(super) async fn run(mut self) -> Result<Report, Failure> {
        let worked = match self.rhythm {
            Rhythm::Continuous => self.continuously().await,
            Rhythm::Until { end, at_once } => self.until(end, at_once).await,
        };
        self.polls.shutdown().await;
        worked.map(|()| self.report)
    }

    async fn continuously(&mut self) -> Result<(), Failure> {
        while !self.stop.is_cancelled() {
            if let Err(failure) = self.read_on().await {
                tracing::error!(%failure, "standard input could not be read further");
            }
            let plan = self.plan().await;
            if plan.is_ok() {
                supervisor::alive();
            }
            // A temporary failure of the database is not a reason to stop.
            let plan = plan.unwrap_or_else(|failure| {
                tracing::error!(%failure, "the sources could not be read; trying again soon");
                Plan::default()
            });
            let next = plan.next;
            for planned in plan.due {
                self.start(planned);
            }
            tokio::select! {
                () = self.stop.cancelled() => break,
                () = tokio::time::sleep(self.sleep(next)) => {}
                () = self.wake.notified() => {}
                Some(done) = self.done.recv() => self.finished(done),
                Some(_) = self.polls.join_next() => {}
            }
        }
        Ok(())
    }

    fn sleep(&self, next: Option<DateTime<Utc>>) -> Duration {
        let until = |at: DateTime<Utc>| (at - self.time.now()).to_std().unwrap_or_default();
        next.map_or(LONGEST_SLEEP, until).clamp(Duration::from_millis(50), LONGEST_SLEEP)
    }

    /// Round after round: all that is due is asked, logged and measured before the clock moves on
    /// to the next instant at which anything is due.
    async fn until(&mut self, end: DateTime<Utc>, at_once: usize) -> Result<(), Failure> {
        loop {
            let now = self.time.now();
            let plan = self.plan().await?;
            for planned in plan.due {
                while self.under_way.len() >= at_once && self.one_finished().await {}
                if self.stop.is_cancelled() {
                    return Ok(());
                }
                self.start(planned);
            }
            loop {
                while !self.under_way.is_empty() && self.one_finished().await {}
                if self.stop.is_cancelled() || !self.read_on().await? {
                    break;
                }
            }
            self.measure().await;
            if self.stop.is_cancelled() {
                return Ok(());
            }
            let next = self.next_instant().await?;
            match next.map(|next| next.max(now + TimeDelta::seconds(1))) {
                Some(next) if next <= end => self.time.advance_to(next),
                _ => return Ok(()),
            }
        }
    }

    /// Asks again, at once, the sources that had more to say; whether there were any.
    async fn read_on(&mut self) -> Result<bool, Failure> {
        let names = std::mem::take(&mut self.unread);
        if names.is_empty() {
            return Ok(false);
        }
        let speakers = Arc::clone(&self.speakers);
        let planned = self.with_store(move |store| {
            let named = |name: &String| Ok(speakers.plan(poll::named(store, name)?));
            names.iter().map(named).collect::<Result<Vec<Planned>, Failure>>()
        });
        for planned in planned.await? {
            self.start(planned);
        }
        Ok(true)
    }

    /// Waits for one delivery; whether there was one.
    async fn one_finished(&mut self) -> bool {
        tokio::select! {
            () = self.stop.cancelled() => false,
            done = self.done.recv() => match done {
                Some(done) => {
                    self.finished(done);
                    true
                }
                None => false,
            },
        }
    }

    async fn measure(&mut self) {
        let (reply, answer) = oneshot::channel();
        if self.measurer.send(Ask::Pass(reply)).is_err() {
            return;
        }
        tokio::select! {
            () = self.stop.cancelled() => {}
            Ok(pass) = answer => self.report.pass.add(pass),
            else => {}
        }
    }

    /// Whether the time is to be noted in the database: of a simulated clock every instant, of the
    /// system's one in half a minute, for each costs a synchronisation of the disk.
    fn is_beat_due(&mut self, now: DateTime<Utc>) -> bool {
        let is_continuous = self.rhythm == Rhythm::Continuous;
        let due = !is_continuous || self.beaten.is_none_or(|last| (now - last).abs() >= BEAT);
        if due {
            self.beaten = Some(now);
        }
        due
    }

    /// Whether due times are to be compared with the clock: at the start, and when it was set back.
    fn is_clock_new(&mut self, now: DateTime<Utc>) -> bool {
        let new = self.checked.is_none_or(|last| now < last - STEP);
        self.checked = Some(if new { now } else { self.checked.map_or(now, |last| last.max(now)) });
        new
    }

    async fn plan(&mut self) -> Result<Plan, Failure> {
        let now = self.time.now();
        let beat = self.is_beat_due(now);
        let mend = self.is_clock_new(now);
        let (busy, speakers) = (self.under_way.clone(), Arc::clone(&self.speakers));
        self.with_store(move |store| {
            if mend {
                report_mended(&serve::mend_times(store, now)?);
            }
            if beat {
                serve::beat(store, now)?;
            }
            let (due, mut next) = poll::due(store, now, |s| speakers.is_new_input(s))?;
            let mut planned = Vec::new();
            for source in due.into_iter().filter(|s| !busy.contains(&s.id)) {
                if speakers.has_ended(source.id) {
                    continue;
                }
                let asked = speakers.plan(source);
                let source = &asked.source;
                match poll::used_up(store, source, asked.daily_limit(), now)? {
                    None => planned.push(asked),
                    Some(free) => {
                        tracing::info!(source = source.settings.name, until = %free, "the day's calls are used up");
                        poll::put_off(store, source, free)?;
                        next = next.map_or(Some(free), |next| Some(next.min(free)));
                    }
                }
            }
            Ok(Plan { due: planned, next })
        })
        .await
    }

    /// When anything is due next.
    async fn next_instant(&self) -> Result<Option<DateTime<Utc>>, Failure> {
        let speakers = Arc::clone(&self.speakers);
        self.with_store(move |store| {
            let polls = poll::next_at(store, |s| !speakers.has_ended(s.id))?;
            Ok(polls.into_iter().chain(serve::next_due_at(store)?).min())
        })
        .await
    }

    async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = Arc::clone(&self.store);
        let work = move || work(&mut store.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(work).await.map_err(|e| Refusal::Runtime(e.to_string()))?
    }

    /// Asks a source, in a task of its own.
    fn start(&mut self, planned: Planned) {
        self.under_way.insert(planned.source.id);
        let (client, settings, now) = (self.client.clone(), Arc::clone(&self.settings), self.time.now());
        let (writer, host) = (self.writer.clone(), self.host(&planned.source));
        let (store, at_once) = (Arc::clone(&self.store), Arc::clone(&self.at_once));
        self.polls.spawn(async move {
            // Wait for the host first, so that a poll that waits for its host does not delay others.
            let _turn = (host.acquire_owned().await, at_once.acquire_owned().await);
            let limit = planned.daily_limit();
            let started = Instant::now();
            let polled = planned.ask(client.clone(), settings.poll_limit, now).await;
            let (polled, pages) = pages(store, polled, &client, settings.poll_limit).await;
            settings.counters.asked(started.elapsed());
            let Some(polled) = polled else { return };
            let delivery = Delivery::new(polled, pages, settings.items_a_poll);
            // A writer that has gone away: the service ends, and the source is asked again.
            let _ = writer.send(Job { delivery, limit }).await;
        });
    }

    fn host(&mut self, source: &StoredSource) -> Arc<Semaphore> {
        let address = source.settings.url.as_deref().and_then(|url| Url::parse(url).ok());
        let host = address.and_then(|url| url.host_str().map(str::to_owned));
        let name = host.unwrap_or_else(|| source.settings.kind.to_string());
        Arc::clone(self.hosts.entry(name).or_insert_with(|| Arc::new(Semaphore::new(POLLS_A_HOST))))
    }

    fn finished(&mut self, done: Done) {
        self.under_way.remove(&done.source);
        self.settings.counters.polled(&done, self.time.now());
        if let Some(reason) = &done.setback {
            tracing::warn!(source = done.name, reason, "a poll failed");
        } else {
            let counts = done.counts;
            report_polled(&done.name, counts);
        }
        for reason in &done.skipped {
            tracing::warn!(source = done.name, reason, "an item could not be read and was skipped");
        }
        if done.kind == SourceKind::Lines && done.brought_something() && !self.speakers.has_ended(done.source)
        {
            self.unread.push(done.name.clone());
        }
        if done.counts.created + done.counts.revised > 0 {
            // One that is full is one that is awake.
            let _ = self.measurer.try_send(Ask::Wake);
        }
        self.report.add(done);
    }
}

fn report_mended(mended: &serve::Mended) {
    for (source, due) in &mended.sources {
        tracing::warn!(source, %due, "the clock was ahead when this source was last asked; its next poll is pulled in");
    }
    if mended.reactions > 0 {
        tracing::warn!(rows = mended.reactions, "reactions tried by a clock that was ahead are tried again");
    }
}

/// One line for a poll; that a source said nothing new is for those who look closely.
fn report_polled(source: &str, counts: poll::Counts) {
    let poll::Counts { created, revised, seen_again, filtered, rejected, left_over, .. } = counts;
    if created + revised + rejected + left_over == 0 {
        tracing::debug!(source, seen_again, filtered, "polled, nothing new");
    } else {
        tracing::info!(source, created, revised, seen_again, filtered, rejected, left_over, "polled");
    }
}
