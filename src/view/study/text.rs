//! A study as text for a terminal.

use std::fmt::Write as _;

use comfy_table::Table;

use super::record::{CellRecord, DetectableRecord, StudyDocument};
use super::{Measure, regression, windows_table};
use crate::view::format::{decimal, percent_with, signed};
use crate::view::text::{Width, table};

/// How many excluded events are named before the rest is only counted.
const NAMED: usize = 20;

/// Averages by day, tests of the whole window, what was left out.
#[must_use]
pub fn text(document: &StudyDocument, width: Width) -> String {
    let (spec, all) = (&document.spec, &document.aggregate);
    let mut out = format!(
        "{} events · {} · {} · window {}..{} · estimation {} rows, {}..{}\n",
        all.n,
        spec.model,
        match spec.measure {
            Measure::Volume => "log volume".to_owned(),
            Measure::Return | Measure::Volatility => format!("{} returns", spec.returns),
        },
        spec.window[0],
        spec.window[1],
        spec.estimation,
        spec.estimation_window[0],
        spec.estimation_window[1],
    );
    if !spec.price_columns.is_empty() {
        let _ = writeln!(out, "prices: column {}", spec.price_columns.join(", "));
    }
    if all.n == 0 {
        out.push_str("\nno event could be measured");
        attention(&mut out, document);
        return out.trim_end().to_owned();
    }
    if !document.volatility.is_empty() {
        out.push_str("\nAbnormal volatility (1: as in the estimation window)\n");
        out.push_str(&volatility(document, width));
        out.push('\n');
    }
    out.push_str(match spec.measure.averaged() {
        Measure::Volume => "\nAverage abnormal log volume, ln(1 + shares traded)\n",
        Measure::Return | Measure::Volatility => "\nAverage abnormal returns\n",
    });
    out.push_str(&days_table(document, width).trim_fmt());
    if !all.tests.is_empty() {
        out.push_str("\n\nTests of the whole window and of day 0\n");
        out.push_str(&tests_table(document, width).trim_fmt());
    }
    if !document.windows.is_empty() {
        out.push_str("\n\nWindows\n");
        out.push_str(&windows_table(document, width).trim_fmt());
    }
    for record in &document.regressions {
        out.push_str("\n\n");
        out.push_str(&regression::text(record, width));
    }
    if let Some(line) = all.detectable.as_ref().and_then(|least| detectable(document, least)) {
        let _ = write!(out, "\n\n{line}");
    }
    beside(&mut out, document, width);
    if !document.groups.is_empty() {
        out.push_str("\n\nGroups, whole window\n");
        out.push_str(&groups(document, width));
    }
    attention(&mut out, document);
    out.trim_end().to_owned()
}

/// The days of the event window as a table.
#[must_use]
pub fn days_table(document: &StudyDocument, width: Width) -> Table {
    let all = &document.aggregate;
    let measure = document.spec.measure.averaged();
    let [average, cumulated] = measure.short();
    // Volume is not held.
    let held = measure == Measure::Return;
    let titles = ["day", "n", average, cumulated, "95 % band", "BHAR"];
    let mut table = table(width, &titles[..titles.len() - usize::from(!held)]);
    let share = |value: Option<f64>| value.map_or_else(|| "n/a".to_owned(), |v| measure.value(v, 3));
    for (i, day) in all.days.iter().enumerate() {
        let band = format!("{} … {}", share(all.caar_low[i]), share(all.caar_high[i]));
        let mut row = vec![
            signed(f64::from(*day), 0),
            all.n_aar[i].to_string(),
            share(all.aar[i]),
            share(all.caar[i]),
            band,
        ];
        row.extend(held.then(|| share(all.bhar[i])));
        table.add_row(row);
    }
    table
}

/// What so many events can show.
fn detectable(document: &StudyDocument, least: &DetectableRecord) -> Option<String> {
    let measure = document.spec.measure.averaged();
    let [average, cumulated] = measure.short();
    let size = |value: f64| measure.value(value, 3).trim_start_matches('+').to_owned();
    let day = least.aar.map(|aar| format!(", an {average} on day 0 of {}", size(aar)));
    Some(format!(
        "smallest effect that so many events show in 8 studies of 10 (cross-sectional t, 5 %): a {cumulated} of {}{}",
        size(least.caar?),
        day.unwrap_or_default(),
    ))
}

/// The tests of the whole window and of day 0.
#[must_use]
pub fn tests_table(document: &StudyDocument, width: Width) -> Table {
    let [average, cumulated] = document.spec.measure.averaged().short();
    let mut table = table(width, &["test", cumulated, "p", &format!("{average} day 0"), "p"]);
    for test in &document.aggregate.tests {
        let last = test.per_day.last().and_then(|day| day.caar);
        let zero = test.per_day.iter().find(|day| day.relative_day == 0).and_then(|day| day.aar);
        let [a, b] = cell(last);
        let [c, d] = cell(zero);
        table.add_row([test.name.to_owned(), a, b, c, d]);
        let resampled = |cell: Option<CellRecord>| cell.and_then(|cell| cell.p_bootstrap);
        if let (Some(b), Some(d)) = (resampled(last), resampled(zero)) {
            let [b, d] = [b, d].map(|p| decimal(p, 4));
            table.add_row(["  p by resampling".to_owned(), String::new(), b, String::new(), d]);
        }
    }
    table
}

fn volatility(document: &StudyDocument, width: Width) -> String {
    let mut table = table(width, &["day", "n", "AR²/S²", "z", "p", "t", "p"]);
    let known = |v: Option<f64>, decimals| v.map_or_else(|| "n/a".to_owned(), |v| decimal(v, decimals));
    for day in &document.volatility {
        table.add_row([
            signed(f64::from(day.relative_day), 0),
            day.n.to_string(),
            known(day.ratio, 3),
            known(day.z, 3),
            known(day.p, 4),
            known(day.t, 3),
            known(day.t_p, 4),
        ]);
    }
    table.trim_fmt()
}

