//! Lines from standard input, within bounds.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader, Stdin};

use crate::source::SourceError;

/// The most lines of one poll.
const MOST_LINES: usize = 500;
/// The most bytes of a line.
const LONGEST_LINE: u64 = 10_000_000;
/// How long a poll waits for a further line once it has one.
const LULL: Duration = Duration::from_millis(50);

/// A line and its number, or what is wrong with it.
pub(super) type Numbered = (u64, Result<String, String>);

/// Where lines come from.
#[derive(Debug)]
pub(super) struct Input<R> {
    reader: BufReader<R>,
    /// What has been read of a line that has not ended yet; a wait that is broken off loses nothing.
    part: Vec<u8>,
    /// Whether the current line is too long, so that the rest of it is skipped.
    overlong: bool,
    /// Whole lines that no poll has taken yet, for the same reason.
    lines: Vec<Numbered>,
    number: u64,
    ended: bool,
}

impl Input<Stdin> {
    pub(super) fn standard() -> Self {
        Self::new(tokio::io::stdin())
    }
}

impl<R: AsyncRead + Unpin> Input<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            part: Vec::new(),
            overlong: false,
            lines: Vec::new(),
            number: 0,
            ended: false,
        }
    }

    /// Whether nothing more will come.
    pub(super) const fn has_ended(&self) -> bool {
        self.ended
    }

    /// The lines that are there, with their numbers; waits for the first one.
    pub(super) async fn batch(&mut self) -> Result<Vec<Numbered>, SourceError> {
        while !self.ended && self.lines.len() < MOST_LINES {
            let next = if self.lines.is_empty() {
                self.line().await
            } else {
                match tokio::time::timeout(LULL, self.line()).await {
                    Ok(next) => next,
                    Err(_) => break,
                }
            };
            match next {
                Ok(line) => self.lines.extend(line.filter(says_something)),
                // What came before is not thrown away with it.
                Err(_) if !self.lines.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(std::mem::take(&mut self.lines))
    }

    /// The next line; `None` where there is none yet or none any more.
    async fn line(&mut self) -> Result<Option<Numbered>, SourceError> {
        let room = LONGEST_LINE.saturating_sub(self.part.len() as u64);
        let mut limited = (&mut self.reader).take(room);
        let read = limited.read_until(b'\n', &mut self.part).await;
        let read = read.map_err(|e| {
            self.ended = true;
            SourceError::Input { reason: e.to_string() }
        })?;
        let whole = self.part.ends_with(b"\n");
        self.ended |= read == 0;
        if !whole && read > 0 {
            // No more of it is kept than the longest line may have.
            if self.part.len() as u64 >= LONGEST_LINE {
                self.overlong = true;
                self.part.clear();
            }
            return Ok(None);
        }
        if self.part.is_empty() && !self.overlong {
            return Ok(None);
        }
        self.number += 1;
        let bytes = std::mem::take(&mut self.part);
        if std::mem::take(&mut self.overlong) {
            return Ok(Some((self.number, Err(format!("it is longer than {LONGEST_LINE} bytes")))));
        }
        Ok(Some((self.number, Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned()))))
    }
}

fn says_something((_, line): &Numbered) -> bool {
    line.as_ref().map_or(true, |text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(bytes: &[u8]) -> Vec<Numbered> {
        let mut input = Input::new(bytes);
        let mut lines = Vec::new();
        while !input.has_ended() {
            lines.extend(input.batch().await.unwrap());
        }
        lines
    }

    #[tokio::test]
    async fn a_line_without_an_end_is_one_and_an_empty_input_is_none() {
        let line = |n, text: &str| (n, Ok(text.to_owned()));
        assert_eq!(all(b"a\r\n\nb").await, [line(1, "a"), line(3, "b")]);
        assert!(all(b"").await.is_empty());
        assert!(all(&[b'\n'; 2_000]).await.is_empty());
    }

    #[tokio::test]
    async fn a_line_beyond_all_bounds_is_named_and_the_next_ones_are_read() {
        let long = usize::try_from(LONGEST_LINE).unwrap() * 2 + 17;
        for end in ["\nlast", "\nlast\n"] {
            let bytes = [b"first\n".as_slice(), &vec![b'x'; long], end.as_bytes()].concat();
            let lines = all(&bytes).await;
            assert_eq!(lines.len(), 3);
            assert_eq!(lines[1], (2, Err("it is longer than 10000000 bytes".to_owned())));
            assert_eq!(lines[2], (3, Ok("last".to_owned())));
        }
    }
}
