//! `newstape edit`, `tag`, `delete`, `merge`, `history` and `undo`

use clap::{ArgGroup, Args};

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::correct::{Edit, delete, edit, edit_all, history_of, merge, undo};
use crate::app::list::show;
use crate::app::log::tag_name;
use crate::app::refusal::Refusal;
use crate::event::{EventId, EventKind};
use crate::text::LanguageCode;
use crate::view::Document;
use crate::view::corrections::HistoryDocument;

const EDIT_EXAMPLES: &str = "\
Examples:
  newstape edit 12 --at 2025-01-29T13:30Z
  newstape edit 12 --title 'Microsoft beats estimates' --kind earnings
  newstape edit 12 --tag +chips --tag -draft

If its title, time, source or language changes, the event is linked, read and measured again. The history records you \
under the setting `user`, or else your system user name.";

/// The options of which an edit needs one.
const CHANGES: [&str; 6] = ["title", "at", "kind", "source", "lang", "tag"];

/// Change an event: its title, time, kind, source, language or tags
#[derive(Debug, Args)]
#[command(after_help = EDIT_EXAMPLES)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(CHANGES))]
pub(super) struct EditArgs {
    /// The event's number, as `list` shows it
    #[arg(value_name = "EVENT")]
    event: EventId,
    /// Its title
    #[arg(long, value_name = "T")]
    title: Option<String>,
    /// When it was published
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// What kind of news: news, earnings, filing, macro, guidance, m&a, regulatory, analyst, other
    #[arg(long, value_name = "KIND")]
    kind: Option<EventKind>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Its language, as an ISO 639-1 code
    #[arg(long, value_name = "CODE")]
    lang: Option<LanguageCode>,
    /// Add a tag (+TAG, TAG) or take one off (-TAG); repeatable
    #[arg(long, value_name = "+TAG|-TAG", allow_hyphen_values = true)]
    tag: Vec<String>,
}

pub(super) fn run_edit(args: &EditArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let (add_tags, drop_tags) = tags(&args.tag)?;
    let wanted = Edit {
        title: args.title.clone(),
        at: args.at.clone(),
        kind: args.kind,
        source: args.source.clone(),
        lang: args.lang,
        add_tags,
        drop_tags,
    };
    let now = edit(&context, args.event, &wanted, &global.who())?;
    if console.json {
        console.document(&Document::new("event", show::document(&now)));
    } else {
        console.line(&format!("{}  {}", now.event.id, now.event.text.title()));
    }
    Ok(Exit::Done)
}

/// Tags to add, and tags to take off.
fn tags(typed: &[String]) -> Result<(Vec<String>, Vec<String>), Refusal> {
    let (mut add, mut drop) = (Vec::new(), Vec::new());
    for tag in typed {
        let (list, name) = match tag.strip_prefix('-') {
            Some(name) => (&mut drop, name),
            None => (&mut add, tag.strip_prefix('+').unwrap_or(tag)),
        };
        // Of a sign without a name, what was typed is shown.
        let reason = format!("\"{tag}\" has no tag name");
        list.push(tag_name(name).map_err(|_| Refusal::Argument { argument: "tag", reason })?);
    }
    Ok((add, drop))
}

const TAG_EXAMPLES: &str = "\
Examples:
  newstape tag +chips 3 4 12
  newstape tag -draft 12";

/// Add a tag to events, or take one off
#[derive(Debug, Args)]
#[command(after_help = TAG_EXAMPLES)]
pub(super) struct TagArgs {
    /// The tag: +TAG or TAG adds it, -TAG takes it off
    #[arg(value_name = "+TAG|-TAG", allow_hyphen_values = true)]
    tag: String,
    /// The events' numbers
    #[arg(value_name = "EVENT", required = true)]
    events: Vec<EventId>,
}

pub(super) fn run_tag(args: &TagArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let (add_tags, drop_tags) = tags(std::slice::from_ref(&args.tag))?;
    let wanted = Edit { add_tags, drop_tags, ..Edit::default() };
    let changed = edit_all(&global.context(), &args.events, &wanted, &global.who())?;
    print_if_json(&changed, console);
    console.note(&match changed.entries.len() {
        1 => "1 event changed".to_owned(),
        count => format!("{count} events changed"),
    });
    Ok(Exit::Done)
}

const DELETE_EXAMPLES: &str = "\
Examples:
  newstape delete 12
  newstape delete 3 4 && newstape undo

A deleted event is not logged again even if its source still lists it.";

/// Delete events
#[derive(Debug, Args)]
#[command(after_help = DELETE_EXAMPLES)]
pub(super) struct DeleteArgs {
    /// The events' numbers
    #[arg(value_name = "EVENT", required = true)]
    events: Vec<EventId>,
}

pub(super) fn run_delete(args: &DeleteArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let deleted = delete(&global.context(), &args.events, &global.who())?;
    print_if_json(&deleted, console);
    console.note("deleted; undo it with: newstape undo");
    Ok(Exit::Done)
}

const MERGE_EXAMPLES: &str = "\
Examples:
  newstape merge 3 4 12

The reaction is measured once for a story, from its first publication.";

/// Join events that tell the same story
#[derive(Debug, Args)]
#[command(after_help = MERGE_EXAMPLES)]
pub(super) struct MergeArgs {
    /// The events' numbers
    #[arg(value_name = "EVENT", required = true, num_args = 2..)]
    events: Vec<EventId>,
}

pub(super) fn run_merge(args: &MergeArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let first = merge(&global.context(), &args.events, &global.who())?;
    if console.json {
        console.document(&Document::new("event", show::document(&first)));
    }
    console.note(&format!("event {} published the story first", first.event.id));
    Ok(Exit::Done)
}

const HISTORY_EXAMPLES: &str = "\
Examples:
  newstape history
  newstape history 12 --json";

/// Show who changed what
#[derive(Debug, Args)]
#[command(after_help = HISTORY_EXAMPLES)]
pub(super) struct HistoryArgs {
    /// Only the changes of this event
    #[arg(value_name = "EVENT")]
    event: Option<EventId>,
}

pub(super) fn run_history(args: &HistoryArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let history = history_of(&global.context(), args.event)?;
    print(&history, console);
    if history.entries.is_empty() {
        console.note("no changes are recorded");
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

fn print_if_json(history: &HistoryDocument, console: &Console) {
    if console.json {
        console.document(&Document::new("history", history));
    }
}

fn print(history: &HistoryDocument, console: &Console) {
    console.listing(history, |width| history.table(width));
}

const UNDO_EXAMPLES: &str = "\
Examples:
  newstape undo
  newstape undo --json

Run it again to undo the change before that.";

/// Undo the last change
#[derive(Debug, Args)]
#[command(after_help = UNDO_EXAMPLES)]
pub(super) struct UndoArgs {}

pub(super) fn run_undo(_: &UndoArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let undone = undo(&global.context(), &global.who())?;
    print(&undone, console);
    if undone.entries.is_empty() {
        console.note("there is nothing to undo");
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}
