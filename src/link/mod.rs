//! Links: which instruments a text is about, how sure that is, and where the text says so.

mod types;

pub use types::{Evidence, EvidenceKind, Link, Linked, Mention, RelatedInstrument, Role, Target, Unlisted};
