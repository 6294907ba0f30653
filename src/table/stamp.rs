//! Dates and times, and what a whole column of them says about its own writing.
//!
//! `05/11/2024` can be two days; `14/10/2024` in the same column settles which. A column that settles nothing
//! is refused, and so is one that contradicts itself.

use chrono::NaiveDate;

use super::cell::Cell;
use super::columns::{Header, StampColumns};
use super::error::{TableError, Wrong};
use super::form::{DateOrder, Form, Label, SECONDS_PER_DAY};
use super::written::{Written, day_of};

/// A place in time: a date, or an instant in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// A date.
    Date(NaiveDate),
    /// Seconds since 1970-01-01 UTC.
    Instant(i64),
}

impl Stamp {
    /// The number that orders it in a panel: seconds since 1970-01-01 UTC, a date as its midnight.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Date(date) => i64::from(date.to_epoch_days()) * SECONDS_PER_DAY,
            Self::Instant(seconds) => seconds,
        }
    }
}

/// What the timestamps of a column have revealed so far.
#[derive(Debug, Clone)]
pub(super) struct StampColumn {
    columns: StampColumns,
    /// What the column is called, for messages.
    pub(super) name: String,
    stated: Option<DateOrder>,
    form: Option<Form>,
    midnights: bool,
    month_first: Seen,
    day_first: Seen,
    either: u64,
}

/// How often something occurs in a column, and in which line first.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    count: u64,
    first: u64,
}

impl Seen {
    /// Adds what later rows have.
    const fn append(&mut self, later: Self) {
        if self.count == 0 {
            self.first = later.first;
        }
        self.count += later.count;
    }

    const fn note(&mut self, line: u64) {
        if self.count == 0 {
            self.first = line;
        }
        self.count += 1;
    }
}

/// What a column settled on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    /// How the stamps are to be read: never one of the two that can be read two ways.
    pub(super) form: Form,
    /// Every stamp was at midnight: the times are no times.
    pub(super) midnights: bool,
    order: Option<DateOrder>,
    timed: bool,
    /// The first line that was read, yet has no day in the settled order.
    pub(super) against: Option<u64>,
}

impl StampColumn {
    pub(super) fn new(columns: StampColumns, header: &Header, stated: Option<DateOrder>) -> Self {
        Self {
            columns,
            name: header.name(columns.at).to_owned(),
            stated,
            form: None,
            midnights: true,
            month_first: Seen::default(),
            day_first: Seen::default(),
            either: 0,
        }
    }

