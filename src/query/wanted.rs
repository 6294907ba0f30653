//! What an expression asks of a list.

use std::str::FromStr;

use super::{EventExpr, Field, FilterError, FilterValue, Operator, Reading};
use crate::reaction::Horizon;

/// What an expression asks of a list: comparisons, and the horizon of the moves that they mean.
///
/// ```
/// use newstape::query::Wanted;
/// use newstape::reaction::Horizon;
///
/// let wanted: Wanted = "ticker = AAPL and horizon = 5d and move > 3%".parse()?;
/// assert_eq!(wanted.horizon, Some(Horizon::Sessions(5)));
/// # Ok::<(), newstape::query::FilterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The comparisons other than that of the horizon; `None` if there are none.
    pub expr: Option<EventExpr>,
    /// The horizon that `horizon = 5d` asks for.
    pub horizon: Option<Horizon>,
}

impl FromStr for Wanted {
    type Err = FilterError;

    /// As [`Wanted::parse`], without a present and without sectors.
    fn from_str(text: &str) -> Result<Self, FilterError> {
        Self::parse(text, &Reading::timeless())
    }
}

impl Wanted {
    /// Parses an expression.
    ///
    /// # Errors
    /// What [`EventExpr::parse`] refuses, and a horizon that is given twice or that is not joined to the
    /// rest by `and`.
    pub fn parse(text: &str, reading: &Reading<'_>) -> Result<Self, FilterError> {
        let expr = EventExpr::parse(text, reading)?;
        let refuse = |reason: String| {
            let place = text.to_lowercase().find("horizon").unwrap_or_default();
            FilterError::at_byte(text, place, reason)
        };
        let mut horizon = None;
        let expr = take_horizon(expr, &mut horizon).map_err(refuse)?;
        if expr.as_ref().is_some_and(|e| e.mentions(Field::Horizon)) {
            let reason = "horizon applies to the whole list: join it with \"and\", as in horizon = 5d";
            return Err(refuse(reason.to_owned()));
        }
        Ok(Self { expr, horizon })
    }
}

/// Takes `horizon = …` out of a chain of `and`.
fn take_horizon(expr: EventExpr, found: &mut Option<Horizon>) -> Result<Option<EventExpr>, String> {
    match expr {
        EventExpr::Is(Field::Horizon, Operator::Equal, FilterValue::Text(text)) => {
            let horizon = text.parse::<Horizon>().map_err(|e| e.to_string())?;
            match found.replace(horizon) {
                Some(other) if other != horizon => Err("horizon is given twice".to_owned()),
                _ => Ok(None),
            }
        }
        EventExpr::And(parts) => {
            let mut rest = Vec::with_capacity(parts.len());
            for part in parts {
                rest.extend(take_horizon(part, found)?);
            }
            Ok(EventExpr::all(rest))
        }
        other @ (EventExpr::Or(_) | EventExpr::Not(_) | EventExpr::Is(..)) => Ok(Some(other)),
    }
}
