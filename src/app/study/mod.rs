//! Studies events given in a file on prices given in a file.

mod chart;
mod clean;
pub mod compare;
mod cross_section;
pub mod from_store;
pub mod library;
mod load;
pub mod paper;
pub mod simulate;
mod varied;
pub mod write_events;

pub use chart::draw;
pub(in crate::app) use chart::{caar_path, frame, weighed, write_chart};
use clean::{EventAndStory, Near, News};
use cross_section::{cross_section, further_columns};
use load::open;
pub(in crate::app) use load::{Found, finish};
pub use load::{Loaded, load};
use varied::Ways;
use write_events::write_measured;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;

use crate::app::Failure;
use crate::calendar::Calendars;
use crate::event::{Precision, When};
use crate::fault::{Fault, FaultClass};
use crate::instrument::Mic;
use crate::study::compat::{Peer, PeerInput, table};
use crate::study::regression::RegressionSpec;
use crate::study::significance::TestName;
use crate::study::{
    Assignment, BootstrapSpec, FARTHEST_SESSIONS, Keep, Pair, Panel, Placement, Reach, Spec, Study,
    ValueKind, Window, assign_at, benjamini_hochberg, bootstrap, calendar_time, check, details, holm,
    market_returns, run_keeping, skewness_p, volatility,
};
use crate::table::events::{self as event_table, EventOptions, EventRow};
use crate::table::{Covariates, DateOrder, Decimal, Rejected, Stamp};
use crate::venue::venue;
use crate::view::study::{
    EventLabel, Measure, MeasuredEvents, StudyDocument, StudyFacts, StudyNames, add_further_methods,
    add_skewness_p, bootstrap_record, compat_record, document, group_record, volatility_records,
    window_record,
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
    /// The specification, with the first event window.
    pub spec: Spec,
    /// Event windows, the first included, where there are several.
    pub windows: Vec<Window>,
    /// The cross-section of the events, if it is wanted; of each event window.
    pub regression: Option<RegressionSpec>,
    /// Benchmarks of single events.
    pub benchmarks: Vec<String>,
    /// Events with other logged news of the instrument within so many sessions are left out.
    pub clean: Option<u32>,
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
    /// The file to which each event's days are written.
    pub output: Option<PathBuf>,
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
    /// What of the events is needed after they have been summed up.
    fn keep(&self) -> Keep {
        let Beside { every_event, drawn, bootstrap, compat, measure, .. } = &self.beside;
        let listed = *every_event || *drawn || self.output.is_some();
        let resampled = bootstrap.is_some() || compat.is_some() || *measure == Measure::Volatility;
        if listed || resampled { Keep::Events } else { Keep::Sums }
    }

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
    /// Whether the document is to list the events with their days.
    pub every_event: bool,
    /// Whether it is drawn: the chart shows how the events are spread.
    pub drawn: bool,
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
    /// No event of the database matches.
    #[error("no event of the database matches")]
    NoEvents,
    /// A formula names a column that the events do not have.
    #[error("the events have no column {0}")]
    NoColumn(String),
    /// More event windows than one, where only one is of use.
    #[error("several event windows are for a study of all events")]
    SeveralWindows,
    /// No event is in the group.
    #[error("no event is in the group \"{0}\"")]
    NoGroup(String),
}

