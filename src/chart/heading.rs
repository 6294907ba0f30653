//! The title and the subtitle under the rule that opens every chart.

use super::canvas::{Align, Area, Canvas, Type};
use super::ink::Ink;
use super::lines;
use super::spec::{Frame, Wording};
use super::theme::TopRule;
use crate::view::Lang;

const TITLE: Type = Type::semibold(21.0, Ink::Text);
/// On a sheet narrower than this within its margins.
const SMALL_TITLE: Type = Type::semibold(18.0, Ink::Text);
const NARROW_INNER: f64 = 450.0;
const SUBTITLE: Type = Type::regular(13.5, Ink::Muted);
const TOP_RULE: f64 = 16.0;

/// Title and subtitle, each on two lines at most; on four where the sheet is narrow and grows with its content.
pub(super) struct Heading {
    lines: Vec<Line>,
    left: f64,
    width: f64,
    rule: TopRule,
    pub(super) bottom: f64,
}

struct Line {
    phrases: Vec<Wording>,
    baseline: f64,
    set: Type,
}

impl Heading {
    pub(super) fn of(frame: &Frame) -> Self {
        let (left, width) = (frame.sheet.margin(), frame.sheet.inner());
        let title = if width < NARROW_INNER { SMALL_TITLE } else { TITLE };
        let subtitle: Vec<Wording> = frame.subtitle.iter().map(|phrase| own(phrase, frame.lang)).collect();
        let (mut lines, mut baseline) = (Vec::new(), TOP_RULE + 1.0);
        let most = if frame.sheet.height.is_none() && width < NARROW_INNER { 4 } else { 2 };
        for (text, set, step) in
            [(&[Wording::from(&frame.title)][..], title, title.size + 6.0), (&subtitle, SUBTITLE, 19.0)]
        {
            for phrases in lines::wrap_phrases(text, width, most, set.size, set.weight) {
                baseline += step;
                lines.push(Line { phrases, baseline, set });
            }
            baseline += 3.0;
        }
        Self { lines, left, width, rule: frame.theme.rule(), bottom: baseline }
    }

    pub(super) fn paint(&self, canvas: &mut Canvas) {
        canvas.group("heading", |canvas| {
            if self.rule != TopRule::None {
                canvas.line(&[(self.left, TOP_RULE), (self.left + self.width, TOP_RULE)], 1.0, Ink::Text);
            }
            if self.rule == TopRule::Bar {
                canvas.rect(Area { left: self.left, top: TOP_RULE, width: 44.0, height: 4.0 }, Ink::Text);
            }
            for Line { phrases, baseline, set } in &self.lines {
                canvas.phrases(phrases, (self.left, *baseline), Align::Start, *set);
            }
        });
    }
}

/// A phrase in the language of the chart needs no word of it.
fn own(phrase: &Wording, lang: Lang) -> Wording {
    let foreign = phrase.lang.as_deref().filter(|tag| *tag != lang.tag());
    Wording { text: phrase.text.clone(), lang: foreign.map(str::to_owned) }
}
