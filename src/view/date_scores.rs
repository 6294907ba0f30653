//! The scores of date reading: the output of `newstape eval dates`.

use serde::Serialize;

/// A date as a labelled row states it, and as the finder returned it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct DateRecord {
    /// ISO 8601 day; absent if there is no date of publication.
    pub date: Option<String>,
    /// Clock time as written, `HH:MM` or `HH:MM:SS`.
    pub time: Option<String>,
    /// Zone as written.
    pub zone: Option<String>,
    /// The instant, RFC 3339 UTC, where a zone is written.
    pub utc: Option<String>,
}

/// A row whose result differs from its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongDate {
    /// The row's name.
    pub id: String,
    /// The input.
    pub input: String,
    /// The labelled date.
    pub expected: DateRecord,
    /// The date that was found.
    pub found: DateRecord,
    /// The fields that differ: `date`, `time`, `zone`, `utc`.
    pub fields: Vec<&'static str>,
    /// The label's remark.
    pub note: String,
}

/// Counts over one set of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DateCount {
    /// Number of rows.
    pub n: usize,
    /// Rows that agree with the label in every field.
    pub right: usize,
}

/// The scores of a file of labelled dates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateScores {
    /// `newstape/eval-dates/1`.
    pub schema: &'static str,
    /// Number of rows.
    pub n: usize,
    /// Rows that agree with the label in every field.
    pub right: usize,
    /// `right / n`, a fraction; 1 for an empty file.
    pub accuracy: f64,
    /// Counts by language.
    pub by_lang: std::collections::BTreeMap<String, DateCount>,
    /// Counts by kind of input.
    pub by_kind: std::collections::BTreeMap<String, DateCount>,
    /// The rows that differ from their labels.
    pub wrong: Vec<WrongDate>,
}
