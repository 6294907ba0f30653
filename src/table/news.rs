//! Tables of news: a row for each item.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::cell::{Cell, Record};
use super::columns::{Header, StampColumns};
use super::error::{Purpose, Rejected, TableError, Wrong};
use super::form::{DateOrder, SECONDS_PER_DAY};
use super::input::TableInput;
use super::names::fold;
pub use super::news_column::NewsColumn;
use super::open::{self, Table};
use super::stamp::StampColumn;
use super::written::Written;
use crate::date::{self, DateContext};
use crate::event::{Body, EventKind, Precision, Publication, RawItem};
use crate::text::{LanguageCode, one_line};

/// What the caller says about a table of news.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewsOptions {
    /// Which column holds what, by the name of the column: these come before what the names say.
    pub columns: Vec<(NewsColumn, String)>,
    /// The zone of times without one; else UTC.
    pub zone: Option<Tz>,
    /// The language of items that state none.
    pub lang: Option<LanguageCode>,
    /// How to read dates such as 3/4/2025; else the whole column says.
    pub dates: Option<DateOrder>,
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
    options: NewsOptions,
    /// Which column is where.
    places: Vec<(NewsColumn, usize)>,
    dates: DateContext,
    order: Option<DateOrder>,
    times_without_zone: u64,
}

/// Opens a table of news; `file` is its name, for messages. Columns of other names are ignored, and named by
/// [`NewsTable::ignored`].
///
/// The table is read twice, for which `input` opens it: dates such as 3/4/2025 are settled by their whole column
/// before the first row is understood.
///
/// # Errors
/// [`TableError`] where the table as a whole cannot be used: it has neither titles nor texts, no column of the
/// name that the caller gave, or dates that can be read in two ways.
///
/// # Examples
/// ```
/// use std::io::Cursor;
/// use newstape::table::news::{NewsOptions, open};
///
/// let file = "Headline,published_at,ticker\nMicrosoft lifts its dividend,2025-01-29T14:00Z,MSFT\n";
/// let mut table = open(|| Ok(Cursor::new(file)), "news.csv", &NewsOptions::default())?;
/// let row = table.next()?.expect("there is one row").expect("it is sound");
/// assert_eq!((row.item.title.as_str(), row.item.symbols), ("Microsoft lifts its dividend", vec!["MSFT".to_owned()]));
/// assert!(table.next()?.is_none());
///
/// let ambiguous = "title,date\nMicrosoft lifts its dividend,3/4/2025\n";
/// assert!(open(|| Ok(Cursor::new(ambiguous)), "news.csv", &NewsOptions::default()).is_err());
/// # Ok::<(), newstape::table::TableError>(())
/// ```
pub fn open<I: TableInput>(
    input: impl Fn() -> std::io::Result<I>,
    file: &str,
    options: &NewsOptions,
) -> Result<NewsTable, TableError> {
    let table = || {
        let input = input().map_err(|e| TableError::unreadable(file, &e))?;
        open::open(input, file, Purpose::News)
    };
    let order = order(table()?, file, options)?;
    let table = table()?;
    let places = places(&table.header, file, options)?;
    let dates = DateContext {
        lang: options.lang.map(|lang| lang.to_string()),
        fetched_at: options.now,
        default_zone: options.zone,
    };
    let record = Record::Typed(Vec::new());
    let (file, options) = (file.to_owned(), options.clone());
    Ok(NewsTable { table, record, file, options, places, dates, order, times_without_zone: 0 })
}

/// Which column holds what: the one that the caller names, else the one with the best name.
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
    let mut named: Vec<_> =
        header.names().filter_map(|(at, name)| Some((NewsColumn::of(name)?, at))).collect();
    named.sort_by_key(|((_, rank), _)| *rank);
    for ((column, _), at) in named {
        if places.iter().all(|(known, place)| *known != column && *place != at) {
            places.push((column, at));
        }
    }
    if places.iter().any(|(column, _)| matches!(column, NewsColumn::Title | NewsColumn::Text)) {
        return Ok(places);
    }
    Err(header.missing(file, Purpose::News, "title"))
}

fn place(places: &[(NewsColumn, usize)], column: NewsColumn) -> Option<usize> {
    places.iter().find(|(known, _)| *known == column).map(|(_, at)| *at)
}

