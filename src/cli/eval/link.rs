//! `newstape eval link FILE…`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::app::Failure;
use crate::app::eval::link::eval_link;
use crate::cli::{Console, Exit};
use crate::instrument::Universe;
use crate::link::LinkPart;
use crate::view::link_scores::{LinkCount, LinkScores};

/// How many rows with mistakes are shown unless `--all` is given.
const SHOWN: usize = 20;

/// Scores links against labels.
#[derive(Debug, Args)]
#[command(after_help = "Each line of a file is a JSON object:
  {\"id\": \"a\", \"lang\": \"en\", \"text\": \"Ford recalls pickups.\", \"published_at\": \"2024-05-02T10:00:00Z\",
   \"tickers\": [{\"symbol\": \"F\", \"mic\": \"XNYS\", \"role\": \"primary\", \"alt\": []}]}
A ticker with the role `optional` counts neither as a miss nor as an error. Names and symbols are read as
of `published_at`; without one, as of any day.

Examples:
  newstape eval link gold.jsonl --plain
  newstape eval link gold.jsonl --plain --without brands
  newstape eval link gold.jsonl stress.jsonl --json")]
pub(in crate::cli) struct LinkArgs {
    /// Files of labelled texts, JSON lines
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Use `text_plain`, the text without agency codes, where a row has it
    #[arg(long)]
    pub plain: bool,
    /// Leave out a part of the linker, to see how much it contributes
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    pub(super) without: Vec<LinkPart>,
    /// Show every row with a mistake
    #[arg(long)]
    pub all: bool,
}

impl ValueEnum for LinkPart {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Support => ("support", "Words around a name that indicate a company"),
            Self::Doubt => ("doubt", "The check whether a name is also a word, a person or a place"),
            Self::Memory => {
                ("memory", "What is certain from the rest of the text, and companies listed next to the name")
            }
            Self::Negatives => ("negatives", "Phrases in which a name does not mean the company"),
            Self::Senses => ("senses", "Words that distinguish companies with the same name"),
            Self::Sources => ("sources", "Treating brokers, publishers and agencies as sources"),
            Self::Codes => ("codes", "Symbols, ISIN, CUSIP and WKN"),
            Self::Brands => ("brands", "Brands, products, subsidiaries and people"),
            Self::Former => ("former", "Former names, and listings that ended"),
            Self::Small => ("small", "All companies but the largest"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

pub(super) fn run(args: &LinkArgs, console: &Console) -> Result<Exit, Failure> {
    let scores = eval_link(&args.files, args.plain, &args.without, Universe::builtin())?;
    if console.json {
        console.document(&scores);
    } else {
        print(&scores, args.all, console);
    }
    Ok(Exit::Done)
}

fn print(scores: &LinkScores, all: bool, console: &Console) {
    for mistake in scores.mistakes.iter().take(if all { usize::MAX } else { SHOWN }) {
        let text: String = mistake.text.chars().take(240).collect();
        console.line(&format!("{}: {text}", mistake.id));
        for wrong in &mistake.wrong {
            console.line(&format!("  wrong  {wrong}"));
        }
        for missed in &mistake.missed {
            console.line(&format!("  missed {missed}"));
        }
    }
    console.line("confidence   links   mean   right");
    for bin in &scores.reliability {
        let (from, n) = (bin.from, bin.n);
        console.line(&format!(
            "  {from:.1}–{:.1}   {n:>6}   {:.2}    {:.2}",
            from + 0.1,
            bin.mean_confidence,
            bin.share_right
        ));
    }
    console.line(&line("all", &scores.all));
    for (lang, count) in &scores.by_lang {
        console.line(&line(lang, count));
    }
    let roles = scores.roles;
    console.line(&format!(
        "subject or mention: {} of {} right links as labelled ({:.3})",
        roles.right, roles.n, roles.accuracy
    ));
    console.line(&format!("expected calibration error {:.3}", scores.ece));
}

fn line(name: &str, c: &LinkCount) -> String {
    format!(
        "{name}: {} rows, precision {:.3}, recall {:.3}, F1 {:.3} ({} right, {} wrong, {} missed)",
        c.n, c.precision, c.recall, c.f1, c.right, c.wrong, c.missed
    )
}
