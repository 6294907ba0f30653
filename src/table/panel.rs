//! Panels for studies: many instruments' figures in one table, read light.
//!
//! Long (`symbol,date,close`, any further columns), wide (`date`, then one column for each symbol), or one
//! table per symbol (`date,close`, the symbol being the file's name). What is a table of bars is read as
//! [`super::prices`] reads it; of each bar one figure is kept.

use std::collections::HashMap;

use chrono_tz::Tz;

use rayon::prelude::*;

use super::cell::{Cell, Record};
use super::columns::{Header, Role, StampColumns, names};
use super::error::{Purpose, Rejected, TableError, Wrong};
use super::form::{DateOrder, Decimal, Form, Label, SECONDS_PER_DAY};
use super::input::TableInput;
use super::local::{LocalClock, LocalFit, days_of_bars, skipped};
use super::names::{SIGNED, fold};
use super::numbers::{self, Figure, Shape, Shapes};
use super::open::{self, Rows};
use super::stamp::{Settled, StampColumn};
use super::symbol::name_symbol;

/// What the caller says about a panel; what is not said is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PanelOptions {
    /// The column of a long table that holds the figure; else the adjusted close, else the close.
    pub value_column: Option<String>,
    /// How to read dates such as 1/2/2025.
    pub dates: Option<DateOrder>,
    /// The sign before the decimals.
    pub decimal: Option<Decimal>,
    /// The zone of times without one.
    pub zone: Option<Tz>,
}

/// A panel, as read from the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PanelTable {
    /// The figures by symbol, in the order of the table.
    pub series: Vec<PanelSeries>,
    /// The column that they came from.
    pub value_column: String,
    /// Rows read, those left out included.
    pub rows: u64,
    /// Fields that are no number (empty ones are missing values, not faults).
    pub bad_fields: Faults,
    /// Rows that were left out.
    pub left_out: Faults,
    /// Whether rows carry instants rather than dates.
    pub intraday: bool,
    /// The zone in which times without one were read.
    pub zone: Option<Tz>,
}

/// The figures of one symbol.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PanelSeries {
    /// The symbol, as the table or its name has it.
    pub symbol: String,
    /// Seconds since 1970-01-01 UTC (a date as its midnight), and the figure; NaN, which takes no room of
    /// its own among millions, is a date that the table has, without a figure. In the order of the table.
    pub(crate) points: Vec<(i64, f64)>,
}

impl PanelSeries {
    /// Seconds since 1970-01-01 UTC (a date as its midnight), and the figure; `None` on a date that the
    /// table has, without a figure. In the order of the table.
    pub fn points(&self) -> impl Iterator<Item = (i64, Option<f64>)> + '_ {
        self.points.iter().map(|(at, value)| (*at, value.is_finite().then_some(*value)))
    }
}

/// How many there are, and the first of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Faults {
    /// How many.
    pub count: u64,
    /// The first.
    pub first: Option<Rejected>,
}

impl Faults {
    /// Adds those of later rows.
    fn append(&mut self, later: Self) {
        self.count += later.count;
        self.first = self.first.take().or(later.first);
    }

    fn add(&mut self, line: u64, field: &str, reason: Wrong) {
        self.count += 1;
        self.first.get_or_insert_with(|| Rejected { line, field: field.to_owned(), reason });
    }
}

/// Reads a panel. `file` is its name, for messages and, where no column has it, for the symbol.
///
/// # Errors
/// [`TableError`] where the table as a whole cannot be used.
///
/// # Examples
/// ```
/// use std::io::Cursor;
/// use newstape::table::panel::{self, PanelOptions};
///
/// let text = "Datum;Kurs Schluss;Schluss\n29.01.2025;;12,5\n30.01.2025;;12,75\n";
/// let panel = panel::read(Cursor::new(text), "SAP.csv", &PanelOptions::default())?;
/// assert_eq!(panel.series[0].symbol, "SAP");
/// let points: Vec<_> = panel.series[0].points().collect();
/// assert_eq!(points, [(1_738_108_800, Some(12.5)), (1_738_195_200, Some(12.75))]);
/// # Ok::<(), newstape::table::TableError>(())
/// ```
pub fn read(input: impl TableInput, file: &str, options: &PanelOptions) -> Result<PanelTable, TableError> {
    let mut table = open::open(input, file, Purpose::Prices)?;
    let layout = Layout::of(&table.header, file, options)?;
    let mut gatherer = Gatherer::new(layout, &table.header, file, options);
    if let Some(gathered) = by_columns(&table.rows, &gatherer, file)? {
        return gathered.finish(file, table.delimiter);
    }
    let mut record = Record::Typed(Vec::new());
    while let Some((line, sound)) = table.next(&mut record, file)? {
        match sound {
            Ok(()) => gatherer.row(|at| record.cell(at), line),
            Err(reason) => gatherer.leave_out(line, reason),
        }
    }
    gatherer.finish(file, table.delimiter)
}

