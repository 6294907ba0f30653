//! Words that a user puts in the place of a chart's own.

use crate::chart::{Phrase, ReactionSpec};

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
    /// The chart in these words.
    pub(super) fn put(&self, spec: ReactionSpec) -> ReactionSpec {
        let Self { title, subtitle, note, credit } = self.clone();
        ReactionSpec {
            title: title.unwrap_or(spec.title),
            subtitle: subtitle.map_or(spec.subtitle, |words| vec![Phrase::quoted(words, None)]),
            notes: note.into_iter().chain(spec.notes).collect(),
            credit: credit.unwrap_or(spec.credit),
            ..spec
        }
    }
}
