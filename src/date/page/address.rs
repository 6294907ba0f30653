//! The day in the path of an address.

use std::sync::LazyLock;

use regex::Regex;

use super::super::finding::{DateContext, DateEvidence, DateFinding};
use super::super::machine;

/// `/2025/01/29/`, `/2025-01-29-title`, `/2025/1/29/` and `/20250129/` in an address. The stamp of an archive
/// (`/web/20250129101500/`) is none.
pub(crate) fn address(url: &str) -> Option<DateFinding> {
    static PATH: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"/((?:19|20)\d\d)(?:/([01]?\d)/([0-3]?\d)|-([01]\d)-([0-3]\d)|([01]\d)([0-3]\d))",
            r"(?:[/_.?-]|$)"
        ))
        .ok()
    });
    let hit = PATH.as_ref()?.captures(url)?;
    let part = |at: [usize; 3]| at.into_iter().find_map(|at| hit.get(at)).map(|part| part.as_str());
    let text = format!("{}-{}-{}", &hit[1], part([2, 4, 6])?, part([3, 5, 7])?);
    let written = hit[0].trim_matches(['/', '-', '_', '.', '?']);
    Some(machine::value(&text, &DateContext::default())?.found(written, DateEvidence::Address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_a_path_is_read_however_it_is_parted() {
        let day = |url: &str| address(url).map(|found| found.date.to_string());
        for path in
            ["2025/01/29/a-b", "2025/1/29/a", "20250129/a", "a/2025-01-29-b", "2025/01/29", "20250129-a.html"]
        {
            assert_eq!(day(&format!("https://a.example/{path}")).as_deref(), Some("2025-01-29"), "{path}");
        }
        for path in ["2025/13/29/a", "web/20250129101500/b", "202501290", "2025/01/a", "1/2/3"] {
            assert_eq!(day(&format!("https://a.example/{path}")), None, "{path}");
        }
    }
}
