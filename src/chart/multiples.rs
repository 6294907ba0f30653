//! Small multiples: one small picture for each move, all on the same scales.

use super::alt::ended;
use super::axis::LABEL;
use super::canvas::{Align, Area, Canvas, Drawing, Tint, Type, draw};
use super::error::ChartError;
use super::face::Weight;
use super::ink::Ink;
use super::legend::Sample;
use super::lines;
use super::plane::{Plane, label_width};
use super::scale::{Scale, as_f64};
use super::spec::{Frame, NormalRange};
use super::surround::Surround;
use super::svg::Head;
use crate::reaction::VerdictWord;
use crate::view::Lang;
use serde::{Deserialize, Serialize};

/// Many moves around news, each in a picture of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultiplesSpec {
    /// What it has in common with other charts.
    pub frame: Frame,
    /// The pictures, in the order of reading.
    pub panels: Vec<Panel>,
}

/// One of small multiples.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// What it is of: a symbol.
    pub label: String,
    /// A second line: a date, the news. May be empty.
    pub detail: String,
    /// The close of each session since the anchor, as a fraction of it; 0 is the session of the anchor, and the
    /// news came between 0 and 1.
    pub points: Vec<(i32, f64)>,
    /// The instrument's own moves of before.
    pub normal: Option<NormalRange>,
    /// The move of the headline.
    pub move_fraction: Option<f64>,
    /// How unusual it is.
    pub verdict: Option<VerdictWord>,
}

/// Draws small multiples: an SVG document, its size and the picture in words.
///
/// On a sheet of a fixed height, panels without a place are left out, and the foot says how many.
///
/// # Errors
/// [`ChartError::NoPoints`] without a point, [`ChartError::NotFinite`] for a number that cannot be drawn.
///
/// # Examples
/// ```
/// use newstape::chart::{self, Frame, MultiplesSpec, Panel};
///
/// let panel = |label: &str, end: f64| Panel {
///     label: label.to_owned(),
///     detail: "27 Jan 2025".to_owned(),
///     points: vec![(-1, 0.01), (0, 0.0), (1, end)],
///     normal: None,
///     move_fraction: Some(end),
///     verdict: None,
/// };
/// let spec = MultiplesSpec {
///     frame: Frame::titled("Two shares, one day"),
///     panels: vec![panel("NVDA", -0.1697), panel("AAPL", 0.0318)],
/// };
/// let drawing = chart::draw_multiples(&spec)?;
/// assert!(drawing.svg.contains(">NVDA<") && drawing.svg.contains(">−16.97 %<"));
/// # Ok::<(), chart::ChartError>(())
/// ```
pub fn draw_multiples(spec: &MultiplesSpec) -> Result<Drawing, ChartError> {
    let values = || spec.panels.iter().flat_map(|p| p.points.iter().map(|(_, v)| *v).chain(p.move_fraction));
    if let Some(value) = values().find(|v| !v.is_finite()) {
        return Err(ChartError::NotFinite { what: "a move".to_owned(), value });
    }
    let plan = Plan::of(spec).ok_or(ChartError::NoPoints)?;
    let description = description(spec);
    let head = Head {
        size: (spec.frame.sheet.laid_out(), plan.height),
        kind: "multiples",
        description: &description,
    };
    let alt = format!("{} {description}", ended(&spec.frame.title));
    draw(&spec.frame, head, alt.trim().to_owned(), |canvas| plan.paint(canvas))
}

/// The least width of a panel.
const LEAST: f64 = 150.0;
const HEIGHT: f64 = 92.0;
const GAP: f64 = 22.0;
/// Above a panel, for its two lines of words.
const WORDS: f64 = 40.0;
/// Below it, for the labels of its axis.
const BELOW: f64 = 20.0;
const NAME: Type = Type::semibold(12.5, Ink::Text);
const DETAIL: Type = Type::regular(11.0, Ink::Muted);
/// How far beyond the moves the normal range may stretch the scale, as a share of what they span.
const REACH: f64 = 0.25;

