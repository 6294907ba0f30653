//! Calendars against the shared data, day by day.
#![allow(clippy::unwrap_used)] // the helpers of a test are tests too

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate, Utc};
use newstape::calendar::{Calendar, Session, SessionKind, Span};

use crate::support::shared;

/// A reference session: open, break start, break end, close, kind.
pub(crate) type Row = [String; 5];

pub(crate) fn read(path: &Path) -> csv::Reader<Box<dyn std::io::Read>> {
    let file = BufReader::new(File::open(path).unwrap());
    let zipped = path.extension().is_some_and(|end| end == "gz");
    let reader: Box<dyn std::io::Read> =
        if zipped { Box::new(flate2::bufread::GzDecoder::new(file)) } else { Box::new(file) };
    csv::Reader::from_reader(reader)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%MZ").to_string()
}

pub(crate) fn row(session: &Session) -> Row {
    let kind = match session.kind {
        SessionKind::Regular => "regular",
        SessionKind::EarlyClose => "early_close",
        SessionKind::LateOpen => "late_open",
    };
    let lunch = |edge: fn(Span) -> DateTime<Utc>| session.lunch.map(|l| stamp(edge(l))).unwrap_or_default();
    [
        stamp(session.regular.start),
        lunch(|l| l.start),
        lunch(|l| l.end),
        stamp(session.regular.end),
        kind.to_owned(),
    ]
}

/// The reference's rows, read once.
static ROWS: OnceLock<Vec<csv::StringRecord>> = OnceLock::new();

/// The venue's sessions in the reference.
pub(crate) fn reference(mic: &str) -> BTreeMap<NaiveDate, Row> {
    let path = shared("calendars/sessions_2010_2027.csv.gz");
    let rows = ROWS.get_or_init(|| read(&path).into_records().map(Result::unwrap).collect());
    let rows = rows.iter().filter(|r| &r[0] == mic);
    rows.map(|r| (r[1].parse().unwrap(), [2, 3, 4, 5, 6].map(|column| r[column].to_owned()))).collect()
}

/// The days whose verdict is open.
fn open_questions(mic: &str) -> BTreeSet<NaiveDate> {
    let path = shared("calendars/disputed_2010_2027.csv");
    let rows = read(&path).into_records().map(Result::unwrap);
    rows.filter(|r| &r[0] == mic && r[5].contains("open")).map(|r| r[1].parse().unwrap()).collect()
}

