//! A sentence as a row of items: names, amounts, known phrases, other words and signs.

use std::ops::Range;

use super::lexicon::{Lexicon, Tag};
use super::lists::{List, Lists};
use super::names::Name;
use super::quantity::{self, Quantity};
use super::token::{Token, TokenKind};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// A word or phrase.
    Word,
    /// A sign.
    Sign(char),
    /// An amount.
    Amount(Quantity),
    /// A name, by its place in the list of names.
    Name(usize),
}

/// One item of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
    /// What its words can do.
    pub(super) tags: Vec<Tag>,
    /// Its words in lower case.
    pub(super) lower: String,
    /// The lists that they stand in.
    pub(super) lists: Lists,
    /// Whether no white space stands before it.
    pub(super) glued: bool,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
}

impl Item {
    /// Whether it can do this.
    pub(super) fn has(&self, tag: Tag) -> bool {
        self.tags.contains(&tag)
    }

    /// Whether its words stand in a list.
    pub(super) const fn is_in(&self, list: List) -> bool {
        self.lists.has(list)
    }

    /// Whether it is this sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// The name it is.
    pub(super) fn name(&self) -> Option<usize> {
        if let Kind::Name(name) = self.kind { Some(name) } else { None }
    }

    /// The amount it is.
    pub(super) fn amount(&self) -> Option<&Quantity> {
        if let Kind::Amount(q) = &self.kind { Some(q) } else { None }
    }

    /// Whether it is a per cent.
    pub(super) fn is_percent(&self) -> bool {
        matches!(self.kind, Kind::Amount(Quantity::Percent { .. }))
    }
}

/// The items of the tokens in `sentence`.
pub(super) fn items(
    tokens: &[Token],
    sentence: Range<usize>,
    names: &[Name],
    lexicon: &Lexicon,
) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    let mut at = sentence.start;
    let bounded = &tokens[..sentence.end];
    while at < sentence.end {
        let (kind, end, tags) = next(bounded, at, names, lexicon, out.last());
        let words: Vec<&str> = tokens[at..end].iter().map(|t| t.lower.as_str()).collect();
        let lower = words.join(" ");
        out.push(Item {
            tokens: at..end,
            kind,
            tags,
            lists: lexicon.lists.of(&lower),
            lower,
            glued: tokens[at].glued,
            capital: tokens[at].capital,
        });
        at = end;
    }
    let mut items = without_asides(&out, lexicon);
    share_unit(&mut items);
    share_joined_unit(&mut items, lexicon);
    share_sign(&mut items, tokens);
    items
}

/// `A mit minus 0,2 und B mit minus 1,5 Prozent`: a size before which the same word stands as before
/// the next per cent, with a name between, is one of per cent too.
fn share_unit(items: &mut [Item]) {
    for at in 1..items.len() {
        let Kind::Amount(Quantity::Bare(low)) = items[at].kind else { continue };
        let word = items[at - 1].lower.as_str();
        let mut ahead = items[at + 1..].iter().take(8).take_while(|i| !i.is(';'));
        let percent = ahead.by_ref().position(Item::is_percent).map(|n| at + 1 + n);
        let Some(percent) = percent.filter(|_| items[at - 1].is_in(List::SizeMark)) else { continue };
        let named = items[at..percent].iter().any(|i| i.name().is_some());
        if named && items[percent - 1].lower == word {
            items[at].kind = Kind::Amount(Quantity::Percent { low, high: None, sign: None });
        }
    }
}

