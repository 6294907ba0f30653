//! Lists of events: what is asked for, in which order, and what a list says of each event.

mod cursor;
mod filter;
mod headline;
mod row;
mod wanted;

pub use cursor::{CursorError, Place, SortKey};
pub use filter::{EventFilter, SortBy};
pub use headline::Headline;
pub use row::{EventPage, EventRow};
pub use wanted::{Wanted, event_expr};
