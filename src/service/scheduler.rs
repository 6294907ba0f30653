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
use super::time::Time;
use super::writer::Job;
use super::{Rhythm, Settings};
use crate::app::Failure;
use crate::app::refusal::Refusal;
use crate::app::source::poll::schedule::Setback;
use crate::app::source::poll::{self, Delivery, Polled};
use crate::event::{RawItem, SourceId, SourceKind, SourceSettings};
use crate::fault::Fault;
use crate::net::Client;
use crate::source::{Source, SourceError};
use crate::store::{Store, StoredSource};

/// Longest sleep: the system's clock may be set.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// How often the time is noted while the clock is the system's.
const BEAT: TimeDelta = TimeDelta::seconds(30);
/// Polls of one host at the same time.
const POLLS_A_HOST: usize = 2;

/// A source that is to be asked, and what speaks for it.
struct Planned {
    source: StoredSource,
    speaker: Result<Arc<dyn Source>, SourceError>,
}

/// What speaks for each source. It is kept while the settings stay the same, and that of standard
/// input for ever: it cannot be begun anew.
pub(super) type Speakers = Mutex<HashMap<SourceId, (SourceSettings, Arc<dyn Source>)>>;

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
            // A temporary failure of the database is not a reason to stop.
            let plan = self.plan().await.unwrap_or_else(|failure| {
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
        let (settings, speakers) = (Arc::clone(&self.settings), Arc::clone(&self.speakers));
        let planned = self.with_store(move |store| {
            let mut planned = Vec::new();
            for name in names {
                let source = store.source(&name)?;
                let speaker = speaker(&speakers, &settings, &source);
                planned.push(Planned { source, speaker });
            }
            Ok(planned)
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

    async fn plan(&mut self) -> Result<Plan, Failure> {
        let (now, settings) = (self.time.now(), Arc::clone(&self.settings));
        let beat = self.is_beat_due(now);
        let (busy, speakers) = (self.under_way.clone(), Arc::clone(&self.speakers));
        self.with_store(move |store| {
            if beat {
                store.beat(now)?;
            }
            let (due, mut next) = poll::due(store, now, |s| is_new_input(&speakers, s))?;
            let mut planned = Vec::new();
            for source in due.into_iter().filter(|s| !busy.contains(&s.id)) {
                if has_ended(&speakers, source.id) {
                    continue;
                }
                let speaker = speaker(&speakers, &settings, &source);
                let limit = speaker.as_ref().ok().and_then(|s| s.daily_limit());
                match poll::used_up(store, &source, limit, now)? {
                    None => planned.push(Planned { source, speaker }),
                    Some(free) => {
                        tracing::info!(source = source.settings.name, until = %free, "the day's calls are used up");
                        let state = poll::schedule::not_before(&source.state, free);
                        store.save_source_state(source.id, &state)?;
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
            let alive = |s: &StoredSource| !s.settings.paused && !has_ended(&speakers, s.id);
            let awake = store.sources()?.into_iter().filter(alive);
            let polls = awake.filter_map(|s| s.state.next_poll_at);
            Ok(polls.chain(store.next_ripe_at()?).min())
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
    fn start(&mut self, Planned { source, speaker }: Planned) {
        self.under_way.insert(source.id);
        let (client, settings, now) = (self.client.clone(), Arc::clone(&self.settings), self.time.now());
        let (writer, host) = (self.writer.clone(), self.host(&source));
        let (store, at_once) = (Arc::clone(&self.store), Arc::clone(&self.at_once));
        self.polls.spawn(async move {
            // Wait for the host first, so that a poll that waits for its host does not delay others.
            let _turn = (host.acquire_owned().await, at_once.acquire_owned().await);
            let limit = speaker.as_ref().ok().and_then(|s| s.daily_limit());
            let started = Instant::now();
            let polled = ask(source, speaker, client.clone(), settings.poll_limit, now).await;
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
            tracing::info!(
                source = done.name,
                created = counts.created,
                revised = counts.revised,
                seen_again = counts.seen_again,
                filtered = counts.filtered,
                rejected = counts.rejected,
                left_over = counts.left_over,
                "polled"
            );
        }
        for reason in &done.skipped {
            tracing::warn!(source = done.name, reason, "an item could not be read and was skipped");
        }
        if done.kind == SourceKind::Lines
            && done.brought_something()
            && !has_ended(&self.speakers, done.source)
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

/// Whether this is a pipe that has not been read in this process: what is in it is lost with the
/// process, whatever an earlier one left as the next time to ask.
fn is_new_input(speakers: &Speakers, source: &StoredSource) -> bool {
    let speakers = speakers.lock().unwrap_or_else(PoisonError::into_inner);
    source.settings.kind == SourceKind::Lines && !speakers.contains_key(&source.id)
}

/// Whether a source will say nothing more in this process.
fn has_ended(speakers: &Speakers, id: SourceId) -> bool {
    let speakers = speakers.lock().unwrap_or_else(PoisonError::into_inner);
    speakers.get(&id).is_some_and(|(_, speaker)| speaker.has_ended())
}

fn is_input(as_built: &SourceSettings, source: &StoredSource) -> bool {
    [as_built.kind, source.settings.kind] == [SourceKind::Lines; 2]
}

fn speaker(
    speakers: &Speakers,
    settings: &Settings,
    source: &StoredSource,
) -> Result<Arc<dyn Source>, SourceError> {
    let mut speakers = speakers.lock().unwrap_or_else(PoisonError::into_inner);
    match speakers.get(&source.id) {
        Some((as_built, speaker)) if *as_built == source.settings || is_input(as_built, source) => {
            Ok(Arc::clone(speaker))
        }
        _ => {
            let speaker: Arc<dyn Source> = (settings.open)(&source.settings)?.into();
            speakers.insert(source.id, (source.settings.clone(), Arc::clone(&speaker)));
            Ok(speaker)
        }
    }
}

/// The pages of what is new, where the source wants them. `None` only as the process ends.
async fn pages(
    store: Arc<Mutex<Store>>,
    polled: Polled,
    client: &Client,
    limit: Duration,
) -> (Option<Polled>, HashMap<usize, RawItem>) {
    if !polled.source.settings.full_text {
        return (Some(polled), HashMap::new());
    }
    let look = tokio::task::spawn_blocking(move || {
        let store = store.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = poll::pages_wanted(&store, &polled);
        (polled, wanted)
    });
    let Ok((polled, wanted)) = look.await else { return (None, HashMap::new()) };
    let wanted = wanted.unwrap_or_else(|failure| {
        tracing::warn!(source = polled.source.settings.name, %failure, "its pages are not fetched this time");
        Vec::new()
    });
    let pages = poll::fetch_pages(&polled, &wanted, client, limit).await;
    (Some(polled), pages)
}

/// Asks a source; a speaker that breaks down is a failed poll.
async fn ask(
    source: StoredSource,
    speaker: Result<Arc<dyn Source>, SourceError>,
    client: Client,
    limit: Duration,
    now: DateTime<Utc>,
) -> Polled {
    let failed = |source, reason: String, is_retryable| {
        let setback = Setback { reason, retry_after: None, is_retryable };
        Polled { source, at: now, result: Err(setback) }
    };
    let speaker = match speaker {
        Ok(speaker) => speaker,
        Err(error) => return failed(source, error.to_string(), error.is_retryable()),
    };
    let asked = source.clone();
    // A set, not a bare task: it ends with this one.
    let mut inner = JoinSet::new();
    inner.spawn(async move { poll::poll(asked, &*speaker, &client, limit, now).await });
    match inner.join_next().await {
        Some(Ok(polled)) => polled,
        Some(Err(_)) | None => failed(source, "reading it violated an internal rule".to_owned(), true),
    }
}
