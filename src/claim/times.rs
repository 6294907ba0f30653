//! The times and the moments of the day of a sentence, by its items.

use std::ops::Range;

use super::DayPoint;
use super::item::Item;
use super::lexicon::Lexicon;
use super::time::{self, Found};
use super::token::Token;

/// The times and the moments of the day that a sentence names, each with the item that it begins in.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// The times.
    pub(super) found: Vec<(usize, Found)>,
    /// The moments.
    pub(super) points: Vec<(usize, DayPoint)>,
}

impl Times {
    /// Reads a sentence.
    pub(super) fn of(items: &[Item], tokens: &[Token], sentence: Range<usize>, lexicon: &Lexicon) -> Self {
        let item = |token: usize| {
            let at = items.partition_point(|i| i.tokens.end <= token);
            items.get(at).filter(|i| i.tokens.contains(&token)).map(|_| at)
        };
        let found = time::found(tokens, sentence.clone(), lexicon);
        let bounded = &tokens[..sentence.end];
        let points = sentence.filter_map(|at| Some((at, lexicon.times.point_at(&bounded[at..])?.0)));
        Self {
            points: points.filter_map(|(at, point)| Some((item(at)?, point))).collect(),
            found: found.into_iter().filter_map(|f| Some((item(f.tokens.start)?, f))).collect(),
        }
    }
}
