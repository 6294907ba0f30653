//! Time zones as people write them, and local times in them.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A zone that a text states: an offset, or a region with its own summer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    Fixed(FixedOffset),
    Region(Tz),
}

/// How a local time stood in its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LocalFit {
    /// Once.
    Unique,
    /// Twice, as the clocks went back; the earlier was taken.
    Twice,
    /// Never, as the clocks went forward; the gap was skipped.
    Never,
}

fn hours(hours: i32) -> Option<Zone> {
    minutes(hours * 60)
}

fn minutes(minutes: i32) -> Option<Zone> {
    FixedOffset::east_opt(minutes * 60).map(Zone::Fixed)
}

/// The zone of an abbreviation or region name.
///
/// `EST` is five hours behind UTC even in summer, because that is what it says; `ET` follows New
/// York. Of abbreviations that several countries use, the one of the larger stock market counts
/// (`IST` India, `CST` Chicago, `BST` London).
pub(super) fn named(name: &str) -> Option<Zone> {
    let upper = name.to_uppercase();
    match upper.as_str() {
        "Z" | "UTC" | "GMT" | "UT" | "WET" | "ZULU" => hours(0),
        "BST" | "WEST" | "CET" | "MEZ" | "MET" | "HNEC" => hours(1),
        "CEST" | "MESZ" | "MEST" | "EET" | "OEZ" | "SAST" | "CAT" | "HAEC" => hours(2),
        "EEST" | "OESZ" | "MSK" | "EAT" | "TRT" => hours(3),
        "GST" => hours(4),
        "PKT" => hours(5),
        "IST" => minutes(330),
        "ICT" | "WIB" => hours(7),
        "HKT" | "SGT" | "AWST" | "PHT" | "MYT" => hours(8),
        "JST" | "KST" => hours(9),
        "ACST" => minutes(570),
        "AEST" => hours(10),
        "ACDT" => minutes(630),
        "AEDT" => hours(11),
        "NZST" => hours(12),
        "NZDT" => hours(13),
        "NST" => minutes(-210),
        "ADT" | "BRT" | "ART" => hours(-3),
        "EDT" | "AST" => hours(-4),
        "EST" | "CDT" => hours(-5),
        "CST" | "MDT" => hours(-6),
        "MST" | "PDT" => hours(-7),
        "PST" | "AKDT" => hours(-8),
        "AKST" => hours(-9),
        "HST" => hours(-10),
        "ET" => Some(Zone::Region(Tz::America__New_York)),
        "CT" => Some(Zone::Region(Tz::America__Chicago)),
        "MT" => Some(Zone::Region(Tz::America__Denver)),
        "PT" => Some(Zone::Region(Tz::America__Los_Angeles)),
        _ if name.contains('/') => name.parse().ok().map(Zone::Region),
        _ => None,
    }
}

/// The region in which a winter and a summer zone follow each other: `CET/CEST`.
pub(super) fn pair(one: &str, other: &str) -> Option<Zone> {
    const PAIRS: [(&[&str], &[&str], Tz); 10] = [
        (&["CET", "MEZ", "MET"], &["CEST", "MESZ", "MEST"], Tz::Europe__Berlin),
        (&["GMT", "UTC"], &["BST"], Tz::Europe__London),
        (&["WET"], &["WEST"], Tz::Europe__Lisbon),
        (&["EET", "OEZ"], &["EEST", "OESZ"], Tz::Europe__Helsinki),
        (&["EST"], &["EDT"], Tz::America__New_York),
        (&["CST"], &["CDT"], Tz::America__Chicago),
        (&["MST"], &["MDT"], Tz::America__Denver),
        (&["PST"], &["PDT"], Tz::America__Los_Angeles),
        (&["AEST"], &["AEDT"], Tz::Australia__Sydney),
        (&["NZST"], &["NZDT"], Tz::Pacific__Auckland),
    ];
    let (one, other) = (one.to_uppercase(), other.to_uppercase());
    let (one, other) = (one.as_str(), other.as_str());
    let both = |winter: &[&str], summer: &[&str]| {
        (winter.contains(&one) && summer.contains(&other))
            || (winter.contains(&other) && summer.contains(&one))
    };
    PAIRS.iter().find(|(winter, summer, _)| both(winter, summer)).map(|(_, _, region)| Zone::Region(*region))
}

/// The offset that a sign and the digits after it state: `05`, `530`, `0100`.
pub(super) fn offset(negative: bool, digits: &str, minute_digits: Option<&str>) -> Option<Zone> {
    let (hour, minute) = match (digits.len(), minute_digits) {
        (1 | 2, None) => (digits, "0"),
        (1 | 2, Some(minute)) if minute.len() == 2 => (digits, minute),
        (3 | 4, None) => digits.split_at(digits.len() - 2),
        _ => return None,
    };
    let (hour, minute) = (hour.parse::<i32>().ok()?, minute.parse::<i32>().ok()?);
    if hour > 14 || minute > 59 {
        return None;
    }
    let total = hour * 60 + minute;
    minutes(if negative { -total } else { total })
}

/// The instant of a local time in a zone, and how it stood there.
pub(super) fn instant(local: NaiveDateTime, zone: Zone) -> (DateTime<Utc>, LocalFit) {
    match zone {
        Zone::Fixed(offset) => ((local - offset).and_utc(), LocalFit::Unique),
        Zone::Region(region) => instant_in(local, region),
    }
}

/// The instant of a local time in a region, and how it stood there.
pub(super) fn instant_in(local: NaiveDateTime, region: Tz) -> (DateTime<Utc>, LocalFit) {
    match region.from_local_datetime(&local) {
        chrono::LocalResult::Single(at) => (at.with_timezone(&Utc), LocalFit::Unique),
        chrono::LocalResult::Ambiguous(first, second) => {
            (first.min(second).with_timezone(&Utc), LocalFit::Twice)
        }
        chrono::LocalResult::None => {
            // The offset in force a day earlier is the one from before the gap.
            let earlier = local - TimeDelta::days(1);
            let offset = region
                .offset_from_local_datetime(&earlier)
                .earliest()
                .map_or(0, |o| o.fix().local_minus_utc());
            ((local - TimeDelta::seconds(i64::from(offset))).and_utc(), LocalFit::Never)
        }
    }
}
