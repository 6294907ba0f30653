//! `newstape log`

use chrono_tz::Tz;
use clap::Args;

use super::printing;
use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::list::show;
use crate::app::log::{Input, LogRequest, LoggedEvent, log_event, user_time};
use crate::event::{EventKind, Logged, Said, Usual};
use crate::road::Aspect;
use crate::text::LanguageCode;
use crate::view::event::not_applied;

const EXAMPLES: &str = "\
Examples:
  newstape log article.txt
  newstape log page.html --source \"Der Aktionär\" --tag ki
  newstape log https://example.com/story
  pbpaste | newstape log - --at \"29 January 2025, 9:12 am ET\"
  newstape log --title \"Meta beats estimates\" --at 2025-01-29T21:05Z --ticker META --kind earnings

Flags override what the text says. The same item is logged once: a second time it is
only counted, and a changed text becomes a revision; what flags then say otherwise is not applied,
and a note says so. A --ticker that nobody knows ends with exit code 4, and nothing is logged.";

/// Log a news event: link it, check the price moves it states, measure the reaction
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct LogArgs {
    /// A text, Markdown or HTML file, a URL, or - for standard input
    #[arg(value_name = "FILE|URL|-")]
    input: Option<String>,
    /// The title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// When it was published: a day, or a time with its zone (a time without one is in that of --zone, else
    /// it counts as UTC and is flagged)
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// An instrument that the news is about (repeatable): MSFT, SAP.DE, BMW:XETR, an ISIN
    #[arg(long = "ticker", value_name = "SYM", num_args = 1.., value_delimiter = ',')]
    tickers: Vec<String>,
    /// The kind of news: news, earnings, filing, macro, guidance, m&a, regulatory, analyst, other
    #[arg(long, value_name = "KIND")]
    kind: Option<EventKind>,
    /// A tag (repeatable)
    #[arg(long = "tag", value_name = "TAG", num_args = 1.., value_delimiter = ',')]
    tags: Vec<String>,
    /// The zone of times that state none: Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    zone: Option<Tz>,
    /// The language, as an ISO 639-1 code
    #[arg(long, value_name = "CODE")]
    lang: Option<LanguageCode>,
}

pub(super) fn run(args: &LogArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let lang = args.lang.map(LanguageCode::as_str);
    let at = args.at.as_deref().map(|at| user_time("at", at, lang, args.zone, context.now())).transpose()?;
    let request = LogRequest {
        input: args.input.as_deref().map(Input::from_argument),
        said: Said {
            title: args.title.clone(),
            at,
            source: args.source.clone(),
            kind: args.kind,
            tags: args.tags.clone(),
            lang: args.lang,
            usual: Usual { zone: args.zone, ..Usual::default() },
        },
        tickers: args.tickers.clone(),
    };
    let done = log_event(&context, &request)?;
    let document = show::logged(&done);
    printing::event(&context, console, "log", &document, &done.stored)?;
    tell(&done, console);
    Ok(Exit::Done)
}

/// What happened to an event that was logged before.
fn tell(done: &LoggedEvent, console: &Console) {
    let id = done.stored.event.id;
    match done.logged {
        Logged::Created(_) | Logged::Filtered(_) => {}
        Logged::SeenAgain(_) => console.note(&format!("event {id} was logged before, with the same text")),
        Logged::Revised(_) => {
            console.note(&format!("event {id} was logged before; its text is a new revision"));
        }
    }
    for kept in &done.kept {
        console.note(&not_applied(kept));
        if kept.aspect == Aspect::Instrument {
            console.note(&format!("hint: `newstape link {id} --add {}` links it", kept.said));
        }
    }
}
