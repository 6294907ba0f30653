//! Words, numbers and signs of a text, with the bytes they stand on, cut into sentences.

use std::ops::Range;

/// What kind of thing a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters, with inner dots (`E.ON`, `SAP.DE`) and digits after a letter.
    Word,
    /// Digits with their separators, or a vulgar fraction.
    Number,
    /// One sign.
    Sign(char),
}

/// One piece of text without white space.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Bytes in the text, on character borders.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: TokenKind,
    /// The text in lower case.
    pub(super) lower: String,
    /// Whether no white space stands before it.
    pub(super) glued: bool,
    /// Whether it begins with a capital letter.
    pub(super) capital: bool,
}

impl Token {
    /// Whether it is this sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign(sign)
    }
}

const MINUS: [char; 4] = ['-', '−', '–', '‐'];

/// Whether `c` can stand for a minus or a hyphen.
pub(super) fn is_dash(c: char) -> bool {
    MINUS.contains(&c)
}

/// One sign for all dashes and one for all apostrophes.
fn plain_sign(c: char) -> char {
    match c {
        c if is_dash(c) => '-',
        '’' => '\'',
        c => c,
    }
}

/// Cuts `text` into tokens; a line end becomes a token of its own.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let byte = |i: usize| chars.get(i).map_or(text.len(), |&(b, _)| b);
    let mut i = 0;
    let mut glued = false;
    while let Some(c) = at(i) {
        if c.is_whitespace() && c != '\n' {
            glued = false;
            i += 1;
            continue;
        }
        let (end, kind) = if "½¼¾⅓⅔⅛".contains(c) {
            (i + 1, TokenKind::Number)
        } else if c.is_ascii_digit() {
            number_end(&at, i)
        } else if c.is_alphabetic() {
            (word_end(&at, i), TokenKind::Word)
        } else if (c == '\'' || c == '’')
            && glued
            && matches!(at(i + 1), Some('s' | 'S'))
            && !at(i + 2).is_some_and(char::is_alphanumeric)
        {
            (i + 2, TokenKind::Word)
        } else {
            (i + 1, TokenKind::Sign(plain_sign(c)))
        };
        let span = byte(i)..byte(end);
        let piece = &text[span.clone()];
        let lower = match kind {
            TokenKind::Sign(c) => c.to_string(),
            TokenKind::Word | TokenKind::Number => piece.to_lowercase().replace('’', "'"),
        };
        // `iShares` and `eBay` are names too.
        let inner = kind == TokenKind::Word && c.is_alphabetic() && piece.chars().any(char::is_uppercase);
        out.push(Token { span, kind, lower, glued, capital: c.is_uppercase() || inner });
        glued = c != '\n';
        i = end;
    }
    out
}

/// The end of a run of digits with inner separators; a letter glued behind makes a word of it
/// (`3M`, `1Q24`), except where it is a unit (`120p`, `5k`, `3bn`).
fn number_end(at: &impl Fn(usize) -> Option<char>, start: usize) -> (usize, TokenKind) {
    let mut i = start;
    while let Some(c) = at(i) {
        let inner = ".,'’\u{a0}\u{202f}".contains(c) && at(i + 1).is_some_and(|n| n.is_ascii_digit());
        let grouped =
            !"\u{a0}\u{202f}".contains(c) || (1..=3).all(|k| at(i + k).is_some_and(|n| n.is_ascii_digit()));
        if !(c.is_ascii_digit() || inner && grouped) {
            break;
        }
        i += 1;
    }
    let letters: String = (i..i + 5).map_while(at).take_while(|c| c.is_alphabetic()).collect();
    let unit =
        ["p", "k", "m", "mn", "bn", "b", "tn", "mio", "mrd", "pct", "pc", "c", "pts", "eur", "usd", "x"];
    if letters.is_empty() || unit.contains(&letters.to_lowercase().as_str()) && letters != "M" {
        return (i, TokenKind::Number);
    }
    (word_end(at, i), TokenKind::Word)
}

/// The end of a word: letters and digits, and a dot between two of them.
fn word_end(at: &impl Fn(usize) -> Option<char>, start: usize) -> usize {
    let mut i = start;
    while let Some(c) = at(i) {
        let dot = c == '.' && i > start && at(i + 1).is_some_and(char::is_alphabetic) && single(at, i, start);
        if !(c.is_alphanumeric() || dot) {
            break;
        }
        i += 1;
    }
    i
}

