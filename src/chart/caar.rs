//! The event-study chart: the cumulative average abnormal return around day 0, with its band.

use plotters::style::RGBColor;

use super::canvas::{Align, Area, Canvas, Type, draw, stroke, tint};
use super::heading::Heading;
use super::lanes::{Wish, spread};
use super::scale::{Scale, as_f64};
use super::{ChartError, font, palette};
use crate::view::format;
use plotters::series::LineSeries;

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 28.0;
const INNER: f64 = WIDTH - 2.0 * MARGIN;
const PLOT_HEIGHT: f64 = 340.0;
const SIZE: f64 = 11.5;
const LEGEND: Type = Type::regular(12.0, palette::INK);
const AXIS: Type = Type::regular(SIZE, palette::MUTED);
const ROW: f64 = 18.0;
const SWATCH: f64 = 20.0;
const FOOT_SIZE: f64 = 10.5;
const FOOT_LINE: f64 = 15.0;

/// An event study's result over its window, for one or several groups of events.
#[derive(Debug, Clone)]
pub struct CaarSpec {
    /// What was found, in one sentence.
    pub title: String,
    /// The model, the windows, the sample. May be empty.
    pub subtitle: String,
    /// The groups, in the order of the legend.
    pub groups: Vec<CaarGroup>,
    /// What the bands cover, as a share: 0.95.
    pub confidence: f64,
    /// Who made the data and the chart.
    pub credit: String,
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

/// The cumulative average abnormal return up to and with one relative day.
#[derive(Debug, Clone, Copy)]
pub struct CaarPoint {
    /// The relative day; 0 is the first session in which the market could react.
    pub relative_day: i32,
    /// The CAAR, as a fraction.
    pub caar_fraction: f64,
    /// The confidence band's ends, as fractions.
    pub band: Option<(f64, f64)>,
}

/// Draws an event study's chart as an SVG document.
///
/// # Errors
/// [`ChartError::NoPoints`] without any point, [`ChartError::NotFinite`] for a number that cannot
/// be drawn.
pub fn caar_svg(spec: &CaarSpec) -> Result<String, ChartError> {
    let plan = Plan::of(spec)?;
    draw((WIDTH, plan.height), &spec.title, &caar_alt_text(spec), |canvas| plan.paint(canvas))
}

/// Says in a few sentences what the chart shows.
#[must_use]
pub fn caar_alt_text(spec: &CaarSpec) -> String {
    let mut parts = vec![super::alt::ended(&spec.title)];
    for group in &spec.groups {
        let (Some(first), Some(last)) = (group.points.first(), group.points.last()) else { continue };
        let band = last.band.map_or_else(String::new, |(low, high)| {
            let share = format::share(spec.confidence);
            format!(" ({share} band {} to {})", format::percent(low), format::percent(high))
        });
        parts.push(format!(
            "{}: cumulative average abnormal return from relative day {} to {}: {}{band}.",
            name(group),
            day(first.relative_day),
            day(last.relative_day),
            format::percent(last.caar_fraction)
        ));
    }
    parts.join(" ")
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

/// A group's name in the legend.
struct Entry {
    text: String,
    colour: RGBColor,
    left: f64,
    baseline: f64,
}

/// Everything measured and placed.
struct Plan<'a> {
    spec: &'a CaarSpec,
    heading: Heading,
    legend: Vec<Entry>,
    plot: Area,
    days: (f64, f64),
    scale: Scale,
    foot: Vec<String>,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a CaarSpec) -> Result<Self, ChartError> {
        let [days, (low, high)] = extent(spec)?;
        let scale = Scale::padded(low.min(0.0), high.max(0.0), 6);
        let heading = Heading::of(&spec.title, &spec.subtitle, MARGIN, INNER);
        let (legend, bottom) = legend(spec, heading.bottom + 19.0);
        let labels = scale.ticks.iter().map(|t| AXIS.width(&tick(*t, &scale))).fold(0.0, f64::max);
        let ends = spec.groups.iter().filter_map(|g| g.points.last());
        let room =
            ends.map(|p| end_type(palette::INK).width(&format::percent(p.caar_fraction))).fold(0.0, f64::max);
        let left = MARGIN + labels + 8.0;
        let width = WIDTH - MARGIN - room - 12.0 - left;
        let plot = Area { left, top: bottom + 16.0, width, height: PLOT_HEIGHT };
        let foot = font::wrap(&foot(spec), INNER, 2, FOOT_SIZE, font::Weight::Regular);
        let height = (plot.bottom() + 56.0 + FOOT_LINE * as_f64(foot.len()) + 8.0).ceil();
        Ok(Self { spec, heading, legend, plot, days, scale, foot, height })
    }