/// `Verlusten von sechs und knapp siebeneinhalb Prozent`: a number in words that `and` joins to a per cent is one of
/// per cent too.
fn share_joined_unit(items: &mut [Item], lexicon: &Lexicon) {
    let qualifies = |i: &Item| i.tags.iter().any(|t| matches!(t, Tag::Qualify(_)));
    for at in 1..items.len().saturating_sub(2) {
        if items[at].kind != Kind::Word || !items[at + 1].has(Tag::And) {
            continue;
        }
        let percent = (at + 2..items.len()).take(2).find(|i| !qualifies(&items[*i]));
        let joined = percent.is_some_and(|p| items[p].is_percent());
        let sized = qualifies(&items[at - 1]) || items[at - 1].has(Tag::By) || items[at - 1].has(Tag::From);
        if let Some(low) = lexicon.number_of(&items[at].lower).filter(|_| joined && sized) {
            items[at].kind = Kind::Amount(Quantity::Percent { low, high: None, sign: None });
        }
    }
}

/// `Halbach +2,20` in a row of per cents: a signed number right behind a name takes its unit from them.
fn share_sign(items: &mut [Item], tokens: &[Token]) {
    if !items.iter().any(Item::is_percent) {
        return;
    }
    for at in 1..items.len() {
        let Kind::Amount(Quantity::Bare(low)) = items[at].kind else { continue };
        let sign = match tokens.get(items[at].tokens.start).map(|t| t.kind) {
            Some(TokenKind::Sign('+')) => super::Direction::Up,
            Some(TokenKind::Sign('-')) => super::Direction::Down,
            _ => continue,
        };
        let ends = items.get(at + 1).is_none_or(|i| matches!(i.kind, Kind::Sign(_)) || i.has(Tag::And));
        if low.scale() > 0 && ends && items[at - 1].name().is_some() {
            items[at].kind = Kind::Amount(Quantity::Percent { low, high: None, sign: Some(sign) });
        }
    }
}

fn next(
    tokens: &[Token],
    at: usize,
    names: &[Name],
    lexicon: &Lexicon,
    before: Option<&Item>,
) -> (Kind, usize, Vec<Tag>) {
    let following = names.partition_point(|n| n.tokens.start < at);
    if let Some(name) = names.get(following).filter(|n| n.tokens.start == at && n.tokens.end <= tokens.len())
    {
        return (Kind::Name(following), name.tokens.end, Vec::new());
    }
    let opens = before.map_or(quantity::Opens::Nothing, |b| match () {
        () if b.has(Tag::Between) => quantity::Opens::Between,
        () if b.has(Tag::From) => quantity::Opens::From,
        () => quantity::Opens::Nothing,
    });
    // `de L'Oréal`: a phrase ends where a name begins.
    let name = names.get(following).map_or(tokens.len(), |n| n.tokens.start.min(tokens.len()));
    let phrase = lexicon.longest(&tokens[at..name], |t| !matches!(t, [Tag::Number(_)]));
    if let Some((quantity, end)) = quantity::quantity(tokens, at, lexicon, opens)
        && phrase.is_none_or(|(n, tags)| at + n <= end || tags.iter().all(|t| matches!(t, Tag::Stop)))
    {
        return (Kind::Amount(quantity), end, Vec::new());
    }
    let tense = || past_adverb(tokens, at, name, lexicon);
    if let Some((end, tags)) = tense().filter(|(end, _)| phrase.is_none_or(|(n, _)| at + n < *end)) {
        return (Kind::Word, end, tags);
    }
    if let Some((length, tags)) = phrase {
        let mut tags = tags.to_vec();
        if length == 1 {
            tags.extend(shape(tokens, at, lexicon));
        }
        let kind = match tokens[at].kind {
            TokenKind::Sign(c) if length == 1 => Kind::Sign(c),
            _ => Kind::Word,
        };
        return (kind, at + length, tags);
    }
    match tokens[at].kind {
        TokenKind::Sign(c) => (Kind::Sign(c), at + 1, Vec::new()),
        TokenKind::Word | TokenKind::Number => (Kind::Word, at + 1, shape(tokens, at, lexicon)),
    }
}

