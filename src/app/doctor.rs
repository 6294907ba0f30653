//! Checks everything that the program depends on.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::America::New_York;

use crate::app::calendar;
use crate::app::source;
use crate::app::{Context, Failure};
use crate::calendar::Calendars;
use crate::config::{self, Settings};
use crate::fault::{Fault, Remedy, Words};
use crate::instrument::{EntityKind, Mic, Universe};
use crate::provider::registry;
use crate::store::{DatabaseHealth, Store};
use crate::view::doctor::{Check, Condition, DoctorReport};
use crate::view::format::{number_of, size};

/// Below this many free bytes, the disk counts as full.
pub(in crate::app) const LEAST_FREE_BYTES: u64 = 100_000_000;
/// Below this many free bytes, there is a warning.
const LITTLE_FREE_BYTES: u64 = 1_000_000_000;
/// How far ahead calendars should reach, in days.
const AHEAD_DAYS: i64 = 60;
/// From this age in days on the universe is reported.
const UNIVERSE_DAYS: i64 = 400;
/// The number of consecutive failures from which a source is reported.
const STREAK: u32 = 3;

/// Runs all checks. `settings` is the result of reading the settings; if that failed, the context has
/// the defaults. `online` is what the services answered, where they were asked; `words` words the remedies.
#[must_use]
pub fn examine(
    context: &Context,
    settings: Result<&Settings, &config::ConfigError>,
    variables: &[String],
    online: Vec<Check>,
    words: Words<'_>,
) -> DoctorReport {
    let now = context.now();
    let mut checks = vec![configuration(settings)];
    checks.extend(strange_variables(variables));
    let (database, health) = database(&context.db);
    checks.push(database);
    checks.push(keys(&context.settings));
    checks.push(clock(now, health.as_ref().and_then(|h| h.latest_seen_at)));
    checks.push(zones());
    checks.extend(calendars(&context.calendars, now.date_naive()));
    checks.push(universe(now.date_naive()));
    checks.extend(context.settings.calendar_overrides.iter().filter_map(|(mic, file)| overrides(mic, file)));
    if health.is_some() {
        checks.extend(calls(context));
        checks.extend(silent(context));
        checks.extend(given_up(context));
        checks.extend(watched(context));
    }
    checks.push(disk(&context.db));
    checks.extend(online);
    DoctorReport::new(checks, words)
}

fn check(name: &'static str, condition: Condition, found: impl Into<String>) -> Check {
    Check { name, condition, found: found.into(), remedy: None, hint: None }
}

fn hinted(mut check: Check, remedy: Remedy) -> Check {
    check.remedy = Some(remedy);
    check
}

fn failed(name: &'static str, failure: &Failure) -> Check {
    Check { remedy: failure.remedy(), ..check(name, Condition::Broken, failure.to_string()) }
}

fn configuration(settings: Result<&Settings, &config::ConfigError>) -> Check {
    const NAME: &str = "config";
    let settings = match settings {
        Err(error) => {
            return Check { remedy: error.remedy(), ..check(NAME, Condition::Broken, error.to_string()) };
        }
        Ok(settings) => settings,
    };
    let Some(file) = &settings.file else {
        return check(NAME, Condition::Ok, "no file; defaults and variables");
    };
    let holds_secrets = settings
        .entries
        .iter()
        .any(|entry| entry.value == "\"***\"" && matches!(entry.origin, config::SettingOrigin::File { .. }));
    if holds_secrets && others_can_read(file) {
        let found = format!("{} holds secrets and can be read by others", file.display());
        let hint = Remedy::advice(format!("`chmod 600 {}`", file.display()));
        return hinted(check(NAME, Condition::Warning, found), hint);
    }
    check(NAME, Condition::Ok, file.display().to_string())
}

#[cfg(unix)]
fn others_can_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_can_read(_: &Path) -> bool {
    false
}

/// Variables that look like settings but are not: a mistyped one is silently ignored otherwise.
fn strange_variables(variables: &[String]) -> Vec<Check> {
    let found = config::strange_variables(variables);
    let told = found.into_iter().map(|(name, nearest)| {
        let plain = check("config", Condition::Warning, format!("the variable {name} sets nothing"));
        match nearest {
            Some(nearest) => hinted(plain, Remedy::DidYouMean(vec![nearest.clone()])),
            None => plain,
        }
    });
    told.collect()
}

