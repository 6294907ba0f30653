//! What stands in the server's place in builds without it.

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};

/// Refuses, since this build has no server.
///
/// # Errors
/// Always.
pub fn serve(_: Context, _: bool) -> Result<(), Failure> {
    Err(Refusal::NotBuilt { part: "Model Context Protocol", feature: "mcp" }.into())
}
