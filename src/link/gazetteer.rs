//! All names of the universe in one hash table.
//!
//! A text is looked through word by word: the first word is looked up in a table of 64-bit hashes, and only
//! where it begins a name are longer runs of words tried. Cutting at words first keeps names from matching
//! inside words, costs one hash for each capitalised word of a text, and the table is built in a few
//! milliseconds; an automaton over the characters of the same names takes ten times as long to build (see
//! `benches/link.rs`).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::tokens::{Case, Token, fold_into, tokens};
use crate::instrument::{Risk, Universe};
use crate::text::words;

/// Passes a key that is a hash already.
#[derive(Default)]
pub(super) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A table by hashes.
pub(super) type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Identity>>;

/// Where a name's aliases stand.
#[derive(Debug, Clone)]
struct Entry {
    key: Box<str>,
    aliases: Vec<u32>,
}

/// The names, by the hash of their words.
#[derive(Debug, Clone, Default)]
pub(super) struct Gazetteer {
    /// First word → the most words of a name that begins with it, and whether one may be in small letters.
    first: ByHash<(u8, bool)>,
    entries: ByHash<Entry>,
}

/// A run of words that is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit<'g> {
    /// First word.
    pub(super) first: usize,
    /// Past the last word.
    pub(super) end: usize,
    /// Byte past the name in the text; the genitive's s is inside.
    pub(super) end_byte: usize,
    /// The last word stands with a genitive ending.
    pub(super) genitive: bool,
    /// Numbers of the aliases so written.
    pub(super) aliases: &'g [u32],
}

impl Gazetteer {
    pub(super) fn new(universe: &Universe) -> Self {
        let mut new = Self::default();
        new.first.reserve(universe.aliases().len());
        new.entries.reserve(universe.aliases().len());
        let mut key = String::new();
        for (number, alias) in (0_u32..).zip(universe.aliases()) {
            let words = tokens(&alias.text);
            let Some(head) = words.first() else { continue };
            let small = alias.risk.has(Risk::LOWER_OK) || head.case == Case::Lower;
            key.clear();
            for (i, word) in words.iter().enumerate() {
                push_word(word.text(&alias.text), i, &mut key);
                if i == 0 {
                    let start = new.first.entry(xxh3_64(key.as_bytes())).or_insert((0, false));
                    start.0 = start.0.max(u8::try_from(words.len()).unwrap_or(u8::MAX));
                    start.1 |= small;
                }
            }
            let entry = new
                .entries
                .entry(xxh3_64(key.as_bytes()))
                .or_insert_with(|| Entry { key: key.as_str().into(), aliases: Vec::with_capacity(1) });
            if *entry.key == *key {
                entry.aliases.push(number);
            }
        }
        new
    }

    /// The longest name that begins at a word.
    pub(super) fn longest_at<'g>(
        &'g self,
        text: &str,
        words: &[Token],
        first: usize,
        key: &mut String,
    ) -> Option<Hit<'g>> {
        let head = words.get(first)?;
        key.clear();
        fold_into(head.text(text), key);
        let most = self.longest_from(head.case, key)?;
        let mut best = None;
        let mut end = first + 1;
        loop {
            let word = &words[end - 1];
            if let Some((aliases, end_byte, genitive)) = self.variants(key, word, text) {
                best = Some(Hit { first, end, end_byte, genitive, aliases });
            }
            if end - first >= usize::from(most) || !joined(text, words, end) {
                break;
            }
            push_word(words[end].text(text), end - first, key);
            end += 1;
        }
        best
    }

    /// The most words of a name that begins so; the first word may stand in the genitive.
    fn longest_from(&self, case: Case, key: &str) -> Option<u8> {
        let lookup = |k: &str| self.first.get(&xxh3_64(k.as_bytes())).copied();
        let direct = lookup(key);
        let stem = stem(key).and_then(lookup).map(|(_, small)| (1, small));
        let (most, small) = match (direct, stem) {
            (Some(a), Some(b)) => (a.0.max(b.0), a.1 || b.1),
            (a, b) => a.or(b)?,
        };
        (case != Case::Lower || small).then_some(most)
    }

    fn variants(&self, key: &str, word: &Token, text: &str) -> Option<(&[u32], usize, bool)> {
        if let Some(aliases) = self.exact(key) {
            return Some((aliases, word.end, false));
        }
        let written = word.text(text);
        // In a word of capitals the last S is part of it: `BTS` is not BT's.
        if word.case == Case::Upper && !written.contains(['\'', '’']) && written.len() < 6 {
            return None;
        }
        let stem = stem(key)?;
        let aliases = self.exact(stem)?;
        let website = stem.len() + 4 == key.len();
        // A genitive of a word that ends in s takes no second s; a web address keeps its name's end.
        let end = if website { word.end } else { possessive_end(text, word) };
        Some((aliases, end, !website))
    }

    fn exact(&self, key: &str) -> Option<&[u32]> {
        let entry = self.entries.get(&xxh3_64(key.as_bytes()))?;
        (*entry.key == *key).then_some(entry.aliases.as_slice())
    }
}