/// All rows by columns and side by side, as a whole what row after row would give; `None` where the table has
/// to be read in that way.
#[cfg(feature = "parquet")]
fn by_columns(rows: &Rows, empty: &Gatherer, file: &str) -> Result<Option<Gatherer>, TableError> {
    let Rows::Parquet(rows) = rows else { return Ok(None) };
    let wanted = empty.wanted();
    let take = |gatherer: &mut Gatherer, first, batch: &super::batches::Batch, rows| {
        gatherer.batch(batch, first, rows);
    };
    let Some(parts) = rows.gather(&wanted, file, || empty.clone(), take)? else { return Ok(None) };
    let mut whole = empty.clone();
    let agree = parts.into_iter().all(|part| whole.append(part));
    Ok(agree.then_some(whole))
}

#[cfg(not(feature = "parquet"))]
#[expect(clippy::unnecessary_wraps, reason = "with Parquet it can fail")]
fn by_columns(_: &Rows, _: &Gatherer, _: &str) -> Result<Option<Gatherer>, TableError> {
    Ok(None)
}

/// The positions of a panel's fields.
#[derive(Clone)]
struct Layout {
    stamp: StampColumns,
    /// The columns of figures with the names of what they are: several in a wide table, each of a symbol.
    figures: Vec<(usize, String)>,
    /// Of a long table.
    symbol: Option<usize>,
    is_wide: bool,
}

impl Layout {
    fn of(header: &Header, file: &str, options: &PanelOptions) -> Result<Self, TableError> {
        let missing = |column: &str| header.missing(file, Purpose::Prices, column);
        let unnamed = (header.name(0).is_empty()).then(StampColumns::default);
        let stamp = StampColumns::find(header).or(unnamed);
        let symbol = header.find(Role::Symbol);
        let value = match &options.value_column {
            Some(name) => Some(header.meant(name).ok_or_else(|| missing(name))?),
            None => header.find(Role::AdjustedClose).or_else(|| close(header)).or(header.find(Role::Return)),
        };
        match (symbol, value) {
            (_, Some(value)) => Ok(Self {
                stamp: stamp.ok_or_else(|| missing("date"))?,
                figures: vec![(value, header.name(value).to_owned())],
                symbol,
                is_wide: false,
            }),
            (None, None) if header.len() >= 2 => {
                // The other names are symbols, some of which look like a column of times.
                let date = header.find(Role::Date).map(|at| StampColumns { at, utc: false, time: None });
                let stamp = date.or(unnamed).or(stamp).ok_or_else(|| missing("date"))?;
                let others = header.names().filter(|(at, name)| *at != stamp.at && !name.is_empty());
                let figures = others.map(|(at, name)| (at, name.to_owned())).collect();
                Ok(Self { stamp, figures, symbol: None, is_wide: true })
            }
            (_, None) => Err(missing("close")),
        }
    }
}

/// The column of closes. A single letter is one in a table of bars only: C and T are symbols, too.
fn close(header: &Header) -> Option<usize> {
    let is_bars = [Role::Open, Role::High, Role::Low].iter().all(|role| header.find(*role).is_some());
    let words = names(Role::Close);
    let long: Vec<&str> = words.iter().copied().filter(|word| is_bars || word.len() > 1).collect();
    header.folded(&long)
}

#[derive(Clone)]
struct Gatherer {
    layout: Layout,
    stamps: StampColumn,
    stated: Option<Decimal>,
    zone: Option<Tz>,
    /// What each column of numbers reveals about its decimal separator.
    shapes: Vec<Shapes>,
    panel: PanelTable,
    by_symbol: HashMap<Vec<u8>, usize>,
    latest: (Vec<u8>, usize),
}

impl Gatherer {
    fn new(layout: Layout, header: &Header, file: &str, options: &PanelOptions) -> Self {
        let series = |symbol: &str| PanelSeries { symbol: symbol.to_owned(), points: Vec::new() };
        let (series, value_column) = if layout.is_wide {
            (layout.figures.iter().map(|(_, name)| series(name)).collect(), "one per symbol".to_owned())
        } else {
            let own = layout.symbol.is_none().then(|| series(&file_symbol(file)));
            (own.into_iter().collect(), layout.figures[0].1.clone())
        };
        Self {
            stamps: StampColumn::new(layout.stamp, header, options.dates),
            shapes: vec![Shapes::default(); layout.figures.len()],
            layout,
            stated: options.decimal,
            zone: options.zone,
            panel: PanelTable { series, value_column, ..PanelTable::default() },
            by_symbol: HashMap::new(),
            latest: (Vec::new(), 0),
        }
    }

