//! The end of the road: what is stored.

use super::{CheckedClaim, Draft};
use crate::event::When;
use crate::link::{Link, Unlisted};
use crate::reaction::Reaction;

/// What measuring one event gave.
#[derive(Debug, Clone, Default)]
pub struct Measurement {
    /// Rows, by instrument in the order of the links.
    pub reactions: Vec<Reaction>,
    /// The claims with their verdicts.
    pub claims: Vec<CheckedClaim>,
    /// What could not be measured at all, and why.
    pub notes: Vec<String>,
}

/// What was found in the text of an event.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The links, subjects first.
    pub links: Vec<Link>,
    /// Organisations without a listing.
    pub unlisted: Vec<Unlisted>,
    /// The claims with their verdicts.
    pub claims: Vec<CheckedClaim>,
    /// The reactions, measured or waiting.
    pub reactions: Vec<Reaction>,
}

/// An event with all that was found in it, ready to be stored and not yet numbered.
#[derive(Debug, Clone)]
pub struct Ready {
    draft: Draft,
    from: When,
    findings: Findings,
}

impl Ready {
    /// A draft with its findings, whose rows and verdicts count from the time `from`.
    #[must_use]
    pub const fn new(draft: Draft, from: When, findings: Findings) -> Self {
        Self { draft, from, findings }
    }

    /// What the item came to, with all remarks that were made on the way.
    #[must_use]
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The time from which its rows and verdicts count.
    #[must_use]
    pub const fn from(&self) -> When {
        self.from
    }

    /// What was found in it.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What was found in it, to be kept elsewhere, and all remarks.
    #[must_use]
    pub fn into_findings(self) -> (Findings, Vec<String>) {
        let notes = self.draft.notes().to_vec();
        (self.findings, notes)
    }
}
