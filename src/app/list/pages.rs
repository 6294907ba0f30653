//! The data of the web pages: a day's events, search results, one event.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use crate::app::chart::{Drawn, Look, draw};
use crate::app::list::explain::explained;
use crate::app::list::expression::wanted;
use crate::app::list::show;
use crate::app::why::Days::Between;
use crate::app::why::why;
use crate::app::{Context, Failure, Reference};
use crate::calendar::Calendar;
use crate::event::{EventId, SearchError, SearchWords, When};
use crate::instrument::InstrumentId;
use crate::list::{EventFilter, EventLine, SortBy};
use crate::query::Wanted;
use crate::store::Store;
use crate::view::event::EventDocument;
use crate::view::page::{
    Asked, ChartPart, DayLink, DayPage, DayRow, EventPage, FilterForm, FoundPage, InstrumentPage, Mistake,
    PageSetting,
};
use crate::view::reaction::ReactionRecord;
use crate::view::text::{MissingWords, Setting, Width};

/// The events on one page of a list.
const PAGE: usize = 50;
/// The most unusual days of an instrument that are shown.
const MOST_DAYS: usize = 20;
/// The most charts of an event that are shown.
const MOST_CHARTS: usize = 3;

/// A page of the events of a day in the reader's zone, the most unusual first unless another order was
/// chosen. Without a day: today, or the last day on which something was published. A mistake in the box leaves
/// the page without events and is on it.
///
/// # Errors
/// The cursor is of another list, or the database cannot be read.
pub fn day(
    store: &Store,
    context: &Context,
    day: Option<NaiveDate>,
    asked: &Asked,
) -> Result<DayPage, Failure> {
    let (zone, now) = (asked.zone, context.now());
    let today = now.with_timezone(&zone).date_naive();
    let day = match day {
        Some(day) => day,
        None => {
            store.last_published_before(start_of(next(today), zone))?.map_or(today, |at| day_of(at, zone))
        }
    };
    let (from, to) = (start_of(day, zone), start_of(next(day), zone));
    let mut page = DayPage::new(day, now, asked);
    page.earlier = earlier(store, day, zone)?.map(DayLink::from);
    page.later = later(store, day, zone)?.map(DayLink::from);
    let wanted = match filter(context, asked, SortBy::Unusual) {
        Ok(filter) => filter,
        Err(mistake) => {
            page.form.mistake = Some(mistake);
            return Ok(page);
        }
    };
    // News known only to the day counts from midnight UTC, whatever the zone.
    let (since, until) = (from.min(start_of(day, Tz::UTC)), to);
    let wanted = EventFilter { since: Some(since), until: Some(until), ..wanted };
    let is_of_day = |row: &EventLine| match row.when {
        When::Instant { at, .. } => from <= at && at < to,
        When::Day(own) => own == day,
    };
    let (rows, next) = filled(store, wanted, is_of_day)?;
    Ok(page.with(rows.into_iter().map(|row| DayRow::new(row, false, zone)).collect(), next))
}

/// A full page of the rows that belong on it, and where the next one begins.
fn filled(
    store: &Store,
    mut filter: EventFilter,
    belongs: impl Fn(&EventLine) -> bool,
) -> Result<(Vec<EventLine>, Option<String>), Failure> {
    let mut rows = Vec::new();
    loop {
        filter.limit = PAGE - rows.len();
        let page = store.list(&filter)?;
        rows.extend(page.events.into_iter().filter(&belongs));
        if page.next.is_none() || rows.len() >= PAGE {
            return Ok((rows, page.next));
        }
        filter.cursor = page.next;
    }
}

