//! Several event windows of one study side by side.

use comfy_table::Table;

use super::document::cell;
use super::record::{CellRecord, StudyDocument, WindowRecord, WindowTestRecord};
use super::window_name;
use crate::study::{Study, Window};
use crate::view::format::{decimal, percent_with, signed};
use crate::view::text::{Width, table};

/// The record of a study over its whole event window.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts that were added up in floats
pub fn window_record(window: Window, study: &Study) -> WindowRecord {
    let cross = &study.cross;
    let last = cross.car.last().filter(|moments| moments.n > 0.0);
    let band = super::caar_series(study, 0.95).last().and_then(|day| day.band);
    let n = last.map_or(0, |moments| moments.n as u64);
    let test = |test: &crate::study::significance::TestTable| {
        Some(WindowTestRecord { name: test.name.as_str(), cell: cell(test.caar.last()?) })
    };
    WindowRecord {
        window: [window.from, window.to],
        n,
        left_out: cross.events + study.excluded.len() as u64 - n,
        caar: last.map(|moments| moments.mean),
        caar_low: band.map(|band| band.0),
        caar_high: band.map(|band| band.1),
        bhar: cross.bhar.last().filter(|moments| moments.n > 0.0).map(|moments| moments.mean),
        positive: cross.share_positive(),
        tests: study.tests.iter().filter_map(test).collect(),
    }
}

/// One column for each window: how many events, the average, and each test with its p.
#[must_use]
pub fn windows_table(document: &StudyDocument, width: Width) -> Table {
    let (windows, measure) = (&document.windows, document.spec.measure.averaged());
    let heads: Vec<String> = windows.iter().map(|record| window_name(record.window)).collect();
    let titles: Vec<&str> = std::iter::once("window").chain(heads.iter().map(String::as_str)).collect();
    let mut table = table(width, &titles);
    let mut row = |title: &str, one: &dyn Fn(&WindowRecord) -> String| {
        table.add_row(std::iter::once(title.to_owned()).chain(windows.iter().map(one)).collect::<Vec<_>>());
    };
    let share = |value: Option<f64>| value.map_or_else(|| "n/a".to_owned(), |v| measure.value(v, 3));
    row("events", &|record| record.n.to_string());
    let [_, cumulated] = measure.short();
    row(cumulated, &|record| share(record.caar));
    row("95 % band", &|record| format!("{} … {}", share(record.caar_low), share(record.caar_high)));
    row("positive", &|record| {
        record
            .positive
            .map_or_else(|| "n/a".to_owned(), |v| percent_with(v, 1).trim_start_matches('+').to_owned())
    });
    for (at, test) in windows.first().map_or(&[][..], |first| &first.tests).iter().enumerate() {
        row(test.name, &|record| record.tests.get(at).map_or_else(String::new, |test| statistic(&test.cell)));
    }
    table
}

/// A statistic with its p in brackets, or why there is none.
fn statistic(cell: &CellRecord) -> String {
    match (cell.statistic, cell.p) {
        (Some(statistic), Some(p)) => format!("{} ({})", signed(statistic, 3), decimal(p, 4)),
        _ => cell.reason.unwrap_or("n/a").to_owned(),
    }
}
