//! Whose move it is: the grammatical subject of a trigger.

use std::ops::Range;

use super::item::{Item, Kind};
use super::lexicon::{Lexicon, Tag};
use super::names::{Name, What};
use super::trigger::{How, Segment};

/// What the subject of a move is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// One or more names.
    Names(Vec<usize>),
    /// A word for the share or the company, or a pronoun: whose, the context says.
    Anaphor,
    /// The first of two named before.
    Former,
    /// The second of two named before.
    Latter,
    /// No subject of its own: the clause goes on from the one before.
    Elided,
    /// Something that is no security.
    Other,
}

/// What the last word of a group of words is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    Name,
    Stock,
    Company,
    Pronoun,
    Former,
    Latter,
    Kill,
    Other,
}

/// A group of words around a noun.
#[derive(Debug, Clone)]
struct Group {
    items: Range<usize>,
    head: Head,
    names: Vec<usize>,
    /// The place of the preposition before it.
    preposition: Option<usize>,
    /// Hangs on the group before: `of …`, a German genitive.
    genitive: bool,
    determiner: bool,
}

impl Group {
    fn free(&self) -> bool {
        self.preposition.is_none() && !self.genitive
    }
}

/// Reads the groups of a stretch of items.
struct Grammar<'a> {
    items: &'a [Item],
    names: &'a [Name],
    lexicon: &'a Lexicon,
}

/// The subject of the segment's trigger.
pub(super) fn subject(items: &[Item], segment: &Segment, names: &[Name], lexicon: &Lexicon) -> Subject {
    Grammar { items, names, lexicon }.subject(segment)
}

/// The name that a stretch of text is about: the first free one, or the first.
pub(super) fn topic(items: &[Item], zone: Range<usize>, names: &[Name], lexicon: &Lexicon) -> Option<usize> {
    let grammar = Grammar { items, names, lexicon };
    let groups = grammar.groups(zone);
    let real = |n: &usize| !names[*n].source && names[*n].what != What::NoShare && !names[*n].is_index();
    let owned = |g: &Group| grammar.owners(&groups, g).into_iter().find(|n| real(n));
    let free = groups.iter().filter(|g| g.free() && g.head != Head::Other).find_map(owned);
    let known =
        || groups.iter().flat_map(|g| &g.names).find(|n| real(n) && names[**n].what != What::Guess).copied();
    let main =
        free.or_else(known).or_else(|| groups.iter().flat_map(|g| &g.names).find(|n| real(n)).copied())?;
    Some(grammar.judged(&groups, main).unwrap_or(main))
}

