//! Rows of reactions for the benchmarks of the store and the service.

use chrono::{DateTime, Utc};
use newstape::instrument::InstrumentId;
use newstape::market::{Adjustment, Interval};
use newstape::reaction::{Basis, Horizon, Measured, Outcome, PricePoint, Reaction, Standing, Unusualness};
use newstape::units::{Currency, Price, Return};

/// A row that is measured, with this move and what little else a list needs.
pub(crate) fn measured(
    instrument: &InstrumentId,
    horizon: Horizon,
    fraction: f64,
    at: DateTime<Utc>,
) -> Reaction {
    let point = |amount| PricePoint {
        at,
        price: Price::new(amount, Some(Currency::USD)),
        provider: "bench".to_owned(),
        interval: Interval::Day1,
        adjustment: Adjustment::AsTraded,
    };
    let figures = Measured {
        due_at: at,
        anchor: point(100.0),
        end: point(100.0 * (1.0 + fraction)),
        return_fraction: Return::from_fraction(fraction),
        abnormal: None,
        basis: Basis::Raw,
        standing: Some(Standing {
            rank: Unusualness {
                placebo_rank: fraction.abs() * 20.0,
                sample_size: 250,
                independent: Some(250),
            },
            z: None,
            spread: None,
        }),
        raw: None,
        sample: None,
        volume_ratio: None,
        dividends: Vec::new(),
        high: 100.0,
        low: 100.0,
        confounders: Vec::new(),
    };
    let outcome = Outcome::Measured(Box::new(figures));
    Reaction { instrument: instrument.clone(), horizon, benchmark: None, outcome, remarks: Vec::new() }
}
