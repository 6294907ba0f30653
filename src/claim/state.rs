//! What is known while a text is read: its names, what its sentences were about, what was found so far.

use std::collections::HashSet;

use chrono_tz::Tz;
use rust_decimal::Decimal;

use super::item::Item;
use super::lexicon::Lexicon;
use super::names::Name;
use super::owner::Subject;
use super::passes::Passes;
use super::rank::{LabelledClaim, OwnerChoice};
use super::times::Times;
use super::token::Token;
use super::{Claim, ClaimSession, Direction, MoveHorizon};
use crate::event::When;
use crate::units::Currency;

/// How many sentences back a pronoun may reach.
pub(super) const MEMORY: usize = 3;

/// What a heading says of the rows under it.
#[derive(Debug, Default)]
pub(super) struct Movers {
    pub(super) direction: Option<Direction>,
    pub(super) session: Option<ClaimSession>,
    /// `For the week:`: the span of every move under it.
    pub(super) horizon: Option<MoveHorizon>,
}

/// Reads the sentences of a text one after another.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) names: &'a [Name],
    pub(super) lexicon: &'a Lexicon,
    /// Whether the text names anything listed.
    pub(super) listed: bool,
    /// The listed name that most of the mentions are of.
    pub(super) dominant: Option<usize>,
    /// What each sentence so far was about.
    pub(super) topics: Vec<Topic>,
    /// The owner of the claim before.
    pub(super) last_owner: Option<usize>,
    pub(super) list: Movers,
    /// A price that a sentence before stated and no move has taken.
    pub(super) level: Option<Level>,
    /// The zone of the market whose close the text reports.
    pub(super) closed: Option<Tz>,
    /// The sentence of the last claim.
    pub(super) claimed_at: usize,
    pub(super) passes: Passes,
    pub(super) published: Option<When>,
    pub(super) claims: Vec<Claim>,
    pub(super) seen: HashSet<Claim>,
    /// The labels of a text that teaches, and the choices that it led to.
    pub(super) teacher: Option<Teacher<'a>>,
}

/// A price that a sentence states and no move with it.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) owner: usize,
    pub(super) price: Decimal,
    pub(super) currency: Option<Currency>,
    pub(super) sentence: usize,
}

/// What a labelled text teaches.
pub(super) struct Teacher<'a> {
    pub(super) told: &'a [LabelledClaim],
    pub(super) choices: Vec<OwnerChoice>,
}

/// What a sentence was about.
#[derive(Debug, Clone, Default)]
pub(super) struct Topic {
    pub(super) main: Option<usize>,
    /// All names in order, for `the former`, `the latter`.
    pub(super) all: Vec<usize>,
}

/// What the clauses of a sentence hand on.
pub(super) struct State<'a> {
    pub(super) items: &'a [Item],
    pub(super) times: &'a Times,
    pub(super) subject: Subject,
    pub(super) owners: Vec<usize>,
    /// Whether the segment before was a relative clause.
    pub(super) relative: bool,
}
