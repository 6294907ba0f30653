//! A user's own venue, or a user's additions to a built-in one, as TOML.
//!
//! ```toml
//! name = "Bucharest Stock Exchange" # a venue of your own needs name, zone, from, to, hours
//! zone = "Europe/Bucharest"
//! from = "2010-01-01"               # first and last day for which the file is right
//! to = "2027-12-31"
//!
//! [[hours]]                         # usual hours, by era
//! from = "2010-01-01"
//! open = "09:45"
//! close = "17:45"
//! lunch = ["12:00", "13:00"]        # if there is one
//!
//! [[holidays]]                      # yearly, a fixed day or days from Easter Sunday
//! name = "National Day"
//! month = 12
//! day = 1
//! shift = "none"                    # none, sunday, weekend, nearest, back
//! since = 2010                      # first and last year, if not always
//!
//! [[holidays]]
//! name = "Good Friday"
//! easter = -2
//!
//! [[closures]]                      # one-off, a day or a range
//! first = "2026-03-02"
//! last = "2026-03-03"
//! reason = "storm"
//!
//! [[odd_hours]]                     # one day with another opening or close
//! date = "2024-12-24"
//! close = "14:00"
//! reason = "Christmas Eve"
//!
//! [[sessions]]                      # a session in spite of weekend or holiday
//! date = "2025-02-01"
//! reason = "budget day"
//! ```
//!
//! For a built-in venue every part is optional and added to what is known.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime, Timelike};
use chrono_tz::Tz;
use serde::Deserialize;

use super::rules::{
    self, ClockTime, Closure, Day, ExtraSession, Holiday, Hours, OddHours, Rules, Shift, clock, ymd,
};
use super::{Calendar, CalendarError, Session};
use crate::instrument::Mic;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Option<String>,
    zone: Option<Zone>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    #[serde(default)]
    hours: Vec<HoursRow>,
    #[serde(default)]
    holidays: Vec<HolidayRow>,
    #[serde(default)]
    closures: Vec<ClosureRow>,
    #[serde(default)]
    odd_hours: Vec<OddRow>,
    #[serde(default)]
    sessions: Vec<ExtraRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursRow {
    from: NaiveDate,
    open: Time,
    close: Time,
    lunch: Option<(Time, Time)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayRow {
    name: String,
    month: Option<u32>,
    day: Option<u32>,
    easter: Option<i64>,
    shift: Option<Shift>,
    since: Option<i32>,
    until: Option<i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosureRow {
    first: NaiveDate,
    last: Option<NaiveDate>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OddRow {
    date: NaiveDate,
    open: Option<Time>,
    close: Option<Time>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtraRow {
    date: NaiveDate,
    reason: String,
}

/// `Europe/Bucharest`.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Zone(Tz);

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("\"{text}\" is not a time zone such as Europe/Bucharest"))
    }
}

/// `09:30`.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Time(ClockTime);

impl TryFrom<String> for Time {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a time of day such as 09:30");
        let time = NaiveTime::parse_from_str(&text, "%H:%M").map_err(|_| wrong())?;
        let minutes = i16::try_from(time.hour() * 60 + time.minute()).map_err(|_| wrong())?;
        Ok(Self(ClockTime(minutes)))
    }
}

impl Calendar {
    /// A venue's calendar with what a user's file (TOML in the format of [`crate::calendar::overrides`]) adds to it; for a
    /// venue that is not built in, the file's own.
    ///
    /// # Examples
    ///
    /// A closure and an early close, added to what is built in:
    ///
    /// ```
    /// use newstape::calendar::{Calendar, SessionKind};
    /// use newstape::instrument::Mic;
    ///
    /// let file = r#"
    ///     closures = [{ first = "2026-03-02", reason = "storm" }]
    ///     odd_hours = [{ date = "2026-03-03", close = "12:00", reason = "storm" }]
    /// "#;
    /// let new_york = Calendar::with_overrides(Mic::XNYS, file)?;
    /// assert_eq!(new_york.closure("2026-03-02".parse()?), Some("storm"));
    /// let tuesday = new_york.session("2026-03-03".parse()?)?.ok_or("no session")?;
    /// assert_eq!(tuesday.kind, SessionKind::EarlyClose);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A venue of one's own, and what is said of a file that is wrong:
    ///
    /// ```
    /// use newstape::calendar::{Calendar, CalendarError};
    ///
    /// let malta = "XMAL".parse()?;
    /// let file = r#"
    ///     name = "Malta Stock Exchange"
    ///     zone = "Europe/Malta"
    ///     from = "2010-01-01"
    ///     to = "2027-12-31"
    ///     hours = [{ from = "2010-01-01", open = "09:30", close = "15:00" }]
    /// "#;
    /// assert_eq!(Calendar::with_overrides(malta, file)?.name(), "Malta Stock Exchange");
    ///
    /// let without_zone = file.replace("zone", "# zone");
    /// let error = Calendar::with_overrides(malta, &without_zone);
    /// assert_eq!(error, Err(CalendarError::Incomplete { mic: malta, field: "zone" }));
    ///
    /// let error = Calendar::with_overrides(malta, &file.replace("09:30", "29:30")).err();
    /// assert!(matches!(error, Some(CalendarError::Overrides { line: Some(6), .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::Overrides`] says where the file breaks its format;
    /// [`CalendarError::Incomplete`] what a venue of its own lacks.
    pub fn with_overrides(mic: Mic, toml: &str) -> Result<Self, CalendarError> {
        let file: File = toml::from_str(toml).map_err(|error| wrong(&error, toml))?;
        let rules = match rules::rules_of(mic) {
            Some(rules) => rules,
            None => own_venue(mic, &file)?,
        };
        let rules = file.added_to(rules)?;
        check(&rules)?;
        let calendar = Self::from_rules(mic, &rules);
        match calendar.sessions.iter().find(|session| !in_sequence(session)) {
            Some(session) => Err(refused(format!("{}: the times are not in order", session.date))),
            None => Ok(calendar),
        }
    }
}

