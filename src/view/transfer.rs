//! What was exported or imported.

use serde::Serialize;
use utoipa::ToSchema;

use super::format::number_of;

/// The tables of an export.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferDocument {
    /// The database.
    pub db: String,
    /// The folder.
    pub folder: String,
    /// The version of the tables.
    pub version: u32,
    /// The tables.
    pub tables: Vec<TableRecord>,
}

/// A table of an export.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableRecord {
    /// Its name.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
}

impl TransferDocument {
    /// `12 events, 40 tables, 3120 rows`.
    #[must_use]
    pub fn line(&self) -> String {
        let events = self.tables.iter().find(|t| t.table == "event").map_or(0, |t| t.rows);
        let rows: u64 = self.tables.iter().map(|t| t.rows).sum();
        let tables = number_of(self.tables.len(), "table");
        format!("{}, {tables}, {}", number_of(events, "event"), number_of(rows, "row"))
    }
}
