//! The `newstape` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    newstape::cli::main()
}
