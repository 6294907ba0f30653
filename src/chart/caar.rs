//! The event-study chart: the cumulative average abnormal return around day 0, with its band.

use super::alt::ended;
use super::canvas::{Align, Area, Canvas, Drawing, Tint, Type, draw};
use super::error::ChartError;
use super::foot::Foot;
use super::heading::Heading;
use super::ink::Ink;
use super::legend::{Legend, Sample};
use super::scale::Scale;
use super::spec::{Frame, WIDE};
use super::spread::{Wish, spread};
use super::svg::Head;
use crate::view::format;
use crate::view::study::Measure;

const MARGIN: f64 = 28.0;
const INNER: f64 = WIDE - 2.0 * MARGIN;
const PLOT_HEIGHT: f64 = 340.0;
const SIZE: f64 = 11.5;
const AXIS: Type = Type::regular(SIZE, Ink::Muted);
/// Paths of at most this many days show each of them.
const MOST_DOTS: usize = 45;

/// An event study's result over its window, for one or several groups of events.
#[derive(Debug, Clone)]
pub struct CaarSpec {
    /// What it has in common with other charts: the title says what was found, the second line names the model,
    /// the windows and the sample.
    pub frame: Frame,
    /// The quantity whose averages are drawn.
    pub measure: Measure,
    /// The groups, in the order of the legend.
    pub groups: Vec<CaarGroup>,
    /// What the bands cover, as a share: 0.95.
    pub confidence: f64,
}

/// One group of events.
#[derive(Debug, Clone)]
pub struct CaarGroup {
    /// Its name; may be empty where there is only one group.
    pub label: String,
    /// How many events it holds.
    pub events: usize,
    /// Its path, by relative day.
    pub points: Vec<CaarPoint>,
}

/// The average up to and with one relative day; of volatility, that of the day.
#[derive(Debug, Clone, Copy)]
pub struct CaarPoint {
    /// The relative day; 0 is the first session in which the market could react.
    pub relative_day: i32,
    /// The average in its unit: the CAAR as a fraction, a logarithm of volume, a ratio of variances.
    pub caar_fraction: f64,
    /// The confidence band's ends, as fractions.
    pub band: Option<(f64, f64)>,
}

/// Draws an event study's chart: an SVG document, its size and the picture in words.
///
/// # Errors
/// [`ChartError::NoPoints`] without any point, [`ChartError::NotFinite`] for a number that cannot
/// be drawn.
///
/// # Examples
/// ```
/// use newstape::chart::{self, CaarGroup, CaarPoint, CaarSpec, Frame};
/// use newstape::view::study::Measure;
///
/// let point = |relative_day, caar_fraction: f64| CaarPoint {
///     relative_day,
///     caar_fraction,
///     band: Some((caar_fraction - 0.01, caar_fraction + 0.01)),
/// };
/// let spec = CaarSpec {
///     frame: Frame {
///         subtitle: vec!["Market model, 42 announcements".into()],
///         ..Frame::titled("Shares drift after a surprise")
///     },
///     measure: Measure::Return,
///     groups: vec![CaarGroup {
///         label: "Beats".to_owned(),
///         events: 42,
///         points: vec![point(-1, 0.001), point(0, 0.021), point(1, 0.025)],
///     }],
///     confidence: 0.95,
/// };
/// let drawing = chart::draw_caar(&spec)?;
/// assert!(drawing.svg.starts_with("<svg") && drawing.svg.contains(">Beats (42 events)<"));
/// assert!(drawing.alt.contains("from relative day −1 to +1: +2.50 % (95.0 % band +1.50 % to +3.50 %)"));
/// # Ok::<(), chart::ChartError>(())
/// ```
pub fn draw_caar(spec: &CaarSpec) -> Result<Drawing, ChartError> {
    let plan = Plan::of(spec)?;
    let description = description(spec);
    let head = Head { size: (WIDE, plan.height), kind: "caar", description: &description };
    draw(&spec.frame, head, caar_alt_text(spec), |canvas| plan.paint(canvas))
}

/// Says in a few sentences what the chart shows, title first.
#[must_use]
pub fn caar_alt_text(spec: &CaarSpec) -> String {
    [ended(&spec.frame.title), description(spec)].join(" ").trim_end().to_owned()
}

/// What the chart shows, in addition to its title.
fn description(spec: &CaarSpec) -> String {
    let mut parts = Vec::new();
    for group in &spec.groups {
        let (Some(first), Some(last)) = (group.points.first(), group.points.last()) else { continue };
        let band = last.band.map_or_else(String::new, |(low, high)| {
            let share = format::share(spec.confidence);
            format!(" ({share} band {} to {})", value(spec, low), value(spec, high))
        });
        parts.push(format!(
            "{}: {} from relative day {} to {}: {}{band}.",
            name(group),
            spec.measure.path(),
            day(first.relative_day),
            day(last.relative_day),
            value(spec, last.caar_fraction)
        ));
    }
    parts.join(" ")
}