/// Compares every session from 2010 on, but for `explained` days.
fn agrees(mic: &str, explained: impl Fn(NaiveDate, Option<&Row>, Option<&Row>) -> bool) {
    let expected = reference(mic);
    let calendar = Calendar::for_mic(mic.parse().unwrap()).unwrap();
    let (first, last) = (NaiveDate::from_ymd_opt(2010, 1, 1).unwrap(), *expected.keys().last().unwrap());
    let open = open_questions(mic);
    let mut wrong = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last).filter(|day| !open.contains(day)) {
        let ours = calendar.session(day).unwrap().map(row);
        let theirs = expected.get(&day);
        if ours.as_ref() != theirs && !explained(day, ours.as_ref(), theirs) {
            wrong.push(format!("{day}: ours {ours:?}, reference {theirs:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{mic}: {} days differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
}

fn nothing(_: NaiveDate, _: Option<&Row>, _: Option<&Row>) -> bool {
    false
}

/// All but the kind: the reference calls Seoul's late openings regular.
fn same_hours(ours: Option<&Row>, theirs: Option<&Row>) -> bool {
    ours.map(|row| &row[..4]) == theirs.map(|row| &row[..4])
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn among(date: NaiveDate, days: &[&str]) -> bool {
    days.iter().any(|text| day(text) == date)
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn new_york_agrees_day_by_day() {
    agrees("XNYS", nothing);
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn xetra_and_frankfurt_agree_day_by_day() {
    agrees("XETR", nothing);
    agrees("XFRA", nothing);
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_other_venues_of_europe_agree_day_by_day() {
    for mic in ["XLON", "XPAR", "XAMS", "XSWX", "XSTO", "XMIL", "XMAD"] {
        agrees(mic, nothing);
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn toronto_and_shanghai_agree_day_by_day() {
    agrees("XTSE", nothing);
    agrees("XSHG", nothing);
}

/// The reference has no early close in December 2022 alone; the exchange closes early on the last
/// business days before Christmas and of every year.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn sydney_agrees_day_by_day() {
    agrees("XASX", |date, _, _| among(date, &["2022-12-23", "2022-12-30"]));
}

/// The reference's lunch breaks hold for today only, as its README says.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn tokyo_and_hong_kong_agree_day_by_day() {
    let but_for_lunch = |until: &str| {
        let until = day(until);
        move |date: NaiveDate, ours: Option<&Row>, theirs: Option<&Row>| {
            let outer = |row: Option<&Row>| row.map(|row| [row[0].clone(), row[3].clone(), row[4].clone()]);
            date < until && outer(ours) == outer(theirs)
        }
    };
    agrees("XTKS", but_for_lunch("2011-11-21"));
    agrees("XHKG", but_for_lunch("2012-03-05"));
}

/// The reference holds sessions on three evenings of Diwali, unlike on the others, and leaves out
/// the full sessions that the exchange held on weekends.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn mumbai_agrees_day_by_day() {
    let explained = [
        "2010-11-05",
        "2011-10-26",
        "2012-11-13",
        "2015-02-28",
        "2020-02-01",
        "2024-01-20",
        "2025-02-01",
        "2026-02-01",
    ];
    agrees("XBOM", |date, _, _| among(date, &explained));
}

/// The reference calls late openings regular, knows no examination days after 2020 and no election
/// of 2026, has no Constitution Day, and takes the last day of its range for the first session of a year.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn seoul_agrees_day_by_day() {
    let explained = [
        "2021-11-18",
        "2022-11-17",
        "2023-11-16",
        "2024-11-14",
        "2025-11-13",
        "2026-06-03",
        "2026-07-17",
        "2026-11-19",
        "2027-07-19",
        "2027-12-30",
    ];
    agrees("XKRX", |date, ours, theirs| same_hours(ours, theirs) || among(date, &explained));
}

/// The reference's closes are not to be used, as its README says; it marks the late openings of
/// Ash Wednesday since 2016 only, and opens at 10:00 while the exchange opened at 11:00 in the
/// daylight time of Brazil, until March 2012.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn sao_paulo_agrees_day_by_day_but_for_the_close() {
    let at_eleven =
        [("2010-01-01", "2010-03-13"), ("2010-10-17", "2011-03-12"), ("2011-10-16", "2012-03-10")];
    agrees("BVMF", |date, ours, theirs| {
        let open = |row: Option<&Row>| row.map(|row| row[0].clone());
        let later = at_eleven.iter().any(|(first, last)| (day(first)..=day(last)).contains(&date));
        open(ours) == open(theirs)
            || (later && ours.is_some() && theirs.is_some())
            || among(date, &["2013-02-13", "2014-03-05", "2015-02-18"])
    });
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn extended_hours_of_new_york_agree_day_by_day() {
    let path = shared("calendars/us_extended_2010_2027.csv.gz");
    let calendar = Calendar::for_mic("XNAS".parse().unwrap()).unwrap();
    let mut days = 0;
    for r in read(&path).into_records().map(Result::unwrap) {
        let session = calendar.session(r[0].parse().unwrap()).unwrap().unwrap();
        let (pre, post) = (session.premarket.unwrap(), session.afterhours.unwrap());
        let ours = [pre.start, pre.end, post.start, post.end].map(stamp);
        assert_eq!(ours, [1, 2, 3, 4].map(|column| r[column].to_owned()), "{}", &r[0]);
        days += 1;
    }
    assert_eq!(days, 4526);
}

fn ask(args: &[&str]) -> (String, String, Option<i32>) {
    let directory = tempfile::tempdir().unwrap();
    let mut command = assert_cmd::Command::cargo_bin("newstape").unwrap();
    command.arg("--db").arg(directory.path().join("tape.db")).arg("calendar").args(args);
    let out = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(out.stdout), text(out.stderr), out.status.code())
}

#[test]
fn the_command_prints_a_range_as_csv() {
    let (out, _, code) = ask(&["XNYS", "--from", "2024-11-28", "--to", "2024-12-02", "--csv"]);
    assert_eq!(
        out,
        "mic,session,open_utc,break_start_utc,break_end_utc,close_utc,kind\n\
         XNYS,2024-11-29,2024-11-29T14:30Z,,,2024-11-29T18:00Z,early_close\n\
         XNYS,2024-12-02,2024-12-02T14:30Z,,,2024-12-02T21:00Z,regular\n"
    );
    assert_eq!(code, Some(0));
}

#[test]
fn the_command_prints_a_range_as_a_table_and_as_json() {
    let (out, _, _) = ask(&["XNYS", "--from", "2024-11-28", "--to", "2024-11-29"]);
    assert!(out.contains("Thanksgiving Day") && out.contains("closes early"), "{out}");
    let (out, _, _) = ask(&["XNYS", "--from", "2024-11-28", "--to", "2024-11-29", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["schema"], "newstape/calendar/1");
    assert_eq!(json["closed"][0]["reason"], "Thanksgiving Day");
    assert_eq!(json["sessions"][0]["afterhours_end"], "2024-11-29T22:00:00Z");
}

#[test]
fn the_command_says_which_session_an_instant_is_in() {
    let (out, _, _) = ask(&["XNYS", "--at", "2025-01-29T13:12Z", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(out.trim_start_matches(['{', '\n', ' ']).starts_with("\"schema\""));
    assert_eq!(json["session"], "premarket");
    assert_eq!(json["date"], "2025-01-29");
    assert_eq!(json["opened_at"], "2025-01-29T09:00:00Z");
    assert_eq!(json["closes_at"], "2025-01-29T14:30:00Z");
    assert_eq!(json["previous_close"], "2025-01-28T21:00:00Z");
    assert_eq!(json["next_open"], "2025-01-29T14:30:00Z");
    let (out, _, _) = ask(&["XNYS", "--at", "2025-01-09T15:00Z"]);
    assert!(out.contains("closed (national day of mourning for Jimmy Carter)"), "{out}");
    assert!(out.contains("Next regular open: Fri 10 Jan 2025 at 09:30."), "{out}");
}

#[test]
fn the_command_refuses_in_one_sentence() {
    for (args, code, what) in [
        (&["XBSE", "--at", "2025-01-29T08:12Z"][..], 4, "no calendar for the venue XBSE"),
        (&["NYSE", "--at", "2025-01-29T08:12Z"], 4, "did you mean XNYS?"),
        (&["XNYS", "--at", "2025-11-02 01:30"], 2, "showed 2025-11-02 01:30 twice"),
        (&["XNYS", "--at", "yesterday"], 2, "\"yesterday\" is not an instant"),
        (&["XNYS", "--from", "2025-01-05", "--to", "2025-01-01"], 2, "ends before it begins"),
        (&["XNYS", "--from", "1999-01-05", "--to", "2025-01-01"], 1, "1999-01-05 is outside"),
        (&["XNYS", "--from", "2025-01-05"], 2, "--to"),
    ] {
        let (out, error, got) = ask(args);
        assert_eq!((out.as_str(), got), ("", Some(code)), "{args:?}: {error}");
        assert!(error.contains(what), "{args:?}: {error}");
    }
}

#[test]
fn the_command_takes_a_users_own_venue() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bucharest.toml");
    let text =
        "name = \"Bucharest\"\nzone = \"Europe/Bucharest\"\nfrom = \"2020-01-01\"\nto = \"2027-12-31\"\n";
    let hours = "[[hours]]\nfrom = \"2020-01-01\"\nopen = \"10:15\"\nclose = \"17:20\"\n";
    std::fs::write(&file, format!("{text}{hours}")).unwrap();
    let path = file.to_str().unwrap();
    let (out, _, _) = ask(&["XBSE", "--overrides", path, "--at", "2025-06-02 12:00"]);
    assert!(out.contains("regular session of Mon 2 Jun 2025, 10:15\u{2013}17:20"), "{out}");
    std::fs::write(&file, text.replace("Europe/Bucharest", "Bucharest")).unwrap();
    let (_, error, code) = ask(&["XBSE", "--overrides", path, "--at", "2025-06-02 12:00"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("bucharest.toml: line 2"), "{error}");
}
