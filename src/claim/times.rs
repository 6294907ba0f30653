//! The times and the moments of the day of a sentence, by its items.

use std::ops::Range;

use super::DayPoint;
use super::item::Item;
use super::lexicon::Lexicon;
use super::stated_time::Word;
use super::time::{self, Found};
use super::token::Token;

/// The times and the moments of the day that a sentence names, each with the item that it begins in.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// The times.
    pub(super) found: Vec<(usize, Found)>,
    /// The openings of clauses that tell what happened at the time before them: `since June 5, when it fell`.
    pub(super) clauses: Vec<usize>,
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
        let named = sentence.clone().filter_map(|at| Some((at, lexicon.times.point_at(&bounded[at..])?.0)));
        let beside = found.iter().filter(|f| f.stated.is_day()).filter_map(|f| {
            let point = beside_a_day(bounded, sentence.start, &f.tokens, lexicon)?;
            Some((f.tokens.start, point))
        });
        let points: Vec<(usize, DayPoint)> = named.chain(beside).collect();
        let told = found.iter().filter_map(|f| told_by_a_clause(bounded, f, lexicon)).collect::<Vec<_>>();
        let clauses = told.iter().filter_map(|(when, _)| item(*when)).collect();
        Self {
            points: points.into_iter().filter_map(|(at, point)| Some((item(at)?, point))).collect(),
            clauses,
            found: found
                .into_iter()
                .filter_map(|f| Some((item(f.tokens.start)?, f)))
                .chain(told.into_iter().filter_map(|(when, found)| Some((item(when)?, found?))))
                .collect(),
        }
    }
}

/// `early Monday`, `Monday afternoon`, `Montagvormittag`, `in Monday's early trading`: the part of a day that stands
/// with it.
fn beside_a_day(tokens: &[Token], first: usize, day: &Range<usize>, lexicon: &Lexicon) -> Option<DayPoint> {
    let at = |i: usize| tokens.get(i).and_then(|t| lexicon.times.moment_of_day(&t.lower));
    let owned = usize::from(tokens.get(day.end).is_some_and(|t| t.lower == "'s"));
    let before = || (first..day.start).rev().take(2).find_map(at);
    day.clone().find_map(at).or_else(|| at(day.end + owned)).or_else(before)
}

/// The word that opens a clause right behind a time, and the day of that clause: `its worst day since June 5, when it
/// fell 14%`. A time that is no day gives the clause none.
fn told_by_a_clause(tokens: &[Token], found: &Found, lexicon: &Lexicon) -> Option<(usize, Option<Found>)> {
    let end = found.tokens.end;
    let when = end + usize::from(tokens.get(end).is_some_and(|t| t.is(',')));
    lexicon.times.word_at(tokens.get(when..)?, Word::When)?;
    // The day of the main clause: `fell on Monday, when it reported`.
    let reaches_back = found.stated.its_day() != Some(found.stated);
    let day = found.stated.its_day().map(|stated| Found { tokens: found.tokens.clone(), stated });
    reaches_back.then_some((when, day))
}
