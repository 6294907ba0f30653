//! The page from its first element to its last: the dates that its elements state, and its visible lines.

use std::ops::Range;

use scraper::{ElementRef, Html, Node};

use super::super::finding::{Civil, DateContext, DateEvidence, DateFinding, DateRemark};
use super::super::{civil, machine, prose, token};
use super::names::{self, Label, Place};
use super::{described, headline, text_within};

/// The most bytes that an element holds whose class says that it is a date, or a line of a date.
const LONGEST: usize = 300;

/// The most bytes of an element that may be read as a date whatever stands beside it.
const LITTLE: usize = 120;

/// A date that an element states.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) finding: DateFinding,
    /// Visible bytes before it.
    pub(super) at: usize,
    pub(super) place: Place,
}

/// A line that a reader of the page sees.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    /// Visible bytes before it.
    pub(super) at: usize,
    pub(super) place: Place,
}

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What JSON-LD says.
    pub(super) described: Vec<DateFinding>,
    /// What meta tags say.
    pub(super) tagged: Vec<DateFinding>,
    /// What elements with machine-readable dates say.
    pub(super) marked: Vec<Mark>,
    /// What stands in elements whose class says that they hold a date.
    pub(super) labelled: Vec<Mark>,
    pub(super) lines: Vec<Line>,
    /// The visible bytes of the headline.
    pub(super) headline: Option<Range<usize>>,
    /// The addresses that the page states as its own.
    pub(super) addresses: Vec<String>,
}

/// Goes through a page.
pub(super) fn walk(page: &Html, context: &DateContext) -> Seen {
    let headline = headline::find(page);
    let spine: Vec<ElementRef<'_>> = headline
        .map(|h| std::iter::once(h).chain(h.ancestors().filter_map(ElementRef::wrap)).collect())
        .unwrap_or_default();
    let mut walker = Walker { context, headline, spine, seen: Seen::default(), line: String::new(), at: 0 };
    let mut pending = vec![(page.tree.root(), Place::Main, false)];
    while let Some((node, outer, closing)) = pending.pop() {
        let Some(element) = ElementRef::wrap(node) else {
            walker.piece(node.value());
            pending.extend(node.children().rev().map(|child| (child, outer, false)));
            continue;
        };
        if closing {
            walker.leave(element, outer);
            continue;
        }
        let place = walker.place(element, outer);
        walker.enter(element, place);
        if !is_hidden(element.value().name()) {
            pending.push((node, place, true));
            pending.extend(node.children().rev().map(|child| (child, place, false)));
        }
    }
    walker.end_line(Place::Main);
    walker.seen
}

struct Walker<'a> {
    context: &'a DateContext,
    headline: Option<ElementRef<'a>>,
    /// The headline and the elements around it: none of them is another item.
    spine: Vec<ElementRef<'a>>,
    seen: Seen,
    /// The line so far.
    line: String,
    /// Visible bytes before the line.
    at: usize,
}

impl<'a> Walker<'a> {
    /// What an element belongs to whose parent belongs to `outer`.
    fn place(&self, element: ElementRef<'a>, outer: Place) -> Place {
        let holds_all = matches!(element.value().name(), "html" | "head" | "body" | "main");
        if outer == Place::Other || holds_all || self.spine.contains(&element) {
            return outer;
        }
        if names::is_another_item(element) {
            return Place::Other;
        }
        names::edge(element).map_or(outer, |edge| edge.max(outer))
    }

    fn enter(&mut self, element: ElementRef<'a>, place: Place) {
        if is_block(element.value().name()) {
            self.end_line(place);
        }
        if self.headline == Some(element) {
            self.seen.headline = Some(self.at..self.at);
        }
        match element.value().name() {
            "script" => described::script(element, self.context, &mut self.seen.described),
            "meta" => self.meta(element),
            "link" if element.attr("rel") == Some("canonical") => {
                self.seen.addresses.extend(element.attr("href").map(str::to_owned));
            }
            name => self.stated(element, name, place),
        }
    }

    fn leave(&mut self, element: ElementRef<'a>, place: Place) {
        if self.headline == Some(element) {
            let start = self.seen.headline.as_ref().map_or(0, |span| span.start);
            self.seen.headline = Some(start..self.at + self.line.len());
        }
        if is_block(element.value().name()) {
            self.end_line(place);
        }
    }

