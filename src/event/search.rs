//! Parses what a user types into a search box.
//!
//! Nothing needs escaping: `AT&T`, `S&P 500`, `3.5%` and `O'Reilly` are words like any other. All
//! words must occur. `"in quotes"` is a phrase, a `*` at the end stands for any ending, `OR` in
//! capitals separates alternatives, and `NOT` in capitals excludes the word after it.

use std::str::FromStr;

use crate::fault::{Fault, FaultClass};

/// More words than this are no search, and the index would refuse them.
const MOST_WORDS: usize = 64;

/// The words to look for: at least one of the alternatives must hold.
///
/// ```
/// use newstape::event::SearchWords;
///
/// let search: SearchWords = "AT&T dividend* OR \"rate cut\"".parse()?;
/// let texts: Vec<_> = search.alternatives.iter().map(|a| a.all[0].text.as_str()).collect();
/// assert_eq!(texts, ["AT&T", "rate cut"]);
/// assert!(search.alternatives[0].all[1].is_prefix);
/// assert!("% & —".parse::<SearchWords>().is_err());
/// # Ok::<(), newstape::event::SearchError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWords {
    /// What must hold, one of several; never empty.
    pub alternatives: Vec<Alternative>,
}

/// Words that must occur together in one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alternative {
    /// All of these occur; never empty.
    pub all: Vec<Phrase>,
    /// None of these occurs.
    pub none: Vec<Phrase>,
}

/// A word, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// As it was typed, without its quotation marks; holds a letter or digit.
    pub text: String,
    /// Whether its last word may go on.
    pub is_prefix: bool,
}

/// Why a text cannot be searched for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// There is nothing in it.
    #[error("the search is empty: give at least one word")]
    Empty,
    /// It has signs only.
    #[error("\"{0}\" has no letter or digit to search for")]
    OnlySigns(String),
    /// It has more words than can be searched for at once.
    #[error("a search has at most {MOST_WORDS} words, this one has {0}")]
    TooMany(usize),
}

impl Fault for SearchError {
    fn class(&self) -> FaultClass {
        FaultClass::Input
    }
}

/// A piece of the input.
enum Piece {
    Word(Phrase),
    Or,
    Not,
}

impl FromStr for SearchWords {
    type Err = SearchError;

    fn from_str(text: &str) -> Result<Self, SearchError> {
        let pieces = pieces(text);
        if pieces.len() > MOST_WORDS {
            return Err(SearchError::TooMany(pieces.len()));
        }
        let mut alternatives: Vec<Alternative> =
            pieces.split(|p| matches!(p, Piece::Or)).filter_map(alternative).collect();
        // Words that join others, and nothing that they join, are words themselves.
        if alternatives.is_empty() && text.contains(char::is_alphanumeric) {
            let all = vec![Phrase { text: text.trim().to_owned(), is_prefix: false }];
            alternatives.push(Alternative { all, none: Vec::new() });
        }
        match (alternatives.is_empty(), text.trim().is_empty()) {
            (false, _) => Ok(Self { alternatives }),
            (true, true) => Err(SearchError::Empty),
            (true, false) => Err(SearchError::OnlySigns(text.trim().to_owned())),
        }
    }
}

/// The words between two `OR`. With nothing but exclusions, or at its end, `NOT` is a word.
fn alternative(pieces: &[Piece]) -> Option<Alternative> {
    let mut out = Alternative::default();
    let mut excludes = false;
    for piece in pieces {
        match piece {
            Piece::Word(phrase) if excludes => out.none.push(phrase.clone()),
            Piece::Word(phrase) => out.all.push(phrase.clone()),
            Piece::Or => {}
            Piece::Not => {
                excludes = true;
                continue;
            }
        }
        excludes = false;
    }
    if out.all.is_empty() || excludes {
        let not = Phrase { text: "NOT".to_owned(), is_prefix: false };
        out.all.extend(pieces.iter().any(|p| matches!(p, Piece::Not)).then_some(not));
        if out.all.len() == 1 {
            out.all.append(&mut out.none);
        }
    }
    (!out.all.is_empty()).then_some(out)
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, is_quoted, after) = if let Some(mark) = closing(first) {
            let inner = &rest[first.len_utf8()..];
            let (word, after) = inner.split_once(mark).unwrap_or((inner, ""));
            (word, true, after)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || closing(c).is_some());
            let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
            (word, false, after)
        };
        let starred = is_quoted && after.starts_with('*');
        out.extend(piece(word, is_quoted, starred));
        rest = after[usize::from(starred)..].trim_start();
    }
    out
}