    /// Reads the stamp of a row, which must be of the form of those before it.
    pub(super) fn take<'r>(&mut self, cell: impl Fn(usize) -> Cell<'r>, line: u64) -> Result<Label, Wrong> {
        let stamp = self.read(&cell)?;
        let form = *self.form.get_or_insert(stamp.form());
        if form != stamp.form() {
            let value = cell(self.columns.at).to_text().trim().to_owned();
            return Err(Wrong::OtherForm { value, form });
        }
        self.weigh(stamp, line)?;
        self.midnights &= stamp.is_midnight();
        Ok(stamp.label())
    }

    /// Adds what later rows of the column revealed; `false` if they are of another form.
    pub(super) fn append(&mut self, later: &Self) -> bool {
        if let (Some(own), Some(other)) = (self.form, later.form)
            && own != other
        {
            return false;
        }
        self.form = self.form.or(later.form);
        self.midnights &= later.midnights;
        self.month_first.append(later.month_first);
        self.day_first.append(later.day_first);
        self.either += later.either;
        true
    }

    /// The only column that a stamp is read from; `None` where there is another, or its numbers have a meaning by
    /// the column's name.
    #[cfg(feature = "parquet")]
    pub(super) fn only_place(&self) -> Option<usize> {
        (self.columns.time.is_none() && !self.columns.utc).then_some(self.columns.at)
    }

    /// Records that further stamps are dates; `false` if those before are of another form.
    #[cfg(feature = "parquet")]
    pub(super) fn take_days(&mut self) -> bool {
        *self.form.get_or_insert(Form::Day) == Form::Day
    }

    /// The columns that a stamp is read from.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.columns.at).chain(self.columns.time)
    }

    /// Reads the stamp of a row, whatever the others look like.
    pub(super) fn read<'r>(&self, cell: &impl Fn(usize) -> Cell<'r>) -> Result<Written, Wrong> {
        let own = cell(self.columns.at);
        let mut stamp = Written::read(own, self.columns.utc);
        if let (Some(at), Some(day)) = (self.columns.time, stamp) {
            stamp = match cell(at) {
                // Stooq's bulk files of daily bars have a time of 000000.
                Cell::Absent | Cell::Text(b"000000" | b"") => Some(day),
                time => day.at_time(&time.to_text()),
            };
        }
        stamp.ok_or_else(|| Wrong::NotAStamp(own.to_text().trim().to_owned()))
    }

    /// Records what a timestamp reveals about the order of day and month.
    pub(super) fn weigh(&mut self, stamp: Written, line: u64) -> Result<(), Wrong> {
        let Written::TwoWays { first, second, year, .. } = stamp else { return Ok(()) };
        let is_day = |order| day_of(first, second, year, order).is_some();
        match (is_day(DateOrder::MonthFirst), is_day(DateOrder::DayFirst), self.stated) {
            (false, false, _)
            | (false, true, Some(DateOrder::MonthFirst))
            | (true, false, Some(DateOrder::DayFirst)) => return Err(Wrong::NoSuchDay),
            (true, false, _) => self.month_first.note(line),
            (false, true, _) => self.day_first.note(line),
            // The third of March is that either way.
            (true, true, _) => self.either += u64::from(first != second),
        }
        Ok(())
    }

    /// Decides for the whole column.
    ///
    /// # Errors
    /// [`TableError::AmbiguousDates`], [`TableError::ContradictingDates`].
    pub(super) fn settle(&self, file: &str) -> Result<Settled, TableError> {
        let form = self.form.unwrap_or(Form::Day);
        let settled = Settled { form, midnights: self.midnights, order: None, timed: false, against: None };
        match form {
            Form::Day | Form::Instant | Form::Local => Ok(settled),
            Form::TwoWays => Ok(Settled { form: Form::Day, ..self.in_order(settled, file)? }),
            Form::TwoWaysTime => {
                Ok(Settled { form: Form::Local, timed: true, ..self.in_order(settled, file)? })
            }
        }
    }

    fn in_order(&self, settled: Settled, file: &str) -> Result<Settled, TableError> {
        let order = self.order(file)?;
        let (other, is_contradicted) = match order {
            DateOrder::MonthFirst => (self.day_first, self.day_first.count > 0),
            DateOrder::DayFirst => (self.month_first, self.month_first.count > 0),
        };
        Ok(Settled { order: Some(order), against: is_contradicted.then_some(other.first), ..settled })
    }

    /// The order of day and month, as stated or as the column has it.
    pub(super) fn order(&self, file: &str) -> Result<DateOrder, TableError> {
        let (month_first, day_first) = (self.month_first, self.day_first);
        match (self.stated, month_first.count, day_first.count) {
            (Some(stated), _, _) => Ok(stated),
            (None, 0, 0) if self.either > 0 => Err(TableError::AmbiguousDates(file.to_owned())),
            (None, 1.., 1..) => Err(TableError::ContradictingDates {
                file: file.to_owned(),
                column: self.name.clone(),
                month_first: month_first.first,
                day_first: day_first.first,
            }),
            (None, months, days) if months > days => Ok(DateOrder::MonthFirst),
            (None, _, _) => Ok(DateOrder::DayFirst),
        }
    }
}

impl Settled {
    /// The order of day and month, where the stamps can be read two ways.
    pub(super) const fn order(&self) -> Option<DateOrder> {
        self.order
    }

    /// The number of a label in the settled form; `None` if there is no such day.
    pub(super) fn at(&self, label: i64) -> Option<i64> {
        let Some(order) = self.order else { return Some(label) };
        let (digits, clock) = if self.timed {
            (label.div_euclid(SECONDS_PER_DAY), label.rem_euclid(SECONDS_PER_DAY))
        } else {
            (label, 0)
        };
        let part = |number: i64| u32::try_from(number % 100).unwrap_or_default();
        let year = i32::try_from(digits / 10_000).ok()?;
        let day = day_of(part(digits / 100), part(digits), year, order)?;
        Some(if self.timed { day * SECONDS_PER_DAY + clock } else { day })
    }
}
