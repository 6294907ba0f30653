//! The models by name.

use std::fmt;
use std::str::FromStr;

/// An expected-return model.
///
/// ```
/// use newstape::normal_return::Model;
///
/// assert_eq!("market-model".parse(), Ok(Model::MarketModel));
/// // Which factors they are is for the file of factors to say.
/// assert_eq!("carhart".parse(), Ok(Model::Factors));
/// assert_eq!(Model::Factors.parameters(4), 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Model {
    /// The instrument's own mean return (Brown & Warner 1980).
    MeanAdjusted,
    /// The market's return itself (Brown & Warner 1985); nothing is estimated.
    MarketAdjusted,
    /// α + β·market by least squares (Sharpe 1963; MacKinlay 1997).
    #[default]
    MarketModel,
    /// An intercept and any factor columns (Fama & French 1993, 2015; Carhart 1997).
    Factors,
    /// The market model with β of Scholes & Williams (1977), for thin trading.
    ScholesWilliams,
    /// The market model with β of Dimson (1979): slopes on one lead, the day and one lag, summed.
    Dimson,
}

/// The text is not the name of a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a model (mean_adjusted, market_adjusted, market_model, factors, scholes_williams, dimson)"
)]
pub struct UnknownModel(pub String);

impl Model {
    /// The name, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MeanAdjusted => "mean_adjusted",
            Self::MarketAdjusted => "market_adjusted",
            Self::MarketModel => "market_model",
            Self::Factors => "factors",
            Self::ScholesWilliams => "scholes_williams",
            Self::Dimson => "dimson",
        }
    }

    /// How many parameters are estimated, with `factors` columns in the factor model.
    #[must_use]
    pub const fn parameters(self, factors: usize) -> usize {
        match self {
            Self::MarketAdjusted => 0,
            Self::MeanAdjusted => 1,
            Self::MarketModel | Self::ScholesWilliams | Self::Dimson => 2,
            Self::Factors => 1 + factors,
        }
    }

    /// Whether the model cannot be computed without a benchmark.
    #[must_use]
    pub const fn needs_benchmark(self) -> bool {
        match self {
            Self::MarketAdjusted | Self::MarketModel | Self::ScholesWilliams | Self::Dimson => true,
            Self::MeanAdjusted | Self::Factors => false,
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Model {
    type Err = UnknownModel;

    /// Takes `-` for `_`, and the short names `mean`, `market`, `capm`, `ff3`, `ff5`, `carhart`
    /// (the last three are all [`Model::Factors`]: which columns there are is the file's affair).
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s.to_ascii_lowercase().replace('-', "_").as_str() {
            "mean_adjusted" | "mean" | "constant_mean" => Ok(Self::MeanAdjusted),
            "market_adjusted" | "adjusted" => Ok(Self::MarketAdjusted),
            "market_model" | "market" | "mm" => Ok(Self::MarketModel),
            "factors" | "factor" | "multi_factor" | "ff3" | "ff5" | "carhart" => Ok(Self::Factors),
            "scholes_williams" => Ok(Self::ScholesWilliams),
            "dimson" => Ok(Self::Dimson),
            _ => Err(UnknownModel(s.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_found_by_its_name_and_only_by_it() {
        for model in [Model::MeanAdjusted, Model::MarketAdjusted, Model::MarketModel, Model::Factors] {
            assert_eq!(model.as_str().parse(), Ok(model));
        }
        assert_eq!("market-model".parse(), Ok(Model::MarketModel));
        assert!("garch".parse::<Model>().is_err());
    }
}
