//! SQL of the user's own, which can only read.

use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Statement};
use serde_json::{Map, Value};

use super::bars::bars_as_json;
use super::{Store, StoreError};

/// What a statement found.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// The names of the columns; a name that occurs again has a number behind it.
    pub columns: Vec<String>,
    /// The rows, by the names of the columns.
    pub rows: Vec<Value>,
    /// Whether there are more rows than were asked for.
    pub is_cut: bool,
}

/// The longest value that a statement can make, in bytes. One function call is not interrupted, however long its
/// value is to become.
const MOST_BYTES: i32 = 32_000_000;

/// The bars, which are stored in blocks: each block is read only if symbol, venue and interval ask for it.
const BARS: &str = "
    CREATE TEMP VIEW v_bars AS
    SELECT s.symbol, s.mic, s.interval, b.value ->> 0 AS start_utc, b.value ->> 1 AS open, b.value ->> 2 AS high,
           b.value ->> 3 AS low, b.value ->> 4 AS close, b.value ->> 5 AS volume, s.provider, s.adjustment
    FROM main.bar_series s
    JOIN main.bar_block k ON k.series = s.id
    JOIN json_each(newstape_bars(k.data, s.interval)) b;
    PRAGMA query_only = TRUE;";

impl Store {
    /// Runs one statement that only reads, and returns at most so many of its rows. Besides the tables and views
    /// of the database there is `v_bars`.
    ///
    /// # Errors
    /// [`StoreError::Statement`] if it is not one statement, has a mistake or would do more than read;
    /// [`StoreError::Interrupted`] if it was aborted.
    pub fn select(&mut self, sql: &str, limit: usize) -> Result<Selected, StoreError> {
        self.with_bars().map_err(|e| self.error(e))?;
        self.connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_BYTES).map_err(|e| self.error(e))?;
        self.connection.authorizer(Some(only_reading)).map_err(|e| self.error(e))?;
        let selected = run(&self.connection, sql, limit);
        self.connection
            .authorizer(None::<fn(AuthContext<'_>) -> Authorization>)
            .map_err(|e| self.error(e))?;
        selected.map_err(|e| match self.error(e) {
            StoreError::Sqlite { source, .. } => StoreError::Statement { reason: reason(&source) },
            other => other,
        })
    }

    fn with_bars(&self) -> rusqlite::Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.connection.create_scalar_function("newstape_bars", 2, flags, |context| {
            let interval: String = context.get(1)?;
            let text = bars_as_json(context.get_raw(0).as_blob()?, &interval);
            text.ok_or_else(|| rusqlite::Error::UserFunctionError("a block of bars is damaged".into()))
        })?;
        self.connection.execute_batch(BARS)
    }
}

/// Whether a part of a statement only reads.
fn only_reading(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Pragma { pragma_name, .. } if pragma_name.starts_with("table_") => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

fn run(connection: &Connection, sql: &str, limit: usize) -> rusqlite::Result<Selected> {
    let mut statement = connection.prepare(sql)?;
    let columns = names(&statement);
    let mut found = Selected { columns, rows: Vec::new(), is_cut: false };
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if found.rows.len() == limit {
            found.is_cut = true;
            break;
        }
        let cells = found.columns.iter().enumerate();
        let cells = cells.map(|(place, name)| Ok((name.clone(), json(row.get_ref(place)?))));
        found.rows.push(Value::Object(cells.collect::<rusqlite::Result<Map<_, _>>>()?));
    }
    Ok(found)
}

fn names(statement: &Statement<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in statement.column_names() {
        let mut own = name.to_owned();
        let mut n = 1;
        while names.contains(&own) {
            n += 1;
            own = format!("{name}_{n}");
        }
        names.push(own);
    }
    names
}

/// A blob is given in hexadecimal digits, a number that is none as nothing.
fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        ValueRef::Blob(bytes) => crate::text::hexadecimal(bytes).into(),
    }
}

fn reason(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::MultipleStatement => "there is more than one statement".to_owned(),
        rusqlite::Error::SqliteFailure(code, _)
            if code.code == rusqlite::ErrorCode::AuthorizationForStatementDenied =>
        {
            "it does more than read".to_owned()
        }
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } if msg == "not authorized" => {
            "it does more than read".to_owned()
        }
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_reading_is_allowed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.db");
        let store = Store::open(&path).unwrap();
        store.connection.execute("INSERT INTO watch VALUES ('MSFT', 'XNAS', 1)", []).unwrap();
        let other = folder.path().join("other.db");
        for sql in [
            "DELETE FROM watch".to_owned(),
            "UPDATE watch SET mic = 'X'".to_owned(),
            "INSERT INTO watch VALUES ('A', 'B', 1)".to_owned(),
            "CREATE TABLE x (y)".to_owned(),
            "CREATE TEMP TABLE x (y)".to_owned(),
            "DROP TABLE watch".to_owned(),
            "PRAGMA query_only = 0".to_owned(),
            "PRAGMA user_version = 99".to_owned(),
            format!("ATTACH '{}' AS o", other.display()),
            format!("VACUUM INTO '{}'", other.display()),
            "BEGIN".to_owned(),
            "WITH a AS (SELECT 1) DELETE FROM watch".to_owned(),
            "SELECT 1; DELETE FROM watch".to_owned(),
            "SELECT load_extension('x')".to_owned(),
        ] {
            let refused = Store::open_reader(&path).unwrap().select(&sql, 10);
            assert!(matches!(refused, Err(StoreError::Statement { .. })), "{sql}: {refused:?}");
        }
        assert!(!other.exists());
        let found =
            Store::open_reader(&path).unwrap().select("SELECT symbol, symbol FROM watch", 10).unwrap();
        assert_eq!(found.columns, ["symbol", "symbol_2"]);
        assert_eq!(found.rows, [serde_json::json!({"symbol": "MSFT", "symbol_2": "MSFT"})]);
    }

    #[test]
    fn rows_stop_at_the_limit_and_say_so() {
        let mut store = Store::open(std::path::Path::new(":memory:")).unwrap();
        let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
        let found = store.select(sql, 3).unwrap();
        assert!(found.is_cut && found.rows.len() == 3);
    }
}
