//! Calendars against the shared data, day by day.
#![allow(clippy::unwrap_used)] // the helpers of a test are tests too

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use newstape::calendar::{Calendar, Session, SessionKind, Span};

use crate::support::shared;

/// A reference session: open, break start, break end, close, kind.
type Row = [String; 5];

fn read(path: &Path) -> csv::Reader<Box<dyn std::io::Read>> {
    let file = BufReader::new(File::open(path).unwrap());
    let zipped = path.extension().is_some_and(|end| end == "gz");
    let reader: Box<dyn std::io::Read> =
        if zipped { Box::new(flate2::bufread::GzDecoder::new(file)) } else { Box::new(file) };
    csv::Reader::from_reader(reader)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%MZ").to_string()
}

fn row(session: &Session) -> Row {
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

/// The venue's sessions in the reference.
fn reference(mic: &str) -> Option<BTreeMap<NaiveDate, Row>> {
    let path = shared("calendars/sessions_2010_2027.csv.gz")?;
    let rows = read(&path).into_records().map(Result::unwrap).filter(|r| &r[0] == mic);
    Some(rows.map(|r| (r[1].parse().unwrap(), [2, 3, 4, 5, 6].map(|column| r[column].to_owned()))).collect())
}

/// The days whose verdict is open.
fn open_questions(mic: &str) -> BTreeSet<NaiveDate> {
    let Some(path) = shared("calendars/disputed_2010_2027.csv") else { return BTreeSet::new() };
    let rows = read(&path).into_records().map(Result::unwrap);
    rows.filter(|r| &r[0] == mic && r[5].contains("open")).map(|r| r[1].parse().unwrap()).collect()
}

/// Compares every session from 2010 on, but for `explained` days.
fn agrees(mic: &str, explained: impl Fn(NaiveDate, Option<&Row>, Option<&Row>) -> bool) {
    let Some(expected) = reference(mic) else { return };
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

#[test]
fn new_york_agrees_day_by_day() {
    agrees("XNYS", nothing);
}

#[test]
fn xetra_and_frankfurt_agree_day_by_day() {
    agrees("XETR", nothing);
    agrees("XFRA", nothing);
}

#[test]
fn extended_hours_of_new_york_agree_day_by_day() {
    let Some(path) = shared("calendars/us_extended_2010_2027.csv.gz") else { return };
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
