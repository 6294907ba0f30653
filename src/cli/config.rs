//! `newstape config`

use clap::{Args, Subcommand};
use comfy_table::Table;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::config;
use crate::view::Document;
use crate::view::settings::{SettingRecord, SettingsDocument};
use crate::view::text::{Width, table};

const EXAMPLES: &str = "\
Examples:
  newstape config example > ~/.config/newstape/config.toml
  newstape config show
  newstape config show --origin     # and where each value comes from";

const SHOW_EXAMPLES: &str = "\
Examples:
  newstape config show
  newstape config show --origin     # and where each value comes from";

const EXAMPLE_EXAMPLES: &str = "\
Examples:
  newstape config example
  mkdir -p ~/.config/newstape && newstape config example > ~/.config/newstape/config.toml";

/// Show the settings, or print an example
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the settings in effect; secrets are not shown
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Show where each value comes from: default, file and line, variable, flag
        #[arg(long)]
        origin: bool,
    },
    /// Print a configuration file with every setting, commented out
    #[command(after_help = EXAMPLE_EXAMPLES)]
    Example,
}

/// The comment at the top of the example file.
const EXAMPLE_HEAD: &str = "\
# Settings of newstape. Location: ~/.config/newstape/config.toml, or the file given with --config.
# A variable overrides the file, a flag overrides both. `newstape config show --origin` shows the result.";

impl ConfigArgs {
    /// Whether it prints rows that have columns.
    pub(super) fn prints_rows(&self) -> bool {
        matches!(self.what, What::Show { .. })
    }
}

pub(super) fn run(args: &ConfigArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    match args.what {
        What::Example => console.line(&format!("{EXAMPLE_HEAD}\n{}", config::example().trim_end())),
        What::Show { origin } => {
            let settings = global.load()?;
            let record = |entry: config::Entry| SettingRecord {
                name: entry.name,
                value: entry.value,
                origin: entry.origin.to_string(),
            };
            let document = SettingsDocument {
                file: settings.file.map(|f| f.display().to_string()),
                settings: settings.entries.into_iter().map(record).collect(),
            };
            print(document, origin, console);
        }
    }
    Ok(Exit::Done)
}

fn print(document: SettingsDocument, origin: bool, console: &Console) {
    if console.json {
        console.document(&Document::new("config", document));
        return;
    }
    if console.wants_rows() {
        console.rows(&document, |width| settings(&document, width));
        return;
    }
    match &document.file {
        Some(file) => console.note(&format!("file: {file}")),
        None => console.note("file: none"),
    }
    if !origin {
        for setting in document.settings {
            console.line(&format!("{} = {}", setting.name, setting.value));
        }
        return;
    }
    console.line(&settings(&document, Width(console.width)).trim_fmt());
}

fn settings(document: &SettingsDocument, width: Width) -> Table {
    let mut table = table(width, &["setting", "value", "origin"]);
    for setting in &document.settings {
        table.add_row([&setting.name, &setting.value, &setting.origin]);
    }
    table
}