    fn x(&self, relative_day: f64) -> f64 {
        self.plot.left + (relative_day - self.days.0) / (self.days.1 - self.days.0) * self.plot.width
    }

    fn y(&self, fraction: f64) -> f64 {
        let share = (fraction - self.scale.low) / (self.scale.high - self.scale.low);
        self.plot.bottom() - share * self.plot.height
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        canvas.rect(Area { left: 0.0, top: 0.0, width: WIDTH, height: self.height }, &palette::PAPER)?;
        self.heading.paint(canvas)?;
        for Entry { text, colour, left, baseline } in &self.legend {
            let y = baseline - 4.0;
            canvas.rect(
                Area { left: *left, top: y - 5.0, width: SWATCH, height: 10.0 },
                &tint(*colour, 0.16),
            )?;
            canvas.line(&[(*left, y), (left + SWATCH, y)], 2.0, colour)?;
            canvas.text(text, (left + SWATCH + 7.0, *baseline), Align::Start, LEGEND)?;
        }
        self.paint_axes(canvas)?;
        for (i, group) in self.spec.groups.iter().enumerate() {
            self.paint_band(canvas, group, colour(i))?;
        }
        for (i, group) in self.spec.groups.iter().enumerate() {
            self.paint_line(canvas, group, colour(i))?;
        }
        self.paint_ends(canvas)?;
        let top = self.height - 14.0 - FOOT_LINE * (as_f64(self.foot.len()) - 1.0);
        self.foot.iter().enumerate().try_for_each(|(i, line)| {
            let set = Type::regular(FOOT_SIZE, palette::MUTED);
            canvas.text(line, (MARGIN, top + FOOT_LINE * as_f64(i)), Align::Start, set)
        })
    }

