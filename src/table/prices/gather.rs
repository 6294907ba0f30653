//! Rows → figures per symbol, with every broken row named.

use std::collections::HashMap;

use super::layout::{ADJUSTED, CLOSE, Columns, DIVIDEND, FIGURES, NAMES, SPLIT, VOLUME};
use super::{PriceOptions, action};
use crate::market::{ActionKind, Bar, BarError};
use crate::table::cell::{Cell, Record};
use crate::table::columns::Header;
use crate::table::error::{Purpose, Rejected, TableError, Wrong};
use crate::table::form::{Decimal, Label};
use crate::table::input::TableInput;
use crate::table::numbers::{self, Figure, Shape, Shapes};
use crate::table::open::{self, Above, Format};
use crate::table::stamp::{Settled, StampColumn};
use crate::table::symbol::{self, name_symbol};

/// One row: its label is a day, a second in UTC or on the local clock, by the form of the column.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRow {
    /// Its figures are no bar until [`Gatherer::finish`] has settled the decimal signs.
    pub(super) bar: Bar<i64>,
    /// The close adjusted for dividends, where there is one.
    pub(super) adjusted: Option<f64>,
    pub(super) line: u64,
    /// The [`Shape`] of each figure, three bits each, and above them the marks below.
    marks: u32,
    /// See [`Label`].
    pub(super) offset: i16,
}

/// The row has a close alone: what stands for open, high and low is the close.
const CLOSE_ALONE: u32 = 1 << 30;
/// The prices are means of bid and ask.
const BID_AND_ASK: u32 = 1 << 31;

impl RawRow {
    pub(super) const fn label(&self) -> Label {
        Label { at: self.bar.at, offset: self.offset }
    }

    /// Only the close is known.
    pub(super) const fn is_close_alone(&self) -> bool {
        self.marks & CLOSE_ALONE != 0
    }

    /// The prices are means of bid and ask: nobody traded.
    pub(super) const fn is_bid_and_ask(&self) -> bool {
        self.marks & BID_AND_ASK != 0
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
    pub(super) seen: Seen,
}

/// What was understood of a file beyond its rows.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) format: Format,
    pub(super) above: Above,
    /// What each column holds.
    pub(super) columns: Vec<(&'static str, String)>,
    /// The names of the others.
    pub(super) unread: Vec<String>,
    /// The sign before the decimals of the prices; `None` where no price has any.
    pub(super) decimal: Option<Decimal>,
    /// Rows with a date and no price.
    pub(super) empty: usize,
    /// Lines of text among the rows.
    pub(super) notes: usize,
}

/// Reads all rows of a file.
pub(super) fn read(
    input: impl TableInput,
    file: &str,
    options: &PriceOptions,
) -> Result<Gathered, TableError> {
    let mut table = open::open_mapped(input, file, Purpose::Prices, &options.columns)?;
    let missing = |column: &str| table.header.missing(file, Purpose::Prices, column);
    if let Some(column) = table.header.unknown(&options.columns) {
        return Err(missing(column));
    }
    let mut columns = Columns::recognise(&table.header).map_err(missing)?;
    let whose = Whose::of(&mut columns, &table.above, file, options)?;
    let seen = Seen {
        format: table.format,
        above: table.above.clone(),
        columns: columns.in_words(&table.header),
        unread: if table.above.by_place { Vec::new() } else { columns.unread(&table.header) },
        decimal: None,
        empty: 0,
        notes: 0,
    };
    let mut gatherer = Gatherer::new(columns, &table.header, whose, options, seen);
    let mut record = Record::Typed(Vec::new());
    while let Some((line, sound)) = table.next(&mut record, file)? {
        if gatherer.is_of_another(&record) {
            continue;
        }
        gatherer.rows += 1;
        if let Err((field, reason)) = gatherer.take_row(&record, line, sound) {
            gatherer.rejected.push(Rejected { line, field, reason });
        }
    }
    gatherer.finish(file, table.delimiter)
}

/// The column that is wrong, and why.
type Fault = (String, Wrong);

/// Whose rows these are.
#[derive(Debug)]
enum Whose {
    /// Of one symbol, which no column has.
    Fixed(String),
    /// Of the symbols that columns or their names have.
    Columns,
    /// Of those the one that was asked for.
    Only(String),
}

impl Whose {
    fn of(
        columns: &mut Columns,
        above: &Above,
        file: &str,
        options: &PriceOptions,
    ) -> Result<Self, TableError> {
        let stated = options.symbol.clone();
        if columns.symbol.is_some() {
            return Ok(stated.map_or(Self::Columns, Self::Only));
        }
        if columns.blocks.iter().any(|block| block.symbol.is_some()) {
            let Some(stated) = stated else { return Ok(Self::Columns) };
            // One series is what the user says that it is.
            if columns.blocks.len() > 1 {
                let is_asked_for =
                    |name: &Option<String>| name.as_deref().is_some_and(|name| symbol::can_be(&stated, name));
                columns.blocks.retain(|block| is_asked_for(&block.symbol));
            }
            return match columns.blocks.len() {
                0 => Err(TableError::NoSuchSymbol { file: file.to_owned(), symbol: stated }),
                1 => Ok(Self::Fixed(stated)),
                _ => Err(several(file, stated, columns.blocks.iter().filter_map(|b| b.symbol.as_deref()))),
            };
        }
        let named =
            || above.symbol.as_deref().map(|text| symbol::symbol_in(text).unwrap_or_else(|| text.to_owned()));
        let known = stated.or_else(named).or_else(|| name_symbol(file));
        known.map(Self::Fixed).ok_or_else(|| TableError::NoSymbol(file.to_owned()))
    }
}

fn several<'s>(file: &str, symbol: String, found: impl Iterator<Item = &'s str>) -> TableError {
    let found: Vec<&str> = found.take(5).collect();
    TableError::SeveralSymbols { file: file.to_owned(), symbol, found: found.join(", ") }
}

