//! The row above the prices: when the news came, and a numbered label for each horizon's end,
//! moved apart and led to its point.

use super::pane::Pane;
use crate::chart::axis::{IndexAxis, Slots};
use crate::chart::badge::{self, RADIUS, letter};
use crate::chart::canvas::{Align, Area, Canvas, Type};
use crate::chart::ink::Ink;
use crate::chart::lines;
use crate::chart::spec::{ChartAt, ReactionSpec};
use crate::chart::spread::{Wish, spread};

const NEWS: Type = Type::semibold(12.0, Ink::News);
const CALLOUT_SIZE: f64 = 12.0;
const TEXT_GAP: f64 = 5.0;
const LABEL_GAP: f64 = 9.0;
/// How far a label with words may be from its point before it is better to drop the words.
const MAX_SHIFT: f64 = 110.0;
/// How many wordings a mark may have before only its number is left.
const LONGEST_WORDINGS: usize = 2;
/// From the middle of the labels to the top of the prices; the leaders bend in it.
const ROW: f64 = 28.0;
/// How far below the middle of the labels the leaders bend first, clear of the words.
const ELBOW: f64 = 12.0;

/// The row, measured.
pub(super) struct Callouts {
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
    /// The texts to choose from next to the number, longest first.
    wordings: Vec<String>,
    words: String,
    ink: Ink,
    slot: f64,
    price: f64,
    /// The middle of the disc.
    x: f64,
}

impl Callouts {
    /// `area` is the panes' column; labels may use `full_width` from its left.
    pub(super) fn of(spec: &ReactionSpec, axis: &IndexAxis<'_>, area: Area, full_width: f64) -> Self {
        let words = spec.moment.words(&spec.moment_label, spec.zone, spec.frame.lang);
        let news = lines::fit(&words, full_width, NEWS.size, NEWS.weight);
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
    pub(super) fn paint_leaders(&self, canvas: &mut Canvas, pane: &Pane) {
        canvas.group("leaders", |canvas| {
            for m in &self.marks {
                let (x, y) = (pane.x(m.slot), pane.y(m.price));
                let (elbow, knee) = (self.row_y + ELBOW, pane.area.top);
                canvas.line(&[(m.x, self.row_y), (m.x, elbow), (x, knee), (x, y)], 0.8, Ink::Rule);
            }
        });
    }

    /// The news, the labels and the points.
    pub(super) fn paint(&self, canvas: &mut Canvas, pane: &Pane) {
        canvas.group("callouts", |canvas| {
            canvas.text(&self.news, (self.news_x, self.news_baseline), Align::Middle, NEWS);
            for mark in &self.marks {
                let at = (pane.x(mark.slot), pane.y(mark.price));
                canvas.disc(at, 3.4, mark.ink, (1.2, Ink::Paper));
            }
            self.marks.iter().for_each(|mark| mark.paint_label(canvas, self.row_y));
        });
    }
}

/// The marks that have a place on the chart, from left to right.
fn points(spec: &ReactionSpec, axis: &IndexAxis<'_>) -> Vec<Mark> {
    let slot = |at: Option<ChartAt>| Some(axis.middle(axis.bar_of(at?)?));
    let horizons = spec.horizons.iter().enumerate().filter(|(_, h)| !h.pending).filter_map(|(i, h)| {
        let fraction = h.return_fraction?;
        let percent = spec.frame.lang.percent(fraction);
        let wordings = vec![format!("{} {percent}", h.name()), percent];
        Some(Mark {
            number: (i + 1).to_string(),
            wordings,
            words: String::new(),
            ink: Ink::of_return(fraction),
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
            ink: Ink::News,
            slot: slot(c.at)?,
            price: c.price?,
            x: 0.0,
        })
    });
    let mut marks: Vec<Mark> = horizons.chain(claims).collect();
    marks.sort_by(|a, b| a.slot.total_cmp(&b.slot));
    marks
}

/// Places the labels next to each other, with as many words as fit without moving them too far.
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
    // More discs than fit in a row: what they would show is in the table.
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
            words => 2.0 * RADIUS + TEXT_GAP + words_type(self.ink).width(words),
        }
    }

    fn paint_label(&self, canvas: &mut Canvas, y: f64) {
        badge::paint(canvas, &self.number, (self.x, y), self.ink, false);
        if self.words.is_empty() {
            return;
        }
        let left = self.x + RADIUS + TEXT_GAP;
        let width = words_type(self.ink).width(&self.words);
        // The line of the news may pass here, so the words have a background of their own.
        let ground = Area { left: left - 2.0, top: y - 8.0, width: width + 4.0, height: 16.0 };
        canvas.rect(ground, Ink::Paper);
        canvas.text(&self.words, (left, y + 4.3), Align::Start, words_type(self.ink));
    }
}

const fn words_type(ink: Ink) -> Type {
    Type::semibold(CALLOUT_SIZE, ink)
}
