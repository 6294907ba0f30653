//! Standard output for data, standard error for everything else.

use std::cell::RefCell;
use std::io::{self, ErrorKind, IsTerminal, Write};

use comfy_table::Table;

use super::global::Format;
use super::pager::Pager;
use super::{Global, remedy};
use crate::app::Failure;
use crate::text::{escaped_json, printable};
use crate::view::Document;
use crate::view::rows::{Listing, Machine, html, machine, markdown};
use crate::view::text::Width;

/// How a command ended, if it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done.
    Done,
    /// Done in part: some items were rejected, each named.
    Partial,
    /// What was asked for does not exist.
    Nothing,
    /// Nothing was done: every item was rejected, each named.
    Failed,
}

impl Exit {
    /// The process exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Partial => 3,
            Self::Nothing => 4,
            Self::Failed => 1,
        }
    }
}

/// The least width of a table, in columns; on a narrower terminal its lines wrap.
const LEAST_WIDTH: u16 = 60;

fn width() -> Option<u16> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    asked.or_else(|| comfy_table::Table::new().width()).map(|w: u16| w.max(LEAST_WIDTH))
}

/// Whether `NO_COLOR` allows colours.
pub(super) fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Where data goes.
#[derive(Debug, Default)]
enum Output {
    /// To standard output.
    #[default]
    Standard,
    /// To a pager, which the first line starts.
    Paged,
    /// To a pager that has been started.
    Pager(Pager),
}

impl Output {
    /// Writes a text. A pager that cannot be started is done without.
    fn write(&mut self, text: std::fmt::Arguments<'_>) -> io::Result<()> {
        if matches!(self, Self::Paged) {
            *self = Pager::start().map_or(Self::Standard, Self::Pager);
        }
        match self {
            Self::Standard | Self::Paged => io::stdout().lock().write_fmt(text),
            Self::Pager(pager) => pager.input()?.write_fmt(text),
        }
    }
}

/// Where a command writes.
#[derive(Debug)]
pub struct Console {
    /// Print JSON instead of text.
    pub json: bool,
    /// The form of rows.
    pub(super) form: Format,
    /// Standard output is a terminal, and colours are wanted.
    pub colour: bool,
    /// The width of the terminal in columns; `None` if standard output is not a terminal.
    pub width: Option<u16>,
    output: RefCell<Output>,
    /// The first failure to write to standard output.
    unwritten: RefCell<Option<io::Error>>,
}

impl Console {
    /// A console as the global arguments and the terminal require. Colour is used only on a terminal and
    /// only if `NO_COLOR` is not set.
    #[must_use]
    pub fn new(global: &Global) -> Self {
        Self {
            json: global.form() == Format::Json,
            form: global.form(),
            colour: io::stdout().is_terminal() && wants_colour() && global.form() == Format::Table,
            width: width(),
            output: RefCell::default(),
            unwritten: RefCell::default(),
        }
    }

    /// From now on, what is written to a terminal goes through a pager.
    pub(super) fn page(&mut self) {
        if self.width.is_some() {
            self.output.replace(Output::Paged);
        }
    }

    /// Writes a piece of data and a newline to standard output. [`Self::finish`] reports a failure.
    pub fn line(&self, text: &str) {
        self.data(&printable(text));
    }

    /// As [`Self::line`], but for output that programs read: control characters are replaced only on a
    /// terminal.
    pub fn data(&self, text: &str) {
        if self.unwritten.borrow().is_some() {
            return;
        }
        let shown = if self.width.is_some() { printable(text) } else { text.into() };
        let written = self.output.borrow_mut().write(format_args!("{shown}\n"));
        if let Err(error) = written {
            self.unwritten.replace(Some(error));
        }
    }

    /// Flushes standard output.
    ///
    /// # Errors
    /// Something could not be written, for example because the disk is full. A closed pipe is not an
    /// error: `newstape list | head` must not complain.
    pub fn finish(&self) -> io::Result<()> {
        if let Output::Pager(pager) = self.output.take() {
            pager.finish();
        }
        let written = match self.unwritten.take() {
            Some(error) => Err(error),
            None => io::stdout().lock().flush(),
        };
        written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
    }

    /// Writes a remark to standard error. If that is the terminal on which a pager is showing the output, the
    /// remark goes to the pager, where it does not disturb the screen.
    pub fn note(&self, text: &str) {
        if let Output::Pager(pager) = &mut *self.output.borrow_mut()
            && io::stderr().is_terminal()
        {
            let _ = pager.input().and_then(|input| writeln!(input, "{}", printable(text)));
        } else {
            let _ = writeln!(io::stderr().lock(), "{}", printable(text));
        }
    }

    /// Writes an error and its hint to standard error.
    pub fn failure(&self, failure: &Failure) {
        // Quoted text may have line breaks; its further lines are indented so that none looks like ours.
        let words = failure.to_string().replace('\n', "\n  ");
        match failure.argument() {
            Some(argument) => self.note(&format!("error: {}: {words}", remedy::argument(argument))),
            None => self.note(&format!("error: {words}")),
        }
        if let Some(hint) = failure.remedy().as_ref().and_then(remedy::words) {
            self.note(&format!("hint: {hint}"));
        }
    }

    /// Writes a listing in the form that is wanted; `drawn` is its table. An empty one has its header in CSV
    /// and TSV, and no line in the other forms but JSON.
    pub(super) fn listing<T: Listing>(&self, listing: &T, drawn: impl FnOnce(Width) -> Table) {
        match self.form {
            Format::Table => self.shown(&drawn(Width(self.width)), Table::trim_fmt),
            Format::Json => self.document(&Document::new(T::SCHEMA, listing)),
            _ => self.rows(listing, drawn),
        }
    }

    /// Whether rows are wanted in a form other than text and JSON.
    pub(super) fn wants_rows(&self) -> bool {
        !matches!(self.form, Format::Table | Format::Json)
    }

    /// Writes the rows of a document in one of the forms of which [`Self::wants_rows`] is true.
    pub(super) fn rows<T: Listing>(&self, listing: &T, drawn: impl FnOnce(Width) -> Table) {
        match self.form {
            Format::Jsonl => self.some_data(&escaped_json(&machine(listing, Machine::JsonLines))),
            Format::Csv => self.data(&machine(listing, Machine::Csv)),
            Format::Tsv => self.data(&machine(listing, Machine::Tsv)),
            Format::Md => self.shown(&drawn(Width::default()), markdown),
            Format::Html => self.shown(&drawn(Width::default()), html),
            Format::Table | Format::Json => {}
        }
    }

    fn shown(&self, table: &Table, text: impl FnOnce(&Table) -> String) {
        if !table.is_empty() {
            self.line(&text(table));
        }
    }

    fn some_data(&self, text: &str) {
        if !text.is_empty() {
            self.data(text);
        }
    }

    /// Writes a JSON document, indented, to standard output.
    pub fn document<T: serde::Serialize>(&self, document: &T) {
        match serde_json::to_string_pretty(document) {
            Ok(text) => self.data(&escaped_json(&text)),
            Err(error) => self.note(&format!("error: the document cannot be written as JSON: {error}")),
        }
    }
}
