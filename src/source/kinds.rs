//! From a user's settings to the source of their kind.

use super::service::Service;
use super::{
    Access, Source, SourceError, alfred, alphavantage, edgar, eqs, feed, finnhub, folder, gdelt, gdelt_files,
    lines, marketaux, polygon,
};
use crate::event::{SourceKind, SourceSettings};

/// The source that the settings describe.
///
/// # Errors
/// [`SourceError::Setting`] if a setting is missing or invalid; [`SourceError::Vendor`] if a key
/// is missing or the address of a service is invalid.
pub fn build(settings: &SourceSettings, access: &Access) -> Result<Box<dyn Source>, SourceError> {
    let service = |plan| Service::new(plan, settings, access);
    Ok(match settings.kind {
        SourceKind::Feed => Box::new(feed::Feed::new(settings)?),
        SourceKind::Finnhub => Box::new(service(&finnhub::PLAN)?),
        SourceKind::AlphaVantage => Box::new(service(&alphavantage::PLAN)?),
        SourceKind::Polygon => Box::new(service(&polygon::PLAN)?),
        SourceKind::Marketaux => Box::new(service(&marketaux::PLAN)?),
        SourceKind::Gdelt => Box::new(service(&gdelt::PLAN)?),
        SourceKind::GdeltFiles => Box::new(gdelt_files::Files::new(settings, access)?),
        SourceKind::Alfred => Box::new(service(&alfred::PLAN)?),
        SourceKind::Eqs => Box::new(service(&eqs::PLAN)?),
        SourceKind::Edgar => Box::new(edgar::Edgar::new(settings, access)?),
        SourceKind::Folder => Box::new(folder::Folder::new(settings)?),
        SourceKind::Lines => Box::new(lines::Lines::standard_input()),
    })
}
