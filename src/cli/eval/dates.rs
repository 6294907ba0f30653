//! `newstape eval dates FILE`.

use std::path::PathBuf;

use clap::Args;

use crate::app::Failure;
use crate::app::eval::dates::eval_dates;
use crate::cli::{Console, Exit};
use crate::view::date_scores::{DateRecord, DateScores};

/// Measures how well publication dates are found.
#[derive(Debug, Args)]
#[command(after_help = "Each line of the file is a JSON object:
  {\"id\": \"a\", \"kind\": \"text|html|rss\", \"lang\": \"de\", \"input\": \"29.01.2025, 15:04 MEZ\",
   \"fetched_at\": \"2025-01-29T15:00:00Z\",
   \"expect\": {\"date\": \"2025-01-29\", \"time\": \"15:04\", \"zone\": \"MEZ\", \"utc\": \"2025-01-29T14:04:00Z\"}}
`fetched_at` may be absent. A row is right if all four fields are; `date` null asks for none.

Examples:
  newstape eval dates dates.jsonl
  newstape eval dates dates.jsonl --json")]
pub(in crate::cli) struct DatesArgs {
    /// File of labelled dates, JSON lines
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

pub(super) fn run(args: &DatesArgs, console: &Console) -> Result<Exit, Failure> {
    let scores = eval_dates(&args.file)?;
    if console.json {
        console.document(&scores);
    } else {
        print(&scores, console);
    }
    Ok(Exit::Done)
}

fn print(scores: &DateScores, console: &Console) {
    for wrong in &scores.wrong {
        let input: String = wrong.input.chars().take(160).collect();
        console.line(&format!("wrong {}: {} in {input:?}", wrong.id, wrong.fields.join(", ")));
        console.line(&format!("  expected {}", words(&wrong.expected)));
        console.line(&format!("  found    {}", words(&wrong.found)));
    }
    console.line(&format!("{} of {} right ({:.1} %)", scores.right, scores.n, scores.accuracy * 100.0));
    for (lang, count) in &scores.by_lang {
        console.line(&format!("  {lang}: {} of {}", count.right, count.n));
    }
}

fn words(record: &DateRecord) -> String {
    let Some(date) = &record.date else { return "no date".to_owned() };
    let mut text = date.clone();
    for part in [&record.time, &record.zone].into_iter().flatten() {
        text.push(' ');
        text.push_str(part);
    }
    if let Some(utc) = &record.utc {
        text.push_str(" = ");
        text.push_str(utc);
    }
    text
}
