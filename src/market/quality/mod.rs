//! Quality gates: what is suspicious about bars when they arrive.

mod flag;

pub use flag::{Flag, Flags};
