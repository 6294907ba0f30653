//! The lock of the one service that works on a database.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use super::StoreError;

/// A database held by one service, or by one restoring of it. It ends when it is dropped or its process ends,
/// however it ends: the operating system keeps the lock. The file next to the database, `news.db.lock`, stays;
/// it names the process for whoever comes second.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

impl Hold {
    /// Holds the database at a path, from this instant on.
    ///
    /// # Errors
    /// [`StoreError::Held`] if another service holds it, with its process; [`StoreError::Folder`] if the file of
    /// the lock cannot be written.
    ///
    /// ```
    /// use chrono::Utc;
    /// use newstape::store::{Hold, StoreError};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let db = folder.path().join("news.db");
    /// let first = Hold::take(&db, Utc::now())?;
    /// assert!(matches!(Hold::take(&db, Utc::now()), Err(StoreError::Held { .. })));
    /// drop(first);
    /// assert!(Hold::take(&db, Utc::now()).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn take(db: &Path, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let path = lock_file(db);
        let unwritable = |e| StoreError::folder(&path, &e);
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options.map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(db, &mut file)),
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let since = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let line = format!("process {}, since {since}\n", std::process::id());
        file.set_len(0).and_then(|()| file.write_all(line.as_bytes())).map_err(unwritable)?;
        Ok(Self { _file: file })
    }
}

/// `news.db.lock` next to the file itself: two names of one database have one lock.
fn lock_file(db: &Path) -> PathBuf {
    let mut name = std::fs::canonicalize(db).unwrap_or_else(|_| db.to_owned()).into_os_string();
    name.push(".lock");
    name.into()
}

fn held(db: &Path, file: &mut File) -> StoreError {
    let mut by = String::new();
    // Some systems do not let a locked file be read.
    let _ = file.take(200).read_to_string(&mut by);
    let by = if by.trim().is_empty() { "its process is not known".to_owned() } else { by.trim().to_owned() };
    StoreError::Held { path: db.to_owned(), by }
}
