//! Event files: `symbol,date[,group]` or `symbol,at[,group]`, CSV or JSON lines.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::table::{DATE, SYMBOL};
use super::when::{Stamp, parse_stamp};
use super::{PanelError, broken, column, open};

/// One event of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The symbol.
    pub symbol: String,
    /// When.
    pub at: Stamp,
    /// The value of the group column.
    pub group: Option<String>,
}

/// The events, and the rows that are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventsFile {
    /// The events in the file's order.
    pub events: Vec<EventRow>,
    /// Rows that are no events: line, and a sentence.
    pub rejected: Vec<(u64, String)>,
}

/// Reads a file of events; `group` names the column of groups (else `group`, if there is one).
///
/// # Errors
/// A file that cannot be read or has no symbol and date columns; rows that are no events are returned.
pub fn read_events(path: &Path, group: Option<&str>) -> Result<EventsFile, PanelError> {
    let file = path.display().to_string();
    let mut reader = BufReader::new(open(path)?);
    let first = loop {
        let buffer =
            reader.fill_buf().map_err(|source| PanelError::Unreadable { file: file.clone(), source })?;
        match buffer.first() {
            Some(byte) if byte.is_ascii_whitespace() => reader.consume(1),
            first => break first.copied(),
        }
    };
    if first == Some(b'{') { json_lines(reader, &file, group) } else { csv_rows(reader, &file, group) }
}

fn csv_rows(reader: impl Read, file: &str, group: Option<&str>) -> Result<EventsFile, PanelError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(reader);
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| broken(file, &e))?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_owned())
        .collect();
    let need = |names: &[&str], what: &str| {
        column(&header, names)
            .ok_or_else(|| PanelError::NoTable { file: file.to_owned(), reason: format!("no {what} column") })
    };
    let names: Vec<&str> = SYMBOL.iter().copied().chain(["name"]).collect();
    let (symbol, date) = (need(&names, "symbol")?, need(DATE, "date")?);
    let by = match group {
        Some(name) => Some(need(&[name], name)?),
        None => column(&header, &["group"]),
    };
    let mut out = EventsFile::default();
    for record in reader.records() {
        let record = record.map_err(|e| broken(file, &e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| record.get(at).unwrap_or_default();
        out.take(line, field(symbol), field(date), by.map(field));
    }
    Ok(out)
}

fn json_lines(reader: impl BufRead, file: &str, group: Option<&str>) -> Result<EventsFile, PanelError> {
    let mut out = EventsFile::default();
    for (line, text) in (1u64..).zip(reader.lines()) {
        let text = text.map_err(|source| PanelError::Unreadable { file: file.to_owned(), source })?;
        if text.trim().is_empty() {
            continue;
        }
        let Ok(object) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text) else {
            out.rejected.push((line, "not a JSON object".to_owned()));
            continue;
        };
        let field = |names: &[&str]| {
            names.iter().find_map(|name| object.get(*name)).map(|value| match value {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            })
        };
        let (symbol, at) = (field(SYMBOL).unwrap_or_default(), field(DATE).unwrap_or_default());
        out.take(line, &symbol, &at, field(&[group.unwrap_or("group")]).as_deref());
    }
    Ok(out)
}

impl EventsFile {
    fn take(&mut self, line: u64, symbol: &str, at: &str, group: Option<&str>) {
        if symbol.is_empty() {
            self.rejected.push((line, "no symbol".to_owned()));
        } else if let Some(at) = parse_stamp(at) {
            let group = group.filter(|group| !group.is_empty()).map(str::to_owned);
            self.events.push(EventRow { symbol: symbol.to_owned(), at, group });
        } else {
            self.rejected.push((line, format!("\"{at}\" is not a date or an instant")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str, group: Option<&str>) -> EventsFile {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("events");
        std::fs::write(&path, content).unwrap();
        read_events(&path, group).unwrap()
    }

    #[test]
    fn csv_and_json_lines_are_read_alike_and_bad_rows_named() {
        let a = read("symbol,date,kind\nA,2024-01-02,x\nB,never,x\n", Some("kind"));
        let b = read(
            "{\"symbol\":\"A\",\"date\":\"2024-01-02\",\"kind\":\"x\"}\n{\"symbol\":\"B\",\"date\":\"never\"}\n",
            Some("kind"),
        );
        assert_eq!(a.events, b.events);
        assert_eq!(a.events[0].group.as_deref(), Some("x"));
        assert_eq!(a.rejected, [(3, "\"never\" is not a date or an instant".to_owned())]);
        assert_eq!(b.rejected.len(), 1);
    }
}
