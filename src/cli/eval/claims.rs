//! `newstape eval claims FILE…`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::app::Failure;
use crate::app::eval::claims::{EvalRequest, eval_claims};
use crate::claim::Part;
use crate::cli::{Console, Exit};
use crate::view::Document;
use crate::view::claim_scores::{ClaimScores, Score};
use crate::view::format::number_of;

/// Measures how well stated price moves are found.
#[derive(Debug, Args)]
#[command(after_help = "Each line of a file is a JSON object:
  {\"id\": \"a\", \"lang\": \"en\", \"text\": \"Acme fell 2.3% to $25.87.\",
   \"claims\": [{\"company\": \"Acme\", \"symbol\": \"ACM\", \"direction\": \"down\", \"percent\": 2.3,
               \"price\": 25.87, \"currency\": \"USD\"}]}
A whole article may stand in texts/ID.txt next to the file; `at` means the same as `published_at`. Precision
and recall count symbol and direction: a name without its symbol is wrong. A claim that a label calls
`optional` is neither demanded nor wrong. Fields are compared over the pairs that agree in both.

Examples:
  newstape eval claims claims.jsonl
  newstape eval claims claims.jsonl --without links
  newstape eval claims claims.jsonl --json")]
pub(in crate::cli) struct ClaimsArgs {
    /// Files of labelled texts, JSON lines
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Leave out a part of the reader, to see how much it contributes
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    pub(super) without: Vec<WithoutPart>,
    /// Print at most this many texts with mistakes
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub worst: usize,
}

/// A part that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum WithoutPart {
    /// The linker's mentions and the universe
    Links,
    /// Companies by their capital letters alone
    Names,
    /// Words for quantities that are not prices: revenue, yields, targets
    Figures,
    /// Conditions, expectations, denials
    Facts,
    /// Grammatical subjects: the nearest name is taken
    Subjects,
    /// Words for the part of the day and the span
    Spans,
}

impl WithoutPart {
    fn part(&self) -> Option<Part> {
        match self {
            Self::Links => None,
            Self::Names => Some(Part::Names),
            Self::Figures => Some(Part::Figures),
            Self::Facts => Some(Part::Facts),
            Self::Subjects => Some(Part::Subjects),
            Self::Spans => Some(Part::Spans),
        }
    }
}

pub(super) fn run(args: &ClaimsArgs, console: &Console) -> Result<Exit, Failure> {
    let request = EvalRequest {
        without_links: args.without.contains(&WithoutPart::Links),
        without: args.without.iter().filter_map(WithoutPart::part).collect(),
    };
    let scores = eval_claims(&args.files, &request)?;
    if console.json {
        console.document(&Document::new("eval-claims", &scores));
    } else {
        print(&scores, args.worst, console);
    }
    Ok(Exit::Done)
}

fn print(scores: &ClaimScores, worst: usize, console: &Console) {
    for wrong in scores.wrong.iter().take(worst) {
        console.line(&format!("{}: {}", wrong.id, wrong.text));
        for (what, list) in
            [("missed  ", &wrong.missed), ("invented", &wrong.invented), ("field   ", &wrong.fields)]
        {
            for entry in list {
                console.line(&format!("  {what}  {entry}"));
            }
        }
    }
    console.line(&format!("{}, {}", number_of(scores.texts, "text"), number_of(scores.all.n, "claim")));
    console.line(&row("all", &scores.all));
    for (name, score) in scores.by_lang.iter().chain(&scores.by_kind).chain(&scores.by_tag) {
        console.line(&row(name, score));
    }
    let f = &scores.fields;
    let pct = |share: f64| format!("{:.1} %", share * 100.0);
    console.line(&format!("false alarms {}", pct(scores.false_alarm_rate)));
    let fields = [
        ("percent", f.percent),
        ("price", f.price),
        ("currency", f.currency),
        ("session", f.session),
        ("horizon", f.horizon),
        ("point", f.point),
        ("bound", f.bound),
        ("when", f.when),
    ];
    let shares: Vec<String> =
        fields.into_iter().filter_map(|(name, share)| Some(format!("{name} {}", pct(share?)))).collect();
    console.line(&shares.join(", "));
}

fn row(name: &str, score: &Score) -> String {
    let Score { n, precision, recall, f1 } = score;
    format!("{name:<6} n {n:>4}  precision {precision:.3}  recall {recall:.3}  F1 {f1:.3}")
}
