//! The fields of aligned claims, compared.

use rust_decimal::Decimal;

use super::label::Label;
use crate::claim::{Claim, MoveHorizon};
use crate::view::claim_scores::FieldScores;

/// A field of a claim that labels state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Percent,
    Price,
    Currency,
    Session,
    Horizon,
    Point,
    Bound,
    When,
}

const ALL: [Field; 8] = [
    Field::Percent,
    Field::Price,
    Field::Currency,
    Field::Session,
    Field::Horizon,
    Field::Point,
    Field::Bound,
    Field::When,
];

impl Field {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Price => "price",
            Self::Currency => "currency",
            Self::Session => "session",
            Self::Horizon => "horizon",
            Self::Point => "point",
            Self::Bound => "bound",
            Self::When => "when",
        }
    }

    /// Whether a claim states the field as its label does.
    pub(super) fn agrees(self, label: &Label, claim: &Claim) -> bool {
        match self {
            Self::Percent => {
                near(label.percent, claim.percent)
                    && near(label.percent_min, claim.percent_min)
                    && near(label.percent_max, claim.percent_max)
            }
            Self::Price => near(label.price, claim.price),
            Self::Currency => label.currency == claim.currency,
            Self::Session => label.session == claim.session,
            Self::Horizon => label.horizon.unwrap_or(MoveHorizon::Day) == claim.horizon,
            Self::Point => label.point == claim.point,
            Self::Bound => label.bound == claim.bound,
            Self::When => label.time().is_some_and(|t| t.is_of(claim)),
        }
    }

    /// Whether the label says anything of the field. The first five stand in every set; of the others
    /// a label without one may not have looked.
    fn is_labelled(self, label: &Label) -> bool {
        match self {
            Self::Percent | Self::Price | Self::Currency | Self::Session | Self::Horizon => true,
            Self::Point => label.point.is_some(),
            Self::Bound => label.bound.is_some(),
            Self::When => label.time().is_some(),
        }
    }
}

fn near(a: Option<Decimal>, b: Option<Decimal>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= Decimal::new(5, 3),
        (None, None) => true,
        _ => false,
    }
}

/// How often each field was labelled, and how often it agreed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FieldCounts([(usize, usize); ALL.len()]);

impl FieldCounts {
    /// Counts an aligned pair, and gives the fields that differ.
    pub(super) fn add(&mut self, label: &Label, claim: &Claim) -> Vec<Field> {
        let mut differing = Vec::new();
        for (field, count) in ALL.into_iter().zip(&mut self.0).filter(|(f, _)| f.is_labelled(label)) {
            let agrees = field.agrees(label, claim);
            count.0 += usize::from(agrees);
            count.1 += 1;
            if !agrees {
                differing.push(field);
            }
        }
        differing
    }

    #[allow(clippy::cast_precision_loss)] // counts of claims
    pub(super) fn scores(&self) -> FieldScores {
        let share = |(right, of): (usize, usize)| (of > 0).then(|| right as f64 / of as f64);
        let [percent, price, currency, session, horizon, point, bound, when] = self.0.map(share);
        FieldScores { percent, price, currency, session, horizon, point, bound, when }
    }
}
