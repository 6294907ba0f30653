//! Bytes to filings, or to what came instead.

use super::NAME;
use super::wire::Submissions;
use crate::source::SourceError;
use crate::source::service::json;

pub(super) fn submissions(address: &str, bytes: &[u8]) -> Result<Submissions, SourceError> {
    let list: Submissions = json(NAME, address, bytes)?;
    let recent = &list.filings.recent;
    let rows = recent.accession_number.len();
    if [recent.filing_date.len(), recent.acceptance_date_time.len(), recent.form.len()] != [rows; 3] {
        return Err(SourceError::Shape {
            address: address.to_owned(),
            expected: "filings",
            reason: "its columns are not equally long".to_owned(),
        });
    }
    Ok(list)
}
