//! Events and prices of a study from the database.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::instrument::symbols::Symbols;
use crate::app::refusal::Refusal;
use crate::app::study::{
    Events, Found, Loaded, Studied, StudyRefusal, StudyRequest, clean, events, finish, load, study,
    study_loaded, varied,
};
use crate::app::{Context, Failure};
use crate::calendar::Calendars;
use crate::instrument::InstrumentId;
use crate::market::{Adjuster, Adjustment, Interval, Series};
use crate::query::EventExpr;
use crate::store::{InstrumentEvent, SeriesInfo, Store};
use crate::study::{PanelBuilder, ValueKind};
use crate::table::Stamp;
use crate::table::events::EventRow;
use crate::view::study::Measure;

pub use crate::store::GroupBy;

/// Where the events of a study come from.
#[derive(Debug, Clone)]
pub enum EventsFrom {
    /// A file, with the column of groups.
    File(PathBuf, Option<String>),
    /// The database: the subjects of the events that match an expression.
    Store(EventExpr, Option<GroupBy>),
}

/// The instruments of a study by the names used in it.
type Named = BTreeMap<String, InstrumentId>;

/// Runs a study; without price files, prices come from the database. With `as_of`, only events seen and
/// bars stored by then are used.
///
/// # Errors
/// A database that is needed does not exist, or a file cannot be read.
pub fn study_from(
    context: &Context,
    request: &StudyRequest,
    from: &EventsFrom,
    as_of: Option<DateTime<Utc>>,
    by_group: bool,
) -> Result<Studied, Failure> {
    if let (EventsFrom::File(file, column), false, None) = (from, request.prices.is_empty(), request.clean) {
        return study(request, file, column.as_deref());
    }
    let mut named = Named::new();
    let mut given = match from {
        EventsFrom::File(file, column) => events(file, column.as_deref(), request)?,
        EventsFrom::Store(wanted, group) => queried(context, wanted, *group, as_of, &mut named)?,
    };
    if request.clean.is_some() {
        given.news = Some(clean::logged(context, &given, as_of)?);
    }
    let mut request = StudyRequest { benchmarks: varied::benchmarks(&[&given]), ..request.clone() };
    let mut loaded = if request.prices.is_empty() {
        if let EventsFrom::File(..) = from {
            resolve(context, &given, &mut named)?;
        }
        load_stored(context, &mut request, named, as_of)?
    } else {
        load(&request)?
    };
    varied::vary(&mut loaded, &given);
    study_loaded(&request, &loaded, &given, by_group)
}

/// The events of the database that match an expression.
fn queried(
    context: &Context,
    wanted: &EventExpr,
    group: Option<GroupBy>,
    as_of: Option<DateTime<Utc>>,
    named: &mut Named,
) -> Result<Events, Failure> {
    let rows = context.existing_store()?.instrument_events(wanted, group, as_of)?;
    if rows.is_empty() {
        return Err(StudyRefusal::NoEvents.into());
    }
    stored_events(&rows, &context.calendars, named)
}

/// The events of several expressions, and the prices that all of them need: from the files of the
/// request, else from the database, in which case the request's benchmark is set.
///
/// # Errors
/// As [`study_from`].
pub(super) fn queried_with_prices(
    context: &Context,
    request: &mut StudyRequest,
    wanted: &[EventExpr],
    group: Option<GroupBy>,
) -> Result<(Loaded, Vec<Events>), Failure> {
    let mut named = Named::new();
    let mut given = Vec::with_capacity(wanted.len());
    for expr in wanted {
        given.push(queried(context, expr, group, None, &mut named)?);
    }
    let loaded =
        if request.prices.is_empty() { load_stored(context, request, named, None)? } else { load(request)? };
    Ok((loaded, given))
}

/// Each event at the first session of its own venue that could react.
fn stored_events(
    rows: &[InstrumentEvent],
    calendars: &Calendars,
    named: &mut Named,
) -> Result<Events, Failure> {
    let mut out = Vec::with_capacity(rows.len());
    let (mut rejected, mut origins) = (Vec::new(), Vec::new());
    for row in rows {
        let id = &row.instrument;
        // The symbol alone, unless another instrument already has it.
        let plain = id.symbol.to_string();
        let symbol = if named.get(&plain).is_none_or(|known| known == id) { plain } else { id.to_string() };
        named.entry(symbol.clone()).or_insert_with(|| id.clone());
        match calendars.get(id.mic) {
            Ok(calendar) => {
                let at = Stamp::Date(calendar.first_reacting_session(&row.when)?.date);
                let group = row.group.as_deref().map(Into::into);
                out.push(EventRow { symbol: symbol.into(), at, group });
                origins.push((row.id.0, row.story.0));
            }
            Err(e) => rejected.push((row.id.0.unsigned_abs(), format!("event {}: {e}", row.id))),
        }
    }
    Ok(Events { rows: out, rejected, notes: Vec::new(), further: Vec::new(), origins, news: None })
}

