//! The event-study chart: the cumulative average abnormal return around day 0, with its band.

use super::alt::ended;
use super::bins::Bins;
use super::canvas::{Align, Area, Canvas, Drawing, Tint, Type, draw};
use super::error::ChartError;
use super::ink::Ink;
use super::legend::Sample;
use super::lines;
use super::plane::{Plane, label_width};
use super::scale::{Scale, as_f64};
use super::spec::Frame;
use super::spread::{Wish, spread};
use super::surround::Surround;
use super::svg::Head;
use crate::view::study::Measure;
use crate::view::{Lang, format};
use serde::{Deserialize, Serialize};

const PLOT_HEIGHT: f64 = 340.0;
/// The lower panes: the average of each day, and the events' own sums.
const PANE_HEIGHT: f64 = 84.0;
const PANE_GAP: f64 = 40.0;
/// A sheet narrower than this has the lower panes below each other.
const TWO_COLUMNS: f64 = 700.0;
/// With more groups, the bars of a day's averages would be threads.
const MOST_BARS: usize = 3;
/// The names and values at the ends of the lines take at most this share of the sheet.
const ENDS: f64 = 0.3;
const SIZE: f64 = 11.5;
const AXIS: Type = Type::regular(SIZE, Ink::Muted);
/// Paths of at most this many days show each of them.
const MOST_DOTS: usize = 45;

/// An event study's result over its window, for one or several groups of events.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaarGroup {
    /// Its name; may be empty where there is only one group.
    pub label: String,
    /// How many events it holds.
    pub events: usize,
    /// Its path, by relative day.
    pub points: Vec<CaarPoint>,
    /// The events' own values on the last day; empty where they are not known.
    pub of_events: Vec<f64>,
    /// Whether it is the difference of two groups: it is drawn as such, and has no events of its own.
    pub is_difference: bool,
}

/// The average up to and with one relative day; of volatility, that of the day.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaarPoint {
    /// The relative day; 0 is the first session in which the market could react.
    pub relative_day: i32,
    /// The average in its unit: the CAAR as a fraction, a logarithm of volume, a ratio of variances.
    pub caar_fraction: f64,
    /// The confidence band's ends, as fractions.
    pub band: Option<(f64, f64)>,
    /// The average of this day alone; `None` where the path is that already.
    pub aar_fraction: Option<f64>,
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
///     aar_fraction: None,
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
///         of_events: Vec::new(),
///         is_difference: false,
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
    let head =
        Head { size: (spec.frame.sheet.laid_out(), plan.height), kind: "caar", description: &description };
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
            name(group, spec.frame.lang),
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
    spec.frame.lang.number(&spec.measure.value(value, 2))
}

/// `Beats (42 events)`.
fn name(group: &CaarGroup, lang: Lang) -> String {
    let noun = match (group.events, lang) {
        (1, Lang::English) => "event",
        (_, Lang::English) => "events",
        (1, Lang::German) => "Ereignis",
        (_, Lang::German) => "Ereignisse",
    };
    let events = lang.count(group.events);
    match group.label.trim() {
        label if group.is_difference => label.to_owned(),
        "" => format!("{events} {noun}"),
        label => format!("{label} ({events} {noun})"),
    }
}

/// A relative day with its sign: `−5`, `0`, `+5`.
fn day(relative_day: i32) -> String {
    format::signed(f64::from(relative_day), 0)
}

