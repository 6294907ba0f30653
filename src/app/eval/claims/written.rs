//! Labelled sentences as Markdown: `> [en] text`, and under it a line for each claim, as a journalist would write it.

use std::path::Path;

use super::label::{Label, Row};
use crate::app::eval::labelled::LabelError;
use crate::claim::Direction;

/// Whether a file holds sentences in Markdown.
pub(super) fn is_written(file: &Path) -> bool {
    file.extension().is_some_and(|e| e.eq_ignore_ascii_case("md"))
}

/// The sentences of a file; lines of any other form are prose.
///
/// # Errors
/// The file cannot be read.
pub(super) fn rows(file: &Path) -> Result<Vec<Row>, LabelError> {
    let name = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| LabelError::Unreadable { file: name, source })?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines() {
        if let Some((lang, sentence)) = line.strip_prefix("> [").and_then(|rest| rest.split_once("] ")) {
            rows.push(Row::sentence(format!("{stem}-{}", rows.len() + 1), lang, sentence));
        } else if let (Some(words), Some(row)) = (line.strip_prefix("- "), rows.last_mut()) {
            row.claims.extend(claim(words));
        }
    }
    Ok(rows)
}

/// `Norwick down 2.5 % to 12.40 USD premarket`: the owner, the direction, the size and the level. Whatever else is
/// told chooses no owner.
fn claim(words: &str) -> Option<Label> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let (at, direction) = words.iter().enumerate().find_map(|(at, word)| Some((at, direction(word)?)))?;
    let behind = &words[at + 1..];
    let before = |unit: &str| behind.iter().position(|w| *w == unit)?.checked_sub(1).map(|i| behind[i]);
    let after = |word: &str| behind.get(behind.iter().position(|w| *w == word)? + 1).copied();
    let upper = |size: &str| size.rsplit("..").next().and_then(|s| s.parse().ok());
    let mut label = Label::of(direction);
    label.company = words[..at].join(" ");
    label.percent = before("%").and_then(upper);
    label.price = after("to").and_then(|p| p.parse().ok());
    Some(label)
}

fn direction(word: &str) -> Option<Direction> {
    match word {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        "flat" => Some(Direction::Flat),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_read_with_the_claims_under_them() {
        let file = tempfile::Builder::new().suffix(".md").tempfile().unwrap();
        let text =
            "# Moves\n\n> [en] Norwick fell 2% to $9; Finch rose.\n- Norwick down 2 % to 9 USD\n- Finch up\n";
        std::fs::write(file.path(), text).unwrap();
        assert!(is_written(file.path()));
        let rows = rows(file.path()).unwrap();
        assert_eq!((rows.len(), rows[0].lang.as_str(), rows[0].claims.len()), (1, "en", 2));
        let told = rows[0].claims[0].told();
        assert_eq!((told.company.as_str(), told.direction), ("Norwick", Direction::Down));
        assert_eq!(told.percent.zip(told.price), Some((2.into(), 9.into())));
    }

    #[test]
    fn of_a_range_the_upper_end_counts_and_prose_is_no_claim() {
        assert_eq!(claim("Finch Rock up 2..3.5 % week").unwrap().told().percent.unwrap().to_string(), "3.5");
        assert!(claim("a line of prose").is_none());
    }
}
