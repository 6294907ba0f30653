//! The contents of the pages, as formatted words and figures.

mod day;
mod event;
mod filters;
mod headline;
mod instrument;
mod passage;

pub use day::{DayLink, DayPage, DayRow, Figure, FoundPage};
pub use event::{
    ChartPart, ClaimPart, EventPage, LinkPart, OtherNews, PageSetting, ReactionLine, ReactionPart, Remark,
};
pub use filters::{Asked, Choice, FilterForm, Mistake};
pub use headline::Tile;
pub use instrument::{InstrumentPage, UnusualDay};
pub use passage::{Passage, Stretch};

use super::format;

/// `up`, `down` or `flat`: what is printed as 0.00 % has no direction.
fn way(fraction: Option<f64>) -> &'static str {
    match fraction.map(format::percent) {
        Some(text) if text.starts_with('+') => "up",
        Some(text) if text.starts_with(format::MINUS) => "down",
        _ => "flat",
    }
}

/// A share as the length of a bar, out of 100 units.
fn length(share: f64) -> String {
    format!("{:.1}", share.clamp(0.0, 1.0) * 100.0)
}
