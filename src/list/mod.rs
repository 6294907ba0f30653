//! Lists of events: what is asked for, in which order, and what a list says of each event.

mod cursor;
mod filter;
mod headline;
mod row;

pub use cursor::{CursorError, Place, SortKey};
pub use filter::{EventFilter, SortBy};
pub use headline::Headline;
pub use row::{EventLine, EventPage};
