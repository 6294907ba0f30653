//! Fetches missing bars into the store, from the first provider that can answer.

mod footing;
mod gaps;
mod record;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

pub(in crate::app) use gaps::is_held;
pub use gaps::missing;
pub use record::record;

use crate::app::bars::disagreements::{self, Stamped, with_others};
use crate::app::bars::settle::settle;
use crate::app::{Context, Failure};
use crate::calendar::Calendars;
use crate::fault::{Fault, FaultClass};
use crate::instrument::{Instrument, Names, Universe};
use crate::market::quality::{Flag, Flags, inspect_daily, inspect_intraday};
use crate::market::{CorporateAction, Interval, Series, SeriesKey};
use crate::net::{Client, NetConfig, Validator};
use crate::provider::{
    Answer, BarRequest, Fetched, FetchedBars, MissingRanges, Provider, ProviderError, fetch_first, registry,
};
use crate::store::{AnswerTag, Inserted, SeriesInfo, Store};
use crate::view::prices::DisagreementRecord;

/// How many instruments are fetched concurrently. Each host's rate limit applies as well.
const AT_ONCE: usize = 4;

/// The bars to fetch.
#[derive(Debug, Clone)]
pub struct FetchBars {
    /// The instruments to fetch.
    pub instruments: Vec<Instrument>,
    /// The interval of the bars.
    pub interval: Interval,
    /// First session date.
    pub from: NaiveDate,
    /// Last session date.
    pub to: NaiveDate,
    /// Whether to include premarket and after-hours.
    pub extended: bool,
    /// The only provider to ask; `None` for any.
    pub provider: Option<String>,
    /// Whether to fetch bars again that are already stored.
    pub again: bool,
    /// The largest difference between two providers' closes that counts as agreement, as a fraction.
    pub tolerance: f64,
    /// The instruments known, by whose names a share is followed through changes of its symbol.
    pub universe: Arc<Universe>,
    /// The calendars that decide which bars are missing, unfinished or out of hours.
    pub calendars: Calendars,
    /// The time of the fetch.
    pub as_of: DateTime<Utc>,
}

/// The outcome for one instrument.
#[derive(Debug)]
pub struct Outcome {
    /// The instrument.
    pub instrument: Instrument,
    /// The bars stored, or why there are none.
    pub result: Result<Taken, ProviderError>,
}

/// The bars of one instrument that were stored.
#[derive(Debug)]
pub struct Taken {
    /// The provider's answer, whose bars are now in the store.
    pub answer: Answer,
    /// How many bars were new, replaced or unchanged.
    pub inserted: Inserted,
    /// Splits and dividends that are new to the store.
    pub new_actions: usize,
    /// Suspicious bars, which are kept.
    pub flagged: usize,
    /// Bars for which another provider's series has a different close; both are kept.
    pub disagreements: Vec<DisagreementRecord>,
}

/// Why a fetch is refused or breaks off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The range ends before it begins.
    #[error("the range {from} to {to} ends before it begins")]
    Backwards {
        /// The date as given.
        from: NaiveDate,
        /// The date as given.
        to: NaiveDate,
    },
    /// The range is entirely in the future.
    #[error("the range begins on {from}, and it is {today}")]
    Future {
        /// The date as given.
        from: NaiveDate,
        /// The date of the fetch in UTC.
        today: NaiveDate,
    },
    /// A background task could not be started or broke off.
    #[error("the fetch broke off: {0}")]
    Broken(String),
}

impl Fault for FetchError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Backwards { .. } | Self::Future { .. } => FaultClass::Input,
            Self::Broken(_) => FaultClass::Bug,
        }
    }
}

/// [`fetch_bars`] into the database of a context, from the providers that its settings name. `timeout` is for
/// one request, including its retries; `None` for that of the settings.
///
/// # Errors
/// As [`fetch_bars`], and the database cannot be opened.
pub fn fetch_with(
    context: &Context,
    timeout: Option<Duration>,
    ask: &FetchBars,
    done: impl FnMut(&Outcome),
) -> Result<Vec<Outcome>, Failure> {
    let usual = context.net_config();
    let limits = match timeout {
        Some(total_timeout) => NetConfig { total_timeout, ..usual.within(total_timeout) },
        None => usual,
    };
    let providers = registry(&context.keys());
    fetch_bars(&mut context.store()?, providers, &Client::new(limits)?, ask, done)
}

