//! Expected-return models: what a price would have done without the news.
//!
//! A model is estimated on one instrument's returns in an estimation window and predicts the
//! returns of its event window. All estimates come from centred sums or from a QR factorisation,
//! never from normal equations on uncentred data: those lose half the digits.

// Counts of rows are far below 2^52.
#![allow(clippy::cast_precision_loss)]

mod expectation;
mod factors;
mod line;
mod model;
mod sums;
mod thin;

pub use expectation::{Expectation, fit_model};
pub use factors::{FactorFit, NotIdentified, fit_factors};
pub(crate) use line::fit_line;
pub use line::{LineFit, Spread};
pub use model::{Model, UnknownModel};
pub(crate) use sums::RunningSums;
pub use thin::{dimson_beta, scholes_williams_beta};