    fn paint_axes(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        let (left, right, bottom) = (self.plot.left, self.plot.right(), self.plot.bottom());
        for &t in &self.scale.ticks {
            let y = self.y(t);
            let (width, colour) = if t == 0.0 { (1.0, palette::INK) } else { (0.8, palette::HAIRLINE) };
            canvas.line(&[(left, y), (right, y)], width, &colour)?;
            canvas.text(&tick(t, &self.scale), (left - 8.0, y + SIZE * 0.36), Align::End, AXIS)?;
        }
        let zero = self.x(0.0);
        if (left..=right).contains(&zero) {
            canvas.dashes(((zero, self.plot.top), (zero, bottom)), (4.0, 3.0), 1.1, &palette::NEWS)?;
        }
        canvas.line(&[(left, bottom), (right, bottom)], 1.0, &palette::RULE)?;
        for d in self.day_ticks() {
            let x = self.x(f64::from(d));
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], 1.0, &palette::RULE)?;
            canvas.text(&day(d), (x, bottom + 17.0), Align::Middle, AXIS)?;
        }
        let caption = "Sessions relative to day 0, the first in which the market could react";
        canvas.text(caption, (f64::midpoint(left, right), bottom + 36.0), Align::Middle, AXIS)
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

    fn paint_band(&self, canvas: &Canvas<'_>, group: &CaarGroup, colour: RGBColor) -> Result<(), ChartError> {
        let known: Vec<(f64, f64, f64)> = group
            .points
            .iter()
            .filter_map(|p| p.band.map(|(l, h)| (self.x(f64::from(p.relative_day)), l, h)))
            .collect();
        if let [(x, low, high)] = known.as_slice() {
            // One day has no surface: its band is a bar.
            return canvas.line(&[(*x, self.y(*low)), (*x, self.y(*high))], 6.0, &tint(colour, 0.3));
        }
        if known.is_empty() {
            return Ok(());
        }
        let upper = known.iter().map(|(x, _, high)| (*x, self.y(*high)));
        let lower = known.iter().rev().map(|(x, low, _)| (*x, self.y(*low)));
        canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), &tint(colour, 0.16))
    }

    fn paint_line(&self, canvas: &Canvas<'_>, group: &CaarGroup, colour: RGBColor) -> Result<(), ChartError> {
        let mut pane = canvas.pane(self.plot, self.days.0..self.days.1, self.scale.low..self.scale.high)?;
        let path = group.points.iter().map(|p| (f64::from(p.relative_day), p.caar_fraction));
        pane.draw_series(LineSeries::new(path, stroke(&colour, 2.0))).map_err(ChartError::drawing)?;
        if group.points.len() <= 45 {
            for p in &group.points {
                let at = (self.x(f64::from(p.relative_day)), self.y(p.caar_fraction));
                canvas.disc(at, 2.4, &colour, Some((0.8, palette::PAPER)))?;
            }
        }
        Ok(())
    }

    /// The last value of each group beside its line, moved apart where lines end together.
    fn paint_ends(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        let mut ends: Vec<(f64, RGBColor, String)> = self
            .spec
            .groups
            .iter()
            .enumerate()
            .filter_map(|(i, g)| {
                g.points
                    .last()
                    .map(|p| (self.y(p.caar_fraction), colour(i), format::percent(p.caar_fraction)))
            })
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wishes: Vec<Wish> = ends.iter().map(|e| Wish { wanted: e.0, width: 13.0 }).collect();
        let ys = spread(&wishes, 2.0, self.plot.top, self.plot.bottom()).unwrap_or_default();
        ends.iter().zip(ys).try_for_each(|((_, colour, text), y)| {
            canvas.text(text, (self.plot.right() + 10.0, y + 4.3), Align::Start, end_type(*colour))
        })
    }
}

const fn end_type(colour: RGBColor) -> Type {
    Type::semibold(12.0, colour)
}

const fn colour(group: usize) -> RGBColor {
    palette::GROUPS[group % palette::GROUPS.len()]
}

/// A tick in percent, with the decimals that tell it from the next.
fn tick(fraction: f64, scale: &Scale) -> String {
    format::percent_with(fraction, scale.decimals.saturating_sub(2))
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

/// The groups from left to right in as many rows as they need, and the last baseline.
fn legend(spec: &CaarSpec, first_baseline: f64) -> (Vec<Entry>, f64) {
    let (mut left, mut baseline) = (MARGIN, first_baseline);
    let mut entries = Vec::new();
    for (i, group) in spec.groups.iter().enumerate() {
        let text = font::fit(&name(group), INNER - SWATCH - 7.0, LEGEND.size, LEGEND.weight);
        let width = SWATCH + 7.0 + LEGEND.width(&text);
        if left > MARGIN && left + width > MARGIN + INNER {
            left = MARGIN;
            baseline += ROW;
        }
        entries.push(Entry { text, colour: colour(i), left, baseline });
        left += width + 24.0;
    }
    (entries, baseline)
}

/// The credit, and what the bands mean.
fn foot(spec: &CaarSpec) -> String {
    let has_band = spec.groups.iter().any(|g| g.points.iter().any(|p| p.band.is_some()));
    let share = format::decimal(spec.confidence * 100.0, u8::from((spec.confidence * 100.0).fract() > 1e-9));
    let band = if has_band { format!("Bands: {share} % confidence") } else { String::new() };
    let parts = [spec.credit.trim(), "CAAR: cumulative average abnormal return", &band];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}
