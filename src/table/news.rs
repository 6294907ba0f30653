//! Tables of news: a row for each item.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::cell::Record;
use super::columns::Header;
use super::error::{Purpose, Rejected, TableError, Wrong};
use super::input::TableInput;
use super::names::fold;
use super::open::{self, Table};
use crate::date::{self, DateContext};
use crate::event::{Body, EventKind, RawItem};
use crate::text::one_line;

/// What a column of a table of news holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NewsColumn {
    /// The headline.
    Title,
    /// The whole text.
    Text,
    /// A few sentences.
    Summary,
    /// The address.
    Url,
    /// The identifier within the source.
    Id,
    /// When it was published: a day or an instant.
    PublishedAt,
    /// The time of day, next to a date.
    Time,
    /// Who published it.
    Source,
    /// The language.
    Lang,
    /// Symbols or ISINs of the instruments that it is about.
    Symbols,
    /// Who wrote it.
    Author,
    /// The kind of news.
    Kind,
    /// Tags.
    Tags,
}

impl NewsColumn {
    /// All of them with the names by which they are known, the first being the one to write.
    pub const ALL: &'static [(Self, &'static [&'static str])] = &[
        (Self::Title, &["title", "headline", "subject", "titel", "überschrift", "schlagzeile"]),
        (Self::Text, &["text", "body", "content", "article", "story", "inhalt"]),
        (Self::Summary, &["summary", "description", "abstract", "teaser", "lead", "zusammenfassung"]),
        (Self::Url, &["url", "link", "address", "href"]),
        (Self::Id, &["id", "guid", "identifier", "article_id", "story_id"]),
        (
            Self::PublishedAt,
            &[
                "published_at",
                "published",
                "at",
                "datetime",
                "timestamp",
                "date",
                "published_utc",
                "time_published",
                "publication_date",
                "pub_date",
                "created_at",
                "datum",
                "zeitpunkt",
            ],
        ),
        (Self::Time, &["time", "uhrzeit"]),
        (Self::Source, &["source", "publisher", "outlet", "provider", "feed", "quelle"]),
        (Self::Lang, &["lang", "language", "sprache"]),
        (Self::Symbols, &["symbols", "symbol", "tickers", "ticker", "stock", "stocks", "isin"]),
        (Self::Author, &["author", "byline", "autor"]),
        (Self::Kind, &["kind", "type", "art"]),
        (Self::Tags, &["tags", "tag", "keywords", "categories"]),
    ];

    fn of(name: &str) -> Option<Self> {
        let wanted = fold(name);
        let known = |names: &[&str]| names.iter().any(|name| fold(name) == wanted);
        Self::ALL.iter().find(|(_, names)| known(names)).map(|(column, _)| *column)
    }
}

/// What the caller says about a table of news.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewsOptions {
    /// Which column holds what, by the name of the column: these come before what the names say.
    pub columns: Vec<(NewsColumn, String)>,
    /// The zone of times without one; else UTC.
    pub zone: Option<Tz>,
    /// The language of items that state none; it settles what 03/04 means.
    pub lang: Option<String>,
    /// When the table is read: nothing is published later.
    pub now: Option<DateTime<Utc>>,
}

