//! Labelled texts as Markdown: `> [en 2024-05-02] text`, and under it a line `- V:XNYS` for each instrument that it names.

use std::path::Path;

use super::labelled::LabelError;
use super::link::{Label, Row};

/// Whether a file holds cases in Markdown.
pub(super) fn are_in(file: &Path) -> bool {
    file.extension().is_some_and(|e| e.eq_ignore_ascii_case("md"))
}

/// The cases of a file; lines of any other form are prose.
///
/// # Errors
/// The file cannot be read.
pub(super) fn rows(file: &Path) -> Result<Vec<Row>, LabelError> {
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