/// `a encore perdu`, `s'est légèrement repris`, `ha anche ceduto`: the words of a compound tense with an adverb between
/// them, where the tense says that something moved. Its end and what it says.
fn past_adverb(tokens: &[Token], at: usize, limit: usize, lexicon: &Lexicon) -> Option<(usize, Vec<Tag>)> {
    const LONGEST: usize = 6;
    let auxiliary = || (at..(at + 3).min(limit)).find(|i| lexicon.word_is(&tokens[*i].lower, Tag::Auxiliary));
    if !lexicon.language.of_means_by || tokens[at].kind != TokenKind::Word {
        return None;
    }
    let adverb = auxiliary()? + 1;
    let word = &tokens.get(adverb).filter(|_| adverb + 1 < limit)?.lower;
    let manner = ["ment", "mente"].iter().any(|e| word.ends_with(e));
    if !(manner || lexicon.word_is(word, Tag::Skip)) {
        return None;
    }
    let mut whole: Vec<Token> = tokens[at..adverb].to_vec();
    whole.extend_from_slice(&tokens[adverb + 1..limit.min(adverb + LONGEST)]);
    let moves = |t: &[Tag]| t.iter().any(|t| matches!(t, Tag::Verb(_) | Tag::Transitive(_)));
    let (length, tags) = lexicon.longest(&whole, moves)?;
    (length > adverb - at).then(|| (at + length + 1, tags.to_vec()))
}

fn shape(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Vec<Tag> {
    let noun = tokens[at].capital;
    let tag = lexicon.by_shape(&tokens[at].lower);
    tag.filter(|t| noun || !matches!(t, Tag::Figure | Tag::Company | Tag::Stock)).into_iter().collect()
}

/// Drops what stands beside a name and says nothing of its move: brackets without an amount, as in
/// `Tesla (WKN: A1CX3T)` and `Deere & Co (NYSE:DE)`; the quotation that a page shows when it is read,
/// `Intel (INTC 5.62%)`; a code of the wires, `Inditex .ITX.MC`.
fn without_asides(items: &[Item], lexicon: &Lexicon) -> Vec<Item> {
    let mut out = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        if items[at].is('(') {
            let close = items[at..].iter().position(|i| i.is(')')).map(|n| at + n);
            if let Some(close) = close
                && (is_page_quote(&items[at + 1..close]) && !is_row(&items[at + 1..close], lexicon)
                    || !items[at..close]
                        .iter()
                        .any(|i| i.amount().is_some_and(|q| !matches!(q, Quantity::Bare(_))))
                    || is_of_another_day(items, at, close))
            {
                at = close + 1;
                continue;
            }
        }
        // `am 24. Januar`: no clause ends there.
        let counted = |i: &Item| matches!(i.kind, Kind::Amount(Quantity::Bare(n)) if n.scale() == 0);
        if items[at].is('.') && items[at].glued && at + 1 < items.len() && out.last().is_some_and(counted) {
            at += 1;
            continue;
        }
        // A line that wraps inside a sentence.
        if items[at].is('\n') && at + 1 < items.len() {
            at += 1;
            continue;
        }
        if is_wire_code(items, at) {
            at += 2;
            continue;
        }
        if is_wire_symbol(items, at) {
            at += 1;
            continue;
        }
        if is_quote_of_word(items, at) {
            at += 1;
            continue;
        }
        if let Some(end) = link_note(items, at) {
            at = end;
            continue;
        }
        out.push(items[at].clone());
        at += 1;
    }
    out
}

/// `lost 4.9% to 16.8 euros (-3.6% on Tuesday)`, `X (-3.6% on Tuesday) lost 4.9%`: a size beside another that is told of
/// the same name.
fn is_of_another_day(items: &[Item], open: usize, close: usize) -> bool {
    let [size, rest @ ..] = &items[open + 1..close] else { return false };
    let signed = size.is_percent() && size.amount().is_some_and(|q| q.sign().is_some());
    let each = |i: &Item| i.has(Tag::Each);
    let words = !rest.is_empty() && rest.iter().all(|i| i.kind == Kind::Word && !each(i));
    let parts = |i: &Item| i.is(',') || i.is(';') || i.has(Tag::And);
    let before = items[..open].iter().rev().take_while(|i| !parts(i));
    let behind = items[close + 1..].iter().take(6).take_while(|i| !parts(i) && !i.is('('));
    let sized = |i: &Item| i.is_percent();
    signed && words && (before.into_iter().any(sized) || behind.into_iter().any(sized))
}

