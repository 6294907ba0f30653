//! `newstape eval verdicts FILE`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::app::Failure;
use crate::app::eval::verdicts::{VerdictsRequest, eval_verdicts};
use crate::cli::{Console, Exit, Global};
use crate::market::Adjustment;
use crate::table::prices::PriceOptions;
use crate::view::Document;
use crate::view::verdict_scores;

/// Score the verdicts on claims
#[derive(Debug, Args)]
#[command(after_help = "Each line of the file is a JSON object:
  {\"text\": \"Acme fell 2.3%.\", \"published_at\": \"2025-01-31T22:00:00Z\", \"expect\": [\"confirmed\"]}
A text is right where each claim with a size, or its only claim, has one of the statuses in `expect`;
a text without a claim has the status none. Rows without `expect` count for --placebo only.

With --placebo each text is also read as of a day 30 to 200 days off. What is confirmed there is
confirmed by chance.

Examples:
  newstape eval verdicts verdicts.jsonl
  newstape eval verdicts verdicts.jsonl --prices bars.csv --adjusted splits
  newstape eval verdicts headlines.jsonl --prices bars.csv --placebo --markdown")]
pub(in crate::cli) struct VerdictsArgs {
    /// The texts, JSON lines
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Prices to hold them against [default: those of the database]
    #[arg(long, value_name = "FILE")]
    pub prices: Vec<PathBuf>,
    /// What has been done to those prices [default: from the columns, else no]
    #[arg(long, value_name = "STATE")]
    pub adjusted: Option<Adjusted>,
    /// Hold each text against another day too
    #[arg(long)]
    pub placebo: bool,
    /// Decides which day that is
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Print the answers by kind of size as a Markdown table
    #[arg(long, requires = "placebo")]
    pub markdown: bool,
}

/// What has been done to prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Adjusted {
    /// Adjusted for splits and dividends
    Yes,
    /// As traded
    No,
    /// Adjusted for splits alone
    Splits,
}

pub(super) fn run(args: &VerdictsArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let adjustment = args.adjusted.map(|state| match state {
        Adjusted::Yes => Adjustment::SplitsAndDividends,
        Adjusted::No => Adjustment::AsTraded,
        Adjusted::Splits => Adjustment::Splits,
    });
    let request = VerdictsRequest {
        file: args.file.clone(),
        prices: args.prices.clone(),
        options: PriceOptions { adjustment, ..PriceOptions::default() },
        placebo: args.placebo,
        seed: args.seed,
    };
    let scores = eval_verdicts(&global.context(), &request)?;
    if console.json {
        console.document(&Document::new("eval-verdicts", &scores));
    } else if args.markdown {
        console.line(verdict_scores::markdown(&scores).trim_end());
    } else {
        console.line(&verdict_scores::text(&scores));
    }
    Ok(Exit::Done)
}
