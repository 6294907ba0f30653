//! `newstape completions` and `newstape man`, and the words that a shell completes.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Command, ValueEnum};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::{Console, Exit, Global};
use crate::app::complete::{Words, candidates};
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::view::Document;

/// The variable by which a shell asks for completions.
const ASKED: &str = "NEWSTAPE_COMPLETE";
/// The program's name.
const PROGRAM: &str = "newstape";

const COMPLETIONS_EXAMPLES: &str = "\
The script asks the program each time, and so knows your symbols, tags, saved queries, sources and alerts.

Examples:
  newstape completions bash > ~/.local/share/bash-completion/completions/newstape
  newstape completions zsh > _newstape            # in a folder of $fpath
  newstape completions fish > ~/.config/fish/completions/newstape.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  newstape man | man -l -
  newstape man -o ~/.local/share/man/man1";

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Shell {
    const fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Elvish => "elvish",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Zsh => "zsh",
        }
    }
}

/// Print the manual page, or write those of all commands
#[derive(Debug, Args)]
#[command(after_help = MAN_EXAMPLES)]
pub(super) struct ManArgs {
    /// Write a page for each command to this folder
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(serde::Serialize)]
struct Script {
    shell: &'static str,
    script: String,
}

#[derive(serde::Serialize)]
struct Page {
    page: String,
}

#[derive(serde::Serialize)]
struct Pages {
    files: Vec<PathBuf>,
}

/// Answers a shell that asks for completions of `program`. Returns whether one did.
///
/// # Errors
/// The shell is unknown, or its question is.
pub(super) fn answer(program: fn() -> Command) -> Result<bool, clap::Error> {
    let asked = CompleteEnv::with_factory(|| offering(program(), "")).var(ASKED);
    asked.try_complete(std::env::args_os(), std::env::current_dir().ok().as_deref())
}

pub(super) fn completions(args: &CompletionsArgs, console: &Console) -> Result<Exit, Failure> {
    let shell = args.shell.name();
    let failed = |reason: String| Refusal::Argument { argument: "shell", reason };
    let shells = Shells::builtins();
    let writer = shells.completer(shell).ok_or_else(|| failed(format!("there is none for {shell}")))?;
    let mut script = Vec::new();
    let written = writer.write_registration(ASKED, PROGRAM, PROGRAM, PROGRAM, &mut script);
    written.map_err(|e| failed(e.to_string()))?;
    let script = String::from_utf8_lossy(&script).into_owned();
    if console.json {
        console.document(&Document::new("completions", Script { shell, script }));
    } else {
        console.data(script.trim_end());
    }
    Ok(Exit::Done)
}

pub(super) fn man(args: &ManArgs, program: Command, console: &Console) -> Result<Exit, Failure> {
    let command = program.disable_help_subcommand(true);
    let failed = |reason: std::io::Error| Refusal::Argument { argument: "out", reason: reason.to_string() };
    let Some(folder) = &args.out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page).map_err(failed)?;
        let page = String::from_utf8_lossy(&page).into_owned();
        if console.json {
            console.document(&Document::new("man", Page { page }));
        } else {
            console.data(page.trim_end());
        }
        return Ok(Exit::Done);
    };
    let unwritten =
        |reason: std::io::Error| Refusal::Unwritable { path: folder.clone(), reason: reason.to_string() };
    std::fs::create_dir_all(folder).map_err(unwritten)?;
    clap_mangen::generate_to(command.clone(), folder).map_err(unwritten)?;
    let files = pages(&command, PROGRAM).into_iter().map(|name| folder.join(name + ".1")).collect();
    let pages = Pages { files };
    if console.json {
        console.document(&Document::new("man", pages));
    } else {
        console.note(&format!("wrote {} pages to {}", pages.files.len(), folder.display()));
    }
    Ok(Exit::Done)
}

