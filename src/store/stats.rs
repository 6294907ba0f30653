//! Counts and figures of groups of events.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Row;

use super::filter::{Scope, clause};
use super::values::Values;
use super::{Store, StoreError};
use crate::claim::ClaimStatus;
use crate::query::EventExpr;

/// What events are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    /// The kind of news.
    Kind,
    /// Who published it.
    Source,
    /// The symbol.
    Symbol,
    /// The tags: an event with two counts twice.
    Tag,
    /// The verdict on the move.
    Verdict,
}

impl CountBy {
    /// The column of the groups, and the table that it needs.
    const fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::Kind => ("e.kind", ""),
            Self::Source => ("e.source", ""),
            Self::Symbol => ("l.symbol", ""),
            Self::Tag => ("t.tag", "JOIN tag t ON t.event_id = e.id"),
            Self::Verdict => ("r.verdict", ""),
        }
    }
}

/// A group of events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventGroup {
    /// Events in it.
    pub events: usize,
    /// Stories that several events tell, one of them of this group.
    pub shared_stories: usize,
    /// Of these, the stories that an event of this group told first.
    pub first: usize,
    /// The moves by which the first event of each story is known: one for each instrument that it is about.
    pub moves: Vec<CountedMove>,
}

/// The verdicts on claims, by the groups of their events.
pub type ClaimGroups = BTreeMap<Option<String>, HashMap<ClaimStatus, usize>>;

/// A measured move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountedMove {
    /// The return, a fraction.
    pub return_fraction: f64,
    /// The abnormal return, a fraction; `None` without a benchmark.
    pub abnormal_return: Option<f64>,
    /// Whether its rank is above 90 %; `None` if it has none.
    pub is_unusual: Option<bool>,
}

impl Store {
    /// Events on instruments that match an expression, in groups; those without a value are in the group `None`.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn event_groups(
        &self,
        wanted: Option<&EventExpr>,
        by: CountBy,
    ) -> Result<BTreeMap<Option<String>, EventGroup>, StoreError> {
        self.groups_of(wanted, by).map_err(|e| self.error(e))
    }

    /// The verdicts on claims about the subjects of events that match an expression, in groups likewise.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn claim_groups(&self, wanted: Option<&EventExpr>, by: CountBy) -> Result<ClaimGroups, StoreError> {
        let mut groups = ClaimGroups::new();
        let read = self.each_row(wanted, by, "c.status", OF_CLAIMS, |group, row| {
            let status: String = row.get(3)?;
            if let Ok(status) = status.parse() {
                *groups.entry(group).or_default().entry(status).or_default() += 1;
            }
            Ok(())
        });
        read.map_err(|e| self.error(e))?;
        Ok(groups)
    }

    fn groups_of(
        &self,
        wanted: Option<&EventExpr>,
        by: CountBy,
    ) -> rusqlite::Result<BTreeMap<Option<String>, EventGroup>> {
        let mut groups: BTreeMap<Option<String>, EventGroup> = BTreeMap::new();
        let mut last: BTreeMap<Option<String>, i64> = BTreeMap::new();
        let shared = self.shared_stories()?;
        let columns = "r.return_fraction, r.abnormal_return, r.verdict";
        self.each_row(wanted, by, columns, of_events(wanted.is_some()), |group, row| {
            let (event, story): (i64, i64) = (row.get(1)?, row.get(2)?);
            let (is_first, is_shared) = (story == event, shared.contains(&story));
            let is_new = last.insert(group.clone(), event) != Some(event);
            let told = groups.entry(group).or_default();
            if is_new {
                told.events += 1;
                told.shared_stories += usize::from(is_shared);
                told.first += usize::from(is_shared && is_first);
            }
            told.moves.extend(counted(row)?.filter(|_| is_first));
            Ok(())
        })?;
        Ok(groups)
    }

    /// The stories that several events tell.
    fn shared_stories(&self) -> rusqlite::Result<HashSet<i64>> {
        let sql = "SELECT story_id FROM event GROUP BY story_id HAVING count(*) > 1";
        self.connection.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect()
    }

    /// Reads `group, event, its story, columns …` in the order of the events.
    fn each_row(
        &self,
        wanted: Option<&EventExpr>,
        by: CountBy,
        columns: &str,
        rows: &str,
        mut take: impl FnMut(Option<String>, &Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut values = Values::default();
        let clause = wanted.map_or_else(|| "TRUE".to_owned(), |expr| clause(expr, Scope::Link, &mut values));
        let (group, table) = by.column();
        let sql = format!(
            "SELECT {group}, e.id, e.story_id, {columns}
             FROM {rows} {table}
             LEFT JOIN reaction r ON r.event_id = e.id AND r.symbol = l.symbol AND r.mic = l.mic AND r.headline = 1
             WHERE {clause} ORDER BY e.id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        values.bind(&mut statement)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            take(row.get(0)?, row)?;
        }
        Ok(())
    }
}

/// The events with their subjects. All of them are read in their order; of some, the database may begin with what
/// is asked for.
const fn of_events(of_some: bool) -> &'static str {
    if of_some {
        "event e JOIN link l ON l.event_id = e.id AND l.role = 'subject'"
    } else {
        "event e CROSS JOIN link l ON l.event_id = e.id AND l.role = 'subject'"
    }
}

/// The checked claims with the subjects that they are about: few events have any.
const OF_CLAIMS: &str = "claim c CROSS JOIN event e ON e.id = c.event_id AND c.status IS NOT NULL
     CROSS JOIN link l ON l.event_id = e.id AND l.symbol = c.symbol AND l.role = 'subject'";

/// The move of a row; `None` if it is not measured.
fn counted(row: &Row<'_>) -> rusqlite::Result<Option<CountedMove>> {
    let verdict: Option<String> = row.get(5)?;
    let Some(return_fraction) = row.get(3)? else { return Ok(None) };
    Ok(Some(CountedMove {
        return_fraction,
        abnormal_return: row.get(4)?,
        is_unusual: verdict.map(|word| word == "notable" || word == "extreme"),
    }))
}