    /// The columns that are read, each once.
    fn wanted(&self) -> Vec<usize> {
        let figures = self.layout.figures.iter().map(|(at, _)| *at);
        let mut wanted: Vec<usize> = self.stamps.places().chain(self.layout.symbol).chain(figures).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    fn leave_out(&mut self, line: u64, reason: Wrong) {
        self.panel.rows += 1;
        self.panel.left_out.add(line, "", reason);
    }

    fn row<'r>(&mut self, cell: impl Fn(usize) -> Cell<'r>, line: u64) {
        self.panel.rows += 1;
        match self.stamps.take(&cell, line) {
            Ok(label) => self.take(&cell, label, line),
            Err(reason) => self.panel.left_out.add(line, &self.stamps.name, reason),
        }
    }

    /// Takes rows of a batch, of which the first has this number.
    #[cfg(feature = "parquet")]
    fn batch(&mut self, batch: &super::batches::Batch, first: u64, rows: usize) {
        if self.plain_batch(batch, first, rows).is_some() {
            return;
        }
        for (line, row) in (first..).zip(0..rows) {
            self.row(|at| batch.cell(row, at), line);
        }
    }

    /// The same for what nearly all files have, a symbol, a date and a number in every row: a run of rows of one
    /// symbol at a time. `None`, with nothing taken, where the batch is of another kind.
    #[cfg(feature = "parquet")]
    fn plain_batch(&mut self, batch: &super::batches::Batch, first: u64, rows: usize) -> Option<()> {
        let [(figure, _)] = self.layout.figures.as_slice() else { return None };
        let (symbols, values) = (batch.texts(self.layout.symbol?)?, batch.numbers(*figure)?);
        let days = batch.days(self.stamps.only_place()?)?;
        if symbols.iter().any(|symbol| symbol.data().trim_ascii().is_empty()) || !self.stamps.take_days() {
            return None;
        }
        self.panel.rows += rows as u64;
        self.shapes[0].note_plain(rows as u64, first);
        let mut row = 0;
        while row < rows {
            let symbol = symbols[row].data();
            let run = symbols[row..rows].iter().take_while(|other| is_same(other.data(), symbol)).count();
            let place = self.series(Cell::Text(symbol))?;
            let label = |day: &i32| Mark::new(Label { at: i64::from(*day), offset: 0 }, Shape::Plain).0;
            let points = days[row..row + run].iter().map(label).zip(values[row..row + run].iter().copied());
            self.panel.series[place].points.extend(points);
            row += run;
        }
        Some(())
    }

    /// Adds what was gathered from later rows of the table; `false` if their stamps are of another form.
    fn append(&mut self, mut later: Self) -> bool {
        if !self.stamps.append(&later.stamps) {
            return false;
        }
        self.shapes.iter_mut().zip(&later.shapes).for_each(|(own, later)| own.append(later));
        self.panel.rows += later.panel.rows;
        self.panel.bad_fields.append(std::mem::take(&mut later.panel.bad_fields));
        self.panel.left_out.append(std::mem::take(&mut later.panel.left_out));
        let mut names: Vec<(usize, Vec<u8>)> =
            later.by_symbol.drain().map(|(name, place)| (place, name)).collect();
        names.sort_unstable();
        let mut names = names.into_iter().map(|(_, name)| name);
        for (at, series) in later.panel.series.into_iter().enumerate() {
            // Without a column of symbols both have the same series in the same places.
            let place = match names.next().filter(|_| self.layout.symbol.is_some()) {
                Some(name) => self.place(&name),
                None => at,
            };
            let own = &mut self.panel.series[place].points;
            if own.is_empty() {
                *own = series.points;
            } else {
                own.extend_from_slice(&series.points);
            }
        }
        true
    }