/// The names of the pages of a command and of those below it.
fn pages(command: &Command, name: &str) -> Vec<String> {
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let below = shown.flat_map(|sub| pages(sub, &format!("{name}-{}", sub.get_name())));
    std::iter::once(name.to_owned()).chain(below).collect()
}

/// The command with completions for the values that their names in the help tell.
fn offering(command: Command, above: &str) -> Command {
    let name = command.get_name().to_owned();
    let owner = if above.is_empty() || above == PROGRAM { name.clone() } else { above.to_owned() };
    command
        .mut_args(|arg| match offered(&arg, &owner) {
            Some(completer) => arg.add(completer),
            None => arg,
        })
        .mut_subcommands(|sub| offering(sub, &owner))
}

fn offered(arg: &clap::Arg, owner: &str) -> Option<ArgValueCompleter> {
    let value = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
    let stored = |words, before: &'static [&'static str]| {
        Some(ArgValueCompleter::new(move |typed: &OsStr| words_for(words, before, typed)))
    };
    match (value, owner) {
        ("SYM" | "SYMBOL", _) => stored(Words::Symbols, &[""]),
        ("TAG", _) => stored(Words::Tags, &[""]),
        ("+TAG|-TAG", _) => stored(Words::Tags, &["+", "-"]),
        ("EXPR", _) => stored(Words::Queries, &["@"]),
        ("EVENT", _) => stored(Words::Events, &[""]),
        ("NAME", "source") => stored(Words::Sources, &[""]),
        ("NAME", "alert") => stored(Words::Alerts, &[""]),
        ("NAME", "query") => stored(Words::Queries, &[""]),
        ("MIC", _) => Some(ArgValueCompleter::new(venues)),
        _ => None,
    }
}

/// The words from the database that go on with what was typed behind one of the signs.
fn words_for(words: Words, signs: &[&str], typed: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(typed), Some(context)) = (typed.to_str(), asked_context()) else { return Vec::new() };
    let of = |sign: &&str| {
        // Nothing typed yet goes on with any of the signs.
        let start = if typed.is_empty() { Some("") } else { typed.strip_prefix(*sign) }?;
        let sign = (*sign).to_owned();
        // What cannot be read completes nothing: a shell has no place for an error.
        let found = candidates(&context, words, start).unwrap_or_default();
        Some(found.into_iter().map(move |c| candidate(&format!("{sign}{}", c.word), c.meaning)))
    };
    signs.iter().filter_map(of).flatten().collect()
}

fn candidate(word: &str, meaning: String) -> CompletionCandidate {
    CompletionCandidate::new(word).help((!meaning.is_empty()).then(|| meaning.into()))
}

fn venues(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_uppercase();
    let known = crate::venue::venues().iter().filter(|venue| venue.mic.as_str().starts_with(&typed));
    known.map(|venue| candidate(venue.mic.as_str(), venue.name.to_string())).collect()
}

/// The context of the line that is being typed.
fn asked_context() -> Option<Context> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let mut global = Global {
        db: file_of(&words, "--db").or_else(|| std::env::var_os("NEWSTAPE_DB").map(PathBuf::from)),
        config: file_of(&words, "--config")
            .or_else(|| std::env::var_os("NEWSTAPE_CONFIG").map(PathBuf::from)),
        json: false,
        format: None,
        no_pager: true,
        offline: true,
        now: None,
        settings: Arc::default(),
        calendars: crate::calendar::Calendars::builtin(),
    };
    global.settings = Arc::new(global.load().ok()?);
    Some(global.context())
}

/// The file that an option names, in one word or two.
fn file_of(words: &[OsString], option: &str) -> Option<PathBuf> {
    let at = words.iter().position(|word| word == option).and_then(|n| words.get(n + 1)).map(PathBuf::from);
    let joined = || {
        let start = format!("{option}=");
        words.iter().find_map(|word| word.to_str()?.strip_prefix(start.as_str()).map(PathBuf::from))
    };
    at.or_else(joined)
}