/// What was computed in addition to the study.
fn beside(out: &mut String, document: &StudyDocument, width: Width) {
    let measure = document.spec.measure.averaged();
    let share = |value: f64| measure.value(value, 3);
    if let Some(boot) = &document.bootstrap {
        let [average, cumulated] = measure.short();
        let mut table = table(width, &["day", average, "p", cumulated, "p"]);
        for (i, day) in boot.days.iter().enumerate() {
            let [a, b] = [boot.aar[i], boot.caar[i]].map(|interval| match interval {
                Some(i) => [format!("{} … {}", share(i.low), share(i.high)), decimal(i.p, 4)],
                None => ["n/a".to_owned(), String::new()],
            });
            table.add_row([vec![signed(f64::from(*day), 0)], a.to_vec(), b.to_vec()].concat());
        }
        let _ = write!(
            out,
            "\n\nIntervals by the {} bootstrap: {} replications, {} clusters, seed {}\n{}",
            boot.kind,
            boot.replications,
            boot.clusters,
            boot.seed,
            table.trim_fmt()
        );
    }
    if let Some(c) = &document.calendar_time {
        let _ = write!(
            out,
            "\n\nCalendar-time portfolio: {} a day (t {}, p {}), {} dates, {} instruments held on average, {} at most",
            percent_with(c.alpha, 3),
            signed(c.t, 3),
            decimal(c.p, 4),
            c.days,
            decimal(c.mean_holdings, 1),
            c.max_holdings,
        );
    }
    if let Some(compat) = &document.compat {
        let names: Vec<&str> = compat.per_day.keys().copied().collect();
        let mut table = table(width, &[&["day"][..], &names].concat());
        for (i, day) in compat.days.iter().enumerate() {
            let cells = names.iter().map(|name| {
                compat.per_day[name]
                    .get(i)
                    .copied()
                    .flatten()
                    .map_or_else(|| "n/a".to_owned(), |v| signed(v, 4))
            });
            table.add_row(std::iter::once(signed(f64::from(*day), 0)).chain(cells).collect::<Vec<_>>());
        }
        let _ = write!(out, "\n\nThe numbers of {} (not newstape's)", compat.peer);
        if !names.is_empty() {
            let _ = write!(out, "\n{}", table.trim_fmt());
        }
        for (name, value) in &compat.whole {
            let _ = write!(out, "\n{name} {}", value.map_or_else(|| "n/a".to_owned(), |v| signed(v, 6)));
        }
    }
}

fn groups(document: &StudyDocument, width: Width) -> String {
    let measure = document.spec.measure.averaged();
    let [_, cumulated] = measure.short();
    let mut table = table(width, &["group", "n", cumulated, "test", "p", "Holm", "Benjamini–Hochberg"]);
    for group in &document.groups {
        let caar = group.aggregate.caar.last().copied().flatten();
        for test in &group.aggregate.tests {
            let [_, p] = cell(test.per_day.last().and_then(|day| day.caar));
            let adjusted = group.adjusted.get(test.name);
            table.add_row([
                group.group.clone(),
                group.aggregate.n.to_string(),
                caar.map_or_else(|| "n/a".to_owned(), |v| measure.value(v, 3)),
                test.name.to_owned(),
                p,
                adjusted.map_or_else(String::new, |p| decimal(p[0], 4)),
                adjusted.map_or_else(String::new, |p| decimal(p[1], 4)),
            ]);
        }
    }
    let mut out = table.trim_fmt();
    for group in document.groups.iter().filter(|group| !group.excluded.is_empty()) {
        let reasons: Vec<String> = group.excluded.iter().map(|(why, n)| format!("{n} {why}")).collect();
        let (name, left_out) = (&group.group, group.given - group.aggregate.n);
        let _ =
            write!(out, "\n{name}: {left_out} of {} events left out ({})", group.given, reasons.join(", "));
    }
    out
}

fn cell(cell: Option<CellRecord>) -> [String; 2] {
    let Some(cell) = cell else { return [String::new(), String::new()] };
    match (cell.statistic, cell.p, cell.reason) {
        (Some(statistic), Some(p), _) => [signed(statistic, 3), decimal(p, 4)],
        (_, _, reason) => ["n/a".to_owned(), reason.unwrap_or_default().to_owned()],
    }
}

fn attention(out: &mut String, document: &StudyDocument) {
    let a = &document.attention;
    let _ = writeln!(out, "\n\n{} of {} events measured", a.measured, a.given);
    for (reason, count) in &a.excluded {
        let _ = writeln!(out, "  left out: {count} {reason}");
    }
    let counts = [
        (a.moved_to_a_session, "moved to another session"),
        (a.overlapping_windows, "in overlapping windows of one instrument"),
        (a.clustered_days, "sharing day 0 with another event"),
        (a.without_variance, "without residual variance"),
        (a.with_missing_days, "with a missing day in the window"),
    ];
    for (count, what) in counts.iter().filter(|(count, _)| *count > 0) {
        let _ = writeln!(out, "  {count} {what}");
    }
    for entry in document.excluded.iter().take(NAMED) {
        let _ = writeln!(out, "  {} {}: {}", entry.symbol, entry.date, entry.detail);
    }
    if document.excluded.len() > NAMED {
        let _ =
            writeln!(out, "  … and {} more, which the JSON output names", document.excluded.len() - NAMED);
    }
    for note in &a.notes {
        let _ = writeln!(out, "note: {note}");
    }
}
