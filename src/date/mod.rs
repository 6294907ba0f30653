//! When an item was published: dates as people and machines write them.
//!
//! German, English, French, Italian and Spanish prose; ISO 8601, RFC 2822 and epoch values; the
//! metadata of pages and feeds. A date without a time stays a day. What is doubtful is returned
//! with a [`DateRemark`], dates that contradict the choice are returned with it, and a date that is merely
//! mentioned (a deadline, a copyright, an appointment) is not a date of publication.

mod civil;
mod feed;
mod finding;
mod machine;
mod page;
mod prose;
mod read;
mod stretch;
mod time;
mod token;
mod words;
mod zone;

use std::ops::Range;

use scraper::Html;

use crate::event::Publication;

pub use finding::{DateContext, DateEvidence, DateFinding, DateRemark};
pub(crate) use page::{address, json_inside};
pub use stretch::{Stretch, stretch};

/// What kind of text a date is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// Prose: a byline, a date line, an article.
    Text,
    /// A page or a part of one.
    Html,
    /// An item of a feed or sitemap.
    Rss,
}

/// The dates of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateFindings {
    /// The date of publication, if one is stated.
    pub best: Option<DateFinding>,
    /// What else may be one, best first.
    pub others: Vec<DateFinding>,
    /// Dates that would qualify but are after the fetch.
    pub future: Vec<DateFinding>,
}

impl DateFindings {
    /// The other dates that say something else than the best; dates of changes aside.
    #[must_use]
    pub fn conflicts(&self, context: &DateContext) -> Vec<&DateFinding> {
        let Some(best) = &self.best else { return Vec::new() };
        let mut conflicts: Vec<&DateFinding> = Vec::new();
        for other in &self.others {
            let known = conflicts.iter().any(|c| !c.contradicts(other, context.default_zone));
            if !other.evidence.is_modification() && best.contradicts(other, context.default_zone) && !known {
                conflicts.push(other);
            }
        }
        conflicts
    }

    /// The publication that the dates state, what contradicts it, and notes on what is doubtful or
    /// in the future.
    pub(crate) fn stated(
        &self,
        context: &DateContext,
        notes: &mut Vec<String>,
    ) -> (Option<Publication>, Vec<Publication>) {
        notes.extend(self.future.iter().map(|future| passed_over(&future.original)));
        let Some(best) = &self.best else { return (None, Vec::new()) };
        notes.extend(best.remarks.iter().map(|remark| format!("date \"{}\": {remark}", best.original)));
        let zone = context.default_zone;
        let conflicts = self.conflicts(context).into_iter().map(|f| f.publication(zone)).collect();
        (Some(best.publication(zone)), conflicts)
    }
}

/// The note on a date of publication that has not come yet.
pub(crate) fn passed_over(original: &str) -> String {
    format!("the date of publication \"{original}\" is in the future and was ignored")
}

impl DateFindings {
    /// Puts a date that is better evidence than all others before them.
    pub(crate) fn prefer(&mut self, better: DateFinding, context: &DateContext) {
        if context.fetched_at.is_some_and(|at| better.is_after(at, context.default_zone)) {
            self.future.push(better);
            return;
        }
        self.others.splice(0..0, self.best.take());
        self.best = Some(better);
    }
}

/// Finds the date of publication of an item.
///
/// ```
/// use newstape::date::{DateContext, InputKind, find};
/// use newstape::event::When;
///
/// let page = r#"<html lang="de"><head>
///     <meta property="article:published_time" content="2025-01-29T10:12:00+01:00">
///     </head><body><p>Stand: 30.01.2025</p></body></html>"#;
/// let found = find(page, InputKind::Html, &DateContext::default());
/// let best = found.best.expect("a date of publication");
/// // What is meant for machines is better evidence than a line of text.
/// assert_eq!(best.utc, Some("2025-01-29T09:12:00Z".parse()?));
/// // A date alone stays a day.
/// let day = find("January 29, 2025", InputKind::Text, &DateContext::default()).best.expect("a date");
/// assert_eq!(day.when(None), When::Day("2025-01-29".parse()?));
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
pub fn find(input: &str, kind: InputKind, context: &DateContext) -> DateFindings {
    match kind {
        InputKind::Text => find_in_text(input, context),
        InputKind::Html => find_in_page(&Html::parse_document(input), context),
        InputKind::Rss => choose(feed::findings(input, context), context),
    }
}

/// Finds the date of publication in prose, or in a value that is a date and nothing else.
///
/// ```
/// use newstape::date::{DateContext, DateRemark, find_in_text};
///
/// let read = |lang: &str| {
///     let context = DateContext { lang: Some(lang.to_owned()), ..DateContext::default() };
///     find_in_text("Published 03/04/2025", &context).best
/// };
/// // The third of April in Britain, the fourth of March in the United States.
/// assert_eq!(read("en-GB").map(|found| found.date.to_string()).as_deref(), Some("2025-04-03"));
/// assert_eq!(read("en-US").map(|found| found.date.to_string()).as_deref(), Some("2025-03-04"));
/// // Where nobody says which, one is taken and the doubt is kept.
/// assert!(read("en").is_some_and(|found| found.remarks.contains(&DateRemark::AmbiguousOrder)));
/// ```
#[must_use]
pub fn find_in_text(text: &str, context: &DateContext) -> DateFindings {
    DatedText::search(text, context).publication(context)
}