/// Everything measured and placed.
struct Plan<'a> {
    spec: &'a CaarSpec,
    surround: Surround,
    plot: Plane,
    /// The averages of each day, with their own scale.
    averages: Option<Plane>,
    /// The events' own values on the last day.
    distribution: Option<(Area, Bins)>,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a CaarSpec) -> Result<Self, ChartError> {
        let (lang, sheet) = (spec.frame.lang, spec.frame.sheet);
        let [days, (low, high)] = extent(spec)?;
        let scale = Scale::padded(low.min(0.0), high.max(0.0), 6);
        let groups = spec.groups.iter().enumerate();
        let samples = groups.map(|(i, g)| (Sample::Band(ink(&spec.groups, i)), name(g, lang))).collect();
        let surround = {
            let notes = notes(spec);
            let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
            Surround::of(&spec.frame, samples, &notes)
        };
        let ends = spec.groups.iter().filter_map(|g| end(spec, g));
        let room = ends.map(|text| end_type(Ink::Text).width(&text)).fold(0.0, f64::max);
        let averages = average_scale(spec);
        let label = |s: &Scale| label_width(s, |t| tick(t, s, spec));
        let labels = label(&scale).max(averages.as_ref().map_or(0.0, label)) + 8.0;
        let left = sheet.margin() + labels;
        let inner = sheet.inner() - labels;
        let values: Vec<f64> = spec.groups.iter().flat_map(|g| g.of_events.iter().copied()).collect();
        let is_wide = sheet.inner() >= TWO_COLUMNS;
        let has_values = values.len() >= 3;
        // On a card and the like, there is room for the path alone.
        let is_brief = sheet.height.is_some_and(|height| height < 600.0);
        let panes = match (averages.is_some() && !is_brief, has_values && !is_brief) {
            (false, false) => 0.0,
            (true, true) if !is_wide => 2.0,
            _ => 1.0,
        };
        let beside = 40.0 + panes * (PANE_HEIGHT + PANE_GAP + 8.0);
        let height = surround.room(beside, PLOT_HEIGHT, 120.0);
        let area = Area { left, top: surround.top, width: inner - room - 14.0, height };
        let mut top = area.bottom() + 40.0 + PANE_GAP - 16.0;
        let mut pane = |share: (f64, f64)| {
            // Below the path, day under day.
            let (from, width) =
                if share.1 < 1.0 { (share.0 * inner, share.1 * inner) } else { (0.0, area.width) };
            let place = Area { left: left + from, top, width, height: PANE_HEIGHT };
            if share.0 + share.1 > 0.99 {
                top += PANE_HEIGHT + PANE_GAP + 8.0;
            }
            place
        };
        let averages = averages.filter(|_| !is_brief).map(|scale| {
            let share = if is_wide && has_values { 0.6 } else { 1.0 };
            Plane { area: pane((0.0, share)), across: days, scale }
        });
        let distribution = (has_values && !is_brief).then(|| {
            let share = if is_wide && averages.is_some() { (0.66, 0.34) } else { (0.0, 1.0) };
            (pane(share), Bins::of(&values, 0.0))
        });
        let bottom = area.bottom() + beside;
        let height = surround.sheet_height(bottom);
        let plot = Plane { area, across: days, scale };
        Ok(Self { spec, surround, plot, averages, distribution, height })
    }

    fn paint(&self, canvas: &mut Canvas) {
        let scale = &self.plot.scale;
        canvas.group("grid", |canvas| self.plot.paint_grid(canvas, |t| tick(t, scale, self.spec)));
        canvas.group("axis", |canvas| self.paint_axis(canvas));
        for (i, group) in self.spec.groups.iter().enumerate() {
            canvas.group("band", |canvas| self.paint_band(canvas, group, ink(&self.spec.groups, i)));
        }
        for (i, group) in self.spec.groups.iter().enumerate() {
            canvas.group("path", |canvas| self.paint_path(canvas, group, i));
        }
        canvas.group("ends", |canvas| self.paint_ends(canvas));
        if let Some(plane) = &self.averages {
            canvas.group("averages", |canvas| self.paint_averages(canvas, plane));
        }
        if let Some((area, bins)) = &self.distribution {
            canvas.group("distribution", |canvas| self.paint_distribution(canvas, *area, bins));
        }
        self.surround.paint(canvas, self.height);
    }

    fn paint_axis(&self, canvas: &mut Canvas) {
        let area = self.plot.area;
        self.paint_days(canvas, &self.plot);
        let lang = self.spec.frame.lang;
        let caption = lang.pick(
            "Sessions relative to day 0, the first in which the market could react",
            "Handelstage ab Tag 0, dem ersten, an dem der Markt reagieren konnte",
        );
        let caption = lines::fit(caption, self.spec.frame.sheet.inner() - 60.0, SIZE, AXIS.weight);
        canvas.text(&caption, (area.left, area.bottom() + 36.0), Align::Start, AXIS);
    }

    /// The days below a pane, and a line at day 0.
    fn paint_days(&self, canvas: &mut Canvas, plane: &Plane) {
        let area = plane.area;
        let (left, right, bottom) = (area.left, area.right(), area.bottom());
        let zero = plane.x(0.0);
        if (left..=right).contains(&zero) {
            canvas.dashes(((zero, area.top), (zero, bottom)), (4.0, 3.0), 1.1, Ink::News);
        }
        canvas.line(&[(left, bottom), (right, bottom)], 1.0, Ink::Rule);
        for d in day_ticks(plane) {
            let x = plane.x(f64::from(d));
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], 1.0, Ink::Rule);
            canvas.text(&day(d), (x, bottom + 17.0), Align::Middle, AXIS);
        }
    }

    fn paint_band(&self, canvas: &mut Canvas, group: &CaarGroup, ink: Ink) {
        let x = |p: &CaarPoint| self.plot.x(f64::from(p.relative_day));
        let known: Vec<(f64, f64, f64)> =
            group.points.iter().filter_map(|p| p.band.map(|(l, h)| (x(p), l, h))).collect();
        if let [(x, low, high)] = known.as_slice() {
            // One day has no surface: its band is a bar.
            return canvas.line(
                &[(*x, self.plot.y(*low)), (*x, self.plot.y(*high))],
                6.0,
                Tint::new(ink, 0.3),
            );
        }
        if known.is_empty() {
            return;
        }
        let upper = known.iter().map(|(x, _, high)| (*x, self.plot.y(*high)));
        let lower = known.iter().rev().map(|(x, low, _)| (*x, self.plot.y(*low)));
        canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), Tint::new(ink, 0.16));
    }

    fn paint_path(&self, canvas: &mut Canvas, group: &CaarGroup, index: usize) {
        let (ink, dash) = (ink(&self.spec.groups, index), Ink::dash_of_group(index));
        let at = |p: &CaarPoint| self.plot.at((f64::from(p.relative_day), p.caar_fraction));
        let points: Vec<(f64, f64)> = group.points.iter().map(at).collect();
        canvas.path(&points, dash, (2.0, ink));
        if points.len() <= MOST_DOTS {
            for at in points {
                canvas.disc(at, 2.4, ink, (0.8, Ink::Paper));
            }
        }
    }

    /// Name and last value of each group next to its line, moved apart where lines end together.
    fn paint_ends(&self, canvas: &mut Canvas) {
        let of = |(i, g): (usize, &CaarGroup)| {
            let y = self.plot.y(g.points.last()?.caar_fraction);
            Some((y, ink(&self.spec.groups, i), end(self.spec, g)?))
        };
        let mut ends: Vec<(f64, Ink, String)> = self.spec.groups.iter().enumerate().filter_map(of).collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wishes: Vec<Wish> = ends.iter().map(|e| Wish { wanted: e.0, width: 14.0 }).collect();
        let area = self.plot.area;
        let ys = spread(&wishes, 2.0, area.top, area.bottom()).unwrap_or_default();
        for ((_, ink, text), y) in ends.iter().zip(ys) {
            canvas.text(text, (area.right() + 10.0, y + 4.3), Align::Start, end_type(*ink));
        }
    }

    /// A bar for each day and group.
    fn paint_averages(&self, canvas: &mut Canvas, plane: &Plane) {
        let [short, _] = self.spec.measure.short();
        canvas.text(short, (plane.area.left, plane.area.top - 8.0), Align::Start, AXIS);
        plane.paint_grid(canvas, |t| tick(t, &plane.scale, self.spec));
        let groups: Vec<(usize, &CaarGroup)> = averaged(self.spec).collect();
        let per_day = plane.x(1.0) - plane.x(0.0);
        let width = (per_day * 0.7 / as_f64(groups.len().max(1))).clamp(0.6, 14.0);
        for (n, (i, group)) in groups.iter().enumerate() {
            let shift = (as_f64(n) - as_f64(groups.len()) / 2.0) * width;
            for p in &group.points {
                let Some(value) = p.aar_fraction else { continue };
                let (zero, end) = (plane.y(0.0), plane.y(value));
                let left = plane.x(f64::from(p.relative_day)) + shift;
                let bar = Area { left, top: zero.min(end), width, height: (zero - end).abs() };
                canvas.rect(bar, ink(&self.spec.groups, *i));
            }
        }
        self.paint_days(canvas, plane);
    }

    /// How the events' own values on the last day are spread.
    fn paint_distribution(&self, canvas: &mut Canvas, area: Area, bins: &Bins) {
        let lang = self.spec.frame.lang;
        let most = bins.counts.iter().copied().max().unwrap_or(1);
        let plane = Plane { area, across: (bins.from, bins.to()), scale: Scale::over(0.0, as_f64(most), 1) };
        let words =
            lang.pick("Events by their value on the last day", "Ereignisse nach ihrem Wert am letzten Tag");
        let words = lines::fit(words, area.width, SIZE, AXIS.weight);
        canvas.text(&words, (area.left, area.top - 8.0), Align::Start, AXIS);
        for (i, count) in bins.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            let from = bins.from + bins.width * as_f64(i);
            let (left, right) = (plane.x(from) + 0.4, plane.x(from + bins.width) - 0.4);
            let top = plane.y(as_f64(*count));
            let bar = Area { left, top, width: (right - left).max(0.8), height: area.bottom() - top };
            canvas.rect(bar, Ink::Volume);
        }
        let (bottom, right) = (area.bottom(), area.right());
        canvas.line(&[(area.left, bottom), (right, bottom)], 1.0, Ink::Rule);
        let zero = plane.x(0.0);
        canvas.line(&[(zero, area.top), (zero, bottom)], 1.0, Ink::Text);
        let texts = [(bins.from, Align::Start), (bins.to(), Align::End)];
        for (value, align) in texts {
            let text = lang.number(&self.spec.measure.value(value, 1));
            canvas.text(&text, (plane.x(value), bottom + 17.0), align, AXIS);
        }
    }
}

