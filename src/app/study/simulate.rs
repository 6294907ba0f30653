//! Simulates studies of random events on a panel, or on simulated clustered returns.

use crate::app::Failure;
use crate::app::study::{StudyRefusal, StudyRequest, load};
use crate::study::significance::TestName;
use crate::study::{Rejections, SimulationSpec, Spec, Window, clustered_panel, simulate};
use crate::view::study::{SimulationDocument, SimulationRun, simulation_document};

/// What to simulate.
#[derive(Debug, Clone)]
pub struct SimulationRequest {
    /// The shocks as fractions; each gives a column.
    pub shocks: Vec<f64>,
    /// The other settings; its own shock is ignored.
    pub how: SimulationSpec,
}

/// Random event days on a panel of real prices.
pub fn simulate_panel(
    request: &StudyRequest,
    wanted: &SimulationRequest,
    progress: &(dyn Fn() + Sync),
) -> Result<SimulationDocument, Failure> {
    if request.windows.len() > 1 {
        return Err(StudyRefusal::SeveralWindows.into());
    }
    let loaded = load(request)?;
    let skip = request.benchmark.as_deref();
    let mut runs = Vec::new();
    for &shock in &wanted.shocks {
        let how = SimulationSpec { shock, ..wanted.how.clone() };
        let spec = &request.spec;
        let found = simulate(&loaded.panel, &loaded.market, skip, spec, &request.tests, &how, progress)?;
        runs.push(run(format!("shock {}", crate::view::format::share(shock)), how, None, found));
    }
    let instruments = loaded.panel.series.len() - usize::from(skip.is_some());
    let days = loaded.panel.calendar.len();
    Ok(simulation_document(&request.spec, request.benchmark.as_deref(), instruments, days, runs))
}

/// N instruments on one random day, with simulated returns whose residuals have a known mean correlation.
pub fn simulate_clustered(
    spec: &Spec,
    tests: &[TestName],
    correlations: &[f64],
    wanted: &SimulationRequest,
    progress: &(dyn Fn() + Sync),
) -> Result<SimulationDocument, Failure> {
    let spec = Spec { window: Window { from: 0, to: 0 }, ..spec.clone() };
    // Enough days that samples seldom share an event day.
    let days = spec.estimation + spec.gap + 3 * wanted.how.samples + 2;
    let mut runs = Vec::new();
    for &correlation in correlations {
        for &shock in &wanted.shocks {
            let how = SimulationSpec { shock, same_day: true, ..wanted.how.clone() };
            let (panel, market) = clustered_panel(how.events, days, correlation, how.seed);
            let found = simulate(&panel, &market, None, &spec, tests, &how, progress)?;
            runs.push(run(format!("correlation {correlation}"), how, Some(correlation), found));
        }
    }
    Ok(simulation_document(&spec, None, wanted.how.events, days, runs))
}

fn run(
    label: String,
    how: SimulationSpec,
    correlation: Option<f64>,
    found: Vec<Rejections>,
) -> SimulationRun {
    SimulationRun { label, how, correlation, found }
}
