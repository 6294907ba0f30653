//! Names and what they mean, none overlapping another.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::instrument::InstrumentId;

/// Something with a name.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The tokens of the name alone, without `-Aktie`.
    pub(super) tokens: Range<usize>,
    /// What is meant, where the linker knows.
    pub(super) referent: Referent,
    /// Whether the naming only says who reports.
    pub(super) source: bool,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Referent {
    /// A share or fund.
    Share(InstrumentId),
    /// An index that the linker knows.
    Index(InstrumentId),
    /// An index by its name alone.
    IndexByName,
    /// A currency pair or crypto pair: its moves are no claims.
    NoShare,
    /// A capitalised word that may be a company.
    Guess,
}

impl Name {
    /// Whether it is an index.
    pub(super) fn is_index(&self) -> bool {
        matches!(self.referent, Referent::Index(_) | Referent::IndexByName)
    }

    /// The instrument, where known.
    pub(super) fn instrument(&self) -> Option<&InstrumentId> {
        match &self.referent {
            Referent::Share(id) | Referent::Index(id) => Some(id),
            Referent::IndexByName | Referent::NoShare | Referent::Guess => None,
        }
    }
}

/// Names by their first token, none overlapping another.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<usize, Name>);

impl Names {
    /// The name that covers a token.
    pub(super) fn at(&self, token: usize) -> Option<&Name> {
        self.0.range(..=token).next_back().map(|(_, n)| n).filter(|n| n.tokens.end > token)
    }

    /// Whether a name ends right before a token.
    pub(super) fn ends_at(&self, token: usize) -> bool {
        self.0.range(..token).next_back().is_some_and(|(_, n)| n.tokens.end == token)
    }

    /// Adds a name, unless another stands there.
    pub(super) fn push(&mut self, name: Name) {
        let before = self.0.range(..name.tokens.end).next_back();
        if !name.tokens.is_empty() && before.is_none_or(|(_, n)| n.tokens.end <= name.tokens.start) {
            self.0.insert(name.tokens.start, name);
        }
    }

    /// Adds the name of an index as the lexicon has it. It swallows the names inside it; where one of
    /// them is an index that the linker knows, that one is meant.
    pub(super) fn push_index(&mut self, IndexName { tokens, is_longer, is_part }: IndexName) {
        let inside: Vec<usize> = self.0.range(tokens.clone()).map(|(start, _)| *start).collect();
        let begins_before = self.at(tokens.start).is_some_and(|n| n.tokens.start < tokens.start);
        let ends_behind = inside.last().is_some_and(|last| self.0[last].tokens.end > tokens.end);
        if begins_before || ends_behind {
            return;
        }
        let mut known = inside.iter().filter_map(|start| match &self.0[start].referent {
            Referent::Index(id) if !is_longer && !is_part => Some(Referent::Index(id.clone())),
            _ => None,
        });
        let by_name = if is_part { Referent::NoShare } else { Referent::IndexByName };
        let referent = known.next_back().unwrap_or(by_name);
        for start in inside {
            self.0.remove(&start);
        }
        self.0.insert(tokens.start, Name { tokens, referent, source: false });
    }

    /// All of them, in text order.
    pub(super) fn into_vec(self) -> Vec<Name> {
        self.0.into_values().collect()
    }
}

/// The name of an index.
pub(super) struct IndexName {
    pub(super) tokens: Range<usize>,
    /// Whether it is longer than the name of the index it begins with: `S&P 1500 Airlines Index`.
    pub(super) is_longer: bool,
    /// Whether it is one of many of its house, which no instrument stands for: `Stoxx 600 Technology`.
    pub(super) is_part: bool,
}
