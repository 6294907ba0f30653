//! Measuring how right the readers are on labelled rows.

pub mod claims;
pub mod dates;
pub mod labelled;
pub mod link;
mod link_rows;
pub mod verdicts;