struct Gatherer {
    columns: Columns,
    stamps: StampColumn,
    whose: Whose,
    stated: Option<Decimal>,
    shapes: [Shapes; FIGURES],
    rows: usize,
    groups: Vec<Group>,
    by_symbol: HashMap<Vec<u8>, usize>,
    latest: (Vec<u8>, usize),
    rejected: Vec<Rejected>,
    seen: Seen,
}

impl Gatherer {
    fn new(columns: Columns, header: &Header, whose: Whose, options: &PriceOptions, seen: Seen) -> Self {
        Self {
            stamps: StampColumn::new(columns.stamp, header, options.dates),
            columns,
            whose,
            stated: options.decimal,
            shapes: [Shapes::default(); FIGURES],
            rows: 0,
            groups: Vec::new(),
            by_symbol: HashMap::new(),
            latest: (Vec::new(), usize::MAX),
            rejected: Vec::new(),
            seen,
        }
    }

    /// The row is of a symbol that is not wanted.
    fn is_of_another(&self, record: &Record) -> bool {
        match (&self.whose, self.columns.symbol.map(|at| record.cell(at))) {
            (Whose::Only(only), Some(written)) if self.columns.key.is_none() => {
                !symbol::can_be(only, &written.to_text())
            }
            _ => false,
        }
    }

    /// Takes a row in: as bars, as a split or dividend, as a day without prices, as a note.
    fn take_row(&mut self, record: &Record, line: u64, sound: Result<(), Wrong>) -> Result<(), Fault> {
        let taken = match sound {
            Err(Wrong::FieldCount { expected, .. }) if self.is_only_padded(record, expected) => {
                self.take(record, line)
            }
            Ok(()) => self.take(record, line),
            Err(reason) => Err((String::new(), reason)),
        };
        let Err(fault) = taken else { return Ok(()) };
        if self.take_action(record, line) {
            return Ok(());
        }
        if let Some(Cell::Text(text)) = record.lone()
            && self.stamps.read(&|_| Cell::Text(text)).is_err()
        {
            self.seen.notes += 1;
            return Ok(());
        }
        Err(fault)
    }

    /// What there is beyond the columns of the header is empty.
    fn is_only_padded(&self, record: &Record, expected: usize) -> bool {
        let blank = |at: usize| record.cell(at).to_text().trim().is_empty();
        record.len() > expected && (expected..record.len()).all(blank)
    }

    /// Takes a row that tells of a split or dividend in words.
    fn take_action(&mut self, record: &Record, line: u64) -> bool {
        let told = |at: usize| match record.cell(at) {
            Cell::Text(bytes) => action::read(&String::from_utf8_lossy(bytes)),
            _ => None,
        };
        let Some((which, figure)) = (0..record.len()).find_map(told) else { return false };
        let Ok(label) = self.stamps.take(|at| record.cell(at), line) else { return false };
        self.shapes[which].note(figure.shape, line);
        self.group(record, 0).raw.push(RawAction { label, line, which, figure });
        true
    }

    fn take(&mut self, record: &Record, line: u64) -> Result<(), Fault> {
        let label = self
            .stamps
            .take(|at| record.cell(at), line)
            .map_err(|wrong| (self.stamps.name.clone(), wrong))?;
        let mut is_empty = true;
        for block in 0..self.columns.blocks.len() {
            is_empty &= !self.take_block(record, line, label, block)?;
        }
        self.seen.empty += usize::from(is_empty);
        Ok(())
    }

