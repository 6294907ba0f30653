//! Titles as keys.

use crate::text::key_words;

/// A title in lower case, its words joined by single spaces, without punctuation. Signs that change what
/// it says are words: *Apple +2 %* and *Apple -2 %* are two titles.
///
/// ```
/// use newstape::event::normalised_title;
/// assert_eq!(normalised_title("  Apple’s “Q1”:  up 4 % "), "apples q1 up 4");
/// assert_eq!(normalised_title("Apple -2 % in 3/4"), "apple minus 2 in 3 slash 4");
/// ```
#[must_use]
pub fn normalised_title(title: &str) -> String {
    if !title.contains(['+', '-', '−', '–', '/']) {
        return key_words(title).join(" ");
    }
    let mut spelt = String::with_capacity(title.len() + 16);
    let mut before = None;
    let mut rest = title.chars().peekable();
    while let Some(sign) = rest.next() {
        let digit_after = rest.peek().is_some_and(char::is_ascii_digit);
        let digit_before = before.is_some_and(|c: char| c.is_ascii_digit());
        let opens = before.is_none_or(|c: char| c.is_whitespace() || "([".contains(c));
        match sign {
            '+' => spelt.push_str(" plus "),
            '-' | '−' | '–' if digit_after && opens => spelt.push_str(" minus "),
            '-' | '−' | '–' if digit_after && digit_before => spelt.push_str(" dash "),
            '/' if digit_after && digit_before => spelt.push_str(" slash "),
            other => spelt.push(other),
        }
        before = Some(sign);
    }
    key_words(&spelt).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_say_another_thing_are_others() {
        let titles = [
            "Apple +2%",
            "Apple -2%",
            "Apple 2%",
            "C up",
            "C++ up",
            "3.4",
            "3/4",
            "3-4",
            "34",
            "A 3/4/2025",
            "A 3.4.2025",
        ];
        let keys: std::collections::BTreeSet<String> = titles.map(normalised_title).into();
        assert_eq!(keys.len(), titles.len(), "{keys:?}");
        for (one, other) in [("Apple −2 %", "apple -2%"), ("Nvidia-Aktie steigt", "Nvidia Aktie steigt")] {
            assert_eq!(normalised_title(one), normalised_title(other));
        }
    }
}
