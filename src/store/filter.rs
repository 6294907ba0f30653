//! Translates filter expressions to SQL with bound parameters, and selects the events of a study.

use rusqlite::Row;
use rusqlite::types::Value;

use super::cells::read_when;
use super::search::match_query;
use super::values::Values;
use super::{Store, StoreError, micros};
use crate::event::{EventId, When};
use crate::instrument::InstrumentId;
use crate::query::{EventExpr, Field, FilterValue, Operator};

/// One event of one instrument, for a study.
#[derive(Debug, Clone)]
pub struct InstrumentEvent {
    /// The event's number.
    pub id: EventId,
    /// The first event of its story.
    pub story: EventId,
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
                    e.published_order, l.position, e.story_id
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
        story: EventId(row.get(9)?),
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

    /// The condition on a claim that it is about the instrument that is asked for.
    const fn of_claim(self) -> &'static str {
        match self {
            Self::Link | Self::Asked => "symbol = l.symbol AND ",
            Self::Lead | Self::Nothing => "",
        }
    }
}

/// Translates an expression on the event `e` to SQL with bound values.
pub(super) fn clause(expr: &EventExpr, scope: Scope, values: &mut Values) -> String {
    Writer { scope, values, event: "e.id" }.clause(expr, false)
}

/// The same on the event whose number a column has.
pub(super) fn clause_on(event: &'static str, expr: &EventExpr, scope: Scope, values: &mut Values) -> String {
    Writer { scope, values, event }.clause(expr, false)
}

struct Writer<'v> {
    scope: Scope,
    values: &'v mut Values,
    /// The column with the event's number.
    event: &'static str,
}

impl Writer<'_> {
    fn clause(&mut self, expr: &EventExpr, negated: bool) -> String {
        match expr {
            // Of no parts, each holds.
            EventExpr::And(parts) if parts.is_empty() => "TRUE".to_owned(),
            EventExpr::And(parts) => self.all(parts, negated),
            EventExpr::Or(parts) => self.joined(parts.iter(), " OR ", negated),
            EventExpr::Not(part) => format!("NOT coalesce({}, FALSE)", self.clause(part, !negated)),
            EventExpr::Is(field, Operator::NotEqual, value) => {
                format!("NOT coalesce({}, FALSE)", self.comparison(*field, Operator::Equal, value, !negated))
            }
            EventExpr::Is(field, operator, value) => self.comparison(*field, *operator, value, negated),
        }
    }

    fn joined<'p>(
        &mut self,
        parts: impl Iterator<Item = &'p EventExpr>,
        word: &str,
        negated: bool,
    ) -> String {
        let parts: Vec<String> = parts.map(|part| self.clause(part, negated)).collect();
        format!("({})", parts.join(word))
    }

    /// Parts that must all hold: those of claims for one claim. A row has one symbol: if several are asked
    /// for, `ticker = A and ticker = B`, the event is linked to all of them and the row is one of theirs.
    fn all(&mut self, parts: &[EventExpr], negated: bool) -> String {
        let (of_claims, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.is_of_one_claim());
        let mut all: Vec<String> = Vec::new();
        if of_claims.len() > 1 {
            let wanted: Vec<String> = of_claims.iter().map(|part| self.on_claim(part)).collect();
            all.push(self.with_claim(&wanted.join(" AND ")));
        } else {
            all.extend(of_claims.iter().map(|part| self.clause(part, negated)));
        }
        let (symbols, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|part| part.is_of_symbols());
        if self.scope == Scope::Asked && !negated && symbols.len() > 1 {
            let mut anywhere = Writer { scope: Scope::Nothing, values: self.values, event: self.event };
            all.extend(symbols.iter().map(|part| anywhere.clause(part, false)));
            all.push(self.joined(symbols.iter().copied(), " OR ", false));
        } else {
            all.extend(symbols.iter().map(|part| self.clause(part, negated)));
        }
        all.extend(others.iter().map(|part| self.clause(part, negated)));
        format!("({})", all.join(" AND "))
    }

    fn comparison(&mut self, field: Field, operator: Operator, value: &FilterValue, negated: bool) -> String {
        let column = match field {
            Field::Id => self.event,
            Field::Story => "e.story_id",
            Field::Kind => "e.kind",
            Field::Source => "e.source",
            Field::Lang => "e.lang",
            Field::Title => "e.title",
            Field::Url => "e.url",
            Field::Published => "e.published_order",
            Field::Seen => "e.seen_at",
            Field::Tag => return self.within("tag", "", &|v| scalar("tag", operator, value, v)),
            Field::Claim | Field::Chance => {
                let wanted = self.of_claim(field, operator, value);
                return self.with_claim(&wanted);
            }
            Field::Ticker | Field::Mic | Field::Sector | Field::Watched => {
                return self.instrument(field, operator, value, negated);
            }
            Field::Text => {
                let words = self.values.put(bound(value));
                // Without the sign the planner would read all that is found, and sort it.
                return format!(
                    "+{} IN (SELECT rowid FROM event_search WHERE event_search MATCH {words}
                         AND rowid BETWEEN {} AND {})",
                    self.event,
                    Values::FIRST,
                    Values::LAST
                );
            }
            Field::Move
            | Field::Size
            | Field::Abnormal
            | Field::Rank
            | Field::Z
            | Field::Verdict
            | Field::Horizon
            | Field::Status => {
                let Some(row) = self.scope.figures() else { return "NULL".to_owned() };
                return scalar(&figure(row, field), operator, value, self.values);
            }
        };
        scalar(column, operator, value, self.values)
    }

    /// A condition on the instrument of the link `l`, or on any that the event is linked to.
    fn instrument(&mut self, field: Field, operator: Operator, value: &FilterValue, negated: bool) -> String {
        if self.scope.has_link(negated) {
            return of_instrument("l.", field, operator, value, self.values);
        }
        self.within("link", LINKED, &|values| of_instrument("", field, operator, value, values))
    }

    /// A condition on a claim alone, from an expression that asks for nothing else.
    fn on_claim(&mut self, expr: &EventExpr) -> String {
        let mut joined = |parts: &[EventExpr], word: &str| {
            let parts: Vec<String> = parts.iter().map(|part| self.on_claim(part)).collect();
            format!("({})", parts.join(word))
        };
        match expr {
            EventExpr::And(parts) => joined(parts, " AND "),
            EventExpr::Or(parts) => joined(parts, " OR "),
            EventExpr::Not(part) => format!("NOT coalesce({}, FALSE)", self.on_claim(part)),
            EventExpr::Is(field, operator, value) => self.of_claim(*field, *operator, value),
        }
    }

    fn of_claim(&mut self, field: Field, operator: Operator, value: &FilterValue) -> String {
        let column = if field == Field::Chance { "chance" } else { "status" };
        // Without a verdict there is no claim to speak of.
        format!("({} AND status IS NOT NULL)", scalar(column, operator, value, self.values))
    }

    fn with_claim(&self, wanted: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM claim WHERE event_id = {} AND {}{wanted})",
            self.event,
            self.scope.of_claim()
        )
    }

    /// A condition that a row of another table of the event meets another.
    fn within(&mut self, table: &str, also: &str, condition: &dyn Fn(&mut Values) -> String) -> String {
        let condition = condition(self.values);
        format!("EXISTS (SELECT 1 FROM {table} WHERE event_id = {} AND {also}{condition})", self.event)
    }
}

