//! Capitalised words that no mention covers and that may be companies.

use std::ops::Range;

use super::Direction::{Down, Flat, Up};
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::name_parts::{has_share, is_legal_form};
use super::named::Names;
use super::quantity;
use super::token::{Token, TokenKind};
use super::{Bound, ClaimSession, MoveHorizon};

/// The fewest letters of a word for who comes from a town: `Kölner`.
const SHORTEST_TOWNSMAN: usize = 6;

/// The most words of what explains a name: `the maker of …`.
const LONGEST_EXPLANATION: usize = 8;

/// Runs of capitalised words that the lexicon does not know as something else.
pub(super) fn runs(
    text: &str,
    tokens: &[Token],
    sentence: Range<usize>,
    taken: &Names,
    lexicon: &Lexicon,
) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = sentence.start;
    let headline = is_headline(&tokens[sentence.clone()]);
    let phrases = phrases(tokens, &sentence, lexicon);
    let covered = |i: usize| {
        taken.at(i).is_some() || phrases.iter().any(|p| p.contains(&i)) || quantity::opens_amount(tokens, i)
    };
    while at < sentence.end {
        // `Down 2% early on, …`: a capital at the head of a sentence says nothing either.
        let loud = headline || at == sentence.start;
        let end = run_end(tokens, at, sentence.end, lexicon, loud, &covered);
        if end == at {
            at += 1;
            continue;
        }
        let run = at..end;
        at = end;
        let behind_share = headline
            && run.start > sentence.start
            && lexicon.word_is(&tokens[run.start - 1].lower, Tag::Stock);
        let completes = taken.ends_at(run.start);
        if !behind_share && !completes && plausible(text, tokens, &run, sentence.start, lexicon) {
            out.push(run);
        }
    }
    out
}

/// Phrases of several words that the lexicon knows: no word of `auf Wochensicht` is a name.
fn phrases(tokens: &[Token], sentence: &Range<usize>, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let bounded = &tokens[..sentence.end];
    let at =
        |i: usize| lexicon.longest(&bounded[i..], |_| true).filter(|(n, _)| *n > 1).map(|(n, _)| i..i + n);
    sentence.clone().filter_map(at).collect()
}

fn could_be_name(token: &Token, lexicon: &Lexicon) -> bool {
    let known = [
        Tag::Stop,
        Tag::Stock,
        Tag::Company,
        Tag::Figure,
        Tag::Rating,
        Tag::Month,
        Tag::Determiner,
        Tag::Preposition,
        Tag::Skip,
        Tag::Hypothetical,
        Tag::Expect,
        Tag::Subordinate,
        Tag::Pronoun,
        Tag::Relative,
        Tag::Modal,
        Tag::Former,
        Tag::Latter,
        Tag::Each,
        Tag::Qualify(Bound::About),
        Tag::Qualify(Bound::AtLeast),
        Tag::Qualify(Bound::AsMuchAs),
        Tag::Not,
        Tag::Deny,
        Tag::Doubt,
        Tag::And,
        Tag::Horizon(MoveHorizon::Week),
        Tag::Horizon(MoveHorizon::Month),
        Tag::Horizon(MoveHorizon::Quarter),
        Tag::Horizon(MoveHorizon::Ytd),
        Tag::Horizon(MoveHorizon::Year),
        Tag::Session(ClaimSession::Premarket),
        Tag::Session(ClaimSession::Regular),
        Tag::Session(ClaimSession::Afterhours),
        Tag::Heading(Up),
        Tag::Heading(Down),
    ];
    token.kind == TokenKind::Word
        && token.capital
        && !lexicon.is_in(&token.lower, List::Country)
        && !known.iter().any(|t| lexicon.word_is(&token.lower, *t))
        && !lexicon.is_number_word(&token.lower)
        && !lexicon
            .by_shape(&token.lower)
            .is_some_and(|t| matches!(t, Tag::Figure | Tag::Company | Tag::Session(_)))
}

