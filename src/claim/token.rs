//! The tokens of a text as moves are read from them: names and numbers whole, with their inner signs.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::{self, Token as Piece, TokenKind as PieceKind, lower, words};

/// What kind of thing a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters, with inner dots (`E.ON`, `SAP.DE`) and digits after a letter.
    Word,
    /// Digits with their separators, or a vulgar fraction.
    Number,
    /// One sign; a line end is one.
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

/// Vulgar fractions, which are numbers of their own.
const FRACTIONS: [&str; 6] = ["½", "¼", "¾", "⅓", "⅔", "⅛"];

/// One sign for all dashes and one for all apostrophes.
fn plain_sign(c: char) -> char {
    match c {
        '−' | '–' | '‐' => '-',
        '’' => '\'',
        c => c,
    }
}

/// Joins the tokens of `text` to names, numbers and signs; a line end becomes a sign.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let pieces: Vec<Piece> = text::tokens(text).collect();
    let mut out = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while let Some(first) = pieces.get(at) {
        let (end, kind) = unit(text, &pieces, at);
        let span = first.start..pieces[end - 1].end;
        out.push(token(&text[span.clone()], span, kind, first.glued));
        at = end;
    }
    out
}

fn token(piece: &str, span: Range<usize>, kind: TokenKind, glued: bool) -> Token {
    let lower = match kind {
        TokenKind::Sign(c) => c.to_string(),
        // The Swiss write `büsste`.
        TokenKind::Word => lower(piece).replace('ß', "ss"),
        // The separators of a number are read as they are.
        TokenKind::Number => piece.to_lowercase().replace('’', "'"),
    };
    let first = piece.chars().next().unwrap_or(' ');
    // `iShares` and `eBay` are names too.
    let inner = kind == TokenKind::Word && first.is_alphabetic() && piece.chars().any(char::is_uppercase);
    Token { span, kind, lower, glued, capital: first.is_uppercase() || inner }
}

/// The unit that begins at a piece: the piece past it, and what it is.
fn unit(text: &str, pieces: &[Piece], at: usize) -> (usize, TokenKind) {
    let piece = &pieces[at];
    let sign = || piece.text(text).chars().next().unwrap_or(' ');
    match piece.kind {
        PieceKind::Word if is_dollar_of(text, pieces, at) => (at + 1, TokenKind::Word),
        PieceKind::Word => (word_end(text, pieces, at), TokenKind::Word),
        PieceKind::Number => number(text, pieces, at),
        PieceKind::Numeral if FRACTIONS.contains(&piece.text(text)) => (at + 1, TokenKind::Number),
        PieceKind::Sign('\'' | '’') if piece.glued && is_possessive(text, pieces, at) => {
            (at + 2, TokenKind::Word)
        }
        PieceKind::Sign(c) => (at + 1, TokenKind::Sign(plain_sign(c))),
        PieceKind::LineEnd => (at + 1, TokenKind::Sign('\n')),
        PieceKind::Numeral | PieceKind::Mark => (at + 1, TokenKind::Sign(sign())),
    }
}

/// The `US` of `$US79.28`: the country of a dollar, not part of the number.
fn is_dollar_of(text: &str, pieces: &[Piece], at: usize) -> bool {
    let dollar = at.checked_sub(1).is_some_and(|b| pieces[b].kind == PieceKind::Sign('$'));
    let number = touching(pieces, at + 1).is_some_and(|p| p.kind == PieceKind::Number);
    dollar && pieces[at].glued && number && matches!(pieces[at].text(text), "US" | "A" | "C" | "CA" | "NZ")
}

/// The piece that touches the one before it.
fn touching(pieces: &[Piece], at: usize) -> Option<&Piece> {
    pieces.get(at).filter(|p| p.glued)
}

fn continues_word(piece: &Piece) -> bool {
    matches!(piece.kind, PieceKind::Word | PieceKind::Number | PieceKind::Numeral | PieceKind::Mark)
}

/// Whether an apostrophe begins an English possessive: `'s` and nothing more.
fn is_possessive(text: &str, pieces: &[Piece], at: usize) -> bool {
    touching(pieces, at + 1).is_some_and(|p| matches!(p.text(text), "s" | "S"))
        && !touching(pieces, at + 2).is_some_and(continues_word)
}

/// The piece past a number with inner separators; letters glued behind make a word of it
/// (`3M`, `1Q24`), except where they are a unit (`120p`, `5k`, `3bn`).
fn number(text: &str, pieces: &[Piece], start: usize) -> (usize, TokenKind) {
    if let Some(end) = clock_end(text, pieces, start) {
        return (end, TokenKind::Word);
    }
    let mut end = start + 1;
    while let Some(next) = digits_after(text, pieces, end) {
        end = next;
    }
    match touching(pieces, end).filter(|p| p.kind == PieceKind::Word) {
        Some(letters) if !is_unit(letters.text(text)) => (word_end(text, pieces, end), TokenKind::Word),
        _ => (end, TokenKind::Number),
    }
}

/// Past a time of the day, `09:08`: no clause ends at its colon, and it is no amount.
fn clock_end(text: &str, pieces: &[Piece], start: usize) -> Option<usize> {
    let digits = |piece: &Piece| piece.kind == PieceKind::Number && piece.end - piece.start <= 2;
    let colon = touching(pieces, start + 1).filter(|p| p.kind == PieceKind::Sign(':'))?;
    let minutes = touching(pieces, start + 2).filter(|p| digits(p) && p.text(text).len() == 2)?;
    let free = !touching(pieces, start + 3).is_some_and(|p| {
        matches!(p.kind, PieceKind::Sign(',' | '.'))
            && touching(pieces, start + 4).is_some_and(|n| n.kind == PieceKind::Number)
    });
    (digits(&pieces[start]) && colon.end == minutes.start && free).then_some(start + 3)
}

