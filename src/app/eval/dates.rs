//! Measures how well publication dates are found on labelled rows.

use std::path::Path;

use chrono::{DateTime, SecondsFormat, Timelike, Utc};

use crate::app::Failure;
use crate::app::eval::labelled;
use crate::date::{self, DateContext, DateFinding, InputKind};
use crate::view::date_scores::{DateRecord, DateScores, WrongDate};

/// The fields of a row.
const SHAPE: &str = "{id, kind: text|html|rss, lang, input, fetched_at?, expect: {date, time, zone, utc}}";

/// A labelled row.
#[derive(Debug, serde::Deserialize)]
struct Row {
    id: String,
    kind: InputKind,
    lang: String,
    input: String,
    fetched_at: Option<DateTime<Utc>>,
    expect: DateRecord,
    #[serde(default)]
    note: String,
}

/// Scores a file of labelled dates, one JSON object a line.
pub fn eval_dates(file: &Path) -> Result<DateScores, Failure> {
    Ok(score(labelled::rows(file, SHAPE)?))
}

fn score(rows: Vec<Row>) -> DateScores {
    let mut scores = DateScores {
        schema: "newstape/eval-dates/1",
        n: 0,
        right: 0,
        accuracy: 1.0,
        by_lang: std::collections::BTreeMap::new(),
        by_kind: std::collections::BTreeMap::new(),
        wrong: Vec::new(),
    };
    for row in rows {
        add(&mut scores, row);
    }
    #[allow(clippy::cast_precision_loss)] // counts of rows
    if scores.n > 0 {
        scores.accuracy = scores.right as f64 / scores.n as f64;
    }
    scores
}

fn add(scores: &mut DateScores, row: Row) {
    let context =
        DateContext { lang: Some(row.lang.clone()), fetched_at: row.fetched_at, default_zone: None };
    let found = date::find(&row.input, row.kind, &context).best.map(|f| record(&f)).unwrap_or_default();
    let fields = differing(&row.expect, &found);
    let right = usize::from(fields.is_empty());
    let kind = match row.kind {
        InputKind::Text => "text",
        InputKind::Html => "html",
        InputKind::Rss => "rss",
    };
    let by_lang = scores.by_lang.entry(row.lang).or_default();
    let by_kind = scores.by_kind.entry(kind.to_owned()).or_default();
    for count in [by_lang, by_kind] {
        count.n += 1;
        count.right += right;
    }
    scores.n += 1;
    scores.right += right;
    if !fields.is_empty() {
        scores.wrong.push(WrongDate {
            id: row.id,
            input: row.input,
            expected: row.expect,
            found,
            fields,
            note: row.note,
        });
    }
}

fn record(finding: &DateFinding) -> DateRecord {
    let seconds = finding.time.is_some_and(|t| t.second() != 0);
    DateRecord {
        date: Some(finding.date.to_string()),
        time: finding.time.map(|t| t.format(if seconds { "%H:%M:%S" } else { "%H:%M" }).to_string()),
        zone: finding.zone.clone(),
        utc: finding.utc.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
    }
}

/// The fields in which a finding is not as labelled. Seconds of `:00` may be left out.
fn differing(expected: &DateRecord, found: &DateRecord) -> Vec<&'static str> {
    let minutes = |time: &Option<String>| {
        time.as_ref().map(|t| t.strip_suffix(":00").filter(|t| t.len() == 5).unwrap_or(t).to_owned())
    };
    [
        ("date", expected.date == found.date),
        ("time", minutes(&expected.time) == minutes(&found.time)),
        ("zone", expected.zone == found.zone),
        ("utc", expected.utc == found.utc),
    ]
    .into_iter()
    .filter_map(|(field, same)| (!same).then_some(field))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_and_the_wrong_ones_named() {
        let rows = concat!(
            r#"{"id":"a","kind":"text","lang":"en","input":"January 29, 2025 9:31 AM EST","expect":{"date":"2025-01-29","time":"09:31:00","zone":"EST","utc":"2025-01-29T14:31:00Z"}}"#,
            "\n\n",
            r#"{"id":"b","kind":"text","lang":"de","input":"29.01.2025","expect":{"date":"2025-01-30","time":null,"zone":null,"utc":null},"note":"a wrong label"}"#,
        );
        let scores = score(labelled::parse("rows", rows, SHAPE).unwrap());
        assert_eq!((scores.n, scores.right), (2, 1));
        assert_eq!(scores.by_lang["de"], crate::view::date_scores::DateCount { n: 1, right: 0 });
        assert_eq!(scores.wrong[0].id, "b");
        assert_eq!(scores.wrong[0].fields, ["date"]);
    }
}
