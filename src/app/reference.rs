//! The reference data behind every figure: the instruments and the calendars, as
//! the user has changed them.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::app::calendar::calendars;
use crate::app::{Context, Failure, Reference};
use crate::calendar::Calendars;
use crate::instrument::{Additions, Universe};
use crate::store::Store;

/// Reference data cached between uses and reloaded when the user changes them: instruments and names in
/// the database, calendars in their files.
#[derive(Debug)]
pub struct ReferenceCache {
    universe: Mutex<(Additions, Arc<Universe>)>,
    calendars: Mutex<CalendarFiles>,
}

impl ReferenceCache {
    /// Starts with the calendars of a context; from now on the files that its settings name are
    /// watched.
    #[must_use]
    pub fn new(context: &Context) -> Self {
        let files = context.settings.calendar_overrides.clone();
        let universe = (Additions::default(), Arc::clone(Universe::builtin()));
        Self {
            universe: Mutex::new(universe),
            // No stamp yet, so that a file changed since the context was made is noticed at the first check.
            calendars: Mutex::new(CalendarFiles {
                files,
                stamps: Vec::new(),
                kept: context.calendars.clone(),
            }),
        }
    }

    /// The current universe and calendars.
    ///
    /// # Errors
    /// As [`Self::universe`].
    pub fn of(&self, store: &Store) -> Result<Reference, Failure> {
        Ok(Reference { universe: self.universe(store)?, calendars: self.calendars() })
    }

    /// The universe with the user's additions in a database; reloaded only after an addition.
    ///
    /// # Errors
    /// The database cannot be read, or an addition contradicts the universe.
    pub fn universe(&self, store: &Store) -> Result<Arc<Universe>, Failure> {
        let additions = store.additions()?;
        let mut kept = self.universe.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != additions {
            let extended = Universe::builtin().extended(&additions)?;
            *kept = (additions, Arc::new(extended));
        }
        Ok(Arc::clone(&kept.1))
    }

    /// The calendars as their files are now. A file that cannot be read or is malformed is
    /// logged once, and the previous calendars stay in use until it is corrected.
    pub fn calendars(&self) -> Calendars {
        self.calendars.lock().unwrap_or_else(PoisonError::into_inner).look().clone()
    }
}

/// The user's calendar files, and what was read from them.
#[derive(Debug)]
struct CalendarFiles {
    files: Vec<(String, PathBuf)>,
    stamps: Vec<Option<Stamp>>,
    kept: Calendars,
}

/// Distinguishes a changed file from an unchanged one without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

impl From<Metadata> for Stamp {
    fn from(of: Metadata) -> Self {
        Self { modified: of.modified().ok(), bytes: of.len() }
    }
}

impl CalendarFiles {
    fn look(&mut self) -> &Calendars {
        let stamp = |file: &Path| file.metadata().ok().map(Stamp::from);
        // Taken before the files are read, so that a change in between is noticed next time.
        let stamps: Vec<Option<Stamp>> = self.files.iter().map(|(_, file)| stamp(file)).collect();
        if stamps != self.stamps {
            self.stamps = stamps;
            match calendars(&self.files) {
                Ok(read) => self.kept = read,
                Err(failure) => {
                    tracing::error!(%failure, "the changed calendars cannot be used; the previous ones stay in effect");
                }
            }
        }
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Settings;
    use crate::instrument::Mic;

    #[test]
    fn calendars_follow_their_files_and_outlive_a_broken_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nasdaq.toml");
        let closed = |date: &str| format!("closures = [{{ first = \"{date}\", reason = \"storm\" }}]");
        let write = |text: &str| std::fs::write(&file, text).unwrap();
        write(&closed("2025-01-29"));
        let overrides = vec![("XNAS".to_owned(), file.clone())];
        let settings = Settings { calendar_overrides: overrides.clone(), ..Settings::default() };
        let context = Context::new(Clock::Fixed(chrono::DateTime::UNIX_EPOCH), None, true)
            .with_settings(Arc::new(settings))
            .with_calendars(calendars(&overrides).unwrap());
        let cache = ReferenceCache::new(&context);
        let trades = |day: &str| {
            let calendars = cache.calendars();
            calendars.get(Mic::XNAS).unwrap().session(day.parse().unwrap()).unwrap().is_some()
        };
        assert_eq!(cache.calendars(), context.calendars, "an unchanged file changes nothing");
        assert_eq!([trades("2025-01-29"), trades("2025-01-30")], [false, true]);
        for broken in ["closures = 1", ""].map(str::to_owned).iter().chain([&closed("2025-01-301")]) {
            write(broken);
            let _ = cache.calendars();
        }
        assert_eq!([trades("2025-01-29"), trades("2025-01-30")], [true, true], "the last sound file: empty");
        std::fs::remove_file(&file).unwrap();
        assert_eq!([trades("2025-01-29"), trades("2025-01-30")], [true, true], "the file is gone");
        write(&format!("\n{}\n", closed("2025-01-30")));
        assert_eq!([trades("2025-01-29"), trades("2025-01-30")], [true, false]);
    }
}