/// Past a separator and the digits behind it: `.234`, `’000`, a narrow space with a group of three.
fn digits_after(text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
    let next = pieces.get(at)?;
    let digits = |i: usize| pieces.get(i).is_some_and(|p| p.kind == PieceKind::Number);
    match next.kind {
        PieceKind::Sign('.' | ',' | '\'' | '’') if next.glued => {
            (touching(pieces, at + 1).is_some() && digits(at + 1)).then_some(at + 2)
        }
        PieceKind::Number => {
            let gap = text.get(pieces[at - 1].end..next.start)?;
            let hard = matches!(gap, "\u{a0}" | "\u{202f}" | "\u{2009}") && next.end - next.start >= 3;
            (hard || matches!(gap, " " | "\u{2009}") && is_group(text, pieces, at)).then_some(at + 1)
        }
        _ => None,
    }
}

/// The most groups of digits that spaces join to one number.
const LONGEST_NUMBER: usize = 5;

/// Whether digits behind a space are a group of three of the number before: `12 268,00`. A name can end
/// in a number (`Nasdaq 100 300 points`), so that the number must not stand behind a capital.
fn is_group(text: &str, pieces: &[Piece], at: usize) -> bool {
    let digits = |i: usize| pieces.get(i).filter(|p| p.kind == PieceKind::Number);
    let three = |p: &Piece| p.end - p.start == 3;
    let mut first = at - 1;
    while first > 0
        && at - first < LONGEST_NUMBER
        && digits(first).is_some_and(three)
        && digits(first - 1).is_some()
    {
        first -= 1;
    }
    let leading = digits(first).map(|p| p.text(text));
    let opens = leading.is_some_and(|t| t.len() <= 3 && !t.starts_with('0'));
    let named = first > 0 && {
        let before = &pieces[first - 1];
        before.kind == PieceKind::Word
            && before.text(text).chars().next().is_some_and(char::is_uppercase)
            && before.text(text).chars().any(char::is_lowercase)
            || before.glued && matches!(before.kind, PieceKind::Sign('.' | ',' | '&' | '-'))
            || before.text(text).contains('P')
    };
    opens && !named && digits(at).is_some_and(three) && !touching(pieces, at + 1).is_some_and(continues_word)
}

/// Whether letters glued to a number are its unit. `3M` is a company.
fn is_unit(letters: &str) -> bool {
    static UNITS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| words::of_kind("glued_unit").map(|e| e.phrase).collect());
    letters != "M" && UNITS.contains(lower(letters).as_str())
}

/// The piece past a word: letters and digits, and a dot between two of them.
fn word_end(text: &str, pieces: &[Piece], start: usize) -> usize {
    let mut end = start + 1;
    loop {
        match touching(pieces, end) {
            Some(next) if continues_word(next) => end += 1,
            Some(dot) if dot.kind == PieceKind::Sign('.') && joins(text, pieces, start, end) => end += 2,
            _ => return end,
        }
    }
}

/// A dot belongs to a word after a single letter (`E.ON`) or before a short tail in capitals
/// (`SAP.DE`, `MSFT.O`).
fn joins(text: &str, pieces: &[Piece], start: usize, dot: usize) -> bool {
    let Some(tail) = touching(pieces, dot + 1).filter(|p| p.kind == PieceKind::Word) else { return false };
    let stem = text.get(pieces[start].start..pieces[dot].start).unwrap_or("");
    let last = stem.rsplit('.').next().unwrap_or(stem);
    let single = lower(last).chars().count() == 1;
    let capital = last.chars().rfind(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    tail.text(text).starts_with(char::is_uppercase) && (single || capital)
}

/// The tokens of a phrase in lower case with a space between them: how items show their words.
pub(super) fn phrase(text: &str) -> String {
    let words: Vec<String> = tokens(text).into_iter().map(|t| t.lower).collect();
    words.join(" ")
}

/// The most tokens of a sentence. Longer ones are no prose; they are cut, so that the work on one
/// stays bounded.
const LONGEST_SENTENCE: usize = 300;

/// Ranges of tokens that make one sentence each.
pub(super) fn sentences(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut from = 0;
    let whole = text::sentences(text).into_iter().map(|sentence| {
        let to = from + tokens[from..].partition_point(|t| t.span.start < sentence.end);
        std::mem::replace(&mut from, to)..to
    });
    whole
        .flat_map(|range| {
            let end = range.end;
            range.step_by(LONGEST_SENTENCE).map(move |at| at..end.min(at + LONGEST_SENTENCE))
        })
        .filter(|range| !range.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let t = tokens(text);
        sentences(text, &t)
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
        assert_eq!(lower("auf 12 268,00 Punkte"), ["auf", "12 268,00", "punkte"]);
        assert_eq!(lower("bei 1\u{202f}102,50 Euro"), ["bei", "1\u{202f}102,50", "euro"]);
        assert_eq!(lower("um 09:08 Uhr um 1,2"), ["um", "09:08", "uhr", "um", "1,2"]);
    }

    #[test]
    fn a_number_that_ends_a_name_takes_no_digits_behind_it() {
        let lower = |s: &str| tokens(s).into_iter().map(|t| t.lower).collect::<Vec<_>>();
        assert_eq!(lower("Nasdaq 100 300"), ["nasdaq", "100", "300"]);
        assert_eq!(lower("S&P 500 200"), ["s", "&", "p", "500", "200"]);
        assert_eq!(lower("2024 300 Stellen"), ["2024", "300", "stellen"]);
    }
}
