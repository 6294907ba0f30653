//! All calendars together, as a value that is passed on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Calendar, CalendarError, rules, supported};
use crate::instrument::Mic;

/// The calendar of every venue: the built-in ones, with a user's own replacing or adding to them.
///
/// A value like any other: two of them with different calendars for one venue can live side by side,
/// and a clone costs as much as a counted reference. A built-in calendar is generated when it is
/// first asked for.
///
/// # Examples
///
/// The built-in calendars:
///
/// ```
/// use newstape::calendar::{CalendarError, Calendars};
/// use newstape::instrument::Mic;
///
/// let calendars = Calendars::builtin();
/// assert_eq!(calendars.get(Mic::XNAS)?.name(), "Nasdaq");
///
/// // A venue without a calendar is an error, never a calendar that is always open.
/// let nowhere: Mic = "ZZZZ".parse()?;
/// assert!(matches!(calendars.get(nowhere), Err(CalendarError::NoCalendar { mic, .. }) if mic == nowhere));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A user's calendar takes the place of the built-in one, here and nowhere else:
///
/// ```
/// use newstape::calendar::{Calendar, Calendars};
/// use newstape::instrument::Mic;
///
/// let storm = r#"closures = [{ first = "2026-03-02", reason = "storm" }]"#;
/// let own = Calendars::with_own([Calendar::with_overrides(Mic::XNYS, storm)?]);
/// let day = "2026-03-02".parse()?;
/// assert_eq!(own.get(Mic::XNYS)?.session(day)?, None);
/// assert!(Calendars::builtin().get(Mic::XNYS)?.session(day)?.is_some());
/// // The closure is New York's alone: Nasdaq, which shares its rules, trades.
/// assert!(own.get(Mic::XNAS)?.session(day)?.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars {
    own: Arc<BTreeMap<Mic, Calendar>>,
}

impl Calendars {
    /// The built-in calendars alone.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// The built-in calendars, with these replacing or adding to them. Of two for one venue the
    /// later counts.
    #[must_use]
    pub fn with_own(own: impl IntoIterator<Item = Calendar>) -> Self {
        Self { own: Arc::new(own.into_iter().map(|calendar| (calendar.mic(), calendar)).collect()) }
    }

    /// All calendars: of each venue the user's, else the built-in one.
    pub fn iter(&self) -> impl Iterator<Item = &Calendar> {
        let builtin = supported().iter().filter(|mic| !self.own.contains_key(mic));
        self.own.values().chain(builtin.filter_map(|mic| rules::calendar(*mic).ok()))
    }

    /// The calendar of a venue: the user's, else the built-in one.
    ///
    /// # Errors
    /// [`CalendarError::NoCalendar`] if the venue has none, and why; its hint names those that have.
    pub fn get(&self, mic: Mic) -> Result<&Calendar, CalendarError> {
        match self.own.get(&mic) {
            Some(own) => Ok(own),
            None => rules::calendar(mic).map_err(|why| CalendarError::NoCalendar { mic, why }),
        }
    }
}
