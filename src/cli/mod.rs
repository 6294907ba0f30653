//! The command line: reads arguments, calls a use case, prints a view. It computes nothing.

mod alert;
mod args;
mod calendar;
mod chart;
mod compare;
mod complete;
mod config;
mod console;
mod demo;
mod doctor;
mod edit;
mod eval;
mod fetching;
mod global;
mod import_events;
mod instruments;
mod link;
mod list;
mod log;
mod mcp;
mod measure;
mod pager;
mod prices;
mod printing;
mod progress;
mod query;
mod relink;
mod remedy;
mod serve;
mod serve_http;
mod show;
mod source;
mod sql;
mod stats;
mod study;
mod tables;
mod terminal;
mod transfer;
mod upkeep;
mod watch;
mod why;

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser};

pub use args::Cli;

use args::Command;
pub use console::{Console, Exit};
pub use global::Global;
use pager::Pager;

use crate::app::Failure;

/// Reads the arguments, runs the command, and turns its result into an exit code.
#[must_use]
pub fn main() -> ExitCode {
    match complete::answer(Cli::command) {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => {}
        Err(refusal) => return usage(&refusal),
    }
    match Cli::try_parse() {
        Ok(cli) => run_and_report(cli),
        Err(refusal) => usage(&refusal),
    }
}

/// Prints a help text, or why the arguments are refused.
fn usage(refusal: &clap::Error) -> ExitCode {
    let code = if refusal.use_stderr() { 2 } else { 0 };
    match page_help(refusal).unwrap_or_else(|| print(refusal)) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::from(code),
    }
}

/// Shows a help text through the pager, if it is one, standard output is a terminal, and a pager is wanted.
fn page_help(refusal: &clap::Error) -> Option<io::Result<()>> {
    let is_help = refusal.kind() == clap::error::ErrorKind::DisplayHelp;
    let is_wanted = std::env::args_os().all(|arg| arg != "--no-pager") && io::stdout().is_terminal();
    let mut pager = (is_help && is_wanted).then(Pager::start).flatten()?;
    let text = refusal.render();
    let text = if console::wants_colour() { text.ansi().to_string() } else { text.to_string() };
    let written = pager.input().and_then(|input| input.write_all(text.as_bytes()));
    pager.finish();
    Some(written)
}

fn run_and_report(mut cli: Cli) -> ExitCode {
    let mut console = Console::new(&cli.global);
    if cli.command.is_to_be_read() && !cli.global.no_pager {
        console.page();
    }
    let ready = cli.check_form().and_then(|()| cli.read_settings());
    let code = match ready.and_then(|()| run(&cli, &console)) {
        Ok(exit) => exit.code(),
        Err(failure) => {
            console.failure(&failure);
            failure.class().exit_code()
        }
    };
    match console.finish() {
        Ok(()) => ExitCode::from(code),
        Err(error) => {
            console.note(&format!("error: standard output cannot be written: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints clap's message. If it quotes control characters, they are made visible and colours are left out.
fn print(refusal: &clap::Error) -> io::Result<()> {
    match crate::text::printable(&refusal.render().to_string()) {
        Cow::Owned(text) if refusal.use_stderr() => write!(io::stderr().lock(), "{text}"),
        Cow::Owned(_) | Cow::Borrowed(_) => refusal.print(),
    }
}

/// The document of `newstape version --json`.
#[derive(serde::Serialize)]
struct Version {
    version: &'static str,
}

fn run(cli: &Cli, console: &Console) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Version => {
            let version = env!("CARGO_PKG_VERSION");
            if console.json {
                console.document(&crate::view::Document::new("version", Version { version }));
            } else {
                console.line(version);
            }
            Ok(Exit::Done)
        }
        Command::Completions(args) => complete::completions(args, console),
        Command::Mcp(args) => mcp::run(args, &cli.global, console),
        Command::Man(args) => complete::man(args, Cli::command(), console),
        Command::Prices(args) => prices::run(args, &cli.global, console),
        Command::Demo(args) => demo::run(args, &cli.global, console),
        Command::Log(args) => log::run(args, &cli.global, console),
        Command::Show(args) => show::show(args, &cli.global, console),
        Command::Explain(args) => show::explain(args, &cli.global, console),
        Command::List(args) => list::run(args, &cli.global, console),
        Command::Edit(args) => edit::run_edit(args, &cli.global, console),
        Command::Tag(args) => edit::run_tag(args, &cli.global, console),
        Command::Delete(args) => edit::run_delete(args, &cli.global, console),
        Command::Merge(args) => edit::run_merge(args, &cli.global, console),
        Command::History(args) => edit::run_history(args, &cli.global, console),
        Command::Undo(args) => edit::run_undo(args, &cli.global, console),
        Command::Link(args) => link::run(args, &cli.global, console),
        Command::Relink(args) => relink::run(args, &cli.global, console),
        Command::Query(args) => query::run(args, &cli.global, console),
        Command::Why(args) => why::run(args, &cli.global, console),
        Command::Sql(args) => sql::run(args, &cli.global, console),
        Command::Stats(args) => stats::run(args, &cli.global, console),
        Command::Top(args) => stats::run_top(args, &cli.global, console),
        Command::Alert(args) => alert::run(args, &cli.global, console),
        Command::Watch(args) => watch::run(args, &cli.global, console),
        Command::Measure(args) => measure::run(args, &cli.global, console),
        Command::Chart(args) => chart::run(args, &cli.global, console),
        Command::Calendar(args) => calendar::run(args, &cli.global, console),
        Command::Study(args) => study::run(args, &cli.global, console),
        Command::Compare(args) => compare::run(args, &cli.global, console),
        Command::Instruments(args) => instruments::run(args, &cli.global, console),
        Command::Source(args) => source::run(args, &cli.global, console),
        Command::Config(args) => config::run(args, &cli.global, console),
        Command::Serve(args) => serve::serve(args, &cli.global, console),
        Command::Run(args) => serve::run(args, &cli.global, console),
        Command::Doctor(args) => doctor::run(args, &cli.global, console),
        Command::Export(args) => transfer::run_export(args, &cli.global, console),
        Command::Import(args) => transfer::run_import(args, &cli.global, console),
        Command::Backup(args) => upkeep::backup(args, &cli.global, console),
        Command::Restore(args) => upkeep::restore(args, &cli.global, console),
        Command::Prune(args) => upkeep::prune(args, &cli.global, console),
        Command::Vacuum(args) => upkeep::vacuum(args, &cli.global, console),
        Command::Eval(args) => eval::run(args, &cli.global, console),
    }
}
