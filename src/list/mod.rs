//! Lists of events: what is asked for, in which order, and what a list says of each event.

mod filter;
mod row;

pub use filter::{EventFilter, SortBy};
pub use row::{EventPage, EventRow};
