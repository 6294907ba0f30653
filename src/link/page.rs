//! The words of a text, and what stands around each of them.

use std::ops::Range;

use super::cues::{Cue, Cues};
use super::gazetteer::{Hit, joined};
use super::part::Parts;
use super::tokens::{Case, Token, folded};
use crate::instrument::{Alias, Risk};
use crate::text::{Language, stop_ends_sentence};

/// The words of a text with what is needed to look around.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'t> {
    pub(super) text: &'t str,
    pub(super) words: &'t [Token],
    pub(super) language: Language,
    /// Parts of the linker that are left out.
    pub(super) without: Parts,
}

impl Page<'_> {
    /// Whether a capital is no mark of a name.
    pub(super) fn capital_nouns(&self) -> bool {
        self.language.properties().capital_nouns
    }

    /// Whether the genitive's s has no apostrophe.
    pub(super) fn bare_genitive(&self) -> bool {
        self.language.properties().article_genitive
    }

    pub(super) fn folded(&self, at: usize) -> String {
        self.words.get(at).map(|w| folded(w.text(self.text))).unwrap_or_default()
    }

    pub(super) fn cue(&self, at: usize) -> Cue {
        self.words.get(at).map(|w| Cues::get().of_word(w.text(self.text))).unwrap_or_default()
    }

    /// What stands between a word and the one before.
    pub(super) fn gap(&self, at: usize) -> &str {
        let before = at.checked_sub(1).and_then(|b| self.words.get(b)).map_or(0, |w| w.end);
        let next = self.words.get(at).map_or(self.text.len(), |w| w.start);
        self.text.get(before..next).unwrap_or("")
    }

    /// True where the text between a word and the one before ends a sentence, a line, a quotation or a part of a list.
    pub(super) fn ends_sentence(&self, at: usize) -> bool {
        let gap = self.gap(at);
        // As it is between most words.
        if gap == " " {
            return false;
        }
        if gap.contains(['!', '?', '\n', ':', '„', '“', '"', '•', '|', ';']) {
            return true;
        }
        let from = at.checked_sub(1).and_then(|b| self.words.get(b)).map_or(0, |w| w.end);
        gap.find(". ").is_some_and(|stop| stop_ends_sentence(self.text, from + stop))
    }

    /// True where the word begins a sentence, a line or a quotation.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        at == 0 || self.ends_sentence(at) && !self.gap(at).starts_with(',')
    }

    /// The words of the sentence around a name.
    pub(super) fn sentence(&self, first: usize, end: usize) -> Range<usize> {
        const REACH: usize = 24;
        let from =
            (first.saturating_sub(REACH)..=first).rev().find(|i| self.begins_sentence(*i)).unwrap_or(0);
        let stop = (end + REACH).min(self.words.len());
        let to = (end..stop).find(|i| self.ends_sentence(*i)).unwrap_or(stop);
        from.max(first.saturating_sub(REACH))..to
    }

    /// The word of the name itself that the neighbour's cue is about.
    pub(super) fn before(&self, first: usize) -> Cue {
        first
            .checked_sub(1)
            .filter(|_| joined(self.text, self.words, first))
            .map(|b| self.cue(b))
            .unwrap_or_default()
    }

    pub(super) fn after(&self, end: usize) -> Cue {
        if joined(self.text, self.words, end) { self.cue(end) } else { Cue::default() }
    }

    /// The end byte of a compound for the security (`Microsoft-Aktie`), if the name begins one.
    pub(super) fn security_compound(&self, end: usize) -> Option<usize> {
        (self.is_hyphened(end) && self.cue(end).any(Cue::STOCK_HEAD))
            .then(|| self.words.get(end).map(|w| w.end))?
    }

    /// True where the word joins others: `and`, `und`, `&`.
    pub(super) fn is_and(&self, at: usize) -> bool {
        self.cue(at).any(Cue::AND)
    }

    pub(super) fn is_hyphened(&self, end: usize) -> bool {
        end < self.words.len() && matches!(self.gap(end), "-" | "‑")
    }

    /// True where the sentence of a name holds such a word.
    pub(super) fn sentence_has(&self, hit: &Hit<'_>, cue: Cue) -> bool {
        let mut around = self.sentence(hit.first, hit.end);
        around.any(|i| !(hit.first..hit.end).contains(&i) && self.cue(i).any(cue))
    }

    /// True where a digit stands in the words.
    pub(super) fn has_digit(&self, around: Range<usize>) -> bool {
        let ends = self.words.get(around.start).zip(self.words.get(around.end.saturating_sub(1)));
        let text = ends.and_then(|(first, last)| self.text.get(first.start..last.end));
        text.is_some_and(|text| text.bytes().any(|b| b.is_ascii_digit()))
    }

    /// True where the words tell a per cent or a number of points.
    pub(super) fn tells_level(&self, around: Range<usize>) -> bool {
        let percent = |i: usize| self.gap(i).trim_start().starts_with('%');
        around.clone().any(|i| self.cue(i).any(Cue::LEVEL) || percent(i + 1))
    }

    /// `index`, `sector`: what a house's other indices are called by.
    pub(super) fn is_sector_word(&self, at: usize) -> bool {
        matches!(self.folded(at).as_str(), "index" | "sector" | "sectors" | "subindex")
    }

    /// The words of a name, folded, with a space between them.
    pub(super) fn folded_name(&self, hit: &Hit<'_>) -> String {
        let name: Vec<String> = (hit.first..hit.end).map(|i| self.folded(i)).collect();
        name.join(" ")
    }

    /// The Italian press writes acronyms as words: `Fca`, `Erg`, `Stm`.
    pub(super) fn is_acronym_as_word(&self, alias: &Alias, word: &Token) -> bool {
        let written = word.text(self.text);
        self.language == Language::Italian
            && word.case == Case::Mixed
            && alias.risk.has(Risk::ACRONYM)
            && alias.text.len() == written.len()
            && (2..=5).contains(&written.len())
    }

    /// True where most of the longer words of the line have capitals, as in English headlines.
    pub(super) fn is_title_case(&self, at: usize) -> bool {
        let (all, capital, _) = self.line_counts(at);
        !self.capital_nouns() && all >= 4 && capital * 4 >= all * 3
    }

    pub(super) fn is_shouting(&self, at: usize) -> bool {
        let (all, _, upper) = self.line_counts(at);
        all >= 2 && upper * 5 >= all * 4
    }

    /// Words of more than three letters around a word in its line; those with a capital; those in capitals.
    fn line_counts(&self, at: usize) -> (usize, usize, usize) {
        let from = (at.saturating_sub(12)..at)
            .rev()
            .find(|i| self.gap(i + 1).contains('\n'))
            .map_or(at.saturating_sub(12), |i| i + 1);
        let to = (at + 1..(at + 13).min(self.words.len()))
            .find(|i| self.gap(*i).contains('\n'))
            .unwrap_or((at + 13).min(self.words.len()));
        let long = self.words[from..to].iter().filter(|w| w.end - w.start > 3 && w.case != Case::Other);
        long.fold((0, 0, 0), |(all, capital, upper), w| {
            (
                all + 1,
                capital + usize::from(w.case != Case::Lower),
                upper + usize::from(w.case == Case::Upper),
            )
        })
    }

    pub(super) fn is_proper(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| matches!(w.case, Case::Mixed))
    }

    /// True where two names stand in one list or sentence.
    pub(super) fn share_sentence(&self, a: (usize, usize), b: usize) -> bool {
        self.sentence(a.0, a.1).contains(&b)
    }
}