/// A dot belongs to a word after a single letter (`E.ON`) or before a short tail in capitals
/// (`SAP.DE`, `MSFT.O`).
fn single(at: &impl Fn(usize) -> Option<char>, dot: usize, start: usize) -> bool {
    let one = dot == start + 1 || at(dot - 2) == Some('.');
    one && at(dot + 1).is_some_and(char::is_uppercase)
        || at(dot - 1).is_some_and(char::is_uppercase) && at(dot + 1).is_some_and(char::is_uppercase)
}

/// Ends of abbreviations, without their dot.
const ABBREVIATIONS: [&str; 42] = [
    "inc", "corp", "co", "ltd", "plc", "st", "mr", "mrs", "ms", "dr", "nr", "no", "mrd", "mio", "bio", "ca",
    "bzw", "vs", "jr", "sr", "rs", "fr", "cie", "cos", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "dez", "okt", "z", "vz", "u.s", "u.k",
];

/// Ranges of tokens that make one sentence each. Line ends cut, unless a line only wraps.
pub(super) fn sentences(text: &str, tokens: &[Token], ends_date: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut line_start = 0;
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1);
        let cut = match token.kind {
            TokenKind::Sign('\n') => {
                let length = token.span.start.saturating_sub(line_start);
                line_start = token.span.end;
                !wraps(tokens, i, length)
            }
            TokenKind::Sign('!' | '?' | '•' | '|') => true,
            TokenKind::Sign('.') => ends_sentence(text, tokens, i, &ends_date),
            _ => false,
        };
        if cut || next.is_none() {
            if start <= i {
                out.push(start..i + 1);
            }
            start = i + 1;
        }
    }
    out
}

fn wraps(tokens: &[Token], at: usize, line_length: usize) -> bool {
    let Some(next) = tokens.get(at + 1) else { return false };
    let ended = at.checked_sub(1).is_some_and(|p| ".!?:".contains(tokens[p].lower.as_str()));
    let flows = next.kind == TokenKind::Word && !next.capital;
    !ended
        && (line_length >= 60 && matches!(next.kind, TokenKind::Word | TokenKind::Number)
            || flows && line_length >= 30)
}

fn ends_sentence(text: &str, tokens: &[Token], dot: usize, ends_date: &impl Fn(&str) -> bool) -> bool {
    let Some(next) = tokens.get(dot + 1) else { return true };
    if next.glued && !"\"”“»)'’".contains(next.lower.as_str()) {
        return false;
    }
    let Some(before) = dot.checked_sub(1).map(|p| &tokens[p]) else { return true };
    let starts = next.capital || !matches!(next.kind, TokenKind::Word) || ends_date("");
    if !starts {
        return false;
    }
    match before.kind {
        TokenKind::Word => {
            let single = text[before.span.clone()].chars().count() == 1;
            !(single || ABBREVIATIONS.contains(&before.lower.as_str()))
        }
        TokenKind::Number => !ends_date(&next.lower),
        TokenKind::Sign(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let t = tokens(text);
        sentences(text, &t, |w| w == "januar")
            .into_iter()
            .map(|r| text[t[r.start].span.start..t[r.end - 1].span.end].trim().to_owned())
            .collect()
    }

    #[test]
    fn dots_inside_names_dates_and_abbreviations_do_not_end_sentences() {
        assert_eq!(cut("E.ON stieg am 3. Januar. SAP fiel."), ["E.ON stieg am 3. Januar.", "SAP fiel."]);
        assert_eq!(cut("Apple Inc. fell. The U.S. firm rose."), ["Apple Inc. fell.", "The U.S. firm rose."]);
    }

    #[test]
    fn wrapped_lines_join_and_rows_do_not() {
        let wrapped = "Shares of the company that everybody knows fell sharply on Monday\nafter results.";
        assert_eq!(cut(wrapped).len(), 1);
        assert_eq!(cut("Ford +1%\nGM -2%").len(), 2);
    }

    #[test]
    fn numbers_keep_their_separators() {
        let lower = |s: &str| tokens(s).into_iter().map(|t| t.lower).collect::<Vec<_>>();
        assert_eq!(lower("1.234,50 Euro"), ["1.234,50", "euro"]);
        assert_eq!(lower("3M fell 1,5%."), ["3m", "fell", "1,5", "%", "."]);
        assert_eq!(lower("120p"), ["120", "p"]);
    }
}
