//! Tests of abnormal returns: the fourteen of the reference, under the names of the stable surface.
//!
//! Each takes the merged sums and gives, for one day or one sub-window, a statistic with its degrees
//! of freedom and two-sided p, or the reason why there is none.

mod name;
mod nonparametric;
mod parametric;
mod ranks;
mod tail;
mod wilcoxon;

pub use name::{TestName, UnknownTest};
pub(in crate::study) use parametric::hall;
pub use tail::{
    StudentTails, binomial_two_sided, f_upper, normal_two_sided, student_quantile, student_two_sided,
};
pub(in crate::study) use wilcoxon::SignedRanker;
pub use wilcoxon::{SignedRank, signed_rank};

use super::cross_section::CrossSection;
use super::rank_sums::RankSums;
use super::shared_days::SharedCorrelation;

/// A test statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistic {
    /// The statistic.
    pub value: f64,
    /// Degrees of freedom of Student's t; `None` for the normal distribution.
    pub df: Option<f64>,
    /// The two-sided p-value.
    pub p: f64,
    /// Two-sided p of the exact null distribution, where it is known.
    pub p_exact: Option<f64>,
}

/// Why a test has no statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undefined {
    /// No event has a value.
    NoEvents,
    /// Fewer than two events: a cross-section has no variance.
    FewerThanTwo,
    /// The values do not vary.
    NoVariance,
    /// 1 + (N−1)·r̄ is not positive: the residuals' mean correlation is too negative for a root.
    NegativeCorrelation,
    /// All events have the same share of positive residuals, 0 or 1.
    NoSigns,
}

impl Undefined {
    /// The reason, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoEvents => "n<1",
            Self::FewerThanTwo => "n<2",
            Self::NoVariance => "no_variance",
            Self::NegativeCorrelation => "mean_correlation_too_negative",
            Self::NoSigns => "no_signs",
        }
    }
}

/// A statistic or why there is none.
pub type TestResult = Result<Statistic, Undefined>;

impl Statistic {
    /// With the normal distribution.
    fn normal(value: f64) -> TestResult {
        finite(value).map(|value| Self { value, df: None, p: normal_two_sided(value), p_exact: None })
    }

    /// With Student's distribution.
    fn student(value: f64, df: f64) -> TestResult {
        let p = |value| student_two_sided(value, df);
        finite(value).map(|value| Self { value, df: Some(df), p: p(value), p_exact: None })
    }
}

fn finite(value: f64) -> Result<f64, Undefined> {
    if value.is_finite() { Ok(value) } else { Err(Undefined::NoVariance) }
}

/// What the tests are computed from.
#[derive(Debug, Clone, Copy)]
pub(in crate::study) struct Evidence<'a> {
    /// The sums of the first round.
    pub(in crate::study) cross: &'a CrossSection,
    /// The sums of the second; `None` where no rank test was asked for.
    pub(in crate::study) ranks: Option<&'a RankSums>,
    /// The correlations of events that share days; `None` to take that of the estimation windows.
    pub(in crate::study) shared: Option<&'a SharedCorrelation>,
    /// Signed ranks of the abnormal returns by day; empty where Wilcoxon's test was not asked for.
    pub(in crate::study) ar: &'a [SignedRank],
    /// Those of the cumulative ones.
    pub(in crate::study) car: &'a [SignedRank],
}

/// One test over the event window.
#[derive(Debug, Clone, PartialEq)]
pub struct TestTable {
    /// The test.
    pub name: TestName,
    /// For each day the test of that day's average abnormal return.
    pub aar: Vec<TestResult>,
    /// For each day the test of the average cumulated from the window's first day.
    pub caar: Vec<TestResult>,
    /// For each day the test of the mean buy-and-hold abnormal return, where the test has one.
    pub bhar: Option<Vec<TestResult>>,
}