fn wrong(error: &toml::de::Error, text: &str) -> CalendarError {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    CalendarError::Overrides { line: Some(line), reason: error.message().trim().replace('\n', ", ") }
}

fn refused(reason: String) -> CalendarError {
    CalendarError::Overrides { line: None, reason }
}

/// The bare frame of a venue that is not built in.
fn own_venue(mic: Mic, file: &File) -> Result<Rules, CalendarError> {
    let missing = |field| CalendarError::Incomplete { mic, field };
    if file.hours.is_empty() {
        return Err(missing("hours"));
    }
    Ok(Rules {
        name: Cow::Owned(file.name.clone().ok_or_else(|| missing("name"))?),
        zone: file.zone.ok_or_else(|| missing("zone"))?.0,
        from: file.from.ok_or_else(|| missing("from"))?,
        to: file.to.ok_or_else(|| missing("to"))?,
        ..Rules::empty()
    })
}

impl File {
    fn added_to(self, mut rules: Rules) -> Result<Rules, CalendarError> {
        rules.name = self.name.map_or(rules.name, Cow::Owned);
        rules.zone = self.zone.map_or(rules.zone, |zone| zone.0);
        rules.from = self.from.unwrap_or(rules.from);
        rules.to = self.to.unwrap_or(rules.to);
        rules.hours.extend(self.hours.into_iter().map(HoursRow::hours));
        rules.hours.sort_by_key(|hours| hours.from);
        for row in self.holidays {
            rules.holidays.push(row.holiday()?);
        }
        rules.closures.extend(self.closures.into_iter().map(ClosureRow::closure));
        rules.odd_hours.extend(self.odd_hours.into_iter().map(OddRow::odd_hours));
        rules.extra.extend(
            self.sessions
                .into_iter()
                .map(|row| ExtraSession { date: row.date, reason: Cow::Owned(row.reason) }),
        );
        Ok(rules)
    }
}

impl HoursRow {
    fn hours(self) -> Hours {
        let lunch = self.lunch.map(|(start, end)| (start.0, end.0));
        Hours { from: self.from, open: self.open.0, close: self.close.0, lunch, only_on: &[] }
    }
}

impl HolidayRow {
    fn holiday(self) -> Result<Holiday, CalendarError> {
        let day = match (self.month, self.day, self.easter) {
            (Some(month), Some(day), None) => Day::On(month, day),
            (None, None, Some(days)) => Day::Easter(days),
            _ => return Err(refused(format!("holiday \"{}\": give month and day, or easter", self.name))),
        };
        // A leap year has every day that any year has.
        if day.of(2024).is_none() {
            return Err(refused(format!("holiday \"{}\": there is no such day", self.name)));
        }
        Ok(Holiday {
            name: Cow::Owned(self.name),
            shift: self.shift.unwrap_or(Shift::None),
            first_year: self.since.unwrap_or(i32::MIN),
            last_year: self.until.unwrap_or(i32::MAX),
            ..Holiday::new("", day)
        })
    }
}

impl ClosureRow {
    fn closure(self) -> Closure {
        Closure { first: self.first, last: self.last.unwrap_or(self.first), reason: Cow::Owned(self.reason) }
    }
}

