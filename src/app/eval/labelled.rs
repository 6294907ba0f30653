//! Files of labelled rows, one JSON object a line: what every measurement reads.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::fault::{Fault, FaultClass, Remedy};

/// Why labelled rows could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// The file could not be opened or read.
    #[error("{file} cannot be read")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not a labelled row.
    #[error("{file}:{line}: not a labelled row")]
    Line {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// The fields that a row has.
        shape: &'static str,
        /// Why.
        source: serde_json::Error,
    },
}

impl Fault for LabelError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Unreadable { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                FaultClass::NotFound
            }
            Self::Unreadable { .. } | Self::Line { .. } => FaultClass::Input,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Unreadable { .. } => None,
            Self::Line { shape, .. } => Some(Remedy::advice(format!("each line is a JSON object {shape}"))),
        }
    }
}

/// The rows of a file; lines without text are passed over. `shape` names the fields for the hint.
pub(in crate::app) fn rows<T: DeserializeOwned>(
    file: &Path,
    shape: &'static str,
) -> Result<Vec<T>, LabelError> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file)
        .map_err(|source| LabelError::Unreadable { file: name.clone(), source })?;
    parse(&name, &text, shape)
}

/// The rows of a text.
pub(in crate::app) fn parse<T: DeserializeOwned>(
    file: &str,
    text: &str,
    shape: &'static str,
) -> Result<Vec<T>, LabelError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|source| LabelError::Line {
                file: file.to_owned(),
                line: index + 1,
                shape,
                source,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_row_is_named_with_the_fields_of_one() {
        let error = parse::<Vec<u8>>("rows.jsonl", "\n{\"id\":1}", "{id}").unwrap_err();
        assert_eq!(error.to_string(), "rows.jsonl:2: not a labelled row");
        assert_eq!(error.remedy(), Some(Remedy::advice("each line is a JSON object {id}")));
    }

    #[test]
    fn a_file_that_is_not_there_is_not_found() {
        let error = rows::<Vec<u8>>(Path::new("no/such/rows.jsonl"), "{id}").unwrap_err();
        assert_eq!(error.class(), FaultClass::NotFound);
    }
}
