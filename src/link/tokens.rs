//! The words of a text as names are looked up by them.

use crate::text::{self, TokenKind};

pub(super) use crate::text::{plain as folded, plain_into as fold_into};

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: usize,
    /// Past the last byte.
    pub(super) end: usize,
    /// Its form.
    pub(super) case: Case,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// `shares`.
    Lower,
    /// `Shares`, `OpenAI`, `eBay`.
    Mixed,
    /// `USA`, `V`.
    Upper,
    /// `500`, `&`.
    Other,
}

impl Token {
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// The words of a text: runs of letters and digits, which a dot, an apostrophe or an ampersand between
/// two of them does not part (`E.ON`, `Lowe's`, `AT&T`); a free `&` or `+` is a word of its own.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::with_capacity(text.len() / 6 + 1);
    let mut word: Option<Open> = None;
    for piece in text::tokens(text) {
        if !piece.glued && word.is_some() {
            close(&mut word, text, &mut all);
        }
        match piece.kind {
            TokenKind::Word | TokenKind::Number | TokenKind::Numeral | TokenKind::Mark => {
                let open = word.get_or_insert(Open { start: piece.start, ..Open::default() });
                open.take(piece.text(text), piece.kind, piece.end);
            }
            TokenKind::Sign(sign) => {
                // A second joiner in a row ends the word.
                let joins = matches!(sign, '.' | '\'' | '’' | '&')
                    && word.as_ref().is_some_and(|w| w.joiner.is_none());
                let elides = matches!(sign, '\'' | '’')
                    && word.as_ref().is_some_and(|w| is_elision(text.get(w.start..w.end).unwrap_or("")));
                if let Some(open) = word.as_mut().filter(|_| joins && !elides) {
                    open.joiner = Some((piece.start, sign));
                    continue;
                }
                close(&mut word, text, &mut all);
                push_sign(sign, piece.start, &mut all);
            }
            TokenKind::LineEnd => {}
        }
    }
    close(&mut word, text, &mut all);
    all
}

/// What French and Italian put before a vowel, with an apostrophe: `l'Oréal`, `d'Airbus`, `dell'Eni`.
fn is_elision(word: &str) -> bool {
    const ELIDED: [&str; 16] = [
        "l", "d", "qu", "all", "dall", "dell", "nell", "sull", "coll", "un", "quell", "jusqu", "lorsqu",
        "puisqu", "dagl", "degl",
    ];
    word.len() <= 6 && ELIDED.iter().any(|e| e.eq_ignore_ascii_case(word))
}

/// A word that may go on.
#[derive(Default)]
struct Open {
    start: usize,
    end: usize,
    /// A sign behind it that belongs to it if a letter follows.
    joiner: Option<(usize, char)>,
    uppers: u32,
    lowers: u32,
}

impl Open {
    #[inline]
    fn take(&mut self, piece: &str, kind: TokenKind, end: usize) {
        (self.end, self.joiner) = (end, None);
        if kind == TokenKind::Number {
            return;
        }
        if piece.is_ascii() {
            // A word of ASCII is nothing but letters.
            let uppers = piece.bytes().fold(0, |n, byte| n + u32::from(byte.is_ascii_uppercase()));
            self.uppers += uppers;
            self.lowers += u32::try_from(piece.len()).unwrap_or(u32::MAX).saturating_sub(uppers);
            return;
        }
        for c in piece.chars() {
            self.uppers += u32::from(c.is_uppercase());
            self.lowers += u32::from(c.is_lowercase());
        }
    }

    #[inline]
    fn case(&self, text: &str) -> Case {
        let word = || text.get(self.start..self.end).unwrap_or("");
        match (self.uppers, self.lowers) {
            (0, 0) => Case::Other,
            (0, _) => Case::Lower,
            (_, 0) => Case::Upper,
            // `IT's` is no capital word, but `SAP's` is.
            (n, 1) if n > 1 && (word().ends_with("'s") || word().ends_with("’s")) => Case::Upper,
            _ => Case::Mixed,
        }
    }
}

#[inline]
fn close(word: &mut Option<Open>, text: &str, all: &mut Vec<Token>) {
    let Some(open) = word.take() else { return };
    let (start, end) = (open.start, open.end);
    all.push(Token { start, end, case: open.case(text) });
    if let Some((at, sign)) = open.joiner {
        push_sign(sign, at, all);
    }
}

fn push_sign(sign: char, at: usize, all: &mut Vec<Token>) {
    if matches!(sign, '&' | '+') {
        all.push(Token { start: at, end: at + 1, case: Case::Other });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| t.text(text)).collect()
    }

    #[test]
    fn words_keep_their_inner_marks() {
        assert_eq!(words("AT&T, E.ON und Lowe’s (U.S.)."), ["AT&T", "E.ON", "und", "Lowe’s", "U.S"]);
        assert_eq!(words("Procter & Gamble-Aktie"), ["Procter", "&", "Gamble", "Aktie"]);
        assert_eq!(words("L'Oréal, d’Airbus, dell'Eni"), ["L", "Oréal", "d", "Airbus", "dell", "Eni"]);
        assert_eq!(words("Münchener_Rück…"), ["Münchener", "Rück"]);
    }

    #[test]
    fn case_is_told_apart() {
        let text = "SAP’s SAP shares eBay 500 Über";
        let cases: Vec<Case> = tokens(text).iter().map(|t| t.case).collect();
        assert_eq!(cases, [Case::Upper, Case::Upper, Case::Lower, Case::Mixed, Case::Other, Case::Mixed]);
    }
}
