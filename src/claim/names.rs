//! Who is named where: the linker's mentions, index names, and capitalised words that no mention
//! covers.

use std::ops::Range;

use super::lexicon::{Lexicon, Tag};
use super::quantity;
use super::token::{Token, TokenKind};
use crate::instrument::{InstrumentId, Mic};
use crate::link::{Mention, Target};

/// Something with a name.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The tokens of the name alone, without `-Aktie`.
    pub(super) tokens: Range<usize>,
    /// What is meant, where the linker knows.
    pub(super) what: What,
    /// Whether the naming only says who reports.
    pub(super) source: bool,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
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
        matches!(self.what, What::Index(_) | What::IndexByName)
    }

    /// The instrument, where known.
    pub(super) fn instrument(&self) -> Option<&InstrumentId> {
        match &self.what {
            What::Share(id) | What::Index(id) => Some(id),
            What::IndexByName | What::NoShare | What::Guess => None,
        }
    }
}

/// All names of a text, in text order, none overlapping another.
pub(super) fn names(
    text: &str,
    tokens: &[Token],
    sentences: &[Range<usize>],
    mentions: &[Mention],
    lexicon: &Lexicon,
) -> Vec<Name> {
    let mut found = Vec::new();
    for mention in mentions {
        if let Some(name) =
            from_mention(tokens, mention, lexicon).filter(|n| !inside_index(tokens, n, lexicon))
        {
            push(&mut found, name);
        }
    }
    for at in 0..tokens.len() {
        if let Some(name) = index_at(tokens, at, lexicon) {
            push(&mut found, name);
        }
    }
    for sentence in sentences {
        for name in guesses(text, tokens, sentence.clone(), &found, lexicon) {
            push(&mut found, name);
        }
    }
    found.sort_by_key(|n| n.tokens.start);
    found
}

/// `Euro` in `Euro Stoxx 50`: part of a longer index name.
fn inside_index(tokens: &[Token], name: &Name, lexicon: &Lexicon) -> bool {
    let from = name.tokens.start.saturating_sub(3);
    (from..=name.tokens.start).filter_map(|at| index_at(tokens, at, lexicon)).any(|index| {
        index.tokens.start <= name.tokens.start
            && index.tokens.end >= name.tokens.end
            && index.tokens.len() > name.tokens.len()
    })
}

fn push(found: &mut Vec<Name>, name: Name) {
    let overlaps = |n: &Name| n.tokens.start < name.tokens.end && name.tokens.start < n.tokens.end;
    if !name.tokens.is_empty() && !found.iter().any(overlaps) {
        found.push(name);
    }
}

fn from_mention(tokens: &[Token], mention: &Mention, lexicon: &Lexicon) -> Option<Name> {
    let span = &mention.evidence.span;
    let start = tokens.partition_point(|t| t.span.end <= span.start);
    let mut end = tokens.partition_point(|t| t.span.start < span.end);
    while end > start + 1 && drops_off(tokens, end - 1, lexicon) {
        end -= 1;
    }
    let what = match &mention.target {
        Target::Instrument(id) if id.mic == Mic::CRYPTO || id.mic == Mic::FX => What::NoShare,
        Target::Instrument(id) => What::Share(id.clone()),
        Target::Index(_) if names_venue(tokens, end) => return None,
        // An index of currencies or rates is no stock index.
        Target::Index(_) if mention.evidence.text.to_lowercase().contains("dollar") => What::NoShare,
        Target::Index(id) => What::Index(id.clone()),
        Target::Unlisted(_) => What::NoShare,
    };
    if start >= end {
        return None;
    }
    let tokens = start..with_legal_form(tokens, end);
    Some(Name { tokens, what, source: mention.as_source })
}

