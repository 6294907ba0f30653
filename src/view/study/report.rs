//! A study as one HTML page that needs nothing else: tables, chart, data, command, citation.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_table::Table;

use super::record::StudyDocument;
use super::{days_csv, days_table, regression, tests_table, window_name, windows_table};
use crate::view::rows::{escaped, html};
use crate::view::text::Width;

/// What a report has besides the study.
#[derive(Debug, Clone, Default)]
pub struct ReportParts {
    /// The command line that made it.
    pub command: String,
    /// When it was made, in UTC.
    pub made_at: String,
    /// The chart of the CAAR, as SVG.
    pub chart: Option<String>,
    /// Each event's days, as CSV.
    pub events_csv: Option<Vec<u8>>,
}

/// The look of a report.
const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222;\
background:#fff}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;font-size:.9rem;\
font-variant-numeric:tabular-nums}th,td{padding:.15rem .7rem;text-align:left;white-space:nowrap}th{border-bottom:1px solid \
#444}.figure{text-align:right}.wide{overflow-x:auto}pre{background:#f4f4f4;padding:.7rem;white-space:pre-wrap;\
overflow-wrap:anywhere}svg{max-width:100%;height:auto}";

/// The page.
#[must_use]
pub fn report_html(document: &StudyDocument, parts: &ReportParts) -> String {
    let spec = &document.spec;
    let title =
        format!("Event study of {} events, window {}", document.aggregate.n, window_name(spec.window));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{}</h1>\n<p>{}</p>\n",
        escaped(&title),
        escaped(&title),
        escaped(&document.methods),
    );
    if let Some(svg) = &parts.chart {
        let _ = writeln!(out, "{svg}");
    }
    tables(&mut out, document);
    attention(&mut out, document);
    data(&mut out, document, parts);
    let _ = write!(
        out,
        "<h2>How it was made</h2>\n<pre>{}</pre>\n<p>newstape {}, {}</p>\n<h2>Citation</h2>\n<pre>{}</pre>\n</body>\n</html>\n",
        escaped(&parts.command),
        env!("CARGO_PKG_VERSION"),
        escaped(&parts.made_at),
        escaped(&citation(&parts.made_at)),
    );
    out
}

/// The program as an entry of a bibliography.
fn citation(made_at: &str) -> String {
    let year = made_at.get(..4).unwrap_or_default();
    format!(
        "@software{{newstape,\n  title = {{newstape: news, linked to listed securities, and what the market did with it}},\n  \
         author = {{{{The newstape contributors}}}},\n  version = {{{}}},\n  year = {{{year}}}\n}}",
        env!("CARGO_PKG_VERSION"),
    )
}

fn section(out: &mut String, title: &str, table: &Table) {
    let _ = writeln!(out, "<h2>{}</h2>\n<div class=\"wide\">{}</div>", escaped(title), html(table));
}

fn tables(out: &mut String, document: &StudyDocument) {
    let width = Width::default();
    if document.aggregate.n == 0 {
        return;
    }
    if !document.windows.is_empty() {
        section(out, "Windows", &windows_table(document, width));
    }
    section(out, "Days of the event window", &days_table(document, width));
    if !document.aggregate.tests.is_empty() {
        section(out, "Tests of the whole window and of day 0", &tests_table(document, width));
    }
    for record in &document.regressions {
        let title = format!("Cross-section, window {}: {}", window_name(record.window), record.formula);
        section(out, &title, &regression::coefficients_table(record, width));
        for line in regression::summary(record) {
            let _ = writeln!(out, "<p>{}</p>", escaped(&line));
        }
    }
}

fn attention(out: &mut String, document: &StudyDocument) {
    let attention = &document.attention;
    let _ = writeln!(
        out,
        "<h2>Events</h2>\n<p>{} of {} events measured.</p>\n<ul>",
        attention.measured, attention.given
    );
    for (reason, count) in &attention.excluded {
        let _ = writeln!(out, "<li>left out: {count} {}</li>", escaped(reason));
    }
    for note in &attention.notes {
        let _ = writeln!(out, "<li>{}</li>", escaped(note));
    }
    out.push_str("</ul>\n");
}

/// The figures as files within the page.
fn data(out: &mut String, document: &StudyDocument, parts: &ReportParts) {
    let mut link = |name: &str, what: &str, bytes: &[u8]| {
        let data = STANDARD.encode(bytes);
        let _ = writeln!(
            out,
            "<p><a download=\"{name}\" href=\"data:text/csv;base64,{data}\">{name}</a>: {what}</p>"
        );
    };
    link("days.csv", "averages and tests by day", days_csv(&document.aggregate).as_bytes());
    if let Some(events) = &parts.events_csv {
        link("events.csv", "each event, day by day", events);
    }
}
