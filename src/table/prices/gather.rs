//! Rows → figures per symbol, with every broken row named.

use std::collections::HashMap;

use super::layout::{Columns, DIVIDEND, FIGURES, NAMES, SPLIT, VOLUME};
use super::{PriceOptions, name_symbol};
use crate::market::{ActionKind, Bar, BarError};
use crate::table::cell::{Cell, Record};
use crate::table::columns::Header;
use crate::table::error::{Purpose, Rejected, TableError, Wrong};
use crate::table::form::Decimal;
use crate::table::form::Label;
use crate::table::input::Source;
use crate::table::numbers::{self, Figure, Shape, Shapes};
use crate::table::open::{self};
use crate::table::stamp::{Settled, StampColumn};

/// One row: its label is a day, a second in UTC or on the local clock, by the form of the column.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRow {
    /// Its figures are no bar until [`Gatherer::finish`] has settled the decimal signs.
    pub(super) bar: Bar<i64>,
    pub(super) line: u64,
    /// The [`Shape`] of each figure, three bits each.
    shapes: u32,
    /// See [`Label`].
    pub(super) offset: i16,
}

impl RawRow {
    pub(super) const fn label(&self) -> Label {
        Label { at: self.bar.at, offset: self.offset }
    }
}

/// A split or a dividend, as its row has it.
#[derive(Debug, Clone, Copy)]
struct RawAction {
    label: Label,
    line: u64,
    which: usize,
    figure: Figure,
}

/// The rows of one symbol, in the order of the file.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) symbol: String,
    pub(super) rows: Vec<RawRow>,
    /// Splits and dividends by label.
    pub(super) actions: Vec<(Label, ActionKind)>,
    raw: Vec<RawAction>,
}

/// All rows of a file.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) columns: Columns,
    pub(super) stamps: Settled,
    /// What the column of stamps is called.
    pub(super) stamp_name: String,
    pub(super) rows: usize,
    pub(super) groups: Vec<Group>,
    pub(super) rejected: Vec<Rejected>,
}

/// Reads all rows of a file.
pub(super) fn read(input: impl Source, file: &str, options: &PriceOptions) -> Result<Gathered, TableError> {
    let mut table = open::open(input, file, Purpose::Prices)?;
    let missing = |column| table.header.missing(file, Purpose::Prices, column);
    let columns = Columns::recognise(&table.header).map_err(missing)?;
    let (fixed, only) = match (columns.symbol, &options.symbol) {
        (Some(_), only) => (None, only.clone()),
        (None, Some(stated)) => (Some(stated.clone()), None),
        (None, None) => match name_symbol(file) {
            Some(symbol) => (Some(symbol), None),
            None => return Err(TableError::NoSymbol(file.to_owned())),
        },
    };
    let mut gatherer = Gatherer::new(columns, &table.header, fixed, only, options);
    let mut record = Record::Typed(Vec::new());
    while let Some((line, sound)) = table.next(&mut record, file)? {
        if sound.is_ok() && gatherer.is_of_another(&record) {
            continue;
        }
        gatherer.rows += 1;
        let taken = match sound {
            Ok(()) => gatherer.take(&record, line),
            Err(reason) => Err((String::new(), reason)),
        };
        if let Err((field, reason)) = taken {
            gatherer.rejected.push(Rejected { line, field, reason });
        }
    }
    gatherer.finish(file, table.delimiter)
}

/// The column that is wrong, and why.
type Fault = (String, Wrong);

struct Gatherer {
    columns: Columns,
    stamps: StampColumn,
    /// The symbol of all rows, where it is not in a column.
    fixed: Option<String>,
    /// The one symbol of many that is wanted.
    only: Option<String>,
    stated: Option<Decimal>,
    shapes: [Shapes; FIGURES],
    rows: usize,
    groups: Vec<Group>,
    by_symbol: HashMap<Vec<u8>, usize>,
    latest: (Vec<u8>, usize),
    rejected: Vec<Rejected>,
}

