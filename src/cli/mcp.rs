//! `newstape mcp`

use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;

const EXAMPLES: &str = "\
An assistant starts this command and speaks with it on standard input and output. Its tools search and show events, \
explain figures, say why an instrument moved, count reactions, find instruments and tell the session of a venue. \
They change nothing; with --write there is one more, which logs an event.

Examples:
  newstape mcp
  newstape --db news.db mcp --write";

/// Answer an assistant by the Model Context Protocol, on standard input and output
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct McpArgs {
    /// Also let the assistant log events
    #[arg(long)]
    write: bool,
}

pub(super) fn run(args: &McpArgs, global: &Global, _: &Console) -> Result<Exit, Failure> {
    crate::mcp::serve(global.context(), args.write)?;
    Ok(Exit::Done)
}