impl OddRow {
    fn odd_hours(self) -> OddHours {
        OddHours {
            on: Holiday { name: Cow::Owned(self.reason), ..Holiday::new("", Day::Once(self.date)) },
            open: self.open.map(|time| time.0),
            close: self.close.map(|time| time.0),
            no_lunch: self.close.is_some(),
        }
    }
}

/// What no single row shows: ends before beginnings, and a coverage of centuries.
fn check(rules: &Rules) -> Result<(), CalendarError> {
    if rules.from > rules.to {
        return Err(refused(format!("from {} comes after to {}", rules.from, rules.to)));
    }
    let known = ymd(1900, 1, 1)..=ymd(2199, 12, 31);
    if let Some(date) = [rules.from, rules.to].into_iter().find(|date| !known.contains(date)) {
        return Err(refused(format!("{date} is not between 1900 and 2199")));
    }
    for hours in &rules.hours {
        if !in_order(hours) {
            return Err(refused(format!("hours from {}: the times are not in order", hours.from)));
        }
    }
    let backwards = rules.closures.iter().find(|closure| closure.first > closure.last);
    backwards.map_or(Ok(()), |closure| {
        Err(refused(format!(
            "closure \"{}\": {} comes after {}",
            closure.reason, closure.first, closure.last
        )))
    })
}

/// Whether every part of a session begins before it ends, and after the part before.
fn in_sequence(session: &Session) -> bool {
    let spans: Vec<_> = session.open_spans(true).map(|(_, span)| span).collect();
    spans.iter().all(|span| span.start < span.end)
        && spans.windows(2).all(|pair| pair[0].end <= pair[1].start)
}

fn in_order(hours: &Hours) -> bool {
    let (start, end) = hours.lunch.unwrap_or((hours.open, hours.close));
    clock(0, 0) <= hours.open && hours.open <= start && start < end && end <= hours.close
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUCHAREST: &str = r#"
        name = "Bucharest Stock Exchange"
        zone = "Europe/Bucharest"
        from = "2010-01-01"
        to = "2027-12-31"
        [[hours]]
        from = "2010-01-01"
        open = "09:45"
        close = "17:45"
        [[holidays]]
        name = "National Day"
        month = 12
        day = 1
        [[closures]]
        first = "2026-03-02"
        last = "2026-03-03"
        reason = "storm"
    "#;

    #[test]
    fn a_venue_of_the_users_own() {
        let mic = "XBSE".parse().unwrap();
        let bucharest = Calendar::with_overrides(mic, BUCHAREST).unwrap();
        let june = bucharest.session(ymd(2025, 6, 3)).unwrap().unwrap();
        assert_eq!(june.regular.start.to_rfc3339(), "2025-06-03T06:45:00+00:00");
        assert!(bucharest.session(ymd(2025, 12, 1)).unwrap().is_none());
        assert_eq!(bucharest.closure(ymd(2026, 3, 3)), Some("storm"));
    }

    #[test]
    fn additions_to_a_built_in_venue() {
        let text = "closures = [{ first = \"2026-03-02\", reason = \"storm\" }]\n\
                    odd_hours = [{ date = \"2026-03-03\", close = \"12:00\", reason = \"storm\" }]";
        let calendar = Calendar::with_overrides(Mic::XNYS, text).unwrap();
        assert!(calendar.session(ymd(2026, 3, 2)).unwrap().is_none());
        let short = calendar.session(ymd(2026, 3, 3)).unwrap().unwrap();
        assert_eq!(short.kind, crate::calendar::SessionKind::EarlyClose);
        let after = short.afterhours.unwrap();
        assert_eq!((after.end - after.start).num_hours(), 5);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let say = |mic: &str, text: &str| {
            Calendar::with_overrides(mic.parse().unwrap(), text).unwrap_err().to_string()
        };
        assert!(
            say("XBSE", "name = \"Bucharest\"").contains("hours"),
            "{}",
            say("XBSE", "name = \"Bucharest\"")
        );
        assert!(
            say("XNYS", "\n[[hours]]\nfrom = \"2020-01-01\"\nopen = \"25:00\"\nclose = \"16:00\"")
                .contains("line 4")
        );
        assert!(say("XNYS", "closed = 1").contains("closed"));
        assert!(
            say("XNYS", "closures = [{ first = \"2026-03-02\", last = \"2026-03-01\", reason = \"x\" }]")
                .contains("comes after")
        );
        let odd = "odd_hours = [{ date = \"2026-03-03\", close = \"09:00\", reason = \"x\" }]";
        assert!(say("XNYS", odd).contains("2026-03-03"), "{}", say("XNYS", odd));
        assert!(say("XNYS", "from = \"-200000-01-01\"").contains("1900"));
        assert!(say("XNYS", "holidays = [{ name = \"x\", month = 2, day = 30 }]").contains("no such day"));
    }
}
