//! How right the verdicts on stated moves are: the output of `newstape eval verdicts`.

use std::fmt::Write as _;

use serde::Serialize;

use super::format;
use crate::claim::Claim;

/// How a claim states its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeKind {
    /// In per cent with decimals.
    Decimals,
    /// In whole per cent.
    Whole,
    /// By a price or in points, without per cent.
    Price,
    /// No size at all.
    Direction,
}

impl SizeKind {
    /// How this claim states it.
    #[must_use]
    pub fn of(claim: &Claim) -> Self {
        let percent = claim.percent.or(claim.percent_max);
        match percent {
            Some(percent) if percent.scale() > 0 => Self::Decimals,
            Some(_) => Self::Whole,
            None if claim.price.is_some() || claim.points.is_some() => Self::Price,
            None => Self::Direction,
        }
    }

    /// The words of a table.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Decimals => "per cent with decimals",
            Self::Whole => "whole per cent",
            Self::Price => "price or points",
            Self::Direction => "direction alone",
        }
    }
}

/// The answers on claims of one kind, at the dates of their texts or at others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PlaceboRow {
    /// How the claims state their size.
    pub kind: SizeKind,
    /// `true` or `shifted`.
    pub dates: &'static str,
    /// Answers.
    pub confirmed: usize,
    /// Answers.
    pub consistent: usize,
    /// Answers.
    pub contradicted: usize,
    /// Answers.
    pub unverifiable: usize,
}

impl PlaceboRow {
    /// Without an answer yet.
    #[must_use]
    pub const fn new(dates: &'static str, kind: SizeKind) -> Self {
        Self { kind, dates, confirmed: 0, consistent: 0, contradicted: 0, unverifiable: 0 }
    }

    /// The confirmed part of what is confirmed or contradicted; `None` where neither is there.
    #[must_use]
    fn confirmed_share(&self) -> Option<f64> {
        let decided = self.confirmed + self.contradicted;
        (decided > 0).then(|| format::count(self.confirmed) / format::count(decided))
    }
}

/// A text whose answer is not among those that are right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongVerdict {
    /// The row's name, or its line.
    pub id: String,
    /// The text.
    pub text: String,
    /// When it was published.
    pub published_at: String,
    /// The right answers.
    pub expected: Vec<String>,
    /// The answers found.
    pub found: Vec<&'static str>,
    /// What they say.
    pub notes: Vec<String>,
}

/// The scores of a file of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerdictScores {
    /// Texts.
    pub n: usize,
    /// Texts whose right answers are known.
    pub labelled: usize,
    /// Those of them that are answered right.
    pub right: usize,
    /// The others.
    pub wrong: Vec<WrongVerdict>,
    /// Answers by kind of size, at the texts' dates and at others; empty unless asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub placebo: Vec<PlaceboRow>,
}

/// The scores in words.
#[must_use]
pub fn text(scores: &VerdictScores) -> String {
    let mut out = String::new();
    for wrong in &scores.wrong {
        let _ = writeln!(out, "{}  {}  {}", wrong.id, wrong.published_at, format::one_line(&wrong.text));
        let _ = writeln!(out, "  {} where {} is right", wrong.found.join(", "), wrong.expected.join(" or "));
        for note in &wrong.notes {
            let _ = writeln!(out, "  {note}");
        }
    }
    if scores.labelled > 0 {
        let _ = writeln!(out, "{} of {} right", scores.right, scores.labelled);
    }
    if !scores.placebo.is_empty() {
        out.push_str(&markdown(scores));
    }
    out.trim_end().to_owned()
}

/// The answers by kind of size as a Markdown table.
#[must_use]
pub fn markdown(scores: &VerdictScores) -> String {
    let mut out = "| stated as | dates | confirmed | consistent | contradicted | unverifiable | confirmed of confirmed and contradicted |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |\n".to_owned();
    for row in &scores.placebo {
        let share = row.confirmed_share().map_or_else(|| "–".to_owned(), format::share);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {share} |",
            row.kind.words(),
            row.dates,
            row.confirmed,
            row.consistent,
            row.contradicted,
            row.unverifiable
        );
    }
    out
}
