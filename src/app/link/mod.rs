//! Links of stored events: corrected by the user, found again by a newer linker.

pub mod correct;
pub(in crate::app) mod decided;
pub mod relink;

pub(in crate::app) use relink::decisions;