/// A value of the study in its unit.
fn value(spec: &CaarSpec, value: f64) -> String {
    spec.measure.value(value, 2)
}

/// `Beats (42 events)`.
fn name(group: &CaarGroup) -> String {
    let noun = if group.events == 1 { "event" } else { "events" };
    match group.label.trim() {
        "" => format!("{} {noun}", group.events),
        label => format!("{label} ({} {noun})", group.events),
    }
}

/// A relative day with its sign: `−5`, `0`, `+5`.
fn day(relative_day: i32) -> String {
    format::signed(f64::from(relative_day), 0)
}

/// Everything measured and placed.
struct Plan<'a> {
    spec: &'a CaarSpec,
    heading: Heading,
    legend: Legend,
    plot: Area,
    days: (f64, f64),
    scale: Scale,
    foot: Foot,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a CaarSpec) -> Result<Self, ChartError> {
        let [days, (low, high)] = extent(spec)?;
        let scale = Scale::padded(low.min(0.0), high.max(0.0), 6);
        let heading = Heading::of(&spec.frame);
        let groups = spec.groups.iter().enumerate();
        let samples = groups.map(|(i, g)| (Sample::Band(Ink::of_group(i)), name(g))).collect();
        let legend = Legend::of(samples, (MARGIN, MARGIN + INNER), heading.bottom + 19.0);
        let labels = scale.ticks.iter().map(|t| AXIS.width(&tick(*t, &scale, spec))).fold(0.0, f64::max);
        let ends = spec.groups.iter().filter_map(|g| g.points.last());
        let room = ends.map(|p| end_type(Ink::Text).width(&value(spec, p.caar_fraction))).fold(0.0, f64::max);
        let left = MARGIN + labels + 8.0;
        let width = WIDE - MARGIN - room - 12.0 - left;
        let plot = Area { left, top: legend.bottom + 16.0, width, height: PLOT_HEIGHT };
        let foot = foot(spec);
        let height = (plot.bottom() + 56.0 + foot.height() + 8.0).ceil();
        Ok(Self { spec, heading, legend, plot, days, scale, foot, height })
    }

    fn x(&self, relative_day: f64) -> f64 {
        self.plot.left + (relative_day - self.days.0) / (self.days.1 - self.days.0) * self.plot.width
    }

    fn y(&self, fraction: f64) -> f64 {
        let share = (fraction - self.scale.low) / (self.scale.high - self.scale.low);
        self.plot.bottom() - share * self.plot.height
    }

    fn paint(&self, canvas: &mut Canvas) {
        self.heading.paint(canvas);
        self.legend.paint(canvas);
        canvas.group("grid", |canvas| self.paint_grid(canvas));
        canvas.group("axis", |canvas| self.paint_axis(canvas));
        let groups = || self.spec.groups.iter().enumerate().map(|(i, g)| (g, Ink::of_group(i)));
        for (group, ink) in groups() {
            canvas.group("band", |canvas| self.paint_band(canvas, group, ink));
        }
        for (group, ink) in groups() {
            canvas.group("path", |canvas| self.paint_path(canvas, group, ink));
        }
        canvas.group("ends", |canvas| self.paint_ends(canvas));
        self.foot.paint(canvas, self.height);
    }

    fn paint_grid(&self, canvas: &mut Canvas) {
        let (left, right) = (self.plot.left, self.plot.right());
        for &t in &self.scale.ticks {
            let y = self.y(t);
            let (width, ink) = if t == 0.0 { (1.0, Ink::Text) } else { (0.8, Ink::Hairline) };
            canvas.line(&[(left, y), (right, y)], width, ink);
            canvas.text(&tick(t, &self.scale, self.spec), (left - 8.0, y + SIZE * 0.36), Align::End, AXIS);
        }
    }

    fn paint_axis(&self, canvas: &mut Canvas) {
        let (left, right, bottom) = (self.plot.left, self.plot.right(), self.plot.bottom());
        let zero = self.x(0.0);
        if (left..=right).contains(&zero) {
            canvas.dashes(((zero, self.plot.top), (zero, bottom)), (4.0, 3.0), 1.1, Ink::News);
        }
        canvas.line(&[(left, bottom), (right, bottom)], 1.0, Ink::Rule);
        for d in self.day_ticks() {
            let x = self.x(f64::from(d));
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], 1.0, Ink::Rule);
            canvas.text(&day(d), (x, bottom + 17.0), Align::Middle, AXIS);
        }
        let caption = "Sessions relative to day 0, the first in which the market could react";
        canvas.text(caption, (f64::midpoint(left, right), bottom + 36.0), Align::Middle, AXIS);
    }

    /// Whole days at a round step, with room between their labels.
    fn day_ticks(&self) -> Vec<i32> {
        #[allow(clippy::cast_possible_truncation)] // relative days are few
        let (first, last) = (self.days.0.ceil() as i32, self.days.1.floor() as i32);
        let widest = AXIS.width(&day(first)).max(AXIS.width(&day(last))) + 12.0;
        let per_day = self.plot.width / (self.days.1 - self.days.0);
        let fits = |step: &i32| f64::from(*step) * per_day >= widest;
        let step = [1, 2, 5, 10, 20, 50, 100, 250, 500].into_iter().find(fits).unwrap_or(1000);
        (first..=last).filter(|d| d % step == 0).collect()
    }

    fn paint_band(&self, canvas: &mut Canvas, group: &CaarGroup, ink: Ink) {
        let known: Vec<(f64, f64, f64)> = group
            .points
            .iter()
            .filter_map(|p| p.band.map(|(l, h)| (self.x(f64::from(p.relative_day)), l, h)))
            .collect();
        if let [(x, low, high)] = known.as_slice() {
            // One day has no surface: its band is a bar.
            return canvas.line(&[(*x, self.y(*low)), (*x, self.y(*high))], 6.0, Tint::new(ink, 0.3));
        }
        if known.is_empty() {
            return;
        }
        let upper = known.iter().map(|(x, _, high)| (*x, self.y(*high)));
        let lower = known.iter().rev().map(|(x, low, _)| (*x, self.y(*low)));
        canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), Tint::new(ink, 0.16));
    }

    fn paint_path(&self, canvas: &mut Canvas, group: &CaarGroup, ink: Ink) {
        let ranges = (self.days.0..self.days.1, self.scale.low..self.scale.high);
        let path = group.points.iter().map(|p| (f64::from(p.relative_day), p.caar_fraction));
        canvas.series(self.plot, ranges, path, (2.0, ink));
        if group.points.len() <= MOST_DOTS {
            for p in &group.points {
                let at = (self.x(f64::from(p.relative_day)), self.y(p.caar_fraction));
                canvas.disc(at, 2.4, ink, (0.8, Ink::Paper));
            }
        }
    }

    /// The last value of each group next to its line, moved apart where lines end together.
    fn paint_ends(&self, canvas: &mut Canvas) {
        let mut ends: Vec<(f64, Ink, String)> = self
            .spec
            .groups
            .iter()
            .enumerate()
            .filter_map(|(i, g)| {
                g.points
                    .last()
                    .map(|p| (self.y(p.caar_fraction), Ink::of_group(i), value(self.spec, p.caar_fraction)))
            })
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wishes: Vec<Wish> = ends.iter().map(|e| Wish { wanted: e.0, width: 13.0 }).collect();
        let ys = spread(&wishes, 2.0, self.plot.top, self.plot.bottom()).unwrap_or_default();
        for ((_, ink, text), y) in ends.iter().zip(ys) {
            canvas.text(text, (self.plot.right() + 10.0, y + 4.3), Align::Start, end_type(*ink));
        }
    }
}

