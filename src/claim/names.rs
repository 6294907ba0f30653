//! Who is named where: the linker's mentions, index names, and capitalised words that no mention
//! covers.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::guess;
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::name_parts::is_legal_form;
use super::named::IndexName;
pub(super) use super::named::{Name, Names, Referent};
use super::token::Token;
use crate::instrument::{InstrumentId, Mic};
use crate::link::{Mention, Target};
use crate::text::words;

/// All names of a text, in text order, none overlapping another.
pub(super) fn names(
    text: &str,
    tokens: &[Token],
    sentences: &[Range<usize>],
    mentions: &[Mention],
    lexicon: &Lexicon,
) -> Vec<Name> {
    let mut found = Names::default();
    let mentioned: Vec<Name> = mentions.iter().filter_map(|m| from_mention(tokens, m, lexicon)).collect();
    let listed = mentioned.iter().any(|n| n.instrument().is_some());
    let told =
        |n: &Name| n.referent != Referent::Guess || !listed || guess::is_told(tokens, &n.tokens, lexicon);
    for name in mentioned.into_iter().filter(told) {
        found.push(name);
    }
    for at in 0..tokens.len() {
        if let Some(index) = index_at(tokens, at, lexicon) {
            found.push_index(index);
        }
    }
    let all: Vec<Range<usize>> =
        sentences.iter().flat_map(|s| guess::runs(text, tokens, s.clone(), &found, lexicon)).collect();
    let words = |run: &Range<usize>| tokens[run.clone()].iter().map(|t| t.lower.as_str()).collect::<Vec<_>>();
    // What a text tells to be a company is one wherever it stands.
    let told: HashSet<Vec<&str>> =
        all.iter().filter(|run| listed && guess::is_told(tokens, run, lexicon)).map(words).collect();
    for run in all {
        if !listed || told.contains(&words(&run)) {
            let referent =
                if guess::is_no_share(tokens, &run, lexicon) { Referent::NoShare } else { Referent::Guess };
            found.push(Name { tokens: run, referent, source: false });
        }
    }
    found.into_vec()
}

/// The listed share that most of the namings of shares are of.
pub(super) fn dominant(names: &[Name]) -> Option<usize> {
    let mut counts: HashMap<&InstrumentId, (usize, usize)> = HashMap::new();
    let mut all = 0;
    for (place, name) in names.iter().enumerate().filter(|(_, n)| !n.source) {
        if let Referent::Share(id) = &name.referent {
            all += 1;
            counts.entry(id).or_insert((place, 0)).1 += 1;
        }
    }
    counts.into_values().find(|(_, count)| 2 * count > all).map(|(place, _)| place)
}

fn from_mention(tokens: &[Token], mention: &Mention, lexicon: &Lexicon) -> Option<Name> {
    let span = &mention.evidence.span;
    let start = tokens.partition_point(|t| t.span.end <= span.start);
    let mut end = tokens.partition_point(|t| t.span.start < span.end);
    while end > start + 1 && drops_off(tokens, end - 1, lexicon) {
        end -= 1;
    }
    // `Über die Woche`: a small word with the capital of its place, whatever its letters spell.
    let small = |t: &Token| lexicon.word_is(&t.lower, Tag::Preposition);
    if lexicon.language.capital_nouns && tokens[start..end.max(start)].iter().all(small) {
        return None;
    }
    let referent = match &mention.target {
        Target::Instrument(id) if is_no_share(id) => Referent::NoShare,
        Target::Instrument(id) => Referent::Share(id.clone()),
        Target::Index(_) if names_venue(tokens, end, lexicon) => return None,
        Target::Index(_) if is_place_of_trade(tokens, start, lexicon) => return None,
        // An index of currencies or rates is no stock index.
        Target::Index(_) if is_no_stock_index(&mention.evidence.text, lexicon) => Referent::NoShare,
        Target::Index(id) => Referent::Index(id.clone()),
        // Delisted since, perhaps, or private: what is said of it decides.
        Target::Unlisted(_) if !is_place(&tokens[start..end], lexicon) => Referent::Guess,
        Target::Unlisted(_) => return None,
    };
    if start >= end {
        return None;
    }
    let gathers = tokens.get(end).is_some_and(|t| !t.glued && lexicon.is_in(&t.lower, List::Consensus));
    let tokens = start..with_legal_form(tokens, end, lexicon);
    Some(Name { tokens, referent, source: mention.as_source || gathers })
}