impl Grammar<'_> {
    fn subject(&self, segment: &Segment) -> Subject {
        let t = &segment.trigger;
        let groups = self.groups(segment.items.clone());
        match t.how {
            How::Sign => self.nearest_before(&groups, t.at),
            How::Cause => self.object(&groups, segment, t.at),
            How::Noun | How::Same => self.of_noun(&groups, segment),
            How::Adverb => self.of_adverb(&groups, segment),
            How::Gerund | How::Verb | How::Present | How::Base | How::Transitive => {
                self.of_verb(&groups, segment, t.at)
            }
        }
    }

    // Groups

    fn groups(&self, zone: Range<usize>) -> Vec<Group> {
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
            let leads = [Tag::Preposition, Tag::Of, Tag::To, Tag::From];
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
        let adjective =
            self.lexicon.verb_second && item.kind == Kind::Word && !item.capital && item.tags.is_empty();
        adjective
            || item.has(Tag::Skip)
            || item.is('"')
            || item.tags.iter().any(|t| matches!(t, Tag::Qualify(_) | Tag::Session(_) | Tag::Horizon(_)))
    }

    fn group(&self, items: Range<usize>, preposition: Option<usize>, adjacent: bool) -> Group {
        let slice = &self.items[items.clone()];
        let determiner = slice[0].has(Tag::Determiner);
        let of = preposition.is_some_and(|p| self.items[p].has(Tag::Of));
        let german_genitive = self.lexicon.verb_second
            && preposition.is_none()
            && determiner
            && adjacent
            && ["der", "des", "seiner", "ihrer", "eines", "einer"].contains(&slice[0].lower.as_str());
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
        let compound_kill = items.clone().any(|i| self.items[i].has(Tag::Kill)) && !self.lexicon.verb_second;
        match last.kind {
            Kind::Name(n) if self.names[n].what == What::NoShare => Head::Kill,
            Kind::Name(_) => Head::Name,
            _ if last.has(Tag::Former) => Head::Former,
            _ if last.has(Tag::Latter) => Head::Latter,
            _ if last.has(Tag::Kill) => Head::Kill,
            _ if last.has(Tag::Stock) && !compound_kill => Head::Stock,
            _ if last.has(Tag::Company) => Head::Company,
            _ if last.has(Tag::Pronoun) || last.has(Tag::Each) => Head::Pronoun,
            _ => Head::Other,
        }
    }

    fn group_end(&self, start: usize, limit: usize) -> usize {
        let mut end = start + 1;
        while end < limit && self.member(end) {
            let noun = |i: usize| self.items[i].capital || !self.lexicon.verb_second;
            let complete = (start..end).any(|i| noun(i) && !self.items[i].has(Tag::Determiner));
            // `war Halbach Schlusslicht`: two noun groups, unless the second is the share.
            let after_name = self.lexicon.verb_second
                && self.items[end - 1].name().is_some()
                && self.items[end].kind == Kind::Word
                && !self.items[end].has(Tag::Stock)
                && !self.items[end].glued;
            if after_name
                || self.items[end].has(Tag::Determiner) && complete
                || self.items[end - 1].has(Tag::Pronoun) && !self.items[end].has(Tag::Stock)
            {
                break;
            }
            end += 1;
        }
        end
    }

    /// Whether an item can be part of a noun group.
    fn member(&self, at: usize) -> bool {
        let item = &self.items[at];
        match item.kind {
            Kind::Name(_) => true,
            Kind::Sign('-') => item.glued && at > 0 && self.items.get(at + 1).is_some_and(|n| n.glued),
            Kind::Sign('\'') => at > 0 && item.glued,
            Kind::Sign(_) | Kind::Amount(_) => false,
            Kind::Word => self.noun_like(item),
        }
    }

    fn noun_like(&self, item: &Item) -> bool {
        if item.has(Tag::Each) && item.has(Tag::Skip) {
            return false;
        }
        let noun = [Tag::Stock, Tag::Company, Tag::Kill, Tag::Former, Tag::Latter, Tag::Pronoun];
        if noun.iter().any(|t| item.has(*t)) {
            return true;
        }
        if item.has(Tag::Determiner) || item.lower == "'s" {
            return true;
        }
        let only_stop =
            item.tags.iter().all(|t| matches!(t, Tag::Stop | Tag::Superlative | Tag::Month | Tag::Rating));
        let noun = item.capital || !self.lexicon.verb_second;
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
            {
                before.names.extend(&group.names);
                before.items.end = group.items.end;
                continue;
            }
            out.push(group);
        }
        out
    }

    fn only_joiners(&self, between: Range<usize>) -> bool {
        !between.is_empty()
            && between.len() <= 2
            && between.clone().all(|i| {
                let item = &self.items[i];
                item.is(',') || item.is('/') || item.has(Tag::And)
            })
    }

    /// The names behind a group: its own, or those that own its share.
    fn owners(&self, groups: &[Group], group: &Group) -> Vec<usize> {
        if !group.names.is_empty() {
            return group.names.clone();
        }
        let place = groups.iter().position(|g| g.items == group.items).unwrap_or(groups.len());
        groups[(place + 1).min(groups.len())..]
            .iter()
            .take_while(|g| {
                let placed = g.preposition.is_some_and(|p| self.owns(p));
                g.genitive || g.head == Head::Name && placed && group.head == Head::Stock
            })
            .find(|g| !g.names.is_empty())
            .map(|g| g.names.clone())
            .unwrap_or_default()
    }

    /// `shares in X`, `Aktien bei X`: not `shares over the last week`.
    fn owns(&self, preposition: usize) -> bool {
        const OWNING: [&str; 12] =
            ["in", "at", "from", "von", "vom", "bei", "beim", "der", "des", "an", "en", "chez"];
        let item = &self.items[preposition];
        item.has(Tag::Of) || OWNING.contains(&item.lower.as_str())
    }

    /// `stocks fell`: the market.
    fn is_market(&self, group: &Group) -> bool {
        self.items[group.items.clone()].last().is_some_and(|i| i.lower == "stocks" || i.lower == "equities")
    }

    /// `shares of several lenders`: of no one in particular.
    fn of_many(groups: &[Group], group: &Group) -> bool {
        let next = groups.iter().find(|g| g.items.start >= group.items.end);
        group.head == Head::Stock
            && next.is_some_and(|g| {
                g.genitive && g.names.is_empty() && !(g.determiner || g.head == Head::Pronoun)
            })
    }

    fn judge(&self, groups: &[Group], group: &Group) -> Subject {
        match group.head {
            Head::Name => Subject::Names(group.names.clone()),
            Head::Stock | Head::Company => match self.owners(groups, group) {
                names if !names.is_empty() => Subject::Names(names),
                _ if Self::of_many(groups, group) || self.is_market(group) => Subject::Other,
                _ if Self::bare_stock(group) => Subject::Anaphor,
                _ => Subject::Other,
            },
            Head::Pronoun => Subject::Anaphor,
            Head::Former => Subject::Former,
            Head::Latter => Subject::Latter,
            // `die des Rivalen Aixtron`: an article alone stands for the share just named.
            Head::Other if group.items.len() == 1 && group.determiner => match self.owners(groups, group) {
                names if names.is_empty() => Subject::Elided,
                names => Subject::Names(names),
            },
            Head::Kill | Head::Other => Subject::Other,
        }
    }

    /// `the stock`, `shares`, `die Aktie`, `the Munich-based group`.
    fn bare_stock(group: &Group) -> bool {
        group.head == Head::Stock || group.determiner
    }

    // Subjects

    fn of_verb(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
        if let Some(subject) = self.pushed(groups, segment) {
            return subject;
        }
        if self.lexicon.verb_second {
            self.german(groups, segment, verb)
        } else {
            self.before_verb(groups, segment, verb)
        }
    }

    /// `sent Skyworks down`: the object of a verb of pushing.
    fn pushed(&self, groups: &[Group], segment: &Segment) -> Option<Subject> {
        let trigger = segment.trigger.at;
        let push = (segment.items.start..trigger).rev().find(|i| self.items[*i].has(Tag::CauseAny))?;
        let object = groups.iter().find(|g| g.free() && g.items.start > push && g.items.end <= trigger)?;
        let known = matches!(object.head, Head::Name | Head::Stock | Head::Company);
        known.then(|| self.judge(groups, object))
    }

    fn before_verb(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
        let before: Vec<&Group> = groups.iter().filter(|g| g.items.end <= verb).collect();
        let gap = |g: &&&Group| g.free();
        let direct = self.skip_back(segment.items.start, verb);
        if let Some(opened) = self.opened_clause(&before, direct) {
            return self.judge(groups, opened);
        }
        let broken = direct.is_some_and(|i| self.items[i].is(','));
        // `…, before closing 1.5% firmer`: the clause has no subject of its own.
        let joined =
            direct.is_some_and(|i| self.items[i].has(Tag::And) || self.items[i].has(Tag::Subordinate));
        let relative = direct.is_some_and(|i| self.items[i].has(Tag::Relative));
        if relative {
            let antecedent = before.iter().rfind(|g| g.head != Head::Pronoun);
            return antecedent.map_or(Subject::Elided, |g| self.judge(groups, g));
        }
        let chosen = if broken {
            before
                .iter()
                .filter(gap)
                .find(|g| self.chain_end(groups, g).is_some_and(|e| self.items[e].is(',')))
                .or_else(|| before.iter().filter(gap).find(|g| matches!(g.head, Head::Name | Head::Stock)))
        } else if joined {
            before.iter().find(gap)
        } else {
            before.iter().rfind(gap)
        };
        match chosen {
            Some(group) => self.judge(groups, group),
            None if !self.lexicon.comma_decimal || segment.items.start > 0 => Subject::Elided,
            None => self.after_verb(groups, verb),
        }
    }

    /// `said after Halbach shares fell`, `with the Dow up 1%`: what looks like a preposition opens a
    /// clause whose subject stands right before its verb.
    fn opened_clause<'g>(&self, before: &[&'g Group], direct: Option<usize>) -> Option<&'g Group> {
        let group = before.last()?;
        let adjacent = direct.is_some_and(|d| group.items.contains(&d) || d + 1 == group.items.end);
        let opens = group.preposition.is_some_and(|p| self.items[p].has(Tag::Subordinate));
        let known = matches!(group.head, Head::Name | Head::Stock | Head::Pronoun);
        (adjacent && opens && known).then_some(group)
    }

    /// `Cayeron un 3% las acciones de X`.
    fn after_verb(&self, groups: &[Group], verb: usize) -> Subject {
        groups
            .iter()
            .find(|g| g.items.start > verb && g.free())
            .map_or(Subject::Elided, |g| self.judge(groups, g))
    }

    /// The item behind a group and what hangs on it.
    fn chain_end(&self, groups: &[Group], group: &Group) -> Option<usize> {
        let place = groups.iter().position(|g| g.items == group.items)?;
        let chain = groups[place + 1..].iter().take_while(|g| g.preposition.is_some() || g.genitive);
        let end = chain.last().map_or(group.items.end, |g| g.items.end);
        [group.items.end, end].into_iter().find(|e| self.items.get(*e).is_some_and(|i| i.is(',')))
    }

    /// The last item before `from` that is not an adverb, an auxiliary or an amount's qualifier.
    fn skip_back(&self, start: usize, from: usize) -> Option<usize> {
        (start..from).rev().find(|i| {
            let item = &self.items[*i];
            let passes = item.has(Tag::Skip)
                || item.has(Tag::Auxiliary)
                || item.has(Tag::Neutral)
                || item.amount().is_some()
                || item.lower.ends_with("ly")
                || item.tags.iter().any(|t| matches!(t, Tag::Session(_) | Tag::Horizon(_) | Tag::Qualify(_)));
            !passes
        })
    }

    /// German: one constituent before the finite verb; if it is an adverbial, the subject follows.
    fn german(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
        let clause = self.clause_start(segment.items.start, verb);
        let inside: Vec<&Group> =
            groups.iter().filter(|g| g.items.start >= clause && g.items.start < segment.items.end).collect();
        let relative = (clause..verb).find(|i| self.is_relative(*i));
        if let Some(at) = relative {
            return self.relative_clause(groups, &inside, at);
        }
        let (before, after): (Vec<&&Group>, Vec<&&Group>) = inside.iter().partition(|g| g.items.end <= verb);
        let first = before.iter().find(|g| g.free());
        let after = after.iter().find(|g| g.free());
        let opens_with_adverbial = before.first().is_some_and(|g| g.preposition.is_some());
        let verb_last = self.is_subordinate(segment.items.start.min(clause), clause, verb);
        let chosen = match (first, after) {
            (Some(f), Some(a))
                if opens_with_adverbial && !verb_last && f.items.start > before[0].items.start =>
            {
                if matches!(f.head, Head::Name | Head::Stock) { Some(f) } else { Some(a) }
            }
            (Some(f), _) => Some(f),
            (None, Some(a)) => Some(a),
            (None, None) => None,
        };
        match chosen {
            Some(group) => self.judge(groups, group),
            None => self.impersonal(groups, &inside),
        }
    }

    /// `für die Titel von X ging es nach oben`: the share stands behind a preposition.
    fn impersonal(&self, groups: &[Group], inside: &[&Group]) -> Subject {
        let with = |g: &&&Group| {
            let word = g.preposition.map_or("", |p| self.items[p].lower.as_str());
            ["für", "mit", "bei", "beim"].contains(&word)
                && matches!(g.head, Head::Name | Head::Stock | Head::Company)
        };
        inside.iter().find(with).map_or(Subject::Elided, |g| self.judge(groups, g))
    }

    fn is_relative(&self, at: usize) -> bool {
        let item = &self.items[at];
        let after_comma = at > 0 && self.items[at - 1].is(',');
        let article = ["der", "die", "das"].contains(&item.lower.as_str());
        let noun_next =
            self.items.get(at + 1).is_some_and(|n| n.capital || n.has(Tag::Determiner) || n.lower == "von");
        item.has(Tag::Relative) && after_comma || article && after_comma && !noun_next
    }

    /// `…, deren Aktien`, `…, die`: the group before the comma is meant.
    fn relative_clause(&self, groups: &[Group], inside: &[&Group], at: usize) -> Subject {
        let own = inside
            .iter()
            .find(|g| g.items.start >= at && matches!(g.head, Head::Kill | Head::Other) && g.free());
        if own.is_some_and(|g| g.items.len() > 1 || !self.items[g.items.start].has(Tag::Determiner)) {
            return Subject::Other;
        }
        let antecedent = groups.iter().rfind(|g| g.items.end < at && g.head != Head::Other);
        antecedent.map_or(Subject::Elided, |g| self.judge(groups, g))
    }

    fn is_subordinate(&self, start: usize, clause: usize, verb: usize) -> bool {
        const OPENERS: [&str; 13] = [
            "nachdem",
            "weil",
            "da",
            "dass",
            "während",
            "obwohl",
            "bevor",
            "als",
            "wobei",
            "wohingegen",
            "ehe",
            "wogegen",
            "indem",
        ];
        (start..verb).any(|i| i + 1 >= clause && OPENERS.contains(&self.items[i].lower.as_str()))
    }

    /// Where the clause of `verb` begins: behind the last sign or joining word before it that
    /// opens a clause.
    fn clause_start(&self, start: usize, verb: usize) -> usize {
        (start..verb)
            .rev()
            .find(|i| {
                let item = &self.items[*i];
                matches!(item.kind, Kind::Sign(':' | ';' | '„' | '“' | '"' | '|'))
                    || item.is('-') && !item.glued
            })
            .map_or(start, |i| i + 1)
    }

    /// `Goldman Sachs raised its target for Adidas`: the share that an analyst's house judges.
    fn judged(&self, groups: &[Group], analyst: usize) -> Option<usize> {
        let at = groups.iter().position(|g| g.names.contains(&analyst))?;
        let from = groups[at].items.end;
        let end = self.items.len();
        let owned = self.items.get(from - 1).is_some_and(|i| i.lower == "'s");
        let rated = !owned && (from..end).any(|i| self.items[i].has(Tag::Rating));
        let by = |g: &Group| {
            g.preposition
                .is_some_and(|p| ["by", "at", "durch", "von"].contains(&self.items[p].lower.as_str()))
        };
        let next = groups[at + 1..].iter().filter(|g| !by(g)).flat_map(|g| &g.names);
        next.copied().find(|n| rated && !self.names[*n].is_index() && !self.names[*n].source)
    }

    fn of_adverb(&self, groups: &[Group], segment: &Segment) -> Subject {
        let t = segment.trigger.at;
        if self.after_figure(segment.items.start, t) {
            return Subject::Other;
        }
        // `Q4 EPS up 58.7%`.
        if t > segment.items.start && self.items[t - 1].has(Tag::Kill) && !self.items[t - 1].has(Tag::Stock) {
            return Subject::Other;
        }
        if let Some(subject) = self.pushed(groups, segment) {
            return subject;
        }
        let verb = (segment.items.start..t).rev().find(|i| {
            self.items[*i].has(Tag::Neutral)
                || self.items[*i].has(Tag::Auxiliary)
                || self.items[*i].has(Tag::CauseAny)
        });
        let near = groups.iter().rfind(|g| g.items.end <= t && g.head == Head::Name);
        let apposed = near.is_some_and(|g| {
            verb.is_none_or(|v| v < g.items.start)
                && self.items.get(g.items.end).is_some_and(|i| i.is(',') || i.is('('))
        });
        match (verb, near) {
            (_, Some(group)) if apposed => self.judge(groups, group),
            (Some(verb), _) => self.of_verb(groups, segment, verb),
            (None, _) => self.of_verb(groups, segment, t),
        }
    }

    /// `a dividend of $1.67 a share, up 0.6%`: the change of the figure before the comma.
    fn after_figure(&self, start: usize, adverb: usize) -> bool {
        let Some(comma) = (start..adverb).rev().take(2).find(|i| self.items[*i].is(',')) else {
            return false;
        };
        let stops = |i: &Item| i.name().is_some() || i.has(Tag::Neutral) || i.has(Tag::Stock) || i.is(',');
        let figure = (start..comma).rev().take(7).map(|i| &self.items[i]).take_while(|i| !stops(i));
        figure.into_iter().any(|i| i.has(Tag::Kill))
    }

    fn of_noun(&self, groups: &[Group], segment: &Segment) -> Subject {
        let t = segment.trigger.at;
        if let Some(of) = groups.iter().find(|g| g.items.start > t && (g.items.start - t) <= 3)
            && self.hangs_on_noun(of, t)
        {
            return self.judge(groups, of);
        }
        let security = |g: &&Group| matches!(g.head, Head::Name | Head::Stock | Head::Former | Head::Latter);
        let adjacent_kill = groups.iter().any(|g| {
            matches!(g.head, Head::Kill) && (g.free() || g.genitive)
                || g.head == Head::Kill && g.items.start > t && g.items.start <= t + 3
        });
        if adjacent_kill {
            return Subject::Other;
        }
        let free = groups.iter().filter(|g| g.free()).find(security);
        let by = |g: &&Group| {
            let word = g.preposition.map_or("", |p| self.items[p].lower.as_str());
            ["für", "bei", "mit", "beim", "von", "for", "in", "at", "to", "pour", "para", "per"]
                .contains(&word)
        };
        let bound = || groups.iter().filter(by).find(security);
        free.or_else(bound).map_or(Subject::Elided, |g| self.judge(groups, g))
    }

    fn hangs_on_noun(&self, group: &Group, noun: usize) -> bool {
        let owned = group.genitive
            || group.preposition.is_some_and(|p| {
                p == noun + 1 && (self.items[p].has(Tag::Of) || self.items[p].has(Tag::Preposition))
            });
        let german = self.lexicon.verb_second
            && group.items.start == noun + 1
            && ["der", "des"].contains(&self.items[group.items.start].lower.as_str());
        owned || german
    }

    fn object(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
        if let Some(object) = groups.iter().find(|g| g.free() && g.items.start > verb) {
            return self.judge(groups, object);
        }
        let known = |g: &&Group| matches!(g.head, Head::Name | Head::Stock | Head::Company);
        // `knocked 18% off Norwick's shares`.
        let off = groups.iter().filter(|g| g.items.start > verb && g.preposition.is_some()).find(known);
        let before = || groups.iter().filter(|g| g.items.end <= segment.trigger.at).rfind(known);
        off.or_else(before).map_or(Subject::Other, |g| self.judge(groups, g))
    }

    fn nearest_before(&self, groups: &[Group], at: usize) -> Subject {
        let known = |g: &&Group| matches!(g.head, Head::Name | Head::Stock);
        let before = groups.iter().filter(|g| g.items.end <= at).rfind(known);
        let kill = groups.iter().any(|g| g.head == Head::Kill && g.items.end <= at);
        let taken = |g: &Group| (g.items.end..at).any(|i| self.items[i].is_percent());
        match before {
            Some(g) if kill || taken(g) => Subject::Other,
            Some(g) if g.names.is_empty() => self.judge(groups, g),
            Some(g) => Subject::Names(g.names.last().copied().into_iter().collect()),
            // `BLUE +3.87%`: of something that no name was found for.
            None if at > 0 && self.items[at - 1].kind == Kind::Word && self.items[at - 1].capital => {
                Subject::Other
            }
            None => Subject::Elided,
        }
    }
}

/// `the Nasdaq Composite index`: the word only says what the name is.
fn is_index_word(item: &Item) -> bool {
    ["index", "indexes", "indices", "average", "subindex"].contains(&item.lower.as_str())
}

/// An English verb that no list knows: `notched`, `outpaced`.
fn is_verb_like(item: &Item, lexicon: &Lexicon) -> bool {
    !lexicon.comma_decimal
        && !item.capital
        && !item.glued
        && (item.lower.ends_with("ed") || item.lower.ends_with("ing") || item.lower.ends_with("ly"))
}
