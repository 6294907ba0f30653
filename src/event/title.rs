//! Titles as keys.

use crate::text::key_words;

/// A title in lower case, its words joined by single spaces, without punctuation.
///
/// ```
/// use newstape::event::normalised_title;
/// assert_eq!(normalised_title("  Apple’s “Q1”:  up 4 % "), "apples q1 up 4");
/// ```
#[must_use]
pub fn normalised_title(title: &str) -> String {
    key_words(title).join(" ")
}