    /// Takes the bar of one instrument in; whether there is one.
    fn take_block(&mut self, record: &Record, line: u64, label: Label, block: usize) -> Result<bool, Fault> {
        let mut figures = [None; FIGURES];
        for (which, figure) in figures.iter_mut().enumerate() {
            let Some(at) = self.columns.blocks[block].figures[which] else { continue };
            *figure = self.figure(record.cell(at), which)?;
        }
        let mut marks = self.marked(&mut figures, block)?;
        for (which, figure) in figures.iter().enumerate() {
            let Some(figure) = figure else { continue };
            self.shapes[which].note(figure.shape, line);
            marks |= u32::from(figure.shape as u8) << (3 * which);
        }
        let [open, high, low, close, volume, dividend, split, adjusted] = figures;
        let group = self.group(record, block);
        if let Some(close) = close {
            let or_close = |figure: Option<Figure>| figure.map_or(close.value, |figure| figure.value);
            let bar = Bar {
                at: label.at,
                open: or_close(open),
                high: or_close(high),
                low: or_close(low),
                close: close.value,
                volume: volume.map(|volume| volume.value),
            };
            let adjusted = adjusted.map(|figure| figure.value);
            group.rows.push(RawRow { bar, adjusted, line, marks, offset: label.offset });
        }
        for (which, figure) in [(SPLIT, split), (DIVIDEND, dividend)] {
            if let Some(figure) = figure.filter(|figure| figure.value != 0.0) {
                group.raw.push(RawAction { label, line, which, figure });
            }
        }
        Ok(close.is_some())
    }

    /// Marks a row of which only the close is known, and one of quotes; a day without prices has no figures.
    ///
    /// A zero is how many programs write that there is none.
    fn marked(&self, figures: &mut [Option<Figure>; FIGURES], block: usize) -> Result<u32, Fault> {
        let is_there = |figure: &Option<Figure>| figure.is_some_and(|figure| figure.value != 0.0);
        let there = [0, 1, 2, 3].map(|which| is_there(&figures[which]));
        let mut marks = 0;
        match there {
            [false, false, false, false] => figures[..=VOLUME].fill(None),
            [_, _, _, false] if self.columns.blocks[block].figures[..CLOSE].iter().any(Option::is_some) => {
                return Err((NAMES[CLOSE].to_owned(), Wrong::Empty));
            }
            [true, true, true, true] => {}
            _ => {
                figures[..CLOSE].fill(None);
                marks |= CLOSE_ALONE;
            }
        }
        if self.columns.blocks[block].is_signed {
            let quoted = figures[CLOSE].is_some_and(|close| close.value < 0.0);
            marks |= if quoted { BID_AND_ASK } else { 0 };
            for figure in figures[..=CLOSE].iter_mut().flatten() {
                figure.value = figure.value.abs();
            }
        }
        Ok(marks)
    }

    /// Reads a figure; there may be none.
    fn figure(&self, cell: Cell<'_>, which: usize) -> Result<Option<Figure>, Fault> {
        numbers::figure(cell, self.stated).map_err(|wrong| (NAMES[which].to_owned(), wrong))
    }

