//! Translates filter expressions to SQL with bound parameters, and selects the events of a study.

use rusqlite::Row;
use rusqlite::types::Value;

use super::cells::read_when;
use super::search::match_query;
use super::values::Values;
use super::{Store, StoreError, micros};
use crate::event::{EventExpr, EventId, Field, FilterValue, Operator, When};
use crate::instrument::InstrumentId;

/// One event of one instrument, for a study.
#[derive(Debug, Clone)]
pub struct InstrumentEvent {
    /// The event's number.
    pub id: EventId,
    /// The instrument.
    pub instrument: InstrumentId,
    /// When the event became public.
    pub when: When,
    /// The value of the grouping field.
    pub group: Option<String>,
}

/// What the events of a study can be grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// The kind of news.
    Kind,
    /// Who published it.
    Source,
    /// The language.
    Lang,
    /// The symbol.
    Ticker,
    /// The venue.
    Mic,
    /// Confirmed, contradicted or unverifiable: the verdict on the instrument's first claim.
    Claim,
}

impl GroupBy {
    /// All fields with their names.
    pub const ALL: [(&'static str, Self); 6] = [
        ("kind", Self::Kind),
        ("source", Self::Source),
        ("lang", Self::Lang),
        ("ticker", Self::Ticker),
        ("mic", Self::Mic),
        ("claim", Self::Claim),
    ];

    const fn column(self) -> &'static str {
        match self {
            Self::Kind => "e.kind",
            Self::Source => "e.source",
            Self::Lang => "e.lang",
            Self::Ticker => "l.symbol",
            Self::Mic => "l.mic",
            Self::Claim => {
                "(SELECT c.status FROM claim c WHERE c.event_id = e.id AND c.symbol = l.symbol
                  AND c.status IS NOT NULL ORDER BY c.position LIMIT 1)"
            }
        }
    }
}

impl Store {
    /// The instruments that events are about (their subjects), one row for each event and instrument, in
    /// the order of publication; with `known_by`, only events that had been seen by then.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn instrument_events(
        &self,
        wanted: &EventExpr,
        group: Option<GroupBy>,
        known_by: Option<chrono::DateTime<chrono::Utc>>,
    ) -> Result<Vec<InstrumentEvent>, StoreError> {
        let mut values = Values::default();
        let clause = clause(wanted, Scope::Link, &mut values);
        let known =
            known_by.map_or_else(String::new, |at| format!("AND e.seen_at <= {}", values.put(micros(at))));
        let rows = if wanted.mentions(Field::Horizon) { "TRUE" } else { "r.headline = 1" };
        let sql = format!(
            "SELECT DISTINCT e.id, l.symbol, l.mic, e.published_at, e.published_day, e.precision, {},
                    e.published_order, l.position
             FROM event e JOIN link l ON l.event_id = e.id AND l.role = 'subject'
             LEFT JOIN reaction r ON r.event_id = e.id AND r.symbol = l.symbol AND r.mic = l.mic AND {rows}
             WHERE {clause} {known} ORDER BY e.published_order, e.id, l.position",
            group.map_or("NULL", GroupBy::column)
        );
        let read = || -> rusqlite::Result<Vec<Option<InstrumentEvent>>> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            values.bind(&mut statement)?;
            statement.raw_query().mapped(read_row).collect()
        };
        Ok(read().map_err(|e| self.error(e))?.into_iter().flatten().collect())
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<Option<InstrumentEvent>> {
    let (symbol, mic): (String, String) = (row.get(1)?, row.get(2)?);
    let Some(instrument) = format!("{symbol}:{mic}").parse().ok() else { return Ok(None) };
    Ok(Some(InstrumentEvent {
        id: EventId(row.get(0)?),
        instrument,
        when: read_when(row, 3, 4, 5)?,
        group: row.get(6)?,
    }))
}

/// The row to which comparisons of an instrument and of its figures apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// In a study: the link `l` and its row `r`; negations apply to that link as well.
    Link,
    /// In a list that asks for an instrument: one link `l` and its row `r`. That an event is *not* linked to
    /// an instrument applies to all its links.
    Asked,
    /// In a list that asks for none: the row `m` of the event's first subject that has a figure.
    Lead,
    /// An event without any row.
    Nothing,
}

