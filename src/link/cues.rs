//! The words that speak for or against a company: the kinds `link.…` of `assets/language`, and what is known
//! of single names in `assets/link`.

use std::collections::HashSet;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::gazetteer::ByHash;
use crate::text::{Language, plain, words};

static NEGATIVES: &str = include_str!("../../assets/link/negatives.tsv");
static GIVEN_NAMES: &str = include_str!("../../assets/link/given_names.txt");

/// Bytes of a word that is folded in place.
const LONGEST_SMALL: usize = 32;

/// What a word may be; a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cue(u64);

impl Cue {
    pub(super) const LEGAL: Self = Self(1);
    pub(super) const STOCK_HEAD: Self = Self(1 << 1);
    pub(super) const STOCK_WORD: Self = Self(1 << 2);
    pub(super) const FIRM_HEAD: Self = Self(1 << 3);
    pub(super) const FIRM_WORD: Self = Self(1 << 4);
    pub(super) const ROLE_NOUN: Self = Self(1 << 5);
    pub(super) const FIRM_VERB: Self = Self(1 << 6);
    pub(super) const ARTICLE_EN: Self = Self(1 << 7);
    pub(super) const ARTICLE_DE: Self = Self(1 << 8);
    pub(super) const GIVEN_NAME: Self = Self(1 << 9);
    pub(super) const BROKER_VERB: Self = Self(1 << 10);
    pub(super) const BROKER_AFTER: Self = Self(1 << 11);
    pub(super) const SOURCE_BEFORE: Self = Self(1 << 12);
    pub(super) const SOURCE_VERB: Self = Self(1 << 13);
    pub(super) const PLATFORM_BEFORE: Self = Self(1 << 14);
    pub(super) const NOTE_WORD: Self = Self(1 << 15);
    pub(super) const HOUSE: Self = Self(1 << 16);
    pub(super) const RATING_WORD: Self = Self(1 << 17);
    pub(super) const RESULT_WORD: Self = Self(1 << 18);
    pub(super) const TARGET_WORD: Self = Self(1 << 19);
    pub(super) const NAMED_AFTER: Self = Self(1 << 20);
    pub(super) const SMALL_WORD: Self = Self(1 << 21);
    pub(super) const OF: Self = Self(1 << 22);
    pub(super) const AND: Self = Self(1 << 23);
    pub(super) const OWN_RESULT: Self = Self(1 << 24);
    pub(super) const OWN_PERIOD: Self = Self(1 << 25);
    pub(super) const SECURITY: Self = Self(1 << 26);
    pub(super) const NO_SYMBOL: Self = Self(1 << 27);
    pub(super) const MOVE: Self = Self(1 << 28);
    pub(super) const MONTH: Self = Self(1 << 29);
    pub(super) const FUND: Self = Self(1 << 30);
    pub(super) const EXCHANGE: Self = Self(1 << 31);
    pub(super) const AT_VENUE: Self = Self(1 << 32);
    pub(super) const LISTED: Self = Self(1 << 33);
    pub(super) const LEVEL: Self = Self(1 << 34);
    pub(super) const GOODS: Self = Self(1 << 35);
    pub(super) const DEAL: Self = Self(1 << 36);
    pub(super) const CREDIT: Self = Self(1 << 37);
    pub(super) const CLUB: Self = Self(1 << 41);
    pub(super) const CREDIT_BY: Self = Self(1 << 42);
    pub(super) const CARRIES: Self = Self(1 << 43);
    pub(super) const VERDICT: Self = Self(1 << 44);
    pub(super) const ABOUT: Self = Self(1 << 45);
    pub(super) const MOVE_NOUN: Self = Self(1 << 46);
    pub(super) const BEFORE_PLACE: Self = Self(1 << 47);

