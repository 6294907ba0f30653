//! What an import of events did.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::format::number_of;

/// The result of an import of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedDocument {
    /// The file.
    pub file: String,
    /// Rows read.
    pub rows: usize,
    /// Events that are new.
    pub created: usize,
    /// Events whose text has changed.
    pub revised: usize,
    /// Rows that were logged before.
    pub seen: usize,
    /// Rows that are linked to an instrument.
    pub linked: usize,
    /// Columns that are not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
    /// Rows whose time has no zone: it was read as UTC.
    #[serde(skip_serializing_if = "is_zero")]
    pub times_without_zone: u64,
    /// Symbols that no instrument has, with the number of their rows: they make no link.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown_symbols: BTreeMap<String, u64>,
    /// Languages that are no ISO 639-1 code, likewise: the text's own is taken.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown_languages: BTreeMap<String, u64>,
    /// Rows that are no news.
    pub rejected: Vec<RejectedRecord>,
    /// The file with these rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejects_file: Option<String>,
    /// How long it took.
    #[serde(skip)]
    #[schema(ignore)]
    pub seconds: f64,
}

/// `FB (12), XYZ (3) and 5 more`: the most frequent values.
fn most(counts: &BTreeMap<String, u64>) -> String {
    const NAMED: usize = 5;
    let mut all: Vec<(&String, &u64)> = counts.iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let named: Vec<String> =
        all.iter().take(NAMED).map(|(value, count)| format!("{value} ({count})")).collect();
    match all.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A row that is no news.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectedRecord {
    /// Its line, from 1.
    pub line: u64,
    /// The column; absent if the whole row is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong.
    pub reason: String,
}

impl ImportedDocument {
    /// Nothing of a file yet.
    #[must_use]
    pub const fn of(file: String) -> Self {
        Self {
            file,
            rows: 0,
            created: 0,
            revised: 0,
            seen: 0,
            linked: 0,
            ignored: Vec::new(),
            times_without_zone: 0,
            unknown_symbols: BTreeMap::new(),
            unknown_languages: BTreeMap::new(),
            rejected: Vec::new(),
            rejects_file: None,
            seconds: 0.0,
        }
    }

    /// `news.csv: 1000 rows: 990 new, 2 revised, 3 logged before, 5 rejected; 940 linked`.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { file, rows, created, revised, seen, linked, .. } = self;
        let rejected = self.rejected.len();
        format!(
            "{file}: {}: {created} new, {revised} revised, {seen} logged before, {rejected} rejected; \
             {linked} linked to an instrument",
            number_of(*rows, "row")
        )
    }

    /// What of the rows was passed over, a remark for each kind.
    #[must_use]
    pub fn passed_over(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.ignored.is_empty() {
            remarks.push(format!("columns that are not read: {}", self.ignored.join(", ")));
        }
        if !self.unknown_symbols.is_empty() {
            remarks.push(format!("symbols that no instrument has: {}", most(&self.unknown_symbols)));
        }
        if !self.unknown_languages.is_empty() {
            let all = most(&self.unknown_languages);
            remarks.push(format!("languages that are no ISO 639-1 code: {all}; the text's own is taken"));
        }
        remarks
    }

    /// Rows a second, to one; `None` if it took no time that could be told.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.seconds > 0.01).then(|| (self.rows as f64 / self.seconds).round())
    }
}
