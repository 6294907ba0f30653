//! The placebo histogram: the instrument's own moves of the same kind before, with this one among them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::alt::ended;
use super::axis::LABEL;
use super::bins::{Bins, sizes};
use super::canvas::{Align, Area, Canvas, Drawing, Tint, Type, draw};
use super::error::ChartError;
use super::ink::Ink;
use super::legend::Sample;
use super::plane::{Plane, label_width};
use super::scale::{Scale, as_f64};
use super::spec::Frame;
use super::surround::Surround;
use super::svg::Head;
use crate::reaction::{Basis, VerdictWord};
use crate::view::Lang;

/// The moves with which a reaction is compared, and the reaction itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceboSpec {
    /// What it has in common with other charts.
    pub frame: Frame,
    /// The instrument's moves before, as fractions; at least two.
    pub moves: Vec<f64>,
    /// This move, as a fraction.
    pub this: f64,
    /// The horizon of all of them: `1d`.
    pub horizon: String,
    /// Whether they are abnormal returns or the instrument's own.
    pub basis: Basis,
    /// How unusual this move is.
    pub verdict: Option<VerdictWord>,
    /// How many of the moves do not overlap; `None` where it is not known.
    pub independent: Option<usize>,
    /// The days on which the first begins and the last ends.
    pub period: Option<(NaiveDate, NaiveDate)>,
}

/// Draws a placebo histogram: an SVG document, its size and the picture in words.
///
/// # Errors
/// [`ChartError::NoPoints`] with fewer than two moves, [`ChartError::NotFinite`] for a number that cannot be drawn.
///
/// # Examples
/// ```
/// use newstape::chart::{self, Frame, PlaceboSpec};
/// use newstape::reaction::Basis;
///
/// let spec = PlaceboSpec {
///     frame: Frame::titled("A fall that had not been seen before"),
///     moves: (0..200).map(|i| f64::from(i % 9 - 4) / 100.0).collect(),
///     this: -0.17,
///     horizon: "1d".to_owned(),
///     basis: Basis::Abnormal,
///     verdict: None,
///     independent: Some(200),
///     period: None,
/// };
/// let drawing = chart::draw_placebo(&spec)?;
/// assert!(drawing.svg.contains("This move −17.00 %"));
/// assert!(drawing.alt.contains("0 of 200 were as large"));
/// # Ok::<(), chart::ChartError>(())
/// ```
pub fn draw_placebo(spec: &PlaceboSpec) -> Result<Drawing, ChartError> {
    if spec.moves.len() < 2 {
        return Err(ChartError::NoPoints);
    }
    if let Some(value) = spec.moves.iter().copied().chain([spec.this]).find(|v| !v.is_finite()) {
        return Err(ChartError::NotFinite { what: "a move".to_owned(), value });
    }
    let plan = Plan::of(spec);
    let description = description(spec);
    let head =
        Head { size: (spec.frame.sheet.laid_out(), plan.height), kind: "placebo", description: &description };
    let alt = format!("{} {description}", ended(&spec.frame.title));
    draw(&spec.frame, head, alt.trim().to_owned(), |canvas| plan.paint(canvas))
}

const HEIGHT: f64 = 300.0;
/// Above the bars, for the words of this move.
const WORDS: f64 = 26.0;
/// Below them, for the labels and the caption of the axis.
const BELOW: f64 = 46.0;
const THIS: Type = Type::semibold(12.5, Ink::News);

/// How many moves are at least as large as this one.
fn as_large(spec: &PlaceboSpec) -> usize {
    spec.moves.iter().filter(|m| m.abs() >= spec.this.abs()).count()
}

