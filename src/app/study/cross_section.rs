//! The cross-section of a study's events: their columns, and what the study itself knows of them.

use std::sync::Arc;

use chrono::{DateTime, Datelike};

use super::{Events, Loaded, StudyRefusal, varied};
use crate::app::Failure;
use crate::study::regression::{Observation, RegressionSpec, Value, regress};
use crate::study::{EventTotal, Study, totals};
use crate::table::events::Further;
use crate::table::{Covariate, Covariates};
use crate::view::study::{RegressionRecord, regression_record};

/// What a study knows of each event, by the names under which formulas use it. Symbol and date are always the
/// study's: an instrument has one symbol, and events cluster by the day on which the market could react.
const ALWAYS: [&str; 2] = ["symbol", "date"];
/// What the study knows unless the events have a column of that name.
const ELSE: [&str; 5] = ["group", "month", "year", "beta", "sigma"];

/// The columns of an event file that a study and its cross-section read.
pub(super) fn further_columns(spec: Option<&RegressionSpec>) -> Further {
    let named = spec.map(RegressionSpec::columns).unwrap_or_default();
    let named = named.into_iter().filter(|column| !ALWAYS.contains(&column.as_str()));
    let is_welcome =
        |column: &String| ELSE.contains(&column.as_str()) || varied::COLUMNS.contains(&column.as_str());
    let (mut welcome, needed): (Vec<String>, Vec<String>) = named.partition(is_welcome);
    for column in varied::COLUMNS {
        if !welcome.iter().any(|known| known == column) {
            welcome.push(column.to_owned());
        }
    }
    Further { needed, welcome, others: spec.is_some() }
}

/// Estimates the cross-section of a study.
pub(super) fn cross_section(
    spec: &RegressionSpec,
    loaded: &Loaded,
    given: &Events,
    study: &Study,
) -> Result<RegressionRecord, Failure> {
    let columns = spec.columns();
    let sources: Vec<Source<'_>> =
        columns.iter().map(|column| Source::of(column, given)).collect::<Result<_, _>>()?;
    let observation = |total: EventTotal| Observation {
        total,
        values: sources.iter().map(|source| source.value(&total, loaded, given)).collect(),
    };
    let observations: Vec<Observation> =
        totals(&loaded.panel, &loaded.market, study).into_iter().map(observation).collect();
    let found = regress(spec, &observations)?;
    Ok(regression_record(spec, &study.spec, &found))
}

/// Where the values of a column come from.
enum Source<'a> {
    File(&'a Covariates),
    Symbol,
    Date,
    Group,
    Month,
    Year,
    Beta,
    Sigma,
}

impl<'a> Source<'a> {
    fn of(column: &str, given: &'a Events) -> Result<Self, StudyRefusal> {
        let of_file = given.further.iter().find(|further| further.name == column).map(Self::File);
        let own = match column {
            "symbol" => return Ok(Self::Symbol),
            "date" => return Ok(Self::Date),
            "group" => given.rows.iter().any(|row| row.group.is_some()).then_some(Self::Group),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            "beta" => Some(Self::Beta),
            "sigma" => Some(Self::Sigma),
            _ => None,
        };
        of_file.or(own).ok_or_else(|| StudyRefusal::NoColumn(column.to_owned()))
    }

    fn value(&self, total: &EventTotal, loaded: &Loaded, given: &Events) -> Value {
        let event = total.event as usize;
        let at = loaded.panel.calendar[total.date as usize];
        let day = || DateTime::from_timestamp(at, 0).map(|at| at.date_naive()).unwrap_or_default();
        match self {
            Self::File(column) => column.values.get(event).map(of_covariate).unwrap_or_default(),
            Self::Symbol => Value::text(&given.rows[event].symbol),
            Self::Date => Value::text(&day().to_string()),
            Self::Group => Value { number: None, text: given.rows[event].group.as_ref().map(Arc::clone) },
            Self::Month => Value::text(&day().format("%Y-%m").to_string()),
            Self::Year => Value::number(f64::from(day().year())),
            Self::Beta => Value::number(total.beta),
            Self::Sigma => Value::number(total.sigma),
        }
    }
}

fn of_covariate(covariate: &Covariate) -> Value {
    Value { number: covariate.number, text: covariate.text.as_ref().map(Arc::clone) }
}
