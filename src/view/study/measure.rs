//! The quantity of a study, its name and its unit.

use serde::{Deserialize, Serialize};

use crate::view::format::{percent_with, signed};

/// What is studied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Returns.
    #[default]
    Return,
    /// The logarithm of volume: ln(1 + shares traded).
    Volume,
    /// The size of returns in either direction.
    Volatility,
}

impl Measure {
    /// The quantity whose averages a study with this measure prints: with volatility they are still those
    /// of returns, next to a table of their squares.
    #[must_use]
    pub const fn averaged(self) -> Self {
        match self {
            Self::Volume => Self::Volume,
            Self::Return | Self::Volatility => Self::Return,
        }
    }

    /// One day's average over the events, in words.
    #[must_use]
    pub const fn average(self) -> &'static str {
        match self {
            Self::Return => "average abnormal return",
            Self::Volume => "average abnormal log volume",
            Self::Volatility => "mean squared standardised abnormal return",
        }
    }

    /// What a chart draws, in words: the average cumulated from the first day of the window; of volatility
    /// each day's mean.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Return => "cumulative average abnormal return",
            Self::Volume => "cumulative average abnormal log volume",
            Self::Volatility => self.average(),
        }
    }

    /// The abbreviations of a day's average and of the cumulated one.
    #[must_use]
    pub const fn short(self) -> [&'static str; 2] {
        match self {
            Self::Return => ["AAR", "CAAR"],
            Self::Volume => ["AAV", "CAAV"],
            Self::Volatility => ["AR²/S²", "AR²/S²"],
        }
    }

    /// A value in its unit: returns in percent with so many decimals, logarithms and ratios as numbers with
    /// one more.
    #[must_use]
    pub fn value(self, value: f64, decimals: u8) -> String {
        match self {
            Self::Return => percent_with(value, decimals),
            Self::Volume => signed(value, decimals + 1),
            Self::Volatility => crate::view::format::decimal(value, decimals + 1),
        }
    }
}
