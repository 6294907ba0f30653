//! The subject of a verb where the subject stands before it: English and the Romance languages.

use super::groups::{Grammar, Group, Head};
use super::lexicon::Tag;
use super::owner::Subject;
use super::trigger::{Segment, TriggerKind};

impl Grammar<'_> {
    pub(super) fn before_verb(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
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
        let known = |g: &&&Group| matches!(g.head, Head::Name | Head::Stock | Head::Figure);
        if broken && let Some(group) = self.before_apposition(&before, direct) {
            return self.judge(groups, group);
        }
        let chosen = if broken && segment.trigger.kind == TriggerKind::Gerund {
            // `The stock had a quiet day, adding 0.1%`.
            before.iter().filter(gap).find(known)
        } else if broken {
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
            None if !self.lexicon.language.subject_after_verb || segment.items.start > 0 => Subject::Elided,
            None => self.after_verb(groups, verb),
        }
    }

    /// `Halbach, its smaller rival, gained`: the name before the two commas.
    fn before_apposition<'g>(&self, before: &[&'g Group], comma: Option<usize>) -> Option<&'g Group> {
        let second = comma?;
        let first = (0..second).rev().find(|i| self.items[*i].is(','))?;
        let name = before.iter().rfind(|g| g.items.end == first)?;
        let apposed = before.last().is_some_and(|g| g.items.start == first + 1 && g.determiner);
        (name.free() && name.head == Head::Name && apposed).then_some(name)
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
}
