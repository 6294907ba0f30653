//! The one road of every item, from what was said of it to what is stored: a file, a page, standard
//! input, flags, a feed, a filing, a service's answer and a request all go along it.
//!
//! [`RawItem`](crate::event::RawItem) and [`Said`](crate::event::Said) → [`Draft`]: text, title,
//! language and time, each decided once → [`Linked`] → [`Read`] for claims → [`Ready`] to be stored.
//! Each stage takes the one before and can be had in no other way, so that none is left out.

mod draft;
mod kept;
mod linked;
mod naming;
mod notes;
mod ready;
mod rules;
mod stored;
mod time;

#[cfg(test)]
mod tests;

pub use draft::{Draft, NothingSaid};
pub use kept::{Aspect, Kept, kept};
pub use linked::{Linked, Read};
pub use naming::{Naming, coded};
pub use notes::with_new_notes;
pub use ready::{Findings, Measured, Ready};
pub use rules::{kept_out_by_links, kept_out_by_words};
pub use stored::{CheckedClaim, StoredEvent};
pub use time::{TimeRefused, time_as_typed};
