//! A drawing backend for plotters that writes SVG once, the way it is wanted.
//!
//! Groups by part, classes by meaning, dashes as dashes, coordinates to a hundredth of a pixel, the
//! language of every text, a title and a description, and the face itself.

mod backend;
mod document;
mod embed;
mod markup;

pub(super) use backend::{Backend, units};
pub(super) use document::{Anchor, Document, Head, Paint, Setting, Stroke};
