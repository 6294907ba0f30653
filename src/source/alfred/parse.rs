//! Answers to series and values, or to what came instead.

use super::wire::{About, Observation, Series, Values};
use crate::net::vendor::{Answer, VendorError};

pub(super) fn series(answer: &Answer) -> Result<Series, VendorError> {
    let about: About = answer.json()?;
    let found = about.seriess.and_then(|mut all| all.pop());
    found.ok_or_else(|| answer.without_data("no `seriess` in it"))
}

pub(super) fn values(answer: &Answer) -> Result<Vec<Observation>, VendorError> {
    let values: Values = answer.json()?;
    values.observations.ok_or_else(|| answer.without_data("no `observations` in it"))
}
