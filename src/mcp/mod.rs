//! The Model Context Protocol on standard input and output: the questions that an assistant may ask.
//!
//! Few tools with short descriptions, for all of them are read by the model before its first question. Each answer
//! says as of when it is and how its figures are explained.

#[cfg(feature = "mcp")]
mod answer;
#[cfg(not(feature = "mcp"))]
mod disabled;
#[cfg(feature = "mcp")]
mod enabled;
#[cfg(feature = "mcp")]
mod remedy;
#[cfg(feature = "mcp")]
mod tools;

#[cfg(not(feature = "mcp"))]
pub use disabled::serve;
#[cfg(feature = "mcp")]
pub use enabled::serve;
