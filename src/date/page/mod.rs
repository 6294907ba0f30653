//! The dates that a page states about itself.
//!
//! Order of trust: JSON-LD (<https://schema.org/datePublished>), meta tags, microdata and `RDFa`; what stands
//! near the headline, `<time>` before words; the day in the address; what stands elsewhere; the state that a
//! script keeps; dates of changes. What only the clock could tell (*yesterday*, a day without a year) counts
//! only where an element says that it is the date.

mod address;
mod clock;
mod described;
mod headline;
mod names;
mod walk;

use scraper::{ElementRef, Html};

use self::names::Place;
use self::walk::{Line, Mark, Seen};
use super::finding::{DateContext, DateEvidence, DateFinding, DateRemark};
use super::{prose, words};

pub(crate) use address::address;
pub(crate) use described::json_inside;

/// Bytes behind the headline, and before it, within which a date is that of the article.
const BEHIND: usize = 800;
const BEFORE: usize = 300;

/// Bytes at the start of a page without a headline within which a date is that of the article.
const HEAD: usize = 1_500;

/// The most bytes of a line that names the date below it: *Date:*.
const LONGEST_NAME: usize = 30;

/// The most bytes of a line that is searched: a paragraph may begin with a dateline.
const LONGEST_LINE: usize = 1_000;

/// The dates of a page that may be its publication, best first.
pub(super) fn findings(page: &Html, context: &DateContext) -> Vec<DateFinding> {
    let seen = walk::walk(page, context);
    let mut ranked = Ranked::default();
    let near = |at| distance(&seen, at);
    for finding in &seen.described {
        ranked.add(tier(finding.evidence, true), 0, finding.clone());
    }
    for finding in &seen.tagged {
        ranked.add(tier_of_tag(finding.evidence), 0, finding.clone());
    }
    let only = only_publication(&seen.marked);
    for Mark { finding, at, place } in seen.marked.iter().chain(&seen.labelled) {
        if finding.evidence == DateEvidence::Published && only == Some(finding.date) {
            ranked.add(tier(DateEvidence::Published, true), 0, finding.clone());
        } else {
            ranked.place(finding.clone(), near(*at), *place);
        }
    }
    for (line, finding) in dated_lines(&seen.lines, context) {
        ranked.place(finding, near(line.at), line.place);
    }
    for finding in seen.addresses.iter().filter_map(|url| address(url)) {
        ranked.add(tier(finding.evidence, false), 0, finding);
    }
    let mut found = ranked.best_first();
    clock::write_as_read(&mut found);
    found
}

/// The day that elements of the page call that of its publication, if they agree: a list of teasers has several.
fn only_publication(marked: &[Mark]) -> Option<chrono::NaiveDate> {
    let mut days =
        marked.iter().filter(|m| m.finding.evidence == DateEvidence::Published && m.place != Place::Other);
    let first = days.next()?.finding.date;
    days.all(|mark| mark.finding.date == first).then_some(first)
}

/// How near to the headline something stands.
#[derive(Debug, Clone, Copy)]
struct Near {
    distance: usize,
    /// What stands above the headline belongs to the page as often as to the article.
    above: bool,
}

/// How far from the headline a place is, if it is near.
fn distance(seen: &Seen, at: usize) -> Option<Near> {
    let (distance, above, most) = match &seen.headline {
        None => (at, false, HEAD),
        Some(headline) if at < headline.start => (headline.start - at, true, BEFORE),
        Some(headline) => (at.saturating_sub(headline.end), false, BEHIND),
    };
    (distance <= most).then_some(Near { distance, above })
}

