//! What can be drawn and what cannot.

use crate::chart::error::ChartError;
use crate::chart::spec::ReactionSpec;

/// Refuses what has no place on a chart.
pub(super) fn checked(spec: &ReactionSpec) -> Result<(), ChartError> {
    if spec.bars.is_empty() {
        return Err(ChartError::NoBars);
    }
    let finite = |what: String, value: Option<f64>| match value {
        Some(value) if !value.is_finite() => Err(ChartError::NotFinite { what, value }),
        Some(_) | None => Ok(()),
    };
    for (i, q) in spec.bars.quotes().iter().enumerate() {
        for value in [Some(q.open), Some(q.high), Some(q.low), Some(q.close), q.volume] {
            finite(format!("bar {i}"), value)?;
        }
    }
    finite("the anchor".to_owned(), spec.anchor.map(|a| a.price))?;
    for h in &spec.horizons {
        for value in [h.price, h.return_fraction, h.abnormal_fraction] {
            finite(format!("horizon {}", h.label), value)?;
        }
    }
    for c in &spec.claims {
        finite(format!("the claim \"{}\"", c.text), c.price)?;
    }
    let Some(benchmark) = &spec.benchmark else { return Ok(()) };
    let (got, wanted) = (benchmark.closes.len(), spec.bars.len());
    if got != wanted {
        return Err(ChartError::Length { what: format!("the benchmark {}", benchmark.label), got, wanted });
    }
    benchmark.closes.iter().try_for_each(|c| finite(format!("the benchmark {}", benchmark.label), *c))
}