/// Fetches bars, and stores each instrument's bars and corporate actions in one transaction as they
/// arrive. A provider's failure is that instrument's outcome; a failing store ends the whole.
///
/// `done` is called for each instrument once it is finished.
///
/// # Errors
/// The range is invalid, or the store cannot be read or written.
pub fn fetch_bars(
    store: &mut Store,
    providers: Vec<Provider>,
    client: &Client,
    ask: &FetchBars,
    mut done: impl FnMut(&Outcome),
) -> Result<Vec<Outcome>, Failure> {
    check_range(ask)?;
    let jobs = jobs(store, &providers, ask)?;
    let today = ask.as_of.date_naive();
    for provider in &providers {
        if let Some(limit) = provider.daily_calls() {
            client.allow(provider.name(), limit.saturating_sub(store.calls_on(provider.name(), today)?));
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| FetchError::Broken(e.to_string()))?;
    runtime.block_on(async {
        let mut fetches = Fetches::new(providers, client, ask);
        for job in jobs {
            fetches.start(job);
        }
        let mut outcomes = Vec::with_capacity(ask.instruments.len());
        while let Some(finished) = fetches.running.join_next().await {
            // Counted before the answers are stored: a killed process may miss the calls
            // of one answer, not of more.
            for (owner, calls) in client.take_calls() {
                store.count_calls(owner, today, calls)?;
            }
            let Finished { job, answer } = finished.map_err(|e| FetchError::Broken(e.to_string()))?;
            let result = match answer {
                Ok(answer) if !job.whole => match footing::rebased(store, &answer, ask)? {
                    Some(whole) => {
                        fetches.start(job.anew(answer.provider, whole));
                        continue;
                    }
                    None => Ok(take_in(store, answer, ask)?),
                },
                Ok(answer) => Ok(take_in(store, answer, ask)?),
                Err(error) => Err(error),
            };
            let outcome = Outcome { instrument: job.instrument, result };
            done(&outcome);
            outcomes.push((job.place, outcome));
        }
        outcomes.sort_by_key(|(place, _)| *place); // as asked, not as arrived
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    })
}

fn check_range(ask: &FetchBars) -> Result<(), FetchError> {
    // In Auckland the day has begun while it is still yesterday in UTC.
    let today = ask.as_of.date_naive();
    if ask.from > ask.to {
        return Err(FetchError::Backwards { from: ask.from, to: ask.to });
    }
    if today.succ_opt().is_some_and(|tomorrow| ask.from > tomorrow) {
        return Err(FetchError::Future { from: ask.from, today });
    }
    Ok(())
}

/// One instrument, and the ranges that each provider's series lacks.
struct Job {
    place: usize,
    instrument: Instrument,
    missing: Vec<(&'static str, MissingRanges)>,
    /// The only provider to ask.
    wanted: Option<String>,
    /// Everything stored is fetched again, so the adjustment need not be compared.
    whole: bool,
}

impl Job {
    /// The same job for a whole series whose adjustment has changed.
    fn anew(self, provider: &'static str, range: (NaiveDate, NaiveDate)) -> Self {
        let missing = MissingRanges { ranges: vec![range], some_held: true, ..MissingRanges::default() };
        Self { missing: vec![(provider, missing)], wanted: Some(provider.to_owned()), whole: true, ..self }
    }

    fn lacks(&self, provider: &'static str) -> MissingRanges {
        let found = self.missing.iter().find(|(name, _)| *name == provider);
        found.map(|(_, missing)| missing.clone()).unwrap_or_default()
    }
}

fn jobs(store: &Store, providers: &[Provider], ask: &FetchBars) -> Result<Vec<Job>, Failure> {
    let mut jobs = Vec::with_capacity(ask.instruments.len());
    for (place, instrument) in ask.instruments.iter().enumerate() {
        let mut lacking = Vec::new();
        for provider in providers {
            let request = request(ask, instrument, provider.keeps_renamed());
            let backwards = request.from > request.to;
            let Some(offer) = provider.capabilities().offer(ask.interval) else { continue };
            let key = SeriesKey {
                instrument: instrument.id.clone(),
                interval: ask.interval,
                provider: provider.name().to_owned(),
                adjustment: offer.adjustment,
            };
            let lacks = if backwards {
                MissingRanges::default()
            } else if ask.again {
                MissingRanges { ranges: vec![(request.from, request.to)], ..MissingRanges::default() }
            } else {
                missing(store, &key, &request)?
            };
            let tags = store.validators(&key, ask.extended)?;
            let lacks = if ask.again { lacks } else { gaps::unanswered(lacks, &tags, ask.as_of) };
            let known = tags
                .into_iter()
                .map(|(range, AnswerTag { etag, last_modified })| (range, Validator { etag, last_modified }))
                .collect();
            let is_cut = !provider.keeps_renamed() && request_is_cut(ask, instrument, &request);
            let cut = is_cut.then(|| under_another_symbol(provider.name(), instrument));
            let lacks = MissingRanges { cut, known, ..footing::anchored(store, &key, lacks)? };
            lacking.push((provider.name(), lacks));
        }
        let (wanted, instrument) = (ask.provider.clone(), instrument.clone());
        jobs.push(Job { place, instrument, missing: lacking, wanted, whole: false });
    }
    Ok(jobs)
}

/// Whether the share was traded in the rest of the range as well, under another symbol.
fn request_is_cut(ask: &FetchBars, instrument: &Instrument, cut: &BarRequest<'_>) -> bool {
    let whole = request(ask, instrument, true);
    (whole.from, whole.to) != (cut.from, cut.to)
}

fn under_another_symbol(provider: &str, Instrument { active_from, active_to, .. }: &Instrument) -> String {
    let span = match (active_from, active_to) {
        (Some(first), None) => format!("from {first} on"),
        (None, Some(last)) => format!("until {last}"),
        (Some(first), Some(last)) => format!("from {first} to {last}"),
        (None, None) => "at all times".to_owned(),
    };
    format!("{provider} has the share under this symbol {span} only, and the rest under another")
}

/// The request for one instrument: the part of the range in which it was listed under this symbol, or under any
/// of the share's for a provider that keeps all of them as one. A service may have given the symbol to another
/// share before or since.
pub(super) fn request<'i>(
    ask: &'i FetchBars,
    instrument: &'i Instrument,
    keeps_renamed: bool,
) -> BarRequest<'i> {
    let names = Names::of(&ask.universe, &instrument.id);
    let (first, last) = if keeps_renamed && names.ids.len() > 1 {
        (names.traded_from, names.traded_until)
    } else {
        (instrument.active_from, instrument.active_to)
    };
    BarRequest {
        instrument,
        present: ask.universe.get(&names.present).filter(|present| present.id != instrument.id),
        interval: ask.interval,
        from: first.map_or(ask.from, |first| first.max(ask.from)),
        to: last.map_or(ask.to, |last| last.min(ask.to)),
        extended: ask.extended,
        as_of: ask.as_of,
        known: None,
        calendar: ask.calendars.get(instrument.id.mic).ok(),
    }
}

