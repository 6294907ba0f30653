//! Saved queries, and how a list is read from the database.

use comfy_table::Table;
use serde::Serialize;
use utoipa::ToSchema;

use super::text::{Width, table};

/// The saved queries.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedQueriesDocument {
    /// By name.
    pub queries: Vec<SavedQueryRecord>,
}

/// An expression that was saved by a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedQueryRecord {
    /// Its name.
    pub name: String,
    /// The expression, as it was typed.
    pub expr: String,
}

impl SavedQueriesDocument {
    /// The queries as a table.
    #[must_use]
    pub fn table(&self, width: Width) -> Table {
        let mut out = table(width, &["name", "expression"]);
        for query in &self.queries {
            out.add_row([&query.name, &query.expr]);
        }
        out
    }
}

/// How a list is read from the database.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueryPlanDocument {
    /// What is asked, as it was understood; absent if everything is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The statements, in the order in which they are tried until the page is full.
    pub steps: Vec<QueryStep>,
}

/// A statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueryStep {
    /// The SQL, with its values.
    pub sql: String,
    /// SQLite's plan, a step a line.
    pub plan: Vec<String>,
}

impl QueryPlanDocument {
    /// The plan as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out: Vec<String> = Vec::new();
        out.extend(self.expression.iter().map(|expr| format!("read as: {expr}")));
        for step in &self.steps {
            out.push(String::new());
            out.push(step.sql.lines().map(str::trim).collect::<Vec<_>>().join("\n"));
            out.push(String::new());
            out.extend(step.plan.iter().map(|line| format!("  {line}")));
        }
        out.join("\n")
    }
}
