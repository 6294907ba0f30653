//! A provider's spelling of an instrument, or why there is none.

use super::ProviderError;
use crate::instrument::{Instrument, spelling};

/// A provider's spelling, or the error that it does not carry the instrument.
pub(super) fn spelt(provider: &'static str, instrument: &Instrument) -> Result<String, ProviderError> {
    spelling(provider, instrument).ok_or_else(|| ProviderError::Unable {
        provider,
        reason: format!("it does not carry {}", instrument.id),
    })
}
