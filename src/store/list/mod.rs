//! Lists of events: filters, sorting, full-text search, paging.

#[cfg(test)]
mod agreement;
mod drivers;
mod query;
#[cfg(test)]
mod tests;

use rusqlite::Row;
use rusqlite::types::Value;

use self::query::{Asked, Driver, MANY, Part, Query};
use super::cells::{column, read_when};
use super::{Store, StoreError, instant, record};
use crate::event::{EventId, RevisionNo, StoryId};
use crate::list::{CursorError, EventFilter, EventLine, EventPage, Headline, Place, SortKey};

impl Store {
    /// One page of the events that match a filter. All pages together, each requested with the
    /// cursor of the previous one, are the list: every event once.
    ///
    /// # Errors
    /// [`StoreError::Cursor`] for the cursor of another list, else if the database cannot be read.
    pub fn list(&self, filter: &EventFilter) -> Result<EventPage, StoreError> {
        self.page(filter, None)
    }

    /// A page, found through the given driver, or through the one with the fewest entries.
    fn page(&self, filter: &EventFilter, driver: Option<Driver>) -> Result<EventPage, StoreError> {
        let mut query = Query::new(filter);
        let parts = Part::of(filter.sort);
        let start = filter.place()?;
        let first = start.map_or(0, |place| usize::from(place.part));
        if first >= parts.len() {
            return Err(CursorError::Unreadable(filter.cursor.clone().unwrap_or_default()).into());
        }
        let mut lines: Vec<Line> = Vec::new();
        for (number, part) in (0_u8..).zip(parts.iter().copied()).skip(first) {
            if lines.len() > filter.limit || (part == Part::Unmoved && query.needs_figure()) {
                break;
            }
            let driver = match driver {
                Some(driver) => driver,
                None => self.driver(&query, part)?,
            };
            let after = start.filter(|place| place.part == number);
            let limit = filter.limit.saturating_add(1) - lines.len();
            let asked = Asked { part, driver, after, floor: None, limit };
            lines.extend(self.part(&mut query, asked, number)?);
        }
        let more = lines.len() > filter.limit;
        lines.truncate(filter.limit);
        let next = lines.last().filter(|_| more).map(|line| filter.cursor_at(line.place));
        let events = lines.into_iter().map(Line::read).collect::<Result<_, _>>()?;
        Ok(EventPage { events, next })
    }

    /// The lines of a part. Where words are searched for in the order of time, the next few thousand events
    /// are searched first: common words fill a page from these, and the index is not read to its end.
    fn part(&self, query: &mut Query<'_>, asked: Asked, number: u8) -> Result<Vec<Line>, StoreError> {
        let windowed = query.searches() && asked.driver.is_in_order();
        if let Some(window) = query.window(asked).filter(|_| windowed) {
            let bounds: Option<(Option<i64>, Option<i64>, Option<i64>)> =
                self.first_row(&window, query, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            if let Some((Some(first), Some(last), floor @ Some(_))) = bounds {
                query.search_between(first, last);
                let sql = query.sql(Asked { floor, ..asked });
                let lines = self.lines(&sql, query, number)?;
                query.search_between(i64::MIN, i64::MAX);
                if lines.len() >= asked.limit {
                    return Ok(lines);
                }
            }
        }
        let sql = query.sql(asked);
        self.lines(&sql, query, number)
    }

    fn lines(&self, sql: &str, query: &Query<'_>, part: u8) -> Result<Vec<Line>, StoreError> {
        let read = || -> rusqlite::Result<Vec<Line>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            query.values().bind(&mut statement)?;
            statement.raw_query().mapped(|row| Line::of(row, part)).collect()
        };
        read().map_err(|e| self.error(e))
    }

