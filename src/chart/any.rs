//! Any chart, whatever its kind.

use super::{
    CaarSpec, ChartError, ComparisonSpec, Drawing, Frame, HeatMapSpec, MultiplesSpec, PlaceboSpec,
    ReactionSpec, TimelineSpec, draw_caar, draw_comparison, draw_heat_map, draw_multiples, draw_placebo,
    draw_reaction, draw_timeline,
};
use serde::{Deserialize, Serialize};

/// A chart of one of the kinds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartSpec {
    /// One instrument around one piece of news.
    Reaction(Box<ReactionSpec>),
    /// Several instruments around one piece of news.
    Comparison(ComparisonSpec),
    /// A move among those of before.
    Placebo(PlaceboSpec),
    /// Many moves in a picture each.
    Multiples(MultiplesSpec),
    /// A share with its news.
    Timeline(TimelineSpec),
    /// Moves by horizon in rows.
    HeatMap(HeatMapSpec),
    /// An event study.
    Study(CaarSpec),
}

impl ChartSpec {
    /// Draws it: an SVG document, its size and the picture in words.
    ///
    /// # Errors
    /// What cannot be drawn is named.
    pub fn draw(&self) -> Result<Drawing, ChartError> {
        match self {
            Self::Reaction(spec) => draw_reaction(spec),
            Self::Comparison(spec) => draw_comparison(spec),
            Self::Placebo(spec) => draw_placebo(spec),
            Self::Multiples(spec) => draw_multiples(spec),
            Self::Timeline(spec) => draw_timeline(spec),
            Self::HeatMap(spec) => draw_heat_map(spec),
            Self::Study(spec) => draw_caar(spec),
        }
    }

    /// What it has in common with other charts.
    #[must_use]
    pub const fn frame(&self) -> &Frame {
        match self {
            Self::Reaction(spec) => &spec.frame,
            Self::Comparison(spec) => &spec.frame,
            Self::Placebo(spec) => &spec.frame,
            Self::Multiples(spec) => &spec.frame,
            Self::Timeline(spec) => &spec.frame,
            Self::HeatMap(spec) => &spec.frame,
            Self::Study(spec) => &spec.frame,
        }
    }

    /// The same, to be changed.
    pub const fn frame_mut(&mut self) -> &mut Frame {
        match self {
            Self::Reaction(spec) => &mut spec.frame,
            Self::Comparison(spec) => &mut spec.frame,
            Self::Placebo(spec) => &mut spec.frame,
            Self::Multiples(spec) => &mut spec.frame,
            Self::Timeline(spec) => &mut spec.frame,
            Self::HeatMap(spec) => &mut spec.frame,
            Self::Study(spec) => &mut spec.frame,
        }
    }
}
