//! The comparison: several instruments in percent from the anchor, each named at the end of its line.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::alt::ended;
use super::axis::{HEIGHT as AXIS_HEIGHT, IndexAxis, paint_time};
use super::canvas::{Align, Area, Canvas, Drawing, Type, draw};
use super::error::ChartError;
use super::ink::Ink;
use super::lines;
use super::plane::{Plane, label_width};
use super::scale::Scale;
use super::spec::{Frame, NewsTime};
use super::spread::{Wish, spread};
use super::surround::Surround;
use super::svg::Head;
use crate::calendar::Session;
use crate::view::Lang;

/// Several instruments around one piece of news, each in percent of its own last close before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonSpec {
    /// What it has in common with other charts.
    pub frame: Frame,
    /// The days of the axis, oldest first: all on which one of them traded.
    pub days: Vec<NaiveDate>,
    /// The sessions of the first instrument's exchange over them. May be empty.
    pub sessions: Vec<Session>,
    /// The zone in which the news is timed.
    pub zone: Tz,
    /// When the news became public.
    pub moment: NewsTime,
    /// What the moment is called.
    pub moment_label: String,
    /// The instruments.
    pub lines: Vec<ComparedLine>,
}

/// One instrument of a comparison.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparedLine {
    /// Its name at the end of its line: a symbol.
    pub label: String,
    /// Its move since the anchor on every day, as a fraction; `None` where it has no price.
    pub moves: Vec<Option<f64>>,
    /// Whether it is what the others are compared with: it is drawn thinner.
    pub is_benchmark: bool,
}

/// Draws a comparison: an SVG document, its size and the picture in words.
///
/// # Errors
/// [`ChartError::NoPoints`] where no line has a value, [`ChartError::Length`] for a line that has not one value a
/// day, [`ChartError::NotFinite`] for a number that cannot be drawn.
///
/// # Examples
/// ```
/// use chrono::NaiveDate;
/// use newstape::chart::{self, ComparedLine, ComparisonSpec, Frame, NewsTime};
///
/// let day = |d| NaiveDate::from_ymd_opt(2025, 1, d).expect("a day in January");
/// let line = |label: &str, moves: [f64; 3]| ComparedLine {
///     label: label.to_owned(),
///     moves: moves.map(Some).to_vec(),
///     is_benchmark: false,
/// };
/// let spec = ComparisonSpec {
///     frame: Frame::titled("Chip makers fall, phone makers rise"),
///     days: vec![day(24), day(27), day(28)],
///     sessions: Vec::new(),
///     zone: chrono_tz::America::New_York,
///     moment: NewsTime::Day(day(27)),
///     moment_label: "News".to_owned(),
///     lines: vec![line("NVDA", [0.0, -0.1697, -0.0953]), line("AAPL", [0.0, 0.0318, 0.0695])],
/// };
/// let drawing = chart::draw_comparison(&spec)?;
/// assert!(drawing.svg.contains(">NVDA −9.53 %<"));
/// assert!(drawing.alt.contains("AAPL +6.95 %"));
/// # Ok::<(), chart::ChartError>(())
/// ```
pub fn draw_comparison(spec: &ComparisonSpec) -> Result<Drawing, ChartError> {
    for line in &spec.lines {
        let (got, wanted) = (line.moves.len(), spec.days.len());
        if got != wanted {
            return Err(ChartError::Length { what: line.label.clone(), got, wanted });
        }
        if let Some(value) = line.moves.iter().flatten().copied().find(|v| !v.is_finite()) {
            return Err(ChartError::NotFinite { what: line.label.clone(), value });
        }
    }
    let plan = Plan::of(spec).ok_or(ChartError::NoPoints)?;
    let description = description(spec);
    let head = Head {
        size: (spec.frame.sheet.laid_out(), plan.height),
        kind: "comparison",
        description: &description,
    };
    let alt = format!("{} {description}", ended(&spec.frame.title));
    draw(&spec.frame, head, alt.trim().to_owned(), |canvas| plan.paint(canvas))
}

