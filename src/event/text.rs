//! The stored text of an event, into which every evidence span points.

use std::ops::Range;

/// The text of an event and which part of it is the title.
///
/// For an article file the text is the whole file and the title a span of it; for a title given
/// alone the text is the title. Byte offsets of evidence count from the start of [`Self::text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventText {
    /// The whole text.
    pub text: String,
    /// Byte span of the title in `text`; empty where there is none.
    pub title: Range<usize>,
}

impl EventText {
    /// A title alone.
    #[must_use]
    pub fn from_title(title: &str) -> Self {
        Self { text: title.to_owned(), title: 0..title.len() }
    }

    /// A title over a body. If the body already contains the title as a line among its first
    /// ones, the body is taken as it is.
    ///
    /// ```
    /// use newstape::event::EventText;
    ///
    /// let text = EventText::from_title_and_body("Shares fall", "By our staff\nShares fall\nThey fell 3%.");
    /// assert_eq!(text.title, 13..24);
    /// let text = EventText::from_title_and_body("Shares fall", "They fell 3%.");
    /// assert_eq!(text.text, "Shares fall\n\nThey fell 3%.");
    /// ```
    #[must_use]
    pub fn from_title_and_body(title: &str, body: &str) -> Self {
        let mut at = 0;
        for line in body.split_inclusive('\n').take(12) {
            if !title.is_empty() && line.trim() == title {
                let start = at + line.find(title).unwrap_or(0);
                return Self { text: body.to_owned(), title: start..start + title.len() };
            }
            at += line.len();
        }
        if title.is_empty() || body.is_empty() {
            let text = if title.is_empty() { body } else { title };
            return Self { text: text.to_owned(), title: 0..title.len() };
        }
        Self { text: format!("{title}\n\n{body}"), title: 0..title.len() }
    }

    /// The same with another title in the old one's place.
    ///
    /// ```
    /// use newstape::event::EventText;
    ///
    /// let text = EventText::from_title_and_body("Shares fal", "They fell 3%.").retitled("Shares fall");
    /// assert_eq!(text.text, "Shares fall\n\nThey fell 3%.");
    /// ```
    #[must_use]
    pub fn retitled(&self, title: &str) -> Self {
        if self.title.is_empty() {
            return Self::from_title_and_body(title, &self.text);
        }
        let mut text = self.text.clone();
        text.replace_range(self.title.clone(), title);
        Self { text, title: self.title.start..self.title.start + title.len() }
    }

    /// At most so many bytes of the text, cut after its last whole word; and whether it was cut.
    ///
    /// ```
    /// use newstape::event::EventText;
    ///
    /// let (text, is_cut) = EventText::from_title("Shares of Münchener fall").within(12);
    /// assert_eq!((text.text.as_str(), text.title, is_cut), ("Shares of", 0..9, true));
    /// ```
    #[must_use]
    pub fn within(self, most_bytes: usize) -> (Self, bool) {
        if self.text.len() <= most_bytes {
            return (self, false);
        }
        let Self { mut text, title } = self;
        text.truncate(text.floor_char_boundary(most_bytes));
        let whole_words =
            text.rfind(char::is_whitespace).map_or(text.len(), |at| text[..at].trim_end().len());
        text.truncate(whole_words);
        let title = title.start.min(whole_words)..title.end.min(whole_words);
        (Self { text, title }, true)
    }

    /// Whether there is nothing but the title.
    #[must_use]
    pub fn is_title_alone(&self) -> bool {
        self.title == (0..self.text.len())
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        self.text.get(self.title.clone()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_the_body_repeats_is_not_doubled() {
        let t = EventText::from_title_and_body("Big news", "1 May\n\nBig news\n\nIt happened.");
        assert_eq!(t.title(), "Big news");
        assert_eq!(t.title.start, 7);
        let t = EventText::from_title_and_body("Big news", "It happened.");
        assert_eq!(t.text, "Big news\n\nIt happened.");
        assert_eq!(EventText::from_title_and_body("", "x").title(), "");
    }
}
