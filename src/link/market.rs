//! Names of markets: whether `Dax`, `Nasdaq`, `S&P` or `Euro` means the index, the commodity, the currency, or
//! something that is called after it.

use super::cues::{Cue, Cues};
use super::gazetteer::{Hit, joined};
use super::page::Page;
use super::tokens::Case;
use crate::instrument::{Alias, Entity, EntityKind, Instrument, InstrumentKind, Risk};
use crate::text::words;

/// Numbers that tell indices of one house apart: `FTSE 350` is no `FTSE`.
const SIZES: [&str; 14] =
    ["20", "25", "30", "35", "40", "50", "60", "100", "225", "250", "350", "400", "500", "1000"];

/// True for an index, a currency pair, a commodity, a rate.
pub(super) fn is_market(owner: &Entity, first: Option<&Instrument>) -> bool {
    let kinds = [InstrumentKind::Fx, InstrumentKind::Commodity, InstrumentKind::Rate];
    owner.kind == EntityKind::Index || first.is_some_and(|i| kinds.contains(&i.kind))
}

/// What a name that is a market's means where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The market.
    Itself,
    /// The exchange, the house or the wire behind it: no link.
    Place,
    /// Nothing that is known: a fund, a sum of money, another index.
    Other,
}

/// What a name means that may be a market's.
pub(super) fn meaning(
    page: &Page<'_>,
    hit: &Hit<'_>,
    owner: &Entity,
    first: Option<&Instrument>,
    alias: &Alias,
) -> Meaning {
    let kind = first.map(|i| i.kind);
    match (owner.kind, kind) {
        // A city stands for its exchange's index where it moves by a per cent: `Francfort a gagné 0,8 %`.
        (EntityKind::Index, _) if is_city(alias) => other_if(!moves_itself(page, hit)),
        // The exchange stands for its index where a level is told: `La Bourse de Paris finit à 7 650 points`.
        (EntityKind::Index, _) if alias.risk.has(Risk::WEAK) => other_if(!says_level(page, hit)),
        (EntityKind::Index, _) if is_fund(page, hit) || is_other_size(page, hit) => Meaning::Other,
        (EntityKind::Index, _) if is_of_sector(page, hit) || is_of_other_country(page, hit) => Meaning::Other,
        (EntityKind::Index, _) if is_behind_index(page, hit) => Meaning::Place,
        (EntityKind::Product, Some(InstrumentKind::Fx)) => other_if(is_no_currency(page, hit, alias)),
        (EntityKind::Product, Some(InstrumentKind::Commodity)) => {
            let bare = alias.risk.has(Risk::WEAK) && !page.sentence_has(hit, Cue::GOODS);
            other_if(bare || is_fund(page, hit))
        }
        _ => Meaning::Itself,
    }
}

/// True for a place that may stand for the index of its exchange.
pub(super) fn is_city(alias: &Alias) -> bool {
    alias.risk.has(Risk::WEAK) && alias.risk.has(Risk::PLACE)
}

/// How many words behind a city its per cent may stand.
const CITY_REACH: usize = 8;

/// True for a city that is a subject and moves by a per cent: no preposition before it, and behind it a word of movement
/// or a sign, and a per cent before any other name.
fn moves_itself(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let placed = || hit.first.checked_sub(1).is_some_and(|b| page.cue(b).any(Cue::BEFORE_PLACE));
    let opens = page.begins_sentence(hit.first) || page.gap(hit.first).contains([',', '(']);
    if page.is_hyphened(hit.end) || page.gap(hit.first) == "-" || !opens && placed() {
        return false;
    }
    let mut moved = false;
    for at in hit.end..hit.end + CITY_REACH {
        let gap = page.gap(at);
        let Some(word) = page.words.get(at) else { return false };
        if page.ends_sentence(at) || gap.contains(')') {
            return false;
        }
        moved |= gap.ends_with(['-', '−', '–']) && !gap.ends_with(" -") || word.text(page.text) == "+";
        let written = word.text(page.text);
        if written.starts_with(|c: char| c.is_ascii_digit()) {
            // `3,24` is two words.
            let past = at + 1 + usize::from(matches!(page.gap(at + 1), "," | "."));
            let whole = page.gap(past).trim_start().starts_with('%') || page.cue(past).any(Cue::LEVEL);
            // `Londres a gagné 3,53%, Francfort 3,24%`: the verb stands before the first of the list.
            let listed = at == hit.end && gap == " " && page.sentence_has(hit, Cue::MOVE.or(Cue::MOVE_NOUN));
            if whole {
                return moved || listed;
            }
            continue;
        }
        if matches!(word.case, Case::Mixed | Case::Upper) {
            return false;
        }
        moved |= page.cue(at).any(Cue::MOVE.or(Cue::MOVE_NOUN));
    }
    false
}

const fn other_if(other: bool) -> Meaning {
    if other { Meaning::Other } else { Meaning::Itself }
}

fn is_behind_index(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    is_of_member(page, hit) || is_exchange(page, hit) || is_house(page, hit) || is_wire(page, hit)
}

/// `iShares Core DAX UCITS ETF`, `SPDR S&P 500 Trust`.
fn is_fund(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let fund =
        |i: usize| page.cue(i).any(Cue::FUND) && page.words.get(i).is_some_and(|w| w.case != Case::Lower);
    let after = (hit.end..hit.end + 4).take_while(|i| joined(page.text, page.words, *i)).any(fund);
    let before = (hit.first.saturating_sub(3)..hit.first).rev();
    after || before.take_while(|i| joined(page.text, page.words, i + 1)).any(fund)
}