/// The order of day and month in dates such as 3/4/2025, as the whole column has it; `None` where there are
/// no such dates.
fn order(mut table: Table, file: &str, options: &NewsOptions) -> Result<Option<DateOrder>, TableError> {
    let mut record = Record::Typed(Vec::new());
    let mut column: Option<StampColumn> = None;
    let (mut at, mut seen, mut width) = (None, false, 0);
    while let Some((line, sound)) = table.next(&mut record, file)? {
        // A key of JSON lines may come late.
        if table.header.len() > width {
            width = table.header.len();
            at = place(&places(&table.header, file, options)?, NewsColumn::PublishedAt);
        }
        let (Some(at), Ok(())) = (at, sound) else { continue };
        let cell = record.cell(at).to_text();
        let Some(date) = two_ways(&cell) else { continue };
        let columns = StampColumns { at, utc: false, time: None };
        let column = column.get_or_insert_with(|| StampColumn::new(columns, &table.header, options.dates));
        // A date that is none is refused with its row.
        seen |= column.weigh(date.stamp, line).is_ok();
    }
    column.filter(|_| seen).map(|column| column.order(file)).transpose()
}

/// A date whose first two numbers are day and month in some order, at the beginning of a cell.
struct TwoWays<'t> {
    stamp: Written,
    rest: &'t str,
}

fn two_ways(cell: &str) -> Option<TwoWays<'_>> {
    let cell = cell.trim();
    let end = cell.find([' ', ',', 'T']).unwrap_or(cell.len());
    let (date, rest) = cell.split_at(end);
    let stamp = Written::read(Cell::Text(date.as_bytes()), false)?;
    matches!(stamp, Written::TwoWays { .. }).then_some(TwoWays { stamp, rest })
}

/// The cell with a date that can be read in one way only.
fn in_one_way(cell: &str, order: DateOrder) -> Option<String> {
    let TwoWays { stamp, rest } = two_ways(cell)?;
    let midnight = DateTime::from_timestamp(stamp.day(order)? * SECONDS_PER_DAY, 0)?;
    Some(format!("{}{rest}", midnight.date_naive()))
}

impl NewsTable {
    /// The columns that are not read, among those of the rows so far.
    #[must_use]
    pub fn ignored(&self) -> Vec<String> {
        let is_used = |at: usize| self.places.iter().any(|(_, used)| *used == at);
        let ignored = self.table.header.names().filter(|(at, name)| !is_used(*at) && !name.is_empty());
        ignored.map(|(_, name)| name.to_owned()).collect()
    }

    /// How many of the rows so far have a time without a zone, where the caller gave none.
    #[must_use]
    pub const fn times_without_zone(&self) -> u64 {
        self.times_without_zone
    }

    /// The next row, or why it is none; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read on.
    #[allow(clippy::should_implement_trait)] // it can fail
    pub fn next(&mut self) -> Result<Option<Result<NewsRow, Rejected>>, TableError> {
        let width = self.table.header.len();
        let Some((line, sound)) = self.table.next(&mut self.record, &self.file)? else { return Ok(None) };
        if self.table.header.len() > width {
            self.places = places(&self.table.header, &self.file, &self.options)?;
        }
        Ok(Some(match sound {
            Ok(()) => self.row(line),
            Err(reason) => Err(Rejected { line, field: String::new(), reason }),
        }))
    }

    fn field(&self, column: NewsColumn) -> Option<String> {
        let text = self.record.cell(place(&self.places, column)?).to_text().trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    }

    fn row(&mut self, line: u64) -> Result<NewsRow, Rejected> {
        let publication = self.publication().map_err(|reason| Rejected {
            line,
            field: self.name(NewsColumn::PublishedAt),
            reason,
        });
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
            publication: publication?,
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
        let place = place(&self.places, column);
        place.map(|at| self.table.header.name(at).to_owned()).unwrap_or_default()
    }

