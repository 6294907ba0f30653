//! An answer to filings, or to what came instead.

use super::wire::Submissions;
use crate::net::vendor::{Answer, VendorError};

pub(super) fn submissions(answer: &Answer) -> Result<Submissions, VendorError> {
    let list: Submissions = answer.json()?;
    let recent = &list.filings.recent;
    let rows = recent.accession_number.len();
    if [recent.filing_date.len(), recent.acceptance_date_time.len(), recent.form.len()] != [rows; 3] {
        return Err(answer.shape("its columns are not equally long"));
    }
    Ok(list)
}
