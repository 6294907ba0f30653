//! Quantities with their units: currencies, prices, returns, and the intervals that rounding leaves.

mod money;
mod returns;
mod rounding;
pub mod typeset;

pub use money::{Currency, Price, UnknownCurrency};
pub use returns::Return;
pub use rounding::Rounding;
