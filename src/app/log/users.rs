//! Logs what a user gives: a text, a page, or a title alone.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::input::Input;
use super::known::{Arrival, arrival};
use super::write::write;
use crate::app::measure;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::event::{Logged, Publication, RawItem, Said};
use crate::instrument::{InstrumentId, Universe};
use crate::link::{Decision, LinkDecision, Linker};
use crate::road::{Draft, Kept, Naming, StoredEvent, TimeRefused, kept, one_spaced, time_as_typed};

/// What to log, and what the user states about it, which overrides everything that is found.
#[derive(Debug, Clone, Default)]
pub struct LogRequest {
    /// The text, if there is more than a title.
    pub input: Option<Input>,
    /// What the user states about it.
    pub said: Said,
    /// Instruments that it is about, as typed by the user.
    pub tickers: Vec<String>,
}

/// An event as it is stored after logging.
#[derive(Debug)]
pub struct LoggedEvent {
    /// The event.
    pub stored: StoredEvent,
    /// What logging did.
    pub logged: Logged,
    /// The user's statements that were not applied because the event was logged before.
    pub kept: Vec<Kept>,
}

/// Logs one event.
///
/// # Errors
/// The text cannot be read, a ticker is unknown, or the database cannot be written. Nothing is
/// then stored.
pub fn log_event(context: &Context, request: &LogRequest) -> Result<LoggedEvent, Failure> {
    let now = context.now();
    let reference = context.reference()?;
    let universe = &reference.universe;
    let tags = request.said.tags.iter().map(|tag| tag_name(tag)).collect::<Result<_, _>>()?;
    let said = Said { tags, ..request.said.clone() };
    let item = match &request.input {
        Some(input) => input.read(context, &said, now)?,
        None => RawItem::default(),
    };
    let draft = Draft::new(&item, &said, now).map_err(|_| Refusal::NothingToLog)?;
    let named = named(universe, &draft, &request.tickers)?;
    let mut store = context.store()?;
    let Arrival { draft, event: id, decisions: mut decided } = arrival(&store, universe, draft)?;
    decided.extend(
        named
            .iter()
            .filter(|n| decided.iter().all(|d| d.instrument != n.instrument))
            .cloned()
            .collect::<Vec<_>>(),
    );
    let linker = Linker::over(universe);
    let read = draft.link(&linker, &Naming { decisions: decided, ..Naming::default() }).read(universe);
    let when = read.draft().publication().when;
    let measured = measure::event(&store, &reference, id, &when, read.links(), read.claims(), now)?;
    let logged = write(&mut store, &reference, &read.measured(when, measured), now)?;
    let Some(id) = logged.event() else {
        return Err(Refusal::Runtime("an event was kept out that no rule was to keep out".to_owned()).into());
    };
    let stored = store.event(id)?;
    let named: Vec<InstrumentId> = named.into_iter().map(|n| n.instrument).collect();
    let kept = match logged {
        Logged::Created(_) => Vec::new(),
        _ => kept(&stored, &said, &named),
    };
    Ok(LoggedEvent { stored, logged, kept })
}

/// The name of a tag as it is stored: with single spaces.
///
/// # Errors
/// [`Refusal::Argument`] if it has none.
pub fn tag_name(typed: &str) -> Result<String, Refusal> {
    let name = one_spaced(typed);
    if name.is_empty() {
        return Err(Refusal::Argument { argument: "tag", reason: format!("\"{typed}\" has no tag name") });
    }
    Ok(name)
}

/// The instruments that the user names, resolved as of the day of publication.
fn named(universe: &Universe, draft: &Draft, tickers: &[String]) -> Result<Vec<LinkDecision>, Failure> {
    let date = draft.publication().when.date_utc();
    let mut named = Vec::new();
    for ticker in tickers {
        let instrument = universe.resolve_on(ticker, date)?;
        let (instrument, name) = (instrument.id.clone(), instrument.name.clone());
        named.push(LinkDecision { instrument, name, decision: Decision::Add });
    }
    Ok(named)
}

/// A time as the user writes it, in `zone` where it names none; it must not lie in the future.
///
/// # Errors
/// [`Refusal::Time`], [`Refusal::TimeOfTwoReadings`], [`Refusal::Future`].
pub fn user_time(
    argument: &'static str,
    value: &str,
    lang: Option<&str>,
    zone: Option<Tz>,
    now: DateTime<Utc>,
) -> Result<Publication, Refusal> {
    let read = time_as_typed(value, lang, zone, now);
    // A zone that the user states is not assumed.
    let stated = |p: Publication| Publication { zone_assumed: p.zone_assumed && zone.is_none(), ..p };
    read.map(stated).map_err(|refused| match refused {
        TimeRefused::Unreadable(value) | TimeRefused::InPart { rest: value, .. } => {
            Refusal::Time { argument, value }
        }
        TimeRefused::TwoWays { value, readings } => Refusal::TimeOfTwoReadings { argument, value, readings },
        TimeRefused::Future { value, now } => {
            Refusal::Future { argument, value, now: now.format("%Y-%m-%d %H:%MZ").to_string() }
        }
    })
}