fn run_end(
    tokens: &[Token],
    start: usize,
    limit: usize,
    lexicon: &Lexicon,
    headline: bool,
    covered: &impl Fn(usize) -> bool,
) -> usize {
    let mut end = start;
    while end < limit && !covered(end) {
        let token = &tokens[end];
        let form = end > start
            && token.is(',')
            && tokens[end..limit].get(1).is_some_and(|t| is_legal_form(t, lexicon));
        let joiner = form && !covered(end + 1)
            || end > start
                && (token.is('&') || token.is('-') && token.glued)
                && tokens
                    .get(end + 1)
                    .is_some_and(|n| could_be_name(n, lexicon) && end + 1 < limit && !covered(end + 1));
        let tail = end > start && token.capital && lexicon.word_is(&token.lower, Tag::NameTail);
        let phrase =
            || lexicon.longest(&tokens[end..limit], |t| !t.contains(&Tag::Stop)).is_some_and(|(n, _)| n > 1);
        let move_noun = lexicon.language.capital_nouns && is_move_noun(&token.lower, lexicon)
            || headline && is_movement(&token.lower, lexicon);
        if !(joiner || tail || could_be_name(token, lexicon) && !phrase() && !move_noun) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether most words of a sentence have a capital, as English headlines do: there the capital of
/// `Rise` or `Traders` says nothing.
fn is_headline(tokens: &[Token]) -> bool {
    let words = || tokens.iter().filter(|t| t.kind == TokenKind::Word && t.lower.chars().count() > 3);
    let (all, capital) = (words().count(), words().filter(|t| t.capital).count());
    all >= 4 && 10 * capital >= 8 * all
}

fn is_movement(word: &str, lexicon: &Lexicon) -> bool {
    [Up, Down, Flat].into_iter().any(|d| {
        let all = [
            Tag::Verb(d),
            Tag::Present(d),
            Tag::Base(d),
            Tag::Transitive(d),
            Tag::Gerund(d),
            Tag::Noun(d),
            Tag::Adverb(d),
            Tag::Cause(d),
        ];
        all.iter().any(|t| lexicon.word_is(word, *t))
    }) || [Tag::CauseAny, Tag::Neutral].iter().any(|t| lexicon.word_is(word, *t))
}

fn is_move_noun(word: &str, lexicon: &Lexicon) -> bool {
    [Tag::Noun(Up), Tag::Noun(Down)].iter().any(|t| lexicon.word_is(word, *t))
}

/// Whether a run of capitalised words may be a company.
fn plausible(text: &str, tokens: &[Token], run: &Range<usize>, sentence: usize, lexicon: &Lexicon) -> bool {
    let first = &tokens[run.start];
    let written = &text[first.span.start..tokens[run.end - 1].span.end];
    let single = run.len() == 1;
    let all_caps = written.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let empty = |t: &Token| {
        is_legal_form(t, lexicon) || lexicon.word_is(&t.lower, Tag::Soft) || t.is('-') || t.is('&')
    };
    let nothing = tokens[run.clone()].iter().all(empty);
    if written.chars().count() < 2 || nothing || !first.lower.starts_with(char::is_alphabetic) {
        return false;
    }
    let before = run.start.checked_sub(1).filter(|b| *b >= sentence).map(|b| &tokens[b]);
    let glued_hyphen = tokens.get(run.end).is_some_and(|t| t.is('-') && t.glued);
    // `the Detroit automaker`
    let place = before.is_some_and(|b| b.lower == "the")
        && tokens.get(run.end).is_some_and(|t| !t.capital && lexicon.word_is(&t.lower, Tag::Company));
    if place {
        return false;
    }
    if lexicon.language.capital_nouns && describes(tokens, run, before, lexicon) {
        return false;
    }
    if has_share(tokens, run, lexicon) && !is_sort(tokens, run, before, lexicon) {
        return true;
    }
    let compounded = run.start >= 1 && tokens[run.start].glued && tokens[run.start - 1].is('-');
    if lexicon.language.capital_nouns && compounded {
        return false;
    }
    if lexicon.language.capital_nouns {
        return german_name(first, before, single, all_caps, glued_hyphen, tokens, run, lexicon);
    }
    // `Copenhagen-listed`, `AI-related`, `Pure-play`.
    let modifier = glued_hyphen && tokens.get(run.end + 1).is_some_and(|t| t.glued && !t.capital);
    if modifier || is_sort(tokens, run, before, lexicon) {
        return false;
    }
    let follows = tokens.get(run.end).map_or("", |t| t.lower.as_str());
    let first_in_sentence = before.is_none_or(|b| !matches!(b.kind, TokenKind::Word | TokenKind::Number));
    let plural = first.lower.ends_with('s') && !first.lower.ends_with("ss");
    let verbal = ["ing", "ed", "ly"].iter().any(|e| first.lower.ends_with(e));
    if single && first_in_sentence && !all_caps && lexicon.is_in(follows, List::BehindNoun) {
        return false;
    }
    !(single && first_in_sentence && (plural && !all_caps && !possessive(tokens, run.end) || verbal))
}

/// `die Aktien der Leverkusener`, `der Kurs der Startup-Schmiede`: behind its article a word for whoever was named.
fn describes(tokens: &[Token], run: &Range<usize>, before: Option<&Token>, lexicon: &Lexicon) -> bool {
    let article = before.is_some_and(|b| lexicon.word_is(&b.lower, Tag::Determiner));
    let last = tokens[run.end - 1].lower.as_str();
    let from_town = run.len() == 1
        && last.chars().count() >= SHORTEST_TOWNSMAN
        && ["er", "ern"].iter().any(|e| last.ends_with(e));
    let compound = run.len() > 1 && tokens[run.end - 2].is('-') && lexicon.ends_as(last, List::NounEnding);
    article && (from_town || compound)
}

/// Whether the words around a run of capitals say that it is a company with a share: a word for the
/// share joined to it, a legal form, a symbol in brackets.
pub(super) fn is_told(tokens: &[Token], run: &Range<usize>, lexicon: &Lexicon) -> bool {
    let form = |i: usize| tokens.get(i).is_some_and(|t| is_legal_form(t, lexicon));
    let formed = run.len() > 1 && form(run.end - 1) || form(run.end);
    let symbol = |t: &Token| t.kind == TokenKind::Word && t.capital && t.lower.len() <= 6;
    let bracketed = tokens.get(run.end).is_some_and(|t| t.is('('))
        && tokens.get(run.end + 1).is_some_and(symbol)
        && tokens.get(run.end + 2).is_some_and(|t| t.is(')') || t.is(':'));
    let code = run.start > 0 && tokens[run.start - 1].is('.') && tokens[run.start].glued;
    !code && (formed || bracketed || owns_share(tokens, run, lexicon) || is_explained(tokens, run, lexicon))
}

/// `Square, the electronic payments company, said`: between the commas behind it stands what it is.
fn is_explained(tokens: &[Token], run: &Range<usize>, lexicon: &Lexicon) -> bool {
    let opens = tokens.get(run.end).is_some_and(|t| t.is(','));
    let Some(inside) = tokens.get(run.end + 1..).filter(|_| opens && !lexicon.language.capital_nouns) else {
        return false;
    };
    let article = inside.first().is_some_and(|t| !t.capital && lexicon.word_is(&t.lower, Tag::Determiner));
    let words: Vec<&Token> =
        inside.iter().take(LONGEST_EXPLANATION).take_while(|t| t.kind == TokenKind::Word).collect();
    let closes = inside.get(words.len()).is_some_and(|t| t.is(','));
    article && closes && words.last().is_some_and(|t| lexicon.word_is(&t.lower, Tag::Company))
}

/// `X shares`, `X's stock`, `X-Aktie`, `shares of X`, `Aktien von X`; in the Romance languages `le titre X`
/// too. Behind a German noun another noun stands for anything: `die Aktie Anfang Mai`.
fn owns_share(tokens: &[Token], run: &Range<usize>, lexicon: &Lexicon) -> bool {
    let stock = |i: usize| tokens.get(i).is_some_and(|t| lexicon.word_is(&t.lower, Tag::Stock));
    let apposed = run.start >= 1 && stock(run.start - 1);
    has_share(tokens, run, lexicon) && !(apposed && lexicon.language.capital_nouns)
}

/// What has a price and is no listed share: a coin (`Halo (CURRENCY:HLO)`), an open fund.
pub(super) fn is_no_share(tokens: &[Token], run: &Range<usize>, lexicon: &Lexicon) -> bool {
    let last = tokens[run.end - 1].lower.as_str();
    let coin = tokens.get(run.end).is_some_and(|t| t.is('('))
        && tokens.get(run.end + 1).is_some_and(|t| t.lower == "currency" || t.lower == "crypto");
    coin || lexicon.is_in(last, List::Fund)
}

/// `several Brazilian stocks`, `mortgage REITs`, `Chinese stocks`: a sort of shares, not a company's.
fn is_sort(tokens: &[Token], run: &Range<usize>, before: Option<&Token>, lexicon: &Lexicon) -> bool {
    let counted = before.is_some_and(|b| {
        let one = lexicon.language.capital_adjectives
            && (lexicon.is_in(&b.lower, List::OneOfSort) || b.kind == TokenKind::Number)
            && has_share(tokens, run, lexicon);
        lexicon.is_in(&b.lower, List::Some) || one
    });
    let many = tokens.get(run.end).is_some_and(|t| lexicon.is_in(&t.lower, List::ManyShares));
    let hyphened = run.start >= 1 && tokens[run.start - 1].is('-') && tokens[run.start].glued;
    let known = tokens[run.clone()].iter().all(|t| lexicon.word_is(&t.lower, Tag::Stop));
    counted || many || hyphened || known
}

fn possessive(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.lower == "'s" || t.is('\''))
}

/// In German every noun has a capital: a name stands without article or adjective before it, or in
/// a compound with a word for the share.
#[allow(clippy::too_many_arguments)]
fn german_name(
    first: &Token,
    before: Option<&Token>,
    single: bool,
    all_caps: bool,
    glued_hyphen: bool,
    tokens: &[Token],
    run: &Range<usize>,
    lexicon: &Lexicon,
) -> bool {
    if glued_hyphen {
        let tail = tokens.get(run.end + 1).map_or("", |t| t.lower.as_str());
        return lexicon.word_is(tail, Tag::Stock) || lexicon.word_is(tail, Tag::Company);
    }
    let common = lexicon.ends_as(&first.lower, List::NounEnding) && single && !all_caps;
    let modified = before.is_some_and(|b| {
        let article = lexicon.word_is(&b.lower, Tag::Determiner);
        let adjective = b.kind == TokenKind::Word
            && !b.capital
            && lexicon.ends_as(&b.lower, List::AdjectiveEnding)
            && lexicon.particles(&b.lower).is_empty()
            && !(b.lower.ends_with("te") || b.lower.ends_with("ten"))
            && lexicon.longest(std::slice::from_ref(b), |_| true).is_none();
        let contraction = lexicon.is_in(&b.lower, List::Contraction);
        let counted = b.kind == TokenKind::Number || lexicon.word_is(&b.lower, Tag::Percent);
        article || adjective || contraction || counted
    });
    // `Freundlich tendierten …`, `Falsch ist, dass …`: a capital at the head of a sentence.
    let opens = before.is_none_or(|b| matches!(b.kind, TokenKind::Sign(_)));
    let adverb = single && opens && !all_caps && lexicon.ends_as(&first.lower, List::AdverbEnding);
    !(common || adverb || modified && single && !all_caps)
}
