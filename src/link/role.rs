//! Which links a text is about.

use super::{Link, Role};
use crate::event::EventText;

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
