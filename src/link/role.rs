//! Which links a text is about.

use std::ops::Range;

use super::cues::Cue;
use super::signals::Page;
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

/// Makes subjects of the instruments whose moves a text states. The order of the links holds: subjects first,
/// each part by falling confidence.
pub fn make_subjects<'i>(links: &mut [Link], moved: impl Iterator<Item = &'i InstrumentId>) {
    for instrument in moved {
        for link in links.iter_mut().filter(|l| l.role == Role::Mentioned && l.instrument == *instrument) {
            link.role = Role::Subject;
        }
    }
    // Stable: what stood first among its like still does.
    links.sort_by_key(|l| l.role);
}
