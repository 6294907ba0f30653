//! The watch-list.

use comfy_table::Table;
use serde::Serialize;
use utoipa::ToSchema;

use super::text::{Width, table};
use crate::instrument::{Mic, Symbol};

/// The watch-list.
#[derive(Debug, Serialize, ToSchema)]
pub struct WatchListDocument {
    /// By symbol.
    pub instruments: Vec<WatchedRecord>,
}

/// An instrument on the watch-list.
#[derive(Debug, Serialize, ToSchema)]
pub struct WatchedRecord {
    /// Its symbol.
    #[schema(value_type = String)]
    pub symbol: Symbol,
    /// Its venue's MIC.
    #[schema(value_type = String)]
    pub mic: Mic,
    /// Its name; absent if it is not in the universe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl WatchListDocument {
    /// The list as a table.
    #[must_use]
    pub fn table(&self, width: Width) -> Table {
        let mut out = table(width, &["symbol", "mic", "name"]);
        for one in &self.instruments {
            let name = one.name.clone().unwrap_or_default();
            out.add_row([one.symbol.to_string(), one.mic.to_string(), name]);
        }
        out
    }
}
