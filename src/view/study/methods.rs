//! The methods paragraph for a paper.

use std::fmt::Write as _;

use super::{Measure, StudyDocument, StudyFacts};
use crate::normal_return::Model;
use crate::study::significance::TestName;
use crate::study::{PairsBy, ReturnKind, Study};

/// How the last sentence begins.
const COMPUTED: &str = " Computed with newstape";

/// Describes a study in the terms of the field, for the methods section of a paper.
#[must_use]
pub fn methods(study: &Study, facts: &StudyFacts) -> String {
    let spec = &study.spec;
    let (first, last) = spec.estimation_days();
    let returns = match spec.returns {
        ReturnKind::Simple => "simple",
        ReturnKind::Log => "logarithmic",
    };
    let benchmark = facts.benchmark.as_deref().unwrap_or("the market");
    let model = match spec.model {
        Model::MeanAdjusted => "the mean-adjusted model (Brown and Warner 1980)".to_owned(),
        Model::MarketAdjusted => {
            format!("the market-adjusted model (Brown and Warner 1985) with {benchmark}")
        }
        Model::MarketModel => format!("the market model (MacKinlay 1997) with {benchmark} as the market"),
        Model::Factors => {
            let excess = if facts.excess { " of returns in excess of the risk-free rate" } else { "" };
            format!("a factor model{excess} on {}", facts.factors.join(", "))
        }
        Model::ScholesWilliams => {
            format!("the market model with {benchmark} and betas of Scholes and Williams (1977)")
        }
        Model::Dimson => {
            format!("the market model with {benchmark} and betas of Dimson (1979), one lead and one lag")
        }
    };
    let left_out = study.excluded.len() + facts.rejected.len();
    let rows = if facts.intraday { "bar" } else { "day" };
    let studied = match (facts.measure, facts.intraday) {
        (Measure::Volume, false) => "daily log volume, ln(1 + shares traded), was".to_owned(),
        (Measure::Volume, true) => "log volume by bar, ln(1 + shares traded), was".to_owned(),
        (_, false) => format!("{returns} daily returns were"),
        (_, true) => format!("{returns} returns by bar were"),
    };
    let cumulated = if facts.measure == Measure::Volume { "volume" } else { "returns" };
    let mut text = format!(
        "Normal {studied} estimated with {model} by least squares over relative {rows}s \
         {first} to {last}; the event window runs from {rows} {} to {rows} {} ({rows} 0: the first in which \
         the market could react). The sample has {} events; {left_out} of those given were left out. Standard \
         errors of single events include the prediction error and, for cumulative abnormal {cumulated}, the \
         covariance that shared parameter estimates cause (Salinger 1992).",
        spec.window.from, spec.window.to, study.cross.events,
    );
    if facts.measure != Measure::Volume {
        text.push_str(" Buy-and-hold abnormal returns follow Barber and Lyon (1997).");
    }
    if facts.measure == Measure::Volatility {
        text.push_str(" Abnormal volatility is the mean squared standardised abnormal return (Beaver 1968).");
    }
    let mut cited: Vec<&str> = study.tests.iter().map(|test| test.name.citation()).collect();
    cited.dedup();
    if !cited.is_empty() {
        let tested = match facts.measure {
            Measure::Volume => " Average abnormal log volume is tested with ",
            Measure::Return | Measure::Volatility => " Average abnormal returns are tested with ",
        };
        text.push_str(tested);
        text.push_str(&joined(&cited));
        text.push('.');
        if study.tests.iter().any(|test| matches!(test.name, TestName::KpPatell | TestName::KpBmp)) {
            text.push_str(match spec.pairs {
                PairsBy::EventWindows => {
                    " The mean correlation in the adjustment of Kolari and Pynnönen counts each pair of events by \
                     the overlap of their event windows (Kolari, Pape and Pynnönen 2018)."
                }
                PairsBy::EstimationWindows => {
                    " The mean correlation in the adjustment of Kolari and Pynnönen counts each pair of events by \
                     the overlap of their estimation windows."
                }
            });
        }
    }
    text.push_str(COMPUTED);
    text.push_str(concat!(" ", env!("CARGO_PKG_VERSION"), "."));
    text
}

/// Adds what the further windows and the cross-sections of a document are.
pub fn add_further_methods(document: &mut StudyDocument) {
    let mut further = String::new();
    if let [_, windows @ ..] = document.windows.as_slice() {
        let named: Vec<String> =
            windows.iter().map(|record| format!("{} to {}", record.window[0], record.window[1])).collect();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let _ = write!(
            further,
            " Averages are also cumulated over days {}, with the same estimation window.",
            joined(&named)
        );
    }
    if let Some(record) = document.regressions.first() {
        let by = match (record.method, record.weights.as_str()) {
            ("ols", _) => "ordinary least squares".to_owned(),
            (_, "patell") => {
                "least squares weighted by the inverse of each event's prediction-error variance".to_owned()
            }
            (_, column) => format!("least squares weighted by {column}"),
        };
        let _ = write!(further, " The cross-section of the events, {}, is estimated by {by}", record.formula);
        let _ = write!(further, " with {}", super::regression::errors(record));
        let source = match record.se.as_str() {
            "classic" => "",
            "hc0" => " (White 1980)",
            "hc1" | "hc2" | "hc3" => " (MacKinnon and White 1985)",
            _ if record.clusters.len() > 1 => " (Cameron, Gelbach and Miller 2011)",
            _ => " (Liang and Zeger 1986)",
        };
        further.push_str(source);
        if let Some(share) = record.winsorise {
            let _ = write!(further, "; variables are winsorised at {} % of each tail", share * 100.0);
        }
        further.push('.');
    }
    let end = document.methods.rfind(COMPUTED).unwrap_or(document.methods.len());
    document.methods.insert_str(end, &further);
}

fn joined(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
