//! The user's additions to the instrument universe.

use rusqlite::{TransactionBehavior, params};

use super::cells::json;
use super::service::{UNIVERSE, count_edit};
use super::{Store, StoreError};
use crate::event::EventId;
use crate::instrument::{AddedAlias, AddedRelation, Additions, InstrumentId, Named};

/// Marks an organisation among the targets of names; no symbol has a colon before its venue
/// of four letters.
const ORGANISATION: &str = "organisation:";

impl Store {
    /// Stores additions in one transaction; existing ones are replaced.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn add_to_universe(&mut self, additions: &Additions) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mut write = || -> rusqlite::Result<()> {
            let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for instrument in &additions.instruments {
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO user_instrument (symbol, mic, record) VALUES (?, ?, ?)",
                )?
                .execute(params![
                    instrument.id.symbol.as_str(),
                    instrument.id.mic.as_str(),
                    json(instrument)?
                ])?;
            }
            for alias in &additions.aliases {
                tx.prepare_cached("INSERT OR REPLACE INTO user_alias (alias, target) VALUES (?, ?)")?
                    .execute(params![alias.text, target(&alias.of)])?;
            }
            for relation in &additions.relations {
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO user_relation (organisation, symbol, mic, reason) VALUES (?, ?, ?, ?)",
                )?
                .execute(params![
                    relation.organisation,
                    relation.instrument.symbol.as_str(),
                    relation.instrument.mic.as_str(),
                    relation.reason
                ])?;
            }
            count_edit(&tx, UNIVERSE)?;
            tx.commit()
        };
        write().map_err(|e| StoreError::at(&path, e))
    }

    /// All additions of the user.
    ///
    /// # Errors
    /// [`StoreError`] if the database or a record cannot be read.
    pub fn additions(&self) -> Result<Additions, StoreError> {
        let records = self.pairs("SELECT record, '' FROM user_instrument ORDER BY symbol, mic")?;
        let instruments = records
            .iter()
            .map(|(record, _)| super::cells::parse("user instrument", EventId(0), record))
            .collect::<Result<Vec<_>, _>>()?;
        let aliases = self
            .pairs("SELECT alias, target FROM user_alias ORDER BY alias, target")?
            .into_iter()
            .filter_map(|(text, of)| Some(AddedAlias { text, of: named(&of)? }))
            .collect();
        let relations = self
            .pairs("SELECT organisation || char(31) || reason, symbol || ':' || mic FROM user_relation ORDER BY 1, 2")?
            .into_iter()
            .filter_map(|(about, instrument)| {
                let (organisation, reason) = about.split_once('\u{1f}')?;
                Some(AddedRelation {
                    organisation: organisation.to_owned(),
                    instrument: instrument.parse().ok()?,
                    reason: reason.to_owned(),
                })
            })
            .collect();
        Ok(Additions { instruments, aliases, relations })
    }

    fn pairs(&self, sql: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
            .map_err(|e| self.error(e))
    }
}

fn target(named: &Named) -> String {
    match named {
        Named::Instrument(id) => id.to_string(),
        Named::Organisation(name) => format!("{ORGANISATION}{name}"),
    }
}

fn named(target: &str) -> Option<Named> {
    match target.strip_prefix(ORGANISATION) {
        Some(name) => Some(Named::Organisation(name.to_owned())),
        None => target.parse::<InstrumentId>().ok().map(Named::Instrument),
    }
}