    fn of_entry(entry: &words::Entry) -> Option<Self> {
        let Some(kind) = entry.kind.strip_prefix("link.") else { return Self::of_other_rooms(entry.kind) };
        Some(match kind {
            "legal" => Self::LEGAL,
            "stock_head" => Self::STOCK_HEAD,
            "stock_word" => Self::STOCK_WORD,
            "firm_head" => Self::FIRM_HEAD,
            "firm_word" => Self::FIRM_WORD,
            "role_noun" => Self::ROLE_NOUN,
            "firm_verb" => Self::FIRM_VERB,
            "article" if entry.language == Some(Language::German) => Self::ARTICLE_DE,
            "article" => Self::ARTICLE_EN,
            "given_cue" => Self::GIVEN_NAME,
            "broker_verb" => Self::BROKER_VERB,
            "broker_after" => Self::BROKER_AFTER,
            "source_before" => Self::SOURCE_BEFORE,
            "source_verb" => Self::SOURCE_VERB,
            "platform_before" => Self::PLATFORM_BEFORE,
            "note_word" => Self::NOTE_WORD,
            "house" => Self::HOUSE,
            "rating_word" => Self::RATING_WORD,
            "result_word" => Self::RESULT_WORD,
            "target_word" => Self::TARGET_WORD,
            "named_after" => Self::NAMED_AFTER,
            "small_word" => Self::SMALL_WORD,
            "of" => Self::OF,
            "and" => Self::AND,
            "own_result" => Self::OWN_RESULT,
            "own_period" => Self::OWN_PERIOD,
            "security" => Self::SECURITY,
            "no_symbol" => Self::NO_SYMBOL,
            "fund" => Self::FUND,
            "exchange" => Self::EXCHANGE,
            "at_venue" => Self::AT_VENUE,
            "listed" => Self::LISTED,
            "level" => Self::LEVEL,
            "goods" => Self::GOODS,
            "deal" => Self::DEAL,
            "credit" => Self::CREDIT,
            "credit_by" => Self::CREDIT_BY,
            "carries" => Self::CARRIES,
            "club" => Self::CLUB,
            "verdict" => Self::VERDICT,
            "about" => Self::ABOUT,
            _ => return None,
        })
    }

    /// Words that are kept for claims and dates and say something here too.
    fn of_other_rooms(kind: &str) -> Option<Self> {
        let (head, tail) = kind.split_once('.').unwrap_or((kind, ""));
        match (head, tail) {
            ("month", "") => Some(Self::MONTH),
            ("up" | "down", "verb" | "pres" | "tverb" | "tpres") | ("flat", "verb" | "pres") => {
                Some(Self::MOVE)
            }
            ("sep", "up" | "down") => Some(Self::MOVE),
            ("up" | "down", "noun" | "adv" | "ger") => Some(Self::MOVE_NOUN),
            ("prep" | "to" | "at" | "of" | "from" | "by", "") => Some(Self::BEFORE_PLACE),
            _ => None,
        }
    }

    /// True where the word has any of these meanings.
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// All cue words and negative phrases.
pub(super) struct Cues {
    /// By the hash of the word, with the word.
    words: ByHash<(Box<str>, Cue)>,
    company_endings: Vec<String>,
    index_members: Vec<String>,
    before: HashSet<(&'static str, &'static str)>,
    after: HashSet<(&'static str, &'static str)>,
}

impl Cues {
    pub(super) fn get() -> &'static Self {
        static TABLE: LazyLock<Cues> = LazyLock::new(Cues::read);
        &TABLE
    }

