//! `newstape link`

use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::link::correct::{Corrected, LinkCorrections, correct};
use crate::event::EventId;
use crate::link::Decision;
use crate::view::Document;
use crate::view::format;

const EXAMPLES: &str = "\
Examples:
  newstape link 12                               # its links and your decisions on them
  newstape link 12 --reject GAP --add CRM        # the linker was wrong twice
  newstape link 12 --accept MSFT

Decisions override the linker and survive `newstape relink`. A later one replaces an earlier one; `newstape undo` \
takes the last one back.";

/// Correct an event's links: your decision overrides the linker
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct LinkArgs {
    /// The event's number, as `list` shows it
    #[arg(value_name = "EVENT")]
    event: EventId,
    /// This link is right (repeatable)
    #[arg(long, value_name = "SYM")]
    accept: Vec<String>,
    /// This link is wrong (repeatable)
    #[arg(long, value_name = "SYM")]
    reject: Vec<String>,
    /// The event is about this as well (repeatable)
    #[arg(long, value_name = "SYM")]
    add: Vec<String>,
}

pub(super) fn run(args: &LinkArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let all =
        [(Decision::Accept, &args.accept), (Decision::Reject, &args.reject), (Decision::Add, &args.add)];
    let decisions =
        all.into_iter().flat_map(|(d, symbols)| symbols.iter().map(move |s| (d, s.clone()))).collect();
    let corrections = LinkCorrections { event: args.event, decisions };
    print(&correct(&global.context(), &corrections, &global.who())?, console);
    Ok(Exit::Done)
}

fn print(corrected: &Corrected, console: &Console) {
    let document = corrected.document();
    if console.json {
        console.document(&Document::new("link", document));
        return;
    }
    if let Some(diff) = &document.diff {
        console.line(diff.text().trim_end());
        return;
    }
    console.line(&format!("{}  {}", document.event, corrected.stored.event.text.title()));
    for l in &document.links {
        let (role, sure) = (format::word(&l.role), format::share(l.confidence));
        console.line(&format!("    {:<8} {}  {role:<9} {sure:>7}  {}", l.symbol, l.mic, l.name));
    }
    for d in &document.decisions {
        console.line(&format!("  you {:<7} {:<8} {}", format::word(&d.decision), d.symbol, d.mic));
    }
}