fn database(path: &Path) -> (Check, Option<DatabaseHealth>) {
    const NAME: &str = "database";
    if !path.exists() {
        let found = format!("there is none yet at {}; the first `log` makes it", path.display());
        return (check(NAME, Condition::Ok, found), None);
    }
    let health = match Store::open_existing(path).and_then(|store| store.examine()) {
        Ok(health) => health,
        Err(error) => return (failed(NAME, &error.into()), None),
    };
    if !health.damages.is_empty() {
        let found = format!("{} is damaged: {}", path.display(), health.damages.join("; "));
        let hint = Remedy::advice("restore a backup; `sqlite3 FILE .recover` saves what can be read");
        return (hinted(check(NAME, Condition::Broken, found), hint), None);
    }
    let found = format!(
        "{}: sound, schema version {}, {}, {}",
        path.display(),
        health.schema_version,
        size(health.bytes),
        number_of(health.events, "event")
    );
    (check(NAME, Condition::Ok, found), Some(health))
}

/// Which services have keys. None is required; a missing key of a source is reported with the source.
fn keys(settings: &Settings) -> Check {
    let set: Vec<&str> = settings
        .providers
        .iter()
        .filter(|(_, provider)| provider.api_key.is_some())
        .map(|(name, _)| name.as_str())
        .collect();
    let half =
        settings.providers.get("alpaca").is_some_and(|p| p.api_key.is_some() != p.api_secret.is_some());
    if half {
        let broken = check("keys", Condition::Broken, "alpaca has one half of its pair of keys");
        return hinted(broken, Remedy::GiveKey { service: "alpaca".to_owned(), with_secret: true });
    }
    let found = if set.is_empty() { "none is set".to_owned() } else { format!("set for {}", set.join(", ")) };
    check("keys", Condition::Ok, found)
}

/// The calls made today to each price provider, and how many its plan leaves; `None` if no provider has a
/// limit and none was asked.
fn calls(context: &Context) -> Option<Check> {
    const NAME: &str = "calls";
    let store = match context.existing_store() {
        Ok(store) => store,
        Err(failure) => return Some(failed(NAME, &failure)),
    };
    let today = context.now().date_naive();
    let (mut told, mut spent) = (Vec::new(), Vec::new());
    for provider in registry(&context.keys()).iter().filter(|provider| provider.is_configured()) {
        let name = provider.name();
        let made = match store.calls_on(name, today) {
            Ok(made) => made,
            Err(error) => return Some(failed(NAME, &error.into())),
        };
        match provider.daily_calls() {
            Some(limit) if made >= limit => spent.push(name),
            Some(limit) => told.push(format!("{name} {} of {limit} left", limit - made)),
            None if made > 0 => told.push(format!("{name} {made} made")),
            None => {}
        }
    }
    if !spent.is_empty() {
        let found = format!("used up today: {}", spent.join(", "));
        let hint = Remedy::advice("the count starts again at midnight UTC");
        return Some(hinted(check(NAME, Condition::Warning, found), hint));
    }
    (!told.is_empty()).then(|| check(NAME, Condition::Ok, format!("today: {}", told.join(", "))))
}

/// Calls since yesterday from which a provider that gave nothing is reported.
const SILENT_CALLS: u32 = 5;

/// The providers that were called since yesterday and gave no bar for a day.
fn silent(context: &Context) -> Vec<Check> {
    let Ok(store) = context.existing_store() else { return Vec::new() };
    let now = context.now();
    let (today, a_day_ago) = (now.date_naive(), now - TimeDelta::days(1));
    let calls = |name: &str, day: NaiveDate| store.calls_on(name, day).unwrap_or_default();
    let mut checks = Vec::new();
    for provider in registry(&context.keys()) {
        let name = provider.name();
        let made = calls(name, today) + calls(name, today - TimeDelta::days(1));
        let last = store.last_bars_from(name).ok().flatten();
        if made >= SILENT_CALLS && last.is_none_or(|last| last < a_day_ago) {
            let found = format!("{name} was called {made} times since yesterday and gave no bar for a day");
            checks.push(check("calls", Condition::Warning, found));
        }
    }
    checks
}

/// Rows that are no longer tried: an expired key or a provider that refuses for a week leaves such.
fn given_up(context: &Context) -> Option<Check> {
    const NAME: &str = "measurements";
    let backlog = context.existing_store().ok()?.backlog(context.now()).ok()?;
    if backlog.given_up == 0 {
        return None;
    }
    let found = match backlog.given_up {
        1 => "1 reaction has no data and is tried again only when bars arrive".to_owned(),
        n => format!("{n} reactions have no data and are tried again only when bars arrive"),
    };
    Some(hinted(check(NAME, Condition::Warning, found), Remedy::FetchPrices))
}

