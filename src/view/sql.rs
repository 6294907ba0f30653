//! What SQL of the user's own found.

use comfy_table::Table;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::format;
use super::rows::{Listing, cell};
use super::text::{Width, table};

/// The rows that a statement found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SelectedDocument {
    /// The columns, in their order.
    pub columns: Vec<String>,
    /// The rows: a value for each column.
    #[schema(value_type = Vec<Object>)]
    pub rows: Vec<Value>,
    /// Whether there are more rows.
    pub cut: bool,
}

impl Listing for SelectedDocument {
    const SCHEMA: &'static str = "sql";
    const ROWS: &'static str = "/rows";
    const COLUMNS: &'static [super::rows::Column] = &[];

    fn columns(&self) -> Vec<(String, String)> {
        let pointer = |name: &String| format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        self.columns.iter().map(|name| (name.clone(), pointer(name))).collect()
    }
}

/// The rows as a table.
#[must_use]
pub fn rows(document: &SelectedDocument, width: Width) -> Table {
    let head: Vec<&str> = document.columns.iter().map(String::as_str).collect();
    let mut out = table(width, &head);
    for row in &document.rows {
        out.add_row(document.columns.iter().map(|name| format::one_line(&cell(row.get(name)))));
    }
    out
}
