//! Markdown (`CommonMark`): its text without marks, its first heading, its front matter.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::ArticleOrigin;
use super::super::wire::Document;
use super::front_matter::{self, Fields};
use crate::date::{DateContext, DateEvidence, DatedText, read_value};

/// Reads Markdown.
pub(super) fn parse(text: &str, origin: &ArticleOrigin) -> Document {
    let (fields, rest) = front_matter::split(text).unwrap_or((Fields::new(), text));
    let (body, heading) = render(rest);
    let stated = front_matter::first(&fields, &["lang", "language", "locale", "sprache"]);
    let context = super::context(origin, stated, &body);
    let dated = DatedText::search(&body, &context);
    let mut document = Document {
        title: front_matter::first(&fields, &["title", "titel", "headline"]).map(str::to_owned).or(heading),
        dates: dated.publication(&context),
        dated: Some(dated),
        body,
        lang: stated.map(str::to_owned),
        site: front_matter::first(&fields, &["source", "site", "publisher", "quelle"]).map(str::to_owned),
        canonical: front_matter::first(&fields, &["url", "canonical", "canonical_url", "link", "source_url"])
            .map(str::to_owned),
        kind: front_matter::first(&fields, &["kind", "category"]).and_then(|kind| kind.parse().ok()),
        ..Document::default()
    };
    add_stated_date(&mut document, &fields, &context);
    Document { context, ..document }
}

/// The date of the front matter goes before those of the text.
fn add_stated_date(document: &mut Document, fields: &Fields, context: &DateContext) {
    let published = ["date", "published", "published_at", "pubdate", "datum", "publishdate", "created"];
    let modified = ["updated", "modified", "lastmod", "last_modified"];
    let stated = front_matter::first(fields, &published).and_then(|value| read_value(value, context));
    let stated = stated.or_else(|| {
        let value = front_matter::first(fields, &modified).filter(|_| document.dates.best.is_none())?;
        read_value(value, context).map(|finding| finding.with_evidence(DateEvidence::Modified))
    });
    if let Some(stated) = stated {
        document.dates.prefer(stated, context);
    }
}

/// The text of Markdown, a blank line between blocks, and its first heading.
fn render(markdown: &str) -> (String, Option<String>) {
    let mut out = Rendered::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        out.add(event);
    }
    (
        out.text.trim_end().to_owned(),
        out.heading.map(|(_, text)| text.trim().to_owned()).filter(|t| !t.is_empty()),
    )
}

#[derive(Default)]
struct Rendered {
    text: String,
    heading: Option<(HeadingLevel, String)>,
    in_heading: Option<(HeadingLevel, usize)>,
    in_image: usize,
}

impl Rendered {
    fn add(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.in_heading = Some((level, self.text.len())),
            Event::Start(Tag::Image { .. }) => self.in_image += 1,
            Event::End(TagEnd::Image) => self.in_image = self.in_image.saturating_sub(1),
            Event::End(TagEnd::Heading(_)) => {
                self.end_heading();
                self.end_block("\n\n");
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::CodeBlock
                | TagEnd::Table
                | TagEnd::List(_)
                | TagEnd::BlockQuote(_),
            ) => {
                self.end_block("\n\n");
            }
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => self.end_block("\n"),
            Event::End(TagEnd::TableCell) => self.text.push('\t'),
            Event::Text(text) | Event::Code(text) if self.in_image == 0 => self.text.push_str(&text),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            _ => {}
        }
    }

    /// The first heading of the highest level is the title.
    fn end_heading(&mut self) {
        let Some((level, start)) = self.in_heading.take() else { return };
        if self.heading.as_ref().is_none_or(|(known, _)| level < *known) {
            self.heading = Some((level, self.text[start..].to_owned()));
        }
    }

    fn end_block(&mut self, end: &str) {
        let kept = self.text.trim_end_matches([' ', '\t', '\n']).len();
        self.text.truncate(kept);
        if kept > 0 {
            self.text.push_str(end);
        }
    }
}