impl Scope {
    const fn figures(self) -> Option<&'static str> {
        match self {
            Self::Link | Self::Asked => Some("r"),
            Self::Lead => Some("m"),
            Self::Nothing => None,
        }
    }

    const fn has_link(self, negated: bool) -> bool {
        match self {
            Self::Link => true,
            Self::Asked => !negated,
            Self::Lead | Self::Nothing => false,
        }
    }
}

/// Translates an expression on the event `e` to SQL with bound values.
pub(super) fn clause(expr: &EventExpr, scope: Scope, values: &mut Values) -> String {
    Writer { scope, values }.clause(expr, false)
}

struct Writer<'v> {
    scope: Scope,
    values: &'v mut Values,
}

impl Writer<'_> {
    fn clause(&mut self, expr: &EventExpr, negated: bool) -> String {
        match expr {
            EventExpr::And(parts) => self.all(parts, negated),
            EventExpr::Or(parts) => self.joined(parts, " OR ", negated),
            EventExpr::Not(part) => format!("NOT coalesce({}, FALSE)", self.clause(part, !negated)),
            EventExpr::Is(field, Operator::NotEqual, value) => {
                format!("NOT coalesce({}, FALSE)", self.comparison(*field, Operator::Equal, value, !negated))
            }
            EventExpr::Is(field, operator, value) => self.comparison(*field, *operator, value, negated),
        }
    }

    fn joined(&mut self, parts: &[EventExpr], word: &str, negated: bool) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.clause(part, negated)).collect();
        format!("({})", parts.join(word))
    }

    /// Parts that must all hold. A row has one symbol: if several are asked for, `ticker = A and
    /// ticker = B`, the event is linked to all of them and the row is one of theirs.
    fn all(&mut self, parts: &[EventExpr], negated: bool) -> String {
        let (symbols, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| is_symbol(part));
        if self.scope != Scope::Asked || negated || symbols.len() < 2 {
            return self.joined(parts, " AND ", negated);
        }
        let any: Vec<String> = symbols.iter().map(|part| self.clause(part, false)).collect();
        let on_all = symbols
            .iter()
            .map(|part| Writer { scope: Scope::Nothing, values: self.values }.clause(part, false));
        let mut all: Vec<String> = on_all.collect();
        all.push(format!("({})", any.join(" OR ")));
        all.extend(others.iter().map(|part| self.clause(part, false)));
        format!("({})", all.join(" AND "))
    }

    fn comparison(&mut self, field: Field, operator: Operator, value: &FilterValue, negated: bool) -> String {
        let figure = |column| self.scope.figures().map(|row| (row, column));
        let (table, column) = match field {
            Field::Id => ("e", "id"),
            Field::Story => ("e", "story_id"),
            Field::Kind => ("e", "kind"),
            Field::Source => ("e", "source"),
            Field::Lang => ("e", "lang"),
            Field::Title => ("e", "title"),
            Field::Url => ("e", "url"),
            Field::Published => ("e", "published_order"),
            Field::Seen => ("e", "seen_at"),
            Field::Tag => return self.within("tag", "", "tag", operator, value),
            Field::Claim => return self.within("claim", "", "status", operator, value),
            Field::Ticker if self.scope.has_link(negated) => ("l", "symbol"),
            Field::Mic if self.scope.has_link(negated) => ("l", "mic"),
            Field::Ticker => return self.within("link", LINKED, "symbol", operator, value),
            Field::Mic => return self.within("link", LINKED, "mic", operator, value),
            Field::Text => {
                let words = self.values.put(bound(value));
                return format!("e.id IN (SELECT rowid FROM event_search WHERE event_search MATCH {words})");
            }
            Field::Move | Field::Rank | Field::Verdict | Field::Horizon => {
                let column = match field {
                    Field::Move => "return_fraction",
                    Field::Rank => "placebo_rank",
                    Field::Verdict => "verdict",
                    _ => "horizon",
                };
                let Some(found) = figure(column) else { return "NULL".to_owned() };
                found
            }
        };
        scalar(&format!("{table}.{column}"), operator, value, self.values)
    }

    /// A condition that a row of another table of the event has such a value.
    fn within(
        &mut self,
        table: &str,
        also: &str,
        column: &str,
        operator: Operator,
        value: &FilterValue,
    ) -> String {
        let condition = scalar(column, operator, value, self.values);
        format!("e.id IN (SELECT event_id FROM {table} WHERE {also}{condition})")
    }
}