/// A column of a row of the reactions.
pub(super) fn figure(row: &str, field: Field) -> String {
    let column = match field {
        Field::Size => return format!("abs({row}.return_fraction)"),
        Field::Move => "return_fraction",
        Field::Abnormal => "abnormal_return",
        Field::Rank => "placebo_rank",
        Field::Z => "z",
        Field::Verdict => "verdict",
        Field::Status => "status",
        _ => "horizon",
    };
    format!("{row}.{column}")
}

/// A condition on an instrument, by its columns behind a prefix.
pub(super) fn of_instrument(
    prefix: &str,
    field: Field,
    operator: Operator,
    value: &FilterValue,
    values: &mut Values,
) -> String {
    let listed = format!("({prefix}symbol, {prefix}mic)");
    match (field, value) {
        (Field::Sector, FilterValue::Sector(_, members)) => {
            let members = members.iter().map(|i| [i.symbol.as_str(), i.mic.as_str()]);
            let members = serde_json::to_string(&members.collect::<Vec<_>>()).unwrap_or_default();
            let members = values.put(members);
            format!("{listed} IN (SELECT value ->> 0, value ->> 1 FROM json_each({members}))")
        }
        (Field::Watched, value) => {
            let not = if *value == FilterValue::Flag(false) { "NOT " } else { "" };
            format!("{listed} {not}IN (SELECT symbol, mic FROM watch)")
        }
        (Field::Mic, value) => scalar(&format!("{prefix}mic"), operator, value, values),
        (_, value) => scalar(&format!("{prefix}symbol"), operator, value, values),
    }
}

/// The condition on a link that excludes related instruments.
const LINKED: &str = "role <> 'related' AND ";

/// A comparison of a column with a value. A day is a span of instants: equal means within it, greater
/// means after its end.
pub(super) fn scalar(column: &str, operator: Operator, value: &FilterValue, values: &mut Values) -> String {
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
        FilterValue::Figure(figure) => Value::Real(*figure),
        FilterValue::Span(from, _) => Value::Integer(micros(*from)),
        FilterValue::Sector(name, _) => Value::Text(name.clone()),
        FilterValue::Flag(flag) => Value::Integer((*flag).into()),
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
            "move > 2% and size > 1% or abnormal < 0 or z > 2",
            "status = pending",
            "watched or watched = no",
            "claim = confirmed and chance < 5%",
            "ticker = A and ticker = B and not claim = confirmed",
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
