//! What stands beside a name and shows that it is one: a word for the share, a legal form.

use std::ops::Range;

use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::token::Token;

/// Whether a word for the share stands beside the name: `X shares`, `X-Aktie`, `shares of X`.
pub(super) fn has_share(tokens: &[Token], name: &Range<usize>, lexicon: &Lexicon) -> bool {
    let stock = |i: usize| tokens.get(i).is_some_and(|t| lexicon.word_is(&t.lower, Tag::Stock));
    let passes = |i: usize| tokens.get(i).is_some_and(|t| t.is('-') || t.is('\'') || t.lower == "'s");
    let joins = |i: usize| {
        let joint = [Tag::Of, Tag::Preposition, Tag::Determiner];
        tokens.get(i).is_some_and(|t| joint.iter().any(|j| lexicon.word_is(&t.lower, *j)))
    };
    let behind = stock(name.end) || passes(name.end) && stock(name.end + 1);
    let start = name.start;
    let ahead = start >= 1 && stock(start - 1)
        || start >= 2 && joins(start - 1) && stock(start - 2)
        || start >= 3 && joins(start - 1) && joins(start - 2) && stock(start - 3);
    behind || ahead
}

/// `Inc`, `AG`: ends a name and is none alone.
pub(super) fn is_legal_form(token: &Token, lexicon: &Lexicon) -> bool {
    token.capital && lexicon.is_in(&token.lower, List::LegalForm)
}
