//! What the writer reports of a delivery.

use crate::app::source::poll::Counts;
use crate::event::{SourceId, SourceKind};

/// A delivery that is in the database.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) source: SourceId,
    pub(super) kind: SourceKind,
    pub(super) name: String,
    pub(super) counts: Counts,
    pub(super) setback: Option<String>,
    /// Items that could not be read, each with its reason.
    pub(super) skipped: Vec<String>,
}

impl Done {
    /// Whether the source had anything to say.
    pub(super) fn brought_something(&self) -> bool {
        self.counts != Counts::default()
    }
}