/// The dates of a text that may be its publication, searched for once and asked for in several ways.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DatedText {
    /// The dates in text order, with their byte ranges.
    found: Vec<(Range<usize>, DateFinding)>,
}

impl DatedText {
    /// Searches a text.
    pub(crate) fn search(text: &str, context: &DateContext) -> Self {
        let whole = text.trim();
        let found = match machine::epoch(whole) {
            Some(civil) => vec![(0..text.len(), civil.found(whole, DateEvidence::Stated))],
            None => prose::dates(text, context),
        };
        Self { found }
    }

    /// The date of publication, if one is stated.
    pub(crate) fn publication(&self, context: &DateContext) -> DateFindings {
        let mut found: Vec<_> = self.found.iter().map(|(_, finding)| finding.clone()).collect();
        // Stable: among equals the first in the text leads.
        found.sort_by_key(|finding| finding.evidence);
        choose(found, context)
    }

    /// The dates that begin within a byte range, with their own byte ranges.
    pub(crate) fn within(&self, span: Range<usize>) -> impl Iterator<Item = (&Range<usize>, DateEvidence)> {
        let inside = move |at: &Range<usize>| span.contains(&at.start);
        self.found.iter().filter(move |(at, _)| inside(at)).map(|(at, finding)| (at, finding.evidence))
    }
}

/// Finds the date of publication of a page.
pub(crate) fn find_in_page(page: &Html, context: &DateContext) -> DateFindings {
    choose(page::findings(page, context), context)
}

/// Reads a value that should be a date: a field of front matter, an argument.
///
/// ```
/// use newstape::date::{DateContext, read_value};
///
/// let context = DateContext { default_zone: Some(chrono_tz::Europe::Berlin), ..DateContext::default() };
/// let read = |text: &str| read_value(text, &context).and_then(|found| found.instant(context.default_zone));
/// // A time without a zone is in that of its source; one with a zone is in its own.
/// assert_eq!(read("2025-01-29 10:12"), Some("2025-01-29T09:12:00Z".parse()?));
/// assert_eq!(read("2025-01-29 10:12 EST"), Some("2025-01-29T15:12:00Z".parse()?));
/// assert_eq!(read("soon"), None);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
pub fn read_value(text: &str, context: &DateContext) -> Option<DateFinding> {
    Some(machine::value(text, context)?.found(text.trim(), DateEvidence::Published))
}

/// What stands behind the date in a value that should be a date, and is no part of it: *2014-11-19 at teatime*.
pub(crate) fn left_unread(text: &str, context: &DateContext) -> Option<String> {
    let tokens = token::tokens(text.trim());
    if machine::value(text, &DateContext::default()).is_some_and(|_| tokens.len() == 1)
        || machine::hour_alone(text.trim()).is_some()
    {
        return None;
    }
    let dates = civil::dates(&tokens, context);
    let rest = tokens.get(dates.first()?.next..)?;
    let unread = |t: &&token::Token<'_>| match t.kind {
        token::Kind::Sign(_) => false,
        token::Kind::Number => true,
        token::Kind::Word => !words::date_line_word(&t.lower) && !words::joins_time(&t.lower),
    };
    rest.iter().find(unread).map(|t| t.text.to_owned())
}

/// Whether a value is the date that systems write that know none: the first day of the epoch, the year 1.
pub(crate) fn is_placeholder(text: &str) -> bool {
    machine::is_placeholder(text.trim())
}

/// Takes the best of the candidates that are not in the future. A time of the same day takes precedence over
/// a mere date of equal origin.
fn choose(found: Vec<DateFinding>, context: &DateContext) -> DateFindings {
    let is_future =
        |f: &DateFinding| context.fetched_at.is_some_and(|at| f.is_after(at, context.default_zone));
    let (future, mut rest): (Vec<_>, Vec<_>) = found.into_iter().partition(is_future);
    if rest.is_empty() {
        return DateFindings { best: None, others: Vec::new(), future };
    }
    let best = rest.remove(finer_than_first(&rest));
    DateFindings { best: Some(best), others: rest, future }
}

fn finer_than_first(found: &[DateFinding]) -> usize {
    let first = &found[0];
    if first.time.is_some() {
        return 0;
    }
    found
        .iter()
        .position(|f| {
            f.time.is_some()
                && f.date == first.date
                && f.evidence.origin() <= first.evidence.origin()
                && !f.evidence.is_modification()
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod properties;
