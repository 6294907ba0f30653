//! Carries out a plan of fetches: days first, then minutes, each instrument from the first provider that
//! answers.

mod plan;

use std::fmt;

use chrono::{DateTime, Utc};

pub use plan::{FetchPlan, Want};

use crate::app::bars::fetch::{FetchBars, Outcome, fetch_bars, is_held};
use crate::app::{Failure, Reference};
use crate::instrument::InstrumentId;
use crate::market::Interval;
use crate::net::vendor::VendorError;
use crate::net::{Client, NetConfig};
use crate::provider::{Keys, PassedOver, Provider, ProviderError, registry};
use crate::store::Store;

/// Two providers' closes that differ by more than this part are flagged.
const TOLERANCE: f64 = 0.005;

/// Where bars come from: the network and the providers, which remember what they refused.
#[derive(Debug, Clone)]
pub struct BarSource {
    /// The client; `None` forbids every network access, so that only stored bars are used.
    pub client: Option<Client>,
    /// The providers with the user's keys and addresses.
    pub providers: Vec<Provider>,
}

impl BarSource {
    /// The providers behind a client.
    #[must_use]
    pub fn new(client: Option<Client>, keys: &Keys) -> Self {
        Self { client, providers: registry(keys) }
    }

    /// The same with a client of its own; without one if the network is off.
    ///
    /// # Errors
    /// The client cannot be set up.
    pub fn connected(config: NetConfig, keys: &Keys) -> Result<Self, Failure> {
        let client = if config.offline { None } else { Some(Client::new(config)?) };
        Ok(Self::new(client, keys))
    }
}

/// Bars that were stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    /// Of which instrument.
    pub instrument: InstrumentId,
    /// Their interval.
    pub interval: Interval,
    /// From which provider.
    pub provider: &'static str,
    /// How many came.
    pub bars: usize,
    /// Notes of the provider's answer, such as the lack of splits and dividends.
    pub notes: Vec<String>,
}

/// Bars that nobody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// Of which instrument.
    pub instrument: InstrumentId,
    /// Their interval.
    pub interval: Interval,
    /// Why.
    pub error: ProviderError,
}

/// A provider's refusal, and what it was asked for when it refused or because of it was not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The provider.
    pub provider: &'static str,
    /// What it said first.
    pub error: ProviderError,
    /// The instruments, each once.
    pub instruments: Vec<InstrumentId>,
}

/// What carrying out a plan brought.
#[derive(Debug, Clone, Default)]
pub struct Supplied {
    /// The bars that were stored, by interval and instrument.
    pub got: Vec<Got>,
    /// The bars that nobody gave.
    pub unmet: Vec<Unmet>,
    /// Why providers refused, by cause.
    pub refused: Vec<Refused>,
    /// Minutes that no provider that is set up keeps so far back.
    pub beyond: Vec<Want>,
    /// The providers that were not asked for lack of a key.
    pub without_key: Vec<&'static str>,
    /// How many instruments were asked about, stored bars included.
    pub asked: usize,
}

/// Who watches a plan being carried out.
pub struct Watch<'a> {
    /// Asked between fetches whether to stop.
    pub stop: &'a dyn Fn() -> bool,
    /// Called at the beginning and after each instrument.
    pub tell: &'a mut dyn FnMut(Progress<'_>),
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// How far a plan is carried out.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Fetches done.
    pub done: usize,
    /// Fetches in all.
    pub of: usize,
    /// The instrument that was just done; none at the beginning.
    pub instrument: Option<&'a InstrumentId>,
}

