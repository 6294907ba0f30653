//! The words of movement of each language: data files, read once.

use std::collections::HashMap;
use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::lists::{List, WordLists};
use super::time_words::TimeWords;
use super::token;
use super::{Bound, ClaimSession, Direction, MoveHorizon};
use crate::text::{Language, Properties, lower, words};

/// What a word or phrase can do in a sentence about prices. `assets/language/README.md` has the list
/// with examples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Tag {
    /// A past or perfect form that says the whole: `fell`.
    Verb(Direction),
    /// A present form that can also foretell: `fällt`.
    Present(Direction),
    /// An infinitive or noun of the same spelling: `drop`.
    Base(Direction),
    /// A form that needs an amount: `lost`.
    Transitive(Direction),
    /// A participle: `falling`.
    Gerund(Direction),
    /// A noun: `a gain of`.
    Noun(Direction),
    /// What stands with a verb of being: `higher`, `im Minus`.
    Adverb(Direction),
    /// A verb whose object moves: `lifted`.
    Cause(Direction),
    /// A verb whose object moves where an adverb says: `sent`.
    CauseAny,
    /// A verb that says nothing of direction: `closed`.
    Neutral,
    /// A word for the end of the main session.
    Close,
    /// A verb that carries an earlier direction on: `betrug`.
    Same,
    /// A turn that states no move of its own: `pared losses`.
    Reversal,
    /// A phrase that looks like a move and is none: `fell short`.
    NotMove,
    /// A word for a security: `shares`, `Aktie`.
    Stock,
    /// A word for an issuer: `carmaker`.
    Company,
    /// What moves but is no share: `revenue`, `inflation`.
    Figure,
    /// `of its value`: the amount is a move of the share after all.
    ValueOf,
    /// A part of the trading day.
    Session(ClaimSession),
    /// A span of time.
    Horizon(MoveHorizon),
    /// `since`.
    Since,
    /// `biggest`: a `since` behind it does not give the span.
    Superlative,
    /// How firm a number is.
    Qualify(Bound),
    /// Before the level after the move.
    To,
    /// Before a level.
    At,
    /// Before the size.
    By,
    /// Before the level before the move.
    From,
    /// Joins an owner to its share.
    Of,
    /// Opens a range.
    Between,
    /// Before a level that was only passed.
    Below,
    /// Between the ends of a range.
    Range,
    /// Any preposition.
    Preposition,
    /// Joins equals.
    And,
    /// Begins another clause.
    Subordinate,
    /// Begins a relative clause.
    Relative,
    /// A word of an analyst's judgement: `price target`, `stufte`.
    Rating,
    /// A verb of saying.
    Report,
    /// A determiner.
    Determiner,
    /// A pronoun.
    Pronoun,
    /// Shares the amount out: `each`.
    Each,
    /// The first of two.
    Former,
    /// The second of two.
    Latter,
    /// An auxiliary verb.
    Auxiliary,
    /// An adverb that says nothing of direction.
    Skip,
    /// A verb of possibility.
    Modal,
    /// A condition: nothing behind it is a fact.
    Hypothetical,
    /// What takes a noun of movement back: `ist möglich`.
    Doubt,
    /// An expectation: infinitives, nouns and present forms behind it are no facts.
    Expect,
    /// A negation nearby.
    Not,
    /// A denial of the whole sentence.
    Deny,
    /// Takes back the whole sentence before it: `was wrong`.
    Refute,
    /// The name of an index.
    Index,
    /// The name of a month.
    Month,
    /// A capitalised word that is no company.
    Stop,
    /// A common word that can be part of a company's name and is none alone: `Global`.
    Soft,
    /// A common word that ends companies' names: `Energy`.
    NameTail,
    /// A heading over a list of movers.
    Heading(Direction),
    /// A number in words.
    Number(Decimal),
    /// Per cent.
    Percent,
    /// Percentage points and the like: never a share's move.
    RateUnit,
    /// Index points.
    Points,
    /// A hundredth of the currency.
    Cents,
    /// `a share`: the amount is one share's.
    PerShare,
    /// Millions and more: never a price.
    Big,
    /// `a barrel`, `per share`: the amount is no share price.
    PerUnit,
}