    fn first_row<T>(
        &self,
        sql: &str,
        query: &Query<'_>,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let first = || -> rusqlite::Result<Option<T>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            query.values().bind(&mut statement)?;
            let mut rows = statement.raw_query();
            rows.next()?.map(read).transpose()
        };
        first().map_err(|e| self.error(e))
    }

    /// How the first page of a list is read: each part's statement with its values in it, and the database's plan.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn explain_list(&self, filter: &EventFilter) -> Result<Vec<(String, Vec<String>)>, StoreError> {
        let mut query = Query::new(filter);
        let mut out = Vec::new();
        for part in Part::of(filter.sort).iter().copied() {
            if part == Part::Unmoved && query.needs_figure() {
                continue;
            }
            let driver = self.driver(&query, part)?;
            let limit = filter.limit.saturating_add(1);
            let sql = query.sql(Asked { part, driver, after: None, floor: None, limit });
            out.push((query.values().shown_in(&sql), self.plan(&sql, &query)?));
        }
        Ok(out)
    }

    /// The database's plan for a statement, indented as its steps nest.
    fn plan(&self, sql: &str, query: &Query<'_>) -> Result<Vec<String>, StoreError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare_cached(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            query.values().bind(&mut statement)?;
            let mut depths = std::collections::HashMap::from([(0_i64, 0_usize)]);
            let mut rows = statement.raw_query();
            let mut lines = Vec::new();
            while let Some(row) = rows.next()? {
                let depth = depths.get(&row.get(1)?).copied().unwrap_or(0);
                depths.insert(row.get(0)?, depth + 1);
                lines.push(format!("{}{}", "  ".repeat(depth), row.get::<_, String>(3)?));
            }
            Ok(lines)
        };
        read().map_err(|e| self.error(e))
    }

    /// The smallest set that is small enough to be read completely; otherwise the events are read in the
    /// order of the list until the page is full.
    fn driver(&self, query: &Query<'_>, part: Part) -> Result<Driver, StoreError> {
        let mut least = None;
        for (driver, count) in query.drivers() {
            let count: usize = self.first_row(&count, query, |row| row.get(0))?.unwrap_or(0);
            if count < MANY && least.is_none_or(|(fewest, _)| count < fewest) {
                least = Some((count, driver));
            }
            if count < FEW {
                break;
            }
        }
        Ok(least.map_or_else(|| query.in_order(part), |(_, driver)| driver))
    }

    /// How many events there are.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn count_events(&self) -> Result<u64, StoreError> {
        self.connection.query_row("SELECT count(*) FROM event", [], |r| r.get(0)).map_err(|e| self.error(e))
    }
}

/// A set with fewer entries than this is taken without looking at the others.
const FEW: usize = 200;

/// A row as read from the database.
struct Line {
    place: Place,
    event: EventLine,
    /// The chosen row of the reactions, as JSON.
    record: Option<String>,
}

impl Line {
    fn of(row: &Row<'_>, part: u8) -> rusqlite::Result<Self> {
        let id = row.get(1)?;
        let key = match row.get(0)? {
            Value::Real(share) => SortKey::Share(share),
            Value::Integer(micros) => SortKey::Instant(micros),
            Value::Null | Value::Text(_) | Value::Blob(_) => {
                return Err(rusqlite::Error::InvalidColumnType(
                    0,
                    "sort_key".to_owned(),
                    rusqlite::types::Type::Null,
                ));
            }
        };
        let event = EventLine {
            id: EventId(id),
            title: row.get(2)?,
            when: read_when(row, 3, 4, 5)?,
            source: row.get(6)?,
            kind: column(row, 7, true)?,
            seen_at: instant(row.get(8)?),
            symbols: column(row, 9, false)?,
            claims: column(row, 10, false)?,
            headline: None,
            origin: column(row, 12, true)?,
            url: row.get(13)?,
            lang: row.get(14)?,
            story: StoryId(row.get(15)?),
            revision: RevisionNo(row.get(16)?),
            tags: column(row, 17, false)?,
        };
        Ok(Self { place: Place { part, key, id }, event, record: row.get(11)? })
    }

    fn read(self) -> Result<EventLine, StoreError> {
        let Self { event, record, .. } = self;
        let headline = match record {
            Some(text) => {
                let row = record::read_reaction(&text);
                Some(Headline::from(&row.map_err(|e| StoreError::record("reaction", event.id, &e))?))
            }
            None => None,
        };
        Ok(EventLine { headline, ..event })
    }
}
