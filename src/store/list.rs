//! Lists of events: filters, sorting, full-text search, paging.

use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::events::{column, read_when};
use super::{Store, StoreError, instant, micros};
use crate::event::{EventId, RevisionNo, StoryId};
use crate::list::{EventFilter, EventPage, EventRow, SortBy};
use crate::reaction::Horizon;

impl Store {
    /// One page of the events that a filter lets through.
    ///
    /// # Errors
    /// [`StoreError::Search`] for words that are no query, [`StoreError::Cursor`] for a foreign
    /// page marker.
    pub fn list(&self, filter: &EventFilter) -> Result<EventPage, StoreError> {
        self.page(filter, self.has_many_moves(filter)?)
    }

    pub(super) fn page(&self, filter: &EventFilter, many_moves: bool) -> Result<EventPage, StoreError> {
        let query = Query::of(filter, many_moves)?;
        let rows = self.connection.prepare_cached(&query.sql).and_then(|mut s| {
            s.query_map(params_from_iter(query.values.iter()), read_row)?
                .collect::<rusqlite::Result<Vec<_>>>()
        });
        let mut rows = rows.map_err(|e| match &filter.search {
            Some(words) if is_search_error(&e) => {
                StoreError::Search { words: words.clone(), reason: e.to_string() }
            }
            _ => match &filter.expr {
                Some(expr) => self.filter_error(expr, e),
                None => self.error(e),
            },
        })?;
        let more = rows.len() > filter.limit;
        rows.truncate(filter.limit);
        let next = if more { rows.last().map(|(key, row)| format!("{key}~{}", row.id)) } else { None };
        Ok(EventPage { events: rows.into_iter().map(|(_, row)| row).collect(), next })
    }

    /// Whether so many moves are as large as the filter asks that the events had better be gone
    /// through in the order of the list, until enough of them are found.
    fn has_many_moves(&self, filter: &EventFilter) -> Result<bool, StoreError> {
        const MANY: usize = 5_000;
        let (Some(least), SortBy::Published | SortBy::Seen) = (filter.min_move, filter.sort) else {
            return Ok(false);
        };
        let sql =
            "SELECT count(*) FROM (SELECT 1 FROM reaction WHERE horizon = ? AND return_fraction IS NOT NULL
                                         AND abs(return_fraction) >= ? LIMIT ?)";
        let horizon = filter.horizon.unwrap_or(DEFAULT_HORIZON).to_string();
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(params![horizon, least, MANY], |row| row.get::<_, usize>(0)))
            .map(|found| found == MANY)
            .map_err(|e| self.error(e))
    }

    /// How many events there are.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn count_events(&self) -> Result<u64, StoreError> {
        self.connection.query_row("SELECT count(*) FROM event", [], |r| r.get(0)).map_err(|e| self.error(e))
    }
}

/// FTS5 reports a malformed query as a plain SQL error.
pub(super) fn is_search_error(e: &rusqlite::Error) -> bool {
    let text = e.to_string();
    text.contains("fts5") || text.contains("no such column") || text.contains("unterminated string")
}

/// Asks for one symbol's events, latest first: the links' index has them in that order.
fn is_of_one_symbol_by_time(filter: &EventFilter) -> bool {
    filter.instruments.len() + filter.symbols.len() == 1
        && filter.sort == SortBy::Published
        && filter.min_move.is_none()
}

/// The horizon whose move is listed unless another is asked for.
const DEFAULT_HORIZON: Horizon = Horizon::Sessions(1);

struct Query {
    sql: String,
    values: Vec<Value>,
}