    /// What is no element: words, or a comment, in which some systems hide their record of the article.
    fn piece(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.line.push_str(&text.replace(['\n', '\r', '\t'], " ")),
            Node::Comment(comment) => {
                let hidden = comment.split_once("dc:date=\"").and_then(|(_, rest)| rest.split_once('"'));
                let found =
                    hidden.and_then(|(date, _)| described::stated(date, DateEvidence::Stated, self.context));
                self.mark(found, Place::Main);
            }
            _ => {}
        }
    }

    fn end_line(&mut self, place: Place) {
        let text = self.line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            let at = self.at;
            self.at += text.len();
            self.seen.lines.push(Line { text, at, place });
        }
        self.line.clear();
    }

    fn mark(&mut self, finding: Option<DateFinding>, place: Place) {
        let at = self.at + self.line.len();
        self.seen.marked.extend(finding.map(|finding| Mark { finding, at, place }));
    }

    fn meta(&mut self, element: ElementRef<'a>) {
        let Some(content) = element.attr("content").or_else(|| element.attr("value")) else { return };
        if element.attr("property") == Some("og:url") {
            self.seen.addresses.push(content.to_owned());
        }
        let names =
            ["property", "name", "itemprop", "http-equiv"].into_iter().filter_map(|a| element.attr(a));
        let found =
            names.filter_map(names::evidence).find_map(|evidence| whole(content, evidence, self.context));
        self.seen.tagged.extend(found);
    }

    /// What an element of the article states of its date.
    fn stated(&mut self, element: ElementRef<'a>, name: &str, place: Place) {
        let label = names::label(element);
        let named = ["itemprop", "property"].into_iter().filter_map(|a| element.attr(a));
        let named = named.flat_map(str::split_whitespace).find_map(names::evidence);
        let evidence = match (named, name) {
            (Some(named), _) => named,
            (None, "time") if element.attr("pubdate").is_some() || names::says_published(element) => {
                DateEvidence::Published
            }
            (None, "time") if label == Some(Label::Change) => DateEvidence::Modified,
            (None, "time" | "abbr") => DateEvidence::Stated,
            _ if label.is_some() => DateEvidence::Stated,
            _ => return,
        };
        let attributes = [
            "datetime",
            "content",
            "data-datetime",
            "data-date",
            "data-date-time",
            "data-time",
            "data-published",
            "data-timestamp",
            "data-utime",
            "title",
        ];
        let mut values = attributes.into_iter().filter_map(|attribute| element.attr(attribute));
        if let Some(found) = values.find_map(|value| whole(value, evidence, self.context)) {
            return self.mark(Some(found), place);
        }
        if named.is_some() || name == "time" {
            let found = whole(&text_within(element, LONGEST), evidence, self.context);
            return self.mark(found, place);
        }
        if let Some(label) = label {
            let at = self.at + self.line.len();
            let finding = labelled(&text_within(element, LONGEST), label, place, self.context);
            self.seen.labelled.extend(finding.map(|finding| Mark { finding, at, place }));
        }
    }
}

/// A value that is a date and little else.
fn whole(value: &str, evidence: DateEvidence, context: &DateContext) -> Option<DateFinding> {
    (value.len() <= LITTLE).then(|| described::stated(value, evidence, context))?
}

/// The date in an element whose class says that it holds one, if it holds little else.
fn labelled(text: &str, label: Label, place: Place, context: &DateContext) -> Option<DateFinding> {
    if text.len() >= LONGEST {
        return None;
    }
    let by_words = prose::findings(text, context).into_iter().next();
    let bare = || {
        let tokens = token::tokens(text);
        let first = civil::dates(&tokens, context).into_iter().next()?;
        let by_clock = first.civil.remarks.iter().any(DateRemark::is_of_the_clock);
        let whole: Civil = first.civil;
        (machine::plausible(&whole) && !by_clock).then(|| whole.found(text, DateEvidence::DateLine))
    };
    let sure = label != Label::Change && place != Place::Margin && text.len() <= LITTLE;
    let mut finding = by_words.or_else(|| sure.then(bare)?)?;
    if label == Label::Change && !finding.evidence.is_modification() {
        finding = finding.with_evidence(DateEvidence::ModifiedText);
    }
    Some(finding)
}

fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "object" | "select")
}

/// Elements that stand on lines of their own.
fn is_block(name: &str) -> bool {
    !matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "cite"
            | "code"
            | "em"
            | "font"
            | "i"
            | "mark"
            | "nobr"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "img"
            | "wbr"
            | "label"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "meta"
            | "link"
    )
}
