//! Which links a text is about.

use std::ops::Range;

use super::cues::Cue;
use super::naming::Naming;
use super::page::Page;
use super::{Link, Role};
use crate::event::EventText;
use crate::instrument::InstrumentId;

/// A text is about what it names in its title, or in its opening and again later.
const OPENING_BYTES: usize = 400;

/// Makes subjects of what the title names; failing that, of what the opening names and the rest repeats, or of
/// what is named most.
pub(super) fn subjects(links: &mut [Link], text: &EventText) {
    let titled = !text.title.is_empty();
    let in_title = |l: &Link| l.evidence.iter().any(|e| titled && text.title.contains(&e.span.start));
    if links.iter().any(in_title) {
        for link in links.iter_mut().filter(|l| in_title(l)) {
            link.role = Role::Subject;
        }
        return;
    }
    let most = links.iter().map(|l| l.evidence.len()).max().unwrap_or(0);
    for link in links.iter_mut() {
        let opens = link.evidence.first().is_some_and(|e| e.span.start < OPENING_BYTES);
        if opens && (link.evidence.len() == most || link.evidence.len() > 1) {
            link.role = Role::Subject;
        }
    }
}

/// The sentences of title and opening that tell of a merger, a takeover or a stake.
pub(super) fn deal_sentences(event: &EventText, page: &Page<'_>) -> Vec<Range<usize>> {
    let last = event.title.end + OPENING_BYTES;
    let opening = page.words.iter().take_while(|w| w.start < last).count();
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in (0..opening).filter(|at| page.cue(*at).any(Cue::DEAL)) {
        let words = page.sentence(at, at + 1);
        let ends = page.words.get(words.start).zip(page.words.get(words.end.saturating_sub(1)));
        found.extend(ends.map(|(first, last)| first.start..last.end));
    }
    found
}

/// Makes subjects of what moves by a per cent in its own clause: `Muster-Aktie verlor 3 Prozent`. Which claims are
/// stated, and whose, is read later; this holds where the reader of claims finds no more than a name.
pub(super) fn movers(links: &mut [Link], page: &Page<'_>, namings: &[Naming<'_>]) {
    for (at, naming) in namings.iter().enumerate().filter(|(_, n)| !n.as_source) {
        let sentence = page.sentence(naming.words.0, naming.words.1);
        let other = namings[at + 1..].iter().find(|n| n.entity != naming.entity);
        let end = other.map_or(sentence.end, |n| n.words.0.min(sentence.end));
        if !moves(page, naming.words.1..end, naming.words.0) {
            continue;
        }
        let here = |l: &Link| l.evidence.iter().any(|e| e.span == naming.evidence.span);
        for link in links.iter_mut().filter(|l| here(l)) {
            link.role = Role::Subject;
        }
    }
}

/// True where a clause tells a move of a share: a verb of movement and a per cent, and figures of the business only
/// beside a word for the share.
fn moves(page: &Page<'_>, clause: Range<usize>, name: usize) -> bool {
    const SHARE: Cue = Cue::STOCK_WORD.or(Cue::SECURITY).or(Cue::STOCK_HEAD);
    // Most clauses hold no number: their words need not be looked up.
    if clause.is_empty() || !page.has_digit(clause.clone()) || !page.tells_level(clause.clone()) {
        return false;
    }
    let has = |cue: Cue| clause.clone().any(|i| page.cue(i).any(cue));
    let share = has(SHARE) || (name.saturating_sub(3)..name).any(|i| page.cue(i).any(SHARE));
    has(Cue::MOVE) && (share || !has(Cue::RESULT_WORD))
}

/// Makes subjects of the instruments whose moves a text states. The order of the links holds: subjects first,
/// each part by falling confidence.
///
/// ```
/// use newstape::link::{Link, Role, make_subjects};
///
/// let link = |id: &str, role| -> Result<Link, newstape::instrument::WrongId> {
///     let (instrument, name) = (id.parse()?, id.to_owned());
///     Ok(Link { instrument, name, role, confidence: 0.9, evidence: vec![], alternatives: vec![] })
/// };
/// let mut links = [link("SPX:XCBO", Role::Mentioned)?, link("NVDA:XNAS", Role::Mentioned)?];
/// let fell = "NVDA:XNAS".parse()?;
/// make_subjects(&mut links, std::iter::once(&fell));
/// assert_eq!((links[0].instrument.symbol.as_str(), links[0].role), ("NVDA", Role::Subject));
/// # Ok::<(), newstape::instrument::WrongId>(())
/// ```
pub fn make_subjects<'i>(links: &mut [Link], moved: impl Iterator<Item = &'i InstrumentId>) {
    for instrument in moved {
        for link in links.iter_mut().filter(|l| l.role == Role::Mentioned && l.instrument == *instrument) {
            link.role = Role::Subject;
        }
    }
    // Stable: what stood first among its like still does.
    links.sort_by_key(|l| l.role);
}