/// The ink of the group at an index; the difference of two has that of the news.
fn ink(groups: &[CaarGroup], index: usize) -> Ink {
    if groups.get(index).is_some_and(|g| g.is_difference) { Ink::News } else { Ink::of_group(index) }
}

/// The groups whose averages are drawn day by day.
fn averaged(spec: &CaarSpec) -> impl Iterator<Item = (usize, &CaarGroup)> {
    let own =
        |(_, g): &(usize, &CaarGroup)| !g.is_difference && g.points.iter().any(|p| p.aar_fraction.is_some());
    spec.groups.iter().enumerate().filter(own)
}

/// The scale of the averages by day; `None` where they are not known or of too many groups.
fn average_scale(spec: &CaarSpec) -> Option<Scale> {
    let groups = averaged(spec).count();
    let values = || averaged(spec).flat_map(|(_, g)| g.points.iter().filter_map(|p| p.aar_fraction));
    let (low, high) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
    (groups <= MOST_BARS).then(|| Scale::padded(low.min(0.0), high.max(0.0), 3))
}

/// Name and last value of a group.
fn end(spec: &CaarSpec, group: &CaarGroup) -> Option<String> {
    let value = value(spec, group.points.last()?.caar_fraction);
    let label = group.label.trim();
    if label.is_empty() {
        return Some(value);
    }
    let set = end_type(Ink::Text);
    let room = spec.frame.sheet.inner() * ENDS - set.width(&value) - 5.0;
    Some(format!("{} {value}", lines::fit(label, room, set.size, set.weight)))
}

