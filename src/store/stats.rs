//! Counts and figures of groups of events.

use std::collections::{BTreeMap, HashMap};

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
    /// The verdicts on the claims of its events.
    pub claims: HashMap<ClaimStatus, usize>,
}

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

    fn groups_of(
        &self,
        wanted: Option<&EventExpr>,
        by: CountBy,
    ) -> rusqlite::Result<BTreeMap<Option<String>, EventGroup>> {
        let mut groups: BTreeMap<Option<String>, EventGroup> = BTreeMap::new();
        let mut last: BTreeMap<Option<String>, i64> = BTreeMap::new();
        self.each_row(wanted, by, "r.return_fraction, r.abnormal_return, r.verdict", "", |group, row| {
            let is_new = last.insert(group.clone(), row.get(1)?) != Some(row.get(1)?);
            let told = groups.entry(group).or_default();
            let (is_first, is_shared): (bool, bool) = (row.get(2)?, row.get(3)?);
            if is_new {
                told.events += 1;
                told.shared_stories += usize::from(is_shared);
                told.first += usize::from(is_shared && is_first);
            }
            told.moves.extend(counted(row)?.filter(|_| is_first));
            Ok(())
        })?;
        let claims = "JOIN claim c ON c.event_id = e.id AND c.symbol = l.symbol AND c.status IS NOT NULL";
        self.each_row(wanted, by, "c.status", claims, |group, row| {
            let status: String = row.get(4)?;
            if let Ok(status) = status.parse() {
                *groups.entry(group).or_default().claims.entry(status).or_default() += 1;
            }
            Ok(())
        })?;
        Ok(groups)
    }

    /// Reads `group, event, whether it is its story's first, whether others tell the story, columns …` in the
    /// order of the events.
    fn each_row(
        &self,
        wanted: Option<&EventExpr>,
        by: CountBy,
        columns: &str,
        also: &str,
        mut take: impl FnMut(Option<String>, &Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut values = Values::default();
        let clause = wanted.map_or_else(|| "TRUE".to_owned(), |expr| clause(expr, Scope::Link, &mut values));
        let (group, table) = by.column();
        let sql = format!(
            "SELECT {group}, e.id, e.story_id = e.id,
                    EXISTS (SELECT 1 FROM event o WHERE o.story_id = e.story_id AND o.id <> e.id), {columns}
             FROM event e CROSS JOIN link l ON l.event_id = e.id AND l.role = 'subject' {table}
             LEFT JOIN reaction r ON r.event_id = e.id AND r.symbol = l.symbol AND r.mic = l.mic AND r.headline = 1
             {also}
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

/// The move of a row; `None` if it is not measured.
fn counted(row: &Row<'_>) -> rusqlite::Result<Option<CountedMove>> {
    let verdict: Option<String> = row.get(6)?;
    let Some(return_fraction) = row.get(4)? else { return Ok(None) };
    Ok(Some(CountedMove {
        return_fraction,
        abnormal_return: row.get(5)?,
        is_unusual: verdict.map(|word| word == "notable" || word == "extreme"),
    }))
}