const HEIGHT: f64 = 340.0;
/// Above the lines, for the words of the news.
const WORDS: f64 = 24.0;
const NEWS: Type = Type::semibold(12.0, Ink::News);
const END: f64 = 12.0;
/// From the end of a line to its name.
const END_GAP: f64 = 12.0;

struct Plan<'a> {
    spec: &'a ComparisonSpec,
    surround: Surround,
    axis: IndexAxis<'a>,
    plane: Plane,
    ends: Vec<End>,
    height: f64,
}

/// The name at the end of a line.
struct End {
    text: String,
    ink: Ink,
    value: f64,
    /// The middle of its last slot.
    slot: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a ComparisonSpec) -> Option<Self> {
        let (lang, sheet) = (spec.frame.lang, spec.frame.sheet);
        let axis = IndexAxis::of_days(spec.days.clone(), &spec.sessions, spec.zone);
        let values = || spec.lines.iter().flat_map(|line| line.moves.iter().flatten().copied());
        let low = values().reduce(f64::min)?.min(0.0);
        let high = values().reduce(f64::max)?.max(0.0);
        let scale = Scale::padded(low * 100.0, high * 100.0, 6);
        let surround = Surround::of(&spec.frame, Vec::new(), &[&anchor_words(lang)]);
        let labels = label_width(&scale, |t| tick(t, &scale, lang)) + 8.0;
        let most = sheet.inner() * 0.34;
        let ends = ends(spec, &axis, most);
        let room = ends.iter().map(|e| end_type(e.ink).width(&e.text)).fold(0.0, f64::max) + END_GAP;
        let area = Area {
            left: sheet.margin() + labels,
            top: surround.top + WORDS,
            width: sheet.inner() - labels - room,
            height: surround.room(WORDS + AXIS_HEIGHT, HEIGHT, 140.0),
        };
        let span = axis.span();
        let plane = Plane { area, across: (span.from, span.to), scale };
        let height = surround.sheet_height(area.bottom() + AXIS_HEIGHT);
        Some(Self { spec, surround, axis, plane, ends, height })
    }

    fn paint(&self, canvas: &mut Canvas) {
        let (lang, scale) = (self.spec.frame.lang, &self.plane.scale);
        canvas.group("grid", |canvas| self.plane.paint_grid(canvas, |t| tick(t, scale, lang)));
        canvas.group("ground", |canvas| self.paint_news(canvas));
        for (i, line) in self.spec.lines.iter().enumerate() {
            canvas.group("path", |canvas| self.paint_line(canvas, line, look(&self.spec.lines, i)));
        }
        canvas.group("ends", |canvas| self.paint_ends(canvas));
        let bottom = self.plane.area.bottom();
        canvas.group("axis", |canvas| paint_time(canvas, &self.axis, (self.plane.area, bottom), lang));
        self.surround.paint(canvas, self.height);
    }

    fn paint_news(&self, canvas: &mut Canvas) {
        let (spec, area) = (self.spec, self.plane.area);
        let x = self.plane.x(self.axis.moment(spec.moment).from).clamp(area.left, area.right());
        canvas.line(&[(x, area.top - 6.0), (x, area.bottom())], 1.2, Ink::News);
        let words = spec.moment.words(&spec.moment_label, spec.zone, spec.frame.lang);
        let words = lines::fit(&words, spec.frame.sheet.inner(), NEWS.size, NEWS.weight);
        let half = NEWS.width(&words) / 2.0;
        let left = spec.frame.sheet.margin();
        let middle = x.min(left + spec.frame.sheet.inner() - half).max(left + half);
        canvas.text(&words, (middle, area.top - 11.0), Align::Middle, NEWS);
    }

    /// A line in stretches: broken where there is no price.
    fn paint_line(&self, canvas: &mut Canvas, line: &ComparedLine, (ink, dash, width): Look) {
        let mut stretch: Vec<(f64, f64)> = Vec::new();
        let gaps = self.axis.gaps();
        for (i, value) in line.moves.iter().enumerate() {
            if value.is_none() || gaps.iter().any(|(at, _)| *at == i) {
                canvas.path(&std::mem::take(&mut stretch), dash, (width, ink));
            }
            stretch.extend(value.map(|v| self.plane.at((self.axis.middle(i), v * 100.0))));
        }
        canvas.path(&stretch, dash, (width, ink));
    }

    /// The names next to the ends of the lines, moved apart where lines end together.
    fn paint_ends(&self, canvas: &mut Canvas) {
        let area = self.plane.area;
        let mut ends: Vec<(f64, &End)> =
            self.ends.iter().map(|e| (self.plane.y(e.value * 100.0), e)).collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wishes: Vec<Wish> = ends.iter().map(|(y, _)| Wish { wanted: *y, width: 14.0 }).collect();
        let Some(ys) = spread(&wishes, 2.0, area.top, area.bottom()) else { return };
        for ((own, end), y) in ends.iter().zip(ys) {
            let x = self.plane.x(end.slot);
            canvas.disc((x, *own), 2.6, end.ink, (0.8, Ink::Paper));
            if (own - y).abs() > 3.0 || area.right() - x > END_GAP {
                canvas.line(
                    &[(x + 4.0, *own), (area.right() + 3.0, *own), (area.right() + END_GAP - 2.0, y)],
                    0.6,
                    Ink::Rule,
                );
            }
            canvas.text(&end.text, (area.right() + END_GAP, y + 4.3), Align::Start, end_type(end.ink));
        }
    }
}