    fn publication(&mut self) -> Result<Option<Publication>, Wrong> {
        let (day, time) = (self.field(NewsColumn::PublishedAt), self.field(NewsColumn::Time));
        let Some(written) = day.map(|day| [day].into_iter().chain(time).collect::<Vec<_>>().join(" ")) else {
            return Ok(None);
        };
        let settled = match (two_ways(&written), self.order) {
            (Some(_), Some(order)) => in_one_way(&written, order).ok_or(Wrong::NoSuchDay)?,
            (Some(_), None) => return Err(Wrong::NoSuchDay),
            (None, _) => written.clone(),
        };
        let found =
            date::read_value(&settled, &self.dates).ok_or_else(|| Wrong::NotAStamp(written.clone()))?;
        let is_without_zone = found.time.is_some() && found.utc.is_none();
        self.times_without_zone += u64::from(is_without_zone && self.dates.default_zone.is_none());
        let mut publication = found.publication(self.dates.default_zone);
        publication.original = Some(written.clone());
        // Another word there is about something else.
        let stated = self.field(NewsColumn::Precision).and_then(|word| Precision::named(&word));
        publication.when = stated.map_or(publication.when, |stated| publication.when.at_most(stated));
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
        let mut table = open(|| Ok(Cursor::new(text.to_owned())), "n.csv", options).unwrap();
        std::iter::from_fn(|| table.next().unwrap()).collect()
    }

    #[test]
    fn columns_are_known_by_many_names_and_the_callers_word_comes_first() {
        let text =
            "Überschrift;Datum;Uhrzeit;Stock;Rubrik\nSAP hebt Prognose;22.01.2025;08:00;SAP.DE, MSFT;Tech\n";
        let options = NewsOptions {
            columns: vec![NewsOptions::map("tags=Rubrik").unwrap()],
            zone: Some(Tz::Europe__Berlin),
            lang: Some("de".parse().unwrap()),
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
            open(|| Ok(Cursor::new(text.to_owned())), "n.csv", options).err().unwrap().to_string()
        };
        assert!(refused("a,b\n1,2\n", &NewsOptions::default()).contains("title"));
        let options =
            NewsOptions { columns: vec![NewsOptions::map("title=Name").unwrap()], ..NewsOptions::default() };
        assert!(refused("title,b\n1,2\n", &options).contains("Name"));
        assert!(NewsOptions::map("Headline").unwrap_err().contains("title=Headline"));
        assert!(NewsOptions::map("x=Headline").unwrap_err().contains("published_at"));
    }

    fn days(text: &str, options: &NewsOptions) -> Vec<String> {
        let day = |row: Result<NewsRow, Rejected>| {
            row.map_or_else(
                |rejected| rejected.reason.to_string(),
                |row| row.item.publication.unwrap().when.date_utc().to_string(),
            )
        };
        rows(text, options).into_iter().map(day).collect()
    }

    #[test]
    fn dates_that_can_be_read_in_two_ways_are_settled_by_the_column_or_refused() {
        let none = NewsOptions::default();
        // Whatever the language of a row, or of all rows.
        let german = NewsOptions { lang: Some("de".parse().unwrap()), ..NewsOptions::default() };
        for options in [&none, &german] {
            let text = "title,date,lang\na,03/04/2025,en\nb,04/03/2025,de\n";
            let refused = open(|| Ok(Cursor::new(text)), "n.csv", options).err().unwrap().to_string();
            assert!(refused.contains("month/day and as day/month"), "{refused}");
            let settled = "title,date,lang\na,03/04/2025,en\nb,04/15/2025 16:30 EST,de\n";
            assert_eq!(days(settled, options), ["2025-03-04", "2025-04-15"]);
        }
        let stated = NewsOptions { dates: Some(DateOrder::DayFirst), ..NewsOptions::default() };
        assert_eq!(
            days("title,date\na,03/04/2025\nb,04/15/2025\n", &stated)[..],
            ["2025-04-03".to_owned(), Wrong::NoSuchDay.to_string()]
        );
        let contradicting = "title,date\na,13/04/2025\nb,04/15/2025\n";
        assert!(open(|| Ok(Cursor::new(contradicting)), "n.csv", &none).is_err());
        // A third of March is one, and dots and dashes with the year first have one reading.
        assert_eq!(days("title,date\na,2025-04-03\nb,03.04.2025\n", &none), ["2025-04-03", "2025-04-03"]);
    }

