//! Lines from standard input, within bounds.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Stdin};

use crate::ingest::source::SourceError;

/// The most lines of one poll.
const MOST_LINES: usize = 500;
/// The most bytes of a line.
const LONGEST_LINE: u64 = 10_000_000;
/// How long a poll waits for a further line once it has one.
const LULL: Duration = Duration::from_millis(50);

/// Where lines come from.
#[derive(Debug)]
pub(super) struct Input {
    reader: BufReader<Stdin>,
    /// What has been read of a line that has not ended yet; a wait that is broken off loses nothing.
    part: Vec<u8>,
    number: u64,
    ended: bool,
}

impl Input {
    pub(super) fn standard() -> Self {
        Self { reader: BufReader::new(tokio::io::stdin()), part: Vec::new(), number: 0, ended: false }
    }

    /// Whether nothing more will come.
    pub(super) const fn has_ended(&self) -> bool {
        self.ended
    }

    /// The lines that are there, with their numbers; waits for the first one.
    pub(super) async fn batch(&mut self) -> Result<Vec<(u64, String)>, SourceError> {
        let mut lines = Vec::new();
        while !self.ended && lines.len() < MOST_LINES {
            let next = if lines.is_empty() {
                self.line().await
            } else {
                match tokio::time::timeout(LULL, self.line()).await {
                    Ok(next) => next,
                    Err(_) => break,
                }
            };
            lines.extend(next?);
        }
        Ok(lines)
    }

    async fn line(&mut self) -> Result<Option<(u64, String)>, SourceError> {
        let failed = |reason: String| SourceError::Input { reason };
        let room = LONGEST_LINE.saturating_sub(self.part.len() as u64);
        let mut limited = (&mut self.reader).take(room);
        let read = limited.read_until(b'\n', &mut self.part).await.map_err(|e| failed(e.to_string()))?;
        let whole = self.part.ends_with(b"\n");
        if read > 0 && !whole && self.part.len() as u64 >= LONGEST_LINE {
            self.ended = true;
            return Err(failed(format!("line {} is longer than {LONGEST_LINE} bytes", self.number + 1)));
        }
        if read == 0 {
            self.ended = true;
        }
        if self.part.is_empty() || (!whole && read > 0) {
            return Ok(None);
        }
        self.number += 1;
        let bytes = std::mem::take(&mut self.part);
        Ok(Some((self.number, String::from_utf8_lossy(&bytes).trim_end().to_owned())))
    }
}
