//! Compares two groups of events on one panel.

use std::path::{Path, PathBuf};

use crate::app::chart::ChartFile;
use crate::app::list::expression::expression;
use crate::app::study::from_store::queried_with_prices;
use crate::app::study::{
    Events, Loaded, StudyRefusal, StudyRequest, assigned, caar_path, events, facts, frame, load, places,
    varied, weighed, write_chart,
};
use crate::app::{Context, Failure};
use crate::chart::{CaarGroup, CaarPoint, CaarSpec};
use crate::query::{EventExpr, FilterError};
use crate::store::GroupBy;
use crate::study::{EventDetail, Study, check, compare, details, run_assigned};
use crate::view::comparison::{ComparisonDocument, DifferenceRecord, SideRecord, difference_records};
use crate::view::format::decimal;
use crate::view::study::{excluded_by_reason, spec_record};

/// Where the two groups come from.
#[derive(Debug, Clone)]
pub enum Groups {
    /// One file for each group.
    Files(PathBuf, PathBuf),
    /// Two values of a column of one file.
    Column {
        /// The path of the file.
        file: PathBuf,
        /// The column; `None` for the one called `group`.
        column: Option<String>,
        /// The first value.
        a: String,
        /// The second.
        b: String,
    },
    /// Events of the database that match an expression.
    Store {
        /// The expression that both must match, if any.
        wanted: Option<EventExpr>,
        /// The field that separates the groups; `None` if the two sides are expressions themselves.
        by: Option<GroupBy>,
        /// The first value or expression.
        a: String,
        /// The second.
        b: String,
    },
}

/// A comparison with the studies of both sides.
pub struct Compared {
    /// The document.
    pub document: ComparisonDocument,
    a: Study,
    b: Study,
}

const CONFIDENCE: f64 = 0.95;

/// Studies both groups and compares them.
///
/// # Errors
/// A file or the database cannot be read, an expression is malformed, or a group is empty.
pub fn compare_groups(
    context: &Context,
    request: &StudyRequest,
    groups: &Groups,
    replications: usize,
    seed: u64,
) -> Result<Compared, Failure> {
    if request.windows.len() > 1 {
        return Err(StudyRefusal::SeveralWindows.into());
    }
    let mut request = request.clone();
    let (mut loaded, (name_a, events_a), (name_b, events_b)) = sides(context, &mut request, groups)?;
    varied::vary(&mut loaded, &events_a);
    varied::vary(&mut loaded, &events_b);
    let a = Side::study(&request, &loaded, name_a, &events_a)?;
    let b = Side::study(&request, &loaded, name_b, &events_b)?;
    let days = compare(&a.details, &b.details, CONFIDENCE, replications, seed);
    let document = ComparisonDocument {
        spec: a.spec.clone(),
        confidence: CONFIDENCE,
        replications,
        seed,
        days: difference_records(request.spec.window.days(), &days),
        a: a.record,
        b: b.record,
    };
    Ok(Compared { document, a: a.study, b: b.study })
}

struct Side {
    study: Study,
    details: Vec<EventDetail>,
    record: SideRecord,
    spec: crate::view::study::SpecRecord,
}

impl Side {
    fn study(request: &StudyRequest, loaded: &Loaded, name: String, given: &Events) -> Result<Self, Failure> {
        let facts = facts(request, loaded, given);
        check(&request.spec, &loaded.market)?;
        let places = places(request, loaded, given)?;
        let every: Vec<usize> = (0..given.rows.len()).collect();
        let assignment = assigned(request, loaded, given, &places, &every);
        let study = run_assigned(&loaded.panel, &loaded.market, assignment, &request.spec, &[]);
        let record = SideRecord {
            name,
            given: (given.rows.len() + given.rejected.len()) as u64,
            measured: study.cross.events,
            excluded: (study.excluded.len() + given.rejected.len()) as u64,
            reasons: excluded_by_reason(&study, given.rejected.len() as u64),
        };
        let spec = spec_record(&study, &facts);
        Ok(Self { details: details(&loaded.panel, &loaded.market, &study), study, record, spec })
    }
}

type Named = (String, Events);