/// `a Piazza Affari`, `à la Bourse de Paris`: where something is traded, not its index.
fn is_place_of_trade(tokens: &[Token], start: usize, lexicon: &Lexicon) -> bool {
    let exchange = tokens.get(start).is_some_and(|t| lexicon.is_in(&t.lower, List::Exchange));
    let before = (0..start).rev().take(2).map(|i| &tokens[i]);
    let mut words = before.filter(|t| !lexicon.word_is(&t.lower, Tag::Determiner));
    exchange
        && words.next().is_some_and(|t| {
            lexicon.word_is(&t.lower, Tag::Preposition) || lexicon.word_is(&t.lower, Tag::To)
        })
}

/// Pairs, commodities, yields: not a security whose move is a claim about a share.
fn is_no_share(id: &InstrumentId) -> bool {
    [Mic::CRYPTO, Mic::FX, Mic::FUTURES, Mic::INDEX].contains(&id.mic)
}

/// An index of currencies, of volatility.
fn is_no_stock_index(name: &str, lexicon: &Lexicon) -> bool {
    let name = name.to_lowercase();
    lexicon.lists.parts(List::NoStockIndex).any(|part| name.contains(part))
}

/// Words that no company is called by alone: `U.S.`, `German`, `Wall Street`.
fn is_place(name: &[Token], lexicon: &Lexicon) -> bool {
    let common = |t: &Token| lexicon.is_in(&t.lower, List::Country) || lexicon.word_is(&t.lower, Tag::Stop);
    let whole = lexicon.longest(name, |t| t.contains(&Tag::Stop)).is_some_and(|(n, _)| n == name.len());
    whole || name.iter().all(common)
}

/// Takes in a legal form that the mention leaves out: `Deere & Co`, `Porsche AG`.
fn with_legal_form(tokens: &[Token], end: usize, lexicon: &Lexicon) -> usize {
    let form = |i: usize| tokens.get(i).is_some_and(|t| is_legal_form(t, lexicon));
    let joined = tokens.get(end).is_some_and(|t| t.is('&')) && form(end + 1);
    // `Tesla, Inc.`
    let apposed = tokens.get(end).is_some_and(|t| t.is(',')) && form(end + 1);
    if joined || apposed {
        end + 2
    } else if form(end) {
        end + 1
    } else {
        end
    }
}

/// `-`, `Aktie`, `'s` at the end of a mention are no part of the name.
fn drops_off(tokens: &[Token], last: usize, lexicon: &Lexicon) -> bool {
    let token = &tokens[last];
    let hyphened = last > 0 && tokens[last - 1].is('-');
    token.is('-')
        || token.lower == "'s"
        || token.is('\'')
        || hyphened && lexicon.word_is(&token.lower, Tag::Stock)
}

/// `Nasdaq-Handel`, `Dax-Konzern`: the index's name in a compound that is not the index.
fn names_venue(tokens: &[Token], end: usize, lexicon: &Lexicon) -> bool {
    let hyphen = tokens.get(end).is_some_and(|t| t.is('-') && t.glued);
    let tail = tokens.get(end + 1).filter(|t| t.glued).map(|t| t.lower.as_str());
    hyphen && !tail.is_some_and(|t| lexicon.is_in(t, List::IndexTail))
}

fn index_at(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Option<IndexName> {
    if !tokens[at].capital || at > 0 && tokens[at].glued && tokens[at - 1].is('-') {
        return None;
    }
    let (length, _) = lexicon.longest(&tokens[at..], |t| t.contains(&Tag::Index))?;
    let end = with_sector(tokens, at + length);
    let is_longer = tokens[at + length..end].iter().any(|t| t.lower != "index");
    let sector = tokens.get(end).is_some_and(|t| t.capital && !t.glued && words::is_index_sector(&t.lower));
    let own = words::is_own_index(&tokens[end - 1].lower, lexicon.language.code);
    let tokens_of = at..end + usize::from(sector);
    let name = IndexName { tokens: tokens_of, is_longer, is_part: sector || own };
    (!names_venue(tokens, end, lexicon)).then_some(name)
}

/// Takes in the rest of a longer name of an index: `S&P 1500 Airlines Index`.
fn with_sector(tokens: &[Token], end: usize) -> usize {
    let part = |t: &Token| t.capital || t.lower.chars().all(|c| c.is_ascii_digit());
    let rest = tokens[end..].iter().take(5).take_while(|t| part(t) || t.lower == "index");
    let last = rest.enumerate().filter(|(_, t)| t.lower == "index" || t.lower == "subindex").last();
    last.map_or(end, |(n, _)| end + n + 1)
}
