//! The title and the subtitle under the rule that opens every chart.

use super::canvas::{Align, Area, Canvas, Type};
use super::ink::Ink;
use super::lines;
use super::spec::Phrase;

const TITLE: Type = Type::semibold(21.0, Ink::Text);
const SUBTITLE: Type = Type::regular(13.5, Ink::Muted);
const TOP_RULE: f64 = 16.0;

/// Title and subtitle, each on two lines at most.
pub(super) struct Heading {
    lines: Vec<Line>,
    left: f64,
    width: f64,
    pub(super) bottom: f64,
}

struct Line {
    phrases: Vec<Phrase>,
    baseline: f64,
    set: Type,
}

impl Heading {
    pub(super) fn of(title: &str, subtitle: &[Phrase], left: f64, width: f64) -> Self {
        let mut lines = Vec::new();
        let mut baseline = TOP_RULE + 1.0;
        for (text, set, step) in [(&[Phrase::from(title)][..], TITLE, 27.0), (subtitle, SUBTITLE, 19.0)] {
            for phrases in lines::wrap_phrases(text, width, 2, set.size, set.weight) {
                baseline += step;
                lines.push(Line { phrases, baseline, set });
            }
            baseline += 3.0;
        }
        Self { lines, left, width, bottom: baseline }
    }

    pub(super) fn paint(&self, canvas: &mut Canvas) {
        canvas.group("heading", |canvas| {
            canvas.line(&[(self.left, TOP_RULE), (self.left + self.width, TOP_RULE)], 1.0, Ink::Text);
            canvas.rect(Area { left: self.left, top: TOP_RULE, width: 44.0, height: 4.0 }, Ink::Text);
            for Line { phrases, baseline, set } in &self.lines {
                canvas.phrases(phrases, (self.left, *baseline), Align::Start, *set);
            }
        });
    }
}
