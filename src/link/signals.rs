//! What the text around a name says about whether the company is meant: the features of a logistic
//! model whose weights stand in `assets/link/weights.tsv`.

use std::sync::OnceLock;

use super::cues::{Cue, Cues};
use super::gazetteer::{Hit, joined};
use super::page::Page;
use super::part::LinkPart;
use super::tokens::Case;
use crate::instrument::{Alias, AliasKind, Risk};
use crate::text::Language;

/// The weight up to which a company is small.
const SMALL: u8 = 4;

static WEIGHTS: &str = include_str!("../../assets/link/weights.tsv");

macro_rules! signals {
    ($($(#[$doc:meta])* $field:ident,)*) => {
        /// The features of one naming; each is 0 or 1 but for `size`.
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub(super) struct Signals {
            $($(#[$doc])* pub(super) $field: f64,)*
        }

        impl Signals {
            /// The names of the features, in order.
            pub(super) const NAMES: &[&str] = &[$(stringify!($field)),*];

            pub(super) fn values(&self) -> Vec<f64> {
                vec![$(self.$field),*]
            }
        }
    };
}

signals! {
    /// Always 1.
    bias,
    /// The entity's weight above 5, for names that are also something else.
    size,
    /// The name has several words.
    several_words,
    /// The name is also a word of the text's language.
    word,
    /// … one of the commonest.
    very_common,
    /// The name is also a person's.
    person,
    /// The name is also a place's.
    place,
    /// The name is marked as needing support.
    weak,
    /// A word, at the beginning of a sentence: its capital says nothing.
    sentence_start,
    /// A word, in a headline where all words have capitals.
    title_case,
    /// A word, at the beginning of a sentence and before a small-letter word that is no verb of companies:
    /// `Apple pickers`.
    noun_after,
    /// In a line of capitals.
    shouting,
    /// A word of a German text, where all nouns have capitals.
    german_noun,
    /// An article before a doubtful name.
    article,
    /// A given name before it.
    given_name,
    /// A word with a capital beside a doubtful name: part of a longer name.
    capital_beside,
    /// Only matches without its final s, in a language whose genitive has an apostrophe.
    plural,
    /// A legal form after it.
    legal_form,
    /// A word for the security beside it.
    stock_beside,
    /// A compound as companies have: `VW-Chef`.
    firm_compound,
    /// A word for a kind of company before it: `retailer Target`.
    role_noun,
    /// A verb after it as companies have: `Ford recalls`.
    firm_verb,
    /// A word of business in the sentence.
    firm_word,
    /// `'s` after it.
    possessive,
    /// Other companies are listed beside it.
    peers,
    /// The text names the same entity without doubt elsewhere.
    memory,
    /// A brand or product.
    brand,
    /// A number of per cent right behind it: `Rational 1,9 Prozent`, `Colonial (+0,58 %)`.
    amount,
    /// A signed change in brackets right behind it: `Colonial (+0,58 %)`.
    row,
    /// The one word of a small company's name, with nothing beside it that speaks for a company.
    small,
}

impl Signals {
    /// The log-odds that the company is meant.
    pub(super) fn log_odds(&self) -> f64 {
        self.values().iter().zip(weights()).map(|(value, weight)| value * weight).sum()
    }

    /// True where the words could be something else.
    pub(super) fn is_doubtful(&self) -> bool {
        self.word + self.person + self.place + self.weak > 0.0
    }
}

/// The probability for log-odds.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

fn weights() -> &'static [f64] {
    static TABLE: OnceLock<Vec<f64>> = OnceLock::new();
    TABLE.get_or_init(|| Signals::NAMES.iter().map(|name| weight_named(name).unwrap_or(0.0)).collect())
}

fn weight_named(name: &str) -> Option<f64> {
    let row = WEIGHTS.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix('\t'))?;
    row.trim().parse().ok()
}

impl Page<'_> {
    /// True where a place or a family bears the company's name: `Allianz Arena`, `the Marriott brothers`.
    fn is_namesake(&self, hit: &Hit<'_>) -> bool {
        let written = |c: char| c.is_uppercase() || !self.capital_nouns();
        hit.end - hit.first == 1
            && !hit.genitive
            && self.after(hit.end).any(Cue::NAMED_AFTER)
            && self.words.get(hit.end).is_some_and(|w| w.text(self.text).starts_with(written))
            && matches!(self.gap(hit.end), " " | "-")
    }

    /// True where a negative phrase holds the name: `price target`, `Visa rules`.
    pub(super) fn is_denied(&self, hit: &Hit<'_>) -> bool {
        if self.without.has(LinkPart::Negatives) {
            return false;
        }
        if self.is_namesake(hit) || self.before(hit.first).any(Cue::CLUB) {
            return true;
        }
        let name = self.folded_name(hit);
        let cues = Cues::get();
        let stem = name.strip_suffix("'s").unwrap_or(&name);
        hit.first
            .checked_sub(1)
            .is_some_and(|b| !self.begins_sentence(hit.first) && cues.denies_before(stem, &self.folded(b)))
            || (stem == name
                && !self.ends_sentence(hit.end)
                && cues.denies_after(stem, &self.folded(hit.end)))
    }

    /// A word in small letters right after a name that neither verbs of companies nor small words explain.
    fn is_plain_noun(&self, at: usize) -> bool {
        let known =
            Cue::FIRM_VERB.or(Cue::STOCK_WORD).or(Cue::FIRM_WORD).or(Cue::FIRM_HEAD).or(Cue::SMALL_WORD);
        joined(self.text, self.words, at)
            && self.words.get(at).is_some_and(|w| w.case == Case::Lower)
            && !self.cue(at).any(known)
            && !self.folded(at).ends_with("ed")
    }

    /// What the surroundings of a name say.
    pub(super) fn signals(&self, alias: &Alias, weight: u8, hit: &Hit<'_>) -> Signals {
        let mut s = Signals { bias: 1.0, ..Signals::default() };
        self.own_signals(alias, hit, &mut s);
        if self.without.has(LinkPart::Doubt) {
            return Signals { word: 0.0, person: 0.0, place: 0.0, weak: 0.0, ..s };
        }
        if !self.without.has(LinkPart::Support) {
            self.near_signals(hit, &mut s);
        }
        let support = s.legal_form + s.stock_beside + s.firm_compound + s.role_noun + s.firm_verb;
        s.small = f64::from(!s.is_doubtful() && s.several_words < 1.0 && weight <= SMALL && support < 1.0);
        if s.is_doubtful() {
            s.size = f64::from(weight) - 5.0;
            self.doubt_signals(hit, &mut s);
        }
        s
    }

    fn own_signals(&self, alias: &Alias, hit: &Hit<'_>, s: &mut Signals) {
        let risk = alias.risk;
        let is_word = risk.has(if self.language == Language::German { Risk::WORD_DE } else { Risk::WORD_EN });
        s.several_words = f64::from(hit.end - hit.first > 1);
        s.word = f64::from(is_word);
        s.very_common = f64::from(is_word && risk.has(Risk::VERY_COMMON));
        s.german_noun = f64::from(is_word && self.capital_nouns());
        s.person = f64::from(risk.has(Risk::PERSON));
        s.place = f64::from(risk.has(Risk::PLACE));
        // Then it is doubtful twice: as words, and as a name.
        let spelt_small = self.is_spelt_small(alias, hit);
        s.word = f64::from(is_word || spelt_small);
        // An English word is less of a word among Romance ones.
        if is_word && self.language.properties().of_means_by && !risk.has(Risk::VERY_COMMON) {
            s.word = 0.5;
        }
        let as_word = self.is_acronym_as_word(alias, &self.words[hit.first]);
        s.weak = f64::from(risk.has(Risk::WEAK) || spelt_small || as_word);
        s.brand = f64::from(alias.kind == AliasKind::Brand);
        let last = self.words.get(hit.end - 1).map_or("", |w| w.text(self.text));
        let marked = last.contains(['\'', '’']);
        s.plural = f64::from(hit.genitive && !marked && !self.bare_genitive());
        s.possessive = f64::from(hit.genitive && (marked || self.bare_genitive()));
        let capitals = hit.end - hit.first == 1 && self.words[hit.first].case == Case::Upper;
        s.shouting = f64::from(
            capitals && self.is_shouting(hit.first) && (s.is_doubtful() || risk.has(Risk::ACRONYM)),
        );
    }

    /// `1,9 Prozent`, `2.5%`, `(+0,58 %)` right behind a name.
    fn is_followed_by_percent(&self, end: usize) -> bool {
        let number = |i: usize| {
            self.words.get(i).is_some_and(|w| {
                w.case == Case::Other && w.text(self.text).starts_with(|c: char| c.is_ascii_digit())
            })
        };
        // A free plus is a word of its own.
        let plus = self.words.get(end).is_some_and(|w| w.text(self.text) == "+");
        let first = end + usize::from(plus);
        let digits = (first..first + 2).take_while(|i| number(*i)).count();
        let past = first + digits;
        digits > 0
            && self.gap(end).chars().all(|c| " (+-−–\u{a0}".contains(c))
            && (self.gap(past).trim_start().starts_with('%') || self.cue(past).any(Cue::LEVEL))
    }

    /// `Popular, un 0,58 %`, `DIA, que se apuntó un 6,794 %`, `Erg guadagna il 2,1 %`: in the Romance languages a per cent
    /// behind a few small words, be they none of movement or one.
    fn moves_by_percent(&self, end: usize) -> bool {
        const WORDS: usize = 6;
        if !self.language.properties().of_means_by || self.gap(end).contains(['(', '.', ':']) {
            return false;
        }
        let mut moved = false;
        for at in end..end + WORDS {
            let Some(word) = self.words.get(at) else { return false };
            let written = word.text(self.text);
            if written.starts_with(|c: char| c.is_ascii_digit()) {
                // `0,58` is two words.
                let decimal = matches!(self.gap(at + 1), "," | ".");
                let past = at + 1 + usize::from(decimal);
                let percent = self.gap(past).trim_start().starts_with('%') || self.cue(past).any(Cue::LEVEL);
                return percent && (moved || at <= end + 1);
            }
            if word.case != Case::Lower && written != "+"
                || at > end && self.gap(at) != " " && self.gap(at) != "'" && self.gap(at) != "’"
            {
                return false;
            }
            moved |= self.cue(at).any(Cue::MOVE.or(Cue::MOVE_NOUN));
        }
        false
    }

    /// A name of several words, of which the text writes one in small letters that the name writes with a capital:
    /// `on Tuesday morning` is no `Tuesday Morning`. Indices and pairs are spelt either way.
    fn is_spelt_small(&self, alias: &Alias, hit: &Hit<'_>) -> bool {
        let small = |i: usize| self.words.get(i).is_some_and(|w| w.case == Case::Lower);
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let written = alias.text.split([' ', '-']).filter(|w| w.starts_with(char::is_alphabetic));
        hit.end - hit.first == 2 && small(hit.end - 1) && written.filter(|w| capital(w)).count() == 2
    }

    fn near_signals(&self, hit: &Hit<'_>, s: &mut Signals) {
        let (before, after) = (self.before(hit.first), self.after(hit.end));
        let hyphened = self.is_hyphened(hit.end);
        s.legal_form = f64::from(!hyphened && after.any(Cue::LEGAL) && self.is_written_as_form(hit.end));
        let of = hit.first >= 2 && self.cue(hit.first - 1).any(Cue::OF);
        s.stock_beside = f64::from(
            self.security_compound(hit.end).is_some()
                || after.any(Cue::STOCK_WORD)
                || (of && self.cue(hit.first - 2).any(Cue::STOCK_WORD)),
        );
        s.firm_compound = f64::from(hyphened && after.any(Cue::FIRM_HEAD));
        let kind = self.language.properties().joined_compounds
            && hit.first > 0
            && Cues::get().is_firm_compound(&self.folded(hit.first - 1));
        s.role_noun = f64::from(before.any(Cue::ROLE_NOUN) || kind);
        s.firm_verb = f64::from(!hyphened && after.any(Cue::FIRM_VERB));
        s.given_name = f64::from(self.follows_given_name(hit));
        s.amount = f64::from(self.is_followed_by_percent(hit.end) || self.moves_by_percent(hit.end));
        let signed = self.gap(hit.end).ends_with(['-', '−', '–'])
            || self.words.get(hit.end).is_some_and(|w| w.text(self.text) == "+");
        let bracket = self.gap(hit.end).trim_start().starts_with('(');
        s.row = f64::from(s.amount > 0.0 && bracket && signed);
        if !s.is_doubtful() {
            return;
        }
        let around = self.sentence(hit.first, hit.end);
        let speaks = |i: usize| !(hit.first..hit.end).contains(&i) && self.cue(i).any(Cue::FIRM_WORD);
        s.firm_word = f64::from(around.into_iter().any(speaks));
    }

    /// True for the surname of a person inside a sentence: `the teacher Anna Hershey`. At the beginning
    /// of a sentence and in headlines a given name may be a word (`Will Tesla recover`).
    fn follows_given_name(&self, hit: &Hit<'_>) -> bool {
        let Some(before) = hit.first.checked_sub(1) else { return false };
        hit.end - hit.first == 1
            && self.words[hit.first].case == Case::Mixed
            && self.is_proper(before)
            && joined(self.text, self.words, hit.first)
            && self.before(hit.first).any(Cue::GIVEN_NAME)
            && !self.begins_sentence(before)
            && !self.is_title_case(hit.first)
    }

    fn is_written_as_form(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| w.case != Case::Lower)
    }

    fn doubt_signals(&self, hit: &Hit<'_>, s: &mut Signals) {
        let (before, after) = (self.before(hit.first), self.after(hit.end));
        let starts = self.begins_sentence(hit.first);
        let title = self.is_title_case(hit.first);
        let one = hit.end - hit.first == 1;
        s.sentence_start = f64::from(starts && (s.word + s.weak > 0.0));
        s.noun_after =
            f64::from(starts && s.word > 0.0 && one && s.possessive < 1.0 && self.is_plain_noun(hit.end));
        s.title_case = f64::from(title && !starts && (s.word + s.weak > 0.0));
        let article = if self.capital_nouns() { Cue::ARTICLE_DE } else { Cue::ARTICLE_EN };
        s.article = f64::from(before.any(article) && one);
        let given = one && before.any(Cue::GIVEN_NAME) && self.is_proper(hit.first - 1);
        s.given_name = f64::from(given || s.given_name > 0.0);
        let known = Cue::ROLE_NOUN
            .or(Cue::STOCK_WORD)
            .or(Cue::LEGAL)
            .or(Cue::FIRM_VERB)
            .or(Cue::FIRM_WORD)
            .or(Cue::FIRM_HEAD);
        let left = hit.first > 0
            && !starts
            && !self.begins_sentence(hit.first - 1)
            && joined(self.text, self.words, hit.first)
            && self.is_proper(hit.first - 1)
            && !before.any(known.or(article));
        let right = joined(self.text, self.words, hit.end)
            && self.is_proper(hit.end)
            && !after.any(known)
            && s.possessive < 1.0;
        let nouns = self.capital_nouns() && (self.is_hyphened(hit.end) || s.word < 1.0 || s.role_noun > 0.0);
        s.capital_beside = f64::from(!title && !nouns && (left || right) && s.legal_form < 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_weight_and_every_weight_a_feature() {
        for name in Signals::NAMES {
            assert!(weight_named(name).is_some(), "{name}");
        }
        for line in WEIGHTS.lines().filter(|l| !l.starts_with('#')) {
            let name = line.split('\t').next().unwrap_or("");
            assert!(Signals::NAMES.contains(&name), "{name}");
        }
    }
}
