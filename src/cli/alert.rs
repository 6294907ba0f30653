//! `newstape alert`

use clap::{Args, Subcommand};

use super::{Console, Exit, Global};
use crate::alert::{Quiet, Target};
use crate::app::Failure;
use crate::app::alert::{self, NewAlert, send_sample};
use crate::event::EventId;
use crate::view::Document;
use crate::view::alert::{alerts, deliveries};
use crate::view::format::number_of;

const EXAMPLES: &str = "\
`newstape serve` evaluates the rules on each event when it is logged, and again when a reaction is measured; \
`newstape run --once` does so in one pass. A rule reports a story once. Delivery is repeated until it is taken, for up to a \
day; a repetition has the same key. With `alerts.secret` in the configuration, webhooks are signed.

Examples:
  newstape alert add big 'watched and verdict = extreme' --to https://example.org/hook
  newstape alert add filings 'kind = filing and ticker = MSFT' --to slack:https://hooks.slack.com/services/…
  newstape alert add phone 'watched and size > 5%' --to ntfy:my-topic --quiet '22:00-07:00 Europe/Berlin'
  newstape alert add desk 'claim = contradicted' --to mailto:desk@example.org
  newstape alert add script 'claim = contradicted' --to 'exec:notify-send \"$1\"'
  newstape alert list
  newstape alert test big --latest 100";

const ADD_EXAMPLES: &str = "\
TARGET is a web address, slack:ADDRESS, discord:ADDRESS, ntfy:TOPIC or ntfy:ADDRESS, mailto:ADDRESS, or \
exec:COMMAND. E-mail needs the settings alerts.mail_from and alerts.smtp. A webhook gets the event as JSON, with the headers Idempotency-Key and, signed, X-Newstape-Signature: sha256=HMAC of the body. A \
command gets the same JSON on standard input and the line as $1.

Examples:
  newstape alert add big 'watched and verdict = extreme' --to https://example.org/hook
  newstape alert add phone 'size > 5%' --to ntfy:my-topic --quiet '22:00-07:00 Europe/Berlin'";

const LIST_EXAMPLES: &str = "\
Examples:
  newstape alert list
  newstape alert list --json";

const REMOVE_EXAMPLES: &str = "\
Examples:
  newstape alert remove big";

const TEST_EXAMPLES: &str = "\
Examples:
  newstape alert test big                 # which of the latest events it would have told of
  newstape alert test big --latest 1000
  newstape alert test big --send 12       # send event 12 to its target, whether it matches or not";

const LOG_EXAMPLES: &str = "\
Examples:
  newstape alert log
  newstape alert log --limit 500 --format csv";

/// Send a message when an event matches an expression
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct AlertArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a rule, or replace the one of that name
    #[command(after_help = ADD_EXAMPLES)]
    Add {
        /// A name for it
        name: String,
        /// What an event must be (see `newstape query`)
        expr: String,
        /// Where to send it
        #[arg(long, value_name = "TARGET")]
        to: Target,
        /// Hours in which nothing is sent, with their zone [default zone: UTC]
        #[arg(long, value_name = "HOURS")]
        quiet: Option<Quiet>,
    },
    /// List the rules
    #[command(after_help = LIST_EXAMPLES)]
    List,
    /// Remove a rule
    #[command(after_help = REMOVE_EXAMPLES, visible_alias = "rm")]
    Remove {
        /// Its name
        name: String,
    },
    /// Try a rule on the latest events, or send a sample
    #[command(after_help = TEST_EXAMPLES)]
    Test {
        /// Its name
        name: String,
        /// How many events it is tried on
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        latest: u32,
        /// Send this event to its target now
        #[arg(long, value_name = "EVENT", conflicts_with = "latest")]
        send: Option<EventId>,
    },
    /// List what was sent, and what waits
    #[command(after_help = LOG_EXAMPLES)]
    Log {
        /// Show at most this many
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        limit: u32,
    },
}

impl AlertArgs {
    /// Whether it prints rows that have columns.
    pub(super) fn prints_rows(&self) -> bool {
        matches!(self.what, What::List | What::Log { .. })
    }
}

pub(super) fn run(args: &AlertArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    match &args.what {
        What::Add { name, expr, to, quiet } => {
            alert::add(&context, &NewAlert { name, expr, target: to, quiet: *quiet })?;
            console
                .note(&format!("{name} is sent to {} from now on, while `newstape serve` runs", to.shown()));
            Ok(Exit::Done)
        }
        What::Remove { name } => {
            alert::remove(&context, name)?;
            console.note(&format!("removed {name}"));
            Ok(Exit::Done)
        }
        What::List => {
            let list = alert::list(&context)?;
            console.listing(&list, |width| alerts(&list, width));
            Ok(some_or(list.alerts.is_empty(), "there is no alert", console))
        }
        What::Log { limit } => {
            let list = alert::log(&context, *limit as usize)?;
            console.listing(&list, |width| deliveries(&list, width));
            Ok(some_or(list.deliveries.is_empty(), "nothing was sent yet", console))
        }
        What::Test { name, send: Some(event), .. } => {
            send_sample(&context, name, *event)?;
            console.note("sent");
            Ok(Exit::Done)
        }
        What::Test { name, latest, send: None } => {
            let found = alert::trial(&context, name, *latest as usize)?;
            if console.json {
                console.document(&Document::new("alert_test", &found));
            } else {
                found
                    .matches
                    .iter()
                    .for_each(|one| console.line(&format!("{:>6}  {}", one.event, one.message)));
                let verb = if found.matches.len() == 1 { "matches" } else { "match" };
                console.note(&format!(
                    "{} of the latest {} {verb}",
                    found.matches.len(),
                    number_of(found.tested, "event")
                ));
            }
            Ok(if found.matches.is_empty() { Exit::Nothing } else { Exit::Done })
        }
    }
}

fn some_or(is_empty: bool, words: &str, console: &Console) -> Exit {
    if !is_empty {
        return Exit::Done;
    }
    console.note(words);
    Exit::Nothing
}
