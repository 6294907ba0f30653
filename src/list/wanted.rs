//! Query expressions of lists, and the check of their words.

use std::str::FromStr;

use crate::claim::ClaimStatus;
use crate::event::{EventExpr, Field, FilterError, FilterValue, Operator};
use crate::instrument::Mic;
use crate::reaction::{Horizon, VerdictWord};

/// What an expression asks of a list: comparisons, and the horizon of the moves that they mean.
///
/// ```
/// use newstape::list::Wanted;
/// use newstape::reaction::Horizon;
///
/// let wanted: Wanted = "ticker = AAPL and horizon = 5d and move > 3%".parse()?;
/// assert_eq!(wanted.horizon, Some(Horizon::Sessions(5)));
/// # Ok::<(), newstape::event::FilterError>(())
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

    /// # Errors
    /// What [`event_expr`] refuses, and a horizon that is given twice or that
    /// is not joined to the rest by `and`; an unknown verdict or claim status.
    fn from_str(text: &str) -> Result<Self, FilterError> {
        let expr = event_expr(text)?;
        let refuse = |(word, reason): (&str, String)| FilterError {
            expression: text.to_owned(),
            at: text.to_lowercase().split(word).next().map_or(0, |before| before.chars().count()) + 1,
            reason,
        };
        let mut horizon = None;
        let expr = take_horizon(expr, &mut horizon).map_err(|reason| refuse(("horizon", reason)))?;
        if expr.as_ref().is_some_and(|e| e.mentions(Field::Horizon)) {
            let reason =
                "horizon applies to the whole list: join it with \"and\", as in horizon = 5d".to_owned();
            return Err(refuse(("horizon", reason)));
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
            Ok(match rest.len() {
                0 => None,
                1 => rest.pop(),
                _ => Some(EventExpr::And(rest)),
            })
        }
        other @ (EventExpr::Or(_) | EventExpr::Not(_) | EventExpr::Is(..)) => Ok(Some(other)),
    }
}

/// Parses an expression and refuses a verdict or horizon that there is not.
///
/// ```
/// use newstape::list::event_expr;
///
/// assert!(event_expr("claim = confirmed or verdict in (notable, extreme)").is_ok());
/// assert!(event_expr("verdict = huge").unwrap_err().reason.contains("one of muted"));
/// ```
///
/// # Errors
/// As [`EventExpr::parse_with`].
pub fn event_expr(text: &str) -> Result<EventExpr, FilterError> {
    EventExpr::parse_with(text, &check)
}

fn check(field: Field, word: &str) -> Result<(), String> {
    fn is<T: FromStr<Err: std::fmt::Display>>(word: &str) -> Result<(), String> {
        word.parse::<T>().map(|_| ()).map_err(|e| e.to_string())
    }
    match field {
        Field::Claim => is::<ClaimStatus>(word),
        Field::Verdict => is::<VerdictWord>(word),
        Field::Horizon => is::<Horizon>(word),
        Field::Mic => is::<Mic>(word),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_horizon_holds_for_the_whole_list() {
        let read = |text: &str| text.parse::<Wanted>();
        assert_eq!(read("horizon = 5D").unwrap(), Wanted { expr: None, horizon: Some(Horizon::Sessions(5)) });
        let nested = read("kind = news and (horizon = 1h and move > 1%)").unwrap();
        assert_eq!(nested.horizon, Some(Horizon::Minutes(60)));
        assert!(!nested.expr.unwrap().mentions(Field::Horizon));
        for (text, part, at) in [
            ("horizon = 5x", "not a horizon", 11),
            ("move > 1% and horizon = 1d and horizon = 2d", "twice", 15),
            ("kind = news or horizon = 5d", "whole list", 16),
            ("not horizon = 5d", "whole list", 5),
            ("horizon != 5d", "whole list", 1),
            ("verdict = huge", "one of muted, ordinary, notable, extreme", 11),
            ("kind = news and not verdict in (muted, huge)", "\"huge\" is not a verdict", 40),
            ("claim = right", "one of confirmed, contradicted, unverifiable", 9),
            ("claim != right", "not a verdict on a claim", 10),
            ("kind = gossip", "not a kind of event", 8),
            ("mic = nasdaq", "not a market identifier code", 7),
        ] {
            let refusal = read(text).unwrap_err();
            assert!(refusal.reason.contains(part), "{text}: {refusal}");
            assert_eq!(refusal.at, at, "{text}");
        }
        assert!(read("verdict in (notable, extreme)").is_ok());
    }
}
