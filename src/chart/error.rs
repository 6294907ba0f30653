//! What can go wrong with a chart.

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
        /// The name of the number.
        what: String,
        /// The value received.
        value: f64,
    },
    /// A line does not have one value for each bar.
    #[error("{what} has {got} values for {wanted} bars")]
    Length {
        /// The name of the line.
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
        /// The longest side allowed, in pixels.
        max_side: f32,
    },
    /// This kind of chart has no curve that characters could show.
    #[error("this kind of chart cannot be drawn in characters: a reaction, comparison or timeline can")]
    NotInCharacters,
    /// The PDF cannot be written.
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
    /// The specification is none.
    #[error("this is not the specification of a chart: {0}")]
    Spec(String),
    /// The picture cannot be packed.
    #[error("the PNG cannot be written: {0}")]
    Png(String),
}

impl Fault for ChartError {
    fn class(&self) -> FaultClass {
        match self {
            Self::NoBars | Self::NoPoints | Self::NotFinite { .. } => FaultClass::Data,
            Self::Scale { .. } | Self::Svg(_) | Self::Spec(_) | Self::NotInCharacters => FaultClass::Input,
            Self::Length { .. } | Self::Drawing(_) | Self::Pdf(_) | Self::Png(_) => FaultClass::Bug,
        }
    }
}
