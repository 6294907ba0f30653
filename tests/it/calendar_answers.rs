//! The venues that the shared data lacks, against `tests/golden/calendars/answers.tsv`: every session of 18 years.
#![allow(clippy::unwrap_used)] // the helpers of a test are tests too

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use newstape::calendar::Calendar;

use crate::calendar::day;
use crate::calendar_differences::table;

/// What the answers say of one venue; the file's maker describes the lines.
#[derive(Default)]
struct Answers {
    span: Option<(NaiveDate, NaiveDate)>,
    weeks: Vec<(NaiveDate, Vec<Weekday>)>,
    hours: BTreeMap<Option<u8>, String>,
    closed: BTreeSet<NaiveDate>,
    odd: BTreeMap<NaiveDate, String>,
}

fn answers() -> BTreeMap<String, Answers> {
    let text = include_str!("../golden/calendars/answers.tsv");
    let mut venues: BTreeMap<String, Answers> = BTreeMap::new();
    for line in text.lines() {
        let (mic, rest) = line.split_once('\t').unwrap();
        venues.entry(mic.to_owned()).or_default().add(&rest.split('\t').collect::<Vec<_>>());
    }
    venues
}

fn weekday(text: &str) -> Weekday {
    text.parse().unwrap()
}

impl Answers {
    fn add(&mut self, cells: &[&str]) {
        match cells {
            ["span", first, last] => self.span = Some((day(first), day(last))),
            ["week", from, days] => {
                self.weeks.push((day(from), days.split(' ').map(weekday).collect()));
            }
            ["hours", hours] => drop(self.hours.insert(None, (*hours).to_owned())),
            ["hours", hours, on] => {
                let on = weekday(on).num_days_from_monday();
                self.hours.insert(u8::try_from(on).ok(), (*hours).to_owned());
            }
            [year, closed, odd] => {
                let date = |text: &str| day(&format!("{year}-{}-{}", &text[..2], &text[2..4]));
                self.closed.extend(closed.split_whitespace().map(date));
                self.odd.extend(odd.split_whitespace().map(|cell| (date(cell), cell[5..].to_owned())));
            }
            other => panic!("{other:?}"),
        }
    }

    /// `closed`, or the hours.
    fn of(&self, date: NaiveDate) -> &str {
        let (_, week) = self.weeks.iter().rev().find(|(from, _)| *from <= date).unwrap();
        let on = u8::try_from(date.weekday().num_days_from_monday()).ok();
        match self.odd.get(&date) {
            Some(odd) => odd,
            None if self.closed.contains(&date) || !week.contains(&date.weekday()) => "closed",
            None => self.hours.get(&on).unwrap_or_else(|| &self.hours[&None]),
        }
    }
}

/// `closed`, or the hours on the venue's clock.
fn ours(calendar: &Calendar, date: NaiveDate) -> String {
    let clock = |at: DateTime<Utc>| at.with_timezone(&calendar.zone()).format("%H:%M").to_string();
    match calendar.session(date).unwrap() {
        None => "closed".to_owned(),
        Some(session) => format!("{}-{}", clock(session.regular.start), clock(session.regular.end)),
    }
}

/// The days on which a venue differs, with both answers.
fn differences(mic: &str, answers: &Answers) -> Vec<(NaiveDate, String)> {
    let calendar = Calendar::for_mic(mic.parse().unwrap()).unwrap();
    let (first, last) = answers.span.unwrap();
    assert!(calendar.coverage().0 <= first && last <= calendar.coverage().1, "{mic}");
    let days = first.iter_days().take_while(|date| *date <= last);
    let both = days.map(|date| (date, ours(calendar, date), answers.of(date)));
    let differing = both.filter(|(_, ours, theirs)| ours != theirs);
    differing.map(|(date, ours, theirs)| (date, format!("ours {ours}, theirs {theirs}"))).collect()
}

#[test]
fn the_answers_hold_every_session_of_the_venues() {
    let venues = answers();
    assert_eq!(venues.len(), 23);
    // Sessions that the package counts between both ends, by its own count.
    for (mic, sessions) in [("XCSE", 4500), ("XTAI", 4402), ("XTAE", 4421), ("XSAU", 1742), ("XSES", 4266)] {
        let (first, last) = venues[mic].span.unwrap();
        let days = first.iter_days().take_while(|date| *date <= last);
        assert_eq!(days.filter(|date| venues[mic].of(*date) != "closed").count(), sessions, "{mic}");
    }
}

#[test]
fn every_difference_from_the_answers_is_in_the_table_and_nothing_else_is() {
    let table = table("## Where we differ: the other venues");
    let mut needed = BTreeSet::new();
    let mut untold = Vec::new();
    for (mic, answers) in answers() {
        for (date, what) in differences(&mic, &answers) {
            match table.iter().position(|told| told.covers(&mic, date)) {
                Some(place) => drop(needed.insert(place)),
                None => untold.push(format!("{mic} {date}: {what}")),
            }
        }
    }
    assert!(untold.is_empty(), "{} days are not in docs/calendars.md:\n{}", untold.len(), untold.join("\n"));
    let stale = table.iter().enumerate().filter(|(n, _)| !needed.contains(n));
    let stale: Vec<&str> = stale.map(|(_, told)| told.line.as_str()).collect();
    assert!(stale.is_empty(), "no longer a difference:\n{}", stale.join("\n"));
}
