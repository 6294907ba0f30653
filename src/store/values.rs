//! Values bound to a statement by name, each once even if the statement uses it repeatedly.

use rusqlite::CachedStatement;
use rusqlite::types::Value;

/// The values of a statement that is put together.
#[derive(Debug)]
pub(super) struct Values(Vec<Value>);

impl Default for Values {
    /// With the two ends between which events are searched for words: all of them.
    fn default() -> Self {
        Self(vec![Value::Integer(i64::MIN), Value::Integer(i64::MAX)])
    }
}

impl Values {
    /// The parameter of the first event that is searched for words.
    pub(super) const FIRST: &'static str = ":v0";
    /// The parameter of the last.
    pub(super) const LAST: &'static str = ":v1";

    /// Searches events from one to another for words, both included.
    pub(super) fn search_between(&mut self, first: i64, last: i64) {
        if let [own_first, own_last, ..] = self.0.as_mut_slice() {
            (*own_first, *own_last) = (Value::Integer(first), Value::Integer(last));
        }
    }

    /// Adds a value and returns its parameter name.
    pub(super) fn put(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        name(self.0.len() - 1)
    }

    /// Binds the values that the statement uses.
    pub(super) fn bind(&self, statement: &mut CachedStatement<'_>) -> rusqlite::Result<()> {
        for (place, value) in self.0.iter().enumerate() {
            if let Some(index) = statement.parameter_index(&name(place))? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        Ok(())
    }

    /// How many were put.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len() - 2
    }

    /// The statement with the values in it, to be read by people.
    pub(super) fn shown_in(&self, sql: &str) -> String {
        let mut pieces = sql.split(NAME);
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (number, rest) =
                piece.split_at(piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len()));
            match number.parse().ok().and_then(|place: usize| self.0.get(place)) {
                Some(value) => out.push_str(&shown(value)),
                None => out.extend([NAME, number]),
            }
            out.push_str(rest);
        }
        out
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Blob(_) => "x''".to_owned(),
    }
}

/// What the name of a parameter begins with; its place follows.
const NAME: &str = ":v";

fn name(place: usize) -> String {
    format!("{NAME}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_looks_like_a_parameter_is_shown_as_it_is() {
        let mut values = Values::default();
        let names: Vec<String> =
            [":v0", "it's :v1 and :v3", ":v"].iter().map(|text| values.put((*text).to_owned())).collect();
        for number in 0..9_i64 {
            values.put(number);
        }
        let sql = format!(
            "{} {} {} :v11 :v99 :value {} {}",
            names[0],
            names[1],
            names[2],
            Values::FIRST,
            Values::LAST
        );
        let expected = format!("':v0' 'it''s :v1 and :v3' ':v' 6 :v99 :value {} {}", i64::MIN, i64::MAX);
        assert_eq!(values.shown_in(&sql), expected);
    }
}
