//! The lock of the one service that works on a database.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
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
    /// Holds the database at a path, from this instant on. The database need not exist yet, nor its folder,
    /// which is created; nothing is opened.
    ///
    /// # Errors
    /// [`StoreError::Held`] if another service holds it, with its process; [`StoreError::Folder`],
    /// [`StoreError::ReadOnly`] or [`StoreError::Full`] if the file of the lock cannot be written.
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
        if let Some(folder) = db.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|e| StoreError::folder(folder, &e))?;
        }
        let path = lock_file(db);
        let unwritable = |e: io::Error| match e.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly(db.to_owned())
            }
            io::ErrorKind::StorageFull => StoreError::Full(db.to_owned()),
            _ => StoreError::folder(&path, &e),
        };
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

/// `news.db.lock` next to the file itself: two names of one database have one lock, also before it exists.
fn lock_file(db: &Path) -> PathBuf {
    let target = || fs::read_link(db).map(|target| db.parent().unwrap_or(db).join(target));
    let mut name =
        fs::canonicalize(db).or_else(|_| target()).unwrap_or_else(|_| db.to_owned()).into_os_string();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_yet_to_be_is_held_by_whatever_name() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("deep/er/news.db");
        let first = Hold::take(&db, DateTime::UNIX_EPOCH).unwrap();
        assert!(!db.exists(), "nothing is opened");
        let around = folder.path().join("deep/er/../er/news.db");
        assert!(matches!(Hold::take(&around, DateTime::UNIX_EPOCH), Err(StoreError::Held { .. })));
        drop(first);
        if cfg!(unix) {
            let link = folder.path().join("link.db");
            #[cfg(unix)]
            std::os::unix::fs::symlink("deep/er/news.db", &link).unwrap();
            let _first = Hold::take(&link, DateTime::UNIX_EPOCH).unwrap();
            fs::write(&db, "").unwrap();
            for name in [&link, &db] {
                assert!(
                    matches!(Hold::take(name, DateTime::UNIX_EPOCH), Err(StoreError::Held { .. })),
                    "{name:?}"
                );
            }
        }
        fs::write(folder.path().join("file"), "").unwrap();
        let below = folder.path().join("file/news.db");
        assert!(matches!(Hold::take(&below, DateTime::UNIX_EPOCH), Err(StoreError::Folder { .. })));
    }
}
