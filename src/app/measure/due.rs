//! Measuring what is ripe: the bars fetched instrument by instrument, the figures written event by
//! event.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::app::bars::fetch::{FetchBars, Outcome, fetch_bars};
use crate::app::measure::{self, Summary};
use crate::app::{Failure, Reference};
use crate::calendar::Calendars;
use crate::event::{EventId, When};
use crate::fault::FaultClass;
use crate::instrument::{Instrument, InstrumentId, Universe, plain_instrument};
use crate::market::Interval;
use crate::net::Client;
use crate::provider::{Keys, registry};
use crate::reaction::Horizon;
use crate::store::{RipeRow, Store};

/// Calendar days of daily bars before an event: two years, so that spans of five sessions have a
/// hundred that do not overlap, and a run-up more. Providers give that much for nothing.
const DAYS_BEFORE: i64 = 2 * 366 + 45;
/// Calendar days before an event whose intraday bars serve as placebos; providers keep about a
/// month of minutes.
const INTRADAY_DAYS_BEFORE: i64 = 28;
/// Intraday bars of an event older than this are asked of nobody: they are not to be had for free.
const INTRADAY_DAYS_BACK: i64 = 28;
/// Days after an event that its intraday horizons can reach.
const INTRADAY_DAYS_AFTER: i64 = 5;
/// Two providers' closes that differ by more than this part are flagged.
const TOLERANCE: f64 = 0.005;
/// Rows taken up in one go, so that memory is bounded and a stop is heard.
const ROWS_AT_ONCE: usize = 2_000;

/// Where bars come from.
#[derive(Debug, Clone)]
pub struct BarSource {
    /// The client; `None` forbids every network access, so that only stored bars are used.
    pub client: Option<Client>,
    /// Keys and addresses of the providers.
    pub keys: Keys,
}

/// What one pass over the ripe rows did.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    /// The events measured.
    pub events: usize,
    /// Counts over their rows; the rows themselves are not kept.
    pub rows: Summary,
    /// How many instruments' bars each provider brought.
    pub fetched: BTreeMap<&'static str, u64>,
    /// Instruments whose bars could not be had, each with the reason.
    pub unfetched: Vec<(InstrumentId, String)>,
    /// Events that could not be measured at all, each with the reason.
    pub failed: Vec<(EventId, String)>,
    /// More rows are ripe than were taken up.
    pub more: bool,
    /// Why measuring broke off, if the database refused.
    pub broken: Option<String>,
}

impl Pass {
    /// Adds another pass to this one.
    pub fn add(&mut self, other: Self) {
        self.events += other.events;
        self.rows.measured += other.rows.measured;
        self.rows.pending += other.rows.pending;
        self.rows.no_data += other.rows.no_data;
        self.rows.halted += other.rows.halted;
        for (provider, instruments) in other.fetched {
            *self.fetched.entry(provider).or_default() += instruments;
        }
        self.unfetched.extend(other.unfetched);
        self.failed.extend(other.failed);
        self.more = other.more;
        self.broken = other.broken.or(self.broken.take());
    }
}

/// Measures the rows whose time has come as of `now`: fetches what bars they need, in batches of
/// instruments, then measures event by event, one transaction each.
///
/// A provider or event that fails is named in the pass and tried again later, ever more rarely; see
/// [`crate::reaction::Wait`]. `stop` is asked between batches and events.
///
/// # Errors
/// The database refuses.
pub fn measure_due(
    store: &mut Store,
    reference: &Reference,
    bars: &BarSource,
    now: DateTime<Utc>,
    stop: &dyn Fn() -> bool,
) -> Result<Pass, Failure> {
    let rows = store.ripe(now, ROWS_AT_ONCE)?;
    let mut pass = Pass { more: rows.len() == ROWS_AT_ONCE, ..Pass::default() };
    let needs = needs(store, &reference.universe, &rows, now)?;
    if let Some(client) = &bars.client {
        for (batch, instruments) in batches(&reference.universe, needs) {
            if stop() {
                return Ok(pass);
            }
            let ask = batch.ask(instruments, &reference.calendars, now);
            fetch(store, (client, &bars.keys), &ask, &mut pass)?;
        }
    }
    let mut rows = rows;
    rows.sort_by(|a, b| (a.event, a.position, &a.instrument).cmp(&(b.event, b.position, &b.instrument)));
    for of_one in rows.chunk_by(|a, b| a.event == b.event) {
        if stop() {
            return Ok(pass);
        }
        one(store, reference, of_one, now, &mut pass)?;
    }
    Ok(pass)
}

fn one(
    store: &mut Store,
    reference: &Reference,
    rows: &[RipeRow],
    now: DateTime<Utc>,
    pass: &mut Pass,
) -> Result<(), Failure> {
    let Some(event) = rows.first().map(|row| row.event) else { return Ok(()) };
    match measure::rows(store, reference, event, rows, now) {
        Ok(rows) => {
            pass.events += 1;
            pass.rows.count(&rows);
            Ok(())
        }
        // The database itself refuses: the next event would fare no better.
        Err(failure) if failure.class() == FaultClass::Store && failure.is_retryable() => Err(failure),
        Err(failure) => {
            let reason = failure.to_string();
            store.postpone(event, &reason, now)?;
            pass.failed.push((event, reason));
            Ok(())
        }
    }
}

