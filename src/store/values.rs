//! Values bound to a statement by name, each once even if the statement uses it repeatedly.

use rusqlite::CachedStatement;
use rusqlite::types::Value;

/// The values of a statement that is put together.
#[derive(Debug, Default)]
pub(super) struct Values(Vec<Value>);

impl Values {
    /// Adds a value and returns its parameter name.
    pub(super) fn put(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        name(self.0.len() - 1)
    }

    /// Adds several values, and returns their names separated by commas.
    pub(super) fn put_all(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> String {
        values.into_iter().map(|value| self.put(value)).collect::<Vec<_>>().join(", ")
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

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

fn name(place: usize) -> String {
    format!(":v{place}")
}