impl Gatherer {
    fn new(
        columns: Columns,
        header: &Header,
        fixed: Option<String>,
        only: Option<String>,
        options: &PriceOptions,
    ) -> Self {
        Self {
            stamps: StampColumn::new(columns.stamp, header, options.dates),
            columns,
            fixed,
            only,
            stated: options.decimal,
            shapes: [Shapes::default(); FIGURES],
            rows: 0,
            groups: Vec::new(),
            by_symbol: HashMap::new(),
            latest: (Vec::new(), usize::MAX),
            rejected: Vec::new(),
        }
    }

    /// The row is of a symbol that is not wanted.
    fn is_of_another(&self, record: &Record) -> bool {
        match (&self.only, self.columns.symbol.map(|at| record.cell(at))) {
            (Some(only), Some(symbol)) => !symbol.to_text().trim().eq_ignore_ascii_case(only),
            _ => false,
        }
    }

    fn take(&mut self, record: &Record, line: u64) -> Result<(), Fault> {
        let label = self
            .stamps
            .take(|at| record.cell(at), line)
            .map_err(|wrong| (self.stamps.name.clone(), wrong))?;
        let mut figures = [None; FIGURES];
        for (which, figure) in figures.iter_mut().enumerate() {
            let Some(at) = self.columns.figures[which] else { continue };
            *figure = self.figure(record.cell(at), which)?;
        }
        let mut shapes = 0;
        for (which, figure) in figures.iter().enumerate() {
            let Some(figure) = figure else { continue };
            self.shapes[which].note(figure.shape, line);
            shapes |= u32::from(figure.shape as u8) << (3 * which);
        }
        let [Some(open), Some(high), Some(low), Some(close), volume, dividend, split] = figures else {
            return Err((String::new(), Wrong::Empty));
        };
        let bar = Bar {
            at: label.at,
            open: open.value,
            high: high.value,
            low: low.value,
            close: close.value,
            volume: volume.map(|volume| volume.value),
        };
        let group = self.group(record);
        group.rows.push(RawRow { bar, line, shapes, offset: label.offset });
        for (which, figure) in [(SPLIT, split), (DIVIDEND, dividend)] {
            if let Some(figure) = figure.filter(|figure| figure.value != 0.0) {
                group.raw.push(RawAction { label, line, which, figure });
            }
        }
        Ok(())
    }

    /// Reads a value; those other than prices may be absent.
    fn figure(&self, cell: Cell<'_>, which: usize) -> Result<Option<Figure>, Fault> {
        match numbers::figure(cell, self.stated) {
            Ok(None) if which < VOLUME => Err((NAMES[which].to_owned(), numbers::wrong(cell))),
            Ok(figure) => Ok(figure),
            Err(wrong) => Err((NAMES[which].to_owned(), wrong)),
        }
    }

    fn group(&mut self, record: &Record) -> &mut Group {
        let cell = self.columns.symbol.map(|at| record.cell(at));
        let text;
        let written: &[u8] = match (&self.fixed, cell) {
            (Some(fixed), _) => fixed.as_bytes(),
            (None, Some(Cell::Text(bytes))) => bytes,
            (None, Some(cell)) => {
                text = cell.to_text();
                text.as_bytes()
            }
            (None, None) => b"",
        };
        // Rows of one symbol are mostly adjacent.
        if self.latest.1 == usize::MAX || self.latest.0 != written {
            let groups = &mut self.groups;
            let index = *self.by_symbol.entry(written.to_vec()).or_insert_with(|| {
                let symbol = Cell::Text(written).to_text().trim().to_owned();
                groups.push(Group { symbol, rows: Vec::new(), actions: Vec::new(), raw: Vec::new() });
                groups.len() - 1
            });
            self.latest = (written.to_vec(), index);
        }
        &mut self.groups[self.latest.1]
    }

    fn finish(mut self, file: &str, delimiter: Option<u8>) -> Result<Gathered, TableError> {
        if let (0, Some(symbol)) = (self.rows, &self.only) {
            return Err(TableError::NoSuchSymbol { file: file.to_owned(), symbol: symbol.clone() });
        }
        if self.rows == 0 {
            return Err(TableError::NoRows(file.to_owned()));
        }
        let stamps = self.stamps.settle(file)?;
        let signs = self.signs(file, delimiter)?;
        self.settle(&stamps, &signs);
        self.groups.retain(|g| !g.rows.is_empty());
        if self.groups.is_empty() {
            self.rejected.sort_by_key(|row| row.line);
            if let Some(first) = self.rejected.first().cloned() {
                return Err(TableError::AllRejected { file: file.to_owned(), rows: self.rows, first });
            }
        }
        Ok(Gathered {
            columns: self.columns,
            stamps,
            stamp_name: self.stamps.name,
            rows: self.rows,
            groups: self.groups,
            rejected: self.rejected,
        })
    }

