//! The records in which rows are stored as JSON, separate from the domain types, so that renaming a field
//! of those cannot lose what is stored.
//!
//! A record has a version, `v`. Reading is strict: a field that is absent or unknown is an error.
//! Records without a version are those of older programs; [`old`] reads them.

mod claim;
mod data;
mod old;
mod reaction;
mod row;
#[cfg(test)]
mod tests;
mod v1;
mod verdict;

use serde::{Deserialize, Deserializer};

pub(super) use claim::{read as read_claim, write as write_claim};
pub(super) use reaction::{read as read_reaction, write as write_reaction};
pub(super) use verdict::{read as read_verdict, write as write_verdict};

/// The version of a record, whatever its other fields.
#[derive(Deserialize)]
struct Versioned {
    v: Option<u32>,
}

/// The version of a record; `None` for those older than versions.
fn version(text: &str) -> serde_json::Result<Option<u32>> {
    serde_json::from_str::<Versioned>(text).map(|record| record.v)
}

fn unknown_version(version: u32) -> serde_json::Error {
    serde::de::Error::custom(format!("a record of version {version}, which this program does not know"))
}

/// A field that may be null but not absent: without this, an absent field would be read as null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(d)
}
