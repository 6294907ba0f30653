//! The strip above the prices: when the news came, and a numbered label for each horizon's end,
//! moved apart and led to its point.

use plotters::style::RGBColor;

use super::frame::Frame;
use crate::chart::alt;
use crate::chart::axis::{IndexAxis, Slots};
use crate::chart::canvas::{Align, Area, Canvas, Type};
use crate::chart::font::{self, Weight};
use crate::chart::lanes::{Wish, spread};
use crate::chart::scale::as_f64;
use crate::chart::spec::{ChartAt, ReactionSpec};
use crate::chart::{ChartError, palette};
use crate::view::format;

const NEWS: Type = Type::semibold(12.0, palette::NEWS);
const CALLOUT_SIZE: f64 = 12.0;
const RADIUS: f64 = 8.5;
const TEXT_GAP: f64 = 5.0;
const LABEL_GAP: f64 = 9.0;
/// How far a label with words may stand from its point before it is better to drop the words.
const MAX_SHIFT: f64 = 110.0;
/// How many wordings a mark may have before only its number is left.
const LONGEST_WORDINGS: usize = 2;
/// From the middle of the labels to the top of the prices; the leaders bend in it.
const ROW: f64 = 28.0;
/// How far below the middle of the labels the leaders bend first, clear of the words.
const ELBOW: f64 = 12.0;

/// The strip, measured.
pub(super) struct Strip {
    news: String,
    news_x: f64,
    news_baseline: f64,
    /// Where the line of the news begins.
    pub(super) news_bottom: f64,
    marks: Vec<Mark>,
    row_y: f64,
    /// Where the prices may begin.
    pub(super) bottom: f64,
}

/// A number, or a letter for a claim, with its point.
struct Mark {
    number: String,
    /// What to write beside the number, longest first.
    wordings: Vec<String>,
    words: String,
    colour: RGBColor,
    slot: f64,
    price: f64,
    /// The middle of the disc.
    x: f64,
}

impl Strip {
    /// `area` is the panes' column; labels may use `full_width` from its left.
    pub(super) fn of(spec: &ReactionSpec, axis: &IndexAxis<'_>, area: Area, full_width: f64) -> Self {
        let news = font::fit(&news(spec), full_width, NEWS.size, NEWS.weight);
        let half = NEWS.width(&news) / 2.0;
        let span = axis.span();
        let at = area.left + span.share(axis.moment(spec.moment).from) * area.width;
        let news_x = at.min(area.left + full_width - half).max(area.left + half);
        let news_baseline = area.top + 13.0;
        let news_bottom = news_baseline + 6.0;
        let points = points(spec, axis);
        let marks = placed(points, span, area, full_width);
        let row_y = news_bottom + 4.0 + RADIUS;
        let bottom = if marks.is_empty() { news_bottom + 6.0 } else { row_y + ROW };
        Self { news, news_x, news_baseline, news_bottom, marks, row_y, bottom }
    }

    /// The lines from the labels to their points; they go under the prices.
    pub(super) fn paint_leaders(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ChartError> {
        self.marks.iter().try_for_each(|m| {
            let (x, y) = (frame.x(m.slot), frame.y(m.price));
            let (elbow, knee) = (self.row_y + ELBOW, frame.area.top);
            canvas.line(&[(m.x, self.row_y), (m.x, elbow), (x, knee), (x, y)], 0.8, &palette::RULE)
        })
    }

    /// The news, the labels and the points.
    pub(super) fn paint(&self, canvas: &Canvas<'_>, frame: &Frame) -> Result<(), ChartError> {
        canvas.text(&self.news, (self.news_x, self.news_baseline), Align::Middle, NEWS)?;
        for mark in &self.marks {
            let at = (frame.x(mark.slot), frame.y(mark.price));
            canvas.disc(at, 3.4, &mark.colour, Some((1.2, palette::PAPER)))?;
        }
        self.marks.iter().try_for_each(|mark| mark.paint_label(canvas, self.row_y))
    }
}

/// What the news is called and when it came.
fn news(spec: &ReactionSpec) -> String {
    let label = spec.moment_label.trim();
    let when = match spec.moment {
        crate::chart::spec::Moment::Instant(t) => {
            let local = t.with_timezone(&spec.zone);
            format!("{} {}", local.format("%a %-d %b %Y, %H:%M"), format::zone_abbreviation(t, spec.zone))
        }
        crate::chart::spec::Moment::Day(_) => alt::moment(spec),
    };
    if label.is_empty() { when } else { format!("{label}: {when}") }
}

/// The marks that have a place on the chart, from left to right.
fn points(spec: &ReactionSpec, axis: &IndexAxis<'_>) -> Vec<Mark> {
    let slot = |at: Option<ChartAt>| Some(as_f64(axis.bar_of(at?)?) + 0.5);
    let horizons = spec.horizons.iter().enumerate().filter(|(_, h)| !h.pending).filter_map(|(i, h)| {
        let fraction = h.return_fraction?;
        let percent = format::percent(fraction);
        let wordings = vec![format!("{} {percent}", horizon_name(&h.label)), percent];
        Some(Mark {
            number: (i + 1).to_string(),
            wordings,
            words: String::new(),
            colour: palette::of_return(fraction),
            slot: slot(h.at)?,
            price: h.price?,
            x: 0.0,
        })
    });
    let claims = spec.claims.iter().enumerate().filter_map(|(i, c)| {
        Some(Mark {
            number: letter(i),
            wordings: Vec::new(),
            words: String::new(),
            colour: palette::NEWS,
            slot: slot(c.at)?,
            price: c.price?,
            x: 0.0,
        })
    });
    let mut marks: Vec<Mark> = horizons.chain(claims).collect();
    marks.sort_by(|a, b| a.slot.total_cmp(&b.slot));
    marks
}

/// A horizon's name with a true minus: `−5d`.
pub(super) fn horizon_name(label: &str) -> String {
    label.replacen('-', "−", usize::from(label.starts_with('-')))
}

/// A, B, … Z, A2, B2, …
pub(super) fn letter(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26 + 1) }
}