    /// The decimal sign of each column.
    fn signs(&self, file: &str, delimiter: Option<u8>) -> Result<[Decimal; FIGURES], TableError> {
        let mut all = Shapes::default();
        for column in &self.shapes {
            all.add(column);
        }
        let mut signs = [Decimal::Point; FIGURES];
        for (which, sign) in signs.iter_mut().enumerate() {
            *sign = self.shapes[which].settle(&all, delimiter).ok_or_else(|| {
                TableError::AmbiguousNumbers { file: file.to_owned(), column: NAMES[which].to_owned() }
            })?;
        }
        Ok(signs)
    }

    /// Turns labels into days or seconds and figures into bars, for which all rows had to be seen.
    fn settle(&mut self, stamps: &Settled, signs: &[Decimal; FIGURES]) {
        let as_read = self.shapes.iter().zip(signs).all(|(shapes, sign)| shapes.as_read(*sign));
        let (rejected, name) = (&mut self.rejected, &self.stamps.name);
        for group in &mut self.groups {
            let before = rejected.len();
            group.rows.retain_mut(|row| match settled(row, stamps, (!as_read).then_some(signs)) {
                Ok(bar) => {
                    row.bar = bar;
                    true
                }
                Err((field, reason)) => {
                    let field = if reason == Wrong::NoSuchDay { name.clone() } else { field };
                    rejected.push(Rejected { line: row.line, field, reason });
                    false
                }
            });
            let raw = std::mem::take(&mut group.raw);
            let is_kept = |line| rejected[before..].binary_search_by_key(&line, |r| r.line).is_err();
            let kept = raw.into_iter().filter(|action| is_kept(action.line));
            group.actions = kept.filter_map(|action| action.settled(stamps, signs)).collect();
        }
    }
}

fn settled(row: &RawRow, stamps: &Settled, signs: Option<&[Decimal; FIGURES]>) -> Result<Bar<i64>, Fault> {
    let Bar { at, open, high, low, close, volume } = row.bar;
    let at = stamps.at(at).ok_or_else(|| (String::new(), Wrong::NoSuchDay))?;
    let Some(signs) = signs else { return Bar::new(at, open, high, low, close, volume).map_err(broken) };
    let number = |which: usize, value: f64| {
        let shape = Shape::from_bits(i64::from(row.shapes >> (3 * which) & 0b111));
        let figure = Figure { value, shape };
        let unlike = || (NAMES[which].to_owned(), Wrong::UnlikeColumn { value, sign: signs[which] });
        figure.with(signs[which]).ok_or_else(unlike)
    };
    let [open, high, low, close] = [number(0, open)?, number(1, high)?, number(2, low)?, number(3, close)?];
    let volume = volume.map(|volume| number(VOLUME, volume)).transpose()?;
    Bar::new(at, open, high, low, close, volume).map_err(broken)
}

fn broken(error: BarError) -> Fault {
    let field = match &error {
        BarError::Price { field, .. } => field,
        BarError::Inverted { .. } => "low",
        BarError::Volume(_) => "volume",
    };
    (field.to_owned(), Wrong::Bar(error))
}

impl RawAction {
    /// A ratio of 1 splits nothing.
    fn settled(self, stamps: &Settled, signs: &[Decimal; FIGURES]) -> Option<(Label, ActionKind)> {
        let value = self.figure.with(signs[self.which])?;
        let label = Label { at: stamps.at(self.label.at)?, ..self.label };
        match self.which {
            SPLIT if (value - 1.0).abs() <= 1e-12 => None,
            SPLIT => Some((label, ActionKind::Split { new_per_old: value })),
            _ => Some((label, ActionKind::Dividend { amount: value })),
        }
    }
}
