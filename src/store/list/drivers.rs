//! The ways in which the events of a list can be found, other than one after the other in its order.

use super::super::filter::{figure, of_instrument, scalar};
use super::super::search::match_query;
use super::super::values::Values;
use crate::query::{EventExpr, Field, FilterValue, Operator};
use crate::reaction::Horizon;

/// The numbers of events that hold all that meet a part of an expression, as SQL that reads an index.
/// Best first: what usually has few events.
pub(super) fn sets(expr: &EventExpr, horizon: Option<Horizon>, values: &mut Values) -> Vec<String> {
    let mut found: Vec<(u8, String)> =
        expr.parts().iter().filter_map(|part| set(part, horizon, values)).collect();
    found.extend(span(expr.parts(), values));
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, sql)| sql).collect()
}

/// All bounds of publication together: a week has few events, all since its beginning or until its end are many.
fn span(parts: &[EventExpr], values: &mut Values) -> Option<(u8, String)> {
    let bounds: Vec<String> = parts
        .iter()
        .filter_map(|part| match part {
            EventExpr::Is(Field::Published, operator, value) if *operator != Operator::NotEqual => {
                Some(scalar("published_order", *operator, value, values))
            }
            _ => None,
        })
        .collect();
    let wanted = bounds.join(" AND ");
    (bounds.len() > 1).then(|| (6, format!("SELECT id AS event_id FROM event WHERE {wanted}")))
}

/// The set of an expression, with its place among the others.
fn set(expr: &EventExpr, horizon: Option<Horizon>, values: &mut Values) -> Option<(u8, String)> {
    match expr {
        EventExpr::And(parts) => {
            parts.iter().filter_map(|part| set(part, horizon, values)).min_by_key(|(place, _)| *place)
        }
        EventExpr::Or(parts) => {
            let all: Option<Vec<_>> = parts.iter().map(|part| set(part, horizon, values)).collect();
            let all = all.filter(|all| !all.is_empty())?;
            let place = all.iter().map(|(place, _)| *place).max()?;
            let all: Vec<String> = all.into_iter().map(|(_, sql)| format!("SELECT * FROM ({sql})")).collect();
            Some((place, all.join(" UNION ALL ")))
        }
        EventExpr::Not(_) | EventExpr::Is(_, Operator::NotEqual, _) => None,
        EventExpr::Is(field, operator, value) => of_field(*field, *operator, value, horizon, values),
    }
}

fn of_field(
    field: Field,
    operator: Operator,
    value: &FilterValue,
    horizon: Option<Horizon>,
    values: &mut Values,
) -> Option<(u8, String)> {
    let is_word = operator == Operator::Equal;
    let mut events = |column: &str, place| {
        let wanted = scalar(column, operator, value, values);
        Some((place, format!("SELECT id AS event_id FROM event WHERE {wanted}")))
    };
    match field {
        Field::Id => events("id", 0),
        Field::Story => events("story_id", 0),
        Field::Published => events("published_order", 6),
        Field::Seen => events("seen_at", 7),
        Field::Kind if is_word => events("kind", 9),
        Field::Source if is_word => events("source", 8),
        Field::Lang if is_word => events("lang", 10),
        Field::Text => {
            let FilterValue::Words(words) = value else { return None };
            let words = values.put(match_query(words));
            Some((1, format!("SELECT rowid AS event_id FROM event_search WHERE event_search MATCH {words}")))
        }
        Field::Tag if is_word => {
            let wanted = scalar("tag", operator, value, values);
            Some((4, format!("SELECT event_id FROM tag WHERE {wanted}")))
        }
        Field::Claim if is_word => {
            let wanted = scalar("status", operator, value, values);
            Some((5, format!("SELECT event_id FROM claim WHERE {wanted}")))
        }
        Field::Ticker if is_word => {
            let wanted = of_instrument("", field, operator, value, values);
            Some((2, format!("SELECT event_id FROM link WHERE {wanted}")))
        }
        Field::Watched if *value == FilterValue::Flag(true) => {
            let watched = "SELECT l.event_id FROM watch w CROSS JOIN link l ON l.symbol = w.symbol";
            Some((3, watched.to_owned()))
        }
        _ => of_figure(field, operator, value, horizon, values).map(|sql| (4, sql)),
    }
}

/// The rows of a horizon, or of the headlines, with a figure of that size.
fn of_figure(
    field: Field,
    operator: Operator,
    value: &FilterValue,
    horizon: Option<Horizon>,
    values: &mut Values,
) -> Option<String> {
    let rows = match horizon {
        None => "r.headline = 1".to_owned(),
        // Of other rows only the return and its rank have an index.
        Some(_) if !matches!(field, Field::Move | Field::Size | Field::Rank) => return None,
        Some(horizon) => format!("r.horizon = {}", values.put(horizon.to_string())),
    };
    let wanted = match (field, operator, value) {
        (Field::Verdict, Operator::Equal, _) => scalar(&figure("r", field), operator, value, values),
        (Field::Abnormal | Field::Z | Field::Rank | Field::Size, operator, FilterValue::Figure(_))
            if operator != Operator::Contains =>
        {
            scalar(&figure("r", field), operator, value, values)
        }
        // What is above 2 % is at least that large, and what is below −2 % too.
        (
            Field::Move,
            Operator::Greater | Operator::GreaterOrEqual | Operator::Equal,
            FilterValue::Figure(size),
        ) if *size > 0.0 => large(*size, values),
        (
            Field::Move,
            Operator::Less | Operator::LessOrEqual | Operator::Equal,
            FilterValue::Figure(size),
        ) if *size < 0.0 => large(-*size, values),
        _ => return None,
    };
    let (column, index) = match (field, horizon) {
        (Field::Move | Field::Size, None) => ("return_fraction", "reaction_headline_by_move"),
        (Field::Move | Field::Size, Some(_)) => ("return_fraction", "reaction_by_move"),
        (Field::Rank, None) => ("placebo_rank", "reaction_headline_by_rank"),
        (Field::Rank, Some(_)) => ("placebo_rank", "reaction_by_rank"),
        (Field::Verdict, _) => ("verdict", "reaction_headline_by_verdict"),
        (Field::Abnormal, _) => ("abnormal_return", "reaction_headline_by_abnormal"),
        _ => ("z", "reaction_headline_by_z"),
    };
    // The planner would rather read the whole index that has all figures.
    Some(format!(
        "SELECT r.event_id FROM reaction r INDEXED BY {index}
             WHERE {rows} AND r.{column} IS NOT NULL AND {wanted}"
    ))
}

fn large(size: f64, values: &mut Values) -> String {
    format!("abs(r.return_fraction) >= {}", values.put(size))
}

/// The symbol that an expression requires of the chosen row. Of several symbols, `ticker = A and ticker = B`,
/// the row may be any one's.
pub(super) fn symbol_of_row(expr: &EventExpr) -> Option<&str> {
    let EventExpr::And(parts) = expr else { return symbol_of(expr) };
    let is_one = parts.iter().filter(|part| part.is_of_symbols()).count() < 2;
    parts.iter().filter(|part| is_one || !part.is_of_symbols()).find_map(symbol_of_row)
}

/// The symbol that an expression requires among those of every event.
pub(super) fn symbol_of(expr: &EventExpr) -> Option<&str> {
    match expr {
        EventExpr::Is(Field::Ticker, Operator::Equal, FilterValue::Text(symbol)) => Some(symbol),
        EventExpr::And(parts) => parts.iter().find_map(symbol_of),
        EventExpr::Is(..) | EventExpr::Or(_) | EventExpr::Not(_) => None,
    }
}