/// The instruments that the symbols of a file name; an unknown symbol has no prices.
fn resolve(context: &Context, given: &Events, named: &mut Named) -> Result<(), Failure> {
    let symbols = Symbols::new(context)?;
    for row in &given.rows {
        if !named.contains_key(&*row.symbol)
            && let Ok(id) = symbols.resolve(&row.symbol, None)
        {
            named.insert(row.symbol.to_string(), id);
        }
    }
    Ok(())
}

/// The daily bars of the instruments and of the benchmark as a panel; sets the benchmark of the
/// request.
fn load_stored(
    context: &Context,
    request: &mut StudyRequest,
    mut named: Named,
    as_of: Option<DateTime<Utc>>,
) -> Result<Loaded, Failure> {
    let store = context.existing_store()?;
    let symbols = Symbols::new(context)?;
    let volume = request.beside.measure == Measure::Volume;
    let benchmark = match &request.benchmark {
        Some(typed) => Some((typed.clone(), symbols.resolve(typed, None)?)),
        None if request.spec.model.needs_benchmark() => {
            usual_benchmark(&store, &symbols, &named)?.map(|id| (id.symbol.to_string(), id))
        }
        None => None,
    };
    for typed in &request.benchmarks {
        named.insert(typed.clone(), symbols.resolve(typed, None)?);
    }
    if let Some((name, id)) = benchmark {
        request.benchmark = Some(name.clone());
        named.insert(name, id);
    }
    let (mut builder, mut states) = (PanelBuilder::default(), Vec::new());
    for (name, id) in &named {
        if let Some(series) = daily(&store, id, as_of)? {
            let state = series.key().adjustment.as_str();
            if !states.iter().any(|known| known == state) {
                states.push(state.to_owned());
            }
            for bar in series.bars() {
                let value = if volume { bar.volume.unwrap_or(f64::NAN) } else { bar.close };
                builder.push(name, Stamp::Date(bar.at).number(), value);
            }
        }
    }
    if states.is_empty() {
        let reason = format!("the database has no daily prices of {}", listed(&named));
        return Err(Refusal::Argument { argument: "prices", reason }.into());
    }
    request.values = if volume { ValueKind::Volume } else { ValueKind::Prices };
    let found = Found::of_columns(states);
    finish(request, builder, &found)
}

/// The benchmark of most of the instruments that have prices, among the benchmarks with prices if there are any.
fn usual_benchmark(store: &Store, symbols: &Symbols, named: &Named) -> Result<Option<InstrumentId>, Failure> {
    let mut found: Vec<(InstrumentId, bool, usize)> = Vec::new();
    for id in named.values() {
        let Some(benchmark) = symbols.instrument(id).and_then(|i| i.benchmark) else { continue };
        let counts = usize::from(has_days(store, id)?);
        if let Some((.., n)) = found.iter_mut().find(|(known, ..)| *known == benchmark) {
            *n += counts;
            continue;
        }
        let priced = has_days(store, &benchmark)?;
        found.push((benchmark, priced, counts));
    }
    found.sort_by_key(|(_, priced, n)| (std::cmp::Reverse(*priced), std::cmp::Reverse(*n)));
    Ok(found.into_iter().next().map(|(id, ..)| id))
}

fn has_days(store: &Store, id: &InstrumentId) -> Result<bool, Failure> {
    Ok(store.series_of(id)?.iter().any(|info| info.key.interval == Interval::Day1))
}

fn listed(named: &Named) -> String {
    const SHOWN: usize = 5;
    let names: Vec<&str> = named.keys().map(String::as_str).take(SHOWN).collect();
    match (names.is_empty(), named.len().saturating_sub(SHOWN)) {
        (true, _) => "any instrument: no event was found".to_owned(),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// The daily series with the most bars, adjusted for splits and dividends as far as the actions are known.
fn daily(
    store: &Store,
    id: &InstrumentId,
    as_of: Option<DateTime<Utc>>,
) -> Result<Option<Series<NaiveDate>>, Failure> {
    let all = store.series_of(id)?;
    let rank = |info: &&SeriesInfo| (info.bars, info.key.adjustment == Adjustment::SplitsAndDividends);
    let Some(best) = all.iter().filter(|info| info.key.interval == Interval::Day1).max_by_key(rank) else {
        return Ok(None);
    };
    let (from, to) = (NaiveDate::MIN, NaiveDate::MAX);
    let found = match as_of {
        Some(at) => store.bars_known_by(&best.key, from, to, at)?,
        None => store.daily(&best.key, from, to)?,
    };
    let Some(series) = found else { return Ok(None) };
    let state = series.key().adjustment;
    if state == Adjustment::SplitsAndDividends {
        return Ok(Some(series));
    }
    let actions = store.actions(id, None)?;
    let last = as_of.map_or(NaiveDate::MAX, |at| at.date_naive());
    let close_on = |day: NaiveDate| series.bars().get(series.first_at_or_after(day)).map(|bar| bar.close);
    let adjuster = Adjuster::new(&actions, state, Adjustment::SplitsAndDividends, last, close_on)?;
    Ok(Some(adjuster.apply(&series, |day| day)))
}
