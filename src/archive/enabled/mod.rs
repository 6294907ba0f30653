//! The archive where the build has Parquet.

mod index;
mod layout;
mod part;
mod read;
mod scan;
#[cfg(test)]
mod tests;
mod write;

pub use read::Archive;
pub use scan::Scanned;
pub use write::{Shelving, Written};

use crate::market::ShelfError;

/// What went wrong at a place.
fn failed(place: &std::path::Path, reason: &dyn ToString) -> ShelfError {
    ShelfError { place: place.display().to_string(), reason: reason.to_string() }
}