/// `Dax-Konzern`, `Nasdaq-listed`: who or what belongs to the index.
fn is_of_member(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    page.is_hyphened(hit.end) && Cues::get().is_index_member(&page.folded(hit.end))
}

/// `Stoxx 600 Technology`, `ATX Prime`: a word behind it makes another index.
fn is_of_sector(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let named = page.words.get(hit.end).is_some_and(|w| w.case != Case::Lower);
    named && page.gap(hit.end) == " " && words::is_index_sector(&page.folded(hit.end))
}

/// `Ftse All Share` in an Italian text: that of its own exchange.
fn is_of_other_country(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let last = page.folded(hit.end - 1);
    words::is_own_index(&last, page.language.code())
}

/// A number behind it that the name does not have: `FTSE 350`, `MSCI World 100`.
fn is_other_size(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let sized = |i: usize| SIZES.contains(&page.folded(i).as_str());
    let decimal = page.gap(hit.end + 1).starts_with([',', '.']) && page.gap(hit.end + 1).len() == 1;
    !sized(hit.end - 1) && matches!(page.gap(hit.end), " " | "-" | "\u{a0}") && sized(hit.end) && !decimal
}

/// The exchange of this name: `on the Nasdaq`, `listed on TSX`, `(NASDAQ: AAPL)`.
fn is_exchange(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    if hit.end - hit.first > 1 || !page.cue(hit.first).any(Cue::EXCHANGE) {
        return false;
    }
    let code = |i: usize| page.words.get(i).is_some_and(|w| w.case == Case::Upper && w.end - w.start <= 6);
    if page.gap(hit.end).trim() == ":" && code(hit.end) {
        return true;
    }
    let near = |cue: Cue| is_near(page, hit, cue);
    near(Cue::LISTED)
        || near(Cue::AT_VENUE) && !says_level(page, hit)
        || is_place_of_trade(page, hit) && speaks_of_share(page, hit)
}

/// True where a share is what the sentence speaks of before the name: `the share lost 2% on the Nasdaq`, whose
/// size is the share's.
fn speaks_of_share(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let before = (0..hit.first).rev().take(20);
    let share = Cue::STOCK_HEAD.or(Cue::STOCK_WORD).or(Cue::SECURITY);
    before.take_while(|i| !page.ends_sentence(i + 1)).any(|i| page.cue(i).any(share))
}

/// True for an exchange at which something trades: `listed on the London Stock Exchange`.
pub(super) fn is_place_of_trade(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let word = |back: usize| hit.first.checked_sub(back).map(|i| page.cue(i)).unwrap_or_default();
    let article = word(1).any(Cue::ARTICLE_EN.or(Cue::ARTICLE_DE));
    let at = word(1).any(Cue::AT_VENUE) || article && word(2).any(Cue::AT_VENUE);
    at || is_near(page, hit, Cue::LISTED) || page.gap(hit.end).trim() == ":"
}

/// True where one of the four words before a name is such a word.
fn is_near(page: &Page<'_>, hit: &Hit<'_>, cue: Cue) -> bool {
    let before = (hit.first.saturating_sub(4)..hit.first).rev();
    before.take_while(|i| !page.ends_sentence(i + 1)).any(|i| page.cue(i).any(cue))
}

/// True where the sentence holds a per cent or a number of points.
fn says_level(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    page.tells_level(page.sentence(hit.first, hit.end))
}

/// The house behind the index: `S&P cut its rating`, and its other indices: `an S&P materials index`.
fn is_house(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let one = hit.end - hit.first == 1;
    let sector = (hit.end..hit.end + 3)
        .take_while(|i| page.words.get(*i).is_some_and(|w| w.case == Case::Lower) && page.gap(*i) == " ")
        .skip(1)
        .any(|i| page.is_sector_word(i));
    let next = page.is_sector_word(hit.end) && page.folded(hit.end).starts_with("sector");
    one && page.folded(hit.first).contains('&')
        && (sector || next || page.sentence_has(hit, Cue::RATING_WORD) && !says_level(page, hit))
}

/// The newswire: `DOW JONES / FRANKFURT`, `(Dow Jones)`, `Dow Jones Newswires`.
fn is_wire(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    if hit.end - hit.first != 2 || page.folded(hit.end - 1) != "jones" {
        return false;
    }
    let shouted = (hit.first..hit.end).all(|i| page.words[i].case == Case::Upper);
    let slashed = page.gap(hit.end).trim_start().starts_with('/');
    shouted && slashed || page.gap(hit.first).ends_with('(') && page.gap(hit.end).starts_with(')')
}

/// A currency by its bare name moves only as a subject: `the euro fell`, not `5 euro`, `euro zone`.
fn is_no_currency(page: &Page<'_>, hit: &Hit<'_>, alias: &Alias) -> bool {
    if !alias.risk.has(Risk::WEAK) {
        return false;
    }
    let before = hit.first.checked_sub(1).map(|i| page.cue(i)).unwrap_or_default();
    let article = before.any(Cue::ARTICLE_EN.or(Cue::ARTICLE_DE)) && joined(page.text, page.words, hit.first);
    let opens = article || page.begins_sentence(hit.first);
    let moves = page.gap(hit.end) == " " && page.cue(hit.end).any(Cue::MOVE);
    !(opens && moves)
}
