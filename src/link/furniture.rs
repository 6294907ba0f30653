//! What stands around an article and names companies without speaking of them: credits of pictures, the wire that
//! carries a release, dates in capitals. Whole lines of a page (buttons, consent boxes) are `text::furniture`.

use super::cues::Cue;
use super::gazetteer::Hit;
use super::page::Page;
use super::tokens::Case;

/// The longest credit, in words before the name.
const CREDIT_WORDS: usize = 8;

/// True for a month in capitals beside a number: `18 NOV 2019`.
pub(super) fn is_month(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let number = |at: Option<usize>| {
        at.and_then(|i| page.words.get(i)).is_some_and(|w| {
            w.case == Case::Other && w.text(page.text).bytes().next().is_some_and(|b| b.is_ascii_digit())
        })
    };
    hit.end - hit.first == 1
        && page.cue(hit.first).any(Cue::MONTH)
        && (number(hit.first.checked_sub(1)) && page.gap(hit.first).len() <= 2
            || number(Some(hit.end)) && page.gap(hit.end).len() <= 2)
}

/// True for the wire that carries a release: `EQS-Adhoc`, `a service of EQS Group`, `übermittelt durch EQS News`.
pub(super) fn is_distributor(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let before = (hit.first.saturating_sub(4)..hit.first).rev().take_while(|i| !page.ends_sentence(i + 1));
    let carries = |i: usize| page.cue(i).any(Cue::CARRIES);
    page.is_hyphened(hit.end)
        || before.into_iter().any(carries)
        || page.gap(hit.end) == " " && carries(hit.end)
        || page.gap(hit.first).ends_with('/')
}

/// True after the word for a picture: `Image: Adobe Stock`, `(Foto: dpa / Getty Images)`, `© Shutterstock`.
pub(super) fn is_credited(page: &Page<'_>, hit: &Hit<'_>) -> bool {
    let least = hit.first.saturating_sub(CREDIT_WORDS);
    if !may_be_credit(page, least, hit.first) {
        return false;
    }
    for at in (least..hit.first).rev() {
        // The credit ends with its line, its parenthesis or its sentence.
        let gap = page.gap(at + 1);
        if gap.contains(['\n', ')', '!', '?']) || gap.contains(". ") && at + 1 < hit.first {
            return false;
        }
        if page.cue(at).any(Cue::CREDIT) && introduces(page, at) {
            return true;
        }
    }
    let mark = page.gap(hit.first);
    mark.contains('©') || mark.ends_with("(c) ")
}

/// False where no colon, line or parenthesis begins near: nothing there can introduce a credit.
fn may_be_credit(page: &Page<'_>, least: usize, name: usize) -> bool {
    let from = least.checked_sub(1).and_then(|i| page.words.get(i)).map_or(0, |w| w.end);
    let to = page.words.get(name).map_or(from, |w| w.start);
    let near = page.text.get(from..to).unwrap_or("");
    least == 0
        || near.bytes().any(|b| matches!(b, b':' | b'(' | b'\n' | b'|' | b'[' | b'/'))
        || near.contains('©')
}

/// True where a word for a picture is followed by a colon, or opens a line or parenthesis with `by`, `via`, `von`.
fn introduces(page: &Page<'_>, at: usize) -> bool {
    let behind = page.gap(at + 1);
    let opens = at == 0 || page.gap(at).contains(['\n', '(', '|', '[', '/']) || page.begins_sentence(at);
    behind.trim_start().starts_with(':') || opens && page.cue(at + 1).any(Cue::OF.or(Cue::CREDIT_BY))
}