impl Query {
    fn of(filter: &EventFilter, many_moves: bool) -> Result<Self, StoreError> {
        let mut clauses = Vec::new();
        let mut values = Vec::new();
        let horizon = filter.horizon.unwrap_or(DEFAULT_HORIZON).to_string();
        if is_of_one_symbol_by_time(filter) {
            Self::one_symbol(filter, &mut clauses, &mut values);
        } else {
            Self::links(filter, &mut clauses, &mut values);
        }
        Self::others(filter, &mut clauses, &mut values);
        Self::columns(filter, &mut clauses, &mut values);
        if let Some(expr) = &filter.expr {
            clauses.push(super::filter::clause(expr, super::filter::Scope::Event, &mut values));
        }
        let by_link = is_of_one_symbol_by_time(filter);
        let id = if by_link { "k.event_id" } else { "e.id" };
        let key = match filter.sort {
            SortBy::Published if by_link => "k.published_order",
            SortBy::Published => "e.published_order",
            SortBy::Seen => "e.seen_at",
            SortBy::Move => "abs(m.return_fraction)",
            SortBy::Unusual => "m.placebo_rank",
        };
        let by_move = matches!(filter.sort, SortBy::Move | SortBy::Unusual) || filter.min_move.is_some();
        let from = match (by_move, by_link) {
            (true, _) if many_moves => FROM_EVENTS,
            (true, _) => FROM_MOVES,
            (false, true) => FROM_LINKS,
            (false, false) => "event e",
        };
        if by_move {
            clauses.push("m.horizon = '{HORIZON}' AND m.return_fraction IS NOT NULL".to_owned());
            clauses.push(format!("{key} IS NOT NULL AND (m.symbol, m.mic) = {FIRST_LINK}"));
        }
        if let Some(cursor) = &filter.cursor {
            let (at, id) = parse_cursor(cursor)?;
            clauses.push(format!("({key}, {id}) < (?, ?)"));
            values.extend([at, Value::Integer(id)]);
        }
        let wanted =
            if clauses.is_empty() { String::new() } else { format!("WHERE {}", clauses.join(" AND ")) };
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX - 1) + 1;
        let sql = SELECT_PAGE
            .replace("{KEY}", key)
            .replace("{ID}", id)
            .replace("{WANTED}", &wanted)
            .replace("{LIMIT}", &limit.to_string())
            .replace("{FROM}", from)
            .replace("{FIRST_LINK}", FIRST_LINK)
            // A horizon prints as letters and digits only.
            .replace("{HORIZON}", &horizon);
        Ok(Self { sql, values })
    }

    /// One symbol's events in order of time: read off the links' index, each event by the first of
    /// its venues that fit.
    fn one_symbol(filter: &EventFilter, clauses: &mut Vec<String>, values: &mut Vec<Value>) {
        if let Some(instrument) = filter.instruments.first() {
            clauses.push("k.symbol = ? AND k.mic = ? AND k.role <> 'related'".to_owned());
            values.push(Value::Text(instrument.symbol.to_string()));
            values.push(Value::Text(instrument.mic.to_string()));
        } else if let Some(symbol) = filter.symbols.first() {
            clauses.push(
                "k.symbol = ? AND k.role <> 'related' AND k.mic = (SELECT min(mic) FROM link
                     WHERE event_id = k.event_id AND symbol = k.symbol AND role <> 'related')"
                    .to_owned(),
            );
            values.push(Value::Text(symbol.clone()));
        }
    }

    fn links(filter: &EventFilter, clauses: &mut Vec<String>, values: &mut Vec<Value>) {
        if !filter.instruments.is_empty() || !filter.symbols.is_empty() {
            let mut any = Vec::new();
            for instrument in &filter.instruments {
                any.push("(symbol = ? AND mic = ?)");
                values.push(Value::Text(instrument.symbol.to_string()));
                values.push(Value::Text(instrument.mic.to_string()));
            }
            for symbol in &filter.symbols {
                any.push("symbol = ?");
                values.push(Value::Text(symbol.clone()));
            }
            clauses.push(format!(
                "e.id IN (SELECT event_id FROM link WHERE role <> 'related' AND ({}))",
                any.join(" OR ")
            ));
        }
    }

    fn others(filter: &EventFilter, clauses: &mut Vec<String>, values: &mut Vec<Value>) {
        for tag in &filter.tags {
            clauses.push("e.id IN (SELECT event_id FROM tag WHERE tag = ?)".to_owned());
            values.push(Value::Text(tag.clone()));
        }
        if let Some(status) = filter.claim {
            clauses.push("e.id IN (SELECT event_id FROM claim WHERE status = ?)".to_owned());
            values.push(Value::Text(super::events::word(&status).unwrap_or_default()));
        }
        if let Some(words) = &filter.search {
            clauses.push("e.id IN (SELECT rowid FROM event_search WHERE event_search MATCH ?)".to_owned());
            values.push(Value::Text(words.clone()));
        }
    }

    fn columns(filter: &EventFilter, clauses: &mut Vec<String>, values: &mut Vec<Value>) {
        let mut one_of = |name: &str, wanted: Vec<String>| {
            if !wanted.is_empty() {
                clauses.push(format!("{name} IN ({})", vec!["?"; wanted.len()].join(", ")));
                values.extend(wanted.into_iter().map(Value::Text));
            }
        };
        one_of("e.kind", filter.kinds.iter().map(|k| k.as_str().to_owned()).collect());
        one_of("e.source", filter.sources.clone());
        let published =
            if is_of_one_symbol_by_time(filter) { "k.published_order" } else { "e.published_order" };
        if let Some(since) = filter.since {
            clauses.push(format!("{published} >= ?"));
            values.push(Value::Integer(micros(since)));
        }
        if let Some(until) = filter.until {
            clauses.push(format!("{published} < ?"));
            values.push(Value::Integer(micros(until)));
        }
        if let Some(least) = filter.min_move {
            clauses.push("abs(m.return_fraction) >= ?".to_owned());
            values.push(Value::Real(least));
        }
    }
}

