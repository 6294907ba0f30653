//! Charts: a specification in, bytes out.
//!
//! A chart is laid out once, as SVG ([`draw_reaction`], [`draw_caar`]); the PNG ([`png()`]) is that
//! SVG painted with the embedded face, so that both say the same thing at every size. Nothing is
//! read from the system, not even fonts.
//!
//! # The document
//! Parts of the picture are groups, and every element carries the name of its ink as a class, so
//! that a style sheet can give a chart another look. Colours are presentation attributes: any rule
//! of a style sheet outranks them.
//!
//! | classes of groups | |
//! |---|---|
//! | `heading`, `legend`, `foot` | the words around the picture |
//! | `ground`, `grid`, `axis` | shades and the line of the news; horizontal lines with their labels; the time axis |
//! | `benchmark-line`, `prices`, `volume-pane`, `anchor`, `leaders`, `callouts`, `horizons`, `claims`, `normal-range`, `pins`, `other-news`, `remarks` | reaction chart |
//! | `band`, `path`, `ends` | event study, one band and one path a group |
//!
//! | classes of elements | |
//! |---|---|
//! | `paper`, `ink`, `muted`, `hairline`, `rule`, `shade` | sheet, words, lines |
//! | `price`, `volume`, `benchmark`, `news`, `news-day`, `up`, `down`, `teal` | what is shown |
//! | `full`, `hollow` | a surface with a rim, filled with its ink or with paper |

mod alt;
mod any;
mod axis;
mod badge;
mod bins;
mod caar;
mod candle;
mod canvas;
mod characters;
mod comparison;
mod error;
mod face;
mod foot;
mod heading;
mod heatmap;
mod ink;
mod legend;
mod lines;
mod multiples;
mod pdf;
mod placebo;
mod plane;
mod raster;
mod reaction;
mod scale;
mod spec;
mod spec_json;
mod spread;
mod substitute;
mod surround;
mod svg;
mod theme;
mod timeline;
mod vega;

pub use alt::alt_text;
pub use any::ChartSpec;
pub use caar::{CaarGroup, CaarPoint, CaarSpec, caar_alt_text, draw_caar};
pub use canvas::Drawing;
pub use characters::TextSheet;
pub use comparison::{ComparedLine, ComparisonSpec, draw_comparison};
pub use error::ChartError;
pub use heatmap::{HeatMapSpec, HeatRow, draw_heat_map};
pub use multiples::{MultiplesSpec, Panel, draw_multiples};
pub use pdf::pdf;
pub use placebo::{PlaceboSpec, draw_placebo};
pub use raster::png;
pub use reaction::draw_reaction;
pub use spec::{
    AnchorMark, BenchmarkLine, ChartAt, ChartBars, ClaimMark, Frame, HorizonMark, NARROW, NewsTime,
    NormalRange, PinMark, ReactionSpec, Sheet, Size, UnknownSize, WIDE, Wording,
};
pub use theme::{OwnTheme, Theme, ThemeError};
pub use timeline::{TimelineNews, TimelineSpec, draw_timeline};
pub use vega::vega_lite;
