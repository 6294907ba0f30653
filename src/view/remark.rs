//! Remarks on a row of a reaction.

use crate::event::EventKind;
use crate::market::Interval;
use crate::reaction::{Confounder, Dividend, Halt, Outcome, Paid, Reaction, Remark};
use crate::units::typeset;

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
            format!(
                "too few earlier spans are free of other news, so all count: {with_news} of {of} contain some"
            )
        }
        Remark::NoBenchmarkPrice => "no benchmark price over the span".to_owned(),
        Remark::ModelNotEstimated(model) => {
            format!("no abnormal return: the model {model} cannot be estimated on the earlier spans")
        }
        Remark::AnchoredAtClose(date) => {
            format!("anchored at the close of {date}: no intraday bar before the news")
        }
        Remark::SessionBeforeNews(date) => {
            format!("the news came within the session of {date}, and the span holds what that did before it")
        }
        Remark::TimeOfDayUnknown(date) => format!(
            "the time of day is not known: the news may have come after the close of {date}, so 2d is the headline"
        ),
        Remark::TooCoarse(interval) => {
            format!("bars of {interval} cannot tell {}", row.horizon)
        }
        Remark::EndOf(horizon) => {
            format!("no trade between the end of {horizon} and that of {}: both have one price", row.horizon)
        }
        Remark::SuspectBars { instrument, interval, first, count } => {
            let first = match interval {
                Interval::Day1 => first.format("%F").to_string(),
                _ => first.format("%F %H:%M on the venue's clock").to_string(),
            };
            match count {
                1 => {
                    format!("the {interval} bar of {} of {first} is suspect and not used", instrument.symbol)
                }
                _ => format!(
                    "{count} {interval} bars of {} are suspect and not used, the first that of {first}",
                    instrument.symbol
                ),
            }
        }
        Remark::TooFewIndependent { word, independent, needed } => format!(
            "by its rank {}, which takes {needed} earlier spans that do not overlap: {independent} do not",
            word.as_str()
        ),
        Remark::BetaNotEstimated { found, needed } => {
            format!("beta taken to be 1: {found} daily returns before the news, {needed} are needed")
        }
        Remark::RankOfRaw => "z, rank and verdict are of the raw return".to_owned(),
        Remark::BenchmarkNotOpen => {
            "no benchmark: its venue had no session of its own that ended within the span".to_owned()
        }
        Remark::BenchmarkWithoutDividends => {
            "the return has a dividend in it; no dividends of the benchmark are known".to_owned()
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

/// What else could explain a move, in a sentence.
pub(super) fn confounder(confounder: &Confounder) -> String {
    match confounder {
        Confounder::Event { id, kind: EventKind::Earnings, title, .. } => {
            format!("event {id} (earnings): {title}")
        }
        Confounder::Event { id, title, .. } => format!("event {id}: {title}"),
        Confounder::MoreEvents(count) => format!("{count} more events"),
        Confounder::MarketWide { benchmark, return_fraction, z } => {
            let (size, z) = (typeset::percent(return_fraction.fraction()), typeset::signed(*z, 1));
            format!("market-wide move: {} {size} (z {z})", benchmark.symbol)
        }
        Confounder::ExDate(Dividend { ex_date, amount }) => {
            format!("ex-date {ex_date}: a dividend of {amount} a share")
        }
        Confounder::Recorded(words) => words.clone(),
    }
}
