//! A study as files for a paper: tables in LaTeX, a page with everything.

use std::path::Path;

use super::write_events::csv_bytes;
use super::{Studied, chart};
use crate::app::chart::replace;
use crate::app::{Context, Failure};
use crate::chart::draw_caar;
use crate::view::format::utc;
use crate::view::study::{ReportParts, Stars, events_table, latex, report_html};

/// With more events than this a report has no figures of single ones: few programs open such a page.
const MOST_EVENTS: usize = 20_000;

/// Writes the tables in LaTeX.
///
/// # Errors
/// The file cannot be written.
pub fn write_latex(studied: &Studied, stars: &Stars, file: &Path) -> Result<(), Failure> {
    replace(file, latex(&studied.document, stars).as_bytes())
}

/// Writes the report; `command` is the command line that asked for it.
///
/// # Errors
/// The file cannot be written.
pub fn write_report(context: &Context, studied: &Studied, command: &str, file: &Path) -> Result<(), Failure> {
    let document = &studied.document;
    // A study without an event has no path to draw.
    let drawn = (document.aggregate.n > 0).then(|| draw_caar(&chart::caar_spec(studied)));
    let events = (1..=MOST_EVENTS).contains(&document.events.len());
    let parts = ReportParts {
        command: command.to_owned(),
        made_at: utc(context.now()),
        chart: drawn.and_then(Result::ok).map(|drawing| drawing.svg),
        events_csv: events
            .then(|| csv_bytes(&events_table(&document.events, &document.aggregate.days)).ok())
            .flatten(),
    };
    replace(file, report_html(document, &parts).as_bytes())
}