/// Takes in a legal form that the mention leaves out: `Deere & Co`, `Porsche AG`.
fn with_legal_form(tokens: &[Token], end: usize) -> usize {
    const FORMS: [&str; 16] = [
        "co",
        "inc",
        "corp",
        "company",
        "ag",
        "se",
        "plc",
        "ltd",
        "nv",
        "group",
        "holdings",
        "kgaa",
        "spa",
        "sa",
        "llc",
        "corporation",
    ];
    let form = |i: usize| tokens.get(i).is_some_and(|t| t.capital && FORMS.contains(&t.lower.as_str()));
    let joined = tokens.get(end).is_some_and(|t| t.is('&')) && form(end + 1);
    if joined {
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
fn names_venue(tokens: &[Token], end: usize) -> bool {
    let hyphen = tokens.get(end).is_some_and(|t| t.is('-') && t.glued);
    let tail = tokens.get(end + 1).filter(|t| t.glued).map(|t| t.lower.as_str());
    hyphen && !matches!(tail, Some("future" | "futures" | "index" | "auswahlindex" | "composite"))
}

fn index_at(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Option<Name> {
    if !tokens[at].capital || at > 0 && tokens[at].glued && tokens[at - 1].is('-') {
        return None;
    }
    let (length, _) = lexicon.longest(&tokens[at..], |t| t.contains(&Tag::Index))?;
    let end = at + length;
    (!names_venue(tokens, end)).then_some(Name { tokens: at..end, what: What::IndexByName, source: false })
}

/// Runs of capitalised words that the lexicon does not know as something else.
fn guesses(
    text: &str,
    tokens: &[Token],
    sentence: Range<usize>,
    found: &[Name],
    lexicon: &Lexicon,
) -> Vec<Name> {
    let mut out = Vec::new();
    let mut at = sentence.start;
    let phrases = phrases(tokens, &sentence, lexicon);
    let covered = |i: usize| {
        found.iter().any(|n| n.tokens.contains(&i))
            || phrases.iter().any(|p| p.contains(&i))
            || quantity::opens_amount(tokens, i)
    };
    while at < sentence.end {
        let end = run_end(tokens, at, sentence.end, lexicon, &covered);
        if end == at {
            at += 1;
            continue;
        }
        let run = at..end;
        at = end;
        if plausible(text, tokens, &run, sentence.start, lexicon) {
            out.push(Name { tokens: run, what: What::Guess, source: false });
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
        Tag::Kill,
        Tag::Month,
        Tag::Determiner,
        Tag::Preposition,
        Tag::Skip,
        Tag::Hypothetical,
        Tag::Expect,
        Tag::Subordinate,
        Tag::Pronoun,
        Tag::Modal,
        Tag::Former,
        Tag::Latter,
        Tag::Each,
        Tag::Heading(super::Direction::Up),
        Tag::Heading(super::Direction::Down),
    ];
    token.kind == TokenKind::Word
        && token.capital
        && !["u.s", "u.k", "e.u"].contains(&token.lower.as_str())
        && !known.iter().any(|t| lexicon.word_is(&token.lower, *t))
        && !lexicon
            .by_shape(&token.lower)
            .is_some_and(|t| matches!(t, Tag::Kill | Tag::Company | Tag::Session(_)))
}

fn run_end(
    tokens: &[Token],
    start: usize,
    limit: usize,
    lexicon: &Lexicon,
    covered: &impl Fn(usize) -> bool,
) -> usize {
    let mut end = start;
    while end < limit && !covered(end) {
        let token = &tokens[end];
        let joiner = end > start
            && (token.is('&') || token.is('-') && token.glued)
            && tokens
                .get(end + 1)
                .is_some_and(|n| could_be_name(n, lexicon) && end + 1 < limit && !covered(end + 1));
        let tail = end > start && token.capital && lexicon.word_is(&token.lower, Tag::NameTail);
        let phrase =
            || lexicon.longest(&tokens[end..limit], |t| !t.contains(&Tag::Stop)).is_some_and(|(n, _)| n > 1);
        let move_noun = lexicon.verb_second && is_move_noun(&token.lower, lexicon);
        if !(joiner || tail || could_be_name(token, lexicon) && !phrase() && !move_noun) {
            break;
        }
        end += 1;
    }
    end
}

fn is_move_noun(word: &str, lexicon: &Lexicon) -> bool {
    use super::Direction::{Down, Up};
    [Tag::Noun(Up), Tag::Noun(Down)].iter().any(|t| lexicon.word_is(word, *t))
}

/// Whether a run of capitalised words may be a company.
fn plausible(text: &str, tokens: &[Token], run: &Range<usize>, sentence: usize, lexicon: &Lexicon) -> bool {
    let first = &tokens[run.start];
    let written = &text[first.span.start..tokens[run.end - 1].span.end];
    let single = run.len() == 1;
    let all_caps = written.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if written.chars().count() < 2 {
        return false;
    }
    let before = run.start.checked_sub(1).filter(|b| *b >= sentence).map(|b| &tokens[b]);
    let glued_hyphen = tokens.get(run.end).is_some_and(|t| t.is('-') && t.glued);
    if lexicon.verb_second {
        return german_name(first, before, single, all_caps, glued_hyphen, tokens, run, lexicon);
    }
    let first_in_sentence = before.is_none_or(|b| !matches!(b.kind, TokenKind::Word | TokenKind::Number));
    let plural = first.lower.ends_with('s') && !first.lower.ends_with("ss");
    let verbal = first.lower.ends_with("ing") || first.lower.ends_with("ed");
    !(single && first_in_sentence && (plural && !all_caps && !possessive(tokens, run.end) || verbal))
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
    const NOUN_ENDINGS: [&str; 12] =
        ["ung", "ungen", "heit", "keit", "schaft", "tät", "tion", "tionen", "nis", "chen", "ling", "preise"];
    if glued_hyphen {
        let tail = tokens.get(run.end + 1).map_or("", |t| t.lower.as_str());
        return lexicon.word_is(tail, Tag::Stock) || lexicon.word_is(tail, Tag::Company);
    }
    let common = NOUN_ENDINGS.iter().any(|e| first.lower.ends_with(e)) && single && !all_caps;
    let modified = before.is_some_and(|b| {
        let article = lexicon.word_is(&b.lower, Tag::Determiner);
        let adjective = b.kind == TokenKind::Word
            && !b.capital
            && ["e", "en", "er", "es", "em"].iter().any(|e| b.lower.ends_with(e))
            && lexicon.particles(&b.lower).is_empty()
            && !(b.lower.ends_with("te") || b.lower.ends_with("ten"))
            && lexicon.longest(std::slice::from_ref(b), |_| true).is_none();
        let contraction = ["im", "am", "zum", "zur", "beim", "vom", "ins", "ans"].contains(&b.lower.as_str());
        let counted = b.kind == TokenKind::Number || lexicon.word_is(&b.lower, Tag::Percent);
        article || adjective || contraction || counted
    });
    !(common || modified && single && !all_caps)
}
