//! Makes log messages safe for a terminal.

use std::io::{self, Write};

use crate::text::printable;

/// A writer for log messages, each passed in one piece. The colours that the log itself sets
/// (`ESC [ … m`) pass if they are wanted; the log has already escaped every ESC in quoted text.
#[derive(Debug)]
pub(super) struct Messages<W> {
    /// The destination.
    pub(super) to: W,
    /// Whether the log sets colours.
    pub(super) colour: bool,
}

impl<W: Write> Write for Messages<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut rest = text.as_ref();
        while let Some((before, style, after)) = self.next_style(rest) {
            self.to.write_all(printable(before).as_bytes())?;
            self.to.write_all(style.as_bytes())?;
            rest = after;
        }
        self.to.write_all(printable(rest).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W> Messages<W> {
    /// The text before the first colour sequence, the sequence, and the text after it.
    fn next_style<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
        let starts = text.match_indices("\u{1b}[").filter(|_| self.colour);
        starts.into_iter().find_map(|(at, _)| {
            let style = &text[at..];
            let end = 2 + style[2..].find(|c: char| !c.is_ascii_digit() && c != ';')?;
            style[end..].starts_with('m').then(|| (&text[..at], &style[..=end], &style[end + 1..]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_keeps_its_own_colours_only_where_it_sets_them() {
        let written = |colour, text: &str| {
            let mut out = Messages { to: Vec::new(), colour };
            out.write_all(text.as_bytes()).unwrap();
            String::from_utf8(out.to).unwrap()
        };
        let message = "\u{1b}[2m12:00\u{1b}[0m title \u{1b}[2J\u{202e}x\n";
        assert_eq!(written(true, message), "\u{1b}[2m12:00\u{1b}[0m title ␛[2J\u{fffd}x\n");
        assert_eq!(written(false, message), "␛[2m12:00␛[0m title ␛[2J\u{fffd}x\n");
    }
}
