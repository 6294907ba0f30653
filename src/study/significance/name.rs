//! The tests by name.

use std::fmt;
use std::str::FromStr;

/// A test of average abnormal returns.
///
/// ```
/// use newstape::study::significance::TestName;
///
/// assert_eq!("kp-bmp".parse(), Ok(TestName::KpBmp));
/// assert_eq!(TestName::KpBmp.to_string(), "kp_bmp");
/// assert_eq!("ttest".parse::<TestName>().unwrap_err().to_string(), "\"ttest\" is not a test");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TestName {
    /// Cross-sectional t (Brown & Warner 1980).
    CrossSectionalT,
    /// Crude dependence adjustment (Brown & Warner 1980, 1985).
    CrudeDependenceAdjusted,
    /// Patell (1976).
    Patell,
    /// Standardised cross-sectional test (Boehmer, Musumeci & Poulsen 1991).
    Bmp,
    /// Patell's, adjusted for cross-correlation (Kolari & Pynnönen 2010).
    KpPatell,
    /// BMP's, adjusted for cross-correlation (Kolari & Pynnönen 2010).
    KpBmp,
    /// Skewness-adjusted t in Hall's form (Johnson 1978; Hall 1992).
    SkewnessAdjustedT,
    /// Rank test (Corrado 1989).
    Corrado,
    /// Rank test of standardised returns (Corrado & Zivney 1992).
    CorradoZivney,
    /// Generalised rank t (Kolari & Pynnönen 2011).
    GrankT,
    /// Generalised rank z (Kolari & Pynnönen 2011).
    GrankZ,
    /// Sign test.
    Sign,
    /// Generalised sign test (Cowan 1992).
    GeneralisedSign,
    /// Wilcoxon's signed rank test.
    Wilcoxon,
}

/// The text is not the name of a test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a test")]
pub struct UnknownTest(pub String);

impl TestName {
    /// All of them, in the order of output.
    pub const ALL: [Self; 14] = [
        Self::CrossSectionalT,
        Self::CrudeDependenceAdjusted,
        Self::Patell,
        Self::Bmp,
        Self::KpPatell,
        Self::KpBmp,
        Self::SkewnessAdjustedT,
        Self::Corrado,
        Self::CorradoZivney,
        Self::GrankT,
        Self::GrankZ,
        Self::Sign,
        Self::GeneralisedSign,
        Self::Wilcoxon,
    ];

    /// The name, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CrossSectionalT => "cross_sectional_t",
            Self::CrudeDependenceAdjusted => "crude_dependence_adjusted",
            Self::Patell => "patell",
            Self::Bmp => "bmp",
            Self::KpPatell => "kp_patell",
            Self::KpBmp => "kp_bmp",
            Self::SkewnessAdjustedT => "skewness_adjusted_t",
            Self::Corrado => "corrado",
            Self::CorradoZivney => "corrado_zivney",
            Self::GrankT => "grank_t",
            Self::GrankZ => "grank_z",
            Self::Sign => "sign",
            Self::GeneralisedSign => "generalised_sign",
            Self::Wilcoxon => "wilcoxon",
        }
    }

    /// Whether the test ranks each event's own returns (and so needs the second round).
    #[must_use]
    pub(in crate::study) const fn ranks_within_events(self) -> bool {
        matches!(self, Self::Corrado | Self::CorradoZivney | Self::GrankT | Self::GrankZ)
    }

    /// Whether the test needs the correlation between events.
    #[must_use]
    pub(in crate::study) const fn correlates_events(self) -> bool {
        matches!(self, Self::KpPatell | Self::KpBmp)
    }

    /// The paper, for the methods paragraph.
    #[must_use]
    pub const fn citation(self) -> &'static str {
        match self {
            Self::CrossSectionalT => "the cross-sectional t test (Brown and Warner 1980)",
            Self::CrudeDependenceAdjusted => "the crude dependence adjustment (Brown and Warner 1980, 1985)",
            Self::Patell => "the test of Patell (1976)",
            Self::Bmp => "the standardised cross-sectional test of Boehmer, Musumeci and Poulsen (1991)",
            Self::KpPatell => "Patell's test with the adjustment of Kolari and Pynnönen (2010)",
            Self::KpBmp => {
                "the standardised cross-sectional test with the adjustment of Kolari and Pynnönen (2010)"
            }
            Self::SkewnessAdjustedT => "the skewness-adjusted t test (Johnson 1978; Hall 1992)",
            Self::Corrado => "the rank test of Corrado (1989)",
            Self::CorradoZivney => "the rank test of Corrado and Zivney (1992)",
            Self::GrankT | Self::GrankZ => "the generalised rank test of Kolari and Pynnönen (2011)",
            Self::Sign => "the sign test",
            Self::GeneralisedSign => "the generalised sign test (Cowan 1992)",
            Self::Wilcoxon => "Wilcoxon's signed rank test",
        }
    }
}

impl fmt::Display for TestName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TestName {
    type Err = UnknownTest;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let name = s.trim().to_ascii_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|test| test.as_str() == name).ok_or_else(|| UnknownTest(s.to_owned()))
    }
}
