//! The table of `docs/calendars.md` names every day on which our calendars differ from the shared
//! data, and no other: it cannot go stale.
#![allow(clippy::unwrap_used)] // the helpers of a test are tests too

use std::collections::BTreeSet;

use chrono::NaiveDate;
use newstape::calendar::Calendar;

use crate::calendar::{day, read, reference, row};
use crate::support::shared;

/// A row of a table: venue, first and last days, how sure.
pub(crate) struct Told {
    mic: String,
    ranges: Vec<(NaiveDate, NaiveDate)>,
    pub(crate) line: String,
}

impl Told {
    pub(crate) fn covers(&self, mic: &str, date: NaiveDate) -> bool {
        self.mic == mic && self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&date))
    }

    /// Days before the shared data begins are compared with packages only, by `benches/peers/calendars.py`.
    fn is_older(&self) -> bool {
        self.ranges.iter().all(|(_, last)| *last < day("2010-01-01"))
    }
}

/// The rows of the table under a heading.
pub(crate) fn table(heading: &str) -> Vec<Told> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/calendars.md")).unwrap();
    let (_, rest) = text.split_once(heading).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let cells = |line: &str| line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
    section
        .lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_uppercase())
        .map(|line| {
            let cells: Vec<String> = cells(line);
            assert_eq!(cells.len(), 6, "{line}");
            assert!(
                cells[5].starts_with("cited") || cells[5].starts_with("not found"),
                "how sure is it? {line}"
            );
            assert!(!cells[5].starts_with("cited") || cells[4].contains("://"), "no address: {line}");
            let ranges = cells[1].split(", ").map(|range| {
                let (first, last) = range.split_once("..").unwrap_or((range, range));
                (day(first), day(last))
            });
            Told { mic: cells[0].clone(), ranges: ranges.collect(), line: line.to_owned() }
        })
        .collect()
}

const VENUES: [&str; 18] = [
    "XNYS", "XETR", "XFRA", "XLON", "XTKS", "XHKG", "XPAR", "XAMS", "XSWX", "XTSE", "XASX", "XSHG", "XBOM",
    "XKRX", "BVMF", "XSTO", "XMIL", "XMAD",
];

/// Every day on which sessions or hours differ, with both sides.
fn differences(mic: &str) -> Vec<(NaiveDate, String)> {
    let expected = reference(mic);
    let calendar = Calendar::for_mic(mic.parse().unwrap()).unwrap();
    let last = *expected.keys().last().unwrap();
    let hours = |row: Option<&[String; 5]>| row.map_or("closed".to_owned(), |row| row[..4].join(" "));
    let days = day("2010-01-01").iter_days().take_while(|date| *date <= last);
    let both = days.map(|date| {
        let ours = calendar.session(date).unwrap().map(row);
        (date, hours(ours.as_ref()), hours(expected.get(&date)))
    });
    let differing = both.filter(|(_, ours, theirs)| ours != theirs);
    differing.map(|(date, ours, theirs)| (date, format!("ours {ours}, reference {theirs}"))).collect()
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn every_difference_is_in_the_table_and_nothing_else_is() {
    let table = table("## Where we differ");
    let mut needed = BTreeSet::new();
    let mut untold = Vec::new();
    for mic in VENUES {
        for (date, what) in differences(mic) {
            match table.iter().position(|told| told.covers(mic, date)) {
                Some(place) => drop(needed.insert(place)),
                None => untold.push(format!("{mic} {date}: {what}")),
            }
        }
    }
    assert!(untold.is_empty(), "{} days are not in docs/calendars.md:\n{}", untold.len(), untold.join("\n"));
    let stale = table.iter().enumerate().filter(|(n, told)| !told.is_older() && !needed.contains(n));
    let stale: Vec<&str> = stale.map(|(_, told)| told.line.as_str()).collect();
    assert!(stale.is_empty(), "no longer a difference:\n{}", stale.join("\n"));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn every_disputed_day_is_decided_in_a_table() {
    let path = shared("calendars/disputed_2010_2027.csv");
    let (differ, decided) = (table("## Where we differ"), table("## Disputed days"));
    for r in read(&path).into_records().map(Result::unwrap) {
        let (mic, date) = (&r[0], day(&r[1]));
        let told = differ.iter().chain(&decided).any(|told| told.covers(mic, date));
        assert!(told, "{mic} {date} is disputed and in no table");
    }
}