/// Fetches what the plan needs and the store lacks.
///
/// A failing provider or instrument is part of the answer, not an error.
///
/// # Errors
/// The database refuses.
pub fn supply(
    store: &mut Store,
    reference: &Reference,
    source: &BarSource,
    plan: FetchPlan,
    now: DateTime<Utc>,
    watch: Watch<'_>,
) -> Result<Supplied, Failure> {
    let mut supplied = Supplied::default();
    let Some(client) = &source.client else { return Ok(supplied) };
    let Reference { universe, calendars } = reference;
    let (plan, beyond) = plan.within_reach(universe, calendars, &source.providers, now);
    supplied.beyond = beyond;
    let Watch { stop, tell } = watch;
    let mut fetches = plan.fetches(universe, calendars, TOLERANCE, now);
    for fetch in &mut fetches {
        let mut lacking = Vec::with_capacity(fetch.instruments.len());
        for instrument in std::mem::take(&mut fetch.instruments) {
            if !is_held(store, fetch, &instrument)? {
                lacking.push(instrument);
            }
        }
        fetch.instruments = lacking;
    }
    fetches.retain(|fetch| !fetch.instruments.is_empty());
    let of = fetches.iter().map(|fetch| fetch.instruments.len()).sum();
    let mut done = 0;
    tell(Progress { done, of, instrument: None });
    for fetch in &fetches {
        if stop() {
            break;
        }
        let outcomes = fetch_bars(store, source.providers.clone(), client, fetch, |outcome| {
            done += 1;
            tell(Progress { done, of, instrument: Some(&outcome.instrument.id) });
        })?;
        for outcome in outcomes {
            supplied.take(fetch, outcome);
        }
    }
    Ok(supplied)
}

impl Supplied {
    fn take(&mut self, fetch: &FetchBars, Outcome { instrument, result }: Outcome) {
        self.asked += 1;
        let (instrument, interval) = (instrument.id, fetch.interval);
        match result {
            Ok(taken) => {
                self.passed_over(&instrument, &taken.answer.passed_over);
                let provider = taken.answer.provider;
                let mut notes: Vec<String> =
                    taken.answer.fetched.iter().flat_map(|f| f.notes.iter().cloned()).collect();
                notes.dedup();
                // Nothing where all that was asked for was held already.
                if taken.inserted.rows > 0 {
                    let bars = taken.inserted.rows;
                    self.got.push(Got { instrument, interval, provider, bars, notes });
                }
            }
            Err(error) => {
                match &error {
                    ProviderError::NoneCouldAnswer { reasons } => self.passed_over(&instrument, reasons),
                    ProviderError::Vendor(told) => self.refused(told.vendor(), &instrument, &error),
                    ProviderError::Unable { .. }
                    | ProviderError::Unchanged { .. }
                    | ProviderError::NotListed { .. }
                    | ProviderError::NoSuchProvider { .. } => {}
                }
                self.unmet.push(Unmet { instrument, interval, error });
            }
        }
    }

    fn passed_over(&mut self, instrument: &InstrumentId, reasons: &[PassedOver]) {
        for PassedOver { provider, error, .. } in reasons {
            match error {
                Some(ProviderError::Vendor(VendorError::KeyMissing { .. })) => self.without_key(provider),
                Some(error) => self.refused(provider, instrument, error),
                None => {}
            }
        }
    }

    fn refused(&mut self, provider: &'static str, instrument: &InstrumentId, error: &ProviderError) {
        let alike = |r: &Refused| r.provider == provider && r.error.is_like(error);
        let place = self.refused.iter().position(alike).unwrap_or(self.refused.len());
        if place == self.refused.len() {
            self.refused.push(Refused { provider, error: error.clone(), instruments: Vec::new() });
        }
        let instruments = &mut self.refused[place].instruments;
        if !instruments.contains(instrument) {
            instruments.push(instrument.clone());
        }
    }

    fn without_key(&mut self, provider: &'static str) {
        if !self.without_key.contains(&provider) {
            self.without_key.push(provider);
        }
    }

    /// Whether daily bars are lacking that were asked for; minutes are a help, not a need.
    #[must_use]
    pub fn lacks_days(&self) -> bool {
        self.unmet.iter().any(|unmet| unmet.interval == Interval::Day1)
    }
}
