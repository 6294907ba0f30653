//! Groups of words around a noun: what stands together in a sentence, and what its last word is.

use std::ops::Range;

use super::item::{Item, Kind};
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::names::{Name, Referent};
use super::quantity::Quantity;

/// What the last word of a group of words is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Name,
    Stock,
    Company,
    Pronoun,
    Former,
    Latter,
    Figure,
    Other,
}

/// A group of words around a noun.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) items: Range<usize>,
    pub(super) head: Head,
    pub(super) names: Vec<usize>,
    /// The place of the preposition before it.
    pub(super) preposition: Option<usize>,
    /// Hangs on the group before: `of …`, a German genitive.
    pub(super) genitive: bool,
    pub(super) determiner: bool,
}

impl Group {
    pub(super) fn free(&self) -> bool {
        self.preposition.is_none() && !self.genitive
    }
}

/// Reads the groups of a stretch of items.
pub(super) struct Grammar<'a> {
    pub(super) items: &'a [Item],
    pub(super) names: &'a [Name],
    pub(super) lexicon: &'a Lexicon,
}

impl Grammar<'_> {
    pub(super) fn groups(&self, zone: Range<usize>) -> Vec<Group> {
        let mut out: Vec<Group> = Vec::new();
        let mut at = zone.start;
        let mut preposition = None;
        while at < zone.end {
            if self.member(at) {
                let end = self.group_end(at, zone.end);
                let adjacent = out.last().is_some_and(|g| g.items.end == preposition.unwrap_or(at));
                out.push(self.group(at..end, preposition, adjacent));
                preposition = None;
                at = end;
                continue;
            }
            let item = &self.items[at];
            let leads = [Tag::Preposition, Tag::Of, Tag::To, Tag::From, Tag::By];
            if leads.iter().any(|t| item.has(*t)) {
                preposition = Some(at);
            } else if !self.passes_preposition(item) {
                preposition = None;
            }
            at += 1;
        }
        self.join_lists(out)
    }

    /// What may stand between a preposition and its noun: adverbs, adjectives, words for a part of
    /// the day.
    fn passes_preposition(&self, item: &Item) -> bool {
        let adjective = self.lexicon.language.capital_nouns
            && item.kind == Kind::Word
            && !item.capital
            && item.tags.iter().all(|t| matches!(t, Tag::Gerund(_)));
        adjective
            || item.has(Tag::Skip)
            || item.is('"')
            || item.tags.iter().any(|t| matches!(t, Tag::Qualify(_) | Tag::Session(_) | Tag::Horizon(_)))
    }

    fn group(&self, items: Range<usize>, preposition: Option<usize>, adjacent: bool) -> Group {
        let slice = &self.items[items.clone()];
        let determiner = slice[0].has(Tag::Determiner);
        let of = preposition.is_some_and(|p| self.items[p].has(Tag::Of));
        let german_genitive = self.lexicon.language.article_genitive
            && preposition.is_none()
            && determiner
            && adjacent
            && slice[0].is_in(List::GenitiveArticle);
        let genitive = adjacent && (of || german_genitive);
        let names = self.own_names(items.clone());
        Group { head: self.head(items.clone()), items, names, preposition, genitive, determiner }
    }

    /// The names of a group that are not the front half of a compound (`Google` in `Google-Mutter`).
    fn own_names(&self, items: Range<usize>) -> Vec<usize> {
        let all = || items.clone().filter_map(|i| self.items[i].name().map(|n| (i, n)));
        let free: Vec<usize> =
            all().filter(|(i, _)| !self.is_modifier(*i, items.end)).map(|(_, n)| n).collect();
        if free.is_empty() && self.head(items.clone()) == Head::Stock {
            return all().map(|(_, n)| n).next_back().into_iter().collect();
        }
        free.last().copied().into_iter().collect()
    }

    fn is_modifier(&self, at: usize, end: usize) -> bool {
        let hyphen = self.items.get(at + 1).is_some_and(|i| i.is('-') && i.glued);
        let tail = self.items.get(at + 2).filter(|_| at + 2 < end);
        hyphen && tail.is_some_and(|t| !t.has(Tag::Stock))
    }

    fn head(&self, items: Range<usize>) -> Head {
        let part = |i: &&Item| i.lower == "'s" || i.is('\'') || is_index_word(i);
        let named = items.clone().any(|i| self.items[i].name().is_some());
        let Some(last) = self.items[items.clone()].iter().rev().find(|i| !(named && part(i))) else {
            return Head::Other;
        };
        let last = self.before_adjectives(items.clone()).unwrap_or(last);
        let compound_figure =
            items.clone().any(|i| self.items[i].has(Tag::Figure)) && !self.lexicon.language.joined_compounds;
        match last.kind {
            Kind::Name(n) if self.names[n].referent == Referent::NoShare => Head::Figure,
            Kind::Name(_) => Head::Name,
            _ if last.has(Tag::Former) => Head::Former,
            _ if last.has(Tag::Latter) => Head::Latter,
            _ if last.has(Tag::Figure) => Head::Figure,
            _ if last.has(Tag::Stock) && !compound_figure => Head::Stock,
            _ if last.has(Tag::Company) => Head::Company,
            _ if last.has(Tag::Pronoun) || last.has(Tag::Each) => Head::Pronoun,
            _ => Head::Other,
        }
    }

    /// `la société dirigée`, `le azioni bancarie`: where adjectives follow their noun, the noun for the share or the
    /// company before them.
    fn before_adjectives(&self, items: Range<usize>) -> Option<&Item> {
        let language = self.lexicon.language;
        if !language.of_means_by {
            return None;
        }
        let adjective = |i: &&Item| i.kind == Kind::Word && !i.capital && i.tags.is_empty();
        let noun = self.items[items.clone()].iter().rev().skip_while(adjective).nth(0)?;
        let follows = self.items[items].last().is_some_and(|i| adjective(&i));
        (follows && (noun.has(Tag::Stock) || noun.has(Tag::Company)) && !noun.has(Tag::Figure))
            .then_some(noun)
    }

    fn group_end(&self, start: usize, limit: usize) -> usize {
        let mut end = start + 1;
        while end < limit && (self.member(end) || self.adjective(start, end, limit)) {
            let noun = |i: usize| self.items[i].capital || !self.lexicon.language.capital_nouns;
            let complete = (start..end).any(|i| noun(i) && !self.items[i].has(Tag::Determiner));
            // `war Halbach Schlusslicht`: two noun groups, unless the second is the share.
            let after_name = self.lexicon.language.capital_nouns
                && self.items[end - 1].name().is_some()
                && self.items[end].kind == Kind::Word
                && !self.items[end].has(Tag::Stock)
                && !self.items[end].glued;
            // `In due sedute Piazza Affari ha perso`.
            let timed = self.items[end - 1].is_in(List::TimeNoun) && self.items[end].name().is_some();
            if after_name
                || timed
                || self.items[end].has(Tag::Determiner) && complete
                || self.items[end - 1].has(Tag::Pronoun) && !self.items[end].has(Tag::Stock)
            {
                break;
            }
            end += 1;
        }
        end
    }

    /// `die flächenbereinigten Erlöse`: an adjective between a German article and its noun.
    fn adjective(&self, start: usize, at: usize, limit: usize) -> bool {
        let plain = |i: usize| {
            let item = &self.items[i];
            item.kind == Kind::Word && !item.capital && item.tags.is_empty()
        };
        let noun = (at + 1..limit.min(at + 3)).find(|i| !plain(*i));
        self.lexicon.language.capital_nouns
            && self.items[start].has(Tag::Determiner)
            && (start + 1..=at).all(plain)
            && noun.is_some_and(|n| self.items[n].capital && self.member(n))
    }

    /// Whether an item can be part of a noun group.
    fn member(&self, at: usize) -> bool {
        let item = &self.items[at];
        match item.kind {
            Kind::Name(_) => true,
            Kind::Sign('-') => item.glued && at > 0 && self.items.get(at + 1).is_some_and(|n| n.glued),
            Kind::Sign('\'') => at > 0 && item.glued,
            Kind::Sign(_) | Kind::Amount(_) => false,
            Kind::Word => {
                (self.noun_like(item) || self.describes(at) || self.is_in_compound(at))
                    && !self.is_month_of_date(at)
                    && !self.opens_number(at)
            }
        }
    }

    /// `Blue-Chips-Barometer`: what can end a name is a part of a compound too.
    fn is_in_compound(&self, at: usize) -> bool {
        let hyphen = |i: usize| self.items.get(i).is_some_and(|h| h.is('-') && h.glued);
        let tail = self.items[at].tags.iter().all(|t| *t == Tag::NameTail);
        self.lexicon.language.capital_nouns
            && self.items[at].capital
            && tail
            && (at > 0 && hyphen(at - 1) || hyphen(at + 1))
    }

    /// `el 28 de enero`, `le 3 mars`: the article of a date.
    fn opens_number(&self, at: usize) -> bool {
        let number = |i: &Item| matches!(i.kind, Kind::Amount(Quantity::Bare(day)) if day.scale() == 0);
        self.items[at].has(Tag::Determiner)
            && !self.lexicon.language.capital_nouns
            && self.items.get(at + 1).is_some_and(number)
            && self.items[at + 2..].iter().take(2).any(|i| i.has(Tag::Month))
    }

    /// `the manufacturing group`, `the listed lender`: a participle between an article and its noun.
    fn describes(&self, at: usize) -> bool {
        let noun = |i: &Item| i.has(Tag::Stock) || i.has(Tag::Company);
        at > 0
            && self.lexicon.language.verb_endings
            && self.items[at].tags.is_empty()
            && self.items[at - 1].has(Tag::Determiner)
            && self.items.get(at + 1).is_some_and(noun)
    }

    /// `am 28. Januar verlor Nvidia`: the month of a date is nobody who moves.
    fn is_month_of_date(&self, at: usize) -> bool {
        let stop = |i: &usize| self.items[*i].is('.') && self.items[*i].glued;
        let before = (0..at).rev().find(|i| !stop(i));
        self.items[at].has(Tag::Month)
            && before.is_some_and(
                |i| matches!(self.items[i].kind, Kind::Amount(Quantity::Bare(day)) if day.scale() == 0),
            )
    }

    fn noun_like(&self, item: &Item) -> bool {
        if item.has(Tag::Each) && item.has(Tag::Skip) {
            return false;
        }
        let noun = [Tag::Stock, Tag::Company, Tag::Figure, Tag::Former, Tag::Latter, Tag::Pronoun];
        if noun.iter().any(|t| item.has(*t)) {
            return true;
        }
        if item.has(Tag::Determiner) || item.lower == "'s" {
            return true;
        }
        let only_stop = item
            .tags
            .iter()
            .all(|t| matches!(t, Tag::Stop | Tag::Soft | Tag::Superlative | Tag::Month | Tag::Rating));
        let noun = item.capital || !self.lexicon.language.capital_nouns;
        only_stop && noun && !is_verb_like(item, self.lexicon)
    }

    fn join_lists(&self, groups: Vec<Group>) -> Vec<Group> {
        let mut out: Vec<Group> = Vec::new();
        for group in groups {
            if let Some(before) = out.last_mut()
                && before.head == Head::Name
                && group.head == Head::Name
                && group.preposition.is_none()
                && !group.determiner
                && self.only_joiners(before.items.end..group.items.start)
                && !self.fronted(before, &group)
            {
                before.names.extend(&group.names);
                before.items.end = group.items.end;
                continue;
            }
            out.push(group);
        }
        out
    }

    /// `En tête du CAC 40, Renault bondit`: an index in front and a comma is no equal of the share.
    fn fronted(&self, before: &Group, group: &Group) -> bool {
        let is_index = |g: &Group| g.names.iter().all(|n| self.names[*n].is_index());
        let comma = self.items[before.items.end..group.items.start].iter().all(|i| i.is(','));
        comma && is_index(before) && !is_index(group)
    }

    fn only_joiners(&self, between: Range<usize>) -> bool {
        !between.is_empty()
            && between.len() <= 2
            && between.clone().all(|i| {
                let item = &self.items[i];
                item.is(',') || item.is('/') || item.has(Tag::And)
            })
    }
}

/// `the Nasdaq Composite index`: the word only says what the name is.
fn is_index_word(item: &Item) -> bool {
    item.is_in(List::IndexNoun)
}

/// An English verb that no list knows: `notched`, `outpaced`.
fn is_verb_like(item: &Item, lexicon: &Lexicon) -> bool {
    lexicon.language.verb_endings
        && !item.capital
        && !item.glued
        && (item.lower.ends_with("ed") || item.lower.ends_with("ing") || item.lower.ends_with("ly"))
}
