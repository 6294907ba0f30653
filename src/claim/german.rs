//! The subject of a verb in German: the finite verb stands second, or last in a subordinate clause.

use super::groups::{Grammar, Group, Head};
use super::item::Kind;
use super::lexicon::Tag;
use super::lists::List;
use super::owner::Subject;
use super::trigger::Segment;

impl Grammar<'_> {
    /// German: one constituent before the finite verb; if it is an adverbial, the subject follows.
    pub(super) fn german(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
        let clause = self.clause_start(segment.items.start, verb);
        if let Some(subject) = self.behind_clause(groups, segment, verb) {
            return subject;
        }
        // `Außerdem ging es für den Hersteller Halbach um 4 Prozent bergab`.
        let own = &self.items[segment.items.clone()];
        let figure = own.iter().any(|i| i.has(Tag::Figure) && !i.has(Tag::Stock));
        if own.iter().any(|i| i.lower == "es") && !figure {
            let inside: Vec<&Group> = groups.iter().filter(|g| g.items.start >= clause).collect();
            if let known @ Subject::Names(_) = self.impersonal(groups, &inside) {
                return known;
            }
        }
        // `gewinnt Marktanteile hinzu`, `verlor Gold 3 Prozent`.
        let next = groups.iter().find(|g| g.items.start == verb + 1 && g.free());
        if next.is_some_and(|g| g.head == Head::Figure) {
            return Subject::Other;
        }
        if let Some(subject) = self.between_comma_and_verb(groups, verb) {
            return subject;
        }
        let inside: Vec<&Group> =
            groups.iter().filter(|g| g.items.start >= clause && g.items.start < segment.items.end).collect();
        let relative = (clause..verb).find(|i| self.is_relative(*i));
        if let Some(at) = relative {
            return self.relative_clause(groups, &inside, at);
        }
        let (before, after): (Vec<&&Group>, Vec<&&Group>) = inside.iter().partition(|g| g.items.end <= verb);
        let verb_last = self.is_subordinate(segment.items.start.min(clause), clause, verb);
        let opened = before.iter().find(|g| verb_last && self.opens_clause(g));
        let first = opened.or_else(|| before.iter().find(|g| g.free()));
        let after = after.iter().find(|g| g.free());
        let opens_with_adverbial = before.first().is_some_and(|g| g.preposition.is_some());
        // `Außerdem sank der Dax`: a first word that nobody knows is an adverb where a security follows the verb.
        let near = |g: &&&&Group| {
            let known = matches!(g.head, Head::Name | Head::Stock) || self.means_index(g);
            known && !(verb..g.items.start).any(|i| matches!(self.items[i].kind, Kind::Sign(_)))
        };
        let opening = first.is_some_and(|f| {
            f.head == Head::Other && f.items.start == 0 && f.items.len() == 1 && !f.determiner
        });
        let first = first.filter(|_| !(opening && after.as_ref().is_some_and(near)));
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
            // `Um 2 Prozent ging es für den Dax abwärts`.
            Some(group) if group.items.len() == 1 && self.items[group.items.start].lower == "es" => {
                match self.impersonal(groups, &inside) {
                    Subject::Elided => self.judge(groups, group),
                    known => known,
                }
            }
            Some(group) => self.judge(groups, group),
            None => self.impersonal(groups, &inside),
        }
    }

    /// `…, Nvidia verlor 4 Prozent`: a name alone between a sign and the verb.
    fn between_comma_and_verb(&self, groups: &[Group], verb: usize) -> Option<Subject> {
        let known = |g: &&Group| {
            g.head == Head::Name || g.head == Head::Stock && g.determiner && !self.means_index(g)
        };
        let group = groups.iter().find(|g| g.items.end == verb && known(g))?;
        let sign = group.items.start.checked_sub(1).map(|i| &self.items[i])?;
        let parted = matches!(sign.kind, Kind::Sign(',' | ';' | ':')) || sign.is('-') && !sign.glued;
        (parted && group.free()).then(|| self.judge(groups, group))
    }

    /// `während Ford um 1,1 Prozent stiegen`: what looks like a preposition opens the clause whose
    /// subject follows it; `während der Sitzung` is a time.
    fn opens_clause(&self, group: &Group) -> bool {
        let opens = group.preposition.is_some_and(|p| self.items[p].has(Tag::Subordinate));
        // `während jene des Konkurrenten fielen`.
        let pointing = group.head == Head::Pronoun || group.items.len() == 1 && group.determiner;
        opens && (matches!(group.head, Head::Name | Head::Stock) || pointing)
    }

    /// `Nachdem A den Ausblick gesenkt hatte, fielen B`: behind a clause that opens the sentence the
    /// verb stands first, and its subject after it.
    fn behind_clause(&self, groups: &[Group], segment: &Segment, verb: usize) -> Option<Subject> {
        let start = segment.items.start;
        let opened = (start..verb).take(2).any(|i| self.items[i].has(Tag::Subordinate));
        if !(opened && verb > start && self.items[verb - 1].is(',')) {
            return None;
        }
        let after = groups.iter().find(|g| g.items.start > verb && g.free())?;
        Some(self.judge(groups, after))
    }

    /// `für die Titel von X ging es nach oben`: the share stands behind a preposition.
    fn impersonal(&self, groups: &[Group], inside: &[&Group]) -> Subject {
        let with = |g: &&&Group| {
            g.preposition.is_some_and(|p| self.items[p].is_in(List::About))
                && matches!(g.head, Head::Name | Head::Stock | Head::Company)
        };
        inside.iter().find(with).map_or(Subject::Elided, |g| self.judge(groups, g))
    }

    fn is_relative(&self, at: usize) -> bool {
        let item = &self.items[at];
        let after_comma = at > 0 && self.items[at - 1].is(',');
        let article = item.is_in(List::RelativeArticle);
        let noun_next =
            self.items.get(at + 1).is_some_and(|n| n.capital || n.has(Tag::Determiner) || n.lower == "von");
        item.has(Tag::Relative) && after_comma || article && after_comma && !noun_next
    }

    /// `…, deren Aktien`, `…, die`: the group before the comma is meant.
    fn relative_clause(&self, groups: &[Group], inside: &[&Group], at: usize) -> Subject {
        let own = inside
            .iter()
            .find(|g| g.items.start >= at && matches!(g.head, Head::Figure | Head::Other) && g.free());
        if own.is_some_and(|g| g.items.len() > 1 || !self.items[g.items.start].has(Tag::Determiner)) {
            return Subject::Other;
        }
        let antecedent = groups.iter().rfind(|g| g.items.end < at && g.head != Head::Other);
        antecedent.map_or(Subject::Elided, |g| self.judge(groups, g))
    }

    fn is_subordinate(&self, start: usize, clause: usize, verb: usize) -> bool {
        (start..verb).any(|i| i + 1 >= clause && self.items[i].is_in(List::VerbLast))
    }

    /// Where the clause of `verb` begins: behind the last sign or joining word before it that
    /// opens a clause.
    fn clause_start(&self, start: usize, verb: usize) -> usize {
        let comma = (start..verb).rfind(|i| self.items[*i].is(','));
        // `…, wo der Index 2 Prozent abgab`: the verb stands last in its own clause.
        let own = comma.filter(|c| self.items.get(c + 1).is_some_and(|i| i.is_in(List::ClauseOpener)));
        let sign = (start..verb).rev().find(|i| {
            let item = &self.items[*i];
            matches!(item.kind, Kind::Sign(':' | ';' | '„' | '“' | '"' | '|')) || item.is('-') && !item.glued
        });
        own.max(sign).map_or(start, |i| i + 1)
    }
}
