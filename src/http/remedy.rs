//! What a reader of the page or a user of the API could do: values from below, in their words.

use crate::market::{Missing, MissingData};

/// What becomes of a row that lacks data, for a reader of the page; `None` where nothing can come.
pub(super) fn for_reader(missing: &Missing) -> Option<String> {
    match missing.what {
        MissingData::Bars(_) => Some("measured as soon as they are there".to_owned()),
        MissingData::Calendar
        | MissingData::Listing { .. }
        | MissingData::OneAdjustment
        | MissingData::Quotation { .. }
        | MissingData::SoundPrices { .. } => None,
    }
}
