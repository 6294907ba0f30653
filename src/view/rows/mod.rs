//! Rows for other programs and for pages: CSV, TSV, JSON lines, Markdown and HTML.
//!
//! A listing declares its columns once, as places in the records of its JSON document. All machine forms
//! read those places, so their values are those of the JSON document: plain numbers, fractions as
//! fractions, instants in UTC. Markdown and HTML are for readers and show the cells of the terminal's table.

mod columns;
#[cfg(test)]
mod tests;

pub use columns::{ClaimRows, LinkRows};

use comfy_table::{Row, Table};
use serde::Serialize;
use serde_json::Value;

/// A column of the machine forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name in the header.
    pub name: &'static str,
    /// Where its value is in a record: a JSON pointer (RFC 6901).
    pub at: &'static str,
    /// The meaning, with the unit.
    pub meaning: &'static str,
}

/// A JSON document that is a list of records.
pub trait Listing: Serialize {
    /// The name of the document's schema.
    const SCHEMA: &'static str;
    /// Where the records are in the document: a JSON pointer.
    const ROWS: &'static str;
    /// The columns, in their order.
    const COLUMNS: &'static [Column];

    /// The names of the columns and their places in a record.
    fn columns(&self) -> Vec<(String, String)> {
        Self::COLUMNS.iter().map(|c| (c.name.to_owned(), c.at.to_owned())).collect()
    }
}

/// Forms for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// A record of the JSON document on each line.
    JsonLines,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// Tab-separated values with a header; tabs and line breaks inside a value become spaces.
    Tsv,
}

/// A listing in a form for programs.
///
/// # Example
/// ```
/// use newstape::view::queries::{SavedQueriesDocument, SavedQueryRecord};
/// use newstape::view::rows::{Machine, machine};
///
/// let mine = SavedQueryRecord { name: "mine".to_owned(), expr: "kind = news".to_owned() };
/// let saved = SavedQueriesDocument { queries: vec![mine] };
/// assert_eq!(machine(&saved, Machine::Csv), "name,expression\nmine,kind = news");
/// ```
#[must_use]
pub fn machine<T: Listing>(listing: &T, form: Machine) -> String {
    let document = serde_json::to_value(listing).unwrap_or_default();
    let records = document.pointer(T::ROWS).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if form == Machine::JsonLines {
        return records.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    }
    let (names, places): (Vec<String>, Vec<String>) = listing.columns().into_iter().unzip();
    let cells = |record: &Value| places.iter().map(|at| cell(record.pointer(at))).collect();
    separated(std::iter::once(names).chain(records.iter().map(cells)), form)
}

/// Rows of any columns in a form for programs; the first row is the header.
pub(super) fn separated(rows: impl Iterator<Item = Vec<String>>, form: Machine) -> String {
    let lines: Vec<String> = match form {
        Machine::Tsv => rows.map(|row| row.iter().map(|c| flat(c)).collect::<Vec<_>>().join("\t")).collect(),
        Machine::Csv | Machine::JsonLines => rows.map(|row| csv_line(&row)).collect(),
    };
    lines.join("\n")
}

fn csv_line(row: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let bytes = writer.write_record(row).ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()
}

fn flat(cell: &str) -> String {
    cell.replace(['\t', '\n', '\r'], " ")
}

/// A value as a cell: nothing if it is absent, the values of a list with a space between them.
pub(super) fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(values)) => values.iter().map(|v| cell(Some(v))).collect::<Vec<_>>().join(" "),
        Some(other) => other.to_string(),
    }
}

/// A table as Markdown, figures to the right.
#[must_use]
pub fn markdown(table: &Table) -> String {
    let (head, rows) = texts(table);
    let line = |cells: &[String]| {
        let escaped: Vec<String> =
            cells.iter().map(|c| flat(c).replace('|', "\\|").replace('<', "&lt;")).collect();
        format!("| {} |", escaped.join(" | "))
    };
    let rule = (0..head.len()).map(|i| if is_figures(&rows, i) { "---:" } else { "---" }.to_owned());
    let mut lines = vec![line(&head), line(&rule.collect::<Vec<_>>())];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.join("\n")
}

/// A table as an HTML fragment: one `<table>`, figures with the class `figure`.
#[must_use]
pub fn html(table: &Table) -> String {
    let (head, rows) = texts(table);
    let figures: Vec<bool> = (0..head.len()).map(|i| is_figures(&rows, i)).collect();
    let cell = |(tag, figure, text): (&str, bool, &str)| {
        let class = if figure { " class=\"figure\"" } else { "" };
        format!("<{tag}{class}>{}</{tag}>", escaped(text))
    };
    let line = |tag: &str, cells: &[String]| {
        let cells = cells.iter().zip(&figures).map(|(text, figure)| cell((tag, *figure, text.as_str())));
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let body: Vec<String> = rows.iter().map(|row| line("td", row)).collect();
    let head = line("th", &head);
    format!("<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{}\n</tbody>\n</table>", body.join("\n"))
}

/// Text in which no sign is markup.
pub(in crate::view) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The header and the rows as text.
fn texts(table: &Table) -> (Vec<String>, Vec<Vec<String>>) {
    let cells = |row: &Row| row.cell_iter().map(|c| c.content().trim().to_owned()).collect::<Vec<_>>();
    let head = table.header().map(cells).unwrap_or_default();
    let rows: Vec<Vec<String>> = table.row_iter().map(cells).collect();
    // A column that only indents has neither a name nor a value.
    let used: Vec<bool> = (0..head.len())
        .map(|i| !head[i].is_empty() || rows.iter().any(|r| r.get(i).is_some_and(|c| !c.is_empty())))
        .collect();
    let keep = |row: Vec<String>| row.into_iter().zip(&used).filter(|(_, u)| **u).map(|(c, _)| c).collect();
    (keep(head), rows.into_iter().map(keep).collect())
}

/// Whether a column has figures and nothing else.
fn is_figures(rows: &[Vec<String>], column: usize) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.get(column)).filter(|c| !c.is_empty()).peekable();
    let is_figure = |c: &String| {
        let number = c.trim_end_matches(['%', '×', ' ']).trim_start_matches(['+', '−', '-']);
        number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    cells.peek().is_some() && cells.all(is_figure)
}
