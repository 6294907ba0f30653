//! Whose move it is: the grammatical subject of a trigger.

use std::ops::Range;

use super::groups::{Grammar, Group, Head};
use super::item::{Item, Kind};
use super::lexicon::{Lexicon, Tag};
use super::lists::{List, Lists};
use super::names::{Name, Referent};
use super::quantity::Quantity;
use super::trigger::{Segment, Trigger, TriggerKind};

/// How many items may stand between a genitive's article and its name.
const LONGEST_PHRASE: usize = 12;

/// What the subject of a move is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// One or more names.
    Names(Vec<usize>),
    /// A word for the share or the company, or a pronoun: whose, the context says.
    Anaphor,
    /// `it`, `er`: a share or an index.
    Pronoun,
    /// A word for an index: which, the context says.
    IndexAnaphor,
    /// A word for the share of the one named last: `deren Aktien`.
    OfLast,
    /// The first of two named before.
    Former,
    /// The second of two named before.
    Latter,
    /// No subject of its own: the clause goes on from the one before.
    Elided,
    /// Something that is no security.
    Other,
}

/// The subject of the segment's trigger.
pub(super) fn subject(items: &[Item], segment: &Segment, names: &[Name], lexicon: &Lexicon) -> Subject {
    Grammar { items, names, lexicon }.subject(segment)
}

/// The name that a stretch of text is about: the first free one, or the first.
pub(super) fn topic(items: &[Item], zone: Range<usize>, names: &[Name], lexicon: &Lexicon) -> Option<usize> {
    let grammar = Grammar { items, names, lexicon };
    let groups = grammar.groups(zone);
    let real =
        |n: &usize| !names[*n].source && names[*n].referent != Referent::NoShare && !names[*n].is_index();
    let owned = |g: &Group| grammar.owners(&groups, g).into_iter().find(|n| real(n));
    let free = groups.iter().filter(|g| g.free() && g.head != Head::Other).find_map(owned);
    let known = || {
        groups
            .iter()
            .flat_map(|g| &g.names)
            .find(|n| real(n) && names[**n].referent != Referent::Guess)
            .copied()
    };
    let main =
        free.or_else(known).or_else(|| groups.iter().flat_map(|g| &g.names).find(|n| real(n)).copied())?;
    Some(grammar.judged(&groups, main).unwrap_or(main))
}