    fn take<'r>(&mut self, cell: &impl Fn(usize) -> Cell<'r>, label: Label, line: u64) {
        let first = match self.layout.symbol {
            None => 0,
            Some(at) => match self.series(cell(at)) {
                Some(series) => series,
                None => return self.panel.left_out.add(line, "symbol", Wrong::NoSymbol),
            },
        };
        for which in 0..self.layout.figures.len() {
            let figure = self.figure(cell(self.layout.figures[which].0), which, line);
            let value = figure.map_or(f64::NAN, |figure| figure.value);
            let shape = figure.map_or(Shape::Plain, |figure| figure.shape);
            self.shapes[which].note(shape, line);
            self.panel.series[first + which].points.push((Mark::new(label, shape).0, value));
        }
    }

    /// The place of a symbol's series; `None` where there is no symbol.
    fn series(&mut self, cell: Cell<'_>) -> Option<usize> {
        let text;
        let written = match cell {
            Cell::Text(bytes) => bytes,
            other => {
                text = other.to_text();
                text.as_bytes()
            }
        };
        let written = written.trim_ascii();
        // Rows of one symbol are mostly adjacent.
        if self.latest.0 == written && !written.is_empty() {
            return Some(self.latest.1);
        }
        if written.is_empty() {
            return None;
        }
        let place = self.in_turn(written).unwrap_or_else(|| self.place(written));
        self.latest.0.clear();
        self.latest.0.extend_from_slice(written);
        self.latest.1 = place;
        Some(place)
    }

    /// The place of a symbol's series, which is made where there is none yet.
    fn place(&mut self, written: &[u8]) -> usize {
        if let Some(known) = self.by_symbol.get(written) {
            return *known;
        }
        let symbol = Cell::Text(written).to_text().into_owned();
        // Most have as many rows as the one before.
        let rows = self.panel.series.get(self.latest.1).map_or(0, |before| before.points.len());
        self.panel.series.push(PanelSeries { symbol, points: Vec::with_capacity(rows) });
        self.by_symbol.insert(written.to_vec(), self.panel.series.len() - 1);
        self.panel.series.len() - 1
    }

    /// The series after the latest, if it is this symbol's: rows by date repeat the symbols in one order.
    fn in_turn(&self, written: &[u8]) -> Option<usize> {
        let next = if self.latest.1 + 1 < self.panel.series.len() { self.latest.1 + 1 } else { 0 };
        let series = self.panel.series.get(next)?;
        (series.symbol.as_bytes() == written).then_some(next)
    }

    /// A figure; what is none is counted, named once, and missing.
    fn figure(&mut self, cell: Cell<'_>, which: usize, line: u64) -> Option<Figure> {
        match numbers::figure(cell, self.stated) {
            Ok(figure) => figure,
            Err(reason) => {
                self.panel.bad_fields.add(line, &self.layout.figures[which].1, reason);
                None
            }
        }
    }

    fn finish(mut self, file: &str, delimiter: Option<u8>) -> Result<PanelTable, TableError> {
        if let (true, Some(first)) =
            (self.panel.left_out.count == self.panel.rows, self.panel.left_out.first.clone())
        {
            let rows = usize::try_from(self.panel.rows).unwrap_or(usize::MAX);
            return Err(TableError::AllRejected { file: file.to_owned(), rows, first });
        }
        let stamps = self.stamps.settle(file)?;
        self.settle_figures(file, delimiter)?;
        self.drop_signs();
        self.settle_stamps(file, &stamps)?;
        Ok(self.panel)
    }

    /// Decides the decimal sign of each column, for which all rows had to be seen.
    fn settle_figures(&mut self, file: &str, delimiter: Option<u8>) -> Result<(), TableError> {
        let mut all = Shapes::default();
        for shapes in &self.shapes {
            all.add(shapes);
        }
        for (which, shapes) in self.shapes.iter().enumerate() {
            let column = || self.layout.figures[which].1.clone();
            let sign = shapes
                .settle(&all, delimiter)
                .ok_or_else(|| TableError::AmbiguousNumbers { file: file.to_owned(), column: column() })?;
            if shapes.as_read(sign) {
                continue;
            }
            let own = if self.layout.is_wide { which..which + 1 } else { 0..self.panel.series.len() };
            for point in self.panel.series[own].iter_mut().flat_map(|series| &mut series.points) {
                let figure = Figure { value: point.1, shape: Mark(point.0).shape() };
                point.1 = figure.with(sign).unwrap_or_else(|| {
                    let reason = Wrong::UnlikeColumn { value: point.1, sign };
                    self.panel.bad_fields.add(shapes.first_against(sign), &column(), reason);
                    f64::NAN
                });
            }
        }
        Ok(())
    }

    /// Takes the sign from prices whose sign says that nobody traded.
    fn drop_signs(&mut self) {
        let [(_, name)] = self.layout.figures.as_slice() else { return };
        if !self.layout.is_wide && SIGNED.contains(&fold(name).as_str()) {
            let points = self.panel.series.iter_mut().flat_map(|series| &mut series.points);
            points.for_each(|(_, value)| *value = value.abs());
        }
    }

    /// Turns labels into seconds.
    fn settle_stamps(&mut self, file: &str, stamps: &Settled) -> Result<(), TableError> {
        let (zone, column) = (self.zone, self.stamps.name.as_str());
        let settle = |series: &mut PanelSeries| settle_series(series, stamps, zone, column);
        let outcomes: Vec<_> = self.panel.series.par_iter_mut().map(settle).collect();
        for (series, outcome) in self.panel.series.iter().zip(outcomes) {
            let Some((intraday, left_out)) = outcome else {
                return Err(TableError::NoZone { file: file.to_owned(), symbol: series.symbol.clone() });
            };
            self.panel.intraday |= intraday;
            self.panel.left_out.append(left_out);
            if intraday && stamps.form == Form::Local {
                self.panel.zone = self.zone;
            }
        }
        Ok(())
    }
}