const fn end_type(ink: Ink) -> Type {
    Type::semibold(12.0, ink)
}

/// A tick in the study's unit, with the decimals that tell it from the next.
fn tick(value: f64, scale: &Scale, spec: &CaarSpec) -> String {
    match spec.measure {
        Measure::Return => format::percent_with(value, scale.decimals.saturating_sub(2)),
        Measure::Volume => format::signed(value, scale.decimals),
        Measure::Volatility => format::decimal(value, scale.decimals),
    }
}

/// The first and last relative day, half a day wider, and the lowest and highest value.
fn extent(spec: &CaarSpec) -> Result<[(f64, f64); 2], ChartError> {
    let (mut days, mut values) = ((f64::INFINITY, f64::NEG_INFINITY), (f64::INFINITY, f64::NEG_INFINITY));
    for group in &spec.groups {
        for p in &group.points {
            let d = f64::from(p.relative_day);
            days = (days.0.min(d), days.1.max(d));
            let (low, high) = p.band.unwrap_or((p.caar_fraction, p.caar_fraction));
            for value in [p.caar_fraction, low, high] {
                if !value.is_finite() {
                    let what = format!("the CAAR of {} on day {}", name(group), p.relative_day);
                    return Err(ChartError::NotFinite { what, value });
                }
                values = (values.0.min(value), values.1.max(value));
            }
        }
    }
    if days.0 > days.1 {
        return Err(ChartError::NoPoints);
    }
    Ok([(days.0 - 0.5, days.1 + 0.5), values])
}

/// The credit, and what the bands mean.
fn foot(spec: &CaarSpec) -> Foot {
    let has_band = spec.groups.iter().any(|g| g.points.iter().any(|p| p.band.is_some()));
    let share = format::decimal(spec.confidence * 100.0, u8::from((spec.confidence * 100.0).fract() > 1e-9));
    let band = if has_band { format!("Bands: {share} % confidence") } else { String::new() };
    let [_, short] = spec.measure.short();
    let about = match spec.measure {
        Measure::Volume => format!("{short}: {}, ln(1 + shares traded)", spec.measure.path()),
        Measure::Volatility => format!("{short}: {}; 1 as in the estimation window", spec.measure.path()),
        Measure::Return => format!("{short}: {}", spec.measure.path()),
    };
    Foot::of(&spec.frame, &[&about, &band])
}
