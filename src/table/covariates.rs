//! Further columns of a table of events: numbers and words that a study relates to what it measures.

use std::sync::Arc;

use super::cell::Cell;
use super::columns::Header;
use super::error::TableError;
use super::form::Decimal;
use super::numbers::{self, Figure, Shapes};

/// A value of a further column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Covariate {
    /// As a number, where it is one.
    pub number: Option<f64>,
    /// As written; `None` where the field is empty or says that there is none.
    pub text: Option<Arc<str>>,
}

/// A further column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Covariates {
    /// The name by which it was asked for.
    pub name: String,
    /// Its values, one for each event.
    pub values: Vec<Covariate>,
}

/// A further column that is being read: numbers wait for what the column says of its decimals.
#[derive(Debug, Clone)]
pub(super) struct CovariateColumn {
    name: String,
    pub(super) at: usize,
    shapes: Shapes,
    raw: Vec<(Option<Figure>, Option<Arc<str>>)>,
}

impl CovariateColumn {
    pub(super) fn new(name: &str, at: usize) -> Self {
        Self { name: name.to_owned(), at, shapes: Shapes::default(), raw: Vec::new() }
    }

    pub(super) fn take(
        &mut self,
        cell: Cell<'_>,
        line: u64,
        decimal: Option<Decimal>,
        share: &mut impl FnMut(&str) -> Arc<str>,
    ) {
        let (figure, is_there) = match numbers::figure(cell, decimal) {
            Ok(Some(figure)) => (Some(figure), true),
            Ok(None) => (None, false),
            Err(_) => (None, true),
        };
        if let Some(figure) = figure {
            self.shapes.note(figure.shape, line);
        }
        let text = cell.to_text();
        self.raw.push((figure, is_there.then(|| share(text.trim()))));
    }

    /// Adds what later rows have.
    pub(super) fn append(&mut self, later: Self) {
        self.shapes.append(&later.shapes);
        self.raw.extend(later.raw);
    }

    /// The values of the rows that are events.
    pub(super) fn finish(
        self,
        file: &str,
        all: &Shapes,
        delimiter: Option<u8>,
        kept: &[usize],
    ) -> Result<Covariates, TableError> {
        let sign = self.shapes.settle(all, delimiter);
        let ambiguous = || TableError::AmbiguousNumbers { file: file.to_owned(), column: self.name.clone() };
        let sign = sign.ok_or_else(ambiguous)?;
        let value = |row: &usize| {
            let (figure, text) = &self.raw[*row];
            Covariate { number: figure.and_then(|figure| figure.with(sign)), text: text.clone() }
        };
        Ok(Covariates { values: kept.iter().map(value).collect(), name: self.name })
    }

    pub(super) fn shapes(&self) -> &Shapes {
        &self.shapes
    }
}

/// The columns that are asked for, as far as they are there.
pub(super) fn asked(header: &Header, names: &[String]) -> Vec<CovariateColumn> {
    let found = |name: &String| header.meant(name).map(|at| CovariateColumn::new(name, at));
    names.iter().filter_map(found).collect()
}
