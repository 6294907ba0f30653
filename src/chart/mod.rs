//! Charts: a specification in, bytes out.
//!
//! A chart is laid out once, as SVG; the PNG is that SVG painted with the embedded face, so that
//! both say the same thing at every size. Nothing is read from the system, not even fonts.

mod alt;
mod axis;
mod caar;
mod canvas;
mod finish;
mod font;
mod heading;
mod lanes;
mod legible;
mod palette;
mod raster;
mod reaction;
mod scale;
mod spec;
mod theme;

pub use alt::alt_text;
pub use caar::{CaarGroup, CaarPoint, CaarSpec, caar_alt_text, caar_svg};
pub use finish::size;
pub use raster::png;
pub use reaction::svg;
pub use spec::{
    AnchorMark, BenchmarkLine, ChartAt, ChartBars, ClaimMark, HorizonMark, Moment, NARROW, ReactionSpec, WIDE,
};
pub use theme::{Theme, in_theme};

use crate::fault::{Fault, FaultClass};

/// Why a chart cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// There is nothing to draw.
    #[error("the chart has no bars")]
    NoBars,
    /// There is nothing to draw in an event study.
    #[error("the chart has no points")]
    NoPoints,
    /// A number that must be finite is not.
    #[error("{what} is {value}: it cannot be drawn")]
    NotFinite {
        /// Which number.
        what: String,
        /// The value received.
        value: f64,
    },
    /// A line does not have one value for each bar.
    #[error("{what} has {got} values for {wanted} bars")]
    Length {
        /// Which line.
        what: String,
        /// How many it has.
        got: usize,
        /// How many it needs.
        wanted: usize,
    },
    /// The drawing library refused.
    #[error("drawing failed: {0}")]
    Drawing(String),
    /// The document is not an SVG that can be painted.
    #[error("the SVG cannot be read: {0}")]
    Svg(String),
    /// The scale of a picture is out of bounds.
    #[error("scale {scale}: it must be positive and give no side above {max_side} pixels")]
    Scale {
        /// The scale received.
        scale: f32,
        /// The greatest side.
        max_side: f32,
    },
    /// The picture cannot be packed.
    #[error("the PNG cannot be written: {0}")]
    Png(String),
}

impl ChartError {
    /// What a drawing library said.
    #[allow(clippy::needless_pass_by_value)] // handed to `map_err`
    fn drawing(error: impl std::fmt::Display) -> Self {
        Self::Drawing(error.to_string())
    }
}

impl Fault for ChartError {
    fn class(&self) -> FaultClass {
        match self {
            Self::NoBars | Self::NoPoints | Self::NotFinite { .. } => FaultClass::Data,
            Self::Scale { .. } | Self::Svg(_) => FaultClass::Input,
            Self::Length { .. } | Self::Drawing(_) | Self::Png(_) => FaultClass::Bug,
        }
    }
}