/// The bars that one instrument needs.
#[derive(Debug, Clone, Copy)]
struct Need {
    daily: (NaiveDate, NaiveDate),
    intraday: Option<(NaiveDate, NaiveDate)>,
}

/// What the rows need: of their instruments and of the benchmarks.
fn needs(
    store: &Store,
    universe: &Universe,
    rows: &[RipeRow],
    now: DateTime<Utc>,
) -> Result<BTreeMap<InstrumentId, Need>, Failure> {
    let mut dates: BTreeMap<EventId, When> = BTreeMap::new();
    let mut needs = BTreeMap::new();
    for row in rows {
        let when = match dates.get(&row.event) {
            Some(when) => *when,
            None => *dates.entry(row.event).or_insert(store.published(row.event)?),
        };
        let need = need(when, row.horizon, now);
        let benchmark = universe.get(&row.instrument).and_then(|i| i.benchmark.clone());
        for id in benchmark.into_iter().chain([row.instrument.clone()]) {
            needs.entry(id).and_modify(|n| *n = union(*n, need)).or_insert(need);
        }
    }
    Ok(needs)
}

fn need(when: When, horizon: Horizon, now: DateTime<Utc>) -> Need {
    let (day, today) = (when.date_utc(), now.date_naive());
    let days = |n: i64| day + TimeDelta::days(n);
    let of_minutes = matches!(horizon, Horizon::Minutes(_) | Horizon::Premarket);
    let still_to_be_had = today - day < TimeDelta::days(INTRADAY_DAYS_BACK);
    let reach = match horizon {
        Horizon::Sessions(n) => i64::from(n.max(0)) * 2 + INTRADAY_DAYS_AFTER,
        Horizon::Minutes(_) | Horizon::Premarket | Horizon::Open | Horizon::Close => INTRADAY_DAYS_AFTER,
    };
    Need {
        daily: (first_of_month(days(-DAYS_BEFORE)), days(reach).min(today)),
        intraday: (of_minutes && still_to_be_had)
            .then(|| (days(-INTRADAY_DAYS_BEFORE), days(INTRADAY_DAYS_AFTER).min(today))),
    }
}

/// So that events of nearby days fall into one batch.
fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn union(a: Need, b: Need) -> Need {
    let wide = |a: (NaiveDate, NaiveDate), b: (NaiveDate, NaiveDate)| (a.0.min(b.0), a.1.max(b.1));
    Need {
        daily: wide(a.daily, b.daily),
        intraday: match (a.intraday, b.intraday) {
            (Some(a), Some(b)) => Some(wide(a, b)),
            (one, other) => one.or(other),
        },
    }
}

/// One fetch: an interval over a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Batch {
    from: NaiveDate,
    to: NaiveDate,
    is_daily: bool,
}

impl Batch {
    fn ask(self, instruments: Vec<Instrument>, calendars: &Calendars, as_of: DateTime<Utc>) -> FetchBars {
        FetchBars {
            instruments,
            interval: if self.is_daily { Interval::Day1 } else { Interval::Minute1 },
            from: self.from,
            to: self.to,
            extended: !self.is_daily,
            provider: None,
            again: false,
            tolerance: TOLERANCE,
            calendars: calendars.clone(),
            as_of,
        }
    }
}

fn batches(universe: &Universe, needs: BTreeMap<InstrumentId, Need>) -> BTreeMap<Batch, Vec<Instrument>> {
    let mut batches: BTreeMap<Batch, Vec<Instrument>> = BTreeMap::new();
    for (id, Need { daily: (from, to), intraday }) in needs {
        let plain = || plain_instrument(id.clone(), id.symbol.as_str(), None);
        // Without a currency nobody could be asked; the row says that its bars are missing.
        let Some(instrument) = universe.get(&id).cloned().or_else(plain) else { continue };
        if let Some((from, to)) = intraday {
            batches.entry(Batch { from, to, is_daily: false }).or_default().push(instrument.clone());
        }
        batches.entry(Batch { from, to, is_daily: true }).or_default().push(instrument);
    }
    batches
}

fn fetch(
    store: &mut Store,
    (client, keys): (&Client, &Keys),
    ask: &FetchBars,
    pass: &mut Pass,
) -> Result<(), Failure> {
    for Outcome { instrument, result } in fetch_bars(store, registry(keys), client, ask, |_| ())? {
        match result {
            // All that was asked for was held already.
            Ok(taken) if taken.answer.fetched.is_empty() => {}
            Ok(taken) => *pass.fetched.entry(taken.answer.provider).or_default() += 1,
            Err(error) => pass.unfetched.push((instrument.id, error.to_string())),
        }
    }
    Ok(())
}