impl Tag {
    fn read(name: &str) -> Option<Self> {
        if let Some((way, rest)) = name.split_once('.')
            && let Some(direction) = direction(way)
        {
            return Some(match rest {
                "verb" => Self::Verb(direction),
                "pres" => Self::Present(direction),
                "base" | "tbase" => Self::Base(direction),
                "tverb" | "tpres" => Self::Transitive(direction),
                "ger" => Self::Gerund(direction),
                "noun" => Self::Noun(direction),
                "adv" => Self::Adverb(direction),
                "cause" => Self::Cause(direction),
                _ => return None,
            });
        }
        Some(match name {
            "cause" => Self::CauseAny,
            "neutral" => Self::Neutral,
            "close" => Self::Close,
            "same" => Self::Same,
            "reversal" => Self::Reversal,
            "notmove" => Self::NotMove,
            "stock" => Self::Stock,
            "company" => Self::Company,
            "figure" => Self::Figure,
            "valueof" => Self::ValueOf,
            "session.premarket" => Self::Session(ClaimSession::Premarket),
            "session.afterhours" => Self::Session(ClaimSession::Afterhours),
            "session.regular" => Self::Session(ClaimSession::Regular),
            "horizon.day" => Self::Horizon(MoveHorizon::Day),
            "horizon.week" => Self::Horizon(MoveHorizon::Week),
            "horizon.month" => Self::Horizon(MoveHorizon::Month),
            "horizon.quarter" => Self::Horizon(MoveHorizon::Quarter),
            "horizon.ytd" => Self::Horizon(MoveHorizon::Ytd),
            "horizon.since" => Self::Horizon(MoveHorizon::Since),
            "horizon.year" => Self::Horizon(MoveHorizon::Year),
            "since" => Self::Since,
            "superlative" => Self::Superlative,
            "qual.approx" => Self::Qualify(Bound::About),
            "qual.up_to" => Self::Qualify(Bound::AsMuchAs),
            "qual.more_than" => Self::Qualify(Bound::AtLeast),
            "qual.less_than" => Self::Qualify(Bound::AtMost),
            "to" => Self::To,
            "at" => Self::At,
            "by" => Self::By,
            "from" => Self::From,
            "of" => Self::Of,
            "between" => Self::Between,
            "below" => Self::Below,
            "range" => Self::Range,
            "prep" => Self::Preposition,
            "conj" => Self::And,
            "sub" => Self::Subordinate,
            "rel" => Self::Relative,
            "report" => Self::Report,
            "rating" => Self::Rating,
            "det" => Self::Determiner,
            "pron" => Self::Pronoun,
            "each" => Self::Each,
            "former" => Self::Former,
            "latter" => Self::Latter,
            "aux" => Self::Auxiliary,
            "advb" => Self::Skip,
            "modal" => Self::Modal,
            "hypo" => Self::Hypothetical,
            "expect" => Self::Expect,
            "doubt" => Self::Doubt,
            "neg" => Self::Not,
            "deny" => Self::Deny,
            "refute" => Self::Refute,
            "index" => Self::Index,
            "month" => Self::Month,
            "stop" => Self::Stop,
            "soft" => Self::Soft,
            "tail" => Self::NameTail,
            "header.up" => Self::Heading(Direction::Up),
            "header.down" => Self::Heading(Direction::Down),
            "percent" => Self::Percent,
            "rateunit" => Self::RateUnit,
            "points" => Self::Points,
            "cents" => Self::Cents,
            "big" => Self::Big,
            "unit" => Self::PerUnit,
            "pershare" => Self::PerShare,
            _ => return None,
        })
    }
}

fn direction(way: &str) -> Option<Direction> {
    match way {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        "flat" => Some(Direction::Flat),
        _ => None,
    }
}

/// A separable verb's particle and what the whole says; `None` where it is no move.
#[derive(Debug, Clone)]
pub(super) struct Separable {
    /// The particle at the clause's end.
    pub(super) particle: String,
    /// What stem and particle say together.
    pub(super) direction: Option<Direction>,
}

#[derive(Debug, Default)]
struct TaggedPhrase {
    rest: Vec<String>,
    tags: Vec<Tag>,
}

/// The words of one language.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// What sets the language apart.
    pub(super) language: &'static Properties,
    phrases: HashMap<String, Vec<TaggedPhrase>>,
    beginnings: Vec<(String, Tag)>,
    endings: Vec<(String, Tag)>,
    separable: HashMap<String, Vec<Separable>>,
    /// Words that matter at one place of the grammar.
    pub(super) lists: WordLists,
    /// Words of time.
    pub(super) times: TimeWords,
}