/// Sets the labels side by side, with as many words as fit without leading too far.
fn placed(mut marks: Vec<Mark>, span: Slots, area: Area, full_width: f64) -> Vec<Mark> {
    let (low, high) = (area.left, area.left + full_width);
    let point = |m: &Mark| area.left + span.share(m.slot) * area.width;
    for wording in 0..=LONGEST_WORDINGS {
        for mark in &mut marks {
            mark.words = mark.wordings.get(wording).cloned().unwrap_or_default();
        }
        let bare = wording == LONGEST_WORDINGS;
        let gap = if bare { 2.0 } else { LABEL_GAP };
        let Some(xs) = row(&marks, point, (low, high), gap) else { continue };
        let furthest = marks.iter().zip(&xs).map(|(m, x)| (x - point(m)).abs()).fold(0.0, f64::max);
        if bare || furthest <= MAX_SHIFT {
            return marks.into_iter().zip(xs).map(|(mark, x)| Mark { x, ..mark }).collect();
        }
    }
    // More discs than a row holds: what they would show stands in the key.
    Vec::new()
}

/// The middles of the discs of a row.
fn row(marks: &[Mark], point: impl Fn(&Mark) -> f64, (low, high): (f64, f64), gap: f64) -> Option<Vec<f64>> {
    let wish = |m: &Mark| Wish { wanted: point(m) - RADIUS + m.width() / 2.0, width: m.width() };
    let wishes: Vec<Wish> = marks.iter().map(wish).collect();
    let centres = spread(&wishes, gap, low, high)?;
    Some(centres.iter().zip(&wishes).map(|(c, w)| c - w.width / 2.0 + RADIUS).collect())
}

impl Mark {
    fn width(&self) -> f64 {
        match self.words.as_str() {
            "" => 2.0 * RADIUS,
            words => 2.0 * RADIUS + TEXT_GAP + font::width(words, CALLOUT_SIZE, Weight::SemiBold),
        }
    }

    fn paint_label(&self, canvas: &Canvas<'_>, y: f64) -> Result<(), ChartError> {
        paint_disc(canvas, &self.number, (self.x, y), self.colour, false)?;
        if self.words.is_empty() {
            return Ok(());
        }
        let left = self.x + RADIUS + TEXT_GAP;
        let width = font::width(&self.words, CALLOUT_SIZE, Weight::SemiBold);
        // The line of the news may pass here: the words stand on paper of their own.
        let ground = Area { left: left - 2.0, top: y - 8.0, width: width + 4.0, height: 16.0 };
        canvas.rect(ground, &palette::PAPER)?;
        canvas.text(&self.words, (left, y + 4.3), Align::Start, Type::semibold(CALLOUT_SIZE, self.colour))
    }
}

/// A number in a disc; hollow for what is not there yet.
pub(super) fn paint_disc(
    canvas: &Canvas<'_>,
    number: &str,
    (x, y): (f64, f64),
    colour: RGBColor,
    hollow: bool,
) -> Result<(), ChartError> {
    let (fill, text) = if hollow { (palette::PAPER, colour) } else { (colour, palette::PAPER) };
    canvas.disc((x, y), RADIUS - 1.0, &fill, Some((1.0, colour)))?;
    let size = if number.len() > 1 { 9.5 } else { 10.5 };
    canvas.text(number, (x, y + size * 0.365), Align::Middle, Type::semibold(size, text))
}