/// How much a date is trusted that stands near the headline or far from it; less is more.
fn tier(evidence: DateEvidence, near: bool) -> u8 {
    match (evidence, near) {
        (DateEvidence::Published, true) => 0,
        (DateEvidence::Stated, true) => 1,
        (DateEvidence::PublishedText | DateEvidence::DateLine | DateEvidence::Dateline, true) => 2,
        (DateEvidence::Address, _) => 5,
        (DateEvidence::Published | DateEvidence::PublishedText | DateEvidence::Dateline, false) => 7,
        (DateEvidence::Stated, false) => 8,
        (DateEvidence::DateLine, false) => 9,
        (DateEvidence::Embedded, _) => 10,
        (DateEvidence::Modified, _) => 11,
        (DateEvidence::ModifiedText, _) => 12,
    }
}

/// A tag that says merely *date* is often that of the last change, or of the answer of the server: what a
/// reader sees at the headline is better.
fn tier_of_tag(evidence: DateEvidence) -> u8 {
    if evidence == DateEvidence::Stated { 3 } else { tier(evidence, true) }
}

/// How much a date is trusted near the headline, but within what looks like another item.
fn in_other(evidence: DateEvidence) -> u8 {
    if evidence == DateEvidence::DateLine {
        tier(evidence, false)
    } else {
        tier(evidence, true).max(IN_OTHER)
    }
}

/// The trust in a date that is the best within what looks like another item.
const IN_OTHER: u8 = 6;

/// What another item says of itself, far from the headline, where the page says nothing else: the classes may be
/// those of a system that calls every item so.
const LAST: u8 = 13;

/// A bare date above the headline: the head of a page often shows the day on which it is read.
const ABOVE_HEADLINE: u8 = 4;

/// What a reader sees at the headline.
const SEEN_AT_HEADLINE: std::ops::RangeInclusive<u8> = 1..=2;

/// Dates with how much each is trusted.
#[derive(Default)]
struct Ranked {
    found: Vec<((u8, usize), DateFinding)>,
}

impl Ranked {
    fn add(&mut self, tier: u8, distance: usize, finding: DateFinding) {
        self.found.push(((tier, distance), finding));
    }

    /// Adds a date that stands so far from the headline, or far from it. Those of other items are left out,
    /// unless the headline stands in their midst; those in the margin, unless they say what they are.
    fn place(&mut self, finding: DateFinding, near: Option<Near>, place: Place) {
        let evidence = finding.evidence;
        let bare = matches!(evidence, DateEvidence::Stated | DateEvidence::DateLine | DateEvidence::Dateline);
        let tier = match (place, near) {
            (Place::Other, None) if evidence == DateEvidence::PublishedText => LAST,
            (Place::Other, None) => return,
            (Place::Other, Some(_)) => in_other(evidence),
            (Place::Margin, _) | (Place::Foot, None) if bare => return,
            (_, Some(Near { above: true, .. })) if evidence == DateEvidence::DateLine => ABOVE_HEADLINE,
            (Place::Main | Place::Margin | Place::Foot, near) => tier(evidence, near.is_some()),
        };
        self.add(tier, near.map_or(0, |near| near.distance), finding);
    }

    fn best_first(mut self) -> Vec<DateFinding> {
        // Stable: among equals the first on the page leads.
        self.found.sort_by_key(|(rank, _)| *rank);
        let best = self.first_publication().unwrap_or_else(|| self.settled());
        if best < self.found.len() {
            let best = self.found.remove(best);
            self.found.insert(0, best);
        }
        self.found.into_iter().map(|(_, finding)| finding).collect()
    }

    /// Which of the dates that are trusted most is the one, where they differ: the one that stands at the
    /// headline too, else of several dates of publication the first.
    fn settled(&self) -> usize {
        let Some(((top, _), first)) = self.found.first() else { return 0 };
        let equal = || self.found.iter().take_while(|((tier, _), _)| tier == top).enumerate();
        if equal().all(|(_, (_, finding))| finding.date == first.date) {
            return 0;
        }
        let visible = |date| {
            self.found
                .iter()
                .any(|((tier, _), f)| tier > top && SEEN_AT_HEADLINE.contains(tier) && f.date == date)
        };
        if let Some((at, _)) = equal().find(|(_, (_, finding))| visible(finding.date)) {
            return at;
        }
        if *top > 0 {
            return 0;
        }
        let sure = equal().filter(|(_, (_, f))| !f.remarks.contains(&DateRemark::AmbiguousOrder));
        sure.min_by_key(|(at, (_, finding))| (finding.date, *at)).map_or(0, |(at, _)| at)
    }

