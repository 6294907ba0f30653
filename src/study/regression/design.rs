//! From observations to the columns of a regression.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::totals::EventTotal;
use super::RegressionError;
use super::formula::{Formula, Response, Term};
use super::spec::{ErrorKind, RegressionSpec, Weighting};

/// More values than this in a design matrix are refused.
const MOST_VALUES: usize = 200_000_000;
/// More columns than this are refused.
const MOST_COLUMNS: usize = 2_000;

/// A value of an event's column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// As a number.
    pub number: Option<f64>,
    /// As written; `None` where there is nothing.
    pub text: Option<Arc<str>>,
}

impl Value {
    /// A number.
    #[must_use]
    pub fn number(value: f64) -> Self {
        Self { number: Some(value), text: Some(value.to_string().into()) }
    }

    /// A word.
    #[must_use]
    pub fn text(value: &str) -> Self {
        Self { number: None, text: Some(value.into()) }
    }
}

/// One event: what was measured of it, and its characteristics.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// What was measured.
    pub total: EventTotal,
    /// Its values, in the order of [`RegressionSpec::columns`].
    pub values: Vec<Value>,
}

/// Why an event is not in a regression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DropReason {
    /// It has no value of what is explained: a day of its window is missing.
    NoResponse,
    /// A column is empty.
    Missing(String),
    /// A value of a column of numbers is none.
    NotANumber(String),
    /// A logarithm of a number that is not positive.
    NotPositive(String),
    /// A weight that is missing or not positive.
    NoWeight,
}

/// Events left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The reason.
    pub reason: DropReason,
    /// How many.
    pub count: u64,
}

/// The values of a column as numbers from 0.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    pub(super) column: String,
    /// For each event the number of its value.
    pub(super) places: Vec<u32>,
    pub(super) levels: usize,
    names: Vec<Arc<str>>,
}

impl Codes {
    /// What two columns make together.
    pub(super) fn crossed(a: &str, b: &str, places: Vec<u32>, levels: usize) -> Self {
        Self { column: format!("{a}:{b}"), places, levels, names: Vec::new() }
    }
}

/// The columns of a regression.
#[derive(Debug, Clone)]
pub(super) struct Design {
    pub(super) y: Vec<f64>,
    /// The reported columns, the intercept first if there is one.
    pub(super) columns: Vec<Vec<f64>>,
    /// Their names.
    pub(super) terms: Vec<String>,
    pub(super) weights: Option<Vec<f64>>,
    /// Fixed effects, the one with most values first.
    pub(super) effects: Vec<Codes>,
    pub(super) clusters: Vec<Codes>,
    pub(super) dropped: Vec<Dropped>,
    pub(super) winsorised: Vec<(String, u64)>,
}

impl Design {
    /// With fixed effects the intercept is among them.
    pub(super) fn has_intercept(&self) -> bool {
        self.effects.is_empty()
    }
}

/// One event's numbers.
struct Row<'a> {
    y: f64,
    weight: Option<f64>,
    /// The products, in the order of their terms.
    products: Vec<f64>,
    values: &'a [Value],
}

pub(super) fn design(spec: &RegressionSpec, observations: &[Observation]) -> Result<Design, RegressionError> {
    let columns = spec.columns();
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap_or(usize::MAX);
    let reader = Reader { spec, place: &place };
    let mut dropped: BTreeMap<DropReason, u64> = BTreeMap::new();
    let mut rows = Vec::with_capacity(observations.len());
    for observation in observations {
        match reader.row(observation) {
            Ok(row) => rows.push(row),
            Err(reason) => *dropped.entry(reason).or_default() += 1,
        }
    }
    refuse_words(&spec.formula, &place, observations)?;
    let codes = |column: &String| codes(column, place(column), &rows);
    let mut effects: Vec<Codes> = spec.formula.effects.iter().map(codes).collect();
    effects.sort_by_key(|effect| std::cmp::Reverse(effect.levels));
    let clusters: Vec<Codes> = match &spec.errors {
        ErrorKind::Cluster(columns) => columns.iter().map(codes).collect(),
        _ => Vec::new(),
    };
    let mut design = Design {
        y: rows.iter().map(|row| row.y).collect(),
        columns: Vec::new(),
        terms: Vec::new(),
        weights: rows.iter().map(|row| row.weight).collect(),
        effects,
        clusters,
        dropped: dropped.into_iter().map(|(reason, count)| Dropped { reason, count }).collect(),
        winsorised: Vec::new(),
    };
    if let Some(share) = spec.winsorise {
        let moved = winsorise(&mut design.y, share);
        design.winsorised.push((spec.formula.response.as_str().to_owned(), moved));
    }
    design.add_terms(spec, &rows, &codes);
    design.check_size(spec)?;
    Ok(design)
}