/// `INTC 5.62%`, `^DJI -0.15%`: a symbol and the day's change, nothing else.
fn is_page_quote(inside: &[Item]) -> bool {
    let inside = match inside {
        [sign, rest @ ..] if sign.is('^') || sign.is('$') => rest,
        all => all,
    };
    match inside {
        [symbol, change] => {
            change.is_percent()
                && symbol.capital
                && symbol.lower.chars().count() <= 6
                && !symbol.lower.contains(' ')
        }
        _ => false,
    }
}

/// `New Gold Inc NGD.TO,`: a symbol with the letters of its exchange, right behind a word with a capital.
fn is_wire_symbol(items: &[Item], at: usize) -> bool {
    let item = &items[at];
    let letters = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let coded = item.lower.rsplit_once('.').is_some_and(|(symbol, exchange)| {
        letters(symbol, 6) && letters(exchange, 2) && !exchange.bytes().any(|b| b.is_ascii_digit())
    });
    let named = at.checked_sub(1).is_some_and(|b| items[b].name().is_some() || items[b].capital);
    let ends = items.get(at + 1).is_none_or(|i| matches!(i.kind, Kind::Sign(_)) || i.has(Tag::And));
    item.kind == Kind::Word && item.capital && item.tags.is_empty() && coded && named && ends
}

/// `(Eni +1,42%)`: the Romance press puts a row whole into brackets, a page its symbol.
fn is_row(inside: &[Item], lexicon: &Lexicon) -> bool {
    let signed = |i: &Item| i.amount().is_some_and(|q| q.sign().is_some());
    lexicon.language.of_means_by && matches!(inside, [name, size] if name.name().is_some() && signed(size))
}

/// A quotation mark round one or two words: `«Footsie»`. No clause ends there.
fn is_quote_of_word(items: &[Item], at: usize) -> bool {
    let mark = |i: &Item| matches!(i.kind, Kind::Sign('"' | '“' | '”' | '„' | '«' | '»'));
    let words = |from: usize, to: usize| {
        items.get(from..to).is_some_and(|i| i.iter().all(|i| !matches!(i.kind, Kind::Sign(_))))
    };
    let opens = |n: usize| items.get(at + n).is_some_and(mark) && words(at + 1, at + n);
    let closes = |n: usize| at >= n && mark(&items[at - n]) && words(at - n + 1, at);
    mark(&items[at]) && (opens(2) || opens(3) || closes(2) || closes(3))
}

/// Past what a page says of a link, with the line ends around it: `, opens new tab`.
fn link_note(items: &[Item], at: usize) -> Option<usize> {
    let past_lines = |from: usize| (from..items.len()).find(|i| !items[*i].is('\n')).unwrap_or(items.len());
    let comma = past_lines(at);
    let words: Vec<&str> = items.get(comma + 1..)?.iter().take(3).flat_map(|i| i.lower.split(' ')).collect();
    let note = items[comma].is(',') && words.starts_with(&["opens", "new"]);
    let tab = items[comma + 1..].iter().take(3).position(|i| i.lower.split(' ').any(|w| w == "tab"))?;
    note.then(|| past_lines(comma + tab + 2))
}

/// ` .DJI`: a stop that opens a word in capitals.
fn is_wire_code(items: &[Item], at: usize) -> bool {
    items[at].is('.')
        && !items[at].glued
        && items.get(at + 1).is_some_and(|i| i.glued && i.capital && i.amount().is_none())
}
