//! Runs SQL of the user's own.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::article;
use crate::store::Store;
use crate::view::sql::SelectedDocument;

/// A statement as it is typed; `-` reads it from standard input.
///
/// # Errors
/// Standard input cannot be read, or is not text.
pub fn statement(argument: &str) -> Result<String, Failure> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let read = article::read_limited(std::io::stdin().lock());
    let bytes = read.map_err(|e| Failure::from(e).while_doing("standard input"))?;
    let not_text =
        |_| Refusal::Argument { argument: "statement", reason: "standard input is not text".to_owned() };
    Ok(String::from_utf8(bytes).map_err(not_text)?)
}

/// The rows that one statement finds, at most `limit`; it is aborted after `timeout`.
///
/// # Errors
/// There is no database; the statement has a mistake, would do more than read, or takes too long.
pub fn select(
    context: &Context,
    sql: &str,
    limit: usize,
    timeout: Duration,
) -> Result<SelectedDocument, Failure> {
    // Opened for writing once, so that an older database has the views.
    drop(context.existing_store()?);
    let mut store = Store::open_reader(&context.db)?;
    let interrupter = store.interrupter();
    let (done, waiting) = channel::<()>();
    let found = std::thread::scope(|scope| {
        scope.spawn(move || {
            if waiting.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout) {
                interrupter.interrupt();
            }
        });
        let found = store.select(sql, limit);
        drop(done);
        found
    })?;
    Ok(SelectedDocument { columns: found.columns, rows: found.rows, cut: found.is_cut })
}