    fn read() -> Self {
        let mut new = Self {
            words: ByHash::default(),
            company_endings: words::of_kind("link.company_ending").map(|e| plain(e.phrase)).collect(),
            index_members: words::of_kind("link.index_member").map(|e| plain(e.phrase)).collect(),
            before: HashSet::new(),
            after: HashSet::new(),
        };
        for entry in words::entries() {
            if let Some(cue) = Cue::of_entry(entry) {
                let phrase = plain(entry.phrase);
                // `in salita`, `a gagné`: the last word tells it.
                match phrase.rsplit_once(' ') {
                    Some((_, last)) if matches!(cue, Cue::MOVE | Cue::MOVE_NOUN) => {
                        new.mark(last, Cue::MOVE_NOUN);
                    }
                    _ => new.mark(&phrase, cue),
                }
            }
        }
        for name in rows(GIVEN_NAMES) {
            new.mark(name, Cue::GIVEN_NAME);
        }
        for line in rows(NEGATIVES) {
            let mut cells = line.split('\t');
            let (name, place) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
            let side = if place == "before" { &mut new.before } else { &mut new.after };
            side.extend(cells.next().unwrap_or("").split(' ').map(|w| (name, w)));
        }
        new
    }

    fn mark(&mut self, word: &str, cue: Cue) {
        let known = self.words.entry(xxh3_64(word.as_bytes())).or_insert_with(|| (word.into(), Cue(0)));
        // Of two words with one hash the first is kept.
        if *known.0 == *word {
            known.1 = known.1.or(cue);
        }
    }

    /// What a folded word may be.
    pub(super) fn of(&self, word: &str) -> Cue {
        let known = self.words.get(&xxh3_64(word.as_bytes())).filter(|(known, _)| **known == *word);
        known.map(|(_, cue)| *cue).unwrap_or_default()
    }

    /// What a word as written may be.
    pub(super) fn of_word(&self, word: &str) -> Cue {
        let mut small = [0; LONGEST_SMALL];
        match small.get_mut(..word.len()).filter(|_| word.is_ascii()) {
            // Most words: no string is made for them.
            Some(small) => {
                small.copy_from_slice(word.as_bytes());
                small.make_ascii_lowercase();
                std::str::from_utf8(small).map(|word| self.of(word)).unwrap_or_default()
            }
            None => self.of(&plain(word)),
        }
    }

    /// True for a German compound of a kind of company: `Gasekonzerns`, `Feuerfesthersteller`.
    pub(super) fn is_firm_compound(&self, word: &str) -> bool {
        let ends = |word: &str| {
            self.company_endings.iter().any(|h| word.len() > h.len() + 2 && word.ends_with(h.as_str()))
        };
        ends(word) || ["s", "n", "en"].iter().any(|e| word.strip_suffix(e).is_some_and(ends))
    }

    /// True for the second half of a compound for who or what belongs to an index: `Dax-Konzern`,
    /// `Nasdaq-listed`.
    pub(super) fn is_index_member(&self, word: &str) -> bool {
        let same = |member: &String| member == word;
        self.index_members.iter().any(same)
            || ["s", "n", "en", "es"].iter().any(|e| {
                word.strip_suffix(e).is_some_and(|stem| self.index_members.iter().any(|m| m == stem))
            })
    }

    /// True where the name beside this word is not the company: `price target`, `visa rules`.
    pub(super) fn denies_before(&self, name: &str, word: &str) -> bool {
        self.before.contains(&(name, word))
    }

    /// As [`Cues::denies_before`], for a word after the name.
    pub(super) fn denies_after(&self, name: &str, word: &str) -> bool {
        self.after.contains(&(name, word))
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_for_linking_is_known() {
        for entry in words::entries().iter().filter(|e| e.kind.starts_with("link.")) {
            let known = Cue::of_entry(entry).is_some()
                || matches!(
                    entry.kind,
                    "link.company_ending"
                        | "link.joins_name"
                        | "link.index_member"
                        | "link.venue_place"
                        | "link.home_venue"
                        | "link.index_sector"
                        | "link.own_index"
                );
            assert!(known, "{entry:?}");
        }
        let cues = Cues::get();
        assert!(cues.of("aktie").any(Cue::STOCK_HEAD) && cues.of("retailer").any(Cue::ROLE_NOUN));
        assert!(cues.of("eroffnet").any(Cue::FIRM_VERB) && cues.is_firm_compound("feuerfesthersteller"));
        assert!(cues.denies_before("target", "price") && cues.denies_after("visa", "rules"));
    }
}
