//! Remarks on a row of a reaction.

use crate::reaction::{Dividend, Halt, Outcome, Paid, Reaction, Remark};

/// The remarks of a row, one sentence each: dividends in its span, a halt, then the rest.
#[must_use]
pub(super) fn of(row: &Reaction) -> Vec<String> {
    let mut told: Vec<String> = match &row.outcome {
        Outcome::Measured(measured) => measured.dividends.iter().map(paid).collect(),
        Outcome::Halted { halt, .. } => halt.iter().map(halted).collect(),
        Outcome::Pending { .. } | Outcome::NoData { .. } => Vec::new(),
    };
    told.extend(row.remarks.iter().map(|remark| sentence(remark, row)));
    told
}

fn sentence(remark: &Remark, row: &Reaction) -> String {
    match remark {
        Remark::TooFewSpans { found, needed } => {
            format!("no z or rank: {found} earlier spans of this kind, {needed} are needed")
        }
        Remark::SpansWithNews { with_news, of } => {
            format!("few earlier spans are free of other news: {with_news} of {of} contain some")
        }
        Remark::NoBenchmarkPrice => "no benchmark price over the span".to_owned(),
        Remark::ModelNotEstimated(model) => {
            format!("no abnormal return: the model {model} cannot be estimated on the earlier spans")
        }
        Remark::AnchoredAtClose(date) => {
            format!("anchored at the close of {date}: no intraday bar before the news")
        }
        Remark::Reprint { first } => {
            format!("a reprint, measured from its own time: event {first} published this story first")
        }
        Remark::NoSectorFund => {
            format!("no sector fund is known for {}: the market instead", row.instrument)
        }
        Remark::GivenUp { tries } => format!("given up after {tries} tries"),
        Remark::Recorded(words) => words.clone(),
    }
}

fn paid(paid: &Paid) -> String {
    let Dividend { ex_date, amount } = paid.dividend;
    match paid.reinvested_at {
        Some(_) => format!("total return: the dividend of {amount} a share, ex {ex_date}, is added"),
        None => {
            format!("total return: the dividend of {amount} a share, ex {ex_date}, is in the adjusted prices")
        }
    }
}

fn halted(halt: &Halt) -> String {
    match halt {
        Halt::Silence { from, to } => format!(
            "no trade from {} to {} on the venue's clock, in a share that trades all the time",
            from.format("%H:%M"),
            to.format("%H:%M")
        ),
        Halt::WholeSession(date) => format!("the venue was open on {date}, but there was no trade"),
    }
}