/// A page marker is the sort key and number of the last line: `1738368000000000~17`.
fn parse_cursor(cursor: &str) -> Result<(Value, i64), StoreError> {
    let wrong = || StoreError::Cursor(cursor.to_owned());
    let (key, id) = cursor.split_once('~').ok_or_else(wrong)?;
    let id = id.parse().map_err(|_| wrong())?;
    if let Ok(whole) = key.parse::<i64>() {
        return Ok((Value::Integer(whole), id));
    }
    key.parse::<f64>().map(|real| (Value::Real(real), id)).map_err(|_| wrong())
}

/// The page's events first, by their keys alone; then what is told of those few. (In one step the
/// symbols, claims and tags of every event that fits would be gathered before the sort.)
const SELECT_PAGE: &str = "
    WITH page AS MATERIALIZED (
        SELECT {KEY} AS sort_key, e.id AS event_id
        FROM {FROM} {WANTED} ORDER BY {KEY} DESC, {ID} DESC LIMIT {LIMIT}
    )
    SELECT page.sort_key, e.id, e.title, e.published_at, e.published_day, e.precision, e.source, e.kind, e.seen_at,
           (SELECT json_group_array(symbol) FROM
               (SELECT symbol FROM link WHERE event_id = e.id AND role <> 'related' ORDER BY position)),
           (SELECT json_group_array(status) FROM
               (SELECT status FROM claim WHERE event_id = e.id AND status IS NOT NULL ORDER BY position)),
           m.return_fraction, m.placebo_rank, e.origin, e.url, e.lang, e.story_id, e.revision,
           (SELECT json_group_array(tag) FROM (SELECT tag FROM tag WHERE event_id = e.id ORDER BY tag))
    FROM page JOIN event e ON e.id = page.event_id
    LEFT JOIN reaction m ON m.event_id = e.id AND m.horizon = '{HORIZON}' AND (m.symbol, m.mic) = {FIRST_LINK}
    ORDER BY page.sort_key DESC, e.id DESC";

/// The horizon's return is that of the event's first link.
const FIRST_LINK: &str = "(SELECT symbol, mic FROM link WHERE event_id = e.id ORDER BY position LIMIT 1)";

/// Where moves are many, events come in their order.
const FROM_EVENTS: &str = "event e CROSS JOIN reaction m ON m.event_id = e.id";

/// One symbol's links come in order of time.
const FROM_LINKS: &str = "link k CROSS JOIN event e ON e.id = k.event_id";

/// Moves come from their own index, largest first: only the first ones are looked at.
const FROM_MOVES: &str = "reaction m CROSS JOIN event e ON e.id = m.event_id";

fn read_row(row: &Row<'_>) -> rusqlite::Result<(String, EventRow)> {
    let key = match row.get::<_, Value>(0)? {
        Value::Integer(whole) => whole.to_string(),
        Value::Real(real) => format!("{real:?}"),
        Value::Null | Value::Text(_) | Value::Blob(_) => String::new(),
    };
    Ok((
        key,
        EventRow {
            id: EventId(row.get(1)?),
            title: row.get(2)?,
            when: read_when(row, 3, 4, 5)?,
            source: row.get(6)?,
            kind: column(row, 7, true)?,
            seen_at: instant(row.get(8)?),
            symbols: column(row, 9, false)?,
            claims: column(row, 10, false)?,
            return_fraction: row.get(11)?,
            placebo_rank: row.get(12)?,
            origin: column(row, 13, true)?,
            url: row.get(14)?,
            lang: row.get(15)?,
            story: StoryId(row.get(16)?),
            revision: RevisionNo(row.get(17)?),
            tags: column(row, 18, false)?,
        },
    ))
}