    #[test]
    fn a_time_that_is_known_to_the_minute_stays_so_and_no_finer() {
        let text = "title,published_at,precision\na,2025-01-29T21:05:00Z,minute\nb,2025-01-29T21:05:00Z,day\n\
                    c,2025-01-29T21:05:00Z,0.2\nd,2025-01-29,second\n";
        let found = rows(text, &NewsOptions::default());
        let precisions: Vec<Precision> = found
            .iter()
            .map(|r| r.as_ref().unwrap().item.publication.as_ref().unwrap().when.precision())
            .collect();
        assert_eq!(precisions, [Precision::Minute, Precision::Day, Precision::Second, Precision::Day]);
    }

    #[test]
    fn times_without_a_zone_are_counted() {
        let text = "title,published_at\na,2025-01-29 10:12\nb,2025-01-29T10:12Z\nc,2025-01-29\n";
        let count = |options: &NewsOptions| {
            let mut table = open(|| Ok(Cursor::new(text)), "n.csv", options).unwrap();
            while table.next().unwrap().is_some() {}
            table.times_without_zone()
        };
        assert_eq!(count(&NewsOptions::default()), 1);
        assert_eq!(count(&NewsOptions { zone: Some(Tz::Europe__Berlin), ..NewsOptions::default() }), 0);
    }

    #[test]
    fn the_best_name_decides_and_a_key_may_come_late() {
        let text = "{\"headline\":{\"symbol\":\"MSFT\"},\"title\":\"Microsoft rises\"}\n{\"title\":\"SAP falls\",\"url\":\"https://example.com/1\"}\n";
        let items: Vec<RawItem> =
            rows(text, &NewsOptions::default()).into_iter().map(|row| row.unwrap().item).collect();
        assert_eq!((items[0].title.as_str(), items[1].title.as_str()), ("Microsoft rises", "SAP falls"));
        assert_eq!(items[1].url.as_deref(), Some("https://example.com/1"));
    }

    #[test]
    fn one_object_is_a_row_whatever_its_fields_hold() {
        for text in [
            "{\"title\":\"Microsoft rises\",\"tags\":[\"a\",\"b\"],\"symbols\":[\"MSFT\",\"AAPL\"]}",
            "{\n  \"title\": \"Microsoft rises\",\n  \"links\": [{\"symbol\": \"MSFT\"}],\n  \"tags\": []\n}\n",
            "{\"title\":\"Our feed\",\"items\":[{\"title\":\"Microsoft rises\",\"tags\":[\"a\"]}]}",
            "[{\"title\":\"Microsoft rises\",\"tags\":[\"a\"]}]",
        ] {
            let found = rows(text, &NewsOptions::default());
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].as_ref().unwrap().item.title, "Microsoft rises", "{text}");
        }
    }

    #[test]
    fn what_stands_in_quotes_parts_no_fields_and_one_column_is_a_table() {
        let titles = |text: &str| {
            let titles = rows(text, &NewsOptions::default()).into_iter().map(|row| row.unwrap().item.title);
            titles.collect::<Vec<_>>()
        };
        assert_eq!(titles("title,text\nA,\"a;b\nc;d\ne;f\"\n"), ["A"]);
        assert_eq!(titles("title,text\nA,\"|a|b|\n|c|d|\n|e|f|\"\n"), ["A"]);
        assert_eq!(titles("title\nNvidia fell 17%, Tesla 2%\n").len(), 1);
        assert_eq!(titles("Titel\r\nNvidia fell 17%\r\n"), ["Nvidia fell 17%"]);
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for end in ["\n", "\r\n"] {
            let text = ["title,published_at", "A,2025-01", "B,2025-01-02", "C,2025-99", ""].join(end);
            let rejected = rows(&text, &NewsOptions::default()).into_iter().filter_map(Result::err);
            assert_eq!(rejected.map(|row| row.line).collect::<Vec<_>>(), [2, 4], "{end:?}");
        }
    }

    #[test]
    fn a_time_beside_the_date_is_known_in_german() {
        let text = "Datum;Zeit;Titel\n30.01.2025;09:12;SAP steigt\n";
        let options = NewsOptions { zone: Some(Tz::Europe__Berlin), ..NewsOptions::default() };
        let when = rows(text, &options).remove(0).unwrap().item.publication.unwrap().when;
        assert!(
            matches!(when, crate::event::When::Instant { at, .. } if at.to_rfc3339() == "2025-01-30T08:12:00+00:00")
        );
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
