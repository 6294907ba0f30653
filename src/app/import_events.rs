//! Logs the news of a table, many rows at a time.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rayon::prelude::*;

use crate::app::log::ItemLogger;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::event::{IdentifierWorth, Identifiers, Logged, Said};
use crate::instrument::Universe;
use crate::road::{Ready, coded};
use crate::store::Store;
use crate::table::news::{NewsOptions, NewsRow, NewsTable, open};
use crate::table::{Rejected, TableInput, Wrong};
use crate::text::LanguageCode;
use crate::view::import_events::{ImportedDocument, RejectedRecord};

/// How many rows are linked at the same time and written in one transaction.
const BATCH: usize = 2_048;

/// What to import.
#[derive(Debug)]
pub struct EventsRequest<'a> {
    /// The file; `-` is standard input.
    pub file: &'a Path,
    /// What the caller says about it.
    pub options: &'a NewsOptions,
    /// Tags that every event gets.
    pub tags: &'a [String],
    /// The source of rows that name none.
    pub source: Option<&'a str>,
    /// Where rejected rows are written; only if there are any.
    pub rejects: &'a Path,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Logs each row as an event, in the order of the file. Rows that are no news are written to a file of their own.
/// `progress` is called with the number of rows after each batch.
///
/// # Errors
/// The file or the database cannot be read or written. The batches before stay logged, and are recognised when the
/// import is run again.
pub fn import_events(
    context: &Context,
    request: &EventsRequest<'_>,
    progress: &dyn Fn(usize),
) -> Result<ImportedDocument, Failure> {
    // How long it takes is told, and decides nothing.
    let started = Instant::now();
    let name =
        if is_stdin(request.file) { "standard input".to_owned() } else { request.file.display().to_string() };
    let unreadable =
        |e: std::io::Error| Refusal::Unreadable { path: request.file.to_owned(), reason: e.to_string() };
    let input = Rereadable::of(request.file).map_err(unreadable)?;
    let mut table = open(|| input.open(), &name, request.options)?;
    let mut store = if request.dry_run { context.store_or_none()? } else { context.store()? };
    let logger = ItemLogger::new(context.reference()?);
    let universe = Arc::clone(&context.reference()?.universe);
    let linking = Linking::new(context, request, &logger);
    let mut done = Done { document: ImportedDocument::of(name), rejected: Vec::new() };
    let (mut rows, mut is_last) = batch(&mut table, &mut done)?;
    let mut ready = linking.linked(&rows)?;
    loop {
        done.look_at(&rows, &ready, &universe);
        let next = if is_last { None } else { Some(batch(&mut table, &mut done)?) };
        let (mut following, mut more) = (Vec::new(), true);
        if let Some(next) = next {
            (following, more) = next;
        }
        // While one batch is written, which is the work of one processor, the next is linked.
        let (written, linked) = rayon::join(
            || {
                if request.dry_run {
                    done.count_new(&store, &ready)
                } else {
                    write(context, &mut store, &logger, &ready, &mut done)
                }
            },
            || linking.linked(&following),
        );
        written?;
        progress(done.document.rows);
        if is_last {
            break;
        }
        (rows, ready, is_last) = (following, linked?, more);
    }
    done.rejected.sort_by_key(|row| row.line);
    if !done.rejected.is_empty() && !request.dry_run {
        done.document.rejects_file =
            Some(write_rejects(request.rejects, &done.rejected)?.display().to_string());
    }
    done.document.ignored = table.ignored();
    done.document.times_without_zone = table.times_without_zone();
    done.document.rejected = done.rejected.iter().map(record).collect();
    done.document.seconds = started.elapsed().as_secs_f64();
    Ok(done.document)
}

/// Whether a file to import is standard input.
#[must_use]
pub fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

/// What the table is read from, as often as it takes.
enum Rereadable<'a> {
    File(&'a Path),
    /// Standard input cannot be read twice: it is kept.
    Kept(Arc<[u8]>),
}

impl<'a> Rereadable<'a> {
    fn of(path: &'a Path) -> std::io::Result<Self> {
        if !is_stdin(path) {
            File::open(path)?;
            return Ok(Self::File(path));
        }
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(Self::Kept(bytes.into()))
    }

