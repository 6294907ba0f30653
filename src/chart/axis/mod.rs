//! The horizontal axis of a reaction chart: places for bars, and the labels under them.

mod index;
mod ticks;

pub(super) use index::{IndexAxis, Slots};
pub(super) use ticks::ticks;