impl Design {
    fn add_terms(&mut self, spec: &RegressionSpec, rows: &[Row<'_>], codes: &dyn Fn(&String) -> Codes) {
        if self.has_intercept() {
            self.terms.push("intercept".to_owned());
            self.columns.push(vec![1.0; rows.len()]);
        }
        let mut product = 0;
        for term in &spec.formula.terms {
            match term {
                Term::Product(_) => {
                    let mut column: Vec<f64> = rows.iter().map(|row| row.products[product]).collect();
                    product += 1;
                    if let Some(share) = spec.winsorise.filter(|_| has_more_than_two(&column)) {
                        self.winsorised.push((term.to_string(), winsorise(&mut column, share)));
                    }
                    self.terms.push(term.to_string());
                    self.columns.push(column);
                }
                Term::Category(column) => {
                    let own = codes(column);
                    for level in 1..own.levels {
                        if self.columns.len() > MOST_COLUMNS {
                            return;
                        }
                        self.terms.push(format!("{term}[{}]", own.names[level]));
                        let is_own = |code: &u32| f64::from(u8::from(*code as usize == level));
                        self.columns.push(own.places.iter().map(is_own).collect());
                    }
                }
            }
        }
    }

    fn check_size(&self, spec: &RegressionSpec) -> Result<(), RegressionError> {
        let rows = self.y.len();
        let further: usize = self.effects.iter().skip(1).map(|effect| effect.levels.saturating_sub(1)).sum();
        let columns = self.columns.len() + further;
        if columns > MOST_COLUMNS || columns.saturating_mul(rows) > MOST_VALUES {
            return Err(RegressionError::TooWide { columns, rows });
        }
        let parameters = columns + self.effects.first().map_or(0, |effect| effect.levels);
        if rows <= parameters {
            return Err(RegressionError::TooFew { formula: spec.formula.to_string(), rows, parameters });
        }
        match self.clusters.iter().find(|cluster| cluster.levels < 2) {
            Some(one) => Err(RegressionError::OneCluster(one.column.clone())),
            None => Ok(()),
        }
    }
}

struct Reader<'a> {
    spec: &'a RegressionSpec,
    place: &'a dyn Fn(&str) -> usize,
}

impl Reader<'_> {
    fn row<'o>(&self, observation: &'o Observation) -> Result<Row<'o>, DropReason> {
        let total = &observation.total;
        let y = match self.spec.formula.response {
            Response::Car => total.car,
            Response::Bhar => total.bhar,
            Response::Scar => total.car.zip(total.car_se).map(|(car, se)| car / se),
        };
        let y = y.filter(|y| y.is_finite()).ok_or(DropReason::NoResponse)?;
        let mut products = Vec::new();
        for term in &self.spec.formula.terms {
            match term {
                Term::Product(factors) => {
                    let mut product = 1.0;
                    for factor in factors {
                        let value = self.number(observation, &factor.column)?;
                        if factor.is_log && value <= 0.0 {
                            return Err(DropReason::NotPositive(factor.column.clone()));
                        }
                        product *= if factor.is_log { value.ln() } else { value };
                    }
                    products.push(product);
                }
                Term::Category(column) => self.there(observation, column)?,
            }
        }
        for column in &self.spec.formula.effects {
            self.there(observation, column)?;
        }
        if let ErrorKind::Cluster(columns) = &self.spec.errors {
            for column in columns {
                self.there(observation, column)?;
            }
        }
        let weight = match &self.spec.weighting {
            Weighting::Equal => None,
            Weighting::Patell => Some(total.car_se.map(|se| 1.0 / (se * se))),
            Weighting::Column(column) => Some(Some(self.number(observation, column)?)),
        };
        let sound = |weight: &f64| weight.is_finite() && *weight > 0.0;
        let weight = weight.map(|weight| weight.filter(sound).ok_or(DropReason::NoWeight)).transpose()?;
        Ok(Row { y, weight, products, values: &observation.values })
    }

    fn value<'o>(&self, observation: &'o Observation, column: &str) -> Option<&'o Value> {
        observation.values.get((self.place)(column))
    }

    fn number(&self, observation: &Observation, column: &str) -> Result<f64, DropReason> {
        match self.value(observation, column) {
            Some(Value { number: Some(number), .. }) if number.is_finite() => Ok(*number),
            Some(Value { text: Some(_), .. }) => Err(DropReason::NotANumber(column.to_owned())),
            _ => Err(DropReason::Missing(column.to_owned())),
        }
    }

    fn there(&self, observation: &Observation, column: &str) -> Result<(), DropReason> {
        let text = self.value(observation, column).and_then(|value| value.text.as_ref());
        text.map(|_| ()).ok_or_else(|| DropReason::Missing(column.to_owned()))
    }
}