/// Whole days at a round step, with room between their labels.
fn day_ticks(plane: &Plane) -> Vec<i32> {
    #[allow(clippy::cast_possible_truncation)] // relative days are few
    let (first, last) = (plane.across.0.ceil() as i32, plane.across.1.floor() as i32);
    let widest = AXIS.width(&day(first)).max(AXIS.width(&day(last))) + 12.0;
    let per_day = plane.area.width / (plane.across.1 - plane.across.0);
    let fits = |step: &i32| f64::from(*step) * per_day >= widest;
    let step = [1, 2, 5, 10, 20, 50, 100, 250, 500].into_iter().find(fits).unwrap_or(1000);
    (first..=last).filter(|d| d % step == 0).collect()
}

const fn end_type(ink: Ink) -> Type {
    Type::semibold(12.0, ink)
}

/// A tick in the study's unit, with the decimals that tell it from the next.
fn tick(value: f64, scale: &Scale, spec: &CaarSpec) -> String {
    let lang = spec.frame.lang;
    match spec.measure {
        Measure::Return => lang.percent_with(value, scale.decimals.saturating_sub(2)),
        Measure::Volume => lang.signed(value, scale.decimals),
        Measure::Volatility => lang.decimal(value, scale.decimals),
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
            let of_events = group.of_events.iter().copied();
            for value in [p.caar_fraction, low, high].into_iter().chain(p.aar_fraction).chain(of_events) {
                if !value.is_finite() {
                    let what =
                        format!("the CAAR of {} on day {}", name(group, Lang::English), p.relative_day);
                    return Err(ChartError::NotFinite { what, value });
                }
            }
            for value in [p.caar_fraction, low, high] {
                values = (values.0.min(value), values.1.max(value));
            }
        }
    }
    if days.0 > days.1 {
        return Err(ChartError::NoPoints);
    }
    Ok([(days.0 - 0.5, days.1 + 0.5), values])
}

/// What the bands and the paths mean, for the foot.
fn notes(spec: &CaarSpec) -> Vec<String> {
    let has_band = spec.groups.iter().any(|g| g.points.iter().any(|p| p.band.is_some()));
    let percent = spec.confidence * 100.0;
    let share = spec.frame.lang.decimal(percent, u8::from(percent.fract() > 1e-9));
    let band = match (has_band, spec.frame.lang) {
        (false, _) => String::new(),
        (true, Lang::English) => format!("Bands: {share} % confidence"),
        (true, Lang::German) => format!("Bänder: {share} % Konfidenz"),
    };
    let [_, short] = spec.measure.short();
    let about = match spec.measure {
        Measure::Volume => format!("{short}: {}, ln(1 + shares traded)", spec.measure.path()),
        Measure::Volatility => format!("{short}: {}; 1 as in the estimation window", spec.measure.path()),
        Measure::Return => format!("{short}: {}", spec.measure.path()),
    };
    vec![about, band]
}
