//! The arguments of a cross-section.

use clap::Args;

use crate::study::regression::{ErrorKind, Formula, RegressionSpec, Weighting, winsorise_share};

/// What the events' abnormal returns are explained by.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cross-section")]
pub(super) struct CrossSectionArgs {
    /// Explain the events' abnormal returns by columns of the event file: 'car ~ surprise + log(size)'.
    /// Left: car, scar or bhar. Right: columns, log(x), a:b, C(x) for categories, fe:x for fixed effects, or 1.
    /// The study itself knows symbol, date (day 0), month, year, beta and sigma
    #[arg(long, value_name = "FORMULA")]
    regress: Option<Formula>,
    /// Standard errors: classic, hc0 to hc3, cluster:COLUMN or cluster:A,B
    #[arg(long, value_name = "KIND", default_value = "hc1", requires = "regress")]
    se: ErrorKind,
    /// Weighted least squares: `patell` for the inverse variance of each CAR, or a column
    #[arg(long, value_name = "WEIGHTS", requires = "regress")]
    wls: Option<Weighting>,
    /// Move both tails of the response and of each column of numbers to their quantiles, such as 1%
    #[arg(long, value_name = "SHARE", value_parser = winsorise_share, requires = "regress")]
    winsorise: Option<f64>,
}

impl CrossSectionArgs {
    /// The cross-section that the arguments describe.
    pub(super) fn spec(&self) -> Option<RegressionSpec> {
        let formula = self.regress.clone()?;
        Some(RegressionSpec {
            formula,
            errors: self.se.clone(),
            weighting: self.wls.clone().unwrap_or_default(),
            winsorise: self.winsorise,
        })
    }
}
