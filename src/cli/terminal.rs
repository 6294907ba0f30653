//! Makes text safe for a terminal.
//!
//! Titles, names and addresses come from strangers. An escape sequence in one of them could recolour
//! the screen, set the window's title or overwrite lines; an override of the writing direction
//! could show a sentence that is not there. Such characters are made visible. Documents for programs (JSON,
//! CSV) are not changed.

use std::borrow::Cow;
use std::io::{self, Write};

/// The text with every control character except line feed and tab replaced by a visible one.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| sign(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| sign(c).unwrap_or(c)).collect())
}

/// The visible replacement of a control character.
fn sign(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => None,
        // Unicode has a picture of each, such as ␛ for escape.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('␡'),
        // 8-bit control characters; line separators; embeddings, overrides and isolates of the
        // writing direction.
        '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(char::REPLACEMENT_CHARACTER)
        }
        _ => None,
    }
}

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
    fn what_commands_a_terminal_becomes_a_sign() {
        assert_eq!(printable("Börse: 上証 +3 %\n\tשלום"), "Börse: 上証 +3 %\n\tשלום");
        let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}a\rb\u{9b}31m\u{202e}evil\u{2066}\u{7f}\u{8}";
        assert_eq!(printable(hostile), "␛[2J␛]0;owned␇a␍b\u{fffd}31m\u{fffd}evil\u{fffd}␡␈");
        for c in ('\0'..='\u{ffff}').filter(|c| c.is_control() && !"\n\t".contains(*c)) {
            assert!(printable(&c.to_string()).chars().all(|c| !c.is_control()), "{c:?}");
        }
    }

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