impl Evidence<'_> {
    /// Runs one test.
    #[must_use]
    pub(in crate::study) fn test(&self, name: TestName) -> TestTable {
        let days = 0..self.cross.ar.len();
        let each = |one: &dyn Fn(usize) -> TestResult| days.clone().map(one).collect::<Vec<TestResult>>();
        let c = self.cross;
        let mut bhar = None;
        let (aar, caar) = match name {
            TestName::CrossSectionalT => {
                bhar = Some(each(&|d| parametric::cross_sectional(&c.bhar[d])));
                (
                    each(&|d| parametric::cross_sectional(&c.ar[d])),
                    each(&|d| parametric::cross_sectional(&c.car[d])),
                )
            }
            TestName::SkewnessAdjustedT => {
                bhar = Some(each(&|d| parametric::skewness_adjusted(&c.bhar[d])));
                (
                    each(&|d| parametric::skewness_adjusted(&c.ar[d])),
                    each(&|d| parametric::skewness_adjusted(&c.car[d])),
                )
            }
            TestName::CrudeDependenceAdjusted => (
                each(&|d| parametric::crude_dependence(c, &c.ar[d], 1)),
                each(&|d| parametric::crude_dependence(c, &c.car[d], d + 1)),
            ),
            TestName::Patell => (
                each(&|d| parametric::patell(&c.sar[d], c.sar_variance[d])),
                each(&|d| parametric::patell(&c.scar[d], c.scar_variance[d])),
            ),
            TestName::Bmp => (
                each(&|d| parametric::cross_sectional(&c.sar[d])),
                each(&|d| parametric::cross_sectional(&c.scar[d])),
            ),
            TestName::KpPatell => (
                each(&|d| parametric::kp_patell(self.correlation(1), &c.sar[d], c.sar_variance[d])),
                each(&|d| parametric::kp_patell(self.correlation(d + 1), &c.scar[d], c.scar_variance[d])),
            ),
            TestName::KpBmp => (
                each(&|d| parametric::kp_bmp(self.correlation(1), &c.sar[d])),
                each(&|d| parametric::kp_bmp(self.correlation(d + 1), &c.scar[d])),
            ),
            TestName::Sign => (
                each(&|d| nonparametric::sign(c.ar_positive[d], c.ar[d].n)),
                each(&|d| nonparametric::sign(c.car_positive[d], c.car[d].n)),
            ),
            TestName::GeneralisedSign => (
                each(&|d| nonparametric::generalised_sign(c, c.ar_positive[d], c.ar[d].n)),
                each(&|d| nonparametric::generalised_sign(c, c.car_positive[d], c.car[d].n)),
            ),
            TestName::Wilcoxon => (
                self.ar.iter().map(nonparametric::wilcoxon).collect(),
                self.car.iter().map(nonparametric::wilcoxon).collect(),
            ),
            TestName::Corrado | TestName::CorradoZivney | TestName::GrankT | TestName::GrankZ => {
                self.rank_test(name)
            }
        };
        TestTable { name, aar, caar, bhar }
    }

    /// The mean correlation of two events over so many days of the event window.
    fn correlation(&self, days: usize) -> Option<f64> {
        self.shared.map_or_else(|| self.cross.mean_correlation(), |shared| shared.mean(days))
    }

    fn rank_test(&self, name: TestName) -> (Vec<TestResult>, Vec<TestResult>) {
        let Some(r) = self.ranks else {
            let none = vec![Err(Undefined::NoEvents); self.cross.ar.len()];
            return (none.clone(), none);
        };
        let estimation = self.cross.estimation_sum.len();
        let both = |one: fn(&super::rank_sums::Grank) -> TestResult| {
            (r.grank_day.iter().map(one).collect(), r.grank_window.iter().map(one).collect())
        };
        match name {
            TestName::CorradoZivney => ranks::corrado(&r.corrado_zivney, estimation),
            TestName::GrankT => both(ranks::grank_t),
            TestName::GrankZ => both(ranks::grank_z),
            _ => ranks::corrado(&r.corrado, estimation),
        }
    }
}