fn clock(now: DateTime<Utc>, latest: Option<DateTime<Utc>>) -> Check {
    const NAME: &str = "clock";
    let shown = now.format("%Y-%m-%d %H:%M:%SZ").to_string();
    let hint = Remedy::advice("set the clock, or start a time service");
    // The program is younger than that.
    if now < DateTime::UNIX_EPOCH + TimeDelta::days(365 * 50) {
        return hinted(check(NAME, Condition::Broken, format!("{shown} is in the past")), hint);
    }
    match latest.filter(|latest| *latest > now + TimeDelta::minutes(5)) {
        Some(latest) => {
            let found = format!(
                "{shown} is earlier than the time at which the latest event was seen, {}",
                latest.format("%Y-%m-%d %H:%MZ")
            );
            hinted(check(NAME, Condition::Warning, found), hint)
        }
        None => check(NAME, Condition::Ok, shown),
    }
}

/// The zones are compiled in; two days of New York show that they are what they should be.
fn zones() -> Check {
    let offset = |month: u32| {
        let noon = NaiveDate::from_ymd_opt(2025, month, 15).and_then(|d| d.and_hms_opt(12, 0, 0));
        noon.map(|n| n.and_utc().with_timezone(&New_York).format("%z").to_string())
    };
    let version = chrono_tz::IANA_TZDB_VERSION;
    if offset(1).as_deref() == Some("-0500") && offset(7).as_deref() == Some("-0400") {
        check("zones", Condition::Ok, format!("IANA time-zone data {version}, compiled in"))
    } else {
        check("zones", Condition::Broken, format!("IANA time-zone data {version} is wrong about New York"))
    }
}

/// The ends of the calendars, and of the years whose holidays have been announced.
fn calendars(all: &Calendars, today: NaiveDate) -> Vec<Check> {
    const NAME: &str = "calendars";
    let ends: Vec<_> = all.iter().map(|calendar| (calendar.coverage().1, calendar)).collect();
    let Some((end, first)) = ends.iter().min_by_key(|(end, calendar)| (*end, calendar.mic())) else {
        return vec![check(NAME, Condition::Broken, "there are none")];
    };
    let found = format!("{} venues, all until {end} at least (first to end: {})", ends.len(), first.mic());
    let hint = || Remedy::advice("a newer version of the program has later sessions");
    let reach = match (*end - today).num_days() {
        days if days < 0 => hinted(check(NAME, Condition::Broken, found), hint()),
        days if days < AHEAD_DAYS => hinted(check(NAME, Condition::Warning, found), hint()),
        _ => check(NAME, Condition::Ok, found),
    };
    let expected = announced_soon_over(all, today).into_iter().map(|found| hinted(found, hint()));
    std::iter::once(reach).chain(expected).collect()
}

/// A warning for each day after which holidays are only expected, with the venues, if it is near or past.
fn announced_soon_over(all: &Calendars, today: NaiveDate) -> Vec<Check> {
    let mut venues: BTreeMap<NaiveDate, Vec<String>> = BTreeMap::new();
    let cut_short = all.iter().filter(|calendar| calendar.announced() < calendar.coverage().1);
    for calendar in cut_short.filter(|calendar| (calendar.announced() - today).num_days() < AHEAD_DAYS) {
        venues.entry(calendar.announced()).or_default().push(calendar.mic().to_string());
    }
    let told = |(day, mics): (NaiveDate, Vec<String>)| {
        let found = format!("holidays after {day} are expected, not announced: {}", mics.join(", "));
        check("calendars", Condition::Warning, found)
    };
    venues.into_iter().map(told).collect()
}

/// How old the built-in universe is: symbols that are newer than it are not known.
fn universe(today: NaiveDate) -> Check {
    const NAME: &str = "universe";
    let universe = Universe::builtin();
    let Some(as_of) = universe.as_of() else { return check(NAME, Condition::Broken, "it cannot be read") };
    let issuers = universe.entities().iter().filter(|e| e.kind == EntityKind::Issuer).count();
    let age = (today - as_of).num_days().max(0);
    let found = format!("{} as of {as_of}, {} old", number_of(issuers, "issuer"), number_of(age, "day"));
    if age <= UNIVERSE_DAYS {
        return check(NAME, Condition::Ok, found);
    }
    let hint = "what was listed or renamed since is known in part; a newer version of the program knows more";
    hinted(check(NAME, Condition::Warning, found), Remedy::advice(hint))
}

/// The check of one calendar file; `None` if it is in order.
fn overrides(mic: &str, file: &Path) -> Option<Check> {
    let wrong = |found: String| Some(check("calendars", Condition::Broken, found));
    let Ok(venue) = mic.parse::<Mic>() else {
        return wrong(format!("`calendar.overrides`: \"{mic}\" before {} is not a MIC", file.display()));
    };
    calendar::read(venue, file).err().map(|failure| failed("calendars", &failure))
}