type Look = (Ink, Option<(f64, f64)>, f64);

/// How the line at an index is drawn: the benchmark thin and grey, the others by group.
fn look(all: &[ComparedLine], index: usize) -> Look {
    if all.get(index).is_some_and(|line| line.is_benchmark) {
        return (Ink::Muted, Some((3.0, 3.0)), 1.3);
    }
    let before = all.iter().take(index).filter(|line| !line.is_benchmark).count();
    (Ink::of_group(before), Ink::dash_of_group(before), 2.0)
}

fn ends(spec: &ComparisonSpec, axis: &IndexAxis<'_>, most: f64) -> Vec<End> {
    let of = |(i, line): (usize, &ComparedLine)| {
        let (at, value) = line.moves.iter().enumerate().rev().find_map(|(at, v)| Some((at, (*v)?)))?;
        let (ink, ..) = look(&spec.lines, i);
        let percent = spec.frame.lang.percent(value);
        let set = end_type(ink);
        let label = lines::fit(&line.label, most - set.width(&percent) - 4.0, set.size, set.weight);
        Some(End { text: format!("{label} {percent}"), ink, value, slot: axis.middle(at) })
    };
    spec.lines.iter().enumerate().filter_map(of).collect()
}

const fn end_type(ink: Ink) -> Type {
    Type::semibold(END, ink)
}

fn tick(value: f64, scale: &Scale, lang: Lang) -> String {
    format!("{} %", lang.signed(value, scale.decimals))
}

fn anchor_words(lang: Lang) -> String {
    lang.pick(
        "Moves since each one's last close before the news",
        "Veränderung seit dem je letzten Schluss vor der Nachricht",
    )
    .to_owned()
}

fn description(spec: &ComparisonSpec) -> String {
    let lang = spec.frame.lang;
    let last = |line: &ComparedLine| {
        let value = line.moves.iter().rev().find_map(|v| *v)?;
        Some(format!("{} {}", line.label, lang.percent(value)))
    };
    let all: Vec<String> = spec.lines.iter().filter_map(last).collect();
    let until = spec.days.last().map(|day| lang.day(*day)).unwrap_or_default();
    let news = spec.moment.words(&spec.moment_label, spec.zone, lang);
    match lang {
        Lang::English => {
            format!("{news}. Moves from the last close before the news to {until}: {}.", all.join("; "))
        }
        Lang::German => {
            format!(
                "{news}. Veränderung vom letzten Schluss vor der Nachricht bis {until}: {}.",
                all.join("; ")
            )
        }
    }
}