/// A column of words where numbers are wanted is a mistake in the formula, not in each of the events.
fn refuse_words(
    formula: &Formula,
    place: &dyn Fn(&str) -> usize,
    observations: &[Observation],
) -> Result<(), RegressionError> {
    let products = formula.terms.iter().filter_map(|term| match term {
        Term::Product(factors) => Some(factors),
        Term::Category(_) => None,
    });
    for factor in products.flatten() {
        let mut values = observations
            .iter()
            .filter_map(|o| o.values.get(place(&factor.column)))
            .filter(|v| v.text.is_some())
            .peekable();
        if values.peek().is_some() && values.all(|value| value.number.is_none()) {
            return Err(RegressionError::NoNumbers(factor.column.clone()));
        }
    }
    Ok(())
}

/// Numbers the values of a column: by size where all are numbers, else in the order of their letters.
fn codes(column: &str, place: usize, rows: &[Row<'_>]) -> Codes {
    let value = |row: &Row<'_>| row.values.get(place).cloned().unwrap_or_default();
    let values: Vec<Value> = rows.iter().map(value).collect();
    let mut known: BTreeMap<Arc<str>, Option<f64>> = BTreeMap::new();
    for Value { number, text } in &values {
        if let Some(text) = text {
            known.entry(Arc::clone(text)).or_insert(*number);
        }
    }
    let mut names: Vec<(Arc<str>, Option<f64>)> = known.into_iter().collect();
    if names.iter().all(|(_, number)| number.is_some()) {
        names.sort_by(|a, b| a.1.unwrap_or_default().total_cmp(&b.1.unwrap_or_default()));
    }
    let names: Vec<Arc<str>> = names.into_iter().map(|(name, _)| name).collect();
    let numbers: BTreeMap<&Arc<str>, u32> = names.iter().zip(0..).collect();
    let code = |value: &Value| value.text.as_ref().and_then(|text| numbers.get(text)).copied().unwrap_or(0);
    let places = values.iter().map(code).collect();
    Codes { column: column.to_owned(), places, levels: names.len(), names }
}

/// Whether a column is more than an indicator.
fn has_more_than_two(column: &[f64]) -> bool {
    let Some(first) = column.first() else { return false };
    let Some(second) = column.iter().find(|value| *value != first) else { return false };
    column.iter().any(|value| value != first && value != second)
}

/// Moves the values of both tails to the quantiles there, of the kind that interpolates between neighbours;
/// how many were moved.
fn winsorise(values: &mut [f64], share: f64) -> u64 {
    if values.is_empty() {
        return 0;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let quantile = |share: f64| {
        let place = share * (sorted.len() - 1) as f64;
        let below = place.floor();
        let (low, high) = (sorted[below as usize], sorted[place.ceil() as usize]);
        low + (high - low) * (place - below)
    };
    let (low, high) = (quantile(share), quantile(1.0 - share));
    let mut moved = 0;
    for value in values {
        let within = value.clamp(low, high);
        moved += u64::from(within != *value);
        *value = within;
    }
    moved
}
