//! Filter expressions as SQL with bound parameters, and the events of a study.

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::events::read_when;
use super::{Store, StoreError, micros};
use crate::event::{EventExpr, EventId, Field, FilterValue, Operator, When};
use crate::instrument::InstrumentId;

/// One event of one instrument, as a study wants it.
#[derive(Debug, Clone)]
pub struct InstrumentEvent {
    /// The event's number.
    pub id: EventId,
    /// The instrument.
    pub instrument: InstrumentId,
    /// When the event became public.
    pub when: When,
    /// The value of the column asked for.
    pub group: Option<String>,
}

/// What the events of a study can be grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// What kind of news.
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
    /// All, with their names.
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
    /// [`StoreError::Search`] for words that are no query, else where the database refuses.
    pub fn instrument_events(
        &self,
        wanted: &EventExpr,
        group: Option<GroupBy>,
        known_by: Option<chrono::DateTime<chrono::Utc>>,
    ) -> Result<Vec<InstrumentEvent>, StoreError> {
        let mut values = Vec::new();
        let clause = clause(wanted, Scope::Link, &mut values);
        let known = known_by.map_or(String::new(), |at| {
            values.push(Value::Integer(micros(at)));
            "AND e.seen_at <= ?".to_owned()
        });
        let sql = format!(
            "SELECT e.id, l.symbol, l.mic, e.published_at, e.published_day, e.precision, {}
             FROM event e JOIN link l ON l.event_id = e.id AND l.role = 'subject'
             WHERE {clause} {known} ORDER BY e.published_order, e.id, l.position",
            group.map_or("NULL", GroupBy::column)
        );
        let read = || -> rusqlite::Result<Vec<Option<InstrumentEvent>>> {
            self.connection.prepare(&sql)?.query_map(params_from_iter(&values), read_row)?.collect()
        };
        Ok(read().map_err(|e| self.filter_error(wanted, e))?.into_iter().flatten().collect())
    }

    /// A query that FTS5 refuses is the user's, everything else the database's.
    pub(super) fn filter_error(&self, wanted: &EventExpr, e: rusqlite::Error) -> StoreError {
        if super::list::is_search_error(&e) && wanted.mentions(Field::Text) {
            return StoreError::Search { words: "text ~ …".to_owned(), reason: e.to_string() };
        }
        self.error(e)
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

/// What a comparison of a symbol is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Any of the event's links.
    Event,
    /// The link `l` in hand.
    Link,
}

/// An expression on the event `e` as SQL; the values go to `values` in the order of the marks.
pub(super) fn clause(expr: &EventExpr, scope: Scope, values: &mut Vec<Value>) -> String {
    let mut joined = |parts: &[EventExpr], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| clause(part, scope, values)).collect();
        format!("({})", parts.join(word))
    };
    match expr {
        EventExpr::And(parts) => joined(parts, " AND "),
        EventExpr::Or(parts) => joined(parts, " OR "),
        EventExpr::Not(part) => format!("NOT coalesce({}, FALSE)", clause(part, scope, values)),
        EventExpr::Is(field, Operator::NotEqual, value) => {
            let equal = comparison(*field, Operator::Equal, value, scope, values);
            format!("NOT coalesce({equal}, FALSE)")
        }
        EventExpr::Is(field, operator, value) => comparison(*field, *operator, value, scope, values),
    }
}

fn comparison(
    field: Field,
    operator: Operator,
    value: &FilterValue,
    scope: Scope,
    values: &mut Vec<Value>,
) -> String {
    let within =
        |table: &str, condition: String| format!("e.id IN (SELECT event_id FROM {table} WHERE {condition})");
    let mut plain = |column: &str| scalar(column, operator, value, values);
    match field {
        Field::Id => plain("e.id"),
        Field::Story => plain("e.story_id"),
        Field::Kind => plain("e.kind"),
        Field::Source => plain("e.source"),
        Field::Lang => plain("e.lang"),
        Field::Title => plain("e.title"),
        Field::Url => plain("e.url"),
        Field::Published => plain("e.published_order"),
        Field::Seen => plain("e.seen_at"),
        Field::Tag => within("tag", plain("tag")),
        Field::Claim => within("claim", plain("status")),
        Field::Ticker if scope == Scope::Link => plain("l.symbol"),
        Field::Mic if scope == Scope::Link => plain("l.mic"),
        Field::Ticker => within("link", format!("role <> 'related' AND {}", plain("symbol"))),
        Field::Mic => within("link", format!("role <> 'related' AND {}", plain("mic"))),
        Field::Move => within("reaction", format!("horizon = '1d' AND {}", plain("return_fraction"))),
        Field::Text => {
            values.push(bound(value));
            "e.id IN (SELECT rowid FROM event_search WHERE event_search MATCH ?)".to_owned()
        }
    }
}

/// A column beside a value. A day is a span of instants: equal is within, above is after its end.
fn scalar(column: &str, operator: Operator, value: &FilterValue, values: &mut Vec<Value>) -> String {
    if let FilterValue::Span(from, to) = value {
        let (from, to) = (Value::Integer(micros(*from)), Value::Integer(micros(*to)));
        let (sign, bound) = match operator {
            Operator::Less => ("<", from),
            Operator::GreaterOrEqual => (">=", from),
            Operator::LessOrEqual => ("<", to),
            Operator::Greater => (">=", to),
            Operator::Equal | Operator::NotEqual | Operator::Contains => {
                values.extend([from, to]);
                return format!("({column} >= ? AND {column} < ?)");
            }
        };
        values.push(bound);
        return format!("{column} {sign} ?");
    }
    values.push(bound(value));
    match operator {
        Operator::Equal | Operator::NotEqual => format!("{column} = ?"),
        Operator::Less => format!("{column} < ?"),
        Operator::LessOrEqual => format!("{column} <= ?"),
        Operator::Greater => format!("{column} > ?"),
        Operator::GreaterOrEqual => format!("{column} >= ?"),
        Operator::Contains => format!("instr(lower({column}), lower(?)) > 0"),
    }
}

fn bound(value: &FilterValue) -> Value {
    match value {
        FilterValue::Text(text) => Value::Text(text.clone()),
        FilterValue::Number(number) => Value::Integer(*number),
        FilterValue::Share(share) => Value::Real(*share),
        FilterValue::Span(from, _) => Value::Integer(micros(*from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(text: &str) -> (String, usize) {
        let mut values = Vec::new();
        let clause = clause(&text.parse().unwrap(), Scope::Event, &mut values);
        assert_eq!(clause.matches('?').count(), values.len(), "{clause}");
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
            "text ~ word",
            "not (ticker = A or tag = b)",
        ] {
            let expr: EventExpr = text.parse().unwrap();
            for (_, group) in GroupBy::ALL {
                assert!(store.instrument_events(&expr, Some(group), None).is_ok(), "{text}");
            }
        }
    }
}
