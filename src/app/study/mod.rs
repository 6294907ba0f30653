//! Studies events given in a file on prices given in a file.

pub mod compare;
pub mod from_store;
pub mod simulate;
pub mod write_events;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;

use crate::app::Failure;
use crate::calendar::Calendars;
use crate::chart::{CaarGroup, CaarPoint, CaarSpec, Theme, draw_caar, png};
use crate::event::{Precision, When};
use crate::fault::{Fault, FaultClass};
use crate::instrument::Mic;
use crate::normal_return::Model;
use crate::study::compat::{Peer, PeerInput, table};
use crate::study::significance::TestName;
use crate::study::{
    BootstrapSpec, Defects, Keep, Market, Panel, PanelBuilder, Spec, Study, StudyEvent, ValueKind, assign,
    benjamini_hochberg, bootstrap, calendar_time, check, details, holm, market_returns, run_keeping,
    volatility,
};
use crate::table::events::{self as event_table, EventOptions, EventRow};
use crate::table::factors::{self, FactorOptions, FactorTable};
use crate::table::panel::{self, Panel as PanelTable, PanelOptions};
use crate::table::{DateOrder, Decimal, Rejected, Stamp};
use crate::venue::venue;
use crate::view::study::{
    AggregateRecord, Measure, StudyDocument, StudyFacts, bootstrap_record, caar_series, compat_record,
    document, group_record, volatility_records,
};

/// The request for a study.
#[derive(Debug, Clone)]
pub struct StudyRequest {
    /// Price files, or directories of one file per symbol.
    pub prices: Vec<PathBuf>,
    /// Whether the files have prices or returns.
    pub values: ValueKind,
    /// The column of prices in a long file.
    pub price_column: Option<String>,
    /// The benchmark's symbol.
    pub benchmark: Option<String>,
    /// A file of factors.
    pub factors: Option<PathBuf>,
    /// Which of its columns to use; empty for all.
    pub factor_columns: Vec<String>,
    /// Whether the factors are in percent.
    pub factors_in_percent: bool,
    /// The specification.
    pub spec: Spec,
    /// The tests.
    pub tests: Vec<TestName>,
    /// The venue whose calendar maps instants to sessions of a daily panel.
    pub mic: Mic,
    /// The calendars.
    pub calendars: Calendars,
    /// What the user states about the files.
    pub reading: Reading,
    /// What is computed in addition to the study.
    pub beside: Beside,
}

/// What the user states about the files of a study; anything else is detected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// How to read dates such as 1/2/2025.
    pub dates: Option<DateOrder>,
    /// The decimal separator.
    pub decimal: Option<Decimal>,
    /// The zone of times without one; `None` for that of the calendar's venue.
    pub zone: Option<Tz>,
}

impl StudyRequest {
    /// The zone of times without one.
    fn zone(&self) -> Option<Tz> {
        self.reading.zone.or_else(|| venue(self.mic).map(|venue| venue.zone))
    }
}

/// What is computed in addition to a study, on request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside {
    /// Intervals by resampling.
    pub bootstrap: Option<BootstrapSpec>,
    /// Whether to compute the calendar-time portfolio even if nothing overlaps.
    pub calendar_time: bool,
    /// The least number of instruments that the portfolio must hold on a date.
    pub fewest_holdings: u64,
    /// The program whose numbers are printed as well.
    pub compat: Option<Peer>,
    /// The quantity that is studied.
    pub measure: Measure,
}

/// Why a study cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum StudyRefusal {
    /// A file cannot be opened.
    #[error("{file} cannot be read")]
    Open {
        /// The path of the file.
        file: String,
        /// The reason.
        source: std::io::Error,
    },
    /// A directory cannot be listed.
    #[error("{directory} cannot be listed")]
    Directory {
        /// The directory.
        directory: String,
        /// The reason.
        source: std::io::Error,
    },
    /// A directory without price files.
    #[error("{0} has no .csv, .csv.gz or .parquet file")]
    Empty(String),
    /// Factors by month, and prices by day.
    #[error("{0}: the factors are monthly and the prices are not")]
    MonthlyFactors(String),
    /// The file cannot be written.
    #[error("{file} cannot be written")]
    Unwritable {
        /// The path of the file.
        file: String,
        /// The reason.
        source: std::io::Error,
    },
    /// No event of the database matches.
    #[error("no event of the database matches")]
    NoEvents,
    /// No event is in the group.
    #[error("no event is in the group \"{0}\"")]
    NoGroup(String),
}

