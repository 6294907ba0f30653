//! How a cross-section is estimated.

use std::str::FromStr;

use crate::fault::{Fault, FaultClass, Remedy};

use super::formula::Formula;

/// Standard errors.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum ErrorKind {
    /// Equal variances.
    Classic,
    /// White's, without a correction for small samples.
    Hc0,
    /// The same times n/(n − p).
    #[default]
    Hc1,
    /// Squared residuals over 1 − leverage.
    Hc2,
    /// Squared residuals over (1 − leverage)².
    Hc3,
    /// Events with the same value of a column move together; of two columns, in either way.
    Cluster(Vec<String>),
}

/// The text is no kind of standard errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no kind of standard errors: classic, hc0, hc1, hc2, hc3, cluster:COLUMN or cluster:A,B")]
pub struct ErrorsError(pub String);

impl Fault for ErrorsError {
    fn class(&self) -> FaultClass {
        FaultClass::Usage
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(Remedy::Give { argument: "se", example: "cluster:date" })
    }
}

impl FromStr for ErrorKind {
    type Err = ErrorsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(columns) = text.strip_prefix("cluster:") {
            let columns: Vec<String> = columns.split(',').map(|column| column.trim().to_owned()).collect();
            let sound = columns.len() <= 2 && columns.iter().all(|column| !column.is_empty());
            let differ = columns.first() != columns.get(1);
            return if sound && differ {
                Ok(Self::Cluster(columns))
            } else {
                Err(ErrorsError(text.to_owned()))
            };
        }
        match text.to_ascii_lowercase().as_str() {
            "classic" | "ols" => Ok(Self::Classic),
            "hc0" => Ok(Self::Hc0),
            "hc1" => Ok(Self::Hc1),
            "hc2" => Ok(Self::Hc2),
            "hc3" => Ok(Self::Hc3),
            _ => Err(ErrorsError(text.to_owned())),
        }
    }
}

impl std::fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Classic => f.write_str("classic"),
            Self::Hc0 => f.write_str("hc0"),
            Self::Hc1 => f.write_str("hc1"),
            Self::Hc2 => f.write_str("hc2"),
            Self::Hc3 => f.write_str("hc3"),
            Self::Cluster(columns) => write!(f, "cluster:{}", columns.join(",")),
        }
    }
}

/// What each event weighs in the squares that are made least.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Weighting {
    /// As much as any other.
    #[default]
    Equal,
    /// The inverse of the variance of its cumulative abnormal return (Patell 1976).
    Patell,
    /// A column of numbers.
    Column(String),
}

impl FromStr for Weighting {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text.eq_ignore_ascii_case("patell") { Self::Patell } else { Self::Column(text.to_owned()) })
    }
}

impl std::fmt::Display for Weighting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Equal => "equal",
            Self::Patell => "patell",
            Self::Column(column) => column,
        })
    }
}

/// The text is no share that can be moved to quantiles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no share of each tail: 1%, or 0.01; below 50%")]
pub struct WinsoriseError(pub String);

/// Reads the share of each tail: `1%`, `0.01`.
///
/// # Errors
/// [`WinsoriseError`] for what is no number, and for one outside 0 to 50 %.
pub fn winsorise_share(text: &str) -> Result<f64, WinsoriseError> {
    let (number, unit) = text.trim().strip_suffix('%').map_or((text, 1.0), |number| (number, 0.01));
    let share = number.trim().parse::<f64>().map(|share| share * unit);
    share.ok().filter(|share| *share > 0.0 && *share < 0.5).ok_or_else(|| WinsoriseError(text.to_owned()))
}

/// The specification of a cross-section.
#[derive(Debug, Clone, PartialEq)]
pub struct RegressionSpec {
    /// What is explained by what.
    pub formula: Formula,
    /// The standard errors.
    pub errors: ErrorKind,
    /// The weights.
    pub weighting: Weighting,
    /// The share of each tail of the response and of each column of numbers that is moved to the quantile there.
    pub winsorise: Option<f64>,
}

impl RegressionSpec {
    /// Least squares with the errors of White, as they stand.
    #[must_use]
    pub fn new(formula: Formula) -> Self {
        Self { formula, errors: ErrorKind::default(), weighting: Weighting::default(), winsorise: None }
    }

    /// The columns that are needed, each once.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = self.formula.columns().map(str::to_owned).collect();
        if let ErrorKind::Cluster(clusters) = &self.errors {
            columns.extend(clusters.iter().cloned());
        }
        if let Weighting::Column(column) = &self.weighting {
            columns.push(column.clone());
        }
        let mut seen = std::collections::BTreeSet::new();
        columns.retain(|column| seen.insert(column.clone()));
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_as_they_are_printed() {
        for text in ["classic", "hc0", "hc3", "cluster:date", "cluster:date,symbol"] {
            assert_eq!(text.parse::<ErrorKind>().unwrap().to_string(), text);
        }
        for text in ["hc4", "cluster:", "cluster:a,b,c", "cluster:a,a", "cluster:a,"] {
            assert!(text.parse::<ErrorKind>().is_err(), "{text}");
        }
    }

    #[test]
    fn shares_of_tails() {
        assert_eq!((winsorise_share("1%"), winsorise_share("0.05")), (Ok(0.01), Ok(0.05)));
        for text in ["0", "50%", "-1%", "x", "1", "nan"] {
            assert!(winsorise_share(text).is_err(), "{text}");
        }
    }
}