impl Lexicon {
    /// The lexicon of a language; English words for one that has none of its own.
    pub(super) fn of(language: Language) -> &'static Self {
        static ALL: [OnceLock<Lexicon>; Language::COUNT] = [const { OnceLock::new() }; Language::COUNT];
        let own = if words::has_file(language) { language } else { Language::English };
        ALL[own as usize].get_or_init(|| Self::read(own))
    }

    fn read(language: Language) -> Self {
        let mut lexicon = Self {
            language: language.properties(),
            phrases: HashMap::new(),
            beginnings: Vec::new(),
            endings: Vec::new(),
            separable: HashMap::new(),
            lists: WordLists::default(),
            times: TimeWords::default(),
        };
        let own = |e: &&words::Entry| e.language.is_none_or(|l| l == language);
        for entry in words::entries().iter().filter(own) {
            lexicon.add(entry);
            lexicon.lists.add(entry);
            lexicon.times.add(entry);
        }
        for list in lexicon.phrases.values_mut() {
            list.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
        }
        // Of two endings that a word has, the longer says more.
        lexicon.endings.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        lexicon
    }

    fn add(&mut self, entry: &words::Entry) {
        if let Some(way) = entry.kind.strip_prefix("sep.") {
            let particle = lower(entry.value.unwrap_or_default());
            let entry_of = Separable { particle, direction: direction(way) };
            self.separable.entry(token::phrase(entry.phrase)).or_default().push(entry_of);
        } else if entry.kind == "num" {
            if let Some(value) = entry.value.and_then(|v| v.parse().ok()) {
                self.insert(entry.phrase, Tag::Number(value));
            }
        } else if let Some(tag) = Tag::read(entry.kind) {
            let phrase = entry.phrase;
            if let Some(ending) = phrase.strip_prefix('*').filter(|e| !e.contains(' ')) {
                self.endings.push((lower(ending), tag));
            } else if let Some(beginning) = phrase.strip_suffix('*') {
                self.beginnings.push((lower(beginning), tag));
            } else {
                self.insert(phrase, tag);
            }
        }
    }

    fn insert(&mut self, phrase: &str, tag: Tag) {
        let mut words = token::tokens(phrase).into_iter().map(|t| t.lower);
        let Some(first) = words.next() else { return };
        let rest: Vec<String> = words.collect();
        let list = self.phrases.entry(first).or_default();
        if let Some(same) = list.iter_mut().find(|p| p.rest == rest) {
            same.tags.push(tag);
        } else {
            list.push(TaggedPhrase { rest, tags: vec![tag] });
        }
    }

    /// The longest phrase that begins here, if `keep` likes its tags: how many tokens, and what it
    /// can do.
    pub(super) fn longest(
        &self,
        tokens: &[token::Token],
        keep: impl Fn(&[Tag]) -> bool,
    ) -> Option<(usize, &[Tag])> {
        let first = tokens.first()?;
        let list = self.phrases.get(&first.lower)?;
        let fits = |p: &&TaggedPhrase| {
            tokens.len() > p.rest.len()
                && p.rest.iter().zip(&tokens[1..]).all(|(w, t)| *w == t.lower)
                && keep(&p.tags)
        };
        list.iter().find(fits).map(|p| (p.rest.len() + 1, p.tags.as_slice()))
    }

    /// What a single word can do by its beginning or ending alone.
    pub(super) fn by_shape(&self, word: &str) -> Option<Tag> {
        let ending =
            self.endings.iter().find(|(e, _)| word.len() > e.len() + 1 && word.ends_with(e.as_str()));
        let beginning = || self.beginnings.iter().find(|(b, _)| word.starts_with(b.as_str()));
        ending.or_else(beginning).map(|(_, tag)| *tag)
    }

    /// The particles that a verb stem can take.
    pub(super) fn particles(&self, stem: &str) -> &[Separable] {
        self.separable.get(stem).map_or(&[], Vec::as_slice)
    }

    /// Whether a word alone is a number: `two`, `zwanzig`.
    pub(super) fn is_number_word(&self, word: &str) -> bool {
        let number =
            |p: &TaggedPhrase| p.rest.is_empty() && p.tags.iter().any(|t| matches!(t, Tag::Number(_)));
        self.phrases.get(word).is_some_and(|l| l.iter().any(number))
    }

    /// The number that a word alone is.
    pub(super) fn number_of(&self, word: &str) -> Option<Decimal> {
        let value = |t: &Tag| if let Tag::Number(value) = t { Some(*value) } else { None };
        let alone = self.phrases.get(word)?.iter().find(|p| p.rest.is_empty())?;
        alone.tags.iter().find_map(value)
    }

    /// The number in words that begins here, and over how many tokens it goes.
    pub(super) fn number_at(&self, tokens: &[token::Token]) -> Option<(usize, Decimal)> {
        let number = |tags: &[Tag]| {
            tags.iter().find_map(|t| if let Tag::Number(value) = t { Some(*value) } else { None })
        };
        let (length, tags) = self.longest(tokens, |t| number(t).is_some())?;
        Some((length, number(tags)?))
    }

    /// Whether a word stands in a list.
    pub(super) fn is_in(&self, word: &str, list: List) -> bool {
        self.lists.of(word).has(list)
    }

    /// Whether a word ends as those of a list do.
    pub(super) fn ends_as(&self, word: &str, list: List) -> bool {
        self.lists.parts(list).any(|ending| word.ends_with(ending))
    }

    /// Whether a word alone has a tag.
    pub(super) fn word_is(&self, word: &str, wanted: Tag) -> bool {
        self.phrases
            .get(word)
            .is_some_and(|l| l.iter().any(|p| p.rest.is_empty() && p.tags.contains(&wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGS: [Language; 5] =
        [Language::English, Language::German, Language::French, Language::Spanish, Language::Italian];

    #[test]
    fn every_language_has_both_directions_and_a_word_for_the_share() {
        for lang in LANGS {
            let lexicon = Lexicon::of(lang);
            let has = |tag: Tag| lexicon.phrases.values().flatten().any(|p| p.tags.contains(&tag));
            for tag in
                [Tag::Verb(Direction::Up), Tag::Verb(Direction::Down), Tag::Stock, Tag::Percent, Tag::Figure]
            {
                assert!(has(tag), "{lang:?}: {tag:?}");
            }
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        let tokens = token::tokens("as much as 3%");
        let (length, tags) = Lexicon::of(Language::English).longest(&tokens, |_| true).unwrap();
        assert_eq!((length, tags), (3, &[Tag::Qualify(Bound::AsMuchAs)][..]));
    }
}