impl Fault for StudyRefusal {
    fn class(&self) -> FaultClass {
        match self {
            Self::Open { source, .. } | Self::Directory { source, .. }
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                FaultClass::NotFound
            }
            Self::Open { .. } | Self::Directory { .. } | Self::Empty(_) | Self::MonthlyFactors(_) => {
                FaultClass::Input
            }
            Self::Unwritable { .. } => FaultClass::Store,
            Self::NoGroup(_) | Self::NoEvents => FaultClass::NotFound,
        }
    }
}

/// The panel, the market, and notes about them.
pub struct Loaded {
    /// The returns.
    pub panel: Panel,
    /// The benchmark and factors.
    pub market: Market,
    /// Columns that the values came from.
    pub value_columns: Vec<String>,
    /// Whether the rows are bars within days.
    pub intraday: bool,
    notes: Vec<String>,
    factors: Vec<String>,
}

/// What was found in price files besides the values.
#[derive(Debug, Default)]
pub(in crate::app) struct Found {
    /// The columns that the values came from, each once.
    pub(in crate::app) value_columns: Vec<String>,
    intraday: bool,
    notes: Notes,
}

/// Notes about the files, with counts.
#[derive(Debug, Default)]
struct Notes {
    bad_fields: Count,
    left_out: Count,
    zone: Option<Tz>,
}

#[derive(Debug, Default)]
struct Count {
    count: u64,
    first: Option<String>,
}

impl Count {
    fn add(&mut self, file: &str, faults: &panel::Faults) {
        self.count += faults.count;
        let first = faults.first.as_ref().map(|row| format!("{file}:{row}"));
        self.first = self.first.take().or(first);
    }
}

impl Found {
    fn add(&mut self, file: &str, table: &PanelTable) {
        if !self.value_columns.contains(&table.value_column) {
            self.value_columns.push(table.value_column.clone());
        }
        self.intraday |= table.intraday;
        self.notes.bad_fields.add(file, &table.bad_fields);
        self.notes.left_out.add(file, &table.left_out);
        self.notes.zone = self.notes.zone.or(table.zone);
    }
}

fn open(path: &Path) -> Result<(File, String), StudyRefusal> {
    let file = path.display().to_string();
    match File::open(path) {
        Ok(handle) => Ok((handle, file)),
        Err(source) => Err(StudyRefusal::Open { file, source }),
    }
}

/// Reads prices and factors.
pub fn load(request: &StudyRequest) -> Result<Loaded, Failure> {
    let (mut builder, mut found) = (PanelBuilder::default(), Found::default());
    let Reading { dates, decimal, .. } = request.reading;
    let value_column = request.price_column.clone();
    let options = PanelOptions { value_column, dates, decimal, zone: request.zone() };
    for path in files(&request.prices)? {
        let (handle, file) = open(&path)?;
        let table = panel::read(handle, &file, &options)?;
        found.add(&file, &table);
        for series in table.series {
            builder.extend(&series.symbol, series.points);
        }
    }
    finish(request, builder, &found)
}

/// The panel, the market and the notes of what was read.
pub(in crate::app) fn finish(
    request: &StudyRequest,
    builder: PanelBuilder,
    found: &Found,
) -> Result<Loaded, Failure> {
    let (panel, mut market, defects) =
        builder.finish(request.spec.returns, request.values, request.benchmark.as_deref())?;
    let mut notes = notes(&found.notes, defects, request.benchmark.as_deref());
    let mut factors = Vec::new();
    if let (Some(path), Model::Factors) = (&request.factors, request.spec.model) {
        let (handle, file) = open(path)?;
        let Reading { dates, decimal, .. } = request.reading;
        let options = FactorOptions { columns: request.factor_columns.clone(), dates, decimal };
        let table = factors::read(handle, &file, &options)?;
        if table.is_coarser_than(&panel.calendar) {
            return Err(StudyRefusal::MonthlyFactors(file).into());
        }
        factors.clone_from(&table.names);
        place_factors(&table, &panel, &mut market, request.factors_in_percent, &mut notes);
    }
    Ok(Loaded {
        panel,
        market,
        value_columns: found.value_columns.clone(),
        intraday: found.intraday,
        notes,
        factors,
    })
}

fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>, StudyRefusal> {
    let mut out = Vec::new();
    for path in given {
        if path.is_dir() {
            let before = out.len();
            out.extend(listed(path)?);
            if out.len() == before {
                return Err(StudyRefusal::Empty(path.display().to_string()));
            }
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

fn listed(directory: &Path) -> Result<Vec<PathBuf>, StudyRefusal> {
    let refuse = |source| StudyRefusal::Directory { directory: directory.display().to_string(), source };
    let entries = std::fs::read_dir(directory).map_err(refuse)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(refuse)?;
    paths.retain(|path| {
        let name = path.to_string_lossy();
        [".csv", ".csv.gz", ".parquet"].iter().any(|end| name.ends_with(end))
    });
    paths.sort();
    Ok(paths)
}

fn notes(found: &Notes, defects: Defects, benchmark: Option<&str>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(first) = &found.left_out.first {
        notes.push(format!(
            "{} rows cannot be read and are left out; the first: {first}",
            found.left_out.count
        ));
    }
    if let Some(first) = &found.bad_fields.first {
        let count = found.bad_fields.count;
        notes.push(format!("{count} fields are not numbers and count as missing; the first: {first}"));
    }
    notes.extend(found.zone.map(|zone| format!("times of prices without a zone are read as {zone}")));
    if defects.unusable > 0 {
        notes.push(format!("{} prices are missing, not finite or not positive", defects.unusable));
    }
    if defects.repeated > 0 {
        notes.push(format!("{} rows repeat a symbol and date; the last was kept", defects.repeated));
    }
    if let (Some(benchmark), true) = (benchmark, defects.benchmark_missing > 0) {
        notes.push(format!(
            "{benchmark} has no value on {} rows of the instruments: these pairs are missing, nothing is filled in",
            defects.benchmark_missing
        ));
    }
    notes
}

fn place_factors(
    table: &FactorTable,
    panel: &Panel,
    market: &mut Market,
    in_percent: bool,
    notes: &mut Vec<String>,
) {
    let unit = if in_percent || table.in_percent { 0.01 } else { 1.0 };
    let column = |pick: &dyn Fn(i64) -> Option<f64>| -> Vec<f64> {
        panel.calendar.iter().map(|at| pick(*at).map_or(f64::NAN, |value| value * unit)).collect()
    };
    for (i, name) in table.names.iter().enumerate() {
        let values = column(&|at| table.rows.get(&table.key(at)).map(|row| row[i]));
        market.factors.push((name.clone(), values));
    }
    market.risk_free = table.risk_free.as_ref().map(|rf| column(&|at| rf.get(&table.key(at)).copied()));
    let absent = panel.calendar.iter().filter(|at| !table.rows.contains_key(&table.key(**at))).count();
    if absent > 0 {
        notes.push(format!("the factors lack {absent} of the {} dates of the prices", panel.calendar.len()));
    }
    let sizes: Vec<f64> = market
        .factors
        .iter()
        .flat_map(|(_, v)| v.iter().map(|v| v.abs()))
        .filter(|v| v.is_finite())
        .collect();
    #[allow(clippy::cast_precision_loss)] // counts of rows
    let mean = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
    if mean > 0.05 {
        notes.push("the factors look like percentages but are read as fractions".to_owned());
    }
}

/// The events of a file, placed on a panel.
pub struct Events {
    /// The events, in the file's order.
    pub rows: Vec<EventRow>,
    /// Rows of the file that are not events.
    pub rejected: Vec<(u64, String)>,
    /// Notes about the file.
    pub notes: Vec<String>,
}

/// Reads an event file.
pub fn events(path: &Path, by: Option<&str>, request: &StudyRequest) -> Result<Events, Failure> {
    let (handle, file) = open(path)?;
    let options =
        EventOptions { group: by.map(str::to_owned), dates: request.reading.dates, zone: request.zone() };
    let table = event_table::read(handle, &file, &options)?;
    let note = |zone: Tz| format!("times of events without a zone are read as {zone}");
    Ok(Events {
        rows: table.events,
        rejected: table.rejected.iter().map(|row| (row.line, sentence(row))).collect(),
        notes: table.zone.map(note).into_iter().collect(),
    })
}

/// What is wrong with a row, without its line number.
fn sentence(row: &Rejected) -> String {
    if row.field.is_empty() {
        row.reason.to_string()
    } else {
        format!("column `{}`: {}", row.field, row.reason)
    }
}

/// The position of an event on the panel: the first session or bar that could react.
fn place(at: Stamp, loaded: &Loaded, bar: i64, request: &StudyRequest) -> Result<i64, Failure> {
    match at {
        Stamp::Date(_) => Ok(at.number()),
        // The bar in progress at the instant is the first to end after it.
        Stamp::Instant(seconds) if loaded.intraday => Ok(seconds - bar + 1),
        Stamp::Instant(seconds) => {
            let Some(at) = DateTime::from_timestamp(seconds, 0) else { return Ok(seconds) };
            let when = When::Instant { at, precision: Precision::Second };
            let session = request.calendars.get(request.mic)?.first_reacting_session(&when)?;
            Ok(Stamp::Date(session.date).number())
        }
    }
}

/// The most common interval between two rows, in seconds.
fn bar_length(panel: &Panel) -> i64 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for pair in panel.calendar.windows(2) {
        *counts.entry(pair[1] - pair[0]).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(1, |(length, _)| length)
}

/// The study's events and the data that its document needs.
pub fn prepare(
    request: &StudyRequest,
    loaded: &Loaded,
    events: &Events,
) -> Result<(Vec<StudyEvent>, StudyFacts), Failure> {
    let bar = bar_length(&loaded.panel);
    let mut out = Vec::with_capacity(events.rows.len());
    for row in &events.rows {
        out.push(StudyEvent {
            symbol: row.symbol.clone(),
            at: place(row.at, loaded, bar, request)?,
            group: row.group.clone(),
        });
    }
    let spell = |at: i64, time: bool| {
        DateTime::<Utc>::from_timestamp(at, 0).map_or_else(String::new, |t| {
            if time { t.to_rfc3339_opts(SecondsFormat::Secs, true) } else { t.date_naive().to_string() }
        })
    };
    let facts = StudyFacts {
        symbols: out.iter().map(|event| event.symbol.clone()).collect(),
        dates: events
            .rows
            .iter()
            .map(|row| match row.at {
                Stamp::Date(date) => date.to_string(),
                Stamp::Instant(at) => spell(at, true),
            })
            .collect(),
        groups: out.iter().map(|event| event.group.clone()).collect(),
        calendar: loaded.panel.calendar.iter().map(|at| spell(*at, loaded.intraday)).collect(),
        rows: loaded.panel.series.iter().map(|series| series.rows.clone()).collect(),
        measure: request.beside.measure,
        intraday: loaded.intraday,
        benchmark: request.benchmark.clone(),
        factors: loaded.factors.clone(),
        excess: loaded.market.risk_free.is_some(),
        value_columns: loaded.value_columns.clone(),
        notes: [&loaded.notes[..], &events.notes].concat(),
        rejected: events.rejected.clone(),
    };
    Ok((out, facts))
}

/// A finished study: its document, and the studies of its groups.
pub struct Studied {
    /// The document.
    pub document: StudyDocument,
    /// The study of all events.
    pub whole: Study,
    /// The studies of the groups, by name.
    pub groups: Vec<(String, Study)>,
}

/// Runs a study from files, with one more study for each group if `by` names a column.
pub fn study(request: &StudyRequest, events_file: &Path, by: Option<&str>) -> Result<Studied, Failure> {
    let loaded = load(request)?;
    let given = events(events_file, by, request)?;
    study_loaded(request, &loaded, &given, by.is_some())
}

/// Runs a study on loaded data, with one more study for each group on request.
pub(super) fn study_loaded(
    request: &StudyRequest,
    loaded: &Loaded,
    given: &Events,
    by_group: bool,
) -> Result<Studied, Failure> {
    let (all, facts) = prepare(request, loaded, given)?;
    let (panel, market, spec) = (&loaded.panel, &loaded.market, &request.spec);
    check(spec, market)?;
    let run = |events: &[StudyEvent], keep| {
        run_keeping(panel, market, assign(panel, events, spec), spec, &request.tests, keep)
    };
    let whole = run(&all, Keep::Events);
    let mut document = document(&whole, &facts);
    compute_beside(&mut document, request, loaded, &whole);
    let names: BTreeSet<&String> = all.iter().filter_map(|event| event.group.as_ref()).collect();
    let mut groups = Vec::new();
    if by_group {
        for name in names {
            let own: Vec<StudyEvent> =
                all.iter().filter(|e| e.group.as_ref() == Some(name)).cloned().collect();
            // For a group, only averages and tests are reported.
            groups.push((name.clone(), run(&own, Keep::Sums)));
        }
        let adjusted = adjust(&groups);
        document.groups =
            groups.iter().zip(adjusted).map(|((name, study), p)| group_record(name, study, p)).collect();
    }
    Ok(Studied { document, whole, groups })
}

/// Adds resampling, the calendar-time portfolio and a peer's table to the document.
fn compute_beside(document: &mut StudyDocument, request: &StudyRequest, loaded: &Loaded, study: &Study) {
    let (beside, spec) = (&request.beside, &request.spec);
    let (panel, market) = (&loaded.panel, &loaded.market);
    if beside.calendar_time || study.clustered > 0 || !study.overlapping.is_empty() {
        let portfolio = calendar_time(panel, market, study, beside.fewest_holdings);
        document.calendar_time = portfolio.map(Into::into);
    }
    let volatile = beside.measure == Measure::Volatility;
    if beside.bootstrap.is_none() && beside.compat.is_none() && !volatile {
        return;
    }
    let events = details(panel, market, study);
    if volatile {
        document.volatility = volatility_records(&volatility(&events), spec);
    }
    if let Some(how) = &beside.bootstrap {
        document.bootstrap = Some(bootstrap_record(&bootstrap(&events, how), how, spec));
    }
    if let Some(peer) = beside.compat {
        let market_calendar = market_returns(panel, market);
        let input = PeerInput { spec, events: &events, market_calendar: &market_calendar };
        document.compat = Some(compat_record(peer, &table(peer, &input), spec));
    }
}

/// For each group the p of each test of the whole window, after Holm and after Benjamini & Hochberg.
fn adjust(groups: &[(String, Study)]) -> Vec<BTreeMap<&'static str, [f64; 2]>> {
    let mut out = vec![BTreeMap::new(); groups.len()];
    let Some((_, first)) = groups.first() else { return out };
    for (i, test) in first.tests.iter().enumerate() {
        let last = |study: &Study| study.tests[i].caar.last().and_then(|cell| cell.ok()).map(|cell| cell.p);
        let known: Vec<(usize, f64)> =
            groups.iter().enumerate().filter_map(|(g, (_, study))| Some((g, last(study)?))).collect();
        let p: Vec<f64> = known.iter().map(|(_, p)| *p).collect();
        for (((g, _), holm), bh) in known.iter().zip(holm(&p)).zip(benjamini_hochberg(&p)) {
            out[*g].insert(test.name.as_str(), [holm, bh]);
        }
    }
    out
}

/// Draws the CAAR paths to a file, SVG or PNG according to its name.
pub fn draw(studied: &Studied, file: &Path) -> Result<(), Failure> {
    write_chart(&caar_spec(studied), file)
}

/// Writes a chart, SVG or PNG according to the file's name.
pub(in crate::app) fn write_chart(spec: &CaarSpec, file: &Path) -> Result<(), Failure> {
    let svg = draw_caar(spec)?.svg;
    let bytes = if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("png")) {
        png(&svg, 2.0)?
    } else {
        svg.into_bytes()
    };
    std::fs::write(file, bytes)
        .map_err(|source| StudyRefusal::Unwritable { file: file.display().to_string(), source })?;
    Ok(())
}

/// One study's path for a chart.
pub(in crate::app) fn caar_path(label: &str, study: &Study) -> CaarGroup {
    CaarGroup {
        label: label.to_owned(),
        events: usize::try_from(study.cross.events).unwrap_or(usize::MAX),
        points: caar_series(study, 0.95)
            .into_iter()
            .map(|day| CaarPoint { relative_day: day.relative_day, caar_fraction: day.caar, band: day.band })
            .collect(),
    }
}

fn caar_spec(studied: &Studied) -> CaarSpec {
    let groups: Vec<CaarGroup> = if studied.groups.is_empty() {
        vec![caar_path("", &studied.whole)]
    } else {
        studied.groups.iter().map(|(name, study)| caar_path(name, study)).collect()
    };
    let spec = &studied.whole.spec;
    CaarSpec {
        theme: Theme::Light,
        title: title(&studied.document.aggregate),
        subtitle: format!(
            "{} events · {} · estimation {} rows, gap {} · cross-sectional band",
            studied.document.aggregate.n,
            spec.model.as_str().replace('_', " "),
            spec.estimation,
            spec.gap
        ),
        groups,
        confidence: 0.95,
        credit: format!("newstape {}", env!("CARGO_PKG_VERSION")),
    }
}

fn title(aggregate: &AggregateRecord) -> String {
    match (aggregate.caar.last().copied().flatten(), aggregate.days.last()) {
        (Some(caar), Some(day)) => format!(
            "Average cumulative abnormal return up to day {day}: {}",
            crate::view::format::percent(caar)
        ),
        _ => "Average cumulative abnormal return".to_owned(),
    }
}