    fn group(&mut self, record: &Record, block: usize) -> &mut Group {
        let cell = self.columns.symbol.map(|at| record.cell(at));
        let text;
        let written: &[u8] = match (&self.whose, &self.columns.blocks[block].symbol, cell) {
            (Whose::Fixed(fixed), _, _) => fixed.as_bytes(),
            (_, Some(symbol), _) => symbol.as_bytes(),
            (_, None, Some(Cell::Text(bytes))) => bytes,
            (_, None, Some(cell)) => {
                text = cell.to_text();
                text.as_bytes()
            }
            (_, None, None) => b"",
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

    /// Of several groups that may be the symbol asked for, the one that is; as it was asked for.
    fn choose(&mut self, file: &str) -> Result<(), TableError> {
        let Whose::Only(only) = &self.whose else {
            for group in &mut self.groups {
                group.symbol =
                    symbol::symbol_in(&group.symbol).unwrap_or_else(|| std::mem::take(&mut group.symbol));
            }
            return Ok(());
        };
        let exact = self.groups.iter().position(|group| group.symbol.eq_ignore_ascii_case(only));
        match (exact, self.groups.len()) {
            (_, 0) => return Err(TableError::NoSuchSymbol { file: file.to_owned(), symbol: only.clone() }),
            (Some(exact), _) => {
                self.groups.swap(0, exact);
                self.groups.truncate(1);
            }
            (None, 1) => {}
            (None, _) => {
                return Err(several(file, only.clone(), self.groups.iter().map(|g| g.symbol.as_str())));
            }
        }
        let is_alike = exact.is_some() && self.columns.key.is_none();
        only.clone_into(&mut self.groups[0].symbol);
        if is_alike {
            self.groups[0].symbol.make_ascii_uppercase();
        }
        Ok(())
    }

    fn finish(mut self, file: &str, delimiter: Option<u8>) -> Result<Gathered, TableError> {
        if let (0, Whose::Only(symbol)) = (self.rows, &self.whose) {
            return Err(TableError::NoSuchSymbol { file: file.to_owned(), symbol: symbol.clone() });
        }
        if self.rows == 0 {
            return Err(TableError::NoRows(file.to_owned()));
        }
        let stamps = self.stamps.settle(file)?;
        let signs = self.signs(file, delimiter)?;
        self.settle(&stamps, &signs);
        self.groups.retain(|g| !g.rows.is_empty() || !g.actions.is_empty());
        if self.groups.iter().all(|g| g.rows.is_empty()) {
            self.rejected.sort_by_key(|row| row.line);
            if let Some(first) = self.rejected.first().cloned() {
                return Err(TableError::AllRejected { file: file.to_owned(), rows: self.rows, first });
            }
        }
        if self.groups.is_empty() {
            return Err(TableError::NoRows(file.to_owned()));
        }
        self.choose(file)?;
        let has_decimals = self.shapes[..=CLOSE].iter().any(Shapes::tell);
        let decimal = self.stated.or_else(|| has_decimals.then_some(signs[CLOSE]));
        Ok(Gathered {
            columns: self.columns,
            stamps,
            stamp_name: self.stamps.name,
            rows: self.rows,
            groups: self.groups,
            rejected: self.rejected,
            seen: Seen { decimal, ..self.seen },
        })
    }

    /// The decimal sign of each column; that of all columns of prices is one.
    fn signs(&self, file: &str, delimiter: Option<u8>) -> Result<[Decimal; FIGURES], TableError> {
        let (mut all, mut prices) = (Shapes::default(), Shapes::default());
        for (which, column) in self.shapes.iter().enumerate() {
            all.add(column);
            if is_price(which) {
                prices.add(column);
            }
        }
        let mut signs = [Decimal::Point; FIGURES];
        for (which, sign) in signs.iter_mut().enumerate() {
            let own = if is_price(which) { &prices } else { &self.shapes[which] };
            *sign = own.settle(&all, delimiter).ok_or_else(|| TableError::AmbiguousNumbers {
                file: file.to_owned(),
                column: NAMES[if is_price(which) { CLOSE } else { which }].to_owned(),
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
                Ok((bar, adjusted)) => {
                    (row.bar, row.adjusted) = (bar, adjusted);
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

const fn is_price(which: usize) -> bool {
    which <= CLOSE || which == ADJUSTED
}

/// The bar of a row and its adjusted close, in the settled order of dates and with the settled signs.
fn settled(
    row: &RawRow,
    stamps: &Settled,
    signs: Option<&[Decimal; FIGURES]>,
) -> Result<(Bar<i64>, Option<f64>), Fault> {
    let Bar { at, open, high, low, close, volume } = row.bar;
    let at = stamps.at(at).ok_or_else(|| (String::new(), Wrong::NoSuchDay))?;
    let bar = |[open, high, low, close]: [f64; 4], volume| {
        Bar::new(at, open, high, low, close, volume).map_err(broken)
    };
    let Some(signs) = signs else { return Ok((bar([open, high, low, close], volume)?, row.adjusted)) };
    let number = |which: usize, value: f64| {
        let shape = Shape::from_bits(i64::from(row.marks >> (3 * which) & 0b111));
        let figure = Figure { value, shape };
        let unlike = || (NAMES[which].to_owned(), Wrong::UnlikeColumn { value, sign: signs[which] });
        figure.with(signs[which]).ok_or_else(unlike)
    };
    let volume = volume.map(|volume| number(VOLUME, volume)).transpose()?;
    let adjusted = row.adjusted.map(|adjusted| number(ADJUSTED, adjusted)).transpose()?;
    let close = number(CLOSE, close)?;
    let prices = if row.is_close_alone() {
        [close; 4]
    } else {
        [number(0, open)?, number(1, high)?, number(2, low)?, close]
    };
    Ok((bar(prices, volume)?, adjusted))
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