impl Fault for StudyRefusal {
    fn class(&self) -> FaultClass {
        match self {
            Self::Open { .. }
            | Self::Directory { .. }
            | Self::Empty(_)
            | Self::MonthlyFactors(_)
            | Self::NoColumn(_) => FaultClass::Input,
            Self::SeveralWindows => FaultClass::Usage,
            Self::NoGroup(_) | Self::NoEvents => FaultClass::NotFound,
        }
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
    /// Further columns of the file, a value for each event.
    pub further: Vec<Covariates>,
    /// The event of the database that each is, and its story; empty for events of a file.
    origins: Vec<EventAndStory>,
    /// What the database has logged of the instruments, where events near other news are to be left out.
    news: Option<News>,
}

impl Events {
    /// Those of these numbers.
    fn picked(&self, which: &[usize]) -> Self {
        let column = |further: &Covariates| Covariates {
            name: further.name.clone(),
            values: which.iter().map(|at| further.values[*at].clone()).collect(),
        };
        Self {
            rows: which.iter().map(|at| self.rows[*at].clone()).collect(),
            rejected: Vec::new(),
            notes: self.notes.clone(),
            further: self.further.iter().map(column).collect(),
            origins: which.iter().filter_map(|at| self.origins.get(*at)).copied().collect(),
            news: None,
        }
    }
}

/// Reads an event file.
pub fn events(path: &Path, by: Option<&str>, request: &StudyRequest) -> Result<Events, Failure> {
    let (handle, file) = open(path)?;
    let options = EventOptions {
        group: by.map(str::to_owned),
        dates: request.reading.dates,
        zone: request.zone(),
        decimal: request.reading.decimal,
        further: further_columns(request.regression.as_ref()),
    };
    let table = event_table::read(handle, &file, &options)?;
    let note = |zone: Tz| format!("times of events without a zone are read as {zone}");
    let mut notes: Vec<String> = table.zone.map(note).into_iter().collect();
    if !table.unused.is_empty() {
        notes.push(format!("columns of the event file that are not used: {}", table.unused.join(", ")));
    }
    Ok(Events {
        rows: table.events,
        rejected: table.rejected.iter().map(|row| (row.line, sentence(row))).collect(),
        notes,
        further: table.further,
        origins: Vec::new(),
        news: None,
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

/// Where day 0 may lie by the venue's calendar: of a single series nothing else says which days were sessions.
fn reach(at: Stamp, loaded: &Loaded, request: &StudyRequest) -> Option<Reach> {
    let (Stamp::Date(date), [_]) = (at, loaded.panel.series.as_slice()) else { return None };
    let calendar = request.calendars.get(request.mic).ok()?;
    let far = i64::try_from(FARTHEST_SESSIONS).ok()?;
    let end = |n| Some(Stamp::Date(calendar.nth_session_after(date, n).ok()?.date).number());
    Some((end(-far)?, end(far)?))
}

/// The most common interval between two rows, in seconds.
fn bar_length(panel: &Panel) -> i64 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for pair in panel.calendar.windows(2) {
        *counts.entry(pair[1] - pair[0]).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(1, |(length, _)| length)
}

/// The events on the panel.
struct Places {
    /// The place of each in the panel's numbers.
    at: Vec<i64>,
    /// The news near which events are left out.
    near: Option<Near>,
}

/// The places of the events.
fn places(request: &StudyRequest, loaded: &Loaded, events: &Events) -> Result<Places, Failure> {
    let bar = bar_length(&loaded.panel);
    let at = events.rows.iter().map(|row| place(row.at, loaded, bar, request)).collect::<Result<_, _>>()?;
    let near = request.clean.zip(events.news.as_ref());
    Ok(Places { at, near: near.map(|(sessions, news)| Near::new(sessions, news, loaded, request)) })
}

/// The events of these numbers on the panel.
fn assigned(
    request: &StudyRequest,
    loaded: &Loaded,
    events: &Events,
    places: &Places,
    which: &[usize],
) -> Assignment {
    let ways = Ways::of(events);
    let event = |number: usize| {
        let (row, at) = (&events.rows[which[number]], places.at[which[number]]);
        let variant = ways.variant(which[number], &loaded.market);
        Placement { symbol: &row.symbol, at, reach: reach(row.at, loaded, request), variant }
    };
    let mut assignment = assign_at(&loaded.panel, which.len(), event, &request.spec);
    let left_out = |instrument: usize, pair: Pair| {
        let event = which[pair.event as usize];
        let own = events.origins.get(event).copied();
        let near = || places.near.as_ref()?.other(&loaded.panel, instrument, pair, own);
        ways.refused(event).or_else(near)
    };
    if ways.have_signs() || places.near.is_some() {
        assignment.leave_out(&loaded.panel, &request.spec, left_out);
    }
    assignment
}

/// A place on the panel's calendar as text.
fn spell(at: i64, with_time: bool) -> String {
    let Some(at) = DateTime::<Utc>::from_timestamp(at, 0) else { return String::new() };
    if with_time { at.to_rfc3339_opts(SecondsFormat::Secs, true) } else { at.date_naive().to_string() }
}

/// The names of an event, as given.
fn label(row: &EventRow) -> EventLabel {
    let date = match row.at {
        Stamp::Date(date) => date.to_string(),
        Stamp::Instant(at) => spell(at, true),
    };
    EventLabel { symbol: row.symbol.to_string(), date, group: row.group.as_deref().map(str::to_owned) }
}

/// The data that a study's document needs besides the study.
fn facts(request: &StudyRequest, loaded: &Loaded, events: &Events) -> StudyFacts {
    StudyFacts {
        given: events.rows.len() as u64,
        measure: request.beside.measure,
        every_event: request.beside.every_event,
        intraday: loaded.intraday,
        benchmark: request.benchmark.clone(),
        factors: loaded.factors.clone(),
        excess: loaded.market.has_risk_free(),
        value_columns: loaded.value_columns.clone(),
        notes: [&loaded.notes[..], &events.notes].concat(),
        rejected: events.rejected.clone(),
    }
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
    let (given, prices) = rayon::join(|| events(events_file, by, request), || load::gathered(request));
    let (given, (builder, found)) = (given?, prices?);
    let request = &StudyRequest { benchmarks: varied::benchmarks(&[&given]), ..request.clone() };
    let mut loaded = finish(request, builder, &found)?;
    varied::vary(&mut loaded, &given);
    study_loaded(request, &loaded, &given, by.is_some())
}

/// Runs a study on loaded data, with one more study for each group on request.
pub(super) fn study_loaded(
    request: &StudyRequest,
    loaded: &Loaded,
    given: &Events,
    by_group: bool,
) -> Result<Studied, Failure> {
    let (panel, market, spec) = (&loaded.panel, &loaded.market, &request.spec);
    check(spec, market)?;
    let places = places(request, loaded, given)?;
    let run = |events: &[usize], keep| {
        let assignment = assigned(request, loaded, given, &places, events);
        run_keeping(panel, market, assignment, spec, &request.tests, keep)
    };
    let all: Vec<usize> = (0..given.rows.len()).collect();
    let whole = run(&all, request.keep());
    let run_window = |window: Window| {
        let spec = Spec { window, ..spec.clone() };
        let assignment =
            assigned(&StudyRequest { spec: spec.clone(), ..request.clone() }, loaded, given, &places, &all);
        run_keeping(panel, market, assignment, &spec, &request.tests, Keep::Sums)
    };
    let event = |number: u32| label(&given.rows[number as usize]);
    let day = |instrument: usize, row: u32| {
        spell(panel.calendar[panel.series[instrument].rows[row as usize] as usize], loaded.intraday)
    };
    let names = StudyNames { event: &event, day: &day };
    let facts = facts(request, loaded, given);
    if let Some(file) = &request.output {
        write_measured(&MeasuredEvents::of(&whole, &facts, names), spec.window, file)?;
    }
    let mut document = document(&whole, &facts, names);
    compute_beside(&mut document, request, loaded, &whole);
    let further: Vec<(Window, Study)> =
        request.windows.iter().skip(1).map(|window| (*window, run_window(*window))).collect();
    let windows =
        || std::iter::once((spec.window, &whole)).chain(further.iter().map(|(w, study)| (*w, study)));
    if !further.is_empty() {
        document.windows = windows().map(|(window, study)| window_record(window, study)).collect();
    }
    if let Some(regression) = &request.regression {
        for (_, study) in windows() {
            document.regressions.push(cross_section(regression, loaded, given, study)?);
        }
    }
    add_further_methods(&mut document);
    let names: BTreeSet<&str> = given.rows.iter().filter_map(|row| row.group.as_deref()).collect();
    let mut groups = Vec::new();
    if by_group {
        for name in names {
            let is_own = |at: &usize| given.rows[*at].group.as_deref() == Some(name);
            let own: Vec<usize> = all.iter().copied().filter(is_own).collect();
            // For a group, only averages and tests are reported.
            groups.push((name.to_owned(), run(&own, Keep::Sums)));
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
    let wanted = beside.calendar_time || study.clustered > 0 || !study.overlapping.is_empty();
    let held = beside.measure != Measure::Volume;
    if beside.calendar_time && !held {
        let note = "a portfolio holds shares, not their volume: there is no calendar-time portfolio";
        document.attention.notes.push(note.to_owned());
    }
    if wanted && held {
        let portfolio = calendar_time(panel, market, study, beside.fewest_holdings);
        document.calendar_time = portfolio;
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
        if study.tests.iter().any(|test| test.name == TestName::SkewnessAdjustedT) {
            add_skewness_p(&mut document.aggregate, &skewness_p(panel, study, how));
        }
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