impl Grammar<'_> {
    fn subject(&self, segment: &Segment) -> Subject {
        let t = &segment.trigger;
        let groups = self.groups(segment.items.clone());
        match t.kind {
            TriggerKind::Sign => self.nearest_before(&groups, t),
            TriggerKind::Cause => self.object(&groups, segment, t.at),
            TriggerKind::Noun | TriggerKind::Same => self.of_noun(&groups, segment),
            TriggerKind::Adverb => self.of_adverb(&groups, segment),
            TriggerKind::Gerund
            | TriggerKind::Verb
            | TriggerKind::Present
            | TriggerKind::Base
            | TriggerKind::Transitive => self.of_verb(&groups, segment, t.at),
        }
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
                let owning = group.head == Head::Stock || group.head == Head::Pronoun && group.determiner;
                // `das Papier in Kopenhagen`: a place.
                let place = g.preposition.is_some_and(|p| self.items[p].is_in(List::AtPlace))
                    && g.names.iter().all(|n| self.names[*n].referent == Referent::Guess);
                g.genitive || g.head == Head::Name && placed && owning && !place
            })
            .find(|g| !g.names.is_empty())
            .map(|g| g.names.clone())
            .or_else(|| self.described(groups, place))
            .or_else(|| self.attributed(groups, group))
            .unwrap_or_default()
    }

    /// `die Papiere des mit der Branche eng verknüpften Herstellers Halbach`: between the article and its noun
    /// stands a whole phrase.
    fn attributed(&self, groups: &[Group], group: &Group) -> Option<Vec<usize>> {
        let article = group.items.end;
        let (article, opens) = (self.items.get(article)?, self.items.get(article + 1)?);
        let phrase = article.is_in(List::GenitiveArticle) && opens.has(Tag::Preposition);
        let fits = self.lexicon.language.article_genitive && group.head == Head::Stock && phrase;
        let stops = |i: usize| matches!(self.items[i].kind, Kind::Sign(_) | Kind::Amount(_));
        let mut ahead = groups.iter().filter(|g| g.items.start > group.items.end);
        let name =
            ahead.find(|g| g.head == Head::Name && g.items.start < group.items.end + LONGEST_PHRASE)?;
        (fits && !(group.items.end..name.items.start).any(stops)).then(|| name.names.clone())
    }

    /// `shares of toys and games maker Halbach`: the description of the owner holds an `and`.
    fn described(&self, groups: &[Group], place: usize) -> Option<Vec<usize>> {
        let (of, name) = (groups.get(place + 1)?, groups.get(place + 2)?);
        let joined = of.items.end + 1 == name.items.start && self.items[of.items.end].has(Tag::And);
        let owned = of.genitive && of.names.is_empty() && groups[place].head == Head::Stock;
        (owned && joined && name.free() && name.head == Head::Name).then(|| name.names.clone())
    }

    /// `shares in X`, `Aktien bei X`: not `shares over the last week`.
    fn owns(&self, preposition: usize) -> bool {
        let item = &self.items[preposition];
        item.has(Tag::Of) || item.is_in(List::Owning)
    }

    /// `stocks fell`: the market.
    fn is_market(&self, group: &Group) -> bool {
        self.items[group.items.clone()].last().is_some_and(|i| i.is_in(List::Market))
    }

    fn has_genitive(groups: &[Group], group: &Group) -> bool {
        groups.iter().find(|g| g.items.start >= group.items.end).is_some_and(|g| g.genitive)
    }

    /// `shares of several lenders`: of no one in particular.
    fn of_many(groups: &[Group], group: &Group) -> bool {
        let next = groups.iter().find(|g| g.items.start >= group.items.end);
        group.head == Head::Stock
            && next.is_some_and(|g| {
                g.genitive && g.names.is_empty() && !(g.determiner || g.head == Head::Pronoun)
            })
    }

    /// `Raiffeisen-Titel`, `die Papiere der Tochter Halbach`: of a name that nobody knows.
    fn is_of_unknown(&self, groups: &[Group], group: &Group) -> bool {
        if !self.lexicon.language.capital_nouns || group.head != Head::Stock {
            return false;
        }
        let unknown =
            |i: &Item| i.kind == Kind::Word && i.capital && i.tags.is_empty() && i.lists == Lists::default();
        let items = &self.items[group.items.clone()];
        let compound =
            items.windows(3).any(|w| unknown(&w[0]) && w[1].is('-') && w[1].glued && w[2].has(Tag::Stock));
        let next = groups.iter().find(|g| g.items.start >= group.items.end);
        let owner = next.filter(|g| g.genitive && g.names.is_empty()).map(|g| &self.items[g.items.clone()]);
        compound
            || owner.is_some_and(|o| {
                o.len() > 2
                    && o[o.len() - 2..].iter().all(|i| unknown(i) || i.has(Tag::Company) && i.capital)
                    && unknown(&o[o.len() - 1])
            })
    }

    pub(super) fn judge(&self, groups: &[Group], group: &Group) -> Subject {
        match group.head {
            Head::Name => Subject::Names(group.names.clone()),
            Head::Company | Head::Other if self.apposed_in_chain(groups, group).is_some() => {
                Subject::Names(self.apposed_in_chain(groups, group).unwrap_or_default())
            }
            Head::Stock | Head::Company => match self.owners(groups, group) {
                names if !names.is_empty() => Subject::Names(names),
                _ if Self::of_many(groups, group) || self.is_market(group) => Subject::Other,
                _ if self.is_of_unknown(groups, group) => Subject::Other,
                _ if self.introduces(group) => Subject::Other,
                _ if self.means_index(group) => Subject::IndexAnaphor,
                _ if self.opens_with(group, List::Whose) => Subject::OfLast,
                _ if Self::bare_stock(group) => Subject::Anaphor,
                _ => Subject::Other,
            },
            // `jene von Mercedes und Volkswagen`.
            Head::Pronoun => match self.owners(groups, group) {
                names if !names.is_empty() => Subject::Names(names),
                _ => Subject::Pronoun,
            },
            Head::Former => Subject::Former,
            Head::Latter => Subject::Latter,
            // `die des Rivalen Aixtron`: an article alone stands for the share just named.
            Head::Other if group.items.len() == 1 && group.determiner => match self.owners(groups, group) {
                // `those of other chipmakers`.
                names if names.is_empty() && Self::has_genitive(groups, group) => Subject::Other,
                names if names.is_empty() => Subject::Elided,
                names => Subject::Names(names),
            },
            Head::Figure | Head::Other => Subject::Other,
        }
    }

    /// `le fabricant de puces Halbach`, `la cadena de tiendas Norwick`: the name stands beside the noun that the
    /// sentence is about, not behind the preposition.
    fn apposed_in_chain(&self, groups: &[Group], group: &Group) -> Option<Vec<usize>> {
        if self.lexicon.language.capital_nouns || !self.lexicon.language.subject_after_verb {
            return None;
        }
        let place = groups.iter().position(|g| g.items == group.items)?;
        let chain = groups[place + 1..].iter().take_while(|g| g.genitive && !g.determiner);
        let last = chain.filter(|g| group.determiner && g.head == Head::Name).last()?;
        let named_first = self.items[last.items.start].name().is_some();
        (!named_first).then(|| last.names.clone())
    }

    /// `der deutsche Leitindex`: the last word of the group stands for an index.
    pub(super) fn means_index(&self, group: &Group) -> bool {
        self.items[group.items.clone()].last().is_some_and(|i| i.is_in(List::IndexWord)) && group.determiner
    }

    fn opens_with(&self, group: &Group, list: List) -> bool {
        self.items[group.items.start].is_in(list)
    }

    /// `a mega-cap AI stock`: one that was not named.
    fn introduces(&self, group: &Group) -> bool {
        group.items.len() > 2 && self.items[group.items.start].is_in(List::Introducing)
    }

    /// `the stock`, `shares`, `die Aktie`, `the Munich-based group`.
    fn bare_stock(group: &Group) -> bool {
        group.head == Head::Stock || group.determiner
    }

    fn of_verb(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
        if let Some(subject) = self.pushed(groups, segment) {
            return subject;
        }
        if self.lexicon.language.verb_second {
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

    /// `Goldman Sachs raised its target for Adidas`: the share that an analyst's house judges.
    fn judged(&self, groups: &[Group], analyst: usize) -> Option<usize> {
        let at = groups.iter().position(|g| g.names.contains(&analyst))?;
        let from = groups[at].items.end;
        let end = self.items.len();
        let owned = self.items.get(from - 1).is_some_and(|i| i.lower == "'s");
        let rated = !owned && (from..end).any(|i| self.items[i].has(Tag::Rating));
        let by = |g: &Group| g.preposition.is_some_and(|p| self.items[p].is_in(List::Doer));
        let next = groups[at + 1..].iter().filter(|g| !by(g)).flat_map(|g| &g.names);
        next.copied().find(|n| rated && !self.names[*n].is_index() && !self.names[*n].source)
    }

    fn of_adverb(&self, groups: &[Group], segment: &Segment) -> Subject {
        let t = segment.trigger.at;
        if self.after_figure(segment.items.start, t) {
            return Subject::Other;
        }
        // `Q4 EPS up 58.7%`.
        if t > segment.items.start && self.items[t - 1].has(Tag::Figure) && !self.items[t - 1].has(Tag::Stock)
        {
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
        // `the best performer on the S&P 500, up 10%`: the name only says where.
        let placed = |g: &Group| g.preposition.is_some_and(|p| !self.owns(p) && !g.genitive);
        if let Some(group) = near.filter(|g| g.items.end == t && self.is_told_of(g)) {
            return self.judge(groups, group);
        }
        let apposed = near.is_some_and(|g| {
            let behind = verb.is_none_or(|v| v < g.items.start);
            let comma = self.items.get(g.items.end).is_some_and(|i| i.is(',') || i.is('('));
            // `among the fallers were Halbach down 2%`.
            let beside = g.items.end == t && verb.is_some_and(|v| v < g.items.start);
            // `Maglia nera per Halbach, in calo del 4,2%`: no verb tells more.
            let alone = verb.is_none()
                && g.items.end + 1 == t
                && self.lexicon.language.subject_after_verb
                && g.names.iter().all(|n| !self.names[*n].is_index());
            behind && (comma || beside) && (!placed(g) || alone)
        });
        match (verb, near) {
            (_, Some(group)) if apposed => self.judge(groups, group),
            (Some(verb), _) => self.of_verb(groups, segment, verb),
            (None, _) => self.of_verb(groups, segment, t),
        }
    }

    /// `con il Ftse Mib in crescita`, `followed by Halbach down 3%`: the name right before the adverb is its subject.
    fn is_told_of(&self, group: &Group) -> bool {
        let Some(at) = group.preposition else { return false };
        let follows = at.checked_sub(1).is_some_and(|v| self.items[v].is_in(List::Followed));
        self.items[at].is_in(List::AsideOpener) || follows && self.items[at].is_in(List::Doer)
    }

    /// `a dividend of $1.67 a share, up 0.6%`: the change of the figure before the comma.
    fn after_figure(&self, start: usize, adverb: usize) -> bool {
        let Some(comma) = (start..adverb).rev().take(2).find(|i| self.items[*i].is(',')) else {
            return false;
        };
        let stops = |i: &Item| i.name().is_some() || i.has(Tag::Neutral) || i.has(Tag::Stock) || i.is(',');
        let mut figure = (start..comma).rev().take(7).take_while(|i| !stops(&self.items[*i]));
        figure.any(|i| self.items[i].has(Tag::Figure) || self.counts(i))
    }

    /// `delivered 25 jets in January, down 17%`: a number of something.
    fn counts(&self, at: usize) -> bool {
        let number = matches!(self.items[at].kind, Kind::Amount(Quantity::Bare(n)) if n.scale() == 0);
        let noun = self.items.get(at + 1).is_some_and(|i| {
            i.kind == Kind::Word && !i.capital && i.tags.is_empty() && !i.is_in(List::TimeNoun)
        });
        number && noun
    }

    fn of_noun(&self, groups: &[Group], segment: &Segment) -> Subject {
        let t = segment.trigger.at;
        if let Some(of) = groups.iter().find(|g| g.items.start > t && (g.items.start - t) <= 3)
            && self.hangs_on_noun(of, t)
        {
            return self.judge(groups, of);
        }
        // `gains of about 3.5% each in Halbach and Norwick`.
        let sized = |g: &&Group| {
            let size = (t..g.items.start).find(|i| self.items[*i].is_percent());
            g.preposition.zip(size).is_some_and(|(p, s)| {
                p == s + 2 && self.items[s + 1].has(Tag::Each) && self.items[p].is_in(List::BesideNoun)
            })
        };
        // `la subida del 2,5 % del Banco Halbach`.
        let owned = |g: &&Group| {
            let size = (t..g.items.start).find(|i| self.items[*i].is_percent());
            g.preposition.zip(size).is_some_and(|(p, s)| p == s + 1 && self.items[p].has(Tag::Of))
        };
        if !self.lexicon.language.capital_nouns
            && self.items.get(t + 1).is_some_and(|i| i.has(Tag::Of) || i.has(Tag::By))
            && let Some(of) = groups.iter().filter(owned).find(|g| g.head == Head::Name)
        {
            return self.judge(groups, of);
        }
        let told = !self.items[segment.items.clone()].iter().any(|i| i.has(Tag::Modal));
        if told
            && self.items.get(t + 1).is_some_and(|i| i.has(Tag::Of))
            && let Some(of) = groups.iter().filter(sized).find(|g| matches!(g.head, Head::Name | Head::Stock))
        {
            return self.judge(groups, of);
        }
        // `ein Auftragsvolumen von 4 Milliarden Euro, ein Plus von 9 Prozent`.
        if self.is_premium(segment, t) || self.after_figure(segment.items.start, t) {
            return Subject::Other;
        }
        let security = |g: &&Group| matches!(g.head, Head::Name | Head::Stock | Head::Former | Head::Latter);
        // `oil and gas facilities firm Halbach`: the first half of what describes a name.
        let describes = |g: &Group| {
            let and = self.items.get(g.items.end).is_some_and(|i| i.has(Tag::And));
            let next = groups.iter().find(|n| n.items.start == g.items.end + 1);
            and && next.is_some_and(|n| n.head == Head::Name && self.items[n.items.start].name().is_none())
        };
        let adjacent_figure = groups.iter().any(|g| {
            matches!(g.head, Head::Figure) && (g.free() || g.genitive) && !describes(g)
                || g.head == Head::Figure && g.items.start > t && g.items.start <= t + 3
        });
        if adjacent_figure {
            return Subject::Other;
        }
        // `während Aktien der Halbach mit einem Minus von 2 Prozent schlossen`.
        let opens = |g: &&Group| g.preposition.is_some_and(|p| self.items[p].has(Tag::Subordinate));
        let free = groups.iter().filter(|g| g.free() || opens(g)).find(security);
        // `Il accuse une baisse de 15 %`.
        let pronoun = groups.first().filter(|g| g.head == Head::Pronoun && g.free() && g.items.end < t);
        let has = pronoun.filter(|g| self.items[g.items.end].has(Tag::Neutral));
        if free.is_none()
            && let Some(group) = has
        {
            return self.judge(groups, group);
        }
        let by = |g: &&Group| g.preposition.is_some_and(|p| self.items[p].is_in(List::BesideNoun));
        let bound = || groups.iter().filter(by).find(security);
        free.or_else(bound).map_or(Subject::Elided, |g| self.judge(groups, g))
    }

    /// `mit einem Abschlag von 10 Prozent auf den Buchwert`: a price beside another, not a move;
    /// `ein Abschlag von 2 Prozent auf 34 Euro`, `zum Vortag` are moves.
    fn is_premium(&self, segment: &Segment, noun: usize) -> bool {
        if !self.items[noun].is_in(List::Premium) {
            return false;
        }
        let mut behind = (noun + 1..segment.items.end).take_while(|i| !self.items[*i].is(','));
        let Some(to) = behind.find(|i| self.items[*i].is_in(List::PremiumTo)) else { return false };
        let compared = self.items[to + 1..].iter().take(2);
        compared.clone().next().is_some_and(|i| matches!(i.kind, Kind::Word | Kind::Name(_)))
            && !compared.into_iter().any(|i| i.lower.starts_with("vortag") || i.lower.starts_with("wochen"))
    }

    fn hangs_on_noun(&self, group: &Group, noun: usize) -> bool {
        let owned = group.genitive
            || group.preposition.is_some_and(|p| {
                p == noun + 1 && (self.items[p].has(Tag::Of) || self.items[p].has(Tag::Preposition))
            });
        let german = self.lexicon.language.article_genitive
            && group.items.start == noun + 1
            && self.items[group.items.start].is_in(List::GenitiveArticle);
        owned || german
    }

    fn object(&self, groups: &[Group], segment: &Segment, verb: usize) -> Subject {
        let known = |g: &&Group| matches!(g.head, Head::Name | Head::Stock | Head::Company);
        // `knocked 18% off Norwick's shares and marked an end`.
        let sized = |g: &&Group| {
            g.preposition.is_some_and(|p| {
                p > verb && self.items[p - 1].is_percent() && self.items[verb + 1..p].len() <= 3
            })
        };
        if let Some(off) = groups.iter().filter(sized).find(known) {
            return self.judge(groups, off);
        }
        if let Some(object) = groups.iter().find(|g| g.free() && g.items.start > verb) {
            return self.judge(groups, object);
        }
        let off = groups.iter().filter(|g| g.items.start > verb && g.preposition.is_some()).find(known);
        let before = || groups.iter().filter(|g| g.items.end <= segment.trigger.at).rfind(known);
        off.or_else(before).map_or(Subject::Other, |g| self.judge(groups, g))
    }

    /// `Unipol a +0,11%` behind another name: a word in capitals that nobody knows is nearer.
    fn unknown_between(&self, from: usize, to: usize) -> bool {
        !self.lexicon.language.capital_nouns
            && (from..to).any(|i| {
                let item = &self.items[i];
                item.kind == Kind::Word
                    && item.capital
                    && item.tags.is_empty()
                    && item.lists == Lists::default()
            })
    }

    /// The one name of a row whose size stands in brackets.
    fn row_name(&self, groups: &[Group], at: usize) -> Option<usize> {
        let bracket = at.checked_sub(1).is_some_and(|b| self.items[b].is('('));
        let mut named = groups.iter().filter(|g| g.items.end <= at && !g.names.is_empty());
        let first = named.next().filter(|_| bracket)?;
        let free = (first.items.end..at).all(|i| !matches!(self.items[i].kind, Kind::Sign(',' | ';')));
        (free && named.next().is_none()).then(|| first.names.last().copied())?
    }

    /// `Halbach, la troisième capitalisation de la Bourse, signe une hausse`: a group between the commas behind a name.
    fn is_apposed_to(&self, name: &Group, group: &Group) -> bool {
        let opens = self.items.get(name.items.end).is_some_and(|i| i.is(','));
        let inside =
            (name.items.end + 1..group.items.start.max(name.items.end + 1)).all(|i| !self.items[i].is(','));
        let closes = self.items[group.items.end..].iter().take(8).any(|i| i.is(','));
        opens && inside && closes && group.items.start > name.items.end
    }

    fn nearest_before(&self, groups: &[Group], row: &Trigger) -> Subject {
        let at = row.at;
        // `spicca il +4,1% di Halbach`.
        let article = at.checked_sub(1).is_some_and(|a| self.items[a].has(Tag::Determiner));
        let owned = |g: &&Group| {
            g.head == Head::Name && g.preposition == Some(at + 1) && self.items[at + 1].has(Tag::Of)
        };
        if let Some(of) = groups.iter().find(owned).filter(|_| article) {
            return self.judge(groups, of);
        }
        // `Wti -6,37%`, `Brent (-2%)`: no share.
        let touching = (row.at.saturating_sub(2)..row.at).rev().find(|i| !self.items[*i].is('('));
        let no_share = touching.and_then(|i| self.items[i].name());
        if no_share.is_some_and(|n| self.names[n].referent == Referent::NoShare) {
            return Subject::Other;
        }
        // `(+1,5 % pour le Dow Jones)`: the name stands behind its size.
        let about = |g: &&Group| {
            g.head == Head::Name && g.preposition == Some(at + 1) && self.items[at + 1].is_in(List::About)
        };
        if let Some(name) = groups.iter().find(about) {
            return self.judge(groups, name);
        }
        let known = |g: &&Group| matches!(g.head, Head::Name | Head::Stock);
        let before = groups.iter().filter(|g| g.items.end <= at).rfind(known);
        // `Les ventes sur les valeurs ont emporté Apple (-2,5 %)`: the bracket belongs to the name before it.
        let bracketed =
            |g: &Group| g.head == Head::Name && g.items.end + 1 == at && self.items[g.items.end].is('(');
        let shares = groups.iter().any(|g| g.head == Head::Stock && g.items.end <= at);
        let described = |g: &Group| before.is_some_and(|name| self.is_apposed_to(name, g));
        let figure = groups.iter().any(|g| g.head == Head::Figure && g.items.end <= at && !described(g));
        let taken = |g: &Group| (g.items.end..at).any(|i| self.items[i].is_percent());
        match before {
            Some(g)
                if figure && !(bracketed(g) && shares)
                    || taken(g)
                    || self.unknown_between(g.items.end, at) =>
            {
                Subject::Other
            }
            Some(g) if g.names.is_empty() => self.judge(groups, g),
            // `A e B (-0,15% entrambe)`.
            Some(g) if self.items.get(row.end + 1).is_some_and(|i| i.has(Tag::Each)) => {
                Subject::Names(g.names.clone())
            }
            Some(g) => Subject::Names(g.names.last().copied().into_iter().collect()),
            // `Halbach protagonista di un rally (+14%)`: the row's name, further off.
            None if self.row_name(groups, at).is_some() => {
                Subject::Names(self.row_name(groups, at).into_iter().collect())
            }
            // `BLUE +3.87%`: of something that no name was found for.
            None if at > 0 && self.items[at - 1].kind == Kind::Word && self.items[at - 1].capital => {
                Subject::Other
            }
            None => Subject::Elided,
        }
    }
}
