//! The data of the web pages: a day's events, search results, one event.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::app::chart::{Drawn, Look, draw};
use crate::app::list::expression::wanted;
use crate::app::list::show;
use crate::app::{Context, Failure, Reference};
use crate::calendar::Calendar;
use crate::event::{EventId, SearchWords};
use crate::instrument::InstrumentId;
use crate::list::{EventFilter, SortBy};
use crate::query::Wanted;
use crate::store::Store;
use crate::view::event::EventDocument;
use crate::view::page::{ChartPart, DayLink, DayPage, DayRow, EventPage, FoundPage, PageSetting};
use crate::view::reaction::ReactionRecord;
use crate::view::text::MissingWords;

/// The most events of a day that are shown.
const MOST_EVENTS: usize = 200;
/// The most charts of an event that are shown.
const MOST_CHARTS: usize = 3;

/// The events of a day in UTC, the most unusual first. Without a day: today, or the last day
/// on which something was published.
///
/// # Errors
/// The database cannot be read or written.
pub fn day(store: &Store, day: Option<NaiveDate>, now: DateTime<Utc>) -> Result<DayPage, Failure> {
    let today = now.date_naive();
    let last = if day.is_some() { None } else { store.last_published_before(end_of(today))? };
    let day = day.or(last.map(|at| at.date_naive())).unwrap_or(today);
    let (from, to) = (start_of(day), end_of(day));
    let filter = EventFilter {
        since: Some(from),
        until: Some(to),
        sort: SortBy::Unusual,
        limit: MOST_EVENTS,
        ..EventFilter::default()
    };
    let list = store.list(&filter)?;
    let mut page = DayPage::new(day, now, list.events, list.next.is_some());
    let link = |at: DateTime<Utc>| DayLink::from(at.date_naive());
    page.earlier = store.last_published_before(from)?.map(link);
    page.later = store.first_published_from(to)?.map(link);
    Ok(page)
}

/// Events found by an expression, by words of their text or by a symbol, the latest first.
///
/// # Errors
/// The expression has a mistake, the words have nothing to search for, or the database cannot be read.
pub fn found(store: &Store, context: &Context, words: &str, ticker: &str) -> Result<FoundPage, Failure> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    let Typed { search, wanted } =
        some(words).map(|text| typed(context, &text)).transpose()?.unwrap_or_default();
    let (expr, horizon) = wanted.map_or((None, None), |w| (w.expr, w.horizon));
    let filter = EventFilter {
        search,
        expr,
        horizon,
        symbols: some(ticker).map(|t| t.to_ascii_uppercase()).into_iter().collect(),
        limit: MOST_EVENTS,
        ..EventFilter::default()
    };
    let mut of_symbol = !filter.symbols.is_empty();
    let mut page = store.list(&filter)?;
    // A single word that is in no text may be a symbol.
    if page.events.is_empty() && !of_symbol && !words.trim().contains(char::is_whitespace) {
        let symbols = vec![words.trim().to_ascii_uppercase()];
        page = store.list(&EventFilter { search: None, expr: None, symbols, ..filter })?;
        of_symbol = true;
    }
    let rows = page.events.into_iter().map(|row| DayRow::new(row, true)).collect();
    let asked = [some(words), some(ticker)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Ok(FoundPage { asked, of_symbol, rows, is_cut: page.next.is_some() })
}

/// What was typed into the search box: an expression, or words alone.
#[derive(Default)]
struct Typed {
    search: Option<SearchWords>,
    wanted: Option<Wanted>,
}

/// Without the signs of a comparison, what is no expression is words: *(no, "not" quite*.
fn typed(context: &Context, text: &str) -> Result<Typed, Failure> {
    match wanted(context, text) {
        Ok(wanted) => Ok(Typed { wanted: Some(wanted), search: None }),
        Err(refused) if text.contains(['=', '<', '>', '~']) => Err(refused.into()),
        Err(_) => Ok(Typed { search: Some(text.parse()?), wanted: None }),
    }
}

fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    start_of(day.checked_add_days(Days::new(1)).unwrap_or(day))
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
    };
    let charts = charts(store, reference, id, &document);
    Ok(EventPage::new(&document, charts, &setting))
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