/// The mark that ends a quotation begun by this one.
const fn closing(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '“' => Some('”'),
        '„' => Some('“'),
        '«' => Some('»'),
        _ => None,
    }
}

/// Anything without a letter or digit is not a word and is skipped.
fn piece(word: &str, is_quoted: bool, starred: bool) -> Option<Piece> {
    match word {
        "OR" if !is_quoted => return Some(Piece::Or),
        "NOT" if !is_quoted => return Some(Piece::Not),
        "AND" if !is_quoted => return None,
        _ => {}
    }
    let is_prefix = starred || (!is_quoted && word.ends_with('*'));
    let text = word.replace('\0', " ");
    text.contains(char::is_alphanumeric).then_some(Piece::Word(Phrase { text, is_prefix }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let search: SearchWords = text.parse().unwrap();
        let phrases = |list: &[Phrase], sign: &str| {
            list.iter()
                .map(|p| format!("{sign}[{}]{}", p.text, if p.is_prefix { "*" } else { "" }))
                .collect::<Vec<_>>()
        };
        let all = search.alternatives.iter().map(|a| [phrases(&a.all, ""), phrases(&a.none, "-")].concat());
        all.map(|parts| parts.join(" ")).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn words_need_no_escaping() {
        for (typed, expected) in [
            ("AT&T", "[AT&T]"),
            ("S&P 500", "[S&P] [500]"),
            ("Nvidia-Aktie", "[Nvidia-Aktie]"),
            ("3.5%", "[3.5%]"),
            ("C++", "[C++]"),
            ("O'Reilly", "[O'Reilly]"),
            ("\"rate cut\" Fed", "[rate cut] [Fed]"),
            ("„Deutsche Bank“", "[Deutsche Bank]"),
            ("\"open end", "[open end]"),
            ("nvid*", "[nvid*]*"),
            ("\"rate cu\"* fed", "[rate cu]* [fed]"),
            ("a & b", "[a] [b]"),
            ("a AND b", "[a] [b]"),
            ("DeepSeek OR OpenAI", "[DeepSeek] | [OpenAI]"),
            ("OR a OR OR b", "[a] | [b]"),
            ("chips NOT Intel", "[chips] -[Intel]"),
            ("NOT Intel", "[NOT] [Intel]"),
            ("to be or NOT", "[to] [be] [or] [NOT]"),
            ("AND", "[AND]"),
            ("OR", "[OR]"),
            ("\"OR\"", "[OR]"),
            ("title:x NEAR(a b)", "[title:x] [NEAR(a] [b)]"),
            ("^a -b +c", "[^a] [-b] [+c]"),
        ] {
            assert_eq!(told(typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_holds_no_word_is_refused_in_a_sentence() {
        for text in ["", "   ", "\t"] {
            assert_eq!(text.parse::<SearchWords>(), Err(SearchError::Empty));
        }
        for text in ["&", "\"\"", "* — %", "\u{0}"] {
            assert_eq!(text.parse::<SearchWords>(), Err(SearchError::OnlySigns(text.to_owned())), "{text}");
        }
        assert_eq!("a ".repeat(65).parse::<SearchWords>(), Err(SearchError::TooMany(65)));
    }
}
