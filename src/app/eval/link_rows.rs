//! Labelled texts for links: JSON lines, or cases in Markdown, `> [en 2024-05-02] text` and under it a line `- V:XNYS` for
//! each instrument that it names.

use std::path::Path;

use chrono::NaiveDate;

use super::labelled::{self, LabelError};
use crate::link::Link;

/// The fields of a row.
const SHAPE: &str = "{id, lang, text, published_at?, tickers: [{symbol, mic, role, alt?}]}";

#[derive(Debug, serde::Deserialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) lang: String,
    pub(super) text: String,
    pub(super) text_plain: Option<String>,
    pub(super) published_at: Option<String>,
    pub(super) tickers: Vec<Label>,
    #[serde(default)]
    pub(super) label: String,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct Label {
    pub(super) symbol: String,
    pub(super) mic: String,
    pub(super) role: String,
    #[serde(default)]
    pub(super) alt: Vec<String>,
}

impl Label {
    pub(super) fn is(&self, link: &Link) -> bool {
        let symbol = link.instrument.symbol.as_str();
        (self.symbol.eq_ignore_ascii_case(symbol) && self.mic == link.instrument.mic.as_str())
            || self.alt.iter().any(|a| a == symbol)
    }

    pub(super) fn is_optional(&self) -> bool {
        self.role == "optional"
    }
}

impl Row {
    pub(super) fn shown(&self, plain: bool) -> &str {
        self.text_plain.as_deref().filter(|_| plain).unwrap_or(&self.text)
    }

    pub(super) fn date(&self) -> Option<NaiveDate> {
        self.published_at.as_ref()?.get(..10)?.parse().ok()
    }

    /// Labels taken from codes or a feed do not name every company; rows with them count for recall only.
    pub(super) fn is_complete(&self) -> bool {
        !matches!(self.label.as_str(), "ric" | "feed" | "feed-named" | "feed-unnamed" | "spans")
    }
}

/// The labelled texts of a file: JSON lines, or cases in Markdown.
///
/// # Errors
/// The file cannot be read, or a line is no labelled text.
pub(super) fn rows(file: &Path) -> Result<Vec<Row>, LabelError> {
    if are_in(file) { cases(file) } else { labelled::rows::<Row>(file, SHAPE) }
}

/// Whether a file holds cases in Markdown.
fn are_in(file: &Path) -> bool {
    file.extension().is_some_and(|e| e.eq_ignore_ascii_case("md"))
}

/// The cases of a file; lines of any other form are prose.
fn cases(file: &Path) -> Result<Vec<Row>, LabelError> {
    let name = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| LabelError::Unreadable { file: name, source })?;
    Ok(read(&text))
}

fn read(text: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines() {
        if let Some(((lang, day), text)) = head(line) {
            rows.push(Row {
                id: (rows.len() + 1).to_string(),
                lang: lang.to_owned(),
                text: text.to_owned(),
                text_plain: None,
                published_at: Some(day.to_owned()),
                tickers: Vec::new(),
                label: "hand".to_owned(),
            });
        } else if let (Some((symbol, mic)), Some(row)) =
            (line.strip_prefix("- ").and_then(|l| l.split_once(':')), rows.last_mut())
        {
            let mic = mic.split(' ').next().unwrap_or(mic);
            row.tickers.push(Label {
                symbol: symbol.to_owned(),
                mic: mic.to_owned(),
                role: String::new(),
                alt: Vec::new(),
            });
        }
    }
    rows
}

fn head(line: &str) -> Option<((&str, &str), &str)> {
    let (head, text) = line.strip_prefix("> [")?.split_once("] ")?;
    Some((head.split_once(' ')?, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read_with_the_instruments_under_them() {
        let rows = read(
            "# Names\n\n> [en 2024-05-02] Visa and Target rose.\n- V:XNYS\n- TGT:XNYS\n\n> [de 2024-05-02] Nichts.\n",
        );
        assert_eq!((rows.len(), rows[0].tickers.len(), rows[1].tickers.len()), (2, 2, 0));
        assert_eq!((rows[0].lang.as_str(), rows[0].published_at.as_deref()), ("en", Some("2024-05-02")));
    }
}
