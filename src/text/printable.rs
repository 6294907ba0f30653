//! Makes text safe to show.
//!
//! Titles, names and addresses come from strangers. On a terminal an escape sequence in one of them could
//! recolour the screen, set the window's title or overwrite lines; on a terminal and a page an override of
//! the writing direction could show a sentence that is not there. Such characters are made visible.
//! JSON has its own way to write them, which loses nothing; CSV for programs is not changed.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every control character except line feed and tab replaced by a visible one.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| sign(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| sign(c).unwrap_or(c)).collect())
}

/// A JSON document with the control characters in its texts escaped: it means the same, and shows them.
#[must_use]
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if json.chars().all(|c| sign(c).is_none()) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if sign(c).is_some() {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
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

/// Bytes in hexadecimal digits: `00ff`.
///
/// ```
/// assert_eq!(newstape::text::hexadecimal(&[0, 255]), "00ff");
/// ```
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        digits.extend([byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0')));
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same_and_has_no_control_character() {
        let hostile: String = ('\0'..='\u{ffff}').filter(|c| sign(*c).is_some()).collect();
        let json = serde_json::to_string_pretty(&serde_json::json!({ "title": hostile, "n": 1 })).unwrap();
        let escaped = escaped_json(&json);
        assert_eq!(printable(&escaped), escaped);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap()["title"], hostile);
        assert!(matches!(escaped_json("{\n  \"a\": \"上証\"\n}"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_commands_a_terminal_becomes_a_sign() {
        assert_eq!(printable("Börse: 上証 +3 %\n\tשלום"), "Börse: 上証 +3 %\n\tשלום");
        let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}a\rb\u{9b}31m\u{202e}evil\u{2066}\u{7f}\u{8}";
        assert_eq!(printable(hostile), "␛[2J␛]0;owned␇a␍b\u{fffd}31m\u{fffd}evil\u{fffd}␡␈");
        for c in ('\0'..='\u{ffff}').filter(|c| c.is_control() && !"\n\t".contains(*c)) {
            assert!(printable(&c.to_string()).chars().all(|c| !c.is_control()), "{c:?}");
        }
    }
}