struct Plan<'a> {
    spec: &'a PlaceboSpec,
    surround: Surround,
    plane: Plane,
    bins: Bins,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a PlaceboSpec) -> Self {
        let (lang, sheet) = (spec.frame.lang, spec.frame.sheet);
        let bins = Bins::of(&spec.moves, spec.this);
        let most = bins.counts.iter().copied().max().unwrap_or(1);
        let scale = Scale::over(0.0, as_f64(most) * 1.05, 4);
        let scale = Scale { ticks: scale.ticks.into_iter().filter(|t| t.fract() == 0.0).collect(), ..scale };
        let samples = vec![
            (Sample::Ground(Ink::Volume), lang.pick("its moves before", "seine Bewegungen zuvor").to_owned()),
            (
                Sample::Ground(Ink::News),
                lang.pick("as large as this one or larger", "so groß wie diese oder größer").to_owned(),
            ),
            (Sample::Cone(Ink::Muted), lang.pick("50, 90, 99 % of them", "50, 90, 99 % davon").to_owned()),
        ];
        let surround = Surround::of(&spec.frame, samples, &[&sample_words(spec)]);
        let labels = label_width(&scale, |t| lang.decimal(t, 0)) + 8.0;
        let top = surround.top + WORDS;
        let height = surround.room(WORDS + BELOW, HEIGHT, 120.0);
        let left = sheet.margin() + labels;
        let area = Area { left, top, width: sheet.inner() - labels, height };
        let pad = bins.width;
        let plane = Plane { area, across: (bins.from - pad, bins.to() + pad), scale };
        let height = surround.sheet_height(area.bottom() + BELOW);
        Self { spec, surround, plane, bins, height }
    }

    fn paint(&self, canvas: &mut Canvas) {
        let lang = self.spec.frame.lang;
        canvas.group("normal-range", |canvas| self.paint_range(canvas));
        canvas.group("grid", |canvas| self.plane.paint_grid(canvas, |t| lang.decimal(t, 0)));
        canvas.group("moves", |canvas| self.paint_bars(canvas));
        canvas.group("axis", |canvas| self.paint_axis(canvas, lang));
        canvas.group("this-move", |canvas| self.paint_this(canvas, lang));
        self.surround.paint(canvas, self.height);
    }

    fn paint_range(&self, canvas: &mut Canvas) {
        let Area { top, height, left, .. } = self.plane.area;
        for size in sizes(&self.spec.moves).into_iter().rev() {
            let from = self.plane.x(-size).max(left);
            let to = self.plane.x(size).min(self.plane.area.right());
            canvas.rect(Area { left: from, top, width: to - from, height }, Tint::new(Ink::Muted, 0.11));
        }
    }

    fn paint_bars(&self, canvas: &mut Canvas) {
        for (i, count) in self.bins.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            let from = self.bins.from + self.bins.width * as_f64(i);
            let middle = from + self.bins.width / 2.0;
            let ink = if middle.abs() >= self.spec.this.abs() { Ink::News } else { Ink::Volume };
            let (left, right) = (self.plane.x(from) + 0.5, self.plane.x(from + self.bins.width) - 0.5);
            let top = self.plane.y(as_f64(*count));
            let width = (right - left).max(1.0);
            canvas.rect(Area { left, top, width, height: self.plane.area.bottom() - top }, ink);
        }
    }

    fn paint_axis(&self, canvas: &mut Canvas, lang: Lang) {
        let Area { left, width, .. } = self.plane.area;
        let (bottom, right) = (self.plane.area.bottom(), self.plane.area.right());
        canvas.line(&[(left, bottom), (right, bottom)], 1.0, Ink::Text);
        let (low, high) = self.plane.across;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // a sheet is some hundred pixels wide
        let wanted = ((width / 90.0) as usize).max(2);
        let scale = Scale::over(low * 100.0, high * 100.0, wanted);
        for &tick in &scale.ticks {
            let x = self.plane.x(tick / 100.0);
            let text = format!("{} %", lang.signed(tick, scale.decimals));
            let half = LABEL.width(&text) / 2.0;
            canvas.line(&[(x, bottom), (x, bottom + 4.0)], 1.0, Ink::Text);
            if x - half >= left - 8.0 && x + half <= right {
                canvas.text(&text, (x, bottom + 17.0), Align::Middle, LABEL);
            }
        }
        let caption = caption(self.spec);
        let caption = super::lines::fit(&caption, width, LABEL.size, LABEL.weight);
        canvas.text(&caption, (left + width / 2.0, bottom + 35.0), Align::Middle, LABEL);
    }

    /// This move: a line with its size in words.
    fn paint_this(&self, canvas: &mut Canvas, lang: Lang) {
        let area = self.plane.area;
        let x = self.plane.x(self.spec.this);
        canvas.line(&[(x, area.top - 6.0), (x, area.bottom())], 1.8, Ink::News);
        let words = this_words(self.spec, lang);
        let words = super::lines::fit(&words, area.width, THIS.size, THIS.weight);
        let half = THIS.width(&words) / 2.0;
        let middle = x.min(area.right() - half).max(area.left + half);
        canvas.text(&words, (middle, area.top - 11.0), Align::Middle, THIS);
    }
}

fn this_words(spec: &PlaceboSpec, lang: Lang) -> String {
    let word = spec.verdict.map_or_else(String::new, |v| format!(", {}", lang.verdict(v)));
    format!("{} {}{word}", lang.pick("This move", "Diese Bewegung"), lang.percent(spec.this))
}

/// What the axis counts.
fn caption(spec: &PlaceboSpec) -> String {
    let (lang, horizon) = (spec.frame.lang, &spec.horizon);
    let what = match spec.basis {
        Basis::Abnormal => lang.pick("Abnormal return", "Abnormale Rendite"),
        Basis::Raw => lang.pick("Return", "Rendite"),
    };
    format!("{what}, {horizon} · {}", lang.pick("number of spans upwards", "nach oben die Zahl der Spannen"))
}

/// The sample in words, for the foot.
fn sample_words(spec: &PlaceboSpec) -> String {
    let lang = spec.frame.lang;
    let n = lang.count(spec.moves.len());
    let mut words = match lang {
        Lang::English => format!("{n} earlier spans"),
        Lang::German => format!("{n} frühere Spannen"),
    };
    if let Some(independent) = spec.independent.filter(|i| *i < spec.moves.len()) {
        let own = lang.pick("that do not overlap", "überschneiden sich nicht");
        words = format!("{words}, {} {own}", lang.count(independent));
    }
    if let Some((from, to)) = spec.period {
        words = format!("{words}, {} {} {}", lang.day(from), lang.pick("to", "bis"), lang.day(to));
    }
    words
}

fn description(spec: &PlaceboSpec) -> String {
    let lang = spec.frame.lang;
    let [half, most, nearly_all] = sizes(&spec.moves).map(|s| lang.percent(s).replace('+', "±"));
    let (large, all) = (lang.count(as_large(spec)), lang.count(spec.moves.len()));
    let this = this_words(spec, lang);
    let sample = sample_words(spec);
    match lang {
        Lang::English => format!(
            "A histogram of {}: {sample}. 50 % of them were within {half}, 90 % within {most}, 99 % within \
             {nearly_all}. {this}: {large} of {all} were as large.",
            caption(spec).split(" · ").next().unwrap_or_default()
        ),
        Lang::German => format!(
            "Ein Histogramm: {}, {sample}. 50 % davon lagen innerhalb von {half}, 90 % innerhalb von {most}, 99 % \
             innerhalb von {nearly_all}. {this}: {large} von {all} waren so groß.",
            caption(spec).split(" · ").next().unwrap_or_default()
        ),
    }
}
