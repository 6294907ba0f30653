//! Versioned output records and all formatting: what the command line, the HTTP face and the page print.

pub mod alert;
pub mod calendar;
pub mod claim_scores;
pub mod comparison;
pub mod corrections;
pub mod date_scores;
pub mod demo;
pub mod doctor;
pub mod event;
pub mod event_rows;
pub mod explain;
pub mod fetched_bars;
pub mod format;
pub mod german;
pub mod import_events;
pub mod json_error;
mod lang;
pub mod link_scores;
pub mod links;
pub mod listing;
pub mod missing;
pub mod page;
pub mod parts;
pub mod pass;
pub mod prices;
pub mod prices_archive;
pub mod prices_check;
pub mod prices_export;
pub mod prices_record;
pub mod queries;
pub mod reaction;
mod remark;
pub mod rows;
pub mod settings;
pub mod source;
pub mod sql;
pub mod stats;
pub mod study;
pub mod supplied;
pub mod text;
pub mod transfer;
pub mod understood;
pub mod upkeep;
pub mod verdict_scores;
pub mod watch;
pub mod why;
pub mod workings;

pub use lang::{Lang, UnknownLang};

/// A JSON document: its schema's name first, then its fields.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Document<T> {
    /// `newstape/<name>/1`.
    #[schema(example = "newstape/events/1")]
    schema: String,
    #[serde(flatten)]
    body: T,
}

impl<T> Document<T> {
    /// The document `newstape/<name>/1`.
    pub fn new(name: &str, body: T) -> Self {
        Self { schema: format!("newstape/{name}/1"), body }
    }
}
