//! What went to an archive of bars, as JSON and as text.

use serde::Serialize;

use super::format::number_of;

/// What went to an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct ArchiveRecord {
    /// The folder.
    pub folder: String,
    /// Number of instruments.
    pub instruments: usize,
    /// Number of series.
    pub series: usize,
    /// The files that hold them.
    pub files: Vec<ArchivedFile>,
    /// Bars of these venues and intervals that were read back from the archive, those that were in it before included.
    pub checked: usize,
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArchivedFile {
    /// Its path within the folder.
    pub file: String,
    /// Its bars.
    pub bars: usize,
    /// `created`, `replaced` or `unchanged`.
    pub became: &'static str,
}

impl ArchiveRecord {
    /// The whole in a few lines.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let count = |became: &str| self.files.iter().filter(|file| file.became == became).count();
        let bars: usize = self.files.iter().map(|file| file.bars).sum();
        let counts = ["created", "replaced", "unchanged"].map(|became| (count(became), became));
        let counts = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, became)| format!("{n} {became}"));
        vec![
            format!(
                "{}: {} of {} in {} ({})",
                self.folder,
                number_of(bars, "bar"),
                number_of(self.instruments, "instrument"),
                number_of(self.files.len(), "file"),
                counts.collect::<Vec<_>>().join(", ")
            ),
            format!("read back: {}", number_of(self.checked, "bar")),
        ]
    }
}
