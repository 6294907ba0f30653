//! The outcome of logging an item.

use super::EventId;

/// The outcome of logging an item, wherever it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logged {
    /// It is a new event.
    Created(EventId),
    /// The event existed with the same text. `None` for an item that its source had listed before
    /// and that was filtered out.
    SeenAgain(Option<EventId>),
    /// The event existed with another text; the new text is a further revision.
    Revised(EventId),
    /// It was filtered out by its source's settings; the reason in one phrase.
    Filtered(String),
}

impl Logged {
    /// The event, if there is one.
    #[must_use]
    pub const fn event(&self) -> Option<EventId> {
        match self {
            Self::Created(id) | Self::Revised(id) => Some(*id),
            Self::SeenAgain(id) => *id,
            Self::Filtered(_) => None,
        }
    }
}