impl NewsOptions {
    /// Reads a statement such as `title=Headline`.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub fn map(statement: &str) -> Result<(NewsColumn, String), String> {
        let known = || {
            NewsColumn::ALL
                .iter()
                .filter_map(|(_, names)| names.first().copied())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (column, name) = statement.split_once('=').ok_or_else(|| {
            format!("\"{statement}\" does not say which column holds what: write it as title=Headline")
        })?;
        let wanted = NewsColumn::ALL.iter().find(|(_, names)| names.first() == Some(&column.trim()));
        let (column, _) = wanted.ok_or_else(|| format!("\"{column}\" is not one of {}", known()))?;
        Ok((*column, name.trim().to_owned()))
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct NewsRow {
    /// Its line, from 1.
    pub line: u64,
    /// The item.
    pub item: RawItem,
    /// Its tags.
    pub tags: Vec<String>,
}

/// A table of news that is being read, row by row.
pub struct NewsTable {
    table: Table,
    record: Record,
    file: String,
    /// Which column is where.
    places: Vec<(NewsColumn, usize)>,
    dates: DateContext,
    ignored: Vec<String>,
}

/// Opens a table of news; `file` is its name, for messages. Columns of other names are ignored, and named by
/// [`NewsTable::ignored`].
///
/// # Errors
/// [`TableError`] where the table as a whole cannot be used: it has neither titles nor texts, or no column of the
/// name that the caller gave.
///
/// # Examples
/// ```
/// use std::io::Cursor;
/// use newstape::table::news::{NewsOptions, open};
///
/// let file = "Headline,published_at,ticker\nMicrosoft lifts its dividend,2025-01-29T14:00Z,MSFT\n";
/// let mut table = open(Cursor::new(file), "news.csv", &NewsOptions::default())?;
/// let row = table.next()?.expect("there is one row").expect("it is sound");
/// assert_eq!((row.item.title.as_str(), row.item.symbols), ("Microsoft lifts its dividend", vec!["MSFT".to_owned()]));
/// assert!(table.next()?.is_none());
/// # Ok::<(), newstape::table::TableError>(())
/// ```
pub fn open(input: impl TableInput, file: &str, options: &NewsOptions) -> Result<NewsTable, TableError> {
    let table = open::open(input, file, Purpose::News)?;
    let places = places(&table.header, file, options)?;
    let is_used = |at: usize| places.iter().any(|(_, used)| *used == at);
    let ignored = table.header.names().filter(|(at, name)| !is_used(*at) && !name.is_empty());
    let ignored = ignored.map(|(_, name)| name.to_owned()).collect();
    let dates =
        DateContext { lang: options.lang.clone(), fetched_at: options.now, default_zone: options.zone };
    Ok(NewsTable { table, record: Record::Typed(Vec::new()), file: file.to_owned(), places, dates, ignored })
}

fn places(
    header: &Header,
    file: &str,
    options: &NewsOptions,
) -> Result<Vec<(NewsColumn, usize)>, TableError> {
    let mut places: Vec<(NewsColumn, usize)> = Vec::new();
    for (column, name) in &options.columns {
        let found = header.names().find(|(_, own)| *own == name || fold(own) == fold(name));
        let (at, _) = found.ok_or_else(|| header.missing(file, Purpose::News, name))?;
        places.push((*column, at));
    }
    for (at, name) in header.names() {
        let Some(column) = NewsColumn::of(name) else { continue };
        if places.iter().all(|(known, place)| *known != column && *place != at) {
            places.push((column, at));
        }
    }
    if places.iter().any(|(column, _)| matches!(column, NewsColumn::Title | NewsColumn::Text)) {
        return Ok(places);
    }
    Err(header.missing(file, Purpose::News, "title"))
}

impl NewsTable {
    /// The columns that are not read.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The next row, or why it is none; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read on.
    #[allow(clippy::should_implement_trait)] // it can fail
    pub fn next(&mut self) -> Result<Option<Result<NewsRow, Rejected>>, TableError> {
        let Some((line, sound)) = self.table.next(&mut self.record, &self.file)? else { return Ok(None) };
        Ok(Some(match sound {
            Ok(()) => self.row(line),
            Err(reason) => Err(Rejected { line, field: String::new(), reason }),
        }))
    }

    fn field(&self, column: NewsColumn) -> Option<String> {
        let (_, at) = self.places.iter().find(|(known, _)| *known == column)?;
        let text = self.record.cell(*at).to_text().trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    }

    fn row(&self, line: u64) -> Result<NewsRow, Rejected> {
        let rejected =
            |column: NewsColumn, reason: Wrong| Rejected { line, field: self.name(column), reason };
        let title = self.field(NewsColumn::Title).map(|t| one_line(&t)).unwrap_or_default();
        let body = self.field(NewsColumn::Text).map(Body::Text);
        if title.is_empty() && body.is_none() {
            return Err(rejected(NewsColumn::Title, Wrong::Empty));
        }
        let kind = match self.field(NewsColumn::Kind) {
            None => None,
            Some(word) => {
                let kind = word.to_lowercase().parse::<EventKind>();
                Some(kind.map_err(|e| rejected(NewsColumn::Kind, Wrong::NotAKind(e.to_string())))?)
            }
        };
        let item = RawItem {
            guid: self.field(NewsColumn::Id),
            url: self.field(NewsColumn::Url),
            title,
            body,
            summary: self.field(NewsColumn::Summary).map(Body::Text),
            publication: self.publication().map_err(|reason| rejected(NewsColumn::PublishedAt, reason))?,
            lang: self.field(NewsColumn::Lang),
            symbols: words(self.field(NewsColumn::Symbols), true),
            author: self.field(NewsColumn::Author),
            outlet: self.field(NewsColumn::Source),
            kind,
            ..RawItem::default()
        };
        Ok(NewsRow { line, item, tags: words(self.field(NewsColumn::Tags), false) })
    }

    fn name(&self, column: NewsColumn) -> String {
        let place = self.places.iter().find(|(known, _)| *known == column);
        place.map(|(_, at)| self.table.header.name(*at).to_owned()).unwrap_or_default()
    }

    fn publication(&self) -> Result<Option<crate::event::Publication>, Wrong> {
        let (day, time) = (self.field(NewsColumn::PublishedAt), self.field(NewsColumn::Time));
        let Some(written) = day.map(|day| [day].into_iter().chain(time).collect::<Vec<_>>().join(" ")) else {
            return Ok(None);
        };
        let found =
            date::read_value(&written, &self.dates).ok_or_else(|| Wrong::NotAStamp(written.clone()))?;
        let publication = found.publication(self.dates.default_zone);
        let is_later = |now: DateTime<Utc>| publication.when.date_utc() > now.date_naive();
        if self.dates.fetched_at.is_some_and(is_later) {
            return Err(Wrong::InTheFuture(written));
        }
        Ok(Some(publication))
    }
}

/// The values of a field that can hold several: with commas, semicolons or bars between them, symbols also with
/// spaces; a list as Python writes it is read too.
fn words(field: Option<String>, by_spaces: bool) -> Vec<String> {
    let is_between = |c: char| ",;|[]".contains(c) || by_spaces && c.is_whitespace();
    let bare = |word: &str| word.trim().trim_matches(['\'', '"']).trim().to_owned();
    let all = field.unwrap_or_default();
    all.split(is_between).map(bare).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn rows(text: &str, options: &NewsOptions) -> Vec<Result<NewsRow, Rejected>> {
        let mut table = open(Cursor::new(text.to_owned()), "n.csv", options).unwrap();
        std::iter::from_fn(|| table.next().unwrap()).collect()
    }

    #[test]
    fn columns_are_known_by_many_names_and_the_callers_word_comes_first() {
        let text =
            "Überschrift;Datum;Uhrzeit;Stock;Rubrik\nSAP hebt Prognose;22.01.2025;08:00;SAP.DE, MSFT;Tech\n";
        let options = NewsOptions {
            columns: vec![NewsOptions::map("tags=Rubrik").unwrap()],
            zone: Some(Tz::Europe__Berlin),
            lang: Some("de".to_owned()),
            ..NewsOptions::default()
        };
        let row = rows(text, &options).remove(0).unwrap();
        assert_eq!((row.line, row.item.title.as_str()), (2, "SAP hebt Prognose"));
        assert_eq!(
            (row.item.symbols, row.tags),
            (vec!["SAP.DE".to_owned(), "MSFT".to_owned()], vec!["Tech".to_owned()])
        );
        let when = row.item.publication.unwrap().when;
        assert_eq!(when.date_utc().to_string(), "2025-01-22");
        assert!(
            matches!(when, crate::event::When::Instant { at, .. } if at.to_rfc3339() == "2025-01-22T07:00:00+00:00")
        );
    }

    #[test]
    fn rows_that_are_no_news_are_rejected_with_line_and_column() {
        let text = "title,published_at,kind\n,2025-01-01,news\na,soon,news\nb,2025-01-01,gossip\nc,2999-01-01,news\nd,2025-01-01,\n";
        let options = NewsOptions {
            now: Some(DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_200)),
            ..NewsOptions::default()
        };
        let found: Vec<String> = rows(text, &options)
            .into_iter()
            .map(|row| row.map_or_else(|r| format!("{} {}: {}", r.line, r.field, r.reason), |r| r.item.title))
            .collect();
        assert_eq!(found.len(), 5);
        assert!(
            found[0].starts_with("2 title: it is empty") && found[1].starts_with("3 published_at: "),
            "{found:?}"
        );
        assert!(found[2].starts_with("4 kind: ") && found[3].contains("in the future"), "{found:?}");
        assert_eq!(found[4], "d");
    }

    #[test]
    fn a_table_without_titles_and_a_column_that_is_not_there_are_refused() {
        let refused = |text: &str, options: &NewsOptions| {
            open(Cursor::new(text.to_owned()), "n.csv", options).err().unwrap().to_string()
        };
        assert!(refused("a,b\n1,2\n", &NewsOptions::default()).contains("title"));
        let options =
            NewsOptions { columns: vec![NewsOptions::map("title=Name").unwrap()], ..NewsOptions::default() };
        assert!(refused("title,b\n1,2\n", &options).contains("Name"));
        assert!(NewsOptions::map("Headline").unwrap_err().contains("title=Headline"));
        assert!(NewsOptions::map("x=Headline").unwrap_err().contains("published_at"));
    }

    #[test]
    fn lists_of_symbols_are_read_as_programs_write_them() {
        let of = |text: &str| words(Some(text.to_owned()), true);
        for text in ["A B", "A,B", "A; B", "['A', 'B']", "[\"A\",\"B\"]", "A|B"] {
            assert_eq!(of(text), ["A", "B"], "{text}");
        }
        assert_eq!(
            words(Some("artificial intelligence, chips".to_owned()), false),
            ["artificial intelligence", "chips"]
        );
    }
}