/// The last day before one with events.
fn earlier(store: &Store, day: NaiveDate, zone: Tz) -> Result<Option<NaiveDate>, Failure> {
    for end in [start_of(day, zone), start_of(day, Tz::UTC)] {
        let found = store.last_published_before(end)?.map(|at| day_of(at, zone));
        if found.is_none_or(|found| found < day) {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The first day after one with events.
fn later(store: &Store, day: NaiveDate, zone: Tz) -> Result<Option<NaiveDate>, Failure> {
    let (local, utc) = (start_of(next(day), zone), start_of(next(day), Tz::UTC));
    for start in [local.min(utc), local] {
        let found = store.first_published_from(start)?.map(|at| day_of(at, zone));
        if found.is_none_or(|found| found > day) {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The day of a place in the order of publication. News known only to the day stands at its midnight in UTC,
/// which west of Greenwich is still the evening before.
fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    if at.time() == NaiveTime::MIN { at.date_naive() } else { at.with_timezone(&zone).date_naive() }
}

/// Events found by an expression, by words of their text or by a symbol, the latest first unless another order was
/// chosen. A mistake in the box leaves the page without events and is on it.
///
/// # Errors
/// The cursor is of another list, or the database cannot be read.
pub fn found(store: &Store, context: &Context, asked: &Asked) -> Result<FoundPage, Failure> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    let named =
        [some(&asked.words), some(&asked.ticker)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let form = |mistake| FilterForm::new(asked, SortBy::Published, mistake);
    let filter = match filter(context, asked, SortBy::Published) {
        Ok(filter) => filter,
        Err(mistake) => {
            let form = form(Some(mistake));
            return Ok(FoundPage { asked: named, of_symbol: false, form, rows: Vec::new(), next: None });
        }
    };
    let is_symbol = is_symbol(store, asked, &filter)?;
    let of_symbol = is_symbol || !filter.symbols.is_empty();
    let filter = if is_symbol {
        let symbols = vec![asked.words.trim().to_ascii_uppercase()];
        EventFilter { search: None, expr: None, symbols, ..filter }
    } else {
        filter
    };
    let page = store.list(&filter)?;
    let rows = page.events.into_iter().map(|row| DayRow::new(row, true, asked.zone)).collect();
    Ok(FoundPage { asked: named, of_symbol, form: form(None), rows, next: page.next })
}

/// A single word that is in no text may be a symbol.
fn is_symbol(store: &Store, asked: &Asked, filter: &EventFilter) -> Result<bool, Failure> {
    let word = asked.words.trim();
    if word.is_empty() || word.contains(char::is_whitespace) || !filter.symbols.is_empty() {
        return Ok(false);
    }
    let first = EventFilter { cursor: None, limit: 1, ..filter.clone() };
    Ok(store.list(&first)?.events.is_empty())
}

/// What a list is asked for, or what is wrong with the box.
fn filter(context: &Context, asked: &Asked, usual: SortBy) -> Result<EventFilter, Mistake> {
    let words = asked.words.trim();
    let typed = if words.is_empty() { Ok(Typed::default()) } else { typed(context, words) };
    let Typed { search, wanted } = typed?;
    let (expr, horizon) = wanted.map_or((None, None), |w| (w.expr, w.horizon));
    let symbol = asked.ticker.trim().to_ascii_uppercase();
    Ok(EventFilter {
        search,
        expr,
        horizon,
        symbols: Some(symbol).filter(|s| !s.is_empty()).into_iter().collect(),
        kinds: asked.kind.into_iter().collect(),
        claim: asked.claim,
        verdict: asked.verdict,
        sort: asked.sort.unwrap_or(usual),
        limit: PAGE,
        cursor: asked.cursor.clone(),
        ..EventFilter::default()
    })
}

/// What was typed into the box: an expression, or words alone.
#[derive(Default)]
struct Typed {
    search: Option<SearchWords>,
    wanted: Option<Wanted>,
}

/// Without the signs of a comparison, what is no expression is words: *(no, "not" quite*.
fn typed(context: &Context, text: &str) -> Result<Typed, Mistake> {
    match wanted(context, text) {
        Ok(wanted) => Ok(Typed { wanted: Some(wanted), search: None }),
        Err(refused) if text.contains(['=', '<', '>', '~']) => {
            Err(Mistake::at(&refused.expression, refused.at, refused.reason))
        }
        Err(_) => match text.parse() {
            Ok(search) => Ok(Typed { search: Some(search), wanted: None }),
            Err(refused) => Err(Mistake::whole(text, SearchError::to_string(&refused))),
        },
    }
}

/// When a day begins in a zone; where its midnight was skipped, the first instant after it.
fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let later = |minutes: i64| zone.from_local_datetime(&(midnight + TimeDelta::minutes(minutes))).earliest();
    let found = (0..=24 * 4).map(|quarter| quarter * 15).find_map(later);
    found.map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// One event with its charts; `remedy` words how to get missing data.
///
/// # Errors
/// The event does not exist, or the database cannot be read.
pub fn event(
    store: &Store,
    reference: &Reference,
    id: EventId,
    remedy: MissingWords<'_>,
) -> Result<EventPage, Failure> {
    let Reference { universe, calendars } = reference;
    let stored = store.event(id)?;
    let document = show::document(&stored);
    let named = |r: &ReactionRecord| InstrumentId::new(r.symbol.clone(), r.mic);
    let zone = |r: &ReactionRecord| calendars.get(r.mic).map_or(Tz::UTC, Calendar::zone);
    let currency = |r: &ReactionRecord| universe.currency_of(&named(r));
    let home = document.links.first().and_then(|l| calendars.get(l.mic).ok());
    let setting = PageSetting {
        text: &stored.event.text,
        when: stored.event.publication.when,
        zone: &zone,
        currency: &currency,
        remedy,
        home: home.map_or(Tz::UTC, Calendar::zone),
        decisions: &store.link_decisions(id)?,
    };
    let charts = charts(store, reference, id, &document);
    Ok(EventPage::new(&document, charts, &setting))
}

/// The arithmetic behind the figures of an event, as text; `remedy` words how to get missing data.
///
/// # Errors
/// The event does not exist, or the database cannot be read.
pub fn arithmetic(
    store: &Store,
    reference: &Reference,
    id: EventId,
    now: DateTime<Utc>,
    remedy: MissingWords<'_>,
) -> Result<String, Failure> {
    let Reference { universe, calendars } = reference;
    let stored = store.event(id)?;
    let document = explained(store, reference, &stored, now)?;
    let of = |symbol: &str| {
        let rows = document.event.reactions.iter().find(|r| r.symbol.as_str() == symbol);
        rows.map(|r| InstrumentId::new(r.symbol.clone(), r.mic))
    };
    let zone =
        |symbol: &str| of(symbol).and_then(|id| calendars.get(id.mic).ok()).map_or(Tz::UTC, Calendar::zone);
    let currency = |symbol: &str| (of(symbol).and_then(|id| universe.currency_of(&id)), 2);
    let when = stored.event.publication.when;
    let setting = Setting { when, zone: &zone, currency: &currency, remedy, width: Width(None) };
    Ok(crate::view::explain::event(&document, &setting))
}

/// The latest news on an instrument, and its unusual days.
///
/// # Errors
/// Nothing is known under that symbol, or the database cannot be read.
pub fn instrument(
    store: &Store,
    context: &Context,
    reference: &Reference,
    symbol: &str,
    zone: Tz,
) -> Result<InstrumentPage, Failure> {
    let instrument = reference.universe.resolve(symbol)?;
    let filter =
        EventFilter { instruments: vec![instrument.id.clone()], limit: PAGE, ..EventFilter::default() };
    let list = store.list(&filter)?;
    let until = context.now().date_naive();
    let since = until.checked_sub_days(Days::new(365)).unwrap_or(until);
    // Without a calendar or prices there are no days to tell of; the news is there all the same.
    let days = Between(since, until);
    let why = why(context, &instrument.id.to_string(), days, MOST_DAYS).ok();
    let rows = list.events.into_iter().map(|row| DayRow::new(row, true, zone)).collect();
    Ok(InstrumentPage::new(instrument, rows, list.next.is_some(), why.as_ref()))
}

/// The charts that can be drawn; the figures of the others are still in the table.
fn charts(store: &Store, reference: &Reference, id: EventId, document: &EventDocument) -> Vec<ChartPart> {
    let mut tickers: Vec<String> = Vec::new();
    for row in document.reactions.iter().filter(|r| r.anchor.is_some()) {
        let ticker = format!("{}:{}", row.symbol, row.mic);
        if !tickers.contains(&ticker) {
            tickers.push(ticker);
        }
    }
    let drawn = |ticker: String| {
        let Drawn { alt, size, .. } = draw(store, reference, id, Some(&ticker), &Look::default()).ok()?;
        Some(ChartPart { ticker, alt, size })
    };
    tickers.into_iter().take(MOST_CHARTS).filter_map(drawn).collect()
}
