//! The words of a claim's evidence, to look for phrases in them.

use crate::claim::Claim;
use crate::text::{lower, tokens, words};

/// The words of the evidence in lower case, between single spaces.
pub(super) struct Text(String);

impl Text {
    pub(super) fn of(claim: &Claim) -> Self {
        let text = &claim.evidence.text;
        Self(spaced(text))
    }

    pub(super) fn of_words(words: &[&str]) -> Self {
        Self(format!(" {} ", words.join(" ")))
    }

    pub(super) fn has(&self, phrase: &str) -> bool {
        self.0.contains(&spaced(phrase))
    }

    pub(super) fn has_any(&self, kind: &'static str) -> bool {
        words::of_kind(kind).any(|entry| self.has(entry.phrase))
    }

    /// Whether a word for the share stands in it, alone or at the end of another: `Bankaktien`.
    pub(super) fn says_share(&self) -> bool {
        let ends = |word: &str, phrase: &str| phrase.chars().count() >= WHOLE && word.ends_with(phrase);
        self.has_any("stock")
            || words::of_kind("stock").any(|entry| self.words().any(|word| ends(word, entry.phrase)))
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }
}

pub(super) fn spaced(text: &str) -> String {
    let words: Vec<String> = tokens(text).map(|token| lower(token.text(text))).collect();
    format!(" {} ", words.join(" "))
}

/// A word for the share of so many letters also ends other words.
const WHOLE: usize = 5;