/// Turns the labels of a series into seconds: whether they are instants, and what was left out. `None` where
/// local times need a zone that is not known.
fn settle_series(
    series: &mut PanelSeries,
    stamps: &Settled,
    zone: Option<Tz>,
    column: &str,
) -> Option<(bool, Faults)> {
    let mut left_out = Faults::default();
    if stamps.order().is_some() {
        for (at, _) in &mut series.points {
            let label = Mark(*at).label();
            *at = Mark::new(Label { at: stamps.at(label.at).unwrap_or(GONE), ..label }, Shape::Plain).0;
        }
    }
    if let Some(line) = stamps.against {
        let before = series.points.len();
        series.points.retain(|(at, _)| Mark(*at).label().at != GONE);
        for _ in series.points.len()..before {
            left_out.add(line, column, Wrong::NoSuchDay);
        }
    }
    let labels = series.points.iter().map(|(at, _)| Mark(*at).label());
    if let Some(days) = days_of_bars(&labels, stamps, zone, None) {
        for (at, _) in &mut series.points {
            *at = days.day(Mark(*at).label()) * SECONDS_PER_DAY;
        }
        return Some((false, left_out));
    }
    series.points.iter_mut().for_each(|(at, _)| *at = Mark(*at).label().at);
    let intraday = !series.points.is_empty();
    if stamps.form == Form::Local {
        to_utc(&mut series.points, zone?, column, &mut left_out);
    }
    Some((intraday, left_out))
}

/// Turns local seconds into UTC. A time that the clock skipped is left out; of one that it showed twice the
/// first is taken.
fn to_utc(points: &mut Vec<(i64, f64)>, zone: Tz, column: &str, left_out: &mut Faults) {
    let mut clock = LocalClock::new(zone);
    points.retain_mut(|(at, _)| match clock.utc(*at) {
        LocalFit::Once(utc) | LocalFit::Twice(utc) => {
            *at = utc;
            true
        }
        LocalFit::Never => {
            left_out.add(0, column, skipped(*at, zone));
            false
        }
    });
}

/// Whether two texts are equal; those from one dictionary mostly are the same.
#[cfg(feature = "parquet")]
fn is_same(a: &[u8], b: &[u8]) -> bool {
    std::ptr::eq(a, b) || a == b
}

/// The label of a date that the settled order does not have.
const GONE: i64 = 1 << 46;

/// A label and the shape of a figure in one number, so that a point takes no more room before its column is
/// settled than after: 49 bits of label, 12 of the offset, 3 of the shape.
#[derive(Clone, Copy)]
struct Mark(i64);

impl Mark {
    const OFFSETS: i64 = 1 << 12;

    const fn new(label: Label, shape: Shape) -> Self {
        let offset = label.offset as i64 + Self::OFFSETS / 2;
        Self(((label.at * Self::OFFSETS + offset) << 3) | shape as i64)
    }

    fn label(self) -> Label {
        let above = self.0 >> 3;
        let offset = above.rem_euclid(Self::OFFSETS) - Self::OFFSETS / 2;
        Label { at: above.div_euclid(Self::OFFSETS), offset: i16::try_from(offset).unwrap_or_default() }
    }

    const fn shape(self) -> Shape {
        Shape::from_bits(self.0 & 0b111)
    }
}

/// The symbol in a file's name: `AAPL.csv.gz` → `AAPL`; a name that is not a symbol is used as it is.
fn file_symbol(file: &str) -> String {
    name_symbol(file).unwrap_or_else(|| {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let known = [".gz", ".csv", ".parquet", ".txt"];
        known.iter().fold(name, |name, end| name.strip_suffix(end).unwrap_or(name)).to_owned()
    })
}