fn watched(context: &Context) -> Vec<Check> {
    const NAME: &str = "sources";
    let all = match source::list(context) {
        Ok(all) => all,
        Err(failure) => return vec![failed(NAME, &failure)],
    };
    let mut checks = Vec::new();
    for health in all.iter().filter(|health| !health.source.settings.paused) {
        let (name, state) = (&health.source.settings.name, &health.source.state);
        let told =
            |condition, why: &str| hinted(check(NAME, condition, format!("{name}: {why}")), try_it(name));
        if let Some(problem) = &health.problem {
            checks.push(told(Condition::Broken, problem));
        } else if state.error_streak >= STREAK {
            let error = state.last_error.as_deref().unwrap_or("unknown");
            let why = format!("{} failures in a row, the last: {error}", state.error_streak);
            checks.push(told(Condition::Warning, &why));
        }
    }
    if checks.is_empty() {
        let paused = all.iter().filter(|health| health.source.settings.paused).count();
        checks.push(check(NAME, Condition::Ok, format!("{}, {paused} of them paused", all.len())));
    }
    checks
}

fn try_it(name: &str) -> Remedy {
    Remedy::TrySource { name: name.to_owned() }
}

/// The folder of a database, or the nearest one above it that exists, and how many bytes are free there.
pub(in crate::app) fn free_space(db: &Path) -> io::Result<(&Path, u64)> {
    let mut places =
        db.ancestors().skip(1).map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p });
    let folder = places.find(|place| place.exists());
    let folder =
        folder.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no folder for it"))?;
    Ok((folder, fs4::available_space(folder)?))
}

/// The free space on the disk of the database.
fn disk(db: &Path) -> Check {
    const NAME: &str = "disk";
    match free_space(db) {
        Err(error) => check(NAME, Condition::Warning, format!("{}: {error}", db.display())),
        Ok((folder, free)) => {
            let found = format!("{} free at {}", size(free), folder.display());
            match free {
                0..LEAST_FREE_BYTES => {
                    hinted(check(NAME, Condition::Broken, found), Remedy::advice("free some space"))
                }
                LEAST_FREE_BYTES..LITTLE_FREE_BYTES => check(NAME, Condition::Warning, found),
                _ => check(NAME, Condition::Ok, found),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;

    #[test]
    fn sizes_are_for_people() {
        assert_eq!([size(4_096), size(12_345_678), size(2_000_000_000)], ["4.0 kB", "12.3 MB", "2.0 GB"]);
    }

    #[test]
    fn a_clock_that_stands_wrong_is_seen() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(clock(at("2000-01-01T00:00:00Z"), None).condition, Condition::Broken);
        let (now, later) = (at("2025-01-29T12:00:00Z"), at("2025-01-29T12:10:00Z"));
        assert_eq!(clock(now, Some(later)).condition, Condition::Warning);
        assert_eq!(clock(later, Some(now)).condition, Condition::Ok);
    }

    #[test]
    fn calendars_that_end_soon_are_told() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let builtin = Calendars::builtin();
        let conditions =
            |today| calendars(&builtin, day(today)).iter().map(|c| c.condition).collect::<Vec<_>>();
        assert_eq!(conditions("2025-01-29"), [Condition::Ok]);
        assert_eq!(conditions("2099-01-01")[0], Condition::Broken);

        // Sixty days before the announced holidays are over, the venues are named; the day before, not yet.
        assert_eq!(conditions("2026-11-01"), [Condition::Ok]);
        let soon = calendars(&builtin, day("2026-11-02"));
        assert_eq!([soon[0].condition, soon[1].condition], [Condition::Ok, Condition::Warning]);
        assert!(soon[1].found.contains("after 2026-12-31") && soon[1].found.contains("XSHG"), "{soon:?}");
        assert!(!soon[1].found.contains("XNYS"), "{soon:?}");
    }

    #[test]
    fn a_calendar_of_the_user_that_ends_soon_is_told_too() {
        let text = "name = \"Own\"\nzone = \"UTC\"\nfrom = \"2020-01-01\"\nto = \"2025-02-28\"\n\
                    [[hours]]\nfrom = \"2020-01-01\"\nopen = \"09:00\"\nclose = \"17:00\"\n";
        let own = Calendar::with_overrides("ZZZZ".parse().unwrap(), text).unwrap();
        let told = calendars(&Calendars::with_own([own]), "2025-01-29".parse().unwrap());
        assert_eq!(told[0].condition, Condition::Warning);
        assert!(told[0].found.contains("until 2025-02-28") && told[0].found.contains("ZZZZ"), "{told:?}");
    }
}
