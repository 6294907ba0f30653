//! The errors of the database.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::event::EventId;
use crate::fault::{Fault, FaultClass, Remedy};
use crate::list::CursorError;

/// Why the database cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not exist.
    #[error("there is no database at {}", .0.display())]
    Missing(PathBuf),
    /// The folder for the database cannot be created.
    #[error("the folder {} cannot be created: {reason}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
    /// Another process has locked the database.
    #[error("the database {} is locked by another process", .0.display())]
    Locked(PathBuf),
    /// A service works on the database, and nothing else of its kind may.
    #[error("a service already works on the database {} ({by})", path.display())]
    Held {
        /// The database.
        path: PathBuf,
        /// Its process and since when it works: `process 17, since 2025-01-29T08:12:00Z`.
        by: String,
    },
    /// The file to restore is not a sound copy of a database.
    #[error("{} cannot be restored: {reason}", path.display())]
    NotACopy {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file or its folder cannot be written.
    #[error("the database {} cannot be written: it is read-only", .0.display())]
    ReadOnly(PathBuf),
    /// The disk is full.
    #[error("the database {} cannot be written: the disk is full", .0.display())]
    Full(PathBuf),
    /// The file is not a newstape database, or is damaged.
    #[error("{} is not a newstape database, or it is damaged", .0.display())]
    NotADatabase(PathBuf),
    /// The database was written by a later version of the program.
    #[error("the database {} has schema version {found}; this program knows versions up to {known}", path.display())]
    Newer {
        /// The path of the database.
        path: PathBuf,
        /// The schema version of the database.
        found: u32,
        /// The latest version known.
        known: u32,
    },
    /// There is no event with that number.
    #[error("there is no event {0}")]
    NoEvent(EventId),
    /// A change cannot be undone: none of its events is left.
    #[error("the last change cannot be undone: event {0} is no longer there")]
    NothingLeft(EventId),
    /// There is no source of that name.
    #[error("there is no source \"{0}\"")]
    NoSource(String),
    /// Bars that are kept elsewhere cannot be read.
    #[error("the archive of bars cannot be read: {0}")]
    Shelf(#[from] crate::market::ShelfError),
    /// A source of that name already exists.
    #[error("a source \"{0}\" already exists")]
    SourceExists(String),
    /// A stored record cannot be decoded.
    #[error("{what} of event {event} cannot be read back: {reason}")]
    Record {
        /// The kind of record.
        what: &'static str,
        /// The event's number.
        event: EventId,
        /// Why.
        reason: String,
    },
    /// The cursor does not belong to this list.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// An export is to go into a database that is not empty.
    #[error("the database {} has rows: an export is imported into a new one", path.display())]
    NotEmpty {
        /// The database.
        path: PathBuf,
    },
    /// A file of an export cannot be read or written.
    #[error("{}{}: {reason}", path.display(), line.map(|n| format!(":{n}")).unwrap_or_default())]
    Transfer {
        /// The file.
        path: PathBuf,
        /// The line, from 1; `None` if the whole file is meant.
        line: Option<u64>,
        /// What is wrong.
        reason: String,
    },
    /// A statement of the user's cannot be run.
    #[error("the statement cannot be run: {reason}")]
    Statement {
        /// What is wrong with it.
        reason: String,
    },
    /// The work was aborted because it took too long.
    #[error("the query took too long and was aborted")]
    Interrupted,
    /// A block of bars is damaged.
    #[error("the bars of {series} cannot be read back: block {block} is damaged")]
    BarBlock {
        /// The instrument and interval of the bars.
        series: String,
        /// The number of the block.
        block: i64,
    },
    /// Bars whose labels do not match their interval: days for `1m`, fractions of a second.
    #[error("the bar of {series} at {label} does not begin on a whole second or day of its interval")]
    BarLabel {
        /// The instrument and interval of the bars.
        series: String,
        /// The label of the bar.
        label: String,
    },
    /// Any other error of SQLite.
    #[error("the database {} failed: {source}", path.display())]
    Sqlite {
        /// The path of the database.
        path: PathBuf,
        /// The error of SQLite.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Maps an error of SQLite to a variant that callers distinguish.
    pub(in crate::store) fn at(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path),
            Some(ErrorCode::OperationInterrupted) => Self::Interrupted,
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::NotADatabase(path),
            Some(ErrorCode::CannotOpen) if std::fs::metadata(&path).is_ok_and(|m| m.is_dir()) => {
                Self::NotADatabase(path)
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::ReadOnly(path)
            }
            _ => Self::Sqlite { path, source },
        }
    }

    pub(in crate::store) fn folder(path: &Path, error: &io::Error) -> Self {
        Self::Folder { path: path.to_owned(), reason: error.to_string() }
    }

    pub(in crate::store) fn record(what: &'static str, event: EventId, reason: &dyn ToString) -> Self {
        Self::Record { what, event, reason: reason.to_string() }
    }
}

impl Fault for StoreError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Missing(_) | Self::NoEvent(_) | Self::NothingLeft(_) | Self::NoSource(_) => {
                FaultClass::NotFound
            }
            Self::Cursor(refusal) => refusal.class(),
            Self::SourceExists(_) | Self::NotACopy { .. } | Self::NotEmpty { .. } => FaultClass::Input,
            Self::Statement { .. } => FaultClass::Usage,
            Self::Transfer { .. } | Self::Shelf(_) => FaultClass::Data,
            Self::Folder { .. }
            | Self::Locked(_)
            | Self::Held { .. }
            | Self::ReadOnly(_)
            | Self::Full(_)
            | Self::NotADatabase(_)
            | Self::Newer { .. }
            | Self::Interrupted
            | Self::Record { .. }
            | Self::BarBlock { .. }
            | Self::Sqlite { .. } => FaultClass::Store,
            Self::BarLabel { .. } => FaultClass::Bug,
        }
    }

    fn is_retryable(&self) -> bool {
        matches!(self, Self::Locked(_) | Self::Full(_) | Self::Interrupted)
    }

    fn remedy(&self) -> Option<Remedy> {
        let advice = |words: &'static str| Some(Remedy::advice(words));
        match self {
            Self::Missing(_) => Some(Remedy::LogFirst),
            Self::NotEmpty { .. } => advice("name a database that does not exist yet"),
            Self::Folder { .. } | Self::ReadOnly(_) | Self::NotADatabase(_) => Some(Remedy::AnotherDatabase),
            Self::Newer { .. } => advice("use the newer program, or another database"),
            Self::Locked(_) => advice("wait until the other process has finished, then try again"),
            Self::Held { .. } => advice("stop that service first, or use another database"),
            Self::NotACopy { .. } => advice("choose another copy"),
            Self::Full(_) => advice("free some space and try again; nothing was half-written"),
            Self::NoEvent(_) => Some(Remedy::ListEvents),
            Self::NothingLeft(_) => advice("undo again for the change before it"),
            Self::NoSource(_) => Some(Remedy::ListSources),
            Self::SourceExists(_) => Some(Remedy::AnotherSourceName),
            Self::Cursor(refusal) => refusal.remedy(),
            Self::Interrupted => advice("ask for a shorter span, or for fewer words"),
            Self::BarBlock { .. } => advice("import or fetch those bars again"),
            Self::Statement { .. }
            | Self::Transfer { .. }
            | Self::Record { .. }
            | Self::BarLabel { .. }
            | Self::Shelf(_)
            | Self::Sqlite { .. } => None,
        }
    }
}