    fn open(&self) -> std::io::Result<Box<dyn TableInput>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Kept(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

struct Done {
    document: ImportedDocument,
    rejected: Vec<Rejected>,
}

impl Done {
    fn count(&mut self, logged: &Logged) {
        match logged {
            Logged::Created(_) => self.document.created += 1,
            Logged::Revised(_) => self.document.revised += 1,
            Logged::SeenAgain(_) | Logged::Filtered(_) => self.document.seen += 1,
        }
    }

    /// Counts what of the rows is passed over: symbols that no instrument has, languages that are no code. A row
    /// without a text is rejected.
    fn look_at(&mut self, rows: &[NewsRow], ready: &[Option<Ready>], universe: &Universe) {
        for (row, ready) in rows.iter().zip(ready) {
            if ready.is_none() {
                let reason = Wrong::Empty;
                self.rejected.push(Rejected { line: row.line, field: "title".to_owned(), reason });
                continue;
            }
            let document = &mut self.document;
            let unknown = |symbol: &&String| coded(universe, std::slice::from_ref(*symbol)).is_empty();
            for symbol in row.item.symbols.iter().filter(unknown) {
                *document.unknown_symbols.entry(symbol.clone()).or_default() += 1;
            }
            if let Some(lang) = row.item.lang.as_ref().filter(|lang| lang.parse::<LanguageCode>().is_err()) {
                *document.unknown_languages.entry(lang.clone()).or_default() += 1;
            }
        }
    }

    fn count_new(&mut self, store: &Store, ready: &[Option<Ready>]) -> Result<(), Failure> {
        for one in ready.iter().flatten() {
            match store.find_event(one.draft().identity())? {
                Some(_) => self.document.seen += 1,
                None => self.document.created += 1,
            }
            self.document.linked += usize::from(!one.findings().links.is_empty());
        }
        Ok(())
    }
}

/// The next rows, and whether they are the last.
fn batch(table: &mut NewsTable, done: &mut Done) -> Result<(Vec<NewsRow>, bool), Failure> {
    let mut rows = Vec::with_capacity(BATCH);
    while rows.len() < BATCH {
        let Some(row) = table.next()? else { return Ok((rows, true)) };
        done.document.rows += 1;
        match row {
            Ok(row) => rows.push(row),
            Err(rejected) => done.rejected.push(rejected),
        }
    }
    Ok((rows, false))
}

/// Links rows on all processors, each with a connection of its own, which it keeps.
struct Linking<'a> {
    context: &'a Context,
    request: &'a EventsRequest<'a>,
    logger: &'a ItemLogger,
    exists: bool,
    idle: Mutex<Vec<Store>>,
}

impl<'a> Linking<'a> {
    fn new(context: &'a Context, request: &'a EventsRequest<'a>, logger: &'a ItemLogger) -> Self {
        Self { context, request, logger, exists: context.db.exists(), idle: Mutex::default() }
    }

    /// What the rows become, in their order; `None` for one without a text.
    fn linked(&self, rows: &[NewsRow]) -> Result<Vec<Option<Ready>>, Failure> {
        let some = rows.par_chunks(64).map(|rows| self.some(rows)).collect::<Result<Vec<_>, Failure>>()?;
        Ok(some.into_iter().flatten().collect())
    }

    fn some(&self, rows: &[NewsRow]) -> Result<Vec<Option<Ready>>, Failure> {
        let store = self.connection()?;
        let now = self.context.now();
        let ready = |row: &NewsRow| self.logger.ready(&store, &said(self.request, row), &row.item, now);
        let ready = rows.iter().map(ready).collect();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
        ready
    }

    fn connection(&self) -> Result<Store, Failure> {
        match self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            Some(store) => Ok(store),
            None if self.exists => Ok(Store::open_reader(&self.context.db)?),
            None => self.context.store_or_none(),
        }
    }
}

fn said(request: &EventsRequest<'_>, row: &NewsRow) -> Said {
    let mut said = Said { tags: row.tags.iter().chain(request.tags).cloned().collect(), ..Said::default() };
    said.usual.source = request.source.map(str::to_owned);
    said.usual.lang = request.options.lang;
    let stem = request.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // The numbers of one file are not those of another, nor those of two publishers in it.
    let scope = match &row.item.outlet {
        Some(outlet) => format!("{stem} {outlet}"),
        None => stem,
    };
    said.usual.identifiers = Some(Identifiers { scope, worth: IdentifierWorth::Given });
    said
}

fn write(
    context: &Context,
    store: &mut Store,
    logger: &ItemLogger,
    ready: &[Option<Ready>],
    done: &mut Done,
) -> Result<(), Failure> {
    let now = context.now();
    store.group(|store| {
        for one in ready.iter().flatten() {
            let logged = logger.write_ready(store, one, now)?;
            done.count(&logged);
            done.document.linked += usize::from(!one.findings().links.is_empty());
        }
        Ok(())
    })
}

fn record(rejected: &Rejected) -> RejectedRecord {
    RejectedRecord {
        line: rejected.line,
        field: Some(rejected.field.clone()).filter(|field| !field.is_empty()),
        reason: rejected.reason.to_string(),
    }
}

/// Writes `line,field,reason` for each rejected row.
fn write_rejects(path: &Path, rejected: &[Rejected]) -> Result<PathBuf, Failure> {
    let written = || -> csv::Result<()> {
        let mut out = csv::Writer::from_path(path)?;
        out.write_record(["line", "field", "reason"])?;
        for row in rejected {
            out.write_record([row.line.to_string(), row.field.clone(), row.reason.to_string()])?;
        }
        Ok(out.flush()?)
    };
    written().map_err(|e| Refusal::Unwritable { path: path.to_owned(), reason: e.to_string() })?;
    Ok(path.to_owned())
}