struct Plan<'a> {
    spec: &'a MultiplesSpec,
    surround: Surround,
    /// The panels that have a place, with it.
    planes: Vec<(&'a Panel, Plane)>,
    columns: usize,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a MultiplesSpec) -> Option<Self> {
        let (lang, sheet) = (spec.frame.lang, spec.frame.sheet);
        let (scale, across) = (scale(spec)?, across(spec)?);
        let labels = label_width(&scale, |t| tick(t, &scale, lang)) + 8.0;
        let room = sheet.inner() - labels + GAP;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // a sheet is some hundred pixels wide
        let most = ((room / (LEAST + GAP)) as usize).max(1);
        let columns = evenly(spec.panels.len(), most);
        let width = room / as_f64(columns) - GAP;
        let mut surround = surround(spec, 0);
        let row = WORDS + HEIGHT + BELOW;
        let wanted = spec.panels.len().div_ceil(columns);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most some hundred rows
        let fitting = (surround.room(0.0, as_f64(wanted) * row, row) / row + 1e-9) as usize;
        let rows = wanted.min(fitting.max(1));
        let left_out = spec.panels.len().saturating_sub(rows * columns);
        if left_out > 0 {
            surround = self::surround(spec, left_out);
        }
        // On a sheet of a fixed height, the rows share what is left.
        let row = (surround.room(0.0, as_f64(rows) * row, row) / as_f64(rows)).min(2.6 * row);
        let place = |i: usize| Area {
            left: sheet.margin() + labels + as_f64(i % columns) * (width + GAP),
            top: surround.top + as_f64(i / columns) * row + WORDS,
            width,
            height: row - WORDS - BELOW,
        };
        let planes = spec.panels.iter().take(rows * columns).enumerate();
        let planes =
            planes.map(|(i, p)| (p, Plane { area: place(i), across, scale: scale.clone() })).collect();
        let height = surround.sheet_height(surround.top + as_f64(rows) * row);
        Some(Self { spec, surround, planes, columns, height })
    }

    fn paint(&self, canvas: &mut Canvas) {
        let lang = self.spec.frame.lang;
        for (i, (panel, plane)) in self.planes.iter().enumerate() {
            canvas.group("panel", |canvas| {
                paint_words(canvas, panel, plane.area, lang);
                paint_range(canvas, panel, plane);
                let is_first = i % self.columns == 0;
                let label = |t| if is_first { tick(t, &plane.scale, lang) } else { String::new() };
                plane.paint_grid(canvas, label);
                paint_line(canvas, panel, plane);
                paint_axis(canvas, plane, lang);
            });
        }
        self.surround.paint(canvas, self.height);
    }
}

/// As many columns as leave the fewest empty places in the last row, of those that need no further row.
const fn evenly(panels: usize, most: usize) -> usize {
    let most = if panels < most { panels } else { most };
    if most == 0 {
        return 1;
    }
    panels.div_ceil(panels.div_ceil(most))
}

fn surround(spec: &MultiplesSpec, left_out: usize) -> Surround {
    let lang = spec.frame.lang;
    let mut samples = Vec::new();
    if spec.panels.iter().any(|p| p.normal.is_some()) {
        let words = lang.pick("50, 90, 99 % of its moves before", "50, 90, 99 % seiner Bewegungen zuvor");
        samples.push((Sample::Cone(Ink::Muted), words.to_owned()));
    }
    let axis = lang.pick(
        "Sessions from the last close before the news; one scale for all",
        "Handelstage ab dem letzten Schluss vor der Nachricht; eine Skala für alle",
    );
    let n = lang.count(left_out);
    let more = match (left_out, lang) {
        (0, _) => String::new(),
        (_, Lang::English) => format!("{n} more have no place on this sheet"),
        (_, Lang::German) => format!("{n} weitere finden auf diesem Blatt keinen Platz"),
    };
    Surround::of(&spec.frame, samples, &[axis, &more])
}

fn across(spec: &MultiplesSpec) -> Option<(f64, f64)> {
    let days = || spec.panels.iter().flat_map(|p| p.points.iter().map(|(day, _)| f64::from(*day)));
    let (first, last) = (days().reduce(f64::min)?.min(-1.0), days().reduce(f64::max)?.max(1.0));
    Some((first, last))
}

fn scale(spec: &MultiplesSpec) -> Option<Scale> {
    let values = || spec.panels.iter().flat_map(|p| p.points.iter().map(|(_, v)| *v));
    let (low, high) = (values().reduce(f64::min)?.min(0.0), values().reduce(f64::max)?.max(0.0));
    let widest =
        spec.panels.iter().filter_map(|p| p.normal.as_ref()?.steps.last()).map(|s| s[1]).fold(0.0, f64::max);
    let room = (high - low) * REACH;
    let (low, high) = ((-widest).max(low - room).min(low), widest.min(high + room).max(high));
    Some(Scale::padded(low * 100.0, high * 100.0, 4))
}

fn tick(value: f64, scale: &Scale, lang: Lang) -> String {
    format!("{} %", lang.signed(value, scale.decimals))
}

