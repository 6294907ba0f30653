//! A line to its fields.

use super::wire::Line;

pub(super) fn parse(line: &str) -> Result<Line, String> {
    let line: Line = serde_json::from_str(line.trim()).map_err(|e| wrong(&e))?;
    let empty = |text: &Option<String>| text.as_deref().is_none_or(|t| t.trim().is_empty());
    if line.title.trim().is_empty() && empty(&line.text) && empty(&line.html) {
        return Err("it has neither `title` nor `text`".to_owned());
    }
    Ok(line)
}

/// The parser's words; it counts the lines of what it was given, which is one.
fn wrong(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    format!("it is not a JSON item: {said} at column {}", error.column())
}