/// The German genitive's s is part of the word; an English `'s` is not part of the name.
fn possessive_end(text: &str, word: &Token) -> usize {
    let written = word.text(text);
    for mark in ["'s", "’s", "'S", "’S"] {
        if let Some(stem) = written.strip_suffix(mark) {
            return word.start + stem.len();
        }
    }
    word.end
}

/// A folded key without its genitive or web ending.
fn stem(key: &str) -> Option<&str> {
    key.strip_suffix("'s").or_else(|| key.strip_suffix(".com")).or_else(|| {
        let stem = key.strip_suffix('s')?;
        (stem.len() >= 3 && !stem.ends_with('s') || stem.len() == 2).then_some(stem)
    })
}

/// Appends a word to a key; `and`, `und` and `+` are `&`.
fn push_word(word: &str, position: usize, key: &mut String) {
    if position > 0 {
        key.push(' ');
        if word == "+" || joins_name(word) {
            key.push('&');
            return;
        }
    }
    fold_into(word, key);
}

/// True for the words that stand for `&` in a name.
fn joins_name(word: &str) -> bool {
    static JOINERS: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| words::of_kind("link.joins_name").map(|e| e.phrase).collect());
    word.len() <= 3 && JOINERS.iter().any(|j| j.eq_ignore_ascii_case(word))
}

/// True where nothing but a space, a hyphen or a comma before a legal form parts a word from the one before.
pub(super) fn joined(text: &str, words: &[Token], at: usize) -> bool {
    let (Some(before), Some(next)) = (at.checked_sub(1).and_then(|b| words.get(b)), words.get(at)) else {
        return false;
    };
    let gap = text.get(before.end..next.start).unwrap_or("\n");
    match gap {
        " " | "-" | "\u{a0}" | "" | ", " | "\n" | "‑" | "–" | "*" | "\u{ad}" | "/" | "! " | "'" | "’" => {
            true
        }
        ". " | ".-" => before.end - before.start <= 3,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(text: &str) -> Option<(&str, bool)> {
        let gazetteer = Gazetteer::new(Universe::builtin());
        let words = tokens(text);
        let hit = gazetteer.longest_at(text, &words, 0, &mut String::new())?;
        Some((text.get(words[0].start..hit.end_byte)?, hit.genitive))
    }

    #[test]
    fn the_longest_name_wins_and_endings_are_seen() {
        assert_eq!(hit("Microsofts Aktie"), Some(("Microsofts", true)));
        assert_eq!(hit("Microsoft’s stock"), Some(("Microsoft", true)));
        assert_eq!(hit("Meta Platforms said"), Some(("Meta Platforms", false)));
        assert_eq!(hit("Deutschen Bank"), Some(("Deutschen Bank", false)));
        assert_eq!(hit("microsoft"), None);
        assert_eq!(hit("Nothing at all"), None);
    }
}