struct Finished {
    job: Job,
    answer: Result<Answer, ProviderError>,
}

/// The fetches in progress.
struct Fetches<'a> {
    running: JoinSet<Finished>,
    providers: Arc<Vec<Provider>>,
    client: &'a Client,
    ask: &'a FetchBars,
    gate: Arc<Semaphore>,
}

impl<'a> Fetches<'a> {
    fn new(providers: Vec<Provider>, client: &'a Client, ask: &'a FetchBars) -> Self {
        let gate = Arc::new(Semaphore::new(AT_ONCE));
        Self { running: JoinSet::new(), providers: Arc::new(providers), client, ask, gate }
    }

    fn start(&mut self, job: Job) {
        let (providers, client, ask) = (Arc::clone(&self.providers), self.client.clone(), self.ask.clone());
        let gate = Arc::clone(&self.gate);
        self.running.spawn(async move {
            // The semaphore is never closed; without a permit the fetch would only be less polite.
            let _permit = gate.acquire().await.ok();
            let request = request(&ask, &job.instrument, true);
            let lacks = |provider| job.lacks(provider);
            if request.from > request.to {
                let answer = Err(not_listed(&job.instrument));
                return Finished { job, answer };
            }
            let answer = fetch_first(&providers, &client, &request, job.wanted.as_deref(), lacks).await;
            Finished { job, answer }
        });
    }
}

fn not_listed(instrument: &Instrument) -> ProviderError {
    ProviderError::NotListed {
        instrument: instrument.id.to_string(),
        from: instrument.active_from,
        to: instrument.active_to,
    }
}

