//! `newstape log`

use chrono_tz::Tz;
use clap::Args;

use super::{Console, Exit, Global, fetching, printing};
use crate::app::list::show;
use crate::app::log::{Input, LogRequest, LoggedEvent, log_event, user_time};
use crate::app::measure::measure;
use crate::app::{BenchmarkChoice, Context, Failure};
use crate::event::{EventKind, Logged, Said, Usual};
use crate::road::Aspect;
use crate::text::LanguageCode;
use crate::view::event::not_applied;
use crate::view::supplied::SuppliedRecord;

const EXAMPLES: &str = "\
Examples:
  newstape log article.txt --fetch          # and fetch the prices it needs
  newstape log article.txt
  newstape log page.html --source \"Der Aktionär\" --tag ki
  newstape log https://example.com/story
  pbpaste | newstape log - --at \"29 January 2025, 9:12 am ET\"
  newstape log --title \"Meta beats estimates\" --at 2025-01-29T21:05Z --ticker META --kind earnings

Flags override what the text says. The same item is logged once: a second time it is \
only counted, and a changed text becomes a revision; what flags then say otherwise is not applied, \
and a note says so. A short text (under 40 words) that appears again on another day is another event. \
A --ticker that nobody knows ends with exit code 4, and nothing is logged. With --fetch, \
the exit code is 3 if the event is logged and daily bars of an instrument could not be fetched.";

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
    /// Also fetch the prices that are missing: the instruments, their benchmarks, two years of daily bars,
    /// minutes around the news where a provider has them
    #[arg(long)]
    fetch: bool,
}

pub(super) fn run(args: &LogArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    fetching::check(args.fetch, "--fetch", global)?;
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
    let mut done = log_event(&context, &request)?;
    let supplied = if args.fetch { fetch(&context, &mut done, console)? } else { None };
    let document = show::logged(&done);
    let exit = supplied.as_ref().map_or(Exit::Done, |(_, exit)| *exit);
    let supplied = supplied.map(|(record, _)| record);
    printing::logged(&context, console, &document, &done.stored, supplied)?;
    tell(&done, console);
    Ok(exit)
}

/// Fetches what the event needs and measures it again; a reprint is measured where its story is.
fn fetch(
    context: &Context,
    done: &mut LoggedEvent,
    console: &Console,
) -> Result<Option<(SuppliedRecord, Exit)>, Failure> {
    let event = &done.stored.event;
    let (id, story) = (event.id, event.story.0);
    if story != id.0 {
        console.note(&format!(
            "nothing was fetched: event {id} repeats the story of event {story}; `newstape measure {story} --fetch` \
             measures that"
        ));
        return Ok(None);
    }
    let (record, lacks) = fetching::fetch(context, &[id], &BenchmarkChoice::Market, console)?;
    measure(context, &[id])?;
    done.stored = show::show_event(context, id)?;
    Ok(Some((record, if lacks { Exit::Partial } else { Exit::Done })))
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
        // As text, the event's own remarks say so.
        if console.json {
            console.note(&not_applied(kept));
        }
        if kept.aspect == Aspect::Instrument {
            console.note(&format!("hint: `newstape link {id} --add {}` links it", kept.said));
        }
    }
}
