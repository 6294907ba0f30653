//! The specification of a chart as JSON: what is drawn and its words, without size and colours, which are chosen
//! when it is drawn.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{ChartAt, ChartBars, ChartError, ChartSpec, NewsTime, ReactionSpec};
use crate::calendar::Session;

/// What every specification begins with.
const SCHEMA: &str = "newstape/chart-spec/1";

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    chart: &'a ChartSpec,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    schema: String,
    chart: ChartSpec,
}

impl ChartSpec {
    /// The specification as a JSON document, from which [`Self::from_json`] makes the same chart.
    ///
    /// # Errors
    /// [`ChartError::Spec`] if it holds a number that JSON does not have.
    pub fn to_json(&self) -> Result<String, ChartError> {
        let text = serde_json::to_string_pretty(&Written { schema: SCHEMA, chart: self });
        text.map(|text| text + "\n").map_err(|e| ChartError::Spec(e.to_string()))
    }

    /// Reads what [`Self::to_json`] wrote, perhaps changed by hand. Its sheet is an article's, its paper light.
    ///
    /// # Errors
    /// [`ChartError::Spec`], with line and column, if the text is anything else.
    ///
    /// # Examples
    /// ```
    /// use newstape::chart::{ChartSpec, Frame, HeatMapSpec, HeatRow};
    ///
    /// let row = HeatRow { label: "MSFT".to_owned(), events: 3, moves: vec![Some(0.012)] };
    /// let frame = Frame::titled("Median moves");
    /// let map = HeatMapSpec { frame, columns: vec!["1d".to_owned()], rows: vec![row], note: String::new() };
    /// let spec = ChartSpec::HeatMap(map);
    /// let again = ChartSpec::from_json(&spec.to_json()?)?;
    /// assert_eq!(again.draw()?.svg, spec.draw()?.svg);
    /// # Ok::<(), newstape::chart::ChartError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, ChartError> {
        let kept: Kept = serde_json::from_str(text).map_err(|e| ChartError::Spec(e.to_string()))?;
        if kept.schema != SCHEMA {
            let reason = format!("its schema is \"{}\" and not \"{SCHEMA}\"", kept.schema);
            return Err(ChartError::Spec(reason));
        }
        within_reach(&kept.chart).map_err(ChartError::Spec)?;
        Ok(kept.chart)
    }
}

/// The years of which charts are drawn; no exchange is older.
const YEARS: RangeInclusive<i32> = 1600..=2400;
/// As far as an event window reaches.
const FARTHEST_DAY: u32 = 5_000;
/// More decimals than any price has.
const MOST_DECIMALS: u8 = 12;

/// Whether what a hand may have written can be drawn in a time in proportion to its length.
fn within_reach(chart: &ChartSpec) -> Result<(), String> {
    let (mut dates, mut days, mut decimals): (Vec<NaiveDate>, Vec<i32>, u8) = (Vec::new(), Vec::new(), 0);
    match chart {
        ChartSpec::Reaction(spec) => {
            dates.extend(dates_of_reaction(spec));
            decimals = spec.decimals;
        }
        ChartSpec::Comparison(spec) => {
            dates.extend(spec.days.iter().copied().chain(dates_of_sessions(&spec.sessions)));
            dates.push(date_of_news(spec.moment));
        }
        ChartSpec::Placebo(spec) => dates.extend(spec.period.iter().flat_map(|(from, to)| [*from, *to])),
        ChartSpec::Multiples(spec) => days.extend(spec.panels.iter().flat_map(|p| &p.points).map(|p| p.0)),
        ChartSpec::Timeline(spec) => {
            dates.extend(spec.closes.iter().map(|(day, _)| *day).chain(dates_of_sessions(&spec.sessions)));
            dates.extend(spec.news.iter().map(|news| news.at.date_naive()));
            decimals = spec.decimals;
        }
        ChartSpec::HeatMap(_) => {}
        ChartSpec::Study(spec) => {
            days.extend(spec.groups.iter().flat_map(|g| &g.points).map(|p| p.relative_day));
        }
    }
    if let Some(date) = dates.iter().find(|date| !YEARS.contains(&date.year())) {
        return Err(format!("{date} is outside the years {} to {}", YEARS.start(), YEARS.end()));
    }
    if let Some(day) = days.iter().find(|day| day.unsigned_abs() > FARTHEST_DAY) {
        return Err(format!("day {day} is more than {FARTHEST_DAY} days from the event"));
    }
    if decimals > MOST_DECIMALS {
        return Err(format!("prices have at most {MOST_DECIMALS} decimals, not {decimals}"));
    }
    Ok(())
}

fn dates_of_reaction(spec: &ReactionSpec) -> impl Iterator<Item = NaiveDate> {
    let bars: Vec<NaiveDate> = match &spec.bars {
        ChartBars::Daily(bars) => bars.iter().map(|bar| bar.at).collect(),
        ChartBars::Intraday(bars) => bars.iter().map(|bar| bar.at.date_naive()).collect(),
    };
    let marks = spec.anchor.iter().map(|m| m.at).chain(spec.horizons.iter().map(|m| m.at));
    let marks = marks.chain(spec.claims.iter().map(|m| m.at)).flatten().map(|at| match at {
        ChartAt::Day(day) | ChartAt::Open(day) => day,
        ChartAt::Instant(at) => at.date_naive(),
    });
    let strip = spec.overview.iter().map(|bar| bar.at.date_naive());
    let pins = spec.pins.iter().map(|pin| pin.at.date_naive());
    let news = std::iter::once(date_of_news(spec.moment));
    bars.into_iter()
        .chain(marks)
        .chain(strip)
        .chain(pins)
        .chain(news)
        .chain(dates_of_sessions(&spec.sessions))
}

fn dates_of_sessions(sessions: &[Session]) -> impl Iterator<Item = NaiveDate> {
    sessions.iter().flat_map(|session| {
        let parts = [Some(session.regular), session.lunch, session.premarket, session.afterhours];
        let ends = parts.into_iter().chain([session.overnight]).flatten();
        ends.flat_map(|span| [span.start.date_naive(), span.end.date_naive()]).chain([session.date])
    })
}

fn date_of_news(moment: NewsTime) -> NaiveDate {
    match moment {
        NewsTime::Instant(at) => at.date_naive(),
        NewsTime::Day(day) => day,
    }
}