fn take_in(store: &mut Store, answer: Answer, ask: &FetchBars) -> Result<Taken, Failure> {
    let (mut known, mut series) = match answer.fetched.first().map(|f| &f.bars.key().instrument) {
        Some(instrument) => (store.actions(instrument, None)?, store.series_of(instrument)?),
        None => (Vec::new(), Vec::new()),
    };
    series.retain(|info| info.key.provider != answer.provider);
    known.extend(answer.fetched.iter().flat_map(|f| f.actions.iter().cloned()));
    let mut taken = Taken {
        answer,
        inserted: Inserted::default(),
        new_actions: 0,
        flagged: 0,
        disagreements: Vec::new(),
    };
    let mut suspicions = Vec::with_capacity(taken.answer.fetched.len());
    for Fetched { bars, .. } in &taken.answer.fetched {
        let mut flags = inspect(bars, &ask.calendars, &known);
        taken.disagreements.extend(match bars {
            FetchedBars::Daily(new) => disagree(store, new, &series, &known, ask.tolerance, &mut flags)?,
            FetchedBars::Intraday(new) => disagree(store, new, &series, &known, ask.tolerance, &mut flags)?,
        });
        taken.flagged += flags.iter().filter(|flags| !flags.is_empty()).count();
        suspicions.push(flags);
    }
    let mut writer = store.bar_writer(ask.as_of, taken.answer.provider)?;
    for (Fetched { bars, actions, .. }, flags) in taken.answer.fetched.iter().zip(&suspicions) {
        taken.inserted += match bars {
            FetchedBars::Daily(series) => writer.insert(series, flags)?,
            FetchedBars::Intraday(series) => writer.insert(series, flags)?,
        };
        taken.new_actions += writer.insert_actions(actions, taken.answer.provider)?.inserted;
    }
    for fetched in &taken.answer.fetched {
        if let Some(range) = fetched.range
            && is_settled(range.1, ask)
            && !fetched.bars.is_empty()
        {
            // Without validators too: what was answered long ago is not asked again.
            let validator = fetched.validator.clone();
            let (etag, last_modified) = validator.map_or((None, None), |v| (v.etag, v.last_modified));
            let tag = AnswerTag { etag, last_modified };
            writer.keep_validator(fetched.bars.key(), ask.extended, range, &tag)?;
        }
    }
    writer.commit()?;
    if let Some(fetched) = taken.answer.fetched.first() {
        settle(store, &ask.calendars, &fetched.bars.key().instrument, ask.as_of)?;
    }
    Ok(taken)
}

/// Whether all bars up to a day were final at the time of the fetch. Before that, an answer has bars
/// that are discarded here, and must be requested again even if it has not changed.
fn is_settled(last: NaiveDate, ask: &FetchBars) -> bool {
    last + TimeDelta::days(2) <= ask.as_of.date_naive()
}

/// Flags the bars for which other providers have a different close.
fn disagree<At: Stamped>(
    store: &Store,
    new: &Series<At>,
    others: &[SeriesInfo],
    actions: &[CorporateAction],
    tolerance: f64,
    flags: &mut [Flags],
) -> Result<Vec<DisagreementRecord>, Failure> {
    let found = with_others(store, new, others, actions, tolerance)?;
    for at in found.keys() {
        flags[new.first_at_or_after(*at)].insert(Flag::Disagreement);
    }
    Ok(disagreements::records(&found))
}

/// The flags of fetched bars, one set per bar.
fn inspect(bars: &FetchedBars, calendars: &Calendars, actions: &[CorporateAction]) -> Vec<Flags> {
    let calendar = calendars.get(bars.key().instrument.mic).ok();
    let between = |first, last| calendar.map(|calendar| calendar.sessions_around(first, last));
    match bars {
        FetchedBars::Daily(series) => {
            let days = || Some((series.bars().first()?.at, series.bars().last()?.at));
            inspect_daily(series, days().and_then(|(first, last)| between(first, last)), actions)
        }
        FetchedBars::Intraday(series) => {
            let ends = || Some((series.bars().first()?.at, series.bars().last()?.at));
            let sessions = ends().and_then(|(first, last)| between(first.date_naive(), last.date_naive()));
            inspect_intraday(series, sessions, actions)
        }
    }
}
