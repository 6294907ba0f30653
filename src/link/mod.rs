//! Links: which instruments a text is about, how sure that is, and where the text says so.

mod cues;
mod decision;
mod furniture;
mod gazetteer;
mod grade;
mod linker;
mod listings;
mod market;
mod naming;
mod page;
mod part;
mod role;
mod senses;
mod signals;
mod speakers;
mod symbols;
#[cfg(test)]
mod tests;
mod tokens;
mod types;
mod wires;

pub use decision::{Decision, LinkDecision, decide};
pub use grade::{Grades, LinkLesson, fit_grades};
pub use linker::{LinkRequest, Linker};
pub use part::LinkPart;
pub use role::make_subjects;
pub use types::{
    Evidence, EvidenceKind, Link, LinkFindings, Mention, RelatedInstrument, Role, Target, Unlisted,
};
