//! What stands in the server's place in builds without it.

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};

/// Refuses, since this build has no server.
///
/// # Errors
/// Always.
pub fn serve(_: Context, _: bool) -> Result<(), Failure> {
    let reason = "this build lacks the protocol: it is made with the Cargo feature `mcp`";
    Err(Refusal::Runtime(reason.to_owned()).into())
}
