//! Sources and how they fare.

use serde::Serialize;
use utoipa::ToSchema;

/// All sources.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourcesDocument {
    /// The sources, by name.
    pub sources: Vec<SourceRecord>,
}

/// A source and how it fares.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `SourceSettings` and `SourceState`
pub struct SourceRecord {
    pub name: String,
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    pub interval_s: u32,
    pub paused: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_attempt_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_success_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_poll_at: Option<String>,
    pub error_streak: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    pub items_logged: u64,
}