    /// Content systems write a new date of publication when an article is changed. An earlier one at the headline
    /// or in the address then is the first; that a date is also that of the last change gives it away.
    fn first_publication(&self) -> Option<usize> {
        let ((tier, _), published) = self.found.get(self.settled())?;
        if *tier > 0 {
            return None;
        }
        let is_shown = self
            .found
            .iter()
            .any(|((tier, _), f)| SEEN_AT_HEADLINE.contains(tier) && f.date == published.date);
        let is_changed = published.utc.is_some()
            && !is_shown
            && self.found.iter().any(|(_, f)| f.evidence.is_modification() && f.utc == published.utc);
        let earlier = |finding: &DateFinding| (published.date - finding.date).num_days() > 1;
        let says_so = |tier: u8, finding: &DateFinding| {
            let at_headline = SEEN_AT_HEADLINE.contains(&tier);
            let says_published = finding.evidence == DateEvidence::PublishedText || is_changed;
            (says_published && at_headline) || finding.evidence == DateEvidence::Address
        };
        let by_clock = |finding: &DateFinding| finding.remarks.iter().any(DateRemark::is_of_the_clock);
        self.found.iter().position(|((tier, _), f)| says_so(*tier, f) && earlier(f) && !by_clock(f))
    }
}

/// The dates that lines of the page say are those of the article.
fn dated_lines<'a>(lines: &'a [Line], context: &DateContext) -> Vec<(&'a Line, DateFinding)> {
    let mut found = Vec::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        if line.text.len() <= LONGEST_LINE {
            let named = before.filter(|b| b.text.len() <= LONGEST_NAME).and_then(|b| name_of_date(&b.text));
            found.extend(dated_line(line, named, context).map(|finding| (line, finding)));
        }
        before = Some(line);
    }
    found
}

fn dated_line(line: &Line, named: Option<words::CueWord>, context: &DateContext) -> Option<DateFinding> {
    let mut finding = prose::findings(&line.text, context).into_iter().next()?;
    if finding.evidence == DateEvidence::DateLine {
        match named {
            Some(words::CueWord::Other) => return None,
            Some(words::CueWord::Published) => finding = finding.with_evidence(DateEvidence::PublishedText),
            Some(words::CueWord::Modified) => finding = finding.with_evidence(DateEvidence::ModifiedText),
            None => {}
        }
    }
    let by_the_clock = finding.remarks.iter().any(DateRemark::is_of_the_clock);
    let says_which = matches!(finding.evidence, DateEvidence::PublishedText | DateEvidence::ModifiedText);
    let is_stated = !matches!(line.place, Place::Margin | Place::Foot) && !by_the_clock;
    (says_which || is_stated).then_some(finding)
}

/// What a line of a word or two says of the date below it.
fn name_of_date(line: &str) -> Option<words::CueWord> {
    line.split(|c: char| !c.is_alphanumeric()).find_map(|word| words::cue(&crate::text::lower(word)))
}

/// The words of an element, of which so many bytes are enough.
fn text_within(element: ElementRef<'_>, limit: usize) -> String {
    /// Nodes that are looked at for them.
    const NODES: usize = 200;
    let mut text = String::new();
    for node in element.descendants().take(NODES) {
        if let Some(piece) = node.value().as_text() {
            text.push_str(piece.trim());
            text.push(' ');
        }
        if text.len() >= limit {
            break;
        }
    }
    text.truncate(text.trim_end().len());
    text
}
