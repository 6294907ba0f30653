//! The reaction chart: prices around the news, the benchmark, the horizons' ends, volume beneath,
//! and a table that spells the marks out.
//!
//! Everything is measured first and drawn second, so that the sheet is as tall as what it holds.

mod callouts;
mod check;
mod cone;
mod header;
mod overview;
mod pane;
mod pins;
mod plan;
mod prices;
mod table;
mod volume;

use super::alt::{alt_text, description};
use super::canvas::{Drawing, draw};
use super::error::ChartError;
use super::spec::{HorizonMark, ReactionSpec};
use super::svg::Head;
use plan::Plan;

/// Draws a reaction chart: an SVG document, its size and the picture in words.
///
/// No label overlaps another or is cut, whatever the number of bars and horizons; titles too long
/// for two lines end with an ellipsis, and the full text is in the document's own title. The same
/// specification gives the same bytes, on every machine.
///
/// # Errors
/// [`ChartError::NoBars`], [`ChartError::NotFinite`] and [`ChartError::Length`] name what cannot be
/// drawn.
///
/// # Examples
/// Three sessions around news of the second one, as a page shows them:
/// ```
/// use chrono::NaiveDate;
/// use newstape::chart::{self, AnchorMark, ChartAt, ChartBars, Frame, HorizonMark, NewsTime, ReactionSpec};
/// use newstape::market::Bar;
/// use newstape::units::Currency;
///
/// let day = |d| NaiveDate::from_ymd_opt(2025, 1, d).expect("a day in January");
/// let bars = vec![
///     Bar::new(day(24), 148.4, 148.9, 141.9, 142.6, Some(234e6))?,
///     Bar::new(day(27), 124.8, 128.4, 116.7, 118.4, Some(818e6))?,
///     Bar::new(day(28), 121.8, 129.0, 116.3, 129.0, Some(579e6))?,
/// ];
/// let spec = ReactionSpec {
///     frame: Frame {
///         subtitle: vec!["DeepSeek's model does with less · 27 Jan 2025".into()],
///         credit: "Prices: as printed".to_owned(),
///         ..Frame::titled("Nvidia fell 16.97 % by the first close after the news")
///     },
///     instrument: "NVDA · XNAS · USD".to_owned(),
///     zone: chrono_tz::America::New_York,
///     bars: ChartBars::Daily(bars),
///     sessions: Vec::new(),
///     benchmark: None,
///     moment: NewsTime::Day(day(27)),
///     moment_label: "News".to_owned(),
///     anchor: Some(AnchorMark { at: Some(ChartAt::Day(day(24))), price: 142.6 }),
///     horizons: vec![HorizonMark {
///         label: "1d".to_owned(),
///         at: Some(ChartAt::Day(day(27))),
///         price: Some(118.4),
///         return_fraction: Some(118.4 / 142.6 - 1.0),
///         abnormal_fraction: None,
///         verdict: None,
///         pending: false,
///         absent: None,
///     }],
///     claims: Vec::new(),
///     pins: Vec::new(),
///     normal: None,
///     overview: Vec::new(),
///     remarks: Vec::new(),
///     key: true,
///     volume: true,
///     currency: Some(Currency::USD),
///     decimals: 2,
/// };
/// let drawing = chart::draw_reaction(&spec)?;
/// assert!(drawing.svg.contains("−16.97 %"));
/// assert_eq!(drawing.size.0, 960);
/// assert!(drawing.alt.contains("Returns: 1d −16.97 %."));
///
/// let png = chart::png(&drawing.svg, 2.0)?;
/// assert!(png.starts_with(b"\x89PNG"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn draw_reaction(spec: &ReactionSpec) -> Result<Drawing, ChartError> {
    check::checked(spec)?;
    let brief;
    let mut plan = Plan::of(spec);
    if spec.frame.sheet.height.is_some_and(|height| plan.height > height) {
        brief = brief_of(spec);
        plan = Plan::of(&brief);
    }
    let description = description(spec);
    let head =
        Head { size: (plan.sheet.laid_out(), plan.height), kind: "reaction", description: &description };
    draw(&spec.frame, head, alt_text(spec), |canvas| plan.paint(canvas))
}

/// The closes that a brief chart marks: those of which titles speak, a week and a month.
const BRIEF: [&str; 4] = ["1d", "2d", "5d", "20d"];

/// A chart that explains itself without a key.
fn brief_of(spec: &ReactionSpec) -> ReactionSpec {
    let is_kept = |mark: &HorizonMark| BRIEF.contains(&mark.label.as_str()) && mark.return_fraction.is_some();
    ReactionSpec {
        horizons: spec.horizons.iter().filter(|mark| is_kept(mark)).cloned().collect(),
        claims: Vec::new(),
        pins: Vec::new(),
        remarks: Vec::new(),
        overview: Vec::new(),
        volume: false,
        key: false,
        ..spec.clone()
    }
}
