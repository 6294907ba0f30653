//! What an article says of itself, whatever its format.

use crate::date::{DateContext, DateFindings, DatedText};
use crate::event::EventKind;

/// An article's parts as its format holds them.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The title that the format marks as one; absent in plain text.
    pub(super) title: Option<String>,
    /// The text for readers.
    pub(super) body: String,
    /// What it states about its date of publication.
    pub(super) dates: DateFindings,
    /// The dates in its text, if it was searched for them.
    pub(super) dated: Option<DatedText>,
    /// With what its dates are read.
    pub(super) context: DateContext,
    /// The language that it states, as a code or tag.
    pub(super) lang: Option<String>,
    pub(super) site: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) kind: Option<EventKind>,
    pub(super) notes: Vec<String>,
}
