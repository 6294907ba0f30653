//! The steps of the reader that a measurement can leave out, each with what then stands in for it.

use super::fact;
use super::fields::Fields;
use super::item::Item;
use super::lexicon::{Lexicon, Tag};
use super::names::{Name, Referent};
use super::owner::{self, Subject};
use super::trigger::Segment;

/// A part of the reader of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Companies by their capital letters alone, where no mention covers them.
    Names,
    /// Words for what is no share: revenue, yields, targets.
    Figures,
    /// Conditions, expectations, denials, negations.
    Facts,
    /// Grammatical subjects; without them the nearest name before the verb is taken.
    Subjects,
    /// Words for the part of the day and for the span.
    Spans,
}

/// The steps, as they are run.
#[derive(Clone, Copy)]
pub(super) struct Passes {
    /// Which of the names found are read.
    pub(super) reads_name: fn(&Name) -> bool,
    /// Which meanings of words are read.
    pub(super) reads_tag: fn(&Tag) -> bool,
    /// Whose move a segment states.
    pub(super) subject: fn(&[Item], &Segment, &[Name], &Lexicon) -> Subject,
    /// Whether a segment states a fact.
    pub(super) is_stated: fn(&[Item], &Segment, &Lexicon) -> bool,
    /// What becomes of the part of the day and the span that a segment states.
    pub(super) spans: fn(&mut Fields),
}

impl Passes {
    /// All steps.
    const ALL: Self = Self {
        reads_name: |_| true,
        reads_tag: |_| true,
        subject: owner::subject,
        is_stated: fact::is_stated,
        spans: |_| {},
    };

    /// All steps but those of some parts.
    pub(super) fn without(parts: &[Part]) -> Self {
        let mut passes = Self::ALL;
        for part in parts {
            match part {
                Part::Names => passes.reads_name = |name| name.referent != Referent::Guess,
                Part::Figures => passes.reads_tag = |tag| *tag != Tag::Figure,
                Part::Subjects => passes.subject = |items, segment, _, _| nearest_name(items, segment),
                Part::Facts => passes.is_stated = |_, _, _| true,
                Part::Spans => passes.spans = |fields| (fields.session, fields.horizon) = (None, None),
            }
        }
        passes
    }
}

/// What a reader without grammar takes: the last name before the trigger, or the next one.
fn nearest_name(items: &[Item], segment: &Segment) -> Subject {
    let at = segment.trigger.at;
    let before = items[..at].iter().rev().find_map(Item::name);
    let name = before.or_else(|| items[at..].iter().find_map(Item::name));
    Subject::Names(name.into_iter().collect())
}