/// The condition on a link that excludes related instruments.
const LINKED: &str = "role <> 'related' AND ";

/// Whether a part of an expression asks for nothing but symbols.
fn is_symbol(part: &EventExpr) -> bool {
    match part {
        EventExpr::Is(Field::Ticker, operator, _) => *operator != Operator::NotEqual,
        EventExpr::Or(parts) => parts.iter().all(is_symbol),
        EventExpr::Is(..) | EventExpr::And(_) | EventExpr::Not(_) => false,
    }
}

/// A comparison of a column with a value. A day is a span of instants: equal means within it, greater
/// means after its end.
fn scalar(column: &str, operator: Operator, value: &FilterValue, values: &mut Values) -> String {
    if let FilterValue::Span(from, to) = value {
        let (from, to) = (micros(*from), micros(*to));
        let (sign, bound) = match operator {
            Operator::Less => ("<", from),
            Operator::GreaterOrEqual => (">=", from),
            Operator::LessOrEqual => ("<", to),
            Operator::Greater => (">=", to),
            Operator::Equal | Operator::NotEqual | Operator::Contains => {
                let (from, to) = (values.put(from), values.put(to));
                return format!("({column} >= {from} AND {column} < {to})");
            }
        };
        return format!("{column} {sign} {}", values.put(bound));
    }
    let bound = values.put(bound(value));
    match operator {
        Operator::Equal | Operator::NotEqual => format!("{column} = {bound}"),
        Operator::Less => format!("{column} < {bound}"),
        Operator::LessOrEqual => format!("{column} <= {bound}"),
        Operator::Greater => format!("{column} > {bound}"),
        Operator::GreaterOrEqual => format!("{column} >= {bound}"),
        Operator::Contains => format!("instr(lower({column}), lower({bound})) > 0"),
    }
}

fn bound(value: &FilterValue) -> Value {
    match value {
        FilterValue::Text(text) => Value::Text(text.clone()),
        FilterValue::Words(words) => Value::Text(match_query(words)),
        FilterValue::Number(number) => Value::Integer(*number),
        FilterValue::Share(share) => Value::Real(*share),
        FilterValue::Span(from, _) => Value::Integer(micros(*from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(text: &str) -> (String, usize) {
        let mut values = Values::default();
        let clause = clause(&text.parse().unwrap(), Scope::Asked, &mut values);
        assert_eq!(clause.matches(":v").count(), values.len(), "{clause}");
        (clause, values.len())
    }

    #[test]
    fn every_value_is_bound_and_none_is_part_of_the_sql() {
        let (clause, values) =
            sql("title ~ \"x' OR 1=1 --\" and (kind != news or id in (1, 2)) and published = 2025-01-29");
        assert_eq!(values, 6);
        assert!(!clause.contains("1=1"), "{clause}");
    }

    #[test]
    fn all_fields_are_columns_that_exist() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("t.db")).unwrap();
        for text in [
            "id > 1",
            "story = 1",
            "kind = news",
            "source = a",
            "lang = en",
            "title ~ a",
            "url = a",
            "published > 2025-01-01",
            "seen <= 2025-01-01T00:00:00Z",
            "ticker = A",
            "mic = XNAS",
            "tag = a",
            "claim = confirmed",
            "move > 2%",
            "rank >= 0.9 and verdict = notable and horizon = 5d",
            "text ~ word",
            "text ~ 'AT&T'",
            "not (ticker = A or tag = b)",
        ] {
            let expr: EventExpr = text.parse().unwrap();
            for (_, group) in GroupBy::ALL {
                assert!(store.instrument_events(&expr, Some(group), None).is_ok(), "{text}");
            }
        }
    }
}
