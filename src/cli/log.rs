//! `newstape log`

use clap::Args;

use super::printing::{self, Printed};
use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::list::show;
use crate::app::log::event::{Input, LogRequest, log_event};
use crate::event::EventKind;
use crate::store::Logged;

const EXAMPLES: &str = "\
Examples:
  newstape log article.txt
  newstape log page.html --source \"Der Aktionär\" --tag ki
  newstape log https://example.com/story
  pbpaste | newstape log - --at \"29 January 2025, 9:12 am ET\"
  newstape log --title \"Meta beats estimates\" --at 2025-01-29T21:05Z --ticker META --kind earnings

What the flags say beats what the text says. The same item is logged once: a second time it is
only counted, and a changed text becomes a revision. A --ticker that nobody knows, or a file that is
not there, ends with exit code 4, and nothing is logged.";

/// Log a news event: link it, check the moves it states, measure the reaction
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct LogArgs {
    /// A text, Markdown or HTML file, a URL, or - for standard input
    #[arg(value_name = "FILE|URL|-")]
    input: Option<String>,
    /// The title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// When it became public: a day, or a time with its zone (without one: UTC, and flagged)
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// An instrument that it is about (repeatable): MSFT, SAP.DE, BMW:XETR, an ISIN
    #[arg(long = "ticker", value_name = "SYM", num_args = 1.., value_delimiter = ',')]
    tickers: Vec<String>,
    /// What kind of news: news, earnings, filing, macro, guidance, m&a, regulatory, analyst, other
    #[arg(long, value_name = "KIND")]
    kind: Option<EventKind>,
    /// A tag (repeatable)
    #[arg(long = "tag", value_name = "TAG", num_args = 1.., value_delimiter = ',')]
    tags: Vec<String>,
    /// The language, as an ISO 639-1 code
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
}

pub(super) fn run(args: &LogArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let request = LogRequest {
        input: args.input.as_deref().map(Input::from_argument),
        title: args.title.clone(),
        at: args.at.clone(),
        source: args.source.clone(),
        tickers: args.tickers.clone(),
        kind: args.kind,
        tags: args.tags.clone(),
        lang: args.lang.clone(),
    };
    let context = global.context();
    let (stored, logged) = log_event(&context, &request)?;
    let document = show::document(&stored, Some(logged));
    printing::event(&context, console, "log", &document, &stored, Printed::Whole)?;
    match logged {
        Logged::Created(_) => {}
        Logged::SeenAgain(id) => console.note(&format!("event {id} was logged before, with the same text")),
        Logged::Revised(id) => {
            console.note(&format!("event {id} was logged before; its text is a new revision"));
        }
    }
    Ok(Exit::Done)
}
