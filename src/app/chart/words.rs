//! Words that a user puts in the place of a chart's own.

use crate::chart::{Frame, Wording};
use crate::instrument::{InstrumentId, Universe};
use crate::view::Lang;

/// Words in the place of the chart's own; `None` leaves those, an empty text leaves them out.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The title.
    pub title: Option<String>,
    /// The line below it.
    pub subtitle: Option<String>,
    /// A note in the foot, after the credit.
    pub note: Option<String>,
    /// Who made the data and the chart.
    pub credit: Option<String>,
}

impl Words {
    /// The frame in these words.
    pub(super) fn put(&self, frame: Frame) -> Frame {
        let Self { title, subtitle, note, credit } = self.clone();
        Frame {
            title: title.unwrap_or(frame.title),
            subtitle: subtitle.map_or(frame.subtitle, |words| vec![Wording::quoted(words, None)]),
            notes: note.into_iter().chain(frame.notes).collect(),
            credit: credit.unwrap_or(frame.credit),
            ..frame
        }
    }
}

/// What a price did: `fell 16.97 %`, `stieg um 3,18 %`.
pub(super) fn moved(fraction: f64, lang: Lang) -> String {
    let size = lang.percent(fraction).replace(['+', '−'], "");
    let is_still = !size.bytes().any(|b| (b'1'..=b'9').contains(&b));
    match (lang, is_still, fraction > 0.0) {
        (Lang::English, true, _) => "was unchanged".to_owned(),
        (Lang::English, false, true) => format!("rose {size}"),
        (Lang::English, false, false) => format!("fell {size}"),
        (Lang::German, true, _) => "blieb unverändert".to_owned(),
        (Lang::German, false, true) => format!("stieg um {size}"),
        (Lang::German, false, false) => format!("fiel um {size}"),
    }
}

/// A share's name.
pub(super) fn name(universe: &Universe, id: &InstrumentId) -> String {
    universe.get(id).map_or_else(|| id.symbol.to_string(), |i| i.name.clone())
}
