//! What became of an item that was to be logged.

use super::EventId;

/// What became of an item that was to be logged, through whichever door it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logged {
    /// It is a new event.
    Created(EventId),
    /// The event was there with the same text. `None` for an item that its source had listed before
    /// and that was kept out.
    SeenAgain(Option<EventId>),
    /// The event was there with another text; the new one is a further revision.
    Revised(EventId),
    /// A rule of its source kept it out, in one phrase.
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