/// The prices, and the events of both sides.
fn sides(
    context: &Context,
    request: &mut StudyRequest,
    groups: &Groups,
) -> Result<(Loaded, Named, Named), Failure> {
    match groups {
        Groups::Files(a, b) => {
            let (a, b) = ((stem(a), events(a, None, request)?), (stem(b), events(b, None, request)?));
            request.benchmarks = varied::benchmarks(&[&a.1, &b.1]);
            Ok((load(request)?, a, b))
        }
        Groups::Column { file, column, a, b } => {
            let all = events(file, column.as_deref(), request)?;
            request.benchmarks = varied::benchmarks(&[&all]);
            Ok((load(request)?, picked(&all, a)?, picked(&all, b)?))
        }
        Groups::Store { wanted: Some(wanted), by: Some(by), a, b } => {
            let wanted = std::slice::from_ref(wanted);
            let (loaded, all) = queried_with_prices(context, request, wanted, Some(*by))?;
            let pick = |name| all.first().map_or_else(|| Err(no_group(name)), |all| picked(all, name));
            let (a, b) = (pick(a)?, pick(b)?);
            Ok((loaded, a, b))
        }
        Groups::Store { wanted, a, b, .. } => {
            let both = |own: &str| {
                let own = expression(context, own)?;
                Ok::<_, FilterError>(wanted.clone().map_or(own.clone(), |all| EventExpr::And(vec![all, own])))
            };
            let exprs = [both(a)?, both(b)?];
            let (loaded, given) = queried_with_prices(context, request, &exprs, None)?;
            let mut given = given.into_iter();
            let mut next = |name: &String| {
                given.next().map(|events| (name.clone(), events)).ok_or_else(|| no_group(name))
            };
            let (a, b) = (next(a)?, next(b)?);
            Ok((loaded, a, b))
        }
    }
}

fn no_group(name: &str) -> Failure {
    StudyRefusal::NoGroup(name.to_owned()).into()
}

/// The events of one group.
fn picked(all: &Events, name: &str) -> Result<Named, Failure> {
    let is_own = |at: &usize| all.rows[*at].group.as_deref() == Some(name);
    let own: Vec<usize> = (0..all.rows.len()).filter(is_own).collect();
    if own.is_empty() {
        return Err(no_group(name));
    }
    Ok((name.to_owned(), all.picked(&own)))
}

fn stem(file: &Path) -> String {
    file.file_stem().map_or_else(|| file.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}

/// The difference of both paths with its band.
fn difference(document: &ComparisonDocument) -> CaarGroup {
    let point = |day: &DifferenceRecord| {
        let caar_fraction = day.difference?;
        Some(CaarPoint {
            relative_day: day.relative_day,
            caar_fraction,
            band: day.low.zip(day.high),
            aar_fraction: None,
        })
    };
    CaarGroup {
        label: format!("{} less {}", document.a.name, document.b.name),
        events: 0,
        points: document.days.iter().filter_map(point).collect(),
        of_events: Vec::new(),
        is_difference: true,
    }
}

/// Draws both paths and their difference to a file.
pub fn draw_comparison(compared: &Compared, file: &ChartFile) -> Result<(), Failure> {
    let document = &compared.document;
    let (a, b) = (&document.a.name, &document.b.name);
    let last = document.days.last();
    let measure = document.spec.measure.averaged();
    let title = match last.and_then(|day| day.difference) {
        Some(difference) => {
            let what = measure.average().trim_start_matches("average ");
            let weighed = weighed(last.and_then(|day| day.low.zip(day.high)));
            format!("{a} less {b}: {} of {what}{weighed}", measure.value(difference, 2))
        }
        None => format!("{a} against {b}"),
    };
    let test = last.and_then(|day| day.welch).map_or_else(
        || "no test of the difference".to_owned(),
        |t| format!("Welch's t {} (p {})", decimal(t.statistic, 2), decimal(t.p, 4)),
    );
    let spec = &compared.a.spec;
    write_chart(
        &CaarSpec {
            measure,
            frame: frame(
                title,
                format!(
                    "{test} · {} · estimation {} rows, gap {} · cross-sectional bands",
                    spec.model.as_str().replace('_', " "),
                    spec.estimation,
                    spec.gap
                ),
            ),
            groups: vec![caar_path(a, &compared.a), caar_path(b, &compared.b), difference(document)],
            confidence: CONFIDENCE,
        },
        file,
    )
}
