//! Links: which instruments a text is about, how sure that is, and where the text says so.

mod context;
mod gazetteer;
mod linker;
mod symbols;
mod tokens;
mod types;

pub use linker::{LinkRequest, Linker};
pub use types::{Evidence, EvidenceKind, Link, Linked, Mention, RelatedInstrument, Role, Target, Unlisted};
