//! A company's list of filings as sent: columns, one entry for each filing, the latest first.
//! <https://data.sec.gov/submissions/CIK0000320193.json>

use serde::{Deserialize, Deserializer};

/// The list.
#[derive(Debug, Deserialize)]
pub(super) struct Submissions {
    /// A number, with or without leading zeros, as text or not.
    #[serde(deserialize_with = "number")]
    pub(super) cik: u32,
    pub(super) name: String,
    pub(super) filings: Filings,
}

/// The filings.
#[derive(Debug, Deserialize)]
pub(super) struct Filings {
    pub(super) recent: Recent,
}

/// The latest thousand, or those of the last year.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recent {
    pub(super) accession_number: Vec<String>,
    pub(super) filing_date: Vec<String>,
    /// Ends in `Z`, which is true of most filers only.
    pub(super) acceptance_date_time: Vec<String>,
    pub(super) form: Vec<String>,
    /// Item numbers of an 8-K: `2.02,9.01`.
    #[serde(default)]
    pub(super) items: Vec<String>,
    #[serde(default)]
    pub(super) primary_document: Vec<String>,
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().map_err(|_| serde::de::Error::custom(format!("\"{text}\" is not a CIK")))
}
