//! Cuts a text into words, and folds words so that spellings meet.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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
    let mut at = 0;
    while at < text.len() {
        let (kind, length) = class_at(text, at);
        match kind {
            Class::Word => {
                let token = read_word(text, at);
                at = token.end;
                all.push(token);
            }
            Class::Joiner if matches!(text.as_bytes()[at], b'&' | b'+') => {
                all.push(Token { start: at, end: at + 1, case: Case::Other });
                at += 1;
            }
            Class::Joiner | Class::Break => at += length,
        }
    }
    all
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Joiner,
    Break,
}

/// What stands at a byte, and how many bytes it has.
fn class_at(text: &str, at: usize) -> (Class, usize) {
    let byte = text.as_bytes()[at];
    if byte.is_ascii_alphanumeric() {
        return (Class::Word, 1);
    }
    if byte.is_ascii() {
        return (if matches!(byte, b'.' | b'\'' | b'&' | b'+') { Class::Joiner } else { Class::Break }, 1);
    }
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        Some('’') => (Class::Joiner, 3),
        Some(c) if c.is_alphanumeric() || is_combining_mark(c) => (Class::Word, c.len_utf8()),
        Some(c) => (Class::Break, c.len_utf8()),
        None => (Class::Break, 1),
    }
}

fn read_word(text: &str, start: usize) -> Token {
    let bytes = text.as_bytes();
    let (mut at, mut uppers, mut lowers) = (start, 0_u32, 0_u32);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_lowercase() {
            lowers += 1;
            at += 1;
        } else if byte.is_ascii_uppercase() {
            uppers += 1;
            at += 1;
        } else if byte.is_ascii_digit() {
            at += 1;
        } else {
            let (kind, length) = class_at(text, at);
            match kind {
                Class::Word => {
                    let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
                    uppers += u32::from(c.is_uppercase());
                    lowers += u32::from(c.is_lowercase());
                    at += length;
                }
                Class::Joiner if byte != b'+' && next_is_word(text, at + length) => at += length,
                Class::Joiner | Class::Break => break,
            }
        }
    }
    let case = match (uppers, lowers) {
        (0, 0) => Case::Other,
        (0, _) => Case::Lower,
        (_, 0) => Case::Upper,
        // `IT's` is no capital word, but `SAP's` is.
        (n, 1) if n > 1 && (text[start..at].ends_with("'s") || text[start..at].ends_with("’s")) => {
            Case::Upper
        }
        _ => Case::Mixed,
    };
    Token { start, end: at, case }
}

fn next_is_word(text: &str, at: usize) -> bool {
    at < text.len() && class_at(text, at).0 == Class::Word
}

/// Appends a word in small letters without accents: `Börse` → `borse`, `Lowe’s` → `lowe's`.
pub(super) fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    for c in word.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '’' => out.push('\''),
            'ß' | 'ẞ' => out.push_str("ss"),
            'ø' | 'Ø' => out.push('o'),
            'æ' | 'Æ' => out.push_str("ae"),
            'ł' | 'Ł' => out.push('l'),
            'ı' => out.push('i'),
            _ => out.extend(c.to_lowercase().filter(|l| !is_combining_mark(*l))),
        }
    }
}

/// A word folded.
pub(super) fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
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
        assert_eq!(words("Münchener_Rück…"), ["Münchener", "Rück"]);
    }

    #[test]
    fn folding_drops_case_and_accents() {
        assert_eq!(folded("Börse"), "borse");
        assert_eq!(folded("L’Oréal"), "l'oreal");
        assert_eq!(folded("GROẞ"), "gross");
        assert_eq!(folded("Ørsted"), "orsted");
    }

    #[test]
    fn case_is_told_apart() {
        let text = "SAP’s SAP shares eBay 500 Über";
        let cases: Vec<Case> = tokens(text).iter().map(|t| t.case).collect();
        assert_eq!(cases, [Case::Upper, Case::Upper, Case::Lower, Case::Mixed, Case::Other, Case::Mixed]);
    }
}
