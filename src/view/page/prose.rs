//! Sentences with commands in them.

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are to be typed.
    pub is_code: bool,
}

impl Piece {
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), is_code: false }
    }
}

/// A sentence in pieces: what stands between backticks is code.
pub(super) fn prose(text: &str) -> Vec<Piece> {
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick without a partner is one of the text.
    if parts.len().is_multiple_of(2) {
        return vec![Piece::plain(text)];
    }
    let pieces = parts.into_iter().enumerate();
    let piece = |(i, part): (usize, &str)| Piece { text: part.to_owned(), is_code: i % 2 == 1 };
    pieces.map(piece).filter(|p| !p.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let told = prose("no bars; `newstape prices fetch X` brings them");
        assert_eq!(told.iter().filter(|p| p.is_code).count(), 1);
        assert_eq!(told[1].text, "newstape prices fetch X");
        assert_eq!(prose("a ` alone"), [Piece::plain("a ` alone")]);
        assert_eq!(prose(""), []);
    }
}