/// The name with the move at its right, and the second line below.
fn paint_words(canvas: &mut Canvas, panel: &Panel, area: Area, lang: Lang) {
    let baseline = area.top - 24.0;
    let mut room = area.width;
    if let Some(fraction) = panel.move_fraction {
        let set = Type::semibold(NAME.size, Ink::of_return(fraction));
        let text = lang.percent(fraction);
        canvas.text(&text, (area.right(), baseline), Align::End, set);
        room -= set.width(&text) + 10.0;
    }
    let name = lines::fit(&panel.label, room, NAME.size, NAME.weight);
    canvas.text(&name, (area.left, baseline), Align::Start, NAME);
    let mut room = area.width;
    if let Some(verdict) = panel.verdict {
        let text = lang.verdict(verdict);
        canvas.text(text, (area.right(), baseline + 15.0), Align::End, DETAIL);
        room -= DETAIL.width(text) + 10.0;
    }
    let detail = lines::fit(&panel.detail, room, DETAIL.size, Weight::Regular);
    canvas.text(&detail, (area.left, baseline + 15.0), Align::Start, DETAIL);
}

fn paint_range(canvas: &mut Canvas, panel: &Panel, plane: &Plane) {
    let last = panel.points.last().map_or(0, |(day, _)| *day);
    let steps: Vec<(f64, &[f64; 3])> = (1..=last)
        .zip(panel.normal.iter().flat_map(|range| &range.steps))
        .map(|(day, sizes)| (f64::from(day), sizes))
        .collect();
    if steps.is_empty() {
        return;
    }
    for share in [2, 1, 0] {
        let edge =
            |sign: f64| steps.iter().map(move |(day, sizes)| plane.at((*day, sign * sizes[share] * 100.0)));
        let tip = std::iter::once(plane.at((0.0, 0.0)));
        let outline: Vec<(f64, f64)> = tip.chain(edge(1.0)).chain(edge(-1.0).rev()).collect();
        canvas.polygon(&outline, Tint::new(Ink::Muted, 0.11));
    }
}

/// The line, and the end of the headline's move on it.
fn paint_line(canvas: &mut Canvas, panel: &Panel, plane: &Plane) {
    let x = plane.x(0.5);
    canvas.line(&[(x, plane.area.top), (x, plane.area.bottom())], 1.0, Ink::News);
    let points: Vec<(f64, f64)> =
        panel.points.iter().map(|(day, v)| plane.at((f64::from(*day), v * 100.0))).collect();
    canvas.line(&points, 1.8, Ink::Price);
    if let [alone] = points.as_slice() {
        canvas.disc(*alone, 2.4, Ink::Price, (0.8, Ink::Paper));
    }
}

/// First, last and middle session under the panel.
fn paint_axis(canvas: &mut Canvas, plane: &Plane, lang: Lang) {
    let (area, (first, last)) = (plane.area, plane.across);
    let bottom = area.bottom();
    canvas.line(&[(area.left, bottom), (area.right(), bottom)], 0.8, Ink::Rule);
    for (day, align) in [(first, Align::Start), (0.0, Align::Middle), (last, Align::End)] {
        let label = lang.signed(day, 0);
        let half = LABEL.width(&label) + 6.0;
        let is_free = day != 0.0
            || (plane.x(0.0) - half > area.left + half && plane.x(0.0) + half < area.right() - half);
        if is_free {
            canvas.text(&label, (plane.x(day), bottom + 14.0), align, LABEL);
        }
    }
}

fn description(spec: &MultiplesSpec) -> String {
    let lang = spec.frame.lang;
    let told = |panel: &Panel| {
        let figure = panel.move_fraction.map(|f| lang.percent(f));
        let word = panel.verdict.map(|v| format!("({})", lang.verdict(v)));
        let parts = [Some(panel.label.clone()), Some(panel.detail.clone()), figure, word];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let all: Vec<String> = spec.panels.iter().map(told).collect();
    let n = lang.count(spec.panels.len());
    format!(
        "{n} {}: {}.",
        lang.pick("small pictures on one scale", "kleine Bilder auf einer Skala"),
        all.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_leave_few_places_empty() {
        for (panels, most, columns) in
            [(1, 5, 1), (5, 5, 5), (6, 5, 3), (7, 5, 4), (40, 5, 5), (11, 4, 4), (0, 3, 1)]
        {
            assert_eq!(evenly(panels, most), columns, "{panels} of {most}");
        }
    }
}
